"""``archive list``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.match_output import (
    output_options,
    print_count,
    print_facets,
    print_ids,
    refuse_both,
)
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

    from news_archive.search.listing import Listing

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
    "-s",
    type=click.Choice(["newest", "oldest"]),
    default="newest",
    show_default=True,
    help="The order of the articles.",
)
@narrowing_options
@output_options
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    since: str | None,
    until: str | None,
    precise: bool,
    sources: tuple[str, ...],
    count: bool,
    ids: bool,
    facets: bool,
    as_json: bool,
    **paging: Any,
) -> None:
    """List articles, the newest first: id, date, sources, headline, number of words.

    The headline is the first sentence.
    """
    narrowed = narrowing(since, until, sources, precise=precise)
    refuse_both(count=count, ids=ids, facets=facets)
    with open_archive(data) as archive:
        if count:
            print_count(archive, None, narrowed, facets=facets, as_json=as_json)
        elif ids:
            print_ids(archive, None, narrowed, page_size=_LIMIT, as_json=as_json, **paging)
        else:
            paging["limit"] = paging["limit"] or _LIMIT
            _print_listing(archive.list(facets=facets, **paging, **narrowed), as_json=as_json)


def _print_listing(listing: Listing, *, as_json: bool) -> None:
    if as_json:
        for article in listing:
            out(json_lines.json_line(json_lines.listed_fields(article)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.terminal import console, show_listing

        show_listing(listing, console(sys.stdout))
        return
    else:
        for article in listing:
            out(plain.listed_row(article))
    print_facets(listing.facets, as_json=as_json)
