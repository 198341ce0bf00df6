"""The law of the index: what it answers is what the oracle, asked article by article, answers."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_rigs import TantivyRig, entry, scratch, write

from news_archive.article.words import forms
from news_archive.errors import QuerySyntaxError, UsageError
from news_archive.index.memory import MemoryVocabulary
from news_archive.query.grammar import parse_query
from news_archive.query.oracle import matches
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Broad,
    Dated,
    Everything,
    Exact,
    Form,
    Fuzzy,
    Half,
    Identifier,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Term,
    Within,
    Word,
    broadened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.index.contract import Entry

GERMAN = ("german",)
GERMAN_AND_ENGLISH = ("german", "english")

# Words that meet each other: by inflection, by another spelling, or nearly and not quite.
_POOL = """
    Haus Hauses Häuser Häusern Haeuser Hausen Müller Mueller Muller Müllers Miller Straße
    Strasse Straßen Strassen Maß Maße Masse Massen mass fordern fördern foerdern forderte
    förderte Flughafen Flughafens Flughäfen Flughaefen Erdogan Erdoğan Erdoğans Sebastien
    Sébastien Israel Israels israelisch aktuell aktuelle aktuellen Größe Groesse Große groß
    Gross Minister Ministers Ministerin Ministerinnen Außenminister Aussenminister Verteidigung
    Verteidiger verteidigt Zeitung Zeitungen Freiheit Freiheiten freiheitlich Öl Oel Öle Uebung
    Übung Ubung Übungen Goethe Göthe Joel Israël neu neue neuen Neue Bauer Bauern Bäuerin quer
    Quelle quellen Aktuelle que Fluß Fluss Flüsse Fluesse Schlußszene Schlussszene sß ßs sss ßß
    ssss Café Cafe CAFÉ øst ost Ǿst þing thing œuvre oeuvre æther aether ıstanbul istanbul
    İstanbul Łódź lodz łódzki çay cay ə Ελλάδα ελλαδα ΟΔΟΣ οδός Москва москва ёлка елка 東京 北京市
    3 5 2024 3,5 19.30 1. U2 C++ AT&T x\u0302 X\u0302y n\u0308 ǰ J\u030c 👍
    \U0001f469\u200d\U0001f4bb ❤️ ª ² ½ e-Mail d'Estaing l’Oréal Flug\xadhafen foo_bar company
    companies fly flies flying die dying died sky skies try tries city cities news running runs
    ran Impfstoff Impfstoffe Knappheit Impfstoffknappheit Grippeimpfstoff Grippe Wahl Kampf
    Wahlkampf
