"""``archive export``."""

from __future__ import annotations

import os
import sys
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from news_archive.cli.main import is_terminal
from news_archive.cli.option_types import Number, WordedDefault
from news_archive.cli.options import (
    OutputPath,
    QueryCommand,
    json_option,
    narrowing,
    narrowing_options,
    open_archive,
    out,
    output_file,
    say,
)
from news_archive.cli.progress import ArticlesProgress
from news_archive.errors import ExitCode, UsageError
from news_archive.render import json_lines
from news_archive.render.export.article_files import write_folder, write_tar
from news_archive.render.export.formats import FORMAT_OF_ENDING, FORMATS
from news_archive.store.files import new_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from news_archive.archive import Archive
    from news_archive.article.line import Fields

_EPILOG = """\b
Examples:
  archive export > everything.jsonl
  archive export --format text --output everything.tar.gz
  archive export --output afp/ source:afp
  archive export --since 2024 'Ukraine OR Russland' --output war.csv
"""

_TAR_ENDINGS = (".tar.gz", ".tgz")
_PACKED_ENDINGS = (".gz", ".zip", ".tar", ".bz2", ".xz", ".zst", ".7z")
_SPREADSHEET_ENDINGS = (".xls", ".ods", ".numbers")


class Target(NamedTuple):
    """Path and format of an export; no ``path`` is standard output."""

    form: str
    path: Path | None
    is_folder: bool = False
    is_tar: bool = False


@click.command("export", cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, metavar="[QUERY…]")
@click.option(
    "--format",
    "form",
    cls=WordedDefault,
    type=click.Choice(list(FORMATS)),
    show_default="by the ending of --output, or jsonl",
    help="Records as JSON Lines, seed texts, a table (excel: CSV with semicolons; xlsx: a "
    "workbook), or Markdown.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=OutputPath(),
    help="Replace FILE, whole or not at all, instead of writing to standard output. "
    "FOLDER/ (new or empty) and NAME.tar.gz get a text or Markdown file for each article.",
)
@click.option(
    "--ids-from",
    metavar="FILE",
    type=click.File(encoding="utf-8"),
    help="The articles whose ids are in FILE, one a line; - for standard input.",
)
@click.option("--limit", "-n", type=Number(min=1), help="Only so many of them.")
@click.option("--any", is_flag=True, help="One of the words is enough.")
@click.option("--exact", is_flag=True, help="Words as typed, no inflection.")
@narrowing_options
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    query: tuple[str, ...],
    form: str | None,
    output: str | None,
    ids_from: IO[str] | None,
    limit: int | None,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    as_json: bool,
    **how: Any,
) -> int:
    """Write articles out, all of them or those that a query finds, the oldest first.

    To ingest a folder or a .tar.gz of texts makes the same articles, with their ids.

    `--json` with `--output` prints one object that says how many were written.
    """
    target = _target(form, output)
    if target.path is None and as_json and target.form != "jsonl":
        raise UsageError(f"{target.form} is not JSON: `--json` needs `--output FILE`, or jsonl")
    written_as = FORMATS[target.form]
    written_as.prepare()
    if written_as.is_binary and target.path is None and is_terminal(sys.stdout):
        name = target.form.capitalize()
        raise UsageError(
            f"{name} is not for a terminal: `--output FILE{written_as.ending}` names a file"
        )
    text = " ".join(query) if query else None
    if ids_from is not None and (text or since or until or sources):
        raise UsageError("--ids-from names the articles; leave out QUERY and filters")
    narrowed = narrowing(since, until, sources, **how)
    with open_archive(data) as archive:
        if ids_from is None:
            found = archive.fields(text, sort="oldest", **narrowed)
        else:
            found = _records_of(archive, ids_from)
        records = islice(found, limit)
        if target.path is None:
            written_as.write(records, sys.stdout.buffer, harmless=is_terminal(sys.stdout))
            return ExitCode.DONE
        # The total is only counted if somebody sees it.
        total = archive.count(text, **narrowed) if is_terminal(sys.stderr) else 0
        if limit is not None:
            total = min(total, limit)
        with ArticlesProgress("exporting") as progress:
            written = _write(_followed(records, progress, total), target, target.path)
    if as_json:
        out(json_lines.json_line({"written": written, "output": output}))
    else:
        say(f"wrote {written:,} {'article' if written == 1 else 'articles'} to {output}")
    return ExitCode.DONE


def _records_of(archive: Archive, ids: IO[str]) -> Iterator[Fields]:
    """Yield the records of ids, one a line; raises ``NothingFoundError`` for one that is none."""
    for line in ids:
        if identity := line.strip():
            yield archive.record(identity)


def _target(form: str | None, output: str | None) -> Target:
    if output is None or output == "-":
        return Target(form or "jsonl", None)
    if not output:
        raise UsageError("the name behind `--output` is empty")
    path = Path(output)
    name = path.name.lower()
    ending = os.path.splitext(name)[1]  # noqa: PTH122
    is_folder = output.endswith("/") or path.is_dir()
    is_tar = not is_folder and name.endswith(_TAR_ENDINGS)
    if not is_folder and not is_tar:
        _check_ending(output, path, ending, form)
    if form is None:
        by_ending = FORMAT_OF_ENDING.get(ending, "jsonl")
        form = "text" if is_folder or is_tar else by_ending
    if (is_folder or is_tar) and FORMATS[form].write_one is None:
        raise UsageError(
            f"{form} is one file, and {output} is a folder or an archive of files: "
            "`--format text` or `markdown`, or the name of a file"
        )
    if is_folder:
        _check_free(path, output)
    return Target(form, path, is_folder, is_tar)


def _check_ending(output: str, path: Path, ending: str, form: str | None) -> None:
    """Raise ``UsageError`` for a file name whose ending does not fit what is written."""
    if ending in _PACKED_ENDINGS:
        raise UsageError(
            f"{output} would be packed, and only NAME.tar.gz is, with a file for each article: "
            f"leave out {ending} and pack what is written"
        )
    if ending in _SPREADSHEET_ENDINGS:
        raise UsageError(
            f"{output}: what spreadsheet programs open is written as NAME.xlsx or NAME.csv"
        )
    is_new_file = path.is_file() or not path.exists()
    if ending not in FORMAT_OF_ENDING and form is None and is_new_file:
        known = ", ".join((*FORMAT_OF_ENDING, ".tar.gz"))
        raise UsageError(
            f"{output} does not say what is to be written: its ending is none of {known}; "
            "use one of these, or `--format`"
        )


def _check_free(path: Path, output: str) -> None:
    if path.is_dir():
        if any(path.iterdir()):
            raise UsageError(f"the folder {output} is not empty; name a new one")
    elif os.path.lexists(path):
        raise UsageError(f"{output} is there and is no folder")


def _followed(
    records: Iterable[Fields], progress: Callable[[int, int], None], total: int
) -> Iterator[Fields]:
    for done, fields in enumerate(records):
        progress(done, total)
        yield fields


def _write(records: Iterable[Fields], target: Target, path: Path) -> int:
    form = FORMATS[target.form]
    if target.is_folder and form.write_one is not None:
        with new_folder(path.resolve()) as folder:
            return write_folder(records, form.write_one, form.ending, folder)
    with output_file(path) as file:
        if target.is_tar and form.write_one is not None:
            return write_tar(records, form.write_one, form.ending, file)
        return form.write(records, file, harmless=False)
