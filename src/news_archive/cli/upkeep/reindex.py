"""``archive reindex``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import json_option, open_archive, out
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Example:
  archive reindex
"""


@click.command("reindex", epilog=_EPILOG)
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(data: Path, /, no_wait: bool, as_json: bool) -> None:
    """Build the index anew from the JSON files.

    Never needed for correctness: an index that is missing or behind is mended by the next command.
    """
    began = time.monotonic()
    with open_archive(data, wait=not no_wait) as archive:
        articles = archive.reindex()
    seconds = time.monotonic() - began
    if as_json:
        out(json_lines.json_line({"articles": articles, "seconds": round(seconds, 3)}))
    elif is_terminal(sys.stdout):
        out(f"{articles:,} articles indexed in {seconds:.1f} s")
    else:
        out(plain.row((articles, "indexed")))
