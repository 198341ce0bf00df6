"""All hits of a query in turn, and their records, in bounded memory."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from news_archive.errors import DamagedError
from news_archive.index.contract import IndexUnusableError, is_scored
from news_archive.search.paging import by_score, offset_of
from news_archive.store.month_files import StaleLocationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found, IndexReader, Sort
    from news_archive.query.tree import Query
    from news_archive.sync.index_keeper import IndexKeeper
    from news_archive.sync.listener import Progress


def found_ids(
    index: IndexKeeper, query: Query, *, sort: Sort, limit: int | None, page: int
) -> Iterator[str]:
    """Yield the ids of a page of hits, or of all hits if there is no limit."""
    offset = offset_of(limit, page)
    if limit is None:
        hits = streamed(index, query, sort)
    else:
        hits = iter(
            index.answer(lambda reader: reader.top(query, sort=sort, offset=offset, limit=limit))
        )
    for hit in hits:
        yield hit.id


def records(index: IndexKeeper, query: Query, sort: Sort) -> Iterator[Fields]:
    """Yield the records of all hits.

    If an article changes meanwhile, it comes as it was when the search began; if that line has been
    compacted away, as it is now, if it still matches.
    """
    for hit in streamed(index, query, sort):
        try:
            yield index.fields(hit)
        except StaleLocationError:
            # It was replaced since the search began, or deleted and compacted away.
            again = _record_now(index, query, hit.id)
            if again is not None:
                yield again


def followed_records(
    index: IndexKeeper,
    query: Query,
    most: int | None,
    on_progress: Progress,
    sort: Sort = "newest",
) -> Iterator[Fields]:
    """Yield the records of the first ``most`` hits, or of all, and report progress."""
    matching = index.answer(lambda reader: reader.count(query))
    number = matching if most is None else min(matching, most)
    for done, fields in enumerate(islice(records(index, query, sort), number)):
        on_progress(done, number)
        yield fields
    on_progress(number, number)


def told_of(articles: Iterable[Fields], number: int, on_progress: Progress) -> Iterator[Fields]:
    """Yield articles and report how many of about ``number`` are done."""
    for done, fields in enumerate(articles, 1):
        yield fields
        on_progress(done, max(number, done))


def _record_now(index: IndexKeeper, query: Query, identity: str) -> Fields | None:
    """Return the record with this id as it is now; ``None`` if it no longer matches."""

    def answer(reader: IndexReader) -> Fields | None:
        matches = identity in reader.scores(query, [identity])
        return index.held(reader, identity) if matches else None

    return index.answer(answer)


def streamed(index: IndexKeeper, query: Query, sort: Sort) -> Iterator[Found]:
    """Yield all hits of one snapshot of the index; if it turns out to be damaged, of a rebuilt one.

    The first ones come at once. Sorted by date, only a few are in memory at a time. Raises
    ``DamagedError`` if the rebuilt index does not have the last hit.
    """
    last: str | None = None

    def begun(reader: IndexReader) -> tuple[Found | None, Iterator[Found]]:
        if sort == "relevance" and is_scored(query):
            hits = by_score(reader, query)
        else:
            hits = reader.stream(query, sort="oldest" if sort == "oldest" else "newest")
        if last is not None and not any(hit.id == last for hit in hits):
            raise DamagedError("the index was damaged and articles changed meanwhile; try again")
        return next(hits, None), hits

    while True:
        hit, hits = index.answer(begun)
        try:
            while hit is not None:
                yield hit
                last = hit.id
                hit = next(hits, None)
        except IndexUnusableError:
            continue
        return
