"""How much each form of a word counts in ranking."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.article.words import folded, spelled_out
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.tree import Exact, Word
from news_archive.query.weights import (
    INFLECTION_WEIGHT,
    LOOKALIKE_WEIGHT,
    OTHER_LETTERS_WEIGHT,
    SPELLING_WEIGHT,
    rarity,
    weighted,
)

if TYPE_CHECKING:
    from news_archive.query.vocabulary import Forms, Vocabulary

OTHERS = ["Niemand kam."] * 30


def idf(count: int, articles: int) -> float:
    """What the engine multiplies the weight of a form by."""
    return math.log(1 + (articles - count + 0.5) / (count + 0.5))


def worth(term: Word | Exact, vocabulary: Vocabulary) -> dict[str, float]:
    """Return what each form counts beside a word as rare as all of its forms; the most is 1."""
    forms = forms_of(term, vocabulary)
    most = rarity(term, vocabulary)
    return {
        form: weight * idf(forms[form], vocabulary.articles) / most
        for form, weight in weighted(term, vocabulary)
    }


def of(typed: str, *held: str, exact: bool = False) -> dict[str, float]:
    """Return what the forms count that a word finds in an archive of these and other texts."""
    vocabulary = reader_of(*held, *OTHERS).vocabulary
    found = worth(Exact(typed) if exact else Word(typed), vocabulary)
    return {form: round(most, 6) for form, most in found.items()}


def with_counts(forms: Forms, articles: int) -> tuple[Word, Vocabulary]:
    """Return a word that stands for forms in so many of the articles of a vocabulary."""
    vocabulary = reader_of().vocabulary
    vocabulary.articles = articles
    term = Word(next(iter(forms)))
    vocabulary.known_forms[term] = forms
    return term, vocabulary


def rarity_of(forms: Forms, articles: int) -> float:
    """Return how rare a word is that stands for forms in so many of the articles."""
    return rarity(*with_counts(forms, articles))


def test_the_weights_are_in_the_order_of_how_like_the_typed_form_they_are() -> None:
    assert 1 > SPELLING_WEIGHT > INFLECTION_WEIGHT > OTHER_LETTERS_WEIGHT > LOOKALIKE_WEIGHT > 0


SPELLED = SPELLING_WEIGHT
INFLECTED = INFLECTION_WEIGHT
OTHER = OTHER_LETTERS_WEIGHT
ALIKE = LOOKALIKE_WEIGHT


@pytest.mark.parametrize(
    ("typed", "held", "wanted"),
    [
        ("haus", "Haus Hauses Häuser", {"haus": 1, "hauses": INFLECTED, "häuser": OTHER}),
        ("häuser", "Häuser Häusern Haus", {"häuser": 1, "häusern": INFLECTED, "haus": OTHER}),
        (
            "haeuser",
            "Häuser Häusern Haus",
            {"häuser": SPELLED, "häusern": OTHER, "haus": INFLECTED},
        ),
        (
            "müllers",
            "Müllers Mueller Müller",
            {"müllers": 1, "mueller": OTHER, "müller": INFLECTED},
        ),
        (
            "strasse",
            "Straße Strasse Straßen Strassen",
            {"strasse": 1, "straße": SPELLED, "strassen": INFLECTED, "straßen": OTHER},
        ),
        (
            "straße",
            "Straße Strasse Straßen Strassen",
            {"straße": 1, "strasse": SPELLED, "straßen": INFLECTED, "strassen": OTHER},
        ),
        ("cafe", "Café Cafe Cafés", {"cafe": 1, "café": SPELLED, "cafés": OTHER}),
    ],
)
def test_what_was_typed_counts_most_then_other_spellings_then_inflections(
    typed: str, held: str, wanted: dict[str, float]
) -> None:
    assert of(typed, *held.split()) == wanted


@pytest.mark.parametrize(
    ("typed", "held", "wanted"),
    [
        ("wömpern", "wömpern wompern", {"wömpern": 1, "wompern": ALIKE}),
        ("wompern", "wömpern wompern", {"wompern": 1, "wömpern": ALIKE}),
        (
            "wompern",
            "wömpern woempern wompern",
            {"wompern": 1, "wömpern": ALIKE, "woempern": ALIKE},
        ),
        ("blön", "blön blon", {"blön": 1, "blon": ALIKE}),
        ("blon", "blön blon", {"blon": 1, "blön": ALIKE}),
        ("füße", "Füße Fusse", {"füße": 1, "fusse": ALIKE}),
        ("fusse", "Füße Fusse", {"fusse": 1, "füße": ALIKE}),
        ("müller", "Müller Muller", {"müller": 1, "muller": ALIKE}),
        ("muller", "Müller Muller", {"muller": 1, "müller": ALIKE}),
        ("muller", "Müller Mueller Muller", {"muller": 1, "müller": ALIKE, "mueller": ALIKE}),
        ("öl", "Öl Oel Ol", {"öl": 1, "oel": SPELLED, "ol": ALIKE}),
    ],
)
def test_a_lookalike_of_a_word_that_is_held_counts_next_to_nothing(
    typed: str, held: str, wanted: dict[str, float]
) -> None:
    assert of(typed, *held.split()) == wanted


@pytest.mark.parametrize(
    ("typed", "held", "wanted"),
    [
        ("wömpern", "wompern", {"wompern": SPELLED}),
        ("wompern", "wömpern", {"wömpern": SPELLED}),
        ("wompern", "wömpern woempern", {"wömpern": SPELLED, "woempern": SPELLED}),
        ("blön", "blon", {"blon": SPELLED}),
        ("blon", "blön", {"blön": SPELLED}),
        ("müller", "Muller", {"muller": SPELLED}),
        ("muller", "Müller", {"müller": SPELLED}),
        ("muller", "Müller Mueller", {"müller": SPELLED, "mueller": SPELLED}),
        ("muller", "Müller Müllers", {"müller": SPELLED, "müllers": OTHER}),
    ],
)
def test_a_lookalike_counts_as_a_spelling_where_nothing_has_the_word_as_typed(
    typed: str, held: str, wanted: dict[str, float]
) -> None:
    assert of(typed, *held.split()) == wanted


@pytest.mark.parametrize(
    ("typed", "held"), [("woempern", "wompern"), ("mueller", "Muller"), ("muller", "Mueller")]
)
def test_an_e_that_is_no_umlaut_of_any_article_is_one_more_letter(typed: str, held: str) -> None:
    assert of(typed, held) == {held.lower(): INFLECTED}
    assert of(typed, held, typed) == {typed: 1, held.lower(): INFLECTED}


@pytest.mark.parametrize(
    ("typed", "held", "wanted"),
    [
        ("woempern", "woempern wömpern", {"woempern": 1, "wömpern": SPELLED}),
        ("woempern", "wömpern", {"wömpern": SPELLED}),
        ("wömpern", "woempern wompern", {"woempern": SPELLED, "wompern": ALIKE}),
        ("mueller", "Mueller Müller", {"mueller": 1, "müller": SPELLED}),
        ("müller", "Mueller Müller Muller", {"müller": 1, "mueller": SPELLED, "muller": ALIKE}),
        ("maße", "Maße Masse", {"maße": 1, "masse": SPELLED}),
        ("masse", "Maße Masse", {"masse": 1, "maße": SPELLED}),
        ("masse", "Maße", {"maße": SPELLED}),
        ("wumpse", "Wumpße Wumpse Wümpse", {"wumpse": 1, "wümpse": ALIKE}),
        (
            "füße",
            "Füße Füsse Fuesse Fuße Fusse",
            {"füße": 1, "füsse": SPELLED, "fuesse": SPELLED, "fuße": ALIKE, "fusse": ALIKE},
        ),
        (
            "fusse",
            "Füße Füsse Fuesse Fuße Fusse",
            {"fusse": 1, "fuße": SPELLED, "füße": ALIKE, "füsse": ALIKE, "fuesse": ALIKE},
        ),
    ],
)
def test_an_umlaut_or_a_sharp_s_spelled_out_is_the_same_word_and_no_lookalike(
    typed: str, held: str, wanted: dict[str, float]
) -> None:
    assert of(typed, *held.split()) == wanted


@pytest.mark.parametrize(
    ("typed", "held", "wanted"),
    [
        (
            "woempern",
            "woempern wömpern wompern",
            {"woempern": 1, "wömpern": SPELLED, "wompern": ALIKE},
        ),
        ("woempern", "wömpern wompern", {"wömpern": SPELLED, "wompern": ALIKE}),
        ("mueller", "Mueller Müller Muller", {"mueller": 1, "müller": SPELLED, "muller": ALIKE}),
    ],
)
def test_a_word_typed_with_its_umlaut_spelled_out_has_the_lookalikes_that_it_has_with_it(
    typed: str, held: str, wanted: dict[str, float]
) -> None:
    assert of(typed, *held.split()) == wanted


@pytest.mark.parametrize(
    ("typed", "other"), [("erdogan", "Erdoğan"), ("cafe", "Café"), ("sebastien", "Sébastien")]
)
def test_accents_other_than_umlauts_part_no_words(typed: str, other: str) -> None:
    accented = other.lower()
    assert of(typed, typed, other) == {typed: 1, accented: SPELLED}
    assert of(accented, typed, other) == {accented: 1, typed: SPELLED}
    assert of(typed, other) == {accented: SPELLED}
    assert of(accented, typed) == {typed: SPELLED}


def test_accents_part_no_words_either_where_an_umlaut_does() -> None:
    held = ["Erdogan", "Erdoğan", "Erdögan"]
    assert of("erdogan", *held) == {"erdogan": 1, "erdoğan": SPELLED, "erdögan": ALIKE}
    assert of("erdogan", *held[1:]) == {"erdoğan": SPELLED, "erdögan": SPELLED}
    assert of("erdoğan", *held[:2]) == {"erdoğan": 1, "erdogan": SPELLED}


def test_an_inflection_of_a_lookalike_counts_as_an_inflection() -> None:
    held = ["wömpern", "wompere", "wömpere", "wompern"]
    assert of("wompern", *held) == {
        "wompern": 1, "wompere": INFLECTED, "wömpere": OTHER, "wömpern": ALIKE,
    }  # fmt: skip
    assert of("wömpern", *held) == {
        "wömpern": 1, "wömpere": INFLECTED, "wompere": OTHER, "wompern": ALIKE,
    }  # fmt: skip


def test_an_exact_word_counts_as_typed_and_its_spellings_as_spellings() -> None:
    held = ["Müller", "Mueller", "Muller"]
    assert of("mueller", *held, exact=True) == {"mueller": 1, "müller": SPELLED}
    assert of("müller", *held, exact=True) == {"müller": 1, "mueller": SPELLED}
    assert of("müller", *held[1:], exact=True) == {"mueller": SPELLED}
    assert of("wompern", "wömpern", "wompern", exact=True) == {"wompern": 1}


def test_a_word_that_no_article_has_has_no_weights() -> None:
    vocabulary = reader_of("Haus").vocabulary
    assert weighted(Word("xyzzy"), vocabulary) == []
    assert weighted(Exact("xyzzy"), vocabulary) == []
    assert weighted(Word("haus"), reader_of().vocabulary) == []


def test_a_rare_ending_does_not_make_a_common_word_rare() -> None:
    vocabulary = reader_of(*["Minister"] * 20, "Ministern", *OTHERS).vocabulary
    found = worth(Word("minister"), vocabulary)
    assert found["ministern"] < found["minister"]
    alone = reader_of("Ministern", *["Magister"] * 20, *OTHERS).vocabulary
    assert rarity(Word("minister"), vocabulary) < rarity(Word("minister"), alone)


def test_a_word_in_over_half_of_the_articles_counts_next_to_nothing() -> None:
    common = [rarity_of({"und": count}, 100) for count in (51, 75, 100)]
    assert all(0 < found < rarity_of({"und": 50}, 100) / 4 for found in common)
    assert common == sorted(common, reverse=True)


def test_a_word_in_most_of_a_few_articles_is_what_they_are_about() -> None:
    assert rarity_of({"und": 10}, 12) == pytest.approx(idf(10, 12))
    assert rarity_of({"und": 11}, 12) < idf(11, 12) / 4


@pytest.mark.parametrize("count", [1, 5, 500, 5000])
def test_a_word_is_as_rare_as_its_idf_says(count: int) -> None:
    assert rarity_of({"wort": count}, 100_000) == pytest.approx(idf(count, 100_000))


@pytest.mark.parametrize("bodies", [["Müller"], ["Müller", "Müller Mueller"], ["Mueller", "Hof"]])
@pytest.mark.parametrize("typed", ["müller", "mueller", "muller", "müllers"])
def test_weights_in_an_archive_of_one_or_two_articles_are_those_of_any_other(
    typed: str, bodies: list[str]
) -> None:
    vocabulary = reader_of(*bodies).vocabulary
    for term in (Word(typed), Exact(typed)):
        found = weighted(term, vocabulary)
        assert found or (typed, type(term)) in (("muller", Exact), ("müllers", Exact))
        assert all(math.isfinite(item.weight) and item.weight > 0 for item in found)


pieces = st.sampled_from(["f", "r", "d", "a", "ä", "ae", "o", "ö", "u", "ü", "ue", "ss", "ß", "ğ"])
words = st.builds(
    lambda parts, ending: "".join(parts) + ending,
    st.lists(pieces, min_size=2, max_size=5),
    st.sampled_from(["", "", "en", "er", "s"]),
)
archives = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)


@given(archives, st.data(), st.booleans())
def test_weights_are_positive_in_order_and_no_form_counts_more_than_its_word(
    bodies: list[str], data: st.DataObject, exact: bool
) -> None:
    vocabulary = reader_of(*bodies).vocabulary
    held = sorted({form for body in bodies for form in body.split()})
    typed = data.draw(st.sampled_from(held).flatmap(lambda w: st.sampled_from([w, folded(w)])))
    term = Exact(typed) if exact else Word(typed)
    found = weighted(term, vocabulary)
    weights = [item.weight for item in found]
    assert weights == sorted(weights, reverse=True)
    assert sorted(item.form for item in found) == sorted(forms_of(term, vocabulary))
    counted = worth(term, vocabulary)
    for form, most in counted.items():
        assert 0 < most < 1 + 1e-9
        assert most < 1 - 1e-9 or form == typed
    if typed in counted:
        assert counted[typed] == pytest.approx(1)


@given(archives, st.data(), st.booleans())
def test_spellings_count_as_such_and_a_lookalike_is_written_with_the_same_plain_letters(
    bodies: list[str], data: st.DataObject, exact: bool
) -> None:
    vocabulary = reader_of(*bodies).vocabulary
    held = sorted({form for body in bodies for form in body.split()})
    typed = data.draw(st.sampled_from(held).flatmap(lambda w: st.sampled_from([w, folded(w)])))
    counted = worth(Exact(typed) if exact else Word(typed), vocabulary)
    spellings = {form for form in counted if spelled_out(form) == spelled_out(typed)}
    for form in spellings - {typed}:
        assert counted[form] == pytest.approx(SPELLING_WEIGHT)
    lookalikes = {form for form, most in counted.items() if most < LOOKALIKE_WEIGHT + 0.01}
    assert spellings or not lookalikes
    for form in lookalikes:
        # `Mueller` has other plain letters than `Muller`, but is `Müller`, that has the same.
        twins = {twin for twin in counted if spelled_out(twin) == spelled_out(form)}
        assert folded(typed) in map(folded, twins)


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_word_in_more_articles_is_never_rarer(one: int, other: int, articles: int) -> None:
    rarer, commoner = sorted((one, other))
    less, more = (rarity_of({"a": n}, articles) for n in (commoner, rarer))
    assert 0 < less <= more
    assert math.isfinite(more)


@given(st.integers(1, 1000), st.integers(0, 1000), st.integers(1, 3000))
def test_a_word_is_as_rare_as_all_of_its_forms_together(
    count: int, further: int, articles: int
) -> None:
    together = rarity_of({"a": count, "b": further}, articles)
    assert together == rarity_of({"a": count + further}, articles)
    assert together <= rarity_of({"a": count}, articles)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 400))
def test_counts_may_include_articles_that_were_deleted(one: int, other: int, articles: int) -> None:
    forms = {"müller": one, "mueller": other, "muller": one}
    found = weighted(*with_counts(forms, articles))
    assert {item.form for item in found} == forms.keys()
    assert all(math.isfinite(item.weight) and item.weight > 0 for item in found)
