"""The stemmers: each form by itself, and an error for a language that has none."""

from __future__ import annotations

import pytest

from news_archive.errors import UsageError
from news_archive.query.morphology.stemming import LANGUAGES, stems


def test_each_form_is_stemmed_by_itself() -> None:
    several = ["häuser", "haus", "3", "東京", "\u0301", "x\u0302", "laufenden"]
    assert stems("german", several) == [stems("german", [form])[0] for form in several]
    assert stems("german", []) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_stemmer(language: str) -> None:
    assert stems(language, ["a"])


def test_a_language_without_a_stemmer_is_named_with_those_that_have_one() -> None:
    with pytest.raises(UsageError, match="'klingon', but arabic, danish"):
        stems("klingon", [])
