"""Scores: the forms of a word, and a bonus for words that are adjacent in query and text.

Nothing here decides what matches.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import tantivy

from news_archive.index.tantivy.parts import (
    any_of,
    term_query,
    term_set_query,
    unscored,
    with_bonuses,
)
from news_archive.index.tantivy.schema import schema
from news_archive.limits import MAX_WEIGHTED_FORMS
from news_archive.query.morphology.inflection import foremost_forms, forms_of
from news_archive.query.tree import Exact, Word
from news_archive.query.weights import Weighted, idf, is_common, rarity, weighted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.index.tantivy.vocabulary import TantivyVocabulary
    from news_archive.query.tree import Query
    from news_archive.query.vocabulary import Vocabulary

# All constants here were chosen with benchmarks/relevance on its largest collection; its README has
# what each is worth.

# How much a word's other forms add to the score of its best one.
_TIE_BREAKER = 0.1

# What a word adds where it stands among the first words of an article, and in how many forms it is
# looked for there.
_LEAD_WEIGHT = 0.3
_LEAD_FORMS = 50

# What a word adds by being there at all, as a fraction of its rarity: an article with more of the
# words comes before one that has some of them often.
_PRESENCE = 0.2

# Two words that are adjacent in the query get a bonus where they are adjacent in the text: a
# fraction of the sum of their rarities. Then: how many forms of each word are tried, the one as
# typed and the most frequent.
_NEIGHBOUR_BONUS = 0.3
_NEIGHBOUR_FORMS = 3

# No bonus if more articles than this have the rarer of two neighbours: their positions are compared
# one by one.
_MOST_NEIGHBOURS = 20_000

_Engine = tantivy.Query


def word(typed: Word | Exact, vocabulary: TantivyVocabulary) -> _Engine:
    """Return the query for a word in all of its forms; the best one that matches counts most."""
    ranked = weighted(typed, vocabulary)
    if not ranked:
        return _Engine.empty_query()
    presence = unscored(
        term_set_query("words", [item.form for item in ranked]),
        _PRESENCE * rarity(typed, vocabulary),
    )
    lead = _best_of("lead", _in_lead(ranked[:_LEAD_FORMS], vocabulary), [])
    rest = [item.form for item in ranked[MAX_WEIGHTED_FORMS:]]
    weighted_forms = ranked[:MAX_WEIGHTED_FORMS]
    further = [unscored(term_set_query("words", rest), weighted_forms[-1].weight)] if rest else []
    return with_bonuses(_best_of("words", weighted_forms, further), [presence, lead])


def _best_of(field: str, forms: Sequence[Weighted], further: list[_Engine]) -> _Engine:
    variants = [_Engine.boost_query(term_query(field, item.form), item.weight) for item in forms]
    variants += further
    if len(variants) == 1:
        return variants[0]
    return _Engine.disjunction_max_query(variants, tie_breaker=_TIE_BREAKER)


def _in_lead(forms: Sequence[Weighted], vocabulary: TantivyVocabulary) -> list[Weighted]:
    """Return forms with their weights among the first words of articles.

    The engine's idf of a field is that of the field alone; what counts is how rare a word is.
    """
    articles = vocabulary.articles
    return [
        Weighted(
            item.form,
            _LEAD_WEIGHT
            * item.weight
            * idf(vocabulary.count(item.form), articles)
            / idf(vocabulary.count_in_lead(item.form), articles),
        )
        for item in forms
    ]


def neighbour_bonuses(typed: Sequence[Query], vocabulary: Vocabulary) -> list[_Engine]:
    """Return bonus queries for words adjacent in the query that are close together in the text."""
    bonuses = []
    for one, other in pairwise(typed):
        if isinstance(one, Word | Exact) and isinstance(other, Word | Exact):
            sides = (foremost_forms(side, vocabulary)[:_NEIGHBOUR_FORMS] for side in (one, other))
            pairs = [pair for pair in product(*sides) if pair[0] != pair[1]]
            if pairs and _are_few(one, other, vocabulary):
                bonuses.append(_bonus(one, other, pairs, vocabulary))
    return bonuses


def _bonus(
    one: Word | Exact, other: Word | Exact, pairs: Sequence[tuple[str, ...]], vocabulary: Vocabulary
) -> _Engine:
    phrases = [_Engine.phrase_query(schema(), "words", list(pair)) for pair in pairs]
    both = rarity(one, vocabulary) + rarity(other, vocabulary)
    return unscored(any_of(phrases), _NEIGHBOUR_BONUS * both)


def _are_few(one: Word | Exact, other: Word | Exact, vocabulary: Vocabulary) -> bool:
    """Whether a bonus says something: neither word is in most articles, and not both in many."""
    if is_common(one, vocabulary) or is_common(other, vocabulary):
        return False
    rarer = min(sum(forms_of(side, vocabulary).values()) for side in (one, other))
    return rarer <= _MOST_NEIGHBOURS
