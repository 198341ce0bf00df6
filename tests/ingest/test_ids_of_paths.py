"""Ids made of paths, after ids were made of names: nothing is stored twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from news_archive import Archive
from news_archive.reading.reader import ReadingOptions

BY_PATH = ReadingOptions(id_from="path")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for year in (2020, 2021):
        folder = tmp_path / f"in/{year}"
        folder.mkdir(parents=True)
        for name in ("001", "002"):
            words = " ".join(f"wort{year}{name}{number}" for number in range(9))
            text = f" date {year} Der Text: {words}."
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


def test_what_is_held_by_its_name_is_told_and_not_stored_again(tmp_path: Path, inbox: Path) -> None:
    archive = Archive(tmp_path / "data")
    first = archive.ingest(inbox)
    assert (first.stored, len(first.rejected)) == (2, 2)
    second = archive.ingest(inbox, options=BY_PATH)
    assert (second.stored, second.unchanged, second.rejected) == (2, 2, [])
    assert second.held_by_name == [("2020/001.txt", "001"), ("2020/002.txt", "002")]
    assert set(archive) == {"001", "002", "2021_001", "2021_002"}
    third = archive.ingest(inbox, options=BY_PATH)
    assert (third.stored, third.unchanged) == (0, 4)


def test_other_texts_of_a_name_are_stored(tmp_path: Path, inbox: Path) -> None:
    archive = Archive(tmp_path / "data")
    assert archive.ingest(inbox, options=BY_PATH).stored == 4
    assert archive.ingest(inbox, options=BY_PATH).held_by_name == []


def test_an_article_is_updated_wherever_it_comes_from(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "data")
    for folder, word in (("a", "drei"), ("b", "vier")):
        (tmp_path / folder).mkdir()
        text = f" date 2024 Am Abend kamen {word} Züge an, sagte ein Sprecher der Bahn."
        (tmp_path / folder / "x.txt").write_text(text, encoding="utf-8")
    assert archive.ingest(tmp_path / "a").stored == 1
    assert archive.ingest(tmp_path / "b").updated == 1
    (tmp_path / "b/x.txt").write_text(" date 2024 Etwas ganz anderes steht nun hier.")
    assert len(archive.ingest(tmp_path / "b").rejected) == 1
