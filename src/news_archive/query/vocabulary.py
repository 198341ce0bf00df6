"""What a query needs to know of the words of an archive; an index supplies it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from news_archive.query.inflection import Forms
    from news_archive.query.tree import Exact, Word


class Vocabulary(Protocol):
    """The forms of an archive's words, and how its languages inflect.

    ``folded=False`` asks about the forms as written, ``folded=True`` about the plain-letter
    spellings of those that have other letters. Counts are of articles and may include some that
    have been deleted.
    """

    @property
    def known_forms(self) -> MutableMapping[Word | Exact, Forms]:
        """What was found out of words already: a search asks more than once for the same ones."""

    @property
    def articles(self) -> int:
        """How many articles there are."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages whose inflection counts."""

    def beginning_with(
        self, prefix: str, *, folded: bool, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return the forms that begin with a prefix, in order, and how many articles have them."""

    def begins(self, prefix: str, *, folded: bool) -> bool:
        """Whether any form begins with a prefix."""

    def count(self, form: str, *, folded: bool) -> int:
        """Return how many articles have exactly this form."""

    def stems(self, language: str, forms: Sequence[str]) -> list[str]:
        """Return the stem of each form in a language."""
