"""Dates that people type in questions: ``yesterday``, ``last week``, ``7d``, ``März``, ``03/2021``.

Texts of articles are read by ``article.written_date``, which takes nothing for granted. In a
question, something may be: ``März`` is the last one that has begun. Then the answer says so.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.date import ReducedDate

if TYPE_CHECKING:
    from collections.abc import Callable


class Period(NamedTuple):
    """The days from ``first`` to ``last`` (yyyymmdd); ``said`` says what was assumed."""

    first: int
    last: int
    said: str = ""


FORMS = (
    "2024, 2024-04, 2024-04-03, 04/2024, 3. April 2024, April 2024, April 3, 2024, 3.4.2024; "
    "März, 12. März (the last one); today, yesterday, vorgestern; last week, letzte Woche, this "
    "month, dieses Jahr; 3 days ago, vor einem Jahr; 7d, 2w, 3m, 1y"
)

_DAYS_BACK = {
    "today": 0, "heute": 0, "yesterday": 1, "gestern": 1, "vorgestern": 2,
    "the day before yesterday": 2, "day before yesterday": 2,
}  # fmt: skip
_UNITS = {
    "d": "days", "day": "days", "days": "days", "tag": "days", "tage": "days", "tagen": "days",
    "t": "days",
    "w": "weeks", "week": "weeks", "weeks": "weeks", "woche": "weeks", "wochen": "weeks",
    "m": "months", "month": "months", "months": "months", "monat": "months", "monate": "months",
    "monaten": "months",
    "y": "years", "j": "years", "year": "years", "years": "years", "jahr": "years",
    "jahre": "years", "jahren": "years",
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1,
    "two": 2, "zwei": 2, "three": 3, "drei": 3, "four": 4, "vier": 4, "five": 5, "fünf": 5,
    "six": 6, "sechs": 6, "seven": 7, "sieben": 7, "eight": 8, "acht": 8, "nine": 9, "neun": 9,
    "ten": 10, "zehn": 10, "eleven": 11, "elf": 11, "twelve": 12, "zwölf": 12,
}  # fmt: skip
_MONTHS = (
    "januar january jänner jan jän", "februar february feber feb", "märz march maerz mär mar mrz",
    "april apr", "mai may", "juni june jun", "juli july jul", "august aug",
    "september sept sep", "oktober october okt oct", "november nov", "dezember december dez dec",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SEASONS = {
    "frühling": (3, 5), "frühjahr": (3, 5), "spring": (3, 5), "sommer": (6, 8), "summer": (6, 8),
    "herbst": (9, 11), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
}  # fmt: skip

_AGO = re.compile(r"(?:vor )?(\w+) ([a-z]+)(?: ago)?")
_SHORT = re.compile(r"([0-9]{1,5}) ?([dwmyjt])")
_RELATIVE = re.compile(
    r"(this|dies\w{0,2}|last|letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?|past) ([a-z]+)"
)
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[/.]([0-9]{4})")
_SHORT_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})\. ?(\w+)\.?|(\w+)\.? ([0-9]{1,2})")
_SEASON = re.compile(r"(\w+) ([0-9]{4})")


def today() -> datetime.date:
    """Return the day that relative dates count from; in UTC if the time zone is none."""
    try:
        return datetime.datetime.now().astimezone().date()
    except (ValueError, OverflowError):
        return datetime.datetime.now(datetime.UTC).date()


def read_period(text: str, now: datetime.date) -> Period:
    """Read a date or a period; raises ``ValueError`` with a sentence that lists the forms."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    try:
        return _of_date(ReducedDate.parse(text))
    except ValueError:
        pass
    typed = text.lower()
    readers: tuple[Callable[[str, datetime.date], Period | None], ...] = (
        _named_day, _ago, _relative, _numbers, _in_the_last_year,
    )  # fmt: skip
    for reader in readers:
        found = reader(typed, now)
        if found is not None:
            return found
    _refuse_season(typed, text)
    # Imported here: dateutil takes as long to load as everything else of a search.
    from news_archive.article.written_date import ImpossibleDateError, read_whole_date

    try:
        return _of_date(read_whole_date(text))
    except ImpossibleDateError as error:
        raise ValueError(f"{error}; accepted: {FORMS}") from None
    except ValueError:
        raise ValueError(f"{text!r} is not a date; accepted: {FORMS}") from None


