"""Texts with highlighted spans, wrapped into lines as wide as a pane.

Lines are positions in the text, not copies of it, so lines out of view cost next to nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from news_archive.query.highlight import Span
from news_archive.render.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\S+")


class Passage(NamedTuple):
    """A text that is harmless to show, and its highlighted spans, in order."""

    text: str
    spans: tuple[Span, ...]

    def pieces(self, start: int, end: int) -> Iterator[tuple[str, int | None]]:
        """Yield ``text[start:end]`` in pieces, each with the number of its span, if any."""
        at = max(0, bisect_right(self.spans, start, key=lambda span: span.start) - 1)
        while start < end:
            while at < len(self.spans) and self.spans[at].end <= start:
                at += 1
            if at == len(self.spans) or self.spans[at].start >= end:
                yield self.text[start:end], None
                return
            span = self.spans[at]
            if span.start > start:
                yield self.text[start : span.start], None
                start = span.start
            stop = min(span.end, end)
            yield self.text[start:stop], at
            start = stop


def passage(text: str, spans: Sequence[Span]) -> Passage:
    """Return a text made harmless, stretch by stretch, with its spans at their new positions."""
    shown: list[str] = []
    placed: list[Span] = []
    length = position = 0
    for span in spans:
        before, inside = visible(text[position : span.start]), visible(text[span.start : span.end])
        shown += (before, inside)
        placed.append(Span(length + len(before), length + len(before) + len(inside)))
        length += len(before) + len(inside)
        position = span.end
    shown.append(visible(text[position:]))
    return Passage("".join(shown), tuple(placed))


def wrapped(text: str, width: int) -> list[Span]:
    """Return the lines of a text for a width [columns], broken at white space where possible."""
    width = max(1, width)
    lines: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        # No character takes more than two columns.
        if 2 * len(paragraph) <= width or cell_len(paragraph) <= width:
            lines.append(Span(start, end))
        else:
            lines += _broken(text, start, end, width)
        start = end + 1
    return lines


def _broken(text: str, start: int, end: int, width: int) -> Iterator[Span]:
    """Yield the lines of one paragraph."""
    line_start = line_end = start
    used = 0
    for word in _WORD.finditer(text, start, end):
        columns = cell_len(word.group())
        gap = word.start() - line_end
        if used + gap + columns <= width:
            used += gap + columns
        else:
            if used:
                yield Span(line_start, line_end)
            line_start, used = word.start(), columns
            while used > width:
                cut = _fitting(text, line_start, width)
                yield Span(line_start, cut)
                line_start = cut
                used = cell_len(text[cut : word.end()])
        line_end = word.end()
    yield Span(line_start, line_end)


def _fitting(text: str, start: int, width: int) -> int:
    """Return where to break a long word: as late as fits, but after at least one character."""
    end = start
    used = 0
    while end < len(text):
        used += cell_len(text[end])
        if used > width and end > start:
            break
        end += 1
    return end
