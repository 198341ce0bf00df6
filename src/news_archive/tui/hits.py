"""The list of hits: the user can scroll through all of them, but only those in view are loaded.

Every hit has the same number of lines, so a list of a million costs no more than one of ten.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from news_archive.query.highlight import Span
from news_archive.render.safe_text import one_line
from news_archive.tui.keys import HITS, bindings
from news_archive.tui.passage import Passage, passage, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import ClassVar

    from rich.style import Style
    from textual import events

    from news_archive.search.hits import Hit, Hits

# Hits loaded at a time [count]; a screen of any size shows fewer.
PAGE = 40

# Pages kept in memory [count]; older ones are loaded again when they come back into view.
_MOST_PAGES = 100

# Lines per hit: one for date and sources, one for the headline, the others for the snippet.
_LINES = 4
_SNIPPET_LINES = 2

_MORE = "…"


class _Lines(NamedTuple):
    """A passage and its lines, cut to the room that there is for it."""

    passage: Passage
    lines: list[Span]


class _Laid(NamedTuple):
    """A hit laid out for one width: the first line, the headline and the snippet."""

    date: str
    sources: str
    headline: _Lines
    snippet: _Lines


class HitsList(ScrollView, inherit_bindings=False, can_focus=True):
    """A list of hits to move through; it asks for pages of hits when it needs them."""

    BINDINGS: ClassVar = bindings(HITS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "hits--date",
        "hits--sources",
        "hits--headline",
        "hits--rank",
        "hits--match",
        "hits--cursor",
        "hits--hint",
    }

    class Wanted(Message):
        """The list needs hits that are not loaded yet: these pages, counted from 1."""

        def __init__(self, pages: tuple[int, ...]) -> None:
            self.pages = pages
            super().__init__()

    class Moved(Message):
        """Another hit is selected."""

    def __init__(self) -> None:
        super().__init__(id="hits")
        self.total = 0
        self.cursor = 0
        self._hint = ""
        self._pages: OrderedDict[int, tuple[Hit, ...]] = OrderedDict()
        self._laid: dict[int, _Laid] = {}
        self._laid_width = 0

    @property
    def current(self) -> Hit | None:
        """The selected hit, if there is one and it is loaded."""
        return self._hit(self.cursor)

    def show(self, hits: Hits, hint: str) -> None:
        """Show the first page of new hits; ``hint`` is shown if there are none."""
        self._pages.clear()
        self._laid.clear()
        self.total = hits.total
        self.cursor = 0
        self._hint = hint
        self._pages[1] = hits.hits
        self.virtual_size = Size(self.scrollable_content_region.width, self.total * _LINES)
        self.scroll_to(y=0, animate=False)
        self.refresh()
        self.post_message(self.Moved())

    def put(self, pages: Iterable[Hits]) -> None:
        """Add pages that were asked for."""
        had_current = self.current is not None
        for page in pages:
            self._pages[page.page] = page.hits
            self._pages.move_to_end(page.page)
        while len(self._pages) > _MOST_PAGES:
            self._pages.popitem(last=False)
        self._laid.clear()
        self.refresh()
        if not had_current and self.current is not None:
            self.post_message(self.Moved())

    def move_to(self, place: int) -> None:
        """Select the hit at ``place``, or the nearest one that exists."""
        place = max(0, min(place, self.total - 1))
        if place == self.cursor or not self.total:
            return
        self.cursor = place
        height = self.scrollable_content_region.height
        top, bottom = place * _LINES, (place + 1) * _LINES
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif bottom > self.scroll_offset.y + height:
            self.scroll_to(y=bottom - height, animate=False)
        self.refresh()
        self._want()
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        """Move by a number of hits."""
        self.move_to(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        """Move by a number of screens."""
        on_screen = max(1, self.scrollable_content_region.height // _LINES)
        self.move_to(self.cursor + by * on_screen)

    def action_first(self) -> None:
        """Move to the first hit."""
        self.move_to(0)

    def action_last(self) -> None:
        """Move to the last hit."""
        self.move_to(self.total - 1)

    def on_click(self, event: events.Click) -> None:
        """Select the hit that was clicked."""
        where = event.get_content_offset(self)
        if where is not None:
            place = (where.y + self.scroll_offset.y) // _LINES
            if place < self.total:
                self.move_to(place)

    def on_resize(self) -> None:
        """Lay the hits out again for the new width."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.total * _LINES)
        self._want()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for hits that have scrolled into view."""
        super().watch_scroll_y(old_value, new_value)
        self._want()

    def _want(self) -> None:
        first = self.scroll_offset.y // _LINES
        last = first + self.scrollable_content_region.height // _LINES + 1
        # Also half a page below the visible hits, in case the user keeps scrolling down.
        places = (first, last, self.cursor, last + PAGE // 2)
        wanted = {place // PAGE + 1 for place in places if 0 <= place < self.total}
        missing = tuple(sorted(wanted - self._pages.keys()))
        if missing:
            self.post_message(self.Wanted(missing))

    def _hit(self, place: int) -> Hit | None:
        page, at = divmod(place, PAGE)
        hits = self._pages.get(page + 1, ())
        return hits[at] if at < len(hits) else None

    def render_line(self, y: int) -> Strip:
        """Return one visible line."""
        width = self.scrollable_content_region.width
        place, line = divmod(y + self.scroll_offset.y, _LINES)
        if not self.total and self._hint:
            return self._hint_line(y, width)
        if place >= self.total:
            return Strip.blank(width, self.visual_style.rich_style)
        base = self.visual_style.rich_style
        if place == self.cursor:
            base += self.get_component_rich_style("hits--cursor", partial=True)
        hit = self._hit(place)
        if hit is None:
            segments = [Segment(_MORE if line == 0 else "", base)]
        else:
            laid = self._layout(place, hit, width)
            match line:
                case 0:
                    segments = self._head(place, laid, base, width)
                case 1:
                    headline = base + self.get_component_rich_style("hits--headline", partial=True)
                    segments = self._line(laid.headline, 0, headline)
                case _:
                    segments = self._line(laid.snippet, line - 2, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _hint_line(self, y: int, width: int) -> Strip:
        lines = wrapped(self._hint, width)
        text = self._hint[lines[y].start : lines[y].end] if y < len(lines) else ""
        style = self.visual_style.rich_style + self.get_component_rich_style(
            "hits--hint", partial=True
        )
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)

    def _head(self, place: int, laid: _Laid, base: Style, width: int) -> list[Segment]:
        rank = f" {place + 1:,} "
        head = Strip(
            [
                Segment(laid.date, self._styled(base, "date")),
                Segment("  ", base),
                Segment(laid.sources, self._styled(base, "sources")),
            ]
        ).adjust_cell_length(max(0, width - len(rank)), base)
        return [*head, Segment(rank, self._styled(base, "rank"))]

    def _line(self, laid: _Lines, number: int, base: Style) -> list[Segment]:
        if number >= len(laid.lines):
            return []
        line = laid.lines[number]
        match = self._styled(base, "match")
        return [
            Segment(text, base if span is None else match)
            for text, span in laid.passage.pieces(line.start, line.end)
        ]

    def _styled(self, base: Style, name: str) -> Style:
        return base + self.get_component_rich_style(f"hits--{name}", partial=True)

    def _layout(self, place: int, hit: Hit, width: int) -> _Laid:
        if width != self._laid_width:
            self._laid.clear()
            self._laid_width = width
        if place not in self._laid:
            sources = ", ".join(map(one_line, hit.sources))
            headline = _lines_of(passage(*hit.headline), 1, width - 1)
            snippet = without(passage(*hit.snippet), headline.passage.text)
            snippet = around_first_match(snippet, width * _SNIPPET_LINES)
            self._laid[place] = _Laid(
                str(hit.date),
                sources,
                headline,
                _lines_of(snippet, _SNIPPET_LINES, width - 1),
            )
        return self._laid[place]


def _lines_of(shown: Passage, most: int, width: int) -> _Lines:
    return _Lines(*cut_to(shown, wrapped(shown.text, width), most, width))


def without(shown: Passage, beginning: str) -> Passage:
    """Return a passage without what it begins with, if it does: that stands above it."""
    beginning = beginning.removesuffix(_MORE).rstrip()
    if not shown.text.startswith(beginning):
        return shown
    cut = len(beginning)
    cut += len(shown.text[cut:]) - len(shown.text[cut:].lstrip())
    spans = (Span(max(0, span.start - cut), span.end - cut) for span in shown.spans)
    return Passage(shown.text[cut:], tuple(span for span in spans if span.end > 0))


def around_first_match(shown: Passage, room: int) -> Passage:
    """Return a passage that begins later if its first match would not fit into ``room`` columns."""
    if not shown.spans or cell_len(shown.text[: shown.spans[0].end]) <= room * 2 // 3:
        return shown
    begin = max(0, shown.spans[0].start - room // 3)
    begin = shown.text.find(" ", begin, shown.spans[0].start) + 1 or shown.spans[0].start
    lead = f"{_MORE} "
    by = len(lead) - begin
    return Passage(
        lead + shown.text[begin:],
        tuple(Span(span.start + by, span.end + by) for span in shown.spans),
    )


def cut_to(shown: Passage, lines: list[Span], most: int, width: int) -> tuple[Passage, list[Span]]:
    """Return a passage of up to ``most`` lines, with an ellipsis at the end if it was cut."""
    if len(lines) <= most:
        return shown, lines
    last = lines[most - 1]
    end = last.end
    while end > last.start and cell_len(shown.text[last.start : end]) >= width - 1:
        end -= 1
    text = shown.text[:end].rstrip()
    more = f"{text}{_MORE}" if text.endswith(_MORE) is False else text
    spans = tuple(Span(span.start, min(span.end, len(text))) for span in shown.spans)
    kept = tuple(span for span in spans if span.start < span.end)
    return Passage(more, kept), [*lines[: most - 1], Span(last.start, len(more))]
