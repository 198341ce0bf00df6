"""Every language that an archive can have: its words are found in their inflections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_rigs import TantivyRig, entry, scratch, write

from news_archive.article.words import folded, forms
from news_archive.index.memory import MemoryVocabulary
from news_archive.query.morphology.stemming import LANGUAGES
from news_archive.query.oracle import matches
from news_archive.query.tree import Exact, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

# Inflections of a few words of each language.
_WORDS = """
arabic: كتاب الكتاب كتب كتابان كتابهم وكتاب مدرسة المدرسة مدارس مدرسته قال يقول قالوا
danish: hus huse huset husene husets dreng drenge drengen regering regeringen regeringens
dutch: huis huizen regering regeringen kind kinderen lopen loopt gelopen lopende
english: company companies run runs running fly flies flying happy happily happiness
finnish: talo talon talossa talot taloissa kirja kirjan kirjassa kirjat maa maan maat
french: cheval chevaux national nationaux chanter chante chantait chanté œuvre œuvres
german: Haus Hauses Häuser Häusern Straße Straßen Strasse Flughafen Flughäfen
greek: σπίτι σπίτια σπιτιού πόλη πόλεις κυβέρνηση κυβερνήσεις κυβέρνησης λόγος λόγου
hungarian: ház házak házban háznak könyv könyvek könyvet könyvben város városok városban
italian: casa case città governo governi cantare canta cantano cantato nazione nazioni
norwegian: hus huset husene regjering regjeringen regjeringens gutt gutter guttene
portuguese: casa casas nação nações governo governos cantar canta cantam cantando
romanian: casă casa case casei oraș orașe orașul orașului guvern guvernul guvernului
russian: дом дома домов доме город города городов ёлка ёлки елка правительство правительства
spanish: casa casas nación naciones gobierno gobiernos cantar canta cantan cantando
swedish: hus huset husen regering regeringen regeringar pojke pojkar pojkarna år åren årets
tamil: வீடு வீடுகள் வீட்டில் புத்தகம் புத்தகங்கள் நகரம் நகரங்கள் நகரத்தில்
turkish: ev evler evde evlerin kitap kitabı kitaplar şehir şehirler şehirde İstanbul istanbul ısı
"""
WORDS = {
    language: inflections.split()
    for language, inflections in (line.split(": ") for line in _WORDS.strip().splitlines())
}

# What words are made up of, beside letters and endings of the words above.
_LATIN = "aabcdeefghiijklmnnoopqrrssttuuvwxyz"
_ENDINGS = ["", "", "s", "e", "en", "er", "es", "ed", "ing", "ies", "y", "i", "a", "os", "as", "ly"]


def test_there_are_words_of_every_language_that_an_archive_can_have() -> None:
    assert WORDS.keys() == set(LANGUAGES)


def _assert_found(language: str, written: Iterable[str], typed: Iterable[str]) -> None:
    """Each word finds the articles of one word each that the oracle finds."""
    archive = [entry(f"{number:04}", word) for number, word in enumerate(written)]
    vocabulary = MemoryVocabulary(archive, (language,))
    with scratch() as folder:
        rig = TantivyRig(folder / "index", (language,))
        write(rig, archive)
        reader = rig.reader()
        for form in typed:
            for term in (Word(form), Exact(form)):
                page = reader.search(term, sort="newest", offset=0, limit=None)
                wanted = {one.body for one in archive if matches(term, one, vocabulary)}
                bodies = {one.id: one.body for one in archive}
                assert {bodies[hit.id] for hit in page.found} == wanted, (language, term)


@pytest.mark.parametrize("language", WORDS)
def test_the_index_finds_the_inflections_of_a_language_that_the_oracle_finds(language: str) -> None:
    written = WORDS[language]
    found = forms(" ".join(written))
    _assert_found(language, written, dict.fromkeys([*found, *map(folded, found)]))


@pytest.mark.parametrize("language", WORDS)
@given(data=st.data())
@settings(max_examples=4)
def test_the_index_finds_made_up_inflections_of_a_language_that_the_oracle_finds(
    language: str, data: st.DataObject
) -> None:
    real = forms(" ".join(WORDS[language]))
    letters = _LATIN + "".join(sorted({letter for form in real for letter in form})) * 2
    begun = st.sampled_from(real).flatmap(
        lambda form: st.integers(1, len(form)).map(lambda length: form[:length])
    )
    own = sorted({form[-length:] for form in real for length in (1, 2, 3) if len(form) > length})
    stems = begun | st.text(letters, min_size=1, max_size=5)
    pairs = st.lists(
        st.tuples(stems, st.lists(st.sampled_from(_ENDINGS + own), min_size=1, max_size=4)),
        min_size=4,
        max_size=10,
    )
    made = sorted(
        {
            form
            for stem, endings in data.draw(pairs)
            for ending in endings
            for form in forms(stem + ending)
        }
    )
    # Some are in the archive in their plain spelling, some are only asked for.
    written = [folded(form) if data.draw(st.booleans()) else form for form in made]
    _assert_found(language, written, dict.fromkeys([*written, *made]))
