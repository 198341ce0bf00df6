"""The commands as a whole: where options go, and what is said of a name that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import archive_of, process

RECORDS = [{"id": "a", "date": "2024", "text": "Ein Zug kam an."}]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article; to be read only."""
    return archive_of(tmp_path_factory.mktemp("commands"), RECORDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--data", "{}", "search", "--ids", "Zug"],
        ["search", "--data", "{}", "--ids", "Zug"],
        ["search", "--ids", "Zug", "--data", "{}"],
        ["search", "--ids", "Zug", "--data={}"],
    ],
)
def test_the_data_folder_is_taken_wherever_it_stands(data: Path, arguments: list[str]) -> None:
    said = process(*(argument.format(data) for argument in arguments))
    assert (said.code, said.lines) == (0, ["a"])


def test_behind_two_hyphens_it_is_text(data: Path) -> None:
    assert process("--data", data, "search", "--count", "--", "--data", "x").out == "0\n"


@pytest.mark.parametrize(
    ("name", "meant"), [("serch", "search"), ("exprot", "export"), ("xyzzy", None)]
)
def test_a_mistyped_command_is_answered_with_the_nearest(name: str, meant: str | None) -> None:
    said = process(name, "Zug")
    assert said.code == 2
    assert f"there is no command `{name}`" in said.err
    assert (f"did you mean `{meant}`?" in said.err) == (meant is not None)


def test_help_prints_a_page_of_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs/query.md"
    assert process("help", "query").out == page.read_text(encoding="utf-8")
    said = process("help", "nonsense")
    assert said.code == 2
    assert "query" in said.err


def test_help_is_a_command_as_well() -> None:
    assert process("help").out == process("--help").out
    assert process("help", "search").out == process("search", "--help").out
