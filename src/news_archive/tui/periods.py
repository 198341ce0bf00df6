"""Counts over time: the columns of a timeline, and the years and months to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# If there are more months than this [count], only years are listed, and the months of a chosen
# year.
MOST_MONTHS = 24


class Period(NamedTuple):
    """A period from one month or year to another, written as ``2024`` or ``2024-04``."""

    first: str
    last: str

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}..{self.last}"


class Column(NamedTuple):
    """One column of a timeline: its period, how many articles it has, and the year to label it."""

    period: Period
    articles: int
    year: str


class Columns(NamedTuple):
    """The columns of a timeline; ``beside`` counts articles with only a year, next to months."""

    columns: list[Column]
    beside: int


def columns_of(by_month: Mapping[str, int], most: int) -> Columns:
    """Return up to ``most`` columns: by month if these fit, else by year, else by several years.

    There are no gaps: a month without articles has a column with a count of 0.
    """
    months = {name: count for name, count in by_month.items() if len(name) > 4}
    if months:
        first, last = _number(min(months)), _number(max(months))
        if last - first < most:
            every = [
                f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)
            ]
            return Columns(
                [Column(Period(name, name), months.get(name, 0), name[:4]) for name in every],
                sum(by_month.values()) - sum(months.values()),
            )
    years = counts_by_year(by_month)
    if not years or most < 1:
        return Columns([], 0)
    begin, end = int(min(years)), int(max(years))
    step = -(-(end - begin + 1) // most)
    columns = []
    for year in range(begin, end + 1, step):
        among = [f"{each:04d}" for each in range(year, min(year + step, end + 1))]
        count = sum(years.get(each, 0) for each in among)
        columns.append(Column(Period(among[0], among[-1]), count, among[0]))
    return Columns(columns, 0)


def counts_by_year(by_month: Mapping[str, int]) -> dict[str, int]:
    """Return counts by year, in order: the sum of its months and of articles with only a year."""
    years: dict[str, int] = {}
    for name, count in sorted(by_month.items()):
        years[name[:4]] = years.get(name[:4], 0) + count
    return years


def choices(by_month: Mapping[str, int], chosen: Period | None) -> list[tuple[str, int]]:
    """Return the years, latest first, each followed by its months if chosen or if months are few.

    The count of a month does not include the articles that are dated only with its year.
    """
    all_months = sum(1 for name in by_month if len(name) > 4) <= MOST_MONTHS
    found: list[tuple[str, int]] = []
    for year, count in reversed(counts_by_year(by_month).items()):
        found.append((year, count))
        if all_months or (chosen is not None and chosen.first[:4] <= year <= chosen.last[:4]):
            months = (name for name in by_month if len(name) > 4 and name[:4] == year)
            found += [(name, by_month[name]) for name in sorted(months, reverse=True)]
    return found


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
