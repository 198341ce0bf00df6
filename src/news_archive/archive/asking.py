"""The verbs that ask: nothing that they do changes what is stored."""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING

from news_archive.archive import request
from news_archive.archive.answers import as_id, by_score, listed_of, offset_of, pages_of
from news_archive.archive.current import open_current
from news_archive.archive.opened import OpenedArchive
from news_archive.archive.results import (
    DiskUse,
    Facets,
    Fields,
    Hits,
    Listing,
    Totals,
)
from news_archive.archive.searching import Search, facets_of, named_facets
from news_archive.errors import (
    AmbiguousIdError,
    DamagedError,
    NothingFoundError,
    UsageError,
)
from news_archive.index.contract import IndexUnusableError, is_scored
from news_archive.index.generations import Generations
from news_archive.limits import MAX_CANDIDATES
from news_archive.query.highlight import Highlighter
from news_archive.query.tree import Everything
from news_archive.store.layout import read_settings
from news_archive.store.month_files import StaleLocationError, read_line
from news_archive.store.stamp import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Unpack

    from news_archive.archive.request import Narrowing
    from news_archive.article.record import Article
    from news_archive.index.contract import Found, Sort
    from news_archive.index.tantivy.reader import TantivyReader
    from news_archive.query.highlight import Span
    from news_archive.query.spelling import Suggestion
    from news_archive.query.tree import Query


