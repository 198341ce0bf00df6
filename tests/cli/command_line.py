"""How these tests run ``archive``: in this process, as a process of its own, on a real terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from news_archive import Archive
from news_archive.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest

# The longest that any one process here may take [seconds]; all of them take far less.
PATIENCE = 40.0

COMMAND = (sys.executable, "-m", "news_archive")

# What this program sends to a terminal by itself: colours and weights, nothing that moves anything.
_OWN_CODES = re.compile(r"\x1b\[[0-9;]*m")

# What no text of an article may ever send, kept here apart from the program's own list of it.
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Result(NamedTuple):
    """What a run said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer, parted at line feeds only."""
        return self.out.removesuffix("\n").split("\n") if self.out else []

    @property
    def objects(self) -> list[Any]:
        """The JSON values of the answer, one a line."""
        return [json.loads(line) for line in self.lines]


class CommandLine:
    """``archive --data DATA`` in this process, with what it wrote."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Result:
        self._capsys.readouterr()
        code = run(["--data", str(self.data), *map(str, arguments)])
        said = self._capsys.readouterr()
        return Result(int(code), said.out, said.err)

    def holds(self) -> int:
        """Return how many articles there are."""
        return int(self("search", "--count", "id:*").out)


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment without what would change the outcome, and then with ``changes``."""
    named = (
        "ARCHIVE_DATA", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PAGER", "LESS",
        "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM",
    )  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return {**kept, "TERM": "xterm-256color", **(changes or {})}


def process(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    given: bytes = b"",
) -> Result:
    """Run ``archive`` as a process with pipes on all sides."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=environment(env),
        input=given,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


class Terminal:
    """A process on a real terminal of a given size; use it as a context manager."""

    def __init__(
        self,
        arguments: Sequence[str | Path],
        *,
        columns: int = 80,
        lines: int = 24,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        out_piped: bool = False,
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        try:
            self._process = subprocess.Popen(
                [*COMMAND, *map(str, arguments)],
                cwd=cwd,
                env=environment(env),
                stdin=slave,
                stdout=subprocess.PIPE if out_piped else slave,
                stderr=slave,
                start_new_session=True,
            )
        finally:
            os.close(slave)
        self._seen = b""
        self._ends = time.monotonic() + PATIENCE

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        os.close(self._master)

    @property
    def seen(self) -> str:
        """What was sent to the terminal so far."""
        return self._seen.decode(errors="replace").replace("\r\n", "\n")

    def wait_for(self, pattern: str) -> None:
        """Read until something that fits the pattern has appeared."""
        while re.search(pattern, self.seen) is None:
            assert self._read(), f"{pattern!r} never appeared:\n{self.seen}"

    def type(self, text: str) -> None:
        """Type at the terminal."""
        os.write(self._master, text.encode())

    def signal(self, number: int) -> None:
        """Send the process a signal."""
        self._process.send_signal(number)

    def finish(self) -> Result:
        """Read to the end; all that the terminal got is ``out``, or ``err`` if ``out`` is piped."""
        while self._read():
            pass
        piped = self._process.stdout
        out = piped.read().decode() if piped is not None else ""
        code = self._process.wait(timeout=PATIENCE)
        return Result(code, out, self.seen) if piped is not None else Result(code, self.seen, "")

    def _read(self) -> bool:
        """Read some; ``False`` at the end."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, self._ends - time.monotonic()))
        assert ready, f"nothing more came within {PATIENCE} s:\n{self.seen}"
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that nobody has the terminal open any more
            return False
        self._seen += data
        return bool(data)


def on_terminal(
    *arguments: str | Path,
    columns: int = 80,
    lines: int = 24,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run ``archive`` to its end on a real terminal."""
    with Terminal(arguments, columns=columns, lines=lines, cwd=cwd, env=env) as terminal:
        return terminal.finish()


def without_codes(text: str) -> str:
    """Return what a terminal shows of a text with colours."""
    return _OWN_CODES.sub("", text)


def columns_of(line: str) -> int:
    """Return how many columns of a terminal a line takes; joined signs are drawn as one."""
    line = re.sub("\u200d[\U0001f000-\U0001faff]", "", line)
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in line
    )


def widest(text: str) -> int:
    """Return how many columns the widest line of what a terminal shows takes."""
    return max(columns_of(line) for line in without_codes(text).split("\n"))


def everything_below(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder and what is in them; folders end in a slash."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir():
            found[name + "/"] = b""
        else:
            found[name] = path.read_bytes()
    return found


def write_records(path: Path, records: Sequence[Mapping[str, object]]) -> Path:
    """Write records as JSON Lines that can be ingested."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def archive_of(folder: Path, records: Sequence[Mapping[str, object]]) -> Path:
    """Make an archive of some records in a folder; returns its data folder."""
    data = folder / "data"
    with Archive(data) as archive:
        outcome = archive.ingest([write_records(folder / "records.jsonl", records)])
    assert outcome.stored == len(records), outcome.rejected
    return data


# Eight short articles: several months, precisions, agencies, and letters of other widths.
RECORDS: tuple[Mapping[str, str], ...] = (
    {"id": "wahl-1", "date": "2024-04-03", "text": "Die Wahl in Thüringen beginnt. (dpa)"},
    {"id": "wahl-2", "date": "2024-04", "text": "Nach der Wahl wird gezählt. (AFP, dpa)"},
    {"id": "hafen", "date": "2023", "text": "Der Flughafen öffnet.\n\nDie Flughäfen warten. (APA)"},
    {"id": "ohne", "date": "2022-12-31", "text": "Ein Text ohne Quelle. Und noch ein Satz."},
    {
        "id": "nihon",
        "date": "2021-01",
        "text": "東京で地震がありました。" * 12 + " Beben in Japan. (AFP)",
    },
    {
        "id": "lang",
        "date": "2020-02-29",
        "text": ("Ein sehr langer Satz über die Wahl, " * 40).strip(", ") + ". (Reuters)",
    },
    {"id": "kurz", "date": "1998", "text": "Kurz."},
    {"id": "putin", "date": "2024-03-01", "text": "Putin und Macron telefonieren. (dpa)"},
)
