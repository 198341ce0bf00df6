"""The contract of an engine as tests: opening, building, putting in place, stamping, committing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from index_rigs import entry, scratch

from news_archive import Archive
from news_archive.index.memory import MemoryEngine
from news_archive.index.tantivy.engine import TantivyEngine
from news_archive.query.tree import Everything, Exact
from news_archive.store.stamp import Covered, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from news_archive.index.contract import Engine, IndexReader, IndexWriter, OpenIndex
    from news_archive.store.layout import Layout

COVERED = {"2024-04.jsonl": Covered(Status(7, 8, 9), 7, 0xABCDEF)}


@pytest.fixture(params=["memory", "tantivy"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "memory":
        yield MemoryEngine(("german",))
        return
    with scratch() as folder:
        yield TantivyEngine(folder / "index", ("german",), lambda _identity, _place: "")


def put(writer: IndexWriter, *identities: str) -> None:
    for identity in identities:
        writer.put(entry(identity), replacing=True)


def built(engine: Engine, *identities: str, revision: int = 1, activated: bool = True) -> None:
    """Build a new index of some articles, and put it in the place of the one in use."""
    generation = engine.begin()
    writer = generation.writer()
    try:
        put(writer, *identities)
        writer.commit()
        writer.stamp(revision, COVERED)
    finally:
        writer.close()
    if activated:
        generation.activate()


def opened(engine: Engine) -> OpenIndex:
    found = engine.open()
    assert found is not None
    return found


def held(reader: IndexReader) -> list[str]:
    return sorted(
        hit.id for hit in reader.search(Everything(), sort="newest", offset=0, limit=9).found
    )


def test_there_is_nothing_to_open_before_an_index_was_built(engine: Engine) -> None:
    assert engine.open() is None
    assert engine.stamp() is None
    assert list(engine.damage()) == []
    assert engine.size() == 0
    engine.mend()
    assert engine.open() is None


def test_an_index_is_opened_with_the_stamp_it_was_given(engine: Engine) -> None:
    built(engine, "a", "b", revision=42)
    with opened(engine) as index:
        assert held(index.reader) == ["a", "b"]
        assert (index.stamp.revision, index.stamp.files) == (42, COVERED)
        assert index.is_stamped
        assert engine.stamp() == index.stamp


def test_an_index_is_not_in_use_before_it_is_activated(engine: Engine) -> None:
    built(engine, "a")
    built(engine, "b", activated=False)
    with opened(engine) as index:
        assert held(index.reader) == ["a"]
    built(engine, "c")
    with opened(engine) as index:
        assert held(index.reader) == ["c"]


def test_an_index_that_was_committed_and_never_stamped_is_none(engine: Engine) -> None:
    generation = engine.begin()
    writer = generation.writer()
    put(writer, "a")
    writer.commit()
    writer.close()
    generation.activate()
    assert engine.stamp() is None
    assert engine.open() is None


def test_a_reader_stays_with_its_snapshot(engine: Engine) -> None:
    built(engine, "a")
    with opened(engine) as index:
        before = index.reader
        writer = index.writer()
        put(writer, "b")
        writer.commit()
        assert held(before) == held(index.reader) == ["a"]
        assert held(index.newest_reader()) == ["a", "b"]
        writer.close()
        built(engine, "c")
        assert held(before) == ["a"]


def test_a_commit_without_a_stamp_is_noticed_when_the_index_is_opened(engine: Engine) -> None:
    built(engine, "a", revision=1)
    with opened(engine) as index:
        writer = index.writer()
        put(writer, "b")
        writer.commit()
        writer.close()
    with opened(engine) as index:
        assert not index.is_stamped
        assert index.stamp.revision == 1
        assert held(index.reader) == ["a", "b"]
        writer = index.writer()
        writer.stamp(2, COVERED)
        writer.close()
    with opened(engine) as index:
        assert index.is_stamped
        assert index.stamp.revision == 2


def test_changes_that_were_not_committed_are_dropped(engine: Engine) -> None:
    built(engine, "a")
    with opened(engine) as index:
        writer = index.writer()
        put(writer, "b")
        writer.remove("a")
        writer.close()
    with opened(engine) as index:
        assert held(index.reader) == ["a"]
        assert index.is_stamped


def test_a_sound_index_has_no_damage(engine: Engine) -> None:
    built(engine, "a")
    assert list(engine.damage()) == []
    engine.mend()
    assert list(engine.damage()) == []


def test_an_open_index_can_be_closed_twice(engine: Engine) -> None:
    built(engine, "a")
    with opened(engine) as index:
        index.close()
    assert index.stamp.revision == 1


def test_any_number_of_readers_hold_an_index_at_once(engine: Engine) -> None:
    built(engine, "a")
    with opened(engine) as one, opened(engine) as other:
        built(engine, "b")
        assert held(one.reader) == held(other.reader) == ["a"]
    with opened(engine) as index:
        assert held(index.reader) == ["b"]


class TestAnArchiveOnTheIndexInMemory:
    """Nothing above the contract knows which engine it has."""

    @pytest.fixture
    def data(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        engines: dict[Path, MemoryEngine] = {}

        def engine_of(layout: Layout, languages: tuple[str, ...]) -> MemoryEngine:
            return engines.setdefault(layout.root, MemoryEngine(languages))

        monkeypatch.setattr("news_archive.sync.index_keeper.engine_of", engine_of)
        monkeypatch.setattr("news_archive.upkeep.check.engine_of", engine_of)
        return tmp_path / "data"

    @staticmethod
    def take_in(archive: Archive, folder: Path, *texts: tuple[str, str]) -> None:
        path = folder / "batch.jsonl"
        records: Sequence[dict[str, str]] = [
            {"id": name, "date": "2024-04", "text": text} for name, text in texts
        ]
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        assert not archive.ingest([path], replace=True).rejected

    def test_does_what_any_other_does(self, data: Path, tmp_path: Path) -> None:
        with Archive(data) as archive:
            self.take_in(archive, tmp_path, ("a", "Ein Haus."), ("b", "Viele Häuser."))
            assert sorted(archive.ids("Haus")) == ["a", "b"]
            assert archive.check().is_sound
            self.take_in(archive, tmp_path, ("a", "Ein Haus am See."))
            archive.delete(["b"])
            assert archive.ids("Haus") == ["a"]
            assert [hit.id for hit in archive.search("See")] == ["a"]
            done = archive.compact()
            assert (done.files, done.lines) == (1, 3)
            assert archive.check().is_sound
            assert archive.reindex() == 1
        assert not any((data / "index").iterdir())

    def test_catches_up_with_files_that_grew_elsewhere(self, data: Path, tmp_path: Path) -> None:
        with Archive(data) as archive, Archive(data) as other:
            self.take_in(archive, tmp_path, ("a", "Ein Haus."))
            assert archive.count("Haus") == 1
            self.take_in(other, tmp_path, ("b", "Ein Haus."))
            assert archive.count("Haus") == 2

    def test_builds_an_index_of_files_that_were_replaced(self, data: Path, tmp_path: Path) -> None:
        with Archive(data) as archive:
            self.take_in(archive, tmp_path, ("a", "Ein Haus."), ("b", "Ein Hafen."))
            path = data / "articles" / "2024-04.jsonl"
            lines = path.read_bytes().splitlines(keepends=True)
            path.write_bytes(lines[1])
            assert archive.count("Haus") == 0
            assert archive.count(None) == len(archive.ids("Hafen")) == 1


def test_the_engine_in_use_finds_what_its_index_says(engine: Engine) -> None:
    built(engine, "a")
    with opened(engine) as index:
        assert index.reader.count(Exact("text")) == 1
        assert index.reader.count(Exact("nichts")) == 0
