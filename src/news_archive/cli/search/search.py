"""``archive search``."""

from __future__ import annotations

import os
import sys
import time
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
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    note,
    open_archive,
    out,
    paging_options,
    say,
)
from news_archive.errors import ExitCode, UsageError
from news_archive.limits import MOST_FOR_A_MISTAKE
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

    from news_archive.search.hits import Hits
    from news_archive.search.searcher import Collapse

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
  archive search --like article.txt         like this text

docs/query.md describes the language. An argument that begins with one hyphen and is none of the
options above is query text.
"""


@click.command("search", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, metavar="QUERY…")
@paging_options(_LIMIT)
@click.option(
    "--sort",
    "-s",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="The order of the hits.",
)
@narrowing_options
@click.option("--all", is_flag=True, help="All of the words are needed, however many.")
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--words", is_flag=True, help="Take the query as words, whatever signs are in it.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@click.option("--compounds", is_flag=True, help="Count words in compounds, too.")
@click.option("--language", metavar="NAME", help="Inflect as this language does.")
@output_options
@click.option(
    "--collapse/--no-collapse",
    default=None,
    help="One hit for each story; docs/duplicates.md. On a terminal, copies of a text are one hit "
    "unless --no-collapse.",
)
@click.option(
    "--like",
    metavar="FILE",
    help="Articles like the text in a file, - for standard input, instead of QUERY.",
)
@click.option(
    "--explain", is_flag=True, help="Say how the query was understood, and of each hit why."
)
@click.option("--brief", is_flag=True, help="On a terminal, a line for each hit.")
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    precise: bool,
    sources: tuple[str, ...],
    all: bool,  # noqa: A002 - the option's name
    any: bool,  # noqa: A002
    words: bool,
    exact: bool,
    compounds: bool,
    language: str | None,
    count: bool,
    ids: bool,
    facets: bool,
    collapse: bool | None,
    like: str | None,
    explain: bool,
    brief: bool,
    as_json: bool,
    **paging: Any,
) -> int:
    """Find articles; the best come first.

    Exit code 1 means that nothing was found.
    """
    if all and any:
        raise UsageError("--all and --any contradict each other; leave one of them out")
    if exact and compounds:
        raise UsageError(
            "--exact finds words as typed, and none in compounds; leave one of them out"
        )
    narrowed = narrowing(
        since,
        until,
        sources,
        all=all,
        any=any,
        words=words,
        exact=exact,
        compounds=compounds,
        precise=precise,
    )
    text = " ".join(query) if query else None
    if text is None and like is None and not (since or until or sources):
        raise UsageError("there is nothing to search for; `archive list` lists all articles")
    refuse_both(count=count, ids=ids, facets=facets)
    if collapse and (count or ids):
        raise UsageError("--collapse is for hits that are shown, and not for --count or --ids")
    if like is not None:
        if (
            text is not None
            or all
            or any
            or words
            or exact
            or count
            or ids
            or facets
            or collapse
            or explain
        ):
            raise UsageError("--like takes no QUERY and of the options only filters and pages")
        return _search_like(
            data,
            like,
            language,
            as_json=as_json,
            narrowed=(since, until, sources),
            precise=precise,
            **paging,
        )
    with open_archive(data, language=language) as archive:
        if explain:
            is_strict = count or ids or paging["sort"] != "relevance"
            for line in archive.explain(text, **narrowed | {"all": all or (is_strict and not any)}):
                note(line)
        if count:
            total = print_count(archive, text, narrowed, facets=facets, as_json=as_json)
            if text is not None and not exact and not compounds:
                _say_what_is_in_compounds(
                    archive.count(text, **narrowed | {"compounds": True}) - total
                )
        elif ids:
            total = print_ids(archive, text, narrowed, page_size=_LIMIT, as_json=as_json, **paging)
        else:
            paging["limit"] = paging["limit"] or _LIMIT
            hits = archive.search(
                text,
                explain=explain,
                facets=facets,
                collapse=_folding(collapse, as_json=as_json),
                **narrowed,
                **paging,
            )
            _print_hits(hits, data, as_json=as_json, brief=brief)
            total = hits.total
            # What so many articles have, they have all words of.
            if text is not None and hits.complete <= MOST_FOR_A_MISTAKE:
                for suggestion in archive.suggestions(text, words=words):
                    say(suggestion.sentence)
        for hint in archive.hints(text, **narrowed):
            say(hint)
    return ExitCode.DONE if total else ExitCode.NOTHING_FOUND


def _folding(collapse: bool | None, *, as_json: bool) -> Collapse:
    """Return what is folded: copies only where a person looks at the screen."""
    if collapse is None:
        return "copies" if is_terminal(sys.stdout) and not as_json else False
    return collapse


def _say_what_is_in_compounds(more: int) -> None:
    if more:
        articles = "article has" if more == 1 else "articles have"
        say(f"{more:,} more {articles} words only in compounds; --compounds counts them, too")


def _search_like(
    data: Path,
    path: str,
    language: str | None,
    *,
    limit: int | None,
    page: int,
    sort: str,
    narrowed: tuple[str | None, str | None, tuple[str, ...]],
    precise: bool,
    as_json: bool,
) -> int:
    # Imported here: it loads what reads texts.
    from news_archive.cli.similar_texts import print_related, text_of

    if sort != "relevance":
        raise UsageError("--like puts the likest first; leave --sort out")
    since, until, sources = narrowed
    began = time.perf_counter()
    with open_archive(data, language=language) as archive:
        found = archive.like(
            text_of(path),
            limit=limit or _LIMIT,
            page=page,
            since=since,
            until=until,
            sources=sources,
            precise=precise,
        )
    print_related(found, time.perf_counter() - began, as_json=as_json)
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _print_hits(hits: Hits, data: Path, *, as_json: bool, brief: bool) -> None:
    if as_json:
        for hit in hits:
            out(json_lines.json_line(json_lines.hit_fields(hit, hits)))
    elif is_terminal(sys.stdout):
        # Imported here: only for a terminal.
        from news_archive.cli.last_search import remember_hits

        remember_hits(data, hits)
        _show_hits(hits, brief=brief)
        return
    else:
        if hits.partial:
            say(plain.partial_sentence(hits))
        for hit in hits:
            out(plain.hit_row(hit))
    print_facets(hits.facets, as_json=as_json)


def _show_hits(hits: Hits, *, brief: bool) -> None:
    """Print hits on a terminal, in a pager if they do not fit: the best would scroll away."""
    # Imported here: Rich takes as long to load as all the rest of a search.
    from news_archive.render.terminal import console, rendered_hits

    screen = console(sys.stdout)
    text = rendered_hits(hits, screen, brief=brief)
    if text.count("\n") >= screen.height:
        # The same options as git uses; see show.
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text, color=True)
    else:
        sys.stdout.write(text)
