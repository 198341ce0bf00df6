"""The contract of an index as tests: every index passes all of them."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_rigs import MemoryRig, Rig, TantivyRig, entry, scratch, write

from news_archive.article.date import Precision, ReducedDate
from news_archive.article.words import folded, forms
from news_archive.errors import UsageError
from news_archive.index.contract import (
    Known,
    Sort,
    Statistics,
    cut_date,
    date_of_order,
    date_order,
    first_128_bits,
)
from news_archive.index.tantivy import dates as tantivy_dates
from news_archive.index.tantivy import reader as tantivy_reader
from news_archive.query.grammar import parse_query
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Dated,
    Everything,
    Exact,
    Identifier,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Word,
)
from news_archive.store.month_lines import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news_archive.index.contract import DateSort, Entry, IndexReader

PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


@pytest.fixture(params=["memory", "tantivy"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "memory":
        yield MemoryRig(("german",))
    else:
        with scratch() as folder:
            yield TantivyRig(folder / "index", ("german",))


@pytest.fixture(scope="module", params=["memory", "tantivy"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, IndexReader]:
    """Readers of archives that several tests only read."""
    readers = {}
    for name, parts in (
        ("bodies", [[entry(identity, body) for identity, body in BODIES.items()]]),
        ("dates", [[entry(date, date=date) for date in SOME_DATES]]),
        ("ids", [[entry(identity) for identity in SOME_IDS]]),
        ("wild", [WILD]),
        ("many", [_spread(45)[:20], _spread(45)[20:]]),
    ):
        rig: Rig
        if request.param == "memory":
            rig = MemoryRig(("german",))
        else:
            rig = TantivyRig(tmp_path_factory.mktemp(name) / "index", ("german",))
        for part in parts:
            write(rig, part)
        readers[name] = rig.reader()
    return readers


def ids(reader: IndexReader, query: Query | str, sort: Sort = "oldest") -> list[str]:
    asked = parse_query(query) if isinstance(query, str) else query
    page = reader.search(asked, sort=sort, offset=0, limit=None)
    assert page.total == len(page.found) == reader.count(asked)
    return [hit.id for hit in page.found]


# Writing


def test_an_empty_index_answers_every_question(rig: Rig) -> None:
    write(rig, [])
    reader = rig.reader()
    assert reader.count(Everything()) == 0
    assert ids(reader, Everything()) == []
    assert ids(reader, "Haus -Hof source:afp date:2024 H* id:a") == []
    assert reader.locate(["a"]) == {}
    assert reader.ids_beginning_with("", 10) == []
    assert reader.statistics(Everything()) == Statistics(0, 0, 0, {}, {}, {})
    assert reader.vocabulary.articles == 0
    assert reader.vocabulary.beginning_with("") == []
    assert reader.vocabulary.folding_to("") == []
    assert not reader.vocabulary.begins("")
    assert not reader.vocabulary.folded_begins("")
    assert reader.vocabulary.count("haus") == 0


def test_what_is_put_is_found(rig: Rig) -> None:
    write(rig, [entry("a", "Das Haus"), entry("b", "Der Hof")])
    assert ids(rig.reader(), "Haus") == ["a"]
    assert ids(rig.reader(), Everything()) == ["a", "b"]


def test_putting_an_id_again_replaces_it_whole(rig: Rig) -> None:
    write(rig, [entry("a", "Das Häuschen", "2024-04", ["afp"]), entry("b", "Das Haus")])
    write(rig, [entry("a", "Der Hof", "2023", ["dpa"], revision=3, offset=77)])
    reader = rig.reader()
    assert ids(reader, "Häuschen") == []
    assert ids(reader, "source:afp") == []
    assert ids(reader, "date:2024") == ["b"]
    assert ids(reader, "Hof source:dpa date:2023") == ["a"]
    assert reader.count(Everything()) == 2
    assert reader.locate(["a"])["a"].revision == 3
    assert reader.locate(["a"])["a"].location == Location(202300, 77, 107)


def test_the_last_of_several_puts_in_one_commit_counts(rig: Rig) -> None:
    write(rig, [entry("a", "eins"), entry("a", "zwei", revision=2), entry("a", "drei", revision=3)])
    reader = rig.reader()
    assert ids(reader, "eins OR zwei") == []
    assert ids(reader, "drei") == ["a"]
    assert reader.count(Everything()) == 1


def test_what_is_removed_is_gone_from_every_answer(rig: Rig) -> None:
    write(rig, [entry("a", "Haus", sources=["afp"]), entry("b", "Haus")])
    write(rig, [], removed=["a"])
    reader = rig.reader()
    assert ids(reader, "Haus") == ["b"]
    assert ids(reader, Everything()) == ["b"]
    assert ids(reader, "-Hof") == ["b"]
    assert ids(reader, "source:afp") == []
    assert reader.locate(["a", "b"]).keys() == {"b"}
    assert reader.ids_beginning_with("", 10) == ["b"]
    assert reader.statistics(Everything()).articles == 1


def test_removing_what_is_not_held_is_no_error(rig: Rig) -> None:
    write(rig, [entry("a")], removed=["x"])
    assert ids(rig.reader(), Everything()) == ["a"]


def test_an_id_is_removed_by_all_of_it_and_nothing_like_it(rig: Rig) -> None:
    alike = ["a", "A", "a b", "a-b", "a.b", "ab", "ä", "a bc"]
    write(rig, [entry(identity) for identity in alike])
    write(rig, [], removed=["a", "a-b"])
    assert ids(rig.reader(), Everything()) == sorted(set(alike) - {"a", "a-b"})


def test_removing_and_putting_in_one_commit_take_effect_in_order(rig: Rig) -> None:
    write(rig, [entry("a", "alt"), entry("b", "alt")])
    writer = rig.writer()
    writer.remove("a")
    writer.put(entry("a", "neu"), replacing=False)
    writer.put(entry("b", "neu"), replacing=True)
    writer.remove("b")
    writer.commit()
    writer.close()
    assert ids(rig.reader(), "neu") == ["a"]
    assert ids(rig.reader(), Everything()) == ["a"]


def test_nothing_is_seen_before_the_commit_and_all_of_it_then(rig: Rig) -> None:
    write(rig, [entry("a", "Haus")])
    writer = rig.writer()
    writer.put(entry("b", "Haus"), replacing=True)
    writer.remove("a")
    assert ids(rig.reader(), "Haus") == ["a"]
    writer.commit()
    assert ids(rig.reader(), "Haus") == ["b"]
    writer.put(entry("c", "Haus"), replacing=True)
    assert ids(rig.reader(), "Haus") == ["b"]
    writer.commit()
    writer.close()
    assert ids(rig.reader(), "Haus") == ["b", "c"]


def test_closing_drops_what_was_not_committed(rig: Rig) -> None:
    writer = rig.writer()
    writer.put(entry("a"), replacing=False)
    writer.commit()
    writer.put(entry("b"), replacing=False)
    writer.remove("a")
    writer.close()
    assert ids(rig.reader(), Everything()) == ["a"]
    write(rig, [entry("c")])
    assert ids(rig.reader(), Everything()) == ["a", "c"]


def test_closing_twice_is_closing_once(rig: Rig) -> None:
    writer = rig.writer()
    writer.put(entry("a"), replacing=False)
    writer.commit()
    writer.close()
    writer.close()
    assert ids(rig.reader(), Everything()) == ["a"]


def test_a_reader_keeps_its_state(rig: Rig) -> None:
    write(rig, [entry("a", "Haus"), entry("b", "Haus")])
    before = rig.reader()
    write(rig, [entry("a", "Hof"), entry("c", "Haus")], removed=["b"])
    for number in range(6):
        write(rig, [entry(f"d{number}", "Häuser")])
    assert ids(before, "Haus") == ["a", "b"]
    assert before.count(Everything()) == 2
    assert before.locate(["a", "b", "c"]).keys() == {"a", "b"}
    assert before.vocabulary.beginning_with("") == [("haus", 2)]
    assert before.vocabulary.folding_to("") == []
    assert ids(rig.reader(), "Haus") == ["c", *(f"d{number}" for number in range(6))]


def test_many_small_commits_hold_as_much_as_one(rig: Rig) -> None:
    writer = rig.writer()
    for number in range(20):
        writer.put(entry(f"{number:02}", f"Wort{number} Haus"), replacing=False)
        writer.commit()
    writer.close()
    reader = rig.reader()
    assert ids(reader, "Haus") == [f"{number:02}" for number in range(20)]
    assert ids(reader, "Wort7") == ["07"]
    assert reader.vocabulary.beginning_with("haus") == [("haus", 20)]


# Knowing


def test_locating_says_what_is_known_of_those_that_are_held(rig: Rig) -> None:
    one = entry("a", "Haus", "2024-04", revision=7, offset=1 << 40)
    two = entry("b", "Hof", "2024", revision=(1 << 53) + 1)
    write(rig, [one, two])
    assert rig.reader().locate(["b", "x", "a", "a"]) == {
        "a": Known(7, first_128_bits(one.digest), Location(202404, 1 << 40, 104)),
        "b": Known((1 << 53) + 1, first_128_bits(two.digest), Location(202400, 0, 103)),
    }


def test_locating_nothing_finds_nothing(rig: Rig) -> None:
    write(rig, [entry("a")])
    assert rig.reader().locate([]) == {}


@pytest.mark.parametrize("digest", ["0" * 64, "f" * 64, "0" * 31 + "1" + "0" * 32, "8" + "0" * 63])
def test_a_digest_is_kept_to_its_last_bit(rig: Rig, digest: str) -> None:
    write(rig, [entry("a")._replace(digest=f"sha256:{digest}")])
    assert rig.reader().locate(["a"])["a"].digest == int(digest[:32], 16)


def test_many_ids_are_located_at_once(rig: Rig) -> None:
    write(rig, [entry(f"{number:04}", revision=number + 1) for number in range(1500)])
    known = rig.reader().locate([f"{number:04}" for number in range(0, 3000, 2)])
    assert {identity: one.revision for identity, one in known.items()} == {
        f"{number:04}": number + 1 for number in range(0, 1500, 2)
    }


@pytest.mark.parametrize(
    ("beginning", "limit", "wanted"),
    [
        ("", 99, ["A1", "a", "a1", "a2", "a3", "b", "ä1"]),
        ("a", 99, ["a", "a1", "a2", "a3"]),
        ("a", 2, ["a", "a1"]),
        ("a1", 99, ["a1"]),
        ("ä", 99, ["ä1"]),
        ("x", 99, []),
        ("a.", 99, []),
        ("a*", 99, []),
    ],
)
def test_ids_are_found_by_their_beginning(
    rig: Rig, beginning: str, limit: int, wanted: list[str]
) -> None:
    write(rig, [entry(identity) for identity in ["b", "a2", "a", "ä1", "a1", "A1"]])
    write(rig, [entry("a3"), entry("a2", "noch einmal")])
    assert rig.reader().ids_beginning_with(beginning, limit) == wanted


def test_removed_ids_take_no_place_among_those_found_by_their_beginning(rig: Rig) -> None:
    write(rig, [entry(f"a{number}") for number in range(9)])
    write(rig, [entry("a5", "neu")], removed=[f"a{number}" for number in range(4)])
    assert rig.reader().ids_beginning_with("a", 2) == ["a4", "a5"]
    assert rig.reader().ids_beginning_with("a", 99) == ["a4", "a5", "a6", "a7", "a8"]


# Finding


SOME_DATES = [
    "2024",
    "2024-01",
    "2024-01-01",
    "2024-12-31",
    "2024-02-29",
    "2023-12",
    "1500",
    "2199-12-31",
]
SOME_IDS = ["000_1", "000_1x", "X.x", "a[1]", "a(b|c)", "Über uns"]
WILD = [entry("a", "große Maße"), entry("b", "essen sß"), entry("c", "Þór þing der thron dür")]
BODIES = {
    "haus": "Das Haus steht.",
    "häuser": "Die Häuser stehen.",
    "hof": "Hinter dem Haus liegt der Hof von Müller.",
    "mueller": "Herr Mueller sagte: Frankreich und der Minister fordern mehr.",
    "muller": "Muller und Erdoğan fördern die Ukraine-Krieg-Forschung.",
    "mark": "x\u0302y und Flug\u00adhafen, ❤\ufe0f, ΟΔΟΣ, 東京 3,5 C++ AT&T foo_bar",
    "lang": "a" * 201 + " " + "b" * 200 + " ä" + "c" * 199 + " Ende",
}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Haus", ["haus", "hof", "häuser"]),
        ("Häusern", ["haus", "hof", "häuser"]),
        ('"Haus"', ["haus", "hof"]),
        ('"haeuser"', ["häuser"]),
        ("Müller", ["hof", "mueller", "muller"]),
        ("Mueller", ["hof", "mueller", "muller"]),
        ("Muller", ["hof", "mueller", "muller"]),
        ('"Müller"', ["hof", "mueller"]),
        ('"fordern"', ["mueller"]),
        ('"fördern"', ["muller"]),
        ("Erdogan", ["muller"]),
        ("Erdoğan", ["muller"]),
        ('"Erdogan"', []),
        ("Haus Hof", ["hof"]),
        ("Haus AND NOT Hof", ["haus", "häuser"]),
        ("Haus -Hof", ["haus", "häuser"]),
        ("NOT Haus", ["lang", "mark", "mueller", "muller"]),
        ("-Haus -Herr", ["lang", "mark", "muller"]),
        ("Hof OR Minister", ["hof", "mueller"]),
        ("Hof OR NOT Haus", ["hof", "lang", "mark", "mueller", "muller"]),
        ('"hinter dem Haus"', ["hof"]),
        ('"dem hinter Haus"', []),
        ('"Hinter Haus"', []),
        ("Ukraine-Krieg", ["muller"]),
        ("Krieg-Ukraine", []),
        ("Ukraine-Kriegs", ["muller"]),
        ("Krieg-*forsch*", ["muller"]),
        ("Krieg-forsch*", ["muller"]),
        ("Haus?r", ["häuser"]),
        ("häus*", ["häuser"]),
        ("haus*", ["haus", "hof", "häuser"]),
        ("*reich", ["mueller"]),
        ("W?ber", []),
        ("x\u0302y", ["mark"]),
        ("Flughafen", ["mark"]),
        ("Flug", []),
        ("οδος", ["mark"]),
        ("東京", ["mark"]),
        ("東", []),
        ("東*", ["mark"]),
        ("3,5", ["mark"]),
        ("5,3", []),
        ("C++", ["mark"]),
        ("AT&T", ["mark"]),
        ("foo", ["mark"]),
        ("foo_bar", ["mark"]),
        ("a" * 201, []),
        ("aaa*", []),
        ("b" * 200, ["lang"]),
        ("bbb*", ["lang"]),
        ("ä" + "c" * 199, []),
        ("äc*", []),
        ("*ccc", []),
        (f'"{"b" * 200} Ende"', []),
        ("Ende", ["lang"]),
    ],
)
def test_a_query_finds_what_it_asks_for(
    filled: dict[str, IndexReader], query: str, wanted: list[str]
) -> None:
    assert ids(filled["bodies"], query) == wanted


def test_a_word_too_long_keeps_its_place_between_others(rig: Rig) -> None:
    long = "x" * 201
    write(rig, [entry("a", f"vor {long} nach"), entry("b", f"vor ä{long} nach x\u0302")])
    assert ids(rig.reader(), '"vor nach"') == []
    assert ids(rig.reader(), "vor nach") == ["a", "b"]


def test_a_mark_that_stands_alone_is_a_word(rig: Rig) -> None:
    write(rig, [entry("a", "ein \u0301 allein"), entry("b", "ein Haus")])
    assert ids(rig.reader(), "allein") == ["a"]
    assert ids(rig.reader(), "\u0301") == ["a"]
    assert ids(rig.reader(), '"\u0301"') == ["a"]


def test_an_exact_form_is_found_beside_commoner_longer_ones(rig: Rig) -> None:
    write(rig, [entry("a", "Haus"), *(entry(f"b{n}", "Hauses hausen") for n in range(3))])
    assert ids(rig.reader(), '"Haus"') == ["a"]
    assert ids(rig.reader(), '"das Haus" OR "Haus"') == ["a"]


def test_a_phrase_of_wildcards_stands_for_all_its_words_or_is_refused(rig: Rig) -> None:
    bodies = [" ".join(f"wort{n}" for n in range(start, start + 4000)) for start in (0, 4000, 8000)]
    write(rig, [entry(str(at), f"{body} Krieg") for at, body in enumerate(bodies)])
    write(
        rig, [entry(str(at + 3), f"x{body.replace(' ', ' x')}") for at, body in enumerate(bodies)]
    )
    assert ids(rig.reader(), "w*-Krieg") == ["0", "1", "2"]
    with suppress(UsageError):
        assert ids(rig.reader(), "w*-w*") == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("gro*-ma*e", ["a"]),
        ("gro*-mas*e", []),
        ("große-ma??e", []),
        ("große-ma?e", ["a"]),
        ("gr?sse-mas*", []),
        ("große-*s", []),
        ("Ess?n-sss", ["b"]),
        ("essen-sss", ["b"]),
        ("essen-?ss", []),
        ("essen-?ß", ["b"]),
        ("essen-s*", ["b"]),
        ("th*-d?r", ["c"]),
    ],
)
def test_a_wildcard_in_a_phrase_counts_for_forms_as_written(
    filled: dict[str, IndexReader], query: str, wanted: list[str]
) -> None:
    assert ids(filled["wild"], query) == wanted


@pytest.mark.parametrize(
    "query", ["*e?????????n", "*e*????????*n*", "?*a???????b*-Krieg", "*e??????r-K*"]
)
def test_a_pattern_with_many_wildcards_is_answered_or_refused(rig: Rig, query: str) -> None:
    write(rig, [entry("a", "Verteidigungsministerien Krieg"), entry("b", "en")])
    with suppress(UsageError):
        assert set(ids(rig.reader(), query)) <= {"a"}


def test_a_long_word_with_umlauts_is_found_in_a_phrase(rig: Rig) -> None:
    word = "ä" * 100
    write(rig, [entry("a", f"{word} Krieg")])
    assert ids(rig.reader(), f"{word}-Krieg") == ["a"]
    assert ids(rig.reader(), f'"{word} Krieg"') == ["a"]


def test_more_forms_than_have_a_weight_are_all_found(rig: Rig) -> None:
    spellings = [
        f"{''.join('sß'[number >> bit & 1] * (2 - (number >> bit & 1)) for bit in range(8))}e"
        for number in range(256)
    ]
    write(rig, [entry(f"{at:03}", spelling) for at, spelling in enumerate(spellings)])
    reader = rig.reader()
    assert reader.count(Word(spellings[0])) == 256
    assert reader.count(Exact(spellings[0])) == 256


# Scores


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Word("haus"), {"a", "b"}),
        (Exact("haus"), {"a"}),
        (Pattern("h*"), {"a", "b", "c"}),
        (Phrase((Word("haus"), Word("hof"))), {"a"}),
        (Near((Word("hof"), Word("haus")), 1), {"a"}),
        (AllOf((Word("haus"), Word("hof"))), {"a"}),
        (Or((Word("haus"), Word("hof"))), {"a", "b", "c"}),
        (AtLeast(2, (Word("haus"), Word("hof"), Word("tor"))), {"a", "c"}),
        (AtLeast(3, (Word("haus"), Word("hof"), Word("tor"))), set()),
        (And((Word("hof"), Source("afp"))), {"c"}),
        (And((Word("hof"), Not(Source("afp")))), {"a"}),
        (Source("afp"), {"c", "d"}),
        (Everything(), {"a", "b", "c", "d"}),
        (Word("xyzzy"), set()),
    ],
)
def test_scores_are_given_of_those_ids_that_match(rig: Rig, query: Query, wanted: set[str]) -> None:
    write(
        rig,
        [
            entry("a", "Haus Hof"),
            entry("b", "Häuser"),
            entry("c", "Hof am Tor", sources=["afp"]),
            entry("d", "nichts", sources=["afp"]),
        ],
    )
    reader = rig.reader()
    assert reader.scores(query, ["a", "b", "c", "d", "x"]).keys() == wanted
    assert reader.scores(query, ["c", "x", "a"]).keys() == wanted & {"a", "c"}
    assert reader.scores(query, ["x"]) == {}
    assert reader.scores(query, []) == {}
    assert all(score >= 0 for score in reader.scores(query, ["a", "b", "c", "d"]).values())


def test_scores_are_those_that_a_search_gives(rig: Rig) -> None:
    bodies = {"a": "Haus Hof", "b": "Haus", "c": "Hof Haus Haus", "d": "Hof und Haus und Tor"}
    write(rig, [entry(identity, body) for identity, body in bodies.items()])
    reader = rig.reader()
    for query in (
        Exact("haus"),
        AllOf((Word("haus"), Word("hof"))),
        AtLeast(2, (Word("haus"), Word("hof"), Word("tor"))),
    ):
        page = reader.search(query, sort="relevance", offset=0, limit=None)
        found = reader.scores(query, list(bodies))
        # An index may give no scores in a search; whoever does gives the same.
        assert found.keys() == {hit.id for hit in page.found}
        for hit in page.found:
            assert hit.score is None or hit.score == pytest.approx(found[hit.id])


def test_a_search_for_one_word_puts_the_form_as_typed_on_top_of_its_scores(rig: Rig) -> None:
    bodies = {"a": "Häuser " * 9, "b": "Das Haus steht am Ende einer langen Straße", "c": "Tor"}
    write(rig, [entry(identity, body) for identity, body in bodies.items()])
    reader = rig.reader()
    page = reader.search(Word("haus"), sort="relevance", offset=0, limit=None)
    if page.found[0].score is not None:
        assert [hit.id for hit in page.found] == ["b", "a"]
        found = reader.scores(Word("haus"), list(bodies))
        assert all((hit.score or 0) > found[hit.id] for hit in page.found)


def test_the_score_of_an_id_asked_for_twice_is_given_once(rig: Rig) -> None:
    write(rig, [entry("a", "Haus"), entry("b", "Haus")])
    assert rig.reader().scores(Word("haus"), ["a", "a"]).keys() == {"a"}


def test_what_is_removed_or_replaced_has_no_score(rig: Rig) -> None:
    write(rig, [entry("a", "Haus"), entry("b", "Haus"), entry("c", "Haus")])
    write(rig, [entry("b", "Hof", revision=2)], removed=["a"])
    assert rig.reader().scores(Word("haus"), ["a", "b", "c"]).keys() == {"c"}


def test_an_empty_index_has_no_scores(rig: Rig) -> None:
    write(rig, [])
    assert rig.reader().scores(Word("haus"), ["a"]) == {}
    assert rig.reader().scores(Everything(), ["a"]) == {}


# Dates


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("date:2024", ["2024", "2024-01", "2024-01-01", "2024-12-31", "2024-02-29"]),
        ("date:2024-01", ["2024", "2024-01", "2024-01-01"]),
        ("date:2024-01-01", ["2024", "2024-01", "2024-01-01"]),
        ("date:2024-01-31", ["2024", "2024-01"]),
        ("date:2024-02", ["2024", "2024-02-29"]),
        ("date:2024-07", ["2024"]),
        ("date:2023", ["2023-12"]),
        ("date:2023-12-31", ["2023-12"]),
        ("date:..2023", ["1500", "2023-12"]),
        ("date:2024-12..", ["2024", "2024-12-31", "2199-12-31"]),
        ("date:2023..2024-01", ["2023-12", "2024", "2024-01", "2024-01-01"]),
        ("date:2024-02-28..2024-03", ["2024", "2024-02-29"]),
        ("date:1500", ["1500"]),
        ("date:2199", ["2199-12-31"]),
        ("-date:2024", ["1500", "2023-12", "2199-12-31"]),
    ],
)
def test_a_date_finds_every_article_whose_interval_overlaps(
    filled: dict[str, IndexReader], query: str, wanted: list[str]
) -> None:
    assert set(ids(filled["dates"], query)) == set(wanted)


def test_a_date_without_bounds_finds_all(rig: Rig) -> None:
    write(rig, [entry("a", date="1500"), entry("b", date="2199")])
    assert ids(rig.reader(), Dated(0, 99991231)) == ["a", "b"]


# Sources and ids


def test_sources_are_found_by_code_and_their_absence_by_none(rig: Rig) -> None:
    write(
        rig,
        [
            entry("a", sources=["afp"]),
            entry("b", sources=["dpa", "afp"]),
            entry("c"),
            entry("d", "Laut afp und none", sources=["dpa-afx"]),
        ],
    )
    reader = rig.reader()
    assert ids(reader, Source("afp")) == ["a", "b"]
    assert ids(reader, Source("dpa")) == ["b"]
    assert ids(reader, Source("dpa-afx")) == ["d"]
    assert ids(reader, Source(None)) == ["c"]
    assert ids(reader, Not(Source(None))) == ["a", "b", "d"]
    assert ids(reader, Source("rtr")) == []
    assert ids(reader, And((Source("afp"), Not(Source("dpa"))))) == ["a"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("000_1", ["000_1"]),
        ("000_*", ["000_1", "000_1x"]),
        ("*x", ["000_1x", "X.x"]),
        ("?.x", ["X.x"]),
        ("x.x", []),
        ("X?x", ["X.x"]),
        ("a[1]", ["a[1]"]),
        ("a[*", ["a[1]"]),
        ("a(b|c)", ["a(b|c)"]),
        ("a(*c)", ["a(b|c)"]),
        ("Über uns", ["Über uns"]),
        ("Über*", ["Über uns"]),
        ("über*", []),
        ("*", ["000_1", "000_1x", "X.x", "a(b|c)", "a[1]", "Über uns"]),
    ],
)
def test_an_id_is_found_by_all_of_it_or_a_pattern_letter_case_included(
    filled: dict[str, IndexReader], pattern: str, wanted: list[str]
) -> None:
    assert ids(filled["ids"], Identifier(pattern)) == wanted


# Order and pages


DATES = ["2024", "2024-01", "2024-01-01", "2023-12-31", "2024-02", "2023"]


def _spread(number: int) -> list[Entry]:
    chance = random.Random(number)
    names = [f"{chance.choice('abü')}{at:03}"[:: chance.choice([1, -1])] for at in range(number)]
    same_head = [f"gleicher-anfang-{at:02}" for at in range(number // 3)]
    chosen = sorted({*names, *same_head}, key=lambda _: chance.random())
    return [
        entry(name, f"Haus {'Hof ' * chance.randrange(3)}", chance.choice(DATES)) for name in chosen
    ]


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize("query", ["Haus", "date:2023..2024", "Haus -Hof", "H*"])
@pytest.mark.parametrize("size", [1, 7, 40])
def test_pages_join_to_the_whole_without_repeats(
    filled: dict[str, IndexReader], sort: Sort, query: str, size: int
) -> None:
    reader = filled["many"]
    asked = parse_query(query)
    whole = reader.search(asked, sort=sort, offset=0, limit=None)
    assert whole.total == len(whole.found) == len({hit.id for hit in whole.found}) > 5
    joined = []
    for offset in range(0, whole.total + size, size):
        page = reader.search(asked, sort=sort, offset=offset, limit=size)
        assert page.total == whole.total
        assert len(page.found) <= size
        joined += page.found
    assert joined == whole.found


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("query", ["Haus", "date:2023..2024", "Haus -Hof", "H*", "id:*", "xyzzy"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 15, 45, 46, 20_000])
def test_a_stream_is_all_hits_in_order_whatever_is_held_of_it_at_a_time(
    filled: dict[str, IndexReader],
    monkeypatch: pytest.MonkeyPatch,
    sort: DateSort,
    query: str,
    size: int,
) -> None:
    monkeypatch.setattr(tantivy_reader, "_PIECE_HITS", size)
    reader = filled["many"]
    whole = reader.search(parse_query(query), sort=sort, offset=0, limit=None)
    assert list(reader.stream(parse_query(query), sort=sort)) == whole.found


@pytest.mark.parametrize("size", [1, 2, 20_000])
def test_a_stream_is_of_one_state(rig: Rig, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(tantivy_reader, "_PIECE_HITS", size)
    write(rig, [entry(date, "Haus", date=date) for date in DATES])
    reader = rig.reader()
    before = reader.search(Word("haus"), sort="newest", offset=0, limit=None).found
    hits = reader.stream(Word("haus"), sort="newest")
    streamed = [next(hits)]
    write(rig, [entry("neu", "Haus"), entry(DATES[0], "Hof", revision=2)], removed=DATES[2:])
    assert [*streamed, *hits] == before
    now = rig.reader()
    assert [hit.id for hit in now.stream(Word("haus"), sort="oldest")] == [DATES[1], "neu"]


def test_a_stream_of_an_empty_index_is_empty(rig: Rig) -> None:
    write(rig, [])
    assert list(rig.reader().stream(Everything(), sort="newest")) == []


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_hits_are_in_order_of_their_dates_and_then_of_their_ids(
    filled: dict[str, IndexReader], sort: Sort
) -> None:
    entries = _spread(45)
    found = ids(filled["many"], "Haus", sort)
    sign = 1 if sort == "oldest" else -1
    wanted = sorted(entries, key=lambda one: (sign * date_order(one.date), one.id))
    assert found == [one.id for one in wanted]


def test_of_dates_that_begin_alike_the_shorter_is_the_older(rig: Rig) -> None:
    write(rig, [entry(date, date=date) for date in DATES])
    oldest = ["2023", "2023-12-31", "2024-01-01", "2024-01", "2024", "2024-02"]
    assert ids(rig.reader(), Everything(), "oldest") == oldest
    assert ids(rig.reader(), Everything(), "newest") == oldest[::-1]


def test_a_query_without_scores_is_answered_newest_first(rig: Rig) -> None:
    write(rig, [entry(date, "Haus", date=date) for date in DATES])
    newest = ids(rig.reader(), Everything(), "newest")
    for query in ("date:1500..", "Hau*", "-Hof", "source:none", "id:*"):
        assert ids(rig.reader(), query, "relevance") == newest


def test_no_page_lies_behind_the_last(rig: Rig) -> None:
    write(rig, [entry("a", "Haus"), entry("b", "Haus")])
    for sort in ("newest", "oldest", "relevance"):
        page = rig.reader().search(Word("haus"), sort=sort, offset=2, limit=5)
        assert (page.total, page.found) == (2, [])
        page = rig.reader().search(Word("haus"), sort=sort, offset=0, limit=0)
        assert (page.total, page.found) == (2, [])


def test_a_hit_says_where_its_line_stands(rig: Rig) -> None:
    one, two = entry("a", "Haus", "2024-04", offset=5), entry("b", "Haus", "2024", offset=9)
    write(rig, [one, two])
    for sort in ("newest", "oldest", "relevance"):
        page = rig.reader().search(Word("haus"), sort=sort, offset=0, limit=10)
        assert {hit.id: hit.location for hit in page.found} == {
            "a": one.location,
            "b": two.location,
        }


# Sums and vocabulary


def test_statistics_are_sums_over_the_articles_that_match(rig: Rig) -> None:
    write(
        rig,
        [
            entry("a", "Ein Haus", "2024-04-01", ["afp"]),
            entry("b", "Das alte Haus", "2024-04", ["afp", "dpa"]),
            entry("c", "Haus", "2024"),
            entry("d", "Der Hof", "2023-12-31"),
            entry("e", "Haus", "2020", ["apa"]),
        ],
    )
    write(rig, [], removed=["e"])
    reader = rig.reader()
    found = reader.statistics(Everything())
    assert found == Statistics(
        articles=4,
        words=8,
        size=8 + 13 + 4 + 7 + 400,
        by_month={202312: 1, 202400: 1, 202404: 2},
        by_source={"afp": 2, "dpa": 1, "none": 2},
        by_precision={"year": 1, "month": 1, "day": 2},
    )
    assert list(found.by_month) == [202312, 202400, 202404]
    assert list(found.by_precision) == ["year", "month", "day"]
    assert reader.statistics(parse_query("Haus source:afp")) == Statistics(
        2, 5, 221, {202404: 2}, {"afp": 2, "dpa": 1}, {"month": 1, "day": 1}
    )
    assert reader.statistics(Word("nirgends")) == Statistics(0, 0, 0, {}, {}, {})


def test_statistics_hold_numbers_beyond_thirty_two_bits(rig: Rig) -> None:
    large = entry("a")._replace(location=Location(202404, 1 << 41, (1 << 33) + 1))
    write(rig, [large])
    assert rig.reader().statistics(Everything()).size == (1 << 33) + 1


def test_statistics_count_every_month_and_source(rig: Rig) -> None:
    months = [f"{year}-{month:02}" for year in range(1990, 2015) for month in range(1, 13)]
    write(rig, [entry(month, date=month, sources=[f"s{month}"]) for month in months])
    found = rig.reader().statistics(Everything())
    assert found.by_month == {int(month.replace("-", "")): 1 for month in months}
    assert found.by_source == {f"s{month}": 1 for month in months}


def counted(reader: IndexReader, query: Query, by: Precision) -> dict[str, int]:
    dates = reader.count_by_date(query, by)
    assert list(dates) == sorted(dates)
    return {str(date): count for date, count in dates.items()}


def test_articles_are_counted_by_date_and_never_more_precisely_than_it_is(rig: Rig) -> None:
    dates = ("2024-04-01", "2024-04-01", "2024-04-30", "2024-04", "2024", "2023-12-31", "2020")
    write(rig, [entry(f"n{at}", "Haus", date) for at, date in enumerate(dates)])
    write(rig, [entry("hof", "Hof", "2024-01-01")], removed=["n6"])
    reader = rig.reader()
    assert counted(reader, Word("haus"), "year") == {"2023": 1, "2024": 5}
    by_month = {"2023-12": 1, "2024-04": 4, "2024": 1}
    assert counted(reader, Word("haus"), "month") == by_month
    by_day = {"2023-12-31": 1, "2024-04-01": 2, "2024-04": 1, "2024-04-30": 1, "2024": 1}
    assert counted(reader, Word("haus"), "day") == by_day
    for by in PRECISIONS:
        assert sum(counted(reader, Everything(), by).values()) == reader.count(Everything()) == 7
        assert counted(reader, Word("nirgends"), by) == {}


def test_nothing_is_counted_by_date_where_there_is_nothing(rig: Rig) -> None:
    write(rig, [])
    assert [rig.reader().count_by_date(Everything(), by) for by in PRECISIONS] == [{}, {}, {}]


@pytest.mark.parametrize("years_at_a_time", [1, 7, 100])
def test_days_of_many_years_are_counted_part_by_part(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, years_at_a_time: int
) -> None:
    monkeypatch.setattr(tantivy_dates, "_YEARS_OF_DAYS", years_at_a_time)
    dates = [f"{year}{rest}" for year in range(1990, 2011, 2) for rest in ("", "-01", "-12-31")]
    write(rig, [entry(date, date=date) for date in dates])
    assert counted(rig.reader(), Everything(), "day") == dict.fromkeys(dates, 1)


ANY_DATE = st.one_of(
    st.builds(ReducedDate, st.integers(1500, 2199)),
    st.builds(ReducedDate, st.integers(1500, 2199), st.integers(1, 12)),
    st.builds(ReducedDate, st.integers(1500, 2199), st.integers(1, 12), st.integers(1, 28)),
)


@given(ANY_DATE)
def test_the_number_that_orders_dates_says_which_date_it_is(date: ReducedDate) -> None:
    assert date_of_order(date_order(date)) == date


@given(ANY_DATE, st.sampled_from(PRECISIONS))
def test_a_date_is_cut_to_no_more_than_it_says(date: ReducedDate, by: Precision) -> None:
    cut = cut_date(date, by)
    assert PRECISIONS.index(cut.precision) == min(map(PRECISIONS.index, (date.precision, by)))
    assert cut.first <= date.first <= date.last <= cut.last


@pytest.mark.parametrize("number", [0, 20240230000, 20240101012, 20240102365, 20240115029])
def test_other_numbers_are_no_dates(number: int) -> None:
    with pytest.raises(ValueError):
        date_of_order(number)


def test_the_vocabulary_lists_forms_in_order_with_their_articles(rig: Rig) -> None:
    write(
        rig, [entry("a", "Hauses hausen Haus"), entry("b", "Hauses Häuser öde"), entry("c", "Hof")]
    )
    vocabulary = rig.reader().vocabulary
    assert vocabulary.articles == 3
    assert vocabulary.languages == ("german",)
    haus = [("haus", 1), ("hausen", 1), ("hauses", 2)]
    assert vocabulary.beginning_with("haus") == haus
    assert vocabulary.beginning_with("hauses") == haus[2:]
    assert vocabulary.beginning_with("h") == [*haus, ("hof", 1), ("häuser", 1)]
    assert vocabulary.beginning_with("") == [*haus, ("hof", 1), ("häuser", 1), ("öde", 1)]
    assert vocabulary.beginning_with("x") == []


def test_the_vocabulary_lists_forms_with_other_letters_by_their_plain_spelling(rig: Rig) -> None:
    write(
        rig,
        [
            entry("a", "Erdogan Erdoğan Erdoğans Straße Œuvre i\u0307 Haus"),
            entry("b", "Erdoğan ERDOĞAN Érdogan Strasse öde e\u0301re"),
        ],
    )
    vocabulary = rig.reader().vocabulary
    names = [("erdogan", "erdoğan", 2), ("erdogan", "érdogan", 1), ("erdogans", "erdoğans", 1)]
    assert vocabulary.folding_to("erdogan") == names
    assert vocabulary.folding_to("erdogans") == names[2:]
    assert vocabulary.folding_to("e") == [*names, ("ere", "ére", 1)]
    assert vocabulary.folding_to("s") == [("strasse", "straße", 1)]
    assert vocabulary.folding_to("oe") == [("oeuvre", "œuvre", 1)]
    assert vocabulary.folding_to("i") == [("i", "i\u0307", 1)]
    assert [form for _, form, _ in vocabulary.folding_to("o")] == ["öde", "œuvre"]
    for prefix in ("h", "ö", "erdoğ", "x"):
        assert vocabulary.folding_to(prefix) == []


def test_the_vocabulary_knows_the_beginnings_of_forms_and_of_plain_spellings(rig: Rig) -> None:
    write(rig, [entry("a", "Hof Häuser"), entry("b", "Öl")])
    vocabulary = rig.reader().vocabulary
    assert all(map(vocabulary.begins, ("", "h", "hof", "hä", "häuser", "öl")))
    assert not any(map(vocabulary.begins, ("hofe", "ha", "hauser", "o", "H")))
    assert all(map(vocabulary.folded_begins, ("", "h", "hauser", "o", "ol")))
    assert not any(map(vocabulary.folded_begins, ("ho", "hä", "hausers", "ö", "H")))


def test_the_vocabulary_counts_the_articles_of_exactly_one_form(rig: Rig) -> None:
    write(rig, [entry("a", "Haus Haus Häuser"), entry("b", "HAUS Hauses")])
    vocabulary = rig.reader().vocabulary
    counts = {"haus": 2, "hauses": 1, "häuser": 1, "hauser": 0, "hau": 0, "Haus": 0, "": 0}
    assert {form: vocabulary.count(form) for form in counts} == counts


def test_the_vocabulary_holds_exactly_the_searchable_forms(rig: Rig) -> None:
    body = " ".join(BODIES.values())
    write(rig, [entry("a", body), *(entry(name, body) for name, body in BODIES.items())])
    vocabulary = rig.reader().vocabulary
    wanted = {form for form in forms(body) if len(form.encode()) <= 200}
    assert {form for form, _ in vocabulary.beginning_with("")} == wanted
    pairs = {(folded(form), form) for form in wanted if folded(form) != form}
    assert {(plain, form) for plain, form, _ in vocabulary.folding_to("")} == pairs
    for plain, form, count in vocabulary.folding_to(""):
        assert count == vocabulary.count(form) > 0
        assert vocabulary.folded_begins(plain)


def test_a_phrase_of_one_kind_of_term_equals_the_words_side_by_side(rig: Rig) -> None:
    write(rig, [entry("a", "Der alte Mann und das Meer"), entry("b", "Mann, alter")])
    reader = rig.reader()
    assert ids(reader, Phrase((Word("alter"), Word("männer")))) == ["a"]
    assert ids(reader, Phrase((Exact("mann"), Exact("alter")))) == ["b"]
    assert ids(reader, Phrase((Pattern("m*n"), Exact("alter")))) == ["b"]
    assert ids(reader, Phrase((Word("mann"), Word("mann")))) == []
