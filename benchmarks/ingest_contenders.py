"""What is timed: the archive's own ways of taking in, bounds, and other programs."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import ingest_tools
from ingest_places import CHANGED, Place, archive_command, expect
from measuring import Measurement, measure, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest_tools import Tool

_PEERS = Path(__file__).with_name("ingest_peers.py")


class Run(NamedTuple):
    """One run: what it cost, and the bytes that it left on disk, if it is there to leave any."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    text_disk: int | None = None
    index_disk: int | None = None


class Contender(NamedTuple):
    """``inputs`` are the forms of the articles that it reads, see ``Place.input``.

    ``program`` has to be installed, by the Debian package ``package``; ``version`` names its
    version. ``note`` says in a word what is not fair.
    """

    label: str
    inputs: tuple[str, ...]
    run: Callable[[Place], Run]
    note: str = ""
    program: str | None = None
    package: str = ""
    version: Callable[[], str] = lambda: ""

    def missing(self) -> str | None:
        """Say how to get it if it is not there."""
        if self.program is None or shutil.which(self.program) is not None:
            return None
        return f"{self.program} is not installed (Debian: apt install {self.package})"


def ensure_archive(place: Place) -> None:
    """Make the archive of this size be there and whole; one of an earlier run may not be."""
    if not place.has_archive:
        _ingest(place.archive(), place.input("folder"), place.articles)
        place.has_archive = True


def _archive(place: Place) -> Run:
    run = _ingested(place.no_archive(), place.input("folder"), place, stored=place.articles)
    place.has_archive = True
    return run


def _tar(place: Place) -> Run:
    return _ingested(place.target("tar"), place.input("tar"), place, stored=place.articles)


def _again(place: Place) -> Run:
    ensure_archive(place)
    return _ingested(place.archive(), place.input("folder"), place, unchanged=place.articles)


def _changed(place: Place) -> Run:
    ensure_archive(place)
    copy, changed = place.copy_of_archive(), place.input("changed")
    return _ingested(copy, changed, place, stored=0, updated=None)


def _ingested(data: Path, source: Path, place: Place, **expected: int | None) -> Run:
    """Ingest, and look at what was done; ``None`` expects some, but not how many."""
    measurement, outcome = _ingest(data, source, place.articles)
    for name, number in expected.items():
        expect(f"articles {name} by the archive", outcome[name], number)
    text = size(data / "articles")
    return _run(measurement, text, size(data) - text)


def _ingest(data: Path, source: Path, articles: int) -> tuple[Measurement, dict[str, int]]:
    measurement = measure(archive_command(data, "ingest", str(source), "--json"))
    outcome = json.loads(measurement.output)
    taken = outcome["stored"] + outcome["updated"] + outcome["unchanged"]
    expect("articles taken in by the archive", taken, articles)
    return measurement, outcome


def _loop(place: Place) -> Run:
    return _run(_peer(place, "loop"))


def _sqlite(place: Place) -> Run:
    file = place.target("sqlite")
    measurement = _peer(place, "sqlite", str(file))
    asked = measure([sys.executable, str(_PEERS), "sqlite-text-bytes", str(file)])
    text = json.loads(asked.output)["text_bytes"]
    return _run(measurement, text, size(file) - text)


def _engine(place: Place) -> Run:
    folder = place.target("engine")
    measurement = _peer(place, "engine", str(folder))
    inside = json.loads(measurement.output)
    return Run(inside["seconds"], inside["cpu_seconds"], measurement.peak_bytes, None, size(folder))


def _peer(place: Place, name: str, *arguments: str) -> Measurement:
    command = [sys.executable, str(_PEERS), name, str(place.input("folder")), *arguments]
    measurement = measure(command)
    expect(f"articles of {name}", json.loads(measurement.output)["articles"], place.articles)
    return measurement


def _recoll(place: Place) -> Run:
    target = place.target("recoll")
    return _tool(ingest_tools.recoll(place.input("folder"), target), target, place)


def _notmuch(place: Place) -> Run:
    target = place.target("notmuch")
    return _tool(ingest_tools.notmuch(place.input("mails"), target), target, place)


def _tool(tool: Tool, target: Path, place: Place) -> Run:
    measurement = measure(tool.command, tool.environment)
    expect(f"articles of {tool.command[0]}", ingest_tools.held(tool), place.articles)
    return _run(measurement, None, size(target))


def _run(measurement: Measurement, text: int | None = None, index: int | None = None) -> Run:
    return Run(measurement.seconds, measurement.cpu_seconds, measurement.peak_bytes, text, index)


CONTENDERS = {
    "archive": Contender("archive ingest FOLDER", ("folder",), _archive),
    "tar": Contender("archive ingest FILE.tar", ("tar",), _tar),
    "again": Contender("the same again, nothing changed", ("folder",), _again),
    "changed": Contender(f"the same again, {CHANGED:.0%} changed", ("changed",), _changed),
    "loop": Contender(
        "only read, parse, validate", ("folder",), _loop, "a bound, no peer: keeps nothing"
    ),
    "sqlite": Contender(
        "SQLite FTS5, a Python loop",
        ("folder",),
        _sqlite,
        "no ids compared, nothing validated, one commit",
        version=lambda: f"SQLite {sqlite3.sqlite_version}",
    ),
    "engine": Contender(
        "the bare engine (tantivy)",
        ("folder",),
        _engine,
        "fed from memory, which its peak includes; words and ids only, one commit",
    ),
    "recoll": Contender(
        "recollindex",
        ("folder",),
        _recoll,
        "keeps the texts in its index; stems; made for files of any kind",
        "recollindex",
        "recollcmd",
        lambda: "Recoll " + ingest_tools.version(["recollindex", "-v"]),
    ),
    "notmuch": Contender(
        "notmuch new",
        ("mails",),
        _notmuch,
        "reads mails, made before; leaves the texts there, stems",
        "notmuch",
        "notmuch",
        lambda: "notmuch " + ingest_tools.version(["notmuch", "--version"]),
    ),
}
