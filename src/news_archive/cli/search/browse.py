"""``archive browse``."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from news_archive.archive import Archive
from news_archive.cli.main import is_terminal
from news_archive.cli.options import QueryCommand
from news_archive.errors import UsageError
from news_archive.store.layout import Layout, read_settings

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  archive browse                            all articles, the newest first
  archive browse Minister Frankreich        begin with a query

? shows all keys; docs/browse.md describes them. Textual draws the screen:
pip install 'news-archive[browse]' brings it.
"""


@click.command("browse", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, metavar="[QUERY…]")
@click.pass_obj
def command(data: Path, /, query: tuple[str, ...]) -> int:
    """Look through the archive on the full screen.

    Hits change as you type; beside them stands the article.
    """
    if not is_terminal(sys.stdin) or not is_terminal(sys.stdout) or not is_terminal(sys.stderr):
        raise UsageError(
            "`archive browse` needs a terminal; `archive search` answers in a pipe, too"
        )
    if os.environ.get("TERM") in ("dumb", "unknown"):
        raise UsageError("this terminal cannot move its cursor; `archive search` does without")
    if find_spec("textual") is None:
        raise UsageError("the full screen needs Textual: pip install 'news-archive[browse]'")
    # Before the full screen starts, so that the message for a missing archive can be read.
    read_settings(Layout(data))
    # Imported here because Textual is slow to load.
    from news_archive.tui.app import browse

    # Waiting for another writer would block the screen; the request is repeated instead.
    return browse(lambda listener: Archive(data, wait=False, listener=listener), " ".join(query))
