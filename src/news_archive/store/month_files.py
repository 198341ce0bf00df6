"""The month files as a whole: append lines, read one line, mend what a crash left.

So that nothing is lost, the caller keeps an order: first it writes new lines and, only when these
are durable, the lines that record what they replace.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from zlib import crc32

from news_archive.article.line import DamagedLine
from news_archive.errors import AccessError
from news_archive.store import files
from news_archive.store.month_lines import Location, event_of, unfinished_tail
from news_archive.store.stamp import Covered, Status, crc_of, statuses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from news_archive.store.layout import Layout


class StaleLocationError(Exception):
    """The line at a location is not the expected one: the file was changed meanwhile."""


def read_line(layout: Layout, identity: str, location: Location) -> dict[str, Any]:
    """Read the line of an article by its location and check that it is that article's.

    Raises ``StaleLocationError`` if it is not, ``AccessError`` if the file cannot be read.
    """
    path = layout.month_file(location.month)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            line = os.pread(descriptor, location.length, location.offset)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise StaleLocationError(f"{path} is gone") from None
    except OSError as error:
        raise AccessError.of("read", error) from error
    try:
        event = event_of(line, location)
    except DamagedLine as error:
        raise StaleLocationError(f"{path} at byte {location.offset}: {error}") from None
    if event.id != identity or event.kind != "article":
        raise StaleLocationError(f"{path} at byte {location.offset}: it is another article's line")
    return event.fields


class MonthFiles:
    """The month files as the only writer uses them, and how much of them the index covers."""

    def __init__(self, layout: Layout, covered: Mapping[str, Covered]) -> None:
        self._layout = layout
        self.covered: dict[str, Covered] = dict(covered)
        self._ends: dict[int, tuple[int, int]] = {}
        self._made = False

    def append(self, lines: Mapping[int, Sequence[bytes]]) -> dict[int, list[Location]]:
        """Append lines (without line ends) to the files of their months; durable after ``sync``.

        Returns the location of each line, in the order given.
        """
        located: dict[int, list[Location]] = {}
        for month in sorted(lines):
            path = self._layout.month_file(month)
            start, crc, lead = self._end(month, path)
            data = lead + b"\n".join(lines[month]) + b"\n"
            files.append(path, data, start, durably=False)
            self._ends[month] = (start + len(data), crc32(data, crc))
            offset = start + len(lead)
            located[month] = []
            for line in lines[month]:
                located[month].append(Location(month, offset, len(line)))
                offset += len(line) + 1
        return located

    def _end(self, month: int, path: Path) -> tuple[int, int, bytes]:
        """Return size and CRC of a file, and the bytes to write before the next line."""
        if month in self._ends:
            return *self._ends[month], b""
        before = self.covered.get(path.name)
        if before is None:
            self._made = True
            return 0, 0, b""
        lead = b"" if is_line_end(path, before.covered) else b"\n"
        return before.covered, before.crc, lead

    def sync(self) -> None:
        """Make what was appended durable, and record that it is covered."""
        paths = {month: self._layout.month_file(month) for month in self._ends}
        files.sync_all(list(paths.values()))
        if self._made:
            files.sync_folder(self._layout.articles)
        for month, (size, crc) in self._ends.items():
            self.covered[paths[month].name] = Covered(_status(self._layout, month), size, crc)
        self._ends.clear()
        self._made = False

    def cover(self, name: str, status: Status) -> None:
        """Record that the index has seen all of a file as it was at ``status``."""
        before = self.covered.get(name)
        path = self._layout.articles / name
        if before is not None and before.covered <= status.size:
            crc = crc_of(path, status.size, before.covered, before.crc)
        else:
            crc = crc_of(path, status.size)
        self.covered[name] = Covered(status, status.size, crc)


def is_line_end(path: Path, size: int) -> bool:
    """Whether the first ``size`` bytes of a file end in a line end, or ``size`` is 0."""
    if size == 0:
        return True
    with files.reported("read"), path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) == b"\n"


def _status(layout: Layout, month: int) -> Status:
    status = layout.month_file(month).stat()
    return Status(status.st_size, status.st_mtime_ns, status.st_ino)


def mend_tails(layout: Layout, covered: Mapping[str, Covered]) -> list[str]:
    """Add missing final line ends, and move half-written lines left by a crash to ``damaged/``.

    Looks only at files that have changed since ``covered``; returns one sentence for each line that
    was moved. The caller holds the lock.
    """
    said = []
    for name, status in sorted(statuses(layout.articles).items()):
        seen = covered.get(name)
        if seen is not None and seen.status == status:
            continue
        path = layout.articles / name
        tail = unfinished_tail(path)
        if tail is None:
            continue
        offset, line, whole = tail
        if whole:
            # Added now, so that a line that somebody appends by hand is not joined to this one.
            files.append(path, b"\n", status.size)
            continue
        files.make_folder(layout.damaged)
        kept = layout.damaged / f"{name}.{offset}"
        number = 1
        while kept.exists() and kept.read_bytes() != line:
            number += 1
            kept = layout.damaged / f"{name}.{offset}-{number}"
        files.replace_file(kept, line, path)
        files.truncate(path, offset)
        said.append(
            f"moved a half-written last line of {path} ({len(line)} bytes at byte {offset}) "
            f"to {kept}"
        )
    return said
