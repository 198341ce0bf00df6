"""Proximity and fuzzy words: how they are read, what they find, what is highlighted."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of, text

from news_archive.errors import QuerySyntaxError
from news_archive.query.grammar import parse_query
from news_archive.query.highlight import Highlighter
from news_archive.query.nearness import is_near, near_places
from news_archive.query.oracle import matches
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
    assert near_places(found, distance) == {place for chosen in choices for place in chosen}
    assert is_near(found, distance) == bool(choices)


def test_a_flood_of_one_word_does_not_hang() -> None:
    flood = list(range(3000))
    assert near_places([flood, flood, flood], 50)
    assert not near_places([[0], [1000], flood], 50)


def test_words_that_are_repeated_and_everywhere_are_placed_at_once() -> None:
    flood = list(range(20_000))
    began = time.process_time()
    assert near_places([flood] * 8, 50) == set(flood)
    assert near_places([flood[at::8] for at in range(8)], 9999) == set(flood)
    # Eight equal words and seven places for them: no order of them helps.
    sparse = [place for place in range(20_000) if place % 10 < 7]
    assert not is_near([sparse] * 8, 8)
    assert time.process_time() - began < 5.0


def test_the_oracle_answers_for_repeated_words_at_once() -> None:
    body = "der " * 300
    reader = reader_of(body)
    began = time.process_time()
    near = parse_query('"der der der der der der der der"~50')
    assert matches(near, text(body), reader.vocabulary)
    near = parse_query('"der der der der der der der der"~6')
    assert not matches(near, text(body), reader.vocabulary)
    assert time.process_time() - began < 10.0


def test_every_word_that_is_near_is_marked() -> None:
    body = "Macron traf Putin, und Macron schwieg. Viele Worte später kam auch noch ein Macron."
    spans = Highlighter(parse_query('"Putin Macron"~3'), reader_of(body).vocabulary).spans(body)
    assert [body[start:end] for start, end in spans] == ["Macron", "Putin", "Macron"]


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
