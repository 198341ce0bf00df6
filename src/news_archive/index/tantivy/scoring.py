"""Scores: the forms of a word, and a bonus for words that are adjacent in query and text.

Nothing here decides what matches.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import tantivy

from news_archive.index.tantivy.parts import any_of, term_query, term_set_query, unscored
from news_archive.index.tantivy.schema import schema
from news_archive.limits import MAX_WEIGHTED_FORMS
from news_archive.query.morphology.inflection import foremost_forms, forms_of
from news_archive.query.tree import Exact, Word
from news_archive.query.weights import rarity, weighted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.query.tree import Query
    from news_archive.query.vocabulary import Vocabulary

# How much a word's other forms add to the score of its best one. Chosen with
# benchmarks/relevance: anything from 0.1 to 0.3 is as good.
_TIE_BREAKER = 0.2

# Two words that are adjacent in the query get a bonus where they are adjacent in the text: a
# fraction of the sum of their rarities. Then: how many words may be between them, and how many
# forms of each word are tried (the one as typed and the most frequent). Chosen with the same
# benchmark; without a bonus, German texts lose 0.003 of MRR@10 and English ones 0.007 of MAP.
_NEIGHBOUR_BONUS = 0.15
_NEIGHBOUR_SLOP = 1
_NEIGHBOUR_FORMS = 3

# No bonus if more articles than this have the rarer of two neighbours: their positions are compared
# one by one.
_MOST_NEIGHBOURS = 20_000

_Engine = tantivy.Query


def word(typed: Word | Exact, vocabulary: Vocabulary) -> _Engine:
    """Return the query for a word in all of its forms; the best one that matches counts most."""
    ranked = weighted(typed, vocabulary)
    if not ranked:
        return _Engine.empty_query()
    variants = [
        _Engine.boost_query(term_query("words", item.form), item.weight)
        for item in ranked[:MAX_WEIGHTED_FORMS]
    ]
    rest = [item.form for item in ranked[MAX_WEIGHTED_FORMS:]]
    if rest:
        lightest = ranked[MAX_WEIGHTED_FORMS - 1].weight
        variants.append(unscored(term_set_query("words", rest), lightest))
    if len(variants) == 1:
        return variants[0]
    return _Engine.disjunction_max_query(variants, tie_breaker=_TIE_BREAKER)


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
    phrases = [
        _Engine.phrase_query(schema(), "words", list(pair), slop=_NEIGHBOUR_SLOP) for pair in pairs
    ]
    both = rarity(one, vocabulary) + rarity(other, vocabulary)
    return unscored(any_of(phrases), _NEIGHBOUR_BONUS * both)


def _are_few(one: Word | Exact, other: Word | Exact, vocabulary: Vocabulary) -> bool:
    rarer = min(sum(forms_of(side, vocabulary).values()) for side in (one, other))
    return rarer <= _MOST_NEIGHBOURS
