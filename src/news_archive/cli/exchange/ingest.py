"""``archive ingest``."""

from __future__ import annotations

import sys
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from news_archive.article.written_date import read_whole_date
from news_archive.cli.main import is_terminal
from news_archive.cli.option_types import Number, WordedDefault
from news_archive.cli.options import OutputPath, json_option, open_archive, out, output_file, say
from news_archive.errors import ExitCode, UsageError
from news_archive.limits import MAX_INPUT_BYTES
from news_archive.reading.inputs import total_bytes
from news_archive.reading.reader import (
    STANDARD_INPUT,
    ReadingOptions,
    check_given_id,
)
from news_archive.render import json_lines, plain
from news_archive.render.safe_text import one_line

if TYPE_CHECKING:
    from news_archive.ingest.outcome import Outcome

_EPILOG = """\b
Examples:
  archive ingest seeds/
  archive ingest batch.tar.gz more.jsonl --rejected rejected.tsv
  archive ingest old/ --date 1998 --encoding cp1252
  archive ingest - --id my-note < note.txt

Reads .txt, .jsonl (also .gz), .zip and .tar (also .gz, .bz2, .xz, .zst), and the data folders of
other archives. What was taken in
before and has not changed is left alone, so the same command can be run again at any time.
"""

# More than a screenful is no use on a screen; all of them go to --rejected FILE, or to a pipe.
_SHOWN_ON_TERMINAL = 20

# Kinds of files that are left alone are named, the commonest first [count].
_SHOWN_KINDS = 8


