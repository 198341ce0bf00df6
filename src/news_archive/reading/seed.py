"""The seed text format: `` date 2024-04 „Die Bereitschaft … nicht aus. (afp)``.

Optional white space, the word ``date`` (any case, optional colon), a date, the body, and often a
credit in parentheses at the very end. ``parse_seed(format_seed(...))`` returns the same article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.credit import join_credit, split_credit
from news_archive.article.text import canonical
from news_archive.article.written_date import ImpossibleDateError, NoDateError, read_date
from news_archive.errors import MissingHeader, RejectedInput

if TYPE_CHECKING:
    from news_archive.article.date import ReducedDate

_HEADER = re.compile(r"date(?::\s*|\s+)", re.IGNORECASE)


class Seed(NamedTuple):
    """The content of a seed text."""

    date: ReducedDate
    sources: list[str]
    credit: str | None
    body: str


def parse_seed(text: str, supplied: ReducedDate | None = None) -> Seed:
    """Read a seed text; ``supplied`` is the date of a text without a header.

    Raises ``MissingHeader`` if there is no header and no date was supplied, ``RejectedInput`` if
    the date is impossible or there is no body.
    """
    text = canonical(text)
    if not text:
        raise RejectedInput("the text is empty")
    date, rest = _split_header(text, supplied)
    body, credit, sources = split_credit(rest)
    if not body:
        raise RejectedInput(
            "there is a header but no body" if credit is None else "there is a credit but no body"
        )
    return Seed(date, sources, credit, body)


def _split_header(text: str, supplied: ReducedDate | None) -> tuple[ReducedDate, str]:
    header = _HEADER.match(text)
    if header is not None:
        try:
            date, end = read_date(text, header.end())
        except NoDateError:
            pass
        except ImpossibleDateError as error:
            raise RejectedInput(str(error)) from None
        else:
            return date, text[end:].lstrip()
    if text.lower() in ("date", "date:"):
        raise RejectedInput("the header has no date and there is no body")
    if supplied is None:
        raise MissingHeader(
            f"no header such as ` date 2024-04 `: the text begins {text[:24]!r}; "
            "`--date 2024-04` supplies a date"
        )
    return supplied, text


def format_seed(date: ReducedDate, credit: str | None, body: str) -> str:
    """Write an article as seed text; the inverse of ``parse_seed``."""
    return f" date {date} {join_credit(body, credit)}"
