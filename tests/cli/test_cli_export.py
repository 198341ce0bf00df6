"""``archive export``: what comes out goes in again, and files are replaced whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from command_line import RECORDS, CommandLine, archive_of, everything_below, process

from news_archive import Archive

SEED_ID = "000_680284227f96cff5"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = archive_of(
        tmp_path_factory.mktemp("export"),
        [
            *RECORDS,
            {"id": "zweizeilig", "date": "2024-05", "text": "Oben\nunten.\n\nDanach. (dts)"},
            {"id": "klammer", "date": "2024-05-01", "text": "Am Ende steht etwas (SPD)"},
            {"id": "datum", "date": "2019", "text": "date 2020 steht am Anfang des Texts."},
            {"id": "zeile", "date": "2018", "text": "BERLIN (dpa) – Eine Ortsmarke am Anfang."},
            {"id": "zeichen", "date": "2017", "text": "Ein \u2028 Trenner und \x1b[1m ein Code."},
        ],
    )
    with Archive(folder) as archive:
        archive.ingest([Path(__file__).parents[2] / "seeds"])
    return folder


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def content(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a record says, apart from where and when it was taken in."""
    return {name: record[name] for name in ("id", "date", "sources", "credit", "body", "digest")}


def test_without_a_query_all_are_exported_oldest_first(cli: CommandLine) -> None:
    records = cli("export").objects
    assert len(records) == cli.holds()
    dates = [record["date"][:4] for record in records]
    assert dates == sorted(dates)


def test_records_are_exported_as_they_are_stored(cli: CommandLine) -> None:
    exported = cli("export").objects
    stored = [
        json.loads(line)
        for path in sorted((cli.data / "articles").iterdir())
        for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    ]
    assert sorted(exported, key=itemgetter("id")) == sorted(stored, key=itemgetter("id"))


def test_a_query_and_filters_choose(cli: CommandLine) -> None:
    said = cli("export", "--since", "2024", "Wahl", "-Thüringen")
    assert [record["id"] for record in said.objects] == ["wahl-2"]


def test_a_query_is_never_relaxed(cli: CommandLine) -> None:
    said = cli("export", "Putin", "Kaninchenzüchter")
    assert (said.code, said.out) == (0, "")


