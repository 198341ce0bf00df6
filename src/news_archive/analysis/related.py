"""Articles like a text: those that share the words which tell most about it.

A word tells the more, the more often the text has it and the fewer articles do. The most telling
ones become a query, and the archive's own ranking does the rest; no other measure of likeness is
kept, and nothing is computed before it is asked for.
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

# Words of a text that are asked for. Each more takes longer, and tells less than those before it.
_MOST_TELLING = 25

# So many times more words are looked at in all of their forms.
_LOOKED_AT = 2

# Forms of a text that are looked up in the vocabulary: those that it has most often.
_MOST_LOOKED_UP = 2_000

# In how many articles a word is that is in few, by the size of the archive: at half of its power to
# this, 2 of 1,000 articles and 8 of 1,000,000, a word counts half of what its rarity says.
_GROWTH_OF_FEW = 0.2

# Forms that no article has, of which other forms are looked for: that takes longer.
_MOST_INFLECTED = 200

# A word that the text never begins in lower case is mostly a name, or in German a noun, and says
# more about what a text is about.
_CAPITAL_WEIGHT = 1.5

# An article that shares only one of many telling words is about something else.
_LEAST_SHARED = ((4, 1), (10, 2), (_MOST_TELLING + 1, 3))

# Words shown of those that tie an article to the text.
_MOST_TIES = 6


class Tie(NamedTuple):
    """A telling word that both texts have, spelled as in the article that was found.

    ``score`` is what it adds to the score of the article.
    """

    word: str
    score: float


class Related(NamedTuple):
    """An article like a text; ``ties`` are the words that say so, the most telling first."""

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
    """Return the articles most like a text, the best first, ``limit`` of them behind ``offset``.

    ``leave_out`` is the id of the article that has the text, if one has.
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
    """Return the words of a text that tell most about it, the most telling first.

    Forms of one word count together. ``is_held``: the archive has the text, so that a word in one
    article is in no other.
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
    # What looks rare may be common in forms that the text does not have.
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
    """Return the words that tell anything, the most telling first."""
    # In an archive of a few articles every word may be in half of them: then names tell something.
    chosen = [word for word in found if word.is_rare] or [word for word in found if word.is_name]
    return sorted(chosen, key=lambda word: (-word.weight, word.form))


def _known(forms: Iterable[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return in how many articles the forms are, those left out that are in none."""
    counts = {form: vocabulary.count(form) for form in forms}
    # Of a text from elsewhere, the archive may have a word in other forms alone.
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
    # The rarest words tell most, and lead nowhere: hardly any other article has them.
    leading = articles / (articles + all_articles**_GROWTH_OF_FEW / 2)
    weight = (1 + math.log(times)) * rarity * leading
    # A word in half of the articles tells nothing.
    is_rare = 2 * articles < all_articles
    return _Telling(form, times, weight * _CAPITAL_WEIGHT if is_name else weight, is_rare, is_name)


def _may_tell(form: str) -> bool:
    """Whether a form is a word: numbers and single letters are in every text."""
    return len(form) > 1 and not form.isdigit() and is_searchable(form)


def _families(forms: list[str], vocabulary: Vocabulary) -> Iterable[list[str]]:
    """Return the forms that belong together, by their stems in the first of the languages."""
    found: dict[str, list[str]] = {}
    plain = [folded(form) for form in forms]
    for form, stem in zip(forms, stems(vocabulary.languages[0], plain), strict=True):
        found.setdefault(folded(stem), []).append(form)
    return found.values()


def _any_few(words: Sequence[Word]) -> Query:
    least = next(least for below, least in _LEAST_SHARED if len(words) < below)
    # Each in a group of its own: that two of them are neighbours here means nothing.
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
