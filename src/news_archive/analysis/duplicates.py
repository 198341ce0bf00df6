"""Groups of articles that are the same story; ``docs/duplicates.md`` has the definitions.

Articles are read in date order. Only those that may still be within the window of a later article
are held in memory: the hashes of their shingles, and a MinHash sketch in an index of sketches,
which finds candidates. Two texts are alike only if their shingles say so. The sketches only select
which pairs are compared, and may miss pairs that share little. A group is everything that pairs
link, directly or through others. It is yielded when none of its members is held any more.
"""

from __future__ import annotations

import re
from array import array
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from rensa import RMinHash, RMinHashLSH

from news_archive.article.date import ReducedDate
from news_archive.article.sentences import first_sentence
from news_archive.article.shingles import THRESHOLD, Overlap, are_alike, overlap, shingles
from news_archive.article.words import word_count
from news_archive.errors import UsageError
from news_archive.limits import MAX_TEXTS_IN_WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from news_archive.article.line import Fields

# Two sketches are candidates if both numbers of any of the 64 bands are equal. This is true of all
# pairs that share 0.7 of their shingles, of 93 in 100 that share 0.2, of 47 in 100 that share 0.1,
# and of hardly any unrelated texts.
_SKETCH_NUMBERS = 128
_BANDS = 64
_SEED = 1

# How many texts of its group an article is compared with, to find the one that it is most like.
# Comparing it with more of the same group cannot change the groups.
_MOST_COMPARED = 50

# How much of a text is searched for its first sentence [characters].
_HEADLINE_ROOM = 2_000

_LEAST_THRESHOLD = 0.1

_WITHIN = re.compile(r"([0-9]{1,5}) *([dwm])")
_UNIT_DAYS = {"d": 1, "w": 7, "m": 31}


class GroupMember(NamedTuple):
    """An article of a group; ``words`` is its body's word count, ``headline`` its first sentence.

    ``like`` is the id of the earlier member that this one shares most with. ``overlap`` is what the
    two share, with this member as the first text. ``relation`` is the relation of this member to
    that one: ``same``, ``contains``, ``within`` or ``alike``. All three are ``None`` for the
    earliest member, and for a member that only later ones link to the group.
    """

    id: str
    date: ReducedDate
    sources: tuple[str, ...]
    headline: str
    words: int
    like: str | None = None
    overlap: Overlap | None = None
    relation: str | None = None


class DuplicateGroup(NamedTuple):
    """Two or more articles that are the same story, the earliest first."""

    members: tuple[GroupMember, ...]


def days_within(within: str | int) -> int:
    """Return how many days ``3d``, ``1w`` or ``2m`` are; a month counts 31.

    Raises ``UsageError``.
    """
    if isinstance(within, int):
        if within < 0:
            raise UsageError("articles are within 0 days or more of each other")
        return within
    match = _WITHIN.fullmatch(within.strip().lower())
    if match is None:
        raise UsageError(f"within: {within!r} is not a number of days, weeks or months: 3d, 1w, 2m")
    return int(match[1]) * _UNIT_DAYS[match[2]]


def check_threshold(threshold: float) -> None:
    """Raise ``UsageError`` for a threshold above 1, or too low for the sketches."""
    if not _LEAST_THRESHOLD <= threshold <= 1:
        raise UsageError(f"the threshold is between {_LEAST_THRESHOLD} and 1, and not {threshold}")


def groups(
    records: Iterable[Fields],
    within_days: int,
    threshold: float = THRESHOLD,
    notice: Callable[[str], None] = lambda _sentence: None,
) -> Iterator[DuplicateGroup]:
    """Yield the groups among records, which must be in date order, the oldest first.

    A group is yielded as soon as no later record can belong to it. ``notice`` is called if more
    texts are within the window than can be held in memory.
    """
    window = _Window(within_days, threshold, notice)
    for fields in records:
        yield from window.add(fields)
    yield from window.close()


class _Cluster:
    """The members linked so far, numbered by arrival, and those of their texts that are held."""

    __slots__ = ("members", "texts")

    def __init__(self) -> None:
        self.members: list[tuple[int, GroupMember]] = []
        self.texts: dict[int, _Text] = {}


class _Text:
    """A text that is held until ``last_day`` is out of the window.

    Several articles may have this text; ``id`` is the id of the last one.
    """

    __slots__ = ("cluster", "id", "key", "last_day", "shingles")

    def __init__(self, identity: str, key: int, hashes: array[int], last_day: int) -> None:
        self.id = identity
        self.key = key
        self.shingles = hashes
        self.last_day = last_day
        self.cluster = _Cluster()


