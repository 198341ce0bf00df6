"""Answers for queries that no article fulfils: the nearest articles, and nearby spellings."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from made_archives import articles, made
from news_archive import Archive, Hits
from news_archive.errors import UsageError
from news_archive.query.spelling import Suggestion

WORDS = [f"wort{number:04}" for number in range(1000)]

# "Krise" is in none of them, and neither is "Streik".
ARTICLES: tuple[Mapping[str, str], ...] = (
    {
        "id": "drei",
        "date": "2024-04-03",
        "text": "Der Minister spricht in Frankreich über den Haushalt. (dpa)",
    },
    {"id": "zwei", "date": "2024-03-02", "text": "Minister aus Frankreich tagen. (afp)"},
    {
        "id": "auch-zwei",
        "date": "2023-05",
        "text": "Bei den Ministern prüft man den Haushalt. (afp)",
    },
    {"id": "eins", "date": "2022", "text": "Frankreich gewinnt das Spiel."},
    {"id": "keins", "date": "2022", "text": "Es regnet in Tirol."},
)


def found(hits: Hits) -> set[str]:
    return {hit.id for hit in hits}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Five articles with three, two, one and none of the words asked for; to be read only."""
    return made(tmp_path_factory.mktemp("news"), ARTICLES)


@pytest.fixture(scope="module")
def umlauts(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An article of words with umlauts; to be read only."""
    text = "In Thüringen und Österreich stehen Häuser, Straße an Straße."
    return made(tmp_path_factory.mktemp("umlauts"), articles(text))


class TestTheNearest:
    @pytest.mark.parametrize(
        ("query", "missing", "ids"),
        [
            ("Minister Frankreich Haushalt", 0, {"drei"}),
            ("Minister Frankreich Haushalt Krise", 1, {"drei"}),
            ("Krise Haushalt Frankreich Minister", 1, {"drei"}),
            ("Minister Frankreich Haushalt Krise Streik", 2, {"drei"}),
            ("Frankreich Haushalt Tirol", 1, {"drei"}),
            ("Minister Krise", 1, {"drei", "zwei", "auch-zwei"}),
            ("Frankreich Krise Streik", 2, {"drei", "zwei", "eins"}),
            ("Tirol Frankreich", 1, {"drei", "zwei", "eins", "keins"}),
        ],
    )
    def test_have_as_many_of_the_words_as_any_article_has(
        self, news: Archive, query: str, missing: int, ids: set[str]
    ) -> None:
        hits = news.search(query, all=True)
        assert (found(hits), hits.missing, hits.partial) == (ids, missing, missing > 0)
        assert hits.total == len(ids)

    @pytest.mark.parametrize("query", ["Krise", "Krise Streik", "Krise-Streik", '"Krise" Streik'])
    def test_are_none_if_no_article_has_any_of_the_words(self, news: Archive, query: str) -> None:
        hits = news.search(query)
        assert (hits.total, hits.missing, hits.partial, len(hits)) == (0, 0, False, 0)

    def test_are_counted_in_words_in_any_inflection(self, news: Archive) -> None:
        hits = news.search("Ministern Haushalte Frankreichs Krise", all=True)
        assert (found(hits), hits.missing) == ({"drei"}, 1)

    def test_have_the_forms_as_typed_if_that_is_asked_for(self, news: Archive) -> None:
        hits = news.search("Ministern Krise", exact=True)
        assert (found(hits), hits.missing) == ({"auch-zwei"}, 1)
        assert news.search("Ministers Krise", exact=True).total == 0
        assert news.search("Ministern Krise").total == 3

    @pytest.mark.parametrize(
        ("narrowing", "missing", "ids"),
        [
            ({"sources": ["afp"]}, 2, {"zwei", "auch-zwei"}),
            ({"sources": ["afp"], "since": "2024"}, 2, {"zwei"}),
            ({"until": "2022"}, 3, {"eins"}),
            ({"until": "2021"}, 0, set()),
            ({"sources": ["reuters"]}, 0, set()),
        ],
    )
    def test_are_looked_for_among_what_the_filters_leave(
        self, news: Archive, narrowing: dict[str, object], missing: int, ids: set[str]
    ) -> None:
        query = "Minister Frankreich Haushalt Krise"
        hits = news.search(query, all=True, **narrowing)  # type: ignore[arg-type]
        assert (found(hits), hits.missing) == (ids, missing)

    @pytest.mark.parametrize(
        ("query", "missing", "ids"),
        [
            ("Minister Frankreich Krise source:afp", 1, {"zwei"}),
            ("Minister Frankreich Krise -source:afp", 1, {"drei"}),
            ("Minister Krise -Haushalt", 1, {"zwei"}),
            ("Minister Krise date:2023", 1, {"auch-zwei"}),
            ('Minister Krise "Haushalt"', 1, {"drei", "auch-zwei"}),
            ("Minister Krise Haus*", 1, {"drei", "auch-zwei"}),
            ("Minister Krise Haushald~", 1, {"drei", "auch-zwei"}),
            ("Minister Krise (Haushalt OR Spiel)", 1, {"drei", "auch-zwei"}),
        ],
    )
    def test_fulfil_what_is_no_bare_word_as_ever(
        self, news: Archive, query: str, missing: int, ids: set[str]
    ) -> None:
        hits = news.search(query)
        assert (found(hits), hits.missing) == (ids, missing)

    @pytest.mark.parametrize(
        ("query", "missing", "ids"),
        [
            ("Minister Krise AND Haushalt Frankreich", 1, {"drei", "zwei", "auch-zwei"}),
            ("Minister Frankreich Krise AND Haushalt Streik", 1, {"drei"}),
            ("Minister Krise AND Tirol", 0, set()),
            ("Minister Krise AND Haushalt", 1, {"drei", "auch-zwei"}),
            ("Minister Krise AND Streik Tirol", 0, set()),
        ],
    )
    def test_are_the_nearest_to_each_of_several_groups(
        self, news: Archive, query: str, missing: int, ids: set[str]
    ) -> None:
        hits = news.search(query)
        assert (found(hits), hits.missing) == (ids, missing)

    @pytest.mark.parametrize(
        "query",
        [
            "Minister AND Krise",
            '"Minister Krise"',
            '"Minister" "Krise"',
            '"Minister Krise"~8',
            "Minister* Kris*",
            "Minister~ Krisenstab~",
            "Minister source:reuters",
            "Minister -Minister",
            "Minister -Haushalt -Frankreich",
            "Krise OR Streik",
            "Minister Krise OR Streik Frankreich",
            "id:drei date:2020",
        ],
    )
    def test_are_not_given_for_anything_but_bare_words_side_by_side(
        self, news: Archive, query: str
    ) -> None:
        hits = news.search(query)
        assert (hits.total, hits.missing) == (0, 0)

    @pytest.mark.parametrize("query", ["Minister Krise", "Frankreich-Tirol", "Minister Streik -x"])
    def test_are_never_counted_listed_or_exported(self, news: Archive, query: str) -> None:
        assert news.search(query).partial
        assert news.count(query) == 0
        assert news.ids(query) == []
        assert list(news.fields(query)) == []
        assert news.facets(query) == ({}, {})

    def test_are_what_the_facets_of_such_an_answer_count(self, news: Archive) -> None:
        hits = news.search("Minister Krise", facets=True, limit=1)
        assert hits.partial
        assert hits.facets == (
            {"2023-05": 1, "2024-03": 1, "2024-04": 1},
            {"afp": 2, "dpa": 1},
        )

    def test_are_said_to_have_what_each_word_adds(self, news: Archive) -> None:
        (hit,) = news.search("Minister Frankreich Haushalt Krise", all=True, explain=True)
        parts = [contribution.part for contribution in hit.contributions]
        assert parts[:3] == ["Minister", "Frankreich", "Haushalt"]
        assert "Krise" not in parts

    def test_come_best_first_unless_sorted_by_date(self, news: Archive) -> None:
        newest = news.search("Minister Krise", sort="newest")
        assert [hit.id for hit in newest] == ["drei", "zwei", "auch-zwei"]
        assert {hit.score for hit in newest} == {None}
        oldest = news.search("Minister Krise", sort="oldest")
        assert [hit.id for hit in oldest] == ["auch-zwei", "zwei", "drei"]
        scores = [hit.score or 0.0 for hit in news.search("Minister Krise")]
        assert scores == sorted(scores, reverse=True)

    def test_have_their_words_highlighted(self, news: Archive) -> None:
        (hit,) = news.search("Minister Frankreich Haushalt Krise", all=True)
        text = hit.snippet.text
        assert {text[span.start : span.end] for span in hit.snippet.highlights} == {
            "Minister", "Frankreich", "Haushalt",
        }  # fmt: skip


class TestOneHyphenatedWord:
    def test_is_answered_with_the_nearest_as_two_words_are(self, news: Archive) -> None:
        hits = news.search("Frankreich-Krise")
        assert (found(hits), hits.missing) == ({"drei", "zwei", "eins"}, 1)
        hits = news.search("Minister-Frankreich-Haushalt-Krise")
        assert (found(hits), hits.missing) == ({"drei"}, 1)

    def test_is_any_of_its_words_if_one_is_enough(self, news: Archive) -> None:
        hits = news.search("Tirol-Haushalt", any=True)
        assert (found(hits), hits.partial) == ({"drei", "auch-zwei", "keins"}, False)
        assert news.count("Tirol-Haushalt", any=True) == 3
        assert news.count("Tirol-Haushalt") == 0

    def test_counts_as_its_words_beside_others(self, news: Archive) -> None:
        hits = news.search("Minister-Krise Haushalt Frankreich", all=True)
        assert (found(hits), hits.missing) == ({"drei"}, 1)

    def test_stays_a_phrase_where_an_article_has_it(self, tmp_path: Path) -> None:
        archive = made(tmp_path, articles("Der Tirol-Vertrag gilt.", "Ein Vertrag in Tirol."))
        hits = archive.search("Tirol-Vertrag")
        assert (found(hits), hits.partial) == ({"0"}, False)


class TestHalfOfTheWords:
    """The words that are enough from four on, in a list of the best articles."""

    @pytest.mark.parametrize(
        ("query", "enough", "ids"),
        [
            ("Minister Frankreich Haushalt Krise", 2, {"drei", "zwei", "auch-zwei"}),
            ("Minister Frankreich Haushalt Krise Streik", 3, {"drei"}),
            ("Minister-Krise Haushalt Frankreich", 2, {"drei", "zwei", "auch-zwei"}),
            ("Minister Frankreich Haushalt spricht", 2, {"drei", "zwei", "auch-zwei"}),
        ],
    )
    def test_are_enough_from_four_on(
        self, news: Archive, query: str, enough: int, ids: set[str]
    ) -> None:
        hits = news.search(query)
        assert (found(hits), hits.partial) == (ids, False)
        assert (hits.enough, hits.words) == (enough, len(query.replace("-", " ").split()))
        assert hits.complete == news.count(query)

    def test_bring_what_has_all_of_them_first(self, news: Archive) -> None:
        hits = news.search("Minister Frankreich Haushalt spricht")
        assert (hits[0].id, hits.complete, hits.total) == ("drei", 1, 3)

    @pytest.mark.parametrize("query", ["Minister Frankreich", "Minister Frankreich Haushalt"])
    def test_are_not_enough_of_three(self, news: Archive, query: str) -> None:
        hits = news.search(query)
        assert hits.total == hits.complete == news.count(query)
        assert (hits.enough, hits.words) == (0, 0)

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ('Minister Frankreich Haushalt Krise "tagen"', {"zwei"}),
            ("Minister Frankreich Haushalt Krise -tagen", {"drei", "auch-zwei"}),
            ("Minister Frankreich Haushalt Krise source:dpa", {"drei"}),
            ("Minister Frankreich Haushalt Krise AND tagen", {"zwei"}),
        ],
    )
    def test_let_nothing_be_missing_but_bare_words(
        self, news: Archive, query: str, ids: set[str]
    ) -> None:
        assert found(news.search(query)) == ids

    def test_are_not_enough_if_all_are_asked_for_or_hits_are_sorted_by_date(
        self, news: Archive
    ) -> None:
        query = "Minister Frankreich Haushalt spricht"
        assert found(news.search(query, all=True)) == {"drei"}
        assert found(news.search(query, sort="newest")) == {"drei"}
        assert found(news.search(query, sort="oldest")) == {"drei"}

    def test_are_never_counted_listed_by_id_or_exported(self, news: Archive) -> None:
        query = "Minister Frankreich Haushalt spricht"
        assert news.count(query) == 1
        assert news.ids(query) == ["drei"]
        assert [fields["id"] for fields in news.fields(query)] == ["drei"]
        assert news.facets(query) == ({"2024-04": 1}, {"dpa": 1})

    def test_may_be_one_or_all_but_not_both(self, news: Archive) -> None:
        assert news.search("Minister Tirol Krise Streik", any=True).total == 4
        with pytest.raises(UsageError, match="either all"):
            news.search("Minister Tirol", any=True, all=True)

    def test_of_words_that_are_nothing_but_words(self, news: Archive) -> None:
        query = 'Minister: (Frankreich "Haushalt source:x -spricht'
        hits = news.search(query, words=True)
        assert (hits[0].id, hits.words) == ("drei", 6)
        assert news.count(query, words=True) == 0
        assert news.count("Minister) -Frankreich", words=True) == 2


def test_pages_of_the_nearest_join_to_the_whole(tmp_path: Path) -> None:
    archive = made(tmp_path, articles(*["Der Minister reist nach Wien."] * 25))
    pages = [archive.search("Minister Krise", limit=10, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert sorted({hit.id for page in pages for hit in page}, key=int) == [
        str(number) for number in range(25)
    ]
    assert [hit.rank for page in pages for hit in page] == list(range(1, 26))
    assert {(page.total, page.pages, page.missing) for page in pages} == {(25, 3, 1)}


def test_a_thousand_words_are_answered_at_once(tmp_path: Path) -> None:
    texts = [" ".join(WORDS[:997]), " ".join(WORDS[:500]), " ".join(WORDS[900:950])]
    archive = made(tmp_path, articles(*texts))
    began = time.perf_counter()
    hits = archive.search(" ".join(WORDS), all=True)
    assert time.perf_counter() - began < 5.0
    assert (found(hits), hits.missing) == ({"0"}, 3)


class TestSuggestions:
    def test_name_the_word_as_typed_and_others_as_written(self, tmp_path: Path) -> None:
        archive = made(tmp_path, articles("Lecornu spricht.", "Der Präsident empfängt LECORNU."))
        more = tmp_path / "mehr.txt"
        more.write_text("date 2024 Noch einmal Lecornu, und Lecornu.", encoding="utf-8")
        archive.ingest([more])
        (suggestion,) = archive.suggestions("LeCornv")
        assert suggestion == Suggestion("LeCornv", (("Lecornu", 3),))
        assert suggestion.sentence == ("no article has the word LeCornv; did you mean Lecornu (3)?")

    @pytest.mark.parametrize(
        ("typed", "nearby"),
        [
            ("häusr", "Häuser"),
            ("Thürngen", "Thüringen"),
            ("Thuringn", "Thüringen"),
            ("strase", "Straße"),
            ("Straßse", "Straße"),
            ("ÖSTERREIHC", "Österreich"),
        ],
    )
    def test_are_written_with_umlauts_however_those_were_typed(
        self, umlauts: Archive, typed: str, nearby: str
    ) -> None:
        assert umlauts.suggestions(typed) == [Suggestion(typed, ((nearby, 1),))]

    def test_come_one_for_each_unknown_word_in_order(self, news: Archive) -> None:
        suggestions = news.suggestions("Frankreihc Minister Hauhsalt Krise")
        assert [(found.typed, [form for form, _ in found.nearby]) for found in suggestions] == [
            ("Frankreihc", ["Frankreich"]),
            ("Hauhsalt", ["Haushalt"]),
            ("Krise", []),
        ]

    def test_see_the_words_of_a_hyphenated_one(self, news: Archive) -> None:
        suggestions = news.suggestions("Frankreihc-Haushalt")
        assert [found.typed for found in suggestions] == ["Frankreihc"]
        assert [form for form, _ in suggestions[0].nearby] == ["Frankreich"]

    @pytest.mark.parametrize(
        "query",
        [
            "Frankreich", "Frankreichs", '"Frankreihc"', "Frankreihc~", "Frankreihc*",
            "-Frankreihc", "source:frankreihc", "id:frankreihc", '"Frankreihc Minister"~8',
        ],
    )  # fmt: skip
    def test_are_for_bare_words_that_no_article_has(self, news: Archive, query: str) -> None:
        assert news.suggestions(query) == []

    def test_without_a_nearby_word_say_only_that_there_is_none(self, news: Archive) -> None:
        (suggestion,) = news.suggestions("Quecksilber")
        assert suggestion.nearby == ()
        assert suggestion.sentence == "no article has the word Quecksilber"

    def test_are_given_for_a_partial_answer_too(self, news: Archive) -> None:
        assert news.search("Minister Frankreihc").partial
        (suggestion,) = news.suggestions("Minister Frankreihc")
        assert suggestion == Suggestion("Frankreihc", (("Frankreich", 3),))

    def test_are_a_few_with_the_nearest_first(self, tmp_path: Path) -> None:
        texts = ["Kanzlei", "Kanzlei", "Kanzle", "Kanzlex", "Kanzlexy", "Kanzly", "Kanzlyy"]
        archive = made(tmp_path, articles(*(f"{text}." for text in texts)))
        (suggestion,) = archive.suggestions("Kanzlej")
        assert 1 <= len(suggestion.nearby) <= 3
        assert suggestion.nearby[0][0] == "Kanzlei"

    def test_never_name_words_of_deleted_articles_alone(self, tmp_path: Path) -> None:
        archive = made(tmp_path, articles("Ein Kaninchen hoppelt.", "Ein Kaninchon? Nein."))
        archive.delete(["0"])
        for typed in ("Kaninchan", "Kaninchin", "Hoppeld"):
            (suggestion,) = archive.suggestions(typed)
            assert "kaninchen" not in {form.lower() for form, _ in suggestion.nearby}
            assert "hoppelt" not in {form for form, _ in suggestion.nearby}
        (suggestion,) = archive.suggestions("Kaninchan")
        assert suggestion.nearby == (("Kaninchon", 1),)

    def test_never_name_words_of_replaced_articles_alone(self, tmp_path: Path) -> None:
        archive = made(tmp_path, articles("Der Staatsbesuch beginnt."))
        corrected = tmp_path / "corrected.jsonl"
        corrected.write_text('{"id": "0", "date": "2024-04-03", "text": "Der Abend beginnt."}\n')
        assert archive.ingest([corrected], replace=True).updated == 1
        (suggestion,) = archive.suggestions("Staatsbesuhc")
        assert suggestion.nearby == ()
