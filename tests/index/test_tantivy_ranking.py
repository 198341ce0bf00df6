"""The order of hits by relevance, and of those that are equally relevant."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from index_samples import fill, no_body, sample

from news_archive.errors import UsageError
from news_archive.index.contract import date_order, is_scored
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.query.grammar import parse_query

if TYPE_CHECKING:
    from pathlib import Path

    from news_archive.index.contract import Entry

DATES = ["2024", "2024-01", "2024-01-01", "2023-12-31", "2024-02", "2023"]


def ranked(reader: TantivyReader, query: str) -> list[str]:
    page = reader.search(parse_query(query), sort="relevance", offset=0, limit=None)
    scores = [hit.score for hit in page.found if hit.score is not None]
    assert len(scores) in (0, page.total)
    assert scores == sorted(scores, reverse=True)
    return [hit.id for hit in page.found]


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
    fill(tmp_path, [sample("a", "houses"), sample("b", "Häuser")])
    reader = TantivyReader(tmp_path, ("german",), no_body)
    assert ranked(reader, "Haus") == ["b"]
    assert ranked(reader, "housing") == []
    reader = TantivyReader(tmp_path, ("english",), no_body)
    assert ranked(reader, "housing") == ["a"]
    assert ranked(reader, "Haus") == []
    with pytest.raises(UsageError, match="klingon"):
        ranked(TantivyReader(tmp_path, ("german", "klingon"), no_body), "Haus")
