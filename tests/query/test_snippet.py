"""The snippet shows why a text was found, and reads well."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.article.words import forms, words
from news_archive.query.grammar import parse_query
from news_archive.query.highlight import Highlighter, Snippet, Span
from news_archive.query.snippet import _merged
from news_archive.query.tree import Exact, Fuzzy, Near, Or, Pattern, Phrase, Query, Source, Word

FILLER = "Hier steht lange nichts davon. " * 20


def shown(query: Query | str, body: str, *others: str) -> Snippet:
    """Return the snippet of the first text of an archive."""
    asked = parse_query(query) if isinstance(query, str) else query
    return Highlighter(asked, reader_of(body, *others).vocabulary).snippet(body)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.highlights]


POOL = "Haus Häuser x\u0302y Flug\xadhafen groß 3 die Müller Mueller 東京 z.B. Dr.".split()  # noqa: SIM905
separators = st.sampled_from([" "] * 8 + ["-", ", ", ". ", "! ", "\n\n", "_", "\u2028", "\xa0"])
bodies = st.lists(st.tuples(st.sampled_from(POOL), separators), min_size=1, max_size=80).map(
    lambda pairs: "".join(word + separator for word, separator in pairs)
)
some_forms = st.sampled_from(sorted({form for word in POOL for form in forms(word)}))
leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(Word, some_forms),
    st.builds(Exact, some_forms),
    some_forms.map(lambda form: Pattern(f"{form[:1]}*")),
    some_forms.map(lambda form: Fuzzy(form, 1)),
    st.tuples(some_forms, some_forms).map(lambda two: Phrase(tuple(map(Word, two)))),
    st.tuples(some_forms, some_forms).map(lambda two: Near(tuple(map(Word, two)), 3)),
)
queries = leaves | st.lists(leaves, min_size=2, max_size=4).map(lambda found: Or(tuple(found)))


@given(bodies, queries, st.integers(10, 120))
@settings(max_examples=150)
def test_a_snippet_is_at_most_two_runs_of_whole_words_of_the_text_in_order(
    body: str, query: Query, width: int
) -> None:
    highlighter = Highlighter(query, reader_of(body).vocabulary)
    snippet = highlighter.snippet(body, width)
    assert str(snippet) == snippet.text
    assert snippet.text.splitlines() == [snippet.text]
    fragments = snippet.text.removeprefix("… ").removesuffix(" …").split(" … ")
    assert len(fragments) <= 2
    assert len(snippet.text) <= width + 60
    line = " ".join(body.split())
    reached = 0
    for fragment in fragments:
        reached = line.index(" ".join(fragment.split()), reached) + len(fragment.strip())
    assert _is_in(forms(fragments[0]), forms(body))
    assert _is_in(forms(fragments[-1]), forms(body))


@given(bodies, queries, st.integers(10, 120))
@settings(max_examples=150)
def test_a_snippet_highlights_what_is_highlighted_of_the_text(
    body: str, query: Query, width: int
) -> None:
    highlighter = Highlighter(query, reader_of(body).vocabulary)
    whole = [body[start:end] for start, end in highlighter.spans(body)]
    snippet = highlighter.snippet(body, width)
    assert list(snippet.highlights) == sorted(set(snippet.highlights))
    assert set(marked(snippet)) <= set(whole)
    assert {Span(word.start, word.end) for word in words(snippet.text)} >= set(snippet.highlights)
    assert bool(marked(snippet)) == bool(whole)


def _is_in(run: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(run)] == run for at in range(len(whole) - len(run) + 1))


def test_what_stands_far_apart_is_shown_as_two_fragments_in_order() -> None:
    body = f"{FILLER}Der Minister kam spät. {FILLER}In Frankreich blieb es still. {FILLER}"
    for query in ("Minister Frankreich", "Frankreich Minister"):
        snippet = shown(query, body)
        assert marked(snippet) == ["Minister", "Frankreich"]
        first, second = snippet.text.removeprefix("… ").removesuffix(" …").split(" … ")
        assert first.startswith("Der Minister kam spät. ")
        assert second.startswith("In Frankreich blieb es still. ")
        assert 180 <= len(snippet.text) <= 250


def test_what_stands_close_together_is_one_fragment() -> None:
    middle = "Dazwischen liegen ein paar Worte mehr. " * 4
    body = f"{FILLER}Der Minister kam. {middle}In Frankreich blieb es still. {FILLER}"
    snippet = shown("Minister Frankreich", body)
    assert marked(snippet) == ["Minister", "Frankreich"]
    assert snippet.text.count("…") == 2
    assert len(snippet.text) <= 260


def test_no_fragment_is_added_for_a_part_that_is_shown_already() -> None:
    body = f"{FILLER}Der Minister kam. {FILLER}Der Minister ging. {FILLER}"
    snippet = shown("Minister", body)
    assert marked(snippet) == ["Minister"]
    assert "kam" in snippet.text
    assert len(snippet.text) > 200


def test_a_rare_word_is_shown_rather_than_common_ones() -> None:
    body = f"{FILLER}Der Mann und die Frau und das Kind. {FILLER}Von Xanten war die Rede. {FILLER}"
    others = [f"Der Mann und die Frau und das Kind. {number}" for number in range(300)]
    snippet = shown("und Xanten", body, *others)
    assert marked(snippet) == ["Xanten"]
    assert "Von Xanten war die Rede." in snippet.text
    assert len(snippet.text) > 150
    assert "Xanten" in marked(shown("der das die und Mann Xanten", body, *others))


def test_a_phrase_counts_once_and_not_for_each_of_its_words() -> None:
    body = f"{FILLER}Ein langer heißer Sommer. {FILLER}Paris, London, Rom, Paris. {FILLER}"
    query = '"langer heißer Sommer" Paris London'
    snippet = Highlighter(parse_query(query), reader_of(body).vocabulary).snippet(body, 100)
    assert "Paris, London, Rom, Paris." in snippet.text
    once = Or((*(parse_query('"ein langer heißer Sommer"'),), Word("paris"), Word("london")))
    assert "Paris, London" in shown(once, body).text


def test_of_many_words_the_passage_with_the_most_is_shown() -> None:
    names = [f"Ort{number}" for number in range(25)]
    body = FILLER.join(
        ["", f"{names[0]} {names[1]}. ", " ".join(names[2:22]) + ". ", names[22], names[23]]
    )
    snippet = shown(Or(tuple(Word(name.lower()) for name in names)), body)
    assert marked(snippet) == names[2:22]


def test_every_word_of_a_nearness_is_shown() -> None:
    body = f"{FILLER}Macron schwieg. {FILLER}Putin sprach gestern mit Macron. {FILLER}"
    assert marked(shown('"Putin Macron"~5', body)) == ["Putin", "Macron"]


def test_a_phrase_longer_than_a_snippet_is_shown_from_its_beginning() -> None:
    phrase = " ".join(f"wort{number}" for number in range(100))
    snippet = shown(f'"{phrase}"', f"{FILLER}Und {phrase}. {FILLER}")
    assert marked(snippet)[:3] == ["wort0", "wort1", "wort2"]
    assert len(snippet.text) <= 250


def test_a_snippet_ends_with_a_sentence_if_one_ends_in_its_second_half() -> None:
    body = "Das Haus steht. " + "Ein Satz mit mehreren Wörtern folgt nun. " * 20
    snippet = shown("Haus", body)
    assert snippet.text.endswith("folgt nun. …")
    assert 120 <= len(snippet.text) <= 242


@pytest.mark.parametrize("before", ["am 3.", "Herr Dr.", "siehe S.", "z. B.", "im St."])
def test_no_sentence_begins_behind_an_abbreviation_or_an_ordinal(before: str) -> None:
    body = f"{FILLER}Etwas geschah {before} Haus und so weiter. {FILLER}"
    assert shown("Haus", body).text.startswith(f"… Etwas geschah {before} Haus")


def test_at_the_end_of_a_text_there_is_more_before_the_match() -> None:
    snippet = shown("Haus", FILLER + "Das ist ein Haus.")
    assert snippet.text.endswith("Das ist ein Haus.")
    assert snippet.text.startswith("… Hier steht")
    assert len(snippet.text) >= 120


@pytest.mark.parametrize(
    "body", ["👍" * 300, "!" * 300, "x\u0302" * 300, "\u0302" * 300, " " * 300]
)
def test_a_text_without_words_or_space_has_a_snippet(body: str) -> None:
    snippet = shown(Source("afp"), body)
    assert len(snippet.text) <= 242
    assert not snippet.text.endswith("x …")


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


@pytest.mark.parametrize(("gap", "merged"), [(29, True), (30, True), (31, False)])
def test_fragments_are_one_if_so_little_is_between_them(gap: int, merged: bool) -> None:
    first, second = Span(5, 10), Span(10 + gap, 60 + gap)
    assert _merged(second, first) == ([Span(5, 60 + gap)] if merged else [first, second])
