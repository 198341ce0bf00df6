"""A timeline as a picture: SVG that needs no other file, font or style.

One series is drawn as columns. Several series are drawn as lines in one chart if they have few
points. Lines with many points would hide one another, so otherwise each series gets its own chart
with columns, all on the same axes. The colours are those of Okabe and Ito, which people can tell
apart whatever their colour vision; dashes and markers distinguish the lines even without colour.
Queries are text, never markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from news_archive.render.chart.layout import (
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

    from news_archive.analysis.timeline import Timeline
    from news_archive.render.chart.layout import Chart, ValueAxis

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_DASHES = ("", "9 4", "3 3", "12 4 3 4", "16 5")
_INK, _FAINT, _GRID = "#222222", "#666666", "#DDDDDD"

# Sizes in the picture [units; these are pixels unless it is scaled].
_WIDTH = 960.0
_LEFT, _RIGHT = 70.0, 24.0
_PLOT_HEIGHT, _SMALL_PLOT_HEIGHT = 340.0, 150.0
_WIDEST_COLUMN = 80.0
_LINE_HEIGHT = 20.0
_TITLE_SIZE, _TEXT_SIZE = 18, 13

# Upper limit of the average letter width in these fonts [fraction of the font size].
_LETTER = 0.6

# Columns narrower than two units cannot be seen.
_MOST_COLUMNS = int((_WIDTH - _LEFT - _RIGHT) / 2)
_MOST_POINTS_OF_A_LINE = 60
_MOST_INTERVALS, _MOST_SMALL_INTERVALS = 6, 3

# Not allowed in XML, even escaped. ``one_line`` already replaces the other forbidden characters.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def picture_of(timeline: Timeline) -> str:
    """Return an SVG document with the chart of a timeline.

    If there is nothing to draw, the axes are empty and a label says so.
    """
    drawing = _Drawing(timeline)
    return "\n".join(drawing.lines()) + "\n"


class _Plot(NamedTuple):
    """One chart of the picture: its top and bottom, and the indexes of its series."""

    top: float
    bottom: float
    series: range


class _Drawing:
    """The position of everything in the picture, and the elements that draw it."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._named = [one_line(name_of(series)) for series in timeline.series]
        self._chart: Chart = chart_of(timeline, _MOST_COLUMNS)
        count = len(timeline.series)
        self._has_lines = count > 1 and len(self._chart.columns) <= _MOST_POINTS_OF_A_LINE
        is_split = count > 1 and not self._has_lines
        intervals = _MOST_SMALL_INTERVALS if is_split else _MOST_INTERVALS
        self._axis: ValueAxis = value_axis(self._chart.most, intervals, whole=not timeline.relative)
        self._entries = list(self._legend()) if self._has_lines else []
        rows = max((row for _, row, _ in self._entries), default=-1) + 1
        top = 66.0 + rows * _LINE_HEIGHT + 16
        self._plots: list[_Plot] = []
        if is_split:
            for place in range(count):
                top += _LINE_HEIGHT + 10
                self._plots.append(_Plot(top, top + _SMALL_PLOT_HEIGHT, range(place, place + 1)))
                top += _SMALL_PLOT_HEIGHT + 16
        else:
            self._plots.append(_Plot(top, top + _PLOT_HEIGHT, range(count)))
        self._bottom = self._plots[-1].bottom
        self._notes = list(not_shown_sentences(timeline))
        if any(None in column.values for column in self._chart.columns):
            self._notes.append(
                "where lines are broken, there are no articles at all"
                if self._has_lines
                else "grey dots: no articles at all"
            )
        self._height = self._bottom + 46 + len(self._notes) * _LINE_HEIGHT

    def lines(self) -> Iterator[str]:
        """Yield the document line by line."""
        size = f'width="{_WIDTH:g}" height="{self._height:g}"'
        box = f'viewBox="0 0 {_WIDTH:g} {self._height:g}"'
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" '
            'font-family="Helvetica, Arial, sans-serif">'
        )
        yield f"<title>{_text(', '.join(self._named))}</title>"
        yield f'<rect width="{_WIDTH:g}" height="{self._height:g}" fill="#FFFFFF"/>'
        yield from self._heading()
        for plot in self._plots:
            yield from self._value_axis(plot)
            yield from self._curves(plot) if self._has_lines else self._columns(plot)
            yield from self._time_axis(plot)
        for place, note in enumerate(self._notes):
            y = self._bottom + 50 + place * _LINE_HEIGHT
            yield _label(_LEFT, y, _cut(note, _WIDTH - _LEFT - _RIGHT), fill=_FAINT)
        yield "</svg>"

    def _x(self, column: float) -> float:
        """Return where a column begins; add 0.5 to ``column`` for its middle."""
        width = _WIDTH - _LEFT - _RIGHT
        return _LEFT + width * column / max(1, len(self._chart.columns))

    def _y(self, value: float, plot: _Plot) -> float:
        return plot.bottom - (plot.bottom - plot.top) * value / self._axis.top

    def _heading(self) -> Iterator[str]:
        room = _WIDTH - _LEFT - _RIGHT
        title = _cut(", ".join(self._named), room, _TITLE_SIZE)
        yield _label(_LEFT, 32, title, size=_TITLE_SIZE, weight="bold")
        said = [measured(self._timeline, self._chart)] if self._chart.columns else []
        if len(self._named) == 1:
            said.append(summary(self._timeline, self._timeline.series[0]))
        yield _label(_LEFT, 54, "; ".join(said), fill=_FAINT)
        for place, (x, row, name) in enumerate(self._entries):
            y = 78 + row * _LINE_HEIGHT
            yield self._stroke([(x, y - 4), (x + 30, y - 4)], place)
            yield _marker(x + 15, y - 4, place)
            yield _label(x + 38, y, name)

    def _legend(self) -> Iterator[tuple[float, int, str]]:
        """Yield the legend entry of each series: x, row and text."""
        x, row = _LEFT, 0
        for name, series in zip(self._named, self._timeline.series, strict=True):
            count = f" ({series.articles:,})"
            words = _cut(name, 400) + count
            width = 38 + _width_of(words) + 24
            if x > _LEFT and x + width > _WIDTH - _RIGHT:
                x, row = _LEFT, row + 1
            yield x, row, words
            x += width

    def _value_axis(self, plot: _Plot) -> Iterator[str]:
        if len(self._plots) > 1:
            (place,) = plot.series
            said = summary(self._timeline, self._timeline.series[place])
            y = plot.top - 12
            swatch = f'x="{_LEFT:g}" y="{y - 10:g}" width="10" height="10"'
            yield f'<rect {swatch} fill="{_colour(place)}"/>'
            yield _label(_LEFT + 18, y, f"{_cut(self._named[place], 500)}: {said}")
        for place, label in enumerate(self._axis.labels):
            y = self._y(self._axis.step * place, plot)
            yield _line(_LEFT, y, _WIDTH - _RIGHT, y, _GRID)
            yield _label(_LEFT - 8, y + 4, label, anchor="end")

    def _time_axis(self, plot: _Plot) -> Iterator[str]:
        yield _line(_LEFT, plot.bottom, _WIDTH - _RIGHT, plot.bottom, _INK)
        # Ticks are below the middle of a column, if columns are wide enough for a visible middle.
        offset = 0.5 if len(self._chart.columns) <= _MOST_POINTS_OF_A_LINE else 0.0
        ticks = time_ticks(
            self._chart, self._timeline.by, self._x, lambda label: _width_of(label) + 16
        )
        for tick in ticks:
            x = self._x(tick.column + offset)
            yield _line(x, plot.bottom, x, plot.bottom + 6, _INK)
            if plot is self._plots[-1]:
                yield _label(x, plot.bottom + 22, tick.label, anchor="middle")
        if not self._chart.columns:
            x, y = (_LEFT + _WIDTH - _RIGHT) / 2, (plot.top + plot.bottom) / 2
            yield _label(x, y, "nothing to draw", anchor="middle", fill=_FAINT)

    def _columns(self, plot: _Plot) -> Iterator[str]:
        (series,) = plot.series
        room = self._x(1) - self._x(0)
        width = min(_WIDEST_COLUMN, room * 0.85)
        yield f'<g fill="{_colour(series)}">'
        for place, column in enumerate(self._chart.columns):
            value = column.values[series]
            if value is None:
                x, y = self._x(place) + room / 2, plot.bottom - 4
                yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.5" fill="{_FAINT}"/>'
            elif value:
                x, y = self._x(place) + (room - width) / 2, self._y(value, plot)
                yield (
                    f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" '
                    f'height="{plot.bottom - y:.2f}"/>'
                )
        yield "</g>"

    def _curves(self, plot: _Plot) -> Iterator[str]:
        for place in plot.series:
            for points in self._stretches(place, plot):
                if len(points) > 1:
                    yield self._stroke(points, place)
                yield from (_marker(x, y, place) for x, y in points)

    def _stretches(self, place: int, plot: _Plot) -> Iterator[list[tuple[float, float]]]:
        """Yield the points of a series in stretches, split at columns without a value."""
        points: list[tuple[float, float]] = []
        for number, column in enumerate(self._chart.columns):
            value = column.values[place]
            if value is not None:
                points.append((self._x(number + 0.5), self._y(value, plot)))
            elif points:
                yield points
                points = []
        if points:
            yield points

    @staticmethod
    def _stroke(points: list[tuple[float, float]], place: int) -> str:
        path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        dash = _DASHES[place % len(_DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<polyline points="{path}" fill="none" stroke="{_colour(place)}" '
            f'stroke-width="2" stroke-linejoin="round"{dashed}/>'
        )


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]


