"""Nearby spellings of words that no article has."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.query.grammar import parse_query
from news_archive.query.spelling import Suggestion, edit_distance, nearby, suggestions


@cache
def _slowly(one: str, other: str) -> int:
    """Optimal string alignment by its definition."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        _slowly(one[:-1], other) + 1,
        _slowly(one, other[:-1]) + 1,
        _slowly(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[-2:][::-1]:
        ways.append(_slowly(one[:-2], other[:-2]) + 1)
    return min(ways)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("", "", 0),
        ("haus", "haus", 0),
        ("haus", "maus", 1),
        ("haus", "hau", 1),
        ("haus", "hauss", 1),
        ("haus", "hasu", 1),
        ("haus", "ahsu", 2),
        ("ca", "abc", 3),
        ("selenski", "selenskyj", 2),
    ],
)
def test_the_distance_counts_edits_and_swaps_of_neighbours(
    one: str, other: str, wanted: int
) -> None:
    assert edit_distance(one, other, 9) == wanted


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 4))
def test_the_distance_is_that_of_the_slow_definition_up_to_the_limit(
    one: str, other: str, limit: int
) -> None:
    wanted = _slowly(one, other)
    found = edit_distance(one, other, limit)
    assert found == wanted if wanted <= limit else found > limit


def test_nearby_forms_are_those_with_few_edits_the_nearest_and_commonest_first() -> None:
    reader = reader_of(
        "Minister", "Minister Ministers", "Ministern Ministeren", "Magister", "Minster Haus"
    )
    assert nearby("minister", reader.vocabulary) == [
        ("minister", 2),
        ("ministern", 1),
        ("ministers", 1),
        ("minster", 1),
        ("ministeren", 1),
    ]


def test_a_short_word_allows_one_edit() -> None:
    vocabulary = reader_of("Haus Hasu Halsu Hauen Hosu").vocabulary
    assert [form for form, _ in nearby("haus", vocabulary)] == ["haus", "hasu"]


def test_a_bare_word_in_no_article_gets_a_suggestion() -> None:
    vocabulary = reader_of("Lecornu Minister", "Lecornu").vocabulary
    found = suggestions(parse_query("Lecronu Minister (Lecorn OR xyzzy)"), vocabulary)
    assert found == [
        Suggestion("lecronu", (("lecornu", 2),)),
        Suggestion("lecorn", (("lecornu", 2),)),
        Suggestion("xyzzy", ()),
    ]
    assert "did you mean lecornu (2)?" in found[0].sentence
    assert found[2].sentence == "no article has the word xyzzy"


def test_what_is_quoted_excluded_or_a_field_gets_no_suggestion() -> None:
    vocabulary = reader_of("Lecornu").vocabulary
    assert suggestions(parse_query('"Lecronu" -Lecronu id:Lecronu Lecr*'), vocabulary) == []


def test_a_word_in_another_inflection_gets_no_suggestion() -> None:
    assert suggestions(parse_query("Häusern"), reader_of("Haus").vocabulary) == []


def test_no_more_suggestions_are_made_than_asked_for() -> None:
    vocabulary = reader_of("Wahlen Wahlem Wahles Wahler").vocabulary
    (one,) = suggestions(parse_query("Wahlex"), vocabulary, most=2)
    assert len(one.nearby) == 2
