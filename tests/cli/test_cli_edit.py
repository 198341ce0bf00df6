"""``archive edit`` from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of

RECORDS = [{"id": "abc", "date": "2024-04", "text": "Ein Zug kam an. (dpa)"}]


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(archive_of(tmp_path, RECORDS), capsys)


def test_a_date_is_corrected(cli: CommandLine) -> None:
    assert cli("edit", "ab", "--date", "12. April 2024").out == "abc\tcorrected\n"
    assert cli("edit", "abc", "--date", "2024-04-12").out == "abc\tunchanged\n"
    assert "date: 2024-04-12" in cli("show", "abc").out


def test_a_text_is_corrected_from_a_file(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("Ein Bus kam an. (afp)", encoding="utf-8")
    assert cli("edit", "--json", "abc", "--text", file).objects == [
        {"id": "abc", "corrected": True},
    ]  # fmt: skip
    assert cli("search", "--ids", "Bus", "source:afp").lines == ["abc"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("abc",), 2),
        (("abc", "--date", "gestern"), 2),
        (("xyz", "--date", "2024"), 1),
        (("abc", "--text", "/nowhere/at/all"), 13),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    cli: CommandLine, arguments: tuple[str, ...], code: int
) -> None:
    said = cli("edit", *arguments)
    assert (said.code, said.out) == (code, "")
    assert said.err.count("\n") <= 2
