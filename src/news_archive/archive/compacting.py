"""Leaving out of the month files what counts no longer: ``archive compact``.

The new files and an index of them are complete and durable before the first of them takes the place
of an old one; each is replaced whole. A stop in between leaves a mix of old and new files that say
the same, and the next command builds an index of it. The caller holds the writer's lock, and the
index is up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.archive.healing import activate, build
from news_archive.archive.history import line_of
from news_archive.archive.repairing import leave_out
from news_archive.archive.scanning import Fault, scan
from news_archive.errors import DamagedError
from news_archive.index.contract import Known
from news_archive.store import files
from news_archive.store.layout import Layout, month_of_file
from news_archive.store.stamp import statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news_archive.archive.history import Line
    from news_archive.index.contract import IndexReader
    from news_archive.store.stamp import Status

_BATCH_LINES = 5_000


class Compaction(NamedTuple):
    """What a compaction did: files replaced or removed, lines and bytes left out."""

    files: int
    lines: int
    size: int


def dead_lines(
    layout: Layout, reader: IndexReader, progress: Callable[[int, int], None]
) -> dict[str, set[int]]:
    """Return by month file where the lines begin that count no longer.

    ``progress`` is told how many bytes of how many have been read. Raises ``DamagedError`` if a
    line cannot be read: what it says is not known.
    """
    present = statuses(layout.articles)
    total = sum(status.size for status in present.values())
    return _Dead(layout, reader).of(present, lambda done: progress(done, total))


def compact(
    layout: Layout, dead: dict[str, set[int]], progress: Callable[[int, int], None]
) -> Compaction:
    """Leave lines out of the month files; nobody in this process may be reading the index."""
    if not dead:
        return Compaction(0, 0, 0)
    try:
        saved = _staged(layout, dead)
        staged = Layout(layout.root, layout.staging)
        now = statuses(layout.staging)
        total = sum(status.size for status in now.values())
        folder = build(staged, now, _ignore, lambda done: progress(done, total))
        for name in dead:
            _take_place(layout, name)
        files.sync_folder(layout.articles)
        activate(layout, folder)
    finally:
        files.remove_folder(layout.staging)
    return Compaction(len(dead), sum(map(len, dead.values())), saved)


def _staged(layout: Layout, dead: dict[str, set[int]]) -> int:
    """Make a folder with the new files and links to those that stay; returns the bytes saved."""
    files.make_folder(layout.staging)
    saved = 0
    for name in statuses(layout.articles):
        source, target = layout.articles / name, layout.staging / name
        if name in dead:
            saved += leave_out(source, target, dead[name])
            if not target.stat().st_size:
                files.remove(target)
        else:
            files.link(source, target)
    return saved


def _take_place(layout: Layout, name: str) -> None:
    new = layout.staging / name
    if new.exists():
        files.rename(new, layout.articles / name)
    else:
        files.remove(layout.articles / name)


def _ignore(_sentence: str) -> None:
    pass


class _Dead:
    """Finds the lines that count no longer: by file, where they begin.

    A line that says that an article moved away counts for its own file alone, and goes together
    with the lines it ended. One that says that an article was deleted also ends lines in other
    files; it stays as long as nothing else ends those, so that they cannot come back if only some
    files are replaced.
    """

    def __init__(self, layout: Layout, reader: IndexReader) -> None:
        self._layout = layout
        self._reader = reader
        self._dead: dict[str, set[int]] = {}
        self._ended: dict[str, list[tuple[int, int]]] = {}  # id → month, revision of ended lines
        self._left: dict[tuple[str, int], int] = {}  # id, month → revision of its last move
        self._deletions: list[tuple[str, Line]] = []
        self._orphans: list[tuple[str, Line]] = []

    def of(
        self, present: dict[str, Status], progress: Callable[[int], None]
    ) -> dict[str, set[int]]:
        done = 0
        for name, status in sorted(present.items()):
            month = month_of_file(name) or 0
            batch: list[Line] = []
            for scanned in scan(self._layout.articles / name, month, status.size):
                if isinstance(scanned.said, Fault):
                    raise DamagedError(
                        f"{self._layout.articles / name}, line {scanned.number}: "
                        f"{scanned.said.problem}; `archive check --repair` sets it aside"
                    )
                batch.append(line_of(scanned.said))
                if len(batch) == _BATCH_LINES:
                    self._sort(name, batch)
                    progress(done + scanned.location.offset)
                    batch = []
            self._sort(name, batch)
            done += status.size
            progress(done)
        for name, line in self._deletions:
            if self._may_go(line):
                self._add(name, line)
        # An article that is neither held nor deleted has lost its line: what is left of it stays.
        deleted = {line.id for _, line in self._deletions}
        for name, line in self._orphans:
            if line.id in deleted:
                self._add(name, line)
        return self._dead

    def _sort(self, name: str, lines: Sequence[Line]) -> None:
        known = self._reader.locate([line.id for line in lines])
        for line in lines:
            if line.kind == "deleted":
                self._deletions.append((name, line))
                continue
            if line.kind == "moved":
                place = (line.id, line.location.month)
                self._left[place] = max(self._left.get(place, 0), line.revision)
            elif known.get(line.id) == Known(line.revision, line.digest, line.location):
                continue
            else:
                self._ended.setdefault(line.id, []).append((line.location.month, line.revision))
            if line.id in known:
                self._add(name, line)
            else:
                self._orphans.append((name, line))

    def _add(self, name: str, line: Line) -> None:
        self._dead.setdefault(name, set()).add(line.location.offset)

    def _may_go(self, deletion: Line) -> bool:
        held = self._reader.locate([deletion.id]).get(deletion.id)
        return all(
            month == deletion.location.month
            or revision < self._left.get((deletion.id, month), 0)
            or (held is not None and revision < held.revision)
            for month, revision in self._ended.get(deletion.id, ())
        )
