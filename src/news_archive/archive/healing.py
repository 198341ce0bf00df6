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
from news_archive.article.line import DamagedLine, is_digest
from news_archive.article.words import word_count
from news_archive.errors import DamagedError
from news_archive.index.contract import Entry, IndexUnusableError
from news_archive.index.generations import Generations, write_stamp
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.limits import BATCH_ARTICLES
from news_archive.store.layout import month_of_file
from news_archive.store.month_files import MonthFiles, mend_tails
from news_archive.store.months import BadLine, Event, events, gone_revisions
from news_archive.store.stamp import Stamp, Status, crc_of, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from news_archive.store.layout import Layout

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
    except IndexUnusableError:
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


class _Sound(NamedTuple):
    """A line that can be trusted, and what the index is given of it if it is an article."""

    event: Event
    entry: Entry | None


class _State(NamedTuple):
    """Where an article stands so far: ``month`` is ``None`` once it is gone."""

    revision: int
    month: int | None
    changed_by: _Sound | None


_NEVER = _State(0, None, None)


def _catch_up(
    layout: Layout,
    opened: OpenIndex,
    tails: Mapping[str, int],
    now: Mapping[str, Status],
    notice: Callable[[str], None],
) -> None:
    found = sorted(
        _sound_events(layout, tails, notice),
        key=lambda sound: (sound.event.revision, sound.event.location),
    )
    ids = list(dict.fromkeys(sound.event.id for sound in found))
    states: dict[str, _State] = {
        identity: _State(known.revision, known.location.month, None)
        for start in range(0, len(ids), BATCH_ARTICLES)
        for identity, known in opened.reader.locate(ids[start : start + BATCH_ARTICLES]).items()
    }
    # Lines older than what the index has seen were put there by hand: what they say may have been
    # taken back already, in a line that the index has seen and has nothing to show for.
    foreign = {sound.event.id for sound in found if sound.event.revision <= opened.stamp.revision}
    unknown = foreign - states.keys()
    if unknown:
        for identity, revision in gone_revisions(layout.articles, unknown).items():
            states[identity] = _State(revision, None, None)
    for sound in found:
        states[sound.event.id] = _after(states.get(sound.event.id, _NEVER), sound)
    month_files = MonthFiles(layout, opened.stamp.files)
    writer = TantivyWriter(opened.folder, new=False, threads=1)
    try:
        for identity, state in states.items():
            if state.changed_by is None:
                continue
            if state.month is not None and state.changed_by.entry is not None:
                writer.put(state.changed_by.entry, replacing=True)
            else:
                writer.remove(identity)
        writer.commit()
    finally:
        writer.close()
    for name in tails:
        month_files.cover(name, now[name])
    revision = max([opened.stamp.revision, *(sound.event.revision for sound in found)])
    write_stamp(opened.folder, Stamp(SCHEMA, revision, month_files.covered))


def _after(state: _State, sound: _Sound) -> _State:
    event = sound.event
    month = event.location.month
    if event.kind == "moved":
        left = state.month == month and event.revision > state.revision
        return _State(state.revision, None, sound) if left else state
    if event.revision <= state.revision:
        return state
    return _State(event.revision, month if event.kind == "article" else None, sound)


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
    month_files = MonthFiles(layout, {})
    # For each id the revision and the month of its highest line so far; a month of -1: it is gone.
    seen: dict[str, tuple[int, int]] = {}
    highest = 0
    done = 0
    writer = TantivyWriter(folder, new=True, threads=2 if total > _TWO_THREADS_FROM_BYTES else 1)
    try:
        for name in sorted(now):
            for event, entry in _sound_events(layout, {name: 0}, notice):
                highest = max(highest, event.revision)
                progress(done + event.location.offset, total)
                revision, month = seen.get(event.id, (0, -1))
                if event.kind == "moved":
                    if month == event.location.month and event.revision > revision:
                        writer.remove(event.id)
                        seen[event.id] = (revision, -1)
                elif event.revision > revision:
                    if entry is not None:
                        writer.put(entry, replacing=event.id in seen)
                        seen[event.id] = (event.revision, event.location.month)
                    else:
                        writer.remove(event.id)
                        seen[event.id] = (event.revision, -1)
            done += now[name].size
            month_files.cover(name, now[name])
        writer.commit()
    finally:
        writer.close()
    write_stamp(folder, Stamp(SCHEMA, highest, month_files.covered))
    generations.activate(folder)
    generations.sweep()


def _sound_events(
    layout: Layout, starts: Mapping[str, int], notice: Callable[[str], None]
) -> Iterator[_Sound]:
    """Yield what the lines of some files say; lines that say nothing are named in a notice."""
    for name, start in sorted(starts.items()):
        month = month_of_file(name)
        if month is None:
            continue
        damaged: list[str] = []
        for event in events(layout.articles / name, month, start):
            if isinstance(event, BadLine):
                damaged.append(f"byte {event.location.offset}: {event.reason}")
                continue
            try:
                entry = entry_of(event) if event.kind == "article" else None
            except DamagedLine as error:
                damaged.append(f"byte {event.location.offset}: {error}")
            else:
                yield _Sound(event, entry)
        if damaged:
            notice(
                f"{layout.articles / name}: {len(damaged)} damaged lines are left out "
                f"(the first at {damaged[0]})"
            )


def entry_of(event: Event) -> Entry:
    """Return what the index is given of an article's line; raises ``DamagedLine``."""
    fields = event.fields
    sources = fields.get("sources")
    digest = fields.get("digest")
    try:
        date = ReducedDate.parse(fields["date"])
    except ValueError as error:
        raise DamagedLine(str(error)) from None
    if not isinstance(sources, list) or not all(isinstance(item, str) for item in sources):
        raise DamagedLine("the line's sources are not a list of names")
    if not isinstance(digest, str) or not is_digest(digest):
        raise DamagedLine("the line has no digest")
    return Entry(
        event.id, date, sources, fields["body"], word_count(fields["body"]), event.revision,
        digest, event.location,
    )  # fmt: skip
