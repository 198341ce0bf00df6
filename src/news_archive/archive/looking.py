"""The verbs that look at many articles at once: over time, in context, alike."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from news_archive.archive import request
from news_archive.archive.answers import offset_of
from news_archive.archive.asking import Asking
from news_archive.errors import UsageError
from news_archive.limits import MAX_COLLOCATION_ARTICLES, MAX_SORTED_MATCHES
from news_archive.query.highlight import Highlighter, has_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Unpack

    from news_archive.archive.collocation import Collocations, Measure
    from news_archive.archive.concordance import (
        ContextCount,
        ContextLine,
        ContextSort,
        CountedBy,
        Side,
    )
    from news_archive.archive.differences import Comparison
    from news_archive.archive.duplicates import DuplicateGroup
    from news_archive.archive.likeness import Related
    from news_archive.archive.request import DateLike, Narrowing
    from news_archive.archive.results import Fields
    from news_archive.archive.timeline import Timeline
    from news_archive.article.date import Precision
    from news_archive.index.contract import Sort
    from news_archive.query.tree import Query

Progress: TypeAlias = "Callable[[int, int], None]"
"""Told how many of how many articles have been looked at; at the end, that it is all of them."""


def _unseen(_done: int, _total: int) -> None:
    pass


class Looking(Asking):
    """What can be seen of many articles together."""

    # What they work with is imported when they are called: no other verb needs it.

    def timeline(
        self,
        queries: Sequence[str | None] = (),
        *,
        by: Precision = "month",
        relative: bool = False,
        **narrowing: Unpack[Narrowing],
    ) -> Timeline:
        """Return how many articles match each query in each year, month or day; never partial.

        No query, or ``None`` as one, stands for all articles. A date that is less precise than the
        periods is counted apart. ``relative``: also per thousand articles of the period, under the
        same filters by date and source. Raises ``QuerySyntaxError`` for the first query that
        cannot be read.
        """
        from news_archive.archive.timeline import timeline_of

        asked = request.several(queries)
        return self._answered(
            lambda reader: timeline_of(reader, asked, by, narrowing, relative=relative)
        )

    def context(
        self,
        query: str,
        *,
        width: int = 60,
        sort: ContextSort = "date",
        limit: int | None = None,
        on_progress: Progress = _unseen,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[ContextLine]:
        """Yield every match of a query in its context, ``width`` characters on either side.

        ``sort``: by ``date`` (the newest article first) or ``rank`` (the best first), and then by
        place in the text; these come at once. Or by the words to the ``left`` or ``right`` of the
        match, from the match outwards: all matches are looked at first, of which ``on_progress`` is
        told, and no more held than ``limit``, or 100,000 if there is none, of which the listener is
        told. Never partial. Raises ``UsageError`` for a query without words.
        """
        if width < 0:
            raise UsageError("the width is at least 0")
        _check_at_least_1(limit=limit)
        highlighter = self._highlighter_of_words(query, narrowing)
        if sort == "left" or sort == "right":
            articles = self._looked_at(query, narrowing, None, on_progress)
            return self._sorted_context(articles, highlighter, width, sort, limit)
        order: Sort = "relevance" if sort == "rank" else "newest"
        return self._context(self.fields(query, sort=order, **narrowing), highlighter, width, limit)

    def _context(
        self, articles: Iterator[Fields], highlighter: Highlighter, width: int, limit: int | None
    ) -> Iterator[ContextLine]:
        from news_archive.archive.concordance import lines_of

        for fields in articles:
            for line in lines_of(fields, highlighter.matches(fields["body"]), width):
                yield line
                if limit is not None:
                    limit -= 1
                    if not limit:
                        return

    def _sorted_context(
        self,
        articles: Iterator[Fields],
        highlighter: Highlighter,
        width: int,
        side: Side,
        limit: int | None,
    ) -> Iterator[ContextLine]:
        from news_archive.archive.concordance import sorted_lines

        most = limit or MAX_SORTED_MATCHES
        lines, count = sorted_lines(articles, highlighter, width, side, most)
        if limit is None and count > most:
            self._listener.notice(
                f"{count:,} matches; these are the first {most:,} by the words beside them, "
                "--limit sets another number"
            )
        yield from lines

    def context_counts(
        self,
        query: str,
        by: CountedBy,
        *,
        on_progress: Progress = _unseen,
        **narrowing: Unpack[Narrowing],
    ) -> Sequence[ContextCount]:
        """Return how many matches have each form, or each word to their left or right.

        The commonest come first. Raises ``UsageError`` for a query without words.
        """
        from news_archive.archive.concordance import counted

        highlighter = self._highlighter_of_words(query, narrowing)
        return counted(self._looked_at(query, narrowing, None, on_progress), highlighter, by)

    def collocates(
        self,
        query: str,
        *,
        span: int = 5,
        measure: Measure = "log-likelihood",
        minimum: int = 5,
        limit: int | None = 20,
        most_articles: int | None = MAX_COLLOCATION_ARTICLES,
        on_progress: Progress = _unseen,
        **narrowing: Unpack[Narrowing],
    ) -> Collocations:
        """Return the words that stand near the matches of a query more often than elsewhere.

        Near: at most ``span`` words away. Elsewhere: in the rest of the same articles, of which the
        newest ``most_articles`` are looked at; ``None``: all of them. Words that are near less than
        ``minimum`` times are left out. Raises ``UsageError`` for a query without words.
        """
        from news_archive.archive.collocation import Collocations, Surroundings

        _check_at_least_1(span=span, minimum=minimum, limit=limit, most_articles=most_articles)
        highlighter = self._highlighter_of_words(query, narrowing)
        surroundings = Surroundings(span)
        articles = 0
        for fields in self._looked_at(query, narrowing, most_articles, on_progress):
            surroundings.add(fields["body"], highlighter.matches(fields["body"]))
            articles += 1
        return Collocations(
            tuple(surroundings.collocations(measure, minimum)[:limit]),
            matches=surroundings.matches,
            articles=articles,
            matching=self.count(query, **narrowing),
            near_words=surroundings.near_words,
            words=surroundings.words,
        )

    def _looked_at(
        self, query: str, narrowing: Narrowing, most: int | None, on_progress: Progress
    ) -> Iterator[Fields]:
        """Yield the articles that match, the newest first, and tell how many of them are done."""
        matching = self.count(query, **narrowing)
        number = matching if most is None else min(matching, most)
        for done, fields in enumerate(islice(self.fields(query, **narrowing), number)):
            on_progress(done, number)
            yield fields
        on_progress(number, number)

    def related(
        self,
        identity: str,
        *,
        limit: int = 10,
        page: int = 1,
        since: DateLike = None,
        until: DateLike = None,
        sources: Sequence[str] = (),
    ) -> Sequence[Related]:
        """Return the articles most like the one with exactly this id, the best first.

        Those that share the words which tell most about it; the article itself is left out. Raises
        ``NothingFoundError`` if there is none.
        """
        fields = self.record(identity)
        filters = request.filters(since, until, sources)
        return self._alike(fields["body"], filters, fields["id"], limit, page)

    def like(
        self,
        text: str,
        *,
        limit: int = 10,
        page: int = 1,
        since: DateLike = None,
        until: DateLike = None,
        sources: Sequence[str] = (),
    ) -> Sequence[Related]:
        """Return the articles most like a text that need not be in the archive, the best first."""
        return self._alike(text, request.filters(since, until, sources), None, limit, page)

    def _alike(
        self, text: str, filters: Sequence[Query], identity: str | None, limit: int, page: int
    ) -> Sequence[Related]:
        from news_archive.archive.likeness import related

        offset = offset_of(limit, page)
        return self._answered(
            lambda reader: related(
                text,
                reader,
                self._fields,
                filters=filters,
                leave_out=identity,
                offset=offset,
                limit=limit,
            )
        )

    def duplicates(
        self,
        query: str | None = None,
        *,
        within: str | int = "3d",
        threshold: float = 0.7,
        on_progress: Progress = _unseen,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[DuplicateGroup]:
        """Yield groups of articles that are the same story, about in the order of their dates.

        Two articles are if their dates are ``within`` (days, or ``3d``, ``1w``, ``2m``) of each
        other and their texts share ``threshold`` of their shingles or one nearly contains the
        other; see ``docs/duplicates.md``. Only among what matches the query, if there is one.
        ``on_progress`` is told how many of how many articles have been looked at. Raises
        ``UsageError`` for a threshold or a time that cannot be meant.
        """
        from news_archive.archive.duplicates import check_threshold, days_within, groups

        days = days_within(within) if isinstance(within, str) else within
        if days < 0:
            raise UsageError("articles are within 0 days or more of each other")
        check_threshold(threshold)
        number = self.count(query, **narrowing)

        def counted() -> Iterator[Fields]:
            records = self.fields(query, sort="oldest", **narrowing)
            for done, fields in enumerate(records, 1):
                yield fields
                on_progress(done, max(number, done))

        return groups(counted(), days, threshold, self._listener.notice)

    def compare(self, first: str, second: str) -> Comparison:
        """Return what two articles share and where they differ; raises ``NothingFoundError``."""
        from news_archive.archive.differences import Comparison, rows
        from news_archive.archive.shingles import overlap_of, shingles

        one, other = self.record(first), self.record(second)
        return Comparison(
            one,
            other,
            overlap_of(shingles(one["body"]), shingles(other["body"])),
            tuple(rows(one["body"], other["body"])),
        )

    def _highlighter_of_words(self, query: str, narrowing: Narrowing) -> Highlighter:
        """Return what finds the matches of a query; raises ``UsageError`` if it can find none."""
        asked = request.query(query, narrowing)
        if not has_words(asked):
            raise UsageError("the query has no word to look for: fields alone match no text")
        return self._answered(lambda reader: Highlighter(asked, reader.vocabulary))


def _check_at_least_1(**numbers: int | None) -> None:
    for name, number in numbers.items():
        if number is not None and number < 1:
            raise UsageError(f"the {name} is at least 1")
