"""``archive export`` as files, tables and Markdown; texts with a manifest go in again the same."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from command_line import RECORDS, CommandLine, archive_of, everything_below, on_terminal, process

from news_archive import Archive
from news_archive.render.export import parquet, spreadsheet

# Ids that no file system takes as they are, or that some take for the same.
ODD = (
    {"id": "dpa:2024-04-03:17", "date": "2024-04-03", "text": "Ein Doppelpunkt. (dpa)"},
    {"id": "WAHL-1", "date": "2024-04-03", "text": "BERLIN (dpa) – Großgeschrieben."},
    {"id": "con", "date": "2024-04", "text": "Ein Gerät. Mit „Zitat“, Komma; und \"mehr\"."},
    {"id": "wer?", "date": "2024-04", "text": "=1+1\n\n+Liste\nund *Sterne* <b>. (APA, dpa)"},
    {"id": "ende.", "date": "2019", "text": "date 2020 steht vorn. (SPD)"},
    {"id": "x.txt", "date": "2018", "text": "Ein \u2028 Trenner und \x1b[1m ein Code."},
    {"id": "😀" * 50, "date": "2018", "text": "Ein langer Name aus Bildern."},
)  # fmt: skip

# What another ingest makes differently.
PASSING = ("origin", "ingested_at", "revision", "checksum")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(tmp_path_factory.mktemp("export"), [*RECORDS, *ODD])


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def lasting(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name not in PASSING} for one in said]


@pytest.mark.parametrize("output", ["texts.tar.gz", "texts.tgz", "texts/", "leer"])
def test_texts_with_a_manifest_make_the_same_archive(
    cli: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    (tmp_path / "leer").mkdir()
    said = cli("export", "--format", "text", "--output", f"{tmp_path}/{output}")
    assert (said.code, said.out) == (0, "")
    assert f"wrote {cli.holds()} articles" in said.err
    other = CommandLine(tmp_path / "other", capsys)
    (outcome,) = other("ingest", "--json", tmp_path / output).objects
    assert (outcome["stored"], outcome["rejected"]) == (cli.holds(), 0)
    assert lasting(other("export").objects) == lasting(cli("export").objects)


def test_texts_unpacked_and_packed_again_make_the_same_archive(
    cli: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli("export", "--output", tmp_path / "texts.tar.gz")
    with tarfile.open(tmp_path / "texts.tar.gz") as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    with tarfile.open(tmp_path / "again.tar", "w") as tar:
        for path in sorted(
            (tmp_path / "unpacked").rglob("*.*"), key=lambda path: (path.parent, path.suffix)
        ):
            tar.add(path, f"top/{path.relative_to(tmp_path / 'unpacked')}")
    other = CommandLine(tmp_path / "other", capsys)
    assert other("ingest", tmp_path / "again.tar").code == 0
    assert lasting(other("export").objects) == lasting(cli("export").objects)


def test_a_query_chooses_what_becomes_files(cli: CommandLine, tmp_path: Path) -> None:
    cli(
        "export", "--output", f"{tmp_path}/dpa/", "--source", "dpa", "--since", "2024-04-03", "Wahl"
    )
    found = [name for name in everything_below(tmp_path / "dpa") if name.endswith(".txt")]
    assert found == ["2024/2024-04/wahl-1.txt", "2024/2024-04/wahl-2.txt"]


def test_names_that_differ_in_case_only_are_kept_apart(cli: CommandLine, tmp_path: Path) -> None:
    cli("export", "--output", f"{tmp_path}/all/")
    names = [name.rpartition("/")[2] for name in everything_below(tmp_path / "all")]
    alike = [name for name in names if name.lower().startswith("wahl-1")]
    assert len(alike) == 2
    assert len({name.lower() for name in alike}) == 2


class TestFolders:
    def test_a_folder_that_is_not_empty_is_refused(self, cli: CommandLine, tmp_path: Path) -> None:
        folder = tmp_path / "texts"
        folder.mkdir()
        (folder / "mine").write_text("mine")
        for output in (folder, f"{folder}/"):
            said = cli("export", "--output", output)
            assert said.code == 2
            assert "is not empty" in said.err
        assert everything_below(tmp_path) == {"texts/": b"", "texts/mine": b"mine"}

    def test_a_file_is_no_folder(self, cli: CommandLine, tmp_path: Path) -> None:
        (tmp_path / "texts").write_text("mine")
        assert cli("export", "--output", f"{tmp_path}/texts/").code == 2
        assert everything_below(tmp_path) == {"texts": b"mine"}

    @pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
    @pytest.mark.parametrize("output", ["texts/", "texts.tar.gz"])
    def test_a_table_is_one_file(
        self, cli: CommandLine, tmp_path: Path, form: str, output: str
    ) -> None:
        said = cli("export", "--format", form, "--output", f"{tmp_path}/{output}")
        assert said.code == 2
        assert f"{form} is one file" in said.err
        assert everything_below(tmp_path) == {}

    @pytest.mark.parametrize("output", ["texts/", "texts.tar.gz"])
    def test_an_export_that_fails_leaves_nothing(
        self, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
    ) -> None:
        fields = Archive.fields

        def broken(self: Archive, *given: Any, **named: Any) -> Iterator[dict[str, Any]]:
            yield next(fields(self, *given, **named))
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(Archive, "fields", broken)
        assert cli("export", "--output", f"{tmp_path}/{output}").code == 13
        assert everything_below(tmp_path) == {}

    def test_a_query_that_cannot_be_read_makes_no_folder(
        self, cli: CommandLine, tmp_path: Path
    ) -> None:
        assert cli("export", "--output", f"{tmp_path}/texts/", "(Putin").code == 2
        assert everything_below(tmp_path) == {}

    def test_a_folder_above_that_is_missing_is_an_error(
        self, cli: CommandLine, tmp_path: Path
    ) -> None:
        assert cli("export", "--output", f"{tmp_path}/missing/texts/").code == 13

    def test_nothing_found_is_an_empty_folder(self, cli: CommandLine, tmp_path: Path) -> None:
        assert cli("export", "--output", f"{tmp_path}/texts/", "Kaninchenzüchter").code == 0
        assert everything_below(tmp_path) == {"texts/": b""}

    def test_markdown_is_files_too(self, cli: CommandLine, tmp_path: Path) -> None:
        cli("export", "--format", "markdown", "--output", f"{tmp_path}/texts/", "id:wahl-1")
        files = everything_below(tmp_path / "texts")
        assert files["2024/2024-04/wahl-1.md"].startswith(b"# Die Wahl in Th")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.jsonl", b'{"id":'),
        ("a.txt", b" date "),
        ("a.csv", b"id,date,"),
        ("a.md", b"# "),
        ("A.CSV", b"id,date,"),
        ("a.tar.gz", b"\x1f\x8b"),
        ("a.TGZ", b"\x1f\x8b"),
        ("a.json", b'{"id":'),
    ],
)
def test_the_ending_of_the_output_says_the_format(
    cli: CommandLine, tmp_path: Path, name: str, begins: bytes
) -> None:
    assert cli("export", "--output", tmp_path / name).code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("name", ["a", "a.html", "a.pdf", "a.docx", "a.xml"])
def test_an_ending_that_says_no_format_is_a_mistake(
    cli: CommandLine, tmp_path: Path, name: str
) -> None:
    said = cli("export", "--output", tmp_path / name)
    assert said.code == 2
    assert ".jsonl, .txt, .csv" in said.err
    assert not (tmp_path / name).exists()
    assert cli("export", "--output", tmp_path / name, "--format", "text").code == 0


def test_excel_opens_a_table_with_semicolons_and_a_mark(cli: CommandLine, tmp_path: Path) -> None:
    assert cli("export", "--format", "excel", "--output", tmp_path / "a.csv").code == 0
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid;date;")


def test_a_format_that_is_named_counts_more_than_the_ending(
    cli: CommandLine, tmp_path: Path
) -> None:
    cli("export", "--format", "jsonl", "--output", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b'{"id":')


@pytest.mark.parametrize("form", ["text", "csv", "parquet", "markdown"])
def test_what_is_not_json_goes_with_json_only_to_a_file(
    cli: CommandLine, tmp_path: Path, form: str
) -> None:
    assert cli("export", "--format", form, "--json").code == 2


def test_with_json_a_folder_is_told_of_in_one_object(cli: CommandLine, tmp_path: Path) -> None:
    output = f"{tmp_path}/texts/"
    (said,) = cli("export", "--json", "--output", output).objects
    assert said == {"written": cli.holds(), "output": output}


class TestCsv:
    def test_a_table_says_all_that_a_record_says(self, cli: CommandLine) -> None:
        said = process("--data", cli.data, "export", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(said.out, newline="")))
        records = cli("export").objects
        assert rows == [
            {
                **{name: str(value) for name, value in record.items() if name != "checksum"},
                "sources": ";".join(record["sources"]),
                "credit": record["credit"] or "",
            }
            for record in records
        ]

    def test_lines_end_and_quotes_stand_as_the_rfc_says(self, cli: CommandLine) -> None:
        said = cli("export", "--format", "csv", "id:con")
        assert said.out.startswith(
            "id,date,sources,credit,body,origin,ingested_at,revision,digest\r\n"
            'con,2024-04,,,"Ein Gerät. Mit „Zitat“, Komma; und ""mehr"".",'
        )
        assert said.out.endswith("\r\n")

    def test_a_text_like_a_formula_stays_as_it_is(self, cli: CommandLine) -> None:
        assert ',"=1+1\n\n+Liste\nund' in cli("export", "--format", "csv", "id:wer*").out

    def test_a_terminal_is_shown_control_characters(self, cli: CommandLine) -> None:
        seen = on_terminal("--data", cli.data, "export", "--format", "csv", "id:x.txt").out
        assert "\x1b" not in seen
        assert "␛[1m" in seen


class TestParquet:
    def test_columns_have_types(self, cli: CommandLine, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow")
        assert cli("export", "--output", tmp_path / "a.parquet").code == 0
        table = import_module("pyarrow.parquet").read_table(tmp_path / "a.parquet")
        assert {field.name: str(field.type) for field in table.schema} == {
            "id": "string", "date": "string", "sources": "list<element: string>",
            "credit": "string", "body": "string", "origin": "string",
            "ingested_at": "timestamp[ms, tz=UTC]", "revision": "int64", "digest": "string",
        }  # fmt: skip

    def test_a_table_says_all_that_a_record_says(self, cli: CommandLine, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow")
        cli("export", "--output", tmp_path / "a.parquet")
        rows = import_module("pyarrow.parquet").read_table(tmp_path / "a.parquet").to_pylist()
        records = cli("export").objects
        for record in records:
            del record["checksum"]
            record["ingested_at"] = datetime.datetime.fromisoformat(record["ingested_at"])
        assert rows == records

    def test_few_rows_are_held_at_a_time(
        self, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("pyarrow")
        monkeypatch.setattr(parquet, "_GROUP_ROWS", 4)
        cli("export", "--output", tmp_path / "a.parquet")
        file = import_module("pyarrow.parquet").ParquetFile(tmp_path / "a.parquet")
        groups = [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)]
        assert max(groups) == 4
        assert sum(groups) == cli.holds()

    def test_nothing_found_is_a_table_without_rows(self, cli: CommandLine, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow")
        cli("export", "--output", tmp_path / "a.parquet", "Kaninchenzüchter")
        assert import_module("pyarrow.parquet").read_table(tmp_path / "a.parquet").num_rows == 0

    def test_a_terminal_is_spared(self, cli: CommandLine) -> None:
        pytest.importorskip("pyarrow")
        said = on_terminal("--data", cli.data, "export", "--format", "parquet")
        assert said.code == 2
        assert "not for a terminal" in said.out

    def test_without_pyarrow_one_sentence_says_what_to_install(
        self, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing(name: str) -> object:
            raise ModuleNotFoundError(f"No module named {name!r}")

        monkeypatch.setattr(parquet, "import_module", missing)
        said = cli("export", "--output", tmp_path / "a.parquet")
        assert said.code == 2
        assert "pip install 'news-archive[parquet]'" in said.err
        assert len(said.err.splitlines()) == 1
        assert everything_below(tmp_path) == {}


def test_a_markdown_document_has_a_heading_for_each_article(cli: CommandLine) -> None:
    said = cli("export", "--format", "markdown", "id:wer* OR id:con")
    headings = [line for line in said.lines if line.startswith("# ")]
    assert headings == ["# Ein Gerät.", "# \\=1+1"]
    assert "- id: `wer?`" in said.lines
    assert "\\*Sterne\\* \\<b\\>" in said.out


def test_an_archive_that_was_there_is_replaced_whole(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"x" * 1_000_000)
    cli("export", "--output", tmp_path / "a.tar.gz", "id:con")
    with tarfile.open(tmp_path / "a.tar.gz") as tar:
        assert tar.getnames() == ["2024/2024-04/manifest.jsonl", "2024/2024-04/_con.txt"]
        member = tar.extractfile("2024/2024-04/manifest.jsonl")
        assert member is not None
        assert json.loads(member.read().splitlines()[1]) == {"file": "_con.txt", "id": "con"}
    assert set(everything_below(tmp_path)) == {"a.tar.gz"}


class TestWorkbook:
    """What openpyxl reads from what XlsxWriter wrote."""

    def rows(self, path: Path) -> list[tuple[str | None, ...]]:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.load_workbook(path, read_only=True)
        return [row for sheet in book for row in sheet.iter_rows(values_only=True)]

    def test_every_cell_is_text(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        records = [
            {"id": "007", "date": "2024-04", "text": "=1+1"},
            {"id": "1e5", "date": "2024", "text": "https://example.org/ (dpa, afp)"},
        ]
        cli = CommandLine(archive_of(tmp_path, records), capsys)
        assert cli("export", "--output", tmp_path / "a.xlsx").code == 0
        head, *rows = self.rows(tmp_path / "a.xlsx")
        assert head[:5] == ("id", "date", "sources", "credit", "body")
        assert [row[:5] for row in rows] == [
            ("1e5", "2024", "dpa;afp", "dpa, afp", "https://example.org/"),
            ("007", "2024-04", "", "", "=1+1"),
        ]

    def test_all_articles_are_in_it(self, cli: CommandLine, tmp_path: Path) -> None:
        said = cli("export", "--output", tmp_path / "a.xlsx", "--json")
        assert said.objects[0]["written"] == cli.holds()
        ids = {record["id"] for record in cli("export").objects}
        assert {row[0] for row in self.rows(tmp_path / "a.xlsx")[1:]} == ids

    def test_a_long_text_is_cut_and_says_so(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = "\U0001f600 " * 20_000
        data = archive_of(tmp_path, [{"id": "long", "date": "2024", "text": text}])
        CommandLine(data, capsys)("export", "--output", tmp_path / "a.xlsx")
        body = self.rows(tmp_path / "a.xlsx")[1][4]
        assert body is not None
        assert body.endswith(" … [cut here: the text has 39,999 characters]")
        assert len(body.encode("utf-16-le")) // 2 <= 32_767
        assert body.startswith("\U0001f600 \U0001f600")

    def test_more_articles_than_a_sheet_holds_go_to_another(
        self, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(spreadsheet, "_SHEET_ROWS", 3)
        cli("export", "--output", tmp_path / "a.xlsx")
        heads = [row for row in self.rows(tmp_path / "a.xlsx") if row[0] == "id"]
        assert len(heads) == -(-cli.holds() // 2)

    def test_a_terminal_is_spared_and_a_pipe_is_not(self, cli: CommandLine, tmp_path: Path) -> None:
        assert (
            "not for a terminal"
            in on_terminal("--data", cli.data, "export", "--format", "xlsx").out
        )
        program = [sys.executable, "-m", "news_archive", "--data", str(cli.data), "export"]
        piped = subprocess.run([*program, "--format", "xlsx"], capture_output=True, check=True)
        (tmp_path / "a.xlsx").write_bytes(piped.stdout)
        assert len(self.rows(tmp_path / "a.xlsx")) == cli.holds() + 1

    def test_without_the_library_one_sentence_says_what_to_install(
        self, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing(name: str) -> object:
            raise ModuleNotFoundError(f"No module named {name!r}")

        monkeypatch.setattr(spreadsheet, "import_module", missing)
        said = cli("export", "--output", tmp_path / "a.xlsx")
        assert said.code == 2
        assert "pip install 'news-archive[excel]'" in said.err
