"""The order of hits by relevance, and of those that are equally relevant."""

from __future__ import annotations

import random
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_samples import fill, no_body, sample

from news_archive.errors import UsageError
from news_archive.index.contract import date_order, is_scored, only_scored_part
from news_archive.index.memory import MemoryVocabulary
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.limits import MAX_WEIGHTED_FORMS
from news_archive.query.grammar import parse_query
from news_archive.query.oracle import matches
from news_archive.query.tree import AllOf, And, AtLeast, Exact, Not, Or, Query, Source, Word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from news_archive.index.contract import Entry

DATES = ["2024", "2024-01", "2024-01-01", "2023-12-31", "2024-02", "2023"]


def ranked(reader: TantivyReader, query: str | Query) -> list[str]:
    asked = parse_query(query) if isinstance(query, str) else query
    page = reader.search(asked, sort="relevance", offset=0, limit=None)
    scores = [hit.score for hit in page.found if hit.score is not None]
    assert len(scores) in (0, page.total)
    assert scores == sorted(scores, reverse=True)
    return [hit.id for hit in page.found]


def scores(reader: TantivyReader, query: str | Query) -> dict[str, float]:
    asked = parse_query(query) if isinstance(query, str) else query
    page = reader.search(asked, sort="relevance", offset=0, limit=None)
    return {hit.id: hit.score for hit in page.found if hit.score is not None}


def holding(folder: Path, bodies: Mapping[str, str], *languages: str) -> TantivyReader:
    """Return a reader of an index of these bodies by their ids."""
    fill(folder, [sample(identity, body) for identity, body in bodies.items()])
    return TantivyReader(folder, languages or ("german",), no_body)


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> tuple[TantivyReader, list[Entry]]:
    """An index with many hits of few different scores, in several segments."""
    folder = tmp_path_factory.mktemp("tied")
    chance = random.Random(5)
    bodies = ["Haus am Hof hier", "Haus Haus am Hof", "Das Tor steht offen"]
    entries = [
        sample(f"{chance.choice('abcÄ')}{number:03}", chance.choice(bodies), chance.choice(DATES))
        for number in range(120)
    ]
    for start in range(0, 120, 40):
        fill(folder, entries[start : start + 40], new=start == 0)
    return TantivyReader(folder, ("german",), no_body), entries


def test_equal_scores_are_newest_first_and_then_by_id(
    tied: tuple[TantivyReader, list[Entry]],
) -> None:
    reader, entries = tied
    by_id = {entry.id: entry for entry in entries}
    page = reader.search(parse_query("Haus"), sort="relevance", offset=0, limit=None)
    assert len({hit.score for hit in page.found}) == 2
    keys = [(-(hit.score or 0), -date_order(by_id[hit.id].date), hit.id) for hit in page.found]
    assert keys == sorted(keys)


@pytest.mark.parametrize("query", ["Haus", '"Haus"', "Haus OR Tor", "am-Hof", "Haus AND date:2024"])
@pytest.mark.parametrize("size", [1, 3, 10, 50, 119])
def test_equal_scores_are_in_the_same_order_on_every_page(
    tied: tuple[TantivyReader, list[Entry]], query: str, size: int
) -> None:
    reader, _ = tied
    asked = parse_query(query)
    whole = reader.search(asked, sort="relevance", offset=0, limit=None)
    assert whole.total == len(whole.found) > 30
    joined = []
    for offset in range(0, whole.total, size):
        joined += reader.search(asked, sort="relevance", offset=offset, limit=size).found
    assert joined == whole.found


def test_an_index_built_in_another_order_answers_in_the_same(
    tied: tuple[TantivyReader, list[Entry]], tmp_path: Path
) -> None:
    reader, entries = tied
    fill(tmp_path, entries[::-1])
    again = TantivyReader(tmp_path, ("german",), no_body)
    for query in ("Haus", "Haus OR Tor", "H*", "date:2024", "-Haus"):
        assert ranked(again, query) == ranked(reader, query)


