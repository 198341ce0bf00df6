"""Similar spellings for words that no article has, and how forms are written in the archive."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from news_archive.article.words import words
from news_archive.query.explanation import Explanation, typed_forms
from news_archive.query.spelling import Suggestion, doubtful_words, likelier
from news_archive.query.tree import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found, IndexReader
    from news_archive.query.request import Request

# Articles read to learn how a form is written [count].
_READ_FOR_SPELLING = 3

_MOST_SUGGESTIONS = 3


class Spellings:
    """How words are written in an archive; ``fields_of`` reads the record of a hit."""

    def __init__(self, reader: IndexReader, fields_of: Callable[[Found], Fields]) -> None:
        self._reader = reader
        self._fields_of = fields_of

    def explanation(self, request: Request) -> Sequence[str]:
        """Return lines that say how a query is understood and what each part of it finds."""
        reader = self._reader
        explanation = Explanation(
            reader.vocabulary, reader.count, self._commonest, typed_forms(request.text)
        )
        return explanation.lines(request.listed)

    def suggestions(self, request: Request) -> Sequence[Suggestion]:
        """Return similar spellings for the bare words of a request that few articles have."""
        typed = typed_forms(request.text)
        found = []
        for form, articles in doubtful_words(request.query, self._reader.count).items():
            # The vocabulary may keep words of deleted articles.
            live = (
                (near, count)
                for near, _ in likelier(form, articles, self._reader.vocabulary)
                if (count := self._reader.count(Form(near)))
            )
            named = [
                (self._commonest(near), count)
                for _, (near, count) in zip(range(_MOST_SUGGESTIONS), live, strict=False)
            ]
            if named or not articles:
                found.append(Suggestion(typed.get(form, form), tuple(named), articles))
        return found

    def _commonest(self, form: str) -> str:
        """Return how a form is mostly written in an article that has it often."""
        found = self._reader.search(
            Form(form), sort="relevance", offset=0, limit=_READ_FOR_SPELLING
        )
        spellings: Counter[str] = Counter()
        for hit in found.found:
            body = self._fields_of(hit)["body"]
            for word in words(body):
                if word.form == form:
                    spellings[body[word.start : word.end]] += 1
        return spellings.most_common(1)[0][0] if spellings else form
