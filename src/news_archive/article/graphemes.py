"""Where a text may be cut without splitting a grapheme, which readers see as one character.

This follows Unicode Standard Annex #29 for what occurs in news: marks, joiners, emoji and flags.
Its rules for conjoining Indic letters are not covered.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"

# The vowels and closing consonants that follow a leading consonant of Hangul.
_JAMO = range(0x1160, 0x1200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)

# Two of these letters form the flag of a region.
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def is_inside_grapheme(text: str, place: int) -> bool:
    """Whether cutting a text at a place, as in ``text[:place]``, would split a grapheme."""
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
