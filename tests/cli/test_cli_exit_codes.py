"""Every exit code is reached by what it stands for; errors are a sentence on standard error."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from command_line import (
    COMMAND,
    PATIENCE,
    CommandLine,
    Terminal,
    archive_of,
    environment,
    everything_below,
    process,
    write_records,
)

from news_archive import Archive

SEED_ID = "000_680284227f96cff5"

READERS = (
    ("search", "Lecornu"), ("list",), ("show", SEED_ID), ("stats",), ("export",),
)  # fmt: skip
WRITERS = (("ingest", "{seeds}"), ("delete", "--yes", SEED_ID), ("reindex",))


@pytest.fixture
def cli(seeded: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """An archive that holds the seed article."""
    return CommandLine(tmp_path / "data", capsys)


def filled_in(arguments: tuple[str, ...], seeds: Path) -> list[str]:
    return [argument.format(seeds=seeds) for argument in arguments]


@contextmanager
def held_lock(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the writer's lock in another process, until told to let go or killed."""
    program = (
        "import fcntl, os, sys\n"
        "file = open(sys.argv[1], 'r+')\n"
        "fcntl.flock(file, fcntl.LOCK_EX)\n"
        "file.truncate(0); file.write(f'process {os.getpid()} (a test)'); file.flush()\n"
        "print('held', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(data / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder
    finally:
        holder.communicate("\n", timeout=PATIENCE)


class TestDone:
    @pytest.mark.parametrize("arguments", READERS + WRITERS)
    def test_is_0(self, cli: CommandLine, arguments: tuple[str, ...], seeds: Path) -> None:
        assert cli(*filled_in(arguments, seeds)).code == 0

    def test_an_empty_list_is_done_too(self, cli: CommandLine) -> None:
        said = cli("list", "--since", "2030")
        assert (said.code, said.out, said.err) == (0, "", "")

    def test_an_archive_without_articles_can_be_read(self, cli: CommandLine) -> None:
        assert cli("delete", "--yes", SEED_ID).code == 0
        assert cli("list").code == 0
        assert cli("stats").code == 0
        assert cli("export").code == 0
        assert cli("search", "Lecornu").code == 1


class TestNothingFound:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("search", "Kaninchenzüchterverein"),
            ("search", "--count", "Kaninchenzüchterverein"),
            ("search", "--ids", "Kaninchenzüchterverein"),
            ("search", "--json", "Kaninchenzüchterverein"),
            ("search", "source:dts"),
            ("show", "nobody"),
            ("show", SEED_ID, "nobody"),
            ("delete", "--yes", "nobody"),
        ],
    )
    def test_is_1(self, cli: CommandLine, arguments: tuple[str, ...]) -> None:
        said = cli(*arguments)
        assert said.code == 1
        assert said.out == ("0\n" if "--count" in arguments else "")

    def test_show_says_which_id(self, cli: CommandLine) -> None:
        assert "nobody" in cli("show", "nobody").err


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("show",),
            ("show", ""),
            ("ingest",),
            ("delete",),
            ("completion",),
            ("completion", "tcsh"),
            ("export", "--format", "xml"),
            ("ingest", "no-such-path"),
            ("ingest", "{seeds}", "no-such-path"),
            ("ingest", "-", "{seeds}", "--id", "x"),
            ("ingest", "-", "--id", "a/b"),
            ("ingest", "-", "--id", ".hidden"),
            ("ingest", "{seeds}", "--id", "my-note"),
            ("ingest", "{seeds}", "--date", "2024-13"),
            ("ingest", "{seeds}", "--date", "next week"),
            ("ingest", "{seeds}", "--encoding", "klingon"),
            ("ingest", "{seeds}", "--max-bytes", "0"),
            ("show", SEED_ID, "--highlight", "("),
        ],
    )
    def test_is_2(self, cli: CommandLine, arguments: tuple[str, ...], seeds: Path) -> None:
        before = everything_below(cli.data)
        said = cli(*filled_in(arguments, seeds))
        assert (said.code, said.out) == (2, "")
        assert said.err
        assert "Traceback" not in said.err
        assert everything_below(cli.data) == before

    def test_a_path_that_does_not_exist_is_named_before_anything_is_done(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], seeds: Path
    ) -> None:
        cli = CommandLine(tmp_path / "new", capsys)
        said = cli("ingest", seeds, tmp_path / "no-such-path")
        assert said.code == 2
        assert "no-such-path" in said.err
        assert not cli.data.exists()

    def test_the_data_folder_is_no_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "file"
        file.touch()
        assert CommandLine(file, capsys)("list").code == 2


