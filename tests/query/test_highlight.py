"""What is highlighted is what was found, and the snippet shows it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_archives import reader_of, text

from news_archive.article.words import words
from news_archive.query.grammar import parse_query
from news_archive.query.highlight import Highlighter, Span
from news_archive.query.oracle import matches
from news_archive.query.tree import And, Exact, Not, Pattern, Phrase, Query, Source, Term, Word

STORY = (
    "Die Häuser am Flug\u00adhafen sind groß. Herr Mueller sagte: „Wir fördern den Ukraine-Krieg "
    "nicht.“\n\nDas Haus von Erdoğan hat schöne Maße. Das Haus ist alt, AT&T nicht."
)


def highlighted(query: Query | str, body: str) -> list[str]:
    asked = parse_query(query) if isinstance(query, str) else query
    spans = Highlighter(asked, reader_of(body).vocabulary).spans(body)
    return [body[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Haus", ["Häuser", "Haus", "Haus"]),
        ('"Haus"', ["Haus", "Haus"]),
        ('"haeuser"', ["Häuser"]),
        ("Flughafens", ["Flug\u00adhafen"]),
        ("Müller", ["Mueller"]),
        ('"Müller"', ["Mueller"]),
        ("Erdogan", ["Erdoğan"]),
        ('"fordern"', []),
        ("h?us*", ["Häuser", "Haus", "Haus"]),
        ("*hafen", ["Flug\u00adhafen"]),
        ("mas*", ["Maße"]),
        ("Ukraine-Krieg", ["Ukraine", "Krieg"]),
        ("Ukraine-K*", ["Ukraine", "Krieg"]),
        ('"das Haus"', ["Das", "Haus", "Das", "Haus"]),
        ('"das Haus ist"', ["Das", "Haus", "ist"]),
        ("AT&T", ["AT", "T"]),
        ("Haus Mueller", ["Häuser", "Mueller", "Haus", "Haus"]),
        ("Haus AND Krieg", ["Häuser", "Krieg", "Haus", "Haus"]),
        ("Krieg OR Kirche", ["Krieg"]),
        ("Krieg -Haus", ["Krieg"]),
        ("Krieg AND NOT Mueller", ["Krieg"]),
        ("-Kirche", []),
        ("NOT (Haus Kirche)", []),
        ("source:afp date:2024 id:a", []),
        ("Krieg source:none", ["Krieg"]),
        ("Krieg Krieg", ["Krieg"]),
        ('Krieg "Ukraine Krieg"', ["Ukraine", "Krieg"]),
    ],
)
def test_every_kind_of_match_is_highlighted(query: str, wanted: list[str]) -> None:
    assert highlighted(query, STORY) == wanted


def test_phrases_that_overlap_are_highlighted_word_by_word() -> None:
    assert highlighted('"a b a"', "a b a b a c a") == ["a", "b", "a", "b", "a"]


def test_nothing_is_highlighted_of_an_empty_text() -> None:
    assert highlighted("a", "") == []
    assert Highlighter(Word("a"), reader_of("a").vocabulary).snippet("").text == ""


_WORDS = """
    Haus Häuser Hauses Müller Mueller fordern fördern Erdoğan Erdogan Maße Masse sß sss
    x\u0302y Flug\xadhafen Flughäfen groß gross 3 5 ǿst ost die fly flies
