"""``archive show 3``: the third hit of the last search on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of, on_terminal

from news_archive import Archive

RECORDS = (
    {"id": "a", "date": "2024-04", "text": "Zug Zug Zug fährt. (dpa)"},
    {"id": "b", "date": "2024-05", "text": "Ein Zug und noch ein Zug stehen hier im Bahnhof."},
    {"id": "c", "date": "2024-06", "text": "Am langen Ende des Tages kommt doch ein Zug an."},
    {"id": "31", "date": "2024-06", "text": "Eine Zahl als Name."},
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return archive_of(tmp_path, RECORDS)


@pytest.fixture
def archive(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def test_a_number_is_a_hit_of_the_last_search_on_a_terminal(
    data: Path, archive: CommandLine
) -> None:
    found = archive("search", "--ids", "Zug").lines
    on_terminal("--data", data, "search", "Zug")
    assert [archive("show", rank, "--json").objects[0]["id"] for rank in "123"] == found
    on_terminal("--data", data, "search", "Zug", "-n", "2", "--page", "2")
    assert archive("show", "3", "--json").objects[0]["id"] == found[2]
    assert archive("related", "3").code in (0, 1)


def test_an_id_comes_before_a_rank_and_a_rank_before_a_beginning(
    data: Path, archive: CommandLine
) -> None:
    assert archive("show", "3", "--json").objects[0]["id"] == "31"
    on_terminal("--data", data, "search", "Zug")
    assert archive("show", "3", "--json").objects[0]["id"] in "abc"
    assert archive("show", "31", "--json").objects[0]["id"] == "31"
    assert archive("show", "4").code == 1


def test_what_is_in_a_pipe_is_not_remembered(data: Path, archive: CommandLine) -> None:
    assert archive("search", "Zug").code == 0
    assert archive("show", "1").code == 1


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b'{"1": 2}', b'{"1": "gone"}', b"[" * 9999]
)
def test_a_file_that_says_nothing_is_no_last_search(
    data: Path, archive: CommandLine, content: bytes
) -> None:
    (data / "index/last-search.json").write_bytes(content)
    assert archive("show", "1").code == 1
    assert archive("check").code == 0


def test_a_link_in_its_place_is_not_followed(data: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("precious")
    (data / "index/last-search.json").symlink_to(outside)
    assert on_terminal("--data", data, "search", "Zug").code == 0
    assert outside.read_text() == "precious"


def test_a_deleted_hit_is_not_shown(data: Path, archive: CommandLine) -> None:
    on_terminal("--data", data, "search", "Zug")
    with Archive(data) as opened:
        opened.delete(["a", "b", "c"])
    assert archive("show", "1").code == 1
