"""News Archive: keeps news articles as plain JSON on one machine, and finds any of them at once.

    from news_archive import Archive

    with Archive("data") as archive:
        archive.ingest(["seeds/"])
        for hit in archive.search("Lecornu"):
            print(hit.rank, hit.id, hit.date, hit.sources, hit.snippet)

Names are imported lazily, on first use, so that a search does not load Pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news_archive.analysis.collocations import Collocation, Collocations
    from news_archive.analysis.comparison import Comparison
    from news_archive.analysis.concordance import ContextCount, ContextLine
    from news_archive.analysis.duplicates import DuplicateGroup, GroupMember
    from news_archive.analysis.related import Related, Tie
    from news_archive.analysis.timeline import Series, Timeline
    from news_archive.archive import Archive
    from news_archive.article.date import ReducedDate
    from news_archive.article.record import Article
    from news_archive.article.shingles import Overlap
    from news_archive.errors import ArchiveError
    from news_archive.ingest.outcome import Outcome, Rejection
    from news_archive.reading.reader import ReadingOptions
    from news_archive.search.hits import Contribution, Hit, Hits
    from news_archive.search.listing import Listed, Listing
    from news_archive.search.statistics import Facets, Totals
    from news_archive.upkeep.versions import Version

__version__ = "0.1.0"

_HOMES = {
    "Archive": "news_archive.archive",
    "ArchiveError": "news_archive.errors",
    "Article": "news_archive.article.record",
    "Collocation": "news_archive.analysis.collocations",
    "Collocations": "news_archive.analysis.collocations",
    "Comparison": "news_archive.analysis.comparison",
    "ContextCount": "news_archive.analysis.concordance",
    "ContextLine": "news_archive.analysis.concordance",
    "Contribution": "news_archive.search.hits",
    "DuplicateGroup": "news_archive.analysis.duplicates",
    "Facets": "news_archive.search.statistics",
    "GroupMember": "news_archive.analysis.duplicates",
    "Hit": "news_archive.search.hits",
    "Hits": "news_archive.search.hits",
    "Listed": "news_archive.search.listing",
    "Listing": "news_archive.search.listing",
    "Outcome": "news_archive.ingest.outcome",
    "Overlap": "news_archive.article.shingles",
    "ReadingOptions": "news_archive.reading.reader",
    "ReducedDate": "news_archive.article.date",
    "Rejection": "news_archive.ingest.outcome",
    "Related": "news_archive.analysis.related",
    "Series": "news_archive.analysis.timeline",
    "Tie": "news_archive.analysis.related",
    "Timeline": "news_archive.analysis.timeline",
    "Totals": "news_archive.search.statistics",
    "Version": "news_archive.upkeep.versions",
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


def __dir__() -> list[str]:
    """Include the names that are imported lazily, so that a shell can complete them."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
