"""Reading everything and comparing: what ``archive check`` does. Nothing is changed or mended.

Each line of each month file is read, validated in full, and looked up in the index, a batch at a
time. What the index does not settle (another line of the article counts, or none does) is settled
by all that the files say of the article; so memory is bounded by the batch, and by what is odd.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, NamedTuple

from news_archive.archive.current import open_current
from news_archive.archive.history import History, Line, line_of
from news_archive.archive.repairing import NOTES
from news_archive.archive.scanning import Fault, home_of, scan
from news_archive.errors import DamagedError
from news_archive.index.contract import IndexUnusableError, Known
from news_archive.index.generations import Generations
from news_archive.index.tantivy.schema import LANGUAGES, SCHEMA
from news_archive.index.tantivy.segments import damaged_files
from news_archive.query.tree import Everything
from news_archive.store.layout import (
    DEFAULT_LANGUAGES,
    month_file_name,
    month_of_file,
    read_settings,
)
from news_archive.store.months import events_of
from news_archive.store.stamp import statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from news_archive.archive.current import OpenIndex
    from news_archive.store.layout import Layout
    from news_archive.store.stamp import Status

FindingKind = Literal[
    "damaged", "edited", "misplaced", "index", "settings",
    "lost", "unfinished", "behind", "clash", "stray", "kept",
]  # fmt: skip

# What a crash, a copy or a repair left behind: worth knowing, and nothing is lost by it.
_NOTES = frozenset(("lost", "unfinished", "behind", "clash", "stray", "kept"))

_BATCH_LINES = 5_000


class Finding(NamedTuple):
    """Something that is not as it should be; ``file`` is relative to the data folder.

    ``line`` counts from 1, ``offset`` is in bytes; both and ``id`` are ``None`` where they mean
    nothing.
    """

    kind: FindingKind
    file: str
    problem: str
    line: int | None = None
    offset: int | None = None
    id: str | None = None

    @property
    def is_damage(self) -> bool:
        """Whether an article cannot be read, or is not found as it should be."""
        return self.kind not in _NOTES

    @property
    def sentence(self) -> str:
        """Where, what, and which article."""
        where = f"{self.file}, line {self.line}" if self.line is not None else self.file
        named = f" ({self.id})" if self.id is not None else ""
        return f"{where}: {self.problem}{named}"


class Report(NamedTuple):
    """What a check found; ``superseded`` counts lines of articles that count no longer."""

    files: int
    lines: int
    articles: int
    superseded: int
    deletions: int
    moves: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there is no damage."""
        return not any(finding.is_damage for finding in self.findings)


def check(layout: Layout, progress: Callable[[int, int], None]) -> Report:
    """Check an archive; ``progress`` is told how many bytes of how many have been read.

    The caller keeps writers away. Raises ``NoArchiveError`` if there is no archive, ``AccessError``
    if a file cannot be read.
    """
    findings: list[Finding] = []
    languages = _languages(layout, findings)
    try:
        files = statuses(layout.articles)
    except DamagedError as error:
        findings.append(Finding("damaged", layout.articles.name, str(error)))
        return Report(0, 0, 0, 0, 0, 0, tuple(findings))
    findings.extend(_strays(layout))
    damaged = list(_damaged_segments(layout))
    # What is damaged is not opened: the engine may end the whole process over it.
    opened = open_current(layout, languages) if not damaged else None
    try:
        stamp = Generations(layout.index).stamp(SCHEMA)
        covers = stamp is not None and stamp.covers(files)
        if covers and damaged:
            findings.extend(damaged)
        elif opened is None or not covers:
            state = "is missing" if opened is None else "has not seen the newest changes"
            problem = f"the index {state}; the next command brings it up to date"
            findings.append(Finding("behind", layout.index.name, problem))
        covers = covers and opened is not None
        return _Check(layout, opened, covers, findings).of(files, progress)
    finally:
        if opened is not None:
            os.close(opened.held)


