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

# sss may be sß or ßs. Real words have no longer run; beyond it not every split is looked for.
_LONGEST_RUN = 6


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


def unfolded_regex(plain: str, *, accents: bool = True) -> str:
    """Return a regular expression for the forms as written that fold to a plain one.

    A phrase needs it: places are known of forms as written only. Without ``accents``, forms with
    marks that no letter combines with are left out.
    """
    marks = _ACCENTS if accents else ""
    pairs = {two: letters for two, letters in unfoldings().items() if len(two) == 2}
    parts = [marks]
    position = 0
    while position < len(plain):
        end = position + 1
        while end < len(plain) and plain[end - 1 : end + 1] in pairs:
            end += 1
        parts.append(_spellings(plain[position:end], pairs, marks))
        position = end
    return "".join(parts)


def _spellings(run: str, pairs: dict[str, tuple[str, ...]], marks: str) -> str:
    """Return an expression for a run of letters any neighbours of which one letter may spell."""
    if len(run) > _LONGEST_RUN:
        return _spellings(run[:2], pairs, marks) + _spellings(run[2:], pairs, marks)
    if len(run) < 2:
        return _letter(run, marks) if run else ""
    one = _letter(run[0], marks) + _spellings(run[1:], pairs, marks)
    two = f"[{''.join(pairs[run[:2]])}]{marks}" + _spellings(run[2:], pairs, marks)
    return f"(?:{one}|{two})"


def _letter(letter: str, marks: str) -> str:
    others = unfoldings().get(letter, ())
    return (f"[{letter}{''.join(others)}]" if others else escaped(letter)) + marks
