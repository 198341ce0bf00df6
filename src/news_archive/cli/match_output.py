"""Shared by ``search`` and ``list``: counts, ids, and facets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from news_archive.cli.options import out
from news_archive.errors import UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.archive import Archive
    from news_archive.query.request import Narrowing
    from news_archive.search.statistics import Facets

_Function = TypeVar("_Function", bound="Callable[..., Any]")


def output_options(function: _Function) -> _Function:
    """Add ``--count``, ``--ids`` and ``--facets``."""
    for decorate in reversed(
        (
            click.option("--count", is_flag=True, help="Print only how many articles match."),
            click.option(
                "--ids", is_flag=True, help="Print only the ids, of all matches unless --limit."
            ),
            click.option("--facets", is_flag=True, help="Count all matches by month and source."),
        )
    ):
        function = decorate(function)
    return function


def refuse_both(*, count: bool, ids: bool, facets: bool) -> None:
    """Raise ``UsageError`` for options that ask for different outputs."""
    if ids and (count or facets):
        other = "--count" if count else "--facets"
        raise UsageError(f"--ids prints ids and nothing else; leave it out, or {other}")


def print_count(
    archive: Archive, text: str | None, narrowed: Narrowing, *, facets: bool, as_json: bool
) -> int:
    """Print how many articles match, and their facets if requested; return how many."""
    total = archive.count(text, **narrowed)
    out(str(total))  # a number is JSON, too
    if facets:
        print_facets(archive.facets(text, **narrowed), as_json=as_json)
    return total


def print_ids(
    archive: Archive,
    text: str | None,
    narrowed: Narrowing,
    *,
    page_size: int,
    as_json: bool,
    **paging: Any,
) -> int:
    """Print the ids of the articles that match; return how many were printed.

    All of them, or one page if requested, of ``page_size`` ids unless there is a limit.
    """
    if paging["page"] > 1:
        paging["limit"] = paging["limit"] or page_size
    printed = 0
    for identity in archive.iterate_ids(text, **narrowed, **paging):
        out(json_lines.json_line({"id": identity}) if as_json else plain.row((identity,)))
        printed += 1
    return printed


def print_facets(facets: Facets | None, *, as_json: bool) -> None:
    """Print facets, if any, after everything else."""
    if facets is None:
        return
    if as_json:
        out(json_lines.json_line(json_lines.facet_fields(facets)))
        return
    for line in plain.facet_rows(facets):
        out(line)
