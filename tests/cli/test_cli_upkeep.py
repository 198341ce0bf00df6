"""``check``, ``compact``, ``history`` and ``delete`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_line import (
    RECORDS,
    CommandLine,
    Terminal,
    archive_of,
    everything_below,
    on_terminal,
    process,
    widest,
    without_codes,
    write_records,
)

from news_archive import Archive
from news_archive.store.lock import writer_lock


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight articles; one updated, one moved, one deleted. To be copied."""
    folder = tmp_path_factory.mktemp("upkeep")
    data = archive_of(folder, RECORDS)
    later = [
        {"id": "wahl-1", "date": "2024-04-03", "text": "Die Wahl in Sachsen beginnt. (dpa)"},
        {"id": "putin", "date": "2024-05-01", "text": "Putin und Macron telefonieren. (dpa)"},
    ]
    with Archive(data) as archive:
        archive.ingest([write_records(folder / "later.jsonl", later)], replace=True)
        archive.delete(["kurz"])
    return data


@pytest.fixture
def cli(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    cli = CommandLine(Path(shutil.copytree(sound, tmp_path / "data")), capsys)
    assert cli.holds() == 7
    return cli


def edit(
    cli: CommandLine, name: str = "2022-12", before: str = "Text", after: str = "Test"
) -> None:
    path = cli.data / f"articles/{name}.jsonl"
    path.write_bytes(path.read_bytes().replace(before.encode(), after.encode()))


def files_of(cli: CommandLine) -> dict[str, bytes]:
    return {name: b for name, b in everything_below(cli.data).items() if name != "lock"}


class TestCheck:
    def test_of_a_sound_archive_is_0_and_counts(self, cli: CommandLine) -> None:
        said = cli("check")
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            "total\tfiles\t8",
            "total\tlines\t12",
            "total\tarticles\t7",
            "total\tsuperseded lines\t3",
            "total\tdeletions\t1",
            "total\tmoves\t1",
            "total\tdamage\t0",
        ]

    def test_gives_one_object(self, cli: CommandLine) -> None:
        (report,) = cli("check", "--json").objects
        assert report == {
            "sound": True, "files": 8, "lines": 12, "articles": 7, "superseded": 3,
            "deletions": 1, "moves": 1, "findings": [],
        }  # fmt: skip

    def test_names_damage_with_file_and_line_and_is_10(self, cli: CommandLine) -> None:
        edit(cli)
        before = files_of(cli)
        said = cli("check")
        assert said.code == 10
        (row,) = (line for line in said.lines if line.startswith("damage\t"))
        assert row.split("\t")[:6] == [
            "damage", "edited", "articles/2022-12.jsonl", "1", "0", "ohne",
        ]  # fmt: skip
        assert row.count("\t") == 6
        said = cli("check", "--json")
        assert said.code == 10
        (report,) = said.objects
        assert report["sound"] is False
        finding = next(one for one in report["findings"] if one["damage"])
        assert finding.keys() == {"kind", "damage", "file", "line", "offset", "id", "problem"}
        assert (finding["kind"], finding["line"], finding["id"]) == ("edited", 1, "ohne")
        assert files_of(cli) == before

    def test_on_a_terminal_ends_with_a_verdict(self, cli: CommandLine) -> None:
        said = on_terminal("--data", cli.data, "check")
        assert said.code == 0
        assert "sound" in without_codes(said.out).split("\n")[-2]
        edit(cli)
        said = on_terminal("--data", cli.data, "check", columns=200)
        assert said.code == 10
        shown = without_codes(said.out)
        assert shown.startswith("damage  articles/2022-12.jsonl, line 1: ")
        assert "archive check --repair" in shown
        assert "\x1b[" in said.out
        assert widest(said.out) <= 200

    def test_with_repair_says_what_it_did_and_is_sound(self, cli: CommandLine) -> None:
        edit(cli)
        said = cli("check", "--repair")
        assert said.code == 0
        assert "archive: moved 1 line of " in said.err
        assert "2022-12.jsonl" in said.err
        assert "total\tarticles\t6" in said.lines
        assert cli("check").code == 0
        (row,) = (line for line in cli("check").lines if line.startswith("note\t"))
        assert row.startswith("note\tkept\tdamaged/2022-12.jsonl.")

    def test_with_accept_seals_an_edit(self, cli: CommandLine) -> None:
        edit(cli, after="Brief")
        said = cli("check", "--accept", "ohne")
        assert said.code == 0
        assert "archive: sealed ohne\n" in said.err
        assert cli("search", "--ids", "Brief").lines == ["ohne"]
        states = [version["state"] for version in cli("history", "ohne", "--json").objects]
        assert states == ["current"]

    def test_with_accept_of_what_was_not_edited_is_1(self, cli: CommandLine) -> None:
        before = files_of(cli)
        said = cli("check", "--accept", "ohne")
        assert said.code == 1
        assert "no line of ohne was edited" in said.err
        assert files_of(cli) == before

    def test_does_not_repair_and_accept_at_once(self, cli: CommandLine) -> None:
        edit(cli)
        before = files_of(cli)
        assert cli("check", "--repair", "--accept", "ohne").code == 2
        assert files_of(cli) == before

    def test_of_no_archive_is_2_and_makes_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for arguments in (("check",), ("check", "--repair"), ("check", "--accept", "a")):
            assert CommandLine(tmp_path / "none", capsys)(*arguments).code == 2
        assert CommandLine(tmp_path / "none", capsys)("compact").code == 2
        assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--no-wait"),
        ("check", "--repair", "--no-wait"),
        ("check", "--accept", "ohne", "--no-wait"),
        ("compact", "--no-wait"),
        ("delete", "--yes", "--no-wait", "ohne"),
    ],
)
def test_what_needs_to_be_alone_is_11_while_another_writes(
    cli: CommandLine, arguments: tuple[str, ...]
) -> None:
    before = files_of(cli)
    with writer_lock(cli.data / "lock", "a test", wait=False, waiting=lambda _who: None):
        said = cli(*arguments)
    assert said.code == 11
    assert "(a test)" in said.err
    assert files_of(cli) == before


