"""Entries for an index, and an index folder to put them in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from news_archive.article.date import ReducedDate
from news_archive.index.contract import Entry
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.store.layout import month_number
from news_archive.store.month_lines import Location

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def sample(identity: str, body: str = "Ein Text.", date: str = "2024-04-03") -> Entry:
    """Return what an index is given of an article."""
    parsed = ReducedDate.parse(date)
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Entry(
        id=identity,
        date=parsed,
        sources=["afp"],
        body=body,
        revision=1,
        digest=f"sha256:{digest}",
        location=Location(month_number(parsed), 0, 100),
    )


def fill(folder: Path, entries: Iterable[Entry], *, new: bool = True) -> None:
    """Put entries into the index of a folder, in one commit."""
    writer = TantivyWriter(folder, new=new)
    try:
        for entry in entries:
            writer.put(entry, replacing=not new)
        writer.commit()
    finally:
        writer.close()


def no_body(_identity: str, _place: Location) -> str:
    """Stand in for the month files where no query looks at a text."""
    raise AssertionError("no query here looks at texts")
