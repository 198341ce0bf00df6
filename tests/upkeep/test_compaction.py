"""What counts no longer leaves the disk, and no answer changes by it, wherever it is stopped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from damage_sweep import make, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive import Archive
from news_archive.errors import BusyError, DamagedError
from news_archive.index.tantivy import reader
from news_archive.store import files
from news_archive.store.lock import writer_lock
from news_archive.sync import id_hashes
from news_archive.sync.listener import Listener
from news_archive.upkeep import compaction
from news_archive.upkeep.compaction import Compaction

IDS = ("a", "b", "ä")
MONTHS = ("2024-04", "2024-05", "2023")
TEXTS = ("Der Minister sprach in Paris.", "Die Kanzlerin schwieg.", "Ein Zug nach 東京 fuhr ab.")

# A batch: articles to store, and what to delete after that.
Batch = tuple[list[tuple[str, str, str]], set[str]]
BATCHES = st.lists(
    st.tuples(
        st.lists(
            st.tuples(st.sampled_from(IDS), st.sampled_from(MONTHS), st.sampled_from(TEXTS)),
            min_size=1,
            max_size=5,
        ),
        st.sets(st.sampled_from(IDS), max_size=2),
    ),
    min_size=2,
    max_size=4,
)


# The share of the archive above which the index is built anew: never, or always.
@pytest.fixture(autouse=True, scope="module", params=[1.0, 0.0], ids=["moved", "rebuilt"])
def share(request: pytest.FixtureRequest) -> Iterator[float]:
    share: float = request.param
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(compaction, "_REBUILD_SHARE", share)
        yield share


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an update, a move and a deletion; to be copied."""
    return make(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "data"))


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hundreds of small writes be quick; what is durable is not looked at here."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def answers(data: Path) -> dict[str, dict[str, Any]]:
    """Return every article, as its line says it."""
    with Archive(data) as archive:
        records = {str(fields["id"]): fields for fields in archive.fields()}
        assert sorted(archive.ids()) == sorted(records)
        for identity, fields in records.items():
            assert archive.record(identity) == fields
            assert archive.ids(f"id:{identity} date:{fields['date']}") == [identity]
        for word in ("Minister", "Kanzlerin", "Zug"):
            has = [identity for identity, fields in records.items() if word in fields["body"]]
            assert sorted(archive.ids(f'"{word}"')) == sorted(has)
        return records


def compacted(data: Path) -> Compaction:
    """Compact, and check before and after."""
    with Archive(data) as archive:
        archive.ids()
        assert archive.check().is_sound
        done = archive.compact()
        after = archive.check()
    assert {finding.kind for finding in after.findings} <= {"kept"}
    assert (after.superseded, after.moves) == (0, 0)
    return done


def lived(data: Path, batches: Sequence[Batch]) -> None:
    """Make an archive with a history."""
    batch = data.with_name("batch.jsonl")
    for stored, deleted in batches:
        records = [{"id": name, "date": month, "text": text} for name, month, text in stored]
        batch.write_text("".join(json.dumps(record) + "\n" for record in records))
        with Archive(data) as archive:
            assert archive.ingest([batch], replace=True).rejected == []
            archive.delete(sorted(name for name in deleted if name in archive))


def month_files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "articles").glob("*.jsonl")}


@settings(max_examples=4)
@given(BATCHES)
def test_a_compaction_changes_no_answer(
    unsynced: None, tmp_path_factory: pytest.TempPathFactory, batches: list[Batch]
) -> None:
    data = tmp_path_factory.mktemp("lived") / "data"
    lived(data, batches)
    before = answers(data)
    lines = sum(text.count(b"\n") for text in month_files(data).values())
    size = sum(map(len, month_files(data).values()))
    done = compacted(data)
    assert answers(data) == before
    assert size - done.size == sum(map(len, month_files(data).values()))
    assert lines - done.lines == sum(text.count(b"\n") for text in month_files(data).values())
    # Deletions may stay once, if another file had lines that nothing else ended; never twice.
    again = compacted(data)
    assert lines - done.lines - again.lines == len(before)
    kept = tree(data)
    assert compacted(data) == Compaction(0, 0, 0)
    assert {name: kept[name] for name in kept if not name.startswith("index")} == {
        name: text for name, text in tree(data).items() if not name.startswith("index")
    }
    shutil.rmtree(data / "index")
    assert answers(data) == before


