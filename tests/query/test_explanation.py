"""A query as it was understood, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small_archives import reader_of

from news_archive.article.words import words
from news_archive.query.explanation import Explanation, label
from news_archive.query.grammar import parse_query
from news_archive.query.tree import (
    And,
    Broad,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    Half,
    Near,
    Pattern,
    Phrase,
    Query,
    Source,
    Word,
    relaxed,
)

if TYPE_CHECKING:
    from news_archive.index.memory import MemoryReader

READER = reader_of("Das Haus", "Die Häuser und der Krieg", "Hauses", "Ukraine-Krieg von Müller")

SPELLINGS = {"haus": "Haus", "häuser": "Häuser", "krieg": "Krieg", "müller": "Müller"}


def spell(form: str) -> str:
    return SPELLINGS.get(form, form)


def typed_in(text: str) -> dict[str, str]:
    return {word.form: text[word.start : word.end] for word in words(text)}


def lines(query: Query | str, text: str = "", reader: MemoryReader = READER) -> list[str]:
    asked = parse_query(query) if isinstance(query, str) else query
    typed = typed_in(query if isinstance(query, str) else text)
    return Explanation(reader.vocabulary, reader.count, spell, typed).lines(asked)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("HAUS", "HAUS (Haus, hauses, Häuser; 3 articles)"),
        ("Häuser", "Häuser (Häuser, Haus, hauses; 3 articles)"),
        ("haeusern", "haeusern (Haus, hauses, Häuser; 3 articles)"),
        ("Müller", "Müller (Müller; 1 article)"),
        ("Mueller", "Mueller (Müller; 1 article)"),
        ('"Haus"', '"Haus" (Haus; 1 article)'),
        ('"Mueller"', '"Mueller" (Müller; 1 article)'),
        ("Xyzzy", "Xyzzy (0 articles)"),
        ("H*", "h* (3 articles)"),
        ("Hasu~", "Hasu~1 (1 article)"),
        ("Ukraine-Krieg", "Ukraine-Krieg (Ukraine: ukraine; Krieg: Krieg; 1 article)"),
        ('"Ukraine Krieg"', '"Ukraine Krieg" ("Ukraine": ukraine; "Krieg": Krieg; 1 article)'),
        ("U*-Krieg", "u*-Krieg (Krieg: Krieg; 1 article)"),
        ("Xyzzy-Krieg", "Xyzzy-Krieg (Krieg: Krieg; 0 articles)"),
        ('"Krieg von"~3', '"Krieg von"~3 (Krieg: Krieg; von: von; 1 article)'),
        ("source:afp", "source:afp (0 articles)"),
        ("source:none", "source:none (4 articles)"),
        ("id:1*", "id:1* (1 article)"),
        ("date:2024-04", "date:2024-04-01..2024-04-30 (4 articles)"),
        ("date:..2020", "date:..2020-12-31 (0 articles)"),
        ("date:2024..", "date:2024-01-01.. (4 articles)"),
    ],
)
def test_each_part_of_a_query_is_explained_with_what_it_stands_for_and_finds(
    query: str, wanted: str
) -> None:
    assert lines(query) == [wanted]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (
            "Haus OR NOT Krieg",
            [
                "any of: Haus (Haus, hauses, Häuser; 3 articles)",
                "        not: Krieg (Krieg; 2 articles)",
            ],
        ),
        (
            "Haus Krieg",
            [
                "all of: Haus (Haus, hauses, Häuser; 3 articles)",
                "        Krieg (Krieg; 2 articles)",
            ],
        ),
        (
            "Hauses AND (Krieg OR H*)",
            [
                "all of: Hauses (hauses, Haus, Häuser; 3 articles)",
                "        any of: Krieg (Krieg; 2 articles)",
                "                h* (3 articles)",
            ],
        ),
        (
            "-(Krieg Müller)",
            [
                "not: all of: Krieg (Krieg; 2 articles)",
                "             Müller (Müller; 1 article)",
            ],
        ),
    ],
)
def test_the_parts_of_a_group_are_one_below_another(query: str, wanted: list[str]) -> None:
    assert lines(query) == wanted


def test_a_partial_answer_is_explained_as_some_of_the_words() -> None:
    text = "Haus Krieg Hof"
    nearest = relaxed(parse_query(text), 1)
    assert nearest is not None
    assert lines(And((nearest, Source("afp"))), text) == [
        "all of: at least 2 of: Haus (Haus, hauses, Häuser; 3 articles)",
        "                       Krieg (Krieg; 2 articles)",
        "                       Hof (0 articles)",
        "        source:afp (0 articles)",
    ]


def test_half_of_the_words_are_explained_without_those_that_say_nothing() -> None:
    reader = reader_of(*["Der Tag"] * 20, "Das Haus", "Der Krieg um das Haus")
    half = Half(tuple(Word(form) for form in ("der", "haus", "krieg", "der")))
    assert lines(half, "Der Haus Krieg der", reader=reader) == [
        "at least 1 of: Haus (Haus; 2 articles)",
        "               Krieg (Krieg; 1 article)",
        "not needed: der (in over half of the articles)",
    ]


COMPOUNDS = reader_of(*["Das Haus und der Krieg"] * 2, "Bürgerkriege hier", "Hauskrieg dort")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Word("krieg"), "krieg (Krieg; 2 articles; 1 not counted in compounds such as hauskrieg)"),
        (Broad("krieg", ()), "krieg (Krieg; 2 articles; 1 more in compounds such as hauskrieg)"),
        (
            Broad("hauskrieg", ()),
            "hauskrieg (hauskrieg; 1 article; 2 more with both Haus and Krieg)",
        ),
        (Exact("krieg"), '"krieg" (Krieg; 2 articles)'),
        (Broad("und", ()), "und (und; 2 articles)"),
    ],
)
def test_what_is_only_in_compounds_is_said(query: Query, wanted: str) -> None:
    assert lines(query, reader=COMPOUNDS) == [wanted]


def test_many_forms_are_not_all_listed_but_the_typed_and_the_commonest() -> None:
    forms = "laut laute lauten lauter lautes lautem lautere lautesten lauterer lautern"
    reader = reader_of(forms, "lautern lautem", "lautern")
    (line,) = lines("laute", reader=reader)
    assert line.startswith("laute (laute, lautern, lautem, ")
    assert line.count(", ") == 8
    assert line.endswith(", …; 3 articles)")


def test_large_numbers_of_articles_are_readable() -> None:
    explanation = Explanation(READER.vocabulary, lambda _: 1_234_567, spell, {})
    assert explanation.lines(Source("afp")) == ["source:afp (1,234,567 articles)"]


def test_every_article_is_called_that() -> None:
    assert lines(Everything()) == ["every article (4 articles)"]
    assert lines(Dated(0, 99991231)) == ["date:.. (4 articles)"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Word("müller"), "Müller"),
        (Word("mueller"), "mueller"),
        (Exact("müller"), '"Müller"'),
        (Pattern("m*er"), "m*er"),
        (Fuzzy("müller", 2), "Müller~2"),
        (Phrase((Word("haus"), Word("müller"))), "haus-Müller"),
        (Phrase((Exact("haus"), Exact("müller"))), '"haus Müller"'),
        (Phrase((Exact("haus"), Pattern("m*"))), '"haus m*"'),
        (Near((Word("haus"), Word("müller")), 3), '"haus Müller"~3'),
        (Everything(), "every article"),
    ],
)
def test_a_part_of_a_query_is_named_as_it_was_typed(query: Query, wanted: str) -> None:
    assert label(query, {"müller": "Müller"}) == wanted
