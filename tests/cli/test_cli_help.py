"""Every command explains itself, and the documents know every command and exit code."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from command_line import CommandLine, columns_of, process

from news_archive.cli.main import COMMANDS
from news_archive.errors import ArchiveError, ExitCode

ROOT = Path(__file__).parents[2]

# For people alone: there is nothing that it could print for a program.
ON_SCREEN = {"browse"}


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(tmp_path / "data", capsys)


@pytest.mark.parametrize("name", COMMANDS)
class TestEveryCommand:
    def test_describes_itself(self, cli: CommandLine, name: str) -> None:
        said = cli(name, "--help")
        assert said.code == 0
        assert said.err == ""
        assert said.lines[0].startswith(f"Usage: archive {name} ")
        description = said.out.split("Options:")[0].partition("\n\n")[2].strip()
        assert len(description) > 15

    def test_gives_an_example_of_itself(self, cli: CommandLine, name: str) -> None:
        examples = re.split(r"Examples?:", cli(name, "--help").out)[1]
        assert f"archive {name}" in examples

    def test_has_json(self, cli: CommandLine, name: str) -> None:
        has_it = re.search(r"^ +--json +\S", cli(name, "--help").out, re.MULTILINE) is not None
        assert has_it is (name not in ON_SCREEN)

    def test_help_fits_eighty_columns(self, cli: CommandLine, name: str) -> None:
        assert max(map(columns_of, cli(name, "--help").lines)) <= 80

    def test_says_what_each_option_is_for(self, cli: CommandLine, name: str) -> None:
        options = cli(name, "--help").out.split("Options:")[1].split("Example")[0]
        for entry in re.split(r"\n  (?=-)", options)[1:]:
            assert re.search(r"(  |\n)\s*\S", entry.strip()), entry

    def test_short_help_is_the_same(self, cli: CommandLine, name: str) -> None:
        assert cli(name, "-h").out == cli(name, "--help").out

    def test_refuses_an_unknown_long_option(self, cli: CommandLine, name: str) -> None:
        said = cli(name, "--frobnicate")
        assert said.code == ExitCode.USAGE
        assert "--frobnicate" in said.err
        assert said.out == ""

    def test_is_in_the_readme(self, name: str) -> None:
        assert f"archive {name}" in (ROOT / "README.md").read_text(encoding="utf-8")

    def test_has_its_json_described(self, name: str) -> None:
        text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
        placed = [line for line in text.splitlines() if line.startswith(("#", "|"))]
        assert any(re.search(rf"\b{name}\b", line) for line in placed) or name in ON_SCREEN


def test_help_of_the_group_lists_all_commands(cli: CommandLine) -> None:
    said = cli("--help")
    assert said.code == 0
    listed = re.findall(r"^  (\w+) {2,}\S", said.out.split("Commands:")[1], re.MULTILINE)
    assert listed == list(COMMANDS)
    assert "Examples:" in said.out
    assert max(map(columns_of, said.lines)) <= 80


def test_without_a_command_the_help_is_a_usage_error() -> None:
    said = process()
    assert said.code == ExitCode.USAGE
    assert "Usage: archive" in said.err
    assert said.out == ""


def test_the_version_is_one_line() -> None:
    said = process("--version")
    assert said.code == 0
    assert re.fullmatch(r"archive, version \d+\.\d+\.\d+\S*\n", said.out)


def test_an_unknown_command_is_named(cli: CommandLine) -> None:
    said = cli("serach", "Lecornu")
    assert said.code == ExitCode.USAGE
    assert "serach" in said.err
    assert "archive --help" in said.err


def test_the_data_folder_is_not_an_option_of_a_command(cli: CommandLine) -> None:
    assert cli("list", "--data", "elsewhere").code == ExitCode.USAGE


def test_no_two_exit_codes_are_the_same() -> None:
    assert len({int(code) for code in ExitCode.__members__.values()}) == len(ExitCode.__members__)


def test_exit_codes_are_as_promised() -> None:
    assert sorted(map(int, ExitCode)) == [0, 1, 2, 3, 10, 11, 12, 13, 70, 130]


def test_every_kind_of_error_has_an_exit_code_of_the_list() -> None:
    def kinds(of: type[ArchiveError]) -> list[type[ArchiveError]]:
        return [of, *(deeper for kind in of.__subclasses__() for deeper in kinds(kind))]

    assert {kind.exit_code for kind in kinds(ArchiveError)} <= set(ExitCode)
    direct = Counter(kind.exit_code for kind in ArchiveError.__subclasses__())
    assert set(direct.values()) == {1}


@pytest.mark.parametrize("code", ExitCode)
def test_exit_code_is_documented(code: ExitCode) -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| {int(code)} \|", text, re.MULTILINE)
