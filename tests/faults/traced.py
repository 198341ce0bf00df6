"""Kills inside the index engine, whose system calls only strace sees.

strace counts the calls of each thread by itself and ends the process before the Nth of a kind, so
N runs from 1 until a run is no longer disturbed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from trials import Trial, disturb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forking import Ended, Forking
    from scenarios import Scenario

# What changes files, by the names of it on any kind of machine; a `?` lets one be missing.
WRITE = "write"
RENAME = "?rename,?renameat,?renameat2"
CALLS = (
    WRITE, "fsync,?fdatasync", RENAME, "?unlink,?unlinkat", "?mkdir,?mkdirat", "?ftruncate",
)  # fmt: skip

# A sample takes every so many-th call, and the sweep goes on until none is left.
_SAMPLE_STRIDE = 40

_PATIENCE_S = 20


@cache
def can_trace() -> bool:
    """Whether strace is there and may look at a process."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    command = [strace, "-o", os.devnull, "-e", "trace=write", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def traced_kills(
    scenario: Scenario, forking: Forking, folder: Path, sample: int | None
) -> Iterator[Trial]:
    """Kill a command before every system call that changes files; ``sample``: before so many."""
    if sample == 0:
        return
    done = 0
    for calls in CALLS:
        number = 1
        while sample is None or done < sample:
            trial = kill_at_call(scenario, calls, number, forking, folder)
            if not trial.happened:
                break
            yield trial
            done += 1
            number += 1 if sample is None else _SAMPLE_STRIDE


def kill_at_call(
    scenario: Scenario, calls: str, number: int, forking: Forking, folder: Path
) -> Trial:
    """Try a command with a kill before the so many-th of some system calls of a thread."""
    return disturb(
        scenario,
        f"killed at system call {number} of {calls}",
        lambda data: _run_traced(data, scenario, calls, number, forking),
        forking,
        folder,
        look=number % 2 == 0,
    )


def _run_traced(data: Path, scenario: Scenario, calls: str, number: int, forking: Forking) -> Ended:
    child = forking.start(data, [scenario.command], held=True)
    child.wait_until_stopped()
    with tempfile.TemporaryFile() as said:
        tracer = subprocess.Popen(
            [
                "strace", "-f", "-p", str(child.pid), "-o", os.devnull,
                "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}",
            ],
            stderr=said,
        )  # fmt: skip
        ends = time.monotonic() + _PATIENCE_S
        while b"attached" not in os.pread(said.fileno(), 1000, 0):
            assert time.monotonic() < ends, "strace never attached"
            assert tracer.poll() is None, os.pread(said.fileno(), 1000, 0)
            time.sleep(0.002)
        child.signal(signal.SIGCONT)
        ended = child.wait()
        tracer.wait(timeout=_PATIENCE_S)
    return ended
