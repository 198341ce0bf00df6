"""Articles like an article, or like a text: by the words that tell most about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from made_archives import articles, made
from news_archive import Archive
from news_archive.errors import NothingFoundError, UsageError

SPORT = (
    "Die Mannschaft gewinnt das Spiel im Stadion, der Trainer lobt den Torwart nach dem Elfmeter."
)
WEATHER = "Ein Sturm zieht über die Küste, die Feuerwehr pumpt Keller leer, Fähren fallen aus."
PARLIAMENT = (
    "Der Landtag beschließt den Haushalt, die Opposition stimmt nach langer Debatte dagegen."
)

ARTICLES: tuple[dict[str, str], ...] = (
    {"id": "sport-1", "date": "2024-04-03", "text": f"{SPORT} Rostock jubelt. (dpa)"},
    {"id": "sport-2", "date": "2023-05-02", "text": f"Der Torwart und sein Trainer: {SPORT} (sid)"},
    {"id": "sport-3", "date": "2022", "text": "Das Stadion des Trainers ist nach dem Spiel leer."},
    {"id": "wetter-1", "date": "2024-04-03", "text": f"{WEATHER} In Rostock ist es nass. (dpa)"},
    {"id": "wetter-2", "date": "2023-01", "text": f"Stürme an der Küste: {WEATHER} (afp)"},
    {"id": "land-1", "date": "2024-02-01", "text": f"{PARLIAMENT} (dpa)"},
    {"id": "land-2", "date": "2021-02-01", "text": f"Wieder der Haushalt. {PARLIAMENT} (dpa)"},
    {"id": "allein", "date": "2020", "text": "Quittengelee."},
    {"id": "zahlen", "date": "2020", "text": "1 2 3 2024 17"},
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Two or three articles about each of three things; to be read only."""
    return made(tmp_path_factory.mktemp("news"), ARTICLES)


def ids(archive: Archive, identity: str, **narrowing: Any) -> list[str]:
    return [article.id for article in archive.related(identity, **narrowing)]


class TestRelatedArticles:
    @pytest.mark.parametrize("about", ["sport", "wetter", "land"])
    def test_are_about_the_same(self, news: Archive, about: str) -> None:
        assert ids(news, f"{about}-1")[0] == f"{about}-2"
        assert ids(news, f"{about}-2")[0] == f"{about}-1"

    def test_never_hold_the_article_itself(self, news: Archive) -> None:
        for fields in ARTICLES:
            assert fields["id"] not in ids(news, fields["id"])

    def test_come_with_the_words_that_tie_them_as_they_spell_them(self, news: Archive) -> None:
        first = news.related("sport-1")[0]
        words = [tie.word for tie in first.ties]
        assert len(words) == 6
        assert {"Elfmeter", "Torwart"} <= set(words)
        scores = [tie.score for tie in first.ties]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= first.score
        (third,) = (article for article in news.related("sport-1") if article.id == "sport-3")
        assert {"Trainers", "Stadion", "Spiel"} <= {tie.word for tie in third.ties}

    def test_come_with_what_a_list_says_of_them(self, news: Archive) -> None:
        first = news.related("sport-1")[0]
        assert (first.rank, str(first.date), first.sources) == (1, "2023-05-02", ("sid",))
        assert first.headline.startswith("Der Torwart und sein Trainer: Die Mannschaft")

    def test_are_narrowed(self, news: Archive) -> None:
        assert ids(news, "sport-1", until="2022") == ["sport-3"]
        assert ids(news, "sport-1", sources=["afp"]) == []
        assert ids(news, "wetter-1", since="2023-01-20", sources=["afp"]) == ["wetter-2"]

    def test_are_as_many_as_asked_for_page_by_page(self, news: Archive) -> None:
        everything = news.related("sport-1")
        assert len(everything) >= 2
        pages = [news.related("sport-1", limit=1, page=page) for page in (1, 2)]
        assert [article for page in pages for article in page] == list(everything[:2])

    @pytest.mark.parametrize("identity", ["allein", "zahlen"])
    def test_are_none_if_nothing_ties(self, news: Archive, identity: str) -> None:
        assert ids(news, identity) == []

    def test_of_an_article_that_is_not_there_are_an_error(self, news: Archive) -> None:
        with pytest.raises(NothingFoundError, match="nobody"):
            news.related("nobody")

    def test_cannot_be_fewer_than_one(self, news: Archive) -> None:
        with pytest.raises(UsageError):
            news.related("sport-1", limit=0)

    def test_are_found_in_an_archive_of_three(self, tmp_path: Path) -> None:
        archive = made(tmp_path, articles(f"{SPORT} Heute.", f"{SPORT} Gestern.", WEATHER))
        assert ids(archive, "0") == ["1"]
        assert ids(archive, "2") == []


class TestArticlesLikeAText:
    def test_are_found_in_other_inflections(self, news: Archive) -> None:
        found = news.like("Trainer und Torwarte loben die Spiele der Mannschaften im Stadion.")
        assert found[0].id == "sport-2"
        assert {"Trainer", "Torwart", "Mannschaft"} <= {tie.word for tie in found[0].ties}

    def test_may_have_that_text(self, news: Archive) -> None:
        found = news.like(f"{WEATHER} In Rostock ist es nass.")
        assert found[0].id == "wetter-1"

    @pytest.mark.parametrize("text", ["", "…", "xyzzy", "17 2024", "[red]", "\x1b[31m"])
    def test_are_none_for_a_text_that_tells_nothing(self, news: Archive, text: str) -> None:
        assert list(news.like(text)) == []

    def test_are_found_for_a_text_as_long_as_a_book(self, news: Archive) -> None:
        book = " ".join(f"kapitel{number}" for number in range(50_000)) + f" {SPORT}" * 50
        assert news.like(book)[0].id.startswith("sport")
