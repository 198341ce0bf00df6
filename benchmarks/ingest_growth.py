"""Does it take longer to add to a large archive, or to show an article of it?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import ingest_report
from ingest_contenders import Run, ensure_archive
from ingest_places import Place, archive_command, expect
from measuring import Measurement, measure, size, warm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ingest_report import Row

_MORE = 1000
_TIMES = 5

INGEST = f"archive ingest of {_MORE:,} more"
SHOW = "archive show ID"


def growth(places: Sequence[Place]) -> list[list[Row]]:
    """Add articles to copies of each archive, and show some of it; return rows for each size.

    All are given the same articles, whose numbers none has reached. The sizes take turns, so that
    a busy minute of the machine does not make one of them slow.
    """
    more = places[0].more(max(place.articles for place in places), _MORE)
    for place in places:
        ensure_archive(place)
    warm(more)
    adding: list[list[Run]] = [[] for _ in places]
    for _ in range(_TIMES):
        for place, runs in zip(places, adding, strict=True):
            runs.append(_add(place, more))
            place.clear()
    showing = _show(places)
    taken_in = (_MORE, size(more))
    return [
        [
            ingest_report.row(place.articles, place.text_bytes, INGEST, added, "", taken_in),
            ingest_report.row(place.articles, place.text_bytes, SHOW, shown, "", (0, 0)),
        ]
        for place, added, shown in zip(places, adding, showing, strict=True)
    ]


def _add(place: Place, more: Path) -> Run:
    copy = place.copy_of_archive()
    measurement = measure(archive_command(copy, "ingest", str(more), "--json"))
    expect("articles stored", json.loads(measurement.output)["stored"], _MORE)
    return _run(measurement)


def _show(places: Sequence[Place]) -> list[list[Run]]:
    """Show articles from all over each archive, each for the second time."""
    commands = [
        [archive_command(place.archive(), "show", name) for name in place.ids(_TIMES)]
        for place in places
    ]
    runs: list[list[Run]] = [[] for _ in places]
    for turn in zip(*commands, strict=True):
        for command, own in zip(turn, runs, strict=True):
            measure(command)
            own.append(_run(measure(command)))
    return runs


def _run(measurement: Measurement) -> Run:
    return Run(measurement.seconds, measurement.cpu_seconds, measurement.peak_bytes)


def ratios(rows: Sequence[Row]) -> list[str]:
    """Say how much slower each size is than the smallest."""
    sentences = []
    for what in (INGEST, SHOW):
        smallest, *larger = sorted(
            (row for row in rows if row.what == what), key=lambda row: row.articles
        )
        for row in larger:
            name = f"{what}: time with {row.articles:,} / with {smallest.articles:,} articles"
            sentences.append(ingest_report.target(name, row.seconds / smallest.seconds, 2))
    return sentences
