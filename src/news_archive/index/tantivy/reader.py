"""Answers from one committed state of the index."""

from __future__ import annotations

from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import tantivy

from news_archive.article.words import words
from news_archive.errors import UsageError
from news_archive.index.contract import (
    DateSort,
    Found,
    IndexUnusableError,
    Known,
    Page,
    Sort,
    Statistics,
    is_scored,
)
from news_archive.index.tantivy.compiler import compiled
from news_archive.index.tantivy.dates import MOST_BUCKETS, dates_counted
from news_archive.index.tantivy.parts import all_of, numbers, term_set_query
from news_archive.index.tantivy.schema import PRECISIONS, open_index, readable, wall
from news_archive.index.tantivy.spellings import Spellings
from news_archive.index.tantivy.vocabulary import TantivyVocabulary
from news_archive.limits import MAX_VERIFIED_TEXTS
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.nearness import is_near
from news_archive.query.tree import AllOf, And, AtLeast, Half, Or
from news_archive.store.month_lines import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from news_archive.article.date import Precision, ReducedDate
    from news_archive.query.tree import Near, Query

_LOCATION = ("month", "offset", "length")

# More hits than needed are asked for at once, so that ties can be broken without asking again.
_SPARE_HITS = 32
_SPARE_HITS_BY_DATE = 500

# Of more words, hits are counted and ranked one after the other.
_MANY_WORDS = 3

# Hits of an answer without a limit that are held at a time.
_PIECE_HITS = 20_000


