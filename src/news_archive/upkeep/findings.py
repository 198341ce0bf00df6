"""The findings of a check, and its report."""

from __future__ import annotations

from typing import Literal, NamedTuple

FindingKind = Literal[
    "damaged", "edited", "misplaced", "index", "settings",
    "lost", "unfinished", "behind", "clash", "stray", "kept",
]  # fmt: skip

# Left by a crash, a copy or a repair: worth knowing, but nothing is lost.
_NOTES = frozenset(("lost", "unfinished", "behind", "clash", "stray", "kept"))


class Finding(NamedTuple):
    """A problem; ``file`` is relative to the data folder.

    ``line`` counts from 1, ``offset`` is in bytes; both and ``id`` are ``None`` if they do not
    apply.
    """

    kind: FindingKind
    file: str
    problem: str
    line: int | None = None
    offset: int | None = None
    id: str | None = None

    @property
    def is_damage(self) -> bool:
        """Whether an article cannot be read or cannot be found."""
        return self.kind not in _NOTES

    @property
    def sentence(self) -> str:
        """The place, the problem, and the article."""
        where = f"{self.file}, line {self.line}" if self.line is not None else self.file
        named = f" ({self.id})" if self.id is not None else ""
        return f"{where}: {self.problem}{named}"


class Report(NamedTuple):
    """The result of a check; ``superseded`` counts superseded lines."""

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
