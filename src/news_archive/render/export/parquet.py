"""Articles as a Parquet file, for data analysis; needs pyarrow, the extra ``parquet``.

A date is a string because it may be a month or a year. An id is a string, too.
"""

from __future__ import annotations

import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from news_archive.errors import UsageError
from news_archive.render.export.writers import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news_archive.article.line import Fields

# The size of a row group, which is held in memory until it is written.
_GROUP_ROWS = 20_000
_GROUP_CHARACTERS = 16 * 1024 * 1024


def load_pyarrow() -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module; raises ``UsageError`` if they are not installed."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed: pip install 'news-archive[parquet]'"
        ) from None


def write_parquet(records: Iterable[Fields], file: BinaryIO, *, harmless: bool = False) -> int:
    """Write records as Parquet, one row group at a time; returns how many.

    ``harmless`` is ignored: Parquet is not for a terminal.
    """
    del harmless
    arrow, parquet = load_pyarrow()
    schema = _schema(arrow)
    written = 0
    with parquet.ParquetWriter(_Sink(file), schema, compression="zstd") as writer:
        rows: list[Fields] = []
        characters = 0
        for fields in records:
            rows.append(_row(fields))
            characters += len(fields["body"])
            written += 1
            if len(rows) >= _GROUP_ROWS or characters >= _GROUP_CHARACTERS:
                writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
                rows, characters = [], 0
        if rows:
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
    return written


def _schema(arrow: Any) -> Any:
    kinds = {
        "sources": arrow.list_(arrow.string()),
        "ingested_at": arrow.timestamp("ms", tz="UTC"),
        "revision": arrow.int64(),
    }
    return arrow.schema(
        [
            arrow.field(name, kinds.get(name, arrow.string()), nullable=name == "credit")
            for name in COLUMNS
        ]
    )


def _row(fields: Fields) -> Fields:
    row = {name: fields[name] for name in COLUMNS}
    row["ingested_at"] = datetime.datetime.fromisoformat(fields["ingested_at"])
    return row


class _Sink:
    """An output file that keeps its own position, since the file below may be a pipe."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._written = 0

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._file.flush()

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Leave the file open; the caller closes it."""
