"""Runs processes and measures their time, processor time and memory; describes the machine.

Shared by ``ingest/`` and ``search/``. Everything that is measured runs in a process of its own, and
so has its own peak memory.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

# Developers set these variables, users do not. Without bytecode, Python compiles the program at
# each start; with backtraces, the engine records one for every error, even an expected one.
_UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "RUST_BACKTRACE", "ARCHIVE_DATA")

# ru_maxrss is in KiB; on macOS it is in bytes.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024

_MEGABYTE = 1_000_000


class MeasuringError(Exception):
    """A measured program failed, or did not do what it was meant to do."""


class Measurement(NamedTuple):
    """The cost of one process, from before its start until it has ended.

    ``cpu_seconds`` is the user and system time of all its threads. ``peak_bytes`` is the peak
    resident memory of the process or of one that it started. It is never below ``floor_bytes``,
    the peak of the measuring process: a child begins as a copy of it and keeps that peak.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    floor_bytes: int
    output: bytes

    @property
    def milliseconds(self) -> float:
        return self.seconds * 1000

    @property
    def peak_megabytes(self) -> float | None:
        """The peak memory; ``None`` if it cannot be told from that of the measuring process."""
        return _megabytes_above(self.floor_bytes, self.peak_bytes)


class Machine(NamedTuple):
    """The hardware and software that a figure depends on; no host name."""

    platform: str
    cores: int
    gigabytes: int
    python: str

    def __str__(self) -> str:
        return f"{self.platform}, {self.cores} cores, {self.gigabytes} GB"


def run(
    command: Sequence[str | Path],
    *,
    variables: Mapping[str, str] | None = None,
    accepted: Collection[int] = (0,),
    sync: bool = False,
) -> Measurement:
    """Run a process to its end and read its output.

    ``variables`` are added to its environment, ``accepted`` are the exit codes of success.
    ``sync`` first waits until all earlier writes are on disk, so that this process does not pay
    for the dirty pages of another. Raises ``MeasuringError`` for any other exit code.
    """
    if sync:
        os.sync()
    # Do not hold a corpus in memory here: it would raise this floor, and so every peak.
    floor = own_peak_bytes()
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            # Some programs stop at the first result if their output goes to /dev/null.
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_users_environment(variables),
        )
        assert process.stdout is not None
        with process.stdout as pipe:
            output = pipe.read()
        usage = _wait(process)
        seconds = time.perf_counter() - began
        if process.returncode not in accepted:
            errors.seek(0)
            message = errors.read().decode(errors="replace").strip()
            line = " ".join(map(str, command))
            raise MeasuringError(f"`{line}` ended with {process.returncode}: {message[-1000:]}")
    return Measurement(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT, floor, output
    )


class Worker:
    """A process that does its work once for each line written to it, and answers with a line."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        self._floor = own_peak_bytes()
        self._command = command
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_users_environment(None)
        )

    def ask(self) -> bytes:
        """Let it do its work once, and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise MeasuringError(f"it ended early: {' '.join(map(str, self._command))}")
        return answer

    def end(self) -> float | None:
        """Let it end, and return its peak memory as ``Measurement.peak_megabytes`` does."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        usage = _wait(self._process)
        self._process.stdout.close()
        return _megabytes_above(self._floor, usage.ru_maxrss * _PEAK_UNIT)


def own_peak_bytes() -> int:
    """Return the peak memory of the measuring process: a smaller peak cannot be measured."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT


def machine() -> Machine:
    """Describe the machine that this runs on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Machine(
        f"{platform.system()} {platform.machine()}",
        cores or 1,
        round(memory / 2**30),
        platform.python_version(),
    )


def _users_environment(variables: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment that a user would have, with further variables added."""
    usual = {name: value for name, value in os.environ.items() if name not in _UNUSUAL}
    return {**usual, **(variables or {})}


def _wait(process: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """Wait for the end of a process, and return what it used."""
    _, status, usage = os.wait4(process.pid, 0)
    # ``Popen`` does not notice that somebody else has waited for the process.
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage


def _megabytes_above(floor_bytes: int, peak_bytes: int) -> float | None:
    return peak_bytes / _MEGABYTE if peak_bytes > floor_bytes else None