def test_the_form_as_typed_comes_before_another_spelling_and_that_before_an_ending(
    tmp_path: Path,
) -> None:
    fill(
        tmp_path,
        [
            sample("endung", "Die Müllers kamen gestern", "2024-03"),
            sample("schreibung", "Herr Mueller kam gestern", "2024-02"),
            sample("getippt", "Herr Müller kam gestern", "2024-01"),
            sample("nichts", "Niemand kam gestern", "2024"),
        ],
    )
    reader = TantivyReader(tmp_path, ("german",), no_body)
    assert ranked(reader, "Müller") == ["getippt", "schreibung", "endung"]
    assert ranked(reader, "Mueller") == ["schreibung", "getippt", "endung"]


# Texts of some length, one word in ten with an umlaut.
OTHERS = {
    f"andere {number}": "Viele Leute kamen gestern spät zu Fuß und gingen erst heute. " * 4
    for number in range(30)
}


@pytest.mark.parametrize(
    ("typed", "other"),
    [("wömpern", "wompern"), ("wompern", "wömpern"), ("blön", "blon"), ("blon", "blön")],
)
def test_a_lookalike_however_often_comes_behind_the_word_as_typed_once_in_a_long_text(
    tmp_path: Path, typed: str, other: str
) -> None:
    long = "Viele Leute kamen gestern spät zu Fuß und gingen erst heute. " * 30
    reader = holding(
        tmp_path,
        {
            **OTHERS,
            **{f"oft {number}": f"{other} " * (10 * number) for number in range(1, 6)},
            "einmal": f"{long} {typed}",
        },
    )
    found = scores(reader, typed)
    assert set(found) == {"einmal", *(f"oft {number}" for number in range(1, 6))}
    assert max(found, key=found.__getitem__) == "einmal"
    behind = [score for name, score in found.items() if name != "einmal"]
    assert found["einmal"] > max(behind) > 0


def test_a_word_typed_with_its_umlaut_spelled_out_ranks_as_with_it(tmp_path: Path) -> None:
    reader = holding(
        tmp_path,
        {**OTHERS, "gemeint": "Sie wömpern etwas", "anderes": "wompern wompern wompern"},
    )
    assert ranked(reader, "woempern") == ["gemeint", "anderes"]


def test_a_lookalike_counts_in_full_where_no_article_has_the_word_as_typed(tmp_path: Path) -> None:
    reader = holding(tmp_path, {**OTHERS, "a": "Sie wompern etwas", "b": "Sie wompert etwas"})
    (typed,) = reader.scores(Word("wömpern"), ["a"]).values()
    (other,) = reader.scores(Word("wompern"), ["a"]).values()
    assert typed == pytest.approx(0.98 * other, rel=0.01)


# A text of some length, so that one word of it is not what makes it long.
REST = "kam gestern spät zu Fuß und ging erst heute " * 5
PLAIN = {f"schlicht {number}": f"Viele Leute kamen erst {'heute ' * 20}" for number in range(200)}


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("Erdogan", "Erdoğan"),
        ("Erdoğan", "Erdogan"),
        ("Mueller", "Müller"),
        ("Müller", "Mueller"),
        ("Strasse", "Straße"),
        ("Straße", "Strasse"),
        ("Café", "Cafe"),
    ],
)
@pytest.mark.parametrize("others", [OTHERS, PLAIN, {}], ids=["accented", "plain", "none"])
def test_another_spelling_of_a_word_ranks_nearly_like_the_one_typed(
    tmp_path: Path, others: Mapping[str, str], typed: str, other: str
) -> None:
    reader = holding(tmp_path, {**others, "a": f"{typed} {REST}", "b": f"{other} {REST}"})
    for query in (typed, f"{typed} heute", f"{typed} OR Xyzzy"):
        found = reader.scores(parse_query(query), ["a", "b"])
        assert found["a"] > found["b"] > 0.95 * found["a"]


