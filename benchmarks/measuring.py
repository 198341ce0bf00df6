"""Running a program and taking what it costs: time, processor time, memory, disk.

Each measured thing is a process of its own, so that its peak memory is its own, too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What developers set and users do not: without bytecode a program compiles itself at each start,
# and the engine makes a backtrace of every error, even one that is expected.
_UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "RUST_BACKTRACE", "ARCHIVE_DATA")

# getrusage(2) counts in KiB, macOS in bytes.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024

_CHUNK_BYTES = 1 << 20


class MeasuringError(Exception):
    """A measured program failed, or did not do what it was to do."""


class Measurement(NamedTuple):
    """What one process cost; ``cpu_seconds`` is user and system time of all its threads.

    ``peak_bytes`` is the most memory it held at a time, or one of the processes that it started;
    never less than what the measuring process holds, some 20 MB.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measurement:
    """Run a command to its end; raises ``MeasuringError`` if it fails.

    What was written before is on disk first, so that nobody pays for another's dirty pages.
    """
    os.sync()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            env=users_environment(environment),
        )
        # The peak of a process counts from its fork, when it is a copy of this one: so whoever
        # measures must not hold a corpus in memory.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
            raise MeasuringError(
                f"`{' '.join(command)}` ended with {process.returncode}: {said[-1000:]}"
            )
        output.seek(0)
        printed = output.read().decode(errors="replace")
    return Measurement(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * PEAK_UNIT, printed
    )


def users_environment(further: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment that a user has, and further variables."""
    usual = {name: value for name, value in os.environ.items() if name not in _UNUSUAL}
    return {**usual, **(further or {})}


def files(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder, in no order and without a list of all of them."""
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
    """Read a file, or all files below a folder, so that the next to read them finds them cached."""
    for name in (entry.path for entry in files(path)) if path.is_dir() else (path,):
        with Path(name).open("rb", buffering=0) as file:
            while file.read(_CHUNK_BYTES):
                pass
