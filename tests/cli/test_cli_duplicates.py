"""``archive duplicates`` and ``archive search --collapse``, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of, on_terminal, widest, without_codes

from news_archive.errors import ExitCode

STORY = (
    "Der Hafen von Rostock bleibt wegen des Sturms bis Donnerstag geschlossen, teilte die Stadt "
    "am Abend mit. Fähren nach Schweden und Dänemark fallen aus. Die Feuerwehr sicherte mehrere "
    "Boote, verletzt wurde niemand. [red]Am Wochenende[/] "
    "soll der Wind nach Angaben von \x1b[31m nachlassen."
)
CORRECTED = STORY.replace("Donnerstag", "Freitag")
ENLARGED = STORY + (
    " Auch in Wismar und Stralsund standen Straßen unter Wasser. Dort wurden Keller leer gepumpt. "
    "Der Landkreis richtete ein Bürgertelefon ein. Viele Schulen öffnen morgen nicht, eine "
    "Betreuung gibt es überall. Die Bahn stellte den Verkehr an der Küste ein und rechnet mit "
    "langen Störungen."
)

RECORDS = (
    {"id": "a-1", "date": "2024-04-03", "text": f"{STORY} (dpa)"},
    {"id": "a-2", "date": "2024-04-04", "text": f"{CORRECTED} (afp)"},
    {"id": "a-3", "date": "2024-04-05", "text": f"{ENLARGED} (dpa, afp)"},
    {"id": "a-4", "date": "2024-06", "text": STORY},
    {"id": "b", "date": "2024-04-04", "text": "Im Landtag in Erfurt wird gestritten. (dpa)"},
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story in four versions, and another one; to be read only."""
    return archive_of(tmp_path_factory.mktemp("duplicates"), RECORDS)


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


class TestDuplicates:
    def test_prints_a_line_a_member(self, cli: CommandLine) -> None:
        said = cli("duplicates")
        assert (said.code, said.err) == (0, "")
        rows = [line.split("\t") for line in said.lines]
        assert [(row[0], row[1], row[2], row[3], row[6], row[7]) for row in rows] == [
            ("1", "a-1", "2024-04-03", "dpa", "", ""),
            ("1", "a-2", "2024-04-04", "afp", "alike", "a-1"),
            ("1", "a-3", "2024-04-05", "dpa,afp", "contains", "a-1"),
        ]
        assert {len(row) for row in rows} == {9}
        assert rows[0][5].startswith("Der Hafen von Rostock")
        assert 0.5 < float(rows[1][8]) < 1

    def test_prints_json(self, cli: CommandLine) -> None:
        (group,) = cli("duplicates", "--json").objects
        assert group["articles"] == 3
        first, _, third = group["members"]
        assert list(first) == [
            "id", "date", "sources", "headline", "words", "like", "relation", "overlap",
        ]  # fmt: skip
        assert (first["like"], first["relation"], first["overlap"]) == (None, None, None)
        assert third["sources"] == ["dpa", "afp"]
        assert third["overlap"]["of_other"] > 0.9 > third["overlap"]["of_this"]

    def test_takes_times_thresholds_queries_and_filters(self, cli: CommandLine) -> None:
        def found(*arguments: str) -> list[str]:
            return [line.split("\t")[1] for line in cli("duplicates", *arguments).lines]

        assert found("--within", "2m") == ["a-1", "a-2", "a-3", "a-4"]
        assert found("--within", "1d", "--threshold", "0.99") == []
        assert found("--source", "dpa") == ["a-1", "a-3"]
        assert found("--until", "2024-04-04") == ["a-1", "a-2"]
        assert found("Rostock", "-Wismar") == ["a-1", "a-2"]

    def test_exits_with_1_if_there_are_none(self, cli: CommandLine) -> None:
        said = cli("duplicates", "Erfurt")
        assert (said.code, said.out, said.err) == (ExitCode.NOTHING_FOUND, "", "")

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--within", "soon"), ("--within", "-1d"), ("--threshold", "0"), ("--threshold", "2"),
            ("--threshold", "nan"), ("--diff",), ("--diff", "b"), ("--diff", "b", "a-1", "a-2"),
            ("--diff", "a", "b"), ("(",),
        ],
    )  # fmt: skip
    def test_refuses_what_cannot_be_meant(
        self, cli: CommandLine, arguments: tuple[str, ...]
    ) -> None:
        said = cli("duplicates", *arguments)
        assert (said.code, said.out) == (ExitCode.USAGE, "")
        assert said.err

    @pytest.mark.parametrize("columns", [40, 80, 160])
    def test_fits_a_terminal(self, data: Path, columns: int) -> None:
        said = on_terminal("--data", data, "duplicates", columns=columns)
        assert (said.code, widest(said.out) <= columns) == (0, True)
        shown = " ".join(without_codes(said.out).split())
        assert "contains a-1, 100% of it" in shown
        assert "shares 77% with a-1" in shown
        assert "1 group, 3 articles, in" in shown

    def test_sends_a_terminal_nothing_of_a_text(self, data: Path) -> None:
        said = on_terminal("--data", data, "duplicates", "--diff", "a-1", "a-2", lines=60)
        shown = without_codes(said.out)
        assert "\x1b" not in shown
        assert "[red]Am Wochenende[/]" in " ".join(shown.split()) or "[red]Am" in shown


