"""Reading and comparing everything: ``archive check``. Nothing is changed or mended.

Each line of each month file is read, validated in full, and looked up in the index, in batches. If
the index does not settle a line (another line of the article counts, or none does), all lines of
that article are read, again in batches. Without an index that has seen all files, this is done for
every article with several lines. So memory is bounded by the batch, and by one hash for each
doubtful line (without an index: for each line).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from contextlib import ExitStack
from typing import TYPE_CHECKING

from news_archive.errors import DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.index.engines import engine_of
from news_archive.query.morphology.stemming import LANGUAGES
from news_archive.query.tree import Everything
from news_archive.store.decisions import faulty_lines
from news_archive.store.layout import (
    DEFAULT_LANGUAGES,
    month_file_name,
    month_of_file,
    read_settings,
)
from news_archive.store.stamp import statuses
from news_archive.sync.id_hashes import distinct, lines_by_id, repeated
from news_archive.sync.line_history import History, Line, line_of
from news_archive.upkeep.findings import Finding, FindingKind, Report
from news_archive.upkeep.scan import Fault, home_of, is_line_of, scan
from news_archive.upkeep.strays import strays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from news_archive.index.contract import Damage, IndexReader, Known
    from news_archive.store.layout import Layout
    from news_archive.store.stamp import Status

_BATCH_LINES = 5_000


def check(layout: Layout, progress: Callable[[int, int], None]) -> Report:
    """Check an archive; ``progress`` receives how many bytes of how many have been read.

    The caller locks out writers. Raises ``NoArchiveError`` if there is no archive, ``AccessError``
    if a file cannot be read.
    """
    findings: list[Finding] = []
    languages = _languages(layout, findings)
    try:
        files = statuses(layout.articles)
    except DamagedError as error:
        findings.append(Finding("damaged", layout.articles.name, str(error)))
        return Report(0, 0, 0, 0, 0, 0, tuple(findings))
    findings.extend(strays(layout))
    for path in (layout.deletions, layout.corrections):
        for number in faulty_lines(path):
            problem = "no decision that can be read; remove the line by hand, or mend it"
            findings.append(Finding("damaged", path.name, problem, line=number))
    engine = engine_of(layout, languages)
    damaged = [_damaged_file(layout, damage) for damage in engine.damage()]
    with ExitStack() as held:
        # A damaged index is not opened, because the engine may abort the whole process.
        opened = engine.open() if not damaged else None
        if opened is not None:
            held.enter_context(opened)
        stamp = engine.stamp()
        covers = stamp is not None and stamp.covers(files) and (opened is None or opened.is_stamped)
        if covers and damaged:
            findings.extend(damaged)
        elif opened is None or not covers:
            state = "is missing" if opened is None else "has not seen the newest changes"
            problem = f"the index {state}; the next command brings it up to date"
            findings.append(Finding("behind", layout.index.name, problem))
        reader = opened.reader if opened is not None and covers else None
        try:
            return _Check(layout, reader, findings).of(files, progress)
        except IndexUnusableError as error:
            findings.append(_index_finding(layout, f"the index cannot be read ({error})"))
            return _Check(layout, None, findings).of(files, progress)


class _Check:
    """One pass over everything; without ``reader``, only the month files decide what counts."""

    def __init__(
        self, layout: Layout, reader: IndexReader | None, findings: Sequence[Finding]
    ) -> None:
        self._layout = layout
        self._reader = reader
        self._findings = list(findings)
        self._lines = 0
        self._counts = {"article": 0, "deleted": 0, "moved": 0}
        self._settled = 0
        # Hashes of ids, because there may be millions: of doubtful articles; and without an index,
        # of all lines, and of those that count if they are the only line of their article.
        self._doubtful: array[int] = array("q")
        self._seen: array[int] = array("q")
        self._articles: array[int] = array("q")
        self._misplaced: list[tuple[Line, Finding]] = []

    def of(self, files: dict[str, Status], progress: Callable[[int, int], None]) -> Report:
        """Check these files; raises ``IndexUnusableError`` if the index cannot be read."""
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
        self._settle_unrepeated()
        articles = self._settled + self._settle_doubtful(sorted(files))
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
        """Yield from the sound lines of a file what decides about their articles."""
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
        """Count the lines that agree with the index; the articles of all others are doubtful."""
        if self._reader is None:
            self._seen.extend(hash(line.id) for line in lines)
            self._articles.extend(hash(line.id) for line in lines if line.kind == "article")
            # An article that moved has another line, or has lost it.
            self._doubtful.extend(hash(line.id) for line in lines if line.kind == "moved")
            return
        known = self._reader.locate([line.id for line in lines])
        for line in lines:
            held = known.get(line.id)
            if held is not None and is_line_of(line, held):
                self._settled += 1
            elif _may_count(line, held):
                self._doubtful.append(hash(line.id))

    def _settle_unrepeated(self) -> None:
        """Without an index: count articles with one line; those with several are doubtful."""
        self._doubtful.extend(repeated(self._seen))
        self._doubtful = array("q", distinct(self._doubtful))
        self._settled += sum(not _is_among(number, self._doubtful) for number in self._articles)

    def _settle_doubtful(self, names: Sequence[str]) -> int:
        """Compare all lines of doubtful articles with the index; returns how many to add."""
        more = 0
        findings: list[Finding] = []
        misplaced = {line.id for line, _ in self._misplaced}
        winners: dict[str, Line | None] = {}
        for told in lines_by_id(self._layout, names, self._doubtful):
            known = self._located(list(told))
            for identity, lines in told.items():
                held = known.get(identity)
                history = History()
                for line in lines:
                    history.add(line)
                winner = history.winner()
                if identity in misplaced:
                    winners[identity] = winner
                counted = held is not None and any(is_line_of(line, held) for line in lines)
                more += (winner is not None) - counted
                findings.extend(self._findings_of(identity, history, held))
        self._findings.extend(sorted(findings, key=lambda finding: finding.id or ""))
        self._find_misplaced(winners)
        return more

    def _findings_of(
        self, identity: str, history: History, held: Known | None
    ) -> Iterator[Finding]:
        """Yield the findings about a doubtful article."""
        winner = history.winner()
        if winner is None and not history.is_deleted:
            problem = "the article moved to another file and is not there; a backup may have it"
            yield Finding("lost", "articles", problem, id=identity)
        if history.clashes:
            problem = "there are different texts of the same revision; one of them is shown"
            yield Finding("clash", "articles", problem, id=identity)
        if self._reader is None:
            return
        if winner is None and held is not None:
            problem = "the index has an article that the files do not have"
            yield _index_finding(self._layout, problem, identity)
        elif winner is not None and held is None:
            yield _index_finding(self._layout, "the index does not have the article", identity)
        elif winner is not None and held is not None and not is_line_of(winner, held):
            problem = "the index has another version of the article"
            yield _index_finding(self._layout, problem, identity)

    def _find_misplaced(self, winners: Mapping[str, Line | None]) -> None:
        """Report lines that count but lie in another month's file; ``winners`` are doubtful."""
        known = self._located([line.id for line, _ in self._misplaced])
        for line, finding in self._misplaced:
            held = known.get(line.id)
            if line.id in winners:
                counts = winners[line.id] == line
            else:
                counts = self._reader is None or (held is not None and is_line_of(line, held))
            if counts:
                self._findings.append(finding)

    def _compare_number(self, articles: int) -> None:
        if self._reader is None:
            return
        held = self._reader.count(Everything())
        # A line that was damaged after it was indexed has been reported already.
        if held != articles and not any(finding.is_damage for finding in self._findings):
            problem = f"the index has {held:,} articles, and the files {articles:,}"
            self._findings.append(_index_finding(self._layout, problem))

    def _located(self, ids: Sequence[str]) -> dict[str, Known]:
        return self._reader.locate(ids) if self._reader is not None else {}


def _is_among(number: int, ordered: array[int]) -> bool:
    place = bisect_left(ordered, number)
    return place < len(ordered) and ordered[place] == number


def _index_finding(layout: Layout, problem: str, identity: str | None = None) -> Finding:
    problem = f"{problem}; `archive reindex` builds it anew"
    return Finding("index", layout.index.name, problem, id=identity)


def _may_count(line: Line, held: Known | None) -> bool:
    """Whether a line may be newer than what the index holds of its article."""
    if held is None:
        return line.kind != "deleted"
    if line.kind == "article":
        return held.revision <= line.revision
    return line.kind == "deleted" and held.revision < line.revision


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


def _damaged_file(layout: Layout, damage: Damage) -> Finding:
    problem = f"{damage.problem}; `archive reindex` builds the index anew"
    return Finding("index", f"{layout.index.name}/{damage.file}", problem)
