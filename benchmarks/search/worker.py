"""Runs queries inside one process, with the archive or with SQLite's FTS5.

    python benchmarks/search/worker.py archive|fts5 query|page|count PATH QUERIES

``query``: the ids of the best ten; ``page``: ten hits with their snippets; ``count``: the number of
hits. For every line on standard input it runs all queries once and prints one line of JSON: for
each query its kind, its text, the number of hits and the time, or why it was refused. So several
such processes can take turns, each with its own memory.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fts5 import LIMIT, STATEMENTS
from queries import Query

from news_archive import Archive, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable


class RefusedError(Exception):
    """A query was not answered; the message says why."""


def main() -> None:
    engine, what, path, queries_path = sys.argv[1:]
    queries = [Query(**fields) for fields in json.loads(Path(queries_path).read_text("utf-8"))]
    if engine == "archive":
        _of_archive(what, Path(path), queries)
    else:
        _of_fts5(what, Path(path), queries)


def _of_archive(what: str, folder: Path, queries: list[Query]) -> None:
    with Archive(folder) as archive:

        def answer(query: Query) -> int:
            if what == "query":
                return len(archive.ids(query.text, limit=LIMIT))
            if what == "page":
                hits = archive.search(query.text, limit=LIMIT)
                return sum(1 for hit in hits if hit.snippet is not None)
            return archive.count(query.text)

        def ask(query: Query) -> int:
            try:
                return answer(query)
            except ArchiveError as error:
                raise RefusedError(str(error)) from None

        len(archive)  # opens it, which is measured with whole processes
        _serve(ask, queries)


def _of_fts5(what: str, path: Path, queries: list[Query]) -> None:
    with closing(sqlite3.connect(path)) as database:

        def ask(query: Query) -> int:
            rows = database.execute(STATEMENTS[what], (query.fts5,)).fetchall()
            return rows[0][0] if what == "count" else len(rows)

        _serve(ask, [query for query in queries if query.fts5])


def _serve(ask: Callable[[Query], int], queries: list[Query]) -> None:
    for _ in sys.stdin:
        print(json.dumps([_asked(ask, query) for query in queries]), flush=True)


def _asked(ask: Callable[[Query], int], query: Query) -> dict[str, object]:
    answer: dict[str, object] = {"kind": query.kind, "text": query.text}
    began = time.perf_counter()
    try:
        answer["hits"] = ask(query)
    except RefusedError as error:
        answer["refused"] = str(error)
    answer["took"] = (time.perf_counter() - began) * 1000
    return answer


if __name__ == "__main__":
    main()
