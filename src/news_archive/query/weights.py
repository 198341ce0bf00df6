"""How much each form of a word counts in ranking.

The form as typed weighs 1 and others less. A *lookalike* differs from it in umlauts or ß alone
(``fördern`` from ``fordern``) and is mostly another word: it is found, and ranks below whatever has
the word as typed. Where no article has that, a lookalike is what was meant. Other accents part no
words (``Erdoğan`` from ``Erdogan``).

A word is as rare as all of its forms together. BM25 takes the rarity of each form by itself, its
idf, and would have a rare ending outweigh a common word; so each weight is corrected by
rarity(all forms)/idf(form).
"""

from __future__ import annotations

import math
import re
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import folded, spelled_out
from news_archive.query.inflection import DIGRAPHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news_archive.query.inflection import Forms
    from news_archive.query.tree import Exact, Word
    from news_archive.query.vocabulary import Vocabulary

# Chosen with benchmarks/relevance.py on German and English texts. Between 0.8 and 1 they change
# MRR@10 and MAP by less than 0.008 either way; what was typed comes first with anything below 1.
SPELLING_WEIGHT = 0.98
INFLECTION_WEIGHT = 0.9

# A form with an umlaut beside a word without: mostly a plural (Haus, Häuser), at times another
# word.
OTHER_LETTERS_WEIGHT = 0.85

# How much more a rare word counts than a common one; chosen likewise. With 1 instead of 1.25 German
# texts lose 0.002 of MRR@10 and English ones 0.002 of MAP, with 1.5 German ones 0.002.
_RARITY_EXPONENT = 1.25

# The least idf of a word, before the exponent. Words in half of the articles and more tell nothing.
_LEAST_IDF = 0.1

# However often an article has a lookalike (that makes a score of at most 2.2 × idf, as BM25 goes),
# one of ten times the average length that has the word itself once (0.21 × idf) comes before it.
LOOKALIKE_WEIGHT = 0.09

_WITHOUT_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü", "ss": "ß"}
_MAY_HAVE_UMLAUT = re.compile("(ss|[aou])")

# Ways to set umlauts in one word that are looked up: those of nine vowels.
_MOST_UMLAUT_SPELLINGS = 512


class Weighted(NamedTuple):
    """A form, where it is looked up, and what its score is multiplied by."""

    form: str
    folded: bool
    weight: float


def weighted(term: Word | Exact, forms: Forms, vocabulary: Vocabulary) -> list[Weighted]:
    """Return the forms of a term with their weights, the heaviest first."""
    articles = vocabulary.articles
    typed = _Typed(term.form, forms, vocabulary)
    common = rarity(forms, articles)
    found = [
        Weighted(form, is_folded, typed.weight(form, is_folded) * common / _idf(count, articles))
        for is_folded, chosen in ((False, forms.written), (True, forms.folded))
        for form, count in chosen.items()
    ]
    return sorted(found, key=lambda item: (-item.weight, item.folded, item.form))


def rarity(forms: Forms, articles: int) -> float:
    """Return how rare all forms are together; above 0.

    The idf of Robertson and Spärck Jones, which is 0 for a word in half of the articles. The one
    that the engine adds 1 to lets words in all of them count.
    """
    count = min(sum(forms.written.values()) + sum(forms.folded.values()), articles)
    idf = math.log((articles - count + 0.5) / (count + 0.5))
    return float(max(idf, _LEAST_IDF) ** _RARITY_EXPONENT)


class _Typed:
    """A word as typed, and what the forms that it stands for are beside it."""

    def __init__(self, typed: str, forms: Forms, vocabulary: Vocabulary) -> None:
        self._typed = typed
        self._spelled_out = spelled_out(typed)
        with_umlauts = typed
        for pair, letter in DIGRAPHS:
            with_umlauts = with_umlauts.replace(pair, letter)
        # What `muenchen` is when it stands for `münchen`; a folded form does not show its umlauts.
        self._without_digraphs = folded(with_umlauts) if with_umlauts != typed else None
        self._plain = folded(typed)
        self._is_held = any(self._is_spelled_alike(form) for form in forms.written) or (
            self._without_digraphs in forms.folded
        )
        self._has_folded_lookalikes = self._plain in forms.folded and any(
            vocabulary.count(form, folded=False)
            for form in _with_umlauts(self._plain)
            if not self._is_spelled_alike(form)
        )

    def weight(self, form: str, is_folded: bool) -> float:
        """Return how much a form counts before the correction."""
        if form == self._typed and not is_folded:
            return 1.0
        if self._is_lookalike(form, is_folded):
            return LOOKALIKE_WEIGHT if self._is_held else SPELLING_WEIGHT
        if folded(form) in (self._plain, self._without_digraphs) or self._is_spelled_alike(form):
            return SPELLING_WEIGHT
        if is_folded == self._typed.isascii():
            return OTHER_LETTERS_WEIGHT
        return INFLECTION_WEIGHT

    def _is_lookalike(self, form: str, is_folded: bool) -> bool:
        if is_folded:
            return form == self._plain and self._has_folded_lookalikes
        if self._is_spelled_alike(form):
            return False
        plain = form.translate(_WITHOUT_UMLAUTS)
        return plain in (self._typed.translate(_WITHOUT_UMLAUTS), self._without_digraphs)

    def _is_spelled_alike(self, form: str) -> bool:
        return spelled_out(form) == self._spelled_out


def _with_umlauts(plain: str) -> Iterator[str]:
    """Yield the spellings of a plain form with one umlaut or ß, or several."""
    parts = [
        (part, _UMLAUTS[part]) if part in _UMLAUTS else (part,)
        for part in _MAY_HAVE_UMLAUT.split(plain)
    ]
    yield from map("".join, islice(product(*parts), 1, _MOST_UMLAUT_SPELLINGS))


def _idf(count: int, articles: int) -> float:
    """Return the idf that the engine gives a form."""
    articles = max(articles, count)
    return math.log(1 + (articles - count + 0.5) / (count + 0.5))
