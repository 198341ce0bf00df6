"""The files of one size: its articles in every input form, and what is written from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import indexers
from folders import files, size
from measuring import MeasuringError, run

SEED = 1
CHANGED = 0.01

_CORPUS = Path(__file__).parents[1] / "corpus"


class Workspace:
    """The files of one size: inputs, which are written on first use and kept, and targets.

    ``work`` holds everything. An unfinished input has another name, so that it is written again
    after an interrupted run. ``has_archive``: the archive is there and known to be complete.
    """

    def __init__(self, articles: int, work: Path, corpora: Path | None) -> None:
        self.articles = articles
        self._work = work
        self._corpora = corpora
        self._text_bytes: int | None = None
        self.has_archive = False
        work.mkdir(parents=True, exist_ok=True)

    @property
    def text_bytes(self) -> int:
        """The size of the articles as they are read, with header and credit."""
        if self._text_bytes is None:
            self._text_bytes = size(self.input("folder"))
        return self._text_bytes

    def input(self, form: str) -> Path:
        """Return the articles as ``folder``, ``tar``, ``changed`` (a folder) or ``mails``."""
        name = f"{form}-{self.articles}" + (".tar" if form == "tar" else "")
        path = self._work / name
        if not path.exists():
            unfinished = self._fresh(f"unfinished-{name}")
            if form == "mails":
                indexers.write_mails(self.input("folder"), unfinished)
            else:
                self._write(unfinished, 0, self.articles, CHANGED if form == "changed" else 0)
            unfinished.rename(path)
        return path

    def more(self, start: int, count: int) -> Path:
        """Return a folder of further articles of the same kind: ``count`` from number ``start``."""
        path = self._work / f"more-{start}-{count}"
        if not path.exists():
            unfinished = self._fresh(f"unfinished-{path.name}")
            self._write(unfinished, start, start + count, 0)
            unfinished.rename(path)
        return path

    def ids(self, count: int) -> list[str]:
        """Return ids that are spread over the articles."""
        step = max(1, self.articles // count)
        names = (entry.name for entry in files(self.input("folder")))
        chosen = [name for number, name in enumerate(names) if number % step == 0]
        return [name.removesuffix(".txt") for name in chosen[:count]]

    def archive(self) -> Path:
        """Return the path of the archive of this size, which need not exist."""
        return self._work / f"archive-{self.articles}"

    def no_archive(self) -> Path:
        """Remove the archive of this size, and return its path."""
        self.has_archive = False
        return self._fresh(self.archive().name)

    def target(self, name: str) -> Path:
        """Return the path of a target that does not exist."""
        return self._fresh(f"target-{name}")

    def copy_of_archive(self) -> Path:
        """Return a copy of the archive with an up-to-date index.

        The copied files are not those that the index knows, so ingesting nothing updates it.
        """
        copy = self.target("copy")
        # No hard links, since files are appended to.
        reflink = ["-cR"] if sys.platform == "darwin" else ["--reflink=auto", "-r"]
        subprocess.run(["cp", *reflink, str(self.archive()), str(copy)], check=True)
        nothing = self.target("nothing")
        nothing.mkdir()
        run(archive_command(copy, "ingest", str(nothing)))
        nothing.rmdir()
        return copy

    def clear(self) -> None:
        """Remove the targets; inputs and the archive stay."""
        for path in self._work.glob("target-*"):
            _remove(path)

    def _write(self, output: Path, start: int, end: int, changed: float) -> None:
        command = [sys.executable, str(_CORPUS), str(end), "--from", str(start)]
        command += ["--seed", str(SEED), "--changed", str(changed), "--output", str(output)]
        if self._corpora is not None:
            command += ["--corpora", str(self._corpora)]
        run(command)

    def _fresh(self, name: str) -> Path:
        path = self._work / name
        _remove(path)
        return path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def archive_command(data: Path, *arguments: str) -> list[str]:
    """Return the command that runs ``archive`` on a data folder."""
    return [sys.executable, "-m", "news_archive", "--data", str(data), *arguments]


def expect(what: str, number: int, expected: int | None) -> None:
    """Raise ``MeasuringError`` if a program did not do the work that it was timed for.

    ``None`` stands for any number but 0.
    """
    if expected is None:
        if number == 0:
            raise MeasuringError(f"{what}: none")
    elif number != expected:
        raise MeasuringError(f"{what}: {number:,} instead of {expected:,}")
