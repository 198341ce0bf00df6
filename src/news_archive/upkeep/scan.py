"""Reading a month file line by line, and judging each line.

``check`` reports, ``check --repair`` sets aside and ``compact`` refuses exactly the same lines,
because they are found here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.article.line import DamagedLine, OtherChecksum
from news_archive.article.line_schema import check_stored
from news_archive.article.record import Article
from news_archive.index.contract import Known
from news_archive.store.layout import month_number, month_of_file
from news_archive.store.month_lines import Event, Location, event_of, raw_lines
from news_archive.store.stamp import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from news_archive.store.layout import Layout
    from news_archive.sync.line_history import Line


class Fault(NamedTuple):
    """Why a line cannot be used.

    ``damaged``: it is no record. ``edited``: it is a record with a wrong checksum; ``fields`` are
    its fields. ``unfinished``: a crash has truncated it before it was reported as written.
    """

    kind: Literal["damaged", "edited", "unfinished"]
    problem: str
    fields: dict[str, Any] | None = None


class Scanned(NamedTuple):
    """A line: its number from 1, offset, bytes without the line end, and event or fault."""

    number: int
    location: Location
    data: bytes
    said: Event | Fault


def scan(path: Path, month: int, size: int) -> Iterator[Scanned]:
    """Yield the lines in the first ``size`` bytes of a month file; blank lines are skipped.

    Raises ``AccessError`` if it cannot be read.
    """
    for number, (offset, line, ended) in enumerate(raw_lines(path), 1):
        if offset >= size:
            return
        if not line.strip():
            continue
        cut = line[: size - offset]
        location = Location(month, offset, len(cut))
        yield Scanned(number, location, cut, _said(cut, location, ended and cut == line))


def scan_all(layout: Layout) -> Iterator[tuple[str, Scanned]]:
    """Yield the lines of all month files in order, each with the name of its file."""
    for name, status in sorted(statuses(layout.articles).items()):
        for scanned in scan(layout.articles / name, month_of_file(name) or 0, status.size):
            yield name, scanned


def home_of(article: Event) -> int:
    """Return the number of the month whose file an article's line belongs to."""
    return month_number(ReducedDate.parse(article.fields["date"]))


def is_line_of(line: Line, held: Known) -> bool:
    """Whether a line is the one that the index holds for its article."""
    return line.kind == "article" and held == Known(line.revision, line.digest, line.location)


def _said(line: bytes, location: Location, ended: bool) -> Event | Fault:
    try:
        event = event_of(line, location)
    except OtherChecksum as error:
        return (
            Fault("edited", str(error), error.fields)
            if _is_record(error.fields)
            else (Fault("damaged", str(error)))
        )
    except DamagedLine as error:
        return Fault("damaged" if ended else "unfinished", str(error))
    if event.kind == "article":
        try:
            Article.restored(event.fields)
        except ValueError as error:
            return Fault("damaged", str(error))
    return event


def _is_record(fields: dict[str, Any]) -> bool:
    try:
        check_stored(fields)
    except DamagedLine:
        return False
    return True
