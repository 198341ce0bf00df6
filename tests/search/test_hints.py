"""Sentences about a question: what was assumed in it, and what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from made_archives import made
from news_archive import Archive

ARTICLES = (
    {"id": "a", "date": "2020-03", "text": "Wahl in Wien. (dpa)"},
    {"id": "b", "date": "2021-05-06", "text": "Sturm oder Regen. (afp)"},
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Two articles; to be read only."""
    return made(tmp_path_factory.mktemp("hints"), ARTICLES)


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (
            "Sturm oder Regen",
            "`oder` was taken for a word of the text; for one of several words, write OR",
        ),
        (
            "Wahl nicht Xyzzy",
            "`nicht` was taken for a word of the text; to exclude a word, write -word",
        ),
        (
            "Wahl Regen",
            "articles with all other words, by the word that they lack: Regen (1), Wahl (1)",
        ),
        ("Wahl Wien Regen", "articles with all other words, by the word that they lack: Regen (1)"),
        ("source:dqa", "there is no agency dqa; did you mean dpa, dha?"),
        ("Wahl source:spiegel", "there is no agency spiegel"),
        ("source:reuters", "no article is credited to reuters"),
        ("Wahl date:2022", "no article is dated so; the archive spans 2020-03 to 2021-05"),
    ],
)
def test_a_hint_says_what_may_have_been_meant(news: Archive, query: str, hint: str) -> None:
    assert news.hints(query) == [hint]


@pytest.mark.parametrize(
    "query",
    [
        "Wahl OR Sturm", '"Sturm oder Regen"', "„Sturm oder Regen“", "oder", "source:dpa",
        "source:d*", "source:none", "date:2020", "Wahl -Sturm",
        "Ob es einen Sturm oder Regen gibt, weiß niemand",
    ],
)  # fmt: skip
def test_nothing_is_said_of_what_is_clear(news: Archive, query: str) -> None:
    assert news.hints(query) == []


def test_what_was_assumed_of_a_date_is_said(news: Archive) -> None:
    hint, _ = news.hints("Wahl", since="März", until="2199")
    assert hint.startswith("märz was taken for 2")
    assert news.hints(None, since="2020") == []


def test_an_empty_archive_spans_nothing(tmp_path: Path) -> None:
    archive = made(tmp_path, ARTICLES)
    archive.delete(["a", "b"])
    assert archive.hints("date:2020") == []
