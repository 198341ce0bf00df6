"""A dry run of an ingest: everything is read and compared, but nothing is written."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from news_archive.index.contract import Known, first_128_bits
from news_archive.store.decisions import Decision, remembered
from news_archive.sync.write_session import Content, read_content, refused_texts

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from news_archive.index.contract import IndexReader
    from news_archive.store.layout import Layout
    from news_archive.sync.write_session import Change, Refused


class DrySession:
    """Stands in for a ``WriteSession``, but writes nothing.

    ``reader`` is ``None`` if there is no archive yet. The session does not remember the bodies of
    articles that it would have written; for these, the same origin alone makes an update.
    """

    def __init__(self, layout: Layout, reader: IndexReader | None) -> None:
        self._layout = layout
        self._reader = reader
        self._remembered: dict[str, tuple[Known, str]] = {}
        self.revision = 0

    def next_revision(self) -> int:
        """See ``WriteSession.next_revision``."""
        self.revision += 1
        return self.revision

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """See ``WriteSession.locate``."""
        known = self._reader.locate(ids) if self._reader is not None else {}
        for identity in ids:
            if identity in self._remembered:
                known[identity] = self._remembered[identity][0]
        return known

    @cached_property
    def deletions(self) -> dict[int, Decision]:
        """See ``WriteSession.deletions``."""
        return remembered(self._layout.deletions)

    @cached_property
    def refused(self) -> set[tuple[str, int]]:
        """See ``WriteSession.refused``."""
        return refused_texts(self._layout)

    def refuse(self, refused: Sequence[Refused], now: datetime.datetime) -> None:
        """Remember nothing."""

    def content(self, identity: str, held: Known) -> Content | None:
        """See ``WriteSession.content``."""
        if identity in self._remembered:
            return Content(self._remembered[identity][1], None)
        return read_content(self._layout, identity, held)

    @property
    def uncommitted(self) -> int:
        """Always 0: nothing is written, so there is never anything to commit."""
        return 0

    def put(self, changes: Sequence[Change]) -> None:
        """Remember what would have been written."""
        for change in changes:
            entry = change.entry
            known = Known(entry.revision, first_128_bits(entry.digest), entry.location)
            self._remembered[entry.id] = (known, change.origin)

    def commit(self, *, hastily: bool = False) -> None:
        """See ``WriteSession.commit``."""
