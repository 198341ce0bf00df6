"""Dates as people write them, in German and in English."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.article.written_date import (
    ImpossibleDateError,
    NoDateError,
    read_date,
)

TODAY = datetime.date(2024, 3, 31)

MONTHS = (
    ("Januar", "Jänner", "January", "Jan.", "Jan", "Jän."),
    ("Februar", "Feber", "February", "Feb.", "Feb"),
    ("März", "March", "Mär.", "Mär", "Mar", "Mrz"),
    ("April", "Apr.", "Apr"),
    ("Mai", "May"),
    ("Juni", "June", "Jun.", "Jun"),
    ("Juli", "July", "Jul.", "Jul"),
    ("August", "Aug.", "Aug"),
    ("September", "Sept.", "Sept", "Sep.", "Sep"),
    ("Oktober", "October", "Okt.", "Oct.", "Okt", "Oct"),
    ("November", "Nov.", "Nov"),
    ("Dezember", "December", "Dez.", "Dec.", "Dez", "Dec"),
)
NAMED_MONTHS = [(name, number) for number, names in enumerate(MONTHS, 1) for name in names]
DAYS = st.dates(datetime.date(1500, 1, 1), datetime.date(2199, 12, 31))


def _read(text: str) -> tuple[str, str]:
    """The date at the beginning of a text, and what stands behind it."""
    date, end = read_date(text)
    return str(date), text[end:]


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        ("2024", "2024", ""),
        ("2024-04", "2024-04", ""),
        ("2024-04-03", "2024-04-03", ""),
        ("2024 Menschen", "2024", " Menschen"),
        ("2024-04 12 Menschen starben", "2024-04", " 12 Menschen starben"),
        ("2024-04-03 12 Menschen", "2024-04-03", " 12 Menschen"),
        ("2024-04 3. April 2023 war", "2024-04", " 3. April 2023 war"),
        ("2024 April war kalt", "2024", " April war kalt"),
        ("2024-04. Danach", "2024-04", ". Danach"),
        ("2024-04 – Berlin", "2024-04", " – Berlin"),
        ("2024-04\nBerlin", "2024-04", "\nBerlin"),
        ("2024 10 000 Euro", "2024", " 10 000 Euro"),
    ],
)
def test_iso_dates_come_first_and_nothing_behind_them_is_consumed(
    text: str, date: str, rest: str
) -> None:
    assert _read(text) == (date, rest)


@pytest.mark.parametrize(
    "time",
    [
        "T12", "T12:00", "T1200", "T12:00:00", "T120000", "T12:00:00.123", "T12:00:00,5",
        "T12:00Z", "T12:00:00Z", "T00:30:00+02:00", "T23:30:00-11:00", "T23:59:60Z",
        "T24:00:00", "T12:00:00+0200", "T12:00:00+02",
    ],
)  # fmt: skip
def test_a_time_of_day_is_passed_over_and_the_day_stays_as_written(time: str) -> None:
    assert _read(f"2024-04-03{time} Berlin") == ("2024-04-03", " Berlin")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3. April 2024", "2024-04-03"),
        ("03. April 2024", "2024-04-03"),
        ("3.April 2024", "2024-04-03"),
        ("3.Apr. 2024", "2024-04-03"),
        ("1.Jan. 2024", "2024-01-01"),
        ("11.Sept. 2001", "2001-09-11"),
        ("3.Mär. 2024", "2024-03-03"),
        ("3 April 2024", "2024-04-03"),
        ("3. Apr. 2024", "2024-04-03"),
        ("3.\u00a0April\u00a02024", "2024-04-03"),
        ("April 2024", "2024-04"),
        ("APRIL 2024", "2024-04"),
        ("april 2024", "2024-04"),
        ("April 3, 2024", "2024-04-03"),
        ("April 03, 2024", "2024-04-03"),
        ("Apr. 3, 2024", "2024-04-03"),
        ("April 3 2024", "2024-04-03"),
        ("3.4.2024", "2024-04-03"),
        ("03.04.2024", "2024-04-03"),
        ("3. 4. 2024", "2024-04-03"),
        ("3.4. 2024", "2024-04-03"),
        ("3. 4.2024", "2024-04-03"),
        ("12.11.2024", "2024-11-12"),
        ("24.12.2024", "2024-12-24"),
        ("29. Februar 2024", "2024-02-29"),
        ("1. Jänner 2015", "2015-01-01"),
        ("12. Feber 2015", "2015-02-12"),
        ("1. Mär. 2024", "2024-03-01"),
        ("Sept. 2024", "2024-09"),
        ("JÄNNER 2024", "2024-01"),
    ],
)
def test_every_written_form_is_read_and_nothing_behind_the_year_is_consumed(
    text: str, date: str
) -> None:
    for rest in ("", " 12 Menschen", " 2023 war", "\n\nBerlin", ", Berlin", ". So"):
        assert _read(text + rest) == (date, rest)


@pytest.mark.parametrize(("name", "number"), NAMED_MONTHS)
def test_months_are_known_by_german_austrian_and_english_names(name: str, number: int) -> None:
    assert _read(f"{name} 2024") == (f"2024-{number:02d}", "")
    assert _read(f"7. {name} 2024") == (f"2024-{number:02d}-07", "")
    assert _read(f"{name} 7, 2024") == (f"2024-{number:02d}-07", "")


@pytest.mark.parametrize(
    "text",
    [
        "2024-13", "2024-00", "2024-04-31", "2023-02-29", "2024-04-00", "30. Februar 2024",
        "Februar 30, 2024", "31.4.2024", "29.2.2023", "32. April 2024", "0. April 2024",
        "April 0, 2024", "0.4.2024", "3.0.2024", "April 31, 2024", "32.1.2024", "99.99.2024",
    ],
)  # fmt: skip
def test_a_day_that_the_calendar_does_not_have_is_impossible(text: str) -> None:
    with pytest.raises(ImpossibleDateError):
        read_date(text + " Berlin")


@pytest.mark.parametrize("text", ["3.13.2024", "12.13.2024", "12.31.2023", "1. 24. 2024"])
def test_the_day_comes_first_even_where_only_the_other_order_were_a_date(text: str) -> None:
    with pytest.raises(ImpossibleDateError):
        read_date(text)


@pytest.mark.parametrize("text", ["04/03/2024", "4/3/2024", "13/04/2024", "04/30/2024", "4/3/24"])
def test_slashes_are_ambiguous(text: str) -> None:
    with pytest.raises(ImpossibleDateError, match="ambiguous"):
        read_date(text)


@pytest.mark.parametrize("year", ["0000", "0012", "0099", "0100", "1499", "2200", "9999"])
@pytest.mark.parametrize(
    "form", ["{}", "{}-04", "{}-04-03", "April {}", "3. April {}", "April 3, {}", "3.4.{}"]
)
def test_a_year_outside_1500_to_2199_is_impossible(form: str, year: str) -> None:
    with pytest.raises(ImpossibleDateError):
        read_date(form.format(year))


@pytest.mark.parametrize(
    "text",
    [
        "3.4.24", "April 24", "3. April", "24", "20240403", "2024-4-3", "2024-04-3", "12 Menschen",
        "2024/25", "2024-04/05", "2024-04-03T25:00", "2024er", "2024-April", "20244",
        "1.-3. April 2024", "April 2024-Mai 2024", "3. Brumaire 2024",
    ],
)  # fmt: skip
def test_what_looks_like_a_date_and_is_of_no_accepted_form_is_named(text: str) -> None:
    with pytest.raises(ImpossibleDateError, match="not a date in any of the forms"):
        read_date(text)


@pytest.mark.parametrize("text", ["", "Berlin", "April", "Mai", "gestern", "Aprilwetter 2024", "–"])
def test_where_nothing_looks_like_a_date_there_is_none(text: str) -> None:
    with pytest.raises(NoDateError):
        read_date(text)


def test_nothing_that_is_not_written_is_filled_in() -> None:
    year, month = read_date("2024").date, read_date("Februar 2024").date
    assert (year.month, year.day) == (None, None)
    assert (month.month, month.day) == (2, None)


def test_a_date_is_read_where_it_is_looked_for() -> None:
    text = "Stand: 3. April 2024, Wien"
    assert read_date(text, 7) == (ReducedDate(2024, 4, 3), 20)
    with pytest.raises(NoDateError):
        read_date(text)


@given(DAYS, st.sampled_from(["", " ", " 12 Menschen", "\nWien", " (afp)", " April 2023"]))
def test_every_written_form_of_a_day_reads_back_as_that_day(day: datetime.date, rest: str) -> None:
    d, m, y = day.day, day.month, day.year
    written = [
        day.isoformat(),
        f"{day.isoformat()}T23:59:59-12:00",
        f"{d}.{m}.{y}",
        f"{d:02d}.{m:02d}.{y}",
        f"{d}. {m}. {y}",
    ]
    for name in MONTHS[m - 1]:
        written += [f"{d}. {name} {y}", f"{d:02d}. {name} {y}", f"{d} {name} {y}"]
        written += [f"{name} {d}, {y}", f"{name} {d} {y}", f"{d}. {name.upper()} {y}"]
    for text in written:
        assert read_date(text + rest) == (ReducedDate(y, m, d), len(text)), text


@given(st.integers(1500, 2199), st.sampled_from(NAMED_MONTHS))
def test_every_written_form_of_a_month_reads_back_as_that_month(
    year: int, named: tuple[str, int]
) -> None:
    name, number = named
    for text in (f"{name} {year}", f"{name.lower()} {year}", f"{year}-{number:02d}"):
        assert read_date(text) == (ReducedDate(year, number), len(text)), text


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2300), st.sampled_from([".", ". "]))
def test_a_numeric_date_is_day_month_and_year_or_it_is_refused(
    day: int, month: int, year: int, dot: str
) -> None:
    text = f"{day}{dot}{month}{dot}{year:04d}"
    try:
        expected = ReducedDate(year, month, day)
    except ValueError:
        with pytest.raises(ImpossibleDateError):
            read_date(text)
    else:
        assert read_date(text) == (expected, len(text))


@given(st.text(alphabet="0123456789-./:, TZ+ApriläMz", max_size=24))
def test_whatever_is_written_a_date_is_read_or_refused(text: str) -> None:
    try:
        date, end = read_date(text)
    except (NoDateError, ImpossibleDateError):
        return
    assert 0 < end <= len(text)
    assert f"{date.year:04d}" in text[:end]
