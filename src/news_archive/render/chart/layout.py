"""The layout of a timeline chart: its columns, the ticks of both axes, and its captions.

Shared by the terminal chart and the SVG picture. Only numbers and words; nothing is drawn here.
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from news_archive.analysis.timeline import per_thousand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from news_archive.analysis.timeline import Series, Timeline
    from news_archive.article.date import Precision, ReducedDate

_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
_MONTHS_IN_A_YEAR = (1, 2, 3, 6)


class Column(NamedTuple):
    """Adjacent periods that are drawn as one column, and the value of each series in it."""

    first: ReducedDate
    last: ReducedDate
    values: tuple[float | None, ...]


class Chart(NamedTuple):
    """The columns of a chart, oldest first; ``unit`` names what each covers: ``3 months``.

    ``months`` is the number of months that a column covers; 0 for days and weeks.
    """

    columns: tuple[Column, ...]
    unit: str
    months: int

    @property
    def most(self) -> float:
        """The highest value in the chart; 0 if there is none."""
        values = (value for column in self.columns for value in column.values)
        return max((value for value in values if value is not None), default=0)


class ValueAxis(NamedTuple):
    """An axis from 0 to ``intervals`` times ``step``, with a label at each multiple of ``step``."""

    step: float
    intervals: int

    @property
    def top(self) -> float:
        """The value at the upper end."""
        return self.step * self.intervals

    @property
    def labels(self) -> list[str]:
        """The labels from 0 upwards."""
        return [number(self.step * place) for place in range(self.intervals + 1)]


class Tick(NamedTuple):
    """A label of the time axis, at the beginning of a column."""

    column: int
    label: str


class _Unit(NamedTuple):
    name: str
    months: int
    key: Callable[[ReducedDate], int]


def chart_of(timeline: Timeline, most_columns: int) -> Chart:
    """Return a timeline in at most ``most_columns`` columns, merging periods as far as needed.

    The counts of merged periods are added up; shares are computed from the sums.
    """
    units = list(_units(timeline.by))
    unit = next((unit for unit in units if _size(timeline, unit) <= most_columns), units[-1])
    columns = []
    numbered = enumerate(timeline.periods)
    for _, group in groupby(numbered, key=lambda item: unit.key(item[1])):
        members = list(group)
        places = [place for place, _ in members]
        span = slice(places[0], places[-1] + 1)
        total = sum(timeline.totals[span])
        sums = [sum(series.counts[span]) for series in timeline.series]
        values: Sequence[float | None] = sums
        if timeline.relative:
            values = [per_thousand(count, total) for count in sums]
        columns.append(Column(members[0][1], members[-1][1], tuple(values)))
    return Chart(tuple(columns), unit.name, unit.months)


def _size(timeline: Timeline, unit: _Unit) -> int:
    if not timeline.periods:
        return 0
    return unit.key(timeline.periods[-1]) - unit.key(timeline.periods[0]) + 1


def _units(by: Precision) -> Iterator[_Unit]:
    if by == "day":
        yield _Unit("day", 0, lambda date: date.first_day.toordinal())
        # Day 1 of the calendar, 0001-01-01, was a Monday.
        yield _Unit("week", 0, lambda date: (date.first_day.toordinal() - 1) // 7)
    if by != "year":
        for months in _MONTHS_IN_A_YEAR:
            yield _unit(months, "month" if months == 1 else f"{months} months")
    for years in _YEARS:
        yield _unit(12 * years, "year" if years == 1 else f"{years} years")


def _unit(months: int, name: str) -> _Unit:
    return _Unit(name, months, lambda date: _month(date) // months)


def _month(date: ReducedDate) -> int:
    return date.year * 12 + (date.month or 1) - 1


def value_axis(most: float, intervals: int, *, whole: bool) -> ValueAxis:
    """Return an axis up to ``most`` or a little more, with at most ``intervals`` intervals.

    The step is 1, 2 or 5 times a power of ten, and at least 1 if the values are ``whole``.
    """
    wanted = max(most / intervals, 1 if whole else 1e-6) if most else 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    # The tolerance allows for rounding errors in the quotient.
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= wanted * (1 - 1e-9))
    return ValueAxis(step, max(1, math.ceil(most / step - 1e-9)))


def time_ticks(
    chart: Chart, by: Precision, place_of: Callable[[int], float], room_of: Callable[[str], float]
) -> list[Tick]:
    """Return as many evenly spaced labels for the time axis as there is room for.

    ``place_of`` returns where a column begins, ``room_of`` the room that a label needs, including
    the gap after it. If there is no round date in the chart, the first column is labelled.
    """
    for ticks in _possible_ticks(chart, by):
        places = [place_of(tick.column) for tick in ticks]
        ends = [place + room_of(tick.label) for place, tick in zip(places, ticks, strict=True)]
        if ticks and all(end <= place for end, place in zip(ends, places[1:], strict=False)):
            return ticks
    return [Tick(0, str(chart.columns[0].first))] if chart.columns else []


def _possible_ticks(chart: Chart, by: Precision) -> Iterator[list[Tick]]:
    if by == "day" and chart.unit == "day":
        yield [Tick(place, str(column.first)) for place, column in enumerate(chart.columns)]
    if by != "year":
        for months in _MONTHS_IN_A_YEAR:
            yield _ticks_every(months, chart)
    for years in _YEARS:
        yield _ticks_every(12 * years, chart)


def _ticks_every(months: int, chart: Chart) -> list[Tick]:
    """Return a tick for each column in which a period of ``months`` months begins.

    There are none if such a period is not a whole number of columns.
    """
    if chart.months and months % chart.months:
        return []
    ticks = []
    for place, column in enumerate(chart.columns):
        begins = _month(column.last) // months * months
        is_inside = _month(column.first) < begins or (
            _month(column.first) == begins and (column.first.day or 1) == 1
        )
        if is_inside:
            year, month = divmod(begins, 12)
            label = f"{year:04d}" if months % 12 == 0 else f"{year:04d}-{month + 1:02d}"
            ticks.append(Tick(place, label))
    return ticks


def number(value: float) -> str:
    """Return a number as shown to users: integers with commas, others with about three digits."""
    if abs(value - round(value)) < 1e-9:
        return f"{round(value):,}"
    return f"{value:.1f}" if value >= 100 else f"{value:.3g}"


def name_of(series: Series) -> str:
    """Return the name of a series: its query as it was typed."""
    return "all articles" if series.query is None else series.query


def summary(timeline: Timeline, series: Series) -> str:
    """Return how many articles a series has, and where its peak is."""
    noun = "article" if series.articles == 1 else "articles"
    total = f"{series.articles:,} {noun}"
    # The first of several equal peaks. Zero and unknown values are never the peak.
    known = [(value, place) for place, value in enumerate(series.values) if value]
    if not known:
        return total
    value, place = max(known, key=lambda item: (item[0], -item[1]))
    unit = " per thousand" if timeline.relative else ""
    return f"{total}, peak {number(value)}{unit} in {timeline.periods[place]}"


def measured(timeline: Timeline, chart: Chart) -> str:
    """Return the caption of a chart: what each column counts, and the time span."""
    what = "articles per thousand in" if timeline.relative else "articles in"
    first, last = timeline.periods[0], timeline.periods[-1]
    span = str(first) if first == last else f"{first} to {last}"
    return f"{what} each {chart.unit}, {span}"
