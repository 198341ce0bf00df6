"""``archive list``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import (
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
    paging_options,
)
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 20

_EPILOG = """\b
Examples:
  archive list
  archive list --since 2024-01 --source afp --source dpa
  archive list --until 'März 2020' --sort oldest -n 50
"""


@click.command("list", epilog=_EPILOG)
@paging_options(_LIMIT)
@click.option(
    "--sort",
    type=click.Choice(["newest", "oldest"]),
    default="newest",
    show_default=True,
    help="The order of the articles.",
)
@narrowing_options
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    as_json: bool,
    limit: int | None,
    **paging: Any,
) -> None:
    """List articles, the newest first: id, date, sources, headline, number of words.

    The headline is the first sentence.
    """
    with open_archive(data) as archive:
        listing = archive.list(limit=limit or _LIMIT, **paging, **narrowing(since, until, sources))
    if as_json:
        for article in listing:
            out(json_lines.json_line(json_lines.listed_fields(article)))
    elif is_terminal(sys.stdout):
        # Only for a terminal; see search.
        from news_archive.render.terminal import console, show_listing

        show_listing(listing, console(sys.stdout))
    else:
        for article in listing:
            out(plain.listed_row(article))
