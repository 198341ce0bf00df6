"""Articles over time: nothing is made up or lost, and nothing counts for more than it is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive import Archive
from news_archive.analysis.timeline import Timeline, timeline_of, timeline_of_months
from news_archive.article.date import Precision, ReducedDate
from news_archive.errors import NoArchiveError, QuerySyntaxError, UsageError
from news_archive.index.contract import Entry
from news_archive.index.memory import MemoryIndex, MemoryReader
from news_archive.store.month_lines import Location

PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


def reader_of(*articles: tuple[str, str] | tuple[str, str, str]) -> MemoryReader:
    """Return an index of articles, each a date, a text and perhaps an agency."""
    index = MemoryIndex(("german",))
    for number, (date, body, *sources) in enumerate(articles):
        parsed = ReducedDate.parse(date)
        month = parsed.first // 100 if parsed.month else parsed.year * 100
        index.put(
            Entry(
                f"n{number}", parsed, sources, body, 1, "sha256:" + "0" * 64, Location(month, 0, 9)
            ),
            replacing=False,
        )
    index.commit()
    return index.reader()


SOME = reader_of(
    ("2024-04-03", "Die Wahl in Thüringen", "dpa"),
    ("2024-04", "Nach der Wahl", "afp"),
    ("2024-04-03", "Der Hof", "dpa"),
    ("2024-07-01", "Die Wahl", "dpa"),
    ("2024", "Das Jahr der Wahl", "dpa"),
    ("2022-12-31", "Der Hof"),
)


def asked(
    *queries: str | None, by: Precision = "month", relative: bool = False, **narrowing: object
) -> Timeline:
    return timeline_of(SOME, queries, by, narrowing, relative=relative)  # type: ignore[arg-type]


def shown(timeline: Timeline, place: int = 0) -> dict[str, float | None]:
    values = timeline.series[place].values
    return {str(period): value for period, value in zip(timeline.periods, values, strict=True)}


class TestPeriods:
    def test_are_without_a_gap_from_the_first_hit_to_the_last(self) -> None:
        timeline = asked("Wahl")
        assert shown(timeline) == {"2024-04": 2, "2024-05": 0, "2024-06": 0, "2024-07": 1}

    def test_go_on_over_the_end_of_a_year(self) -> None:
        names = list(shown(asked("Hof")))
        assert names[:3] == ["2022-12", "2023-01", "2023-02"]
        assert (len(names), names[-1]) == (17, "2024-04")

    def test_may_be_days(self) -> None:
        days = shown(asked("Wahl", by="day"))
        assert (len(days), sum(value or 0 for value in days.values())) == (90, 2)
        assert (days["2024-04-03"], days["2024-04-30"], days["2024-07-01"]) == (1, 0, 1)

    def test_may_be_years_and_then_everything_counts(self) -> None:
        timeline = asked(None, by="year")
        assert shown(timeline) == {"2022": 1, "2023": 0, "2024": 5}
        assert timeline.series[0].not_shown == {}

    def test_are_the_same_for_all_queries(self) -> None:
        timeline = asked("Wahl", "Thüringen", "nirgends")
        assert [list(shown(timeline, place)) for place in range(3)] == [list(shown(timeline))] * 3
        assert [series.articles for series in timeline.series] == [4, 1, 0]

    def test_of_nothing_are_none(self) -> None:
        timeline = asked("nirgends")
        assert timeline.periods == timeline.totals == timeline.series[0].counts == ()


class TestDates:
    def test_of_a_year_are_in_no_month(self) -> None:
        series = asked("Wahl").series[0]
        assert series.not_shown == {"year": 1}
        assert series.articles == 4

    def test_of_a_year_or_month_are_in_no_day(self) -> None:
        assert asked("Wahl", by="day").series[0].not_shown == {"year": 1, "month": 1}

    def test_may_all_be_too_imprecise(self) -> None:
        timeline = asked("Jahr")
        assert timeline.periods == ()
        assert timeline.series[0].not_shown == {"year": 1}
        assert timeline.series[0].articles == 1


class TestRelative:
    def test_is_per_thousand_articles_of_the_same_period(self) -> None:
        timeline = asked("Thüringen", None, relative=True)
        assert shown(timeline)["2024-04"] == pytest.approx(1000 / 3)

    def test_has_no_value_where_there_are_no_articles_at_all(self) -> None:
        assert shown(asked("Wahl", relative=True)) == {
            "2024-04": pytest.approx(2000 / 3), "2024-05": None, "2024-06": None, "2024-07": 1000,
        }  # fmt: skip

    def test_is_nothing_where_there_are_articles_and_no_hits(self) -> None:
        assert shown(asked("Wahl", "Hof", relative=True), 1)["2024-07"] == 0

    def test_is_of_the_articles_that_pass_the_filters(self) -> None:
        shares = shown(asked("Wahl", relative=True, sources=["dpa"]))
        assert shares == {"2024-04": 500, "2024-05": None, "2024-06": None, "2024-07": 1000}
        shares = shown(asked("Thüringen", relative=True, since="2024-04-03", sources=["dpa"]))
        assert shares == {"2024-04": 500}

    def test_is_not_of_the_articles_with_any_of_the_words(self) -> None:
        timeline = asked("Wahl nirgends", relative=True, any=True, exact=True)
        assert timeline.totals == (3, 0, 0, 1)

    def test_is_not_there_unless_asked_for(self) -> None:
        timeline = asked("Wahl")
        assert timeline.series[0].per_thousand is None
        assert timeline.totals == (3, 0, 0, 1)


DATES = st.one_of(
    st.builds(ReducedDate, st.integers(2019, 2024)),
    st.builds(ReducedDate, st.integers(2019, 2024), st.integers(1, 12)),
    st.builds(ReducedDate, st.integers(2019, 2020), st.integers(1, 12), st.integers(1, 28)),
)


@given(
    st.lists(st.tuples(DATES, st.sampled_from(["Wahl", "Hof", "Wahl Hof"])), max_size=15),
    st.sampled_from(PRECISIONS),
)
def test_every_hit_is_in_one_period_or_counted_apart(
    articles: list[tuple[ReducedDate, str]], by: Precision
) -> None:
    reader = reader_of(*((str(date), body) for date, body in articles))
    timeline = timeline_of(reader, ["Wahl", None], by, {}, relative=True)
    hits = [sum("Wahl" in body for _, body in articles), len(articles)]
    for series, expected in zip(timeline.series, hits, strict=True):
        assert series.articles == expected
        assert series.per_thousand is not None
        for count, total, share in zip(
            series.counts, timeline.totals, series.per_thousand, strict=True
        ):
            assert 0 <= count <= total
            assert (share is None) == (total == 0)
            assert share is None or 0 <= share <= 1000
    assert list(timeline.periods) == sorted(set(timeline.periods))
    for period in timeline.periods[:1] + timeline.periods[-1:]:
        assert any(period.overlaps(date) for date, _ in articles)
        assert period.precision == by


@given(st.dictionaries(DATES.filter(lambda date: date.day is None), st.integers(1, 9), max_size=9))
def test_the_months_of_statistics_make_a_timeline(counts: dict[ReducedDate, int]) -> None:
    timeline = timeline_of_months({str(date): count for date, count in counts.items()})
    (series,) = timeline.series
    assert series.articles == sum(counts.values())
    of_years = Counter(date.month is None for date in counts for _ in range(counts[date]))
    assert timeline.by == ("year" if of_years[True] > of_years[False] else "month")
    assert series.not_shown == (
        {"year": of_years[True]} if 0 < of_years[True] <= of_years[False] else {}
    )


class TestLibrary:
    def test_an_archive_has_timelines(self, seeded: Archive) -> None:
        timeline = seeded.timeline(["Lecornu", None])
        assert [shown(timeline, place) for place in (0, 1)] == [{"2024-04": 1}] * 2
        assert [series.query for series in timeline.series] == ["Lecornu", None]
        assert timeline.seconds > 0

    def test_no_query_stands_for_all_articles(self, seeded: Archive) -> None:
        assert seeded.timeline().series[0].query is None
        assert seeded.timeline(by="year").series[0].counts == (1,)

    def test_a_single_text_is_one_query(self, seeded: Archive) -> None:
        assert [series.query for series in seeded.timeline("Lecornu").series] == ["Lecornu"]

    def test_what_cannot_be_meant_is_refused(self, seeded: Archive) -> None:
        with pytest.raises(QuerySyntaxError) as raised:
            seeded.timeline(["Lecornu", "(Paris"])
        assert raised.value.query == "(Paris"
        with pytest.raises(UsageError, match="week"):
            seeded.timeline(by="week")  # type: ignore[arg-type]
        with pytest.raises(UsageError):
            seeded.timeline(since="2025", until="2024")

    def test_nothing_is_created_by_it(self, archive: Archive) -> None:
        with pytest.raises(NoArchiveError):
            archive.timeline()
