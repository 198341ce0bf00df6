"""Two texts side by side: nothing is lost, what differs is marked, and it takes its time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.analysis import comparison
from news_archive.analysis.comparison import Row, rows

sentences = st.lists(
    st.sampled_from(["Es regnet.", "Der Hafen ist zu!", "Wer sagt das?", "Nr. 3 kam.", "Kurz"]),
    max_size=8,
)
some_texts = st.one_of(
    sentences.map(" ".join), sentences.map("\n\n".join), st.text("ab. \n\tß…“", max_size=40)
)


def side(found: list[Row], place: int) -> list[str]:
    """Return the words and marks of one text as they stand in the rows."""
    return "".join(piece.text for row in found for piece in row[place]).split()


def marked(found: list[Row]) -> list[tuple[list[str], list[str]]]:
    return [
        ([piece.text for piece in row.first if piece.is_changed],
         [piece.text for piece in row.second if piece.is_changed])
        for row in found
        if not row.is_same
    ]  # fmt: skip


def joined(words: list[str]) -> str:
    return "".join(words)


class TestRows:
    @given(some_texts, some_texts)
    def test_hold_both_texts_but_for_white_space(self, one: str, other: str) -> None:
        found = list(rows(one, other))
        for place, text in enumerate((one, other)):
            assert joined(side(found, place)) == joined(text.split())

    @given(some_texts)
    def test_of_one_text_are_all_the_same(self, text: str) -> None:
        assert all(row.is_same and row.first == row.second for row in rows(text, text))

    @given(some_texts, some_texts)
    def test_are_the_same_only_if_the_words_are(self, one: str, other: str) -> None:
        found = list(rows(one, other))
        for row in found:
            if row.is_same:
                assert joined(side([row], 0)) == joined(side([row], 1))
        if all(row.is_same for row in found):
            assert joined(one.split()) == joined(other.split())

    def test_mark_the_words_that_differ(self) -> None:
        one = "Der Hafen bleibt bis Montag zu. Das sagte die Stadt."
        other = "Der Hafen bleibt bis Dienstag zu. Das sagte die Stadt."
        assert marked(list(rows(one, other))) == [(["Montag"], ["Dienstag"])]

    def test_mark_whole_sentences_that_only_one_has(self) -> None:
        found = list(
            rows("Es regnet. Der Hafen ist zu.", "Es regnet. Es stürmt. Der Hafen ist zu.")
        )
        assert marked(found) == [([], ["Es stürmt."])]
        assert len(found) == 3

    def test_part_at_paragraphs_and_sentences_and_not_behind_short_words(self) -> None:
        text = "Am 3. Mai kam er. „Gut so.“ Er ging\n\nOhne Punkt"
        assert [row.first[0].text for row in rows(text, text)] == [
            "Am 3. Mai kam er.", "„Gut so.“", "Er ging", "Ohne Punkt",
        ]  # fmt: skip

    @pytest.mark.parametrize("limit", ["_MOST_SENTENCE_PAIRS", "_MOST_WORD_PAIRS"])
    def test_beyond_what_is_compared_are_shown_apart(
        self, limit: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(comparison, limit, 0)
        one, other = "Vorn. Ein Satz. Hinten.", "Vorn. Ein anderer Satz. Hinten."
        assert marked(list(rows(one, other))) == [(["Ein Satz."], []), ([], ["Ein anderer Satz."])]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (
                " ".join(f"Satz eins{number}." for number in range(20_000)),
                " ".join(f"Satz zwei{number}." for number in range(20_000)),
            ),
            ("wort " * 100_000, "wort " * 100_000 + "ende"),
            ("Ein Satz. " * 30_000, "Ein Satz. " * 29_000 + "Kein Satz."),
            ("a" * 300_000, "a." * 150_000),
        ],
    )
    def test_of_very_long_texts_come_soon(self, one: str, other: str) -> None:
        began = time.process_time()
        assert list(rows(one, other))
        assert time.process_time() - began < 5.0
