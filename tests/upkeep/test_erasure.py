"""Erasing: no byte of a text is left in the archive, and nothing else is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from news_archive import Archive
from news_archive.errors import NothingFoundError

NAME = "Der Kläger heißt in Wahrheit Quirin Xaver"
FIRST = (
    f" date 2024-04 {NAME}, sagte er.\n\nUnd noch ein Absatz von einiger Länge folgt hier. (dpa)"
)
SECOND = FIRST.replace("sagte er", "sagte sie").replace("2024-04", "2024-05")
OTHER = " date 2024-04 Ein anderer Text, der bleibt, wie er ist, mit allen seinen Worten."


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(FIRST, encoding="utf-8")
    (folder / "b.txt").write_text(OTHER, encoding="utf-8")
    return folder


@pytest.fixture
def archive(tmp_path: Path, inbox: Path) -> Archive:
    """An archive with two versions of an article, and a damaged line of it set aside."""
    archive = Archive(tmp_path / "data")
    archive.ingest(inbox)
    (inbox / "a.txt").write_text(SECOND, encoding="utf-8")
    (inbox / "b.txt").write_text(OTHER.replace("allen", "fast allen"), encoding="utf-8")
    assert archive.ingest(inbox).updated == 2
    month = tmp_path / "data/articles/2024-04.jsonl"
    lines = month.read_bytes().splitlines(keepends=True)
    with month.open("ab") as file:
        file.write(lines[0].replace(b"dpa", b"xxx"))
        file.write(lines[0][:80] + b"\n")
    archive.repair()
    archive.close()
    return archive


def files_with(folder: Path, words: str) -> list[str]:
    spelled = (words.encode(), json.dumps(words)[1:-1].encode())
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(one in path.read_bytes() for one in spelled)
    ]


def test_the_text_was_in_several_files(archive: Archive, tmp_path: Path) -> None:
    assert len(files_with(tmp_path / "data", NAME)) == 3


@pytest.mark.parametrize("before", ["nothing", "delete", "compact", "delete and compact"])
def test_no_byte_of_a_text_is_left(archive: Archive, tmp_path: Path, before: str) -> None:
    if "delete" in before:
        archive.delete(["a"])
    if "compact" in before:
        archive.compact()
    archive.erase(["a"])
    for words in (NAME, "Und noch ein Absatz", "sagte sie", "Quirin"):
        assert files_with(tmp_path / "data", words) == []
    assert list(archive) == ["b"]
    assert archive.count("Quirin") == 0


def test_nothing_else_is_touched(archive: Archive) -> None:
    versions = archive.history("b")
    archive.erase(["a"])
    assert archive.history("b") == versions
    report = archive.check()
    assert (report.is_sound, report.articles) == (True, 1)


def test_no_version_comes_back_with_an_ingest(archive: Archive, inbox: Path) -> None:
    archive.erase(["a"])
    for text in (FIRST, SECOND):
        (inbox / "a.txt").write_text(text, encoding="utf-8")
        assert len(archive.ingest(inbox).left_out) == 1
    assert list(archive) == ["b"]


def test_it_can_be_done_again(archive: Archive) -> None:
    archive.erase(["a"])
    assert archive.erase(["a"]).lines == 0
    assert archive.check().is_sound


def test_an_id_that_nobody_had_is_refused_before_anything_is_done(archive: Archive) -> None:
    with pytest.raises(NothingFoundError, match="'x'"):
        archive.erase(["a", "x"])
    assert set(archive) == {"a", "b"}


def test_a_copy_under_another_id_is_named(archive: Archive, tmp_path: Path, inbox: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(SECOND.replace("sagte sie", "sagte man"), encoding="utf-8")
    archive.ingest([copy])
    assert archive.erase(["a"]).elsewhere == ("articles/2024-05.jsonl",)
    assert "copy" in archive
