"""What may be relaxed, widened and made exact in a query."""

from __future__ import annotations

import pytest

from news_archive.query.grammar import parse_query
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Exact,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Word,
    exactly,
    most_alternatives,
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
        ("a-b", Or((A, B))),
        ("a-b-c", Or((A, B, C))),
        ("a-b source:afp", And((Source("afp"), Or((A, B))))),
        ("a-b c", Or((A, B, C))),
        ("a b-c*", None),
        ("a", None),
        ("a AND b", None),
        ("a-b AND c", None),
        ("a OR b", None),
        ("-a", None),
        ("-(a b)", None),
        ('"a b"', None),
        ('"a" "b"', None),
        ("a source:afp", None),
        ("a* b*", None),
        ("a-b*", None),
        ("(a b) AND c", And((Or((A, B)), C))),
        ("a (b OR c)", None),
    ],
)
def test_only_bare_words_side_by_side_are_relaxed(text: str, wanted: Query | None) -> None:
    query = parse_query(text)
    assert relaxed(query) == wanted
    assert with_any(query) == (wanted or query)


@pytest.mark.parametrize(
    ("text", "missing", "wanted"),
    [
        ("a b c", 1, AtLeast(2, (A, B, C))),
        ("a b c", 2, Or((A, B, C))),
        ("a b c", 9, Or((A, B, C))),
        ("a b", 1, Or((A, B))),
        ("a-b c", 1, AtLeast(2, (A, B, C))),
        ("a-b-c", 1, AtLeast(2, (A, B, C))),
        ('a b c "a"', 1, And((Exact("a"), AtLeast(2, (A, B, C))))),
        ("a b c source:afp", 1, And((Source("afp"), AtLeast(2, (A, B, C))))),
        ("a b c AND a b", 1, And((AtLeast(2, (A, B, C)), Or((A, B))))),
        ("a b c AND a", 1, And((AtLeast(2, (A, B, C)), A))),
        ("a b a", 1, AtLeast(2, (A, B, A))),
        ("a", 1, None),
        ("a OR b OR c", 1, None),
        ("a AND b AND c", 1, None),
        ("a-b AND a-c", 1, None),
    ],
)
def test_so_many_of_the_bare_words_may_be_missing(
    text: str, missing: int, wanted: Query | None
) -> None:
    assert relaxed(parse_query(text), missing) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a b", 2),
        ("a b c", 3),
        ("a-b c", 3),
        ("a b source:afp", 2),
        ("a b AND a b c", 3),
        ("a b AND c", 2),
        ('a b "c"', 2),
    ],
)
@pytest.mark.parametrize("missing", [None, 1])
def test_the_widest_group_of_what_was_relaxed_is_known(
    text: str, wanted: int, missing: int | None
) -> None:
    wider = relaxed(parse_query(text), missing)
    assert wider is not None
    assert most_alternatives(wider) == wanted


def test_what_was_not_relaxed_has_no_alternatives() -> None:
    assert most_alternatives(Word("a")) == 0
    assert most_alternatives(And((A, Source("afp")))) == 0


def test_filters_around_a_query_do_not_keep_it_from_being_relaxed() -> None:
    query = And((AllOf((A, B)), Source("afp")))
    assert relaxed(query) == And((Or((A, B)), Source("afp")))
    assert relaxed(query, 1) == And((Or((A, B)), Source("afp")))
    assert relaxed(And((AllOf((A, B, C)), Source("afp"))), 1) == And(
        (AtLeast(2, (A, B, C)), Source("afp"))
    )


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


def test_the_words_of_a_partial_answer_can_be_made_exact() -> None:
    assert exactly(AtLeast(2, (A, B, C))) == AtLeast(2, (Exact("a"), Exact("b"), Exact("c")))


def test_a_query_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="form"):
        A.form = "b"  # type: ignore[misc]


def test_the_parts_of_a_query_can_be_compared_and_are_not_mistaken_for_each_other() -> None:
    assert len({Word("a"), Exact("a"), Pattern("a"), Word("a"), AllOf((A,)), And((A,))}) == 5
    assert len({Or((A, B)), AtLeast(1, (A, B)), AtLeast(2, (A, B)), AtLeast(2, (B, A))}) == 4


def test_fields_can_be_named_in_any_order() -> None:
    near = Near(distance=3, words=(Word(form="a"), Word("b")))
    assert near == Near((Word("a"), Word("b")), 3)
    assert hash(near) == hash(Near((Word("a"), Word("b")), 3))
    assert Fuzzy("a", edits=1) == Fuzzy("a", 1)


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), (("a",), {"form": "a"}), ((), {"from": "a"}), (("a", "b"), {})]
)
def test_fields_that_are_missing_or_unknown_are_a_type_error(
    values: tuple[str, ...], named: dict[str, str]
) -> None:
    with pytest.raises(TypeError, match="Word has the fields form"):
        Word(*values, **named)
