r"""Reading month files: lines with their places, and what each line says happened.

Lines end at ``\n`` only. A line is read together with its checksum; what does not have the
checksum it was written with is a ``DamagedLine``, never an article.
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
    """Where an article's line stands: month number, offset and length in bytes."""

    month: int
    offset: int
    length: int


class Event(NamedTuple):
    """What one line says; ``fields`` is the decoded line."""

    kind: EventKind
    id: str
    revision: int
    location: Location
    fields: dict[str, Any]


class BadLine(NamedTuple):
    """A line that says nothing: where it stands, and why; ``revision`` is what it claims to be."""

    location: Location
    reason: str
    revision: int


def raw_lines(path: Path, start: int = 0) -> Iterator[tuple[int, bytes, bool]]:
    """Yield offset, bytes and whether the line is ended, for each line from byte ``start`` on."""
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
    """Yield what the lines of a month file say, from byte ``start`` on; blank lines say nothing.

    A last line without a line end counts if it is whole; a half-written one is left out.
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
    """Read a line and tell which of the three kinds it is; raises ``DamagedLine`` if none."""
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
    """Return the revision that a damaged line claims, so that it is not given out again.

    A number that no archive comes to is part of the damage.
    """
    claims = _REVISION.findall(line)
    claimed = int(claims[-1]) if claims else 0
    return claimed if claimed < _MOST_CREDIBLE_REVISION else 0


def events_of(path: Path, month: int, ids: Container[str]) -> Iterator[Event]:
    """Yield what the lines of a month file say of some articles; damaged lines say nothing."""
    for offset, line, _ in raw_lines(path):
        # Most lines need not be decoded to know that they are of another article.
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
    """Write that an article is deleted."""
    return encode_line({"id": identity, "revision": revision, "deleted_at": deleted_at})


def move_line(identity: str, revision: int, moved_to: str) -> bytes:
    """Write that an article now lies in another month; for the file that it has left."""
    return encode_line({"id": identity, "revision": revision, "moved_to": moved_to})


def unfinished_tail(path: Path) -> tuple[int, bytes, bool] | None:
    """Look at a last line that has no line end: its offset, its bytes, and whether it is whole.

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
        whole = True  # edited with a program that ends no last line: what is cut short is no JSON
    except DamagedLine:
        whole = False
    else:
        whole = True
    return size - len(line), line, whole
