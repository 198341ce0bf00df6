"""A timeline on a terminal: as wide as it is, to scale, honest about what is not in it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from render_checks import dangerous
from rich.console import Console

from news_archive.analysis.timeline import Series, Timeline, per_thousand
from news_archive.article.date import ReducedDate
from news_archive.render.chart.terminal import show_timeline
from news_archive.render.safe_text import cells


def timeline(*counts: list[int], name: str | None = "Wort", relative: bool = False,
             totals: list[int] | None = None, not_shown: int = 0) -> Timeline:  # fmt: skip
    months = [ReducedDate(2004 + at // 12, at % 12 + 1) for at in range(len(counts[0]))]
    all_of = totals or [sum(column) for column in zip(*counts, strict=True)]
    series = [
        Series(
            name if place == 0 else f"q{place}",
            tuple(own),
            tuple(map(per_thousand, own, all_of)) if relative else None,
            {"year": not_shown} if not_shown else {},
        )
        for place, own in enumerate(counts)
    ]
    return Timeline("month", relative, tuple(months), tuple(all_of), tuple(series), 0.012)


def shown(line: Timeline, width: int = 80, height: int = 24, *, colour: bool = False) -> str:
    file = io.StringIO()
    to = Console(
        file=file, width=width, height=height, markup=False, emoji=False, highlight=False,
        color_system="standard" if colour else None, force_terminal=colour,
    )  # fmt: skip
    show_timeline(line, to)
    return file.getvalue()


def lines(line: Timeline, width: int = 80, height: int = 24) -> list[str]:
    return [text.rstrip() for text in shown(line, width, height).removesuffix("\n").split("\n")]


def test_a_few_periods_are_bars_with_their_numbers() -> None:
    assert lines(timeline([4, 0, 1]), 60) == [
        "Wort  5 articles, peak 4 in 2004-01",
        "month    articles",
        "2004-01         4  █████████████████████████████████████████",
        "2004-02         0",
        "2004-03         1  ██████████▎",
        "",
        "articles in each month, 2004-01 to 2004-03, in 12 ms",
    ]


def test_many_periods_are_columns_between_two_axes() -> None:
    counts = [0] * 11 + [4] + [2] * 12 + [1, 3]
    assert lines(timeline(counts), 55, 15) == [
        "Wort  32 articles, peak 4 in 2004-12",
        "4 ┤                      ██",
        "  │                      ██                          ▄▄",
        "  │                      ██                          ██",
        "2 ┤                      ██████████████████████████  ██",
        "  │                      ██████████████████████████▄▄██",
        "  │                      ██████████████████████████████",
        "0 └┬───────────┬───────────┬───────────┬───────────┬───",
        "   2004-01     2004-07     2005-01     2005-07",
        "",
        "articles in each month, 2004-01 to 2006-02, in 12 ms",
    ]


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("months", [1, 2, 24, 25, 100, 204, 2000])
@pytest.mark.parametrize("series", [1, 2, 6])
def test_it_fills_the_width_of_the_terminal(months: int, width: int, series: int) -> None:
    drawn = lines(timeline(*([7] * months for _ in range(series))), width)
    assert max(map(len, drawn)) == width


@pytest.mark.parametrize("width", [20, 40, 80])
def test_it_is_never_wider_than_the_terminal(width: int) -> None:
    for line in (timeline([10**9] * 30), timeline([10**9] * 3), timeline([1] * 30, [2] * 30)):
        assert max(map(cells, lines(line, width))) <= width


def test_two_series_and_what_is_said_fit_a_common_terminal() -> None:
    assert len(lines(timeline([1] * 204, [3] * 204), 80, 24)) < 24


def test_columns_are_in_proportion_to_an_eighth_of_a_line() -> None:
    drawn = lines(timeline([8, 4, 2, 1, 0] * 6), 47, 40)
    axis = next(at for at, text in enumerate(drawn) if "└" in text)
    rows = [text[3:].ljust(44) for text in drawn[1:axis]]
    width = len(drawn[axis]) - 3
    heights = [
        sum(" ▁▂▃▄▅▆▇█".index(row[column * width // 30]) for row in rows) for column in range(5)
    ]
    assert heights == [8 * len(rows) * value / 8 for value in (8, 4, 2, 1, 0)]


def test_what_is_more_than_nothing_is_seen() -> None:
    drawn = lines(timeline([1_000_000] + [1] * 29), 80)
    lowest = next(text for text in drawn[::-1] if "│" in text)
    assert lowest.count("▁") > 29


def test_a_period_without_any_article_is_marked_and_not_taken_for_nothing() -> None:
    line = timeline([1, 0, 0] * 10, relative=True, totals=[2, 0, 5] * 10)
    drawn = lines(line, 80)
    assert "· no articles at all" in drawn
    lowest = next(text for text in drawn[::-1] if "│" in text)
    assert lowest.count("·") == pytest.approx(25, abs=6)
    few = lines(timeline([1, 0, 0], relative=True, totals=[2, 0, 5]), 80)
    assert [text.split()[1] for text in few[2:5]] == ["500.0", "·", "0.0"]
    assert "· no articles at all" in few
    joined = timeline([1] * 200, relative=True, totals=[2, 0] * 100)
    assert "·" not in "".join(lines(joined, 40))
    assert "· no articles at all" not in lines(timeline([1, 0, 0] * 10), 80)


def test_each_series_has_a_chart_of_its_own_on_the_same_axes() -> None:
    drawn = lines(timeline([100] * 30, [1] * 30), 80)
    titles = [at for at, text in enumerate(drawn) if "articles, peak" in text]
    assert [drawn[at].split()[0] for at in titles] == ["Wort", "q1"]
    assert [drawn[at + 1].split()[0] for at in titles] == ["100", "100"]
    assert sum("2005" in text for text in drawn) == 1


def test_dates_stand_below_where_they_begin() -> None:
    drawn = lines(timeline([1] * 204), 80)
    axis = next(at for at, text in enumerate(drawn) if "└" in text)
    marks = [at for at, character in enumerate(drawn[axis]) if character == "┬"]
    dates = drawn[axis + 1]
    assert [dates[at : at + 4] for at in marks] == [f"{year}" for year in range(2004, 2021, 2)]


def test_what_is_not_shown_is_said() -> None:
    drawn = lines(timeline([1] * 30, not_shown=12))
    assert "12 articles dated by year only are not shown by month" in drawn
    drawn = lines(timeline([], not_shown=1), 80)
    assert drawn == [
        "Wort  1 article", "", "1 article dated by year only is not shown by month",
        "nothing to draw, in 12 ms",
    ]  # fmt: skip


def test_nothing_found_is_a_sentence() -> None:
    assert lines(timeline([])) == ["Wort  0 articles", "", "nothing to draw, in 12 ms"]


def test_all_articles_are_called_so() -> None:
    assert lines(timeline([1], name=None))[0].startswith("all articles  1 article")


def test_colour_is_beside_the_point() -> None:
    line = timeline([at % 5 for at in range(60)], [at % 3 for at in range(60)])
    coloured = shown(line, colour=True)
    assert "\x1b[36m" in coloured
    assert "\x1b[33m" in coloured
    assert "\x1b" not in shown(line)


@settings(max_examples=30)
@given(
    st.text(
        st.one_of(
            st.characters(), st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\u202e\u2066[]/:")
        ),
        max_size=200,
    )
)
def test_a_query_is_text_and_harmless(query: str) -> None:
    assert dangerous(shown(timeline([1, 2], [2, 1], name=query))) is None


def test_markup_in_a_query_is_shown_as_it_is() -> None:
    assert "[bold]x[/bold] :smile:" in shown(timeline([1], name="[bold]x[/bold] :smile:"))
