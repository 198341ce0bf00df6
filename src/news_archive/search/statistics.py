"""Counts of matching articles by month and source, and the totals of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.store.layout import month_name

if TYPE_CHECKING:
    from news_archive.index.contract import IndexReader, Statistics
    from news_archive.query.tree import Query


class Facets(NamedTuple):
    """How many articles match: by month (``2024-04``, or ``2024``), in order; and by source.

    The commonest source comes first; ``none`` stands for articles without one.
    """

    by_month: dict[str, int]
    by_source: dict[str, int]


class DiskUse(NamedTuple):
    """The size of the archive on disk [bytes]: month files, and derived data."""

    articles: int
    derived: int


class Totals(NamedTuple):
    """Statistics of an archive; ``size`` is that of the current articles' lines [bytes].

    Months are ``2024-04``, or ``2024`` for dates of a year only.
    """

    articles: int
    words: int
    size: int
    by_month: dict[str, int]
    by_source: dict[str, int]
    by_precision: dict[str, int]
    disk: DiskUse


def facets_of(reader: IndexReader, query: Query) -> Facets:
    """Return how many articles match by month and by source."""
    return named_facets(reader.statistics(query))


def named_facets(found: Statistics) -> Facets:
    """Return the facets of statistics, with months as their files are named."""
    return Facets(
        by_month={month_name(month): count for month, count in found.by_month.items()},
        by_source=dict(sorted(found.by_source.items(), key=lambda item: (-item[1], item[0]))),
    )


def totals_of(found: Statistics, disk: DiskUse) -> Totals:
    """Return statistics of an archive, with months as their files are named."""
    facets = named_facets(found)
    return Totals(
        articles=found.articles,
        words=found.words,
        size=found.size,
        by_month=facets.by_month,
        by_source=facets.by_source,
        by_precision=found.by_precision,
        disk=disk,
    )