class _Check:
    def __init__(
        self, layout: Layout, opened: OpenIndex | None, covers: bool, findings: list[Finding]
    ) -> None:
        self._layout = layout
        self._opened = opened
        self._covers = covers
        self._findings = findings
        self._lines = 0
        self._counts = {"article": 0, "deleted": 0, "moved": 0}
        self._settled = 0
        self._doubtful: set[str] = set()
        self._winners: dict[str, Line | None] = {}
        self._misplaced: list[tuple[Line, Finding]] = []

    def of(self, files: dict[str, Status], progress: Callable[[int, int], None]) -> Report:
        total = sum(status.size for status in files.values())
        done = 0
        for name, status in sorted(files.items()):
            batch: list[Line] = []
            for line in self._sound_lines(name, status.size):
                batch.append(line)
                if len(batch) == _BATCH_LINES:
                    self._settle(batch)
                    progress(done + line.location.offset, total)
                    batch = []
            self._settle(batch)
            done += status.size
            progress(done, total)
        articles = self._settled + self._settle_doubtful(sorted(files))
        self._find_misplaced()
        self._compare_number(articles)
        return Report(
            files=len(files),
            lines=self._lines,
            articles=articles,
            superseded=self._counts["article"] - articles,
            deletions=self._counts["deleted"],
            moves=self._counts["moved"],
            findings=tuple(self._findings),
        )

    def _sound_lines(self, name: str, size: int) -> Iterator[Line]:
        """Yield what of the sound lines of a file decides about their articles."""
        month = month_of_file(name) or 0
        for scanned in scan(self._layout.articles / name, month, size):
            self._lines += 1
            said = scanned.said
            where = (f"articles/{name}", scanned.number, scanned.location.offset)
            if isinstance(said, Fault):
                identity = said.fields["id"] if said.fields else None
                self._find(said.kind, said.problem, where, identity)
                continue
            self._counts[said.kind] += 1
            line = line_of(said)
            if said.kind == "article":
                right = home_of(said)
                if right != month:
                    problem = f"the article belongs in {month_file_name(right)}"
                    finding = Finding("misplaced", where[0], problem, *where[1:], said.id)
                    self._misplaced.append((line, finding))
            yield line

    def _find(
        self, kind: FindingKind, problem: str, where: tuple[str, int, int], identity: str | None
    ) -> None:
        file, line, offset = where
        self._findings.append(Finding(kind, file, problem, line, offset, identity))

    def _settle(self, lines: Sequence[Line]) -> None:
        """Count the lines that the index has as they are; what it does not settle is doubtful."""
        known = self._located([line.id for line in lines])
        for line in lines:
            held = known.get(line.id)
            if held is not None and _is_line_of(line, held):
                self._settled += 1
            elif not self._covers or _may_count(line, held):
                self._doubtful.add(line.id)

    def _settle_doubtful(self, names: Sequence[str]) -> int:
        """Compare with the index what all files say of the doubtful; returns how many to add."""
        if not self._doubtful:
            return 0
        known = self._located(sorted(self._doubtful))
        histories = {identity: History() for identity in self._doubtful}
        counted: set[str] = set()
        for name in names:
            month = month_of_file(name) or 0
            for event in events_of(self._layout.articles / name, month, self._doubtful):
                line = line_of(event)
                histories[event.id].add(line)
                held = known.get(event.id)
                if held is not None and _is_line_of(line, held):
                    counted.add(event.id)
        more = 0
        for identity, history in sorted(histories.items()):
            winner = self._winners[identity] = history.winner()
            if winner is None and not history.is_deleted:
                problem = "the article moved to another file and is not there; a backup may have it"
                self._findings.append(Finding("lost", "articles", problem, id=identity))
            more += (winner is not None) - (identity in counted)
            held = known.get(identity)
            if history.clashes:
                problem = "there are different texts of the same revision; one of them is shown"
                self._findings.append(Finding("clash", "articles", problem, id=identity))
            if not self._covers:
                continue
            if winner is None and held is not None:
                self._find_in_index("the index has an article that the files do not have", identity)
            elif winner is not None and held is None:
                self._find_in_index("the index does not have the article", identity)
            elif winner is not None and held is not None and not _is_line_of(winner, held):
                self._find_in_index("the index has another version of the article", identity)
        return more

    def _find_misplaced(self) -> None:
        """Report those lines in another month's file that count."""
        known = self._located([line.id for line, _ in self._misplaced])
        for line, finding in self._misplaced:
            held = known.get(line.id)
            if line.id in self._doubtful:
                counts = self._winners.get(line.id) == line
            else:
                counts = held is not None and _is_line_of(line, held)
            if counts:
                self._findings.append(finding)

    def _compare_number(self, articles: int) -> None:
        if self._opened is None or not self._covers:
            return
        try:
            held = self._opened.reader.count(Everything())
        except IndexUnusableError as error:
            self._give_up_index(error)
            return
        # A line that was damaged after the index saw it is told of already.
        if held != articles and not any(finding.is_damage for finding in self._findings):
            self._find_in_index(f"the index has {held:,} articles, and the files {articles:,}")

    def _located(self, ids: Sequence[str]) -> dict[str, Known]:
        if self._opened is None:
            return {}
        try:
            return self._opened.reader.locate(ids)
        except IndexUnusableError as error:
            self._give_up_index(error)
            return {}

    def _give_up_index(self, error: IndexUnusableError) -> None:
        self._find_in_index(f"the index cannot be read ({error})")
        self._covers = False
        self._opened = None

    def _find_in_index(self, problem: str, identity: str | None = None) -> None:
        problem = f"{problem}; `archive reindex` builds it anew"
        self._findings.append(Finding("index", self._layout.index.name, problem, id=identity))


