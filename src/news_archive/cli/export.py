"""``archive export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.options import (
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
    output_file,
    say,
)
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines
from news_archive.render.export import write_jsonl, write_text

if TYPE_CHECKING:
    from typing import Any

_EPILOG = """\b
Examples:
  archive export > everything.jsonl
  archive export --format text --output afp.txt source:afp
  archive export --since 2024 'Ukraine OR Russland' --output war.jsonl
"""


@click.command("export", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, metavar="[QUERY…]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl"]),
    default="jsonl",
    show_default=True,
    help="Seed texts, one after the other, or records as JSON Lines.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Replace FILE, whole or not at all, instead of writing to standard output.",
)
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@narrowing_options
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    query: tuple[str, ...],
    form: str,
    output: Path | None,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    as_json: bool,
    **how: Any,
) -> int:
    """Write articles out, all of them or those that a query finds, the oldest first.

    `--json` with `--output` prints one object that says how many were written.
    """
    if as_json and form == "text" and output is None:
        raise UsageError(
            "seed texts are not JSON: `--json` needs `--output FILE`, or no `--format`"
        )
    write = write_text if form == "text" else write_jsonl
    text = " ".join(query) if query else None
    with open_archive(data) as archive:
        records = archive.fields(text, sort="oldest", **narrowing(since, until, sources, **how))
        if output is None:
            write(records, sys.stdout.buffer, harmless=is_terminal(sys.stdout))
            return ExitCode.DONE
        with output_file(output) as file:
            written = write(records, file)
    if as_json:
        out(json_lines.json_line({"written": written, "output": str(output)}))
    else:
        say(f"wrote {written:,} articles to {output}")
    return ExitCode.DONE
