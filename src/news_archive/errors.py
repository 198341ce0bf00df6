"""Every error this package raises on purpose, and the exit code each one becomes.

    ArchiveError                    70  never raised directly
    ├── NothingFoundError            1  no article matches, or no article has that id
    ├── UsageError                   2  the request itself is wrong
    │   ├── NoArchiveError           2  there is no archive in that folder
    │   ├── AmbiguousIdError         2  the beginning of an id fits several articles
    │   └── QuerySyntaxError         2  a query that cannot be read; knows the column
    ├── DamagedError                10  a file of the archive is not what was written
    ├── BusyError                   11  another process is writing, and waiting was refused
    ├── NewerFormatError            12  the archive was written by a newer release
    └── AccessError                 13  the operating system refused to read or write
    RejectedInput                    –  one input was not ingested; ingest goes on
    └── MissingHeader                –  it does not begin with a date

Nothing here prints. ``news_archive.cli.main`` is the only place that turns a code into an exit.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ExitCode(IntEnum):
    """The exit codes of the commands; ``docs/exit-codes.md`` describes them."""

    DONE = 0
    NOTHING_FOUND = 1
    USAGE = 2
    INPUTS_REJECTED = 3
    DAMAGED = 10
    BUSY = 11
    NEWER_FORMAT = 12
    ACCESS = 13
    BUG = 70
    INTERRUPTED = 130


class ArchiveError(Exception):
    """The base class; catch it to catch everything that this package raises on purpose."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG


class NothingFoundError(ArchiveError):
    """No article has the id that was asked for."""

    exit_code = ExitCode.NOTHING_FOUND


class UsageError(ArchiveError):
    """The request itself is wrong; nothing was done."""

    exit_code = ExitCode.USAGE


class NoArchiveError(UsageError):
    """There is no archive in the folder; nothing was created."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"there is no archive in {folder}: `archive ingest PATH` makes one, "
            "--data DIR names another folder"
        )


class AmbiguousIdError(UsageError):
    """The beginning of an id fits several articles."""

    def __init__(self, beginning: str, candidates: Sequence[str], *, more: bool) -> None:
        self.candidates = tuple(candidates)
        listed = ", ".join(candidates) + (", …" if more else "")
        super().__init__(f"several ids begin with {beginning}: {listed}")


class QuerySyntaxError(UsageError):
    """A query that cannot be read. ``column`` counts characters of ``query`` from 0."""

    def __init__(self, reason: str, query: str, column: int) -> None:
        self.reason = reason
        self.query = query
        self.column = column
        super().__init__(f"{reason} (column {column + 1} of the query)")


class DamagedError(ArchiveError):
    """A file of the archive does not hold what was written to it."""

    exit_code = ExitCode.DAMAGED


class BusyError(ArchiveError):
    """Another process is writing to the archive, and the caller did not want to wait."""

    exit_code = ExitCode.BUSY

    def __init__(self, holder: str) -> None:
        super().__init__(f"the archive is being written by {holder}; try again when it is done")


class NewerFormatError(ArchiveError):
    """The archive's format number is higher than any this release knows."""

    exit_code = ExitCode.NEWER_FORMAT

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} says format {found}, and this release reads up to {known}: "
            "a newer release of news-archive is needed"
        )


class AccessError(ArchiveError):
    """Reading or writing failed: permission, full disk, input/output error."""

    exit_code = ExitCode.ACCESS

    @classmethod
    def of(cls, doing: str, error: OSError) -> AccessError:
        """Describe an ``OSError``: what was being done, to which file, and the system's reason."""
        where = f" {error.filename}" if error.filename else ""
        return cls(f"cannot {doing}{where}: {error.strerror or error}")


class RejectedInput(Exception):  # noqa: N818 - an outcome of one input, not a failure of the program
    """One input that could not be ingested.

    ``reason`` is one sentence without a full stop; ``place`` is the place in the input, if known.
    """

    def __init__(self, reason: str, place: str = "") -> None:
        self.reason = reason
        self.place = place
        super().__init__(f"{place}: {reason}" if place else reason)


class MissingHeader(RejectedInput):
    """The text does not begin with `` date YYYY…``."""
