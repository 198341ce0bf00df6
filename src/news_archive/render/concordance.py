"""Matches in context and collocations for a terminal: aligned on the match, fitted to its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from news_archive.article.graphemes import is_inside_grapheme
from news_archive.render.safe_text import cells, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from news_archive.analysis.collocations import Collocations
    from news_archive.analysis.concordance import ContextCount, ContextLine

_MATCH = "bold yellow"
_DIM = "dim"
_BAR = "cyan"

_GAP = "  "
_LEFT_OUT = "…"

# Width of the longest date [columns]; a line after the first ones may have one.
_DATE = 10

# An id may take two fifths of the line, because it is the only way to open the article, or
# ``_LEAST_ID`` columns if that is more. A match may take a third of the rest.
_MOST_OF_ID = 0.4
_MOST_OF_MATCH = 3
_LEAST_ID = 8


class ContextColumns:
    """The columns of a line: date, left context, match, right context and id.

    Ids and matches get the width that the first lines need, and the match begins in the same column
    on every line. Only contexts are cut, and very long ids and matches.
    """

    def __init__(self, lines: Sequence[ContextLine], to: Console, width: int | None = None) -> None:
        """``width``: columns for the context on either side; as many as fit if ``None``."""
        self._to = to
        self._is_plain = to.color_system is None
        ids = max((cells(one_line(line.id)) for line in lines), default=0)
        self._id = min(ids, max(_LEAST_ID, int(to.width * _MOST_OF_ID)))
        # Without colours, gaps set the match off.
        gaps = 2 * len(_GAP) + (2 * len(_GAP) if self._is_plain else 0)
        room = max(0, to.width - _DATE - self._id - gaps)
        match = max((cells(one_line(line.match)) for line in lines), default=0)
        match = min(match, room // _MOST_OF_MATCH)
        self._left = (room - match) // 2
        self._right = room - self._left
        if width is not None and width < self._left:
            self._left, self._right = width, match + width

    def rendered(self, line: ContextLine) -> str:
        """Return a line with its line end, in colour if the terminal has colours."""
        with self._to.capture() as captured:
            self._to.print(self.line(line), soft_wrap=True)
        return captured.get()

    def line(self, line: ContextLine) -> Text:
        """Return a line; its text is data, and control characters are shown instead of sent."""
        left = _last_columns(one_line(line.left), self._left)
        match = _first_columns(one_line(line.match), self._right)
        if match != one_line(line.match):
            match = _first_columns(match, self._right - 1) + _LEFT_OUT
        right = _first_columns(one_line(line.right), self._right - cells(match))
        gap = _GAP if self._is_plain else ""
        text = Text().append(str(line.date).ljust(_DATE), style=_DIM).append(_GAP)
        text.append(" " * (self._left - cells(left)) + left + gap)
        text.append(match, style=_MATCH).append(gap + right)
        text.append(" " * (self._right - cells(match) - cells(right)) + _GAP)
        return text.append(self._shown_id(line.id), style=_DIM)

    def _shown_id(self, identity: str) -> str:
        shown = one_line(identity)
        if cells(shown) <= self._id:
            return shown
        return _first_columns(shown, self._id - 1) + _LEFT_OUT


def _first_columns(text: str, columns: int) -> str:
    """Return the beginning of a text that fits into ``columns``, without splitting graphemes."""
    end = _reach(text, columns)
    while is_inside_grapheme(text, end):
        end -= 1
    return text[:end]


def _last_columns(text: str, columns: int) -> str:
    start = len(text) - _reach(text[::-1], columns)
    while is_inside_grapheme(text, start):
        start += 1
    return text[start:]


def _reach(characters: Iterable[str], columns: int) -> int:
    """Return how many of the characters fit into ``columns``."""
    number = 0
    for number, character in enumerate(characters, 1):
        columns -= cells(character)
        if columns < 0:
            return number - 1
    return number


def matches_sentence(count: int, limit: int | None) -> str:
    """Return the last line of a concordance."""
    noun = "match" if count == 1 else "matches"
    return f"the first {count:,} {noun}" if count == limit else f"{count:,} {noun}"


def show_context_counts(counts: Sequence[ContextCount], by: str, most: int, to: Console) -> None:
    """Print the first ``most`` counts as a table, and the totals on the last line."""
    total = sum(counted.matches for counted in counts)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(
        by if by == "form" else f"word to the {by}", no_wrap=True, overflow="ellipsis",
        max_width=to.width // 2,
    )  # fmt: skip
    table.add_column("matches", justify="right")
    table.add_column("")
    room = max(5, min(50, to.width // 2 - 15))
    for counted in counts[:most]:
        bar = "█" * (counted.matches * room // counts[0].matches) or "▏"
        word = Text("(none)", style=_DIM) if counted.word is None else Text(one_line(counted.word))
        table.add_row(word, f"{counted.matches:,}", Text(bar, style=_BAR))
    to.print(table)
    rest = f", {len(counts) - most:,} more of them with --limit" if len(counts) > most else ""
    noun = "form" if by == "form" else "word"
    nouns = noun if len(counts) == 1 else f"{noun}s"
    matches = matches_sentence(total, None)
    to.print(Text(f"{matches}, {len(counts):,} {nouns}{rest}", style=_DIM))


def show_collocations(found: Collocations, measure: str, to: Console) -> None:
    """Print collocations as a table, and on the last line which matches and words they are from."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("word", no_wrap=True, overflow="ellipsis", max_width=to.width // 2)
    for title in ("near", "in all", measure):
        table.add_column(title, justify="right", no_wrap=True, min_width=len(title))
    for word, _, near, total, score in found.collocations:
        table.add_row(Text(one_line(word)), f"{near:,}", f"{total:,}", f"{score:,.2f}")
    if found.collocations:
        to.print(table)
    articles = "article" if found.articles == 1 else "articles"
    sentence = (
        f"{matches_sentence(found.matches, None)} in {found.articles:,} {articles}; "
        f"near: {found.near_words:,} of {found.words:,} words"
    )
    to.print(Text(sentence, style=_DIM))
