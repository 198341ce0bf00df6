"""The versions of an article that are still on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.errors import NothingFoundError
from news_archive.store.layout import month_of_file
from news_archive.store.month_lines import events_of
from news_archive.store.stamp import statuses
from news_archive.sync.line_history import History, line_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from news_archive.article.line import Fields
    from news_archive.store.layout import Layout


class Version(NamedTuple):
    """A line of an article on disk.

    ``state``: ``current``, ``earlier`` (superseded), ``deleted`` or ``moved`` (a line that records
    this). ``fields`` are those of the line, ``file`` is its month file.
    """

    revision: int
    state: str
    file: str
    fields: Fields


def versions(layout: Layout, identity: str) -> list[Version]:
    """Return the lines of an article in the order in which they were written."""
    history = History()
    found = []
    for name in sorted(statuses(layout.articles)):
        for event in events_of(layout.articles / name, month_of_file(name) or 0, (identity,)):
            history.add(line_of(event))
            found.append((name, event))
    winner = history.winner()
    return [
        Version(
            event.revision,
            event.kind
            if event.kind != "article"
            else "current"
            if winner is not None and event.location == winner.location
            else "earlier",
            name,
            event.fields,
        )
        for name, event in sorted(found, key=lambda item: item[1].revision)
    ]


def refuse_unknown(layout: Layout, wanted: Sequence[str], known: Container[str]) -> None:
    """Raise ``NothingFoundError`` if an id was never stored or is no longer ``known``."""
    unknown = [identity for identity in wanted if identity not in known]
    for identity in unknown:
        if len(unknown) == len(wanted) or not versions(layout, identity):
            raise NothingFoundError(f"no article has the id {identity!r}")
