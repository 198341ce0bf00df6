"""SQLite's full-text search: accents are folded, and English words stemmed, but not German ones."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from peers.interface import Answers, PeerMissingError, Task, ask

NAME = "SQLite FTS5"

_TOKENIZERS = {
    "german": "unicode61 remove_diacritics 2",
    "english": "porter unicode61",
}
_WORD = re.compile(r"[^\W_]+")


def answers(task: Task) -> Answers:
    """Index the bodies in memory and ask the questions."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute(
                "CREATE VIRTUAL TABLE articles USING fts5"
                f"(id UNINDEXED, body, tokenize='{_TOKENIZERS[task.language]}')"
            )
        except sqlite3.OperationalError as error:
            raise PeerMissingError(f"this Python's SQLite cannot do it: {error}") from None
        database.executemany("INSERT INTO articles VALUES (?, ?)", task.bodies.items())
        database.execute("INSERT INTO articles(articles) VALUES ('optimize')")

        def search(text: str, limit: int) -> list[str]:
            words = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
            rows = database.execute(
                "SELECT id FROM articles WHERE articles MATCH ? ORDER BY bm25(articles) LIMIT ?",
                (words, limit),
            )
            return [row[0] for row in rows]

        return ask(search, task)
