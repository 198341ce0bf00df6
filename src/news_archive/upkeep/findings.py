"""What a check of an archive finds, and what it reports."""

from __future__ import annotations

from typing import Literal, NamedTuple

FindingKind = Literal[
    "damaged", "edited", "misplaced", "index", "settings",
    "lost", "unfinished", "behind", "clash", "stray", "kept",
]  # fmt: skip

# What a crash, a copy or a repair left behind: worth knowing, and nothing is lost by it.
_NOTES = frozenset(("lost", "unfinished", "behind", "clash", "stray", "kept"))


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
