"""The results: tables in Markdown, rows of a CSV file, and comparisons with the targets."""

from __future__ import annotations

import csv
import datetime
import platform
import statistics
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from measuring import machine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from contenders import Run

_MEGABYTE = 1e6


@dataclass(frozen=True)
class Row:
    """One row of a table and of the CSV file: medians over ``rounds``, and the shortest time.

    Disk space is in multiples of the text's bytes. ``None`` stands for a meaningless figure.
    """

    articles: int
    megabytes: float
    what: str
    rounds: int
    seconds: float
    shortest: float
    articles_per_second: float | None
    megabytes_per_second: float | None
    peak_megabytes: float
    disk_json: float | None
    disk_index: float | None
    cpu_seconds: float
    note: str


_COLUMNS: dict[str, tuple[str, str]] = {
    "what": ("", "{}"),
    "seconds": ("s", "{:.2f}"),
    "articles_per_second": ("articles/s", "{:,.0f}"),
    "megabytes_per_second": ("MB/s", "{:.1f}"),
    "peak_megabytes": ("peak MB", "{:,.0f}"),
    "disk_json": ("JSON ×", "{:.2f}"),
    "disk_index": ("index ×", "{:.2f}"),
    "cpu_seconds": ("CPU s", "{:.2f}"),
    "note": ("note", "{}"),
}


def row(
    articles: int,
    text_bytes: int,
    what: str,
    runs: Sequence[Run],
    note: str,
    taken_in: tuple[int, int] | None = None,
) -> Row:
    """Summarise the runs of one contender.

    ``taken_in`` is how many articles and bytes each run ingested, if that is not all of them.
    """
    seconds = statistics.median(run.seconds for run in runs)
    count, size = taken_in or (articles, text_bytes)
    return Row(
        articles=articles,
        megabytes=round(text_bytes / _MEGABYTE, 1),
        what=what,
        rounds=len(runs),
        seconds=round(seconds, 3),
        shortest=round(min(run.seconds for run in runs), 3),
        articles_per_second=round(count / seconds, 1) if count else None,
        megabytes_per_second=round(size / seconds / _MEGABYTE, 2) if count else None,
        peak_megabytes=round(statistics.median(run.peak_bytes for run in runs) / _MEGABYTE, 1),
        disk_json=_share(runs[-1].text_disk, text_bytes),
        disk_index=_share(runs[-1].index_disk, text_bytes),
        cpu_seconds=round(statistics.median(run.cpu_seconds for run in runs), 3),
        note=note,
    )


def _share(disk: int | None, text_bytes: int) -> float | None:
    return None if disk is None else round(disk / text_bytes, 3)


def table(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table with aligned columns."""
    lines = [[heading for heading, _ in _COLUMNS.values()]]
    for one in rows:
        values = asdict(one)
        lines.append(
            [
                "" if values[name] is None else form.format(values[name])
                for name, (_, form) in _COLUMNS.items()
            ]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    words = [_COLUMNS[name][1] == "{}" for name in _COLUMNS]
    laid = [
        "| "
        + " | ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(line, widths, words, strict=True)
        )
        + " |"
        for line in lines
    ]
    rule = "|".join(
        "-" * (width + 2) if left else "-" * (width + 1) + ":"
        for width, left in zip(widths, words, strict=True)
    )
    return "\n".join([laid[0], f"|{rule}|", *laid[1:]])


def targets(rows: Mapping[str, Row]) -> list[str]:
    """Return a sentence for each target whose figures were measured."""
    figures: list[tuple[str, str, float, float]] = []

    def add(sentence: str, better: str, of: str, by: str, bound: float) -> None:
        if of in rows and by in rows:
            figures.append((sentence, better, rows[of].seconds / rows[by].seconds, bound))

    add("speed / speed of SQLite FTS5", "≥", "sqlite", "archive", 3.5)
    add("time / time of the bare engine", "≤", "archive", "engine", 2)
    add("speed with nothing changed / speed of reading and validating", "≥", "loop", "again", 0.75)
    if "archive" in rows:
        one = rows["archive"]
        if one.disk_json is not None and one.disk_index is not None:
            figures.append(("JSON / text", "≤", one.disk_json, 1.16))
            figures.append(("index / text", "≤", one.disk_index, 0.45))
    sentences = [
        _target(sentence, better, value, bound) for sentence, better, value, bound in figures
    ]
    if "archive" in rows:
        sentences.append(f"peak memory [MB]: {rows['archive'].peak_megabytes:,.0f}")
    return sentences


def target(sentence: str, value: float, most: float) -> str:
    """Return a sentence that says whether a figure is above ``most``, its upper bound."""
    return _target(sentence, "≤", value, most)


def _target(sentence: str, better: str, value: float, bound: float) -> str:
    reached = value >= bound if better == "≥" else value <= bound
    return f"{sentence}: {value:.2f} (target {better} {bound:g}{'' if reached else ', missed'})"


def append_csv(path: Path, rows: Sequence[Row]) -> None:
    """Append rows to a CSV file, which is created if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    measured = {
        "date": datetime.date.today().isoformat(),
        "machine": str(machine()),
        "python": platform.python_version(),
        "engine": f"tantivy {version('tantivy')}",
    }
    new = not path.exists() or not path.stat().st_size
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*measured, *Row.__dataclass_fields__], lineterminator="\n")
        if new:
            writer.writeheader()
        for one in rows:
            writer.writerow({**measured, **asdict(one)})
