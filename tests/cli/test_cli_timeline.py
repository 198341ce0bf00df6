"""``archive timeline``: a chart on a terminal, lines in a pipe, JSON, a picture; and ``stats``."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from command_line import (
    RECORDS,
    UNSAFE,
    CommandLine,
    archive_of,
    on_terminal,
    widest,
    without_codes,
)

from news_archive import Archive

SVG = "{http://www.w3.org/2000/svg}"

# Codes that set a colour.
_COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*3[0-8](?:;[0-9]+)*m")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that the tests here only read: the common records, and a month of February."""
    return archive_of(
        tmp_path_factory.mktemp("timeline"),
        [*RECORDS, {"id": "neu", "date": "2024-02-01", "text": "Macron schweigt. (AFP)"}],
    )


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


class TestPipe:
    def test_a_line_is_period_query_and_count(self, cli: CommandLine) -> None:
        said = cli("timeline", "Macron")
        assert (said.code, said.err) == (0, "")
        assert said.lines == ["2024-02\tMacron\t1", "2024-03\tMacron\t1"]

    def test_each_argument_is_a_query_and_its_lines_stand_together(self, cli: CommandLine) -> None:
        said = cli("timeline", "Putin Macron", "-Putin", "--since", "2024")
        assert said.lines == [
            "2024-02\tPutin Macron\t0", "2024-03\tPutin Macron\t1", "2024-04\tPutin Macron\t0",
            "2024-02\t-Putin\t1", "2024-03\t-Putin\t0", "2024-04\t-Putin\t2",
        ]  # fmt: skip

    def test_without_a_query_all_articles_are_counted(self, cli: CommandLine) -> None:
        rows = [line.split("\t") for line in cli("timeline", "--by", "year").lines]
        assert [rows[0], rows[-1]] == [["1998", "", "1"], ["2024", "", "4"]]
        assert sum(int(count) for _, _, count in rows) == len(RECORDS) + 1

    def test_relative_adds_a_column(self, cli: CommandLine) -> None:
        said = cli("timeline", "Macron", "Wahl", "--since", "2024-02", "--relative")
        assert said.lines == [
            "2024-02\tMacron\t1\t1000", "2024-03\tMacron\t1\t1000", "2024-04\tMacron\t0\t0",
            "2024-02\tWahl\t0\t0", "2024-03\tWahl\t0\t0", "2024-04\tWahl\t2\t1000",
        ]  # fmt: skip
        said = cli("timeline", "Wahl", "--by", "day", "--relative", "--until", "2020-03-01")
        assert said.lines == ["2020-02-29\tWahl\t1\t1000"]
        by_year = cli("timeline", "Wahl", "--by", "year", "--relative").lines
        assert by_year[1:4] == ["2021\tWahl\t0\t0", "2022\tWahl\t0\t0", "2023\tWahl\t0\t0"]
        assert by_year[4] == "2024\tWahl\t2\t500"

    def test_where_there_is_no_article_there_is_no_value(self, cli: CommandLine) -> None:
        rows = cli("timeline", "Wahl", "--relative").lines
        assert "2020-03\tWahl\t0\t" in rows
        assert "2021-01\tWahl\t0\t0" in rows

    def test_what_is_not_shown_is_said_beside_the_answer(self, cli: CommandLine) -> None:
        said = cli("timeline")
        assert said.err == "archive: 2 articles dated by year only are not shown by month\n"
        said = cli("timeline", "Kurz", "Wahl", "--by", "day")
        assert said.err == (
            "archive: Kurz: 1 article dated by year only is not shown by day\n"
            "archive: Wahl: 1 article dated by month only is not shown by day\n"
        )

    def test_only_hits_that_are_not_shown_are_hits(self, cli: CommandLine) -> None:
        said = cli("timeline", "Kurz")
        assert (said.code, said.out) == (0, "")
        assert said.err == "archive: 1 article dated by year only is not shown by month\n"

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            (["--source", "afp"], 3),
            (["--since", "2024-03", "--until", "2024-03-31"], 1),
            (["Putin schweigt", "--any"], 2),
            (["Wahlen", "--exact"], 0),
            (["Wahlen", "--language", "german"], 3),
        ],
    )
    def test_options_narrow_as_they_do_a_search(
        self, cli: CommandLine, options: list[str], found: int
    ) -> None:
        rows = [line.split("\t") for line in cli("timeline", "--by", "year", *options).lines]
        assert sum(int(row[2]) for row in rows) == found
        if "--language" not in options:
            assert int(cli("search", "--count", *options).out) == found


