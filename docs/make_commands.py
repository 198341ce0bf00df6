"""Makes ``docs/commands.md`` of what the commands say of themselves.

python docs/make_commands.py
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from news_archive.cli.main import COMMANDS, cli

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = Path(__file__).parent / "commands.md"

_HEAD = """\
# All commands

Every command, with all that can be said to it; `archive COMMAND --help` shows the same. This page
is made by `docs/make_commands.py` and not edited by hand.

[query.md](query.md) describes what a QUERY may be and which dates are read, [json.md](json.md) what
`--json` prints, [exit-codes.md](exit-codes.md) what the exit codes mean.
"""

# Click has no place for what an argument means.
_ARGUMENTS = {
    "QUERY…": "a query; several words are one query",
    "[QUERY…]": "a query, if wanted",
    "PATH…": "files, folders and archives, or `-` for standard input",
    "ID": "the id of an article",
    "ID…": "ids of articles",
    "{bash|zsh|fish}": "the shell",
}

# Documents that the help names, so that they become links.
_DOCUMENT_NAMES = re.compile(r"\bdocs/([a-z-]+\.md)")


def document() -> str:
    """Return the whole page."""
    context = click.Context(cli, info_name="archive", **cli.context_settings)
    parts = [_HEAD, "## archive\n", *_parts_of(cli, context)]
    parts.append("| command | what it does |\n|---|---|")
    parts[-1] += "".join(
        f"\n| [`{name}`](#archive-{name}) | {_prose(line)} |"
        for name, (_, line) in COMMANDS.items()
    )
    parts[-1] += "\n"
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts.append(f"## archive {name}\n")
        parts.extend(_parts_of(command, click.Context(command, info_name=name, parent=context)))
    return "\n".join(parts)


def _parts_of(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"    {usage}\n"
    yield _prose(_unwrapped(inspect.cleandoc(command.help or ""))) + "\n"
    yield "| argument or option | meaning | default |\n|---|---|---|\n" + "".join(
        f"| {written} | {meaning} | {default} |\n"
        for written, meaning, default in _options(context)
    )
    examples, _, rest = inspect.cleandoc(command.epilog or "").partition("\n\n")
    lines = examples.removeprefix("\b\n").splitlines()
    yield f"{lines[0]}\n"
    yield "```sh\n" + "".join(f"{line.strip()}\n" for line in map(_commented, lines[1:])) + "```\n"
    if rest:
        yield _prose(_unwrapped(rest)) + "\n"


def _options(context: click.Context) -> Iterator[tuple[str, str, str]]:
    for parameter in context.command.get_params(context):
        if isinstance(parameter, click.Argument):
            written = parameter.make_metavar(context)
            yield f"`{_cell(written)}`", _ARGUMENTS[written], ""
            continue
        record = parameter.get_help_record(context)
        assert record is not None
        written, text = record
        meaning, _, extra = text.partition("  [")
        default = re.search(r"default: ([^;\]]+)", extra)
        bound = re.search(r"(\d+ or more)", extra)
        if bound:
            meaning = f"{meaning.removesuffix('.')}; {bound[1]}."
        yield (
            ", ".join(f"`{_cell(part)}`" for part in written.split(", ")),
            _cell(_prose(meaning)),
            f"`{_cell(default[1])}`"
            if default and " " not in default[1]
            else default[1]
            if default
            else "",
        )


def _unwrapped(text: str) -> str:
    return re.sub(r"(?<=\S)\n(?=\S)", " ", text)


def _commented(line: str) -> str:
    """Return an example with what is said beside it as a comment of the shell."""
    return re.sub(r"(?<=\S)   *(?=\S)", "  # ", line.strip())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _prose(text: str) -> str:
    linked = _DOCUMENT_NAMES.sub(r"[\1](\1)", text)
    return re.sub(r"(?<![`\w\[-])(--[a-z][a-z-]*)(?![`\w])", r"`\1`", linked)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
