"""Whole processes: how long they take, what memory they need, and on what machine."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

from measuring import PEAK_UNIT, users_environment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

_MEGABYTE = 1_000_000


class Ran(NamedTuple):
    """One process, from before it was started until it was waited for.

    ``megabytes`` is the peak of its resident memory; ``None`` if that is not above what the
    measuring process itself needs, because a child begins as a copy of it and keeps that peak.
    """

    milliseconds: float
    megabytes: float | None
    output: bytes


class Machine(NamedTuple):
    """What a figure depends on; no host name."""

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
) -> Ran:
    """Run a process and read all that it prints; exits if it fails.

    Its output goes into a pipe that is read: some programs stop early if it goes to /dev/null.
    """
    own = own_megabytes()
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=users_environment(variables),
        )
        assert process.stdout is not None
        with process.stdout as pipe:
            output = pipe.read()
        _, status, usage = os.wait4(process.pid, 0)
        milliseconds = (time.perf_counter() - began) * 1000
        # It is waited for already, which nobody has told the object.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            line = " ".join(map(str, command))
            sys.exit(f"exit code {process.returncode} of: {line}\n{said}")
    peak = _megabytes(usage.ru_maxrss)
    return Ran(milliseconds, peak if peak > own else None, output)


class Worker:
    """A process that does something whenever a line is written to it, and answers with a line."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        self._own = own_megabytes()
        self._command = command
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=users_environment(None)
        )

    def ask(self) -> bytes:
        """Let it do once what it does, and return what it says."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            sys.exit(f"it ended early: {' '.join(map(str, self._command))}")
        return answer

    def end(self) -> float | None:
        """Let it end, and return its peak memory as ``Ran`` does."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._process.stdout.close()
        peak = _megabytes(usage.ru_maxrss)
        return peak if peak > self._own else None


def own_megabytes() -> float:
    """Return the peak memory of the measuring process: smaller ones cannot be told apart."""
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def machine() -> Machine:
    """Describe where this runs."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Machine(
        f"{platform.system()} {platform.machine()}",
        cores or 1,
        round(memory / 2**30),
        platform.python_version(),
    )


def _megabytes(peak: int) -> float:
    return peak * PEAK_UNIT / _MEGABYTE