class TestErrors:
    def test_nothing_found_is_code_one_with_nearby_spellings(self, cli: CommandLine) -> None:
        said = cli("timeline", "Puttin")
        assert (said.code, said.out) == (1, "")
        assert said.err == "archive: no article has the word Puttin; did you mean Putin (1)?\n"

    def test_one_query_that_finds_something_is_enough(self, cli: CommandLine) -> None:
        said = cli("timeline", "Putin", "xyzzy")
        assert (said.code, len(said.lines)) == (0, 2)

    def test_an_empty_archive_has_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with Archive(tmp_path / "data") as archive:
            (tmp_path / "inbox").mkdir()
            archive.ingest([tmp_path / "inbox"])
        cli = CommandLine(tmp_path / "data", capsys)
        assert cli("timeline")[:2] == (1, "")
        assert cli("timeline", "x", "--by", "day")[:2] == (1, "")

    def test_a_query_that_cannot_be_read_is_pointed_at(self, cli: CommandLine) -> None:
        said = cli("timeline", "Putin", "Macron (Paris")
        assert (said.code, said.out) == (2, "")
        assert said.err.splitlines()[1:] == ["  Macron (Paris", "         ^"]

    def test_a_period_that_is_none_is_named(self, cli: CommandLine) -> None:
        said = cli("timeline", "--by", "week")
        assert (said.code, said.out) == (2, "")
        assert "week" in said.err


class TestJson:
    def test_is_an_object_a_query(self, cli: CommandLine) -> None:
        said = cli("timeline", "Macron", "--json", "--relative")
        assert (said.code, said.err) == (0, "")
        assert said.objects == [
            {
                "query": "Macron", "by": "month", "articles": 2,
                "not_shown": {"year": 0, "month": 0},
                "periods": [
                    {"period": "2024-02", "count": 1, "total": 1, "per_thousand": 1000.0},
                    {"period": "2024-03", "count": 1, "total": 1, "per_thousand": 1000.0},
                ],
            }
        ]  # fmt: skip

    def test_says_what_is_not_shown_and_has_no_shares_unasked(self, cli: CommandLine) -> None:
        first, second = cli("timeline", "Wahl", "Kurz", "--json", "--by", "day").objects
        assert first["not_shown"] == {"year": 0, "month": 1}
        assert second["not_shown"] == {"year": 1, "month": 0}
        assert {name for row in first["periods"] for name in row} == {"period", "count", "total"}
        assert [row["period"] for row in first["periods"]] == [
            row["period"] for row in second["periods"]
        ]

    def test_has_null_where_there_is_no_value_and_for_all_articles(self, cli: CommandLine) -> None:
        (all_of_them,) = cli("timeline", "--json", "--relative").objects
        assert all_of_them["query"] is None
        shares = {row["period"]: row["per_thousand"] for row in all_of_them["periods"]}
        assert (shares["2024-04"], shares["2020-03"]) == (1000, None)

    def test_of_nothing_is_an_object_all_the_same(self, cli: CommandLine) -> None:
        said = cli("timeline", "xyzzy", "--json")
        assert said.code == 1
        assert [(row["articles"], row["periods"]) for row in said.objects] == [(0, [])]

    def test_every_name_is_documented(self, cli: CommandLine) -> None:
        manual = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
        section = manual.partition("\n## timeline\n")[2].partition("\n## ")[0]
        (said,) = cli("timeline", "Macron", "--json", "--relative").objects
        names = {*said, *said["not_shown"], *said["periods"][0]}
        assert {name for name in names if not re.search(rf"`[^`]*\b{name}\b", section)} == set()


