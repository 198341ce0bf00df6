"""What Rich is given to draw: as wide as the terminal, text never taken for markup."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_checks import dangerous
from rich.console import Console

from news_archive.article.date import ReducedDate
from news_archive.ingest.outcome import Outcome
from news_archive.query.highlight import Snippet, Span
from news_archive.render.progress import ingest_progress
from news_archive.render.terminal import (
    console,
    last_line,
    rendered,
    show_article,
    show_facets,
    show_hits,
    show_listing,
    show_totals,
)
from news_archive.search.hits import Contribution, Hit, Hits
from news_archive.search.listing import Listed, Listing
from news_archive.search.statistics import DiskUse, Facets, Totals

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\u061c\u200e\u2028\u2029\u202e\u2066[]/:"),
        st.sampled_from("aäöü 東京"),
    ),
    max_size=300,
)


class Screen:
    """A terminal of a given width that remembers what it was sent."""

    def __init__(self, width: int = 80, *, colour: bool = False) -> None:
        self._file = io.StringIO()
        self.console = Console(
            file=self._file, width=width, height=24, markup=False, emoji=False, highlight=False,
            color_system="standard" if colour else None, force_terminal=colour,
        )  # fmt: skip

    @property
    def text(self) -> str:
        return self._file.getvalue()

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.text.removesuffix("\n").split("\n")]


def columns_of(line: str) -> int:
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in line
    )


def listed(identity: str = "n1", headline: str = "Der Kopf.", **changes: Any) -> Listed:
    fields: dict[str, Any] = {
        "id": identity, "date": ReducedDate.parse("2024-04-03"), "sources": ("dpa",),
        "headline": headline, "words": 1234,
    }  # fmt: skip
    return Listed(**{**fields, **changes})


def listing(*articles: Listed, **changes: Any) -> Listing:
    fields: dict[str, Any] = {
        "total": len(articles), "page": 1, "pages": 1, "facets": None, "seconds": 0.0123,
    }  # fmt: skip
    return Listing(articles, **{**fields, **changes})


def hit(
    text: str,
    *highlights: tuple[int, int],
    identity: str = "n1",
    rank: int = 1,
    contributions: tuple[Contribution, ...] = (),
    headline: str = "",
) -> Hit:
    snippet = Snippet(text, tuple(Span(*places) for places in highlights))
    date = ReducedDate.parse("2024-04")
    return Hit(rank, 0.5, identity, date, ("afp",), Snippet(headline, ()), snippet, contributions)


def hits(*found: Hit, **changes: Any) -> Hits:
    fields: dict[str, Any] = {
        "total": len(found), "partial": False, "missing": 0, "words": 0, "enough": 0, "page": 1,
        "pages": 1, "facets": None, "seconds": 0.0123, **changes,
    }  # fmt: skip
    return Hits(found, **{"complete": fields["total"], **fields})


def record(**changes: Any) -> dict[str, Any]:
    return {
        "id": "n1", "date": "2024-04", "sources": ["afp"], "credit": "AFP", "origin": "n1.txt",
        "body": "Der Text.", **changes,
    }  # fmt: skip


class TestListing:
    @pytest.mark.parametrize("width", [50, 80, 160])
    @pytest.mark.parametrize(
        "articles",
        [
            [listed()],
            [listed(headline="Ein langer Kopf " * 30)],
            [listed(headline="東京で地震がありました" * 20)],
            [listed(identity="i" * 200)],
            [listed(identity="i" * 200, headline="Ein langer Kopf " * 30)],
            [listed(sources=("afp", "apa", "dpa", "reuters", "dts", "kna", "epd", "sid"))],
        ],
    )
    def test_fits_the_terminal(self, articles: list[Listed], width: int) -> None:
        screen = Screen(width)
        show_listing(listing(*articles), screen.console)
        assert max(map(columns_of, screen.lines)) <= width
        assert len(screen.lines) == 1 + len(articles) + 1

    def test_shows_what_there_is_room_for(self) -> None:
        screen = Screen(80)
        show_listing(listing(listed(headline="Der ganze Kopf passt hin.")), screen.console)
        for shown in ("n1", "2024-04-03", "dpa", "Der ganze Kopf passt hin.", "1,234"):
            assert shown in screen.lines[1]

    def test_a_long_id_leaves_room_for_the_headline(self) -> None:
        screen = Screen(80)
        show_listing(listing(listed(identity="i" * 200, headline="Kopf " * 20)), screen.console)
        assert "Kopf" in screen.lines[1]
        assert "2024-04-03" in screen.lines[1]

    def test_ends_with_the_number_of_all(self) -> None:
        screen = Screen()
        show_listing(listing(listed(), total=2500, pages=125), screen.console)
        assert screen.lines[-1] == "2,500 articles, page 1 of 125, in 12 ms"

    def test_of_nothing_is_a_number(self) -> None:
        screen = Screen()
        show_listing(listing(), screen.console)
        assert screen.lines == ["0 articles, in 12 ms"]

    @given(ANY_TEXT, st.sampled_from([40, 80]))
    def test_is_harmless_and_one_line_an_article(self, text: str, width: int) -> None:
        screen = Screen(width)
        show_listing(listing(listed(headline=text), listed(identity=text or "n")), screen.console)
        assert dangerous(screen.text) is None
        assert len(screen.lines) == 4


class TestHits:
    def test_show_rank_id_date_sources_and_the_snippet_below(self) -> None:
        screen = Screen()
        show_hits(hits(hit("Ein Ausschnitt.")), screen.console)
        assert screen.lines == [
            "1  n1  2024-04  afp", "   Ein Ausschnitt.", "", "1 article, in 12 ms",
        ]  # fmt: skip

    @pytest.mark.parametrize("width", [50, 80, 160])
    @pytest.mark.parametrize("text", ["Ein langer Ausschnitt " * 20, "東京で地震" * 40, "x" * 300])
    def test_fit_the_terminal(self, text: str, width: int) -> None:
        screen = Screen(width)
        show_hits(hits(hit(text)), screen.console)
        assert max(map(columns_of, screen.lines)) <= width

    def test_have_a_headline_above_the_snippet(self) -> None:
        screen = Screen()
        show_hits(hits(hit("Ein Satz später.", headline="Der Kopf.")), screen.console)
        assert screen.lines[1:3] == ["   Der Kopf.", "   Ein Satz später."]

    def test_do_not_repeat_a_headline_that_the_snippet_begins_with(self) -> None:
        for headline in ("Der Kopf.", "Der Kopf …"):
            screen = Screen()
            show_hits(hits(hit("Der Kopf. Ein Satz.", headline=headline)), screen.console)
            assert screen.text.count("Der Kopf") == 1

    def test_nothing_of_a_snippet_is_lost(self) -> None:
        text = "Ein langer Ausschnitt mit vielen Wörtern " * 10
        screen = Screen(60)
        show_hits(hits(hit(text)), screen.console)
        assert " ".join(" ".join(screen.lines[1:-2]).split()) == text.strip()

    def test_matches_are_set_off(self) -> None:
        screen = Screen(colour=True)
        show_hits(hits(hit("Der Lecornu sprach.", (4, 11))), screen.console)
        assert re.search(r"Der \x1b\[1;33mLecornu\x1b\[0m sprach\.", screen.text)

    def test_matches_behind_what_had_to_be_shown_stay_in_place(self) -> None:
        screen = Screen(colour=True)
        show_hits(hits(hit("\x1b[5m\t\u202eLecornu", (6, 13))), screen.console)
        assert "\x1b[1;33mLecornu\x1b[0m" in screen.text
        assert "\x1b[5m" not in screen.text

    def test_ranks_stand_below_one_another(self) -> None:
        screen = Screen()
        found = [hit("x", rank=rank, identity=f"n{rank}") for rank in (9, 10)]
        show_hits(hits(*found), screen.console)
        assert [line for line in screen.lines if "2024" in line] == [
            " 9  n9  2024-04  afp", "10  n10  2024-04  afp",
        ]  # fmt: skip

    def test_partial_ones_are_said_to_be(self) -> None:
        screen = Screen()
        show_hits(hits(hit("x"), partial=True, missing=1), screen.console)
        assert screen.lines[:3] == [
            "No article has all of these words; the nearest lack one of them:", "",
            "1  n1  2024-04  afp",
        ]  # fmt: skip

    def test_whole_ones_are_not_said_to_be_partial(self) -> None:
        screen = Screen()
        show_hits(hits(hit("x")), screen.console)
        assert "No article" not in screen.text

    ADDED = (Contribution("Minister", 0.31), Contribution("Frankreich", 0.19))

    def test_say_below_the_snippet_what_made_up_the_score(self) -> None:
        screen = Screen()
        show_hits(hits(hit("Ein Ausschnitt.", contributions=self.ADDED)), screen.console)
        assert screen.lines[:4] == [
            "1  n1  2024-04  afp", "   Ein Ausschnitt.",
            "   0.50 = Minister 0.31 + Frankreich 0.19", "",
        ]  # fmt: skip

    def test_set_back_what_made_up_the_score(self) -> None:
        screen = Screen(colour=True)
        show_hits(hits(hit("Ein Ausschnitt.", contributions=self.ADDED)), screen.console)
        assert "\x1b[2m0.50 = Minister 0.31 + Frankreich 0.19\x1b[0m" in screen.text

    @pytest.mark.parametrize("width", [50, 80, 160])
    def test_fit_the_terminal_however_much_made_up_the_score(self, width: int) -> None:
        parts = tuple(Contribution(f"Verteidigungswort{n}", 0.01) for n in range(40))
        screen = Screen(width)
        show_hits(hits(hit("x", contributions=parts)), screen.console)
        assert max(map(columns_of, screen.lines)) <= width
        why = " ".join(" ".join(screen.lines[2:-2]).split())
        assert why == "0.50 = " + " + ".join(f"{name} 0.01" for name, _ in parts)

    def test_are_followed_by_facets_and_then_the_last_line(self) -> None:
        screen = Screen()
        facets = Facets({"2024-04": 1}, {"afp": 1})
        show_hits(hits(hit("x"), facets=facets), screen.console)
        titles = [line.split()[0] for line in screen.lines if line.endswith("articles")]
        assert titles == ["month", "source"]
        assert screen.lines[-1] == "1 article, in 12 ms"
        assert screen.lines.index("   x") < screen.lines.index("month    articles")

    @pytest.mark.parametrize(
        ("changes", "line"),
        [
            ({"total": 0}, "0 articles, in 12 ms"),
            ({"total": 1}, "1 article, in 12 ms"),
            ({"total": 1500}, "1,500 articles, in 12 ms"),
            ({"total": 15, "page": 2, "pages": 2}, "15 articles, page 2 of 2, in 12 ms"),
        ],
    )
    def test_the_last_line(self, changes: dict[str, Any], line: str) -> None:
        assert last_line(hits(**changes)) == line
        assert last_line(listing(**changes)) == line

    @pytest.mark.parametrize(
        ("changes", "line"),
        [
            (
                {"total": 340, "complete": 12, "enough": 3, "words": 6},
                "340 articles with at least 3 of the 6 words, 12 with all of them, in 12 ms",
            ),
            ({"total": 6, "complete": 6, "enough": 2, "words": 4}, "6 articles, in 12 ms"),
            (
                {"total": 1334, "complete": 1204},
                "1,334 articles, 130 of them only in compounds, in 12 ms",
            ),
            (
                {"total": 446, "complete": 446, "possible": 433},
                "446 articles, 433 perhaps of other days, in 12 ms",
            ),
            ({"total": 3, "complete": 0, "partial": True, "missing": 1}, "3 articles, in 12 ms"),
        ],
    )
    def test_the_last_line_says_how_many_have_all_that_was_asked_for(
        self, changes: dict[str, Any], line: str
    ) -> None:
        assert last_line(hits(**changes)) == line

    @given(ANY_TEXT, st.sampled_from([40, 80]))
    def test_are_harmless(self, text: str, width: int) -> None:
        middle = len(text) // 2
        screen = Screen(width)
        show_hits(hits(hit(text, (middle, len(text)), identity=text or "n")), screen.console)
        assert dangerous(screen.text) is None

    @pytest.mark.parametrize("text", ["[red]x[/red]", "[/]", ":smile:", "[link=x]y[/link]"])
    def test_markup_in_what_was_asked_is_text(self, text: str) -> None:
        screen = Screen(colour=True)
        show_hits(hits(hit("x", contributions=(Contribution(text, 0.5),))), screen.console)
        assert f"0.50 = {text} 0.50" in screen.text


class TestFacets:
    @staticmethod
    def shown(facets: Facets, width: int = 80) -> Screen:
        screen = Screen(width)
        show_facets(facets, screen.console)
        return screen

    def test_are_a_table_by_month_and_one_by_source(self) -> None:
        screen = self.shown(Facets({"2023": 1, "2024-04": 1200}, {"afp": 1200, "none": 1}))
        rows = [tuple(line.split()[:2]) for line in screen.lines if line]
        assert rows == [
            ("month", "articles"), ("2023", "1"), ("2024-04", "1,200"),
            ("source", "articles"), ("afp", "1,200"), ("none", "1"),
        ]  # fmt: skip

    @pytest.mark.parametrize("width", [50, 80, 160])
    def test_fit_the_terminal(self, width: int) -> None:
        screen = self.shown(Facets({"2024-04": 10**9, "2024-05": 1}, {"x" * 30: 10**9}), width)
        assert max(map(columns_of, screen.lines)) <= width

    def test_sum_up_many_months_by_year(self) -> None:
        months = {f"{year}-{month:02}": 2 for year in (2020, 2021, 2022) for month in range(1, 13)}
        screen = self.shown(Facets({**months, "2022": 5}, {}))
        rows = [line.split()[:2] for line in screen.lines if line]
        assert rows == [["year", "articles"], ["2020", "24"], ["2021", "24"], ["2022", "29"]]

    def test_of_nothing_are_nothing(self) -> None:
        assert self.shown(Facets({}, {})).text == ""

    def test_behind_a_list_stand_before_its_last_line(self) -> None:
        screen = Screen()
        facets = Facets({"2024-04": 1}, {"dpa": 1})
        show_listing(listing(listed(), facets=facets), screen.console)
        assert screen.lines[-1] == "1 article, in 12 ms"
        assert screen.lines.index("month    articles") > 1
        assert screen.lines.index("source  articles") > screen.lines.index("month    articles")

    @given(ANY_TEXT)
    def test_are_harmless_whatever_they_count(self, key: str) -> None:
        assert dangerous(self.shown(Facets({"2024-04": 1}, {key: 1})).text) is None


class TestArticle:
    BODY = "Ein erster Absatz, der etwas länger ist. " * 6 + "\n\nEin zweiter."

    @pytest.mark.parametrize("width", [40, 80, 160])
    def test_paragraphs_are_wrapped_to_the_terminal(self, width: int) -> None:
        screen = Screen(width)
        show_article(record(body=self.BODY), [], screen.console)
        head, *paragraphs = "\n".join(screen.lines).split("\n\n")
        assert max(map(columns_of, screen.lines)) <= width
        assert [" ".join(paragraph.split()) for paragraph in paragraphs] == [
            " ".join(paragraph.split()) for paragraph in self.BODY.split("\n\n")
        ]
        assert head.split("\n")[0] == "n1"

    def test_lines_stay_readable_on_a_wide_terminal(self) -> None:
        screen = Screen(300)
        show_article(record(body=self.BODY), [], screen.console)
        assert max(map(columns_of, screen.lines)) <= 100

    def test_the_header_says_what_is_known(self) -> None:
        screen = Screen()
        show_article(record(credit="APA/red, 24.6.2015", sources=["apa"]), [], screen.console)
        head = " ".join(screen.lines[:2])
        for shown in ("n1", "2024-04", "apa", "APA/red, 24.6.2015", "n1.txt"):
            assert shown in head

    def test_for_a_pager_it_is_the_same_text(self) -> None:
        screen = Screen(60)
        show_article(record(body=self.BODY), [Span(4, 10)], screen.console)
        paged = rendered(record(body=self.BODY), [Span(4, 10)], screen.console)
        assert re.sub(r"\x1b\[[0-9;]*m", "", paged) == screen.text

    def test_for_a_pager_it_has_colours_only_if_the_terminal_has(self) -> None:
        assert "\x1b" in rendered(record(), [], Screen(colour=True).console)
        assert "\x1b" not in rendered(record(), [], Screen().console)

    @given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
    def test_is_harmless(self, body: str, credit: str, origin: str) -> None:
        screen = Screen()
        show_article(record(body=body, credit=credit, origin=origin), [], screen.console)
        assert dangerous(screen.text) is None

    @pytest.mark.parametrize(
        "text", ["[red]x[/red]", "[/]", "[bold]", ":smile:", "[link=x]y[/link]"]
    )
    def test_markup_is_text(self, text: str) -> None:
        screen = Screen(colour=True)
        show_article(record(body=text, credit=text, origin=text), [], screen.console)
        assert screen.text.count(text) == 3


class TestTotals:
    @staticmethod
    def totals(**changes: Any) -> Totals:
        fields: dict[str, Any] = {
            "articles": 1234, "words": 100_000, "size": 700_000,
            "by_month": {"2024-03": 1000, "2024-04": 234}, "by_source": {"dpa": 1234},
            "by_precision": {"month": 1234}, "disk": DiskUse(800_000, 300_000),
        }  # fmt: skip
        return Totals(**{**fields, **changes})

    @pytest.mark.parametrize("width", [50, 80, 160])
    def test_fit_the_terminal(self, width: int) -> None:
        screen = Screen(width)
        show_totals(self.totals(by_source={"x" * 30: 10**9, "dpa": 1}), screen.console)
        assert max(map(columns_of, screen.lines)) <= width

    def test_show_every_sum_and_count(self) -> None:
        screen = Screen()
        show_totals(self.totals(), screen.console)
        for shown in ("1,234", "100,000", "700,000", "800,000", "2024-03", "1,000", "dpa", "month"):
            assert shown in screen.text

    def test_many_months_are_columns_side_by_side(self) -> None:
        months = {f"{year}-{month:02}": 2 for year in (2020, 2021, 2022) for month in range(1, 13)}
        screen = Screen()
        show_totals(self.totals(by_month={**months, "2022": 5}), screen.console)
        assert "2 ┤█" in screen.text
        assert "articles in each month, 2020-01 to 2022-12; peak 2 in 2020-01" in screen.lines
        assert "5 articles dated by year only are not shown by month" in screen.lines

    def test_years_are_counted_if_most_dates_are_of_a_year(self) -> None:
        screen = Screen()
        show_totals(self.totals(by_month={"2020": 5, "2021-03": 2, "2021-04": 1}), screen.console)
        assert re.search(r"\n2020 +5  █+\n2021 +3  █+", screen.text)
        assert "not shown" not in screen.text

    def test_bars_are_in_proportion(self) -> None:
        screen = Screen()
        show_totals(self.totals(by_month={"2024-03": 100, "2024-04": 50}), screen.console)
        bars = [line.count("█") for line in screen.lines if line.startswith("2024-")]
        assert 0 <= bars[0] - 2 * bars[1] <= 1 < bars[0]

    def test_of_nothing_are_zeros(self) -> None:
        screen = Screen()
        empty = self.totals(articles=0, words=0, size=0, by_month={}, by_source={}, by_precision={})
        show_totals(empty, screen.console)
        assert "articles" in screen.lines[0]
        assert screen.lines[0].endswith("0")


def test_the_console_takes_nothing_for_markup_emoji_or_numbers() -> None:
    file = io.StringIO()
    console(file).print("[red]x[/red] :smile: 2024")
    assert file.getvalue() == "[red]x[/red] :smile: 2024\n"


def test_progress_is_told_and_leaves_nothing_in_a_file() -> None:
    file = io.StringIO()
    with ingest_progress(file, lambda: 100) as update:
        outcome = Outcome()
        for number in (1, 2):
            outcome.stored, outcome.bytes_read = number, number * 50
            update(outcome)
    assert "\x1b" not in file.getvalue()
