"""Lines of a concordance: aligned by columns whatever the letters, and no wider than they may."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from render_checks import dangerous
from rich.console import Console

from news_archive.analysis.collocations import Collocation, Collocations
from news_archive.analysis.concordance import ContextCount, ContextLine
from news_archive.article.date import ReducedDate
from news_archive.render.concordance import (
    ContextColumns,
    show_collocations,
    show_context_counts,
)
from news_archive.render.safe_text import cells, one_line

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\t\n\x1b\x85\x9b\u061c\u200e\u2028\u202e[]/: 東京a\u0308\u200d🇩🇪👍🏽"),
    ),
    max_size=120,
)
LINES = st.builds(
    ContextLine,
    id=st.text("abcäß東_-:", min_size=1, max_size=40),
    date=st.sampled_from(["2024", "2024-04", "2024-04-03"]).map(ReducedDate.parse),
    start=st.just(0),
    end=st.just(0),
    left=ANY_TEXT,
    match=ANY_TEXT.filter(bool),
    right=ANY_TEXT,
    form=st.just("x"),
)


def screen(width: int) -> Console:
    return Console(
        file=io.StringIO(), width=width, color_system="standard", force_terminal=True,
        markup=False, emoji=False, highlight=False,
    )  # fmt: skip


@given(
    st.lists(LINES, min_size=1, max_size=4), st.integers(30, 200), st.none() | st.integers(0, 30)
)
def test_lines_fit_are_aligned_and_harmless(
    lines: list[ContextLine], width: int, context: int | None
) -> None:
    # The columns are chosen by the first lines alone.
    columns = ContextColumns(lines[:1], screen(width), context)
    starts, ids = set(), set()
    for line in lines:
        text = columns.line(line)
        match = next(span for span in text.spans if span.style == "bold yellow")
        starts.add(cells(text.plain[: match.start]))
        last = text.spans[-1]
        ids.add(cells(text.plain[: last.start]))
        assert cells(text.plain) <= width
        assert dangerous(text.plain) is None
        assert "\n" not in text.plain
    assert len(starts) == len(ids) == 1


def test_a_context_is_cut_on_the_side_away_from_the_match() -> None:
    line = ContextLine(
        "id", ReducedDate.parse("2024"), 0, 0, "eins zwei ", "drei", " vier fünf", ""
    )
    shown = ContextColumns([line], screen(80), 3).line(line)
    assert shown.plain == "2024        ei drei vi  id"


def test_a_match_longer_than_its_room_is_cut_and_says_so() -> None:
    line = ContextLine("id", ReducedDate.parse("2024"), 0, 0, "links ", "x" * 200, " rechts", "")
    shown = ContextColumns([line], screen(60)).line(line).plain
    assert cells(shown) == 60
    assert "x…" in shown


def test_tables_take_words_for_words() -> None:
    to = screen(80)
    found = Collocations(
        (Collocation("[red]x[/]\x1b", "x", 5, 9, 12.345),), 7, 3, 3, near_words=70, words=900
    )
    show_collocations(found, "log-likelihood", to)
    show_context_counts(
        [ContextCount("[/]\x9b", "x", 3), ContextCount(None, None, 1)], "left", 1, to
    )
    said = to.file.getvalue()  # type: ignore[attr-defined]
    assert one_line("[red]x[/]\x1b") in said
    assert one_line("[/]\x9b") in said
    assert "12.35" in said or "12.34" in said
    assert "\x9b" not in said
    assert "1 more of them with --limit" in said
