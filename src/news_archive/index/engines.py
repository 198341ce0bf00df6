"""The choice of the engine that keeps the index of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.store.month_files import read_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.index.contract import Engine
    from news_archive.store.layout import Layout
    from news_archive.store.month_lines import Location


def engine_of(layout: Layout, languages: tuple[str, ...]) -> Engine:
    """Return the engine of an archive; words are inflected as in these languages."""
    # Imported here, so that only the engine in use is loaded.
    from news_archive.index.tantivy.engine import TantivyEngine

    return TantivyEngine(layout.index, languages, _body_reader(layout))


def _body_reader(layout: Layout) -> Callable[[str, Location], str]:
    """Return a function that reads the text of an article, given its id and location."""
    return lambda identity, location: str(read_line(layout, identity, location)["body"])
