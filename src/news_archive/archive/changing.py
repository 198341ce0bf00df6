"""The verbs that change the archive, or look after it."""

from __future__ import annotations

import datetime
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from news_archive.archive.answers import as_id, as_ids
from news_archive.archive.opened import OpenedArchive
from news_archive.errors import AccessError, DamagedError, NoArchiveError, NothingFoundError
from news_archive.index.contract import IndexUnusableError
from news_archive.query.tree import Everything
from news_archive.store import files
from news_archive.store.layout import create, read_settings
from news_archive.store.lock import writer_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from news_archive.archive.checking import Report
    from news_archive.archive.compacting import Compaction
    from news_archive.archive.results import Outcome, Version
    from news_archive.index.tantivy.reader import TantivyReader
    from news_archive.reading.reader import ReadingOptions


class Changing(OpenedArchive):
    """What can be done to an archive."""

    def ingest(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        options: ReadingOptions | None = None,
        replace: bool = False,
        dry_run: bool = False,
        on_progress: Callable[[Outcome], None] = lambda _outcome: None,
    ) -> Outcome:
        """Take in files, folders and archives; makes the archive if it is not there.

        What could not be read is in ``rejected`` of the outcome and stops nothing. Raises
        ``UsageError`` before anything is done if a path does not exist.
        """
        # Only now: reading and validating load Pydantic and dateutil, and searching needs neither.
        from news_archive.archive import ingesting

        named = [paths] if isinstance(paths, (str, Path)) else paths
        inputs = ingesting.Inputs([str(path) for path in named], options, self._layout)
        now = _now()
        if dry_run:
            try:
                reader: TantivyReader | None = self._reader()
            except NoArchiveError:
                reader = None
            dry = ingesting.DrySession(self._layout, reader)
            return ingesting.Ingestion(dry, now, replace=replace).run(inputs, on_progress)
        with suppress(NoArchiveError):
            read_settings(self._layout)  # a newer format is refused before anything is touched
        files.make_folder(self._layout.root)
        waiting = self._listener.waiting
        with writer_lock(self._layout.lock, "ingest", wait=self._wait, waiting=waiting):
            create(self._layout, now)
            with self._opened().write_session() as session:
                return ingesting.Ingestion(session, now, replace=replace).run(inputs, on_progress)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete articles: gone from every answer at once; their lines stay until compacted.

        Raises ``NothingFoundError`` before anything is done if one of the ids was never held, or
        none is left to delete. What was deleted before is passed over, so that a run that was ended
        can be run again.
        """
        # Only here: see ``IndexKeeper.write_session``.
        from news_archive.archive.undisturbed import undisturbed

        wanted = as_ids(ids)
        keeper = self._opened()
        with keeper.lock("delete"), keeper.write_session() as session:
            known = session.locate(wanted)
            self._refuse_unknown(wanted, known)
            with undisturbed():
                session.delete(known, _now())

    def deletable(self, ids: Sequence[str]) -> Sequence[str]:
        """Return those of some ids that ``delete`` would delete; raises what it would raise."""
        wanted = as_ids(ids)
        known = self._answered(lambda reader: reader.locate(wanted))
        self._refuse_unknown(wanted, known)
        return [identity for identity in wanted if identity in known]

    def _refuse_unknown(self, wanted: Sequence[str], known: Container[str]) -> None:
        from news_archive.archive.versions import versions

        unknown = [identity for identity in wanted if identity not in known]
        for identity in unknown:
            if len(unknown) == len(wanted) or not versions(self._layout, identity):
                raise NothingFoundError(f"no article has the id {identity!r}")

    def reindex(self) -> int:
        """Build the index anew from the month files; returns how many articles it holds."""
        keeper = self._opened()
        with keeper.lock("reindex"):
            keeper.rebuild()
        return self._reader().count(Everything())

    def compact(self) -> Compaction:
        """Leave out of the month files what counts no longer: replaced and deleted articles.

        Each file is replaced whole, and readers see the old ones or the new. Raises
        ``DamagedError`` before anything is done if a line cannot be read.
        """
        # Only here, as in all that follows: to search loads nothing of what looks after files.
        from news_archive.archive.compacting import compact, dead_lines

        keeper = self._opened()
        with keeper.lock("compact"):
            progress = self._listener.progress
            try:
                dead = dead_lines(self._layout, keeper.healed_reader(), progress)
            except IndexUnusableError:
                keeper.rebuild()
                try:
                    dead = dead_lines(self._layout, keeper.healed_reader(), progress)
                except IndexUnusableError as error:
                    raise DamagedError(f"the index cannot be relied on: {error}") from None
            keeper.close()
            return compact(self._layout, dead, progress)

    def check(self) -> Report:
        """Read everything and compare it; changes and mends nothing, and keeps writers away."""
        from news_archive.archive.checking import check

        with self._undisturbed_by_writers("check"):
            return check(self._layout, self._listener.progress)

    def repair(self) -> Sequence[str]:
        """Set aside lines that cannot be read, and put right what can be; then build the index.

        Returns sentences that say what was done. Nothing is thrown away, and what is sound is not
        touched.
        """
        from news_archive.archive.healing import remove_leftovers
        from news_archive.archive.repairing import bring_home, set_faults_aside

        keeper = self._opened()
        with keeper.lock("check --repair"):
            remove_leftovers(self._layout)
            said = [moved.sentence for moved in set_faults_aside(self._layout, _now())]
            keeper.rebuild()
            with keeper.write_session() as session:
                home = bring_home(self._layout, session, _now())
            said.extend(f"moved {identity} to the file of its month" for identity in home)
            return said

    def accept(self, ids: Sequence[str]) -> Sequence[str]:
        """Seal lines that were edited by hand; returns sentences that say what was done.

        Raises ``NothingFoundError`` or ``UsageError`` before anything is done if one cannot be.
        """
        from news_archive.archive.repairing import accept

        wanted = as_ids(ids)
        keeper = self._opened()
        with keeper.lock("check --accept"):
            with keeper.write_session() as session:
                moved = accept(self._layout, session, wanted, _now())
            keeper.rebuild()
            return [f"sealed {identity}" for identity in wanted] + [one.sentence for one in moved]

    def history(self, identity: str) -> Sequence[Version]:
        """Return the versions of an article that are on disk, the oldest first.

        Raises ``NothingFoundError`` if there are none.
        """
        from news_archive.archive.versions import versions

        read_settings(self._layout)
        found = versions(self._layout, as_id(identity))
        if not found:
            raise NothingFoundError(f"no line of the archive is of {identity!r}")
        return found

    @contextmanager
    def _undisturbed_by_writers(self, doing: str) -> Iterator[None]:
        with suppress(DamagedError):
            read_settings(self._layout)  # says so if there is no archive
        with ExitStack() as held:
            # Where we may not write, nobody can be kept away.
            with suppress(AccessError):
                held.enter_context(
                    writer_lock(
                        self._layout.lock, doing, wait=self._wait, waiting=self._listener.waiting
                    )
                )
            yield


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
