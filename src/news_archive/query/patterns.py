"""Wildcards and spellings as regular expressions, for Python and for an engine's vocabulary."""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache

from news_archive.article.words import folded, unfoldings

_META = re.compile(r"[\\.+*?()|\[\]{}^$]")
_WILD = {"*": ".*", "?": "."}

# Accents that fold to nothing may stand behind any letter.
_ACCENTS = "[\u0300-\u036f]*"


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def fits(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern with ``*`` and ``?``, letter case included; in linear time."""
    return _compiled(pattern).match(text) is not None


def form_fits(pattern: str, form: str) -> bool:
    """Whether a form fits a pattern as it is written or as it is folded."""
    return fits(pattern, form) or (not form.isascii() and fits(pattern, folded(form)))


def as_regex(pattern: str) -> str:
    """Return the regular expression of a pattern, in the syntax of the engine."""
    return "".join(_WILD.get(mark) or escaped(mark) for mark in pattern)


def escaped(text: str) -> str:
    """Return a text as a regular expression for itself, in the syntax of the engine."""
    return _META.sub(r"\\\g<0>", text)


def unfolded_regex(pattern: str) -> str:
    """Return a regular expression for the forms as written that fold to a plain one or a pattern.

    A phrase needs it: places are known of forms as written only.
    """
    spellings = unfoldings()
    parts = [_ACCENTS]
    position = 0
    while position < len(pattern):
        pair = pattern[position : position + 2]
        if len(pair) == 2 and pair in spellings:
            one_letter = f"[{''.join(spellings[pair])}]{_ACCENTS}"
            parts.append(f"(?:{_letter(pair[0])}{_letter(pair[1])}|{one_letter})")
            position += 2
        else:
            parts.append(_WILD.get(pattern[position]) or _letter(pattern[position]))
            position += 1
    return "".join(parts)


def _letter(letter: str) -> str:
    others = unfoldings().get(letter, ())
    return (f"[{letter}{''.join(others)}]" if others else escaped(letter)) + _ACCENTS
