"""Groups of articles that are the same story."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_archives import articles, made
from news_archive import Archive, DuplicateGroup
from news_archive.analysis import duplicates
from news_archive.analysis.duplicates import days_within, groups
from news_archive.article.date import ReducedDate
from news_archive.article.shingles import are_alike, overlap_of, shingles
from news_archive.errors import NothingFoundError, UsageError

STORY = (
    "Der Hafen von Rostock bleibt wegen des Sturms bis Donnerstag geschlossen, teilte die Stadt "
    "am Abend mit. Fähren nach Schweden und Dänemark fallen aus. Die Feuerwehr sicherte mehrere "
    "Boote, verletzt wurde niemand. Am Wochenende soll der Wind nach Angaben der Meteorologen "
    "nachlassen."
)
CORRECTED = STORY.replace("bis Donnerstag", "bis Freitag")
ENLARGED = STORY + (
    " Auch in Wismar und Stralsund standen Straßen unter Wasser. Dort wurden Keller leer gepumpt. "
    "Der Landkreis richtete ein Bürgertelefon ein. Viele Schulen öffnen morgen nicht, eine "
    "Betreuung gibt es überall. Die Bahn stellte den Verkehr an der Küste ein und rechnet mit "
    "langen Störungen."
)
OTHER = (
    "Der Landtag in Erfurt hat den Haushalt beschlossen. Die Opposition stimmte dagegen und will "
    "klagen. Über das Geld für die Schulen war bis zuletzt gestritten worden."
)


def record(identity: str, date: str, body: str) -> dict[str, Any]:
    return {"id": identity, "date": date, "sources": [], "body": body}


def grouped(
    records: Sequence[dict[str, Any]], within_days: int = 3, **options: Any
) -> list[set[str]]:
    """Return the ids of each group among records, which are put in the order of their dates."""
    in_order = sorted(records, key=lambda fields: (ReducedDate.parse(fields["date"]), fields["id"]))
    found = list(groups(in_order, within_days, **options))
    ids = [{member.id for member in group.members} for group in found]
    assert sum(map(len, ids)) == len(set().union(*ids)), "groups are disjoint"
    assert all(len(group) > 1 for group in ids)
    return ids


def only_group(records: Sequence[dict[str, Any]], **options: Any) -> DuplicateGroup:
    (group,) = groups(records, 3, **options)
    return group


class TestTheSameStory:
    @pytest.mark.parametrize("second", [STORY, CORRECTED, ENLARGED, STORY.upper()])
    def test_is_one_group(self, second: str) -> None:
        records = [
            record("a", "2024-04-03", STORY),
            record("b", "2024-04-03", OTHER),
            record("c", "2024-04-04", second),
        ]
        assert grouped(records) == [{"a", "c"}]

    def test_is_not_what_is_about_the_same(self) -> None:
        about = "In Rostock bleibt der Hafen zu. Ein Sturm hält die Fähren nach Schweden auf."
        assert grouped([record("a", "2024", STORY), record("b", "2024", about)]) == []

    def test_says_of_each_member_what_it_is_to_an_earlier_one(self) -> None:
        group = only_group(
            [
                record("a", "2024-04-03", STORY),
                record("b", "2024-04-03", STORY),
                record("c", "2024-04-04", CORRECTED),
                record("d", "2024-04-05", ENLARGED),
            ]
        )
        assert [(member.id, member.like, member.relation) for member in group.members] == [
            ("a", None, None),
            ("b", "a", "same"),
            ("c", "b", "alike"),
            ("d", "b", "contains"),
        ]
        assert group.members[0].overlap is None
        enlarged = group.members[3].overlap
        assert enlarged == overlap_of(shingles(ENLARGED), shingles(STORY))
        assert enlarged.second_in_first > 0.99
        assert group.members[0].headline.startswith("Der Hafen von Rostock")
        assert group.members[0].words == len(STORY.split())

    def test_may_come_first_in_its_longer_form(self) -> None:
        group = only_group(
            [record("lang", "2024-04-03", ENLARGED), record("kurz", "2024-04-04", STORY)]
        )
        assert [(member.id, member.relation) for member in group.members] == [
            ("lang", None),
            ("kurz", "within"),
        ]

    def test_links_what_is_alike_through_a_third(self) -> None:
        words = [f"wort{number}" for number in range(220)]
        first, middle, last = (" ".join(words[start : start + 180]) for start in (0, 20, 40))
        texts = {"a": first, "b": middle, "c": last}
        assert overlap_of(shingles(first), shingles(last)).jaccard < 0.7
        records = [record(name, "2024-04-03", text) for name, text in texts.items()]
        assert grouped(records) == [{"a", "b", "c"}]
        del records[1]
        assert grouped(records) == []

    def test_needs_as_much_in_common_as_is_asked_for(self) -> None:
        shared = overlap_of(shingles(STORY), shingles(CORRECTED)).jaccard
        records = [record("a", "2024", STORY), record("b", "2024", CORRECTED)]
        assert grouped(records, threshold=shared) == [{"a", "b"}]
        assert grouped(records, threshold=shared + 0.001) == []
        assert grouped(records, threshold=1.0) == []

    def test_is_not_seen_in_texts_without_words(self) -> None:
        assert grouped([record("a", "2024", "***"), record("b", "2024", "***")]) == []


class TestTheWindow:
    @pytest.mark.parametrize(
        ("one", "other", "within", "together"),
        [
            ("2024-04-03", "2024-04-06", 3, True),
            ("2024-04-03", "2024-04-07", 3, False),
            ("2024-04-03", "2024-04-03", 0, True),
            ("2024-04-03", "2024-04-04", 0, False),
            ("2024-04", "2024-05-03", 3, True),
            ("2024-04", "2024-05-04", 3, False),
            ("2024-03-29", "2024-04", 3, True),
            ("2024-03-28", "2024-04", 3, False),
            ("2024", "2024-12-31", 0, True),
            ("2024", "2025-01-03", 3, True),
            ("2024", "2025-01-04", 3, False),
            ("2023", "2024", 1, True),
            ("2023", "2024", 0, False),
        ],
    )
    def test_is_between_the_nearest_days_of_two_dates(
        self, one: str, other: str, within: int, together: bool
    ) -> None:
        records = [record("a", one, STORY), record("b", other, CORRECTED)]
        assert grouped(records, within) == ([{"a", "b"}] if together else [])

    @given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(0, 6))
    def test_never_has_a_gap_in_a_group_of_one_text(self, days: list[int], within: int) -> None:
        first = datetime.date(2024, 1, 1)
        records = [
            record(f"{number:02}", str(first + datetime.timedelta(days=day)), STORY)
            for number, day in enumerate(sorted(days))
        ]
        chains: list[set[str]] = [set()]
        for number, (before, day) in enumerate(pairwise([min(days), *sorted(days)])):
            if day - before > within:
                chains.append(set())
            chains[-1].add(f"{number:02}")
        assert grouped(records, within) == [chain for chain in chains if len(chain) > 1]

    def test_hands_out_a_group_when_no_later_article_can_belong_to_it(self) -> None:
        seen = []

        def records() -> Any:
            for identity, date, body in (
                ("a", "2024-04-01", STORY),
                ("b", "2024-04-02", STORY),
                ("c", "2024-04-05", OTHER),
                ("d", "2024-04-06", OTHER),
                ("e", "2024-05-01", OTHER),
            ):
                seen.append(identity)
                yield record(identity, date, body)

        first = next(iter(groups(records(), 3)))
        assert [member.id for member in first.members] == ["a", "b"]
        assert seen == ["a", "b", "c", "d"]

    def test_holds_no_more_texts_than_there_is_room_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(duplicates, "MAX_TEXTS_IN_WINDOW", 3)
        told: list[str] = []
        unlike = [f"wort{number} " * 3 + f"satz{number} " * 9 for number in range(5)]
        records = [record(str(at), "2024", text) for at, text in enumerate([STORY, *unlike, STORY])]
        assert list(groups(records, 3, notice=told.append)) == []
        assert len(told) == 1
        assert "more than 3 texts" in told[0]


# Texts of a few sentences, so that many pairs share some of them.
_SENTENCES = [" ".join(f"{letter}{number}" for number in range(9)) + "." for letter in "abcdefgh"]
some_texts = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=5).map(" ".join)
some_dates = st.sampled_from(
    [
        "2024",
        "2024-01",
        "2024-02",
        "2024-01-01",
        "2024-01-03",
        "2024-01-30",
        "2024-02-02",
        "2025-01",
    ]
)


class TestGroups:
    @given(st.lists(st.tuples(some_texts, some_dates), max_size=6), st.sampled_from([0, 2, 40]))
    def test_are_what_is_linked_by_pairs(self, made_up: list[tuple[str, str]], within: int) -> None:
        """Beside a slow and obviously right way; so short, no text has little of another."""
        records = [record(str(at), date, text) for at, (text, date) in enumerate(made_up)]
        expected = [{fields["id"]} for fields in records]
        for one, other in combinations(records, 2):
            if are_linked(one, other, within):
                joined = [ids for ids in expected if ids & {one["id"], other["id"]}]
                expected = [ids for ids in expected if ids not in joined] + [set().union(*joined)]
        found = grouped(records, within, threshold=0.5)
        assert sorted(map(sorted, found)) == sorted(sorted(ids) for ids in expected if len(ids) > 1)

    @given(st.lists(some_texts, min_size=1, max_size=5), st.data())
    def test_hold_every_pair_of_identical_texts(
        self, texts: list[str], data: st.DataObject
    ) -> None:
        twice = data.draw(st.sampled_from(texts))
        records = [record(str(at), "2024-04-03", text) for at, text in enumerate([*texts, twice])]
        (group,) = [group for group in grouped(records) if str(len(texts)) in group]
        assert {fields["id"] for fields in records if fields["body"] == twice} <= group

    @given(st.lists(st.tuples(some_texts, some_dates), max_size=8))
    def test_are_in_the_order_of_dates_and_name_earlier_members(
        self, made_up: list[tuple[str, str]]
    ) -> None:
        records = [record(str(at), date, text) for at, (text, date) in enumerate(made_up)]
        records.sort(key=lambda fields: (ReducedDate.parse(fields["date"]), fields["id"]))
        for group in groups(records, 3):
            assert all(one.date <= other.date for one, other in pairwise(group.members))
            ids = [member.id for member in group.members]
            assert group.members[0].like is None
            for at, member in enumerate(group.members[1:], 1):
                assert member.like is None or member.like in ids[:at]


def are_linked(one: dict[str, Any], other: dict[str, Any], within: int) -> bool:
    first, second = sorted(ReducedDate.parse(fields["date"]) for fields in (one, other))
    if (second.first_day - first.last_day).days > within:
        return False
    found = [shingles(fields["body"]) for fields in (one, other)]
    return are_alike(overlap_of(*found), min(map(len, found)), 0.5)


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "days"), [("3d", 3), ("0d", 0), ("1w", 7), ("2m", 62), (" 10 D ", 10)]
    )
    def test_are_days_weeks_and_months(self, text: str, days: int) -> None:
        assert days_within(text) == days

    @pytest.mark.parametrize(
        "text", ["", "3", "d", "3y", "-3d", "1.5d", "3 days", "٣d", "9999999d"]
    )
    def test_are_nothing_else(self, text: str) -> None:
        with pytest.raises(UsageError, match="3d, 1w, 2m"):
            days_within(text)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """A story three times, and another one; to be read only."""
    return made(
        tmp_path_factory.mktemp("news"),
        [
            {"id": "a", "date": "2024-04-03", "text": f"{STORY} (dpa)"},
            {"id": "b", "date": "2024-04-04", "text": f"{CORRECTED} (afp)"},
            {"id": "c", "date": "2024-04-20", "text": f"{STORY} (dpa)"},
            {"id": "d", "date": "2024-04-04", "text": f"{OTHER} (dpa)"},
            {"id": "e", "date": "2024-04-04", "text": OTHER},
        ],
    )


def ids_of(found: Sequence[DuplicateGroup]) -> list[list[str]]:
    return [[member.id for member in group.members] for group in found]


class TestAnArchive:
    def test_is_grouped_whatever_the_credit(self, news: Archive) -> None:
        assert sorted(ids_of(list(news.duplicates()))) == [["a", "b"], ["d", "e"]]
        first, second = next(news.duplicates()).members
        assert (str(first.date), first.sources, second.sources) == (
            "2024-04-03",
            ("dpa",),
            ("afp",),
        )

    def test_is_grouped_over_longer_times_if_asked_for(self, news: Archive) -> None:
        assert sorted(ids_of(list(news.duplicates(within="3w")))) == [["a", "b", "c"], ["d", "e"]]
        assert ids_of(list(news.duplicates(within=0))) == [["d", "e"]]

    def test_is_looked_at_only_where_a_query_finds(self, news: Archive) -> None:
        assert ids_of(list(news.duplicates("Rostock"))) == [["a", "b"]]
        assert ids_of(list(news.duplicates(sources=["dpa"]))) == []
        assert ids_of(list(news.duplicates(until="2024-04-03"))) == []

    def test_tells_how_far_it_is(self, news: Archive) -> None:
        told: list[tuple[int, int]] = []
        list(news.duplicates(on_progress=lambda done, total: told.append((done, total))))
        assert told == [(number, 5) for number in range(1, 6)]

    @pytest.mark.parametrize("threshold", [0.0, 0.05, 1.01, float("nan")])
    def test_is_not_grouped_by_a_threshold_that_means_nothing(
        self, news: Archive, threshold: float
    ) -> None:
        with pytest.raises(UsageError, match="threshold"):
            news.duplicates(threshold=threshold)

    def test_is_not_grouped_within_less_than_no_time(self, news: Archive) -> None:
        with pytest.raises(UsageError, match="0 days"):
            news.duplicates(within=-1)


class TestTwoArticles:
    def test_are_compared_word_by_word(self, news: Archive) -> None:
        found = news.compare("a", "b")
        assert (found.first["id"], found.second["id"]) == ("a", "b")
        assert found.overlap == overlap_of(shingles(STORY), shingles(CORRECTED))
        changed = [
            [[piece.text for piece in side if piece.is_changed] for side in row]
            for row in found.rows
            if not row.is_same
        ]
        assert changed == [[["Donnerstag"], ["Freitag"]]]

    def test_that_are_not_there_are_named(self, news: Archive) -> None:
        with pytest.raises(NothingFoundError, match="nobody"):
            news.compare("a", "nobody")


class TestCollapsedHits:
    def test_name_what_is_alike(self, news: Archive) -> None:
        hits = news.search("Rostock", collapse=True, sort="oldest")
        assert [(hit.rank, hit.id, hit.alike) for hit in hits] == [(1, "a", ("b", "c"))]
        assert (hits.total, hits.pages, hits.is_collapsed) == (3, 1, True)

    def test_are_all_there_unless_asked_for(self, news: Archive) -> None:
        hits = news.search("Rostock")
        assert {hit.id for hit in hits} == {"a", "b", "c"}
        assert {hit.alike for hit in hits} == {()}

    def test_say_why_and_count_everything_as_ever(self, news: Archive) -> None:
        hits = news.search("Rostock", collapse=True, explain=True, facets=True)
        assert [len(hit.contributions) for hit in hits] == [2]
        assert hits.facets is not None
        assert hits.facets.by_source == {"dpa": 2, "afp": 1}

    def test_may_be_copies_only(self, tmp_path: Path) -> None:
        texts = [f"Sturm {STORY}"] * 5 + [f"Sturm {STORY} Noch ein Satz."] + ["Sturm hier."] * 2
        archive = made(tmp_path, articles(*texts))
        hits = archive.search("Sturm", collapse="copies", sort="oldest")
        assert [len(hit.alike) for hit in hits] == [4, 0, 1]
        assert hits.total == 8

    @pytest.mark.parametrize("limit", [1, 3, 30])
    def test_do_not_depend_on_the_size_of_a_page(self, tmp_path: Path, limit: int) -> None:
        texts = [f"Sturm {number} {STORY}" for number in range(20)]
        archive = made(tmp_path, articles(*[text for text in texts for _ in range(3)]))
        for collapse in (True, "copies"):
            hits = archive.search("Sturm", collapse=collapse, limit=limit)
            assert len(hits[0].alike) == (59 if collapse is True else 2)

    def test_fill_the_page_from_further_hits(self, tmp_path: Path) -> None:
        texts = [f"Sturm {STORY}"] * 40 + [f"Sturm {'wort ' * n}" for n in (3, 7)]
        archive = made(tmp_path, articles(*texts))
        hits = archive.search("Sturm", collapse=True, limit=2, sort="oldest")
        assert [len(hit.alike) for hit in hits] == [39, 0]

    def test_make_pages_without_repetition(self, tmp_path: Path) -> None:
        texts = [f"Sturm {number} {'bleibt ' * number}" for number in range(9) for _ in range(3)]
        archive = made(tmp_path, articles(*texts))
        pages = [
            archive.search("Sturm", collapse=True, limit=4, page=page, sort="oldest")
            for page in (1, 2, 3, 4)
        ]
        shown = [hit for page in pages for hit in page]
        assert [hit.rank for hit in shown] == list(range(1, 10))
        named = [identity for hit in shown for identity in (hit.id, *hit.alike)]
        assert len(named) == len(set(named))
        assert [len(page) for page in pages] == [4, 4, 1, 0]
        assert pages[2].pages == 3
