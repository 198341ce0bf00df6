r"""Reading month files: lines with their locations, and the event that each line records.

Lines end at ``\n`` only. Each line is checked against its checksum; a checksum mismatch makes it a
``DamagedLine``, never an article.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from news_archive.article.line import DamagedLine, OtherChecksum, decode_line, encode_line
from news_archive.article.line_schema import check_stored
from news_archive.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

_CHUNK_BYTES = 1 << 20

_MOST_CREDIBLE_REVISION = 1 << 48

_ID = re.compile(rb'\{"id":"([^"]*)"')
_REVISION = re.compile(rb'"revision": ?([0-9]{1,19})[,}]')

EventKind = Literal["article", "deleted", "moved"]


class Location(NamedTuple):
    """Where an article's line is: month number, offset and length in bytes."""

    month: int
    offset: int
    length: int


class Event(NamedTuple):
    """The event that one line records; ``fields`` is the decoded line."""

    kind: EventKind
    id: str
    revision: int
    location: Location
    fields: dict[str, Any]


class BadLine(NamedTuple):
    """A line that is unusable: where it is, and why; ``revision`` is the one that it claims."""

    location: Location
    reason: str
    revision: int


def raw_lines(path: Path, start: int = 0) -> Iterator[tuple[int, bytes, bool]]:
    """Yield offset, bytes and whether there is a line end, for each line from byte ``start`` on."""
    try:
        with path.open("rb", buffering=_CHUNK_BYTES) as file:
            file.seek(start)
            offset = start
            for line in file:
                ended = line.endswith(b"\n")
                yield offset, line[:-1] if ended else line, ended
                offset += len(line)
    except OSError as error:
        raise AccessError.of("read", error) from error


def events(path: Path, month: int, start: int = 0) -> Iterator[Event | BadLine]:
    """Yield the events and bad lines of a month file from byte ``start`` on; skip blank lines.

    A last line without a line end counts if it is complete; a half-written one is left out.
    """
    for offset, line, ended in raw_lines(path, start):
        if not line.strip():
            continue
        location = Location(month, offset, len(line))
        try:
            yield event_of(line, location)
        except DamagedLine as error:
            if ended:
                yield BadLine(location, str(error), _claimed_revision(line))


def event_of(line: bytes, location: Location) -> Event:
    """Read a line as one of the three kinds of event; raises ``DamagedLine`` if it is none."""
    fields = decode_line(line)
    check_stored(fields)
    if "deleted_at" in fields:
        kind: EventKind = "deleted"
    elif "moved_to" in fields:
        kind = "moved"
    else:
        kind = "article"
    return Event(kind, fields["id"], fields["revision"], location, fields)


def _claimed_revision(line: bytes) -> int:
    """Return the revision that a damaged line claims, so that it is not assigned again.

    A number too high for any archive is taken as part of the damage: then the result is 0.
    """
    claims = _REVISION.findall(line)
    claimed = int(claims[-1]) if claims else 0
    return claimed if claimed < _MOST_CREDIBLE_REVISION else 0


def events_of(path: Path, month: int, ids: Container[str]) -> Iterator[Event]:
    """Yield the events of some articles in a month file; damaged lines are skipped."""
    for offset, line, _ in raw_lines(path):
        # Most lines belong to other articles, and can be skipped without decoding them.
        named = _ID.match(line)
        if (
            named is not None
            and b"\\" not in named[1]
            and named[1].decode(errors="replace") not in ids
        ):
            continue
        try:
            event = event_of(line, Location(month, offset, len(line)))
        except DamagedLine:
            continue
        if event.id in ids:
            yield event


def deletion_line(identity: str, revision: int, deleted_at: str) -> bytes:
    """Return the tombstone: the line that records that an article is deleted."""
    return encode_line({"id": identity, "revision": revision, "deleted_at": deleted_at})


def move_line(identity: str, revision: int, moved_to: str) -> bytes:
    """Return the line that an article's old month file gets when it moves to another month."""
    return encode_line({"id": identity, "revision": revision, "moved_to": moved_to})


def unfinished_tail(path: Path) -> tuple[int, bytes, bool] | None:
    """Return a last line without a line end: offset, bytes, and whether the line is complete.

    ``None`` if the file ends in a line end or is empty.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            tail = b""
            position = size
            while position > 0 and b"\n" not in tail:
                step = min(_CHUNK_BYTES, position)
                position -= step
                file.seek(position)
                tail = file.read(step) + tail
    except OSError as error:
        raise AccessError.of("read", error) from error
    line = tail.rpartition(b"\n")[2]
    if not line:
        return None
    try:
        event_of(line, Location(0, 0, 0))
    except OtherChecksum:
        whole = True  # edited by hand without a final line end; a truncated line would not be JSON
    except DamagedLine:
        whole = False
    else:
        whole = True
    return size - len(line), line, whole
