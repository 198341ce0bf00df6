"""What an ingest did."""

from __future__ import annotations

from typing import NamedTuple


class Rejection(NamedTuple):
    """An input that was not taken in, and why."""

    origin: str
    reason: str


class Outcome:
    """What an ingest did; ``ignored`` counts files of kinds that are not read.

    ``waiting`` counts texts that are read and not written yet; ``unkept_sources`` are the sources
    of JSON records that name no known agency, which a record has no place for. ``bytes_read``
    counts bytes of the inputs as they lie on disk, and ``seconds`` is how long it took, once it is
    done. ``is_read``: all inputs are read, and counted. ``interrupted``: stopped by the user; what
    is counted is stored.
    """

    def __init__(self) -> None:
        self.stored = 0
        self.updated = 0
        self.unchanged = 0
        self.rejected: list[Rejection] = []
        self.ignored = 0
        self.waiting = 0
        self.unkept_sources: list[str] = []
        self.bytes_read = 0
        self.seconds = 0.0
        self.is_read = False
        self.interrupted = False

    @property
    def read(self) -> int:
        """How many inputs were read so far."""
        return self.stored + self.updated + self.unchanged + len(self.rejected) + self.waiting
