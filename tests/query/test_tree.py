"""What may be relaxed, widened and made exact in a query."""

from __future__ import annotations

import pytest

from news_archive.query.grammar import parse_query
from news_archive.query.tree import (
    AllOf,
    And,
    Exact,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Word,
    exactly,
    relaxed,
    with_any,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a b", Or((A, B))),
        ("a b c", Or((A, B, C))),
        ("a b source:afp", And((Source("afp"), Or((A, B))))),
        ('a "c" b', And((Exact("c"), Or((A, B))))),
        ("a b -c", And((Not(C), Or((A, B))))),
        ("a b c*", And((Pattern("c*"), Or((A, B))))),
        ("a b-c", Or((A, B, C))),
        ("a b AND c", And((Or((A, B)), C))),
        ("a b AND b c", And((Or((A, B)), Or((B, C))))),
        ("a", None),
        ("a AND b", None),
        ("a OR b", None),
        ("-a", None),
        ("-(a b)", None),
        ('"a b"', None),
        ('"a" "b"', None),
        ("a source:afp", None),
        ("a* b*", None),
        ("a (b OR c)", None),
    ],
)
def test_only_bare_words_side_by_side_are_relaxed(text: str, wanted: Query | None) -> None:
    query = parse_query(text)
    assert relaxed(query) == wanted
    assert with_any(query) == (wanted or query)


def test_filters_around_a_query_do_not_keep_it_from_being_relaxed() -> None:
    query = And((AllOf((A, B)), Source("afp")))
    assert relaxed(query) == And((Or((A, B)), Source("afp")))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", Exact("a")),
        ("a b", AllOf((Exact("a"), Exact("b")))),
        ("a-b", Phrase((Exact("a"), Exact("b")))),
        ("a-b*", Phrase((Exact("a"), Pattern("b*")))),
        ("a AND (b OR NOT c)", And((Exact("a"), Or((Exact("b"), Not(Exact("c"))))))),
        ('"a"', Exact("a")),
        ("a*", Pattern("a*")),
        ("source:afp", Source("afp")),
    ],
)
def test_every_bare_word_can_be_made_exact(text: str, wanted: Query) -> None:
    assert exactly(parse_query(text)) == wanted
    assert exactly(wanted) == wanted


def test_the_parts_of_a_query_can_be_compared_and_are_not_mistaken_for_each_other() -> None:
    assert len({Word("a"), Exact("a"), Pattern("a"), Word("a"), AllOf((A,)), And((A,))}) == 5
