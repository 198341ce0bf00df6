"""Wildcards as regular expressions, for Python and for an engine's vocabulary."""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache

from news_archive.article.words import folded

_META = re.compile(r"[\\.+*?()|\[\]{}^$]")
_WILD = {"*": ".*", "?": "."}


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def fits(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern with ``*`` and ``?``, letter case included; in linear time."""
    return _compiled(pattern).match(text) is not None


def form_fits(pattern: str, form: str) -> bool:
    """Whether a form fits a pattern as it is written or as it is folded."""
    return fits(pattern, form) or (not form.isascii() and fits(pattern, folded(form)))


def beginning_of(pattern: str) -> str | None:
    """Return the beginning if a pattern is only that and ``*`` (``verteidig*``); else ``None``."""
    beginning = pattern.removesuffix("*")
    return None if beginning == pattern or "*" in beginning or "?" in beginning else beginning


def ending_of(pattern: str) -> str | None:
    """Return the ending if a pattern is only ``*`` and that (``*minister``); else ``None``."""
    ending = pattern.removeprefix("*")
    return None if ending == pattern or "*" in ending or "?" in ending else ending


def as_regex(pattern: str) -> str:
    """Return the regular expression of a pattern, in the syntax of the engine."""
    return "".join(_WILD.get(mark) or escaped(mark) for mark in pattern)


def escaped(text: str) -> str:
    """Return a text as a regular expression for itself, in the syntax of the engine."""
    return _META.sub(r"\\\g<0>", text)