def test_the_spelling_of_a_name_does_not_outweigh_how_often_an_article_has_it(
    tmp_path: Path,
) -> None:
    bodies = {"oft": f"Erdoğan Erdoğan Erdoğan {REST}", "selten": f"Erdogan {REST}"}
    reader = holding(tmp_path, {**PLAIN, **bodies})
    assert ranked(reader, "Erdogan") == ranked(reader, "Erdoğan") == ["oft", "selten"]


@pytest.mark.parametrize(
    ("typed", "same"),
    [("Türkei", "Türkei"), ("Tuerkei", "Türkei"), ("Turkei", "Türkei"), ("Erdogan", "Erdoğan")],
)
def test_a_word_with_other_letters_counts_no_more_than_one_without_that_is_as_rare(
    tmp_path: Path, typed: str, same: str
) -> None:
    bodies = {f"andere {number}": f"Niemand {REST}" for number in range(30)}
    for number in range(5):
        bodies |= {f"eins {number}": f"{same} {REST}", f"zwei {number}": f"Berlin {REST}"}
    found = scores(holding(tmp_path, bodies), f"{typed} OR Berlin")
    assert len(found) == 10
    # Typed otherwise, it counts as another spelling, but for being there at all.
    least = found["zwei 0"] * 0.98
    for number in range(5):
        assert found[f"zwei {number}"] == found["zwei 0"]
        if typed == same:
            assert found[f"eins {number}"] == pytest.approx(found["zwei 0"])
        else:
            assert least < found[f"eins {number}"] < found["zwei 0"]


@pytest.mark.parametrize(
    "query",
    [
        "Haus OR NOT Krieg",
        "Haus OR -Krieg",
        "Haus OR (-Krieg -Xyzzy)",
        "Haus OR NOT (Krieg OR Xyzzy)",
        "Haus OR date:2024",
        "Haus OR source:afp",
        "Haus OR id:*",
    ],
)
def test_what_has_no_score_adds_nothing_and_words_come_first(tmp_path: Path, query: str) -> None:
    bodies = {
        "a ohne": "Niemand kam gestern",
        "b haus": "Das Haus am Hof hier",
        "c häuser": "Die Häuser am Hof und noch viel mehr als das",
        "d krieg": "Der Krieg im Haus und",
        "e ohne": "Es kam noch wer",
    }
    reader = holding(tmp_path, bodies)
    found, haus = scores(reader, query), reader.scores(Word("haus"), list(bodies))
    houses = {"b haus", "c häuser", "d krieg"}
    assert haus.keys() == houses
    assert found.keys() == bodies.keys()
    for identity, score in found.items():
        assert score == pytest.approx(haus.get(identity, 0))
    assert set(ranked(reader, query)[:3]) == houses


@pytest.mark.parametrize(
    "filters",
    ["(-Hof -etwas)", "NOT Hof", "(NOT Hof AND NOT etwas)", "-Hof -etwas", "(-Hof OR -etwas)"],
)
def test_what_is_left_out_adds_nothing_to_a_score(tmp_path: Path, filters: str) -> None:
    bodies = {"a": "Das Haus dort", "b": "Das Haus am Hof", "c": "Hof und etwas Haus", "d": "Hof"}
    reader = holding(tmp_path, bodies)
    alone, found = scores(reader, "Haus"), scores(reader, f"Haus {filters}")
    assert "a" in found
    assert found == pytest.approx({identity: alone[identity] for identity in found})


SIDE_BY_SIDE = {
    "nebeneinander": "Hier tagt die Regierung der Ukraine in aller Stille seit heute",
    "beisammen": "Hier tagt seit heute in aller Stille die Regierung Ukraine der",
    "getrennt": "Ukraine der die Stille hier tagt in aller Regierung seit heute",
    "weit": "Regierung hier tagt die der in aller Stille seit heute Ukraine",
    "etwas": "Hier tagt die Regierung",
    "nichts": "Niemand kam heute",
}


