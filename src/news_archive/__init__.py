"""News Archive: keeps news articles as plain JSON on one machine, and finds any of them at once.

    from news_archive import Archive

    with Archive("data") as archive:
        archive.ingest(["seeds/"])
        for hit in archive.search("Lecornu"):
            print(hit.rank, hit.id, hit.date, hit.sources, hit.snippet)

Names are loaded when they are first asked for: a search needs no Pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news_archive.archive import (
        Archive,
        Contribution,
        Facets,
        Hit,
        Hits,
        Listed,
        Listing,
        Outcome,
        Rejection,
        Totals,
        Version,
    )
    from news_archive.archive.collocation import Collocation, Collocations
    from news_archive.archive.concordance import ContextCount, ContextLine
    from news_archive.archive.differences import Comparison
    from news_archive.archive.duplicates import DuplicateGroup, GroupMember
    from news_archive.archive.likeness import Related, Tie
    from news_archive.archive.shingles import Overlap
    from news_archive.archive.timeline import Series, Timeline
    from news_archive.article.date import ReducedDate
    from news_archive.article.record import Article
    from news_archive.errors import ArchiveError
    from news_archive.reading.reader import ReadingOptions

__version__ = "0.1.0"

_HOMES = {
    "Archive": "news_archive.archive",
    "ArchiveError": "news_archive.errors",
    "Article": "news_archive.article.record",
    "Collocation": "news_archive.archive.collocation",
    "Collocations": "news_archive.archive.collocation",
    "Comparison": "news_archive.archive.differences",
    "ContextCount": "news_archive.archive.concordance",
    "ContextLine": "news_archive.archive.concordance",
    "Contribution": "news_archive.archive",
    "DuplicateGroup": "news_archive.archive.duplicates",
    "Facets": "news_archive.archive",
    "GroupMember": "news_archive.archive.duplicates",
    "Hit": "news_archive.archive",
    "Hits": "news_archive.archive",
    "Listed": "news_archive.archive",
    "Listing": "news_archive.archive",
    "Outcome": "news_archive.archive",
    "Overlap": "news_archive.archive.shingles",
    "ReadingOptions": "news_archive.reading.reader",
    "ReducedDate": "news_archive.article.date",
    "Rejection": "news_archive.archive",
    "Related": "news_archive.archive.likeness",
    "Series": "news_archive.archive.timeline",
    "Tie": "news_archive.archive.likeness",
    "Timeline": "news_archive.archive.timeline",
    "Totals": "news_archive.archive",
    "Version": "news_archive.archive",
}

__all__ = [
    "Archive",
    "ArchiveError",
    "Article",
    "Collocation",
    "Collocations",
    "Comparison",
    "ContextCount",
    "ContextLine",
    "Contribution",
    "DuplicateGroup",
    "Facets",
    "GroupMember",
    "Hit",
    "Hits",
    "Listed",
    "Listing",
    "Outcome",
    "Overlap",
    "ReadingOptions",
    "ReducedDate",
    "Rejection",
    "Related",
    "Series",
    "Tie",
    "Timeline",
    "Totals",
    "Version",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
