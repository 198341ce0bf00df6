"""``archive check``."""

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

    from news_archive.upkeep.findings import Report

_EPILOG = """\b
Examples:
  archive check
  archive check --repair                       damaged lines go to damaged/
  archive check --accept 000_680284227f96cff5  it was edited on purpose
"""


@click.command("check", epilog=_EPILOG)
@click.option("--repair", is_flag=True, help="Set damaged lines aside and build the index anew.")
@click.option(
    "--accept",
    "accepted",
    metavar="ID",
    multiple=True,
    shell_complete=complete_id,
    help="Seal the edited line of an article; may be repeated.",
)
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(
    data: Path, /, repair: bool, accepted: tuple[str, ...], no_wait: bool, as_json: bool
) -> int:
    """Read every line and compare it with its checksum, its content and the index.

    Changes nothing unless told to. Exit code 10 means that there is damage.
    """
    if repair and accepted:
        raise UsageError("first --accept what was edited on purpose, then --repair the rest")
    with open_archive(data, doing="checking", wait=not no_wait) as archive:
        if accepted:
            for sentence in archive.accept(accepted):
                say(sentence)
        if repair:
            for sentence in archive.repair():
                say(sentence)
        report = archive.check()
    if as_json:
        out(json_lines.json_line(json_lines.report_fields(report)))
    elif is_terminal(sys.stdout):
        # Only for a terminal: Rich is slow to load.
        from news_archive.render.terminal import console, show_report

        show_report(report, console(sys.stdout))
    else:
        for row in plain.report_rows(report):
            out(row)
    return _exit_code(report)


def _exit_code(report: Report) -> int:
    return ExitCode.DONE if report.is_sound else ExitCode.DAMAGED
