"""The parts of the full screen that need no screen: lines, columns, choices, and who asks when."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from screens import PATIENCE

from news_archive import Archive
from news_archive.query.highlight import Span
from news_archive.sync.listener import Listener
from news_archive.tui.hits import around_first_match, cut_to, without
from news_archive.tui.passage import Passage, passage, wrapped
from news_archive.tui.periods import Period, choices, columns_of
from news_archive.tui.worker import Answer, ArchiveThread, Kind, News

_TEXTS = st.text(st.sampled_from("ab äß漢\n\x1b\u0301🙂 "), max_size=60)


@given(_TEXTS, st.integers(2, 20))
def test_no_line_is_wider_than_it_may_be_and_no_word_is_lost(text: str, width: int) -> None:
    text = passage(text, ()).text
    lines = [text[line.start : line.end] for line in wrapped(text, width)]
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_are_broken_between_words_and_long_words_anywhere() -> None:
    def broken(text: str, width: int) -> list[str]:
        return [text[line.start : line.end] for line in wrapped(text, width)]

    assert broken("eins zwei drei", 9) == ["eins zwei", "drei"]
    assert broken("eins\n\nzwei", 9) == ["eins", "", "zwei"]
    assert broken("Donaudampfschiff fährt", 6) == ["Donaud", "ampfsc", "hiff", "fährt"]


@given(_TEXTS, st.lists(st.integers(0, 60), max_size=8, unique=True))
def test_pieces_are_the_text_and_spans_stay_where_they_were(text: str, places: list[int]) -> None:
    ends = sorted(place for place in places if place <= len(text))
    spans = [Span(*pair) for pair in zip(ends[::2], ends[1::2], strict=False)]
    shown = passage(text, spans)
    pieces = list(shown.pieces(0, len(shown.text)))
    assert "".join(piece for piece, _ in pieces) == shown.text
    inside = [
        "".join(piece for piece, at in pieces if at == number) for number in range(len(spans))
    ]
    assert inside == [passage(text[span.start : span.end], ()).text for span in spans]


def test_a_snippet_begins_near_its_first_match() -> None:
    text = "wort " * 30 + "Treffer am Ende"
    shown = around_first_match(passage(text, [Span(150, 157)]), 40)
    assert shown.text.startswith("… wort")
    (span,) = shown.spans
    assert shown.text[span.start : span.end] == "Treffer"
    assert span.start < 40
    unchanged = passage(text, [Span(0, 4)])
    assert around_first_match(unchanged, 40) == unchanged


def test_a_snippet_does_not_repeat_the_headline_above_it() -> None:
    shown = passage("Der Kopf steht. Ein Satz.", [Span(4, 8), Span(20, 24)])
    rest = without(shown, "Der Kopf steht.")
    assert rest == Passage("Ein Satz.", (Span(4, 8),))
    assert without(shown, "Der Kopf …").text == "steht. Ein Satz."
    assert without(shown, "Ein anderer Kopf.") == shown


def test_a_snippet_that_is_too_long_ends_in_an_ellipsis() -> None:
    shown = Passage("eins zwei drei vier", (Span(10, 14),))
    cut, lines = cut_to(shown, wrapped(shown.text, 6), 2, 6)
    assert [cut.text[line.start : line.end] for line in lines] == ["eins", "zwei…"]
    assert cut.spans == ()


class TestColumns:
    def test_months_without_gaps_if_they_fit(self) -> None:
        found = columns_of({"2023-11": 2, "2024-02": 1, "2024": 3}, 10)
        assert [(str(column.period), column.articles) for column in found.columns] == [
            ("2023-11", 2), ("2023-12", 0), ("2024-01", 0), ("2024-02", 1),
        ]  # fmt: skip
        assert found.beside == 3

    def test_years_if_months_do_not_fit(self) -> None:
        found = columns_of({"2020": 3, "2020-11": 2, "2022-02": 1}, 10)
        assert [(str(column.period), column.articles) for column in found.columns] == [
            ("2020", 5), ("2021", 0), ("2022", 1),
        ]  # fmt: skip
        assert found.beside == 0

    def test_several_years_if_years_do_not_fit(self) -> None:
        found = columns_of({"1900": 1, "1903-01": 2, "1910-05": 4}, 4)
        assert [(str(column.period), column.articles) for column in found.columns] == [
            ("1900..1902", 1), ("1903..1905", 2), ("1906..1908", 0), ("1909..1910", 4),
        ]  # fmt: skip

    def test_nothing_at_all(self) -> None:
        assert columns_of({}, 10).columns == []
        assert columns_of({"2024-01": 1}, 0).columns == []


class TestChoices:
    def test_years_have_their_months_if_these_are_few(self) -> None:
        found = choices({"2023-11": 2, "2024": 3, "2024-02": 1}, None)
        assert found == [("2024", 4), ("2024-02", 1), ("2023", 2), ("2023-11", 2)]

    def test_only_the_year_that_is_chosen_if_they_are_many(self) -> None:
        counts = {f"{year}-{month:02}": 1 for year in (2022, 2023, 2024) for month in range(1, 13)}
        assert [name for name, _ in choices(counts, None)] == ["2024", "2023", "2022"]
        names = [name for name, _ in choices(counts, Period("2023-05", "2023-05"))]
        assert len(names) == 3 + 12
        assert names[:3] == ["2024", "2023", "2023-12"]


class TestArchiveThread:
    @pytest.fixture
    def answers(self) -> list[Answer | News]:
        return []

    def test_of_each_kind_only_the_newest_is_asked_and_searches_go_first(
        self, tmp_path: Path, answers: list[Answer | News]
    ) -> None:
        begun, gate, done = threading.Event(), threading.Event(), threading.Event()

        def slow(archive: Archive) -> str:
            begun.set()
            assert gate.wait(PATIENCE)
            return "slow"

        def deliver(answer: Answer | News) -> None:
            answers.append(answer)
            if len(answers) == 3:
                done.set()

        asking = ArchiveThread(lambda listener: Archive(tmp_path, listener=listener), deliver)
        asking.ask(Kind.SEARCH, 1, slow)
        assert begun.wait(PATIENCE)
        asking.ask(Kind.FACETS, 2, lambda _archive: "facets")
        asking.ask(Kind.SEARCH, 3, lambda _archive: "dropped")
        asking.ask(Kind.SEARCH, 4, lambda _archive: "newest")
        gate.set()
        assert done.wait(PATIENCE)
        asking.join()
        found = [(each.question, each.value) for each in answers if isinstance(each, Answer)]
        assert found == [(1, "slow"), (4, "newest"), (2, "facets")]

    def test_who_leaves_stops_what_the_archive_is_doing(
        self, tmp_path: Path, answers: list[Answer | News]
    ) -> None:
        listeners: list[Listener] = []
        begun, gate = threading.Event(), threading.Event()

        def opened(listener: Listener) -> Archive:
            listeners.append(listener)
            return Archive(tmp_path, listener=listener)

        def endless(archive: Archive) -> None:
            begun.set()
            assert gate.wait(PATIENCE)
            while True:
                listeners[0].progress(1, 2)

        asking = ArchiveThread(opened, answers.append)
        asking.ask(Kind.SEARCH, 1, endless)
        assert begun.wait(PATIENCE)
        asking.leave()
        gate.set()
        asking.join()
        assert answers == []

    def test_an_error_is_an_answer(self, tmp_path: Path, answers: list[Answer | News]) -> None:
        done = threading.Event()

        def deliver(answer: Answer | News) -> None:
            answers.append(answer)
            done.set()

        asking = ArchiveThread(lambda _listener: Archive(tmp_path / "no"), deliver)
        asking.ask(Kind.SEARCH, 1, lambda archive: archive.search("x"))
        assert done.wait(PATIENCE)
        asking.join()
        (answer,) = answers
        assert isinstance(answer, Answer)
        assert "there is no archive" in str(answer.error)
