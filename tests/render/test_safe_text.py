"""Text made harmless: whatever is in it, nothing that a terminal obeys is left."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_checks import dangerous

from news_archive.render.safe_text import cells, one_line, visible

# Kept here apart from the program's own list: C0 but the line feed, DEL, C1, what turns the
# direction, what some readers take for a line end, and what cannot be encoded.
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

# Any text at all, with what matters here far more often than by chance.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\x07\x08\t\n\x0b\r\x1b\x1f\x7f\x80\x85\x9b\x9f"),
        st.sampled_from("\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ud800\udfff"),
    )
)


@given(ANY_TEXT)
def test_visible_text_holds_nothing_unsafe(text: str) -> None:
    assert not UNSAFE.search(visible(text))
    assert dangerous(visible(text)) is None


@given(ANY_TEXT)
def test_visible_text_can_be_encoded(text: str) -> None:
    visible(text).encode()


@given(ANY_TEXT)
def test_one_line_is_one_line_for_every_reader(text: str) -> None:
    line = one_line(text)
    assert not UNSAFE.search(line)
    assert "\n" not in line
    assert len(line.splitlines()) <= 1


@given(ANY_TEXT)
def test_line_feeds_stay(text: str) -> None:
    assert visible(text).count("\n") == text.count("\n")


@given(ANY_TEXT)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    harmless = UNSAFE.sub("", text)
    assert visible(harmless) == harmless


@given(ANY_TEXT)
def test_once_is_enough(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize("code", [*range(10), *range(11, 32), *range(0x7F, 0xA0)])
def test_every_control_character_is_shown(code: int) -> None:
    shown = visible(f"a{chr(code)}b")
    assert shown.startswith("a")
    assert shown.endswith("b")
    assert len(shown) > 2
    assert not UNSAFE.search(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mrot", "␛[31mrot"),
        ("\x00", "␀"),
        ("\x7f", "␡"),
        ("\x9b1m", "\\x9b1m"),
        ("\u202eab", "\\u202eab"),
        ("\u2028", "\\u2028"),
        ("a\tb", "a    b"),
        ("Käse – „gut“ 東京 😀", "Käse – „gut“ 東京 😀"),
        ("[red]x[/]", "[red]x[/]"),
    ],
)
def test_shown_as(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb", "a b"),
        ("a\r\n\t b", "a  b"),
        ("a\n\n\nb", "a b"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("a\x1cb", "a b"),
        ("\x1b\n", "␛ "),
    ],
)
def test_on_one_line_as(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("Müller", 6),
        ("Mu\u0308ller", 6),
        ("東京", 4),
        ("ｗｉｄｅ", 8),
        ("😀", 2),
        ("a\u200bb", 2),
        ("Wör\u00adter", 6),
        ("a\u0302\u0323", 1),
        ("\u200d\ufe0f", 0),
    ],
)
def test_columns_of_a_terminal(text: str, columns: int) -> None:
    assert cells(text) == columns
