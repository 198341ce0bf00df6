"""Snowball stemmers for the languages that an archive can have.

The search engine's library ships them, so no other dependency is needed. Nothing else of it is used
here. Which stems belong together is decided by ``inflection``, the same way for every index.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from news_archive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

LANGUAGES = (
    "arabic", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hungarian",
    "italian", "norwegian", "portuguese", "romanian", "russian", "spanish", "swedish", "tamil",
    "turkish",
)  # fmt: skip


@cache
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    # Imported here: reading a query needs no stems.
    import tantivy

    check_language(language)
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        .filter(tantivy.Filter.stemmer(language))
        .build()
    )


def check_language(language: str) -> None:
    """Raise ``UsageError`` for a language without a stemmer."""
    if language not in LANGUAGES:
        raise UsageError(f"there is no language {language!r}, but {', '.join(LANGUAGES)}")


def stems(language: str, forms: Sequence[str]) -> list[str]:
    """Return the stem of each form; raises ``UsageError`` for a language without a stemmer."""
    stemmer = _stemmer(language)
    # One call for all of them: forms hold no white space, and a call costs more than a stem.
    return stemmer.analyze(" ".join(forms)) if forms else []
