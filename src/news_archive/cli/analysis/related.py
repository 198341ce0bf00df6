"""``archive related``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from news_archive.cli.last_search import meant_id
from news_archive.cli.option_types import Number
from news_archive.cli.options import complete_id, json_option, narrowing_options, open_archive
from news_archive.cli.similar_texts import print_related
from news_archive.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  archive related 000_680284227f96cff5
  archive related 000_68 -n 3 --until 2024-03

`archive search --like FILE` does the same for a text that is not in the archive.
"""


@click.command("related", epilog=_EPILOG)
@click.argument("identity", metavar="ID", shell_complete=complete_id)
@click.option(
    "--limit",
    "-n",
    type=Number(min=1),
    default=10,
    show_default=True,
    help="How many articles.",
)
@narrowing_options
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    identity: str,
    limit: int,
    since: str | None,
    until: str | None,
    precise: bool,
    sources: tuple[str, ...],
    as_json: bool,
) -> int:
    """Find articles like an article, the best first, and the words that tie them.

    Takes an id, an unambiguous beginning of one, or the rank of a hit of the last search. Exit code
    1 means that nothing was found.
    """
    with open_archive(data) as archive:
        began = time.perf_counter()
        found = archive.related(
            meant_id(archive, data, identity),
            limit=limit,
            since=since,
            until=until,
            sources=sources,
            precise=precise,
        )
        print_related(found, time.perf_counter() - began, as_json=as_json)
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND
