"""``archive search``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import (
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
    paging_options,
    say,
)
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

    from news_archive.archive import Archive, Hits
    from news_archive.archive.request import Narrowing

_LIMIT = 10

_EPILOG = """\b
Examples:
  archive search Minister Frankreich        both words, in any inflection
  archive search '"erklärte das"'           exactly these forms, side by side
  archive search 'Paris OR London' -Berlin  either, and not a third
  archive search 'Verteidig*' '*minister'   wildcards
  archive search '"Putin Macron"~8'         near each other, in any order
  archive search 'Selenski~'                spelled nearly so
  archive search 'source:afp date:2023..2024-03 Wahl'

docs/query.md describes the language. An argument that begins with one hyphen and is none of the
options above is query text.
"""


@click.command("search", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, metavar="QUERY…")
@paging_options(_LIMIT)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="The order of the hits.",
)
@narrowing_options
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@click.option("--language", metavar="NAME", help="Inflect as this language does.")
@click.option("--count", is_flag=True, help="Print only how many articles match.")
@click.option("--ids", is_flag=True, help="Print only the ids, of all matches unless --limit.")
@click.option("--explain", is_flag=True, help="Say first how the query was understood.")
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    any: bool,  # noqa: A002 - the option's name
    exact: bool,
    language: str | None,
    count: bool,
    ids: bool,
    as_json: bool,
    explain: bool,
    **paging: Any,
) -> int:
    """Find articles; the best come first.

    Exit code 1 means that nothing was found.
    """
    narrowed = narrowing(since, until, sources, any=any, exact=exact)
    text = " ".join(query) if query else None
    if text is None and not (since or until or sources):
        raise UsageError("there is nothing to search for; `archive list` lists all articles")
    with open_archive(data, language=language) as archive:
        if count:
            return _count(archive, text, narrowed, as_json=as_json)
        if ids:
            return _ids(archive, text, narrowed, as_json=as_json, **paging)
        if explain:
            for line in archive.explain(text, **narrowed):
                say(line)
        hits = archive.search(text, **narrowed, **{**paging, "limit": paging["limit"] or _LIMIT})
        _print_hits(hits, as_json=as_json)
        if not hits.total and text is not None:
            for suggestion in archive.suggestions(text):
                say(suggestion.sentence)
    return ExitCode.DONE if hits.total else ExitCode.NOTHING_FOUND


def _count(archive: Archive, text: str | None, narrowed: Narrowing, *, as_json: bool) -> int:
    total = archive.count(text, **narrowed)
    del as_json  # a number is JSON
    out(str(total))
    return ExitCode.DONE if total else ExitCode.NOTHING_FOUND


def _ids(
    archive: Archive, text: str | None, narrowed: Narrowing, *, as_json: bool, **paging: Any
) -> int:  # fmt: skip
    found = archive.ids(text, **narrowed, **paging)
    for identity in found:
        out(json_lines.json_line({"id": identity}) if as_json else plain.row((identity,)))
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _print_hits(hits: Hits, *, as_json: bool) -> None:
    if as_json:
        for hit in hits:
            out(json_lines.json_line(json_lines.hit_fields(hit, hits)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich costs as much start-up as all the rest of a search.
        from news_archive.render.terminal import console, show_hits

        show_hits(hits, console(sys.stdout))
    else:
        if hits.partial:
            say("no article has all of these words; these are the nearest")
        for hit in hits:
            out(plain.hit_row(hit))