def test_rejected_inputs_are_3_and_the_rest_is_stored(cli: CommandLine, inbox: Path) -> None:
    (inbox / "good.txt").write_text(" date 2024 Ein Text.", encoding="utf-8")
    (inbox / "bad.txt").write_text("Ein Text ohne Datum.", encoding="utf-8")
    said = cli("ingest", inbox)
    assert said.code == 3
    assert said.lines == ["1\tstored", "0\tupdated", "0\tunchanged", "1\trejected"]
    assert len(said.err.splitlines()) == 1
    assert "bad.txt" in said.err


class TestDamaged:
    @pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": "1"}', "\xff"])
    def test_settings_that_cannot_be_understood_are_10(
        self, cli: CommandLine, content: str
    ) -> None:
        (cli.data / "archive.json").write_bytes(content.encode("latin-1"))
        said = cli("list")
        assert (said.code, said.out) == (10, "")
        assert "archive.json" in said.err

    def test_a_line_that_is_not_what_was_written_is_10(self, cli: CommandLine) -> None:
        # Same size and time: the index does not notice, the line itself does when it is read.
        path = cli.data / "articles" / "2024-04.jsonl"
        status = path.stat()
        with path.open("r+b") as file:
            data = file.read()
            file.seek(data.index(b"Schoigu"))
            file.write(b"XXXXXXX")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        said = cli("show", SEED_ID)
        assert (said.code, said.out) == (10, "")
        assert said.err.startswith("archive: ")


class TestBusy:
    @pytest.mark.parametrize("arguments", WRITERS)
    def test_is_11_where_waiting_is_refused(
        self, cli: CommandLine, arguments: tuple[str, ...], seeds: Path
    ) -> None:
        with held_lock(cli.data) as holder:
            said = cli(*filled_in(arguments, seeds), "--no-wait")
            assert (said.code, said.out) == (11, "")
            assert str(holder.pid) in said.err

    @pytest.mark.parametrize("arguments", READERS)
    def test_readers_are_never_blocked(self, cli: CommandLine, arguments: tuple[str, ...]) -> None:
        with held_lock(cli.data):
            said = cli(*arguments)
        assert (said.code, said.err) == (0, "")

    def test_else_a_writer_waits_and_says_for_whom(self, cli: CommandLine, seeds: Path) -> None:
        with held_lock(cli.data) as holder:
            waiting = subprocess.Popen(
                [*COMMAND, "--data", str(cli.data), "ingest", str(seeds)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment(),
            )
            try:
                assert waiting.stderr is not None
                said = waiting.stderr.readline()
                assert "waiting for" in said
                assert str(holder.pid) in said
                assert waiting.poll() is None
                assert holder.stdin is not None
                holder.stdin.write("\n")
                holder.stdin.flush()
                out, _ = waiting.communicate(timeout=PATIENCE)
            finally:
                waiting.kill()
        assert waiting.returncode == 0
        assert "1\tunchanged" in out


class TestNewerFormat:
    @pytest.mark.parametrize("arguments", READERS + WRITERS)
    def test_is_12_and_nothing_is_touched(
        self, cli: CommandLine, arguments: tuple[str, ...], seeds: Path
    ) -> None:
        path = cli.data / "archive.json"
        settings = json.loads(path.read_bytes())
        path.write_text(json.dumps({**settings, "format": settings["format"] + 1}))
        before = everything_below(cli.data)
        said = cli(*filled_in(arguments, seeds))
        assert (said.code, said.out) == (12, "")
        assert "newer" in said.err
        after = everything_below(cli.data)
        assert {**after, "lock": b""} == {**before, "lock": b""}

    def test_settings_alone_are_enough_to_be_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], seeds: Path
    ) -> None:
        data = tmp_path / "newer"
        data.mkdir()
        (data / "archive.json").write_text('{"format": 99, "created": "", "languages": []}')
        cli = CommandLine(data, capsys)
        assert cli("ingest", seeds).code == 12
        assert set(everything_below(data)) <= {"archive.json", "lock"}


