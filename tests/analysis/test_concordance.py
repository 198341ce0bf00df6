"""Matches in context: every match once, its context a piece of the text, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_archives import articles, made
from news_archive import Archive
from news_archive.analysis import concordance
from news_archive.analysis.concordance import (
    ContextCount,
    ContextSort,
    CountedBy,
    Side,
    counted,
    lines_of,
    sorted_lines,
    words_beside,
)
from news_archive.article.graphemes import is_inside_grapheme
from news_archive.article.line import Fields
from news_archive.article.words import commonest_spellings, form_of, forms, spellings, words
from news_archive.errors import QuerySyntaxError, UsageError
from news_archive.index.contract import Found
from news_archive.query.highlight import Highlighter, Span
from news_archive.search import paging
from news_archive.sync.index_keeper import IndexKeeper
from news_archive.sync.listener import Listener

TEXTS = (
    "Der Flughafen Tegel schließt. Am neuen Flughafen warten alle.",
    "Die Flughäfen\n\nschließen, der Flughafen nicht.",
    "Vom Flughafen und vom Bahnhof.",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles, of which the last is the newest; the tests here only read them."""
    inbox = tmp_path_factory.mktemp("dated")
    made(
        inbox,
        [
            {"id": str(at), "date": f"2024-04-0{at + 1}", "text": text}
            for at, text in enumerate(TEXTS)
        ],
    ).close()
    return inbox / "data"


@pytest.fixture
def dated(folder: Path) -> Iterator[Archive]:
    with Archive(folder) as archive:
        yield archive


def shown(archive: Archive, query: str, **options: Any) -> list[str]:
    lines = archive.context(query, **options)
    return [f"{line.left}[{line.match}]{line.right}" for line in lines]


def test_every_match_in_every_inflection_is_a_line(dated: Archive) -> None:
    assert shown(dated, "Flughafen", width=6) == [
        "Vom [Flughafen] und v",
        "Die [Flughäfen]\n\nschl",
        ", der [Flughafen] nicht",
        "Der [Flughafen] Tegel",
        "neuen [Flughafen] warte",
    ]


def test_a_line_says_where_it_stands(dated: Archive) -> None:
    line = next(dated.context("Bahnhof", width=4))
    assert (line.id, str(line.date)) == ("2", "2024-04-03")
    assert TEXTS[2][line.start : line.end] == line.match == "Bahnhof"
    assert (line.left, line.right, line.form) == ("vom ", ".", "bahnhof")


def test_a_phrase_is_one_line_and_so_are_words_near_each_other(dated: Archive) -> None:
    assert shown(dated, '"der Flughafen"', width=0) == ["[der Flughafen]", "[Der Flughafen]"]
    assert shown(dated, '"Flughafen Bahnhof"~5', width=0) == [
        "[Flughafen und vom Bahnhof]",
    ]  # fmt: skip


def test_matches_that_overlap_are_one_line(dated: Archive) -> None:
    query = '"Flughafen Tegel" OR "Der Flughafen" OR Tegel'
    assert shown(dated, query, width=0)[-1] == "[Der Flughafen Tegel]"


def test_exact_and_any_and_dates_narrow_what_is_shown(dated: Archive) -> None:
    assert shown(dated, "Flughäfen", width=0, exact=True) == ["[Flughäfen]"]
    assert shown(dated, "Tegel Bahnhof", width=0, any=True) == ["[Bahnhof]", "[Tegel]"]
    assert shown(dated, "Tegel Bahnhof", width=0) == []
    assert len(shown(dated, "Flughafen", until="2024-04-02")) == 4


def test_lines_sorted_by_the_words_beside_are_compared_outwards(dated: Archive) -> None:
    assert shown(dated, "Flughafen", width=4, sort="left") == [
        "Der [Flughafen] Teg",
        "der [Flughafen] nic",
        "Die [Flughäfen]\n\nsc",
        "uen [Flughafen] war",
        "Vom [Flughafen] und",
    ]
    right = shown(dated, "Flughafen", width=4, sort="right")
    assert [line.split("]")[1] for line in right] == [" nic", "\n\nsc", " Teg", " und", " war"]


def test_the_order_by_words_does_not_depend_on_the_width(dated: Archive) -> None:
    places = [
        [(line.id, line.start) for line in dated.context("Flughafen", sort="left", width=width)]
        for width in (0, 1, 60)
    ]
    assert places[0] == places[1] == places[2]


