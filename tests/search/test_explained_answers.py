"""What a search says of itself: how it was understood, what each part adds, and facets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import news_archive
from made_archives import articles, made
from news_archive import Archive, Contribution, Facets
from news_archive.errors import QuerySyntaxError, UsageError
from news_archive.search.contributions import AS_TYPED

ARTICLES = (
    {"id": "eins", "date": "2024-04-03", "text": "Ministers Mai reist nach Frankreich. (dpa)"},
    {"id": "zwei", "date": "2024-04", "text": "Drei Minister besuchen Frankreich. (AFP, dpa)"},
    {"id": "drei", "date": "2023", "text": "Frankreichs Häuser sind rot. (apa)"},
    {"id": "vier", "date": "2022-12-31", "text": "Die Häuser stehen leer. Kein Minister kam."},
    {"id": "fünf", "date": "1999-01", "text": "Frankreich Minister Streit. (afp)"},
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Five articles of several months and agencies; to be read only."""
    return made(tmp_path_factory.mktemp("news"), ARTICLES)


class TestContributions:
    def test_are_there_only_if_asked_for(self, news: Archive) -> None:
        assert all(hit.contributions == () for hit in news.search("Minister"))
        assert all(hit.contributions for hit in news.search("Minister", explain=True))

    @pytest.mark.parametrize(
        "query",
        [
            "Minister",
            "Minister Frankreich",
            "Minister AND Frankreich",
            "Minister OR Häuser",
            '"Minister" Frankreich*',
            "Frankreich~ Minister -Streit",
            '"Minister Frankreich"~3 source:dpa',
            '"Frankreich Minister"',
            "Minister Frankreich Krise",
        ],
    )
    def test_add_up_to_the_score(self, news: Archive, query: str) -> None:
        hits = news.search(query, explain=True)
        assert hits.total > 0
        for hit in hits:
            assert all(isinstance(part, Contribution) for part in hit.contributions)
            assert all(score > 0 for _, score in hit.contributions)
            assert sum(score for _, score in hit.contributions) == pytest.approx(
                hit.score, rel=0.002
            )

    def test_name_the_parts_in_order_and_as_typed(self, news: Archive) -> None:
        (hit,) = news.search('häusern "Frankreichs" rot', explain=True)
        assert [part for part, _ in hit.contributions][:3] == ["häusern", '"Frankreichs"', "rot"]

    def test_name_what_words_add_that_stand_side_by_side(self, tmp_path: Path) -> None:
        archive = made(tmp_path, articles("Minister Maier kam.", "Maier ging. Wo? Minister fort."))
        first, second = archive.search("Minister Maier", explain=True)
        assert first.id == "0"
        assert [part for part, _ in first.contributions] == [
            "Minister", "Maier", "words side by side",
        ]  # fmt: skip
        assert [part for part, _ in second.contributions] == ["Minister", "Maier"]

    def test_are_of_the_words_alone(self, news: Archive) -> None:
        for hit in news.search("Minister source:dpa date:2024 -Streit id:*", explain=True):
            assert [part for part, _ in hit.contributions] == ["Minister", AS_TYPED]

    def test_leave_out_words_that_a_hit_does_not_have(self, news: Archive) -> None:
        parts = {
            hit.id: [part for part, _ in hit.contributions]
            for hit in news.search("Minister OR Häuser", explain=True)
        }
        assert parts == {
            "eins": ["Minister"],
            "zwei": ["Minister"],
            "drei": ["Häuser"],
            "vier": ["Minister", "Häuser"],
            "fünf": ["Minister"],
        }

    @pytest.mark.parametrize("query", ["source:dpa", "-Minister", "date:2024"])
    def test_are_none_for_a_query_without_words(self, news: Archive, query: str) -> None:
        hits = news.search(query, explain=True)
        assert hits.total > 0
        assert all(hit.contributions == () for hit in hits)

    def test_are_none_where_nothing_is_scored(self, news: Archive) -> None:
        hits = news.search("Minister", explain=True, sort="newest")
        assert all((hit.score, hit.contributions) == (None, ()) for hit in hits)

    def test_change_neither_hits_nor_scores(self, news: Archive) -> None:
        def answer(*, explain: bool) -> list[tuple[str, float | None]]:
            return [(h.id, h.score) for h in news.search("Minister Frankreich", explain=explain)]

        assert answer(explain=True) == answer(explain=False)

    def test_are_the_same_on_every_page(self, news: Archive) -> None:
        whole = {h.id: h.contributions for h in news.search("Minister Frankreich", explain=True)}
        for page in range(1, len(whole) + 1):
            (hit,) = news.search("Minister Frankreich", explain=True, limit=1, page=page)
            assert [part for part, _ in hit.contributions] == [
                part for part, _ in whole[hit.id]
            ]  # fmt: skip


