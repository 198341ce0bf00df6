"""What each part of a query adds to the score of a hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.index.contract import only_scored_part
from news_archive.query.explanation import label
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Broad,
    Exact,
    Fuzzy,
    Half,
    Near,
    Or,
    Pattern,
    Phrase,
    Word,
)
from news_archive.query.weights import worth_scoring
from news_archive.search.hits import Contribution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from news_archive.index.contract import Found, IndexReader
    from news_archive.query.tree import Query

# A smaller rest of a score is due to rounding.
_ROUNDING = 0.001

SIDE_BY_SIDE = "words side by side"
AS_TYPED = "a form of the word, as typed"


def contributions_of(
    reader: IndexReader, query: Query, found: Sequence[Found], typed: Mapping[str, str]
) -> dict[str, tuple[Contribution, ...]]:
    """Return by id what each part of a query adds to the scores of some hits.

    ``typed`` is how the forms of the query's words were typed.
    """
    total = {hit.id: hit.score for hit in found if hit.score is not None}
    further = SIDE_BY_SIDE if only_scored_part(query) is None else AS_TYPED
    own: dict[str, list[Contribution]] = {identity: [] for identity in total}
    for part, scores in _scored_parts(reader, query, list(total)):
        for identity, score in scores.items():
            own[identity].append(Contribution(label(part, typed), score))
    for identity, score in total.items():
        rest = score - sum(contribution.score for contribution in own[identity])
        if rest > _ROUNDING * max(1.0, score):
            own[identity].append(Contribution(further, rest))
    return {identity: tuple(contributions) for identity, contributions in own.items()}


def _scored_parts(
    reader: IndexReader, query: Query, ids: Sequence[str]
) -> Iterator[tuple[Query, dict[str, float]]]:
    """Yield the parts of a query that add to the scores of some hits, and how much."""
    match query:
        case AllOf(children) | And(children):
            for child in worth_scoring(children, reader.vocabulary):
                yield from _scored_parts(reader, child, ids)
        case Or(children) | Half(children) | AtLeast(_, children):
            # A branch that does not match as a whole adds nothing, even if a part of it matches.
            for child in worth_scoring(children, reader.vocabulary):
                yield from _scored_parts(reader, child, list(reader.scores(child, ids)))
        case Word() | Broad() | Exact() | Pattern() | Fuzzy() | Phrase() | Near():
            yield query, reader.scores(query, ids)
        case _:
            return
