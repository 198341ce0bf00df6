"""The passage of a text that best shows why it matches a query.

The best passage has the most different parts of the query, weighted by rarity; then the most
matches; then it is the first. If another passage shows parts that this one lacks, the snippet is
two shorter fragments. It begins and ends with a sentence if possible, else between words, and is on
one line.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

# Marks omissions: between two fragments, before a passage and after it.
_LEFT_OUT = " … "

# Fragments closer than this are joined: leaving out so little saves nothing [characters].
_NEAR = 30

# A second fragment must add at least this fraction of what one passage shows: another ``der`` is
# not worth two shorter fragments.
_LEAST_GAIN = 8

_SPACE = re.compile(r"\s+")

# The gap between two sentences. A full stop after fewer than three letters is more often part of an
# abbreviation or an ordinal than the end of a sentence: Dr. Nr. z. B. 3. Mai.
_BETWEEN_SENTENCES = re.compile(
    r"(?:(?:(?<=[\w“”\"»«’)%]{3})\.|[!?…])[“”\"»«’)]*\s+|\n\s*)(?=[^\sa-zäöü])"
)


class Span(NamedTuple):
    """A stretch of a text: ``text[start:end]``."""

    start: int
    end: int


class Snippet(NamedTuple):
    """The part of a text that is shown, on one line, with the places of the matches."""

    text: str
    highlights: tuple[Span, ...]

    def __str__(self) -> str:
        return self.text


class Match(NamedTuple):
    """Where a part of the query, a word or a whole phrase, was found: ``text[start:end]``."""

    start: int
    end: int
    part: int


def snippet(
    text: str,
    matches: Sequence[Match],
    spans: Iterable[Span],
    weights: Mapping[int, int],
    width: int,
) -> Snippet:
    """Return about ``width`` characters of a text that show most of its matches.

    ``matches`` are in order of where they start, ``weights`` are those of the parts they name, and
    ``spans`` are what to highlight.
    """
    passages = _passages(text, matches, weights, width)
    shown = "" if passages[0].start == 0 else _LEFT_OUT.lstrip()
    highlights: list[Span] = []
    for number, (start, end) in enumerate(passages):
        if number:
            shown += _LEFT_OUT
        line, place = _on_one_line(text[start:end])
        highlights.extend(
            Span(len(shown) + place(span.start - start), len(shown) + place(span.end - start))
            for span in spans
            if start <= span.start and span.end <= end
        )
        shown += line
    if passages[-1].end < len(text):
        shown += _LEFT_OUT.rstrip()
    return Snippet(shown, tuple(sorted(highlights)))


def _passages(
    text: str, matches: Sequence[Match], weights: Mapping[int, int], width: int
) -> list[Span]:
    """Choose one passage, or two that together show more of the query."""
    if len(text) <= width:
        return [Span(0, len(text))]
    if not matches:
        return [_cut(text, 0, 0, width)]
    one = [_cut_around(text, matches, weights, width)]
    lacking = _parts(matches) - _parts(matches, one)
    if not lacking:
        return one
    half = (width - len(_LEFT_OUT)) // 2
    first = _cut_around(text, matches, weights, half)
    shown = _parts(matches, [first])
    others = [match for match in matches if match.part not in shown]
    if not others:
        return one
    second = _cut_around(text, others, weights, half)
    two = _merged(first, second)
    worth = _worth(_parts(matches, one), weights)
    gained = _worth(_parts(matches, two), weights) - worth
    return two if gained * _LEAST_GAIN > worth else one


def _merged(first: Span, second: Span) -> list[Span]:
    first, second = sorted((first, second))
    if second.start > first.end + _NEAR:
        return [first, second]
    return [Span(first.start, max(first.end, second.end))]


def _parts(matches: Iterable[Match], passages: Sequence[Span] | None = None) -> set[int]:
    """Return the parts of the query that are found, or that some passages show."""
    return {
        match.part
        for match in matches
        if passages is None
        or any(start <= match.start and match.end <= end for start, end in passages)
    }


def _worth(parts: Iterable[int], weights: Mapping[int, int]) -> int:
    return sum(weights[part] for part in parts)


def _cut_around(
    text: str, matches: Sequence[Match], weights: Mapping[int, int], width: int
) -> Span:
    # A quarter is left for the context of the matches.
    start, end = _densest(matches, weights, width * 3 // 4)
    if end - start > width:
        # Of a phrase longer than the snippet, its beginning is shown.
        end = start + next(words(text[start:end])).end
    return _cut(text, start, end, width)


def _densest(matches: Sequence[Match], weights: Mapping[int, int], reach: int) -> Span:
    """Return the best of the stretches of ``reach`` characters that begin with a match."""
    best, best_worth = Span(0, 0), (0, 0)
    inside: dict[int, int] = {}
    worth = 0
    right = 0
    for left, match in enumerate(matches):
        while right < len(matches) and (right == left or matches[right].end <= match.start + reach):
            part = matches[right].part
            if part not in inside:
                worth += weights[part]
            inside[part] = inside.get(part, 0) + 1
            right += 1
        if (worth, right - left) > best_worth:
            best_worth = (worth, right - left)
            best = Span(match.start, max(other.end for other in matches[left:right]))
        inside[match.part] -= 1
        if not inside[match.part]:
            del inside[match.part]
            worth -= weights[match.part]
    return best


def _cut(text: str, start: int, end: int, width: int) -> Span:
    """Return about ``width`` characters that hold those from ``start`` to ``end``."""
    begin = _beginning(text, start, end, width)
    return Span(begin, _ending(text, end, begin, width))


def _beginning(text: str, start: int, end: int, width: int) -> int:
    """Return where to begin: with a sentence, else behind white space, else with the match."""
    room = max(0, width - (end - start))
    earliest = max(0, start - room * 2 // 3)
    borders = [0] if earliest == 0 else []
    borders += [found.end() for found in _BETWEEN_SENTENCES.finditer(text, earliest, start + 1)]
    # The sentence of the match itself, unless it is so near to the end that little would follow.
    fitting = [border for border in borders if border <= len(text) - width // 2]
    if fitting:
        return fitting[-1]
    if borders:
        return borders[0]
    space = _SPACE.search(text, max(earliest, min(start - room // 3, len(text) - width)), start)
    return space.end() if space is not None else start


def _ending(text: str, end: int, begin: int, width: int) -> int:
    """Return where to end: with a sentence, else before white space, else behind a word."""
    limit = begin + width
    if limit >= len(text):
        return len(text)
    for pattern, earliest in (
        (_BETWEEN_SENTENCES, max(end, begin + width // 2)),
        (_SPACE, end),
    ):
        found = list(pattern.finditer(text, earliest, limit + 1))
        if found:
            between = found[-1]
            return between.end() - len(between.group()) + len(between.group().rstrip())
    ends = [end + word.end for word in words(text[end:limit]) if end + word.end < limit]
    if ends or end:
        return ends[-1] if ends else end
    while limit > 1 and unicodedata.category(text[limit]).startswith("M"):
        limit -= 1
    return limit


def _on_one_line(text: str) -> tuple[str, Callable[[int], int]]:
    """Return a text with each run of white space as one space, and where its places went."""
    removed = [at for run in _SPACE.finditer(text) for at in range(run.start() + 1, run.end())]
    return _SPACE.sub(" ", text), lambda place: place - bisect_left(removed, place)
