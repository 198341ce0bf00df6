"""How long do twenty snippets of long articles take, which a page of hits adds to a search?

    python benchmarks/search/snippets.py CORPORA

``CORPORA/wikinews-de/seeds.tar.gz`` is ingested into a temporary folder. Its longest articles are
extended with the texts of others. For each kind of query it prints the median time of twenty
snippets with a new ``Highlighter``, as in each search; the median time of twenty more with the same
one; and the first time as a multiple of the time for splitting the same texts into words.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from news_archive import Archive
from news_archive.index.engines import engine_of
from news_archive.query.grammar import parse_query
from news_archive.query.highlight import Highlighter
from news_archive.store.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.query.vocabulary import Vocabulary

QUERIES = {
    "one word": "Minister",
    "three words": "Regierung Präsident Wahl",
    "phrase": '"der Präsident"',
    "trailing wildcard": "Verteidig*",
    "leading wildcard": "*minister",
    "very many forms": "a*",
    "fuzzy": "Selenski~",
    "nearness": '"Präsident Regierung"~8',
    "common words": "der die das",
    "no word": "source:afp",
}

TEXTS = 20
SHORTEST = 15_000  # characters, the length of the longest newspaper articles
ROUNDS = 15


def main() -> None:
    seeds = Path(sys.argv[1]) / "wikinews-de" / "seeds.tar.gz"
    with tempfile.TemporaryDirectory(prefix="snippets-") as folder, Archive(folder) as archive:
        archive.ingest([seeds])
        texts = long_texts(archive)
        opened = engine_of(Layout(Path(folder)), ("german",)).open()
        if opened is None:
            sys.exit("the archive has no index")
        vocabulary = opened.reader.vocabulary
        parting = median_of(lambda: [re.findall(r"\w+", text) for text in texts])
        size = sum(map(len, texts))
        print(f"{TEXTS} texts, {size:,} characters; parted into words: {parting:.1f} ms")
        print(f"{'query':<20}{'ms':>8}{'again':>8}{'ratio':>8}")
        for name, query in QUERIES.items():
            first, again = measured(query, vocabulary, texts)
            print(f"{name:<20}{first:8.1f}{again:8.1f}{first / parting:8.1f}")
        opened.close()


def long_texts(archive: Archive) -> list[str]:
    bodies = sorted((fields["body"] for fields in archive.fields()), key=len, reverse=True)
    others = iter(bodies[TEXTS:])
    texts = []
    for body in bodies[:TEXTS]:
        text = body
        while len(text) < SHORTEST:
            text += "\n\n" + next(others)
        texts.append(text)
    return texts


def measured(query: str, vocabulary: Vocabulary, texts: list[str]) -> tuple[float, float]:
    asked = parse_query(query)
    highlighter = Highlighter(asked, vocabulary)

    def new() -> None:
        nonlocal highlighter
        highlighter = Highlighter(asked, vocabulary)
        again()

    def again() -> None:
        for text in texts:
            highlighter.snippet(text)

    return median_of(new), median_of(again)


def median_of(work: Callable[[], object]) -> float:
    """Return the median of some rounds in milliseconds, without the first."""
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


if __name__ == "__main__":
    main()
