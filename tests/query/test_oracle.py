"""Whether an article matches: the definition that every index is held to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of, text

from news_archive.query.grammar import parse_query
from news_archive.query.oracle import is_form_of, matches
from news_archive.query.tree import (
    AllOf,
    And,
    Dated,
    Everything,
    Exact,
    Identifier,
    Not,
    Or,
    Pattern,
    Phrase,
    Word,
)

VOCABULARY = reader_of().vocabulary
ARTICLE = text(
    "BERLIN (dpa) – Die Häuser am Flug\u00adhafen kosteten 3,5 Millionen. Herr Mueller sagte: "
    "„Wir fördern den Ukraine-Krieg nicht.“ Erdoğan, Maße und AT&T.",
    "2024-04",
    "afp",
    "dpa",
    id="Interview 3.5.2024",
)


@pytest.mark.parametrize(
    "query",
    [
        "Haus", "haus", "HÄUSERN", "Häuser Flughafens", "Müller", "Mueller", "Erdogan", "Masse",
        '"Häuser"', '"haeuser"', '"Müller"', '"Mueller"', '"fördern"', '"foerdern"',
        '"die häuser am flughafen"', '"Ukraine Krieg"', '"3,5 Millionen"',
        '"Herr Müller sagte wir"',
        "Ukraine-Krieg", "Ukraine-Kriegs", "AT&T", "3,5", "Flughafen", "Flughafen-kosteten",
        "Häus*", "haus*", "*hafen", "M?eller", "Erdo?an", "Ma?e", "Ma??e", "mas*", "Ukraine-K*",
        "Haus AND Krieg", "Haus OR Kirche", "NOT Kirche", "-Kirche", "Haus -Kirche", "(Haus)",
        "(Haus OR Kirche) Krieg", "-(Haus Kirche)", "NOT NOT Haus",
        "source:afp", "source:DPA", "-source:none", "date:2024", "date:2024-04",
        "date:2024-04-15", "date:..2024-04-01", "date:2024-04-30..", "date:2023..2024",
        'id:"Interview 3.5.2024"', "id:Inter*", "id:*2024", "id:?nterview*",
    ],
)  # fmt: skip
def test_the_article_matches(query: str) -> None:
    assert matches(parse_query(query), ARTICLE, VOCABULARY)
    assert not matches(Not(parse_query(query)), ARTICLE, VOCABULARY)


@pytest.mark.parametrize(
    "query",
    [
        "Kirche", "Hauser AND Kirche", "Haus Kirche", '"Haus"', '"fordern"', '"Muller"', "Hafen",
        '"Erdogan"', '"am Häuser"', '"die am"', "Krieg-Ukraine", "5,3", '"Häuse"', "haeus*",
        "äuser",
        "M?ller", "?Häuser", "Häuser?*e", "Haus -Krieg", "NOT Haus", "-Haus", "-Haus OR Kirche",
        "source:apa", "source:none", "-source:afp", "date:2023", "date:2024-05", "date:..2024-03",
        "date:2024-05..", "id:Interview", "id:inter*", "id:*2023", 'id:"Interview?3.5.2024?"',
    ],
)  # fmt: skip
def test_the_article_does_not_match(query: str) -> None:
    assert not matches(parse_query(query), ARTICLE, VOCABULARY)
    assert matches(Not(parse_query(query)), ARTICLE, VOCABULARY)


def test_an_article_without_source_is_found_by_none() -> None:
    assert matches(parse_query("source:none"), text(), VOCABULARY)
    assert not matches(parse_query("source:dpa"), text("(dpa)"), VOCABULARY)


def test_a_date_matches_if_the_intervals_share_a_day() -> None:
    april = Dated(20240401, 20240430)
    for date in ("2024", "2024-04", "2024-04-01", "2024-04-30"):
        assert matches(april, text(date=date), VOCABULARY)
    for date in ("2023", "2024-03", "2024-05", "2024-03-31", "2024-05-01", "2025"):
        assert not matches(april, text(date=date), VOCABULARY)


def test_everything_matches_everything() -> None:
    assert matches(Everything(), text(), VOCABULARY)
    assert matches(Identifier("*"), text(), VOCABULARY)
    assert matches(Identifier("a[b]"), text(id="a[b]"), VOCABULARY)


def test_a_phrase_does_not_reach_beyond_the_text() -> None:
    phrase = Phrase((Word("a"), Word("b"), Word("c")))
    assert not matches(phrase, text("a b"), VOCABULARY)
    assert not matches(phrase, text("c a b"), VOCABULARY)
    assert matches(phrase, text("c a b c"), VOCABULARY)


def test_a_word_too_long_matches_nothing_and_keeps_its_place() -> None:
    long = "a" * 201
    article = text(f"vor {long} nach")
    for term in (Word(long), Exact(long), Pattern("aa*")):
        assert not matches(term, article, VOCABULARY)
        assert not is_form_of(long, term, VOCABULARY)
    assert not matches(parse_query('"vor nach"'), article, VOCABULARY)


def test_a_mark_that_stands_alone_does_no_harm() -> None:
    article = text("ein \u0301 allein")
    assert not matches(Word("haus"), article, VOCABULARY)
    assert matches(Word("allein"), article, VOCABULARY)
    assert matches(Word("\u0301"), article, VOCABULARY)


leaves = st.sampled_from(
    [Word("haus"), Word("kirche"), Exact("am"), Pattern("*hafen"), Dated(0, 20230101), Everything()]
)
queries = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        .map(tuple)
        .flatmap(
            lambda found: st.sampled_from([AllOf(found), And(found), Or(found), Not(found[0])])
        )
    ),
    max_leaves=6,
)


@given(queries, queries)
def test_the_laws_of_logic_hold(one: Word, other: Word) -> None:
    def holds(query: Word | Not | And | Or | AllOf) -> bool:
        return matches(query, ARTICLE, VOCABULARY)

    assert holds(Not(Not(one))) == holds(one)
    assert holds(And((one, other))) == holds(AllOf((one, other))) == (holds(one) and holds(other))
    assert holds(Or((one, other))) == (holds(one) or holds(other))
    assert holds(Not(Or((one, other)))) == holds(And((Not(one), Not(other))))
