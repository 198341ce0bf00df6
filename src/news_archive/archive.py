"""``Archive``: one folder of articles, with the verbs of the command line.

Each verb passes its request to a package below: ``search`` finds articles, ``analysis`` examines
many articles together, ``ingest`` stores new ones, ``upkeep`` maintains the files, and ``sync``
keeps files and index in step. A verb imports what it needs when it is called, so a search loads no
module that writes.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from news_archive.article.identity import as_id, as_ids
from news_archive.article.text import several
from news_archive.errors import DamagedError, NothingFoundError, UsageError
from news_archive.index.contract import SORTS
from news_archive.limits import MAX_COLLOCATION_ARTICLES
from news_archive.query.highlight import Highlighter, highlighter_of_words
from news_archive.query.morphology.lexicon_file import prepare
from news_archive.query.morphology.stemming import check_language
from news_archive.query.request import Request, filters
from news_archive.query.tree import Everything
from news_archive.search.identifiers import only_id
from news_archive.search.listing import listing_of
from news_archive.search.paging import check_at_least_1, check_choice, offset_of
from news_archive.search.records import followed_records, found_ids, records, told_of
from news_archive.search.searcher import Collapse, Search, Searcher
from news_archive.search.statistics import DiskUse, facets_of, totals_of
from news_archive.store.layout import Layout, read_settings, set_languages
from news_archive.store.stamp import statuses
from news_archive.sync.archive_lock import ArchiveLock, exists
from news_archive.sync.index_keeper import IndexKeeper
from news_archive.sync.listener import Listener, no_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Unpack

    from news_archive.analysis.collocations import Collocations, Measure
    from news_archive.analysis.comparison import Comparison
    from news_archive.analysis.concordance import ContextCount, ContextLine, ContextSort, CountedBy
    from news_archive.analysis.duplicates import DuplicateGroup
    from news_archive.analysis.related import Related
    from news_archive.analysis.timeline import Timeline
    from news_archive.article.date import Precision, ReducedDate
    from news_archive.article.line import Fields
    from news_archive.article.record import Article
    from news_archive.index.contract import Sort
    from news_archive.ingest.outcome import Outcome
    from news_archive.query.highlight import Span
    from news_archive.query.request import DateLike, Narrowing
    from news_archive.query.spelling import Suggestion
    from news_archive.query.tree import Query
    from news_archive.reading.reader import ReadingOptions
    from news_archive.search.hits import Hits
    from news_archive.search.listing import Listing
    from news_archive.search.statistics import Facets, Totals
    from news_archive.sync.listener import Progress
    from news_archive.upkeep.compaction import Compaction
    from news_archive.upkeep.erasure import Erasure
    from news_archive.upkeep.findings import Report
    from news_archive.upkeep.versions import Version


class Archive:
    """The archive in one data folder.

    Nothing is opened before it is needed, and only ``ingest`` creates an archive. Use it as a
    context manager, or call ``close``. Every verb raises subclasses of ``ArchiveError`` and no
    other exceptions deliberately; see ``news_archive.errors``.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        language: str | None = None,
        wait: bool = True,
        listener: Listener | None = None,
    ) -> None:
        """``language`` replaces the archive's languages; ``wait``: wait for another writer.

        Raises ``UsageError`` for a language without a stemmer.
        """
        if language is not None:
            check_language(language)
        self._layout = Layout(Path(folder))
        self._language = language
        self._listener = listener or Listener()
        self._lock = ArchiveLock(self._layout, self._listener, wait=wait)
        self._keeper: IndexKeeper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive; it can be used again."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    # ── finding ──────────────────────────────────────────────────────────────────────────────────

    def search(
        self,
        query: str | None,
        *,
        sort: Sort = "relevance",
        limit: int = 10,
        page: int = 1,
        explain: bool = False,
        facets: bool = False,
        collapse: Collapse = False,
        **narrowing: Unpack[Narrowing],
    ) -> Hits:
        """Find articles; ``query`` is in the query language of ``docs/query.md``.

        Ranked by relevance, articles are listed that have half of four or more bare words side by
        side, and those that have a word in a compound; ``Hits.complete`` says how many have all
        words as words. If no article has enough of them, those with the most of them are returned
        and ``partial`` is set. ``explain``: return for each hit what each part of the query adds to
        its score; ``facets``: count all hits by month and by source; ``collapse``: of hits with
        nearly the same text (``"copies"``: the very same), return only the first, which names
        the others. Raises
        ``QuerySyntaxError`` if the query cannot be read.
        """
        check_choice("sort", sort, SORTS)
        request = Request(query, narrowing)
        search = Search(request, sort, limit, page, explain, facets, collapse)
        index = self._index
        return index.answer(lambda reader: Searcher(reader, index.fields).hits(search))

    def count(self, query: str | None = None, **narrowing: Unpack[Narrowing]) -> int:
        """Return how many articles match; never partial."""
        asked = Request(query, narrowing).query
        return self._index.answer(lambda reader: reader.count(asked))

    def ids(
        self,
        query: str | None = None,
        *,
        sort: Sort = "relevance",
        limit: int | None = None,
        page: int = 1,
        **narrowing: Unpack[Narrowing],
    ) -> Sequence[str]:
        """Return the ids of matching articles, all of them unless limited; never partial."""
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
        """Yield what ``ids`` returns; all ids sorted by date are streamed."""
        check_choice("sort", sort, SORTS)
        asked = Request(query, narrowing).query
        yield from found_ids(self._index, asked, sort=sort, limit=limit, page=page)

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
        check_choice("sort", sort, SORTS)
        asked = Request(None, narrowing).query
        index = self._index
        return index.answer(
            lambda reader: listing_of(
                reader, index.fields, asked, sort=sort, limit=limit, page=page, facets=facets
            )
        )

    def facets(self, query: str | None = None, **narrowing: Unpack[Narrowing]) -> Facets:
        """Return how many articles match, by month and by source; never partial."""
        asked = Request(query, narrowing).query
        return self._index.answer(lambda reader: facets_of(reader, asked))

    def statistics(self, **narrowing: Unpack[Narrowing]) -> Totals:
        """Return sums over the articles, and the size of the archive on disk."""
        asked = Request(None, narrowing).query
        found = self._index.answer(lambda reader: reader.statistics(asked))
        month_files = sum(status.size for status in statuses(self._layout.articles).values())
        return totals_of(found, DiskUse(month_files, self._index.engine.size()))

    def fields(
        self,
        query: str | None = None,
        *,
        sort: Sort = "newest",
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Fields]:
        """Yield matching records as they are in their lines; never partial.

        If an article changes meanwhile, it comes as it was when the search began; if that line has
        been compacted away, as it is now, if it still matches.
        """
        check_choice("sort", sort, SORTS)
        asked = Request(query, narrowing).query
        yield from records(self._index, asked, sort)

    def find_id(self, beginning: str) -> str:
        """Return this id, or else the only id with this prefix.

        Raises ``NothingFoundError`` if there is none, ``AmbiguousIdError`` if there are several.
        """
        if not beginning:
            raise UsageError("an id is not empty")
        wanted = as_id(beginning)
        return self._index.answer(lambda reader: only_id(reader, wanted))

    def completions(self, beginning: str, limit: int = 50) -> Sequence[str]:
        """Return up to ``limit`` ids with this prefix, from the index as it is, without healing."""
        return self._index.completions(as_id(beginning), limit)

    def record(self, identity: str) -> Fields:
        """Return the record with exactly this id; raises ``NothingFoundError``."""
        wanted = as_id(identity)
        fields = self._index.answer(lambda reader: self._index.held(reader, wanted))
        if fields is None:
            raise NothingFoundError(f"no article has the id {wanted!r}")
        return fields

    def highlights(self, query: str, text: str) -> Sequence[Span]:
        """Return the places in a text that a search for a query would highlight."""
        asked = Request(query, {}).listed
        return self._index.answer(lambda reader: Highlighter(asked, reader.vocabulary).spans(text))

    def explain(self, query: str | None, **narrowing: Unpack[Narrowing]) -> Sequence[str]:
        """Return lines that explain how a query is understood and what each part finds."""
        from news_archive.search.suggestions import Spellings

        request = Request(query, narrowing)
        index = self._index
        return index.answer(lambda reader: Spellings(reader, index.fields).explanation(request))

    def suggestions(self, query: str, *, words: bool = False) -> Sequence[Suggestion]:
        """Return similar spellings of the bare words of a query that are in few articles or none.

        ``words``: take the query as words, whatever signs are in it.
        """
        from news_archive.query.spelling import doubtful_words

        request = Request(query, {"words": words})
        index = self._index
        if not index.answer(lambda reader: doubtful_words(request.query, reader.count)):
            return []
        from news_archive.search.suggestions import Spellings

        return index.answer(lambda reader: Spellings(reader, index.fields).suggestions(request))

    def hints(self, query: str | None, **narrowing: Unpack[Narrowing]) -> Sequence[str]:
        """Return sentences about what was assumed in a query, and what may have been meant."""
        request = Request(query, narrowing)
        if not request.may_need_hints:
            return []
        from news_archive.search.hints import hints_of

        return self._index.answer(lambda reader: hints_of(reader, request))

    def __getitem__(self, identity: str) -> Article:
        """Return the article with exactly this id; raises ``NothingFoundError``."""
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
        return self._index.answer(lambda reader: reader.count(Everything()))

    # ── looking at many articles together ────────────────────────────────────────────────────────

    def timeline(
        self,
        queries: Sequence[str | None] = (),
        *,
        by: Precision = "month",
        relative: bool = False,
        collapse: bool = False,
        on_progress: Progress = no_progress,
        **narrowing: Unpack[Narrowing],
    ) -> Timeline:
        """Return how many articles match each query in each year, month or day; never partial.

        No query, or ``None`` as a query, stands for all articles. Dates that are less precise than
        the periods are counted separately. ``relative``: also per thousand articles of the period,
        under the same filters by date and source. ``collapse``: of articles that are the same
        story, only the earliest counts; their texts are read for it, which ``on_progress`` follows.
        Raises ``QuerySyntaxError`` for the first query that cannot be read, ``UsageError`` if
        both are asked for.
        """
        from news_archive.analysis.timeline import timeline_of, timeline_of_stories

        asked = several(queries)
        if collapse:
            if relative:
                raise UsageError(
                    "a share of all articles cannot be had of stories: `collapse` or `relative`"
                )

            def stories_of(query: Query) -> Iterator[Fields]:
                return self._followed(query, None, on_progress, sort="oldest", collapse=True)

            def count_by_date(query: Query) -> Mapping[ReducedDate, int]:
                return self._index.answer(lambda reader: reader.count_by_date(query, by))

            return timeline_of_stories(stories_of, asked, by, narrowing, count_by_date)
        return self._index.answer(
            lambda reader: timeline_of(reader, asked, by, narrowing, relative=relative)
        )

    def context(
        self,
        query: str,
        *,
        width: int = 60,
        sort: ContextSort = "date",
        limit: int | None = None,
        collapse: bool = False,
        on_progress: Progress = no_progress,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[ContextLine]:
        """Yield every match of a query in its context, ``width`` characters on either side.

        ``sort``: by ``date`` (the newest article first) or ``rank`` (the best first), and then by
        place in the text; these are streamed. Or by the words to the ``left`` or ``right`` of the
        match, from the match outwards: then all matches are read first, which ``on_progress``
        follows, and up to ``limit`` of them are kept (100,000 without a limit, which the listener
        is told). ``collapse``: of articles that are the same story, only the first counts. Never
        partial. Raises ``UsageError`` for a query without words.
        """
        from news_archive.analysis.concordance import SORTS as ORDERS
        from news_archive.analysis.concordance import context_lines, sorted_context_lines

        check_choice("sort", sort, ORDERS)
        if width < 0:
            raise UsageError("the width is at least 0")
        check_at_least_1(limit=limit)
        asked = Request(query, narrowing).query
        highlighter = self._highlighter(asked)
        if sort == "left" or sort == "right":
            articles = self._followed(asked, None, on_progress, collapse=collapse)
            notice = self._listener.notice
            return sorted_context_lines(articles, highlighter, width, sort, limit, notice)
        order: Sort = "relevance" if sort == "rank" else "newest"
        found = _collapsed(records(self._index, asked, order), collapse=collapse)
        return context_lines(found, highlighter, width, limit)

    def context_counts(
        self,
        query: str,
        by: CountedBy,
        *,
        collapse: bool = False,
        on_progress: Progress = no_progress,
        **narrowing: Unpack[Narrowing],
    ) -> Sequence[ContextCount]:
        """Return how many matches have each form, or each word to their left or right.

        The commonest come first; ``collapse`` as in ``context``. Raises ``UsageError`` for a query
        without words.
        """
        from news_archive.analysis.concordance import COUNTED_BY, counted

        check_choice("by", by, COUNTED_BY)
        asked = Request(query, narrowing).query
        highlighter = self._highlighter(asked)
        articles = self._followed(asked, None, on_progress, collapse=collapse)
        return counted(articles, highlighter, by)

    def collocates(
        self,
        query: str,
        *,
        span: int = 5,
        measure: Measure = "log-likelihood",
        minimum: int = 5,
        limit: int | None = 20,
        most_articles: int | None = MAX_COLLOCATION_ARTICLES,
        collapse: bool = False,
        on_progress: Progress = no_progress,
        **narrowing: Unpack[Narrowing],
    ) -> Collocations:
        """Return the words that are more frequent near the matches of a query than elsewhere.

        Near: at most ``span`` words away. Elsewhere: in the rest of the same articles, the newest
        ``most_articles`` of them; ``None``: all. Words that are near fewer than ``minimum`` times
        are left out; ``collapse`` as in ``context``. Raises ``UsageError`` for a query without
        words.
        """
        from news_archive.analysis.collocations import MEASURES, collocations_of

        check_choice("measure", measure, MEASURES)
        check_at_least_1(span=span, minimum=minimum, limit=limit, most_articles=most_articles)
        asked = Request(query, narrowing).query
        return collocations_of(
            self._followed(asked, most_articles, on_progress, collapse=collapse),
            self._highlighter(asked),
            span=span,
            measure=measure,
            minimum=minimum,
            limit=limit,
            matching=self._index.answer(lambda reader: reader.count(asked)),
        )

    def related(
        self,
        identity: str,
        *,
        limit: int = 10,
        page: int = 1,
        since: DateLike = None,
        until: DateLike = None,
        sources: Sequence[str] = (),
        precise: bool = False,
    ) -> Sequence[Related]:
        """Return the articles most like the one with exactly this id, the best first.

        They share its most characteristic words; the article itself is left out. Raises
        ``NothingFoundError`` if there is no such article.
        """
        fields = self.record(identity)
        narrowed, _ = filters(since, until, sources, precise=precise)
        return self._alike(fields["body"], narrowed, fields["id"], limit, page)

    def like(
        self,
        text: str,
        *,
        limit: int = 10,
        page: int = 1,
        since: DateLike = None,
        until: DateLike = None,
        sources: Sequence[str] = (),
        precise: bool = False,
    ) -> Sequence[Related]:
        """Return the articles most like a text that need not be in the archive, the best first."""
        narrowed, _ = filters(since, until, sources, precise=precise)
        return self._alike(text, narrowed, None, limit, page)

    def duplicates(
        self,
        query: str | None = None,
        *,
        within: str | int = "3d",
        threshold: float = 0.7,
        on_progress: Progress = no_progress,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[DuplicateGroup]:
        """Yield groups of articles that are the same story, roughly in the order of dates.

        Two articles are the same story if their dates are ``within`` (days, or ``3d``, ``1w``,
        ``2m``) of each other and their texts share ``threshold`` of their shingles, or one nearly
        contains the other; see ``docs/duplicates.md``. With a query, only articles that match it
        are compared. ``on_progress`` receives how many of how many articles have been read. Raises
        ``UsageError`` for an impossible threshold or time.
        """
        from news_archive.analysis.duplicates import check_threshold, days_within, groups

        days = days_within(within)
        check_threshold(threshold)
        number = self.count(query, **narrowing)
        articles = told_of(self.fields(query, sort="oldest", **narrowing), number, on_progress)
        return groups(articles, days, threshold, self._listener.notice)

    def compare(self, first: str, second: str) -> Comparison:
        """Return what two articles share and where they differ; raises ``NothingFoundError``."""
        from news_archive.analysis.comparison import comparison_of

        return comparison_of(self.record(first), self.record(second))

    # ── changing what is stored ──────────────────────────────────────────────────────────────────

    def ingest(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        options: ReadingOptions | None = None,
        replace: bool = False,
        keep: bool = False,
        restore: bool = False,
        dry_run: bool = False,
        on_progress: Callable[[Outcome], None] = lambda _outcome: None,
    ) -> Outcome:
        """Store files, folders and archives; creates the archive if it does not exist.

        The data folder of another archive is an input as well: its articles are stored with their
        versions, and deletions and corrections that are remembered there are remembered here.

        ``replace``: store texts in place of others with their id; ``keep``: leave them out, now and
        later. ``restore``: also store texts
        that were deleted, which are left out otherwise. Inputs that cannot be read are in
        ``rejected`` of the outcome and stop nothing. Raises ``UsageError`` before anything is done
        if a path does not exist.
        """
        from news_archive.ingest.dry_run import DrySession
        from news_archive.ingest.ingestion import Ingestion, Inputs, OnConflict

        if replace and keep:
            raise UsageError("a text replaces another one or is left out: `replace` or `keep`")

        named = [paths] if isinstance(paths, (str, Path)) else paths
        inputs = Inputs([str(path) for path in named], options, self._layout, _records_of)
        now = _now()
        on_conflict = OnConflict(replace, keep)
        if dry_run:
            reader = self._index.reader() if exists(self._layout) else None
            dry = DrySession(self._layout, reader)
            ingestion = Ingestion(dry, now, on_conflict=on_conflict, restore=restore)
            return ingestion.run(inputs, on_progress)
        with self._lock.of_new_archive("ingest", now), self._index.write_session() as session:
            for path in inputs.archives:
                session.take_over(Layout(Path(path)))
            ingestion = Ingestion(session, now, on_conflict=on_conflict, restore=restore)
            return ingestion.run(inputs, on_progress)

    def edit(
        self, identity: str, *, date: ReducedDate | str | None = None, text: str | None = None
    ) -> bool:
        """Correct the date or the text of an article; returns whether anything has changed.

        The text that is corrected is remembered by its digest: an ingest that meets it again leaves
        the correction alone. ``text`` may begin with a header. Raises ``NothingFoundError`` if
        there is no such article, ``UsageError`` if date or text cannot be taken.
        """
        from news_archive.article.date import ReducedDate
        from news_archive.ingest.correction import correct, corrected_draft
        from news_archive.sync.deferred_interrupt import deferred_interrupt

        try:
            new_date = ReducedDate.parse(date) if isinstance(date, str) else date
        except ValueError as error:
            raise UsageError(str(error)) from None
        with self._index.locked_session("edit") as session:
            draft = corrected_draft(self.record(identity), date=new_date, text=text)
            with deferred_interrupt():
                return correct(session, draft, _now())

    def delete(self, ids: Sequence[str]) -> None:
        """Delete articles. They are in no answer any more; their lines stay until compaction.

        A deletion is remembered by the digest of the text: the next ingest does not take it again.

        Raises ``NothingFoundError`` before anything is done if one of the ids was never stored, or
        none is left to delete. Ids that were deleted before are skipped, so that an interrupted run
        can be repeated.
        """
        from news_archive.sync.deferred_interrupt import deferred_interrupt
        from news_archive.upkeep.versions import refuse_unknown

        wanted = as_ids(ids)
        with self._index.locked_session("delete") as session:
            known = session.locate(wanted)
            refuse_unknown(self._layout, wanted, known)
            with deferred_interrupt():
                session.delete(known, _now())

    def erase(self, ids: Sequence[str]) -> Erasure:
        """Erase articles: their texts leave every file of the archive at once.

        All of their versions go, also from ``damaged/``, and the index is rebuilt. Copies of the
        data folder are not touched. The deletion is remembered, as by ``delete``. Raises
        ``NothingFoundError`` before anything is done if one of the ids was never stored.
        """
        from news_archive.upkeep.erasure import erase

        with self._index.lock("delete --erase"):
            return erase(self._layout, self._index, as_ids(ids), _now(), self._listener.progress)

    def deletable(self, ids: Sequence[str]) -> Sequence[str]:
        """Return those of some ids that ``delete`` would delete; raises what it raises."""
        from news_archive.upkeep.versions import refuse_unknown

        wanted = as_ids(ids)
        known = self._index.answer(lambda reader: reader.locate(wanted))
        refuse_unknown(self._layout, wanted, known)
        return [identity for identity in wanted if identity in known]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages whose inflection counts, as the archive's settings say."""
        return read_settings(self._layout).languages

    def set_languages(self, languages: Sequence[str]) -> None:
        """Write other languages to the settings. Nothing is indexed again.

        Raises ``UsageError`` for none, or for a language without a stemmer.
        """
        wanted = list(dict.fromkeys(several(languages)))
        if not wanted:
            raise UsageError("an archive has at least one language")
        for language in wanted:
            check_language(language)
        with self._lock.held("settings"):
            set_languages(self._layout, wanted)
        self.close()

    # ── looking after the files ──────────────────────────────────────────────────────────────────

    def reindex(self) -> int:
        """Rebuild the index from the month files; returns how many articles it holds."""
        with self._index.lock("reindex"):
            self._index.rebuild()
        return len(self)

    def compact(self) -> Compaction:
        """Remove superseded lines from the month files: replaced and deleted articles.

        Each file is replaced as a whole; readers see the old files or the new ones. Raises
        ``DamagedError`` before anything is done if a line cannot be read.
        """
        from news_archive.upkeep.compaction import compact

        with self._index.lock("compact"):
            return compact(self._layout, self._index, self._listener.progress)

    def check(self) -> Report:
        """Read and compare everything; changes and mends nothing, and locks out writers."""
        from news_archive.upkeep.check import check

        with self._lock.if_writable("check"):
            return check(self._layout, self._listener.progress)

    def repair(self) -> Sequence[str]:
        """Set unreadable lines aside, mend what can be mended, and rebuild the index.

        Returns sentences that say what was done. Nothing is thrown away, and sound lines are not
        changed.
        """
        from news_archive.upkeep.repair import repair

        with self._index.lock("check --repair"):
            return repair(self._layout, self._index, _now())

    def accept(self, ids: Sequence[str]) -> Sequence[str]:
        """Seal lines that were edited by hand; returns sentences that say what was done.

        Raises ``NothingFoundError`` or ``UsageError`` before anything is done if one cannot be
        sealed.
        """
        from news_archive.upkeep.repair import accept

        wanted = as_ids(ids)
        with self._index.lock("check --accept"):
            return accept(self._layout, self._index, wanted, _now())

    def history(self, identity: str) -> Sequence[Version]:
        """Return the versions of an article that are on disk, the oldest first.

        Raises ``NothingFoundError`` if there are none.
        """
        from news_archive.upkeep.versions import versions

        read_settings(self._layout)
        found = versions(self._layout, as_id(identity))
        if not found:
            raise NothingFoundError(f"no line of the archive is of {identity!r}")
        return found

    # ── what the verbs share ─────────────────────────────────────────────────────────────────────

    @property
    def _index(self) -> IndexKeeper:
        if self._keeper is None:
            settings = read_settings(self._layout)
            languages = (self._language,) if self._language else settings.languages
            prepare(languages, self._listener.notice)
            self._keeper = IndexKeeper(self._layout, languages, self._lock, self._listener)
        return self._keeper

    def _followed(
        self,
        query: Query,
        most: int | None,
        on_progress: Progress,
        *,
        sort: Sort = "newest",
        collapse: bool,
    ) -> Iterator[Fields]:
        found = followed_records(self._index, query, most, on_progress, sort)
        return _collapsed(found, collapse=collapse)

    def _highlighter(self, query: Query) -> Highlighter:
        return self._index.answer(lambda reader: highlighter_of_words(query, reader.vocabulary))

    def _alike(
        self, text: str, narrowed: Sequence[Query], identity: str | None, limit: int, page: int
    ) -> Sequence[Related]:
        from news_archive.analysis.related import related

        offset = offset_of(limit, page)
        index = self._index
        return index.answer(
            lambda reader: related(
                text,
                reader,
                index.fields,
                filters=narrowed,
                leave_out=identity,
                offset=offset,
                limit=limit,
            )
        )


def _collapsed(articles: Iterator[Fields], *, collapse: bool) -> Iterator[Fields]:
    if not collapse:
        return articles
    from news_archive.analysis.stories import one_of_each

    return one_of_each(articles)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def _records_of(folder: str) -> Iterator[Fields]:
    with Archive(folder) as other:
        yield from other.fields(sort="oldest")
