"""Walks folders: their files, their size, and reading them into the page cache.

Imports little, because ``baselines.py`` uses it and is measured with its start-up.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_BYTES = 1 << 20


def files(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder, in no particular order and without a list of all of them."""
    with os.scandir(folder) as scan:
        for entry in scan:
            if entry.is_dir(follow_symlinks=False):
                yield from files(entry.path)
            else:
                yield entry


def size(path: Path) -> int:
    """Return the bytes of a file or of all files below a folder; 0 if there is none."""
    if path.is_dir():
        return sum(entry.stat().st_size for entry in files(path))
    return path.stat().st_size if path.exists() else 0


def warm(path: Path) -> None:
    """Read a file, or all files below a folder, so that they are in the page cache."""
    for name in (entry.path for entry in files(path)) if path.is_dir() else (path,):
        with Path(name).open("rb", buffering=0) as file:
            while file.read(_CHUNK_BYTES):
                pass
