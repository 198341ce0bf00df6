"""Pages of an answer: their offsets, their number, and all of them in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.index.contract import Found, IndexReader, Page
    from news_archive.query.tree import Query

# Hits requested at first if all are wanted by score: some screenfuls.
_FIRST_BY_SCORE = 200


def check_at_least_1(**numbers: int | None) -> None:
    """Raise ``UsageError`` for a number below 1."""
    for name, number in numbers.items():
        if number is not None and number < 1:
            raise UsageError(f"the {name} is at least 1")


def check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    """Raise ``UsageError`` for a value that is not among the choices."""
    if value not in choices:
        raise UsageError(f"the {name} is {' or '.join(choices)}, and not {value!r}")


def offset_of(limit: int | None, page: int) -> int:
    """Return how many hits come before a page; raises ``UsageError`` if there is no such page."""
    check_at_least_1(limit=limit)
    if limit is None and page > 1:
        raise UsageError(f"page {page} of what has no pages: a limit says how many are on one")
    if page < 1:
        raise UsageError("pages are counted from 1")
    return 0 if limit is None else limit * (page - 1)


def pages_of(found: Page, limit: int | None) -> int:
    """Return how many pages there are, at least one."""
    return max(1, -(-found.total // limit)) if limit else 1


def by_score(reader: IndexReader, query: Query) -> Iterator[Found]:
    """Yield all hits of one reader, the best first; the first ones come at once.

    Each request is for more hits than the one before, again from the beginning.
    """
    done = 0
    limit = _FIRST_BY_SCORE
    while True:
        page = reader.search(query, sort="relevance", offset=done, limit=limit - done)
        yield from page.found
        if page.total <= limit:
            return
        done, limit = limit, limit * 10
