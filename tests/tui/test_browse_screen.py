"""The full screen does what its keys promise, at any size, with texts of any kind."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

import pytest
from screens import GatedArchive, Screen, lines, on_screen, records, styled

from news_archive import Archive
from news_archive.sync.listener import Listener
from news_archive.tui.help_screen import HelpScreen
from news_archive.tui.hits import PAGE

_LONG = "\n\n".join(f"Absatz {number} erwähnt den Hafen von Kiel nicht." for number in range(60))

TEXTS = [
    ("wahl-1", "2024-04-03", "In Thüringen beginnt die Wahl. Niemand weiß mehr. (dpa)"),
    ("wahl-2", "2024-04", "Nach der Wahl ist vor der Wahl in Sachsen. (dpa, afp)"),
    ("wahl-3", "2023-11-02", "Die Wahl zum Vorsitz wird wiederholt. (afp)"),
    ("hafen", "2022", f"Am Hafen in Kiel wird gebaut.\n\n{_LONG}\n\nDer Hafen wird teurer."),
    ("boese", "2021-05", "Rot [red]rot[/red] [/] und \x1b[31mEsc\x1b]52;c;QQ==\x07 Gift \u202eum."),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few articles; the tests only read."""
    folder = tmp_path_factory.mktemp("browse")
    lines_of = [json.dumps(record) for record in records(TEXTS)]
    inputs = folder / "texts.jsonl"
    inputs.write_text("\n".join(lines_of), encoding="utf-8")
    with Archive(folder / "data") as archive:
        assert archive.ingest([inputs]).stored == len(TEXTS)
    return folder / "data"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More hits than are loaded at once."""
    folder = tmp_path_factory.mktemp("many")
    texts = [(f"n{n:03}", "2024-01", f"Meldung {n} über Züge.") for n in range(3 * PAGE)]
    inputs = folder / "texts.jsonl"
    inputs.write_text("\n".join(map(json.dumps, records(texts))), encoding="utf-8")
    with Archive(folder / "data") as archive:
        archive.ingest([inputs])
    return folder / "data"


def test_begins_with_all_articles_the_newest_first(data: Path) -> None:
    async def does(screen: Screen) -> None:
        assert screen.ids == ["wahl-1", "wahl-2", "wahl-3", "hafen", "boese"]
        assert "5 articles · newest first" in screen.status
        await screen.until_shown("wahl-1")

    on_screen(does, data)


def test_begins_with_the_query_of_the_command_line(data: Path) -> None:
    async def does(screen: Screen) -> None:
        assert screen.search.value == "Hafen Kiel"
        assert screen.ids == ["hafen"]

    on_screen(does, data, query="Hafen Kiel")


def test_typing_finds_and_highlights(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("w", "a", "h", "l")
        await screen.until_says("3 articles · best first")
        assert sorted(screen.ids) == ["wahl-1", "wahl-2", "wahl-3"]
        assert set(styled(screen.hits, "hits--match")) == {"Wahl"}
        await screen.until_shown(screen.ids[0])
        assert set(styled(screen.article, "article--match")) == {"Wahl"}

    on_screen(does, data)


def test_a_hit_says_date_sources_and_text(data: Path) -> None:
    async def does(screen: Screen) -> None:
        first = lines(screen.hits)[:3]
        assert first[0].split() == ["2024-04-03", "dpa", "1"]
        assert first[1] == "In Thüringen beginnt die Wahl."
        assert first[2].startswith("Niemand")

    on_screen(does, data, size=(100, 24))


def test_arrows_move_in_the_hits_even_while_typing(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("down", "down")
        await screen.until_shown("wahl-3")
        assert screen.focus == "search"
        await screen.press("enter", "up")
        await screen.until_shown("wahl-2")
        assert screen.focus == "hits"
        await screen.press("end")
        await screen.until_shown("boese")
        await screen.press("down", "home")
        await screen.until_shown("wahl-1")

    on_screen(does, data)


def test_further_hits_are_loaded_as_somebody_scrolls(many: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("enter", "end")
        await screen.until_shown("n119")
        assert screen.hits.cursor == 3 * PAGE - 1
        assert any("Meldung 119 über Züge." in line for line in lines(screen.hits))
        await screen.press(*["pageup"] * 4)
        await screen.until(lambda: not any(line == "…" for line in lines(screen.hits)))

    on_screen(does, many, size=(80, 24))


def test_the_article_has_a_header_and_wrapped_paragraphs(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.until_shown("hafen")
        seen = lines(screen.article)
        assert seen[0] == "hafen"
        assert seen[1].startswith("2022")
        assert "Am Hafen in Kiel wird gebaut." in seen
        assert max(map(len, seen)) <= screen.article.content_size.width

    on_screen(does, data, query="Hafen", size=(80, 24))


def test_n_goes_from_match_to_match_and_around(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.until_shown("hafen")
        await screen.press("enter", "enter", "n")
        assert screen.article.border_title == "Article · match 1 of 62"
        assert styled(screen.article, "article--current") == ["Hafen"]
        assert screen.article.scroll_offset.y == 0
        await screen.press("N")
        assert screen.article.border_title == "Article · match 62 of 62"
        assert "Der Hafen wird teurer." in lines(screen.article)
        assert styled(screen.article, "article--current") == ["Hafen"]
        await screen.press("n")
        assert screen.article.border_title == "Article · match 1 of 62"
        assert "Am Hafen in Kiel wird gebaut." in lines(screen.article)

    on_screen(does, data, query="Hafen", size=(80, 24))


def test_facets_narrow_down_and_are_cleared(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.choose("dpa 2")
        await screen.until_says("2 articles · only dpa")
        assert sorted(screen.ids) == ["wahl-1", "wahl-2"]
        await screen.choose("afp 2")
        await screen.until_says("3 articles · only afp, dpa")
        await screen.choose("2023 1")
        await screen.until_says("1 article · only 2023, afp, dpa")
        await screen.until(lambda: "● 2023 1" in screen.options())
        assert "● afp 1" in screen.options()
        # Months are counted as if none had been chosen.
        assert "2024-04 2" in screen.options()
        await screen.choose("● 2023")
        await screen.until_says("3 articles · only afp, dpa")
        await screen.press("c")
        await screen.until_says("5 articles · newest first")

    on_screen(does, data, size=(120, 24))


def test_a_choice_that_finds_nothing_can_be_taken_back(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.choose("dpa 2")
        await screen.until_says("only dpa")
        screen.paste("Kiel")
        await screen.until_says("0 articles · only dpa")
        assert lines(screen.hits)[0] == "No article matches."
        await screen.choose("● dpa 0")
        await screen.until_says("1 article · best first")

    on_screen(does, data, size=(120, 24))


def test_the_timeline_counts_all_hits_and_narrows_down(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.until(lambda: "2022" in lines(screen.timeline)[-1])
        assert lines(screen.timeline)[-1].startswith("2021")
        assert "and 1 dated by year alone" in lines(screen.timeline)[-1]
        screen.timeline.focus()
        await screen.press("home")
        assert lines(screen.timeline)[-1].endswith("2021-05: 1")
        await screen.press("enter")
        await screen.until_says("1 article · only 2021-05")
        assert screen.ids == ["boese"]
        await screen.press("enter")
        await screen.until_says("5 articles")

    on_screen(does, data)


def test_the_mouse_does_the_same(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.pilot.click(screen.hits, offset=(5, 5))
        await screen.until_shown("wahl-2")
        assert screen.focus == "hits"
        await screen.until(lambda: "2022" in lines(screen.timeline)[-1])
        await screen.pilot.click(screen.timeline, offset=(2, 2))
        await screen.until_says("only 2021-05")

    on_screen(does, data)


def test_s_sorts_in_another_way(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("enter", "s")
        await screen.until_says("newest first")
        assert screen.ids[-1] == "wahl-3"
        await screen.press("s")
        await screen.until_says("oldest first")
        assert screen.ids[0] == "wahl-3"
        await screen.press("s")
        await screen.until_says("best first")

    on_screen(does, data, query="Wahl")


def test_y_copies_the_id(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("enter", "y")
        assert screen.app.clipboard == "hafen"
        assert screen.status == "copied hafen"

    on_screen(does, data, query="Kiel")


def test_the_question_mark_shows_help_and_takes_the_keys(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("enter", "question_mark")
        await screen.until(lambda: isinstance(screen.app.screen, HelpScreen))
        await screen.press("down", "s", "y")
        assert "copied" not in screen.status
        await screen.press("q")
        await screen.until(lambda: not isinstance(screen.app.screen, HelpScreen))
        assert screen.app.is_running
        await screen.press("slash", "f1")
        await screen.until(lambda: isinstance(screen.app.screen, HelpScreen))

    on_screen(does, data, size=(80, 24))


@pytest.mark.parametrize(
    "keys", [("enter", "q"), ("ctrl+c",), ("enter", "question_mark", "ctrl+c")]
)
def test_it_is_left(data: Path, keys: tuple[str, ...]) -> None:
    async def does(screen: Screen) -> None:
        await screen.press(*keys)
        await screen.until(lambda: screen.app._exit)
        assert not screen.app.return_code

    on_screen(does, data)


def test_what_is_typed_is_text_and_no_key(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.press("q", "n", "slash", "question_mark", "y")
        assert screen.search.value == "qn/?y"

    on_screen(does, data)


def test_a_query_that_cannot_be_read_says_so_and_keeps_the_hits(data: Path) -> None:
    async def does(screen: Screen) -> None:
        before = screen.ids
        await screen.until_shown(before[0])
        await screen.press("space", "quotation_mark")
        await screen.until_says("a quote is opened and not closed")
        assert screen.ids == before
        assert screen.article.identity == before[0]
        await screen.press("backspace")
        await screen.until_says("3 articles")

    on_screen(does, data, query="Wahl")


def test_a_partial_answer_says_so(data: Path) -> None:
    async def does(screen: Screen) -> None:
        assert "the nearest lack one of them" in screen.status
        await screen.until_says("no article has the word Kaninchenzüchter")

    on_screen(does, data, query="Wahl Kaninchenzüchter")


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (60, 20), (30, 8)])
def test_every_size_has_the_panes_that_fit(data: Path, size: tuple[int, int]) -> None:
    async def does(screen: Screen) -> None:
        def displayed() -> tuple[bool, bool, bool]:
            return screen.facets.display, screen.hits.display, screen.article.display

        wide, middle = size[0] >= 120, size[0] >= 70
        assert displayed() == (wide, True, middle)
        await screen.press("enter", "enter")
        await screen.until(lambda: screen.focus == "article")
        assert displayed() == (wide, middle, True)
        await screen.press("escape")
        await screen.until(lambda: screen.focus == "hits")
        await screen.press("f")
        if not wide:
            await screen.until(lambda: screen.focus == "facets")
        assert displayed() == (not wide, middle, wide)

    on_screen(does, data, size=size)


def test_tab_goes_through_all_panes(data: Path) -> None:
    async def does(screen: Screen) -> None:
        seen = []
        for _ in range(5):
            await screen.press("tab")
            await screen.pilot.pause()
            seen.append(screen.focus)
        assert seen == ["timeline", "facets", "hits", "article", "search"]
        await screen.press("shift+tab")
        assert screen.focus == "article"

    on_screen(does, data, size=(80, 24))


def test_resizing_lays_everything_out_anew(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.until_shown("hafen")
        await screen.press("enter", "N")
        assert "Der Hafen wird teurer." in lines(screen.article)
        for size in ((160, 50), (50, 15), (80, 24)):
            await screen.pilot.resize_terminal(*size)
            await screen.pilot.pause()
            for widget in (screen.hits, screen.article, screen.timeline):
                if widget.display:
                    assert max(map(len, lines(widget))) <= widget.size.width
        assert styled(screen.article, "article--current") == ["Hafen"]

    on_screen(does, data, query="Hafen")


def test_texts_are_data(data: Path) -> None:
    async def does(screen: Screen) -> None:
        await screen.until_shown("boese")
        for widget in (screen.hits, screen.article):
            seen = " ".join(lines(widget))
            assert "[red]rot[/red] [/]" in seen
            assert "␛[31mEsc␛]52;c;QQ==␇" in seen
            assert "\\u202e" in seen
            assert not set(seen) & set("\x1b\x07\u202e")
        assert styled(screen.article, "article--match") == ["Gift"]

    on_screen(does, data, query="Gift", size=(160, 24))


def test_a_query_is_data(data: Path) -> None:
    async def does(screen: Screen) -> None:
        assert "\x1b" not in screen.search.value
        screen.paste("date:[red]\x1b[31m\x07")
        await screen.until_says("'[red]␛[31m␇' is not a date;")
        assert not set(screen.status + screen.search.value) & set("\x1b\x07")

    on_screen(does, data, query="Wahl \x1b[31m")


def test_a_slow_query_stops_nobody_from_typing(data: Path) -> None:
    gated: list[GatedArchive] = []

    def opened(listener: Listener) -> Archive:
        gated.append(GatedArchive(data, "Sachsen", listener=listener))
        return gated[0]

    async def does(screen: Screen) -> None:
        archive = gated[0]
        screen.paste("Sachsen")
        await screen.until(archive.begun.is_set)
        screen.paste("")
        await screen.press("K", "i")
        # Longer than a pause of somebody who types.
        await asyncio.sleep(0.2)
        await screen.press("e", "l", "down")
        assert screen.search.value == "Kiel"
        assert screen.hits.cursor == 1
        await asyncio.sleep(0.2)
        archive.gate.set()
        await screen.until_says("1 article · best first")
        # What came in between was never asked, and the slow answer never shown.
        assert archive.queries.count("Ki") == 0
        assert screen.ids == ["hafen"]
        assert len(archive.threads) == 1
        assert threading.get_ident() not in archive.threads

    on_screen(does, opened)


def test_an_empty_archive_gives_a_hint(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with Archive(tmp_path / "data") as archive:
        archive.ingest([tmp_path / "nothing"])

    async def does(screen: Screen) -> None:
        assert "archive ingest" in " ".join(lines(screen.hits))
        await screen.press("tab", "enter", "tab", "enter", "tab", "down", "tab", "n", "y")
        assert "0 articles" in screen.status

    on_screen(does, tmp_path / "data")


def test_what_the_archive_says_goes_to_the_status_line(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    listeners: list[Listener] = []

    def opened(listener: Listener) -> Archive:
        listeners.append(listener)
        return Archive(data, listener=listener)

    async def does(screen: Screen) -> None:
        listener = listeners[0]
        for tell, said in (
            (lambda: listener.progress(1, 4), "building the index: 25 %"),
            (lambda: listener.notice("line 3 of \x1b is damaged"), "line 3 of ␛ is damaged"),
            (lambda: listener.waiting("process 7"), "waiting for process 7"),
        ):
            threading.Thread(target=tell).start()
            await screen.until_says(said)

    on_screen(does, opened)
    said = capfd.readouterr()
    assert "damaged" not in said.out + said.err


def test_without_colours_there_are_none(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def does(screen: Screen) -> None:
        await screen.until_shown(screen.ids[0])
        filters = screen.app.get_line_filters()
        for y in range(24):
            drawn = list(screen.app.screen._compositor.render_strips()[y])
            for line_filter in filters:
                drawn = line_filter.apply(drawn, screen.app.screen.background_colors[1])
            for _, style, _ in drawn:
                for color in (style.color, style.bgcolor) if style else ():
                    assert color is None or color.is_default

    on_screen(does, data, query="Wahl", size=(80, 24))
