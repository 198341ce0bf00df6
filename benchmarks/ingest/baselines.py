"""Baselines of `archive ingest` that are loops in Python; each runs as a process.

    python benchmarks/ingest/baselines.py sqlite FOLDER FILE
    python benchmarks/ingest/baselines.py engine FOLDER INDEX_FOLDER
    python benchmarks/ingest/baselines.py loop FOLDER

Prints JSON: ``articles``, and ``seconds`` and ``cpu_seconds`` if they were measured inside the
process. Each baseline imports only what it needs, because its start-up counts, too.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news_archive.article.record import Draft


def sqlite(folder: str, file: str) -> dict[str, Any]:
    """Fill a full-text table of SQLite as a short script would, with a row for each file."""
    import sqlite3
    from contextlib import closing

    from folders import files

    articles = 0
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=FULL")
        database.execute(
            "CREATE VIRTUAL TABLE articles USING fts5"
            "(id UNINDEXED, date UNINDEXED, body, tokenize='unicode61 remove_diacritics 2')"
        )
        database.execute("BEGIN")
        for entry in files(folder):
            # Not ``Path.open``, which is slower: the baseline should be as fast as possible.
            with open(entry.path, encoding="utf-8") as text:  # noqa: PTH123
                _, date, body = text.read().split(maxsplit=2)
            identity = entry.name.removesuffix(".txt")
            database.execute("INSERT INTO articles VALUES (?, ?, ?)", (identity, date, body))
            articles += 1
        database.execute("COMMIT")
    return {"articles": articles}


def sqlite_text_bytes(file: str) -> dict[str, Any]:
    """Return how many bytes of a database are texts; runs in a process that is not measured."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(file)) as database:
        (total,) = database.execute(
            "SELECT sum(length(CAST(body AS BLOB))) FROM articles"
        ).fetchone()
    return {"text_bytes": total}


def engine(folder: str, index_folder: str) -> dict[str, Any]:
    """Index with the archive's engine from memory: the time of the engine alone.

    The tokenizer is that of ``news_archive.index.tantivy.schema``, and positions are indexed. The
    clock starts when the bodies are in memory. It stops when the index is committed and its
    segments are merged.
    """
    import tantivy

    from news_archive.limits import ARENA_BYTES, MAX_WORD_BYTES

    bodies = [(draft.id, draft.body) for draft in _drafts(folder)]
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.remove_long(MAX_WORD_BYTES + 1))
        .build()
    )
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("words", tokenizer_name="word_forms", index_option="position")
        .build()
    )
    os.mkdir(index_folder)  # noqa: PTH102
    os.sync()
    began, busy = time.perf_counter(), time.process_time()
    index = tantivy.Index(schema, path=index_folder, reuse=False)
    index.register_tokenizer("word_forms", analyzer)
    writer = index.writer(ARENA_BYTES, 2)
    for identity, body in bodies:
        document = tantivy.Document()
        document.add_text("id", identity)
        document.add_text("words", body)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - busy
    return {"articles": len(bodies), "seconds": seconds, "cpu_seconds": cpu_seconds}


def loop(folder: str) -> dict[str, Any]:
    """Read, parse and validate with the archive's own functions, and store nothing."""
    from news_archive.article.record import content_digest, seal

    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    articles = 0
    for draft in _drafts(folder):
        articles += 1
        seal(draft, content_digest(draft.date, draft.credit, draft.body), now, articles)
    return {"articles": articles}


def _drafts(folder: str) -> Iterator[Draft]:
    from news_archive.article.record import Draft
    from news_archive.reading.reader import ReadingOptions, read_drafts

    for found in read_drafts([folder], ReadingOptions()):
        if isinstance(found, Draft):
            yield found


if __name__ == "__main__":
    _BASELINES = {
        "sqlite": sqlite,
        "sqlite-text-bytes": sqlite_text_bytes,
        "engine": engine,
        "loop": loop,
    }
    print(json.dumps(_BASELINES[sys.argv[1]](*sys.argv[2:])))