class TestExplanation:
    def test_says_what_each_word_stands_for_and_finds(self, news: Archive) -> None:
        assert news.explain("Minister Frankreich") == [
            "all of: Minister (Minister, Ministers; 4 articles)",
            "        Frankreich (Frankreich, Frankreichs; 4 articles)",
        ]

    @pytest.mark.parametrize(
        ("query", "lines"),
        [
            ("häuser", ["häuser (Häuser; 2 articles)"]),
            ('"Minister"', ['"Minister" (Minister; 3 articles)']),
            ("minist*", ["minist* (4 articles)"]),
            ("streid~", ["streid~2 (1 article)"]),
            ("Krise", ["Krise (0 articles)"]),
            ("source:dpa", ["source:dpa (2 articles)"]),
            ("source:none", ["source:none (1 article)"]),
            ("id:eins", ["id:eins (1 article)"]),
            ("date:2024-04", ["date:2024-04-01..2024-04-30 (2 articles)"]),
            ("date:2023..", ["date:2023-01-01.. (3 articles)"]),
            ("date:..1999", ["date:..1999-12-31 (1 article)"]),
            ("-Streit", ["not: Streit (Streit; 1 article)"]),
            ("rot OR leer", ["any of: rot (rot; 1 article)", "        leer (leer; 1 article)"]),
            (
                '"rot leer"~9',
                ['"rot leer"~9 (rot: rot; leer: leer; 0 articles)'],
            ),
            (
                "rot NOT (leer OR Mai)",
                [
                    "all of: rot (rot; 1 article)",
                    "        not: any of: leer (leer; 1 article)",
                    "                     Mai (Mai; 1 article)",
                ],
            ),
        ],
    )
    def test_says_what_each_kind_of_part_is(
        self, news: Archive, query: str, lines: list[str]
    ) -> None:
        assert news.explain(query) == lines

    def test_shows_the_options_that_change_a_query(self, news: Archive) -> None:
        assert news.explain("rot leer", any=True)[0].startswith("any of: ")
        assert news.explain("Minister", exact=True) == ['"Minister" (Minister; 3 articles)']
        lines = news.explain("rot", sources=["apa"], since="2023", until="2024")
        assert len(lines) == 3
        assert "date:2023-01-01..2024-12-31 (3 articles)" in lines[1]
        assert "source:apa (1 article)" in lines[2]

    def test_of_filters_alone_is_about_those(self, news: Archive) -> None:
        assert news.explain(None, sources=["dpa"]) == ["source:dpa (2 articles)"]
        assert news.explain(None) == ["every article (5 articles)"]

    def test_lists_no_more_forms_than_can_be_read(self, tmp_path: Path) -> None:
        forms = ("Tag", "Tage", "Tagen", "Tages", "Tags", "tagst", "tagt", "tagte", "tagen", "täg")
        archive = made(tmp_path, articles(" ".join(forms)))
        (line,) = archive.explain("Tag")
        listed = line.removeprefix("Tag (").split(";")[0].split(", ")
        assert listed[0] == "Tag"
        assert len(listed) <= 9

    def test_of_what_cannot_be_read_is_a_usage_error(self, news: Archive) -> None:
        with pytest.raises(QuerySyntaxError):
            news.explain('"Minister')


class TestFacets:
    EVERYTHING = Facets(
        {"1999-01": 1, "2022-12": 1, "2023": 1, "2024-04": 2},
        {"afp": 2, "dpa": 2, "apa": 1, "none": 1},
    )

    def test_are_there_only_if_asked_for(self, news: Archive) -> None:
        assert news.search("Minister").facets is None
        assert news.list().facets is None

    def test_of_all_articles(self, news: Archive) -> None:
        assert news.facets() == self.EVERYTHING
        assert news.list(facets=True).facets == self.EVERYTHING
        assert news.search("id:*", facets=True).facets == self.EVERYTHING

    def test_have_months_in_order_and_the_commonest_source_first(self, news: Archive) -> None:
        facets = news.facets()
        assert list(facets.by_month) == sorted(facets.by_month)
        assert list(facets.by_source) == ["afp", "dpa", "apa", "none"]

    def test_are_those_of_all_pages(self, news: Archive) -> None:
        for page in (1, 2, 9):
            assert news.search("id:*", facets=True, limit=2, page=page).facets == self.EVERYTHING
            assert news.list(facets=True, limit=2, page=page).facets == self.EVERYTHING

    @pytest.mark.parametrize(
        "query",
        ["Minister", "Häuser -rot", "source:dpa", "Frankreich OR leer", "Krise", "date:2024"],
    )
    def test_of_a_query_count_its_hits(self, news: Archive, query: str) -> None:
        hits = news.search(query, facets=True)
        assert hits.facets == news.facets(query)
        assert sum(hits.facets.by_month.values()) == hits.total == news.count(query)

    def test_count_an_article_for_each_of_its_sources(self, news: Archive) -> None:
        assert news.facets("id:zwei").by_source == {"afp": 1, "dpa": 1}

    def test_follow_the_filters(self, news: Archive) -> None:
        expected = Facets({"2024-04": 2}, {"dpa": 2, "afp": 1})
        assert news.facets(None, sources=["dpa"]) == expected
        assert news.list(facets=True, since="2024").facets == expected
        assert news.search(None, facets=True, since="2024").facets == expected
        with pytest.raises(UsageError):
            news.facets("Minister", since="irgendwann")

    def test_of_nothing_are_empty(self, news: Archive) -> None:
        assert news.search("Krise", facets=True).facets == ({}, {})
        assert news.list(facets=True, since="2025").facets == ({}, {})

    def test_forget_what_was_deleted(self, tmp_path: Path) -> None:
        archive = made(tmp_path, ARTICLES[:3])
        archive.delete(["eins"])
        assert archive.facets() == ({"2023": 1, "2024-04": 1}, {"afp": 1, "apa": 1, "dpa": 1})

    def test_are_the_same_as_in_the_statistics(self, news: Archive) -> None:
        totals = news.statistics()
        assert (totals.by_month, totals.by_source) == tuple(news.facets())


def test_a_list_says_how_long_it_took(news: Archive) -> None:
    assert 0 < news.list().seconds < 60


def test_what_an_answer_is_made_of_is_exported() -> None:
    assert {"Contribution", "Facets"} <= set(news_archive.__all__)
    assert Contribution._fields == ("part", "score")
    assert Facets._fields == ("by_month", "by_source")


def test_an_explanation_gives_spellings_and_never_bare_forms(news: Archive) -> None:
    for line in news.explain("minister HÄUSERN frankreich"):
        forms = re.search(r"\((.*);", line)
        assert forms is not None
        assert all(form[0].isupper() for form in forms.group(1).split(", "))
