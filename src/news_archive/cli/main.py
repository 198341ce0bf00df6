"""The group of commands, each loaded when it is called, and the handling of errors.

Only here does an error become an exit code and a sentence on standard error.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from news_archive import __version__
from news_archive.cli.option_types import WordedDefault
from news_archive.errors import ArchiveError, ExitCode, QuerySyntaxError
from news_archive.render.safe_text import cells, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

# Every command: its module, and its line in the help of the group (which loads no module).
COMMANDS = {
    "ingest": ("exchange.ingest", "Take articles in from files, folders and archives."),
    "search": ("search.search", "Find articles."),
    "list": ("search.list", "List articles, the newest first."),
    "timeline": ("analysis.timeline", "Show how many articles there are over time."),
    "context": ("analysis.context", "Show every match in its context, one line a match."),
    "collocates": (
        "analysis.collocates",
        "Find words that stand near others more often than by chance.",
    ),
    "show": ("search.show", "Show an article."),
    "browse": ("search.browse", "Look through the archive on the full screen."),
    "related": ("analysis.related", "Find articles like an article."),
    "duplicates": ("analysis.duplicates", "Find articles that are the same story; compare two."),
    "stats": ("search.stats", "Count articles by month, source and precision."),
    "export": (
        "exchange.export",
        "Write articles out as JSON Lines, seed text, a table, Markdown.",
    ),
    "history": ("upkeep.history", "List the versions of an article that are still on disk."),
    "edit": ("upkeep.edit", "Correct the date or the text of an article."),
    "delete": ("upkeep.delete", "Delete articles."),
    "check": ("upkeep.check", "Read everything and say what is damaged; repair it."),
    "compact": ("upkeep.compact", "Remove replaced and deleted articles from disk."),
    "reindex": ("upkeep.reindex", "Build the index anew from the JSON files."),
    "settings": ("upkeep.settings", "Show or change the languages of an archive."),
    "completion": ("search.completion", "Print what makes a shell complete commands and ids."),
}

_EPILOG = """\b
Examples:
  archive ingest seeds/
  archive search Lecornu
  archive search '"erklärte das Ministerium" source:afp date:2024'
  archive show 000_680284227f96cff5

`archive COMMAND --help` shows the options of a command, and examples. `archive help query`
prints the page of the documentation about queries; other pages are json, on-disk, library,
recipes and exit-codes.
"""


class ClosedPipeError(Exception):
    """The reader of our output has gone."""


class CommandGroup(click.Group):
    """The commands of ``COMMANDS``, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; ``None`` if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"news_archive.cli.{COMMANDS[cmd_name][0]}")
        return cast(click.Command, module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before the command; ``--data`` is taken from behind it, too."""
        if args[:1] == ["help"]:
            topic = args[1] if len(args) > 1 else ""
            if topic and topic not in COMMANDS:
                _print_page(topic)
                ctx.exit()
            args = [*args[1:2], "--help"]
        return super().parse_args(ctx, _data_first(args))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped name is answered with the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            # Imported here: only for a mistake.
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            meant = f"; did you mean `{near[0]}`?" if near else ""
            raise click.UsageError(f"there is no command `{args[0]}`{meant}", ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        """Read the arguments; hide a closed pipe from Click, which would exit with 1."""
        try:
            return super().make_context(*arguments, **named)
        except BrokenPipeError:
            raise ClosedPipeError from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; hide a closed pipe from Click."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ClosedPipeError from None


def _print_page(topic: str) -> None:
    """Print a page of the documentation; raises ``UsageError`` if there is none of that name."""
    # Imported here: only for this.
    from news_archive.cli.documentation import pages

    found = pages()
    if topic not in found:
        known = ", ".join(found) or "none, because the documentation was not installed"
        raise click.UsageError(f"there is no page {topic!r}; there are: {known}")
    text = found[topic].read_text(encoding="utf-8")
    if is_terminal(sys.stdout):
        click.echo_via_pager(text)
    else:
        print(text, end="")  # noqa: T201


def _data_first(args: list[str]) -> list[str]:
    """Put ``--data FOLDER`` before the command, wherever it stands before ``--``."""
    end = args.index("--") if "--" in args else len(args)
    for place, argument in enumerate(args[:end]):
        if argument == "--data" and place + 1 < end:
            return [*args[place : place + 2], *args[:place], *args[place + 2 :]]
        if argument.startswith("--data="):
            return [argument, *args[:place], *args[place + 1 :]]
    return args


@click.group(
    cls=CommandGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, "--version", "-V", prog_name="archive")
@click.option(
    "--data",
    cls=WordedDefault,
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    envvar="ARCHIVE_DATA",
    default=Path("data"),
    show_default="./data",
    help="The folder that holds the archive; also ARCHIVE_DATA.",
)
@click.pass_context
def cli(ctx: click.Context, data: Path) -> None:
    """Keep news articles as plain JSON on your own machine, and find any of them at once."""
    ctx.obj = data


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code, never raises."""
    _prepare_streams()
    # Python decodes arguments by the locale; an archive always uses UTF-8.
    arguments = [os.fsencode(text).decode("utf-8", "surrogateescape") for text in arguments]
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except (BrokenPipeError, ClosedPipeError):
        # Buffered output must not raise again when the interpreter exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except OSError as error:
        _complain(f"cannot write the output: {error.strerror}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ACCESS
    return code


def _prepare_streams() -> None:
    if sys.stdin is None:  # it was closed before we started, and others may have been, too
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(arguments: Sequence[str]) -> int:
    try:
        code = cli.main(args=list(arguments), prog_name="archive", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        _complain_of_usage(error)
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return ExitCode.INTERRUPTED
    except QuerySyntaxError as error:
        _complain(f"{error.reason}; `archive search --words` takes a text as nothing but words")
        _point_at(error)
        return error.exit_code
    except ArchiveError as error:
        _complain(str(error))
        return error.exit_code
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        where = f": {one_line(str(error.filename))}" if error.filename else ""
        _complain(f"the operating system refused: {error.strerror}{where}")
        return ExitCode.ACCESS
    except (ClosedPipeError, SystemExit):
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: a bug is said to be one
        sys.excepthook(type(error), error, error.__traceback__)
        _complain("this is a bug in news-archive; please report it with the lines above")
        return ExitCode.BUG
    return code if isinstance(code, int) else ExitCode.DONE


def _complain(sentence: str) -> None:
    print(f"archive: {one_line(sentence)}", file=sys.stderr)  # noqa: T201


def _complain_of_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    _complain(error.format_message())
    if context is not None:
        print(f"`{context.command_path} --help` shows how it is used", file=sys.stderr)  # noqa: T201


def _point_at(error: QuerySyntaxError, room: int = 70) -> None:
    """Print the query with a caret under the column of the error."""
    start = max(0, error.column - room + 10)
    before = one_line(error.query[start : error.column])
    after = one_line(error.query[error.column : start + room])
    lead = "…" if start else ""
    print(f"  {lead}{before}{after}", file=sys.stderr)  # noqa: T201
    print("  " + " " * cells(lead + before) + "^", file=sys.stderr)  # noqa: T201


def is_terminal(stream: IO[str]) -> bool:
    """Whether a stream is a terminal."""
    return stream.isatty()
