"""What is highlighted is what was found, and the snippet shows it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archives import reader_of, text

from news_archive.article.words import Word as PlacedWord
from news_archive.article.words import words
from news_archive.query import highlight
from news_archive.query.grammar import parse_query
from news_archive.query.highlight import Highlighter, Span
from news_archive.query.nearness import near_places
from news_archive.query.oracle import is_form_in_phrase, is_form_of, matches
from news_archive.query.tree import (
    AllOf,
    And,
    Exact,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Term,
    Word,
)
from news_archive.query.vocabulary import Vocabulary

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
        ("Mueler~", ["Mueller"]),
        ("Erdogn~1", ["Erdoğan"]),
        ('"Herr fördern"~4', ["Herr", "fördern"]),
        ('"Herr fördern"~3', []),
        ('"Haus Haus"~7', ["Haus", "Haus"]),
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
@settings(max_examples=120)
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


# Looking only into what no text had before must find what looking at each word finds.


def looked_at_word_by_word(query: Query, body: str, vocabulary: Vocabulary) -> list[Span]:
    found = list(words(body))
    places: set[int] = set()
    for part in _parts(query):
        match part:
            case Phrase(terms):
                for start in range(len(found) - len(terms) + 1):
                    run = range(start, start + len(terms))
                    if all(
                        is_form_in_phrase(found[at].form, term, vocabulary)
                        for at, term in zip(run, terms, strict=True)
                    ):
                        places.update(run)
            case Near(near_words, distance):
                each = [_places(found, word, vocabulary) for word in near_words]
                places.update(near_places(each, distance))
            case Word() | Exact() | Pattern() | Fuzzy():
                places.update(_places(found, part, vocabulary))
            case _:
                pass
    return [Span(found[at].start, found[at].end) for at in sorted(places)]


def _places(found: list[PlacedWord], term: Term | Fuzzy, vocabulary: Vocabulary) -> list[int]:
    return [at for at, word in enumerate(found) if is_form_of(word.form, term, vocabulary)]


def _parts(query: Query) -> list[Query]:
    if isinstance(query, AllOf | And | Or):
        return [part for child in query.children for part in _parts(child)]
    return [query]


LONG = "ä" * 101, "á" + "a" * 100, "a" * 101, "b" * 201
_STRANGE = """
    İstanbul ISTANBUL ıstanbul Σίσυφος ΟΔΟΣ οδος 東京 北京市 ё ЁЛКА елка n\u0308 J\u030c ǰ 2024 3
    U2 \u00ad \u200d \u0301 a\U0001d165b 👍 ❤\ufe0f \u212bngstrom ångström ﬁx fix ǅ HAUS (Haus)
    „Häuser“, Haus-Hof foo_Haus Haus… 'Haus' d'Haus Haus/Hof
