"""What two texts share: shingles of five words, their similarity, and what contains what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.shingles import (
    LEAST_CONTAINED_SHINGLES,
    are_alike,
    overlap,
    overlap_of,
    shingles,
)
from news_archive.article.words import forms

sets = st.frozensets(st.sampled_from("abcdefghijkl"))


def numbered(first: int, last: int) -> str:
    """A text of so many different words: ``wort3 wort4 …``."""
    return " ".join(f"wort{number}" for number in range(first, last))


class TestShingles:
    def test_are_five_words_in_a_row_in_lower_case(self) -> None:
        assert shingles("Der Hafen, sagte er, bleibt zu – heute.") == {
            "der hafen sagte er bleibt",
            "hafen sagte er bleibt zu",
            "sagte er bleibt zu heute",
        }

    @pytest.mark.parametrize("text", ["Eil!", "Der Hafen bleibt", "Der Hafen bleibt heute zu"])
    def test_of_few_words_are_all_of_them(self, text: str) -> None:
        assert shingles(text) == {" ".join(forms(text))}

    def test_of_no_words_are_none(self) -> None:
        assert shingles("… — !") == frozenset()

    def test_say_nothing_of_white_space_and_punctuation(self) -> None:
        one = "Der Hafen bleibt heute zu, sagte der Minister."
        other = "DER HAFEN\n\nbleibt heute zu; sagte: der „Minister“"
        assert shingles(one) == shingles(other)

    @given(st.text(max_size=60))
    def test_are_made_of_the_words_that_an_index_holds(self, text: str) -> None:
        assert {word for shingle in shingles(text) for word in shingle.split(" ")} == set(
            forms(text)
        )

    @pytest.mark.parametrize(
        "text", ["İstanbul a b c d e", "a_b c d e f g", "x\u00ady ΣΑΣ a b c d"]
    )
    def test_are_of_the_same_words_in_any_script(self, text: str) -> None:
        found = forms(text)
        assert shingles(text) == {
            " ".join(found[at : at + 5]) for at in range(max(1, len(found) - 4))
        }


class TestOverlap:
    @given(sets, sets)
    def test_is_the_same_in_both_directions(
        self, one: frozenset[str], other: frozenset[str]
    ) -> None:
        there, back = overlap_of(one, other), overlap_of(other, one)
        assert there.jaccard == back.jaccard
        assert (there.first_in_second, there.second_in_first) == (
            back.second_in_first,
            back.first_in_second,
        )

    @given(sets, sets)
    def test_is_between_nothing_and_all(self, one: frozenset[str], other: frozenset[str]) -> None:
        found = overlap_of(one, other)
        assert all(0 <= part <= 1 for part in found)
        assert found.jaccard <= min(found.first_in_second, found.second_in_first)
        assert (found.jaccard == 1) == (one == other != frozenset())
        assert (found.jaccard == 0) == one.isdisjoint(other)

    @pytest.mark.parametrize(
        ("sizes", "relation"),
        [
            ((20, 20, 20), "same"),
            ((100, 20, 19), "contains"),
            ((20, 100, 19), "within"),
            ((20, 21, 20), "alike"),
            ((100, 100, 80), "alike"),
        ],
    )
    def test_says_what_a_text_is_to_the_other(
        self, sizes: tuple[int, int, int], relation: str
    ) -> None:
        assert overlap(*sizes).relation == relation


class TestTextsAreAlike:
    def test_if_they_share_the_threshold(self) -> None:
        assert are_alike(overlap(100, 100, 83), 100, 0.7)
        assert not are_alike(overlap(100, 100, 82), 100, 0.7)
        assert are_alike(overlap(100, 100, 82), 100, 0.6)

    def test_if_one_is_within_the_other_however_long_that_is(self) -> None:
        flash, story = shingles(numbered(0, 30)), shingles(numbered(0, 3000))
        found = overlap_of(flash, story)
        assert (found.first_in_second, found.jaccard < 0.01) == (1.0, True)
        assert are_alike(found, len(flash))

    def test_if_as_much_of_one_is_within_the_other_as_is_asked_for(self) -> None:
        assert are_alike(overlap(100, 1000, 95), 100, 0.9)
        assert not are_alike(overlap(100, 1000, 95), 100, 0.96)
        assert not are_alike(overlap(100, 1000, 89), 100, 0.1)

    def test_but_not_if_that_is_hardly_more_than_a_phrase(self) -> None:
        shortest = LEAST_CONTAINED_SHINGLES + 4
        story = shingles(numbered(0, 300))
        for words, alike in ((shortest, True), (shortest - 1, False)):
            phrase = shingles(numbered(0, words))
            assert are_alike(overlap_of(phrase, story), len(phrase)) is alike