"""
POOL = _POOL.split()

LETTERS = "aaeeoouusstnäöüßéğøœhi"

pool_words = st.sampled_from(POOL)
made_words = st.text(LETTERS, min_size=1, max_size=6)
marked_words = st.builds(
    lambda word, mark, at: word[: at % len(word) + 1] + mark + word[at % len(word) + 1 :],
    made_words,
    st.sampled_from(["\u0301", "\u0308", "\u0302", "\u00ad", "\u200d", "'", "-"]),
    st.integers(0, 9),
)
decomposed_words = st.builds(unicodedata.normalize, st.just("NFD"), pool_words)
upper_words = st.builds(str.upper, pool_words | made_words)
text_words = st.one_of(
    pool_words, pool_words, pool_words, made_words, marked_words, decomposed_words, upper_words
)
separators = st.sampled_from([" "] * 8 + ["-", ", ", ". ", "\n", "\n\n", "/", "’", "_", " \u0301 "])
bodies = st.lists(st.tuples(text_words, separators), min_size=1, max_size=12).map(
    lambda pairs: "".join(word + separator for word, separator in pairs).strip()
)
dates = st.sampled_from(
    ["2023", "2024", "2023-12", "2024-01", "2024-02", "2023-12-31", "2024-01-01", "2024-02-29"]
)
sources = st.lists(st.sampled_from(["afp", "dpa", "apa"]), max_size=2, unique=True)
IDS = ("a", "A", "ab", "a_1", "a.b", "b[1]", "ü-1", "000_68", "000_69 x")


@st.composite
def archives(draw: st.DrawFn) -> list[Entry]:
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=True))
    return [entry(identity, draw(bodies), draw(dates), draw(sources)) for identity in ids]


def _forms_of_words(word: str) -> list[str]:
    return forms(word) or ["haus"]


query_forms = st.builds(_forms_of_words, text_words).map(lambda found: found[0])


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    form = draw(query_forms)
    marks = [draw(st.sampled_from(["", "", "", "", "?", "*", "."])) for _ in form]
    kept = [
        mark if mark in ("?", "*") else letter for mark, letter in zip(marks, form, strict=True)
    ]
    if all(mark in "?*" for mark in kept):
        kept[0] = form[0]
    ends = draw(st.sampled_from(["", "*"])), draw(st.sampled_from(["", "*"]))
    glued = ends[0] + "".join(kept) + ends[1]
    while "**" in glued:
        glued = glued.replace("**", "*")
    return Pattern(glued)


terms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Word, query_forms), st.builds(Exact, query_forms), patterns()
)
days = st.sampled_from([0, 20230101, 20231231, 20240101, 20240131, 20240215, 20240229, 99991231])
leaves: st.SearchStrategy[Query] = st.one_of(
    terms,
    terms,
    terms,
    st.lists(terms, min_size=2, max_size=3).map(lambda found: Phrase(tuple(found))),
    st.builds(Form, query_forms),
    st.builds(Broad, query_forms, st.lists(query_forms, max_size=1).map(tuple)),
    st.builds(Fuzzy, query_forms, st.sampled_from([1, 2])),
    st.builds(
        Near,
        st.lists(st.builds(Word, query_forms), min_size=2, max_size=3).map(tuple),
        st.integers(1, 6),
    ),
    st.builds(Source, st.sampled_from(["afp", "dpa", "apa", "rtr", None, "a*", "n*", "?p?"])),
    st.tuples(days, days).map(lambda pair: Dated(min(pair), max(pair))),
    st.tuples(days, days).map(lambda pair: Within(min(pair), max(pair))),
    st.builds(
        Identifier, st.sampled_from([*IDS, "a*", "*", "?", "*_*", "b[1]*", "[ab]", "x", ".*"])
    ),
    st.just(Everything()),
)


def _joined(children: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    some = several.flatmap(
        lambda found: st.integers(1, len(found)).map(lambda number: AtLeast(number, found))
    )
    return st.one_of(several.map(AllOf), several.map(And), several.map(Or), some, children.map(Not))


queries = st.recursive(leaves, _joined, max_leaves=5)


@st.composite
def phrases_of(draw: st.DrawFn, archive: Sequence[Entry]) -> Query:
    """Draw words as they stand side by side in one of the articles, so that they are found."""
    found = forms(draw(st.sampled_from(archive)).body) or ["haus"]
    start = draw(st.integers(0, len(found) - 1))
    run = found[start : start + draw(st.integers(1, 3))]
    if len(run) > 1 and draw(st.booleans()):
        near = draw(st.permutations(run))
        return Near(tuple(Word(form) for form in near), draw(st.integers(1, 4)))
    if draw(st.integers(0, 4)) == 0:
        return Fuzzy(draw(st.text("aeiousßm", max_size=2)) + run[0][1:], draw(st.integers(1, 2)))
    chosen: tuple[Word | Exact, ...] = tuple(
        Word(form) if draw(st.booleans()) else Exact(form) for form in run
    )
    return chosen[0] if len(chosen) == 1 else Phrase(chosen)


@st.composite
def some_words_of(draw: st.DrawFn, archive: Sequence[Entry]) -> Query:
    """Draw words of several articles, of which an article may lack some; the same at times."""
    found = forms(" ".join(one.body for one in archive)) or ["haus"]
    asked = draw(st.lists(st.sampled_from(found) | query_forms, min_size=1, max_size=5))

    def one_of(form: str) -> Query:
        kinds: list[Query] = [Word(form), Word(form), Exact(form), Broad(form, ())]
        return draw(st.sampled_from(kinds))

    words = tuple(map(one_of, asked))
    some: Query = AtLeast(draw(st.integers(1, len(asked))), words)
    if draw(st.booleans()):
        some = Half(words)
    return And((some, draw(leaves))) if draw(st.booleans()) else some


typed = st.lists(
    st.one_of(
        text_words,
        text_words,
        text_words.map(lambda word: f'"{word} {word}"'),
        text_words.map(lambda word: f"-{word}"),
        text_words.map(lambda word: f"{word}~"),
        st.tuples(text_words, text_words).map(lambda pair: f'"{pair[0]} {pair[1]}"~3'),
        text_words.map(lambda word: f"{word[:3]}*"),
        text_words.map(lambda word: f"*{word[-3:]}"),
        st.sampled_from(
            ["AND", "OR", "NOT", "(", ")", "source:afp", "-source:none", "date:2024", "date:..2023"]
        ),
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


def _found(archive: Sequence[Entry], asked: Sequence[Query], languages: tuple[str, ...]) -> None:
    vocabulary = MemoryVocabulary(archive, languages)
    with scratch() as folder:
        rig = TantivyRig(folder / "index", languages)
        write(rig, archive)
        reader = rig.reader()
        for query in asked:
            try:
                page = reader.search(query, sort="relevance", offset=0, limit=None)
            except UsageError:
                # The index may refuse a pattern that is too wide for it; it may not answer wrong.
                continue
            wanted = {one.id for one in archive if matches(query, one, vocabulary)}
            assert {hit.id for hit in page.found} == wanted, query
            assert page.total == len(page.found) == len(wanted), query
            assert reader.count(query) == len(wanted), query


def _parsed(text: str) -> Query | None:
    try:
        return parse_query(text)
    except QuerySyntaxError:
        return None


@pytest.mark.parametrize("languages", [GERMAN, GERMAN_AND_ENGLISH])
@pytest.mark.timeout(600)
@given(data=st.data())
@settings(max_examples=30)
def test_the_engine_finds_what_the_oracle_finds_for_any_tree(
    data: st.DataObject, languages: tuple[str, ...]
) -> None:
    archive = data.draw(archives())
    asked = data.draw(
        st.lists(queries | phrases_of(archive) | some_words_of(archive), min_size=10, max_size=20)
    )
    _found(archive, asked, languages)


@pytest.mark.parametrize("languages", [GERMAN, GERMAN_AND_ENGLISH])
@pytest.mark.timeout(600)
@given(archive=archives(), texts=st.lists(typed, min_size=10, max_size=20))
@settings(max_examples=25)
def test_the_engine_finds_what_the_oracle_finds_for_any_text_typed(
    archive: list[Entry], texts: list[str], languages: tuple[str, ...]
) -> None:
    asked = [query for text in texts if (query := _parsed(text)) is not None]
    _found(archive, asked, languages)


_PIECES = "wahl wahlen kampf grippe impfstoff impfstoffe knappheit bund bundes und der"
_PARTS = _PIECES.split()
compounding = st.lists(
    st.lists(st.sampled_from(_PARTS), min_size=1, max_size=2).map("".join), min_size=1, max_size=6
)


@pytest.mark.timeout(600)
@given(
    texts=st.lists(compounding, min_size=2, max_size=14), asked=st.lists(compounding, min_size=9)
)
@settings(max_examples=30)
def test_the_engine_finds_what_the_oracle_finds_in_compounds_and_with_half_of_the_words(
    texts: list[list[str]], asked: list[list[str]]
) -> None:
    archive = [entry(f"{at:03}", " ".join(words)) for at, words in enumerate(texts)]
    trees: list[Query] = []
    for forms_asked in asked:
        words = tuple(map(Word, forms_asked))
        half = Half(words)
        trees += [half, broadened(half), broadened(AllOf(words)), broadened(Or(words))]
        trees += [broadened(words[0]), broadened(Phrase((*words, words[0])))]
        trees.append(AllOf((broadened(words[0]), Not(broadened(words[-1])), Everything())))
    _found(archive, trees, GERMAN)


@pytest.mark.parametrize("languages", [GERMAN, GERMAN_AND_ENGLISH])
def test_the_engine_finds_what_the_oracle_finds_for_every_word_of_the_pool(
    languages: tuple[str, ...],
) -> None:
    archive = [entry(f"{at:03}", word) for at, word in enumerate(POOL)]
    asked: list[Query] = []
    for form in sorted({form for word in POOL for form in forms(word)}):
        asked += [
            Word(form),
            Broad(form, ()),
            Exact(form),
            Form(form),
            Fuzzy(form, 2),
            Pattern(f"{form[:2]}*"),
            Pattern(f"*{form[-2:]}"),
        ]
    _found(archive, asked, languages)