def _of_date(date: ReducedDate, said: str = "") -> Period:
    return Period(date.first, date.last, said)


def _of_days(first: datetime.date, last: datetime.date) -> Period:
    return Period(int(f"{first:%Y%m%d}"), int(f"{last:%Y%m%d}"))


def _named_day(typed: str, now: datetime.date) -> Period | None:
    back = _DAYS_BACK.get(typed)
    if back is None:
        return None
    day = now - datetime.timedelta(days=back)
    return _of_days(day, day)


def _ago(typed: str, now: datetime.date) -> Period | None:
    short = _SHORT.fullmatch(typed)
    found = short or _AGO.fullmatch(typed)
    if found is None or (
        found is not short and not typed.startswith("vor ") ^ typed.endswith(" ago")
    ):
        return None
    number = int(found[1]) if found[1].isdecimal() else _NUMBERS.get(found[1])
    unit = _UNITS.get(found[2])
    if number is None or unit is None:
        return None
    day = _back(now, number, unit, typed)
    return _of_days(day, day)


def _back(now: datetime.date, number: int, unit: str, typed: str) -> datetime.date:
    try:
        if unit in ("days", "weeks"):
            return now - datetime.timedelta(**{unit: number})
        months = now.year * 12 + now.month - 1 - number * (12 if unit == "years" else 1)
        last_day = ReducedDate(months // 12, months % 12 + 1).last_day
        return last_day.replace(day=min(now.day, last_day.day))
    except (OverflowError, ValueError):
        raise ValueError(f"{typed!r} is before the calendar begins") from None


def _relative(typed: str, now: datetime.date) -> Period | None:
    found = _RELATIVE.fullmatch(typed)
    unit = _UNITS.get(found[2]) if found is not None and len(found[2]) > 1 else None
    if found is None or unit is None:
        return None
    back = 0 if found[1].startswith(("this", "dies")) else 1
    match unit:
        case "days":
            return None
        case "weeks":
            monday = now - datetime.timedelta(days=now.weekday() + 7 * back)
            return _of_days(monday, monday + datetime.timedelta(days=6))
        case "months":
            month = _back(now.replace(day=1), back, "months", typed)
            return _of_date(ReducedDate(month.year, month.month))
        case _:
            return _of_date(ReducedDate(now.year - back))


def _numbers(typed: str, now: datetime.date) -> Period | None:  # noqa: ARG001
    month = _MONTH_AND_YEAR.fullmatch(typed)
    if month is not None:
        return _of_date(ReducedDate(int(month[2]), int(month[1])))
    short = _SHORT_ISO.fullmatch(typed)
    if short is not None:
        return _of_date(ReducedDate(*(int(number) for number in short.groups() if number)))
    return None


def _in_the_last_year(typed: str, now: datetime.date) -> Period | None:
    """Read a month, or a day and a month, without a year: the last one that has begun."""
    month = _MONTH_OF.get(typed.removesuffix("."))
    day = None
    found = _DAY_AND_MONTH.fullmatch(typed)
    if month is None and found is not None:
        month = _MONTH_OF.get(found[2] or found[3])
        day = int(found[1] or found[4])
    if month is None:
        return None
    for year in range(now.year, now.year - 9, -1):
        try:
            date = ReducedDate(year, month, day)
        except ValueError:
            continue  # 29 February
        if date.first_day <= now:
            return _of_date(date, f"{typed} was taken for {date}")
    raise ValueError(f"{typed!r} is no day of the calendar")


def _refuse_season(typed: str, text: str) -> None:
    found = _SEASON.fullmatch(typed)
    months = _SEASONS.get(found[1]) if found is not None else None
    if found is None or months is None:
        return
    first, last = months
    year = int(found[2])
    until = year + 1 if last < first else year
    raise ValueError(
        f"{text!r} is not a date, because its first day is not certain; "
        f"{year}-{first:02d} to {until}-{last:02d} is a period"
    )
