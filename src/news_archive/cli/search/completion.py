"""``archive completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from news_archive.cli.options import json_option, out
from news_archive.render import json_lines

_EPILOG = """\b
Examples:
  eval "$(archive completion bash)"       in ~/.bashrc
  eval "$(archive completion zsh)"        in ~/.zshrc
  archive completion fish > ~/.config/fish/completions/archive.fish
"""


@click.command("completion", epilog=_EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@json_option
@click.pass_context
def command(ctx: click.Context, shell: str, as_json: bool) -> None:
    """Print what makes a shell complete commands, options and the ids of articles."""
    completion = get_completion_class(shell)
    if completion is None:  # pragma: no cover - the choice above lists what Click has
        raise click.UsageError(f"there is no completion for {shell}", ctx)
    script = completion(ctx.find_root().command, {}, "archive", "_ARCHIVE_COMPLETE").source()
    out(json_lines.json_line({"shell": shell, "script": script}) if as_json else script)
