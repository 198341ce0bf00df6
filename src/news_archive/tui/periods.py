"""Counts over time: the columns of a timeline, and the years and months to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# More months than these [count] are shown by year, and the months of the year that was chosen.
MOST_MONTHS = 24


class Period(NamedTuple):
    """A stretch of time, from one month or year to another, both as dates are written."""

    first: str
    last: str

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}..{self.last}"


class Column(NamedTuple):
    """One column of a timeline: of how many articles, and what stands below it, if anything."""

    period: Period
    articles: int
    year: str


class Columns(NamedTuple):
    """The columns of a timeline; ``beside``: articles dated by year alone among months."""

    columns: list[Column]
    beside: int


def columns_of(by_month: Mapping[str, int], most: int) -> Columns:
    """Return up to ``most`` columns, by month if these fit, else by year, else by several years.

    Nothing is left out in between: a month without articles is a column of none.
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
    """Return counts by year, in order, those of months and of years alone together."""
    years: dict[str, int] = {}
    for name, count in sorted(by_month.items()):
        years[name[:4]] = years.get(name[:4], 0) + count
    return years


def choices(by_month: Mapping[str, int], chosen: Period | None) -> list[tuple[str, int]]:
    """Return years, the latest first, and behind a year its months if they are few or it is chosen.

    A month is counted without the articles that are dated by its year alone.
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
