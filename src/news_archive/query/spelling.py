"""Similar spellings: what may have been meant by a word that no article has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import folded
from news_archive.limits import MOST_FOR_A_MISTAKE, SHORT_WORD
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.morphology.lexicon_file import lexicon_of
from news_archive.query.tree import AllOf, And, AtLeast, Half, Or, Phrase, Query, Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.query.vocabulary import Vocabulary

# So many first letters are assumed to be right [letters]: people rarely get them wrong, and
# scanning all words would be slow.
_SHARED_BEGINNING = 2


# A rare word may be a mistake if a similar one is so many times as frequent.
_TIMES_AS_FREQUENT = 10

# Shorter words have too many similar ones [letters].
_LEAST_OF_A_MISTAKE = 5


class Suggestion(NamedTuple):
    """A word as typed that few articles have or none, and similar ones, the likeliest first."""

    typed: str
    nearby: tuple[tuple[str, int], ...]
    articles: int = 0

    @property
    def sentence(self) -> str:
        """The sentence to show to the user."""
        has = "no article has" if not self.articles else "only 1 article has"
        if self.articles > 1:
            has = f"only {self.articles:,} articles have"
        listed = ", ".join(f"{form} ({count:,})" for form, count in self.nearby)
        meant = f"; did you mean {listed}?" if listed else ""
        return f"{has} the word {self.typed}{meant}"


def doubtful_words(query: Query, count: Callable[[Query], int]) -> dict[str, int]:
    """Return the bare words of a query, in lower case, that few articles have, and how many."""
    counts = {form: count(Word(form)) for form in dict.fromkeys(_bare_words(query))}
    return {form: number for form, number in counts.items() if number <= MOST_FOR_A_MISTAKE}


def likelier(form: str, articles: int, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Return similar forms that may have been meant instead of one in so many articles.

    Of a form that articles have, those that are far more frequent; none if the lexicon knows it.
    """
    if not articles:
        return nearby(form, vocabulary)
    lexicons = filter(None, map(lexicon_of, vocabulary.languages))
    if len(form) < _LEAST_OF_A_MISTAKE or any(lexicon.lemmas(form) for lexicon in lexicons):
        return []
    own = forms_of(Word(form), vocabulary)
    return [
        (near, count)
        for near, count in nearby(form, vocabulary)
        if near not in own and count >= _TIMES_AS_FREQUENT * articles
    ]


def nearby(form: str, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Return the forms one edit away, two beyond five letters, the likeliest first.

    One edit more is as unlikely as a tenth of the articles.
    """
    allowed = 1 if len(form) <= SHORT_WORD else 2
    near = [
        (distance - math.log10(count), candidate, count)
        for candidate, count in vocabulary.beginning_with(form[:_SHARED_BEGINNING])
        if abs(len(candidate) - len(form)) <= allowed
        and (distance := edit_distance(form, candidate, allowed)) <= allowed
    ]
    return [(candidate, count) for _, candidate, count in sorted(near)]


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return how many letters to insert, delete, replace or swap with a neighbour.

    Optimal string alignment; a number above ``limit`` as soon as it is clear that it is more.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for place, theirs in enumerate(other, 1):
            cost = min(
                before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != theirs)
            )
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == theirs:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _bare_words(query: Query) -> list[str]:
    match query:
        case Word(form):
            return [form]
        case Phrase(terms):
            return [term.form for term in terms if isinstance(term, Word)]
        case AllOf(children) | And(children) | Or(children) | Half(children) | AtLeast(_, children):
            return [form for child in children for form in _bare_words(child)]
        case _:
            return []


def is_near_spelling(typed: str, form: str, edits: int) -> bool:
    """Whether a form is at most so many edits from a typed one, as it is written or as folded."""
    spellings = {form, folded(form)}
    return any(
        abs(len(spelling) - len(typed)) <= edits and edit_distance(typed, spelling, edits) <= edits
        for spelling in spellings
    )
