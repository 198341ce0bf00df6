"""A query as it was understood, in words."""

from __future__ import annotations

import pytest
from small_archives import reader_of

from news_archive.query.explain import explained
from news_archive.query.grammar import parse_query
from news_archive.query.tree import Everything

READER = reader_of("Das Haus", "Die Häuser und der Krieg", "Hauses", "Ukraine-Krieg von Müller")


def lines(query: str) -> list[str]:
    return list(explained(parse_query(query), READER.vocabulary, READER.count))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Haus", ["word: haus (haus, hauser, hauses); 3 articles"]),
        ('"Haus"', ["exactly: haus (haus); 1 article"]),
        ('"Mueller"', ["exactly: mueller (müller); 1 article"]),
        ("xyzzy", ["word: xyzzy (in no article); 0 articles"]),
        ("H*", ["wildcard: h*; 3 articles"]),
        (
            "Ukraine-Krieg",
            ["side by side: word: ukraine (ukraine) + word: krieg (krieg); 1 article"],
        ),
        ("source:afp", ["source: afp; 0 articles"]),
        ("source:none", ["source: none; 4 articles"]),
        ("id:1*", ["id: 1*; 1 article"]),
        ("date:2024-04", ["date: 2024-04-01 to 2024-04-30; 4 articles"]),
        ("date:..2020", ["date: ..2020-12-31; 0 articles"]),
        ("date:2024..", ["date: 2024-01-01..; 4 articles"]),
        (
            "Haus OR NOT Krieg",
            [
                "any of: 3 articles",
                "  word: haus (haus, hauser, hauses); 3 articles",
                "  not: 2 articles",
                "    word: krieg (krieg); 2 articles",
            ],
        ),
        (
            "Haus Krieg",
            [
                "all of: 1 article",
                "  word: haus (haus, hauser, hauses); 3 articles",
                "  word: krieg (krieg); 2 articles",
            ],
        ),
        (
            "Haus AND Krieg",
            [
                "all of: 1 article",
                "  word: haus (haus, hauser, hauses); 3 articles",
                "  word: krieg (krieg); 2 articles",
            ],
        ),
    ],
)
def test_each_part_of_a_query_is_explained_with_what_it_finds(
    query: str, wanted: list[str]
) -> None:
    assert lines(query) == wanted


def test_many_forms_are_not_all_listed() -> None:
    reader = reader_of("laut laute lauten lauter lautes lautem lautere lautesten lauterer lautern")
    (line,) = explained(parse_query("laut"), reader.vocabulary, reader.count)
    assert line.count(", ") == 8
    assert ", …)" in line


def test_every_article_is_called_that() -> None:
    assert explained(Everything(), READER.vocabulary, READER.count) == ["every article; 4 articles"]
