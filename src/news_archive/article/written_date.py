"""Reading dates as people write them, in German and in English.

A pattern from a closed list finds the form; python-dateutil, with German and English month names,
reads and validates exactly the text that the pattern matched. Only what is written is taken: the
year and the month of ``April 2024``, never the day that a date parser would fill in.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple, cast

from dateutil.parser import ParserError, parser, parserinfo

from news_archive.article.date import Precision, ReducedDate


class NoDateError(ValueError):
    """The text does not look like a date at all."""


class ImpossibleDateError(ValueError):
    """The text looks like a date but is not a valid one, or is ambiguous."""


class WrittenDate(NamedTuple):
    """A date and the index just after its last character."""

    date: ReducedDate
    end: int


_MONTHS = (
    ("Jan", "Januar", "January", "Jänner", "Jaenner", "Jän"),
    ("Feb", "Februar", "February", "Feber"),
    ("Mär", "März", "March", "Mar", "Maerz", "Mrz"),
    ("Apr", "April"),
    ("Mai", "May"),
    ("Jun", "Juni", "June"),
    ("Jul", "Juli", "July"),
    ("Aug", "August"),
    ("Sep", "September", "Sept"),
    ("Okt", "Oktober", "October", "Oct"),
    ("Nov", "November"),
    ("Dez", "Dezember", "December", "Dec"),
)


class GermanParserInfo(parserinfo):
    """German and English month names, full and short; the day comes first."""

    JUMP = [" ", ".", ","]
    # dateutil accepts any number of names per month; its type stubs allow only two or three.
    MONTHS = cast(Any, _MONTHS)

    def __init__(self) -> None:
        super().__init__(dayfirst=True)


_PARSER = parser(GermanParserInfo())

_MONTH_NAMES = (name for names in _MONTHS for name in names)
_MONTH = f"(?:{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})"
_GAP = r"[ \t\u00a0]"
_END = r"(?![\w]|[-./:][\w])"
_ISO = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}"
    r"(?:T(?:[01][0-9]|2[0-4])(?::?[0-5][0-9](?::?(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?)?"
    r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?)?" + _END
)
_WRITTEN = tuple(
    (re.compile(pattern + _END, re.IGNORECASE), cast(Precision, precision))
    for pattern, precision in (
        (rf"[0-9]{{1,2}}(?:\.{_GAP}*|{_GAP}+){_MONTH}\.?{_GAP}+[0-9]{{4}}", "day"),
        (rf"{_MONTH}\.?{_GAP}+[0-9]{{1,2}}(?:,{_GAP}*|{_GAP}+)[0-9]{{4}}", "day"),
        (rf"{_MONTH}\.?{_GAP}+[0-9]{{4}}", "month"),
        (rf"[0-9]{{1,2}}\.{_GAP}?[0-9]{{1,2}}\.{_GAP}?[0-9]{{4}}", "day"),
    )
)
_NUMBER = re.compile(r"[0-9]+")
_GAP_BETWEEN_NUMBERS = re.compile(rf"(?<=[0-9])\.{_GAP}(?=[0-9])")
_DAY_BESIDE_MONTH = re.compile(r"(?<=[0-9])\.(?=[^\W\d_])")
_SLASHES = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_DATE_LIKE = re.compile(rf"[0-9]|{_MONTH}\.?{_GAP}+[0-9]", re.IGNORECASE)
_TOKEN = re.compile(r"\S{1,40}(?: \S{1,20})?")

_FORMS = "2024, 2024-04, 2024-04-03, 3. April 2024, April 2024, April 3, 2024 or 3.4.2024"


def read_date(text: str, start: int = 0) -> WrittenDate:
    """Read the date that begins at ``start``; nothing after the date is consumed.

    ISO 8601 is tried first, so that ``2024-04 12 Menschen`` is April 2024. A time of day after an
    ISO day is accepted but ignored: the day counts as written, whatever its offset from UTC.

    Raises ``NoDateError`` if nothing there looks like a date. Raises ``ImpossibleDateError`` if
    something does but does not exist in the calendar (``2024-13``, ``30. Februar 2024``), is
    ambiguous (``04/03/2024``) or has none of the accepted forms.
    """
    match = _ISO.match(text, start)
    if match is not None:
        try:
            # A time of day can only follow a day, which is ten characters long.
            date = ReducedDate.parse(match.group()[:10])
        except ValueError as error:
            raise ImpossibleDateError(f"{match.group()} is no date: {error}") from None
        return WrittenDate(date, match.end())
    for pattern, precision in _WRITTEN:
        match = pattern.match(text, start)
        if match is not None:
            return WrittenDate(_parsed(match.group(), precision), match.end())
    match = _SLASHES.match(text, start)
    if match is not None:
        raise ImpossibleDateError(
            f"{match.group()} is ambiguous (day or month first?); write it as 2024-04-03"
        )
    if _DATE_LIKE.match(text, start):
        found = _TOKEN.match(text, start)
        shown = found.group() if found else text[start : start + 20]
        raise ImpossibleDateError(f"{shown!r} is not a date in any of the forms {_FORMS}")
    raise NoDateError(f"there is no date; the forms are {_FORMS}")


def read_whole_date(text: str) -> ReducedDate:
    """Read a text that is a date and nothing else, as ``read_date`` does."""
    text = unicodedata.normalize("NFC", text.strip())
    date, end = read_date(text)
    if end != len(text):
        raise ImpossibleDateError(f"{text!r} goes on after the date {text[:end]}")
    return date


@lru_cache(maxsize=4096)
def _parsed(written: str, precision: Precision) -> ReducedDate:
    # dateutil fills in missing parts and is lenient: it reads the year 12 as 2012 and a month 13 as
    # the day. So its result must have the same numbers as the text.
    numbers = [int(number) for number in _NUMBER.findall(written)]
    # It reads `3.` and a month directly after it as one word if a dot follows.
    compact = _DAY_BESIDE_MONTH.sub(". ", _GAP_BETWEEN_NUMBERS.sub(".", written))
    try:
        moment = _PARSER.parse(compact, default=datetime.datetime(2000, 1, 1))
    except (ParserError, OverflowError):
        raise ImpossibleDateError(f"{written} is no date of the calendar") from None
    day, month, year = moment.day, moment.month, moment.year
    if len(numbers) == 3 and numbers[:2] != [day, month]:
        raise ImpossibleDateError(f"{written} is no date: the day comes first, then the month")
    try:
        if year != numbers[-1]:
            return ReducedDate(numbers[-1])
        return ReducedDate(year, month, day if precision == "day" else None)
    except ValueError as error:
        raise ImpossibleDateError(f"{written} is no date: {error}") from None
