"""``archive history``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import complete_id, json_option, open_archive, out
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  archive history 000_680284227f96cff5
  archive history 000_680284227f96cff5 --json | jq -r .body
"""


@click.command("history", epilog=_EPILOG)
@click.argument("identity", metavar="ID", shell_complete=complete_id)
@json_option
@click.pass_obj
def command(data: Path, /, identity: str, as_json: bool) -> None:
    """List what was ever written of an article and is still on disk, the oldest first.

    Takes the exact id, which may be that of a deleted article. `archive compact` removes all but
    the current version.
    """
    with open_archive(data) as archive:
        versions = archive.history(identity)
    if as_json:
        for version in versions:
            out(json_lines.json_line(json_lines.version_fields(version)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.terminal import console, show_versions

        show_versions(versions, console(sys.stdout))
    else:
        for version in versions:
            out(plain.row(plain.version_values(version)))
