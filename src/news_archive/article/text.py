r"""The canonical form of a text: one spelling for what looks the same.

NFC, ``\n`` line ends, no white space at the end of a line or at either end of the text, runs of
blank lines reduced to one. Words, punctuation and every other character stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_Text = TypeVar("_Text")

_LINE_ENDS = re.compile(r"\r\n?")
_END_BEHIND_SPACE = re.compile(r"\n(?<=[^\S\n]\n)")
_BLANK_RUN = re.compile(r"\n{3,}")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def canonical(text: str) -> str:
    """Return the canonical form of a text; a canonical text is returned unchanged."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    if "\n" in text:
        if _END_BEHIND_SPACE.search(text):
            text = "\n".join([line.rstrip() for line in text.split("\n")])
        if "\n\n\n" in text:
            text = _BLANK_RUN.sub("\n\n", text)
    return text


def forbidden_character(text: str) -> tuple[int, str] | None:
    """Find the first character that no record may hold (NUL, a lone surrogate): index and name."""
    # Encoding finds surrogates five times as fast as a regular expression does, and a NUL is found
    # faster in bytes than in characters of two bytes.
    try:
        if b"\0" not in text.encode():
            return None
    except UnicodeEncodeError:
        pass
    match = _FORBIDDEN.search(text)
    if match is None:
        return None
    code = ord(match.group())
    return match.start(), "a NUL character" if code == 0 else f"the lone surrogate U+{code:04X}"


def several(texts: str | Sequence[_Text]) -> Sequence[str | _Text]:
    """Return texts as they are, and put a single text into a tuple: a string is a sequence, too."""
    return (texts,) if isinstance(texts, str) else texts
