"""The basic engine queries that all others are built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from news_archive.index.tantivy.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

_Engine = tantivy.Query


def all_of(*queries: _Engine) -> _Engine:
    """Return the query for articles that match all of several queries; their scores add up."""
    return _Engine.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def any_of(queries: Iterable[_Engine], least: int = 1) -> _Engine:
    """Return the query for articles that match at least ``least`` queries; their scores add up."""
    return _Engine.boolean_query(
        [(tantivy.Occur.Should, query) for query in queries], minimum_number_should_match=least
    )


def with_bonuses(query: _Engine, bonuses: list[_Engine]) -> _Engine:
    """Return a query for the same articles, with the scores of ``bonuses`` added."""
    if not bonuses:
        return query
    extra = [(tantivy.Occur.Should, bonus) for bonus in bonuses]
    return _Engine.boolean_query([(tantivy.Occur.Must, query), *extra])


def unscored(query: _Engine, score: float = 0.0) -> _Engine:
    """Return a query for the same articles, all with the same score."""
    return _Engine.const_score_query(query, score)


def term_query(field: str, text: str) -> _Engine:
    """Return the query for one term of a field."""
    return _Engine.term_query(schema(), field, text, index_option="freq")


def term_set_query(field: str, texts: Iterable[str]) -> _Engine:
    """Return the query for any of several terms of a field; no score."""
    return unscored(_Engine.term_set_query(schema(), field, list(texts)))


def numbers(field: str, first: int | None, last: int | None) -> _Engine:
    """Return the query for a range of a number field, both ends included; no score."""
    return unscored(
        _Engine.range_query(
            schema(), field, tantivy.FieldType.Unsigned, lower_bound=first, upper_bound=last
        )
    )
