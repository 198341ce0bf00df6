"""A timeline on a terminal: horizontal bars for a few periods, columns side by side for many.

Each series has its own chart, all on the same axes, so they can be told apart without colour. A
period without a value is marked with a dot, so that it is not mistaken for zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from news_archive.render.chart.layout import (
    Chart,
    ValueAxis,
    chart_of,
    measured,
    name_of,
    summary,
    time_ticks,
    value_axis,
)
from news_archive.render.plain import not_shown_sentences
from news_archive.render.safe_text import cells, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from news_archive.analysis.timeline import Series, Timeline
    from news_archive.article.date import Precision

_DIM = "dim"
_COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "red")

# Longer timelines are drawn as columns side by side, which need less room.
_MOST_BARS = 24

# Height of one chart without its title and its axis [lines].
_LEAST_LINES, _MOST_LINES = 4, 12

_RISING = " ▁▂▃▄▅▆▇█"
_GROWING = " ▏▎▍▌▋▊▉█"
_NO_VALUE = "·"


def show_timeline(timeline: Timeline, to: Console) -> None:
    """Print a timeline: name and chart of each series, then which articles are not shown."""
    for place, series in enumerate(timeline.series):
        if place:
            to.print()
        _print_title(series, summary(timeline, series), _colour(place), to)
        if timeline.periods:
            is_last = series is timeline.series[-1]
            _print_chart(timeline, place, to, with_dates=is_last)
    to.print()
    _print_missing(timeline, to)
    took = f"in {timeline.seconds * 1000:.0f} ms"
    said = _measured(timeline, to) if timeline.periods else "nothing to draw"
    to.print(Text(f"{said}, {took}", style=_DIM))


def show_over_time(timeline: Timeline, to: Console) -> None:
    """Print the chart of a timeline of one series, without a title."""
    if timeline.periods:
        _print_chart(timeline, 0, to, with_dates=True)
    _print_missing(timeline, to)
    if timeline.periods and not _is_list(timeline):
        peak = summary(timeline, timeline.series[0]).partition(", ")[2]
        to.print(Text(f"{_measured(timeline, to)}; {peak}", style=_DIM))


def _print_title(series: Series, said: str, colour: str, to: Console) -> None:
    name = one_line(name_of(series))
    is_short = cells(name) + 2 + len(said) <= to.width
    title = Text(name, style=f"bold {colour}").append("  " if is_short else "\n")
    to.print(title.append(said, style="not bold default"))


def _print_missing(timeline: Timeline, to: Console) -> None:
    for sentence in not_shown_sentences(timeline):
        to.print(Text(one_line(sentence), style="italic"))
    if _has_gap(timeline, to):
        to.print(Text(f"{_NO_VALUE} no articles at all", style=_DIM))


def _has_gap(timeline: Timeline, to: Console) -> bool:
    """Whether the chart shows a period without any articles as a gap.

    Such a period is not visible if it shares a column with periods that have articles.
    """
    if not timeline.relative or None not in timeline.series[0].values:
        return False
    return _is_list(timeline) or any(
        column.values[0] is None for column in _grid(timeline, to).chart.columns
    )


def _print_chart(timeline: Timeline, place: int, to: Console, *, with_dates: bool) -> None:
    colour = _colour(place)
    if _is_list(timeline):
        lines = _bars(timeline, to.width, colour)
    else:
        grid = _grid(timeline, to)
        lines = _columns(timeline.by, grid, place, colour, with_dates=with_dates)
    for line in lines:
        to.print(line, no_wrap=True, overflow="crop", crop=True)


def _is_list(timeline: Timeline) -> bool:
    return len(timeline.series) == 1 and len(timeline.periods) <= _MOST_BARS


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]


def _measured(timeline: Timeline, to: Console) -> str:
    if _is_list(timeline):
        return measured(timeline, chart_of(timeline, len(timeline.periods)))
    return measured(timeline, _grid(timeline, to).chart)


def _bars(timeline: Timeline, width: int, colour: str) -> Iterator[Text]:
    """Yield a line for each period: its name, its value, a bar."""
    (series,) = timeline.series
    most = max((value for value in series.values if value is not None), default=0)
    # All shares have the same number of decimals, so that their decimal points are aligned.
    decimals = 0 if not timeline.relative else 1 if most >= 10 else 3
    heading = "per thousand" if timeline.relative else "articles"
    shown = [_NO_VALUE if value is None else f"{value:,.{decimals}f}" for value in series.values]
    value_room = max(map(len, (heading, *shown)))
    name_room = max(len(timeline.by), *(len(str(period)) for period in timeline.periods))
    room = max(8, width - name_room - value_room - 4)
    yield Text(f"{timeline.by:<{name_room}}  {heading:>{value_room}}", style="bold")
    for period, value, text in zip(timeline.periods, series.values, shown, strict=True):
        line = Text(f"{period!s:<{name_room}}  {text:>{value_room}}  ")
        eighths = _eighths(value, most, room)
        bar = "█" * (eighths // 8) + _GROWING[eighths % 8].strip()
        yield line.append(bar, style=colour)


def _eighths(value: float | None, most: float, cells_of_most: int) -> int:
    """Return the length of a bar [eighths of a cell]; at least 1 for a value above zero."""
    if not value:
        return 0
    return max(1, round(value / most * cells_of_most * 8))


class _Grid(NamedTuple):
    """The layout of a chart's columns on the terminal; sizes are in cells."""

    chart: Chart
    axis: ValueAxis
    lines: int
    label_room: int
    room: int

    def start(self, column: int) -> int:
        """Return where a column begins."""
        return column * self.room // len(self.chart.columns)

    @property
    def gap(self) -> int:
        """The gap between columns; none if they are narrow, as gaps would take half the chart."""
        return 1 if self.room >= 3 * len(self.chart.columns) else 0


