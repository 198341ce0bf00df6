"""Export of articles to a stream, one after the other: seed text, JSON Lines, CSV, Markdown.

Articles are written as they come, so memory use does not grow with their number. ``harmless`` is
for a terminal: control characters are shown instead of sent.
"""

from __future__ import annotations

import codecs
import csv
from typing import TYPE_CHECKING, BinaryIO

from news_archive.article.date import ReducedDate
from news_archive.reading.seed import format_seed
from news_archive.render.export.markdown import article_markdown
from news_archive.render.json_lines import json_line
from news_archive.render.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from news_archive.article.line import Fields

# The columns of a table. It has no checksum, because that is the checksum of a JSON line.
COLUMNS = (
    "id", "date", "sources", "credit", "body", "origin", "ingested_at", "revision", "digest",
)  # fmt: skip


def article_text(fields: Fields) -> str:
    """Return an article as seed text."""
    return format_seed(ReducedDate.parse(fields["date"]), fields["credit"], fields["body"])


def write_text(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write seed texts with an empty line after each; returns how many."""
    return _write_each(records, article_text, file, harmless=harmless)


def write_markdown(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write one Markdown document with a heading for each article; returns how many articles."""
    return _write_each(records, article_markdown, file, harmless=harmless)


def _write_each(
    records: Iterable[Fields],
    written_as: Callable[[Fields], str],
    file: BinaryIO,
    *,
    harmless: bool,
) -> int:
    written = 0
    for fields in records:
        text = written_as(fields)
        file.write((visible(text) if harmless else text).encode() + b"\n\n")
        written += 1
    return written


def write_jsonl(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write one record per line; returns how many. JSON is always harmless."""
    del harmless
    written = 0
    for fields in records:
        file.write(json_line(fields, compact=True).encode() + b"\n")
        written += 1
    return written


def write_excel_csv(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write CSV as Excel opens it by a double click: semicolons, and a byte-order mark."""
    file.write(codecs.BOM_UTF8)
    return write_csv(records, file, harmless=harmless, delimiter=";")


def write_csv(
    records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False, delimiter: str = ","
) -> int:
    """Write a CSV table with a header, as in RFC 4180; returns how many articles.

    ``sources`` are joined by ``;``, a missing credit is an empty field, and a line break in a text
    is kept within the quotes. Texts that a spreadsheet may treat as formulas are not changed.
    """
    rows = csv.writer(_Encoded(file), delimiter=delimiter)
    rows.writerow(COLUMNS)
    written = 0
    for fields in records:
        cells = table_row(fields)
        rows.writerow(map(visible, cells) if harmless else cells)
        written += 1
    return written


def table_row(fields: Fields) -> list[str]:
    """Return the cells of an article, as ``COLUMNS`` names them."""
    row = {**fields, "sources": ";".join(fields["sources"]), "credit": fields["credit"] or ""}
    return [str(row[name]) for name in COLUMNS]


class _Encoded:
    """Takes text and writes UTF-8."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())
