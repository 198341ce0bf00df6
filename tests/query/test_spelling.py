"""Nearby spellings of words that no article has."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.index.memory import MemoryReader
from news_archive.query.grammar import parse_query
from news_archive.query.spelling import (
    Suggestion,
    doubtful_words,
    edit_distance,
    is_near_spelling,
    likelier,
    nearby,
)
from news_archive.query.tree import AtLeast, Word


def unknown_words(text: str, reader: MemoryReader) -> list[str]:
    counts = doubtful_words(parse_query(text), reader.count)
    return [form for form, articles in counts.items() if not articles]


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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Lecronu", ["lecronu"]),
        ("Lecronu Minister (Lecorn OR xyzzy)", ["lecronu", "lecorn", "xyzzy"]),
        ("Lecronu AND Minister", ["lecronu"]),
        ("Ukriane-Krieg", ["ukriane"]),
        ("Ukraine-Kreig Minister", ["kreig"]),
        ('"Lecronu Minister" "Lecronu"', []),
        ("-Lecronu -(Lecorn OR xyzzy)", []),
        ("id:Lecronu source:xyzzy", []),
        ("Lecr* Lecronu~", []),
        ("Ministern Kriegen lecornu", []),
        ("Lecronu xyzzy lecronu LECRONU", ["lecronu", "xyzzy"]),
    ],
)
def test_bare_words_that_are_in_no_article_in_any_form_are_unknown(
    text: str, wanted: list[str]
) -> None:
    reader = reader_of("Lecornu Minister", "Lecornu, Ukraine-Krieg")
    assert unknown_words(text, reader) == wanted


def test_the_words_of_a_partial_answer_may_be_unknown() -> None:
    query = AtLeast(1, (Word("haus"), Word("hasu")))
    assert doubtful_words(query, reader_of("Haus").count) == {"haus": 1, "hasu": 0}


def test_a_word_in_another_spelling_is_known() -> None:
    reader = reader_of("Häuser Straße Erdoğan")
    assert unknown_words("Haus Strassen Erdogan", reader) == []


def test_a_rare_word_may_be_meant_for_one_ten_times_as_frequent() -> None:
    reader = reader_of(*["Nawalny sprach"] * 10, "Navalny sprach")
    assert likelier("navalny", 1, reader.vocabulary) == [("nawalny", 10)]
    assert likelier("navalny", 2, reader.vocabulary) == []
    assert likelier("nawalny", 10, reader.vocabulary) == []


def test_a_rare_word_that_the_lexicon_knows_is_meant() -> None:
    reader = reader_of(*["Die Kanzlerin kam"] * 10, "Der Kanzler kam")
    assert likelier("kanzler", 1, reader.vocabulary) == []


def test_the_likeliest_is_near_or_far_more_frequent() -> None:
    reader = reader_of(*["BioNTech"] * 200, *["Biontec"] * 3)
    assert [form for form, _ in nearby("biontek", reader.vocabulary)] == ["biontech", "biontec"]
    reader = reader_of(*["BioNTech"] * 20, *["Biontec"] * 3)
    assert [form for form, _ in nearby("biontek", reader.vocabulary)] == ["biontec", "biontech"]


@pytest.mark.parametrize(
    ("nearby", "wanted"),
    [
        ((), "no article has the word Lecronu"),
        ((("Lecornu", 1234),), "no article has the word Lecronu; did you mean Lecornu (1,234)?"),
        (
            (("Lecornu", 2), ("Lecorne", 1)),
            "no article has the word Lecronu; did you mean Lecornu (2), Lecorne (1)?",
        ),
    ],
)
def test_a_suggestion_says_what_may_have_been_meant(
    nearby: tuple[tuple[str, int], ...], wanted: str
) -> None:
    assert Suggestion("Lecronu", nearby).sentence == wanted


@pytest.mark.parametrize(
    ("typed", "form", "edits", "wanted"),
    [
        ("erdogan", "erdoğan", 0, True),
        ("erdogen", "erdoğan", 1, True),
        ("erdoğen", "erdogan", 1, False),
        ("selenski", "selenskyj", 2, True),
        ("selenski", "selenskyj", 1, False),
    ],
)
def test_a_form_is_near_as_it_is_written_or_as_it_is_folded(
    typed: str, form: str, edits: int, wanted: bool
) -> None:
    assert is_near_spelling(typed, form, edits) is wanted
