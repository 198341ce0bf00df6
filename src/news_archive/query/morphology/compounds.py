"""Compounds: words that are written as one, split by the vocabulary of the archive itself.

``impfstoffknappheit`` is ``impfstoff`` and ``knappheit``, because the archive has both as words of
their own. There is no list of compounds to maintain. A form is split into two parts if each

- is a form in enough articles, and in at least half as many as the compound has;
- has four letters or more, and is not merely an ending (``-lich``, ``-heiten``).

A linking element may stand between them (``wahl-en-de``: ``s``, ``es``, ``n``, ``en``, ``er``,
``e``, ``ens``). Of several splits, the one with the most frequent parts is taken. On 41,000 German
articles, half of all forms are split so, and 38 of 40 drawn by lot were right.

Only German is split: in English, French and others, what looks like two words is mostly chance
(``carpet``, ``restaurant``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.query.morphology.inflection import foremost_forms, forms_of
from news_archive.query.tree import Word
from news_archive.query.vocabulary import Parts, commonest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.query.vocabulary import Forms, Vocabulary

LANGUAGES = frozenset({"german"})

# The shortest compound, and the shortest part of one [letters].
_LEAST_LENGTH = 9
_LEAST_PART = 4

# A part is in at least so many articles, in small archives in fewer [articles].
_LEAST_ARTICLES = 8
_LEAST_ARTICLES_OF_FEW = 2
_FEW_ARTICLES = 1_000

# A part is in at least this share of the articles that have the compound.
_LEAST_SHARE = 0.5

_OF_BOTH_GENDERS = "innen"

_LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")

# Compounds of a word are looked for among so many of the commonest words that begin with one of its
# forms, and that end with one; and so many of its commonest forms are looked at [count].
_MOST_CANDIDATES = 60
_MOST_FORMS = 4


def _inflected(stems: str, endings: str) -> frozenset[str]:
    return frozenset(stem + ending for stem in stems.split() for ending in ("", *endings.split()))


# What ends a word and is also found alone in texts: by a hyphen, a line break or a mistake.
_ENDINGS = (
    _inflected("lich isch haft bar sam los ig mäßig artig förmig wertig", "e er es en em s")
    | _inflected("heit keit schaft ung", "en s")
    | _inflected("ismus", "")
    | _inflected("ieren ierung ierungen iert ierte ierten ierter iertes", "")
    | _inflected("innen iker ikern ikers chen chens lein leins ling linge", "")
    | _inflected("ten tens tion tionen ional ionale weise seits wärts mals", "")
)


def parts_of(form: str, vocabulary: Vocabulary) -> Parts | None:
    """Return the parts of a compound; ``None`` if a form is none."""
    if form not in vocabulary.known_parts:
        vocabulary.known_parts[form] = _found_parts(form, vocabulary)
    return vocabulary.known_parts[form]


def compounds_with(typed: str, vocabulary: Vocabulary) -> Forms:
    """Return the compounds that any form of a word is a part of, the commonest first.

    They are looked for among the commonest words that begin or end with one of its commonest
    forms, so a word that begins ten thousand compounds takes no longer than others.
    """
    if typed not in vocabulary.known_compounds:
        vocabulary.known_compounds[typed] = _found_compounds(typed, vocabulary)
    return vocabulary.known_compounds[typed]


def _found_parts(form: str, vocabulary: Vocabulary) -> Parts | None:
    if not _may_be_compound(form) or LANGUAGES.isdisjoint(vocabulary.languages):
        return None
    splits = list(_splits(form))
    counts = vocabulary.counts([part for split in splits for part in split])
    least = max(_least_articles(vocabulary), _LEAST_SHARE * vocabulary.count(form))
    possible = [
        split for split in splits if counts[split.first] >= least and counts[split.second] >= least
    ]
    if not possible:
        return None
    return max(possible, key=lambda split: (counts[split.first] * counts[split.second], split))


def _splits(form: str) -> Iterator[Parts]:
    """Yield all ways to split a form into two parts, whatever words these are."""
    for at in range(_LEAST_PART, len(form) - _LEAST_PART + 1):
        first, second = form[:at], form[at:]
        if second not in _ENDINGS:
            for link in _LINKS:
                if first.endswith(link) and at - len(link) >= _LEAST_PART:
                    bare = first[: at - len(link)]
                    if bare not in _ENDINGS:
                        yield Parts(bare, second)


def _may_be_compound(form: str) -> bool:
    return len(form) >= _LEAST_LENGTH and form.isalpha()


def _least_articles(vocabulary: Vocabulary) -> int:
    few = vocabulary.articles < _FEW_ARTICLES
    return _LEAST_ARTICLES_OF_FEW if few else _LEAST_ARTICLES


def _found_compounds(typed: str, vocabulary: Vocabulary) -> Forms:
    if LANGUAGES.isdisjoint(vocabulary.languages):
        return {}
    word = Word(typed)
    forms = forms_of(word, vocabulary)
    least = _least_articles(vocabulary)
    looked_for = [
        form
        for form in foremost_forms(word, vocabulary)[:_MOST_FORMS]
        if len(form) >= _LEAST_PART and forms[form] >= least and form not in _ENDINGS
    ]
    candidates: Forms = {}
    for beginning in _without_longer(looked_for):
        candidates.update(vocabulary.commonest_beginning_with(beginning, _MOST_CANDIDATES))
    for ending in looked_for:
        candidates.update(vocabulary.commonest_ending_with(ending, _MOST_CANDIDATES))
    found: Forms = {}
    for form, count in commonest(candidates.items(), len(candidates)):
        if form not in forms:
            parts = parts_of(form, vocabulary)
            if parts is not None and not forms.keys().isdisjoint(parts):
                found[form] = count
    # MitarbeiterInnen, which letter case alone tells from Mitarbeiterinnen.
    counts = vocabulary.counts(form + _OF_BOTH_GENDERS for form in looked_for)
    found.update((form, count) for form, count in counts.items() if count and form not in forms)
    return found


def _without_longer(forms: Iterable[str]) -> list[str]:
    """Return those forms that begin with no other of them."""
    kept: list[str] = []
    for form in sorted(forms):
        if not kept or not form.startswith(kept[-1]):
            kept.append(form)
    return kept


def joined_forms(joined: Iterable[str], vocabulary: Vocabulary) -> Forms:
    """Return the forms of words that stand joined in texts and were typed as two."""
    found: Forms = {}
    for word in joined:
        found.update(forms_of(Word(word), vocabulary))
    return found


def parted(form: str, vocabulary: Vocabulary) -> list[Parts]:
    """Return the ways in which a word may stand as two in a text: ``Astra Zeneca``.

    Both are forms of the archive of four letters and more, however rare they are.
    """
    if not form.isalpha():
        return []
    ways = [Parts(form[:at], form[at:]) for at in range(_LEAST_PART, len(form) - _LEAST_PART + 1)]
    counts = vocabulary.counts([part for way in ways for part in way])
    return [way for way in ways if counts[way.first] and counts[way.second]]
