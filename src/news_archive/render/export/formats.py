"""The export formats for articles. A new one needs a module here and a line in ``FORMATS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from news_archive.render.export.markdown import article_markdown
from news_archive.render.export.parquet import load_pyarrow, write_parquet
from news_archive.render.export.spreadsheet import load_xlsxwriter, write_workbook
from news_archive.render.export.writers import (
    article_text,
    write_csv,
    write_excel_csv,
    write_jsonl,
    write_markdown,
    write_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from news_archive.article.line import Fields


class Write(Protocol):
    """Writes articles to one file; returns how many."""

    def __call__(self, records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
        """``harmless``: for a terminal, show control characters instead of sending them."""


class Format(NamedTuple):
    """One format: the ending of its files, and the functions that write them.

    ``write_one`` formats one article as its own file, if that makes sense. ``prepare`` raises
    ``UsageError`` if a library is missing. ``is_binary`` means that it is not for a terminal.
    """

    ending: str
    write: Write
    write_one: Callable[[Fields], str] | None = None
    prepare: Callable[[], object] = lambda: None
    is_binary: bool = False


FORMATS = {
    "jsonl": Format(".jsonl", write_jsonl),
    "text": Format(".txt", write_text, write_one=article_text),
    "csv": Format(".csv", write_csv),
    "excel": Format(".csv", write_excel_csv),
    "xlsx": Format(".xlsx", write_workbook, prepare=load_xlsxwriter, is_binary=True),
    "parquet": Format(".parquet", write_parquet, prepare=load_pyarrow, is_binary=True),
    "markdown": Format(".md", write_markdown, write_one=article_markdown),
}

FORMAT_OF_ENDING = {
    ".json": "jsonl",
    **{form.ending: name for name, form in FORMATS.items() if name != "excel"},
}
