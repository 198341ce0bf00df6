"""Ingesting texts: read them, compare them with the archive, write them in batches."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from news_archive.article.identity import check_id, id_from_name
from news_archive.article.record import Draft
from news_archive.article.words import forms
from news_archive.errors import UsageError
from news_archive.index.contract import Known, first_128_bits
from news_archive.ingest.merging import Histories, drafts_of, is_other_archive
from news_archive.ingest.outcome import LeftOut, Outcome, Rejection
from news_archive.limits import BATCH_ARTICLES, BATCH_BYTES, CHUNK_ARTICLES, CHUNK_BYTES
from news_archive.reading.inputs import Consumed, Ignored, Rejected
from news_archive.reading.reader import STANDARD_INPUT, ReadingOptions, read_drafts
from news_archive.store.layout import Layout, month_number
from news_archive.store.month_lines import Location
from news_archive.sync.deferred_interrupt import deferred_interrupt
from news_archive.sync.write_session import Change, Content, Refused, change_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from news_archive.article.line import Fields
    from news_archive.ingest.dry_run import DrySession
    from news_archive.sync.write_session import WriteSession


class Inputs:
    """The inputs of an ingest: iterate over the drafts once; ``consumed`` is how far that is.

    Raises ``UsageError`` if a path does not exist. The archive's own files are never read.
    """

    def __init__(
        self,
        paths: Sequence[str],
        options: ReadingOptions | None,
        layout: Layout,
        records_of: Callable[[str], Iterator[Fields]],
    ) -> None:
        """``records_of`` reads the records of another archive, whose data folder is an input."""
        for path in paths:
            if path != STANDARD_INPUT and not os.path.lexists(path):
                raise UsageError(f"there is no file or folder {path}; nothing was done")
        self._paths = paths
        self._options = options or ReadingOptions()
        # A data folder inside one of the paths is left out as a whole. If it is one of the paths
        # itself, only the archive's own files in it are left out.
        self._leave_out = (layout.root, *layout.own)
        self._records_of = records_of
        self.archives = [
            path for path in paths if path != STANDARD_INPUT and is_other_archive(path, layout)
        ]
        self.consumed = Consumed()

    @property
    def ids_are_paths(self) -> bool:
        """Whether ids are made of paths and not, as usual, of names."""
        return self._options.id_from == "path" and not self._options.id_prefix

    def __iter__(self) -> Iterator[Draft | Rejected | Ignored]:
        for path in self._paths:
            found: Iterable[Draft | Rejected | Ignored] = (
                drafts_of(self._records_of(path), Histories(Layout(Path(path))))
                if path in self.archives
                else read_drafts([path], self._options, self._leave_out, self.consumed)
            )
            yield from map(self._prefixed, found) if self._options.id_prefix else found

    def _prefixed(self, found: Draft | Rejected | Ignored) -> Draft | Rejected | Ignored:
        if not isinstance(found, Draft):
            return found
        identity = self._options.id_prefix + found.id
        try:
            check_id(identity)
        except ValueError as error:
            return Rejected(found.origin, f"with the prefix, {error}")
        return found._replace(id=identity)


@dataclass
class _Counts:
    """Counts of articles that are put but not durable yet; ``bytes`` is the size of the bodies."""

    stored: int = 0
    updated: int = 0
    unchanged: int = 0
    versions: int = 0
    bytes: int = 0


Verdict = Literal["change", "unchanged", "left out", "rejected"]


def _is_counted(draft: Draft) -> bool:
    """Whether a draft is an article of its own and no earlier version of one."""
    return draft.lineage is None or draft.lineage.is_current


def _conflict(draft: Draft) -> str:
    if draft.lineage is not None:
        return (
            f"the id {draft.id} has another text here; `--replace` takes that of the other "
            "archive, `--keep` the one that is here, `--id-prefix NAME-` stores both"
        )
    return (
        f"the id {draft.id} belongs to another article; `--replace` stores this one in its place, "
        "`--keep` leaves it out for good, `--id path` makes ids of paths"
    )


def _id_of_name(draft: Draft) -> str:
    """Return the id that a text has by the name of its file alone; its own if it can have none."""
    try:
        return id_from_name(draft.origin.rpartition("!")[2].rpartition("/")[2])
    except ValueError:
        return draft.id


class OnConflict(NamedTuple):
    """What is done with a text whose id has another text here; without either, it is rejected.

    ``replace``: it is stored, and what it replaces is remembered as refused. ``keep``: it is
    remembered as refused. A text that was refused for an id is not asked about again.
    """

    replace: bool = False
    keep: bool = False


class Ingestion:
    """One run of ingest; ``outcome`` counts what became of the inputs so far.

    Articles are compared and put in chunks, and made durable and counted in batches. An id that
    occurs again in the inputs is compared with its earlier article, like any other id.
    """

    def __init__(
        self,
        session: WriteSession | DrySession,
        now: datetime.datetime,
        *,
        on_conflict: OnConflict,
        restore: bool = False,
    ) -> None:
        self._session = session
        self._now = now
        self._replace = on_conflict.replace
        self._keep = on_conflict.keep
        self._restore = restore
        self._ids_are_paths = False
        self._chunk: list[Draft] = []
        self._chunk_bytes = 0
        self._batch = _Counts()
        # Articles of another archive that are stored in this run, earlier versions first.
        self._brought: set[str] = set()
        self.outcome = Outcome()

    def run(
        self,
        inputs: Inputs,
        on_progress: Callable[[Outcome], None],
    ) -> Outcome:
        """Ingest all drafts. Ctrl-C stops early: what was read so far is written and counted."""
        began = time.monotonic()
        outcome = self.outcome
        self._ids_are_paths = inputs.ids_are_paths
        try:
            for draft in inputs:
                self._take(draft)
                outcome.bytes_read = inputs.consumed.bytes
                on_progress(outcome)
        except KeyboardInterrupt:
            outcome.interrupted = True
        # A second Ctrl-C during these steps changes nothing.
        try:
            self._put_chunk()
        except KeyboardInterrupt:
            outcome.interrupted = True
        try:
            self._commit()
        except KeyboardInterrupt:
            outcome.interrupted = True
        outcome.seconds = time.monotonic() - began
        outcome.is_read = True
        on_progress(outcome)
        return outcome

    def _take(self, draft: Draft | Rejected | Ignored) -> None:
        if isinstance(draft, Rejected):
            self._reject(draft.origin, draft.reason)
            return
        if isinstance(draft, Ignored):
            self.outcome.ignored_files.append(draft.origin)
            return
        self._chunk.append(draft)
        self._chunk_bytes += len(draft.body)
        self.outcome.waiting += _is_counted(draft)
        if draft.unkept_source is not None:
            self.outcome.unkept_sources.append(draft.unkept_source)
        if (
            len(self._chunk) >= min(CHUNK_ARTICLES, BATCH_ARTICLES)
            or self._chunk_bytes > CHUNK_BYTES
        ):
            self._put_chunk()
            if (
                not self._session.uncommitted
                or self._session.uncommitted >= BATCH_ARTICLES
                or self._batch.bytes > BATCH_BYTES
            ):
                self._commit()

    def _put_chunk(self) -> None:
        with deferred_interrupt():
            drafts, size = self._chunk, self._chunk_bytes
            self._chunk, self._chunk_bytes = [], 0
            names: dict[str, str] = {}
            if self._ids_are_paths:
                names = {draft.id: _id_of_name(draft) for draft in drafts}
            known = self._session.locate(list({*(draft.id for draft in drafts), *names.values()}))
            came: dict[str, Draft] = {}
            changes: list[Change] = []
            refused: list[Refused] = []
            for draft in drafts:
                digest = draft.digest
                held = known.get(draft.id)
                verdict = self._verdict(draft, digest, held, names, known, came, refused)
                if verdict != "change":
                    self._count(draft, verdict)
                elif (change := self._change(draft, digest, held)) is not None:
                    if held is not None and self._replace:
                        refused.append(Refused(draft.id, held.digest))
                    changes.append(change)
                    came[draft.id] = draft
                    self._count_change(draft, held)
                    place = Location(month_number(draft.date), 0, 0)
                    short = first_128_bits(digest)
                    known[draft.id] = Known(change.entry.revision, short, place)
                else:
                    self.outcome.waiting -= _is_counted(draft)
            if refused:
                self._session.refuse(refused, self._now)
            if changes:
                self._session.put(changes)
            self._batch.bytes += size

    def _verdict(
        self,
        draft: Draft,
        digest: str,
        held: Known | None,
        names: Mapping[str, str],
        known: Mapping[str, Known],
        came: Mapping[str, Draft],
        refused: list[Refused],
    ) -> Verdict:
        """Return what becomes of a draft; ``held`` is what is stored under its id."""
        short = first_128_bits(digest)
        if held is not None and held.digest == short:
            return "unchanged"
        if held is None and self._is_held_by_name(names.get(draft.id), short, known):
            # Ids were made of names before, and are made of paths now.
            self.outcome.held_by_name.append((draft.origin, names[draft.id]))
            return "unchanged"
        lineage = draft.lineage
        is_next_version = held is None or (lineage is not None and held.digest in lineage.earlier)
        if lineage is not None and not lineage.is_current and not is_next_version:
            return "unchanged"
        is_refused = (draft.id, short) in self._session.refused
        if is_refused and not (self._replace or is_next_version):
            self.outcome.decided += 1
            return "unchanged"
        if not self._restore and (gone := self._session.deletions.get(short)):
            if _is_counted(draft):
                self.outcome.left_out.append(LeftOut(draft.origin, gone.day))
            return "left out"
        if (
            held is None
            or self._replace
            or is_next_version
            or (lineage is None and self._is_update(draft, held, came.get(draft.id)))
        ):
            return "change"
        if self._keep:
            refused.append(Refused(draft.id, short))
            self.outcome.decided += 1
            return "unchanged"
        self._reject(draft.origin, _conflict(draft))
        return "rejected"

    def _count(self, draft: Draft, verdict: Verdict) -> None:
        if not _is_counted(draft):
            return
        if verdict == "unchanged":
            self._batch.unchanged += 1
        else:
            self.outcome.waiting -= 1

    def _count_change(self, draft: Draft, held: Known | None) -> None:
        if not _is_counted(draft):
            self._batch.versions += 1
            if held is None:
                self._brought.add(draft.id)
        elif held is None or draft.id in self._brought:
            self._batch.stored += 1
        else:
            self._batch.updated += 1

    @staticmethod
    def _is_held_by_name(name: str | None, digest: int, known: Mapping[str, Known]) -> bool:
        held = known.get(name) if name is not None else None
        return held is not None and held.digest == digest

    def _commit(self) -> None:
        # Making durable and counting are one step: a Ctrl-C comes before both or after both.
        with deferred_interrupt():
            self._session.commit(hastily=self.outcome.interrupted)
            outcome, batch = self.outcome, self._batch
            outcome.stored += batch.stored
            outcome.updated += batch.updated
            outcome.unchanged += batch.unchanged
            outcome.versions += batch.versions
            outcome.waiting = sum(map(_is_counted, self._chunk))
            self._batch = _Counts()

    def _change(self, draft: Draft, digest: str, held: Known | None) -> Change | None:
        try:
            return change_of(self._session, draft, digest, self._now, held)
        except ValueError as error:
            self._reject(draft.origin, str(error))
            return None

    def _is_update(self, draft: Draft, held: Known, came: Draft | None) -> bool:
        """Whether a draft is recognisably the held article: most words in common.

        Where that cannot be told, in a dry run, the same origin counts.
        """
        if came is not None:
            before: Content | None = Content(came.origin, came.body)
        else:
            before = self._session.content(draft.id, held)
        if before is None:
            return False
        if before.body is None:
            return before.origin == draft.origin
        old, new = set(forms(before.body)), set(forms(draft.body))
        return 2 * len(old & new) > max(len(old), len(new))

    def _reject(self, origin: str, reason: str) -> None:
        self.outcome.rejected.append(Rejection(origin, reason))
