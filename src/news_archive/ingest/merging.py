"""Another archive as an input: its articles with their versions, and what was decided there."""

from __future__ import annotations

from array import array
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from news_archive.article.date import ReducedDate
from news_archive.article.record import Draft, Lineage
from news_archive.index.contract import first_128_bits
from news_archive.store.layout import Layout, month_of_file
from news_archive.store.month_files import StaleLocationError, read_line
from news_archive.store.month_lines import Event, events
from news_archive.store.stamp import statuses
from news_archive.sync.id_hashes import lines_by_id, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.article.line import Fields
    from news_archive.sync.line_history import Line


def is_other_archive(path: str, own: Layout) -> bool:
    """Whether a path is the data folder of another archive."""
    layout = Layout(Path(path))
    if not (layout.settings.is_file() and layout.articles.is_dir()):
        return False
    return layout.root.resolve() != own.root.resolve()


def drafts_of(current: Iterable[Fields], histories: Histories) -> Iterator[Draft]:
    """Yield the articles of another archive as drafts, each after its earlier versions.

    Their credits are taken as they are.
    """
    for fields in current:
        earlier: set[int] = set()
        for version in histories.before(fields["id"], fields["revision"]):
            yield _draft(version, Lineage(False, frozenset(earlier)))
            earlier.add(first_128_bits(version["digest"]))
        yield _draft(fields, Lineage(True, frozenset(earlier)))


class Histories:
    """The superseded versions of the current articles of another archive."""

    def __init__(self, layout: Layout) -> None:
        """Read through the month files once; a second time if articles have several lines."""
        self._layout = layout
        names = sorted(statuses(layout.articles))
        # Eight bytes per line instead of the ids, because there may be millions.
        hashes = array("q")
        for name in names:
            hashes.extend(
                hash(event.id)
                for event in events(layout.articles / name, month_of_file(name) or 0, 0)
                if isinstance(event, Event) and event.kind == "article"
            )
        several = array("q", repeated(hashes))
        self._lines: dict[str, list[Line]] = {}
        for found in lines_by_id(layout, names, several):
            for identity, lines in found.items():
                articles = [line for line in lines if line.kind == "article"]
                if len(articles) > 1:
                    self._lines[identity] = sorted(articles, key=lambda line: line.revision)

    def before(self, identity: str, revision: int) -> Iterator[Fields]:
        """Yield the versions of an article before a revision, the oldest first."""
        for line in self._lines.get(identity, ()):
            if line.revision < revision:
                with suppress(StaleLocationError):  # it was compacted away meanwhile
                    yield read_line(self._layout, identity, line.location)


def _draft(fields: Fields, lineage: Lineage) -> Draft:
    return Draft(
        fields["id"],
        ReducedDate.parse(fields["date"]),
        list(fields["sources"]),
        fields["credit"],
        fields["body"],
        fields["origin"],
        lineage=lineage,
    )
