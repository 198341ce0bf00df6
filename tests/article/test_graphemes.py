"""A text is not cut within what people see as one character."""

from __future__ import annotations

import itertools

import pytest

from news_archive.article.graphemes import is_inside_grapheme


def cuttable(text: str) -> list[str]:
    """Return a text cut wherever it may be."""
    places = [at for at in range(len(text) + 1) if not is_inside_grapheme(text, at)]
    return [text[one:other] for one, other in itertools.pairwise(places)]


@pytest.mark.parametrize(
    "graphemes",
    [
        ["a", "b", " ", "ä", "\n", "東", "京"],
        ["a\u0308", "e\u0301\u0316\u20dd", "x"],
        ["👩‍👩‍👧", "👍🏽", "☀️", "!"],
        ["🇩🇪", "🇫🇷", "a", "🇩🇪", "🇦"],
        ["🏴\U000e0067\U000e0062\U000e007f", "."],
        ["ᄒ\u1161\u11ab", "ᄀ\u1173"],
        ["न\u093f", "त"],
        ["x\u200d"],
    ],
)
def test_graphemes_stay_whole(graphemes: list[str]) -> None:
    assert cuttable("".join(graphemes)) == graphemes


def test_the_ends_of_a_text_are_no_places_within_anything() -> None:
    assert not is_inside_grapheme("\u0308a", 0)
    assert not is_inside_grapheme("a\u0308", 2)
    assert not is_inside_grapheme("", 0)
