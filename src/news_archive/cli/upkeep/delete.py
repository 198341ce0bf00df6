"""``archive delete``."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from news_archive.article.sentences import first_sentence
from news_archive.cli.main import is_terminal
from news_archive.cli.options import complete_id, json_option, open_archive, out, say
from news_archive.errors import ExitCode, NothingFoundError, UsageError
from news_archive.render import json_lines, plain
from news_archive.render.safe_text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from news_archive.archive import Archive
    from news_archive.upkeep.erasure import Erasure

# Articles shown before they go [count], and how much of a headline [characters].
_SHOWN = 10
_MOST_OF_A_HEADLINE = 100

_EPILOG = """\b
Examples:
  archive delete 000_680284227f96cff5
  archive search --ids source:dts | xargs -d '\\n' archive delete --yes
"""


@click.command("delete", epilog=_EPILOG)
@click.argument("ids", nargs=-1, required=True, metavar="ID…", shell_complete=complete_id)
@click.option("--erase", is_flag=True, help="Remove all versions of the texts from every file now.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(
    data: Path, /, ids: tuple[str, ...], erase: bool, yes: bool, no_wait: bool, as_json: bool
) -> int:
    """Delete articles by their exact ids: gone from every answer at once.

    Their lines stay in the JSON files until `archive compact`, with a line that says they are
    deleted. With --erase, the texts leave every file of the archive, and the index is built anew.
    An ingest does not take a deleted text again, unless `--restore` says so.
    """
    with open_archive(data, wait=not no_wait, doing="erasing") as archive:
        chosen = list(ids) if erase else list(archive.deletable(ids))
        if not yes:
            if not is_terminal(sys.stdin):
                raise UsageError("nothing was deleted: without a terminal to ask on, say `--yes`")
            if not _is_meant(archive, chosen, "Erase" if erase else "Delete"):
                say("nothing was deleted")
                return ExitCode.INTERRUPTED
        if erase:
            _say_erased(archive.erase(chosen))
        else:
            archive.delete(chosen)
    done = "erased" if erase else "deleted"
    for identity in chosen:
        fields = {"id": identity, done: True}
        out(json_lines.json_line(fields) if as_json else plain.row((identity, done)))
    return ExitCode.DONE


def _is_meant(archive: Archive, chosen: list[str], verb: str) -> bool:
    """Ask whether the articles are to go, after showing the headlines of some."""
    for identity in chosen[:_SHOWN]:
        with suppress(NothingFoundError):
            headline = one_line(first_sentence(archive.record(identity)["body"]))
            say(f"{one_line(identity)}  {headline[:_MOST_OF_A_HEADLINE]}")
    if len(chosen) > _SHOWN:
        say(f"… and {len(chosen) - _SHOWN:,} more")
    noun = one_line(chosen[0]) if len(chosen) == 1 else f"{len(chosen):,} articles"
    return click.confirm(f"{verb} {noun}?", err=True)


def _say_erased(erasure: Erasure) -> None:
    if erasure.elsewhere:
        where = ", ".join(erasure.elsewhere)
        say(f"articles with other ids have a passage of the same words: in {where}")
    say("copies of the archive elsewhere (backups, exports, inputs) are yours to look after")
