"""What a word is, for Python and for the engine alike."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import tantivy
from hypothesis import example, given
from hypothesis import strategies as st

from news_archive.article.combining_marks import BASIC_PLANE, BEYOND
from news_archive.article.words import (
    Word,
    folded,
    foldings,
    forms,
    is_plain,
    is_searchable,
    spelled_out,
    words,
)

TRICKY = "aeouszäöüßÄÖÜSẞéİıǰǿǽΣςσё3²½_-'’.\u00ad\u200b\u200d\u0301\u0308\u030c \n東👍\ufe0f"
texts = st.text(max_size=30) | st.text(TRICKY, max_size=30)
words_made = texts.map(forms).filter(bool).map(lambda found: found[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \n\t—…", []),
        ("Der Minister sagte", ["der", "minister", "sagte"]),
        ("MÜLLER, Müller & müller", ["müller", "müller", "müller"]),
        ("STRASSE Straße STRAẞE", ["strasse", "straße", "straße"]),
        ("Ukraine-Krieg", ["ukraine", "krieg"]),
        ("AT&T und C++", ["at", "t", "und", "c"]),
        ("3,5 Prozent von 1.000", ["3", "5", "prozent", "von", "1", "000"]),
        ("l’Oréal d'Estaing", ["l", "oréal", "d", "estaing"]),
        ("redaktion@zeitung.example", ["redaktion", "zeitung", "example"]),
        ("foo_bar __init__ _", ["foo", "bar", "init"]),
        ("U2 und 4K", ["u2", "und", "4k"]),
        ("10 m² und ½ l", ["10", "m²", "und", "½", "l"]),
        ("東京都 Москва Ελλάδα", ["東京都", "москва", "ελλάδα"]),
        ("ΟΔΟΣ", ["οδος"]),
        ("gut👍gemacht", ["gut", "gemacht"]),
        ("Mu\u0308ller", ["müller"]),
        ("x\u0302y ist kein Buchstabe", ["x\u0302y", "ist", "kein", "buchstabe"]),
        ("Flug\u00adhafen", ["flughafen"]),
        (
            "auf\u200blage zero\u200cwidth\u200djoiner wort\u2060teil",
            ["auflage", "zerowidthjoiner", "wortteil"],
        ),
        ("\ufeffAnfang", ["anfang"]),
        ("\u00ad \u200d", []),
        ("a\u00ad\u0308b", ["äb"]),
    ],
)
def test_a_word_is_a_run_of_letters_digits_and_marks(text: str, wanted: list[str]) -> None:
    assert forms(text) == wanted


def test_a_word_says_where_it_stands_in_the_text() -> None:
    text = "„Flug\u00adhäfen“, sagte Mu\u0308ller_Meier."
    assert list(words(text)) == [
        Word("flughäfen", 1, 11),
        Word("sagte", 14, 19),
        Word("müller", 20, 27),
        Word("meier", 28, 33),
    ]


@given(texts)
def test_what_stands_at_a_words_place_is_that_word(text: str) -> None:
    reached = 0
    for word in words(text):
        assert reached <= word.start < word.end <= len(text)
        assert forms(text[word.start : word.end]) == [word.form]
        reached = word.end


@given(texts)
def test_forms_are_the_forms_of_the_words(text: str) -> None:
    assert forms(text) == [word.form for word in words(text)]


@given(texts)
def test_a_form_is_in_its_canonical_form_and_its_own_only_word(text: str) -> None:
    for form in forms(text):
        assert unicodedata.is_normalized("NFC", form)
        assert form == form.lower()
        assert forms(form) == [form]


@given(texts)
def test_a_text_has_the_same_words_composed_and_decomposed(text: str) -> None:
    if "_" not in text:
        composed = unicodedata.normalize("NFC", text)
        decomposed = unicodedata.normalize("NFD", text)
        assert forms(composed) == forms(decomposed)


def test_words_in_capitals_are_the_same_words() -> None:
    text = "Große Übung in Łódź, ǰ und Ǆ, Δελτίο, ёлка"
    assert forms(text.upper().replace("GROSSE", "GROẞE")) == forms(text)


def test_python_and_the_engine_split_and_lower_every_plain_character_alike() -> None:
    engine = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .build()
    )
    plain = [chr(code) for code in range(sys.maxunicode + 1) if is_plain(chr(code))]
    assert len(plain) > 1000
    # Each between two letters, that shows whether it parts them, and apart from the next.
    probes = [f"x{character}X" for character in plain]
    for start in range(0, len(probes), 500):
        batch = probes[start : start + 500]
        both = forms(" ".join(batch)), engine.analyze(" ".join(batch))
        if both[0] != both[1]:
            wrong = [probe for probe in batch if forms(probe) != engine.analyze(probe)]
            pytest.fail(f"not alike: {wrong!r}")


def test_every_plain_character_is_in_its_canonical_form() -> None:
    plain = "".join(chr(code) for code in range(sys.maxunicode + 1) if is_plain(chr(code)))
    assert unicodedata.normalize("NFC", plain) == plain
    assert unicodedata.normalize("NFC", plain.lower()) == plain.lower()


@pytest.mark.parametrize(
    "text", ["\u00ad", "\u200b", "\u200d", "\ufeff", "u\u0308", "Σ", "東", "👍"]
)
def test_what_the_engine_may_split_otherwise_is_not_plain(text: str) -> None:
    assert not is_plain(f"Das {text} Wort")


def test_ordinary_german_text_is_plain() -> None:
    assert is_plain("„Größe“ – so heißt’s … in Łódź, für 3,5 €\n\nMoskau (Москва)")


def _members(inside_of_class: str) -> set[str]:
    found: set[str] = set()
    at = 0
    while at < len(inside_of_class):
        if inside_of_class[at + 1 : at + 2] == "-":
            first, last = ord(inside_of_class[at]), ord(inside_of_class[at + 2])
            found.update(map(chr, range(first, last + 1)))
            at += 3
        else:
            found.add(inside_of_class[at])
            at += 1
    return found


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me")


def test_every_character_of_the_table_of_marks_is_a_mark() -> None:
    assert all(map(_is_mark, _members(BASIC_PLANE) | _members(BEYOND)))
    assert max(_members(BASIC_PLANE)) <= "\uffff" < min(_members(BEYOND))


def test_the_table_of_marks_is_complete_for_the_unicode_it_names() -> None:
    if unicodedata.unidata_version == "14.0.0":
        marks = {chr(code) for code in range(sys.maxunicode + 1) if _is_mark(chr(code))}
        assert _members(BASIC_PLANE) | _members(BEYOND) == marks
    else:
        assert len(_members(BASIC_PLANE) | _members(BEYOND)) > 2000


@pytest.mark.parametrize(
    ("form", "searchable"),
    [("a" * 200, True), ("a" * 201, False), ("ä" * 100, True), ("ä" * 101, False), ("a", True)],
)
def test_a_word_of_more_than_two_hundred_bytes_is_not_searchable(
    form: str, searchable: bool
) -> None:
    assert is_searchable(form) is searchable


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("haus", "haus"),
        ("häuser", "hauser"),
        ("straße", "strasse"),
        ("erdoğan", "erdogan"),
        ("sébastien", "sebastien"),
        ("łódź", "lodz"),
        ("ıstanbul", "istanbul"),
        ("œuvre", "oeuvre"),
        ("øst", "ost"),
        ("ǿst", "ost"),
        ("ǽon", "aeon"),
        ("þór", "thor"),
        ("ẛ", "s"),
        ("δελτίο", "δελτιο"),
        ("ёлка", "елка"),
        ("москва", "москва"),
        ("東京", "東京"),
        ("x\u0302y", "xy"),
        ("i\u0307", "i"),
    ],
)
def test_folding_gives_the_plain_letters(form: str, wanted: str) -> None:
    assert folded(form) == wanted


@given(words_made)
def test_folding_twice_is_folding_once(form: str) -> None:
    assert folded(folded(form)) == folded(form)


def test_the_plain_spelling_of_every_character_is_plain() -> None:
    for code in range(sys.maxunicode + 1):
        plain = folded(chr(code))
        if plain != chr(code):
            assert folded(plain) == plain


@given(st.text("abcxyz0189"))
def test_plain_letters_stay_what_they_are(form: str) -> None:
    assert folded(form) == form == spelled_out(form)


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("müller", "mueller"),
        ("mueller", "mueller"),
        ("groß", "gross"),
        ("äöüß", "aeoeuess"),
        ("café", "café"),
        ("øst", "øst"),
    ],
)
def test_spelling_out_replaces_umlauts_and_sharp_s_only(form: str, wanted: str) -> None:
    assert spelled_out(form) == wanted


@given(words_made)
def test_spelling_out_twice_is_spelling_out_once(form: str) -> None:
    assert spelled_out(spelled_out(form)) == spelled_out(form)


@given(texts)
@example("Über über ÜBER")
@example("mu\u0308ller straße_öl x\u0302y \u00adö 東é")
def test_the_foldings_of_a_text_are_its_words_that_have_other_letters(text: str) -> None:
    searchable = [form for form in forms(text) if is_searchable(form)]
    pairs = [(folded(form), form) for form in searchable]
    assert foldings(text) == [(plain, form) for plain, form in pairs if plain != form]


def test_each_folding_is_a_plain_spelling_and_the_form_it_is_of() -> None:
    assert foldings("Die Häuser, Haus und HÄUSER; Erdoğan-Straße") == [
        ("hauser", "häuser"),
        ("hauser", "häuser"),
        ("erdogan", "erdoğan"),
        ("strasse", "straße"),
    ]


def test_a_word_too_long_has_no_folding() -> None:
    assert foldings("ä" * 101 + " öl") == [("ol", "öl")]