@settings(max_examples=4)
@given(BATCHES, st.integers(0, 2**32))
def test_a_mix_of_old_and_new_files_says_the_same(
    unsynced: None, tmp_path_factory: pytest.TempPathFactory, batches: list[Batch], seed: int
) -> None:
    chance = Random(seed)
    data = tmp_path_factory.mktemp("mixed") / "data"
    lived(data, batches)
    before = answers(data)
    old = month_files(data)
    compacted(data)
    for name in old:
        if chance.random() < 0.5:
            (data / "articles" / name).write_bytes(old[name])
    assert answers(data) == before
    for _ in range(2):
        compacted(data)
    assert answers(data) == before
    assert sum(text.count(b"\n") for text in month_files(data).values()) == len(before)


@pytest.mark.parametrize(("size", "different"), [(1, 1_000), (1, 2), (40_000, 1), (40_000, 2)])
def test_neither_batches_nor_ids_that_share_a_hash_change_what_goes(
    unsynced: None, data: Path, monkeypatch: pytest.MonkeyPatch, size: int, different: int
) -> None:
    lived(
        data,
        [
            ([("a", "2024-04", TEXTS[0]), ("b", "2023", TEXTS[0])], {"a", "b"}),
            ([("a", "2024-05", TEXTS[1]), ("ä", "2023", TEXTS[1])], {"a"}),
            ([("b", "2024-05", TEXTS[1]), ("ä", "2024-04", TEXTS[1])], set()),
        ],
    )
    with Archive(data) as archive:
        archive.ids()
    other = Path(shutil.copytree(data, data.with_name("other")))
    done = compacted(data)
    monkeypatch.setattr(id_hashes, "BATCH_ARTICLES", size)
    for module in (compaction, id_hashes):
        shared = lambda name: sum(name.encode()) % different - 1  # noqa: E731
        monkeypatch.setattr(module, "hash", shared, raising=False)
    assert compacted(other) == done
    assert month_files(other) == month_files(data)