def _marker(x: float, y: float, place: int) -> str:
    """Return a circle, a square, a triangle or a diamond around a point."""
    shape = place % 4
    fill = f'fill="{_colour(place)}"'
    if shape == 0:
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="4" {fill}/>'
    corners = {
        1: ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        2: ((0, -5), (5, 4), (-5, 4)),
        3: ((0, -6), (5, 0), (0, 6), (-5, 0)),
    }[shape]
    points = " ".join(f"{x + right:.2f},{y + down:.2f}" for right, down in corners)
    return f'<polygon points="{points}" {fill}/>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    places = f'x1="{x:.2f}" y1="{y:.2f}" x2="{to_x:.2f}" y2="{to_y:.2f}"'
    return f'<line {places} stroke="{colour}" stroke-width="1"/>'


def _label(
    x: float,
    y: float,
    words: str,
    *,
    size: int = _TEXT_SIZE,
    anchor: str = "start",
    weight: str = "normal",
    fill: str = _INK,
) -> str:
    named = {"font-size": str(size), "text-anchor": anchor, "font-weight": weight, "fill": fill}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in named.items())
    return f'<text x="{x:.2f}" y="{y:.2f}" {attributes}>{_text(words)}</text>'


def _text(words: str) -> str:
    """Return words as XML text, whatever characters they contain."""
    return escape(_NO_CHARACTERS.sub("\ufffd", one_line(words)))


def _width_of(words: str, size: int = _TEXT_SIZE) -> float:
    return cells(words) * size * _LETTER


def _cut(words: str, room: float, size: int = _TEXT_SIZE) -> str:
    """Return as much of a text as there is room for; the document's title has all names in full."""
    shown = one_line(words)
    if _width_of(shown, size) <= room:
        return shown
    kept, used = 0, _width_of("…", size)
    for character in shown:
        used += _width_of(character, size)
        if used > room:
            break
        kept += 1
    return shown[:kept] + "…"
