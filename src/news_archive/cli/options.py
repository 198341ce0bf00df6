"""Options and arguments shared by several commands, and what all commands do first and last."""

from __future__ import annotations

import os
import re
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from news_archive.archive import Archive
from news_archive.cli.main import is_terminal
from news_archive.cli.option_types import Number, WordedDefault
from news_archive.errors import ArchiveError, UsageError
from news_archive.render.safe_text import one_line
from news_archive.store.files import replacing_file
from news_archive.store.layout import Layout
from news_archive.sync.listener import Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from news_archive.query.request import Narrowing

_Function = TypeVar("_Function", bound="Callable[..., Any]")

# Work worth a progress bar: a second of indexing, or half a second of reading [bytes].
_WORTH_SHOWING_BYTES = 16 * 1024 * 1024

# Text that is one plain word to every shell. Ids come from file names, which anybody may have
# chosen.
_PLAIN_WORD = re.compile(r"[\w.:@%+,=/-]+")

# The short options of all commands, and what other programs have for "ignore case".
_SHORT_OPTION = re.compile(r"-[nosihV]")
_ATTACHED_LIMIT = re.compile(r"-n[0-9]+")


class QueryCommand(click.Command):
    """A command whose arguments are a query, so that ``-Putin`` is text and not options.

    An argument that begins with one hyphen and is no declared option is query text, and so is
    everything after ``--``. A long option that does not exist is an error, and so is a letter that
    is an option of another command: it is probably a mistake.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put options first and query text after ``--``."""
        takes_value = {
            name: not getattr(parameter, "is_flag", False)
            and not getattr(parameter, "count", False)
            for parameter in self.get_params(ctx)
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        options: list[str] = []
        text: list[str] = []
        remaining = iter(args)
        for argument in remaining:
            name = argument.partition("=")[0] if argument.startswith("--") else argument
            if argument == "--":
                text.extend(remaining)
            elif argument.startswith("-") and name in takes_value:
                options.append(argument)
                if takes_value[name] and name == argument:
                    value = next(remaining, None)
                    if value is None and ctx.resilient_parsing:
                        break
                    if value is None:
                        reason = f"Option {name!r} requires an argument."
                        raise click.BadOptionUsage(name, reason, ctx)
                    options.append(value)
            elif argument.startswith("--") or _ATTACHED_LIMIT.fullmatch(argument):
                options.append(argument)
            elif _SHORT_OPTION.fullmatch(argument):
                known = ", ".join(name for name in takes_value if re.fullmatch("-.", name))
                raise click.UsageError(
                    f"{ctx.info_name} has no option {argument}, but {known}; "
                    "to exclude that letter from the query, write it behind `--`",
                    ctx,
                )
            else:
                text.append(argument)
        return super().parse_args(ctx, [*options, "--", *text])


def json_option(function: _Function) -> _Function:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="JSON, one object a line, as in docs/json.md."
    )(function)


