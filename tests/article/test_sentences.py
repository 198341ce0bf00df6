"""The first sentence of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.sentences import first_sentence
from news_archive.article.text import canonical


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Der Minister geht. Er kommt nicht wieder.", "Der Minister geht."),
        ("Geht er? Ja.", "Geht er?"),
        ("Er geht! Ja.", "Er geht!"),
        ("Der Minister geht", "Der Minister geht"),
        ("Der Minister geht.", "Der Minister geht."),
        ("Minister geht\n\nEr kommt nicht wieder.", "Minister geht"),
        ("„Ich gehe.“ Das sagte er.", "„Ich gehe.“"),
        ("Er ging … Dann kam er.", "Er ging …"),
        ("Am 3. April ging er. Danach kam sie.", "Am 3. April ging er."),
        ("Dr. Huber ging. Sie kam.", "Dr. Huber ging."),
        ("J. Huber ging. Sie kam.", "J. Huber ging."),
        ("Die Kosten von 3,5 Mio. Euro stiegen. Sie fielen.",
         "Die Kosten von 3,5 Mio. Euro stiegen."),
        ("Er kam z. B. zu spät. Sie nicht.", "Er kam z. B. zu spät."),
        ("Version 1.2 ist da. Endlich.", "Version 1.2 ist da."),
    ],
)  # fmt: skip
def test_the_first_sentence_ends_where_a_reader_would_say(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_a_text_without_a_sentence_end_is_its_first_paragraph() -> None:
    assert first_sentence("eins zwei\ndrei") == "eins zwei"
    assert first_sentence("abc " * 200 + "abc") == "abc " * 200 + "abc"


@given(st.text(max_size=400).map(canonical).filter(bool))
def test_the_first_sentence_is_a_beginning_of_the_text_on_one_line(text: str) -> None:
    sentence = first_sentence(text)
    assert sentence
    assert "\n" not in sentence
    assert text.startswith(sentence)
