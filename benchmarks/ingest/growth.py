"""Does it take longer to add to a large archive, or to show an article of it?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import report
from contenders import Run, ensure_archive
from folders import size, warm
from measuring import Measurement, run
from workspace import Workspace, archive_command, expect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from report import Row

_MORE = 1000
_TIMES = 5

INGEST = f"archive ingest of {_MORE:,} more"
SHOW = "archive show ID"


def growth(workspaces: Sequence[Workspace]) -> list[list[Row]]:
    """Add articles to copies of each archive, and show some articles; return rows for each size.

    All are given the same articles, with numbers that are new to all of them. The sizes take turns,
    so that a busy minute of the machine does not slow only one of them.
    """
    more = workspaces[0].more(max(workspace.articles for workspace in workspaces), _MORE)
    for workspace in workspaces:
        ensure_archive(workspace)
    warm(more)
    adding: list[list[Run]] = [[] for _ in workspaces]
    for _ in range(_TIMES):
        for workspace, runs in zip(workspaces, adding, strict=True):
            runs.append(_add(workspace, more))
            workspace.clear()
    showing = _show(workspaces)
    taken_in = (_MORE, size(more))
    return [
        [
            report.row(workspace.articles, workspace.text_bytes, INGEST, added, "", taken_in),
            report.row(workspace.articles, workspace.text_bytes, SHOW, shown, "", (0, 0)),
        ]
        for workspace, added, shown in zip(workspaces, adding, showing, strict=True)
    ]


def _add(workspace: Workspace, more: Path) -> Run:
    copy = workspace.copy_of_archive()
    measurement = run(archive_command(copy, "ingest", str(more), "--json"), sync=True)
    expect("articles stored", json.loads(measurement.output)["stored"], _MORE)
    return _cost(measurement)


def _show(workspaces: Sequence[Workspace]) -> list[list[Run]]:
    """Show articles spread over each archive; each is shown twice, and the second time counts."""
    commands = [
        [archive_command(workspace.archive(), "show", name) for name in workspace.ids(_TIMES)]
        for workspace in workspaces
    ]
    runs: list[list[Run]] = [[] for _ in workspaces]
    for turn in zip(*commands, strict=True):
        for command, own in zip(turn, runs, strict=True):
            run(command)
            own.append(_cost(run(command, sync=True)))
    return runs


def _cost(measurement: Measurement) -> Run:
    return Run(measurement.seconds, measurement.cpu_seconds, measurement.peak_bytes)


def ratios(rows: Sequence[Row]) -> list[str]:
    """Return a sentence for each larger size: how much slower it is than the smallest."""
    sentences = []
    for what in (INGEST, SHOW):
        smallest, *larger = sorted(
            (row for row in rows if row.what == what), key=lambda row: row.articles
        )
        for row in larger:
            name = f"{what}: time with {row.articles:,} / with {smallest.articles:,} articles"
            sentences.append(report.target(name, row.seconds / smallest.seconds, 2))
    return sentences
