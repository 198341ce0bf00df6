"""What a query needs to know about the words of an archive; supplied by the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from news_archive.query.tree import Exact, Word


Forms: TypeAlias = dict[str, int]
"""The forms that a term stands for, as they are written, and how many articles have each."""


class Parts(NamedTuple):
    """The two words that a compound is made of, as forms."""

    first: str
    second: str


def commonest(forms: Iterable[tuple[str, int]], limit: int) -> list[tuple[str, int]]:
    """Return the commonest of some forms with their counts, and of equal ones the first by form."""
    return sorted(forms, key=lambda item: (-item[1], item[0]))[:limit]


class Vocabulary(Protocol):
    """The forms of an archive's words, and how its languages inflect.

    Forms are as written, in lower case. Those with other than plain letters can also be looked up
    by their plain spelling. Counts are of articles and may include some that have been deleted.
    """

    @property
    def known_forms(self) -> MutableMapping[Word | Exact, Forms]:
        """A cache: a search asks more than once for the same words."""

    @property
    def known_compounds(self) -> MutableMapping[str, Forms]:
        """A cache of compounds by the word that is a part of them."""

    @property
    def known_parts(self) -> MutableMapping[str, Parts | None]:
        """A cache of the parts of forms."""

    @property
    def articles(self) -> int:
        """How many articles there are."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages whose inflection counts."""

    def beginning_with(self, prefix: str) -> list[tuple[str, int]]:
        """Return the forms that begin with a prefix, in order, and how many articles have them."""

    def folding_to(self, prefix: str) -> list[tuple[str, str, int]]:
        """Return those with other letters whose plain spelling begins with a prefix.

        In order; each as plain spelling, form, and how many articles have it.
        """

    def spelled_plainly(self, plains: Iterable[str]) -> list[tuple[str, str, int]]:
        """Return those with other letters whose plain spelling is one of some.

        Each as plain spelling, form, and how many articles have it.
        """

    def begins(self, prefix: str) -> bool:
        """Whether any form begins with a prefix."""

    def folded_begins(self, prefix: str) -> bool:
        """Whether the plain spelling of any form with other letters begins with a prefix.

        It may be that of a form that no article has any more.
        """

    def count(self, form: str) -> int:
        """Return how many articles have exactly this form."""

    def counts(self, forms: Iterable[str]) -> dict[str, int]:
        """Return how many articles have exactly each of some forms."""

    def commonest_beginning_with(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the commonest forms that begin with a prefix, with their counts; then by form."""

    def commonest_ending_with(self, ending: str, limit: int) -> list[tuple[str, int]]:
        """Return the commonest forms that end so, with their counts; then by form.

        If very many forms have the ending, an index may return none.
        """
