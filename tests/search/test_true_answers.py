"""What is said beside the hits is true: why they are hits, what is nearby, what they lack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from made_archives import made
from news_archive import Archive

BODIES = {
    "ganz": "Berlin und Bundestag tagen.",
    "halb": "Bundestag ruht.",
    "hase": "Kaninchen hoppeln.",
    "fehler": "Kaninchem ist falsch.",
    "minister": "Lecornu spricht.",
    "tippfehler": "Lecornv ist falsch.",
    "getrennt": "Der Krieg endet. Die Ukraine hofft.",
    "eines": "Im Krieg.",
    "name": "Familie Lomsdorf aus Hausen kam.",
    "plural": "Die Häuser stehen.",
    "umlaut": "Lömsdorf schweigt.",
}


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Archive]:
    texts = [{"id": name, "date": "2024", "text": body} for name, body in BODIES.items()]
    with made(tmp_path, texts) as archive:
        yield archive


def test_a_branch_that_does_not_match_contributes_nothing(news: Archive) -> None:
    for hit in news.search("Polizei Berlin OR Bundestag", explain=True):
        assert [part for part, _ in hit.contributions] == ["Bundestag"]


def test_contributions_add_up_to_the_score(news: Archive) -> None:
    query = "(Berlin Bundestag) OR (Krieg Ukraine) OR Haus*"
    hits = news.search(query, explain=True)
    assert hits.total == 4
    for hit in hits:
        assert hit.score == pytest.approx(sum(score for _, score in hit.contributions))


def test_a_word_that_only_deleted_articles_have_is_not_suggested(news: Archive) -> None:
    news.delete(["hase"])
    (suggestion,) = news.suggestions("Kaninchn")
    assert suggestion.nearby == (("Kaninchem", 1),)


def test_a_word_that_only_deleted_articles_have_gets_suggestions(news: Archive) -> None:
    assert news.suggestions("Lecornu") == []
    news.delete(["minister"])
    (suggestion,) = news.suggestions("Lecornu")
    assert (suggestion.typed, suggestion.nearby) == ("Lecornu", (("Lecornv", 1),))


def test_the_words_of_a_hyphenated_one_that_stand_apart_are_nearest(news: Archive) -> None:
    hits = news.search("Ukraine-Krieg")
    assert [hit.id for hit in hits] == ["getrennt"]
    assert (hits.partial, hits.missing) == (True, 0)


def test_a_form_is_spelled_as_it_is_written_and_not_as_another_that_folds_to_it(
    news: Archive,
) -> None:
    (line,) = news.explain("Lomsdorf")
    assert line == "Lomsdorf (Lomsdorf, Lömsdorf; 2 articles)"
    (suggestion,) = news.suggestions("Lomsdxrf")
    assert dict(suggestion.nearby) == {"Lomsdorf": 1}
