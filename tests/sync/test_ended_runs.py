"""Runs that were ended between two steps: whoever comes next relies on nothing that is not so."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from news_archive import Archive
from news_archive.errors import DamagedError
from news_archive.store import files
from news_archive.sync import line_indexing
from news_archive.sync.listener import Listener


class EndedError(Exception):
    """Stands for the end of a process."""


def open_files() -> int:
    """Return how many files are open; the engine's threads look into some for a moment."""
    looks = []
    for _ in range(20):
        looks.append(len(list(Path("/dev/fd").iterdir())))
        time.sleep(0.01)
    return min(looks)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def records(path: Path, *said: tuple[str, str, str]) -> Path:
    """Write articles, each as id, date and text."""
    lines = (json.dumps(dict(zip(("id", "date", "text"), one, strict=True))) for one in said)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@contextmanager
def ended_at(monkeypatch: pytest.MonkeyPatch, step: str) -> Iterator[None]:
    """Run the block with a step that ends the run instead of doing what it does."""

    def end(*_arguments: object, **_named: object) -> None:
        raise EndedError

    with monkeypatch.context() as patched:
        patched.setattr(step, end)
        with pytest.raises(EndedError):
            yield


def test_lines_that_an_ended_run_left_are_durable_before_anything_relies_on_them(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Wir waren schon lange nicht mehr in Wien."
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "a.jsonl", ("x", "2024-04", text))])
        with ended_at(monkeypatch, "news_archive.store.files.sync_all"):
            archive.ingest([records(tmp_path / "a.jsonl", ("x", "2024-05", text))])
    done: list[tuple[str, str]] = []
    sync, append = os.fsync, files.append

    def synced(descriptor: int) -> None:
        done.append(("sync", Path(f"/dev/fd/{descriptor}").resolve().name))
        sync(descriptor)

    def appended(path: Path, *arguments: Any, **named: Any) -> None:
        done.append(("append", path.name))
        append(path, *arguments, **named)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(files, "append", appended)
    with Archive(data) as archive:
        assert archive.ids("date:2024-05") == ["x"]
    moved = done.index(("append", "2024-04.jsonl"))
    assert ("sync", "2024-05.jsonl") in done[:moved]
    assert ("sync", "articles") in done[:moved]


def test_an_index_that_has_seen_what_is_gone_again_is_built_anew(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "a.jsonl", ("a", "2024-01", "Wien."))])
    with Archive(tmp_path / "other") as other:
        other.ingest([records(tmp_path / "b.jsonl", ("b", "2024-02", "Graz."))])
    copied = data / "articles" / "2024-02.jsonl"
    copied.write_bytes((tmp_path / "other/articles/2024-02.jsonl").read_bytes())
    with (
        Archive(data) as archive,
        ended_at(monkeypatch, "news_archive.index.tantivy.writer.write_stamp"),
    ):
        archive.count()
    copied.unlink()
    with Archive(data) as archive:
        assert archive.count() == 1
        assert archive.ids("Graz") == []
        again = archive.ingest([records(tmp_path / "b.jsonl", ("b", "2024-02", "Graz."))])
        assert (again.stored, again.unchanged) == (1, 0)
        assert archive.check().is_sound


def test_nobody_sees_a_part_of_what_is_being_caught_up_with(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_indexing, "BATCH_ARTICLES", 2)
    monkeypatch.setattr(line_indexing, "CHUNK_ARTICLES", 1)
    said = [(f"a{number:02}", "2024-01", f"Nummer {number} in Wien.") for number in range(40)]
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "a.jsonl", *said)])
    index = (data / "index").rename(tmp_path / "index")
    with Archive(data) as archive:
        twice = [(identity, "2024-02", f"{text} Neu.") for identity, _, text in said[:3]]
        archive.ingest([records(tmp_path / "a.jsonl", *twice)])
        archive.ingest([records(tmp_path / "a.jsonl", ("b", "2024-02", "Graz."))])
    for path in sorted((data / "index").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (data / "index").rmdir()
    index.rename(data / "index")
    with Archive(data) as archive, ended_at(monkeypatch, "news_archive.sync.line_indexing.settle"):
        archive.count()
    with Archive(data) as archive:
        assert sorted(archive.ids()) == sorted({identity for identity, _, _ in said} | {"b"})
        assert archive.check().is_sound


def test_others_may_read_the_lists_of_the_index(data: Path, tmp_path: Path) -> None:
    with Archive(data) as archive:
        for number in range(12):
            archive.ingest([records(tmp_path / "a.jsonl", (str(number), "2024", "Wien."))])
    lists = [path for path in (data / "index").rglob("*.json") if path.is_file()]
    assert {path.name for path in lists} == {"meta.json", ".managed.json"}
    assert len(lists) == 4
    assert all(path.stat().st_mode & stat.S_IROTH for path in lists)


def test_an_archive_that_cannot_be_healed_leaves_no_file_open(data: Path, tmp_path: Path) -> None:
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "a.jsonl", ("a", "2024-01", "Wien."))])
    (data / "articles" / "2024-02.jsonl").symlink_to("2024-01.jsonl")
    with Archive(data) as archive:
        for number in range(12):
            with pytest.raises(DamagedError, match="a link"):
                archive.count()
            if number == 1:
                before = open_files()
        assert open_files() <= before


def test_a_damaged_line_does_not_use_up_all_revisions(data: Path, tmp_path: Path) -> None:
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "a.jsonl", ("a", "2024-01", "Wien."))])
    with (data / "articles" / "2024-01.jsonl").open("ab") as file:
        file.write(b'{"id":"z","revision":4611686018427387903,"checksum":"00000000"}\n')
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "b.jsonl", ("b", "2024-01", "Graz."))])
        assert archive["b"].revision < 100


def test_articles_that_moved_to_where_they_are_not_are_told_of(data: Path, tmp_path: Path) -> None:
    text = "Wir waren schon lange nicht mehr in Wien."
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "a.jsonl", ("x", "2024-04", text))])
        archive.ingest([records(tmp_path / "a.jsonl", ("x", "2024-05", text))])
    (data / "articles" / "2024-05.jsonl").unlink()
    told: list[str] = []
    with Archive(data, listener=Listener(notice=told.append)) as archive:
        assert archive.count() == 0
    assert any(sentence.startswith("1 article moved to another file") for sentence in told)
