"""Copies an archive's articles into SQLite with FTS5, the full-text index most programs can use.

    python benchmarks/search/fts5.py ARCHIVE DATABASE

A database that has as many articles as the archive is left unchanged.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news_archive import Archive

LIMIT = 10

# An index with an external content table, so that the texts are stored once. SQLite recommends it,
# and sqlite-utils expects it.
_SCHEMA = """
CREATE TABLE articles (id TEXT NOT NULL, date TEXT NOT NULL, body TEXT NOT NULL);
CREATE VIRTUAL TABLE articles_fts USING fts5(
    id UNINDEXED, body, content="articles", tokenize='unicode61 remove_diacritics 2'
);
"""

STATEMENTS = {
    "query": f"SELECT id FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank LIMIT {LIMIT}",
    "page": "SELECT id, snippet(articles_fts, 1, '*', '*', '…', 24) FROM articles_fts"
    f" WHERE articles_fts MATCH ? ORDER BY rank LIMIT {LIMIT}",
    "count": "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?",
}


def statement(what: str, query: str) -> str:
    """Return a statement that contains its query, for the sqlite3 shell."""
    quoted = query.replace("'", "''")
    return STATEMENTS[what].replace("?", f"'{quoted}'")


def main() -> None:
    # Imported here, so that other modules can use the statements without loading the archive.
    from news_archive import Archive

    path = Path(sys.argv[2])
    with Archive(sys.argv[1]) as archive:
        if _articles(path) != len(archive):
            path.unlink(missing_ok=True)
            _make(archive, path)


def _articles(path: Path) -> int | None:
    """Return the number of articles in a database; ``None`` if it is missing or unfinished."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as database:
        (finished,) = database.execute("PRAGMA user_version").fetchone()
        if not finished:
            return None
        (articles,) = database.execute("SELECT count(*) FROM articles").fetchone()
    return int(articles)


def _make(archive: Archive, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_SCHEMA)
        database.executemany(
            "INSERT INTO articles VALUES (:id, :date, :body)", archive.fields(sort="oldest")
        )
        # Built at once and merged into one segment, which gives the fastest queries.
        database.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
        database.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
        database.execute("PRAGMA user_version = 1")
        database.commit()


if __name__ == "__main__":
    main()