class _Window:
    def __init__(self, within_days: int, threshold: float, notice: Callable[[str], None]) -> None:
        self._within_days = within_days
        self._threshold = threshold
        self._notice = notice
        self._is_crowded = False
        self._arrived = 0
        self._texts: dict[int, _Text] = {}  # in order of arrival
        self._numbers: dict[int, int] = {}  # the key of a text's shingles → its number
        self._by_last_day: list[tuple[int, int]] = []
        self._sketches = RMinHashLSH(
            threshold=threshold, num_perm=_SKETCH_NUMBERS, num_bands=_BANDS
        )

    def add(self, fields: Fields) -> Iterator[DuplicateGroup]:
        """Add the next record, and yield the groups that are complete because it is too late."""
        date = ReducedDate.parse(fields["date"])
        yield from self._leave(date.first_day.toordinal() - self._within_days)
        found = shingles(fields["body"])
        if not found:
            return
        self._arrived += 1
        # The hashes never leave this process, so it does not matter how Python computes them.
        hashes = set(map(hash, found))
        key = hash(frozenset(hashes))
        last_day = date.last_day.toordinal()
        known = self._texts.get(self._numbers.get(key, -1))
        if known is not None and hashes == set(known.shingles):
            # No need to compare: any text in the windows of both dates was in that of the known
            # text, too.
            self._join(known.cluster, fields, (known, overlap(1, 1, 1)))
            known.id = fields["id"]
            known.last_day = max(known.last_day, last_day)
            return
        yield from self._make_room()
        self._hold(fields, _Text(fields["id"], key, array("q", hashes), last_day), found)

    def close(self) -> Iterator[DuplicateGroup]:
        """Yield the groups that are left."""
        yield from self._leave(None)

    def _hold(self, fields: Fields, text: _Text, found: frozenset[str]) -> None:
        number = self._arrived
        sketch = RMinHash(num_perm=_SKETCH_NUMBERS, seed=_SEED)
        sketch.update(found)  # the order does not matter
        hashes = set(text.shingles)
        best: tuple[_Text, Overlap] | None = None
        compared = 0
        for candidate in sorted(self._sketches.query(sketch), reverse=True):
            other = self._texts[candidate]
            if other.cluster is text.cluster and compared >= _MOST_COMPARED:
                continue
            compared += 1
            shared = len(hashes.intersection(other.shingles))
            common = overlap(len(hashes), len(other.shingles), shared)
            shorter = min(len(hashes), len(other.shingles))
            if are_alike(common, shorter, self._threshold):
                if best is None or common.jaccard >= best[1].jaccard:
                    best = other, common
                text.cluster = self._united(text.cluster, other.cluster)
        self._join(text.cluster, fields, best)
        text.cluster.texts[number] = text
        self._texts[number] = text
        self._numbers[text.key] = number
        self._sketches.insert(number, sketch)
        heappush(self._by_last_day, (text.last_day, number))

    def _join(self, cluster: _Cluster, fields: Fields, like: tuple[_Text, Overlap] | None) -> None:
        body = fields["body"]
        member = GroupMember(
            fields["id"],
            ReducedDate.parse(fields["date"]),
            tuple(fields["sources"]),
            first_sentence(body[:_HEADLINE_ROOM]),
            word_count(body),
        )
        if like is not None:
            other, common = like
            member = member._replace(like=other.id, overlap=common, relation=common.relation)
        cluster.members.append((self._arrived, member))

    @staticmethod
    def _united(one: _Cluster, other: _Cluster) -> _Cluster:
        if one is other:
            return one
        if len(one.members) < len(other.members):
            one, other = other, one
        one.members.extend(other.members)
        for number, text in other.texts.items():
            text.cluster = one
            one.texts[number] = text
        return one

    def _leave(self, first_day: int | None) -> Iterator[DuplicateGroup]:
        """Drop the texts that end before a day, or all of them; yield the groups now complete."""
        while self._by_last_day and (first_day is None or self._by_last_day[0][0] < first_day):
            _, number = heappop(self._by_last_day)
            text = self._texts.get(number)
            if text is None:
                continue
            if first_day is not None and text.last_day >= first_day:
                heappush(self._by_last_day, (text.last_day, number))
                continue
            yield from self._let_go(number)

    def _make_room(self) -> Iterator[DuplicateGroup]:
        if len(self._texts) < MAX_TEXTS_IN_WINDOW:
            return
        if not self._is_crowded:
            self._is_crowded = True
            self._notice(
                f"more than {MAX_TEXTS_IN_WINDOW:,} texts may be of the same days, and each is "
                "compared with so many before it: narrow the search to compare all"
            )
        yield from self._let_go(next(iter(self._texts)))

    def _let_go(self, number: int) -> Iterator[DuplicateGroup]:
        text = self._texts.pop(number)
        self._sketches.remove(number)
        self._numbers.pop(text.key, None)
        cluster = text.cluster
        del cluster.texts[number]
        if not cluster.texts and len(cluster.members) > 1:
            yield DuplicateGroup(tuple(member for _, member in sorted(cluster.members)))
