"""The results: summaries of times, tables in Markdown, and rows of a CSV file."""

from __future__ import annotations

import csv
import datetime
import statistics
from typing import TYPE_CHECKING, NamedTuple

from measuring import machine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


class Times(NamedTuple):
    """Milliseconds of several runs, or of several queries."""

    median: float
    p95: float
    worst: float


class Row(NamedTuple):
    """One row of the CSV file, without the columns that are the same for a whole run."""

    part: str
    what: str
    hits: int | None
    times: Times | None
    ratio: float | None
    megabytes: float | None
    fair: str


_HEADER = (
    *("date", "platform", "cores", "memory [GB]", "python", "articles", "part", "what", "hits"),
    *("median [ms]", "p95 [ms]", "worst [ms]", "ratio to import click", "peak [MB]", "fair?"),
)


def times_of(milliseconds: Sequence[float]) -> Times:
    ordered = sorted(milliseconds)
    p95 = (
        statistics.quantiles(ordered, n=20, method="inclusive")[-1]
        if len(ordered) > 1
        else ordered[0]
    )
    return Times(statistics.median(ordered), p95, ordered[-1])


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], words: Collection[int] = (0,)
) -> str:
    """Return a table in Markdown; ``words`` are the indices of columns that hold no figures."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        laid = [
            cell.ljust(width) if place in words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(laid)} |"

    rule = [
        "-" * width if place in words else "-" * (width - 1) + ":"
        for place, width in enumerate(widths)
    ]
    return "\n".join(line(cells) for cells in (header, rule, *rows))


def number(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def write(path: Path, articles: int, rows: Sequence[Row]) -> None:
    """Append rows to a CSV file, which is created if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    here = machine()
    common = (
        datetime.datetime.now().astimezone().date().isoformat(),
        here.platform,
        here.cores,
        here.gigabytes,
        here.python,
        articles,
    )
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(_HEADER)
        for row in rows:
            times = [f"{value:.3f}" for value in row.times] if row.times else ["", "", ""]
            writer.writerow(
                [
                    *common,
                    row.part,
                    row.what,
                    "" if row.hits is None else row.hits,
                    *times,
                    "" if row.ratio is None else f"{row.ratio:.2f}",
                    "" if row.megabytes is None else f"{row.megabytes:.0f}",
                    row.fair,
                ]
            )