def complete_source(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Offer the codes of the agencies that articles of the archive are credited to."""
    del parameter
    data = ctx.find_root().params.get("data") or "data"
    try:
        with Archive(data, wait=False) as archive:
            found = archive.facets().by_source
    except (ArchiveError, OSError):
        return []
    return [code for code in found if code.startswith(incomplete) and _PLAIN_WORD.fullmatch(code)]


def narrowing_options(function: _Function) -> _Function:
    """Add ``--since``, ``--until``, ``--precise`` and ``--source``."""
    for decorate in reversed(
        (
            click.option(
                "--since", metavar="DATE", help="2024, 2024-04-03, 'März 2024', '3 months ago' …"
            ),
            click.option(
                "--until", metavar="DATE", help="The same forms; the day itself included."
            ),
            click.option(
                "--precise", is_flag=True, help="Not what is dated less precisely than these."
            ),
            click.option(
                "--source",
                "sources",
                metavar="AGENCY",
                multiple=True,
                shell_complete=complete_source,
                help="Only this agency; may be repeated; `none` for articles without one.",
            ),
        )
    ):
        function = decorate(function)
    return function


def paging_options(limit: int) -> Callable[[_Function], _Function]:
    """Add ``--limit`` and ``--page``."""

    def decorate(function: _Function) -> _Function:
        function = click.option(
            "--page", type=Number(min=1), default=1, show_default=True, help="Which page of them."
        )(function)
        return click.option(
            "--limit",
            "-n",
            cls=WordedDefault,
            type=Number(min=1),
            default=None,
            show_default=str(limit),
            help="How many on a page.",
        )(function)

    return decorate


def narrowing(
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    *,
    all: bool = False,  # noqa: A002 - the option's name
    any: bool = False,  # noqa: A002
    words: bool = False,
    exact: bool = False,
    compounds: bool = False,
    precise: bool = False,
) -> Narrowing:
    """Return the options that narrow a query, in the form that the library takes."""
    return {
        "since": since,
        "until": until,
        "sources": sources,
        "all": all,
        "any": any,
        "words": words,
        "exact": exact,
        "compounds": compounds,
        "precise": precise,
    }


@contextmanager
def open_archive(
    data: Path, *, doing: str = "building the index", **options: Any
) -> Iterator[Archive]:
    """Open the archive; its notices go to standard error.

    ``doing`` names the work in the progress bar, which appears if it takes long.
    """
    with ExitStack() as shown:
        progress = _BytesProgress(shown, doing)
        listener = Listener(notice=say, waiting=_say_waiting, progress=progress)
        with Archive(data, listener=listener, **options) as archive:
            yield archive


class _BytesProgress:
    """Shows progress on a terminal if the work takes long enough."""

    def __init__(self, shown: ExitStack, doing: str) -> None:
        self._shown = shown
        self._doing = doing
        self._update: Callable[[int, int], None] | None = None

    def __call__(self, done: int, total: int) -> None:
        if total < _WORTH_SHOWING_BYTES or not is_terminal(sys.stderr):
            return
        if self._update is None:
            # Imported here because Rich is slow to load.
            from news_archive.render.progress import bytes_progress

            drawn = bytes_progress(sys.stderr, self._doing)
            self._update = self._shown.enter_context(drawn)
        self._update(done, total)


def say(sentence: str) -> None:
    """Write a sentence about the archive to standard error."""
    print(f"archive: {one_line(sentence)}", file=sys.stderr)  # noqa: T201


def note(line: str) -> None:
    """Write a line about the answer to standard error."""
    print(one_line(line), file=sys.stderr)  # noqa: T201


def out(line: str) -> None:
    """Write one line of the answer."""
    sys.stdout.write(line + "\n")


class OutputPath(click.Path):
    """A path to write an answer to; files of the archive itself are refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a path; raises ``UsageError``."""
        # During shell completion, the data folder has not been parsed yet.
        if ctx is not None and ctx.obj is not None and Layout(ctx.obj).owns(Path(value)):
            reason = "belongs to the archive, which alone writes there; name another"
            raise UsageError(f"{value} {reason}")
        return super().convert(value, param, ctx)


@contextmanager
def output_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for the answer: it is replaced as a whole or not at all.

    Devices and pipes, and a file that a standard stream is redirected to, are written to directly.
    """
    if _is_stream(path):
        with path.open("ab") as file:
            yield file
        return
    with replacing_file(path.resolve()) as file:
        yield file


def _is_stream(path: Path) -> bool:
    if not path.exists():
        return False
    if not path.is_file():
        return True
    for descriptor in (1, 2):
        with suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return True
    return False


def complete_id(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Offer ids with the typed prefix that need no quoting; none if there are none."""
    data = ctx.find_root().params.get("data") or "data"
    del parameter
    try:
        with Archive(data, wait=False) as archive:
            found = archive.completions(incomplete)
            return [identity for identity in found if _PLAIN_WORD.fullmatch(identity)]
    except (ArchiveError, OSError):
        return []


def _say_waiting(holder: str) -> None:
    say(f"waiting for {holder} to finish writing")
