"""``archive settings``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from news_archive.cli.options import json_option, open_archive, out
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  archive settings
  archive settings --language german --language english
"""


@click.command("settings", epilog=_EPILOG)
@click.option(
    "--language",
    "languages",
    metavar="NAME",
    multiple=True,
    help="Words inflect as in this language; may be repeated.",
)
@json_option
@click.pass_obj
def command(data: Path, /, languages: tuple[str, ...], as_json: bool) -> None:
    """Show the settings of an archive, or change them.

    Languages can be changed at any time: the index holds words as they are written.
    """
    with open_archive(data) as archive:
        if languages:
            archive.set_languages(languages)
        found = list(archive.languages)
    if as_json:
        out(json_lines.json_line({"languages": found}))
    else:
        out(plain.row(("languages", ", ".join(found))))
