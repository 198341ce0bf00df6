"""``archive compact``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import json_option, open_archive, out
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Example:
  archive compact
"""


@click.command("compact", epilog=_EPILOG)
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(data: Path, /, no_wait: bool, as_json: bool) -> None:
    """Remove from the JSON files what counts no longer: earlier versions, deleted articles.

    Afterwards `archive history` has nothing of them. Searching goes on meanwhile.
    """
    with open_archive(data, doing="compacting", wait=not no_wait) as archive:
        done = archive.compact()
    if as_json:
        out(json_lines.json_line({"files": done.files, "lines": done.lines, "bytes": done.size}))
    elif is_terminal(sys.stdout):
        noun = "line" if done.lines == 1 else "lines"
        place = "1 file" if done.files == 1 else f"{done.files:,} files"
        out(f"removed {done.lines:,} {noun} ({done.size:,} bytes) from {place}")
    else:
        for row in ((done.files, "files"), (done.lines, "lines"), (done.size, "bytes")):
            out(plain.row(row))
