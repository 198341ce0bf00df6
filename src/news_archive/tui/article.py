"""The selected article: header and paragraphs, with the matches of the query highlighted."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from news_archive.query.highlight import Span
from news_archive.render.safe_text import one_line
from news_archive.tui.keys import ARTICLE, bindings
from news_archive.tui.passage import Passage, passage, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import ClassVar

    from news_archive.article.line import Fields

# Longer lines are hard to read, however wide the pane is [columns].
_WIDEST_PARAGRAPH = 100

_EMPTY = Passage("", ())


class _Line(NamedTuple):
    """A line of the header or of the body."""

    of: Passage
    place: Span
    is_body: bool


class ArticleView(ScrollView, inherit_bindings=False, can_focus=True):
    """One article; ``next_match`` goes from match to match."""

    BINDINGS: ClassVar = bindings(ARTICLE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--id",
        "article--date",
        "article--sources",
        "article--credit",
        "article--origin",
        "article--match",
        "article--current",
    }

    class AtMatch(Message):
        """The current match or the matches have changed; ``number`` 0 means none is current yet."""

        def __init__(self, number: int, of: int) -> None:
            self.number = number
            self.of = of
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="article")
        self.identity: str | None = None
        self._header: list[tuple[Passage, tuple[str, ...]]] = []
        self._styles: dict[Passage, tuple[str, ...]] = {}
        self._body = _EMPTY
        self._lines: list[_Line] = []
        self._body_lines: list[Span] = []
        self._match: int | None = None
        self._laid_width = 0

    def show(self, fields: Fields, spans: Sequence[Span]) -> None:
        """Show an article from its beginning."""
        self.identity = fields["id"]
        self._header = _header(fields)
        self._body = passage(fields["body"], spans)
        self._match = None
        self._lay_out()
        self.scroll_to(y=0, animate=False)
        self.post_message(self.AtMatch(0, len(self._body.spans)))

    def clear(self) -> None:
        """Show nothing."""
        self.identity = None
        self._header, self._body, self._match = [], _EMPTY, None
        self._lay_out()
        self.post_message(self.AtMatch(0, 0))

    def next_match(self, by: int) -> None:
        """Go to the next match, or to the previous one; wraps around at the ends."""
        count = len(self._body.spans)
        if not count:
            return
        if self._match is None:
            self._match = 0 if by > 0 else count - 1
        else:
            self._match = (self._match + by) % count
        self._reveal(self._match)
        self.refresh()
        self.post_message(self.AtMatch(self._match + 1, count))

    def on_resize(self) -> None:
        """Wrap the lines again if the width has changed."""
        if self.scrollable_content_region.width != self._laid_width:
            read = self.scroll_offset.y - (len(self._lines) - len(self._body_lines))
            reading = self._body_lines[read].start if 0 < read < len(self._body_lines) else None
            self._lay_out()
            if reading is not None:
                at = bisect_right(self._body_lines, reading, key=lambda line: line.start) - 1
                top = len(self._lines) - len(self._body_lines) + at
                self.scroll_to(y=top, animate=False)
        if self._match is not None:
            self._reveal(self._match)

    def render_line(self, y: int) -> Strip:
        """Return one visible line."""
        width = self.scrollable_content_region.width
        base = self.visual_style.rich_style
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[number]
        segments = []
        for text, span in line.of.pieces(line.place.start, line.place.end):
            name = self._style_of(line, span)
            style = (
                base + self.get_component_rich_style(f"article--{name}", partial=True)
                if name
                else base
            )
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)

    def _style_of(self, line: _Line, span: int | None) -> str:
        if span is None:
            return ""
        if line.is_body:
            return "current" if span == self._match else "match"
        return self._styles[line.of][span]

    def _reveal(self, match: int) -> None:
        line = self._line_of(match)
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y <= line < self.scroll_offset.y + height - 1:
            self.scroll_to(y=max(0, line - height // 3), animate=False)

    def _line_of(self, match: int) -> int:
        start = self._body.spans[match].start
        at = bisect_right(self._body_lines, start, key=lambda line: line.start) - 1
        return len(self._lines) - len(self._body_lines) + max(0, at)

    def _lay_out(self) -> None:
        self._laid_width = self.scrollable_content_region.width
        # One column stays free beside the scroll bar.
        width = min(self._laid_width - 1, _WIDEST_PARAGRAPH)
        self._styles = dict(self._header)
        self._lines = [
            _Line(head, place, is_body=False)
            for head, _ in self._header
            for place in wrapped(head.text, width)
        ]
        if self._header:
            self._lines.append(_Line(_EMPTY, Span(0, 0), is_body=False))
        self._body_lines = wrapped(self._body.text, width) if self._body.text else []
        self._lines += [_Line(self._body, place, is_body=True) for place in self._body_lines]
        self.virtual_size = Size(self._laid_width, len(self._lines))
        self.refresh()


def _header(fields: Fields) -> list[tuple[Passage, tuple[str, ...]]]:
    """Return the lines of the header, and the names of the styles of their parts."""
    sources = ", ".join(fields["sources"])
    second = [("date", fields["date"])]
    if sources:
        second.append(("sources", sources))
    if fields["credit"] is not None and fields["credit"] != sources:
        second.append(("credit", f"({fields['credit']})"))
    return [
        _head([("id", fields["id"])]),
        _head(second),
        _head([("origin", fields["origin"])]),
    ]


def _head(parts: list[tuple[str, str]]) -> tuple[Passage, tuple[str, ...]]:
    text = ""
    spans = []
    for _, part in parts:
        text += "  " if text else ""
        shown = one_line(part)
        spans.append(Span(len(text), len(text) + len(shown)))
        text += shown
    return Passage(text, tuple(spans)), tuple(name for name, _ in parts)
