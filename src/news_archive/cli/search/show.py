"""``archive show``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from news_archive.cli.last_search import meant_id
from news_archive.cli.main import is_terminal
from news_archive.cli.options import complete_id, json_option, open_archive, out
from news_archive.errors import UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from news_archive.article.line import Fields
    from news_archive.query.highlight import Span

_EPILOG = """\b
Examples:
  archive show 000_680284227f96cff5
  archive show 000_68 --highlight Lecornu
  archive show 3                           the third hit of the last search
  archive show --raw 000_680284227f96cff5 > article.txt
"""


@click.command("show", epilog=_EPILOG)
@click.argument("ids", nargs=-1, required=True, metavar="ID…", shell_complete=complete_id)
@click.option("--highlight", metavar="QUERY", help="Highlight what a query finds.")
@click.option("--raw", is_flag=True, help="Print a text that `ingest` can read.")
@json_option
@click.pass_obj
def command(
    data: Path, /, ids: tuple[str, ...], highlight: str | None, raw: bool, as_json: bool
) -> None:
    """Show articles by their ids, or by an unambiguous beginning of one.

    A number is the hit with that rank in the last search on a terminal, unless it is an id.

    On a terminal, an article that is longer than it opens in a pager.
    """
    if raw and as_json:
        raise UsageError("--raw prints the seed text and --json the record; leave one of them out")
    with open_archive(data) as archive:
        # All ids first, so that a wrong one is reported before anything is printed.
        found = [archive.record(meant_id(archive, data, text)) for text in ids]
        for number, fields in enumerate(found):
            spans = archive.highlights(highlight, fields["body"]) if highlight else []
            if as_json:
                out(json_lines.json_line(fields))
            elif raw:
                _print_raw(fields)
            elif is_terminal(sys.stdout):
                _show(fields, spans)
            else:
                if number:
                    out("")
                out(plain.article_text(fields))


def _print_raw(fields: Fields) -> None:
    # Imported here: writing seed text loads dateutil.
    from news_archive.article.date import ReducedDate
    from news_archive.reading.seed import format_seed
    from news_archive.render.safe_text import visible

    text = format_seed(ReducedDate.parse(fields["date"]), fields["credit"], fields["body"])
    out(visible(text) if is_terminal(sys.stdout) else text)


def _show(fields: Fields, spans: Sequence[Span]) -> None:
    # Only for a terminal: Rich is slow to load.
    from news_archive.render.terminal import console, rendered, show_article

    screen = console(sys.stdout)
    text = rendered(fields, spans, screen)
    if text.count("\n") >= screen.height:
        # The same options as git uses: less shows colours and leaves the text on the screen.
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text, color=True)
    else:
        show_article(fields, spans, screen)
