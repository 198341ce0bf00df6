"""Inflection as a matter of the query: from a word as typed to the forms of the vocabulary.

A bare word stands for the forms of the same *lemma*, by the lexicon of the language: ``Firma``
finds ``Firmen``, and ``Politiker`` finds neither ``Politik`` nor ``politisch``. Where the lexicon
does not know one of the two, the word stands for every form that shares a *key* with it: the stem
of a spelling, folded to plain letters. A form counts by its folded spelling, the word as typed by
its own and by its folded one, so that ``Erdogan`` finds ``Erdoğan``. Two words that the lexicon
does not know are also one if they differ by a final s (``Trump``, ``Trumps``), or begin alike and
end in forms of one word (``Querdenkerdemo``, ``Querdenkerdemos``). An exact word stands for the
forms that are spelled out alike: ``"Müller"`` and ``"Mueller"``.

Candidates for a key come from prefix scans. For German they are complete: its stemmer takes the e
out of ae, oe and ue and then only cuts endings off, so that a plain form with that key begins with
the key, but for an e after some a, o or u. For other languages ``stem_beginnings`` says how forms
begin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.article.words import folded, is_searchable, spelled_out
from news_archive.query.morphology.german_spellings import LONGEST_KEY, german_spellings
from news_archive.query.morphology.lexicon_file import lexicon_of
from news_archive.query.morphology.stem_beginnings import beginnings
from news_archive.query.morphology.stemming import stems
from news_archive.query.tree import Exact, Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.query.vocabulary import Forms, Vocabulary

# Shorter words with an s are other words [letters].
_LEAST_BEFORE_S = 4

# To look up so many spellings takes less time than to ask how forms begin [count].
_FEW_SPELLINGS = 32

DIGRAPHS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))


def keys(language: str, typed: str) -> set[str]:
    """Return the keys of a word as typed: of its own spelling and of its plain one."""
    spellings = list(dict.fromkeys((typed, folded(typed))))
    return {folded(stem) for stem in stems(language, spellings)}


def key_of_form(language: str, form: str) -> str:
    """Return the key by which a form of a text counts."""
    return folded(stems(language, [folded(form)])[0])


def is_inflection(typed: str, form: str, language: str) -> bool:
    """Whether a form of a text is one of the word that was typed."""
    lexicon = lexicon_of(language)
    if lexicon is not None:
        meant, lemmas = lexicon.meant(typed), lexicon.lemmas(form)
        if meant and lemmas:
            return not meant.isdisjoint(lemmas)
        if not meant and not lemmas:
            if form in _with_and_without_s(typed):
                return True
            compound, other = lexicon.compound(typed), lexicon.compound(form)
            if compound is not None and other is not None and compound.is_same_word(other):
                return True
    return key_of_form(language, form) in keys(language, typed)


def forms_of(term: Word | Exact, vocabulary: Vocabulary) -> Forms:
    """Return the forms of the vocabulary that a word, bare or exact, stands for."""
    if term not in vocabulary.known_forms:
        vocabulary.known_forms[term] = _found_forms(term, vocabulary)
    return vocabulary.known_forms[term]


def foremost_forms(term: Word | Exact, vocabulary: Vocabulary) -> list[str]:
    """Return the forms that a term stands for: as typed, and then the commonest first."""
    forms = forms_of(term, vocabulary)
    return sorted(forms, key=lambda form: (form != term.form, -forms[form], form))


def _found_forms(term: Word | Exact, vocabulary: Vocabulary) -> Forms:
    if not is_searchable(term.form):
        return {}
    if isinstance(term, Exact):
        return _spelled_alike(term.form, vocabulary)
    forms = _as_typed(term.form, vocabulary)
    for language in vocabulary.languages:
        forms.update(_inflected(term.form, language, vocabulary))
    return forms


def _inflected(typed: str, language: str, vocabulary: Vocabulary) -> Forms:
    forms: Forms = {}
    for key in keys(language, typed):
        forms.update(_with_key(key, language, vocabulary))
    lexicon = lexicon_of(language)
    if lexicon is None:
        return forms
    if lexicon.meant(typed):
        forms = {form: count for form, count in forms.items() if not lexicon.lemmas(form)}
        listed = list(lexicon.inflections(typed))
    else:
        listed = _with_and_without_s(typed)
        if compound := lexicon.compound(typed):
            family = compound.family
            listed += [compound.beginning + form for form in (*family.forms, *family.others)]
    for spelling in listed:
        for form, count in _spelled_alike(spelling, vocabulary).items():
            if form not in forms and is_inflection(typed, form, language):
                forms[form] = count
    return forms


def _with_and_without_s(word: str) -> list[str]:
    """Return a word with a final s and without: ``Trump``, ``Trumps``; ``Demo``, ``Demos``."""
    if len(word) < _LEAST_BEFORE_S:
        return []
    return [f"{word}s", word.removesuffix("s")] if not word.endswith("ss") else []


def _as_typed(form: str, vocabulary: Vocabulary) -> Forms:
    count = vocabulary.count(form)
    return {form: count} if count else {}


def _with_key(key: str, language: str, vocabulary: Vocabulary) -> Forms:
    candidates: dict[str, tuple[str, int]] = {}  # form → its plain spelling, its count
    if language == "german" and len(key) <= LONGEST_KEY:
        spellings = german_spellings(key)
        for found, count in vocabulary.counts(spellings).items():
            if count:
                candidates[found] = (found, count)
        for plain, found, count in vocabulary.spelled_plainly(spellings):
            candidates[found] = (plain, count)
    else:
        for prefix in _prefixes(key, language, vocabulary.begins):
            for found, count in vocabulary.beginning_with(prefix):
                candidates[found] = (folded(found), count)
        for prefix in _prefixes(key, language, vocabulary.folded_begins):
            for plain, found, count in vocabulary.folding_to(prefix):
                candidates[found] = (plain, count)
    listed = list(candidates)
    found_stems = stems(language, [candidates[found][0] for found in listed])
    return {
        found: candidates[found][1]
        for found, stem in zip(listed, found_stems, strict=True)
        if stem == key or folded(stem) == key
    }


def _prefixes(key: str, language: str, begins: Callable[[str], bool]) -> list[str]:
    """Return beginnings one of which every plain spelling with a key has."""
    if language != "german":
        # Where nothing is known of the beginning, all forms are looked at: slow, and right.
        return beginnings(language, key) or [""]
    prefixes = [""]
    for letter in key:
        longer = []
        for prefix in prefixes:
            longer.append(prefix + letter)
            with_e = f"{prefix}e{letter}"
            if prefix[-1:] in ("a", "o", "u") and begins(with_e):
                longer.append(with_e)
        prefixes = longer
    return prefixes


def _spelled_alike(form: str, vocabulary: Vocabulary) -> Forms:
    """Return the forms that are spelled out alike, by walking the vocabulary letter by letter.

    A few spellings are looked up without asking at each letter whether any form begins so.
    """
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
                if target.startswith(pair, done) and (
                    len(reached) < _FEW_SPELLINGS or vocabulary.begins(prefix + letter)
                ):
                    further[prefix + letter] = done + 2
        reached = further
    found: Forms = {}
    for spelling in reached:
        found.update(_as_typed(spelling, vocabulary))
    return found


def _end_of_plain_run(target: str, start: int) -> int:
    """Return where, behind ``start``, the next two letters begin that one letter can spell."""
    pairs = (target.find(pair, start + 1) for pair, _ in DIGRAPHS)
    return min((at for at in pairs if at > 0), default=len(target))
