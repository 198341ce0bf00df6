"""How many hits there are over time, as columns across the width of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from news_archive.tui.keys import TIMELINE, bindings
from news_archive.tui.periods import Columns, Period, columns_of

if TYPE_CHECKING:
    from typing import ClassVar

    from rich.style import Style
    from textual import events

_EIGHTHS = " ▁▂▃▄▅▆▇█"

# The widest column [terminal columns]; a wider one would not show more.
_WIDEST = 8


class Timeline(Widget, inherit_bindings=False, can_focus=True):
    """Columns by month or year; choosing one narrows the hits down."""

    BINDINGS: ClassVar = bindings(TIMELINE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--bar",
        "timeline--chosen",
        "timeline--cursor",
        "timeline--label",
    }

    class Chosen(Message):
        """The user chose a column, or chose it again."""

        def __init__(self, period: Period) -> None:
            self.period = period
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="timeline")
        self._by_month: dict[str, int] = {}
        self._chosen: Period | None = None
        self._columns = Columns([], 0)
        self._cursor: int | None = None

    def show(self, by_month: dict[str, int], chosen: Period | None) -> None:
        """Show new counts."""
        at = self._cursor_period()
        self._by_month, self._chosen = by_month, chosen
        self._lay_out(at)

    def choose_only(self, chosen: Period | None) -> None:
        """Mark a period as chosen, in place of the previous one."""
        self._chosen = chosen
        self.refresh()

    def on_resize(self) -> None:
        """Lay the columns out again for the new width."""
        self._lay_out(self._cursor_period())

    def on_focus(self) -> None:
        """Start at the chosen column, or else at the latest."""
        if self._cursor is None and self._columns.columns:
            periods = [column.period for column in self._columns.columns]
            at = self._chosen
            self._cursor = periods.index(at) if at in periods else len(periods) - 1
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by a number of columns."""
        self._move_to((self._cursor or 0) + by)

    def action_first(self) -> None:
        """Move the cursor to the earliest column."""
        self._move_to(0)

    def action_last(self) -> None:
        """Move the cursor to the latest column."""
        self._move_to(len(self._columns.columns) - 1)

    def action_choose(self) -> None:
        """Choose the column under the cursor."""
        period = self._cursor_period()
        if period is not None:
            self.post_message(self.Chosen(period))

    def on_click(self, event: events.Click) -> None:
        """Choose the column that was clicked."""
        where = event.get_content_offset(self)
        if where is not None and where.x // self._wide < len(self._columns.columns):
            self._move_to(where.x // self._wide)
            self.action_choose()

    @property
    def _wide(self) -> int:
        count = len(self._columns.columns)
        return max(1, min(_WIDEST, self.content_size.width // count)) if count else 1

    def _lay_out(self, at: Period | None) -> None:
        self._columns = columns_of(self._by_month, self.content_size.width)
        periods = [column.period for column in self._columns.columns]
        self._cursor = periods.index(at) if at in periods else None
        if self._cursor is None and periods and self.has_focus:
            self._cursor = len(periods) - 1
        self.refresh()

    def _move_to(self, place: int) -> None:
        if self._columns.columns:
            self._cursor = max(0, min(place, len(self._columns.columns) - 1))
            self.refresh()

    def _cursor_period(self) -> Period | None:
        if self._cursor is None or self._cursor >= len(self._columns.columns):
            return None
        return self._columns.columns[self._cursor].period

    def render_line(self, y: int) -> Strip:
        """Return a line of the columns, or the line of years below them."""
        width, height = self.content_size
        base = self.visual_style.rich_style
        if not self._columns.columns:
            return Strip.blank(width, base)
        if y == height - 1:
            return self._labels(width, base)
        bars = height - 1
        most = max(column.articles for column in self._columns.columns) or 1
        wide = self._wide
        segments = []
        for place, column in enumerate(self._columns.columns):
            # Even a single article is visible.
            eighths = max(column.articles > 0, column.articles * bars * 8 // most)
            level = max(0, min(8, eighths - 8 * (bars - 1 - y)))
            bar = _EIGHTHS[level] * (wide if wide < 3 else wide - 1)
            style = self._styled(base, place, column.period)
            segments.append(Segment(bar, style))
            if wide >= 3:
                segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(width, base)

    def _styled(self, base: Style, place: int, period: Period) -> Style:
        name = "bar"
        if self._chosen is not None and _overlaps(period, self._chosen):
            name = "chosen"
        style = base + self.get_component_rich_style(f"timeline--{name}", partial=True)
        if self.has_focus and place == self._cursor:
            style += self.get_component_rich_style("timeline--cursor", partial=True)
        return style

    def _labels(self, width: int, base: Style) -> Strip:
        label = base + self.get_component_rich_style("timeline--label", partial=True)
        said = self._said()
        room = width - cell_len(said) - 1 if said else width
        text = ""
        before = ""
        for place, column in enumerate(self._columns.columns):
            x = place * self._wide
            if column.year != before and (not text or x > len(text)) and x + 4 <= room:
                text = text.ljust(x) + column.year
                before = column.year
        text = text.ljust(width - cell_len(said)) + said if said else text
        return Strip([Segment(text, label)]).adjust_cell_length(width, label)

    def _said(self) -> str:
        """Return the count of the column under the cursor, or of articles that are in no column."""
        if self.has_focus and self._cursor is not None:
            column = self._columns.columns[self._cursor]
            return f"{column.period}: {column.articles:,}"
        if self._columns.beside:
            return f"and {self._columns.beside:,} dated by year alone"
        return ""


def _overlaps(period: Period, chosen: Period) -> bool:
    """Whether a column overlaps the chosen period, at the less precise of their two precisions."""
    written = min(len(period.first), len(chosen.first))
    return (
        period.first[:written] <= chosen.last[:written]
        and chosen.first[:written] <= period.last[:written]
    )