@pytest.mark.parametrize(
    "asked",
    [
        "Regierung Ukraine",
        '"Regierung" "Ukraine"',
        "Regierungen Ukraine",
        "Regierung Ukraine source:afp",
        "Regierung Ukraine -Niemand date:2024",
        Or((Word("regierung"), Word("ukraine"))),
        And((Or((Word("regierung"), Word("ukraine"))), Source("afp"))),
        AtLeast(2, (Word("regierung"), Word("ukraine"), Word("xyzzy"))),
        And((AtLeast(1, (Word("regierung"), Word("ukraine"))), Source("afp"))),
        AtLeast(2, (Exact("regierung"), Exact("ukraine"))),
    ],
)
def test_words_typed_side_by_side_rank_higher_where_they_stand_so(
    tmp_path: Path, asked: str | Query
) -> None:
    reader = holding(tmp_path, SIDE_BY_SIDE)
    found = scores(reader, asked)
    near, far = {"beisammen"}, {"nebeneinander", "getrennt", "weit"}
    assert len({found[name] for name in far}) == 1
    assert found["beisammen"] > found["weit"] > found.get("etwas", 0)
    assert {*near, *far} <= found.keys() <= {*near, *far, "etwas"}


def test_only_neighbours_in_the_query_rank_higher_as_neighbours_in_the_text(
    tmp_path: Path,
) -> None:
    bodies = {
        "eins": "Alpha Beta und auch sonst noch Gamma",
        "zwei": "Alpha und auch sonst noch Beta Gamma",
        "beide": "Und sonst noch auch Alpha Beta Gamma",
        "außen": "Alpha Gamma und auch sonst noch Beta",
        "weit": "Alpha und sonst Gamma noch auch Beta",
    }
    found = scores(holding(tmp_path, bodies), "Alpha Beta Gamma")
    assert found["beide"] > found["eins"] > found["außen"] == found["weit"]
    # All three together are a phrase, too.
    assert found["beide"] - found["eins"] > 1.01 * (found["zwei"] - found["weit"])


def test_common_words_that_stand_as_typed_bring_an_article_to_the_front(tmp_path: Path) -> None:
    mixed = "Nehmen wir es ernst, und sie nehmen auch es ernst; ernst nehmen sie es auch. "
    bodies = {f"viel {number:02}": mixed * (1 + number % 3) for number in range(60)}
    bodies["zitat"] = "Er sagte lange nichts und dann das. Nehmen Sie es auch ernst! " + mixed
    assert ranked(holding(tmp_path, bodies), "nehmen Sie es auch ernst")[0] == "zitat"


def test_a_word_typed_twice_does_not_stand_beside_itself(tmp_path: Path) -> None:
    reader = holding(tmp_path, {"a": "Haus Haus Hof", "b": "Haus Hof Haus", "c": "Hof"})
    found = scores(reader, "Haus Haus")
    assert found.keys() == {"a", "b"}
    assert found["a"] == found["b"]


# The parts of a score


def added_by_parts(
    reader: TantivyReader, query: Query, ids: Sequence[str]
) -> list[dict[str, float]]:
    """Return what each part of a query that has no parts adds to the scores of some articles."""
    match query:
        case AllOf(children) | And(children):
            return [part for child in children for part in added_by_parts(reader, child, ids)]
        case Or(children) | AtLeast(_, children):
            # A branch that does not match as a whole adds nothing.
            return [
                part
                for child in children
                for part in added_by_parts(reader, child, list(reader.scores(child, ids)))
            ]
        case Not():
            return []
        case _:
            return [reader.scores(query, ids)]


SCORED = [
    ("Regierung", False),
    ("Regierung Ukraine", True),
    ("Regierung Ukraine -Niemand source:afp date:2024", True),
    ("(Regierung OR Ukraine) Stille", True),
    ("(Regierung OR Niemand) Ukraine", False),
    ("Regierung OR Ukraine OR Niemand", True),
    ("Regierung St*", False),
    ("Niemand OR Regierung-der", False),
    ('"Regierung Ukraine"~2 heute', False),
    ("(Regierung Niemand) OR Ukraine", False),
    ("Regierung OR NOT Niemand", False),
    ("Regierung (-Niemand -Xyzzy)", False),
]