class Asking(OpenedArchive):
    """What can be asked of an archive."""

    def search(
        self,
        query: str | None,
        *,
        sort: Sort = "relevance",
        limit: int = 10,
        page: int = 1,
        explain: bool = False,
        facets: bool = False,
        collapse: bool = False,
        **narrowing: Unpack[Narrowing],
    ) -> Hits:
        """Find articles; ``query`` is in the query language of ``docs/query.md``.

        If no article has all bare words that stand side by side, those with the most of them are
        returned and ``partial`` is set. ``explain``: say of each hit what each part of the query
        adds to its score; ``facets``: count all hits by month and by source; ``collapse``: return
        of hits whose texts are alike only the first, which names the others. Raises
        ``QuerySyntaxError`` if the query cannot be read.
        """
        asked = Search(query, narrowing, sort, limit, page, explain, facets, collapse)
        return self._answered(lambda reader: self._searching(reader).hits(asked))

    def count(
        self,
        query: str | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> int:
        """Return how many articles match exactly; never partial."""
        asked = request.query(query, narrowing)
        return self._answered(lambda reader: reader.count(asked))

    def ids(
        self,
        query: str | None = None,
        *,
        sort: Sort = "relevance",
        limit: int | None = None,
        page: int = 1,
        **narrowing: Unpack[Narrowing],
    ) -> Sequence[str]:
        """Return the ids of the articles that match, all of them unless limited; never partial."""
        return [*self.iterate_ids(query, sort=sort, limit=limit, page=page, **narrowing)]

    def iterate_ids(
        self,
        query: str | None = None,
        *,
        sort: Sort = "relevance",
        limit: int | None = None,
        page: int = 1,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[str]:
        """Yield what ``ids`` returns; all ids in the order of dates come a few at a time."""
        asked = request.query(query, narrowing)
        offset = offset_of(limit, page)
        if limit is None:
            hits = self._streamed(asked, sort)
        else:
            found = self._answered(
                lambda reader: reader.search(asked, sort=sort, offset=offset, limit=limit)
            )
            hits = iter(found.found)
        for hit in hits:
            yield hit.id

    def list(
        self,
        *,
        sort: Sort = "newest",
        limit: int | None = 20,
        page: int = 1,
        facets: bool = False,
        **narrowing: Unpack[Narrowing],
    ) -> Listing:
        """List articles, the newest first; ``facets``: count all of them by month and by source."""
        began = time.perf_counter()
        asked = request.query(None, narrowing)
        offset = offset_of(limit, page)

        def answer(reader: TantivyReader) -> Listing:
            found = reader.search(asked, sort=sort, offset=offset, limit=limit)
            return Listing(
                tuple(listed_of(self._fields(hit)) for hit in found.found),
                found.total,
                page=page,
                pages=pages_of(found, limit),
                facets=facets_of(reader, asked) if facets else None,
                seconds=time.perf_counter() - began,
            )

        return self._answered(answer)

    def facets(self, query: str | None = None, **narrowing: Unpack[Narrowing]) -> Facets:
        """Return how many articles match exactly, by month and by source; never partial."""
        asked = request.query(query, narrowing)
        return self._answered(lambda reader: facets_of(reader, asked))

    def fields(
        self,
        query: str | None = None,
        *,
        sort: Sort = "newest",
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Fields]:
        """Yield the records that match as they stand in their lines; never partial.

        Of articles that are changed meanwhile, those that are not compacted away come as they were
        when the search began, others as they are, if they still match.
        """
        asked = request.query(query, narrowing)
        for hit in self._streamed(asked, sort):
            try:
                yield self._fields(hit)
            except StaleLocationError:
                # It was replaced since the search began, or deleted and compacted away.
                matching = partial(self._matching, asked=asked, identity=hit.id)
                again = self._answered(matching)
                if again is not None:
                    yield again

    def _matching(self, reader: TantivyReader, asked: Query, identity: str) -> Fields | None:
        """Return the record with this id as it is now; ``None`` if it matches no longer."""
        matches = identity in reader.scores(asked, [identity])
        return self._held(reader, identity) if matches else None

    def _held(self, reader: TantivyReader, identity: str) -> Fields | None:
        known = reader.locate([identity]).get(identity)
        return read_line(self._layout, identity, known.location) if known is not None else None

    def _streamed(self, asked: Query, sort: Sort) -> Iterator[Found]:
        """Yield all hits of one state of the index; if that turns out damaged, of one built anew.

        The first come at once. In the order of dates a few are held at a time. Raises
        ``DamagedError`` if the index built anew does not have the last hit any more.
        """
        last: str | None = None

        def begun(reader: TantivyReader) -> tuple[Found | None, Iterator[Found]]:
            if sort == "relevance" and is_scored(asked):
                hits = by_score(reader, asked)
            else:
                hits = reader.stream(asked, sort="oldest" if sort == "oldest" else "newest")
            if last is not None and not any(hit.id == last for hit in hits):
                raise DamagedError(
                    "the index was damaged and articles changed meanwhile; try again"
                )
            return next(hits, None), hits

        while True:
            hit, hits = self._answered(begun)
            try:
                while hit is not None:
                    yield hit
                    last = hit.id
                    hit = next(hits, None)
            except IndexUnusableError:
                continue
            return

    def find_id(self, beginning: str) -> str:
        """Return the id that this is, or else the only one that begins so.

        Raises ``NothingFoundError`` if there is none, ``AmbiguousIdError`` if there are several.
        """
        if not beginning:
            raise UsageError("an id is not empty")
        beginning = as_id(beginning)

        def answer(reader: TantivyReader) -> str:
            if reader.locate([beginning]):
                return beginning
            found = reader.ids_beginning_with(beginning, MAX_CANDIDATES + 1)
            if not found:
                raise NothingFoundError(f"no article has an id that begins with {beginning!r}")
            if len(found) > 1:
                more = len(found) > MAX_CANDIDATES
                raise AmbiguousIdError(beginning, found[:MAX_CANDIDATES], more=more)
            return found[0]

        return self._answered(answer)

    def completions(self, beginning: str, limit: int = 50) -> Sequence[str]:
        """Return up to ``limit`` ids that begin so, from the index as it is: nothing is mended."""
        languages = read_settings(self._layout).languages
        opened = open_current(self._layout, languages)
        if opened is None:
            return []
        try:
            return opened.reader.ids_beginning_with(as_id(beginning), limit)
        finally:
            os.close(opened.held)

    def record(self, identity: str) -> Fields:
        """Return the record with exactly this id; raises ``NothingFoundError``."""
        identity = as_id(identity)

        fields = self._answered(lambda reader: self._held(reader, identity))
        if fields is None:
            raise NothingFoundError(f"no article has the id {identity!r}")
        return fields

    def highlights(self, query: str, text: str) -> Sequence[Span]:
        """Return where a query matches in a text."""
        asked = request.text_query(query)
        return self._answered(lambda reader: Highlighter(asked, reader.vocabulary).spans(text))

    def explain(self, query: str | None, **narrowing: Unpack[Narrowing]) -> Sequence[str]:
        """Return lines that say how a query is understood and what each part of it finds."""
        return self._answered(lambda reader: self._searching(reader).explanation(query, narrowing))

    def suggestions(self, query: str) -> Sequence[Suggestion]:
        """Return nearby spellings of those bare words of a query that are in no article."""
        return self._answered(lambda reader: self._searching(reader).suggestions(query))

    def __getitem__(self, identity: str) -> Article:
        """Return the article with exactly this id; raises ``NothingFoundError``."""
        # Only now: a program that searches and never asks for a record needs no Pydantic.
        from news_archive.article.record import Article

        try:
            return Article.restored(self.record(identity))
        except ValueError as error:
            raise DamagedError(f"the line of {identity}: {error}") from None

    def __contains__(self, identity: object) -> bool:
        if not isinstance(identity, str):
            return False
        try:
            self.record(identity)
        except NothingFoundError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        """Yield all ids, those of the newest articles first, as a mapping yields its keys."""
        return self.iterate_ids(sort="newest")

    def __len__(self) -> int:
        return self._answered(lambda reader: reader.count(Everything()))

    def statistics(self, **narrowing: Unpack[Narrowing]) -> Totals:
        """Return sums over the articles, and what the archive weighs on disk."""
        asked = request.query(None, narrowing)
        found = self._answered(lambda reader: reader.statistics(asked))
        facets = named_facets(found)
        on_disk = sum(status.size for status in statuses(self._layout.articles).values())
        return Totals(
            articles=found.articles,
            words=found.words,
            size=found.size,
            by_month=facets.by_month,
            by_source=facets.by_source,
            by_precision=found.by_precision,
            disk=DiskUse(on_disk, Generations(self._layout.index).size()),
        )
