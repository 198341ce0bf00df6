"""Articles over time: how many match in each year, month or day.

A date that is less precise than the periods is in none of them, and is counted separately. All
counts come from the index; no text is read.
"""

from __future__ import annotations

import datetime
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.errors import UsageError
from news_archive.index.contract import cut_date
from news_archive.query.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from news_archive.article.date import Precision
    from news_archive.article.line import Fields
    from news_archive.index.contract import IndexReader
    from news_archive.query.request import Narrowing
    from news_archive.query.tree import Query

_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


class Series(NamedTuple):
    """How many articles match one query, in each period of a timeline.

    ``query`` is ``None`` for all articles. ``per_thousand`` is ``None`` unless requested. Its
    values are how many of each thousand articles of a period match, 0 to 1000, or ``None`` for a
    period without articles. ``not_shown`` counts the articles that match but are in no period,
    by the precision of their dates.
    """

    query: str | None
    counts: tuple[int, ...]
    per_thousand: tuple[float | None, ...] | None
    not_shown: dict[Precision, int]

    @property
    def articles(self) -> int:
        """How many articles match, whether in a period or not."""
        return sum(self.counts) + sum(self.not_shown.values())

    @property
    def values(self) -> tuple[float | None, ...]:
        """The values to draw: those per thousand if requested, otherwise the counts."""
        return self.counts if self.per_thousand is None else self.per_thousand


class Timeline(NamedTuple):
    """One or more series over the same periods.

    ``periods`` are years, months or days, as ``by`` says, from the first to the last period with a
    match and without gaps; empty if nothing matches. ``totals`` counts all articles of each period
    that pass the same filters by date and source. ``seconds`` is how long it took.
    """

    by: Precision
    relative: bool
    periods: tuple[ReducedDate, ...]
    totals: tuple[int, ...]
    series: tuple[Series, ...]
    seconds: float


def timeline_of(
    reader: IndexReader,
    queries: Sequence[str | None],
    by: Precision,
    narrowing: Narrowing,
    *,
    relative: bool,
) -> Timeline:
    """Count the articles that match each query; without any query, count all articles.

    Raises ``QuerySyntaxError`` for the first query that cannot be read, before anything is counted.
    """
    began = time.perf_counter()
    if by not in _PRECISIONS:
        raise UsageError(f"a timeline is by year, month or day, not by {by!r}")
    texts = queries or (None,)
    asked = [Request(text, narrowing).query for text in texts]
    everything = Request(None, narrowing).query
    counted = [reader.count_by_date(query, by) for query in asked]
    totals = counted[texts.index(None)] if None in texts else reader.count_by_date(everything, by)
    timeline = _arranged(list(zip(texts, counted, strict=True)), totals, by, relative=relative)
    return timeline._replace(seconds=time.perf_counter() - began)


def timeline_of_stories(
    stories_of: Callable[[Query], Iterable[Fields]],
    queries: Sequence[str | None],
    by: Precision,
    narrowing: Narrowing,
    count_by_date: Callable[[Query], Mapping[ReducedDate, int]],
) -> Timeline:
    """Count stories; ``stories_of`` returns those of a query.

    ``totals`` still counts all articles, with ``count_by_date``.
    """
    began = time.perf_counter()
    texts = queries or (None,)
    asked = [Request(text, narrowing).query for text in texts]
    counted = [
        Counter(cut_date(ReducedDate.parse(fields["date"]), by) for fields in stories_of(query))
        for query in asked
    ]
    totals = count_by_date(Request(None, narrowing).query)
    timeline = _arranged(list(zip(texts, counted, strict=True)), totals, by, relative=False)
    return timeline._replace(seconds=time.perf_counter() - began)


def timeline_of_months(by_month: Mapping[str, int]) -> Timeline:
    """Return the timeline for the counts by month of the statistics (``2024-04``, ``2024``).

    It is by month, or by year if more articles are dated by year only than by month or day.
    """
    dates = {ReducedDate.parse(month): count for month, count in by_month.items()}
    of_year = sum(count for date, count in dates.items() if date.month is None)
    by: Precision = "month"
    if 2 * of_year > sum(dates.values()):
        by = "year"
        years: dict[ReducedDate, int] = {}
        for date, count in dates.items():
            year = ReducedDate(date.year)
            years[year] = years.get(year, 0) + count
        dates = years
    return _arranged([(None, dates)], dates, by, relative=False)


def _arranged(
    counted: Sequence[tuple[str | None, Mapping[ReducedDate, int]]],
    totals: Mapping[ReducedDate, int],
    by: Precision,
    *,
    relative: bool,
) -> Timeline:
    shown = [date for _, counts in counted for date in counts if date.precision == by]
    periods = tuple(_periods(min(shown), max(shown))) if shown else ()
    total = tuple(totals.get(period, 0) for period in periods)
    series = []
    for query, by_date in counted:
        counts = tuple(by_date.get(period, 0) for period in periods)
        shares = tuple(map(per_thousand, counts, total)) if relative else None
        not_shown: dict[Precision, int] = {}
        for date, count in by_date.items():
            if date.precision != by:
                not_shown[date.precision] = not_shown.get(date.precision, 0) + count
        in_order = {name: not_shown[name] for name in _PRECISIONS if name in not_shown}
        series.append(Series(query, counts, shares, in_order))
    return Timeline(by, relative, periods, total, tuple(series), 0.0)


def per_thousand(count: int, total: int) -> float | None:
    """Return ``count`` per thousand of ``total``; ``None`` if ``total`` is 0."""
    return 1000 * count / total if total else None


def _periods(first: ReducedDate, last: ReducedDate) -> Iterator[ReducedDate]:
    """Yield the periods from one to another, both included; both have the same precision."""
    if first.precision == "year":
        yield from map(ReducedDate, range(first.year, last.year + 1))
    elif first.precision == "month":
        for month in range(_month_count(first), _month_count(last) + 1):
            yield ReducedDate(month // 12, month % 12 + 1)
    else:
        for number in range(first.first_day.toordinal(), last.first_day.toordinal() + 1):
            day = datetime.date.fromordinal(number)
            yield ReducedDate(day.year, day.month, day.day)


def _month_count(date: ReducedDate) -> int:
    return date.year * 12 + (date.month or 1) - 1
