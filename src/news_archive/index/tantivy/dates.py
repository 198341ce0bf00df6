"""Counts of articles by date, from the number fields of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.article.date import ReducedDate
from news_archive.index.contract import IndexUnusableError, cut_date, date_of_order
from news_archive.index.tantivy.parts import all_of, numbers
from news_archive.index.tantivy.schema import wall

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tantivy

    from news_archive.article.date import Precision

# The engine refuses to aggregate more distinct numbers at a time.
MOST_BUCKETS = 65_000

# Years whose dates are counted at a time: 100 of them have 38,000 days, months and years.
_YEARS_OF_DAYS = 100


def dates_counted(
    searcher: tantivy.Searcher, engine: tantivy.Query, by: Precision
) -> dict[ReducedDate, int]:
    """Return what ``IndexReader.count_by_date`` returns."""
    months = _counted(searcher, engine, "month")
    dates: dict[ReducedDate, int] = {}
    try:
        if by == "day":
            for number, count in _by_day(searcher, engine, months):
                dates[date_of_order(number)] = count
        else:
            for month, count in months.items():
                date = cut_date(ReducedDate(month // 100, month % 100 or None), by)
                dates[date] = dates.get(date, 0) + count
    except ValueError as error:
        raise IndexUnusableError(f"it has an impossible date: {error}") from None
    return dict(sorted(dates.items()))


def _by_day(
    searcher: tantivy.Searcher, engine: tantivy.Query, months: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield each ``date_order`` and its number of articles, ``_YEARS_OF_DAYS`` years at a time."""
    first, last = (min(months) // 100, max(months) // 100) if months else (0, -1)
    for year in range(first, last + 1, _YEARS_OF_DAYS):
        part = engine
        if last - first >= _YEARS_OF_DAYS:
            end = (year + _YEARS_OF_DAYS) * 10000 - 1
            part = all_of(engine, numbers("first_day", year * 10000, end))
        yield from _counted(searcher, part, "date_order").items()


def _counted(searcher: tantivy.Searcher, engine: tantivy.Query, field: str) -> dict[int, int]:
    """Return how many articles have each number in a field."""
    with wall():
        answer = searcher.aggregate(
            engine, {"counted": {"terms": {"field": field, "size": MOST_BUCKETS}}}
        )
    return {int(item["key"]): int(item["doc_count"]) for item in answer["counted"]["buckets"]}
