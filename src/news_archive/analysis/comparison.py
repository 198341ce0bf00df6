"""The differences between two texts, side by side: by sentences, and within those by words.

Sentences are paired first. Words are only compared within a stretch of sentences that differ. In
the worst case, either step takes time proportional to the product of the lengths, so both are
bounded: anything longer is shown as entirely different.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.shingles import overlap_of, shingles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.article.line import Fields
    from news_archive.article.shingles import Overlap

# The number of sentences of one text times that of the other, without their common beginning and
# end; and the same for words, summed over all stretches that differ. Each takes a few seconds in
# the worst case.
_MOST_SENTENCE_PAIRS = 4_000_000
_MOST_WORD_PAIRS = 4_000_000

# The end of a sentence or paragraph. A wrong guess splits a sentence in two, but in both texts.
_SENTENCE = re.compile(
    r"[^\n]*?(?:(?<=[\w“”\"»«’)%]{2})[.!?…]+[“”\"»«’)]*(?=\s)|$|(?=\n))", re.MULTILINE
)
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    """A part of a sentence; ``is_changed`` means that the other text does not have it there."""

    text: str
    is_changed: bool


class Row(NamedTuple):
    """Sentences of two texts that correspond to each other; a side without any is empty."""

    first: tuple[Piece, ...]
    second: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether both sides are the same, ignoring white space."""
        return not any(piece.is_changed for side in self for piece in side)


class Comparison(NamedTuple):
    """Two records, what they share, and their texts side by side."""

    first: Fields
    second: Fields
    overlap: Overlap
    rows: tuple[Row, ...]


def comparison_of(first: Fields, second: Fields) -> Comparison:
    """Return what two records share, and their texts side by side."""
    one, other = first["body"], second["body"]
    overlap = overlap_of(shingles(one), shingles(other))
    return Comparison(first, second, overlap, tuple(rows(one, other)))


def rows(first: str, second: str) -> Iterator[Row]:
    """Yield two texts side by side, sentence by sentence, in their order."""
    one, other = _sentences(first), _sentences(second)
    least = min(len(one), len(other))
    head = next((at for at in range(least) if one[at] != other[at]), least)
    rest = least - head
    tail = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    yield from map(_same, one[:head])
    yield from _middle(one[head : len(one) - tail], other[head : len(other) - tail])
    yield from map(_same, one[len(one) - tail :])


def _middle(one: list[str], other: list[str]) -> Iterator[Row]:
    if len(one) * len(other) > _MOST_SENTENCE_PAIRS:
        yield from _apart(one, other)
        return
    words_left = _MOST_WORD_PAIRS
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        ours, theirs = one[begin:end], other[other_begin:other_end]
        if kind == "equal":
            yield from map(_same, ours)
        elif kind == "replace":
            words = _WORD.findall(" ".join(ours)), _WORD.findall(" ".join(theirs))
            words_left -= len(words[0]) * len(words[1])
            if words_left < 0:
                yield from _apart(ours, theirs)
            else:
                yield _word_by_word(*words)
        else:
            yield from _apart(ours, theirs)


def _same(sentence: str) -> Row:
    return Row((Piece(sentence, False),), (Piece(sentence, False),))


def _apart(one: Sequence[str], other: Sequence[str]) -> Iterator[Row]:
    for sentence in one:
        yield Row((Piece(sentence, True),), ())
    for sentence in other:
        yield Row((), (Piece(sentence, True),))


def _sentences(text: str) -> list[str]:
    found = (" ".join(match.group().split()) for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence]


def _word_by_word(one: list[str], other: list[str]) -> Row:
    pieces: tuple[list[Piece], list[Piece]] = [], []
    matcher = SequenceMatcher(str.isspace, one, other, autojunk=False)
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        _add(pieces[0], one[begin:end], is_changed=kind != "equal")
        _add(pieces[1], other[other_begin:other_end], is_changed=kind != "equal")
    return Row(tuple(pieces[0]), tuple(pieces[1]))


def _add(pieces: list[Piece], words: Sequence[str], *, is_changed: bool) -> None:
    text = "".join(words)
    if not text:
        return
    if text.isspace():
        is_changed = False
    if pieces and pieces[-1].is_changed == is_changed:
        text = pieces.pop().text + text
    pieces.append(Piece(text, is_changed))
