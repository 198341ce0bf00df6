"""Ids kept as hashes of eight bytes, because there may be millions; and the lines of such ids.

Two ids may share a hash. Then the lines of both are returned, each under its own id.
"""

from __future__ import annotations

from array import array
from itertools import groupby
from typing import TYPE_CHECKING

from news_archive.limits import BATCH_ARTICLES
from news_archive.store.layout import month_of_file
from news_archive.store.month_lines import events_of
from news_archive.sync.line_history import Line, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.store.layout import Layout

# Hashes are sorted in this many parts, one at a time: as Python integers they take five times the
# memory.
_PART_BITS = 6


def repeated(hashes: Iterable[int]) -> Iterator[int]:
    """Yield once each hash that occurs more than once."""
    return (number for number, same in groupby(_in_order(hashes)) if len(list(same)) > 1)


def distinct(hashes: Iterable[int]) -> Iterator[int]:
    """Yield each of some hashes once, in order."""
    return (number for number, _ in groupby(_in_order(hashes)))


def _in_order(hashes: Iterable[int]) -> Iterator[int]:
    parts: list[array[int]] = [array("q") for _ in range(1 << _PART_BITS)]
    half = len(parts) // 2
    for number in hashes:
        parts[(number >> (64 - _PART_BITS)) + half].append(number)
    for part in parts:
        yield from sorted(part)


def lines_by_id(
    layout: Layout, names: Iterable[str], hashes: array[int]
) -> Iterator[dict[str, list[Line]]]:
    """Yield all lines of the ids with these distinct hashes, one batch of ids at a time.

    Each batch is a pass over the month files ``names``. Raises ``AccessError`` if one of them
    cannot be read.
    """
    for start in range(0, len(hashes), BATCH_ARTICLES):
        wanted = _Hashed(hashes[start : start + BATCH_ARTICLES])
        found: dict[str, list[Line]] = {}
        for name in names:
            for event in events_of(layout.articles / name, month_of_file(name) or 0, wanted):
                found.setdefault(event.id, []).append(line_of(event))
        yield found


class _Hashed:
    """The ids that have one of these hashes."""

    def __init__(self, hashes: Iterable[int]) -> None:
        self._hashes = frozenset(hashes)

    def __contains__(self, identity: object) -> bool:
        return hash(identity) in self._hashes
