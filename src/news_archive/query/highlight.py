"""Where in a text a query matches, and the passage that shows it best.

Every kind of match is found: inflected, exact, wildcard, fuzzy, phrase and nearness. What a query
excludes is not highlighted. The words are those of ``article.words``: what is highlighted is what
was found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import Word as PlacedWord
from news_archive.article.words import is_searchable, words
from news_archive.query.inflection import forms_of
from news_archive.query.nearness import near_places
from news_archive.query.patterns import fits, form_fits
from news_archive.query.spelling import is_near_spelling
from news_archive.query.tree import (
    AllOf,
    And,
    Exact,
    Fuzzy,
    Near,
    Or,
    Pattern,
    Phrase,
    Query,
    Term,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.query.vocabulary import Vocabulary

_RUN = re.compile(r"\s+")
_SENTENCE_START = re.compile(r"(?:(?<=[.!?…]\s)|(?<=[.!?…][“”\"»«’]\s)|(?<=\n))(?=\S)")


class Span(NamedTuple):
    """A matched stretch of a text: ``text[start:end]``."""

    start: int
    end: int


class Snippet(NamedTuple):
    """A passage on one line, and where in it the matches are."""

    text: str
    highlights: tuple[Span, ...]

    def __str__(self) -> str:
        return self.text


class _Match(NamedTuple):
    """A matched word: its place, and which part of the query it answers."""

    span: Span
    part: int


class Highlighter:
    """Finds the matches of one query in any number of texts."""

    def __init__(self, query: Query, vocabulary: Vocabulary) -> None:
        self._nears = [
            ([_test(word, vocabulary, alone=True) for word in near.words], near.distance)
            for near in _positive_nears(query)
        ]
        self._parts = [
            [_test(term, vocabulary, alone=len(terms) == 1) for term in terms]
            for terms in _positive_terms(query)
        ]

    def spans(self, text: str) -> list[Span]:
        """Return where a text matches, in order and without overlap, a span for each word."""
        return sorted({match.span for match in self._matches(list(words(text)))})

    def snippet(self, text: str, width: int = 240) -> Snippet:
        """Return the passage of about ``width`` characters with the most of the query in it.

        It is cut between words, begins with a sentence if one begins near, and has no line ends.
        """
        found = list(words(text))
        matches = sorted(self._matches(found), key=lambda match: match.span)
        start, end = _window(text, matches, width)
        lead = "" if start == 0 else "… "
        tail = "" if end >= len(text) else " …"
        inside = (m.span for m in matches if m.span.start >= start and m.span.end <= end)
        passage, place = _on_one_line(text[start:end])
        highlights = {
            Span(
                len(lead) + place(span.start - start),
                len(lead) + place(span.end - start),
            )
            for span in inside
        }
        return Snippet(lead + passage + tail, tuple(sorted(highlights)))

    def _matches(self, found: list[PlacedWord]) -> list[_Match]:
        matches: list[_Match] = []
        for part, tests in enumerate(self._parts):
            for at in range(len(found) - len(tests) + 1):
                if all(test(found[at + place].form) for place, test in enumerate(tests)):
                    matches.extend(
                        _Match(Span(word.start, word.end), part)
                        for word in found[at : at + len(tests)]
                    )
        for part, (tests, distance) in enumerate(self._nears, len(self._parts)):
            places = [[at for at, word in enumerate(found) if test(word.form)] for test in tests]
            matches.extend(
                _Match(Span(found[at].start, found[at].end), part)
                for at in near_places(places, distance)
            )
        return matches


def _on_one_line(text: str) -> tuple[str, Callable[[int], int]]:
    """Return a text with each run of white space as one space, and where its places went."""
    removed = [at for run in _RUN.finditer(text) for at in range(run.start() + 1, run.end())]
    return _RUN.sub(" ", text), lambda place: place - bisect_left(removed, place)


def _positive_terms(query: Query) -> list[tuple[Term | Fuzzy, ...]]:
    match query:
        case Word() | Exact() | Pattern() | Fuzzy():
            return [(query,)]
        case Phrase(terms):
            return [terms]
        case AllOf(children) | And(children) | Or(children):
            return [terms for child in children for terms in _positive_terms(child)]
        case _:
            return []


def _positive_nears(query: Query) -> list[Near]:
    match query:
        case Near():
            return [query]
        case AllOf(children) | And(children) | Or(children):
            return [near for child in children for near in _positive_nears(child)]
        case _:
            return []


def _test(term: Term | Fuzzy, vocabulary: Vocabulary, *, alone: bool) -> Callable[[str], bool]:
    if isinstance(term, Pattern):
        pattern = term.pattern

        def test(form: str) -> bool:
            return is_searchable(form) and (form_fits if alone else fits)(pattern, form)
    elif isinstance(term, Fuzzy):
        typed, edits = term.form, term.edits

        def test(form: str) -> bool:
            return is_searchable(form) and is_near_spelling(typed, form, edits)
    else:
        test = forms_of(term, vocabulary).include
    return lru_cache(maxsize=10_000)(test)


def _window(text: str, matches: list[_Match], width: int) -> tuple[int, int]:
    """Choose where a snippet begins and ends."""
    if len(text) <= width:
        return 0, len(text)
    if not matches:
        return 0, _passage_end(text, 0, width)
    best, best_worth = matches[0], (0, 0)
    right = 0
    inside: dict[int, int] = {}
    for left, match in enumerate(matches):
        while right < len(matches) and matches[right].span.end <= match.span.start + width * 3 // 4:
            part = matches[right].part
            inside[part] = inside.get(part, 0) + 1
            right += 1
        # As many parts of the query as can be; then as many words; then the first place.
        worth = (len(inside), right - left)
        if worth > best_worth:
            best, best_worth = match, worth
        if inside.get(match.part):
            inside[match.part] -= 1
            if not inside[match.part]:
                del inside[match.part]
        right = max(right, left + 1)
    start = _passage_start(text, best.span.start, width)
    return start, _passage_end(text, best.span.end, start + width)


def _passage_start(text: str, match_start: int, width: int) -> int:
    earliest = max(0, match_start - width // 3)
    if earliest == 0:
        return 0
    for sentence in _SENTENCE_START.finditer(text, earliest, match_start + 1):
        return sentence.start()
    space = _RUN.search(text, earliest, match_start)
    return space.end() if space is not None else match_start


def _passage_end(text: str, match_end: int, end: int) -> int:
    """Return where to cut: at white space before ``end``, else behind a word, else the match."""
    if end >= len(text):
        return len(text)
    spaces = [run.start() for run in _RUN.finditer(text, match_end, end + 1)]
    if spaces:
        return spaces[-1]
    ends = [word.end for word in words(text[match_end:end]) if match_end + word.end < end]
    return match_end + ends[-1] if ends else match_end or end
