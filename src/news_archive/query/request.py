"""A request: the arguments of a caller as finished queries, before any work is done."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypedDict

from news_archive.article.date import ReducedDate
from news_archive.article.text import several
from news_archive.errors import UsageError
from news_archive.query.grammar import parse_query, parse_words, source_query
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    And,
    Dated,
    Everything,
    Or,
    Query,
    Within,
    broadened,
    exactly,
    halved,
    most_alternatives,
    precisely,
    relaxed,
    with_any,
    without_each,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.query.periods import Period

# A longer text was pasted [words].
_MOST_TYPED_WORDS = 8

# Words of a text that may have been meant as operators.
_WORDS_LIKE_OPERATORS = frozenset({"oder", "or", "nicht", "not"})

DateLike = ReducedDate | datetime.date | str | None


class Narrowing(TypedDict, total=False):
    """What narrows or widens a query, beside its text.

    ``any``: one of the bare words is enough. ``all``: a search needs all of them as well, and does
    not find compounds. ``words``: take the text as words, whatever signs are in it. ``exact``:
    words stand for the forms as typed. ``compounds``: words in compounds are counted, too.
    ``precise``: without articles that are dated less precisely than the dates asked for.
    ``since``, ``until``: articles whose interval overlaps this one; a date or what the option
    accepts. ``sources``: any of these agencies; ``none`` for articles without one.
    """

    any: bool
    all: bool
    words: bool
    exact: bool
    compounds: bool
    precise: bool
    since: DateLike
    until: DateLike
    sources: Sequence[str]


class Request:
    """A text, parsed once, and what narrows it.

    ``query`` is the finished query, for counting. ``listed`` is the query of a list of the best
    articles: half of four or more bare words are enough, and words are also found in compounds,
    unless there are very many words.

    ``text`` is ``None`` for all articles. Raises ``QuerySyntaxError`` if the text cannot be read,
    ``UsageError`` if a filter cannot be.
    """

    def __init__(self, text: str | None, narrowing: Narrowing) -> None:
        _refuse_unknown(narrowing)
        self.text = text
        read = parse_words if narrowing.get("words", False) else parse_query
        self._parsed = None if text is None else read(text)
        self._is_exact = narrowing.get("exact", False)
        self._is_precise = narrowing.get("precise", False)
        needs_any, needs_all = narrowing.get("any", False), narrowing.get("all", False)
        if needs_any and needs_all:
            raise UsageError("either all of the words are wanted or any of them")
        if self._is_exact and narrowing.get("compounds", False):
            raise UsageError("words as typed are found in no compounds")
        self._is_broad = not self._is_exact and not needs_all
        self._filters, self.notes = filters(
            narrowing.get("since"), narrowing.get("until"), narrowing.get("sources", ())
        )
        wanted = self._parsed
        if wanted is not None and needs_any:
            wanted = with_any(wanted)
        self.query = self._finished(wanted, broad=narrowing.get("compounds", False))
        wider = halved(wanted) if wanted is not None and not needs_all else None
        self.listed = self._finished(wider or wanted, broad=self._is_broad)

    @property
    def may_need_hints(self) -> bool:
        """Whether there may be something to say about the request; quickly told."""
        text = self.text or ""
        has_operator = not _WORDS_LIKE_OPERATORS.isdisjoint(text.split())
        is_typed = 2 <= self.relaxable_words <= _MOST_TYPED_WORDS
        return bool(self.notes or self._filters or ":" in text or has_operator or is_typed)

    def nearest(self, missing: int) -> Query | None:
        """Return the query that lets so many bare words be missing; ``None`` if there are no two.

        0: all words of a hyphenated one, which need not be side by side.
        """
        wider = None if self._parsed is None else relaxed(self._parsed, missing)
        return None if wider is None else self._finished(wider, broad=self._is_broad)

    def without_each(self) -> dict[str, Query]:
        """Return by each bare word the query without it."""
        found = without_each(self._parsed) if self._parsed is not None else {}
        return {word: self._finished(query) for word, query in found.items()}

    @property
    def relaxable_words(self) -> int:
        """The number of bare words that may be missing; 0 if no two are side by side."""
        wider = None if self._parsed is None else relaxed(self._parsed, 1)
        return 0 if wider is None else most_alternatives(wider)

    def _finished(self, wanted: Query | None, *, broad: bool = False) -> Query:
        parts = list(self._filters)
        if wanted is not None:
            if self._is_exact:
                wanted = exactly(wanted)
            parts.insert(0, broadened(wanted) if broad else wanted)
        if not parts:
            return Everything()
        finished = parts[0] if len(parts) == 1 else And(tuple(parts))
        return precisely(finished) if self._is_precise else finished


def filters(
    since: DateLike, until: DateLike, sources: Sequence[str], *, precise: bool = False
) -> tuple[list[Query], list[str]]:
    """Return the queries that filter by date and source, and what was taken for granted.

    Raises ``UsageError``.
    """
    found: list[Query] = []
    periods = [_period("since", since), _period("until", until)]
    first, last = periods
    if first is not None or last is not None:
        begins = first.first if first is not None else FIRST_DAY_EVER
        ends = last.last if last is not None else LAST_DAY_EVER
        if begins > ends:
            raise UsageError(f"since {since} is after until {until}")
        found.append(Within(begins, ends) if precise else Dated(begins, ends))
    if sources:
        codes = tuple(source_query(source) for source in several(sources))
        found.append(codes[0] if len(codes) == 1 else Or(codes))
    return found, [period.said for period in periods if period is not None and period.said]


def _refuse_unknown(narrowing: Narrowing) -> None:
    """Raise ``TypeError`` for an unknown filter, as Python does for an unknown argument."""
    known = Narrowing.__annotations__
    for name in narrowing:
        if name not in known:
            raise TypeError(f"there is no filter {name!r}, but {', '.join(known)}")


def _period(name: str, value: DateLike) -> Period | None:
    if value is None:
        return None
    # Imported here: most searches have no filter by date.
    from news_archive.query.periods import Period, read_period, today

    if isinstance(value, datetime.date):
        value = ReducedDate(value.year, value.month, value.day)
    if isinstance(value, ReducedDate):
        return Period(value.first, value.last)
    if not isinstance(value, str):
        raise UsageError(f"{name}: {value!r} is neither a text nor a date")
    try:
        return read_period(value, today())
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None