class TestCompact:
    def test_says_what_it_left_out(self, cli: CommandLine) -> None:
        before = sum(path.stat().st_size for path in (cli.data / "articles").iterdir())
        said = cli("compact")
        after = sum(path.stat().st_size for path in (cli.data / "articles").iterdir())
        assert (said.code, said.err) == (0, "")
        assert said.lines == ["3\tfiles", "5\tlines", f"{before - after}\tbytes"]
        assert cli("compact").lines == ["0\tfiles", "0\tlines", "0\tbytes"]
        assert cli.holds() == 7

    def test_gives_one_object(self, cli: CommandLine) -> None:
        (done,) = cli("compact", "--json").objects
        assert done.keys() == {"files", "lines", "bytes"}
        assert (done["files"], done["lines"]) == (3, 5)

    def test_on_a_terminal_is_one_sentence(self, cli: CommandLine) -> None:
        said = on_terminal("--data", cli.data, "compact")
        assert said.out.startswith("removed 5 lines (")
        assert said.out.endswith(" bytes) from 3 files\n")

    def test_of_a_damaged_archive_is_10_and_does_nothing(self, cli: CommandLine) -> None:
        edit(cli)
        cli("list")  # brings the index up to date
        before = files_of(cli)
        said = cli("compact")
        assert said.code == 10
        assert "2022-12.jsonl, line 1: " in said.err
        assert "check --repair" in said.err
        assert files_of(cli) == before


