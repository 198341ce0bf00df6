"""Inflection as a matter of the query: from a word as typed to the forms of the vocabulary.

A bare word stands for every form that shares a *key* with it: the stem of a spelling, folded to
plain letters. A form counts by its folded spelling, the word as typed by its own and by its folded
one, so that ``Haus`` finds ``Häuser`` and ``Erdogan`` finds ``Erdoğan``. An exact word stands for
the forms that are spelled out alike: ``"Müller"`` and ``"Mueller"``.

Candidates come from prefix scans. For German they are complete: its stemmer takes the e out of ae,
oe and ue and then only cuts endings off, so that a plain form with that key begins with the key,
but for an e after some a, o or u. Other stemmers also change letters at the cut, so that a shorter
beginning is scanned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import folded, is_searchable, spelled_out
from news_archive.query.tree import Exact, Word

if TYPE_CHECKING:
    from news_archive.query.vocabulary import Vocabulary

# The longest run of endings that a stemmer takes off at once [letters]: -lichkeiten and some.
_LONGEST_ENDING = 16

# Letters by which a stem may differ from its forms at the cut, German aside: company, compani.
_CHANGED_AT_CUT = 2

DIGRAPHS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))


class Forms(NamedTuple):
    """The forms that a term stands for, and in how many articles each is found."""

    written: dict[str, int]
    folded: dict[str, int]

    def include(self, form: str) -> bool:
        """Whether a form as it stands in a text is one of them."""
        return form in self.written or (bool(self.folded) and folded(form) in self.folded)


def keys(vocabulary: Vocabulary, language: str, typed: str) -> set[str]:
    """Return the keys of a word as typed: of its own spelling and of its plain one."""
    spellings = list(dict.fromkeys((typed, folded(typed))))
    return {folded(stem) for stem in vocabulary.stems(language, spellings)}


def key_of_form(vocabulary: Vocabulary, language: str, form: str) -> str:
    """Return the key by which a form of a text counts."""
    return folded(vocabulary.stems(language, [folded(form)])[0])


def forms_of(term: Word | Exact, vocabulary: Vocabulary) -> Forms:
    """Return the forms of the vocabulary that a word, bare or exact, stands for."""
    if term not in vocabulary.known_forms:
        vocabulary.known_forms[term] = _found_forms(term, vocabulary)
    return vocabulary.known_forms[term]


def _found_forms(term: Word | Exact, vocabulary: Vocabulary) -> Forms:
    if not is_searchable(term.form):
        return Forms({}, {})
    if isinstance(term, Exact):
        return Forms(_spelled_alike(term.form, vocabulary), {})
    forms = Forms(_as_typed(term.form, vocabulary), {})
    for language in vocabulary.languages:
        for key in keys(vocabulary, language, term.form):
            for is_folded, chosen in ((False, forms.written), (True, forms.folded)):
                chosen.update(_with_key(term.form, key, language, vocabulary, is_folded=is_folded))
    return forms


def _as_typed(form: str, vocabulary: Vocabulary) -> dict[str, int]:
    count = vocabulary.count(form, folded=False)
    return {form: count} if count else {}


def _with_key(
    form: str, key: str, language: str, vocabulary: Vocabulary, *, is_folded: bool
) -> dict[str, int]:
    candidates: dict[str, int] = {}
    for prefix in _prefixes(form, key, language, vocabulary, is_folded=is_folded):
        candidates.update(vocabulary.beginning_with(prefix, folded=is_folded))
    longest = len(key) + _LONGEST_ENDING
    listed = [candidate for candidate in candidates if len(candidate) <= longest]
    plain = listed if is_folded else [folded(candidate) for candidate in listed]
    return {
        candidate: candidates[candidate]
        for candidate, stem in zip(listed, vocabulary.stems(language, plain), strict=True)
        if stem == key or folded(stem) == key
    }


def _prefixes(
    form: str, key: str, language: str, vocabulary: Vocabulary, *, is_folded: bool
) -> list[str]:
    if language != "german":
        shared = _shared_beginning(key, folded(form))
        cut = min(len(shared), max(len(shared) - _CHANGED_AT_CUT, 1))
        return list(dict.fromkeys((shared[:cut], key[: max(cut, 1)])))
    prefixes = [""]
    for letter in key:
        longer = []
        for prefix in prefixes:
            longer.append(prefix + letter)
            with_e = f"{prefix}e{letter}"
            if prefix[-1:] in ("a", "o", "u") and vocabulary.begins(with_e, folded=is_folded):
                longer.append(with_e)
        prefixes = longer
    return prefixes


def _shared_beginning(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _spelled_alike(form: str, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the forms that are spelled out alike, by walking the vocabulary letter by letter."""
    target = spelled_out(form)
    reached = {"": 0}  # a beginning of a form → how much of the target it spells
    while any(done < len(target) for done in reached.values()):
        further: dict[str, int] = {}
        for prefix, done in reached.items():
            if done == len(target):
                further[prefix] = done
                continue
            end = _end_of_plain_run(target, done)
            further[prefix + target[done:end]] = end
            for pair, letter in DIGRAPHS:
                if target.startswith(pair, done) and vocabulary.begins(
                    prefix + letter, folded=False
                ):
                    further[prefix + letter] = done + 2
        reached = further
    found: dict[str, int] = {}
    for spelling in reached:
        found.update(_as_typed(spelling, vocabulary))
    return found


def _end_of_plain_run(target: str, start: int) -> int:
    """Return where, behind ``start``, the next two letters begin that one letter can spell."""
    pairs = (target.find(pair, start + 1) for pair, _ in DIGRAPHS)
    return min((at for at in pairs if at > 0), default=len(target))
