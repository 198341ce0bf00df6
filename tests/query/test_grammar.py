"""From what is typed to the tree, and to a caret under what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news_archive.errors import QuerySyntaxError
from news_archive.limits import MAX_QUERY_CHARACTERS, MAX_QUERY_DEPTH
from news_archive.query.grammar import parse_query, source_query
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    AllOf,
    And,
    Dated,
    Exact,
    Identifier,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Word,
)

A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")


def side_by_side(*forms: str) -> Phrase:
    return Phrase(tuple(Word(form) for form in forms))


def exactly_so(*forms: str) -> Phrase:
    return Phrase(tuple(Exact(form) for form in forms))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # words
        ("Frankreich", Word("frankreich")),
        ("Minister Frankreich", AllOf((Word("minister"), Word("frankreich")))),
        ("  Minister \t\n Frankreich ", AllOf((Word("minister"), Word("frankreich")))),
        ("Minister\u00a0Frankreich", AllOf((Word("minister"), Word("frankreich")))),
        ("MÜLLER", Word("müller")),
        ("Mu\u0308ller", Word("müller")),
        ("Flug\u00adhafen", Word("flughafen")),
        ("2024", Word("2024")),
        # words that are several
        ("Ukraine-Krieg", side_by_side("ukraine", "krieg")),
        ("AT&T", side_by_side("at", "t")),
        ("C++", Word("c")),
        ("3,5", side_by_side("3", "5")),
        ("3,5 Prozent", AllOf((side_by_side("3", "5"), Word("prozent")))),
        ("O'Neill", side_by_side("o", "neill")),
        ("foo_bar", side_by_side("foo", "bar")),
        ("red@zeitung.example", side_by_side("red", "zeitung", "example")),
        ("https://zeitung.example/a", side_by_side("https", "zeitung", "example", "a")),
        ("19:30", side_by_side("19", "30")),
        ("Merkel:", Word("merkel")),
        ("Merkel, Schröder.", AllOf((Word("merkel"), Word("schröder")))),
        ("„Größe“", Exact("größe")),
        ("„a b“ c", AllOf((Phrase((Exact("a"), Exact("b"))), C))),
        ("“a b” »c« «c»", AllOf((Phrase((Exact("a"), Exact("b"))), Exact("c"), Exact("c")))),
        ("-„a b“", Not(Phrase((Exact("a"), Exact("b"))))),
        ("„a b", AllOf((A, B))),
        ("a“ b”", AllOf((A, B))),
        ("a:b", Phrase((A, B))),
        ("Mitarbeiter:innen", Phrase((Word("mitarbeiter"), Word("innen")))),
        ("Ort: a", AllOf((Word("ort"), A))),
        ("Mitarbeiter*innen", Phrase((Word("mitarbeiter"), Word("innen")))),
        ("Mitarbeiter*in", Phrase((Word("mitarbeiter"), Word("in")))),
        ("Mitarbeiter/innen", Phrase((Word("mitarbeiter"), Word("innen")))),
        ("Mitarbeiter_innen", Phrase((Word("mitarbeiter"), Word("innen")))),
        ("Mitarbeiter*inne", Pattern("mitarbeiter*inne")),
        # punctuation that holds no word
        ("Bund & Länder", AllOf((Word("bund"), Word("länder")))),
        ("a - b", AllOf((A, B))),
        ("a – b", AllOf((A, B))),
        ("a -- b", AllOf((A, B))),
        ("a + -, b", AllOf((A, B))),
        ("a -", A),
        ("... a ...", A),
        # phrases
        ('"fordern"', Exact("fordern")),
        ('"erklärte das Ministerium"', exactly_so("erklärte", "das", "ministerium")),
        ('"Ukraine-Krieg"', exactly_so("ukraine", "krieg")),
        ('" Müller , Meier "', exactly_so("müller", "meier")),
        ('"a AND b"', exactly_so("a", "and", "b")),
        ('"a (b)"', exactly_so("a", "b")),
        ('"-a"', Exact("a")),
        ('"W?ber*"', exactly_so("w", "ber")),
        ('a"b"c', AllOf((A, Exact("b"), C))),
        ('"a""b"', AllOf((Exact("a"), Exact("b")))),
        # operators
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a OR b OR c", Or((A, B, C))),
        ("a AND b AND c", And((A, B, C))),
        ("NOT a", Not(A)),
        ("NOT NOT a", Not(Not(A))),
        ("-a", Not(A)),
        ("--a", Not(Not(A))),
        ("NOT -a", Not(Not(A))),
        ("-NOT a", Not(Not(A))),
        ("-a -b", AllOf((Not(A), Not(B)))),
        ("a -b", AllOf((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a NOT b", AllOf((A, Not(B)))),
        ('-"a b"', Not(exactly_so("a", "b"))),
        ("-Ukraine-Krieg", Not(side_by_side("ukraine", "krieg"))),
        ("-Putin", Not(Word("putin"))),
        ("-(a b)", Not(AllOf((A, B)))),
        ("(-a)", Not(A)),
        ("a-b", side_by_side("a", "b")),
        # operators are in capitals, and words of their own
        ("a and b", AllOf((A, Word("and"), B))),
        ("a or not", AllOf((A, Word("or"), Word("not")))),
        ("Or", Word("or")),
        ("ANDERS", Word("anders")),
        ("NOT-Aufnahme", side_by_side("not", "aufnahme")),
        ('"NOT"', Exact("not")),
        # precedence
        ("a b OR c d", AllOf((A, Or((B, C)), D))),
        ("a AND b OR c", And((A, Or((B, C))))),
        ("a OR b AND c", And((Or((A, B)), C))),
        ("a b AND c", And((AllOf((A, B)), C))),
        ("NOT a b", AllOf((Not(A), B))),
        ("NOT a OR b", Or((Not(A), B))),
        ("a OR b -c", AllOf((Or((A, B)), Not(C)))),
        ("a b OR c OR d", AllOf((A, Or((B, C, D))))),
        ("a – OR b – c", AllOf((Or((A, B)), C))),
        ("a OR – b", Or((A, B))),
        ("-a AND b", And((Not(A), B))),
        # parentheses
        ("(a)", A),
        ("((a))", A),
        ("(a OR b) c", AllOf((Or((A, B)), C))),
        ("a (b OR c)", AllOf((A, Or((B, C))))),
        ("a AND (b OR c)", And((A, Or((B, C))))),
        ("(a b) (c d)", AllOf((AllOf((A, B)), AllOf((C, D))))),
        ("a(b)c", AllOf((A, B, C))),
        ("NOT (a OR b)", Not(Or((A, B)))),
        # wildcards
        ("Verteidig*", Pattern("verteidig*")),
        ("*minister", Pattern("*minister")),
        ("*minister*", Pattern("*minister*")),
        ("W?ber", Pattern("w?ber")),
        ("M*ll?r", Pattern("m*ll?r")),
        ("Verteidig***", Pattern("verteidig*")),
        ("*a*", Pattern("*a*")),
        ("HÄUS*", Pattern("häus*")),
        ("2024*", Pattern("2024*")),
        ("-Verteidig*", Not(Pattern("verteidig*"))),
        ("Ukraine-K*", Phrase((Word("ukraine"), Pattern("k*")))),
        ("W*-?tag", Phrase((Pattern("w*"), Pattern("?tag")))),
        ("Verteidig*?", Pattern("verteidig*?")),
        ("W??er", Pattern("w??er")),
        # question marks
        ("a?", A),
        ("a???", A),
        ("a b?", AllOf((A, B))),
        ("(a?) b", AllOf((A, B))),
        ("-a?", Not(A)),
        ("W?ber?", Pattern("w?ber")),
        ("a ? b", AllOf((A, B))),
        ("Was kostet 5 €?", AllOf((Word("was"), Word("kostet"), Word("5")))),
        ("http://a.b?c=1", Phrase((Word("http"), A, B, Word("c"), Word("1")))),
        # fields
        ("source:afp", Source("afp")),
        ("source:AFP", Source("afp")),
        ("SOURCE:afp", Source("afp")),
        ("source:none", Source(None)),
        ("source:None", Source(None)),
        ("-source:dpa", Not(Source("dpa"))),
        ("NOT source:dpa", Not(Source("dpa"))),
        ("source:xyz", Source("xyz")),
        ('source:"afp"', Source("afp")),
        ("a source:afp", AllOf((A, Source("afp")))),
        ("id:000_68*", Identifier("000_68*")),
        ("id:Interview", Identifier("Interview")),
        ("ID:x", Identifier("x")),
        ('id:"Interview (1) 3.5.2024"', Identifier("Interview (1) 3.5.2024")),
        ("id:Mu\u0308ller", Identifier("Müller")),
        ("date:2024", Dated(20240101, 20241231)),
        ("date:2024-04", Dated(20240401, 20240430)),
        ("date:2024-02", Dated(20240201, 20240229)),
        ("date:2024-04-03", Dated(20240403, 20240403)),
        ("date:2023..2024-03", Dated(20230101, 20240331)),
        ("date:2024..2024", Dated(20240101, 20241231)),
        ("date:2024..2024-03", Dated(20240101, 20240331)),
        ("date:..2020", Dated(FIRST_DAY_EVER, 20201231)),
        ("date:2024-03-28..", Dated(20240328, LAST_DAY_EVER)),
        ("-date:2024", Not(Dated(20240101, 20241231))),
        ("(source:afp OR source:dpa) a", AllOf((Or((Source("afp"), Source("dpa"))), A))),
        ("(date:2024)", Dated(20240101, 20241231)),
    ],
)
def test_a_query_is_read_as_it_is_meant(text: str, wanted: Query) -> None:
    assert parse_query(text) == wanted


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("", 0, "no word"),
        ("   ", 0, "no word"),
        ("...", 0, "no word"),
        ("-", 0, "no word"),
        ("- & +", 0, "no word"),
        ('"a b', 0, "quote"),
        ('a "b', 2, "quote"),
        ('a"', 1, "quote"),
        ('id:"a', 3, "quote"),
        ('""', 0, "between the quotes"),
        ('a "..." b', 2, "between the quotes"),
        ("a AND", 2, "AND"),
        ("a OR", 2, "OR"),
        ("AND a", 0, "AND"),
        ("OR a", 0, "OR"),
        ("a AND AND b", 2, "AND"),
        ("a OR OR b", 2, "OR"),
        ("a AND OR b", 6, "OR"),
        ("a OR -", 2, "OR"),
        ("a AND ...", 2, "AND"),
        ("NOT", 0, "NOT"),
        ("a NOT", 2, "NOT"),
        ("NOT AND a", 0, "NOT"),
        ("NOT ...", 0, "NOT"),
        ("a NOT )", 2, "NOT"),
        ("-AND a", 0, "-"),
        ("()", 0, "between the parentheses"),
        ("a ( ) b", 2, "between the parentheses"),
        ("(...)", 0, "between the parentheses"),
        ("(a", 0, "not closed"),
        ("a (b (c)", 2, "not closed"),
        ("a)", 1, "not opened"),
        (")", 0, "not opened"),
        ("(a))", 3, "not opened"),
        ("*", 0, "wildcard"),
        ("?", 0, "no word"),
        ("a * b", 2, "wildcard"),
        ("*-a", 0, "wildcard"),
        ("**", 0, "wildcard"),
        ("*?*", 0, "wildcard"),
        ("a -*", 3, "wildcard"),
        ("*.*", 0, "wildcard"),
        ("quelle:afp", 0, "date:, id:, source:"),
        ("a title:b", 2, "title"),
        ("quelle:afp", 0, "source"),
        ("a sorce:afp", 2, "did you mean source"),
        ("datum:2024", 0, "did you mean date"),
        ("-quelle:afp", 1, "quelle"),
        ("source:", 7, "source"),
        ("a source: afp", 9, "source"),
        ("source:(afp)", 7, "source"),
        ('source:""', 7, "source"),
        ("date:", 5, "date"),
        ("date:2024-99", 5, "month"),
        ("a date:2024-02-30", 7, "day"),
        ("date:morgen", 5, "morgen"),
        ("date:1066", 5, "1066"),
        ("date:2024-1-50", 5, "50"),
        ("date:..", 5, "range"),
        ("date:2024..2024-99", 11, "month"),
        ("date:2024-99..2024", 5, "month"),
        ("date:2024..2023", None, "after"),
        ("date:2023..2024..2025", 11, ""),
        ("a\x00b", 1, "character"),
        ("a\ud800", 1, "character"),
        ("x" * (MAX_QUERY_CHARACTERS + 1), 0, "longer"),
        (
            "(" * (MAX_QUERY_DEPTH + 1) + "a" + ")" * (MAX_QUERY_DEPTH + 1),
            MAX_QUERY_DEPTH,
            "nested",
        ),
        ("NOT " * (MAX_QUERY_DEPTH + 1) + "a", 4 * MAX_QUERY_DEPTH, "nested"),
        ("-" * (MAX_QUERY_DEPTH + 1) + "a", MAX_QUERY_DEPTH, "nested"),
        ("(" * 5000, MAX_QUERY_DEPTH, "nested"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(
    text: str, column: int | None, reason: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    error = caught.value
    assert reason in error.reason
    assert error.query == text
    if column is not None:
        assert error.column == column
    assert f"column {error.column + 1} " in str(error)


def test_a_range_the_wrong_way_round_names_both_dates() -> None:
    with pytest.raises(QuerySyntaxError, match="2024 is after 2023"):
        parse_query("date:2024..2023")


def test_nesting_up_to_the_limit_is_read() -> None:
    assert parse_query("(" * MAX_QUERY_DEPTH + "a" + ")" * MAX_QUERY_DEPTH) == A
    beside = " ".join(["(a)"] * (MAX_QUERY_DEPTH * 2))
    assert parse_query(beside) == AllOf((A,) * (MAX_QUERY_DEPTH * 2))


def test_a_query_of_the_greatest_length_is_read() -> None:
    assert parse_query("a " * (MAX_QUERY_CHARACTERS // 2)) == AllOf((A,) * 5000)
    assert parse_query("x" * MAX_QUERY_CHARACTERS) == Word("x" * MAX_QUERY_CHARACTERS)


@pytest.mark.parametrize(
    ("name", "code"),
    [("dpa", "dpa"), ("DPA", "dpa"), ("Reuters", "reuters"), ("Unbekannt", "unbekannt")],
)
def test_an_agency_is_found_by_its_code_or_name(name: str, code: str) -> None:
    assert source_query(name) == Source(code)


PIECES = [
    "a", "Müller", "AND", "OR", "NOT", "-", "(", ")", '"', "*", "?", "~", ":", "source:", "date:",
    "id:", "2024", "..", "2024-13", "-", " ", " ", " ", ".", "\u0301", "\u00ad", "_", "\n", "//",
    "x:",
]  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=15).map("".join))
@example("\u00ad")
@example("-\u00ad-")
@example("\u0301*")
@example("a\u00ad*")
@example('date:".."')
def test_any_text_is_a_query_or_an_error_with_a_column(text: str) -> None:
    try:
        query = parse_query(text)
    except QuerySyntaxError as refused:
        error = refused
    else:
        assert hash(query) == hash(parse_query(text))
        return
    assert 0 <= error.column <= len(text)
    assert error.query == text
    assert error.reason


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join))
def test_white_space_around_a_query_changes_nothing(text: str) -> None:
    try:
        query = parse_query(text)
    except QuerySyntaxError:
        with pytest.raises(QuerySyntaxError):
            parse_query(f" {text}\n")
    else:
        assert parse_query(f" {text}\n") == query


@pytest.mark.parametrize(
    ("text", "column"), [("Lecornu~3", 7), ("a Lecornu~0", 9), ("Lecornu~12", 7), ("*x~5", 2)]
)
def test_more_edits_than_there_are_is_an_error_and_no_other_word(text: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError, match="alone or with 1 or 2") as caught:
        parse_query(text)
    assert caught.value.column == column
