"""Writes articles as seed files: into a folder with subfolders, or into one tar file.

This is not in ``__main__.py``, because multiprocessing cannot import that in a process that it
spawns.
"""

from __future__ import annotations

import multiprocessing
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from articles import ArticleGenerator

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = 1_000  # articles in one folder

Arguments = tuple[int, Path | None, float]
"""The arguments of ``ArticleGenerator``."""


def write_tar(path: Path, arguments: Arguments, start: int, count: int) -> None:
    """Write the articles from ``start`` to ``count``, without the last, as a tar file."""
    generator = ArticleGenerator(*arguments)
    # Written as a stream: tarfile would keep a list of all members in memory.
    with path.open("wb") as file:
        for number in range(start, count):
            name, text = generator.article(number)
            data = text.encode()
            member = tarfile.TarInfo(f"{number // _FOLDER:03}/{name}.txt")
            member.size = len(data)
            file.write(member.tobuf(tarfile.USTAR_FORMAT))
            file.write(data)
            file.write(bytes(-len(data) % tarfile.BLOCKSIZE))
        file.write(bytes(2 * tarfile.BLOCKSIZE))


def write_folders(output: Path, arguments: Arguments, start: int, count: int, jobs: int) -> None:
    """Write the articles from ``start`` to ``count``, without the last, as files in subfolders."""
    _prepare(output, arguments)  # here first, so that an error in the corpora is reported once
    folders = _folders(start, count)
    if jobs == 1:
        for folder in folders:
            _write_folder(folder)
        return
    # Each process is given whole folders, so that none has to wait for another.
    with multiprocessing.Pool(jobs, _prepare, (output, arguments)) as processes:
        for _ in processes.imap_unordered(_write_folder, folders):
            pass


_process: tuple[Path, ArticleGenerator] | None = None  # what a process keeps between folders


def _prepare(output: Path, arguments: Arguments) -> None:
    global _process
    if _process is not None:  # a forked process has it already
        return
    _process = output, ArticleGenerator(*arguments)


def _folders(start: int, count: int) -> Iterator[range]:
    while start < count:
        end = min(start - start % _FOLDER + _FOLDER, count)
        yield range(start, end)
        start = end


def _write_folder(numbers: range) -> None:
    assert _process is not None
    output, generator = _process
    folder = output / f"{numbers.start // _FOLDER:03}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        name, text = generator.article(number)
        (folder / f"{name}.txt").write_bytes(text.encode())
