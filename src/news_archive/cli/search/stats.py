"""``archive stats``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import (
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
)
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  archive stats
  archive stats --source afp --since 2020 --json
"""


@click.command("stats", epilog=_EPILOG)
@narrowing_options
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    since: str | None,
    until: str | None,
    precise: bool,
    sources: tuple[str, ...],
    as_json: bool,
) -> None:
    """Count articles, words and bytes; by month, by source and by precision of the date."""
    with open_archive(data) as archive:
        totals = archive.statistics(**narrowing(since, until, sources, precise=precise))
    if as_json:
        out(json_lines.json_line(json_lines.totals_fields(totals)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.terminal import console, show_totals

        show_totals(totals, console(sys.stdout))
    else:
        for row in plain.totals_rows(totals):
            out(row)
