"""What was deleted does not come back with the next ingest, unless it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from news_archive import Archive

TEXT = " date 2024-04 Der Name darf hier nicht mehr stehen. (dpa)"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(" date 2024-04 Ein anderer Text.", encoding="utf-8")
    return folder


@pytest.fixture
def archive(tmp_path: Path, inbox: Path) -> Archive:
    archive = Archive(tmp_path / "data")
    archive.ingest(inbox)
    archive.delete(["a"])
    return archive


@pytest.mark.parametrize("afterwards", ["nothing", "compact", "reindex", "compact and reindex"])
def test_a_deleted_article_is_left_out_and_told(
    archive: Archive, inbox: Path, afterwards: str
) -> None:
    if "compact" in afterwards:
        archive.compact()
    if "reindex" in afterwards:
        archive.reindex()
    outcome = archive.ingest(inbox)
    assert (outcome.stored, outcome.unchanged, outcome.read) == (0, 1, 2)
    (text,) = outcome.left_out
    assert text.origin == "a.txt"
    assert len(text.day) == 10
    assert list(archive) == ["b"]


def test_it_is_left_out_under_another_id_as_well(archive: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT, encoding="utf-8")
    assert len(archive.ingest([copy]).left_out) == 1
    assert "copy" not in archive


def test_a_dry_run_says_the_same(archive: Archive, inbox: Path) -> None:
    assert len(archive.ingest(inbox, dry_run=True).left_out) == 1


def test_another_text_of_its_id_is_taken(archive: Archive, inbox: Path) -> None:
    (inbox / "a.txt").write_text(" date 2024-04 Etwas ganz anderes steht hier.", encoding="utf-8")
    assert archive.ingest(inbox).stored == 1


def test_it_is_restored_if_that_is_asked_for(archive: Archive, inbox: Path) -> None:
    assert archive.ingest(inbox, restore=True).stored == 1
    again = archive.ingest(inbox)
    assert (again.unchanged, again.left_out) == (2, [])


def test_no_word_of_the_text_is_remembered(archive: Archive, tmp_path: Path) -> None:
    archive.compact()
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert b"Der Name" not in path.read_bytes(), path
