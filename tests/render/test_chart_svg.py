"""The picture of a timeline: well-formed whatever is asked, complete in itself, and to scale."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive.analysis.timeline import Series, Timeline, per_thousand
from news_archive.article.date import ReducedDate
from news_archive.render.chart.svg import picture_of

SVG = "{http://www.w3.org/2000/svg}"


def timeline(*counts: list[int], names: list[str | None] | None = None, relative: bool = False,
             not_shown: int = 0) -> Timeline:  # fmt: skip
    months = [ReducedDate(2004 + at // 12, at % 12 + 1) for at in range(len(counts[0]))]
    totals = [2 * sum(column) for column in zip(*counts, strict=True)]
    series = [
        Series(
            names[place] if names else f"Wort {place}",
            tuple(own),
            tuple(map(per_thousand, own, totals)) if relative else None,
            {"year": not_shown} if not_shown else {},
        )
        for place, own in enumerate(counts)
    ]
    return Timeline("month", relative, tuple(months), tuple(totals), tuple(series), 0.0)


def parsed(picture: str) -> Xml.Element:
    root = Xml.fromstring(picture.encode())
    assert root.tag == f"{SVG}svg"
    return root


def texts(root: Xml.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def heights(root: Xml.Element) -> list[float]:
    """Return the heights of the columns of all charts."""
    return [float(rect.get("height", "0")) for rect in root.findall(f"{SVG}g/{SVG}rect")]


CASES = {
    "one": timeline([3, 0, 5, 1]),
    "one long": timeline([at % 7 for at in range(204)]),
    "two long": timeline([at % 7 for at in range(204)], [at % 3 for at in range(204)]),
    "many": timeline(*([1, 2, 3] for _ in range(20))),
    "one month": timeline([7]),
    "two of one month": timeline([7], [1]),
    "nothing": timeline([]),
    "two of nothing": timeline([], []),
    "only by year": timeline([], not_shown=12),
    "relative": timeline([1, 0, 3], [1, 0, 0], relative=True),
    "relative and long": timeline([at % 2 for at in range(100)], relative=True),
}


@pytest.mark.parametrize("case", CASES)
def test_everything_stands_within_the_picture(case: str) -> None:
    root = parsed(picture_of(CASES[case]))
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
    for element in root.iter():
        for x, y in (("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy")):
            assert 0 <= float(element.get(x, "0")) <= width
            assert 0 <= float(element.get(y, "0")) <= height
        for x_y in element.get("points", "").split():
            right, down = map(float, x_y.split(","))
            assert 0 <= right <= width
            assert 0 <= down <= height


@pytest.mark.parametrize("case", CASES)
def test_it_needs_nothing_from_elsewhere(case: str) -> None:
    picture = picture_of(CASES[case])
    assert re.findall(r"https?://[^\"]*", picture) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(style|script|image|use|link|foreignObject)|@import|url\(", picture)


@pytest.mark.parametrize("case", CASES)
def test_it_has_a_title_and_axes(case: str) -> None:
    root = parsed(picture_of(CASES[case]))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert "Wort 0" in (title.text or "")
    assert "0" in texts(root)
    assert len(list(root.iter(f"{SVG}line"))) > 2


def test_columns_are_in_proportion() -> None:
    drawn = heights(parsed(picture_of(timeline([10, 0, 5, 20]))))
    assert [height / drawn[-1] for height in drawn] == pytest.approx([0.5, 0.25, 1])


def test_the_label_of_the_highest_value_is_over_the_highest_column() -> None:
    root = parsed(picture_of(timeline([29])))
    assert [text for text in texts(root) if text.isdigit()] == ["0", "5", "10", "15", "20", "25",
                                                                "30"]  # fmt: skip
    assert heights(root) == [pytest.approx(340 * 29 / 30, abs=0.01)]


def test_several_series_of_few_periods_are_lines_that_differ_without_colour() -> None:
    root = parsed(picture_of(timeline([1, 2, 3], [3, 2, 1], [2, 2, 2])))
    lines = root.findall(f"{SVG}polyline")
    assert len(lines) == 6  # each in the legend and in the chart
    assert len({line.get("stroke-dasharray") for line in lines}) == 3
    assert len({line.get("stroke") for line in lines}) == 3
    assert {"Wort 0 (6)", "Wort 1 (6)", "Wort 2 (6)"} <= set(texts(root))


def test_several_series_of_many_periods_have_charts_of_their_own() -> None:
    root = parsed(picture_of(CASES["two long"]))
    assert root.findall(f"{SVG}polyline") == []
    first, second = root.findall(f"{SVG}g")
    assert first.get("fill") != second.get("fill")
    assert max(heights(root)) == pytest.approx(150 * 6 / 6)
    assert [text.partition(":")[0] for text in texts(root) if text.startswith("Wort")] == [
        "Wort 0, Wort 1", "Wort 0", "Wort 1",
    ]  # fmt: skip


def test_a_line_is_broken_where_there_is_no_value() -> None:
    root = parsed(picture_of(timeline([1, 2, 0, 1], [1, 1, 0, 1], relative=True)))
    drawn = [line.get("points", "").count(",") for line in root.findall(f"{SVG}polyline")]
    assert sorted(drawn) == [2, 2, 2, 2]
    assert "where lines are broken, there are no articles at all" in texts(root)


def test_what_is_not_shown_is_said() -> None:
    said = texts(parsed(picture_of(CASES["only by year"])))
    assert "12 articles dated by year only are not shown by month" in said
    assert "nothing to draw" in said
    assert "nothing to draw" not in texts(parsed(picture_of(CASES["one"])))


def test_all_articles_are_called_so() -> None:
    assert "all articles" in texts(parsed(picture_of(timeline([1], names=[None]))))


ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\ufffe\uffff\ud800\u202e<>&\"']"),
    ),
    max_size=120,
)


@settings(max_examples=30)
@given(ANY_TEXT, st.booleans())
def test_a_query_is_text_whatever_it_says(query: str, is_long: bool) -> None:
    counts = [1] * (61 if is_long else 2)
    plain = parsed(picture_of(timeline(counts, counts, names=["x", "y"])))
    root = parsed(picture_of(timeline(counts, counts, names=[query, "y"])))
    assert [element.tag for element in root.iter()] == [element.tag for element in plain.iter()]


def test_markup_in_a_query_is_shown_as_it_is() -> None:
    query = '<script>alert("x")</script> & ]]>'
    root = parsed(picture_of(timeline([1], names=[query])))
    assert query in texts(root)
    assert root.find(f".//{SVG}script") is None


def test_a_long_query_is_cut_in_the_chart_and_whole_in_the_title() -> None:
    query = "Wort " * 5000
    root = parsed(picture_of(timeline([1, 2], [1, 2], names=[query, "y"])))
    assert max(map(len, texts(root))) < 200
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == query + ", y"