def _may_count(line: Line, held: Known | None) -> bool:
    """Whether a line may count more than what the index has of its article."""
    if held is None:
        return line.kind != "deleted"
    if line.kind == "article":
        return held.revision <= line.revision
    return line.kind == "deleted" and held.revision < line.revision


def _is_line_of(line: Line, held: Known) -> bool:
    return line.kind == "article" and held == Known(line.revision, line.digest, line.location)


def _languages(layout: Layout, findings: list[Finding]) -> tuple[str, ...]:
    try:
        languages = read_settings(layout).languages
    except DamagedError as error:
        findings.append(Finding("settings", layout.settings.name, str(error)))
        return DEFAULT_LANGUAGES
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown:
        problem = f"there is no language {unknown[0]!r}, but {', '.join(LANGUAGES)}"
        findings.append(Finding("settings", layout.settings.name, problem))
    return languages


def _damaged_segments(layout: Layout) -> Iterator[Finding]:
    folder = Generations(layout.index).current()
    if folder is None:
        return
    for name, problem in damaged_files(folder):
        file = _relative(layout, folder / name)
        yield Finding("index", file, f"{problem}; `archive reindex` builds the index anew")


def _strays(layout: Layout) -> Iterator[Finding]:
    """Yield what lies in the archive's folders and is not part of it, and what was set aside."""
    for folder in (layout.root, layout.articles, layout.index, layout.damaged):
        for path in sorted(folder.glob(".*.new")):
            problem = "a temporary file that a crash left; the next writer removes it"
            yield Finding("stray", _relative(layout, path), problem)
    if layout.staging.exists():
        yield Finding(
            "stray", layout.staging.name, "a `compact` was ended; the next one begins anew"
        )
    known = {layout.settings, layout.articles, layout.index, layout.lock, layout.damaged}
    for path in sorted(layout.root.glob("[!.]*")):
        if path not in known:
            yield Finding("stray", _relative(layout, path), "no part of the archive")
    for path in sorted(layout.articles.iterdir()) if layout.articles.is_dir() else ():
        if month_of_file(path.name) is None and not path.match(".*.new"):
            problem = "not a month file; nothing reads it"
            yield Finding("stray", _relative(layout, path), problem)
    for path in sorted(layout.damaged.glob("[!.]*")):
        if path.name == NOTES:
            continue
        yield Finding("kept", _relative(layout, path), "set aside, and kept as it was")


def _relative(layout: Layout, path: Path) -> str:
    return path.relative_to(layout.root).as_posix()
