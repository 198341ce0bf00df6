"""Articles as an Excel workbook (.xlsx); needs XlsxWriter, the extra ``excel``.

Every cell is text, so that no program takes an id for a number, a date for another one, or a text
for a formula.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from news_archive.errors import UsageError
from news_archive.render.export.writers import COLUMNS, table_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news_archive.article.line import Fields

# What a sheet and a cell can hold, as Microsoft specifies it [rows, UTF-16 code units].
_SHEET_ROWS = 1_048_576
_CELL_UNITS = 32_767

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_WIDTHS = {"id": 24, "date": 11, "body": 100}


def load_xlsxwriter() -> Any:
    """Return XlsxWriter; raises ``UsageError`` if it is not installed."""
    try:
        return import_module("xlsxwriter")
    except ImportError:
        raise UsageError(
            "an Excel workbook needs XlsxWriter, which is not installed: "
            "pip install 'news-archive[excel]'; --format excel writes CSV that Excel opens"
        ) from None


def write_workbook(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write records to a workbook, as many sheets as it takes; returns how many articles.

    A text that is longer than a cell can be is cut, and a note at its end says so. ``harmless`` is
    ignored: a workbook is not for a terminal.
    """
    del harmless
    written = 0
    with load_xlsxwriter().Workbook(file, _OPTIONS) as book:
        head = book.add_format({"bold": True})
        row, sheet = _new_sheet(book, head)
        for fields in records:
            if row == _SHEET_ROWS:
                row, sheet = _new_sheet(book, head)
            for column, text in enumerate(table_row(fields)):
                sheet.write_string(row, column, _cut(text))
            row += 1
            written += 1
    return written


def _new_sheet(book: Any, head: Any) -> tuple[int, Any]:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 14))
    sheet.write_row(0, 0, COLUMNS, head)
    return 1, sheet


def _cut(text: str) -> str:
    units = len(text.encode("utf-16-le")) // 2
    if units <= _CELL_UNITS:
        return text
    note = f" … [cut here: the text has {len(text):,} characters]"
    kept = text.encode("utf-16-le")[: 2 * (_CELL_UNITS - len(note))]
    # Half a pair of surrogates at the end is left out.
    return kept.decode("utf-16-le", "ignore") + note
