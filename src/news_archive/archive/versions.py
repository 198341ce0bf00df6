"""The versions of an article that are still on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.archive.history import History, line_of
from news_archive.archive.results import Version
from news_archive.store.layout import month_of_file
from news_archive.store.months import events_of
from news_archive.store.stamp import statuses

if TYPE_CHECKING:
    from news_archive.store.layout import Layout


def versions(layout: Layout, identity: str) -> list[Version]:
    """Return what the lines of an article say, in the order in which they were written."""
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
