"""What must never reach a terminal, said once more and independently of the source."""

from __future__ import annotations

import unicodedata

_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def dangerous(text: str) -> str | None:
    """Return the first character that a terminal or a line reader would obey, if any."""
    for character in text:
        category = unicodedata.category(character)
        if character != "\n" and (category in ("Cc", "Cs", "Zl", "Zp") or character in _DIRECTION):
            return character
    return None