class TantivyReader:
    """One committed state of an index folder; see ``IndexReader``."""

    def __init__(
        self, folder: Path, languages: tuple[str, ...], body_of: Callable[[str, Location], str]
    ) -> None:
        """Open the index; raises ``IndexUnusableError`` if there is none that works.

        ``body_of`` reads the text of an article, which the index does not hold.
        """
        self._body_of = body_of
        with readable(folder) as lent, wall():
            self._searcher = open_index(lent).searcher()
        # Opened second: pairs are there before the articles that have them.
        self.vocabulary = TantivyVocabulary(self._searcher, Spellings(folder), languages)

    def search(self, query: Query, *, sort: Sort, offset: int, limit: int | None) -> Page:
        """See ``IndexReader.search``."""
        if limit is None:
            limit = self.count(query)
        if not limit or offset >= self._searcher.num_docs:
            return Page(self.count(query), [])
        need = min(offset + limit, self._searcher.num_docs)
        if sort == "relevance" and is_scored(query):
            if _is_wide(query):
                # To score all that have one of many words takes longer than to count them.
                return Page(self.count(query), self._best(query, need)[offset:])
            total, hits = self._by_score(self._ranked(query), need)
        else:
            fields = [("date_order", sort != "oldest"), ("id_head", False)]
            total, hits = self._by_fields(self._compiled(query), need, fields)
        return Page(total, hits[offset:need])

    def top(self, query: Query, *, sort: Sort, offset: int, limit: int) -> list[Found]:
        """See ``IndexReader.top``."""
        need = min(offset + limit, self._searcher.num_docs)
        if sort == "relevance" and is_scored(query) and need > offset:
            return self._best(query, need)[offset:]
        return self.search(query, sort=sort, offset=offset, limit=limit).found

    def _best(self, query: Query, need: int) -> list[Found]:
        """Return the first hits by score, date and id."""
        # What has none but words that say nothing comes last, and mostly need not be looked at.
        _, hits = self._by_score(self._ranked(query, only_telling=True), need, count=False)
        if len(hits) < need:
            _, hits = self._by_score(self._ranked(query), need, count=False)
        return hits

    def stream(self, query: Query, *, sort: DateSort) -> Iterator[Found]:
        """See ``IndexReader.stream``."""
        fields = [("date_order", sort == "newest"), ("id_head", False)]
        return chain.from_iterable(self._pieces(self._compiled(query), fields))

    def count(self, query: Query) -> int:
        """See ``IndexReader.count``."""
        return self._count(self._compiled(query))

    def scores(self, query: Query, ids: Sequence[str]) -> dict[str, float]:
        """See ``IndexReader.scores``."""
        if not ids:
            return {}
        engine = all_of(self._compiled(query, ranked=True), term_set_query("id", ids))
        with wall():
            hits = self._searcher.search(engine, limit=len(ids), count=False).hits
            return {self._id(address): float(score) for score, address in hits}

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """See ``IndexReader.locate``."""
        if not ids or not self._searcher.num_docs:
            return {}
        with wall():
            # An id that is held twice, which must not be, must not hide another one.
            addresses = self._addresses(term_set_query("id", ids), 2 * len(ids))
            held = [self._id(address) for address in addresses]
            columns = self._columns(
                addresses, ("revision", "digest_high", "digest_low", *_LOCATION)
            )
        return {
            identity: Known(revision, high << 64 | low, Location(*location))
            for identity, (revision, high, low, *location) in zip(held, columns, strict=True)
        }

    def ids_beginning_with(self, beginning: str, limit: int) -> list[str]:
        """See ``IndexReader.ids_beginning_with``."""
        with wall():
            found = self._searcher.terms_with_prefix(
                "id", beginning, filter_query=tantivy.Query.all_query(), limit=limit
            )
        return [identity for identity, _ in found]

    def statistics(self, query: Query) -> Statistics:
        """See ``IndexReader.statistics``."""
        engine = self._compiled(query)
        with wall():
            sums = self._searcher.aggregate(
                engine,
                {
                    "words": {"sum": {"field": "word_count"}},
                    "bytes": {"sum": {"field": "length"}},
                    "by_month": {"terms": {"field": "month", "size": MOST_BUCKETS}},
                    "by_source": {"terms": {"field": "sources", "size": MOST_BUCKETS}},
                    "by_precision": {"terms": {"field": "precision", "size": 3}},
                },
            )
        by_month = _buckets(sums["by_month"])
        by_precision = _buckets(sums["by_precision"])
        return Statistics(
            articles=self._count(engine),
            words=int(sums["words"]["value"] or 0),
            size=int(sums["bytes"]["value"] or 0),
            by_month={int(month): count for month, count in sorted(by_month.items())},
            by_source={str(source): count for source, count in _buckets(sums["by_source"]).items()},
            by_precision={
                PRECISIONS[int(number)]: count for number, count in sorted(by_precision.items())
            },
        )

    def count_by_date(self, query: Query, by: Precision) -> dict[ReducedDate, int]:
        """See ``IndexReader.count_by_date``."""
        return dates_counted(self._searcher, self._compiled(query), by)

    def _compiled(self, query: Query, *, ranked: bool = False) -> tantivy.Query:
        return compiled(query, self.vocabulary, self._verified, ranked=ranked)

    def _ranked(self, query: Query, *, only_telling: bool = False) -> tantivy.Query:
        return compiled(
            query,
            self.vocabulary,
            self._verified,
            ranked=True,
            typed_first=True,
            only_telling=only_telling,
        )

    def _verified(self, near: Near, candidates: tantivy.Query) -> list[str]:
        forms = [forms_of(word, self.vocabulary) for word in near.words]
        with wall():
            addresses = self._addresses(candidates, MAX_VERIFIED_TEXTS + 1)
        if len(addresses) > MAX_VERIFIED_TEXTS:
            raise UsageError(
                f"more than {MAX_VERIFIED_TEXTS:,} articles have all of these words somewhere; "
                "to look at each would take too long: put rarer words into the quotes"
            )
        ids: list[str] = []
        for hit in self._found(addresses):
            found = words(self._body_of(hit.id, hit.location))
            places: list[list[int]] = [[] for _ in forms]
            for place, word in enumerate(found):
                for wanted, at in zip(forms, places, strict=True):
                    if word.form in wanted:
                        at.append(place)
            if is_near(places, near.distance):
                ids.append(hit.id)
        return ids

    def _count(self, engine: tantivy.Query) -> int:
        with wall():
            return _count_of(self._searcher.search(engine, limit=1, count=True))

    def _by_score(
        self, engine: tantivy.Query, need: int, *, count: bool = True
    ) -> tuple[int, list[Found]]:
        """Return how many hits there are, and the first of them by score, date and id.

        Unless ``count``, the number is 0.
        """
        # The engine breaks ties by where it keeps a document. So more hits are asked for until
        # the last one needed is better than the last one got, and ties are broken by us.
        limit = need + _SPARE_HITS
        while True:
            with wall():
                result = self._searcher.search(engine, limit=limit, count=count)
            hits = result.hits
            if len(hits) < limit or hits[need - 1][0] != hits[-1][0]:
                break
            limit *= 4
        need = min(need, len(hits))
        if not need:
            return 0, []
        # The rest of what was asked for to be sure is of no use.
        hits = [hit for hit in hits if hit[0] >= hits[need - 1][0]]
        addresses = [address for _, address in hits]
        with wall():
            columns = self._columns(addresses, ("date_order", "id_head"))
        keys = [
            (-float(score), -order, head)
            for (score, _), (order, head) in zip(hits, columns, strict=True)
        ]
        found = self._first(addresses, keys, need)
        total = _count_of(result) if count else 0
        return total, [hit._replace(score=float(hits[place][0])) for place, hit in found]

    def _first(
        self, addresses: list[tantivy.DocAddress], keys: Sequence[tuple[float, ...]], need: int
    ) -> list[tuple[int, Found]]:
        """Return the first of some hits by their keys and then by id, each with its place."""
        places = sorted(range(len(keys)), key=keys.__getitem__)
        # Ids are read of those alone that may be among the hits needed.
        worst = keys[places[need - 1]]
        chosen = [place for place in places if keys[place] <= worst]
        found = self._found([addresses[place] for place in chosen])
        ranked = sorted(
            zip(chosen, found, strict=True), key=lambda item: (keys[item[0]], item[1].id)
        )
        return ranked[:need]

    def _by_id(self, engine: tantivy.Query, need: int) -> list[Found]:
        with wall():
            listed = self._searcher.terms_with_prefix("id", "", filter_query=engine, limit=need)
            ids = sorted(identity for identity, _ in listed)
        known = self.locate(ids)
        return [Found(identity, None, known[identity].location) for identity in ids]

    def _by_fields(
        self, engine: tantivy.Query, need: int, fields: list[tuple[str, bool]]
    ) -> tuple[int, list[Found]]:
        """Return how many hits there are, and the first by some number fields, and then by id.

        Sorts by one field; where the last value needed is shared by more hits than were asked for,
        those alone are sorted by the next field.
        """
        if not fields:
            hits = self._by_id(engine, need)
            return len(hits), hits
        (field, descending), *further = fields
        order = tantivy.Order.Desc if descending else tantivy.Order.Asc
        limit = need + _SPARE_HITS_BY_DATE
        with wall():
            result = self._searcher.search(
                engine, limit=limit, count=True, order_by_field=field, order=order
            )
        values = [int(value) for value, _ in result.hits]
        addresses = [address for _, address in result.hits]
        need = min(need, len(values))
        if not need:
            return 0, []
        last = values[need - 1]
        start = values.index(last)
        end = start + values.count(last)
        if end == limit:
            # There may be more that share the last value needed than came.
            end, need_here = start, start
        else:
            need_here = need
        done = self._sorted(addresses[:end], values[:end], fields, need_here)
        if end == start:
            tied = all_of(engine, numbers(field, last, last))
            done.extend(self._by_fields(tied, need - start, further)[1])
        return _count_of(result), done

    def _sorted(
        self,
        addresses: list[tantivy.DocAddress],
        values: list[int],
        fields: list[tuple[str, bool]],
        need: int,
    ) -> list[Found]:
        """Return the first of some hits by number fields, whose first has ``values``, and by id."""
        if not need:
            return []
        further = fields[1:]
        with wall():
            columns = self._columns(addresses, tuple(name for name, _ in further))
        signs = [-1 if downwards else 1 for _, downwards in fields]
        keys = [
            tuple(sign * number for sign, number in zip(signs, (value, *others), strict=True))
            for value, others in zip(values, columns or [()] * len(values), strict=True)
        ]
        return [hit for _, hit in self._first(addresses, keys, need)]

    def _pieces(
        self, engine: tantivy.Query, fields: list[tuple[str, bool]]
    ) -> Iterator[list[Found]]:
        """Yield all hits by some number fields, the named first, and then by id.

        A piece ends where a value ends, and the next one begins behind that value. Where more hits
        than make a piece share a value, those alone are sorted by the next field; hits that share
        all values are held as a whole, their ids only.
        """
        if not fields:
            yield from self._pieces_by_id(engine)
            return
        (field, descending), *further = fields
        order = tantivy.Order.Desc if descending else tantivy.Order.Asc
        rest = engine
        while True:
            with wall():
                hits = self._searcher.search(
                    rest, limit=_PIECE_HITS, count=False, order_by_field=field, order=order
                ).hits
            values = [int(value) for value, _ in hits]
            is_last = len(values) < _PIECE_HITS
            split = len(values) if is_last else values.index(values[-1])
            # Whoever shares a value is in order of the id; the values are in order already.
            found = iter(self._found([address for _, address in hits[:split]]))
            for _, group in groupby(values[:split]):
                yield sorted((next(found) for _ in group), key=attrgetter("id"))
            if is_last:
                return
            last = values[max(split - 1, 0)]
            if not split:
                yield from self._pieces(all_of(engine, numbers(field, last, last)), further)
            behind = (
                numbers(field, None, last - 1) if descending else numbers(field, last + 1, None)
            )
            rest = all_of(engine, behind)

    def _pieces_by_id(self, engine: tantivy.Query) -> Iterator[list[Found]]:
        count = self._count(engine)
        with wall():
            ids = sorted(self._id(address) for address in self._addresses(engine, count))
        for start in range(0, len(ids), _PIECE_HITS):
            piece = ids[start : start + _PIECE_HITS]
            known = self.locate(piece)
            yield [Found(identity, None, known[identity].location) for identity in piece]

    def _found(self, addresses: list[tantivy.DocAddress]) -> list[Found]:
        with wall():
            ids = [self._id(address) for address in addresses]
            columns = self._columns(addresses, _LOCATION)
        return [
            Found(identity, None, Location(*location))
            for identity, location in zip(ids, columns, strict=True)
        ]

    def _addresses(self, query: tantivy.Query, limit: int) -> list[tantivy.DocAddress]:
        result = self._searcher.search(query, limit=limit, count=False)
        return [address for _, address in result.hits]

    def _id(self, address: tantivy.DocAddress) -> str:
        return cast(str, self._searcher.doc(address).get_first("id"))

    def _columns(
        self, addresses: list[tantivy.DocAddress], fields: tuple[str, ...]
    ) -> list[tuple[int, ...]]:
        columns = [self._searcher.fast_field_values(field, addresses) for field in fields]
        if any(None in column for column in columns):
            raise IndexUnusableError("a number that every article has is missing")
        return cast("list[tuple[int, ...]]", list(zip(*columns, strict=True)))


def _buckets(aggregation: dict[str, list[dict[str, object]]]) -> dict[str | int, int]:
    buckets = aggregation["buckets"]
    return {cast("str | int", item["key"]): cast(int, item["doc_count"]) for item in buckets}


def _is_wide(query: Query) -> bool:
    """Whether a query asks for some of many words."""
    match query:
        case Or(children) | Half(children) | AtLeast(_, children):
            return len(children) > _MANY_WORDS
        case AllOf(children) | And(children):
            return any(map(_is_wide, children))
        case _:
            return False


def _count_of(result: tantivy.SearchResult) -> int:
    # The engine's type stubs leave the count out.
    return cast(int, getattr(result, "count"))  # noqa: B009
