"""The whole processes that are timed: commands of the archive and of its peers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fts5 import LIMIT, statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

YARDSTICK = "python -c 'import click'"
FILES = "ripgrep, the files"

PEERS = ("rg", "sqlite3", "sqlite-utils", "recoll", "notmuch")


@dataclass(frozen=True)
class Command:
    """A process to be timed.

    ``hits`` reads the number of hits from its output, or from that of ``counted_by`` if there is
    one. ``fair`` says briefly how it compares with a search in the archive.
    """

    name: str
    words: Sequence[str | Path]
    fair: str
    hits: Callable[[bytes], int | None] = lambda _: None
    counted_by: Sequence[str | Path] | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    own: bool = False


class MissingError(Exception):
    """A peer cannot be measured; the message says why."""


def own_commands(program: Path, archive: Path, word: str, words: str, shown: str) -> list[Command]:
    """Return the yardstick and the commands of the archive."""
    call = [program, "--data", archive]

    def searching(text: str) -> Command:
        return Command(
            f"archive search {text}",
            [*call, "search", *text.split()],
            "all forms, ten hits with snippets",
            counted_by=[*call, "search", "--count", *text.split()],
            hits=_number,
            own=True,
        )

    return [
        Command(YARDSTICK, [sys.executable, "-c", "import click"], "the yardstick"),
        searching(word),
        searching(words),
        Command(
            f"archive search --count {words}",
            [*call, "search", "--count", *words.split()],
            "all forms",
            _number,
            own=True,
        ),
        Command("archive show ID", [*call, "show", shown], "one article", own=True),
        Command("archive list", [*call, "list"], "the newest twenty", own=True),
        Command("archive stats", [*call, "stats"], "sums over all articles", own=True),
    ]


def ripgrep(word: str, files: Sequence[Path], archive: Path) -> list[Command]:
    program = _program("rg")
    # Also search files that a .gitignore would exclude.
    options = ["--no-ignore", "-w", "-F", "-e", word]
    return [
        Command(
            FILES,
            [program, "-l", *options, *files],
            "names files with the word as written; no forms, no order, no snippets",
            lambda output: output.count(b"\n"),
        ),
        Command(
            "ripgrep, the JSON Lines",
            [program, "-c", *options, archive / "articles"],
            "counts lines with the word as written",
            lambda output: sum(int(line.rpartition(b":")[2]) for line in output.splitlines()),
        ),
    ]


def sqlite3(texts: Sequence[str], database: Path) -> list[Command]:
    program = _program("sqlite3")
    call = [program, "-readonly", database]
    commands = []
    for text in texts:
        words = " ".join(f'"{word}"' for word in text.split())
        counting = [*call, statement("count", words)]
        if subprocess.run(counting, capture_output=True, check=False).returncode:
            raise MissingError("the sqlite3 shell has no FTS5")
        commands.append(
            Command(
                f"sqlite3, FTS5, {text}",
                [*call, statement("page", words)],
                "ten hits with snippets; words as written; a small C program",
                _number,
                counted_by=counting,
            )
        )
    return commands


def sqlite_utils(word: str, database: Path, work: Path) -> list[Command]:
    """Install it once into a virtual environment in the work folder, and return its command."""
    environment = work / "sqlite-utils"
    program = environment / "bin" / "sqlite-utils"
    if not program.exists():
        pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "sqlite-utils"]
        for command in ([sys.executable, "-m", "venv", environment], pip):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                raise MissingError("sqlite-utils cannot be installed with pip")
    return [
        Command(
            f"sqlite-utils search {word}",
            [program, "search", database, "articles", word, "-c", "id", "--limit", str(LIMIT)],
            "Python, too; the word as written; ten ids, no snippets",
            _number,
            counted_by=[
                program,
                "query",
                database,
                statement("count", f'"{word}"'),
                "--raw",
            ],
        )
    ]


def recoll(word: str, configuration: Path | None) -> list[Command]:
    if configuration is None:
        raise MissingError("no --recoll-config, a folder with a finished index")
    program = _program("recollq")
    call = [program, "-c", configuration]
    return [
        Command(
            f"recollq {word}",
            [*call, "-A", "-n", str(LIMIT), word],
            "ten hits with abstracts; forms only if its index has the language's stems",
            _recoll_hits,
            counted_by=[*call, "-Q", "-E", word],
        )
    ]


def notmuch(word: str, configuration: Path | None) -> list[Command]:
    if configuration is None:
        raise MissingError("no --notmuch-config, with a finished index")
    program = _program("notmuch")
    file = configuration / "config" if configuration.is_dir() else configuration
    return [
        Command(
            f"notmuch search {word}",
            [program, "search", f"--limit={LIMIT}", word],
            "ten threads, newest first, no snippets; stems as English",
            _number,
            counted_by=[program, "count", word],
            variables={"NOTMUCH_CONFIG": str(file)},
        )
    ]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"{name} is not installed")
    return found


def _number(output: bytes) -> int | None:
    text = output.strip()
    return int(text) if text.isdigit() else None


def _recoll_hits(output: bytes) -> int | None:
    found = re.search(rb"(\d+) results", output)
    return int(found[1]) if found else None