"""
WORDS = _WORDS.split()
bodies = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(
    lambda found: "".join(
        word + (". " if at % 7 == 6 else "\n\n" if at % 11 == 10 else "-" if at % 5 == 4 else " ")
        for at, word in enumerate(found)
    )
)
some_forms = st.sampled_from(sorted({word.form for one in WORDS for word in words(one)}))
terms: st.SearchStrategy[Term] = st.one_of(
    some_forms.map(Word),
    some_forms.map(Exact),
    some_forms.map(lambda form: Pattern(f"{form[:1]}*")),
    some_forms.map(lambda form: Pattern(f"{form[:1]}?{form[2:]}")),
)
positive: st.SearchStrategy[Query] = terms | st.lists(terms, min_size=2, max_size=2).map(
    lambda found: Phrase(tuple(found))
)


@given(bodies, positive)
@settings(max_examples=200)
def test_something_is_highlighted_if_and_only_if_the_text_matches(body: str, query: Query) -> None:
    vocabulary = reader_of(body).vocabulary
    spans = Highlighter(query, vocabulary).spans(body)
    assert bool(spans) == matches(query, text(body), vocabulary)


@given(bodies, positive, positive)
def test_what_is_highlighted_are_words_in_order(body: str, one: Query, other: Query) -> None:
    vocabulary = reader_of(body).vocabulary
    spans = Highlighter(And((one, other)), vocabulary).spans(body)
    assert spans == sorted(set(spans))
    assert set(spans) <= {Span(word.start, word.end) for word in words(body)}


@given(bodies, terms)
def test_each_word_is_highlighted_if_and_only_if_it_alone_would_match(
    body: str, term: Term
) -> None:
    vocabulary = reader_of(body).vocabulary
    spans = Highlighter(term, vocabulary).spans(body)
    assert spans == [
        Span(word.start, word.end)
        for word in words(body)
        if matches(term, text(word.form), vocabulary)
    ]


@given(bodies, positive, positive)
def test_what_is_excluded_is_not_highlighted(body: str, one: Query, other: Query) -> None:
    vocabulary = reader_of(body).vocabulary
    alone = Highlighter(one, vocabulary)
    excluding = Highlighter(And((one, Not(other), Source("afp"))), vocabulary)
    assert excluding.spans(body) == alone.spans(body)
    assert excluding.snippet(body) == alone.snippet(body)


@given(bodies, positive, st.integers(10, 120))
@settings(max_examples=200)
def test_a_snippet_highlights_the_same_words_on_one_line_cut_between_words(
    body: str, query: Query, width: int
) -> None:
    highlighter = Highlighter(query, reader_of(body).vocabulary)
    whole = [body[start:end] for start, end in highlighter.spans(body)]
    snippet = highlighter.snippet(body, width)
    shown = [snippet.text[start:end] for start, end in snippet.highlights]
    assert str(snippet) == snippet.text
    assert snippet.text.splitlines() == [snippet.text]
    passage = snippet.text.removeprefix("… ").removesuffix(" …")
    line = " ".join(body.split())
    assert passage.strip()
    assert " ".join(passage.split()) in line
    assert [word.form for word in words(passage)]
    assert {word.form for word in words(passage)} <= {word.form for word in words(body)}
    assert list(snippet.highlights) == sorted(set(snippet.highlights))
    assert set(shown) <= set(whole)
    assert {Span(word.start, word.end) for word in words(snippet.text)} >= set(snippet.highlights)
    if whole and isinstance(query, Word | Exact | Pattern):
        assert shown
        assert snippet.text.startswith("… ") or line.startswith(passage.split()[0])


def test_a_short_text_is_its_own_snippet() -> None:
    snippet = Highlighter(Word("haus"), reader_of("Ein\nHaus").vocabulary).snippet("Ein\nHaus")
    assert snippet.text == "Ein Haus"
    assert snippet.highlights == (Span(4, 8),)


def test_a_snippet_shows_the_passage_with_the_most_of_the_query() -> None:
    filler = "Hier steht lange nichts davon. " * 20
    body = f"{filler}Ein Minister ging. {filler}Der Minister von Frankreich kam. {filler}"
    snippet = Highlighter(parse_query("Minister Frankreich"), reader_of(body).vocabulary).snippet(
        body
    )
    assert "Der Minister von Frankreich kam." in snippet.text
    assert snippet.text.startswith("… ")
    assert snippet.text.endswith(" …")
    assert len(snippet.text) <= 260
    marked = [snippet.text[start:end] for start, end in snippet.highlights]
    assert marked == ["Minister", "Frankreich"]


def test_a_snippet_begins_with_a_sentence_if_one_begins_near() -> None:
    body = "Wort " * 100 + "fertig. Das Haus steht. " + "Wort " * 100
    snippet = Highlighter(Word("haus"), reader_of(body).vocabulary).snippet(body)
    assert snippet.text.startswith("… Das Haus steht. ")


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    body = "Wort " * 100
    snippet = Highlighter(Source("afp"), reader_of(body).vocabulary).snippet(body)
    assert snippet.text.startswith("Wort Wort")
    assert snippet.text.endswith("Wort …")
    assert snippet.highlights == ()
    assert len(snippet.text) <= 243


@pytest.mark.parametrize(
    "body",
    [
        "Ein Satz davor. " + "https://zeitung.example/" + "pfad/" * 80 + "treffer/" + "pfad/" * 80,
        "Ein Satz davor. " * 30 + "treffer/" + "pfad/" * 80 + " danach",
        "Ein Satz davor. " * 30 + "pfad/" * 200 + "treffer" + " danach" * 60,
        "pfad/" * 200 + "treffer/" + "pfad/" * 200,
        "、".join(["記者"] * 300 + ["treffer"] + ["記者"] * 300),
    ],
)
def test_a_snippet_shows_the_match_in_a_long_run_without_white_space(body: str) -> None:
    snippet = Highlighter(Word("treffer"), reader_of(body).vocabulary).snippet(body)
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["treffer"]
    assert len(snippet.text) <= 500


def test_a_word_wider_than_the_snippet_is_shown_whole() -> None:
    long = "donaudampfschifffahrtsgesellschaft"
    body = f"Ein Satz davor. Die {long} und noch etwas danach."
    snippet = Highlighter(Word(long), reader_of(body).vocabulary).snippet(body, width=20)
    assert [snippet.text[start:end] for start, end in snippet.highlights] == [long]
