"""Words that occur near the matches of a query more often than elsewhere in the same articles.

Every word of an article that is not part of a match is either *near*, at most ``span`` words from a
match, or *elsewhere*. A word between two matches counts as near only once. The measures are
functions of a table of four numbers, for each word:

                 this word             any other word
    near         near                  near_words - near
    elsewhere    total - near          the rest of words

``docs/context.md`` says why, and where the measures come from.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log, log2
from typing import TYPE_CHECKING, Literal, NamedTuple

from news_archive.article.words import commonest_spellings, form_of, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news_archive.article.line import Fields
    from news_archive.query.highlight import Highlighter, Span

Measure = Literal["log-likelihood", "logdice"]
MEASURES: tuple[Measure, ...] = ("log-likelihood", "logdice")

# The lowest G² at which a word counts as near more often than by chance. Chi-squared with one
# degree of freedom exceeds this value once in a hundred times.
LEAST_LIKELIHOOD = 6.63


class Collocation(NamedTuple):
    """A word in its commonest spelling, and how often it occurs near the matches.

    ``total`` is how often it occurs in the articles that were read, outside the matches.
    """

    word: str
    form: str
    near: int
    total: int
    score: float


class Collocations(NamedTuple):
    """The collocations of a query, the highest score first, and how much text was read for them.

    The newest ``articles`` of the ``matching`` articles were read. They have ``matches`` matches,
    and ``words`` words outside the matches, of which ``near_words`` are near one.
    """

    collocations: tuple[Collocation, ...]
    matches: int
    articles: int
    matching: int
    near_words: int
    words: int


def collocations_of(
    articles: Iterable[Fields],
    highlighter: Highlighter,
    *,
    span: int,
    measure: Measure,
    minimum: int,
    limit: int | None,
    matching: int,
) -> Collocations:
    """Return the words that occur within ``span`` words of matches more often than elsewhere.

    Words that are near fewer than ``minimum`` times are left out. ``matching`` is how many articles
    match; ``articles`` may be only some of them.
    """
    surroundings = Surroundings(span)
    looked_at = 0
    for fields in articles:
        surroundings.add(fields["body"], highlighter.matches(fields["body"]))
        looked_at += 1
    return Collocations(
        tuple(surroundings.collocations(measure, minimum)[:limit]),
        matches=surroundings.matches,
        articles=looked_at,
        matching=matching,
        near_words=surroundings.near_words,
        words=surroundings.words,
    )


class Surroundings:
    """Counts the words near matches and elsewhere, text by text."""

    def __init__(self, span: int) -> None:
        """``span``: how many words on either side of a match are near it."""
        self._span = span
        # Counted by spelling: finding the form of each word would take longer than counting it.
        self._near: Counter[str] = Counter()
        self._elsewhere: Counter[str] = Counter()
        self.matches = 0

    def add(self, text: str, matches: Sequence[Span]) -> None:
        """Count the words of a text; ``matches`` are in order and do not overlap."""
        self.matches += len(matches)
        if not matches:
            self._elsewhere.update(spellings(text))
            return
        span = self._span
        before = spellings(text[: matches[0].start])
        self._near.update(before[-span:])
        self._elsewhere.update(before[:-span])
        for one, other in pairwise(matches):
            between = spellings(text[one.end : other.start])
            if len(between) <= 2 * span:
                self._near.update(between)
            else:
                self._near.update(between[:span])
                self._near.update(between[-span:])
                self._elsewhere.update(between[span:-span])
        behind = spellings(text[matches[-1].end :])
        self._near.update(behind[:span])
        self._elsewhere.update(behind[span:])

    @property
    def near_words(self) -> int:
        """How many words are near a match."""
        return self._near.total()

    @property
    def words(self) -> int:
        """How many words there are outside the matches."""
        return self._near.total() + self._elsewhere.total()

    def collocations(self, measure: Measure, minimum: int) -> list[Collocation]:
        """Return the words that are near more often than by chance, the highest score first.

        Only words that are near at least ``minimum`` times and, whatever the measure, have a G² of
        at least ``LEAST_LIKELIHOOD``.
        """
        near_words, all_words = self.near_words, self.words
        near = _by_form(self._near)
        total = commonest_spellings(_spelled(self._near + self._elsewhere))
        found = []
        for form, often in near.items():
            word, count = total[form]
            if often < minimum or often * all_words <= count * near_words:
                continue
            score = log_likelihood(often, count, near_words, all_words)
            if score < LEAST_LIKELIHOOD:
                continue
            if measure == "logdice":
                score = log_dice(often, count, self.matches)
            found.append(Collocation(word, form, often, count, score))
        return sorted(found, key=lambda one: (-one.score, -one.near, one.form))


def log_likelihood(near: int, total: int, near_words: int, words: int) -> float:
    """Return Dunning's G² of a word: 0 if it is as frequent near as elsewhere.

    It is high both for words that are near unusually often and for words that are near unusually
    seldom.
    """
    elsewhere_words = words - near_words
    elsewhere = total - near
    observed = (near, near_words - near, elsewhere, elsewhere_words - elsewhere)
    expected = (
        near_words * total,
        near_words * (words - total),
        elsewhere_words * total,
        elsewhere_words * (words - total),
    )
    return 2 * sum(
        count * log(count * words / products)
        for count, products in zip(observed, expected, strict=True)
        if count
    )


def log_dice(near: int, total: int, matches: int) -> float:
    """Return Rychlý's logDice of a word: at most 14, and 1 less for each halving.

    ``near`` counts only up to the number of matches, so that no word gets more than 14.
    """
    return 14 + log2(2 * min(near, matches) / (matches + total))


def _spelled(counts: Counter[str]) -> dict[tuple[str, str], int]:
    return {(form_of(spelling), spelling): count for spelling, count in counts.items()}


def _by_form(counts: Counter[str]) -> Counter[str]:
    by_form: Counter[str] = Counter()
    for spelling, count in counts.items():
        by_form[form_of(spelling)] += count
    return by_form
