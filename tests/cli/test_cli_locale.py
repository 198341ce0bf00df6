"""Input and output are UTF-8 whatever the locale says."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import archive_of, on_terminal, process

# What people have: Python then reads and writes UTF-8 by itself.
USUAL = [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "C.UTF-8"}]
# What keeps it from doing so.
UNUSUAL = [
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "latin-1:strict"},
    {"LC_ALL": "nowhere", "PYTHONIOENCODING": "ascii"},
]

TEXT = "Die Müllabfuhr in Köln – „nichts als Ärger“, 東京 😀."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(
        tmp_path_factory.mktemp("locale"),
        [{"id": "Köln-1", "date": "2024", "text": f"{TEXT} (dpa)"}],
    )


@pytest.mark.parametrize("locale", USUAL + UNUSUAL, ids=str)
@pytest.mark.parametrize("arguments", [("search", "in"), ("export",)])
def test_output_is_utf_8(data: Path, arguments: tuple[str, ...], locale: dict[str, str]) -> None:
    said = process("--data", data, *arguments, env=locale)
    assert said.code == 0, said.err
    assert TEXT in said.out


@pytest.mark.parametrize("locale", [USUAL[0], UNUSUAL[1]], ids=str)
def test_a_terminal_gets_utf_8_as_well(data: Path, locale: dict[str, str]) -> None:
    said = on_terminal("--data", data, "show", "K", env=locale, columns=120)
    assert TEXT in said.out


@pytest.mark.parametrize("locale", USUAL, ids=str)
def test_what_is_typed_is_utf_8(data: Path, locale: dict[str, str]) -> None:
    said = process("--data", data, "search", "Müllabfuhr", "--ids", env=locale)
    assert (said.code, said.out) == (0, "Köln-1\n")
    assert "Zürich" in process("--data", data, "show", "Zürich", env=locale).err


@pytest.mark.parametrize("locale", USUAL, ids=str)
def test_names_of_files_are_utf_8(locale: dict[str, str], tmp_path: Path, inbox: Path) -> None:
    (inbox / "Zürich.txt").write_text(" date 2024 Ein Text.", encoding="utf-8")
    said = process("--data", tmp_path / "data", "ingest", inbox, env=locale)
    assert said.code == 0, said.err
    assert process("--data", tmp_path / "data", "list", "--json").objects[0]["id"] == "Zürich"


@pytest.mark.parametrize("locale", UNUSUAL, ids=str)
def test_what_cannot_be_decoded_is_an_error_and_no_bug(
    data: Path, locale: dict[str, str], inbox: Path
) -> None:
    (inbox / "Zürich.txt").write_text(" date 2024 Ein Text.", encoding="utf-8")
    for arguments in (["search", "Müll"], ["show", "Kö"], ["ingest", "--dry-run", inbox]):
        said = process("--data", data, *arguments, env=locale)
        assert said.code in (0, 1, 2, 3)
        assert "Traceback" not in said.err


@pytest.mark.parametrize("locale", UNUSUAL[:3], ids=str)
def test_paths_are_bytes_that_come_back_as_they_are(locale: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "Größe").mkdir()
    (tmp_path / "Größe" / "a.txt").write_text(" date 2024 Ein Text.", encoding="utf-8")
    data = tmp_path / "Däta"
    said = process("--data", data, "ingest", tmp_path / "Größe", env=locale)
    assert (said.code, said.err) == (0, "")
    assert process("--data", data, "search", "Text", "--ids").out == "a\n"
