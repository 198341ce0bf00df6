"""Export of each article as its own file, in a folder or a ``.tar.gz``, with a manifest of ids.

``archive ingest`` restores the same articles from seed texts that were exported this way. Articles
come in date order, so however many there are, at most two folders are held at a time, on disk.
"""

from __future__ import annotations

import datetime
import gzip
import tarfile
import tempfile
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

from news_archive.reading.containers import MANIFEST_NAME
from news_archive.render.export.file_names import MAX_FOLDER_FILES, FolderNames, Folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from news_archive.article.line import Fields

# How much of a folder's files is held in memory before it goes into a ``.tar.gz`` [bytes]; larger
# folders are spooled to disk.
_HELD_BYTES = 8 * 1024 * 1024

_COPY_BYTES = 1 << 20


class Shelf(Protocol):
    """A destination for files, folder by folder."""

    def add(self, folder: str, name: str, data: bytes, moment: int) -> None:
        """Take a file; ``moment`` is when its article was ingested [seconds since 1970]."""

    def finish(self, folder: str, manifest: bytes) -> None:
        """Take the manifest of a folder that gets no more files."""


class FolderShelf:
    """Puts files into an empty folder."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._made: set[str] = set()

    def add(self, folder: str, name: str, data: bytes, moment: int) -> None:
        """See ``Shelf``."""
        del moment
        if folder not in self._made:
            (self._top / folder).mkdir(parents=True)
            self._made.add(folder)
        with (self._top / folder / name).open("xb") as file:
            file.write(data)

    def finish(self, folder: str, manifest: bytes) -> None:
        """See ``Shelf``."""
        with (self._top / folder / MANIFEST_NAME).open("xb") as file:
            file.write(manifest)


class TarShelf:
    """Writes a ``.tar.gz`` in which the manifest of a folder precedes its files."""

    def __init__(self, file: BinaryIO) -> None:
        self._packed = gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0)
        self._waiting: dict[str, tuple[IO[bytes], int]] = {}

    def add(self, folder: str, name: str, data: bytes, moment: int) -> None:
        """See ``Shelf``."""
        held, latest = self._waiting.get(folder, (None, 0))
        if held is None:
            # Closed in `finish` or in `close`.
            held = tempfile.SpooledTemporaryFile(_HELD_BYTES)  # noqa: SIM115
        self._waiting[folder] = held, max(latest, moment)
        _write_member(held, f"{folder}/{name}", data, moment)

    def finish(self, folder: str, manifest: bytes) -> None:
        """See ``Shelf``."""
        held, latest = self._waiting.pop(folder)
        with held:
            _write_member(self._packed, f"{folder}/{MANIFEST_NAME}", manifest, latest)
            held.seek(0)
            while data := held.read(_COPY_BYTES):
                self._packed.write(data)

    def end(self) -> None:
        """Write the end-of-archive blocks and finish the compressed stream."""
        self._packed.write(bytes(2 * tarfile.BLOCKSIZE))
        self._packed.close()

    def close(self) -> None:
        """Discard files that are still waiting for their manifest."""
        for held, _ in self._waiting.values():
            held.close()


def _write_member(file: IO[bytes] | gzip.GzipFile, name: str, data: bytes, moment: int) -> None:
    # By hand, because a ``TarFile`` remembers every member that it has written.
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mtime = moment
    file.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict"))
    file.write(data)
    file.write(bytes(-len(data) % tarfile.BLOCKSIZE))


def write_folder(
    records: Iterable[Fields], written_as: Callable[[Fields], str], ending: str, top: Path
) -> int:
    """Write each article as a file into an empty folder; returns how many."""
    return write_files(records, written_as, ending, FolderShelf(top))


def write_tar(
    records: Iterable[Fields], written_as: Callable[[Fields], str], ending: str, file: BinaryIO
) -> int:
    """Write each article as a member of a ``.tar.gz``; returns how many."""
    shelf = TarShelf(file)
    try:
        written = write_files(records, written_as, ending, shelf)
        shelf.end()
    finally:
        shelf.close()
    return written


def write_files(
    records: Iterable[Fields],
    written_as: Callable[[Fields], str],
    ending: str,
    shelf: Shelf,
    max_files: int = MAX_FOLDER_FILES,
) -> int:
    """Write each article as a file; returns how many. ``max_files`` bounds one folder."""
    folders = Folders(ending, max_files)
    written = 0
    for fields in records:
        folder, finished = folders.folder_for(fields["date"])
        _finish(shelf, finished)
        name = folder.name_for(fields["id"])
        data = written_as(fields).encode() + b"\n"
        shelf.add(folder.path, name, data, _seconds(fields["ingested_at"]))
        written += 1
    _finish(shelf, folders.held.values())
    return written


def _finish(shelf: Shelf, folders: Iterable[FolderNames]) -> None:
    for folder in folders:
        shelf.finish(folder.path, folder.manifest())


def _seconds(moment: str) -> int:
    return int(datetime.datetime.fromisoformat(moment).timestamp())
