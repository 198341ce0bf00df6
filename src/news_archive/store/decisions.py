"""What a person decided about texts, and the next ingest must not undo.

``deleted.jsonl`` remembers deleted texts. ``corrected.jsonl`` remembers texts that were corrected,
or refused in favour of what is stored under their id. Both have digests and no words. A line is
durable before what it is about is written to a month file: ``{"id", "digest", "at", "checksum"}``.
The digest is the first 128 bits of that of the article, the checksum a CRC-32 of the other three.
Nothing removes lines: they outlive ``compact`` and ``reindex``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from news_archive.errors import AccessError
from news_archive.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# The beginning of every line, and more bytes than any line has.
_BEGINNING = b'{"id": '
_LONGEST_LINE = 4096


class Decision(NamedTuple):
    """A decision: the id of the article, the digest of its text (128 bits), the moment (UTC)."""

    id: str
    digest: int
    at: str

    @property
    def day(self) -> str:
        """The day of the decision."""
        return self.at[:10]


def remembered(path: Path) -> dict[int, Decision]:
    """Return the decisions of a file by digest; of several of one digest, the last.

    Lines that cannot be read are left out; ``faulty_lines`` has them.
    """
    return {decision.digest: decision for _, decision in _lines(path) if decision is not None}


def all_remembered(path: Path) -> list[Decision]:
    """Return the decisions of a file in their order; lines that cannot be read are left out."""
    return [decision for _, decision in _lines(path) if decision is not None]


def faulty_lines(path: Path) -> list[int]:
    """Return the numbers of the lines of a file, from 1, that are no decisions.

    The beginning of a line that a crash cut off at the end is none of them: nothing relied on it.
    """
    return [number for number, decision in _lines(path) if decision is None]


def remember(path: Path, decisions: Iterable[Decision]) -> None:
    """Add decisions to a file; durable on return. The caller holds the writer lock.

    The beginning of a line that a crash has cut off is removed: nothing was done because of it.
    """
    lines = "".join(f"{json.dumps(_fields(one), ensure_ascii=False)}\n" for one in decisions)
    if not lines:
        return
    size = path.stat().st_size if path.exists() else 0
    unfinished = _unfinished(path, size) if size else b""
    lead = b""
    if unfinished and _is_cut_off(unfinished):
        size -= len(unfinished)
        files.truncate(path, size)
    elif unfinished:
        lead = b"\n"
    files.append(path, lead + lines.encode(), size)
    files.sync_folder(path.parent)


def _unfinished(path: Path, size: int) -> bytes:
    """Return what follows the last line end of a file of so many bytes."""
    with files.reported("read", path), path.open("rb") as file:
        file.seek(max(0, size - _LONGEST_LINE))
        return file.read().rpartition(b"\n")[2]


def _lines(path: Path) -> Iterator[tuple[int, Decision | None]]:
    lines = _bytes(path).split(b"\n")
    if _is_cut_off(lines[-1]):
        lines.pop()
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _read(line)


def _is_cut_off(unfinished: bytes) -> bool:
    """Whether what follows the last line end is the beginning of a line that a crash cut off."""
    return unfinished[: len(_BEGINNING)] == _BEGINNING[: len(unfinished)] and not _read(unfinished)


def _fields(decision: Decision) -> dict[str, str]:
    digest = f"{decision.digest:032x}"
    checked = "\n".join((decision.id, digest, decision.at)).encode()
    checksum = f"{crc32(checked):08x}"
    return {"id": decision.id, "digest": digest, "at": decision.at, "checksum": checksum}


def _read(line: bytes) -> Decision | None:
    try:
        fields = json.loads(line)
        decision = Decision(fields["id"], int(fields["digest"], 16), fields["at"])
        return decision if _fields(decision) == fields else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise AccessError.of("read", error) from error
