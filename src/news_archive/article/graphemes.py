"""Where a text may be cut without taking a character apart that people see as one.

As Unicode Standard Annex #29 has it for what stands in news: marks, joiners, emoji and flags. Not
promised: its rules for conjoining Indic letters.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"

# The vowels and closing consonants that follow a leading consonant of Hangul.
_JAMO = range(0x1160, 0x1200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)

# Two of these letters are the flag of a region.
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def is_inside_grapheme(text: str, place: int) -> bool:
    """Whether to cut a text at a place, ``text[:place]``, would take a grapheme apart."""
    if not 0 < place < len(text):
        return False
    code = ord(text[place])
    if code < 0x300:
        return text[place - 1] == _JOINER
    if code in _FLAG_LETTERS:
        begin = place
        while begin and ord(text[begin - 1]) in _FLAG_LETTERS:
            begin -= 1
        return (place - begin) % 2 == 1
    return (
        _JOINER in (text[place], text[place - 1])
        or unicodedata.category(text[place]).startswith("M")
        or code in _JAMO
        or code in _SKIN_TONES
        or code in _TAGS
    )
