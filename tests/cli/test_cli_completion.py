"""Shell completion of commands, options and ids, as the shell's own script asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import archive_of, everything_below, process

from news_archive.cli.main import COMMANDS

IDS = ("alpha-1", "alpha-2", "beta", "Überschrift")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [{"id": name, "date": "2024", "text": "Ein Text."} for name in IDS]
    return archive_of(tmp_path_factory.mktemp("completion"), records)


def completed(*words: str, data: Path | None = None, cwd: Path | None = None) -> set[str]:
    """Return what bash is offered for the last of the words."""
    env = {
        "_ARCHIVE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("archive", *words)),
        "COMP_CWORD": str(len(words)),
    }
    if data is not None:
        env["ARCHIVE_DATA"] = str(data)
    said = process(env=env, cwd=cwd)
    assert (said.code, said.err) == (0, "")
    return {line.partition(",")[2] for line in said.lines if line}


def test_commands(data: Path) -> None:
    assert completed("") == set(COMMANDS)
    assert completed("s") == {"search", "settings", "show", "stats"}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("search", "--so"), {"--sort", "--source"}),
        (("search", "--sort", "n"), {"newest"}),
        (
            ("export", "--format", ""),
            {"jsonl", "text", "csv", "excel", "xlsx", "parquet", "markdown"},
        ),
        (("ingest", "--dr"), {"--dry-run"}),
        (("completion", ""), {"bash", "zsh", "fish"}),
    ],
)
def test_options_and_their_values(words: tuple[str, ...], offered: set[str]) -> None:
    assert completed(*words) == offered


def test_ids_of_the_archive(data: Path) -> None:
    assert completed("show", "", data=data) == set(IDS)
    assert completed("show", "al", data=data) == {"alpha-1", "alpha-2"}
    assert completed("delete", "b", data=data) == {"beta"}
    assert completed("show", "Ü", data=data) == {"Überschrift"}


def test_ids_of_an_archive_that_is_named_on_the_line(data: Path) -> None:
    assert completed("--data", str(data), "show", "al") == {"alpha-1", "alpha-2"}


def test_ids_of_the_archive_in_this_folder(data: Path) -> None:
    assert completed("show", "b", cwd=data.parent) == {"beta"}


def test_no_ids_and_no_noise_where_there_is_no_archive(tmp_path: Path) -> None:
    assert completed("show", "", cwd=tmp_path) == set()
    assert everything_below(tmp_path) == {}


def test_no_ids_and_no_noise_where_the_archive_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "archive.json").write_text('{"format": 99, "created": "", "languages": []}')
    assert completed("show", "", cwd=tmp_path) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_command(shell: str) -> None:
    said = process("completion", shell)
    assert said.code == 0
    assert "archive" in said.out
    assert f"{shell}_complete" in said.out


def test_no_id_is_offered_that_a_shell_might_run_or_take_for_a_pattern(tmp_path: Path) -> None:
    names = ["böse;touch x", "böse$(touch x)", "böse`x`", "böse*", "böse x", "böse'", "böse-1.a"]
    records = [{"id": name, "date": "2024", "text": "Ein Text."} for name in names]
    data = archive_of(tmp_path, records)
    assert completed("show", "bö", data=data) == {"böse-1.a"}
