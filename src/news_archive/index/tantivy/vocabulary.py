"""The vocabulary of an index: its words as written, and their plain spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.index.tantivy.schema import wall
from news_archive.query.vocabulary import commonest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import tantivy

    from news_archive.index.tantivy.spellings import Spellings
    from news_archive.query.tree import Exact, Word
    from news_archive.query.vocabulary import Forms, Parts


# An ending of more forms is too common to say anything, and to count them all takes too long.
_MOST_ENDINGS = 2_000


class TantivyVocabulary:
    """See ``news_archive.query.vocabulary``."""

    def __init__(
        self, searcher: tantivy.Searcher, spellings: Spellings, languages: tuple[str, ...]
    ) -> None:
        self._searcher = searcher
        self.spellings = spellings
        self.languages = languages
        self.articles = searcher.num_docs
        self.known_forms: dict[Word | Exact, Forms] = {}
        self.known_compounds: dict[str, Forms] = {}
        self.known_parts: dict[str, Parts | None] = {}
        self._counts: dict[str, int] = {}

    def beginning_with(self, prefix: str) -> list[tuple[str, int]]:
        """See ``Vocabulary.beginning_with``."""
        with wall():
            return sorted(self._searcher.terms_with_prefix("words", prefix))

    def folding_to(self, prefix: str) -> list[tuple[str, str, int]]:
        """See ``Vocabulary.folding_to``."""
        return self._counted(self.spellings.beginning_with(prefix))

    def spelled_plainly(self, plains: Iterable[str]) -> list[tuple[str, str, int]]:
        """See ``Vocabulary.spelled_plainly``."""
        return self._counted(self.spellings.spelled_plainly(plains))

    def _counted(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str, int]]:
        counts = self.counts(form for _, form in pairs)
        return sorted((plain, form, counts[form]) for plain, form in pairs if counts[form])

    def begins(self, prefix: str) -> bool:
        """See ``Vocabulary.begins``."""
        with wall():
            return bool(self._searcher.terms_with_prefix("words", prefix, limit=1))

    def folded_begins(self, prefix: str) -> bool:
        """See ``Vocabulary.folded_begins``."""
        return self.spellings.begins(prefix)

    def count_in_lead(self, form: str) -> int:
        """Return how many articles have exactly this form among their first words."""
        with wall():
            return self._searcher.doc_freq("lead", form)

    def count(self, form: str) -> int:
        """See ``Vocabulary.count``."""
        count = self._counts.get(form)
        return self.counts((form,))[form] if count is None else count

    def counts(self, forms: Iterable[str]) -> dict[str, int]:
        """See ``Vocabulary.counts``."""
        known = self._counts
        count_of = self._searcher.doc_freq
        found = {}
        with wall():
            for form in forms:
                count = known.get(form)
                if count is None:
                    count = known[form] = count_of("words", form)
                found[form] = count
        return found

    def commonest_beginning_with(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """See ``Vocabulary.commonest_beginning_with``."""
        with wall():
            return self._searcher.terms_with_prefix("words", prefix, limit=limit)

    def commonest_ending_with(self, ending: str, limit: int) -> list[tuple[str, int]]:
        """See ``Vocabulary.commonest_ending_with``."""
        found = self.spellings.ending_with(ending, _MOST_ENDINGS)
        counts = self.counts(form for form in found or () if form.endswith(ending))
        return commonest([item for item in counts.items() if item[1]], limit)
