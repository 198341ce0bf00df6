"""Whatever is asked, the answer is hits or a usage error."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from made_archives import made
from news_archive import Hits
from news_archive.errors import UsageError

_WORDS = (
    "Minister", "Ministern", "MINISTER", "Häuser", "haeuser", "Straße", "Krise", "Ukraine-Krieg",
    "Thürngen", "e", "ü", "12", "AT&T", "東京", "I\u0307stanbul", "Ma\u00adus", "„Minister“",
)  # fmt: skip
_MARKS = (
    '"', '"~3', '"~', "(", ")", "-", "*", "?", "~", "~2", "~9", ":", "..", "\\", "/", "^", "[red]",
    "[/]", "{", "'", " OR ", " AND ", " NOT ", "source:", "source:afp", "source:none", "id:",
    "id:*", "id:a?", "date:", "date:2024", "date:2023..", "date:..2023-02", "date:2024..2020",
    "foo:", "\t", "\n", "\r", "\x00", "\x1b[31m", "\x07", "\x85", "\u2028", "\u202e", "\u0301",
    "\u200d", "\ufeff", "\ud800", "\U0010ffff", "😀", " ", " ", " ",
)  # fmt: skip

_ARTICLES = (
    {"id": "a1", "date": "2024-04", "text": "Der Minister sieht Häuser an der Straße. (afp)"},
    {"id": "a2", "date": "2023", "text": "Ministerin zum Ukraine-Krieg: 12 Tage Krise."},
    {
        "id": "b",
        "date": "2022-01-02",
        "text": "東京 [red]und[/red] İstanbul, Thüringen, Maus. (dpa)",
    },
)


def queries(number: int) -> Iterator[str]:
    """Yield random queries, the same ones every time."""
    chance = random.Random(20240403)
    for _ in range(number):
        if chance.random() < 0.15:
            highest = chance.choice((0x7F, 0x250, 0x3000, 0x10FFFF))
            length = chance.randrange(12)
            yield "".join(chr(chance.randrange(highest + 1)) for _ in range(length))
            continue
        pieces = (
            chance.choice(_WORDS) + chance.choice(("", " ", " "))
            if chance.random() < 0.55
            else chance.choice(_MARKS)
            for _ in range(chance.choice((1, 2, 3, 4, 6, 12)))
        )
        yield "".join(pieces)


def test_every_query_has_an_answer_or_is_a_usage_error(tmp_path: Path) -> None:
    archive = made(tmp_path, _ARTICLES)
    understood = nearest = refused = 0
    for query in queries(300):
        verbs: tuple[Callable[[str], object], ...] = (
            archive.count, archive.ids, archive.facets, archive.explain, archive.suggestions,
        )  # fmt: skip
        try:
            hits = archive.search(query, explain=True, facets=True)
        except UsageError:
            refused += 1
            for verb in verbs:
                assert is_refused(verb, query), query
            continue
        assert isinstance(hits, Hits)
        count, ids, facets, explanation, _ = (verb(query) for verb in verbs)
        assert explanation
        assert isinstance(ids, list)
        assert hits.facets is not None
        assert sum(hits.facets.by_month.values()) == hits.total, query
        assert count == len(ids)
        if hits.partial:
            assert (count, facets) == (0, ({}, {})), query
            assert hits.total > 0, query
            nearest += 1
        else:
            assert hits.complete == count, query
            assert hits.total >= count, query
            assert {hit.id for hit in hits} >= set(ids), query
        exact = archive.search(query, all=True, facets=True)
        if not exact.partial:
            assert (count, facets) == (exact.total, exact.facets), query
            assert [hit.id for hit in exact] == ids, query
            understood += bool(ids)
    # The queries are of all kinds, or this would be a test of the parser alone.
    assert min(understood, nearest, refused) > 15, (understood, nearest, refused)


def is_refused(verb: Callable[[str], object], query: str) -> bool:
    """Whether a verb takes this for a mistake in how it is called."""
    try:
        verb(query)
    except UsageError:
        return True
    return False
