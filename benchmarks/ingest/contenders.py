"""What is timed: the ways to ingest into the archive, bounds, and other programs."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import indexers
from folders import size
from measuring import Measurement, run
from workspace import CHANGED, Workspace, archive_command, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexers import Indexer

_BASELINES = Path(__file__).with_name("baselines.py")


class Run(NamedTuple):
    """The cost of one run, and the bytes that it left on disk, if it stores anything."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    text_disk: int | None = None
    index_disk: int | None = None


class Contender(NamedTuple):
    """A way to make articles searchable, and how it is run.

    ``inputs`` are the forms of the articles that it reads, see ``Workspace.input``. ``program`` has
    to be installed, with the Debian package ``package``; ``version`` returns its version. ``note``
    says briefly what is not fair.
    """

    label: str
    inputs: tuple[str, ...]
    run: Callable[[Workspace], Run]
    note: str = ""
    program: str | None = None
    package: str = ""
    version: Callable[[], str] = lambda: ""

    def missing(self) -> str | None:
        """Return how to install its program if that is missing, else ``None``."""
        if self.program is None or shutil.which(self.program) is not None:
            return None
        return f"{self.program} is not installed (Debian: apt install {self.package})"


def ensure_archive(workspace: Workspace) -> None:
    """Ingest the archive of this size, unless this run did: an older one may be incomplete."""
    if not workspace.has_archive:
        _ingest(workspace.archive(), workspace.input("folder"), workspace.articles)
        workspace.has_archive = True


def _archive(workspace: Workspace) -> Run:
    cost = _ingested(
        workspace.no_archive(), workspace.input("folder"), workspace, stored=workspace.articles
    )
    workspace.has_archive = True
    return cost


def _tar(workspace: Workspace) -> Run:
    return _ingested(
        workspace.target("tar"), workspace.input("tar"), workspace, stored=workspace.articles
    )


def _again(workspace: Workspace) -> Run:
    ensure_archive(workspace)
    return _ingested(
        workspace.archive(), workspace.input("folder"), workspace, unchanged=workspace.articles
    )


def _changed(workspace: Workspace) -> Run:
    ensure_archive(workspace)
    copy, changed = workspace.copy_of_archive(), workspace.input("changed")
    return _ingested(copy, changed, workspace, stored=0, updated=None)


def _ingested(data: Path, source: Path, workspace: Workspace, **expected: int | None) -> Run:
    """Ingest, and check the outcome; see ``expect`` for the expected numbers."""
    measurement, outcome = _ingest(data, source, workspace.articles)
    for name, number in expected.items():
        expect(f"articles {name} by the archive", outcome[name], number)
    text = size(data / "articles")
    return _cost(measurement, text, size(data) - text)


def _ingest(data: Path, source: Path, articles: int) -> tuple[Measurement, dict[str, int]]:
    measurement = run(archive_command(data, "ingest", str(source), "--json"), sync=True)
    outcome = json.loads(measurement.output)
    taken = outcome["stored"] + outcome["updated"] + outcome["unchanged"]
    expect("articles taken in by the archive", taken, articles)
    return measurement, outcome


def _loop(workspace: Workspace) -> Run:
    return _cost(_baseline(workspace, "loop"))


def _sqlite(workspace: Workspace) -> Run:
    file = workspace.target("sqlite")
    measurement = _baseline(workspace, "sqlite", str(file))
    asked = run([sys.executable, str(_BASELINES), "sqlite-text-bytes", str(file)])
    text = json.loads(asked.output)["text_bytes"]
    return _cost(measurement, text, size(file) - text)


def _engine(workspace: Workspace) -> Run:
    folder = workspace.target("engine")
    measurement = _baseline(workspace, "engine", str(folder))
    inside = json.loads(measurement.output)
    return Run(inside["seconds"], inside["cpu_seconds"], measurement.peak_bytes, None, size(folder))


def _baseline(workspace: Workspace, name: str, *arguments: str) -> Measurement:
    command = [sys.executable, str(_BASELINES), name, str(workspace.input("folder")), *arguments]
    measurement = run(command, sync=True)
    expect(f"articles of {name}", json.loads(measurement.output)["articles"], workspace.articles)
    return measurement


def _recoll(workspace: Workspace) -> Run:
    target = workspace.target("recoll")
    return _indexer(indexers.recoll(workspace.input("folder"), target), target, workspace)


def _notmuch(workspace: Workspace) -> Run:
    target = workspace.target("notmuch")
    return _indexer(indexers.notmuch(workspace.input("mails"), target), target, workspace)


def _indexer(indexer: Indexer, target: Path, workspace: Workspace) -> Run:
    measurement = run(indexer.command, variables=indexer.variables, sync=True)
    expect(f"articles of {indexer.command[0]}", indexers.held(indexer), workspace.articles)
    return _cost(measurement, None, size(target))


def _cost(measurement: Measurement, text: int | None = None, index: int | None = None) -> Run:
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
        lambda: "Recoll " + indexers.version(["recollindex", "-v"]),
    ),
    "notmuch": Contender(
        "notmuch new",
        ("mails",),
        _notmuch,
        "reads mails, made before; leaves the texts there, stems",
        "notmuch",
        "notmuch",
        lambda: "notmuch " + indexers.version(["notmuch", "--version"]),
    ),
}
