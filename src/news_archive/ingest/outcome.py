"""The outcome of an ingest."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import NamedTuple


class Rejection(NamedTuple):
    """An input that was not ingested, and why."""

    origin: str
    reason: str


class LeftOut(NamedTuple):
    """A text that was deleted before and is not taken again, and the day of the deletion."""

    origin: str
    day: str


class Outcome:
    """What an ingest did; ``ignored_files`` are the origins of files of kinds that are not read.

    ``left_out`` are texts that were deleted before. ``decided`` counts unchanged texts that were
    corrected, replaced or kept out here. ``versions`` counts earlier versions that came along with
    articles of another archive. ``held_by_name`` are origins and ids of unchanged texts that would
    have another id now, made of their paths. ``waiting`` counts texts that were read but not
    written yet.
    ``unkept_sources`` are sources of JSON records that name no known agency, so a record has no
    place for them. ``bytes_read`` counts bytes of the inputs as they are on disk. ``seconds`` is
    how long the ingest took, once it is done. ``is_read``: all inputs have been read and counted.
    ``interrupted``: the user stopped the ingest; everything that is counted is stored.
    """

    def __init__(self) -> None:
        self.stored = 0
        self.updated = 0
        self.unchanged = 0
        self.rejected: list[Rejection] = []
        self.left_out: list[LeftOut] = []
        self.decided = 0
        self.versions = 0
        self.held_by_name: list[tuple[str, str]] = []
        self.ignored_files: list[str] = []
        self.waiting = 0
        self.unkept_sources: list[str] = []
        self.bytes_read = 0
        self.seconds = 0.0
        self.is_read = False
        self.interrupted = False

    @property
    def ignored(self) -> int:
        """How many files of kinds that are not read were left alone."""
        return len(self.ignored_files)

    @property
    def ignored_kinds(self) -> dict[str, int]:
        """How many files were left alone, by the ending of their names; ``no ending`` for none."""
        return dict(
            Counter(PurePosixPath(name).suffix or "no ending" for name in self.ignored_files)
        )

    @property
    def read(self) -> int:
        """How many inputs have been read so far."""
        done = self.stored + self.updated + self.unchanged
        return done + len(self.left_out) + len(self.rejected) + self.waiting
