"""Dates as people type them in a question; what is taken for granted is said."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.query.periods import Period, read_period

TODAY = datetime.date(2024, 3, 31)


def period(text: str) -> Period:
    date = ReducedDate.parse(text)
    return Period(date.first, date.last)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("today", "2024-03-31"),
        ("heute", "2024-03-31"),
        ("Today", "2024-03-31"),
        ("yesterday", "2024-03-30"),
        ("gestern", "2024-03-30"),
        ("3 days ago", "2024-03-28"),
        ("1 day ago", "2024-03-30"),
        ("0 days ago", "2024-03-31"),
        ("2 weeks ago", "2024-03-17"),
        ("1 month ago", "2024-02-29"),
        ("13 months ago", "2023-02-28"),
        ("1 year ago", "2023-03-31"),
        ("10 Years Ago", "2014-03-31"),
        ("vor 3 Tagen", "2024-03-28"),
        ("vor 1 Tag", "2024-03-30"),
        ("vor 2 Wochen", "2024-03-17"),
        ("vor 1 Woche", "2024-03-24"),
        ("vor 3 Monaten", "2023-12-31"),
        ("vor 1 Monat", "2024-02-29"),
        ("vor 1 Jahr", "2023-03-31"),
        ("vor 3 Jahren", "2021-03-31"),
        ("  vor  3   Monaten ", "2023-12-31"),
        ("2024", "2024"),
        ("2024-04", "2024-04"),
        ("2024-04-03", "2024-04-03"),
        ("März 2024", "2024-03"),
        ("Ma\u0308rz 2024", "2024-03"),
        (" 3. April 2024 ", "2024-04-03"),
        ("3.4.2024", "2024-04-03"),
        ("April 3, 2024", "2024-04-03"),
        ("vorgestern", "2024-03-29"),
        ("the day before yesterday", "2024-03-29"),
        ("vor einem Jahr", "2023-03-31"),
        ("vor zwei Wochen", "2024-03-17"),
        ("a month ago", "2024-02-29"),
        ("7d", "2024-03-24"),
        ("2w", "2024-03-17"),
        ("1 m", "2024-02-29"),
        ("1y", "2023-03-31"),
        ("last month", "2024-02"),
        ("letzten Monat", "2024-02"),
        ("dieses Jahr", "2024"),
        ("last year", "2023"),
        ("voriges Jahr", "2023"),
        ("03/2021", "2021-03"),
        ("3/2021", "2021-03"),
        ("03.2021", "2021-03"),
        ("2021-3", "2021-03"),
        ("2021-3-7", "2021-03-07"),
    ],
)
def test_a_period_is_read_as_it_is_meant(text: str, date: str) -> None:
    assert read_period(text, TODAY) == period(date)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last week", 20240318, 20240324),
        ("letzte Woche", 20240318, 20240324),
        ("this week", 20240325, 20240331),
        ("diese Woche", 20240325, 20240331),
    ],
)
def test_a_week_begins_on_monday(text: str, first: int, last: int) -> None:
    assert read_period(text, TODAY) == Period(first, last)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("März", "2024-03"),
        ("mar", "2024-03"),
        ("April", "2023-04"),
        ("Dez.", "2023-12"),
        ("12. März", "2024-03-12"),
        ("1. April", "2023-04-01"),
        ("April 1", "2023-04-01"),
        ("29. Februar", "2024-02-29"),
    ],
)
def test_a_month_without_a_year_is_the_last_that_has_begun_and_that_is_said(
    text: str, date: str
) -> None:
    found = read_period(text, TODAY)
    assert found[:2] == period(date)[:2]
    assert date in found.said


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "3 fortnights ago", "vor 3 Fortnights", "days ago", "-3 days ago",
        "2024-13", "04/03/2024", "2024-04 12", "2024 bis 2025", "April 2024 und Mai",
        "99999 years ago", "600 years ago", "99999 days ago ago", "vor", "3 days", "13/2021",
        "31. Februar", "2021-13", "0/2021", "last day",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_period(text, TODAY)
    assert str(caught.value)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Sommer 2020", "2020-06 to 2020-08"),
        ("Winter 2020", "2020-12 to 2021-02"),
        ("Q1 2024", "2024-01 to 2024-03"),
    ],
)
def test_a_season_is_refused_with_what_to_type(text: str, instead: str) -> None:
    with pytest.raises(ValueError, match=instead):
        read_period(text, TODAY)


@given(st.dates(datetime.date(1500, 1, 1), datetime.date(2199, 12, 31)))
def test_every_date_is_read_as_it_is(day: datetime.date) -> None:
    for text in (f"{day:%Y}".zfill(4), f"{day:%Y-%m}".zfill(7), day.isoformat()):
        assert read_period(text, TODAY) == period(text)


@given(
    st.text(max_size=12)
    | st.from_regex(r"(vor )?[0-9a-z]{1,5} [a-zäöü]{1,8}( ago)?", fullmatch=True)
)
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        found = read_period(text, TODAY)
    except ValueError:
        return
    assert found.first <= found.last