class TestAccess:
    def test_a_data_folder_that_cannot_be_made_is_13(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], seeds: Path
    ) -> None:
        (tmp_path / "file").touch()
        said = CommandLine(tmp_path / "file" / "data", capsys)("ingest", seeds)
        assert (said.code, said.out) == (13, "")
        assert str(tmp_path / "file") in said.err

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a /proc")
    def test_a_place_where_nothing_can_be_written_is_13(
        self, capsys: pytest.CaptureFixture[str], seeds: Path
    ) -> None:
        assert CommandLine(Path("/proc/archive"), capsys)("ingest", seeds).code == 13

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a /dev/full")
    @pytest.mark.parametrize("arguments", [("list",), ("export",), ("search", "Lecornu")])
    def test_a_full_disk_under_the_output_is_13(
        self, cli: CommandLine, arguments: tuple[str, ...]
    ) -> None:
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*COMMAND, "--data", str(cli.data), *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(),
                timeout=PATIENCE,
                check=False,
            )
        assert done.returncode == 13
        assert len(done.stderr.decode().splitlines()) == 1

    def test_an_output_file_in_no_folder_is_13(self, cli: CommandLine, tmp_path: Path) -> None:
        said = cli("export", "--output", tmp_path / "no" / "folder.jsonl")
        assert (said.code, said.out) == (13, "")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_an_archive_that_may_not_be_read_is_13(self, cli: CommandLine) -> None:
        (cli.data / "archive.json").chmod(0)
        assert cli("list").code == 13


class TestBug:
    def test_an_unforeseen_error_is_70_and_asks_for_a_report(
        self, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_given: object, **_named: object) -> NoReturn:
            raise RuntimeError("the bug of this test")

        monkeypatch.setattr(Archive, "list", broken)
        said = cli("list")
        assert (said.code, said.out) == (70, "")
        assert "RuntimeError: the bug of this test" in said.err
        assert said.err.splitlines()[-1].startswith("archive: this is a bug")


