"""How much each form of a word counts in ranking.

The form as typed weighs 1 and others less. A *lookalike* differs from it in umlauts alone
(``fördern`` from ``fordern``) and is usually another word: it is found, but ranks below every
article with the word as typed. If no article has that, the lookalike is what was meant. Other
accents do not distinguish words (``Erdoğan`` from ``Erdogan``), nor do other spellings of umlauts
and ß (``Mueller``, ``Strasse``).

A word is as rare as all of its forms together. BM25 uses the idf of each form, so a rare ending
would outweigh a common word; therefore each weight is corrected by rarity(all forms)/idf(form).
There is no list of stop words: a word in over half of the articles is one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import folded, spelled_out
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.tree import Broad, Exact, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.query.tree import Half, Query
    from news_archive.query.vocabulary import Vocabulary

# Chosen with benchmarks/relevance; its README has the effect of other values. Any weight below 1
# puts what was typed first.
SPELLING_WEIGHT = 0.98
INFLECTION_WEIGHT = 0.9

# A form with an umlaut of a word without: usually a plural (Haus, Häuser), sometimes another word.
OTHER_LETTERS_WEIGHT = 0.85

# However often an article has a lookalike (at most 2.2 × idf, the limit of BM25), an article of ten
# times the average length that has the word itself once (0.21 × idf) comes before it.
LOOKALIKE_WEIGHT = 0.09

# A word in over half of the articles says next to nothing: this fraction of its idf is left.
_COMMON_WEIGHT = 0.2

# A word in most of a few articles is their topic, not a stop word [articles].
_FEW_ARTICLES = 10

_WITHOUT_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


class Weighted(NamedTuple):
    """A form, and the factor of its score."""

    form: str
    weight: float


def weighted(term: Word | Exact, vocabulary: Vocabulary) -> list[Weighted]:
    """Return the forms of a term with their weights, the heaviest first."""
    forms = forms_of(term, vocabulary)
    unmeant = unmeant_lookalikes(term.form, forms)
    lookalikes = unmeant or _lookalikes(term.form, forms)
    common = rarity(term, vocabulary)
    found = []
    for form, count in forms.items():
        if form in lookalikes:
            weight = LOOKALIKE_WEIGHT if unmeant else SPELLING_WEIGHT
        else:
            weight = _weight(form, term.form)
        found.append(Weighted(form, weight * common / idf(count, vocabulary.articles)))
    return sorted(found, key=lambda item: (-item.weight, item.form))


def rarity(term: Word | Exact, vocabulary: Vocabulary) -> float:
    """Return how rare all forms of a term are together: their idf; above 0."""
    count = sum(forms_of(term, vocabulary).values())
    found = idf(count, vocabulary.articles)
    return found * _COMMON_WEIGHT if is_common(term, vocabulary) else found


def is_common(term: Word | Exact, vocabulary: Vocabulary) -> bool:
    """Whether over half of the articles have a term; the counts of its forms are added up."""
    count = sum(forms_of(term, vocabulary).values())
    return count > _FEW_ARTICLES and 2 * count > vocabulary.articles


def telling(parts: Sequence[Query], vocabulary: Vocabulary) -> tuple[Query, ...]:
    """Return some parts of a query without words in over half of the articles.

    All of them if they are all such words.
    """
    found = tuple(part for part in parts if not says_nothing(part, vocabulary))
    return found or tuple(parts)


def worth_scoring(parts: Sequence[Query], vocabulary: Vocabulary) -> tuple[Query, ...]:
    """Return the ``telling`` parts if one of them is a word of the archive; else all.

    A word that was typed twice is included twice, and counts twice.
    """
    found = telling(parts, vocabulary)
    is_any_held = any(
        forms_of(word, vocabulary) for part in found if (word := _word_of(part)) is not None
    )
    return found if is_any_held else tuple(parts)


def _word_of(part: Query) -> Word | Exact | None:
    if isinstance(part, Broad):
        return Word(part.form)
    return part if isinstance(part, Word | Exact) else None


def says_nothing(part: Query, vocabulary: Vocabulary) -> bool:
    """Whether a part of a query is a word in over half of the articles."""
    word = _word_of(part)
    return word is not None and is_common(word, vocabulary)


def enough(half: Half, vocabulary: Vocabulary) -> tuple[int, tuple[Query, ...]]:
    """Return how many words of a group are enough, and of which."""
    words = telling(tuple(dict.fromkeys(half.children)), vocabulary)
    return (len(words) + 1) // 2, words


def unmeant_lookalikes(typed: str, forms: dict[str, int]) -> set[str]:
    """Return the lookalikes among some forms; none if no form is as typed."""
    is_held = any(spelled_out(form) == spelled_out(typed) for form in forms)
    return _lookalikes(typed, forms) if is_held else set()


def _lookalikes(typed: str, forms: dict[str, int]) -> set[str]:
    """Return the forms that differ from the typed one in having or lacking umlauts."""
    alike = {form for form in (typed, *forms) if spelled_out(form) == spelled_out(typed)}
    plain = {form.translate(_WITHOUT_UMLAUTS) for form in alike}
    others = {
        spelled_out(form)
        for form in forms
        if form not in alike and form.translate(_WITHOUT_UMLAUTS) in plain
    }
    # `Mueller` is the same as `Müller`, and neither is `Muller`.
    return {form for form in forms if spelled_out(form) in others}


def _weight(form: str, typed: str) -> float:
    if form == typed:
        return 1.0
    if is_as_typed(form, typed):
        return SPELLING_WEIGHT
    return INFLECTION_WEIGHT if form.isascii() == typed.isascii() else OTHER_LETTERS_WEIGHT


def is_as_typed(form: str, typed: str) -> bool:
    """Whether a form is the one typed, accents and the spelling of umlauts aside."""
    return spelled_out(form) == spelled_out(typed) or folded(form) == folded(typed)


def idf(count: int, articles: int) -> float:
    """Return the idf that the engine gives a form that so many articles have."""
    articles = max(articles, count)
    return math.log(1 + (articles - count + 0.5) / (count + 0.5))
