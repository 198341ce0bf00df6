"""The only functions that change files of the archive, and what each of them promises.

Every step that a crash could part from the next is one call here, so that a test can stop the
program at each. Not promised: survival of power loss on a disk or a file system that does not do
what fsync(2) says. Raises ``AccessError`` for whatever the operating system refuses.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from news_archive.errors import AccessError, DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


# A disk makes many files durable in hardly more time than one, if it is asked for all at once.
_SYNCED_ONE_BY_ONE = 8
_SYNCED_TOGETHER = 8


@contextmanager
def reported(doing: str, path: Path | None = None, temporary: Path | None = None) -> Iterator[None]:
    """Turn an ``OSError`` into an ``AccessError`` that says what was being done, and to what.

    What happens to ``temporary``, which is to become ``path``, is said of ``path``.

    A closed pipe is left to be what it is: nobody has to be told.
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
    """Append to a file, made if need be; durable on return, or else when ``sync`` has returned.

    A crash leaves a beginning of ``data`` at the most. If the write fails (disk full), the file is
    cut back to what it was. A file of another size than expected is not written to: somebody else
    has, and ``DamagedError`` is raised.
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
    """Make durable what was written to a file."""
    with reported("write to", path):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_all(paths: Sequence[Path]) -> None:
    """Make durable what was written to some files."""
    if len(paths) >= _SYNCED_ONE_BY_ONE:
        # Only here, for it is slow to load: where each file waits for the disk, they wait together.
        from concurrent.futures import ThreadPoolExecutor

        # Where no thread may be started, one after the other will do.
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
    """Replace a file; a reader sees the old bytes or the new, never a part."""
    with replacing_file(path, like) as file:
        file.write(data)


@contextmanager
def replacing_file(path: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """Write a file that takes the place of ``path`` when the block is done, whole and durable.

    Who may read it is as with ``like``, else as with what was there. If the block raises, ``path``
    is what it was and nothing is left beside it.
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
    """Make a folder to be filled that is ``path`` when the block is done, whole and durable.

    An empty folder that was there is replaced; any other is an error. If the block raises, nothing
    is left of it.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with reported("write", path, temporary):
            temporary.mkdir()
            with suppress(FileNotFoundError):
                temporary.chmod(path.stat().st_mode & 0o777)
            yield temporary
            # One call: to make a million files durable one by one takes minutes.
            os.sync()
            temporary.rename(path)
    except BaseException:
        remove_folder(temporary)
        raise
    sync_folder(path.parent)


def rename(source: Path, target: Path) -> None:
    """Put a durable file in the place of another; the caller makes the names durable."""
    with reported("replace", target):
        source.replace(target)


def remove(path: Path) -> None:
    """Remove a file; the caller makes the names durable. No error if it is gone."""
    with reported("remove", path):
        path.unlink(missing_ok=True)


def link(source: Path, target: Path) -> None:
    """Give a file a second name; where the file system has no such thing, copy it."""
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
    """Make a folder and those above it, durably; no error if it is there."""
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
    """Let others read files of a folder whose other files they may read."""
    for name in names:
        with suppress(OSError):
            (folder / name).chmod(0o644)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    with reported("write to the folder"):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_folder(path: Path) -> None:
    """Remove a folder of derived files; whatever resists stays for the next time."""
    # Only here: it is slow to load, and old generations are rarely there to be removed.
    import shutil

    shutil.rmtree(path, ignore_errors=True)
