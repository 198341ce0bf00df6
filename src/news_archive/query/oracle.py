"""Whether an article matches a query: slow, and obviously right.

Every engine is tested against this. It examines the words of the article one by one. The vocabulary
tells it the languages, which words are common, and which are compounds.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Protocol

from news_archive.article.words import forms, is_searchable, spelled_out
from news_archive.query.morphology.compounds import compounds_with, parted, parts_of
from news_archive.query.morphology.inflection import is_inflection
from news_archive.query.spelling import is_near_spelling
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Broad,
    Dated,
    Everything,
    Exact,
    Form,
    Fuzzy,
    Half,
    Identifier,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Term,
    Within,
    Word,
)
from news_archive.query.weights import enough
from news_archive.query.wildcards import fits, form_fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.article.date import ReducedDate
    from news_archive.query.vocabulary import Vocabulary


class Searchable(Protocol):
    """The parts of an article that a query can refer to."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def date(self) -> ReducedDate:
        """Its date."""

    @property
    def sources(self) -> Sequence[str]:
        """The codes of the agencies it is credited to."""

    @property
    def body(self) -> str:
        """Its text."""


def matches(query: Query, article: Searchable, vocabulary: Vocabulary) -> bool:
    """Whether an article is among the answers to a query."""
    match query:
        case Everything():
            return True
        case Not(child):
            return not matches(child, article, vocabulary)
        case AllOf(children) | And(children):
            return all(matches(child, article, vocabulary) for child in children)
        case Or(children):
            return any(matches(child, article, vocabulary) for child in children)
        case Half():
            least, words = enough(query, vocabulary)
            return sum(matches(word, article, vocabulary) for word in words) >= least
        case AtLeast(number, children):
            return sum(matches(child, article, vocabulary) for child in children) >= number
        case Source(code):
            if code is None:
                return not article.sources
            return any(fits(code, source) for source in article.sources)
        case Dated(first, last):
            return article.date.first <= last and first <= article.date.last
        case Within(first, last):
            return first <= article.date.first and article.date.last <= last
        case Identifier(pattern):
            return fits(pattern, article.id)
        case Form(form):
            return is_searchable(form) and form in forms(article.body)
        case Broad():
            return _is_about(query, article, vocabulary)
        case Near(near_words, distance):
            return _has_near(forms(article.body), near_words, distance, vocabulary)
        case Phrase(terms):
            return _has_in_order(forms(article.body), terms, vocabulary)
        case term:
            return any(is_form_of(form, term, vocabulary) for form in forms(article.body))


def _is_about(broad: Broad, article: Searchable, vocabulary: Vocabulary) -> bool:
    """Whether an article has a word, a compound with it, its parts, or it joined or parted."""
    if any(matches(Word(word), article, vocabulary) for word in (broad.form, *broad.joined)):
        return True
    found = forms(article.body)
    if not compounds_with(broad.form, vocabulary).keys().isdisjoint(found):
        return True
    parts = parts_of(broad.form, vocabulary)
    if parts is not None and all(matches(Word(part), article, vocabulary) for part in parts):
        return True
    return any(way in pairwise(found) for way in parted(broad.form, vocabulary))


def _has_in_order(found: list[str], terms: Sequence[Term], vocabulary: Vocabulary) -> bool:
    return any(
        all(
            is_form_in_phrase(found[start + place], term, vocabulary)
            for place, term in enumerate(terms)
        )
        for start in range(len(found) - len(terms) + 1)
    )


def _has_near(
    found: list[str], near_words: Sequence[Word], distance: int, vocabulary: Vocabulary
) -> bool:
    places = [
        [place for place, form in enumerate(found) if is_form_of(form, word, vocabulary)]
        for word in near_words
    ]
    windows = [range(first, first + distance + 1) for first in set().union(*places)]
    return any(
        _can_stand_apart([{at for at in each if at in window} for each in places])
        for window in windows
    )


def _can_stand_apart(places: Sequence[set[int]]) -> bool:
    """Whether each word can have a place of its own.

    Hall's theorem: exactly if any of the words have together at least as many places as they are.
    """
    return all(
        len(set().union(*some)) >= len(some)
        for number in range(1, len(places) + 1)
        for some in combinations(places, number)
    )


def is_form_in_phrase(form: str, term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a form is one of those that a term of a phrase stands for.

    A pattern in a phrase is only compared with forms as written: an index has positions of these,
    but not of plain spellings.
    """
    if isinstance(term, Pattern):
        return is_searchable(form) and fits(term.pattern, form)
    return is_form_of(form, term, vocabulary)


def is_form_of(form: str, term: Term | Fuzzy, vocabulary: Vocabulary) -> bool:
    """Whether a form of a text is one of those that a term stands for."""
    if not is_searchable(form):
        return False
    match term:
        case Exact(typed):
            return spelled_out(form) == spelled_out(typed)
        case Pattern(pattern):
            return form_fits(pattern, form)
        case Fuzzy(typed, edits):
            return is_near_spelling(typed, form, edits)
        case Word(typed):
            return is_searchable(typed) and (
                form == typed
                or any(is_inflection(typed, form, language) for language in vocabulary.languages)
            )
