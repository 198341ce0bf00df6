"""Shared by ``related`` and ``search --like``: the text to look for, and the answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from news_archive.cli.main import is_terminal
from news_archive.cli.options import out
from news_archive.errors import AccessError, MissingHeader, RejectedInput, UsageError
from news_archive.limits import MAX_INPUT_BYTES
from news_archive.render import json_lines, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.analysis.related import Related

STANDARD_INPUT = "-"


def text_of(path: str) -> str:
    """Return the text in a file: the body of a seed text, else all of it; ``-``: standard input.

    Raises ``UsageError`` if it is no text, ``AccessError`` if it cannot be read.
    """
    # Imported here: reading seed text loads dateutil.
    from news_archive.article.text import canonical
    from news_archive.reading.encoding import decode
    from news_archive.reading.seed import parse_seed
    from news_archive.reading.size_limit import bounded_read

    try:
        if path == STANDARD_INPUT:
            data = bounded_read(sys.stdin.buffer, MAX_INPUT_BYTES)
        else:
            with Path(path).open("rb") as file:
                data = bounded_read(file, MAX_INPUT_BYTES)
        text = decode(data)
        try:
            return parse_seed(text).body
        except MissingHeader:
            return canonical(text)
    except RejectedInput as error:
        reason = str(error).partition("; `--")[0]  # options of ingest, not of this command
        raise UsageError(f"--like {path}: {reason}") from None
    except IsADirectoryError:
        raise UsageError(f"--like {path}: this is a folder, and no text") from None
    except FileNotFoundError:
        raise UsageError(f"--like {path}: there is no such file") from None
    except OSError as error:
        raise AccessError.of("read", error) from None


def print_related(articles: Sequence[Related], seconds: float, *, as_json: bool) -> None:
    """Print articles like a text; ``seconds`` is how long it took to find them."""
    if as_json:
        for article in articles:
            out(json_lines.json_line(json_lines.related_fields(article)))
    elif is_terminal(sys.stdout):
        # Imported here because Rich is slow to load.
        from news_archive.render.similarity import show_related
        from news_archive.render.terminal import console

        show_related(articles, seconds, console(sys.stdout))
    else:
        for article in articles:
            out(plain.related_row(article))
