"""The stamp: how much of the month files the index has seen.

For each file it has the size, modification time and inode that were seen, the bytes covered, and
the CRC-32 of those bytes. If stat(2) returns the same values, the file is covered. Otherwise the
CRC-32 of the bytes is compared, and if any doubt remains, the index is rebuilt.
"""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from news_archive.errors import AccessError, DamagedError
from news_archive.store.layout import month_of_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CHUNK_BYTES = 1 << 20


class Status(NamedTuple):
    """The stat(2) values of a file: size [bytes], modification time [ns], inode."""

    size: int
    changed_ns: int
    inode: int


class Covered(NamedTuple):
    """What the index has seen of a file: its status, the bytes covered, and their CRC-32."""

    status: Status
    covered: int
    crc: int


class Stamp(NamedTuple):
    """What the index has seen: the files, the highest revision, and the schema it was built with.

    ``commit`` is the engine's number of the commit that the stamp belongs to. ``spellings`` is the
    number of the last commit of the spellings at that time; they may have newer commits.
    """

    schema: int
    revision: int
    files: dict[str, Covered]
    commit: int = 0
    spellings: int = 0

    def is_current(self, articles: Path) -> bool:
        """Whether the index has seen everything that is now in the folder of month files."""
        # Like ``covers(statuses(articles))`` but in half the time: every search begins with it.
        files = self.files
        present = 0
        try:
            with os.scandir(articles) as scan:
                for entry in scan:
                    seen = files.get(entry.name)
                    if seen is None:
                        if month_of_file(entry.name) is not None:
                            return False
                        continue
                    now = entry.stat(follow_symlinks=False)
                    if (now.st_size, now.st_mtime_ns, now.st_ino) != seen.status:
                        return False
                    if now.st_size != seen.covered:
                        return False
                    present += 1
        except FileNotFoundError:
            return not files
        except OSError as error:
            raise AccessError.of("read", error) from error
        return present == len(files)

    def covers(self, statuses: Mapping[str, Status]) -> bool:
        """Whether the index has seen everything: one comparison per file."""
        if len(statuses) != len(self.files):
            return False
        files = self.files
        return all(
            name in files and files[name].status == status and files[name].covered == status.size
            for name, status in statuses.items()
        )


def statuses(articles: Path) -> dict[str, Status]:
    """Return the status of every month file, with one stat each."""
    found: dict[str, Status] = {}
    try:
        with os.scandir(articles) as scan:
            for entry in scan:
                if month_of_file(entry.name) is not None:
                    status = entry.stat(follow_symlinks=False)
                    if not stat.S_ISREG(status.st_mode):
                        raise DamagedError(
                            f"{entry.path} is not a file but a link or a folder, which an archive "
                            "does not follow; put the file itself there"
                        )
                    found[entry.name] = Status(status.st_size, status.st_mtime_ns, status.st_ino)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise AccessError.of("read", error) from error
    return found


def crc_of(path: Path, size: int, start: int = 0, crc: int = 0) -> int:
    """Return the CRC-32 of the bytes from ``start`` to ``size``, continuing from ``crc``."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            left = size - start
            while left > 0 and (chunk := file.read(min(_CHUNK_BYTES, left))):
                crc = crc32(chunk, crc)
                left -= len(chunk)
    except OSError as error:
        raise AccessError.of("read", error) from error
    return crc


def encode_stamp(stamp: Stamp) -> bytes:
    """Encode a stamp as JSON, with its checksum in front."""
    text = json.dumps(
        {
            "schema": stamp.schema,
            "revision": stamp.revision,
            "commit": stamp.commit,
            "spellings": stamp.spellings,
            "files": {
                name: [*seen.status, seen.covered, seen.crc] for name, seen in stamp.files.items()
            },
        },
        separators=(",", ":"),
    ).encode()
    return b"%08x %s\n" % (crc32(text), text)


def decode_stamp(data: bytes) -> Stamp | None:
    """Decode a stamp; ``None`` if it is not intact."""
    checksum, _, text = data.rstrip(b"\n").partition(b" ")
    if checksum != b"%08x" % crc32(text):
        return None
    try:
        fields = json.loads(text)
        return Stamp(
            fields["schema"],
            fields["revision"],
            {
                name: Covered(Status(*values[:3]), values[3], values[4])
                for name, values in fields["files"].items()
            },
            fields["commit"],
            fields.get("spellings", 0),
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
