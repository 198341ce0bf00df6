"""Text from an article, a file name or a query, made harmless to show.

Control characters are shown instead of sent, so that no text can move the cursor, change the
clipboard or change the writing direction.
"""

from __future__ import annotations

import re
import unicodedata

# C0 except the line feed, DEL and C1; separators that some programs treat as a line end; marks that
# change the writing direction; lone surrogates, which no encoding can send.
_DANGEROUS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff]"
)
_WHITE = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_JOINER = "\u200d"


def visible(text: str) -> str:
    """Return a text with its control characters as pictures or escapes; line feeds stay."""
    return _DANGEROUS.sub(_shown, text)


def one_line(text: str) -> str:
    """Return a text on one line, without tabs, with its control characters shown."""
    return visible(_WHITE.sub(" ", text))


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x09:
        return "    "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    columns = 0
    before = ""
    for character in text:
        if unicodedata.category(character) not in ("Mn", "Me", "Cf"):
            is_wide = unicodedata.east_asian_width(character) in "WF"
            # Emoji that are joined, such as a family, are drawn as a single one.
            columns += 0 if is_wide and before == _JOINER else 2 if is_wide else 1
        before = character
    return columns
