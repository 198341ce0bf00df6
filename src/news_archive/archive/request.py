"""From what a caller gives to one finished query, before any work is done."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypedDict, TypeVar

from news_archive.article.date import ReducedDate
from news_archive.errors import UsageError
from news_archive.query.grammar import parse_query, source_query
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    And,
    Dated,
    Everything,
    Or,
    Query,
    exactly,
    most_alternatives,
    relaxed,
    with_any,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_Text = TypeVar("_Text")

DateLike = ReducedDate | str | None


class Narrowing(TypedDict, total=False):
    """What narrows or widens a query, beside its text.

    ``any``: one of the bare words is enough. ``exact``: words stand for the forms as typed.
    ``since``, ``until``: articles whose interval reaches into these, a date or what the option
    takes. ``sources``: agencies, any of them; ``none`` for uncredited articles.
    """

    any: bool
    exact: bool
    since: DateLike
    until: DateLike
    sources: Sequence[str]


def several(texts: str | Sequence[_Text]) -> Sequence[str | _Text]:
    """Return texts as they are, and a text alone as one: it is a sequence, too, of letters."""
    return (texts,) if isinstance(texts, str) else texts


def filters(since: DateLike, until: DateLike, sources: Sequence[str]) -> list[Query]:
    """Return the queries that filter by date and source; raises ``UsageError``."""
    found: list[Query] = []
    first = _date("since", since)
    last = _date("until", until)
    if first is not None or last is not None:
        begins = first.first if first is not None else FIRST_DAY_EVER
        ends = last.last if last is not None else LAST_DAY_EVER
        if begins > ends:
            raise UsageError(f"since {first} is after until {last}")
        found.append(Dated(begins, ends))
    if sources:
        codes = tuple(source_query(source) for source in several(sources))
        found.append(codes[0] if len(codes) == 1 else Or(codes))
    return found


def text_query(text: str, *, any: bool = False, exact: bool = False) -> Query:  # noqa: A002
    """Read a query and apply the options that change what its words mean."""
    query = parse_query(text)
    if any:
        query = with_any(query)
    return exactly(query) if exact else query


def query(text: str | None, narrowing: Narrowing) -> Query:
    """Return one query for a text and what narrows it; raises ``UsageError``."""
    read = None if text is None else _read(text, narrowing)
    return _narrowed(read, narrowing)


def nearest(text: str, narrowing: Narrowing, missing: int) -> Query | None:
    """Return the query for what lacks so many of a text's bare words; ``None`` if it has no two."""
    wider = relaxed(parse_query(text), missing)
    if wider is None:
        return None
    return _narrowed(exactly(wider) if narrowing.get("exact", False) else wider, narrowing)


def bare_words(text: str) -> int:
    """Return how many bare words of a text may be missing or not; 0 if no two are side by side."""
    wider = relaxed(parse_query(text), 1)
    return 0 if wider is None else most_alternatives(wider)


def _read(text: str, narrowing: Narrowing) -> Query:
    return text_query(text, any=narrowing.get("any", False), exact=narrowing.get("exact", False))


def _narrowed(read: Query | None, narrowing: Narrowing) -> Query:
    parts = filters(narrowing.get("since"), narrowing.get("until"), narrowing.get("sources", ()))
    if read is not None:
        parts.insert(0, read)
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _date(name: str, value: DateLike) -> ReducedDate | None:
    if value is None or isinstance(value, ReducedDate):
        return value
    try:
        return ReducedDate.parse(value.strip())
    except ValueError:
        pass
    # Only now, because dateutil costs as much start-up as everything else that a search loads.
    from news_archive.article.written_date import read_date_option

    today = datetime.datetime.now().astimezone().date()
    try:
        return read_date_option(value, today)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None
