"""``archive duplicates``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import (
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
)
from news_archive.cli.progress import ArticlesProgress
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from news_archive.analysis.duplicates import DuplicateGroup
    from news_archive.archive import Archive

_EPILOG = """\b
Examples:
  archive duplicates
  archive duplicates --within 1w --since 2024 Wahl
  archive duplicates --diff 000_680284227f96cff5 000_71

docs/duplicates.md says exactly what is taken for the same story.
"""


@click.command("duplicates", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, metavar="[QUERY…]")
@click.option(
    "--within",
    metavar="TIME",
    default="3d",
    show_default=True,
    help="How far apart their dates may be: days (3d), weeks (1w), months (2m).",
)
@click.option(
    "--threshold",
    type=float,
    default=0.7,
    show_default=True,
    help="How much of both texts they share, from 0.1 to 1.",
)
@click.option("--diff", is_flag=True, help="Show two articles, `--diff ID ID`, side by side.")
@narrowing_options
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    query: tuple[str, ...],
    within: str,
    threshold: float,
    diff: bool,
    since: str | None,
    until: str | None,
    precise: bool,
    sources: tuple[str, ...],
    any: bool,  # noqa: A002 - the option's name
    exact: bool,
    as_json: bool,
) -> int:
    """Find groups of articles that are the same story, or only those that a query finds.

    Exit code 1 means that there are none.
    """
    if diff and len(query) != 2:
        raise UsageError("--diff shows two articles: `archive duplicates --diff ID ID`")
    with open_archive(data) as archive, ArticlesProgress("comparing articles") as progress:
        if diff:
            _print_differences(archive, *map(archive.find_id, query), as_json=as_json)
            return ExitCode.DONE
        groups = archive.duplicates(
            " ".join(query) if query else None,
            within=within,
            threshold=threshold,
            on_progress=progress,
            **narrowing(since, until, sources, any=any, exact=exact, precise=precise),
        )
        found = _print_groups(groups, progress, as_json=as_json)
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _print_groups(
    groups: Iterator[DuplicateGroup], progress: ArticlesProgress, *, as_json: bool
) -> int:
    """Print groups as they come; return how many."""
    if is_terminal(sys.stdout) and not as_json:
        return _show_groups(groups, progress)
    number = 0
    for number, group in enumerate(groups, 1):
        if as_json:
            out(json_lines.json_line(json_lines.group_fields(group)))
        else:
            for row in plain.group_rows(number, group):
                out(row)
    return number


def _show_groups(groups: Iterator[DuplicateGroup], progress: ArticlesProgress) -> int:
    # Only for a terminal: Rich is slow to load.
    from news_archive.render.similarity import show_group, show_group_counts
    from news_archive.render.terminal import console

    began = time.perf_counter()
    screen = console(sys.stdout)
    found = articles = 0
    for group in groups:
        progress.hide()
        show_group(group, screen)
        found += 1
        articles += len(group.members)
    progress.hide()
    show_group_counts(found, articles, time.perf_counter() - began, screen)
    return found


def _print_differences(archive: Archive, first: str, second: str, *, as_json: bool) -> None:
    comparison = archive.compare(first, second)
    if as_json:
        out(json_lines.json_line(json_lines.comparison_fields(comparison)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.similarity import show_differences
        from news_archive.render.terminal import console

        show_differences(comparison, console(sys.stdout))
    else:
        for line in plain.difference_lines(comparison):
            out(line)
