"""The writer lock: one writer at a time. The operating system releases it if its holder dies.

The file ``lock`` is held with flock(2). That it exists means nothing; its text is for people.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from news_archive.errors import AccessError, BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def writer_lock(
    path: Path, doing: str, *, wait: bool, waiting: Callable[[str], None]
) -> Iterator[None]:
    """Hold the writer lock; ``doing`` tells others what it is held for.

    If another process holds it, raises ``BusyError``; with ``wait``, calls ``waiting`` once with a
    description of that process, and waits. Raises ``AccessError`` if the file cannot be written.
    """
    descriptor = _locked(path, wait=wait, waiting=waiting)
    try:
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()} ({doing})\n".encode(), 0)
        except OSError as error:
            raise AccessError.of(f"write {path}", error) from error
        yield
    finally:
        os.close(descriptor)


def _locked(path: Path, *, wait: bool, waiting: Callable[[str], None]) -> int:
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        except OSError as error:
            raise AccessError.of("write", error) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = _holder(descriptor)
                if not wait:
                    raise BusyError(holder) from None
                waiting(holder)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            # The file may have been removed meanwhile: then this lock is void, and we try again.
            with suppress(OSError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    said = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
    return said if said.isprintable() and said else "another process"