@pytest.mark.parametrize(
    ("query", "has_bonus"),
    [
        *((parse_query(text), bonus) for text, bonus in SCORED),
        (AtLeast(2, (Word("regierung"), Word("ukraine"), Word("heute"))), True),
    ],
)
def test_a_score_is_the_sum_of_its_parts_and_of_what_words_side_by_side_add(
    tmp_path: Path, query: Query, has_bonus: bool
) -> None:
    fill(tmp_path, [sample(name, body) for name, body in SIDE_BY_SIDE.items()])
    reader = TantivyReader(tmp_path, ("german",), lambda name, _: SIDE_BY_SIDE[name])
    total = scores(reader, query)
    if isinstance(only_scored_part(query), Word):
        # What puts the form as typed first comes on top.
        total = reader.scores(query, list(SIDE_BY_SIDE))
    assert reader.scores(query, list(SIDE_BY_SIDE)) == pytest.approx(total)
    parts = added_by_parts(reader, query, list(total))
    rest = {name: total[name] - sum(part.get(name, 0) for part in parts) for name in total}
    near = {"beisammen"} if has_bonus else set()
    for name, bonus in rest.items():
        if name in near:
            assert bonus > 0.01 * total[name]
        else:
            assert bonus == pytest.approx(0, abs=1e-5)


def test_scores_are_given_of_the_ids_asked_for_that_match(tmp_path: Path) -> None:
    reader = holding(tmp_path, SIDE_BY_SIDE)
    total = scores(reader, "Regierung OR Xyzzy")
    assert reader.scores(Word("regierung"), ["weit", "nichts", "xyzzy"]) == {
        "weit": pytest.approx(total["weit"])
    }
    assert reader.scores(Word("regierung"), []) == {}
    assert reader.scores(Word("xyzzy"), list(SIDE_BY_SIDE)) == {}


# Nothing that makes a score changes what matches


_CHOICES = """
    Haus Hauses Häuser Häusern Hausen wömpern wompern woempern Müller Mueller Muller Erdogan Erdoğan
    Krieg Kriege und und
"""
chosen = st.sampled_from(_CHOICES.split())
texts = st.lists(chosen, min_size=1, max_size=9).map(" ".join)
asked_words = st.lists(
    st.builds(lambda kind, form: kind(form), st.sampled_from([Word, Exact]), chosen.map(str.lower)),
    min_size=2,
    max_size=4,
).map(tuple)
word_groups: st.SearchStrategy[Query] = st.one_of(
    asked_words.map(AllOf),
    asked_words.map(And),
    asked_words.map(Or),
    st.builds(
        lambda words, least: AtLeast(1 + least % len(words), words), asked_words, st.integers(0, 3)
    ),
)


@given(st.lists(texts, min_size=1, max_size=12), st.lists(word_groups, min_size=4, max_size=12))
@settings(max_examples=25)
def test_no_bonus_and_no_weight_changes_which_articles_match_nor_how_many(
    bodies: list[str], asked: list[Query]
) -> None:
    entries = [sample(f"{number:02}", body) for number, body in enumerate(bodies)]
    vocabulary = MemoryVocabulary(entries, ("german",))
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), entries)
        reader = TantivyReader(Path(folder), ("german",), no_body)
        for query in (*asked, *(And((query, Source("afp"))) for query in asked[:2])):
            page = reader.search(query, sort="relevance", offset=0, limit=None)
            wanted = {entry.id for entry in entries if matches(query, entry, vocabulary)}
            assert {hit.id for hit in page.found} == wanted, query
            assert len(page.found) == page.total == reader.count(query) == len(wanted), query
            assert reader.scores(query, [entry.id for entry in entries]).keys() == wanted, query
            some = reader.search(query, sort="relevance", offset=1, limit=2)
            assert some.found == page.found[1:3]
            assert all((hit.score or 0) >= 0 for hit in page.found)


