"""``archive collocates``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.option_types import Number
from news_archive.cli.options import (
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
    say,
)
from news_archive.cli.progress import ArticlesProgress
from news_archive.errors import ExitCode
from news_archive.limits import MAX_COLLOCATION_ARTICLES
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

    from news_archive.analysis.collocations import Collocations, Measure

_EPILOG = """\b
Examples:
  archive collocates Merkel
  archive collocates '"soziale Gerechtigkeit"' --since 2015
  archive collocates Streik --span 3 --measure logdice -n 50
"""


@click.command("collocates", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, required=True, metavar="QUERY…")
@click.option(
    "--span",
    type=Number(min=1),
    default=5,
    show_default=True,
    help="How many words on either side are near.",
)
@click.option(
    "--measure",
    type=click.Choice(["log-likelihood", "logdice"]),
    default="log-likelihood",
    show_default=True,
    help="What to order by: certainty, or closeness.",
)
@click.option(
    "--minimum",
    type=Number(min=1),
    default=5,
    show_default=True,
    help="How often a word has to be near.",
)
@click.option(
    "--limit",
    "-n",
    type=Number(min=1),
    default=20,
    show_default=True,
    help="How many words.",
)
@click.option(
    "--all",
    "all_articles",
    is_flag=True,
    help=f"Look at all articles, not only the newest {MAX_COLLOCATION_ARTICLES:,}.",
)
@narrowing_options
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@click.option("--collapse", is_flag=True, help="One article for each story.")
@click.option("--language", metavar="NAME", help="Inflect as this language does.")
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    query: tuple[str, ...],
    span: int,
    measure: Measure,
    minimum: int,
    limit: int,
    all_articles: bool,
    since: str | None,
    until: str | None,
    precise: bool,
    sources: tuple[str, ...],
    any: bool,  # noqa: A002 - the option's name
    exact: bool,
    language: str | None,
    collapse: bool,
    as_json: bool,
) -> int:
    """Find words that stand near the matches of a query more often than by chance.

    Than by chance: than in the rest of the same articles. docs/context.md has the measures. Exit
    code 1 means that there are none.
    """
    narrowed = narrowing(since, until, sources, any=any, exact=exact, precise=precise)
    text = " ".join(query)
    with (
        open_archive(data, language=language) as archive,
        ArticlesProgress("looking at articles") as progress,
    ):
        found = archive.collocates(
            text,
            span=span,
            measure=measure,
            minimum=minimum,
            limit=limit,
            most_articles=None if all_articles else MAX_COLLOCATION_ARTICLES,
            collapse=collapse,
            on_progress=progress,
            **narrowed,
        )
        _print_collocations(found, measure, as_json=as_json)
        if found.articles < found.matching:
            say(plain.collocations_sentence(found))
        if not found.matching:
            for suggestion in archive.suggestions(text):
                say(suggestion.sentence)
    if not found.collocations and found.matches:
        times = "once" if minimum == 1 else f"{minimum} times"
        say(
            f"no word is near it {times}, and so much more often than elsewhere in these articles "
            "that it is hardly chance"
        )
    return ExitCode.DONE if found.collocations else ExitCode.NOTHING_FOUND


def _print_collocations(found: Collocations, measure: Measure, *, as_json: bool) -> None:
    if as_json:
        for one in found.collocations:
            out(json_lines.json_line(json_lines.collocation_fields(one, found)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.concordance import show_collocations
        from news_archive.render.terminal import console

        show_collocations(found, measure, console(sys.stdout))
    else:
        for one in found.collocations:
            out(plain.collocation_row(one))
