"""``archive edit``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import complete_id, json_option, open_archive, out
from news_archive.errors import AccessError, ExitCode, RejectedInput, UsageError
from news_archive.limits import MAX_INPUT_BYTES
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from news_archive.article.date import ReducedDate
    from news_archive.article.line import Fields

_EPILOG = """\b
Examples:
  archive edit 000_680284227f96cff5 --date 2024-04-12
  archive edit 000_680284227f96cff5 --text corrected.txt
  archive edit 000_680284227f96cff5                       in $EDITOR
"""


@click.command("edit", epilog=_EPILOG)
@click.argument("identity", metavar="ID", shell_complete=complete_id)
@click.option("--date", metavar="DATE", help="The right date.")
@click.option(
    "--text",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The right text; with or without a header.",
)
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    identity: str,
    date: str | None,
    path: Path | None,
    no_wait: bool,
    as_json: bool,
) -> int:
    """Correct the date or the text of an article.

    The version before stays in `archive history` until `archive compact`. An ingest that meets the
    text that was corrected leaves the correction alone.
    """
    with open_archive(data, wait=not no_wait) as archive:
        wanted = archive.find_id(identity)
        text = _text_of(path) if path is not None else None
        if date is None and text is None:
            text = _edited(archive.record(wanted))
        changed = archive.edit(wanted, date=_date(date), text=text)
    said = "corrected" if changed else "unchanged"
    fields = {"id": wanted, "corrected": changed}
    out(json_lines.json_line(fields) if as_json else plain.row((wanted, said)))
    return ExitCode.DONE


def _date(typed: str | None) -> ReducedDate | None:
    if typed is None:
        return None
    # Imported here: it loads dateutil.
    from news_archive.article.written_date import read_whole_date

    try:
        return read_whole_date(typed)
    except ValueError as error:
        raise UsageError(f"--date: {error}") from None


def _text_of(path: Path) -> str:
    from news_archive.reading.encoding import decode
    from news_archive.reading.size_limit import bounded_read

    try:
        with path.open("rb") as file:
            return decode(bounded_read(file, MAX_INPUT_BYTES))
    except RejectedInput as error:
        raise UsageError(f"--text {path}: {error}") from None
    except OSError as error:
        raise AccessError.of("read", error) from error


def _edited(fields: Fields) -> str:
    """Let the user edit the seed text of an article; returns it as it was if nothing is saved."""
    if not is_terminal(sys.stdin) or not is_terminal(sys.stdout):
        raise UsageError("without a terminal for an editor, say `--date` or `--text FILE`")
    from news_archive.article.date import ReducedDate
    from news_archive.reading.seed import format_seed

    text = format_seed(ReducedDate.parse(fields["date"]), fields["credit"], fields["body"])
    return click.edit(text, extension=".txt") or text
