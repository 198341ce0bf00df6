"""``archive delete``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import complete_id, json_option, open_archive, out, say
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  archive delete 000_680284227f96cff5
  archive search --ids source:dts | xargs -d '\\n' archive delete --yes
"""


@click.command("delete", epilog=_EPILOG)
@click.argument("ids", nargs=-1, required=True, metavar="ID…", shell_complete=complete_id)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(data: Path, /, ids: tuple[str, ...], yes: bool, no_wait: bool, as_json: bool) -> int:
    """Delete articles by their exact ids: gone from every answer at once.

    Their lines stay in the JSON files, with a line that says they are deleted.
    """
    with open_archive(data, wait=not no_wait) as archive:
        chosen = list(archive.deletable(ids))
        if not yes:
            if not is_terminal(sys.stdin):
                raise UsageError("nothing was deleted: without a terminal to ask on, say `--yes`")
            noun = chosen[0] if len(chosen) == 1 else f"{len(chosen)} articles"
            if not click.confirm(f"Delete {noun}?", err=True):
                say("nothing was deleted")
                return ExitCode.INTERRUPTED
        archive.delete(chosen)
    for identity in chosen:
        fields = {"id": identity, "deleted": True}
        out(json_lines.json_line(fields) if as_json else plain.row((identity, "deleted")))
    return ExitCode.DONE
