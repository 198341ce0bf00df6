"""A date that is exactly as precise as it was written: a year, a month or a day.

``2024``, ``2024-04`` and ``2024-04-03`` (ISO 8601 reduced precision, EDTF level 0). Each stands for
the interval from its first to its last day. Missing parts are never filled in.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Precision = Literal["year", "month", "day"]

FIRST_YEAR = 1500
LAST_YEAR = 2199

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _days_in_month(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _MONTH_DAYS[month - 1]


@total_ordering
class ReducedDate:
    """A year, a month or a day between 1500 and 2199; immutable and hashable.

    Ordered by the first day, then by the last: ``2024-01-01 < 2024-01 < 2024 < 2024-01-02``.
    Raises ``ValueError`` with a sentence if there is no such date.
    """

    __slots__ = ("_text", "day", "first", "last", "month", "year")

    year: int
    month: int | None
    day: int | None
    first: int
    """The first day as the number yyyymmdd."""
    last: int
    """The last day as the number yyyymmdd."""
    _text: str

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"the year {year:04d} is outside {FIRST_YEAR}–{LAST_YEAR}")
        if month is None:
            if day is not None:
                raise ValueError("a day needs a month")
            first, last = year * 10000 + 101, year * 10000 + 1231
            text = f"{year:04d}"
        elif not 1 <= month <= 12:
            raise ValueError(f"there is no month {month:02d}")
        else:
            days = _days_in_month(year, month)
            base = year * 10000 + month * 100
            if day is None:
                first, last = base + 1, base + days
                text = f"{year:04d}-{month:02d}"
            elif not 1 <= day <= days:
                raise ValueError(f"{year:04d}-{month:02d} has no day {day}")
            else:
                first = last = base + day
                text = f"{year:04d}-{month:02d}-{day:02d}"
        for name, value in (
            ("year", year), ("month", month), ("day", day), ("first", first), ("last", last),
            ("_text", text),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    @staticmethod
    def parse(text: str) -> ReducedDate:
        """Read ``2024``, ``2024-04`` or ``2024-04-03`` and nothing else; raises ``ValueError``."""
        return _parsed(text)

    @property
    def precision(self) -> Precision:
        """The smallest unit that was written."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first_day(self) -> datetime.date:
        """The first day of the interval that the date stands for."""
        return datetime.date(self.first // 10000, self.first // 100 % 100, self.first % 100)

    @property
    def last_day(self) -> datetime.date:
        """The last day of the interval that the date stands for (inclusive)."""
        return datetime.date(self.last // 10000, self.last // 100 % 100, self.last % 100)

    def overlaps(self, other: ReducedDate) -> bool:
        """Whether the two intervals share a day."""
        return self.first <= other.last and other.first <= self.last

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a ReducedDate cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a ReducedDate cannot be changed: {name}")

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"ReducedDate.parse({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ReducedDate):
            return NotImplemented
        return self.first == other.first and self.last == other.last

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, ReducedDate):
            return NotImplemented
        return (self.first, self.last) < (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __reduce__(self) -> tuple[Any, ...]:
        return ReducedDate, (self.year, self.month, self.day)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Tell Pydantic to accept a ``ReducedDate`` or its text, and to write it as text."""
        from pydantic_core import core_schema  # Pydantic is already loaded when it calls this.

        def read(value: object) -> ReducedDate:
            if isinstance(value, cls):
                return value
            if isinstance(value, str):
                return cls.parse(value)
            raise ValueError("a date is a string such as 2024-04")

        return core_schema.no_info_plain_validator_function(
            read,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(),
        )


# An archive of a million articles has a few thousand dates; in one run, most texts share theirs.
@lru_cache(maxsize=4096)
def _parsed(text: str) -> ReducedDate:
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date such as 2024, 2024-04 or 2024-04-03")
    year, month, day = match.groups()
    return ReducedDate(int(year), int(month) if month else None, int(day) if day else None)
