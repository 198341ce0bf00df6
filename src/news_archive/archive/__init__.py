"""The archive as a library: ``Archive`` and what its verbs return. Nothing here prints."""

from news_archive.archive.facade import Archive
from news_archive.archive.opening import Listener
from news_archive.archive.results import (
    Contribution,
    DiskUse,
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

__all__ = [
    "Archive",
    "Contribution",
    "DiskUse",
    "Facets",
    "Hit",
    "Hits",
    "Listed",
    "Listener",
    "Listing",
    "Outcome",
    "Rejection",
    "Totals",
    "Version",
]
