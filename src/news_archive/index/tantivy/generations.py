"""Generations of the index: each in a folder of its own, and a file that names the one in use.

A new generation is built beside the old one and becomes current by one rename. Readers hold their
folder with a shared flock; a folder that is neither current nor held is removed.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from news_archive.errors import AccessError
from news_archive.store import files
from news_archive.store.stamp import Stamp, decode_stamp, encode_stamp

if TYPE_CHECKING:
    from pathlib import Path

_POINTER = "current"
_STAMP = "stamp"


class Generations:
    """The ``index`` folder of an archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """Return the folder of the generation in use; ``None`` if there is none."""
        pointer = self._folder / _POINTER
        try:
            name = pointer.read_text(encoding="ascii").strip() if pointer.is_file() else ""
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None
        except OSError as error:
            raise AccessError.of("read", error) from error
        if not name.isdigit():
            return None
        folder = self._folder / name
        return folder if folder.is_dir() and not folder.is_symlink() else None

    def stamp(self, schema: int) -> Stamp | None:
        """Return the stamp of the generation in use; ``None`` if there is none of this schema."""
        folder = self.current()
        return read_stamp(folder, schema) if folder is not None else None

    def begin(self) -> Path:
        """Make an empty folder for a new generation; the caller holds the archive's lock."""
        files.make_folder(self._folder)
        numbers = [int(path.name) for path in self._folder.iterdir() if path.name.isdigit()]
        folder = self._folder / str(max(numbers, default=0) + 1)
        files.make_folder(folder)
        return folder

    def activate(self, folder: Path) -> None:
        """Make a complete generation the current one, durably."""
        files.sync_folder(folder)
        files.replace_file(self._folder / _POINTER, folder.name.encode() + b"\n")

    def sweep(self) -> None:
        """Remove every generation that is neither current nor held; the caller holds the lock."""
        current = self.current()
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            if folder.name.isdigit() and folder != current and not folder.is_symlink():
                held = hold(folder, exclusive=True)
                if held is not None:
                    files.remove_folder(folder)
                    os.close(held)

    def size(self) -> int:
        """Return the size of all generations [bytes]."""
        total = 0
        for path in self._folder.rglob("*"):
            with suppress(OSError):  # a merge may remove a file meanwhile
                total += path.stat().st_size if path.is_file() else 0
        return total


def hold(folder: Path, *, exclusive: bool = False) -> int | None:
    """Lock a generation's folder; returns a descriptor to close, ``None`` if others hold it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def read_stamp(folder: Path, schema: int) -> Stamp | None:
    """Return the stamp of a generation; ``None`` if it is missing, damaged or of another schema."""
    try:
        stamp = decode_stamp((folder / _STAMP).read_bytes())
    except OSError:
        return None
    return stamp if stamp is not None and stamp.schema == schema else None


def write_stamp(folder: Path, stamp: Stamp) -> None:
    """Replace the stamp of a generation, durably."""
    files.replace_file(folder / _STAMP, encode_stamp(stamp))
