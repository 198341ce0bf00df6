"""The date that is exactly as precise as it was written."""

from __future__ import annotations

import copy
import datetime
import pickle
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.date import FIRST_YEAR, LAST_YEAR, ReducedDate

YEARS = st.integers(FIRST_YEAR, LAST_YEAR)
DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))
DATES = st.one_of(
    st.builds(ReducedDate, YEARS),
    st.builds(ReducedDate, YEARS, st.integers(1, 12)),
    DAYS.map(lambda day: ReducedDate(day.year, day.month, day.day)),
)


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2024", "year", datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
        ("2024-04", "month", datetime.date(2024, 4, 1), datetime.date(2024, 4, 30)),
        ("2024-02", "month", datetime.date(2024, 2, 1), datetime.date(2024, 2, 29)),
        ("2023-02", "month", datetime.date(2023, 2, 1), datetime.date(2023, 2, 28)),
        ("1900-02", "month", datetime.date(1900, 2, 1), datetime.date(1900, 2, 28)),
        ("2000-02", "month", datetime.date(2000, 2, 1), datetime.date(2000, 2, 29)),
        ("2024-12", "month", datetime.date(2024, 12, 1), datetime.date(2024, 12, 31)),
        ("2024-04-03", "day", datetime.date(2024, 4, 3), datetime.date(2024, 4, 3)),
        ("1500-01-01", "day", datetime.date(1500, 1, 1), datetime.date(1500, 1, 1)),
        ("2199-12-31", "day", datetime.date(2199, 12, 31), datetime.date(2199, 12, 31)),
    ],
)
def test_a_date_stands_for_the_interval_from_its_first_to_its_last_day(
    text: str, precision: str, first: datetime.date, last: datetime.date
) -> None:
    date = ReducedDate.parse(text)
    assert date.precision == precision
    assert (date.first_day, date.last_day) == (first, last)
    assert str(date) == text


def test_a_month_stays_a_month() -> None:
    date = ReducedDate.parse("2024-04")
    assert (date.year, date.month, date.day) == (2024, 4, None)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "24", "202", "20244", "2024-", "2024-4", "2024-04-", "2024-4-3", "2024-04-3",
        "2024-00", "2024-13", "2024-04-00", "2024-04-31", "2023-02-29", "1900-02-29", "1499",
        "2200", "0000", "1499-12-31", "2200-01-01", " 2024", "2024 ", "2024\n", "2024-04-03\n",
        "2024/04", "20240403", "2024-04-03T12:00", "٢٠٢٤", "2024-٠٤", "-2024", "+2024", "April",
    ],
)  # fmt: skip
def test_what_is_no_date_of_the_calendar_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        ReducedDate.parse(text)
    assert len(str(caught.value).split()) > 3


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ValueError, match="a day needs a month"):
        ReducedDate(2024, None, 3)


@pytest.mark.parametrize("year", [-1, 0, 1499, 2200, 9999])
def test_years_outside_1500_to_2199_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="outside 1500–2199"):
        ReducedDate(year)


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        ("2024", "2024-04", True),
        ("2024", "2024-12-31", True),
        ("2024-04", "2024-04-30", True),
        ("2024-04", "2024-05-01", False),
        ("2024-04", "2024-05", False),
        ("2023-12-31", "2024", False),
        ("2024-04-03", "2024-04-03", True),
        ("2024-04-03", "2024-04-04", False),
    ],
)
def test_dates_overlap_if_they_share_a_day(one: str, other: str, overlaps: bool) -> None:
    assert ReducedDate.parse(one).overlaps(ReducedDate.parse(other)) is overlaps
    assert ReducedDate.parse(other).overlaps(ReducedDate.parse(one)) is overlaps


def test_dates_are_ordered_by_the_first_day_and_then_by_the_last() -> None:
    texts = ["2023", "2024-01-01", "2024-01", "2024", "2024-01-02", "2024-02", "2025-01-01"]
    dates = [ReducedDate.parse(text) for text in texts]
    shuffled = dates[::2] + dates[1::2]
    assert [str(date) for date in sorted(shuffled)] == texts


def test_a_date_cannot_be_changed() -> None:
    date = ReducedDate.parse("2024-04")
    with pytest.raises(AttributeError, match="cannot be changed"):
        date.day = 3
    with pytest.raises(AttributeError, match="cannot be changed"):
        del date.month
    with pytest.raises(AttributeError):
        date.note = "x"
    assert str(date) == "2024-04"


def test_a_date_is_nothing_but_a_date() -> None:
    date = ReducedDate.parse("2024")
    assert cast(object, date) != "2024"
    assert cast(object, date) != datetime.date(2024, 1, 1)
    with pytest.raises(TypeError):
        date < "2024"  # noqa: B015


@given(DATES)
def test_a_date_reads_back_what_it_writes(date: ReducedDate) -> None:
    again = ReducedDate.parse(str(date))
    assert again == date
    assert hash(again) == hash(date)
    assert (again.year, again.month, again.day) == (date.year, date.month, date.day)


@given(DATES)
def test_a_copied_or_pickled_date_is_the_same(date: ReducedDate) -> None:
    assert copy.deepcopy(date) == date
    assert pickle.loads(pickle.dumps(date)) == date
    assert eval(repr(date)) == date


@given(DATES)
def test_a_day_is_one_day_and_other_dates_are_more(date: ReducedDate) -> None:
    days = (date.last_day - date.first_day).days + 1
    low, high = {"day": (1, 1), "month": (28, 31), "year": (365, 366)}[date.precision]
    assert low <= days <= high


@given(DATES, DATES)
def test_whether_dates_overlap_does_not_depend_on_who_is_asked(
    one: ReducedDate, other: ReducedDate
) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    assert one.overlaps(other) == (
        max(one.first_day, other.first_day) <= min(one.last_day, other.last_day)
    )


@given(DATES, DATES)
def test_the_order_is_that_of_first_and_last_day(one: ReducedDate, other: ReducedDate) -> None:
    a, b = (one.first_day, one.last_day), (other.first_day, other.last_day)
    assert (one < other) == (a < b)
    assert (one <= other) == (a <= b)
    assert (one > other) == (a > b)
    assert (one == other) == (a == b) == (str(one) == str(other))