class TestInterrupted:
    def test_ctrl_c_anywhere_is_130(
        self, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def pressed(*_given: object, **_named: object) -> NoReturn:
            raise KeyboardInterrupt

        monkeypatch.setattr(Archive, "list", pressed)
        said = cli("list")
        assert (said.code, said.out) == (130, "")
        assert "Traceback" not in said.err

    def test_an_ingest_commits_what_it_read_and_goes_on_when_run_again(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        number = 15_000
        text = "Ein Satz über Wahlen, Häfen und Züge. " * 3
        inputs = write_records(
            tmp_path / "big.jsonl",
            [{"id": f"n{n}", "date": "2024", "text": f"{n} {text}"} for n in range(number)],
        )
        cli = CommandLine(tmp_path / "data", capsys)
        arguments = ("--data", cli.data, "ingest", inputs, "--json")
        with Terminal(arguments, out_piped=True) as terminal:
            terminal.wait_for(r"[1-9][0-9]*%")
            terminal.signal(signal.SIGINT)
            said = terminal.finish()
        assert said.code == 130
        (outcome,) = said.objects
        assert outcome["interrupted"] is True
        assert 0 < outcome["stored"] <= number
        assert "again" in said.err
        assert cli.holds() == outcome["stored"]
        (again,) = cli("ingest", inputs, "--json").objects
        assert (again["unchanged"], again["stored"]) == (
            outcome["stored"], number - outcome["stored"],
        )  # fmt: skip


@pytest.fixture(scope="module")
def large_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose answers are larger than what a pipe holds."""
    records = [
        {"id": f"n{n}", "date": "2024", "text": f"Wahl {n} " + "und so weiter " * 60}
        for n in range(300)
    ]
    return archive_of(tmp_path_factory.mktemp("large"), records)


@pytest.fixture
def large(large_data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(large_data, capsys)


class TestClosedPipe:
    """Whoever reads may stop reading: that is the end, and no error."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("list", "-n", "300"),
            ("search", "Wahl", "-n", "300"),
            ("search", "Wahl", "-n", "300", "--json"),
            ("export",),
            ("export", "--format", "text"),
        ],
    )
    def test_after_the_first_line(self, large: CommandLine, arguments: tuple[str, ...]) -> None:
        running = subprocess.Popen(
            [*COMMAND, "--data", str(large.data), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline()
        running.stdout.close()
        noise = running.stderr.read()
        running.stderr.close()
        assert running.wait(timeout=PATIENCE) == 0
        assert noise == b""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("list",), ("show", "n1"), ("stats",), ("--help",), ("--version",), ("list", "--help"),
            ("completion", "bash"),
        ],
    )  # fmt: skip
    def test_before_anything_was_written(
        self, large: CommandLine, arguments: tuple[str, ...]
    ) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        try:
            done = subprocess.run(
                [*COMMAND, "--data", str(large.data), *arguments],
                stdout=writing,
                stderr=subprocess.PIPE,
                env=environment(),
                timeout=PATIENCE,
                check=False,
            )
        finally:
            os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")

    def test_standard_output_may_be_closed_from_the_beginning(self, large: CommandLine) -> None:
        shell = shutil.which("sh")
        assert shell is not None
        done = subprocess.run(
            [shell, "-c", '"$@" >&-', "sh", *COMMAND, "--data", str(large.data), "list"],
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=PATIENCE,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode in (0, 13)


def test_errors_are_one_sentence_on_standard_error(cli: CommandLine, tmp_path: Path) -> None:
    said = process("--data", tmp_path / "nowhere", "list")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("archive: there is no archive in ")
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["\x1b[31mrot", "\u202eumgekehrt", "zwei\nZeilen", "[red]x[/]"])
def test_names_in_errors_are_shown_harmlessly(cli: CommandLine, name: str) -> None:
    for arguments in (["show", name], ["ingest", name], [name], ["list", "--since", name]):
        said = cli(*arguments)
        assert said.code in (1, 2)
        assert "\x1b" not in said.err
        assert "\u202e" not in said.err
        assert len(said.err.splitlines()) <= 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "\udcff"), 1),
        (("show", "0\udcff"), 1),
        (("delete", "--yes", "\udcff"), 1),
        (("search", "id:\udcff"), 2),
        (("search", "id:\udcff*"), 2),
        (("search", "Lecornu\udcff"), None),
        (("search", '"Lecornu \udcff"'), None),
        (("search", "\udcff*"), None),
        (("search", "--source", "\udcff", "Lecornu"), None),
        (("list", "--since", "\udcff"), 2),
        (("ingest", "\udcff.txt"), 2),
        (("show", SEED_ID, "--highlight", "\udcff"), None),
    ],
)
def test_arguments_that_are_not_utf_8_are_answered_without_a_rebuild(
    cli: CommandLine, arguments: tuple[str, ...], code: int | None
) -> None:
    before = everything_below(cli.data)
    said = cli(*arguments)
    assert said.code in ((0, 1, 2) if code is None else (code,))
    assert "building the index" not in said.err
    assert everything_below(cli.data) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ingest", "-", "--id", "x"), 3),
        (("search", "--like", "-"), 2),
        (("delete", SEED_ID), 2),
        (("browse",), 2),
        (("list",), 0),
    ],
)
def test_a_closed_standard_input_is_an_empty_one(
    cli: CommandLine, arguments: tuple[str, ...], code: int
) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "--data", str(cli.data), *arguments],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