STEPS = (
    "make_folder", "link", "remove", "rename", "sync_folder", "replacing_file", "replace_file",
    "remove_folder",
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [1, 2])
def test_a_stop_anywhere_loses_nothing_and_the_next_one_ends_it(
    unsynced: None, data: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    before = answers(data)
    real = getattr(files, step)
    calls = 0

    def stop(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= number:
            raise KeyboardInterrupt
        return real(*arguments, **named)

    with monkeypatch.context() as patched, Archive(data) as archive:
        archive.ids()
        patched.setattr(files, step, stop)
        try:
            archive.compact()
        except KeyboardInterrupt:
            pass
        else:
            assert calls < number
    assert answers(data) == before
    compacted(data)
    compacted(data)
    assert answers(data) == before
    assert not (data / ".compacting").exists()
    assert sum(text.count(b"\n") for text in month_files(data).values()) == len(before)


# What compacts and is gone after so many files took their places.
KILLED = """
import os, sys
from pathlib import Path
from news_archive import Archive
from news_archive.store import files
from news_archive.upkeep import compaction

left = int(sys.argv[2])
compaction._REBUILD_SHARE = float(sys.argv[3])

def rename(source, target):
    global left
    if not left:
        os._exit(9)
    left -= 1
    source.replace(target)

files.rename = rename
with Archive(Path(sys.argv[1])) as archive:
    archive.compact()
"""


@pytest.mark.parametrize("files_in_place", [0, 1])
def test_a_process_that_is_killed_leaves_a_mix_that_the_next_one_ends(
    data: Path, share: float, files_in_place: int
) -> None:
    # One more file of which something is left.
    lived(data, [([("a", "2023", TEXTS[0])], set()), ([("a", "2023", TEXTS[1])], set())])
    before = answers(data)
    program = [sys.executable, "-c", KILLED, str(data), str(files_in_place), str(share)]
    assert subprocess.run(program, check=False, timeout=60).returncode == 9
    assert (data / ".compacting").is_dir()
    assert answers(data) == before
    compacted(data)
    assert answers(data) == before
    assert not (data / ".compacting").exists()


def test_where_nothing_is_to_be_left_out_nothing_is_touched(data: Path) -> None:
    compacted(data)
    with Archive(data) as archive:
        before = tree(data)
        assert archive.compact() == Compaction(0, 0, 0)
        assert tree(data) == before


def test_it_says_what_it_did(data: Path) -> None:
    size = sum(map(len, month_files(data).values()))
    with Archive(data) as archive:
        done = archive.compact()
    assert (done.files, done.lines) == (2, 5)
    assert done.size == size - sum(map(len, month_files(data).values()))


def test_files_without_dead_lines_are_not_replaced(data: Path) -> None:
    inodes = {path.name: path.stat().st_ino for path in (data / "articles").iterdir()}
    compacted(data)
    after = {path.name: path.stat().st_ino for path in (data / "articles").iterdir()}
    same = {name for name, inode in after.items() if inodes[name] == inode}
    assert same == {"2023.jsonl", "2024-06.jsonl"}


def test_a_month_file_that_held_nothing_else_goes(data: Path) -> None:
    assert "2024-05.jsonl" in month_files(data)
    compacted(data)
    assert "2024-05.jsonl" not in month_files(data)


def test_lines_that_stay_are_byte_for_byte_what_they_were(data: Path) -> None:
    before = {line for text in month_files(data).values() for line in text.split(b"\n")}
    compacted(data)
    for text in month_files(data).values():
        assert set(text.split(b"\n")) <= before


def test_what_was_deleted_is_on_no_disk_any_more(data: Path) -> None:
    shutil.rmtree(data / "damaged")
    compacted(data)
    texts = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    # Of a deletion, the id and a digest are remembered, and no word of the text.
    assert b'"weg"' in texts.pop("deleted.jsonl")
    assert not any(b"nicht bleiben" in text or b'"weg"' in text for text in texts.values())


def test_an_old_copy_of_a_line_cannot_come_back_while_something_still_ends_it(
    data: Path, inbox: Path
) -> None:
    batches: list[Batch] = [
        ([("a", "2024-04", TEXTS[0])], {"a"}),
        ([("a", "2024-05", TEXTS[1])], {"a"}),
    ]
    lived(data, batches)
    april = (data / "articles/2024-04.jsonl").read_bytes()
    may = (data / "articles/2024-05.jsonl").read_bytes()
    compacted(data)
    for name, text in (("2024-04", april), ("2024-05", may)):
        copy = Path(shutil.copytree(data, inbox / name))
        (copy / f"articles/{name}.jsonl").write_bytes(text)
        with Archive(copy) as archive:
            assert "a" not in archive


@pytest.mark.parametrize("damage", [b"{}\n", b'{"id":"rede"}\n', b"\xff\n", b"x\n"])
def test_a_damaged_line_stops_it_before_anything_is_done(data: Path, damage: bytes) -> None:
    path = data / "articles/2024-06.jsonl"
    path.write_bytes(path.read_bytes() + damage)
    with Archive(data) as archive:
        archive.ids()
        before = tree(data)
        with pytest.raises(DamagedError, match=r"2024-06\.jsonl, line 2: .*--repair"):
            archive.compact()
        assert tree(data) == before
        archive.repair()
        archive.compact()
        assert archive.check().is_sound


class TestReaders:
    """Who reads meanwhile sees the old files or the new, and every article either way."""

    def test_who_opened_before_finds_everything_after(self, data: Path) -> None:
        before = answers(data)
        with Archive(data) as reader:
            assert len(reader) == len(before)
            compacted(data)
            assert {fields["id"]: fields for fields in reader.fields()} == before
            assert reader.record("wien") == before["wien"]

    @pytest.mark.parametrize("size", [1, 2, 20_000])
    def test_who_is_in_the_middle_of_an_export_gets_all_of_it(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, size: int
    ) -> None:
        monkeypatch.setattr(reader, "_PIECE_HITS", size)
        before = answers(data)
        with Archive(data) as exporting:
            records: Iterator[dict[str, Any]] = exporting.fields(sort="oldest")
            got = [next(records)]
            compacted(data)
            got.extend(records)
        assert {fields["id"]: fields for fields in got} == before
        assert len(got) == len(before)

    @pytest.mark.parametrize("step", ["link", "rename", "remove", "sync_folder", "replace_file"])
    def test_who_comes_at_any_step_gets_every_article(
        self, data: Path, share: float, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        if step == "link" and share:
            pytest.skip("only where the index is built anew are there links")
        before = answers(data)
        real: Callable[..., Any] = getattr(files, step)
        began, got = threading.Event(), list[Any]()

        def read() -> None:
            listener = Listener(waiting=lambda _who: began.set())
            with Archive(data, listener=listener) as reader:
                got.extend(reader.record(identity) for identity in before)
            began.set()

        reading = threading.Thread(target=read)

        def met(*arguments: Any) -> Any:
            done = real(*arguments)
            if not reading.ident:
                reading.start()
                # Until it has read everything, or waits for the writer.
                assert began.wait(30)
            return done

        with Archive(data) as archive:
            archive.ids()
            monkeypatch.setattr(files, step, met)
            archive.compact()
        reading.join(30)
        assert got == list(before.values())


def test_one_article_of_many_months_leaves_the_others_and_the_index_as_they_are(
    tmp_path: Path, share: float
) -> None:
    data = tmp_path / "data"
    months = [f"2{number:03}-04" for number in range(24, 64)]
    lived(data, [([(f"a{month}", month, TEXTS[0]) for month in months], {f"a{months[0]}"})])
    before = answers(data)
    generation = (data / "index/current").read_bytes()
    assert compacted(data).files == 1
    assert answers(data) == before
    assert ((data / "index/current").read_bytes() == generation) == bool(share)


def test_two_writers_do_not_meet(data: Path) -> None:
    with (
        writer_lock(data / "lock", "a test", wait=False, waiting=lambda _who: None),
        Archive(data, wait=False) as archive,
        pytest.raises(BusyError, match="a test"),
    ):
        archive.compact()


@pytest.mark.parametrize("sort", ["oldest", "newest", "relevance"])
def test_whoever_reads_many_articles_goes_on_when_some_are_deleted_and_compacted_away(
    tmp_path: Path, sort: Any
) -> None:
    data = tmp_path / "data"
    with Archive(data) as archive, Archive(data) as other:
        inbox = tmp_path / "a.jsonl"
        inbox.write_text(
            "".join(
                f'{{"id":"{number}","date":"20{10 + number}","text":"Ein Zug nach Köln."}}\n'
                for number in range(9)
            ),
            encoding="utf-8",
        )
        archive.ingest([inbox])
        records = archive.fields("Zug", sort=sort)
        first = next(records)["id"]
        gone = {"3", "5"} - {first}
        other.delete(sorted(gone))
        other.compact()
        left = [record["id"] for record in records]
        assert sorted([first, *left]) == sorted(set(map(str, range(9))) - gone)


def test_what_has_come_in_the_place_of_a_match_is_a_match_or_not_there(tmp_path: Path) -> None:
    def take_in(archive: Archive, **texts: str) -> None:
        inbox = tmp_path / "a.jsonl"
        records = (
            {"id": name, "date": "2024", "text": f"Ein Zug. ({text})"}
            for name, text in texts.items()
        )
        inbox.write_text("".join(map("{}\n".format, map(json.dumps, records))), encoding="utf-8")
        archive.ingest([inbox], replace=True)

    with Archive(tmp_path / "data") as archive, Archive(tmp_path / "data") as other:
        take_in(archive, a="dpa", b="dpa", c="dpa", d="dpa")
        records = archive.fields(sources=["dpa"], sort="oldest")
        first = next(records)["id"]
        one, two, three = sorted({"a", "b", "c", "d"} - {first})
        take_in(other, **{one: "afp", two: "dpa/afp"})
        other.compact()
        left = {record["id"]: record["credit"] for record in records}
        assert left == {two: "dpa/afp", three: "dpa"}


def test_files_that_change_meanwhile_stay_as_they_are(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sound, data)
    staged = compaction._staged

    def meanwhile(*arguments: Any, **named: Any) -> int:
        (data / "articles" / "1999.jsonl").write_bytes(b"")
        return staged(*arguments, **named)

    monkeypatch.setattr(compaction, "_staged", meanwhile)
    before = tree(data / "articles")
    with Archive(data) as archive, pytest.raises(DamagedError, match="nothing was left out"):
        archive.compact()
    assert tree(data / "articles").items() >= before.items()
