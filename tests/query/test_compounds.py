"""Compounds, split by the words of an archive and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.index.memory import MemoryVocabulary
from news_archive.query.morphology.compounds import compounds_with, parts_of
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.tree import Word
from news_archive.query.vocabulary import Parts

_WORDS = """
    Impfstoff Impfstoffe Knappheit Grippe Wahl Wahlen Kampf Ende Wasser Leitung Bund Regierung
    lich keit heiten Mann Schaft
"""
WORDS = _WORDS.split()


def vocabulary_of(*bodies: str, language: str = "german") -> MemoryVocabulary:
    """Return a vocabulary in which each of the words above is in two articles."""
    twice = (" ".join(WORDS),) * 2
    return reader_of(*twice, *bodies, languages=(language,)).vocabulary


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("impfstoffknappheit", "impfstoff", "knappheit"),
        ("grippeimpfstoffe", "grippe", "impfstoffe"),
        ("regierungskampf", "regierung", "kampf"),
        ("bundesregierung", "bund", "regierung"),
        ("wahlkampf", "wahl", "kampf"),
        ("wahlenkampf", "wahlen", "kampf"),
        ("wasserleitung", "wasser", "leitung"),
    ],
)
def test_a_compound_is_two_words_of_the_archive(form: str, first: str, second: str) -> None:
    vocabulary = vocabulary_of(form)
    assert parts_of(form, vocabulary) == Parts(first, second)


@pytest.mark.parametrize(
    "form",
    [
        "impfstoff",
        "knappheit",  # "knapp" is no word of the archive, and "heit" none at all
        "mannschaft",
        "wasserlich",
        "grippenkeit",
        "xyzzyknappheit",
        "impfstoffxyzzy",
        "endewahl",  # too short
        "wahl-kampf",
    ],
)
def test_nothing_else_is_one(form: str) -> None:
    assert parts_of(form, vocabulary_of(form)) is None


def test_a_part_is_in_half_as_many_articles_as_the_compound() -> None:
    assert parts_of("wahlkampf", vocabulary_of(*["Wahlkampf"] * 4)) is not None
    assert parts_of("wahlkampf", vocabulary_of(*["Wahlkampf"] * 5)) is None


def test_a_part_is_in_more_than_one_article() -> None:
    vocabulary = reader_of("Wahl", "Kampf", "Wahlkampf").vocabulary
    assert parts_of("wahlkampf", vocabulary) is None


def test_of_several_splits_the_commonest_words_are_taken() -> None:
    vocabulary = reader_of(*["Wach Stube Wachs"] * 2, *["Tube"] * 2, *["Wach Stube"] * 2).vocabulary
    assert parts_of("wachstuben", vocabulary) is None
    vocabulary = reader_of(*["Wachs Tuben"] * 2, *["Wach Stuben"] * 3).vocabulary
    assert parts_of("wachstuben", vocabulary) == Parts("wach", "stuben")


def test_a_word_is_found_at_both_ends_in_any_inflection() -> None:
    vocabulary = vocabulary_of("Impfstoffknappheit und Grippeimpfstoffe", "Grippeimpfstoffe")
    assert compounds_with("impfstoff", vocabulary) == {
        "grippeimpfstoffe": 2, "impfstoffknappheit": 1,
    }  # fmt: skip
    assert list(compounds_with("impfstoffe", vocabulary)) == [
        "grippeimpfstoffe", "impfstoffknappheit",
    ]  # fmt: skip
    assert compounds_with("knappheit", vocabulary) == {"impfstoffknappheit": 1}
    assert compounds_with("grippeimpfstoff", vocabulary) == {}


@pytest.mark.parametrize("language", ["english", "french", "italian"])
def test_only_german_has_them(language: str) -> None:
    vocabulary = vocabulary_of("Impfstoffknappheit", language=language)
    assert parts_of("impfstoffknappheit", vocabulary) is None
    assert compounds_with("impfstoff", vocabulary) == {}


_PIECES = ["wahl", "wahlen", "kampf", "kampfes", "ende", "bund", "bundes", "wahlkampf"]
_bodies = st.lists(
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3).map("".join), min_size=1, max_size=6
).map(" ".join)


@given(st.lists(_bodies, min_size=2, max_size=8), st.sampled_from(_PIECES))
def test_what_is_found_is_what_splits_into_forms_of_the_word(bodies: list[str], typed: str) -> None:
    vocabulary = reader_of(*bodies).vocabulary
    forms = forms_of(Word(typed), vocabulary)
    likely = {form for form in forms if len(form) >= 4 and forms[form] >= 2}
    wanted = {
        form: count
        for form, count in vocabulary.beginning_with("")
        if form not in forms
        and (parts := parts_of(form, vocabulary)) is not None
        and not likely.isdisjoint(parts)
    }
    assert compounds_with(typed, vocabulary) == wanted


def test_a_word_is_found_in_its_form_for_both_genders() -> None:
    vocabulary = reader_of(*["Mitarbeiter"] * 2, "MitarbeiterInnen", "Mitarbeiter*innen").vocabulary
    assert compounds_with("mitarbeiter", vocabulary) == {"mitarbeiterinnen": 1}