class TestDiff:
    def test_is_one_text_with_what_differs_in_a_pipe(self, cli: CommandLine) -> None:
        said = cli("duplicates", "--diff", "a-1", "a-2")
        assert (said.code, said.err) == (0, "")
        first, second, *lines = said.lines
        assert (first, second) == ("--- a-1", "+++ a-2")
        changed = [line for line in lines if not line.startswith(" ")]
        assert [line[0] for line in changed] == ["-", "+"]
        assert ("Donnerstag" in changed[0], "Freitag" in changed[1]) == (True, True)
        assert " Fähren nach Schweden und Dänemark fallen aus." in lines

    def test_stands_side_by_side_on_a_terminal(self, data: Path) -> None:
        said = on_terminal("--data", data, "duplicates", "--diff", "a-1", "a-2", columns=160)
        assert widest(said.out) <= 160
        marked = said.out.replace("\x1b[0m", "|")
        assert "Donnerstag|" in marked
        assert "Freitag|" in marked
        line = next(line for line in without_codes(said.out).split("\n") if "Freitag" in line)
        assert line.index("Donnerstag") < 80 < line.index("Freitag")

    def test_prints_json(self, cli: CommandLine) -> None:
        (found,) = cli("duplicates", "--json", "--diff", "a-1", "a-3").objects
        assert (found["first"], found["second"], found["relation"]) == ("a-1", "a-3", "within")
        assert found["rows"][0]["same"] is True
        assert found["rows"][-1] == {
            "same": False,
            "first": [],
            "second": [
                {
                    "text": "Die Bahn stellte den Verkehr an der Küste ein und rechnet mit langen "
                    "Störungen.",
                    "changed": True,
                }
            ],
        }

    def test_names_an_article_that_is_not_there(self, cli: CommandLine) -> None:
        said = cli("duplicates", "--diff", "a-1", "nobody")
        assert (said.code, said.out) == (ExitCode.NOTHING_FOUND, "")
        assert "nobody" in said.err


class TestCollapse:
    def test_shows_one_hit_for_a_story_and_names_the_others(self, cli: CommandLine) -> None:
        said = cli("search", "Rostock", "--collapse", "--sort", "oldest")
        (line,) = said.lines
        assert line.split("\t")[-1] == "+3 alike: a-2 a-3 a-4"
        (hit,) = cli("search", "Rostock", "--collapse", "--sort", "oldest", "--json").objects
        assert (hit["id"], hit["alike"], hit["total"]) == ("a-1", ["a-2", "a-3", "a-4"], 4)

    def test_adds_nothing_to_a_hit_that_stands_alone(self, cli: CommandLine) -> None:
        assert len(cli("search", "Erfurt", "--collapse").lines[0].split("\t")) == 6
        assert cli("search", "Erfurt", "--collapse", "--json").objects[0]["alike"] == []
        assert "alike" not in cli("search", "Erfurt", "--json").objects[0]

    def test_says_how_many_more_on_a_terminal(self, data: Path) -> None:
        said = on_terminal("--data", data, "search", "Rostock", "--collapse", "--sort", "oldest")
        assert "+3 alike: a-2, a-3, a-4" in without_codes(said.out)

    @pytest.mark.parametrize("other", ["--count", "--ids"])
    def test_is_refused_where_no_hits_are_shown(self, cli: CommandLine, other: str) -> None:
        said = cli("search", "Rostock", "--collapse", other)
        assert (said.code, said.out) == (ExitCode.USAGE, "")
        assert "--collapse" in said.err
