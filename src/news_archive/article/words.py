"""What a word is: the one definition shared by index, query, highlighting and oracle.

A word is a maximal run of letters, digits and combining marks; soft hyphens and joiners drop out
first, and an underscore separates words. Its *form* is the word in NFC and lower case. Forms longer
than ``MAX_WORD_BYTES`` keep their place in the text but cannot be searched for.

``folded`` is the plain-letter spelling of a form (``häuser`` → ``hauser``, ``erdoğan`` →
``erdogan``); ``spelled_out`` is the German spelling without umlauts (``häuser`` → ``haeuser``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.combining_marks import BASIC_PLANE, BEYOND
from news_archive.limits import MAX_WORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Soft hyphen, zero width space, (non-)joiners, word joiner, byte-order mark.
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROP = dict.fromkeys(map(ord, _DROPPED))

# A character outside these ranges. Within them, Python and the engine agree about each character:
# whether it is a letter or digit, and its lower case (tests/query/test_words.py asks both about
# every one). Texts without a match, practically all texts, are passed to the engine unchanged.
_BEYOND_PLAIN = re.compile(
    "[^\u0000-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)


class Word(NamedTuple):
    """A word and its place: spelled as in ``text[start:end]``, indexed and searched as ``form``."""

    form: str
    start: int
    end: int


@cache
def _run_pattern(beyond_basic_plane: bool) -> re.Pattern[str]:
    return re.compile(rf"[\w{_DROPPED}{BASIC_PLANE}{BEYOND if beyond_basic_plane else ''}]+")


@cache
def _beyond_basic_plane() -> re.Pattern[str]:
    return re.compile("[\U00010000-\U0010ffff]")


def form_of(run: str) -> str:
    """Return the form of a run of letters, digits and marks; empty if all of it drops out."""
    if run.isascii():
        return run.lower()
    lowered = unicodedata.normalize("NFC", run.translate(_DROP)).lower()
    return unicodedata.normalize("NFC", lowered)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order, with their places in it."""
    if "_" in text:
        text = text.replace("_", " ")
    pattern = _run_pattern(_beyond_basic_plane().search(text) is not None)
    for match in pattern.finditer(text):
        form = form_of(match.group())
        if form:
            yield Word(form, match.start(), match.end())


def forms(text: str) -> list[str]:
    """Return the forms of a text's words in order."""
    return [word.form for word in words(text)]


def spellings(text: str) -> list[str]:
    """Return the words of a text in order, as they are spelled; faster than ``words``."""
    text = text.replace("_", " ")
    found: list[str] = _run_pattern(_beyond_basic_plane().search(text) is not None).findall(text)
    # A run that has only characters that drop out is not a word.
    return found if text.isascii() or is_plain(text) else [run for run in found if form_of(run)]


def commonest_spellings(counts: Mapping[tuple[str, str], int]) -> dict[str, tuple[str, int]]:
    """Return the commonest spelling of each form, and how often all its spellings occur.

    ``counts`` says how often each form occurs in each spelling. If two spellings are equally
    common, the lower-case one is taken: the other is more often the beginning of a sentence.
    """
    totals: dict[str, int] = {}
    best: dict[str, tuple[int, str]] = {}
    for (form, spelling), count in counts.items():
        totals[form] = totals.get(form, 0) + count
        best[form] = max(best.get(form, (0, "")), (count, spelling))
    return {form: (best[form][1], total) for form, total in totals.items()}


def word_count(text: str) -> int:
    """Return the number of words as people and wc(1) count them: separated by white space."""
    return len(text.split())


def is_searchable(form: str) -> bool:
    """Whether a form is short enough to be searched for."""
    return len(form) * 4 <= MAX_WORD_BYTES or len(form.encode()) <= MAX_WORD_BYTES


def is_plain(text: str) -> bool:
    """Whether the engine's own tokenizer finds exactly the same words in this text as we do."""
    return _BEYOND_PLAIN.search(text) is None


# Letters that Unicode does not decompose; ``_folds`` adds those that it does.
_PLAIN_SPELLINGS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i",
    "ĸ": "k", "ŋ": "n", "ŧ": "t", "þ": "th", "ŉ": "n", "ſ": "s", "ə": "e", "ё": "е",
}  # fmt: skip
_LATIN = ((0x00C0, 0x024F), (0x1E00, 0x1EFF))
_GREEK = (0x0386, 0x03CE)


@cache
def _folds() -> dict[int, str]:
    """Return the plain spelling of each lower-case letter that has one; accents map to nothing."""
    folds = {ord(letter): plain for letter, plain in _PLAIN_SPELLINGS.items()}
    for first, last in (*_LATIN, _GREEK):
        for code in range(first, last + 1):
            letter = chr(code)
            base = unicodedata.normalize("NFD", letter)[0]
            if base != letter and letter == letter.lower():
                folds[code] = _PLAIN_SPELLINGS.get(base, base)
    folds.update(dict.fromkeys(range(0x0300, 0x0370), ""))
    return folds


def folded(form: str) -> str:
    """Return the plain-letter spelling of a form; the form itself if all its letters are plain."""
    return form if form.isascii() else form.translate(_folds()) or form


def foldings(text: str) -> list[tuple[str, str]]:
    """Return plain spelling and form of each word of a text whose plain spelling differs."""
    return [
        (folded(form), form) for form in forms(text) if folded(form) != form and is_searchable(form)
    ]


_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def spelled_out(form: str) -> str:
    """Return the German spelling without umlauts and ß, so that ``Müller`` = ``Mueller``."""
    return form if form.isascii() else form.translate(_SPELLED_OUT)
