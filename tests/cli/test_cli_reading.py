"""Nothing is created by reading, and start-up loads only what is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import PATIENCE, CommandLine, environment, everything_below, process

SEED_ID = "000_680284227f96cff5"

NEEDING_AN_ARCHIVE = (
    ("search", "Lecornu"), ("search", "--count", "Lecornu"), ("list",), ("show", "x"), ("stats",),
    ("export",), ("export", "--output", "out.jsonl"), ("reindex",), ("delete", "--yes", "x"),
)  # fmt: skip


class TestNothingIsCreated:
    @pytest.mark.parametrize("arguments", NEEDING_AN_ARCHIVE)
    def test_where_there_is_no_folder(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        arguments: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        said = CommandLine(tmp_path / "data", capsys)(*arguments)
        assert (said.code, said.out) == (2, "")
        assert "archive ingest" in said.err
        assert everything_below(tmp_path) == {}

    @pytest.mark.parametrize("arguments", NEEDING_AN_ARCHIVE)
    def test_where_the_folder_is_empty(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        arguments: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        said = CommandLine(tmp_path, capsys)(*arguments)
        assert (said.code, said.out) == (2, "")
        assert everything_below(tmp_path) == {}

    def test_by_a_real_process_in_an_empty_folder(self, tmp_path: Path) -> None:
        for arguments in (["search", "x"], ["list"], ["show", "x"], ["completion", "bash"]):
            assert process(*arguments, cwd=tmp_path).code in (0, 2)
        assert everything_below(tmp_path) == {}

    @pytest.mark.parametrize("place", ["file/data", "/proc/nowhere/data"])
    def test_where_there_could_be_no_archive(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
    ) -> None:
        (tmp_path / "file").touch()
        assert CommandLine(tmp_path / place, capsys)("list").code == 2

    @pytest.mark.usefixtures("seeded")
    def test_by_reading_an_archive(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cli = CommandLine(tmp_path / "data", capsys)
        before = everything_below(cli.data)
        for arguments in (
            ["search", "Lecornu"],
            ["list"],
            ["show", SEED_ID],
            ["stats"],
            ["export"],
        ):
            assert cli(*arguments).code == 0
        assert everything_below(cli.data) == before


def modules_loaded_by(*arguments: str | Path) -> set[str]:
    """Return the names of all modules that a run of ``archive`` has loaded when it ends."""
    driver = (
        "import sys\n"
        "from news_archive.cli.main import run\n"
        "code = run(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", driver, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment(),
        check=True,
    )
    return set(done.stderr.split("\n")[-2].split())


class TestStartUp:
    HEAVY = frozenset({"pydantic", "pydantic_core", "dateutil", "rich", "zstandard"})

    @pytest.mark.parametrize(
        "arguments",
        [
            ("search", "Lecornu"),
            ("search", "Lecornu", "--json"),
            ("search", "--count", "--since", "2024-04", "Lecornu"),
            ("search", 'Schoigu Verteidig* -Merkel "erklärte das" source:afp date:2024'),
            ("list",),
            ("list", "--json", "--source", "afp"),
            ("show", SEED_ID),
            ("show", "000", "--json"),
        ],
    )
    @pytest.mark.usefixtures("seeded")
    def test_reading_loads_neither_pydantic_nor_dateutil_nor_rich(
        self, tmp_path: Path, arguments: tuple[str, ...]
    ) -> None:
        loaded = modules_loaded_by("--data", tmp_path / "data", *arguments)
        assert "news_archive.cli.main" in loaded
        assert not loaded & self.HEAVY

    @pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
    def test_help_and_version_load_no_engine_either(self, arguments: tuple[str, ...]) -> None:
        loaded = modules_loaded_by(*arguments)
        assert not loaded & (self.HEAVY | {"tantivy"})
        below = {"archive", "search", "analysis", "ingest", "upkeep", "sync", "index", "store"}
        assert not {name for name in loaded if name.split(".")[1:2] and name.split(".")[1] in below}

    @pytest.mark.usefixtures("seeded")
    def test_one_command_does_not_load_another(self, tmp_path: Path) -> None:
        loaded = modules_loaded_by("--data", tmp_path / "data", "list")
        commands = {
            "search.search", "search.show", "search.stats", "exchange.ingest", "exchange.export",
            "upkeep.delete", "upkeep.reindex",
        }  # fmt: skip
        assert "news_archive.cli.search.list" in loaded
        assert not loaded & {f"news_archive.cli.{name}" for name in commands}
        assert "news_archive.reading" not in loaded


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-16", "cp1252"])
def test_a_text_may_be_in_any_encoding_of_texts(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(" date 2024-04 Ein Zug nach Köln.".encode(encoding))
    said = process("--data", tmp_path / "data", "ingest", path, "--encoding", encoding)
    assert (said.code, said.err) == (0, "")
    assert "Ein Zug nach Köln." in process("--data", tmp_path / "data", "show", "a").out


@pytest.mark.parametrize("encoding", ["rot13", "base64", "undefined", "klingon"])
def test_what_is_no_encoding_of_texts_is_refused(tmp_path: Path, encoding: str) -> None:
    said = process("--data", tmp_path / "data", "ingest", tmp_path, "--encoding", encoding)
    assert (said.code, said.err) == (2, f"archive: '{encoding}' is no encoding of texts\n")


def test_a_data_folder_that_is_named_holds_texts_of_the_user_and_none_of_the_archive(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(" date 2024-04 Ein Zug.", encoding="utf-8")
    (tmp_path / "b.txt").write_text(" date 2024-04 Ein Boot.", encoding="utf-8")
    assert process("--data", tmp_path, "ingest", tmp_path).code == 0
    (tmp_path / "b.txt").unlink()
    assert process("--data", tmp_path, "delete", "b", "--yes").code == 0
    said = process("--data", ".", "ingest", ".", cwd=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert process("--data", tmp_path, "list", "--ids").lines == ["a"]
