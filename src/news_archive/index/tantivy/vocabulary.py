"""The vocabulary of an index: its words as written, and their plain spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.index.tantivy.schema import wall

if TYPE_CHECKING:
    import tantivy

    from news_archive.index.tantivy.spellings import Spellings
    from news_archive.query.tree import Exact, Word
    from news_archive.query.vocabulary import Forms


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

    def beginning_with(self, prefix: str) -> list[tuple[str, int]]:
        """See ``Vocabulary.beginning_with``."""
        with wall():
            return sorted(self._searcher.terms_with_prefix("words", prefix))

    def folding_to(self, prefix: str) -> list[tuple[str, str, int]]:
        """See ``Vocabulary.folding_to``."""
        counted = (
            (plain, form, self.count(form)) for plain, form in self.spellings.beginning_with(prefix)
        )
        return sorted(found for found in counted if found[2])

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
        with wall():
            return self._searcher.doc_freq("words", form)
