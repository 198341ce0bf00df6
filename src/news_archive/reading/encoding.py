"""From bytes to text, without guessing an encoding."""

from __future__ import annotations

import codecs

from news_archive.article.text import forbidden_character
from news_archive.errors import RejectedInput, UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, encoding: str | None = None, *, always: bool = False) -> str:
    """Decode a text: a byte-order mark decides, else whether it is UTF-8, else ``encoding``.

    Text with letters beyond ASCII that happens to be valid UTF-8 is hardly ever anything else, so
    ``encoding`` is for other texts; ``always``: for texts that are valid UTF-8, too.

    Raises ``RejectedInput`` with byte and offset if the bytes are in another encoding, or if
    the text has a character that no record may hold.
    """
    used, start = encoding or "utf-8", 0
    if encoding is not None and not always and _is_utf8(data):
        used = "utf-8"
    for mark, marked in _MARKS:
        if data.startswith(mark):
            used, start = marked, len(mark)
            break
    text = _decoded(data, used, start)
    if used == "utf-8" and b"\0" not in data:
        # Of the characters that no record may hold, UTF-8 encodes only NUL, UTF-7 surrogates too.
        return text
    found = forbidden_character(text)
    if found is not None:
        raise RejectedInput(f"the text has {found[1]} at character {found[0] + 1}")
    return text


def _is_utf8(data: bytes) -> bool:
    """Whether bytes have letters beyond ASCII, and are valid UTF-8."""
    if data.isascii():
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, encoding: str, start: int) -> str:
    try:
        return data[start:].decode(encoding) if start else data.decode(encoding)
    except LookupError:
        raise UsageError(f"there is no encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        place = start + error.start
        line = data.count(b"\n", 0, place) + 1
        hint = "; `--encoding cp1252` may help" if encoding == "utf-8" else ""
        raise RejectedInput(
            f"not {encoding.upper()}: byte 0x{data[place]:02x} at offset {place} "
            f"(line {line}){hint}"
        ) from None
