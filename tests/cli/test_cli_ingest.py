"""``archive ingest``: its options, what it counts, and what it never writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine, Result, everything_below, process, write_records

SEED_ID = "000_680284227f96cff5"


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """An archive that is not there yet."""
    return CommandLine(tmp_path / "data", capsys)


def counts(said: Result) -> dict[str, int]:
    return {name: int(number) for number, name in (line.split("\t") for line in said.lines)}


def counted(stored: int = 0, updated: int = 0, unchanged: int = 0, rejected: int = 0) -> Any:
    return {"stored": stored, "updated": updated, "unchanged": unchanged, "rejected": rejected}


def put(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


class TestCounts:
    def test_each_input_is_counted_once(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, one=" date 2024 Eins.", two=" date 2024 Zwei.", none="Kein Datum.")
        said = cli("ingest", inbox)
        assert (said.code, counts(said)) == (3, counted(stored=2, rejected=1))
        put(inbox, two=" date 2024 Zwei. (dpa)", three=" date 2024 Drei.")
        (inbox / "none.txt").unlink()
        said = cli("ingest", inbox)
        assert (said.code, counts(said)) == (0, counted(stored=1, updated=1, unchanged=1))

    def test_files_of_other_kinds_are_left_alone(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, one=" date 2024 Eins.")
        (inbox / "photo.jpg").write_bytes(b"\xff\xd8")
        said = cli("ingest", "--json", inbox)
        assert said.code == 0
        assert said.objects[0]["ignored"] == 1

    def test_an_empty_folder_is_no_error(self, cli: CommandLine, inbox: Path) -> None:
        assert counts(cli("ingest", inbox)) == counted()
        assert cli("list").code == 0

    def test_several_paths_are_taken_in(self, cli: CommandLine, inbox: Path, seeds: Path) -> None:
        put(inbox, one=" date 2024 Eins.")
        assert counts(cli("ingest", inbox / "one.txt", seeds)) == counted(stored=2)

    def test_a_path_named_twice_is_unchanged_the_second_time(
        self, cli: CommandLine, seeds: Path
    ) -> None:
        assert counts(cli("ingest", seeds, seeds)) == counted(stored=1, unchanged=1)


class TestRejected:
    def test_each_is_a_line_on_standard_error(self, cli: CommandLine, inbox: Path) -> None:
        for number in range(30):
            put(inbox, **{f"bad{number:02}": "kein Datum"})
        said = cli("ingest", inbox)
        lines = said.err.splitlines()
        assert len(lines) == 30
        assert lines[0].startswith("archive: rejected bad00.txt: no header")

    def test_all_of_them_go_to_a_file(self, cli: CommandLine, inbox: Path, tmp_path: Path) -> None:
        put(inbox, a="kein Datum", b=" date 2024-13 Unmöglich.", c=" date 2024 Gut.", d="")
        rejected = tmp_path / "rejected.tsv"
        assert cli("ingest", inbox, "--rejected", rejected).code == 3
        rows = [line.split("\t") for line in rejected.read_text(encoding="utf-8").splitlines()]
        assert [row[0] for row in rows] == ["a.txt", "b.txt", "d.txt"]
        assert all(len(row) == 2 and row[1] for row in rows)

    def test_the_file_is_written_even_if_nothing_was_rejected(
        self, cli: CommandLine, seeds: Path, tmp_path: Path
    ) -> None:
        rejected = tmp_path / "rejected.tsv"
        rejected.write_text("of an earlier run")
        assert cli("ingest", seeds, "--rejected", rejected).code == 0
        assert rejected.read_bytes() == b""

    def test_a_file_that_cannot_be_written_is_told_before_anything_is_done(
        self, cli: CommandLine, seeds: Path, tmp_path: Path
    ) -> None:
        said = cli("ingest", seeds, "--rejected", tmp_path / "no" / "rejected.tsv")
        assert (said.code, said.out) == (13, "")
        assert not cli.data.exists()


class TestDryRun:
    def test_writes_nothing_where_no_archive_is(
        self, cli: CommandLine, inbox: Path, tmp_path: Path
    ) -> None:
        put(inbox, one=" date 2024 Eins.", none="Kein Datum.")
        before = everything_below(tmp_path)
        said = cli("ingest", "--dry-run", inbox)
        assert (said.code, counts(said)) == (3, counted(stored=1, rejected=1))
        assert everything_below(tmp_path) == before

    def test_writes_nothing_where_one_is(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, one=" date 2024 Eins.", two=" date 2024 Zwei.")
        cli("ingest", inbox)
        put(inbox, two=" date 2024 Zwei. (dpa)", three=" date 2024 Drei.")
        before = everything_below(cli.data)
        said = cli("ingest", "--dry-run", inbox)
        assert counts(said) == counted(stored=1, updated=1, unchanged=1)
        assert everything_below(cli.data) == before
        assert counts(cli("ingest", inbox)) == counts(said)

    def test_foresees_conflicts_within_the_run(self, cli: CommandLine, inbox: Path) -> None:
        for folder, text in (("a", "Ein Text über Häfen."), ("b", "Etwas ganz anderes.")):
            (inbox / folder).mkdir()
            put(inbox / folder, same=f" date 2024 {text}")
        dry = cli("ingest", "--dry-run", inbox)
        assert dry.code == 3
        assert counts(dry) == counts(cli("ingest", inbox)) == counted(stored=1, rejected=1)


class TestDate:
    def test_is_for_texts_without_a_header(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, bare="Ein Text ohne Kopf.", dated=" date 2024-04 Ein Text mit Kopf.")
        assert cli("ingest", inbox, "--date", "2015").code == 0
        dates = {row["id"]: row["date"] for row in cli("list", "--json").objects}
        assert dates == {"bare": "2015", "dated": "2024-04"}

    @pytest.mark.parametrize(
        ("written", "date"),
        [
            ("2015", "2015"),
            ("2015-06", "2015-06"),
            ("24.6.2015", "2015-06-24"),
            ("Juni 2015", "2015-06"),
        ],
    )
    def test_is_exactly_as_precise_as_written(
        self, cli: CommandLine, inbox: Path, written: str, date: str
    ) -> None:
        put(inbox, bare="Ein Text ohne Kopf.")
        assert cli("ingest", inbox, "--date", written).code == 0
        assert [row["date"] for row in cli("list", "--json").objects] == [date]

    @pytest.mark.parametrize(
        "written", ["04/03/2024", "30. Februar 2024", "1066", "", "2024 oder so"]
    )
    def test_that_cannot_be_meant_is_a_usage_error(
        self, cli: CommandLine, inbox: Path, written: str
    ) -> None:
        assert cli("ingest", inbox, "--date", written).code == 2
        assert not cli.data.exists()


class TestEncoding:
    def test_is_for_texts_that_are_not_utf_8(self, cli: CommandLine, inbox: Path) -> None:
        (inbox / "alt.txt").write_bytes(" date 1998 Die Züge fahren.".encode("cp1252"))
        said = cli("ingest", inbox)
        assert said.code == 3
        assert "0xfc" in said.err
        assert "--encoding cp1252" in said.err
        assert cli("ingest", inbox, "--encoding", "cp1252").code == 0
        assert "Die Züge fahren." in cli("show", "alt").out

    @pytest.mark.parametrize("name", ["klingon", "", "base64", "rot13", "hex"])
    def test_that_is_none_is_a_usage_error(self, cli: CommandLine, inbox: Path, name: str) -> None:
        put(inbox, one=" date 2024 Eins.")
        said = cli("ingest", inbox, "--encoding", name)
        assert (said.code, said.out) == (2, "")
        assert not cli.data.exists()

    @pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "utf-16", "ascii"])
    def test_that_does_not_fit_is_no_bug(self, cli: CommandLine, inbox: Path, name: str) -> None:
        put(inbox, one=f" date 2024 {'Ä' * 101}. {'x' * 101}.")
        said = cli("ingest", inbox, "--encoding", name, "--encoding-always")
        assert said.code in (2, 3)
        assert "Traceback" not in said.err

    def test_is_for_texts_that_are_not_utf8(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, neu=" date 2024 Schöne Grüße.")
        (inbox / "alt.txt").write_bytes(" date 1998 Schöne Grüße.".encode("cp1252"))
        assert cli("ingest", inbox, "--encoding", "cp1252").code == 0
        assert cli("search", "--count", "Grüße").out == "2\n"

    def test_is_for_all_texts_if_that_is_said(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, neu=" date 2024 Schöne Grüße.")
        assert cli("ingest", inbox, "--encoding", "cp1252", "--encoding-always").code == 0
        assert cli("search", "--count", "Grüße").code == 1
        assert cli("ingest", inbox, "--encoding-always").code == 2


class TestQuiet:
    def test_says_nothing_but_what_was_rejected(self, cli: CommandLine, inbox: Path) -> None:
        put(inbox, gut=" date 2024 Gut.")
        (inbox / "bild.png").write_bytes(b"x")
        said = cli("ingest", inbox, "--quiet")
        assert (said.code, said.out, said.err) == (0, "", "")
        put(inbox, schlecht="kein Kopf")
        said = cli("ingest", inbox, "--quiet")
        assert (said.code, said.out) == (3, "")
        assert "schlecht.txt" in said.err


class TestStandardInput:
    def test_is_one_text_with_the_id_given(self, cli: CommandLine) -> None:
        given = b" date 2024-04-03 Eine Notiz. (dpa)"
        said = process("--data", cli.data, "ingest", "-", "--id", "my-note", given=given)
        assert (said.code, counts(said)) == (0, counted(stored=1))
        (record,) = cli("show", "my-note", "--json").objects
        assert (record["date"], record["sources"], record["body"]) == (
            "2024-04-03", ["dpa"], "Eine Notiz.",
        )  # fmt: skip

    def test_that_cannot_be_read_is_rejected(self, cli: CommandLine) -> None:
        said = process("--data", cli.data, "ingest", "-", "--id", "x", given=b"\xff\xfe\xfd")
        assert said.code == 3
        assert said.err.startswith("archive: rejected -: ")

    def test_takes_options_like_any_other(self, cli: CommandLine) -> None:
        given = "Züge".encode("cp1252")
        options = ["--id", "x", "--date", "1998", "--encoding", "cp1252"]
        assert process("--data", cli.data, "ingest", "-", *options, given=given).code == 0

    def test_is_bounded(self, cli: CommandLine) -> None:
        given = b" date 2024 " + b"lang " * 100
        options = ["--id", "x", "--max-bytes", "100"]
        said = process("--data", cli.data, "ingest", "-", *options, given=given)
        assert said.code == 3
        assert "100" in said.err


class TestIds:
    def test_are_file_names_unless_told(self, cli: CommandLine, inbox: Path) -> None:
        (inbox / "deep").mkdir()
        put(inbox / "deep", **{"Interview 3.5.2024": " date 2024 Ein Gespräch."})
        cli("ingest", inbox)
        assert [row["id"] for row in cli("list", "--json").objects] == ["Interview 3.5.2024"]

    def test_may_be_relative_paths(self, cli: CommandLine, inbox: Path) -> None:
        for folder in ("a", "b"):
            (inbox / folder).mkdir()
            put(inbox / folder, same=f" date 2024 Der Text in {folder}.")
        said = cli("ingest", inbox, "--id", "path")
        assert (said.code, counts(said)) == (0, counted(stored=2))
        assert {row["id"] for row in cli("list", "--json").objects} == {"a_same", "b_same"}

    def test_of_another_article_are_a_conflict_unless_it_may_be_replaced(
        self, cli: CommandLine, inbox: Path
    ) -> None:
        for folder, text in (("a", "Ein Text über Häfen."), ("b", "Etwas ganz anderes.")):
            (inbox / folder).mkdir()
            put(inbox / folder, same=f" date 2024 {text}")
        cli("ingest", inbox / "a")
        said = cli("ingest", inbox / "b" / "same.txt")
        assert (said.code, counts(said)) == (3, counted(rejected=1))
        assert "--replace" in said.err
        assert "--id path" in said.err
        assert "Häfen" in cli("show", "same").out
        said = cli("ingest", inbox / "b", "--replace")
        assert (said.code, counts(said)) == (0, counted(updated=1))
        assert "Etwas ganz anderes." in cli("show", "same").out
        assert cli.holds() == 1


def test_a_text_may_be_longer_than_usual_if_told(cli: CommandLine, inbox: Path) -> None:
    put(inbox, long=" date 2024 " + "lang " * 100)
    assert cli("ingest", inbox, "--max-bytes", "100").code == 3
    assert cli("ingest", inbox, "--max-bytes", "10000").code == 0


def test_json_lines_may_have_a_title_and_a_source(cli: CommandLine, inbox: Path) -> None:
    record = {"id": "n1", "date": "2024", "title": "Kopf", "text": "Rumpf.", "source": "dpa"}
    write_records(inbox / "batch.jsonl", [record])
    assert cli("ingest", inbox).code == 0
    (article,) = cli("list", "--json").objects
    assert (article["headline"], article["sources"]) == ("Kopf", ["dpa"])


def test_the_data_folder_is_never_an_input(cli: CommandLine, seeds: Path) -> None:
    cli("ingest", seeds)
    before = cli.holds()
    assert cli("ingest", cli.data.parent, "--json").objects[0]["stored"] == 0
    assert cli.holds() == before


@pytest.mark.parametrize("name", ["Müller.txt", "東京.txt", "Ä Ö Ü.txt"])
def test_names_may_have_any_letters(cli: CommandLine, inbox: Path, name: str) -> None:
    (inbox / name).write_text(" date 2024 Ein Text.", encoding="utf-8")
    assert cli("ingest", inbox / name).code == 0
    assert cli("show", name.removesuffix(".txt")).code == 0
