"""``archive timeline``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import (
    OutputPath,
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
    output_file,
    say,
)
from news_archive.cli.progress import ArticlesProgress
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from news_archive.analysis.timeline import Timeline
    from news_archive.article.date import Precision

_EPILOG = """\b
Examples:
  archive timeline Putin
  archive timeline Putin Macron 'Angela Merkel'  three queries side by side
  archive timeline Wahl --by year --relative     in each thousand of the year
  archive timeline --source afp --svg afp.svg    all of afp, and a picture

Each QUERY is one in the language of docs/query.md: put several words in quotes. Without any, all
articles are counted. An article dated 2024 is in no month; such ones are counted apart.
"""


@click.command("timeline", cls=QueryCommand, epilog=_EPILOG)
@click.argument("queries", nargs=-1, metavar="[QUERY…]")
@click.option(
    "--by",
    type=click.Choice(["year", "month", "day"]),
    default="month",
    show_default=True,
    help="The periods to count in.",
)
@click.option("--relative", is_flag=True, help="How many of each thousand articles of the period.")
@narrowing_options
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@click.option("--collapse", is_flag=True, help="One article for each story.")
@click.option("--language", metavar="NAME", help="Inflect as this language does.")
@click.option(
    "--svg",
    "picture",
    metavar="FILE",
    type=OutputPath(path_type=Path, dir_okay=False),
    help="Save the chart as a picture, too; replaces FILE, whole or not at all.",
)
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    queries: tuple[str, ...],
    by: Precision,
    relative: bool,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    language: str | None,
    collapse: bool,
    picture: Path | None,
    as_json: bool,
    **how: Any,
) -> int:
    """Show how many articles match each QUERY over time.

    On a terminal as a chart; in a pipe a line for each period and query: period, query, number of
    articles, and with --relative how many of each thousand. Exit code 1 means that nothing was
    found.
    """
    narrowed = narrowing(since, until, sources, **how)
    if relative and collapse:
        raise UsageError("--relative is a share of all articles; leave it or --collapse out")
    with (
        open_archive(data, language=language) as archive,
        ArticlesProgress("looking at articles") as progress,
    ):
        timeline = archive.timeline(
            queries,
            by=by,
            relative=relative,
            collapse=collapse,
            on_progress=progress,
            **narrowed,
        )
        if picture is not None:
            _save(timeline, picture)
        _print(timeline, as_json=as_json)
        for series in timeline.series:
            if series.query is not None and not series.articles:
                for suggestion in archive.suggestions(series.query):
                    say(suggestion.sentence)
    found = any(series.articles for series in timeline.series)
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _save(timeline: Timeline, picture: Path) -> None:
    # Imported here: most timelines are not saved as a picture.
    from news_archive.render.chart.svg import picture_of

    with output_file(picture) as file:
        file.write(picture_of(timeline).encode())
    say(f"saved the picture to {picture}")


def _print(timeline: Timeline, *, as_json: bool) -> None:
    if as_json:
        for fields in json_lines.timeline_fields(timeline):
            out(json_lines.json_line(fields))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.chart.terminal import show_timeline
        from news_archive.render.terminal import console

        show_timeline(timeline, console(sys.stdout))
    else:
        for row in plain.timeline_rows(timeline):
            out(row)
        for sentence in plain.not_shown_sentences(timeline):
            say(sentence)
