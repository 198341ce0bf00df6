"""Processes by fork: a server that has loaded the program makes a child of itself for each run.

A run is a real process that can really be killed, and begins in a few milliseconds. The server
itself never opens an archive, so that a child has no threads, locks or files of another.
"""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from disks import Disk
from steps import Fault, Steps

from news_archive.cli.exchange import ingest as ingest_command
from news_archive.cli.main import COMMANDS, run
from news_archive.ingest import ingestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.ingest.outcome import Outcome

# The longest that a child may take [seconds]; all of them take far less. Then it is ended, and
# what it did is said to hang.
PATIENCE_S = 60

# Articles that are written together: so few that an ingest of a dozen reports several times.
BATCH_ARTICLES = 4


class Said(NamedTuple):
    """What one command came to."""

    code: int
    out: str
    err: str


class Ended(NamedTuple):
    """How a child ended: its exit code, or minus the signal that ended it.

    ``said`` is what its commands came to, ``acknowledged`` how many inputs the last one had
    reported as done, ``steps`` the steps it took (up to the one that ended it), and ``complaint``
    what went to standard error past Python, as a panic of compiled code does.
    """

    status: int
    said: tuple[Said, ...]
    acknowledged: int
    steps: tuple[str, ...]
    complaint: str


class Child:
    """A run that has begun."""

    def __init__(self, server: Forking, pid: int, notes: Path) -> None:
        self.pid = pid
        self._server = server
        self._notes = notes

    def wait(self) -> Ended:
        """Wait until it has ended."""
        status = self._server.ask({"do": "wait", "pid": self.pid})
        said: list[Said] = []
        acknowledged = 0
        steps: list[str] = []
        for line in (self._notes / "told").read_bytes().split(b"\n"):
            if not line:
                continue
            told = json.loads(line)
            if "said" in told:
                said.append(Said(*told["said"]))
            acknowledged = told.get("acknowledged", acknowledged)
            steps = told.get("steps", steps)
        complaint = (self._notes / "complaint").read_text(errors="replace")
        shutil.rmtree(self._notes)
        return Ended(status, tuple(said), acknowledged, tuple(steps), complaint)

    def wait_until_stopped(self) -> None:
        """Wait until it has stopped itself."""
        self._server.ask({"do": "wait until stopped", "pid": self.pid})

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


class Forking:
    """The server; use it as a context manager."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "ARCHIVE_DATA"}
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._notes = Path(tempfile.mkdtemp(prefix="notes-"))
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE_S)
        self._process.stdout.close()
        shutil.rmtree(self._notes)

    def start(
        self,
        data: Path,
        commands: Sequence[Sequence[str]],
        fault: Fault | None = None,
        *,
        count: bool = False,
        until: Path | None = None,
        held: bool = False,
        largest_file: int | None = None,
    ) -> Child:
        """Begin to run commands one after the other on an archive; the fault is in their steps.

        ``count`` names the steps; ``until``: over and over, until that file is there; ``held``: not
        before the child is told to go on; ``largest_file`` is how long a file may become [bytes].
        """
        self._number += 1
        notes = self._notes / f"{self._number}"
        notes.mkdir()
        request = {
            "do": "start",
            "data": os.fspath(data),
            "commands": [list(map(os.fspath, command)) for command in commands],
            "fault": list(fault) if fault is not None else None,
            "count": count,
            "until": os.fspath(until) if until is not None else None,
            "held": held,
            "largest_file": largest_file,
            "notes": os.fspath(notes),
        }
        return Child(self, self.ask(request), notes)

    def run(
        self,
        data: Path,
        *commands: Sequence[str],
        fault: Fault | None = None,
        count: bool = False,
        largest_file: int | None = None,
    ) -> Ended:
        """Run commands to their end; see ``start``."""
        return self.start(data, commands, fault, count=count, largest_file=largest_file).wait()

    def ask(self, request: dict[str, Any]) -> int:
        """Ask the server for something; returns a number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def serve() -> None:
    """Fork a child for each request on standard input, until that is closed."""
    # Loaded here, so that no child has to.
    for name, _ in COMMANDS.values():
        import_module(f"news_archive.cli.{name}")
    for name in ("sync.catch_up", "upkeep.check", "upkeep.compaction", "upkeep.repair"):
        import_module(f"news_archive.{name}")

    answers = os.dup(1)
    os.dup2(2, 1)
    running: set[int] = set()
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        if request["do"] == "start":
            answer = os.fork()
            if answer == 0:
                os.close(answers)
                _be_child(request)
            running.add(answer)
        elif request["do"] == "wait":
            _, status = os.waitpid(request["pid"], 0)
            answer = os.waitstatus_to_exitcode(status)
            running.remove(request["pid"])
        else:
            os.waitpid(request["pid"], os.WUNTRACED)
            answer = 0
        os.write(answers, b"%d\n" % answer)
    # Nobody will ask for these any more, and one that stands still would do so for ever.
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _be_child(request: dict[str, Any]) -> None:
    signal.alarm(PATIENCE_S)
    notes, data = Path(request["notes"]), Path(request["data"])
    told = os.open(notes / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(notes / "complaint", os.O_WRONLY | os.O_CREAT, 0o644), 2)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    write = os.write

    def tell(**what: object) -> None:
        with _files_of_any_size():
            write(told, json.dumps(what).encode() + b"\n")

    tell()
    ingestion.BATCH_ARTICLES = BATCH_ARTICLES  # type: ignore[attr-defined]
    ingest_command._progress = lambda paths: nullcontext(_acknowledging(tell))  # noqa: ARG005
    if request["largest_file"] is not None:
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["largest_file"], most))
    steps = None
    fault = Fault(*request["fault"]) if request["fault"] is not None else None
    if fault is not None or request["count"]:
        powered = fault is not None and fault.kind == "power"
        disk = Disk(data, data.with_name(f"{data.name}.aside")) if powered else None
        steps = Steps(data, fault, disk)
        steps.watch()
    if request["held"]:
        os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        for command in request["commands"]:
            tell(acknowledged=0)
            tell(said=_say(["--data", request["data"], *command]))
        if request["until"] is None or Path(request["until"]).exists():
            break
    tell(steps=steps.names if steps is not None else [])
    os._exit(0)


@contextmanager
def _files_of_any_size() -> Iterator[None]:
    """Lift the limit for a moment: what a child has to tell is no part of the run."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _say(arguments: list[str]) -> Said:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = int(run(arguments))
    out.seek(0)
    return Said(code, out.read(), err.getvalue())


def _acknowledging(tell: Any) -> Any:
    last = 0

    def on_progress(outcome: Outcome) -> None:
        nonlocal last
        done = outcome.stored + outcome.updated + outcome.unchanged
        if done != last:
            last = done
            tell(acknowledged=done)

    return on_progress


if __name__ == "__main__":
    serve()
