"""Any text as a date: read as what is written there, or refused with a sentence."""

from __future__ import annotations

import datetime

from fuzz_ground import check_reason, typed

from news_archive.article.date import ReducedDate
from news_archive.article.written_date import (
    ImpossibleDateError,
    NoDateError,
    read_date,
    read_whole_date,
)
from news_archive.errors import UsageError
from news_archive.query.periods import read_period
from news_archive.query.request import filters

LONGEST = 64

HANDMADE = tuple(
    text.encode()
    for text in (
        "2024", "2024-04", "2024-02-29", "2023-02-29", "2024-04-03T23:30:00,5-05:00", "2024-13",
        "2024-04-03T24:00:60Z", "3. April 2024", "3 Mär. 2024", "Ma\u0308rz 2024",
        "30. Februar 2024", "April 3, 2024", "Sept. 3 2024", "3.4.2024", "03. 04. 2024",
        "31.4.2024", "13.13.2024", "April 2024", "Jän. 1999", "04/03/2024", "1499", "2200-01",
        "today", "Gestern",
        "3 days ago", "vor 12 Monaten", "99999 years ago", "vor 3 Äpfeln", "12 Menschen",
        "date 2024-04 12 Menschen", "3.\u00a0April\u00a02024", "1. Mai 0012", "٣.٤.٢٠٢٤", "",
    )
)  # fmt: skip

WORDS = tuple(
    word.encode()
    for word in (
        "2024", "-04", "-29", "T23:30", "T24:00:60,5", "+02:00", "Z", "1. ", "April", "März",
        "Mrz.", "Sept. ", "Februar", " 3, ", ".2.", "vor ", " days ago", " Monaten",
        " Jahren", "heute", "yesterday", "99999", "\u00a0", "\u0308", "٣", "²",
    )
)  # fmt: skip

_DAYS = (datetime.date(2024, 2, 29), datetime.date(1500, 1, 1), datetime.date(2199, 12, 31))
_STARTS = (0, 1, 5)


def target(data: bytes) -> None:
    """Read the bytes as a date in every way there is."""
    text = typed(data)
    _check_iso(text)
    for start in _STARTS:
        _check_beginning(text, start)
    whole = _whole(text)
    for today in _DAYS:
        try:
            period = read_period(text, today)
        except ValueError as error:
            check_reason(str(error))
            assert whole is None
        else:
            assert period.first <= period.last
            assert whole is None or (whole.first, whole.last) == period[:2]
    try:
        filters(text, text, ())
    except UsageError as error:
        check_reason(str(error))


def _check_iso(text: str) -> None:
    try:
        date = ReducedDate.parse(text)
    except ValueError as error:
        check_reason(str(error))
        return
    assert str(date) == text
    _check_date(date)


def _check_beginning(text: str, start: int) -> None:
    try:
        date, end = read_date(text, start)
    except (NoDateError, ImpossibleDateError) as error:
        check_reason(str(error))
        return
    assert start < end <= len(text)
    _check_date(date)
    # What was consumed is the date, whatever stands around it; the year is written in it.
    assert read_date(text[start:end]) == (date, end - start)
    assert f"{date.year:04d}" in text[start:end]


def _whole(text: str) -> ReducedDate | None:
    try:
        date = read_whole_date(text)
    except (NoDateError, ImpossibleDateError) as error:
        check_reason(str(error))
        return None
    _check_date(date)
    return date


def _check_date(date: ReducedDate) -> None:
    assert date.first_day <= date.last_day
    assert read_whole_date(str(date)) == ReducedDate.parse(str(date)) == date
    assert date.precision == ("year", "month", "day")[str(date).count("-")]
