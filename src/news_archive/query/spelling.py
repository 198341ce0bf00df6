"""Similar spellings: what may have been meant by a word that no article has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import folded
from news_archive.limits import SHORT_WORD
from news_archive.query.tree import AllOf, And, AtLeast, Half, Or, Phrase, Query, Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.query.vocabulary import Vocabulary

# So many first letters are assumed to be right [letters]: people rarely get them wrong, and
# scanning all words would be slow.
_SHARED_BEGINNING = 2


class Suggestion(NamedTuple):
    """A word as typed that no article has, and spellings that articles do have, the best first."""

    typed: str
    nearby: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """The sentence to show to the user."""
        if not self.nearby:
            return f"no article has the word {self.typed}"
        listed = ", ".join(f"{form} ({count:,})" for form, count in self.nearby)
        return f"no article has the word {self.typed}; did you mean {listed}?"


def unknown_words(query: Query, count: Callable[[Query], int]) -> list[str]:
    """Return those bare words of a query, in lower case, that are in no article in any form."""
    return [form for form in dict.fromkeys(_bare_words(query)) if not count(Word(form))]


def nearby(form: str, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Return the forms one edit away, two beyond five letters; the nearest and commonest first."""
    allowed = 1 if len(form) <= SHORT_WORD else 2
    near = [
        (distance, -count, candidate)
        for candidate, count in vocabulary.beginning_with(form[:_SHARED_BEGINNING])
        if abs(len(candidate) - len(form)) <= allowed
        and (distance := edit_distance(form, candidate, allowed)) <= allowed
    ]
    return [(candidate, -negative) for _, negative, candidate in sorted(near)]


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
