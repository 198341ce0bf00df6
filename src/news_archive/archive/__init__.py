"""The archive as a library: ``Archive`` and what its verbs return. Nothing here prints."""

from news_archive.archive.facade import Archive
from news_archive.archive.opening import Listener
from news_archive.archive.results import (
    DiskUse,
    Hit,
    Hits,
    Listed,
    Listing,
    Outcome,
    Rejection,
    Totals,
)

__all__ = [
    "Archive",
    "DiskUse",
    "Hit",
    "Hits",
    "Listed",
    "Listener",
    "Listing",
    "Outcome",
    "Rejection",
    "Totals",
]
