"""Scores: the forms of a word, and a bonus for words that are adjacent in query and text.

Nothing here decides what matches.
"""

from __future__ import annotations

from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING

import tantivy

from news_archive.index.tantivy.parts import (
    all_of,
    any_of,
    term_query,
    term_set_query,
    unscored,
    with_bonuses,
)
from news_archive.index.tantivy.schema import schema
from news_archive.limits import MAX_WEIGHTED_FORMS
from news_archive.query.morphology.compounds import (
    compounds_with,
    joined_forms,
    parted,
    parts_of,
)
from news_archive.query.morphology.inflection import foremost_forms, forms_of
from news_archive.query.tree import Broad, Exact, Word
from news_archive.query.weights import (
    Weighted,
    idf,
    is_as_typed,
    is_common,
    rarity,
    unmeant_lookalikes,
    weighted,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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

# What a compound counts of the word that it has, and what the parts of a compound count.
_COMPOUND_WEIGHT = 0.5
_PARTS_WEIGHT = 0.3

# So many posting lists are looked into one by one, where another part of a query says where to
# look; more are joined before.
_MOST_SOUGHT_FORMS = 50

# Two words that are adjacent in the query get a bonus where they are adjacent in the text: a
# fraction of the sum of their rarities. Then: how many forms of each word are tried, the one as
# typed and the most frequent.
_NEIGHBOUR_BONUS = 0.3
_NEIGHBOUR_FORMS = 3

# No bonus if more articles than this have the rarer of two neighbours: their positions are compared
# one by one.
_MOST_NEIGHBOURS = 20_000

# So many words and more that stand in a text as typed get a bonus for all of them together: a
# fraction of the sum of their idf, unless more articles than this have the rarest of them.
_LEAST_OF_A_PHRASE = 3
_PHRASE_BONUS = 1.0
_MOST_WITH_RAREST = 100_000

# What an article of a one-word query is ahead by if it has a form of the word and not only a
# compound, and again if it has the form as typed, as a fraction of the word's rarity. No score of a
# word is higher, so that what was typed always comes first.
_TIER = 4.0

_Engine = tantivy.Query


def occurrence(typed: Word | Exact | Broad, vocabulary: Vocabulary) -> _Engine:
    """Return the query for a word in all of its forms without any scores, to count by."""
    if not isinstance(typed, Broad):
        return _any_form(forms_of(typed, vocabulary))
    own = Word(typed.form)
    forms = {
        **forms_of(own, vocabulary),
        **compounds_with(typed.form, vocabulary),
        **joined_forms(typed.joined, vocabulary),
    }
    found = [_any_form(forms), *_side_by_side(typed, vocabulary)]
    parts = parts_of(typed.form, vocabulary)
    if parts is not None:
        found.append(all_of(*(occurrence(Word(part), vocabulary) for part in parts)))
    return found[0] if len(found) == 1 else any_of(found)


def _side_by_side(typed: Broad, vocabulary: Vocabulary) -> list[_Engine]:
    """Return the queries for a word that stands as two in a text."""
    return [
        _Engine.phrase_query(schema(), "words", list(way)) for way in parted(typed.form, vocabulary)
    ]


def _any_form(forms: Collection[str]) -> _Engine:
    """Return the query for any of some forms."""
    if not forms:
        return _Engine.empty_query()
    if len(forms) > _MOST_SOUGHT_FORMS:
        return term_set_query("words", forms)
    return any_of([term_query("words", form) for form in forms])


def broad_word(typed: Broad, vocabulary: TantivyVocabulary) -> _Engine:
    """Return the query for a word, for compounds with it, and for both of its parts if it is one.

    Articles that have none of its own forms have a lower score.
    """
    own = Word(typed.form)
    found = [word(own, vocabulary, _in_compounds(typed, vocabulary))]
    weight = _COMPOUND_WEIGHT * rarity(own, vocabulary)
    found += [unscored(phrase, weight) for phrase in _side_by_side(typed, vocabulary)]
    parts = parts_of(typed.form, vocabulary)
    if parts is not None:
        both = all_of(*(word(Word(part), vocabulary) for part in parts))
        found.append(_Engine.boost_query(both, _PARTS_WEIGHT))
    return found[0] if len(found) == 1 else any_of(found)


def tiers(typed: Word | Broad, vocabulary: TantivyVocabulary) -> list[_Engine]:
    """Return bonus queries that put what was typed first, then other forms of the word."""
    own = Word(typed.form)
    forms = forms_of(own, vocabulary)
    if not forms:
        return []
    ahead = _TIER * rarity(own, vocabulary)
    own_forms = forms.keys() - unmeant_lookalikes(typed.form, forms)
    found = []
    if own_forms:
        found.append(unscored(term_set_query("words", own_forms), ahead))
    typed_forms = [form for form in own_forms if is_as_typed(form, typed.form)]
    if typed_forms:
        found.append(unscored(term_set_query("words", typed_forms), ahead))
    return found


def _in_compounds(typed: Broad, vocabulary: TantivyVocabulary) -> list[Weighted]:
    """Return the compounds with a word, and what it is joined to, with their weights."""
    own = Word(typed.form)
    held = forms_of(own, vocabulary)
    others = {
        **compounds_with(typed.form, vocabulary),
        **joined_forms(typed.joined, vocabulary),
    }
    weight = _COMPOUND_WEIGHT * rarity(own, vocabulary)
    articles = vocabulary.articles
    return [
        Weighted(form, weight / idf(count, articles))
        for form, count in others.items()
        if form not in held
    ]


def word(
    typed: Word | Exact,
    vocabulary: TantivyVocabulary,
    compounds: Sequence[Weighted] = (),
    *,
    closely: bool = True,
) -> _Engine:
    """Return the query for a word in all of its forms; the best one that matches counts most.

    ``closely``: it also counts that it is there at all, and among the first words.
    """
    ranked = weighted(typed, vocabulary)
    if not ranked:
        return _best_of("words", compounds, []) if compounds else _Engine.empty_query()
    rest = [item.form for item in ranked[MAX_WEIGHTED_FORMS:]]
    weighted_forms = ranked[:MAX_WEIGHTED_FORMS]
    further = [unscored(term_set_query("words", rest), weighted_forms[-1].weight)] if rest else []
    best = _best_of("words", [*weighted_forms, *compounds], further)
    if not closely or is_common(typed, vocabulary):
        return best
    presence = unscored(
        term_set_query("words", [item.form for item in ranked]),
        _PRESENCE * rarity(typed, vocabulary),
    )
    lead = _best_of("lead", _in_lead(ranked[:_LEAD_FORMS], vocabulary), [])
    return with_bonuses(best, [presence, lead])


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
    """Return bonus queries for words adjacent in the query that are adjacent in the text."""
    typed = [Word(part.form) if isinstance(part, Broad) else part for part in typed]
    bonuses = _whole_phrases(typed, vocabulary)
    for one, other in pairwise(typed):
        if isinstance(one, Word | Exact) and isinstance(other, Word | Exact):
            sides = (foremost_forms(side, vocabulary)[:_NEIGHBOUR_FORMS] for side in (one, other))
            pairs = [pair for pair in product(*sides) if pair[0] != pair[1]]
            if pairs and _are_few(one, other, vocabulary):
                bonuses.append(_bonus(one, other, pairs, vocabulary))
    return bonuses


def _whole_phrases(typed: Sequence[Query], vocabulary: Vocabulary) -> list[_Engine]:
    """Return bonus queries for three and more words that stand in a text as they were typed.

    Common words say much if they stand together: ``nehmen Sie es auch ernst``.
    """
    bonuses = []
    for are_words, run in groupby(typed, lambda part: isinstance(part, Word | Exact)):
        forms = [part.form for part in run if isinstance(part, Word | Exact)]
        if not are_words or len(forms) < _LEAST_OF_A_PHRASE:
            continue
        counts = [vocabulary.count(form) for form in forms]
        if 0 < min(counts) <= _MOST_WITH_RAREST:
            together = sum(idf(count, vocabulary.articles) for count in counts)
            phrase = _Engine.phrase_query(schema(), "words", list(forms))
            bonuses.append(unscored(phrase, _PHRASE_BONUS * together))
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
