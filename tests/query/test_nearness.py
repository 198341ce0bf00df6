"""Proximity and fuzzy words: how they are read, what they find, what is highlighted."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.errors import QuerySyntaxError
from news_archive.query.grammar import parse_query
from news_archive.query.highlight import Highlighter
from news_archive.query.nearness import near_places
from news_archive.query.tree import AllOf, Fuzzy, Near, Query, Source, Word


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"Putin Macron"~8', Near((Word("putin"), Word("macron")), 8)),
        ('"Ukraine-Krieg"~1', Near((Word("ukraine"), Word("krieg")), 1)),
        ("Selenski~", Fuzzy("selenski", 2)),
        ("Merz~", Fuzzy("merz", 1)),
        ("Selenski~1", Fuzzy("selenski", 1)),
        ("source:a*", Source("a*")),
    ],
)
def test_proximity_and_fuzzy_words_are_read(text: str, wanted: Query) -> None:
    assert parse_query(text) == wanted
    assert parse_query(f"{text} Wien") == AllOf((wanted, Word("wien")))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('"Putin Macron"~', 14),
        ('"Putin Macron"~0', 14),
        ('"Putin Macron"~x', 14),
        ('"Putin Macron"~8~', 14),
        ('"Putin"~8', 0),
        ('"a b c d e f g h i"~9', 0),
        ("Ukraine-Krieg~", 13),
        ("Sel*nski~", 8),
    ],
)
def test_what_cannot_be_near_or_nearly_so_is_pointed_at(text: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    assert caught.value.column == column


places = st.lists(
    st.lists(st.integers(0, 12), max_size=4, unique=True).map(sorted), min_size=1, max_size=4
)


@given(places, st.integers(1, 8))
def test_places_are_near_exactly_if_some_choice_of_them_is(
    found: list[list[int]], distance: int
) -> None:
    choices = [
        chosen
        for chosen in product(*found)
        if len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) <= distance
    ]
    near = near_places(found, distance)
    assert bool(near) == bool(choices)
    assert near <= {place for chosen in choices for place in chosen}


def test_a_flood_of_one_word_does_not_hang() -> None:
    flood = list(range(3000))
    assert near_places([flood, flood, flood], 50)
    assert not near_places([[0], [1000], flood], 50)


@pytest.mark.parametrize(
    ("query", "highlighted"),
    [
        ('"Macron Minister"~3', ["Ministern", "Macron"]),
        ('"Macron Minister"~2', []),
        ("Mackron~", ["Macron"]),
        ("Macorn~1", ["Macron"]),
    ],
)
def test_what_is_near_or_nearly_so_is_highlighted(query: str, highlighted: list[str]) -> None:
    body = "Den Ministern in Paris dankte Macron. Putin schwieg."
    body = body.replace("in Paris dankte", "dankte auch")
    spans = Highlighter(parse_query(query), reader_of(body).vocabulary).spans(body)
    assert [body[start:end] for start, end in spans] == highlighted
