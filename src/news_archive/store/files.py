"""The only functions that change files of the archive, and what each of them guarantees.

Every step that a crash could separate from the next is one call here, so that a test can stop the
program at each step. Data may be lost in a power failure if the disk or the file system does not do
what fsync(2) says. Raises ``AccessError`` for anything that the operating system refuses.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from news_archive.errors import AccessError, DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


# A disk syncs many files in hardly more time than one if the requests come at once.
_SYNCED_ONE_BY_ONE = 8
_SYNCED_TOGETHER = 8


@contextmanager
def reported(doing: str, path: Path | None = None, temporary: Path | None = None) -> Iterator[None]:
    """Turn an ``OSError`` into an ``AccessError`` that says what was being done, and to what.

    ``temporary`` is a file that will be renamed to ``path``; its errors are reported for ``path``.

    A ``BrokenPipeError`` is passed on unchanged: it needs no report.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if path is not None and error.filename in (None, temporary and os.fspath(temporary)):
            error.filename = os.fspath(path)
        raise AccessError.of(doing, error) from error


def append(path: Path, data: bytes, expected_size: int, *, durably: bool = True) -> None:
    """Append to a file, creating it if needed; durable on return.

    Without ``durably``, the data is durable only after ``sync``.

    A crash leaves at most a prefix of ``data`` in the file. If the write fails (disk full), the
    file is cut back to its old size. If the file does not have the expected size, another program
    has written to it: then nothing is written, and ``DamagedError`` is raised.
    """
    with reported("write to", path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            start = os.lseek(descriptor, 0, os.SEEK_END)
            if start != expected_size:
                raise DamagedError(
                    f"{path} was changed by another program just now; run the command again"
                )
            try:
                _write_all(descriptor, data)
                if durably:
                    os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, start)
                raise
        finally:
            os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync(path: Path) -> None:
    """Make what was written to a file durable."""
    with reported("write to", path):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_all(paths: Sequence[Path]) -> None:
    """Make what was written to several files durable."""
    if len(paths) >= _SYNCED_ONE_BY_ONE:
        # Imported here because it is slow to load. With threads, the waits for the disk overlap.
        from concurrent.futures import ThreadPoolExecutor

        # If no thread can be started, the files are synced one by one.
        with suppress(RuntimeError), ThreadPoolExecutor(_SYNCED_TOGETHER) as threads:
            for _ in threads.map(sync, paths):
                pass
            return
    for path in paths:
        sync(path)


def truncate(path: Path, size: int) -> None:
    """Cut a file down to its first ``size`` bytes, durably."""
    with reported("write to"):
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.ftruncate(descriptor, size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def replace_file(path: Path, data: bytes, like: Path | None = None) -> None:
    """Replace a file; a reader sees either the old bytes or the new ones, never only a part."""
    with replacing_file(path, like) as file:
        file.write(data)


@contextmanager
def replacing_file(path: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """Write a file that replaces ``path`` when the block is done, complete and durable.

    Its permissions are those of ``like``, or else of the file that it replaces. If the block
    raises, ``path`` is unchanged and no temporary file is left.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with reported("write", path, temporary):
            with temporary.open("wb") as file:
                with suppress(FileNotFoundError):
                    os.fchmod(file.fileno(), (like or path).stat().st_mode & 0o777)
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Create a folder that the block fills; it is then renamed to ``path``, complete and durable.

    An empty folder at ``path`` is replaced; anything else there is an error. If the block raises,
    the new folder is removed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with reported("write", path, temporary):
            temporary.mkdir()
            with suppress(FileNotFoundError):
                temporary.chmod(path.stat().st_mode & 0o777)
            yield temporary
            # One call, because syncing a million files one by one takes minutes.
            os.sync()
            temporary.rename(path)
    except BaseException:
        remove_folder(temporary)
        raise
    sync_folder(path.parent)


def rename(source: Path, target: Path) -> None:
    """Replace ``target`` with a durable file; the caller syncs the folder."""
    with reported("replace", target):
        source.replace(target)


def remove(path: Path) -> None:
    """Remove a file; the caller syncs the folder. No error if the file is gone."""
    with reported("remove", path):
        path.unlink(missing_ok=True)


def link(source: Path, target: Path) -> None:
    """Create a hard link to a file, or copy it if the file system has no hard links."""
    with reported("write", target):
        try:
            os.link(source, target, follow_symlinks=False)
        except (NotImplementedError, OSError):
            target.write_bytes(source.read_bytes())


def remove_leftovers(folder: Path) -> None:
    """Remove what a crash in ``replacing_file`` left behind; the caller holds the lock."""
    for path in folder.glob(".*.new"):
        with suppress(OSError):
            path.unlink()


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents, durably; no error if it exists."""
    with reported("make the folder"):
        missing = []
        folder = path
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
    for folder in reversed(missing):
        sync_folder(folder.parent)


def make_readable(folder: Path, names: Sequence[str]) -> None:
    """Make these files of a folder readable by others, as its other files are."""
    for name in names:
        with suppress(OSError):
            (folder / name).chmod(0o644)


def sync_folder(path: Path) -> None:
    """Make the directory entries of a folder durable."""
    with reported("write to the folder"):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_folder(path: Path) -> None:
    """Remove a folder of derived files; what cannot be removed is left for the next time."""
    # Imported here because it is slow to load and there are rarely old generations to remove.
    import shutil

    shutil.rmtree(path, ignore_errors=True)
