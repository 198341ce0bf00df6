"""Wildcards, in Python and as the regular expressions that an engine is given."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.query.wildcards import as_regex, escaped, fits, form_fits


@pytest.mark.parametrize(
    ("pattern", "text", "wanted"),
    [
        ("a", "a", True),
        ("a", "A", False),
        ("a", "ab", False),
        ("a*", "a", True),
        ("a*", "abc", True),
        ("*b", "ab", True),
        ("*b", "ba", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a?c", "abbc", False),
        ("*", "", True),
        ("?", "", False),
        ("?", "👍", True),
        ("a*c*e", "abcde", True),
        ("a[1]", "a[1]", True),
        ("a[1]", "a1", False),
        ("[a-z]", "b", False),
        ("[!a]*", "[!a]bc", True),
        ("a.c", "abc", False),
        ("a*", "a\nb", True),
        ("a", "a\n", False),
        ("a\\*", "a\\x", True),
        ("(a|b)", "a", False),
        ("Ü*", "Über", True),
    ],
)
def test_a_text_fits_a_pattern_as_a_whole(pattern: str, text: str, wanted: bool) -> None:
    assert fits(pattern, text) is wanted


def _slowly(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_slowly(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and _slowly(pattern[1:], text[1:])


@given(st.text("ab?*[.", max_size=6), st.text("ab[.", max_size=6))
def test_fitting_is_what_a_slow_definition_says(pattern: str, text: str) -> None:
    assert fits(pattern, text) is _slowly(pattern, text)


@given(st.text("ab?*[]().+\\^$|{}", max_size=6), st.text("ab[]().+\\^$|{}", max_size=6))
def test_the_regular_expression_of_a_pattern_fits_the_same(pattern: str, text: str) -> None:
    assert (re.fullmatch(as_regex(pattern), text) is not None) is fits(pattern, text)


def test_many_stars_are_answered_in_linear_time() -> None:
    began = time.perf_counter()
    assert not fits("*a*a*a*a*a*a*a*b", "a" * 20_000)
    assert not fits("*a?*a?*a?*a?*a?*b", "a" * 20_000)
    # Backtracking would take years.
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("pattern", "form", "wanted"),
    [
        ("häus*", "häuser", True),
        ("haus*", "häuser", True),
        ("haeus*", "häuser", False),
        ("häus*", "hauser", False),
        ("ma?e", "maße", True),
        ("ma??e", "maße", True),
        ("mas*", "maße", True),
        ("gr?ss", "größ", True),
        ("er?ogan", "erdoğan", True),
    ],
)
def test_a_form_fits_as_it_is_written_or_as_it_is_folded(
    pattern: str, form: str, wanted: bool
) -> None:
    assert form_fits(pattern, form) is wanted


@given(st.text(max_size=8))
def test_an_escaped_text_is_the_expression_for_itself(text: str) -> None:
    assert re.fullmatch(escaped(text), text)