def test_jsonl_goes_in_again_as_unchanged(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert cli("export", "--output", file).code == 0
    (outcome,) = cli("ingest", "--dry-run", "--json", file).objects
    assert (outcome["unchanged"], outcome["stored"], outcome["rejected"]) == (cli.holds(), 0, 0)


def test_jsonl_makes_the_same_archive_elsewhere(
    cli: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.jsonl"
    cli("export", "--output", file)
    other = CommandLine(tmp_path / "other", capsys)
    assert other("ingest", file).code == 0
    assert list(map(content, other("export").objects)) == list(map(content, cli("export").objects))


def test_the_text_of_each_article_reads_back_equal(
    cli: CommandLine, tmp_path: Path, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = cli("export").objects
    for record in records:
        file = inbox / f"{record['id']}.txt"
        said = cli("export", "--format", "text", "--output", file, f"id:{record['id']}")
        assert said.code == 0
    other = CommandLine(tmp_path / "other", capsys)
    assert other("ingest", inbox).code == 0
    assert list(map(content, other("export").objects)) == list(map(content, records))


def test_texts_follow_one_another_with_an_empty_line_between(cli: CommandLine) -> None:
    said = cli("export", "--format", "text", "--since", "2024", "Wahl")
    first, second = sorted(said.out.strip("\n").split("\n\n"))
    assert first == " date 2024-04 Nach der Wahl wird gezählt. (AFP, dpa)"
    assert second == " date 2024-04-03 Die Wahl in Thüringen beginnt. (dpa)"


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_standard_output_and_a_file_get_the_same(
    cli: CommandLine, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "out"
    said = cli("export", "--format", form, "--output", file)
    assert (said.code, said.out) == (0, "")
    assert str(cli.holds()) in said.err
    assert file.read_bytes() == cli("export", "--format", form).out.encode()


def test_an_output_file_is_replaced(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("what was there before\n" * 10_000)
    assert cli("export", "--output", file, "id:putin").code == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1
    assert set(everything_below(tmp_path)) == {"out.jsonl"}


def test_an_export_that_fails_leaves_the_file_as_it_was(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("what was there before")
    fields = Archive.fields

    def broken(self: Archive, *given: Any, **named: Any) -> Iterator[dict[str, Any]]:
        yield next(fields(self, *given, **named))
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Archive, "fields", broken)
    assert cli("export", "--output", file).code == 13
    assert file.read_text() == "what was there before"
    assert set(everything_below(tmp_path)) == {"out.jsonl"}


def test_a_query_that_cannot_be_read_leaves_the_file_as_it_was(
    cli: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("what was there before")
    assert cli("export", "--output", file, "(Putin").code == 2
    assert file.read_text() == "what was there before"


def test_an_output_that_is_a_pipe_is_written_to_and_not_replaced(
    cli: CommandLine, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    # Opened for both, so that opening waits for nobody; what is written fits the pipe.
    descriptor = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        said = cli("export", "--output", pipe, "id:putin")
        assert said.code == 0
        assert pipe.is_fifo()
        got.append(os.read(descriptor, 65536))
    finally:
        os.close(descriptor)
    assert got[0].startswith(b'{"id":"putin"')


def test_json_with_a_text_export_to_standard_output_is_refused_or_json(cli: CommandLine) -> None:
    said = cli("export", "--format", "text", "--json", "id:putin")
    assert said.code == 2 or [record["id"] for record in said.objects] == ["putin"]


def test_a_real_process_writes_the_same_bytes(cli: CommandLine) -> None:
    assert process("--data", cli.data, "export").out == cli("export").out


@pytest.mark.parametrize(
    "name",
    ["archive.json", "articles/2024-04.jsonl", "articles/neu.csv", "index/", "lock", "damaged/x/"],
)
def test_what_is_the_archives_own_is_never_written_over(data: Path, name: str) -> None:
    before = everything_below(data)
    for target in (data / name, data.parent / "data/../data" / name):
        said = process("--data", data, "export", "--output", f"{target}{'/' * name.endswith('/')}")
        assert said.code == 2
        assert "belongs to the archive" in said.err
    assert everything_below(data) == before


def test_a_chart_and_a_list_of_rejected_inputs_are_no_month_files_either(cli: CommandLine) -> None:
    before = everything_below(cli.data)
    target = cli.data / "articles" / "2024-04.jsonl"
    assert cli("timeline", "--svg", target).code == 2
    assert cli("ingest", cli.data.parent, "--rejected", target).code == 2
    assert everything_below(cli.data) == before


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.zip", "a.tar", "a.md.zst", "a.ods"])
def test_no_name_promises_what_is_not_written(cli: CommandLine, tmp_path: Path, name: str) -> None:
    said = cli("export", "--output", tmp_path / name)
    assert (said.code, list(tmp_path.iterdir())) == (2, [])
    assert name in said.err


def test_a_hyphen_is_standard_output_and_no_name_at_all_is_an_error(cli: CommandLine) -> None:
    assert cli("export", "--output", "-").out == cli("export").out
    said = cli("export", "--output", "")
    assert (said.code, said.err) == (2, "archive: the name behind `--output` is empty\n")


def test_a_folder_that_is_not_there_is_named_as_it_was_typed(
    cli: CommandLine, tmp_path: Path
) -> None:
    said = cli("export", "--output", tmp_path / "nirgends" / "a.csv")
    assert said.code == 13
    assert f"cannot write {tmp_path / 'nirgends' / 'a.csv'}: " in said.err


def test_a_body_that_ends_in_another_credit_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "zwei.txt").write_text(" date 2024-04 Er sagte ab. (dpa) (AFP)", encoding="utf-8")
    with Archive(tmp_path / "data") as archive, Archive(tmp_path / "other") as other:
        archive.ingest([tmp_path / "zwei.txt"])
        exported = tmp_path / "a.jsonl"
        exported.write_text(json.dumps(archive.record("zwei")) + "\n", encoding="utf-8")
        other.ingest([exported])
        assert archive.record("zwei")["body"] == "Er sagte ab. (dpa)"
        assert content(other.record("zwei")) == content(archive.record("zwei"))
        assert archive.ingest([exported]).unchanged == 1