class TestPicture:
    def test_is_saved_beside_the_answer(self, cli: CommandLine, tmp_path: Path) -> None:
        target = tmp_path / "macron.svg"
        said = cli("timeline", "Macron", "--svg", target)
        assert said.out == cli("timeline", "Macron").out
        assert said.err == f"archive: saved the picture to {target}\n"
        root = Xml.parse(target).getroot()
        assert root.tag == f"{SVG}svg"
        assert len(root.findall(f"{SVG}g/{SVG}rect")) == 2
        assert list(tmp_path.iterdir()) == [target]

    def test_replaces_a_file_and_leaves_it_where_the_query_is_wrong(
        self, cli: CommandLine, tmp_path: Path
    ) -> None:
        target = tmp_path / "x.svg"
        target.write_text("old")
        assert cli("timeline", "(x", "--svg", target).code == 2
        assert target.read_text() == "old"
        assert cli("timeline", "--svg", target).code == 0
        assert Xml.parse(target).getroot().tag == f"{SVG}svg"

    def test_of_nothing_is_one_all_the_same(self, cli: CommandLine, tmp_path: Path) -> None:
        target = tmp_path / "x.svg"
        assert cli("timeline", "xyzzy", "--svg", target).code == 1
        assert "nothing to draw" in target.read_text(encoding="utf-8")

    def test_that_cannot_be_written_is_code_thirteen(
        self, cli: CommandLine, tmp_path: Path
    ) -> None:
        said = cli("timeline", "--svg", tmp_path / "missing" / "x.svg")
        assert (said.code, said.out) == (13, "")

    @pytest.mark.parametrize("query", ['"<script>&"', "]]> OR x", '"\x1b[31m\x07"', "\ufffe x"])
    def test_has_queries_as_text(self, cli: CommandLine, tmp_path: Path, query: str) -> None:
        target = tmp_path / "x.svg"
        said = cli("timeline", "Macron", query, "--svg", target)
        if said.code == 0:
            Xml.parse(target)
            assert UNSAFE.search(target.read_text(encoding="utf-8")) is None
        assert UNSAFE.search(said.out.replace("\t", "") + said.err) is None


class TestTerminal:
    @pytest.mark.parametrize("columns", [80, 160])
    def test_a_chart_is_as_wide_as_it(self, data: Path, columns: int) -> None:
        said = on_terminal("--data", data, "timeline", "Wahl", "Macron", columns=columns)
        assert said.code == 0
        assert widest(said.out) == columns
        lines = without_codes(said.out).split("\n")
        assert [line for line in lines if " article" in line and "peak" in line] == [
            "Wahl  3 articles, peak 2 in 2024-04", "Macron  2 articles, peak 1 in 2024-02",
        ]  # fmt: skip
        assert re.search(r"articles in each month, 2020-02 to 2024-04, in \d+ ms", lines[-2])

    def test_what_is_not_shown_is_said(self, data: Path) -> None:
        said = on_terminal("--data", data, "timeline", "Kurz")
        assert said.code == 0
        assert re.fullmatch(
            r"Kurz  1 article\n\n1 article dated by year only is not shown by month\n"
            r"nothing to draw, in \d+ ms\n",
            without_codes(said.out),
        )

    def test_nothing_found_says_so(self, data: Path) -> None:
        said = on_terminal("--data", data, "timeline", "Puttin")
        assert said.code == 1
        assert re.fullmatch(
            r"Puttin  0 articles\n\nnothing to draw, in \d+ ms\n"
            r"archive: no article has the word Puttin; did you mean Putin \(1\)\?\n",
            without_codes(said.out),
        )

    def test_colour_is_used_unless_it_is_refused(self, data: Path) -> None:
        assert _COLOUR.search(on_terminal("--data", data, "timeline").out)
        said = on_terminal("--data", data, "timeline", env={"NO_COLOR": "1"})
        assert not _COLOUR.search(said.out)
        said = on_terminal("--data", data, "timeline", "Wahl", "Macron", env={"TERM": "dumb"})
        assert "\x1b" not in said.out

    def test_a_query_cannot_obey_itself(self, data: Path) -> None:
        said = on_terminal("--data", data, "timeline", '"\x1b[5mMacron\u202e"', "[red]Wahl[/red]")
        assert UNSAFE.search(without_codes(said.out)) is None
        assert "[red]Wahl[/red]" in said.out

    def test_statistics_show_the_whole_archive_the_same_way(self, data: Path) -> None:
        said = without_codes(on_terminal("--data", data, "stats", columns=80, lines=60).out)
        assert "2 articles dated by year only are not shown by month" in said
        assert re.search(r"articles in each month, 2020-02 to 2024-04; peak 2 in 2024-04\n", said)
        assert re.search(r"(?m)^2 ┤ +█", said)
