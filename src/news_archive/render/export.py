"""Articles on their way out: seed text and JSON Lines, exactly as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from news_archive.article.date import ReducedDate
from news_archive.reading.seed import format_seed
from news_archive.render.json_lines import json_line
from news_archive.render.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news_archive.archive.results import Fields


def write_text(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write seed texts with an empty line after each; returns how many.

    ``harmless``: for a terminal, with control characters shown instead of sent.
    """
    written = 0
    for fields in records:
        text = format_seed(ReducedDate.parse(fields["date"]), fields["credit"], fields["body"])
        file.write((visible(text) if harmless else text).encode() + b"\n\n")
        written += 1
    return written


def write_jsonl(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write one record a line; returns how many. JSON is harmless always."""
    del harmless
    written = 0
    for fields in records:
        file.write(json_line(fields, compact=True).encode() + b"\n")
        written += 1
    return written
