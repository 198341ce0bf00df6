"""``archive context``."""

from __future__ import annotations

import os
import sys
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.option_types import Number, WordedDefault
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
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from news_archive.analysis.concordance import ContextCount, ContextLine, ContextSort, CountedBy

# Characters of context on either side in a pipe, which has no width.
_WIDTH = 60

# Rows of counts on a terminal.
_ROWS = 40

_EPILOG = """\b
Examples:
  archive context Flughafen
  archive context '"grüne Woche"' --sort right
  archive context Merkel --count left --since 2015
  archive context 'Flücht* OR Asyl*' --count form
"""


@click.command("context", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, required=True, metavar="QUERY…")
@click.option(
    "--width",
    cls=WordedDefault,
    type=Number(min=0),
    show_default=f"what fits, or {_WIDTH} in a pipe",
    help="Characters on either side.",
)
@click.option(
    "--sort",
    type=click.Choice(["date", "rank", "left", "right"]),
    help="Newest or best article first, or by the words on one side.  [default: date]",
)
@click.option(
    "--count",
    "by",
    type=click.Choice(["left", "right", "form"]),
    help="Count the words to one side, or the forms.",
)
@click.option(
    "--limit",
    "-n",
    cls=WordedDefault,
    type=Number(min=1),
    show_default="all",
    help="How many lines.",
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
    width: int | None,
    sort: ContextSort | None,
    by: CountedBy | None,
    limit: int | None,
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
    """Show every match of a query in its context, one line a match.

    Exit code 1 means that nothing was found.
    """
    if by is not None and (sort is not None or width is not None):
        other = "--sort" if sort is not None else "--width"
        raise UsageError(f"--count shows no lines; leave it out, or {other}")
    narrowed = narrowing(since, until, sources, any=any, exact=exact, precise=precise)
    text = " ".join(query)
    with (
        open_archive(data, language=language) as archive,
        ArticlesProgress("looking at articles") as progress,
    ):
        if by is not None:
            counts = archive.context_counts(
                text, by, collapse=collapse, on_progress=progress, **narrowed
            )
            _print_counts(counts, by, limit, as_json=as_json)
            found = len(counts)
        else:

            def lines(width: int) -> Iterator[ContextLine]:
                order = sort or "date"
                return archive.context(
                    text,
                    width=width,
                    sort=order,
                    limit=limit,
                    collapse=collapse,
                    on_progress=progress,
                    **narrowed,
                )

            if is_terminal(sys.stdout) and not as_json:
                found = _show(lines, width, limit)
            else:
                found = _print(lines(_WIDTH if width is None else width), as_json=as_json)
        if not found:
            for suggestion in archive.suggestions(text):
                say(suggestion.sentence)
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _print(lines: Iterator[ContextLine], *, as_json: bool) -> int:
    number = 0
    for number, line in enumerate(lines, 1):  # noqa: B007
        if as_json:
            out(json_lines.json_line(json_lines.context_fields(line)))
        else:
            out(plain.context_row(line))
    return number


def _show(
    context: Callable[[int], Iterator[ContextLine]], width: int | None, limit: int | None
) -> int:
    """Print lines on a terminal, in a pager if they do not fit; return how many."""
    # Only for a terminal: Rich is slow to load.
    from news_archive.render.concordance import ContextColumns, matches_sentence
    from news_archive.render.terminal import console

    screen = console(sys.stdout)
    # A context of the width of the screen is always enough; it is cut to what fits.
    lines = context(screen.width)
    first = list(islice(lines, max(1, screen.height - 1)))
    columns = ContextColumns(first, screen, width)
    shown = 0

    def rendered() -> Iterator[str]:
        nonlocal shown
        for line in chain(first, lines):
            shown += 1
            yield columns.rendered(line)
        yield matches_sentence(shown, limit)

    if len(first) < screen.height - 1:
        out("".join(rendered()))
    else:
        # The same options as git uses; see show.
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(rendered(), color=True)
    return len(first)


def _print_counts(
    counts: Sequence[ContextCount], by: CountedBy, limit: int | None, *, as_json: bool
) -> None:
    if as_json:
        for counted in counts[:limit]:
            out(json_lines.json_line(json_lines.context_count_fields(counted)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.concordance import show_context_counts
        from news_archive.render.terminal import console

        if counts:
            show_context_counts(counts, by, limit or _ROWS, console(sys.stdout))
    else:
        for counted in counts[:limit]:
            out(plain.context_count_row(counted))
