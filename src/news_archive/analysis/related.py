"""Articles like a text: those that share its most telling words.

A word is more telling the more often the text has it and the fewer articles do. The most telling
words become a query, and the archive's own ranking does the rest. There is no other measure of
similarity, and nothing is computed in advance.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.article.sentences import first_sentence
from news_archive.article.words import folded, form_of, is_searchable, spellings
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.morphology.stemming import stems
from news_archive.query.tree import And, AtLeast, Or, Query, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found, IndexReader
    from news_archive.query.vocabulary import Vocabulary

# How many words of a text become the query. Each further one takes longer and tells less than those
# before it.
_MOST_TELLING = 25

# How many candidates for these words are counted in all of their forms, as a multiple.
_LOOKED_AT = 2

# How many forms of a text are looked up in the vocabulary: the most frequent ones.
_MOST_LOOKED_UP = 2_000

# Exponent that makes very rare words count less. In an archive of N articles, a word that N^0.2 / 2
# of them have (2 of 1,000, 8 of 1,000,000) counts half of what its rarity says.
_GROWTH_OF_FEW = 0.2

# How many forms that no article has are looked up in their other forms, which takes longer.
_MOST_INFLECTED = 200

# A word that the text never begins in lower case is usually a name or, in German, a noun, and says
# more about the subject of the text.
_CAPITAL_WEIGHT = 1.5

# How many words an article must share if there are fewer telling words than 4, 10, or at all: an
# article that shares only one of many is about something else.
_LEAST_SHARED = ((4, 1), (10, 2), (_MOST_TELLING + 1, 3))

# How many of the words that tie an article to the text are shown.
_MOST_TIES = 6


class Tie(NamedTuple):
    """A telling word that both texts have, spelled as in the article that was found.

    ``score`` is how much it adds to the score of the article.
    """

    word: str
    score: float


class Related(NamedTuple):
    """An article like a text; ``ties`` are the telling words that they share, best first."""

    rank: int
    score: float
    id: str
    date: ReducedDate
    sources: tuple[str, ...]
    headline: str
    ties: tuple[Tie, ...]


def related(
    text: str,
    reader: IndexReader,
    fields_of: Callable[[Found], Fields],
    *,
    filters: Sequence[Query],
    leave_out: str | None,
    offset: int,
    limit: int,
) -> list[Related]:
    """Return the articles most like a text, best first: ``limit`` articles from ``offset`` on.

    ``leave_out`` is the id of the article that has this text, if there is one.
    """
    telling = telling_words(text, reader.vocabulary, is_held=leave_out is not None)
    if not telling:
        return []
    asked = And((_any_few(telling), *filters))
    page = reader.search(asked, sort="relevance", offset=0, limit=offset + limit + 1)
    found = [hit for hit in page.found if hit.id != leave_out][offset : offset + limit]
    ids = [hit.id for hit in found]
    scores = {word: reader.scores(word, ids) for word in telling}
    articles = []
    for rank, hit in enumerate(found, offset + 1):
        fields = fields_of(hit)
        shared = sorted(
            ((added[hit.id], word) for word, added in scores.items() if hit.id in added),
            key=lambda item: (-item[0], item[1].form),
        )
        articles.append(
            Related(
                rank,
                hit.score or 0.0,
                hit.id,
                ReducedDate.parse(fields["date"]),
                tuple(fields["sources"]),
                first_sentence(fields["body"]),
                tuple(_spelled(shared[:_MOST_TIES], fields["body"], reader.vocabulary)),
            )
        )
    return articles


def telling_words(text: str, vocabulary: Vocabulary, *, is_held: bool) -> list[Word]:
    """Return the most telling words of a text, the most telling first.

    Forms of one word count together. ``is_held``: the archive has the text itself, so a word that
    only one article has is in no other.
    """
    counts: Counter[str] = Counter()
    small = set()
    for run in spellings(text):
        form = form_of(run)
        if _may_tell(form):
            counts[form] += 1
            if run[0] == form[0]:
                small.add(form)
    commonest = dict(counts.most_common(_MOST_LOOKED_UP))
    forms = _known(commonest, vocabulary)
    found: list[_Telling] = []
    for family in _families(list(forms), vocabulary):
        articles = sum(forms[form] for form in family)
        if articles > is_held:
            times = sum(counts[form] for form in family)
            foremost = max(family, key=lambda form: (counts[form], -forms[form], form))
            is_name = small.isdisjoint(family)
            found.append(_telling(foremost, times, articles, vocabulary.articles, is_name=is_name))
    # A word that looks rare may be common in forms that the text does not have.
    looked_at = [
        _telling(
            word.form,
            word.times,
            sum(forms_of(Word(word.form), vocabulary).values()),
            vocabulary.articles,
            is_name=word.is_name,
        )
        for word in _foremost(found)[: _LOOKED_AT * _MOST_TELLING]
    ]
    return [Word(word.form) for word in _foremost(looked_at)[:_MOST_TELLING]]


def _foremost(found: Sequence[_Telling]) -> list[_Telling]:
    """Return the words that are telling at all, the most telling first."""
    # In an archive of a few articles, every word may be in half of them. Then names are telling.
    chosen = [word for word in found if word.is_rare] or [word for word in found if word.is_name]
    return sorted(chosen, key=lambda word: (-word.weight, word.form))


def _known(forms: Iterable[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return how many articles have each form, without the forms that no article has."""
    counts = {form: vocabulary.count(form) for form in forms}
    # If the text is not from the archive, the archive may have a word in other forms only.
    for form in islice((form for form, count in counts.items() if not count), _MOST_INFLECTED):
        counts[form] = sum(forms_of(Word(form), vocabulary).values())
    return {form: count for form, count in counts.items() if count}


