"""What a chart shows where: columns add up, axes reach over all of it, labels have room."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive.analysis.timeline import Series, Timeline, per_thousand
from news_archive.article.date import Precision, ReducedDate
from news_archive.render.chart.layout import (
    chart_of,
    measured,
    number,
    summary,
    time_ticks,
    value_axis,
)


def timeline(
    first: str, *counts: list[int], relative: bool = False, totals: list[int] | None = None
) -> Timeline:
    """Return a timeline from a first period on, with the counts of each series."""
    date = ReducedDate.parse(first)
    periods = [date]
    for _ in counts[0][1:]:
        periods.append(_next(periods[-1]))
    total = totals or [sum(column) for column in zip(*counts, strict=True)]
    series = []
    for place, own in enumerate(counts):
        shares = tuple(map(per_thousand, own, total)) if relative else None
        series.append(Series(f"q{place}", tuple(own), shares, {}))
    return Timeline(date.precision, relative, tuple(periods), tuple(total), tuple(series), 0.0)


def _next(date: ReducedDate) -> ReducedDate:
    day = date.last_day + datetime.timedelta(days=1)
    parts = (day.year, day.month, day.day)
    return ReducedDate(*parts[: ("year", "month", "day").index(date.precision) + 1])


@pytest.mark.parametrize(
    ("first", "periods", "room", "unit", "columns"),
    [
        ("2004-01", 24, 24, "month", 24),
        ("2004-01", 204, 73, "3 months", 68),
        ("2004-12", 204, 73, "3 months", 69),
        ("2004-01", 204, 150, "2 months", 102),
        ("1700-01", 3600, 73, "5 years", 60),
        ("1700", 300, 73, "5 years", 60),
        ("2000", 20, 73, "year", 20),
        ("2024-01-01", 60, 73, "day", 60),
        ("2024-01-01", 366, 73, "week", 53),
        ("2004-01-01", 3000, 60, "2 months", 50),
        ("1500", 700, 1, "500 years", 2),
    ],
)
def test_periods_are_put_together_until_they_fit(
    first: str, periods: int, room: int, unit: str, columns: int
) -> None:
    chart = chart_of(timeline(first, [1] * periods), room)
    assert (chart.unit, len(chart.columns)) == (unit, columns)


def test_columns_begin_where_the_calendar_does() -> None:
    chart = chart_of(timeline("2004-12", [1, 10, 20, 30, 5]), 3)
    assert [str(column.first) for column in chart.columns] == ["2004-12", "2005-01", "2005-03"]
    assert [column.values for column in chart.columns] == [(1,), (30,), (35,)]
    weeks = chart_of(timeline("2024-03-31", [1] * 30), 20)  # a Sunday
    assert [str(column.first) for column in weeks.columns][:2] == ["2024-03-31", "2024-04-01"]


COUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=120)


@settings(max_examples=25)
@given(COUNTS, st.sampled_from(["1999-11", "1999", "1999-02-27"]), st.integers(4, 100))
def test_nothing_is_lost_in_columns(counts: list[int], first: str, room: int) -> None:
    line = timeline(first, counts, counts[::-1])
    chart = chart_of(line, room)
    assert len(chart.columns) <= max(room, len(counts) // 500 + 2)
    for place in (0, 1):
        values = [column.values[place] for column in chart.columns]
        assert sum(value or 0 for value in values) == sum(counts)
    assert chart.columns[0].first == line.periods[0]
    assert chart.columns[-1].last == line.periods[-1]


def test_a_share_of_a_column_is_that_of_its_sums() -> None:
    line = timeline("2004-01", [1, 0, 9], relative=True, totals=[1, 0, 99])
    (column,) = chart_of(line, 1).columns
    assert list(column.values) == [100]
    nothing = timeline("2004-01", [1, 0, 0, 0], relative=True, totals=[1, 0, 0, 0])
    assert [column.values for column in chart_of(nothing, 3).columns] == [(1000,), (None,)]


@given(st.one_of(st.integers(0, 10**9), st.floats(1e-4, 1000)), st.integers(1, 10), st.booleans())
def test_a_value_axis_reaches_over_the_highest_value(
    most: float, intervals: int, whole: bool
) -> None:
    axis = value_axis(most, intervals, whole=whole)
    assert axis.top >= most * (1 - 1e-6)
    assert 1 <= axis.intervals <= intervals
    assert f"{axis.step:e}"[0] in "125"
    assert axis.step >= 1 or not whole
    # No more than half of it is empty, unless that is the least there can be.
    assert axis.top <= max(most * 2.5 * intervals, 1)


def test_labels_of_values_are_round() -> None:
    assert value_axis(29, 5, whole=True).labels == ["0", "10", "20", "30"]
    assert value_axis(1234567, 3, whole=True).labels == ["0", "500,000", "1,000,000", "1,500,000"]
    assert value_axis(0.7, 4, whole=False).labels == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert value_axis(0, 4, whole=True).labels == ["0", "1"]


@pytest.mark.parametrize(
    ("first", "periods", "labels"),
    [
        ("2004-12", 200, ["2006", "2008", "2010", "2012", "2014", "2016", "2018", "2020"]),
        ("2004-01", 6, [f"2004-0{month}" for month in range(1, 7)]),
        ("2004-01", 12, ["2004-01", "2004-03", "2004-05", "2004-07", "2004-09", "2004-11"]),
        ("2004", 4, ["2004", "2005", "2006", "2007"]),
        ("1799", 222, ["1800", "1820", "1840", "1860", "1880", "1900", "1920", "1940", "1960",
                       "1980", "2000", "2020"]),
        ("2024-04-03", 3, ["2024-04-03", "2024-04-04", "2024-04-05"]),
        ("2024-04-03", 80, ["2024-05", "2024-06"]),
        ("2024-04-03", 20, ["2024-04-03"]),
    ],
)  # fmt: skip
def test_labels_of_time_are_round_dates_that_fit(
    first: str, periods: int, labels: list[str]
) -> None:
    line = timeline(first, [1] * periods)
    chart = chart_of(line, 73)
    width = 73 / len(chart.columns)
    ticks = time_ticks(chart, line.by, lambda place: place * width, lambda label: len(label) + 2)
    assert [tick.label for tick in ticks] == labels


@settings(max_examples=25)
@given(
    st.integers(1, 180), st.sampled_from(["1999-11", "1999", "1999-02-27"]), st.integers(10, 160)
)
def test_labels_of_time_stand_at_their_columns_and_apart(
    periods: int, first: str, room: int
) -> None:
    line = timeline(first, [1] * periods)
    chart = chart_of(line, room)
    width = room / len(chart.columns)
    by: Precision = line.by
    ticks = time_ticks(chart, by, lambda place: place * width, lambda label: len(label) + 2)
    assert ticks
    for tick, following in pairwise(ticks):
        assert (following.column - tick.column) * width >= len(tick.label) + 2
    for tick in ticks:
        column = chart.columns[tick.column]
        label = ReducedDate.parse(tick.label)
        assert column.first.first <= label.first <= column.last.last


def test_a_summary_names_the_first_peak() -> None:
    line = timeline("2004-11", [1, 7, 7])
    assert summary(line, line.series[0]) == "15 articles, peak 7 in 2004-12"
    line = timeline("2004", [1], relative=True, totals=[3])
    assert summary(line, line.series[0]) == "1 article, peak 333.3 per thousand in 2004"
    assert summary(line, Series("q", (), None, {"year": 2})) == "2 articles"


def test_a_caption_says_what_a_column_is() -> None:
    line = timeline("2004-11", [1] * 100)
    assert measured(line, chart_of(line, 60)) == "articles in each 2 months, 2004-11 to 2013-02"
    line = timeline("2004", [1], relative=True)
    assert measured(line, chart_of(line, 60)) == "articles per thousand in each year, 2004"


def test_numbers_are_for_people() -> None:
    values = (0, 7, 1234567, 0.5, 12.345, 333.3333, 1000.0, 0.30000000000000004)
    assert list(map(number, values)) == [
        "0", "7", "1,234,567", "0.5", "12.3", "333.3", "1,000", "0.3",
    ]  # fmt: skip
