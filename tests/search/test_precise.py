"""Articles that are dated less precisely than a question asks: found, told, and left out."""

from __future__ import annotations

import pytest

from made_archives import made
from news_archive import Archive

ARTICLES = tuple(
    {"id": date, "date": date, "text": f"Ein Sturm zieht auf, {number}."}
    for number, date in enumerate(("2021-03-12", "2021-03-13", "2021-03", "2021", "2022"))
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Five articles, dated by day, month and year; to be read only."""
    return made(tmp_path_factory.mktemp("precise"), ARTICLES)


def test_a_day_finds_what_may_be_of_it_and_says_how_many_only_may(news: Archive) -> None:
    hits = news.search("Sturm", since="2021-03-12", until="2021-03-12")
    assert {hit.id for hit in hits} == {"2021-03-12", "2021-03", "2021"}
    assert (hits.total, hits.possible) == (3, 2)
    assert news.search("Sturm", since="2021", until="2021").possible == 0
    assert news.search("Sturm").possible == 0
    assert news.search("Sturm date:2021-03").possible == 1


def test_precisely_it_finds_what_is_of_it(news: Archive) -> None:
    hits = news.search("Sturm", since="2021-03-12", until="2021-03-12", precise=True)
    assert ([hit.id for hit in hits], hits.possible) == (["2021-03-12"], 0)
    assert news.count("Sturm date:2021-03", precise=True) == 3
    assert news.count("date:2021", precise=True) == 4
    assert news.count("-date:2021-03-12", precise=True) == 2
    assert news.count("date:2020 OR date:2022", precise=True) == 1


def test_every_verb_can_be_precise(news: Archive) -> None:
    assert news.ids(None, since="2021-03", until="2021-03", precise=True, sort="oldest") == [
        "2021-03", "2021-03-12", "2021-03-13",
    ]  # fmt: skip
    assert news.list(since="2022", precise=True).total == 1
    assert news.statistics(since="2021-03", until="2021-03", precise=True).articles == 3
    related = news.related("2021-03-12", since="2021-03", until="2021-03", precise=True)
    assert {article.id for article in related} == {"2021-03-13", "2021-03"}