def test_the_best_article_comes_first_by_rank(dated: Archive) -> None:
    ids = [line.id for line in dated.context("Flughafen Bahnhof", any=True, sort="rank")]
    assert list(dict.fromkeys(ids)) == dated.ids("Flughafen Bahnhof", any=True)


def test_by_rank_no_article_is_missing_or_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "_FIRST_BY_SCORE", 2)
    archive = made(tmp_path, articles(*("Ein Wort." + " Wort." * (n % 4) for n in range(30))))
    ids = [line.id for line in archive.context("Wort", sort="rank")]
    assert list(dict.fromkeys(ids)) == [hit.id for hit in archive.search("Wort", limit=30)]
    assert len(ids) == 30 + sum(n % 4 for n in range(30))


@pytest.mark.parametrize("sort", ["date", "rank", "left", "right"])
def test_a_limit_is_the_beginning_of_all_lines(dated: Archive, sort: str) -> None:
    whole = shown(dated, "Flughafen", sort=sort)
    for limit in (1, 3, 5, 9):
        assert shown(dated, "Flughafen", sort=sort, limit=limit) == whole[:limit]


def test_lines_come_before_all_articles_are_read(
    dated: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    original = IndexKeeper.fields

    def counting(index: IndexKeeper, hit: Found) -> Fields:
        read.append(hit.id)
        return original(index, hit)

    monkeypatch.setattr(IndexKeeper, "fields", counting)
    orders: tuple[ContextSort, ...] = ("date", "rank")
    for sort in orders:
        read.clear()
        list(islice(dated.context("Flughafen", sort=sort), 1))
        assert len(read) == 1


def test_no_more_lines_are_sorted_than_are_held_and_the_listener_is_told(
    dated: Archive, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    whole = shown(dated, "Flughafen", sort="right")
    monkeypatch.setattr(concordance, "MAX_SORTED_MATCHES", 2)
    told: list[str] = []
    with Archive(folder, listener=Listener(notice=told.append)) as archive:
        assert shown(archive, "Flughafen", sort="right") == whole[:2]
        assert len(told) == 1
        assert told[0].startswith("5 matches; these are the first 2 ")
        assert shown(archive, "Flughafen", sort="right", limit=4) == whole[:4]
    assert len(told) == 1


def test_progress_ends_with_all_articles(dated: Archive) -> None:
    told: list[tuple[int, int]] = []
    list(dated.context("Flughafen", sort="left", on_progress=lambda *news: told.append(news)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("query", ["source:afp", "date:2024", "NOT Flughafen", "id:*"])
def test_a_query_without_words_is_refused(dated: Archive, query: str) -> None:
    for verb in (dated.context, dated.collocates):
        with pytest.raises(UsageError, match="no word"):
            verb(query)
    with pytest.raises(UsageError, match="no word"):
        dated.context_counts(query, "form")


def test_what_is_wrong_is_said_before_the_first_line_is_asked_for(dated: Archive) -> None:
    with pytest.raises(QuerySyntaxError):
        dated.context("(Flughafen")
    with pytest.raises(UsageError, match="limit"):
        dated.context("Flughafen", limit=0)
    with pytest.raises(UsageError, match="width"):
        dated.context("Flughafen", width=-1)


def test_counts_are_of_forms_and_of_the_words_beside(dated: Archive) -> None:
    assert dated.context_counts("Flughafen", "form") == [
        ContextCount("Flughafen", "flughafen", 4),
        ContextCount("Flughäfen", "flughäfen", 1),
    ]
    assert dated.context_counts("Flughafen", "left")[0] == ContextCount("der", "der", 2)
    assert dated.context_counts("Vom alle", "left", any=True) == [
        ContextCount(None, None, 1),
        ContextCount("und", "und", 1),
        ContextCount("warten", "warten", 1),
    ]


def test_the_commonest_spelling_stands_for_a_form() -> None:
    counts = {("die", "Die"): 3, ("die", "die"): 3, ("wahl", "Wahl"): 4, ("wahl", "WAHL"): 1}
    assert commonest_spellings(counts) == {"die": ("die", 6), "wahl": ("Wahl", 5)}


def test_a_word_beside_is_whole_however_long_it_is() -> None:
    long = "a" * 300
    text = f"{long} Wort {long}"
    place = (301, 305)
    assert words_beside(text, place, "left", 1) == [(long, long)]
    assert words_beside(text, place, "right", 1) == [(long, long)]
    assert words_beside("Wort" + " " * 100_000 + "b", (0, 4), "right", 1) == []


GRAPHEMES = [
    "Haus",
    "haus",
    "der",
    "a\u0308x",
    "東京",
    "👩\u200d👧",
    "🇩🇪",
    "\u00ad",
    "x_y",
    "Häuser",
]
GAPS = [" ", "\n\n", ", ", "-", " \u0301", "\t", "  ", " – "]
BODIES = st.lists(
    st.tuples(st.sampled_from(GRAPHEMES), st.sampled_from(GAPS)), min_size=1, max_size=30
).map(lambda pairs: "".join(chain.from_iterable(pairs)))


class EveryWordWith:
    """Finds the words of a text that have a letter, as a highlighter finds matches."""

    def __init__(self, letter: str) -> None:
        self._letter = letter

    def matches(self, text: str) -> list[Span]:
        return [Span(word.start, word.end) for word in words(text) if self._letter in word.form]


def fields_of(body: str, identity: str = "a") -> dict[str, Any]:
    return {"id": identity, "date": "2024-04", "body": body}


@given(BODIES, st.sampled_from("ahdx"), st.integers(0, 40))
def test_a_line_is_a_piece_of_the_text_and_each_match_is_a_line(
    body: str, letter: str, width: int
) -> None:
    matches = EveryWordWith(letter).matches(body)
    lines = list(lines_of(fields_of(body), matches, width))
    assert [(line.start, line.end) for line in lines] == matches
    for line in lines:
        first = line.start - len(line.left)
        last = line.end + len(line.right)
        assert body[first:last] == line.left + line.match + line.right
        assert len(line.left) <= width
        assert len(line.right) <= width
        # Less than asked for only where the text ends, or a grapheme would not be whole.
        assert len(line.left) == min(width, line.start) or is_inside_grapheme(body, first - 1)
        assert len(line.right) == min(width, len(body) - line.end) or is_inside_grapheme(
            body, last + 1
        )
        assert not is_inside_grapheme(body, first)
        assert not is_inside_grapheme(body, last)
        assert line.form == " ".join(forms(line.match))


@given(st.lists(BODIES, max_size=4), st.sampled_from("ahdx"), st.sampled_from(["left", "right"]))
def test_sorting_loses_and_adds_no_line(bodies: list[str], letter: str, side: Side) -> None:
    finder = cast(Highlighter, EveryWordWith(letter))
    fields = [fields_of(body, str(at)) for at, body in enumerate(bodies)]
    whole = [line for one in fields for line in lines_of(one, finder.matches(one["body"]), 9)]
    lines, count = sorted_lines(fields, finder, 9, side, 1000)
    assert count == len(whole)
    assert sorted(lines, key=lambda line: (line.id, line.start)) == whole
    for limit in (1, 3):
        assert sorted_lines(fields, finder, 9, side, limit) == (lines[:limit], count)


@given(st.lists(BODIES, max_size=4), st.sampled_from("ahdx"))
def test_counts_sum_to_lines_and_forms_are_counted_once(bodies: list[str], letter: str) -> None:
    finder = cast(Highlighter, EveryWordWith(letter))
    fields = [fields_of(body) for body in bodies]
    matches = sum(len(finder.matches(body)) for body in bodies)
    sides: tuple[CountedBy, ...] = ("left", "right", "form")
    for by in sides:
        counts = counted(fields, finder, by)
        assert sum(one.matches for one in counts) == matches
        assert len({one.form for one in counts}) == len(counts)
        assert [one.matches for one in counts] == sorted(
            (one.matches for one in counts), reverse=True
        )


@given(BODIES, st.sampled_from("ahdx"))
def test_the_words_beside_are_those_of_the_text(body: str, letter: str) -> None:
    placed = list(words(body))
    for start, end in EveryWordWith(letter).matches(body):
        left = [word.form for word in placed if word.end <= start][::-1]
        right = [word.form for word in placed if word.start >= end]
        for number in (1, 3):
            beside = words_beside(body, (start, end), "left", number)
            assert [form for form, _ in beside] == left[:number]
            beside = words_beside(body, (start, end), "right", number)
            assert [form for form, _ in beside] == right[:number]


@given(BODIES)
def test_spellings_are_the_words_as_they_stand(body: str) -> None:
    assert [form_of(spelling) for spelling in spellings(body)] == forms(body)
