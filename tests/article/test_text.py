"""The canonical form of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.text import canonical, forbidden_character

# White space of every kind, combining marks and letters that they compose with.
TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \t\n\r\v\f\x1c\x1f\x85\u00a0\u2028\u2029\u3000\u0301\u0308\u0327aouAé"),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Wien", "Wien"),
        ("  Wien  ", "Wien"),
        ("Ko\u0308ln", "Köln"),
        ("eins\r\nzwei", "eins\nzwei"),
        ("eins\rzwei", "eins\nzwei"),
        ("eins  \nzwei\t\ndrei", "eins\nzwei\ndrei"),
        ("eins\u00a0\nzwei", "eins\nzwei"),
        ("eins\n\n\n\nzwei", "eins\n\nzwei"),
        ("eins\n \n\t\n \nzwei", "eins\n\nzwei"),
        ("eins\r\n\r\n\r\nzwei", "eins\n\nzwei"),
        ("eins\n\r\n\rzwei", "eins\n\nzwei"),
        ("\ufb01nal", "\ufb01nal"),
    ],
)
def test_what_looks_the_same_gets_one_spelling(text: str, folded: str) -> None:
    assert canonical(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "eins\nzwei",
        "eins\n\nzwei",
        "eins\n  zwei",
        "eins  zwei",
        "„eins“ – »zwei« … drei",
        "eins\u00a0zwei",
        "eins\u2028zwei",
        "Bild\u00adung",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert canonical(text) == text


@given(TRICKY)
def test_a_canonical_text_is_its_own_canonical_form(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


@given(TRICKY)
def test_a_canonical_text_has_the_form_that_the_record_promises(text: str) -> None:
    result = canonical(text)
    assert unicodedata.is_normalized("NFC", result)
    assert "\r" not in result
    assert "\n\n\n" not in result
    assert result == result.strip()
    assert all(line == line.rstrip() for line in result.split("\n"))


@given(TRICKY)
def test_no_word_and_no_sign_is_lost(text: str) -> None:
    assert canonical(text).split() == unicodedata.normalize("NFC", text).split()


def test_the_first_forbidden_character_is_found_with_its_place_and_name() -> None:
    assert forbidden_character("Wien\n„Ä😀“") is None
    assert forbidden_character("Wi\x00en\ud800") == (2, "a NUL character")
    assert forbidden_character("Wien\udcfc") == (4, "the lone surrogate U+DCFC")