class _Telling(NamedTuple):
    form: str
    times: int
    weight: float
    is_rare: bool
    is_name: bool


def _telling(form: str, times: int, articles: int, all_articles: int, *, is_name: bool) -> _Telling:
    articles = min(articles, all_articles)
    rarity = math.log((all_articles + 1) / (articles + 0.5))
    # The rarest words are most telling, but lead nowhere: hardly any other article has them.
    leading = articles / (articles + all_articles**_GROWTH_OF_FEW / 2)
    weight = (1 + math.log(times)) * rarity * leading
    # A word in half of the articles is not telling.
    is_rare = 2 * articles < all_articles
    return _Telling(form, times, weight * _CAPITAL_WEIGHT if is_name else weight, is_rare, is_name)


def _may_tell(form: str) -> bool:
    """Whether a form can be telling; numbers and single letters are in every text."""
    return len(form) > 1 and not form.isdigit() and is_searchable(form)


def _families(forms: list[str], vocabulary: Vocabulary) -> Iterable[list[str]]:
    """Return the forms of each word together, grouped by their stems in the first language."""
    found: dict[str, list[str]] = {}
    plain = [folded(form) for form in forms]
    for form, stem in zip(forms, stems(vocabulary.languages[0], plain), strict=True):
        found.setdefault(folded(stem), []).append(form)
    return found.values()


def _any_few(words: Sequence[Word]) -> Query:
    least = next(least for below, least in _LEAST_SHARED if len(words) < below)
    # Each is in a group of its own, because it means nothing that two of them are neighbours here.
    return AtLeast(least, tuple(Or((word,)) for word in words))


def _spelled(
    shared: Iterable[tuple[float, Word]], text: str, vocabulary: Vocabulary
) -> Iterable[Tie]:
    written: dict[str, str] = {}
    for run in spellings(text):
        written.setdefault(form_of(run), run)
    for score, word in shared:
        forms = (form for form in (word.form, *forms_of(word, vocabulary)) if form in written)
        form = next(forms, None)
        if form is not None:
            yield Tie(written[form], score)
