"""``archive context`` and ``archive collocates``: in a pipe, as JSON, and on a real terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import (
    UNSAFE,
    CommandLine,
    Result,
    Terminal,
    archive_of,
    columns_of,
    on_terminal,
    process,
    widest,
    without_codes,
)
from rich.console import Console
from test_cli_text_is_data import HOSTILE

from news_archive.cli import progress

FILLER = "Dann kam noch vieles andere vor, das hier nicht weiter von Belang ist. "
RECORDS = [
    *(
        {
            "id": f"merkel-{at:02}",
            "date": f"2020-0{at % 9 + 1}",
            "text": f"{FILLER}Die Kanzlerin Angela Merkel sprach {at}.\n\n{FILLER * 2}",
        }
        for at in range(12)
    ),
    {
        "id": "wide",
        "date": "2019",
        "text": "東京で地震がありました。" * 9 + " Beben in 東京. " + "👩‍👩‍👧e\u0301" * 60,
    },
    *(
        {"id": f"hostile-{name}", "date": "2018-01-02", "text": f"x {text} Suchwort {text} y"}
        for name, text in HOSTILE.items()
    ),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(tmp_path_factory.mktemp("context"), RECORDS)


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def rows(said: Result) -> list[list[str]]:
    return [line.split("\t") for line in said.lines]


class TestContextInAPipe:
    def test_a_match_is_a_row_of_six(self, cli: CommandLine) -> None:
        said = cli("context", "Merkel", "--width", "12", "-n", "1")
        assert (said.code, said.err) == (0, "")
        (row,) = rows(said)
        assert row == ["merkel-08", "2020-09", "92", "erin Angela ", "Merkel", " sprach 8. "]

    def test_the_context_is_sixty_characters_unless_said_otherwise(self, cli: CommandLine) -> None:
        (row, *_) = rows(cli("context", "Merkel"))
        assert (len(row[3]), len(row[5])) == (60, 59)  # two line feeds are one space

    def test_json_has_the_text_as_it_is(self, cli: CommandLine) -> None:
        (line,) = cli("context", "Merkel", "-n1", "--json").objects
        (record,) = cli("show", line["id"], "--json").objects
        body = record["body"]
        assert line["match"] == body[line["start"] : line["end"]] == "Merkel"
        assert line["left"] + line["match"] + line["right"] in body
        assert "\n\n" in line["right"]
        assert (line["form"], line["date"]) == ("merkel", "2020-09")

    def test_lines_can_be_sorted_by_words_and_narrowed(self, cli: CommandLine) -> None:
        said = cli("context", "Merkel", "--sort", "right", "--since", "2020-02", "-n", "3")
        assert [row[5][:10] for row in rows(said)] == [" sprach 1.", " sprach 10", " sprach 11"]

    def test_counts_sum_to_the_matches(self, cli: CommandLine) -> None:
        assert cli("context", "Merkel", "--count", "left").lines == ["Angela\t12"]
        counts = rows(cli("context", "kanzlerin OR sprach", "--count", "form"))
        assert counts == [["Kanzlerin", "12"], ["sprach", "12"]]
        (first, *_) = cli("context", "Dann", "--count", "left", "--json").objects
        assert first == {"word": None, "form": None, "matches": 12}

    @pytest.mark.parametrize("option", [["--sort", "left"], ["--width", "5"]])
    def test_a_count_beside_what_is_for_lines_is_a_usage_error(
        self, cli: CommandLine, option: list[str]
    ) -> None:
        said = cli("context", "Merkel", "--count", "form", *option)
        assert (said.code, said.out) == (2, "")
        assert option[0] in said.err

    def test_the_first_line_is_there_when_the_reader_goes_away(self, data: Path) -> None:
        said = process("--data", data, "context", "Merkel", "-n", "1")
        assert (said.code, len(said.lines)) == (0, 1)


@pytest.mark.parametrize("command", ["context", "collocates"])
class TestBoth:
    def test_nothing_found_is_1_and_offers_spellings(self, cli: CommandLine, command: str) -> None:
        said = cli(command, "Merkle")
        assert (said.code, said.out) == (1, "")
        assert said.err == "archive: no article has the word Merkle; did you mean Merkel (12)?\n"

    def test_a_query_that_cannot_be_read_has_a_caret(self, cli: CommandLine, command: str) -> None:
        said = cli(command, "Merkel", "(")
        assert (said.code, said.out) == (2, "")
        assert said.err.splitlines()[-1] == "         ^"

    def test_a_query_without_words_is_a_usage_error(self, cli: CommandLine, command: str) -> None:
        said = cli(command, "source:none")
        assert (said.code, said.out) == (2, "")
        assert "no word" in said.err

    def test_a_hyphen_is_query_text(self, cli: CommandLine, command: str) -> None:
        assert cli(command, "Merkel", "-Angela").code == 1

    def test_text_in_a_pipe_is_harmless(self, cli: CommandLine, command: str) -> None:
        for options in ([], ["--json"]):
            said = cli(command, "Suchwort", *options)
            assert UNSAFE.search(said.out.replace("\t", "")) is None
            assert said.out.splitlines() == said.lines

    def test_every_name_in_json_is_documented(self, cli: CommandLine, command: str) -> None:
        manual = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
        section = manual.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
        names = set(cli(command, "Merkel", "--json").objects[0])
        if command == "context":
            names |= set(cli(command, "Merkel", "--json", "--count", "form").objects[0])
        assert {name for name in names if f"`{name}`" not in section} == set()


class TestCollocates:
    def test_a_word_is_a_row_of_four(self, cli: CommandLine) -> None:
        said = cli("collocates", "Merkel", "--span", "2", "-n", "2")
        assert (said.code, said.err) == (0, "")
        names = {tuple(row[:3]) for row in rows(said)}
        assert names == {("Angela", "12", "12"), ("Kanzlerin", "12", "12")}
        assert all(re.fullmatch(r"\d+\.\d\d", row[3]) for row in rows(said))

    def test_both_measures_are_there(self, cli: CommandLine) -> None:
        said = cli("collocates", "Merkel", "--measure", "logdice", "-n", "1", "--json")
        (first,) = said.objects
        assert first["score"] == 14
        assert (first["matches"], first["articles"], first["matching"]) == (12, 12, 12)

    def test_articles_not_looked_at_are_said(
        self, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("news_archive.cli.analysis.collocates.MAX_COLLOCATION_ARTICLES", 7)
        said = cli("collocates", "Merkel")
        assert said.code == 0
        assert said.err == (
            "archive: looked at the newest 7 of 12 articles; --all looks at all of them\n"
        )
        assert cli("collocates", "Merkel", "--all").err == ""

    def test_matches_without_collocations_are_1_and_said(self, cli: CommandLine) -> None:
        said = cli("collocates", "Merkel", "--minimum", "500")
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("archive: no word is near it 500 times")


class TestOnATerminal:
    @pytest.mark.parametrize("columns", [50, 80, 160])
    def test_no_line_is_too_wide_and_the_match_is_aligned(self, data: Path, columns: int) -> None:
        said = on_terminal("--data", data, "context", "Merkel", columns=columns)
        assert said.code == 0
        assert widest(said.out) <= columns
        lines = without_codes(said.out).rstrip("\n").split("\n")
        assert lines.pop() == "12 matches"
        assert len(lines) == 12
        assert len({line.index("Merkel") for line in lines}) == 1
        assert len(set(re.findall(r"\x1b\[1;33m([^\x1b]+)\x1b\[0m", said.out))) == 1

    def test_wide_letters_keep_the_alignment(self, data: Path) -> None:
        said = on_terminal("--data", data, "context", "Beben OR Suchwort", lines=100)
        lines = without_codes(said.out).rstrip("\n").split("\n")[:-1]
        assert len(lines) == 1 + len(HOSTILE)
        starts = {
            columns_of(line[: max(line.find("Beben"), line.find("Suchwort"))]) for line in lines
        }
        assert len(starts) == 1
        assert len({columns_of(line[: line.rindex("  ")]) for line in lines}) == 1
        assert UNSAFE.search("".join(lines)) is None
        assert "\x1b[35;5m" not in said.out

    @pytest.mark.parametrize(
        ("env", "match"),
        [({"NO_COLOR": "1"}, "\x1b[1mMerkel\x1b[0m"), ({"TERM": "dumb"}, "  Merkel  ")],
    )
    def test_the_match_can_be_told_without_colours(
        self, data: Path, env: dict[str, str], match: str
    ) -> None:
        said = on_terminal("--data", data, "context", "Merkel", "-n", "2", env=env)
        assert said.out.count(match) == 2
        assert "\x1b[1;33m" not in said.out

    def test_a_width_narrows_the_context(self, data: Path) -> None:
        said = on_terminal("--data", data, "context", "Merkel", "--width", "7", "-n", "1")
        first, last, *_ = without_codes(said.out).split("\n")
        assert first == "2020-09     Angela Merkel sprach  merkel-08"
        assert last == "the first 1 match"

    def test_more_lines_than_the_terminal_has_open_in_a_pager(self, data: Path) -> None:
        arguments = ("--data", data, "context", "Merkel")
        env = {"PAGER": "sed s/^/paged:/"}
        with Terminal(arguments, lines=8, env=env) as terminal:
            said = terminal.finish()
        lines = without_codes(said.out).rstrip("\n").split("\n")
        assert len(lines) == 13
        assert all(line.startswith("paged:") for line in lines)
        with Terminal(arguments, lines=24, env=env) as terminal:
            assert "paged:" not in terminal.finish().out

    @pytest.mark.parametrize("command", [("context", "--count", "right"), ("collocates",)])
    def test_tables_fit(self, data: Path, command: tuple[str, ...]) -> None:
        said = on_terminal("--data", data, *command, "Merkel", columns=60)
        assert said.code == 0
        assert "sprach" in said.out
        assert widest(said.out) <= 60

    def test_progress_is_shown_when_it_takes_long_and_leaves_nothing(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(progress, "is_terminal", lambda _stream: True)
        monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
        monkeypatch.setattr(
            "news_archive.render.progress.console",
            lambda file: Console(file=file, force_terminal=True, width=80),
        )
        said = CommandLine(data, capsys)("context", "Merkel", "--sort", "left", "-n", "1")
        assert said.code == 0
        assert "looking at articles" in said.err
        assert len(said.lines) == 1
