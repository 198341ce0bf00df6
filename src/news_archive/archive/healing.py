"""Bringing the index up to date with the month files: the tail of what grew, or all of it.

The month files are the truth. A line that is new to the index counts if its revision is the highest
of its id; a file that did more than grow makes the index start again, in a new generation beside
the old one. The caller holds the writer's lock.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from news_archive.archive.current import OpenIndex, open_current
from news_archive.article.date import ReducedDate
from news_archive.article.words import word_count
from news_archive.errors import DamagedError
from news_archive.index.contract import Entry, IndexUnusableError, first_128_bits
from news_archive.index.generations import Generations, write_stamp
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.limits import BATCH_ARTICLES
from news_archive.store import files
from news_archive.store.layout import month_name, month_of_file
from news_archive.store.month_files import MonthFiles, StaleLocationError, mend_tails, read_line
from news_archive.store.months import BadLine, Event, events, gone_revisions, move_line
from news_archive.store.stamp import Stamp, Status, crc_of, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from news_archive.store.layout import Layout
    from news_archive.store.months import EventKind, Location

# With more new lines than this share of all bytes, building anew is quicker than replacing.
_REBUILD_SHARE = 0.5

_TWO_THREADS_FROM_BYTES = 4 * 1024 * 1024


def heal(
    layout: Layout,
    languages: tuple[str, ...],
    notice: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> OpenIndex:
    """Bring the index up to date and open it.

    ``notice`` is told in sentences what had to be mended, ``progress`` the bytes read and the bytes
    to read. Raises ``AccessError`` if the archive cannot be read or written.
    """
    opened = open_current(layout, languages)
    for folder in (layout.root, layout.index, opened.folder if opened else layout.index):
        files.remove_leftovers(folder)
    for sentence in mend_tails(layout, opened.stamp.files if opened else {}):
        notice(sentence)
    now = statuses(layout.articles)
    if opened is not None and opened.stamp.covers(now):
        return opened
    if opened is None or not _caught_up(layout, opened, now, notice):
        rebuild(layout, now, notice, progress)
    opened = open_current(layout, languages)
    if opened is None:
        raise DamagedError(f"the index in {layout.index} cannot be read just after it was written")
    return opened


def _caught_up(
    layout: Layout, opened: OpenIndex, now: Mapping[str, Status], notice: Callable[[str], None]
) -> bool:
    """Let an index read what is new, and let go of it; ``False`` if it must be built anew."""
    try:
        tails = _tails(layout, opened.stamp, now)
        if tails is None:
            return False
        _catch_up(layout, opened, tails, now, notice)
    except (IndexUnusableError, StaleLocationError):
        return False
    finally:
        os.close(opened.held)
    return True


def _tails(layout: Layout, stamp: Stamp, now: Mapping[str, Status]) -> dict[str, int] | None:
    """Return from which byte on each changed file is new; ``None`` if that does not tell it all."""
    if stamp.files.keys() - now.keys():
        return None
    tails: dict[str, int] = {}
    for name, status in now.items():
        seen = stamp.files.get(name)
        if seen is None:
            tails[name] = 0
        elif seen.status != status or seen.covered != status.size:
            path = layout.articles / name
            if status.size < seen.covered or crc_of(path, seen.covered) != seen.crc:
                return None
            tails[name] = seen.covered
    new_bytes = sum(now[name].size - start for name, start in tails.items())
    if new_bytes > _REBUILD_SHARE * sum(status.size for status in now.values()):
        return None
    return tails


class _Line(NamedTuple):
    """What a line that can be trusted says; ``digest`` breaks a tie of revisions."""

    kind: EventKind
    id: str
    revision: int
    digest: int
    location: Location


class _State(NamedTuple):
    """Where an article stands so far: ``month`` is ``None`` once it is gone."""

    revision: int
    digest: int
    month: int | None
    line: _Line | None = None


# A deletion wins a tie of revisions: what is gone must not come back by itself.
_GONE = 1 << 128

_NEVER = _State(0, 0, None)


def _after(state: _State, line: _Line) -> _State:
    """Return where an article stands after one more line; the order of lines does not matter."""
    if line.kind == "moved":
        left = state.month == line.location.month and line.revision > state.revision
        return state._replace(month=None, line=line) if left else state
    if (line.revision, line.digest) <= (state.revision, state.digest):
        return state
    month = line.location.month if line.kind == "article" else None
    return _State(line.revision, line.digest, month, line)


def _catch_up(
    layout: Layout,
    opened: OpenIndex,
    tails: Mapping[str, int],
    now: Mapping[str, Status],
    notice: Callable[[str], None],
) -> None:
    reading = _Reading(layout, notice)
    found = sorted(
        (reading.line(event) for event in reading.sound_events(tails)),
        key=lambda line: (line.revision, line.digest, line.location),
    )
    ids = list(dict.fromkeys(line.id for line in found))
    before: dict[str, _State] = {
        identity: _State(known.revision, known.digest, known.location.month)
        for start in range(0, len(ids), BATCH_ARTICLES)
        for identity, known in opened.reader.locate(ids[start : start + BATCH_ARTICLES]).items()
    }
    # Lines older than what the index has seen were put there by hand: what they say may have been
    # taken back already, in a line that the index has seen and has nothing to show for.
    unknown = {line.id for line in found if line.revision <= opened.stamp.revision} - before.keys()
    if unknown:
        for identity, revision in gone_revisions(layout.articles, unknown).items():
            before[identity] = _State(revision, _GONE, None)
    states = dict(before)
    for line in found:
        state = states.get(line.id, _NEVER)
        reading.note_clash(state, line)
        states[line.id] = _after(state, line)
    writer = TantivyWriter(opened.folder, new=False, threads=1)
    try:
        for identity, state in states.items():
            if state.line is None:
                continue
            if state.month is None:
                writer.remove(identity)
            else:
                writer.put(_entry_at(layout, state.line), replacing=True)
        writer.commit()
    finally:
        writer.close()
    month_files = MonthFiles(layout, opened.stamp.files)
    for name in tails:
        month_files.cover(name, now[name])
    highest = max(opened.stamp.revision, reading.highest)
    highest = _write_missing_moves(month_files, before, states, found, highest)
    reading.tell()
    write_stamp(opened.folder, Stamp(SCHEMA, highest, month_files.covered))


def _write_missing_moves(
    month_files: MonthFiles,
    before: Mapping[str, _State],
    states: Mapping[str, _State],
    found: Sequence[_Line],
    highest: int,
) -> int:
    """Write where articles went whose move a crash cut short; returns the highest revision."""
    told = {(line.id, line.location.month) for line in found if line.kind == "moved"}
    lines: dict[int, list[bytes]] = {}
    for identity, state in states.items():
        old = before.get(identity, _NEVER).month
        if old is None or state.month in (None, old) or (identity, old) in told:
            continue
        highest += 1
        lines.setdefault(old, []).append(move_line(identity, highest, month_name(state.month or 0)))
    if lines:
        month_files.append(lines)
    return highest


def rebuild(
    layout: Layout,
    now: Mapping[str, Status],
    notice: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> None:
    """Build a new generation of the index from all month files and make it the current one."""
    generations = Generations(layout.index)
    generations.sweep()
    folder = generations.begin()
    total = sum(status.size for status in now.values())
    if total:
        notice(f"building the index anew from {len(now)} files in {layout.articles}")
    reading = _Reading(layout, notice)
    month_files = MonthFiles(layout, {})
    # The state of each id without its line: a tuple of numbers, as there may be millions.
    seen: dict[str, tuple[int, int, int | None]] = {}
    done = 0
    writer = TantivyWriter(folder, new=True, threads=2 if total > _TWO_THREADS_FROM_BYTES else 1)
    try:
        for name in sorted(now):
            for event in reading.sound_events({name: 0}):
                progress(done + event.location.offset, total)
                line = reading.line(event)
                state = _State(*seen[line.id]) if line.id in seen else _NEVER
                reading.note_clash(state, line)
                after = _after(state, line)
                if after is state:
                    continue
                if after.month is not None:
                    writer.put(entry_of(event), replacing=line.id in seen)
                else:
                    writer.remove(line.id)
                seen[line.id] = (after.revision, after.digest, after.month)
            done += now[name].size
            month_files.cover(name, now[name])
        writer.commit()
    finally:
        writer.close()
    reading.tell()
    write_stamp(folder, Stamp(SCHEMA, reading.highest, month_files.covered))
    generations.activate(folder)
    generations.sweep()


class _Reading:
    """One reading of month files: what of them can be trusted, and what there is to tell of them.

    ``highest`` is the highest revision that any line has or claims to have, so that none is given
    out twice.
    """

    def __init__(self, layout: Layout, notice: Callable[[str], None]) -> None:
        self._layout = layout
        self._notice = notice
        self._clashes: list[str] = []
        self.highest = 0

    def sound_events(self, starts: Mapping[str, int]) -> Iterator[Event]:
        """Yield what the lines of some files say; those that say nothing are told of."""
        for name, start in sorted(starts.items()):
            month = month_of_file(name)
            if month is None:
                continue
            damaged: list[BadLine] = []
            for event in events(self._layout.articles / name, month, start):
                self.highest = max(self.highest, event.revision)
                if isinstance(event, BadLine):
                    damaged.append(event)
                else:
                    yield event
            if damaged:
                lines = (
                    "1 damaged line is"
                    if len(damaged) == 1
                    else f"{len(damaged)} damaged lines are"
                )
                first = damaged[0]
                self._notice(
                    f"{self._layout.articles / name}: {lines} left out "
                    f"(the first at byte {first.location.offset}: {first.reason})"
                )

    def line(self, event: Event) -> _Line:
        """Return what of an event decides about its article."""
        digest = first_128_bits(event.fields["digest"]) if event.kind == "article" else _GONE
        return _Line(event.kind, event.id, event.revision, digest, event.location)

    def note_clash(self, state: _State, line: _Line) -> None:
        """Note two different lines of one id and one revision, as two archives may write them."""
        if (
            line.kind == "article"
            and line.revision == state.revision
            and line.digest != state.digest
            and state.digest != _GONE
        ):
            self._clashes.append(line.id)

    def tell(self) -> None:
        """Tell of clashes."""
        if self._clashes:
            self._notice(
                f"{len(self._clashes)} ids have different texts of the same revision, as from two "
                f"archives (the first: {self._clashes[0]}); one of each is shown, both are kept"
            )


def _entry_at(layout: Layout, line: _Line) -> Entry:
    fields = read_line(layout, line.id, line.location)
    return entry_of(Event(line.kind, line.id, line.revision, line.location, fields))


def entry_of(event: Event) -> Entry:
    """Return what the index is given of an article's line, which has been checked."""
    fields = event.fields
    return Entry(
        event.id, ReducedDate.parse(fields["date"]), fields["sources"], fields["body"],
        word_count(fields["body"]), event.revision, fields["digest"], event.location,
    )  # fmt: skip
