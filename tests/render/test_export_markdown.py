"""An article as Markdown shows just what the article says: its text is data."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from news_archive.article.text import canonical
from news_archive.render.export.markdown import article_markdown, escaped, heading


def shown(tokens: list[Token]) -> str:
    """Return the text that is shown, and fail if anything but text is."""
    parts = []
    for token in tokens:
        if token.type == "hardbreak":
            parts.append("\n")
        else:
            assert token.type in ("text", "text_special"), token
            parts.append(token.content)
    return "".join(parts)


def paragraphs(markdown: str) -> list[str]:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    return [shown(token.children or []) for token in tokens if token.type == "inline"]


def as_markdown(text: str) -> str:
    return "\n\n".join(escaped(paragraph).replace("\n", "\\\n") for paragraph in text.split("\n\n"))


def test_every_sign_of_markdown_is_text() -> None:
    text = "\n\n".join(
        [
            "# keine Überschrift", "#hashtag #", "* kein Punkt", "- auch nicht", "+ noch keiner",
            "1. Mai 2024", "24) so", "> kein Zitat", "`kein Code`", "    kein Code", "\tauch nicht",
            "*nicht* _kursiv_ **fett** ~~durch~~", "[kein](http://link) ![bild](x)", "<b>kein HTML",
            "&amp; &lt; & so", "Zeile\n===", "Zeile\n---", "***", "___", "a | b\n--|--\nc | d",
            "am Ende \\", "\\* schon maskiert", "``` kein\nBlock\n```", "~~~", "[1]: http://x",
            "$a_1$ und @name", "Frage?!", "1986. Das war es", "- \n- ", "<!-- keiner -->",
        ]
    )  # fmt: skip
    text = canonical(text)
    assert paragraphs(as_markdown(text)) == text.split("\n\n")


SIGNS = st.text(st.sampled_from("#*-+_`~>|<&[]()!\\=:.1 a\n\té\"'@$^%"), min_size=1, max_size=40)


@given(SIGNS.map(canonical).filter(bool))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert paragraphs(as_markdown(text)) == text.split("\n\n")


@given(st.text(min_size=1).map(canonical).filter(bool).filter(lambda text: "\0" not in text))
def test_any_text_of_any_characters_is_shown_as_it_is(text: str) -> None:
    shown_text = "\n\n".join(paragraphs(as_markdown(text)))
    # CommonMark parts no lines at these, but its readers strip them like spaces.
    assert shown_text.split() == text.split()


def record(**fields: Any) -> dict[str, Any]:
    return {
        "id": "000_123", "date": "2024-04", "sources": ["afp", "dpa"], "credit": "AFP, dpa",
        "body": "Ein Satz. Noch einer.\n\nEin *Absatz*\nmit Zeilen.", **fields,
    }  # fmt: skip


def test_an_article_has_a_heading_what_is_known_of_it_and_its_text() -> None:
    assert article_markdown(record()) == (
        "# Ein Satz.\n\n"
        "- date: 2024-04\n- sources: afp, dpa\n- id: `000_123`\n\n"
        "Ein Satz. Noch einer.\n\n"
        "Ein \\*Absatz\\*\\\nmit Zeilen. (AFP, dpa)"
    )


def test_an_article_without_sources_has_no_line_for_them() -> None:
    assert "sources" not in article_markdown(record(sources=[], credit=None))


def test_an_id_may_hold_what_marks_code() -> None:
    assert "- id: a\\`b" in article_markdown(record(id="a`b"))


@pytest.mark.parametrize("body", ["Wort " * 60, "x" * 500])
def test_a_long_first_sentence_is_cut_for_the_heading_only(body: str) -> None:
    body = body.strip()
    assert len(heading(body)) <= 121
    assert heading(body).endswith("…")
    assert body in article_markdown(record(body=body, credit=None, sources=[]))


def test_a_heading_is_one_line_of_text() -> None:
    first = article_markdown(record(body="#1 *hier* <b>\nDann mehr")).partition("\n")[0]
    assert first == "# \\#1 \\*hier\\* \\<b\\>"


@pytest.mark.parametrize(
    "text",
    ["Siehe https://example.org/A_B?c=d, bald.", "www.example.org/A_B", "HTTP://x.de", "a@b.de"],
)
def test_no_address_becomes_a_link(text: str) -> None:
    markdown = escaped(text)
    tokens = MarkdownIt("gfm-like").parse(markdown)
    assert shown(next(token.children or [] for token in tokens if token.type == "inline")) == text
    assert not re.search(r"(?i)https?://|www\.|[a-z]@", markdown)
