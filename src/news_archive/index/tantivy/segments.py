"""Verification of the engine's checksums, which it writes but offers no way to check.

Each file of a segment ends in a footer: JSON with the CRC-32 of everything before it, the length of
that JSON, and a magic number. The last two are four bytes each, in little-endian order.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from news_archive.index.tantivy.spellings import FOLDER
from news_archive.store.files import reported
from news_archive.store.stamp import crc_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TAIL = struct.Struct("<II")
_MAGIC = 1337
_LONGEST_FOOTER_BYTES = 4096


def damaged_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the names of the damaged files of an index, and what is wrong with each.

    This includes the spellings in their subfolder; names are relative to ``folder``. Files that
    were left by a run interrupted before its commit are not part of the index. Raises
    ``AccessError`` if a file cannot be read.
    """
    yield from _damaged_files(folder)
    for name, problem in _damaged_files(folder / FOLDER):
        yield f"{FOLDER}/{name}", problem


def _damaged_files(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        with reported("read"):
            meta = folder / "meta.json"
            if not meta.exists():
                return
            segments = json.loads(meta.read_bytes())["segments"]
            deletions = {_name(segment): segment["deletes"] for segment in segments}
    except (ValueError, TypeError, KeyError, RecursionError):
        return  # an index without its list of segments is unusable, and is rebuilt
    with reported("read"):
        for path in sorted(folder.iterdir()):
            name, _, kind = path.name.partition(".")
            if name not in deletions:
                continue
            if kind.endswith("del"):
                counted = deletions[name]
                if counted is None or kind != f"{counted['opstamp']}.del":
                    continue
            problem = _problem(path)
            if problem is not None:
                yield path.name, problem


def commit_numbers(folder: Path) -> tuple[int, int]:
    """Return the numbers of the last commits of an index and of its spellings.

    A number that cannot be read is -1.
    """
    return _commit_number(folder), _commit_number(folder / FOLDER)


def _commit_number(folder: Path) -> int:
    try:
        return int(json.loads((folder / "meta.json").read_bytes())["opstamp"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return -1


def _name(segment: dict[str, str]) -> str:
    return segment["segment_id"].replace("-", "")


def _problem(path: Path) -> str | None:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL.size))
        tail = file.read()
        if len(tail) != _TAIL.size:
            return "it is cut short"
        length, magic = _TAIL.unpack(tail)
        end = size - _TAIL.size - length
        if magic != _MAGIC or length > _LONGEST_FOOTER_BYTES or end < 0:
            return "it does not end as it was written"
        file.seek(end)
        try:
            written = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return "it does not end as it was written"
    return (
        None
        if crc_of(path, end) == written
        else "it does not have the checksum it was written with"
    )
