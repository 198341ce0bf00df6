"""``archive show``: ids by their beginning, several articles, and the seed text back."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of, process

from news_archive import Archive

SEED_ID = "000_680284227f96cff5"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = [
        "a",
        "ab",
        "abc",
        "abd",
        "Bär 3.5.2024",
        "x_1",
        "x%1",
        "x*1",
        *(f"many{n:02}" for n in range(20)),
    ]
    return archive_of(
        tmp_path_factory.mktemp("show"),
        [{"id": name, "date": "2024", "text": f"Der Artikel {name}. (dpa)"} for name in names],
    )


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def shown(cli: CommandLine, *arguments: str) -> list[str]:
    said = cli("show", "--json", *arguments)
    assert said.code == 0, said.err
    return [record["id"] for record in said.objects]


@pytest.mark.parametrize(
    ("beginning", "identity"),
    [
        ("abc", "abc"),
        ("abd", "abd"),
        ("a", "a"),
        ("ab", "ab"),
        ("B", "Bär 3.5.2024"),
        ("Bär 3.5", "Bär 3.5.2024"),
        ("Ba\u0308r", "Bär 3.5.2024"),
        ("many07", "many07"),
        ("x_", "x_1"),
        ("x%", "x%1"),
        ("x*", "x*1"),
    ],
)
def test_an_exact_id_or_else_the_only_one_that_begins_so(
    cli: CommandLine, beginning: str, identity: str
) -> None:
    assert shown(cli, beginning) == [identity]


@pytest.mark.parametrize("beginning", ["b", "bc", "abcd", "*", "?"])
def test_anything_else_is_not_found(cli: CommandLine, beginning: str) -> None:
    assert cli("show", beginning).code == 1


def test_an_ambiguous_beginning_is_a_usage_error_with_the_candidates(cli: CommandLine) -> None:
    said = cli("show", "x")
    assert (said.code, said.out) == (2, "")
    assert all(name in said.err for name in ("x_1", "x%1", "x*1"))


def test_of_many_candidates_some_are_named(cli: CommandLine) -> None:
    said = cli("show", "many")
    assert said.code == 2
    assert "many00" in said.err
    assert "many19" not in said.err
    assert "…" in said.err


def test_several_are_shown_in_the_order_asked(cli: CommandLine) -> None:
    assert shown(cli, "many03", "abc", "B") == ["many03", "abc", "Bär 3.5.2024"]


def test_several_are_parted_by_an_empty_line(cli: CommandLine) -> None:
    said = cli("show", "abc", "abd")
    assert said.out == f"{cli('show', 'abc').out}\n{cli('show', 'abd').out}"


def test_a_wrong_id_is_told_before_anything_is_printed(cli: CommandLine) -> None:
    said = cli("show", "abc", "nobody")
    assert (said.code, said.out) == (1, "")


def test_highlight_changes_nothing_in_a_pipe(cli: CommandLine) -> None:
    assert cli("show", "abc", "--highlight", "Artikel").out == cli("show", "abc").out


def test_raw_is_the_seed_text(
    seeded: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str], seeds: Path
) -> None:
    cli = CommandLine(tmp_path / "data", capsys)
    given = (seeds / f"{SEED_ID}.txt").read_text(encoding="utf-8")
    assert cli("show", "--raw", SEED_ID).out.strip() == given.strip()


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_raw_can_be_ingested_again_and_is_unchanged(
    seeded: Archive, tmp_path: Path, inbox: Path, locale: str
) -> None:
    data = tmp_path / "data"
    said = process("--data", data, "show", "--raw", SEED_ID, env={"LC_ALL": locale})
    (inbox / f"{SEED_ID}.txt").write_bytes(said.out.encode())
    again = process("--data", data, "ingest", inbox)
    assert again.lines == ["0\tstored", "0\tupdated", "1\tunchanged", "0\trejected"]


def test_raw_and_json_together_are_an_error(cli: CommandLine) -> None:
    said = cli("show", "abc", "--raw", "--json")
    assert (said.code, said.out) == (2, "")
    assert "--raw" in said.err
    assert "--json" in said.err