@pytest.fixture(scope="module")
def many_forms(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[TantivyReader, dict[str, str]]:
    """An index of 3,000 forms with one stem, one an article, and some with another."""
    spellings = ["".join(letters) for letters in product(("ra", "rae"), repeat=12)][:3000]
    bodies = {f"{number:04}": spelling for number, spelling in enumerate(spellings)}
    bodies |= {f"oft {number}": f"{spellings[0]} {spellings[7]}" for number in range(20)}
    bodies |= {"fast": spellings[0][:-1], "anders": f"{spellings[0]}lo", "nichts": "Haus"}
    return holding(tmp_path_factory.mktemp("many"), bodies), bodies


@pytest.mark.parametrize("number", [0, 7, 1234, 2999])
@pytest.mark.timeout(20)
def test_a_stem_with_thousands_of_forms_is_answered_with_exactly_what_the_oracle_finds(
    many_forms: tuple[TantivyReader, dict[str, str]], number: int
) -> None:
    reader, bodies = many_forms
    typed = Word(bodies[f"{number:04}"])
    reader.vocabulary.known_forms.clear()
    began = time.perf_counter()
    page = reader.search(typed, sort="relevance", offset=0, limit=None)
    assert time.perf_counter() - began < 2
    wanted = set(bodies) - {"fast", "anders", "nichts"}
    assert {hit.id for hit in page.found} == wanted
    assert page.total == reader.count(typed) == len(wanted)
    assert page.found[0].id in (f"{number:04}", *(f"oft {at}" for at in range(20)))
    assert len(wanted) > MAX_WEIGHTED_FORMS


def test_the_oracle_counts_the_thousands_of_forms_alike(
    many_forms: tuple[TantivyReader, dict[str, str]],
) -> None:
    _, bodies = many_forms
    entries = [sample(name, body) for name, body in bodies.items()]
    vocabulary = MemoryVocabulary(entries, ("german",))
    found = {entry.id for entry in entries if matches(Word(bodies["1234"]), entry, vocabulary)}
    assert found == set(bodies) - {"fast", "anders", "nichts"}


def test_words_beyond_those_with_a_weight_are_found_in_every_kind_of_group(
    many_forms: tuple[TantivyReader, dict[str, str]],
) -> None:
    reader, bodies = many_forms
    last = Word(bodies["2999"])
    both = (Word("haus"), last)
    assert reader.count(AllOf(both)) == 0
    assert reader.count(Or(both)) == len(bodies) - 2
    assert len(ranked(reader, AtLeast(1, both))) == len(bodies) - 2


def test_more_of_a_word_in_fewer_words_is_more_relevant(tmp_path: Path) -> None:
    fill(
        tmp_path,
        [
            sample("lang", "Haus " + "und noch ein Wort " * 30),
            sample("kurz", "Ein Haus und noch ein Wort"),
            sample("oft", "Haus Haus Haus und Wort"),
        ],
    )
    assert ranked(TantivyReader(tmp_path, ("german",), no_body), "Haus") == ["oft", "kurz", "lang"]


@pytest.mark.parametrize(
    ("query", "scored"),
    [
        ("a", True),
        ('"a"', True),
        ("a-b", True),
        ("a source:afp", True),
        ("a OR date:2024", True),
        ("a*", False),
        ("-a", False),
        ("source:afp", False),
        ("date:2024 -a id:x", False),
    ],
)
def test_only_words_make_a_score(query: str, scored: bool) -> None:
    assert is_scored(parse_query(query)) is scored


def test_the_inflection_can_be_that_of_another_language(tmp_path: Path) -> None:
    fill(tmp_path, [sample("a", "oxen"), sample("b", "Häuser")])
    reader = TantivyReader(tmp_path, ("german",), no_body)
    assert ranked(reader, "Haus") == ["b"]
    assert ranked(reader, "ox") == []
    reader = TantivyReader(tmp_path, ("english",), no_body)
    assert ranked(reader, "ox") == ["a"]
    assert ranked(reader, "Haus") == []
    with pytest.raises(UsageError, match="klingon"):
        ranked(TantivyReader(tmp_path, ("german", "klingon"), no_body), "Haus")