"""
STRANGE = _STRANGE.split()
strange_words = st.one_of(
    st.sampled_from([*WORDS, *WORDS, *STRANGE, *LONG]),
    st.text("aäsßuihİıΣ\u0308\u00ad_3😀", min_size=1, max_size=6),
)
separators = st.sampled_from(
    [*"   _-,.\n\t\x1f\xa0\u2028/’", "\n\n", " – ", " \u00ad ", " \u0301 "]
)
strange_bodies = st.lists(st.tuples(strange_words, separators), min_size=1, max_size=40).map(
    lambda pairs: "".join(word + separator for word, separator in pairs)
)


@st.composite
def asked_of(draw: st.DrawFn, body: str) -> Query:
    """Draw a query for words as they are in a text, or nearly so."""
    found = [word.form for word in words(body)] or ["haus"]

    def form() -> str:
        return draw(st.sampled_from(found)) if draw(st.integers(0, 3)) else draw(some_forms)

    def term() -> Term:
        chosen = form()
        terms: list[Term] = [
            Word(chosen),
            Word(chosen),
            Exact(chosen),
            Pattern(f"{chosen[:2]}*"),
            Pattern(f"*{chosen[-2:]}"),
            Pattern(f"?{chosen[1:]}*"),
        ]
        return draw(st.sampled_from(terms))

    def leaf() -> Query:
        match draw(st.integers(0, 5)):
            case 0:
                start = draw(st.integers(0, len(found) - 1))
                run = found[start : start + 3]
                return Phrase(tuple(map(Exact, run))) if len(run) > 1 else Word(run[0])
            case 1:
                return Phrase(tuple(term() for _ in range(draw(st.integers(2, 3)))))
            case 2:
                return Near(
                    tuple(Word(form()) for _ in range(draw(st.integers(2, 3)))),
                    draw(st.integers(1, 5)),
                )
            case 3:
                return Fuzzy(form(), draw(st.integers(1, 2)))
            case _:
                return term()

    leaves = tuple(leaf() for _ in range(draw(st.integers(1, 4))))
    joined: list[Query] = [And(leaves), Or(leaves), AllOf(leaves)]
    return leaves[0] if len(leaves) == 1 else draw(st.sampled_from(joined))


@given(st.data(), st.lists(strange_bodies, min_size=1, max_size=3), st.sampled_from([0, 100]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_highlighted_is_what_looking_at_each_word_finds(
    data: st.DataObject, texts: list[str], many: int
) -> None:
    vocabulary = reader_of(*texts).vocabulary
    query = data.draw(asked_of(texts[0]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highlight, "_MANY_CHUNKS", many)
        patch.setattr(highlight, "_PIECE", data.draw(st.sampled_from([5, 1 << 18])))
        patch.setattr(highlight, "_MOST_CHUNKS", data.draw(st.sampled_from([3, 1 << 18])))
        highlighter = Highlighter(query, vocabulary)
        for body in texts:
            assert highlighter.spans(body) == looked_at_word_by_word(query, body, vocabulary)


@given(st.data(), strange_bodies)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_text_that_matches_is_highlighted_somewhere(data: st.DataObject, body: str) -> None:
    vocabulary = reader_of(body).vocabulary
    query = data.draw(asked_of(body))
    spans = Highlighter(query, vocabulary).spans(body)
    if matches(query, text(body), vocabulary):
        assert spans
    terms = [
        term
        for part in _parts(query)
        for term in (
            part.terms
            if isinstance(part, Phrase)
            else part.words
            if isinstance(part, Near)
            else [part]
        )
    ]
    for start, end in spans:
        alone = text(body[start:end])
        assert any(matches(term, alone, vocabulary) for term in terms)


@given(st.data(), strange_bodies)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_highlighted_word_is_in_one_match(data: st.DataObject, body: str) -> None:
    highlighter = Highlighter(data.draw(asked_of(body)), reader_of(body).vocabulary)
    spans, matches = highlighter.spans(body), highlighter.matches(body)
    assert all(one.end <= other.start for one, other in itertools.pairwise(matches))
    assert {match.start for match in matches} <= {span.start for span in spans}
    assert {match.end for match in matches} <= {span.end for span in spans}
    for start, end in spans:
        assert sum(match.start <= start and end <= match.end for match in matches) == 1


@pytest.mark.parametrize(
    "query",
    [
        Or(tuple(Word(f"wort{number}") for number in range(10_000))),
        Phrase(tuple(Word("haus") for _ in range(1_000))),
        parse_query('"Haus Hof"~9999'),
        parse_query("h* *s"),
        Phrase(tuple(Pattern("*") for _ in range(1_000))),
    ],
    ids=["ten thousand words", "phrase", "nearness", "patterns", "phrase everywhere"],
)
@pytest.mark.timeout(60)
def test_a_long_text_and_a_long_query_take_seconds_at_most(query: Query) -> None:
    body = "Haus Hof und wort77 " * 20_000
    highlighter = Highlighter(query, reader_of("Haus Hof und wort77").vocabulary)
    assert highlighter.snippet(body).text


def test_a_word_too_long_to_be_found_is_not_highlighted() -> None:
    short, long = "á" + "a" * 100, "ä" * 101
    assert highlighted(Word("a" * 101), f"{long} {short}") == [short]


def test_what_is_remembered_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlight, "_MOST_CHUNKS", 20)
    highlighter = Highlighter(Word("haus"), reader_of("Haus").vocabulary)
    for number in range(40):
        body = " ".join(f"Wort{number}x{at}" for at in range(10)) + " Haus"
        assert [body[start:end] for start, end in highlighter.spans(body)] == ["Haus"]
        assert len(highlighter._looked_into) <= 20 + 11


def test_a_headline_is_the_first_sentence_with_its_matches() -> None:
    body = "Der Minister kam aus Paris. Dort sah er noch einen Minister."
    found = Highlighter(Word("minister"), reader_of(body).vocabulary).headline(body)
    assert found.text == "Der Minister kam aus Paris."
    assert [found.text[start:end] for start, end in found.highlights] == ["Minister"]


@pytest.mark.parametrize("word", ["Wort", "x" * 150, "y" * 300])
def test_a_headline_is_cut_between_words_if_it_is_very_long(word: str) -> None:
    found = Highlighter(Word("wort"), reader_of("Wort").vocabulary).headline(f"{word} " * 90)
    assert len(found.text) <= 202
    assert found.text.endswith(" …")
    cut = found.text.removesuffix(" …")
    assert f"{word} " * 90 != cut
    assert (f"{word} " * 90).startswith(cut)
    assert all(part == word for part in cut.split()[:-1])
