"""Articles on their way out: seed text and JSON Lines, exactly as they are stored."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING

from news_archive.article.date import ReducedDate
from news_archive.reading.seed import format_seed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news_archive.archive.results import Fields


def write_text(records: Iterable[Fields], file: IO[bytes]) -> int:
    """Write seed texts with an empty line after each; returns how many."""
    written = 0
    for fields in records:
        text = format_seed(ReducedDate.parse(fields["date"]), fields["credit"], fields["body"])
        file.write(text.encode() + b"\n\n")
        written += 1
    return written


def write_jsonl(records: Iterable[Fields], file: IO[bytes]) -> int:
    """Write one record a line; returns how many."""
    written = 0
    for fields in records:
        file.write(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        written += 1
    return written
