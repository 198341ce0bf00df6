"""Matches in context (a concordance): one line per match, sorted, or counts of the words beside.

Everything here works on texts and on the matches in them; ``docs/context.md`` has the definitions.
"""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.article.graphemes import is_inside_grapheme
from news_archive.article.words import commonest_spellings, folded, forms, words
from news_archive.limits import MAX_SORTED_MATCHES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from news_archive.article.line import Fields
    from news_archive.query.highlight import Highlighter, Span

ContextSort = Literal["date", "rank", "left", "right"]
CountedBy = Literal["left", "right", "form"]
Side = Literal["left", "right"]

SORTS: tuple[ContextSort, ...] = ("date", "rank", "left", "right")
COUNTED_BY: tuple[CountedBy, ...] = ("left", "right", "form")

# How many words beside a match lines are sorted by. Two lines that agree in all of them are from
# the same text.
_SORTED_WORDS = 6

# How far to look for words beside a match [characters]: at first, for each word; and when to stop.
_NEAR_A_WORD = 16
_FARTHEST = 4096


class ContextLine(NamedTuple):
    """A match in its context: ``match`` is ``body[start:end]``, between ``left`` and ``right``.

    ``left + match + right`` is a piece of the article's body. ``form`` is the form by which matches
    are counted: the words of the match in lower case, separated by spaces.
    """

    id: str
    date: ReducedDate
    start: int
    end: int
    left: str
    match: str
    right: str
    form: str


class ContextCount(NamedTuple):
    """How many matches have a form, or a word beside them; ``word`` is its commonest spelling.

    Both are ``None`` for matches that have no word on that side.
    """

    word: str | None
    form: str | None
    matches: int


def lines_of(fields: Fields, matches: Iterable[Span], width: int) -> Iterator[ContextLine]:
    """Yield the matches of an article, each with up to ``width`` characters on either side."""
    body = fields["body"]
    date = ReducedDate.parse(fields["date"])
    for span in matches:
        first, last = _context(body, span, width)
        yield ContextLine(
            fields["id"],
            date,
            span.start,
            span.end,
            body[first : span.start],
            body[span.start : span.end],
            body[span.end : last],
            _form(body, span),
        )


def _context(text: str, match: Span, width: int) -> tuple[int, int]:
    first = max(0, match.start - width)
    while first < match.start and is_inside_grapheme(text, first):
        first += 1
    last = min(len(text), match.end + width)
    while last > match.end and is_inside_grapheme(text, last):
        last -= 1
    return first, last


def context_lines(
    articles: Iterable[Fields], highlighter: Highlighter, width: int, limit: int | None
) -> Iterator[ContextLine]:
    """Yield the first ``limit`` matches in the order of the articles and their texts, or all."""
    lines = (
        line
        for fields in articles
        for line in lines_of(fields, highlighter.matches(fields["body"]), width)
    )
    return islice(lines, limit)


def sorted_context_lines(
    articles: Iterable[Fields],
    highlighter: Highlighter,
    width: int,
    side: Side,
    limit: int | None,
    notice: Callable[[str], None],
) -> Iterator[ContextLine]:
    """Yield the first ``limit`` matches, sorted by the words beside them.

    ``notice`` is called if there is no limit and there are more matches than can be held in memory.
    """
    most = limit or MAX_SORTED_MATCHES
    lines, count = sorted_lines(articles, highlighter, width, side, most)
    if limit is None and count > most:
        notice(
            f"{count:,} matches; these are the first {most:,} by the words beside them, "
            "--limit sets another number"
        )
    yield from lines


def sorted_lines(
    articles: Iterable[Fields],
    highlighter: Highlighter,
    width: int,
    side: Side,
    limit: int,
) -> tuple[list[ContextLine], int]:
    """Return the first ``limit`` lines, sorted by the words beside the match, and the total number.

    No more than ``limit`` lines are held in memory. Lines with the same words stay in their order.
    """
    count = 0

    def keyed() -> Iterator[tuple[str, int, ContextLine]]:
        nonlocal count
        for fields in articles:
            for line in lines_of(fields, highlighter.matches(fields["body"]), width):
                span = (line.start, line.end)
                beside = words_beside(fields["body"], span, side, _SORTED_WORDS)
                # A space sorts before every letter, so this compares word by word.
                yield " ".join(folded(form) for form, _ in beside), count, line
                count += 1

    first = nsmallest(limit, keyed(), key=lambda item: item[:2])
    return [line for _, _, line in first], count


def counted(
    articles: Iterable[Fields], highlighter: Highlighter, by: CountedBy
) -> list[ContextCount]:
    """Return how many matches have each form, or each word beside them, the commonest first."""
    spelled: Counter[tuple[str, str]] = Counter()
    alone = 0
    for fields in articles:
        body = fields["body"]
        for match in highlighter.matches(body):
            if by == "form":
                spelled[_form(body, match), " ".join(body[match.start : match.end].split())] += 1
                continue
            beside = words_beside(body, match, by, 1)
            if beside:
                spelled[beside[0]] += 1
            else:
                alone += 1
    counts = [
        ContextCount(word, form, count)
        for form, (word, count) in commonest_spellings(spelled).items()
    ]
    if alone:
        counts.append(ContextCount(None, None, alone))
    return sorted(counts, key=lambda one: (-one.matches, one.form or ""))


def words_beside(
    text: str, match: tuple[int, int], side: Side, number: int
) -> Sequence[tuple[str, str]]:
    """Return the ``number`` words next to a match, as form and spelling, from the match outwards.

    There are fewer only if the text ends, or has no words for thousands of characters.
    """
    start, end = match
    reach = number * _NEAR_A_WORD
    while True:
        first, last = (max(0, start - reach), start) if side == "left" else (end, end + reach)
        piece = text[first:last]
        found = list(words(piece))
        # The outermost word may continue beyond the piece.
        if side == "left":
            found.reverse()
            is_whole = first == 0
            if not is_whole and found and found[-1].start == 0:
                found.pop()
        else:
            is_whole = last >= len(text)
            if not is_whole and found and found[-1].end == len(piece):
                found.pop()
        if is_whole or len(found) >= number or reach >= _FARTHEST:
            return [(word.form, piece[word.start : word.end]) for word in found[:number]]
        reach *= 4


def _form(text: str, match: Span) -> str:
    return " ".join(forms(text[match.start : match.end]))