@click.command("ingest", epilog=_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(readable=False))
@click.option("--date", metavar="DATE", help="The date of texts that have no header.")
@click.option("--encoding", metavar="NAME", help="Of texts that are not in UTF-8: cp1252, say.")
@click.option(
    "--encoding-always", is_flag=True, help="With --encoding: also of texts that are valid UTF-8."
)
@click.option(
    "--id",
    "identity",
    metavar="ID",
    help="`path`: make ids of relative paths. For `-`: the id of the text; without one, standard "
    "input is JSON Lines.",
)
@click.option("--id-prefix", metavar="TEXT", default="", help="Put this before all ids.")
@click.option("--replace", is_flag=True, help="Store texts in the place of others of their id.")
@click.option("--keep", is_flag=True, help="Leave such texts out, and do not ask again.")
@click.option("--restore", is_flag=True, help="Take texts again that were deleted.")
@click.option(
    "--max-bytes",
    cls=WordedDefault,
    type=Number(min=1),
    default=MAX_INPUT_BYTES,
    show_default=f"{MAX_INPUT_BYTES:,}",
    help="The longest text that is read.",
)
@click.option(
    "--rejected",
    "rejected_file",
    metavar="FILE",
    type=OutputPath(path_type=Path, dir_okay=False),
    help="Write what was rejected, and why, to FILE (tab-separated).",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option("--quiet", is_flag=True, help="Say nothing but what was rejected.")
@click.option("--no-wait", is_flag=True, help="Exit with 11 if another process is writing.")
@json_option
@click.pass_obj
def command(
    data: Path,
    /,
    paths: tuple[str, ...],
    date: str | None,
    encoding: str | None,
    encoding_always: bool,
    identity: str | None,
    id_prefix: str,
    rejected_file: Path | None,
    as_json: bool,
    quiet: bool,
    no_wait: bool,
    max_bytes: int,
    **options: Any,
) -> int:
    """Take articles in from files, folders and archives.

    Each text begins ` date 2024-04 ` and may end in a credit such as `(afp)`. One input that cannot
    be read never stops the rest: it is named on standard error, and the exit code is 3.
    """
    if options["replace"] and options["keep"]:
        raise UsageError("--replace and --keep contradict each other; leave one of them out")
    if encoding_always and encoding is None:
        raise UsageError("--encoding-always needs --encoding NAME")
    reading = replace(
        _reading_options(paths, date, encoding, identity, max_bytes),
        encoding_always=encoding_always,
        id_prefix=id_prefix,
    )
    with ExitStack() as stack:
        # Opened first, so that an error is reported before anything is done.
        rejections = stack.enter_context(output_file(rejected_file)) if rejected_file else None
        archive = stack.enter_context(open_archive(data, wait=not no_wait))
        is_new = not (data / "articles").exists()
        with _progress(() if quiet else paths) as on_progress:
            outcome = archive.ingest(paths, options=reading, on_progress=on_progress, **options)
        if rejections is not None:
            for rejection in outcome.rejected:
                rejections.write(f"{plain.row(rejection)}\n".encode())
            for origin in outcome.ignored_files:
                row = plain.row((origin, "left alone: files of this kind are not read"))
                rejections.write(f"{row}\n".encode())
    _report_rejected(outcome, rejected_file)
    if not quiet:
        _report_others(outcome)
    if as_json:
        out(json_lines.json_line(json_lines.outcome_fields(outcome)))
    elif not quiet:
        _print_outcome(outcome, data if is_new else None, dry_run=options["dry_run"])
    if outcome.interrupted:
        say("interrupted; what is counted is stored. Run the same command again to go on")
        return ExitCode.INTERRUPTED
    return ExitCode.INPUTS_REJECTED if outcome.rejected else ExitCode.DONE


def _reading_options(
    paths: tuple[str, ...],
    date: str | None,
    encoding: str | None,
    identity: str | None,
    max_bytes: int,
) -> ReadingOptions:
    from_input = STANDARD_INPUT in paths
    if encoding is not None:
        try:
            b"a".decode(encoding)
        except UnicodeDecodeError:
            pass  # it is an encoding whose letters take more than one byte
        except (LookupError, UnicodeError):
            raise UsageError(f"{encoding!r} is no encoding of texts") from None
    if from_input and len(paths) > 1:
        raise UsageError("`-` stands alone")
    if not from_input and identity not in (None, "name", "path"):
        raise UsageError("`--id` is `path` or `name`; any other id needs `-` for standard input")
    try:
        supplied = read_whole_date(date) if date is not None else None
        given = check_given_id(identity) if from_input and identity is not None else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    return ReadingOptions(
        date=supplied,
        encoding=encoding,
        max_bytes=max_bytes,
        id_from="path" if identity == "path" else "name",
        identity=given,
    )


def _progress(paths: tuple[str, ...]) -> Any:
    if not paths or not is_terminal(sys.stderr):
        return nullcontext(lambda _outcome: None)
    # Only for a terminal: Rich takes longer to load than a few files to read.
    from news_archive.render.progress import ingest_progress

    return ingest_progress(sys.stderr, lambda: total_bytes(paths))


def _report_rejected(outcome: Outcome, rejected_file: Path | None) -> None:
    shown = outcome.rejected
    if is_terminal(sys.stderr):
        shown = shown[:_SHOWN_ON_TERMINAL]
    for rejection in shown:
        say(f"rejected {rejection.origin}: {rejection.reason}")
    if len(shown) < len(outcome.rejected):
        hint = (
            f"all are in {rejected_file}" if rejected_file else "`--rejected FILE` keeps them all"
        )
        say(f"… and {len(outcome.rejected) - len(shown):,} more; {hint}")
    if outcome.unkept_sources:
        number = len(outcome.unkept_sources)
        say(
            f"{number:,} {'record names' if number == 1 else 'records name'} a source that is no "
            f"known news agency (the first: {outcome.unkept_sources[0]}); it is not kept"
        )


def _print_outcome(outcome: Outcome, new: Path | None, *, dry_run: bool) -> None:
    """Print what an ingest did; ``new`` is the data folder of an archive that it has made."""
    if not is_terminal(sys.stdout):
        for row in plain.outcome_rows(outcome):
            out(row)
        return
    if new is not None and not dry_run:
        out(f"a new archive, in {one_line(str(new.absolute()))}")
    out(_summary(outcome, dry_run=dry_run))


def _report_others(outcome: Outcome) -> None:
    _report_left_out(outcome)
    _report_ignored(outcome)
    _report_held_by_name(outcome)
    if outcome.decided:
        verb = "was" if outcome.decided == 1 else "were"
        say(
            f"{outcome.decided:,} of the unchanged {verb} corrected, replaced or refused here, and "
            "what is stored stays; `--replace` takes the text that is read"
        )
    if outcome.versions:
        versions = "version" if outcome.versions == 1 else "versions"
        say(f"{outcome.versions:,} earlier {versions} came along; `archive history` shows them")


def _report_ignored(outcome: Outcome) -> None:
    if not outcome.ignored:
        return
    kinds = sorted(outcome.ignored_kinds.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{number:,} {kind}" for kind, number in kinds[:_SHOWN_KINDS])
    more = ", …" if len(kinds) > _SHOWN_KINDS else ""
    files = "file" if outcome.ignored == 1 else "files"
    say(f"{outcome.ignored:,} {files} of other kinds left alone: {listed}{more}")


def _report_held_by_name(outcome: Outcome) -> None:
    if not outcome.held_by_name:
        return
    origin, identity = outcome.held_by_name[0]
    number = len(outcome.held_by_name)
    say(
        f"{number:,} {'text is' if number == 1 else 'texts are'} held under the id of the file's "
        f"name already and not stored again (the first: {origin} as {identity})"
    )


def _report_left_out(outcome: Outcome) -> None:
    number = len(outcome.left_out)
    if not number:
        return
    days = sorted({text.day for text in outcome.left_out})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    first = outcome.left_out[0].origin
    which = first if number == 1 else f"the first: {first}"
    say(f"{number:,} left out: deleted on {when} ({which}); `--restore` takes what was deleted")


def _summary(outcome: Outcome, *, dry_run: bool) -> str:
    rate = outcome.read / outcome.seconds if outcome.seconds else 0.0
    left_out = f", {len(outcome.left_out):,} left out" if outcome.left_out else ""
    return (
        f"{outcome.stored:,} stored, {outcome.updated:,} updated, "
        f"{outcome.unchanged:,} unchanged, {len(outcome.rejected):,} rejected"
        f"{left_out} in {outcome.seconds:.1f} s ({rate:,.0f}/s)"
        f"{'; nothing was written (dry run)' if dry_run else ''}"
    )
