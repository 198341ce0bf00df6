"""``archive settings`` from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of

RECORDS = [{"id": "a", "date": "2024", "text": "The companies grow."}]


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(archive_of(tmp_path, RECORDS), capsys)


def test_are_shown_and_changed(cli: CommandLine) -> None:
    assert cli("settings").out == "languages\tgerman\n"
    assert cli("search", "--count", "company").out == "0\n"
    said = cli("settings", "--json", "--language", "german", "--language", "english")
    assert said.objects == [{"languages": ["german", "english"]}]
    assert cli("settings").out == "languages\tgerman, english\n"
    assert cli("search", "--count", "company").out == "1\n"
    assert cli("check").code == 0


def test_a_language_that_is_none_is_refused(cli: CommandLine) -> None:
    said = cli("settings", "--language", "klingon")
    assert said.code == 2
    assert cli("settings").out == "languages\tgerman\n"
