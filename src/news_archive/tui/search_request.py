"""What to search for, and how to ask an archive for it; independent of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.render.plain import partial_sentence, total_phrase
from news_archive.render.safe_text import one_line
from news_archive.search.statistics import Facets
from news_archive.tui.hits import PAGE

if TYPE_CHECKING:
    from news_archive.archive import Archive
    from news_archive.article.line import Fields
    from news_archive.index.contract import Sort
    from news_archive.query.highlight import Span
    from news_archive.query.request import Narrowing
    from news_archive.search.hits import Hits
    from news_archive.tui.periods import Period

_SORT_NAMES = {"relevance": "best first", "newest": "newest first", "oldest": "oldest first"}


class Question(NamedTuple):
    """A query, the order of its hits, and what they are narrowed down to."""

    text: str | None = None
    sort: Sort = "relevance"
    period: Period | None = None
    sources: frozenset[str] = frozenset()

    @property
    def is_narrowed(self) -> bool:
        """Whether a period or sources were chosen."""
        return self.period is not None or bool(self.sources)

    @property
    def sort_name(self) -> str:
        """How the hits are sorted: newest first instead of by relevance if there is no query."""
        return _SORT_NAMES[
            "newest" if self.text is None and self.sort == "relevance" else self.sort
        ]

    @property
    def chosen(self) -> str:
        """What the hits are narrowed down to, as shown to users."""
        parts = [str(self.period)] if self.period is not None else []
        return ", ".join([*parts, *map(one_line, sorted(self.sources))])

    def summary(self, hits: Hits) -> str:
        """Return the line that says how many hits there are, and what was asked for."""
        parts = [total_phrase(hits)]
        if hits.partial:
            parts.insert(0, partial_sentence(hits))
        if self.chosen:
            parts.append(f"only {self.chosen} (c: all)")
        parts += [self.sort_name, f"in {hits.seconds * 1000:.0f} ms"]
        return " · ".join(parts)

    def narrowing(self) -> Narrowing:
        """Return what was chosen, in the form that the library takes."""
        found: Narrowing = {}
        if self.period is not None:
            found["since"], found["until"] = self.period.first, self.period.last
        if self.sources:
            found["sources"] = sorted(self.sources)
        return found

    def page(self, archive: Archive, page: int = 1) -> Hits:
        """Ask for a page of hits."""
        return archive.search(self.text, sort=self.sort, limit=PAGE, page=page, **self.narrowing())

    def pages(self, archive: Archive, pages: tuple[int, ...]) -> list[Hits]:
        """Ask for several pages of hits."""
        return [self.page(archive, page) for page in pages]

    def facets(self, archive: Archive) -> Facets:
        """Ask how many hits there are by month and by source.

        Months are counted as if no period were chosen, and sources as if no source were. This shows
        what another choice would find.
        """
        without_period = self._replace(period=None)
        without_sources = self._replace(sources=frozenset())
        by_month = _counted(archive, without_period)
        if without_period == without_sources:
            return by_month
        return Facets(by_month.by_month, _counted(archive, without_sources).by_source)

    def article(self, archive: Archive, identity: str) -> tuple[Fields, list[Span]]:
        """Ask for an article and the places where the query matches it."""
        fields = archive.record(identity)
        spans = archive.highlights(self.text, fields["body"]) if self.text is not None else []
        return fields, list(spans)

    def suggestions(self, archive: Archive) -> str:
        """Ask for similar spellings of rare words, and for hints; empty if there are none."""
        if self.text is None:
            return ""
        sentences = [found.sentence for found in archive.suggestions(self.text)]
        return "; ".join([*sentences, *archive.hints(self.text, **self.narrowing())])


def _counted(archive: Archive, question: Question) -> Facets:
    hits = archive.search(question.text, limit=1, facets=True, **question.narrowing())
    return hits.facets or Facets({}, {})
