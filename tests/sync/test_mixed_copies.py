"""Copies whose parts are of different moments: the files are the truth, whatever the index says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from news_archive import Archive
from news_archive.index.tantivy.generations import Generations
from news_archive.store.layout import Layout


def take_in(data: Path, **texts: str) -> None:
    inbox = data.parent / "inbox.jsonl"
    inbox.write_text(
        "".join(
            json.dumps({"id": name, "date": "2024-04", "text": text}) + "\n"
            for name, text in texts.items()
        ),
        encoding="utf-8",
    )
    with Archive(data) as archive:
        assert archive.ingest([inbox], replace=True).rejected == []


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    take_in(folder, x="Der Zug nach Köln.", **{f"n{number}": "Ein Boot." for number in range(9)})
    return folder


def generation(data: Path) -> Path:
    folder = Generations(Layout(data).index).current()
    assert folder is not None
    return folder


def put_back(kept: Path, place: Path) -> None:
    """Replace a file or folder by a copy, as a backup program does."""
    if place.is_dir():
        shutil.rmtree(place)
        shutil.copytree(kept, place)
    else:
        place.unlink()
        shutil.copy(kept, place)


def test_an_index_that_was_committed_and_not_stamped_is_not_caught_up_on_older_files(
    data: Path, tmp_path: Path
) -> None:
    shutil.copytree(data / "articles", tmp_path / "articles")
    shutil.copy(generation(data) / "stamp", tmp_path / "stamp")
    take_in(data, x="Der Zug nach Bonn.", neu="Der Kohlrabi.")
    put_back(tmp_path / "articles", data / "articles")
    put_back(tmp_path / "stamp", generation(data) / "stamp")
    with Archive(data) as archive:
        assert len(archive) == 10
        assert archive.count("Kohlrabi") == 0
        assert archive["x"].body == "Der Zug nach Köln."
        archive.compact()
        assert archive["x"].body == "Der Zug nach Köln."
        assert archive.check().is_sound


def test_an_index_older_than_its_stamp_misses_nothing(data: Path, tmp_path: Path) -> None:
    shutil.copytree(generation(data), tmp_path / "index")
    take_in(data, neu="Der Kohlrabi.")
    shutil.copy(generation(data) / "stamp", tmp_path / "index" / "stamp")
    put_back(tmp_path / "index", generation(data))
    (data / "articles" / "2024-04.jsonl").touch()
    with Archive(data) as archive:
        assert [finding.kind for finding in archive.check().findings] == ["behind"]
        assert archive.count("Kohlrabi") == 1
        assert archive.check().is_sound


def test_spellings_older_than_the_stamp_miss_nothing(data: Path, tmp_path: Path) -> None:
    shutil.copytree(generation(data) / "spellings", tmp_path / "spellings")
    take_in(data, neu="Die Käsespätzle.")
    put_back(tmp_path / "spellings", generation(data) / "spellings")
    with Archive(data) as archive:
        assert [finding.kind for finding in archive.check().findings] == ["behind"]
        assert archive.count("kasespatzle") == 1
        assert archive.check().is_sound


def test_compact_leaves_nothing_out_because_of_an_index_that_is_not_of_these_files(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from news_archive.index.tantivy.reader import TantivyReader

    locate = TantivyReader.locate
    said: list[str] = []

    def wrong(self: TantivyReader, ids: list[str]) -> object:
        known = locate(self, ids)
        if "x" in known and not said:
            said.append("x")
            known["x"] = known["x"]._replace(revision=99)
        return known

    monkeypatch.setattr(TantivyReader, "locate", wrong)
    with Archive(data) as archive:
        assert archive.compact() == (0, 0, 0)
        assert said == ["x"]
        assert archive["x"].body == "Der Zug nach Köln."


def test_an_index_is_read_without_the_list_that_its_writer_keeps_to_himself(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (generation(data) / ".managed.json").unlink()
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    with Archive(data) as archive:
        assert archive.count("Zug") == 1