class TestHistory:
    def test_is_a_row_a_line(self, cli: CommandLine) -> None:
        said = cli("history", "wahl-1")
        assert said.code == 0
        rows = [line.split("\t") for line in said.lines]
        assert [len(row) for row in rows] == [7, 7]
        assert [row[1] for row in rows] == ["earlier", "current"]
        assert [row[6] for row in rows] == [
            "Die Wahl in Thüringen beginnt.", "Die Wahl in Sachsen beginnt.",
        ]  # fmt: skip

    def test_of_a_move_and_a_deletion_is_told(self, cli: CommandLine) -> None:
        assert [line.split("\t")[1] for line in cli("history", "putin").lines] == [
            "earlier", "current", "moved",
        ]  # fmt: skip
        assert [line.split("\t")[1] for line in cli("history", "kurz").lines] == [
            "earlier", "deleted",
        ]  # fmt: skip

    def test_gives_an_object_a_line(self, cli: CommandLine) -> None:
        versions = cli("history", "putin", "--json").objects
        assert [(one["state"], one["file"]) for one in versions] == [
            ("earlier", "2024-03.jsonl"), ("current", "2024-05.jsonl"), ("moved", "2024-03.jsonl"),
        ]  # fmt: skip
        (record,) = cli("show", "putin", "--json").objects
        assert versions[1] == {"state": "current", "file": "2024-05.jsonl", **record}
        assert versions[2].keys() == {"state", "file", "id", "revision", "moved_to", "checksum"}

    def test_fits_a_terminal(self, cli: CommandLine) -> None:
        said = on_terminal("--data", cli.data, "history", "wahl-1", columns=100)
        assert said.code == 0
        assert widest(said.out) <= 100
        assert "Sachsen" in without_codes(said.out)

    def test_of_an_unknown_id_is_1(self, cli: CommandLine) -> None:
        said = cli("history", "wahl")
        assert (said.code, said.out) == (1, "")
        assert "'wahl'" in said.err

    def test_after_a_compact_is_what_counts(self, cli: CommandLine) -> None:
        assert cli("compact").code == 0
        assert [line.split("\t")[1] for line in cli("history", "putin").lines] == ["current"]
        assert cli("history", "kurz").code == 1


class TestDelete:
    def test_asks_on_a_terminal_and_does_it_after_a_yes(self, cli: CommandLine) -> None:
        with Terminal(["--data", cli.data, "delete", "ohne"]) as terminal:
            terminal.wait_for(r"Delete ohne\?")
            terminal.type("y\n")
            said = terminal.finish()
        assert said.code == 0
        assert "ohne\tdeleted" in said.out
        assert cli("show", "ohne").code == 1

    @pytest.mark.parametrize("answer", ["n\n", "\n", "\x04"])
    def test_does_nothing_after_anything_but_a_yes(self, cli: CommandLine, answer: str) -> None:
        before = files_of(cli)
        with Terminal(["--data", cli.data, "delete", "ohne", "hafen"]) as terminal:
            terminal.wait_for(r"Delete 2 articles\?")
            terminal.type(answer)
            assert terminal.finish().code == 130
        assert files_of(cli) == before

    def test_without_a_terminal_needs_a_yes_on_the_command_line(self, cli: CommandLine) -> None:
        before = files_of(cli)
        said = process("--data", cli.data, "delete", "ohne", given=b"y\n")
        assert said.code == 2
        assert "--yes" in said.err
        assert files_of(cli) == before
        assert cli("delete", "--yes", "ohne", "hafen", "ohne").lines == [
            "ohne\tdeleted", "hafen\tdeleted",
        ]  # fmt: skip
        assert cli.holds() == 5

    def test_of_one_unknown_id_deletes_nothing(self, cli: CommandLine) -> None:
        before = files_of(cli)
        for unknown in ("nobody", "wahl"):
            assert cli("delete", "--yes", "ohne", unknown).code == 1
        assert files_of(cli) == before

    def test_is_kept_in_the_history_until_a_compact(self, cli: CommandLine) -> None:
        assert cli("delete", "--yes", "ohne").code == 0
        *_, last = cli("history", "ohne", "--json").objects
        assert last["state"] == "deleted"
        assert cli("compact").code == 0
        text = b"".join(path.read_bytes() for path in (cli.data / "articles").iterdir())
        assert b'"ohne"' not in text
        assert json.loads(cli("check", "--json").out)["sound"]
