"""From what the index and the month files say to what the verbs of an archive return."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from news_archive.archive.request import several
from news_archive.archive.results import Contribution, Fields, Hit, Listed
from news_archive.article.date import ReducedDate
from news_archive.article.sentences import first_sentence
from news_archive.article.text import forbidden_character
from news_archive.article.words import word_count
from news_archive.errors import NothingFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.index.contract import Found, IndexReader, Page
    from news_archive.query.highlight import Highlighter
    from news_archive.query.tree import Query

# Hits asked for at first when all are wanted by their scores: some screens of them.
_FIRST_BY_SCORE = 200


def as_id(text: str) -> str:
    """Return what was asked for as ids are written; raises ``NothingFoundError`` if none can be."""
    if forbidden_character(text) is not None:
        raise NothingFoundError(f"no article has the id {text!r}")
    return unicodedata.normalize("NFC", text)


def as_ids(texts: Sequence[str]) -> list[str]:
    """Return each of some ids once, as ids are written; see ``as_id``. A text alone is one id."""
    return list(dict.fromkeys(map(as_id, several(texts))))


def hit_of(
    rank: int,
    found: Found,
    fields: Fields,
    highlighter: Highlighter,
    contributions: tuple[Contribution, ...],
    alike: tuple[str, ...] = (),
) -> Hit:
    """Return a hit with the passage that shows it best."""
    return Hit(
        rank=rank,
        score=found.score,
        id=found.id,
        date=ReducedDate.parse(fields["date"]),
        sources=tuple(fields["sources"]),
        snippet=highlighter.snippet(fields["body"]),
        contributions=contributions,
        alike=alike,
    )


def listed_of(fields: Fields) -> Listed:
    """Return a line of a list."""
    return Listed(
        id=fields["id"],
        date=ReducedDate.parse(fields["date"]),
        sources=tuple(fields["sources"]),
        headline=first_sentence(fields["body"]),
        words=word_count(fields["body"]),
    )


def offset_of(limit: int | None, page: int) -> int:
    """Return how many hits come before a page; raises ``UsageError`` if there is no such page."""
    if limit is not None and limit < 1:
        raise UsageError("the limit is at least 1")
    if page < 1:
        raise UsageError("pages are counted from 1")
    return 0 if limit is None else limit * (page - 1)


def by_score(reader: IndexReader, query: Query) -> Iterator[Found]:
    """Yield all hits of one reader, the best first, the first of them at once.

    Each time more of them are asked for than before, and all from the beginning.
    """
    done = 0
    limit = _FIRST_BY_SCORE
    while True:
        page = reader.search(query, sort="relevance", offset=done, limit=limit - done)
        yield from page.found
        if page.total <= limit:
            return
        done, limit = limit, limit * 10


def pages_of(found: Page, limit: int | None) -> int:
    """Return how many pages there are, at least one."""
    return max(1, -(-found.total // limit)) if limit else 1