def _grid(timeline: Timeline, to: Console) -> _Grid:
    # Each chart also needs a title, an axis and a line between charts; dates and notes come below.
    free = (to.height - 5) // len(timeline.series) - 3
    most_lines = min(_MOST_LINES, max(_LEAST_LINES, free))
    label_room = 1
    # Wider labels leave room for fewer columns. These have higher values, which may need even wider
    # labels: repeat until they fit.
    while True:
        room = max(10, to.width - label_room - 2)
        chart = chart_of(timeline, room)
        whole = not timeline.relative
        axis = value_axis(chart.most, most_lines // 2, whole=whole)
        needed = max(map(len, axis.labels))
        if needed <= label_room:
            lines = most_lines // axis.intervals * axis.intervals
            return _Grid(chart, axis, lines, label_room, room)
        label_room = needed


def _columns(
    by: Precision, grid: _Grid, place: int, colour: str, *, with_dates: bool
) -> Iterator[Text]:
    """Yield the lines of one series, from the top of the value axis down to the time axis."""
    values = [column.values[place] for column in grid.chart.columns]
    heights = [_eighths(value, grid.axis.top, grid.lines) for value in values]
    ends = [grid.start(column + 1) for column in range(len(values))]
    lines_apart = grid.lines // grid.axis.intervals
    labels = grid.axis.labels
    for line in range(grid.lines, 0, -1):
        label = labels[line // lines_apart] if line % lines_apart == 0 else ""
        drawn = Text(f"{label:>{grid.label_room}} {'┤' if label else '│'}", style=_DIM)
        bars = ""
        for column, (height, end) in enumerate(zip(heights, ends, strict=True)):
            width = max(1, end - grid.start(column) - grid.gap)
            block = _RISING[min(8, max(0, height - 8 * (line - 1)))]
            if line == 1 and values[column] is None:
                block = _NO_VALUE
            bars = bars.ljust(grid.start(column)) + block * width
        yield drawn.append(bars, style=f"not dim {colour}")
    marks = ["─"] * grid.room
    dates = ""
    for tick in time_ticks(grid.chart, by, grid.start, lambda label: len(label) + 2):
        start = grid.start(tick.column)
        marks[start] = "┬"
        if start + len(tick.label) <= grid.room:
            dates = dates.ljust(start) + tick.label
    yield Text(f"{labels[0]:>{grid.label_room}} └{''.join(marks)}", style=_DIM)
    if with_dates:
        yield Text(f"{'':{grid.label_room + 2}}{dates}", style=_DIM)
