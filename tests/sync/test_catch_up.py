"""The month files are the truth: whatever happens to the index, or to the files, is caught up."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive import Archive
from news_archive.article.line import decode_line, encode_line
from news_archive.errors import DamagedError, UsageError
from news_archive.store.month_lines import Location
from news_archive.sync.line_history import History, Line
from news_archive.sync.listener import Listener
from news_archive.sync.write_session import WriteSession


class Told:
    """Collects what an archive has to say."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def listener(self) -> Listener:
        return Listener(notice=self.sentences.append, waiting=self.sentences.append)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    return path


def ingest(data: Path, *paths: Path) -> Any:
    with Archive(data) as archive:
        return archive.ingest(paths)


def found(data: Path, query: str) -> list[str]:
    with Archive(data) as archive:
        return sorted(archive.ids(query))


def lines(data: Path, month: str) -> list[dict[str, Any]]:
    text = (data / "articles" / f"{month}.jsonl").read_bytes()
    return [decode_line(line) for line in text.split(b"\n") if line]


@contextmanager
def stopped_at(monkeypatch: pytest.MonkeyPatch, step: str) -> Iterator[None]:
    """Run the block with a step that ends the program instead of doing what it does."""

    def stop(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("stopped here")

    with monkeypatch.context() as patched:
        patched.setattr(step, stop)
        with pytest.raises(RuntimeError, match="stopped here"):
            yield


def append(data: Path, month: str, fields: dict[str, Any], end: bytes = b"\n") -> None:
    fields = {key: value for key, value in fields.items() if key != "checksum"}
    with (data / "articles" / f"{month}.jsonl").open("ab") as file:
        file.write(encode_line(fields) + end)


def test_a_deleted_index_is_built_again_with_the_same_answers_and_says_so(
    data: Path, inbox: Path
) -> None:
    for number in range(12):
        write(
            inbox, f"a{number}", f"date 2024-0{number % 9 + 1} Die Minister tagten. Nummer {number}"
        )
    ingest(data, inbox)
    with Archive(data) as archive:
        before = [(hit.id, hit.snippet) for hit in archive.search("Minister")]
    shutil.rmtree(data / "index")
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        after = [(hit.id, hit.snippet) for hit in archive.search("Minister")]
    assert after == before
    assert len(before) == 10
    assert ["building the index anew" in sentence for sentence in told.sentences] == [True]


def test_a_healthy_archive_says_nothing(data: Path, inbox: Path) -> None:
    write(inbox, "a", "date 2024 Ein Satz.")
    ingest(data, inbox)
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        archive.search("Satz")
    assert told.sentences == []


def test_an_article_whose_date_changes_moves_to_its_new_month(data: Path, inbox: Path) -> None:
    body = "Der Minister sprach am Abend in Paris über den Haushalt. (afp)"
    ingest(data, write(inbox, "rede", f"date 2024-04 {body}"))
    outcome = ingest(data, write(inbox, "rede", f"date 2024-05 {body}"))
    assert (outcome.stored, outcome.updated, outcome.unchanged) == (0, 1, 0)
    assert found(data, "date:2024-04") == []
    assert found(data, "date:2024-05 Minister") == ["rede"]
    old, moved = lines(data, "2024-04")
    assert old["date"] == "2024-04"
    assert moved.keys() == {"id", "revision", "moved_to", "checksum"}
    assert moved["moved_to"] == "2024-05"
    (new,) = lines(data, "2024-05")
    assert old["revision"] < new["revision"] < moved["revision"]
    shutil.rmtree(data / "index")
    assert found(data, "date:2024-04") == []
    assert found(data, "date:2024-05 Minister") == ["rede"]


def test_an_article_that_moves_back_is_found_where_it_went(data: Path, inbox: Path) -> None:
    body = "Der Minister sprach am Abend in Paris über den Haushalt."
    for month in ("2024-04", "2024-05", "2024-04"):
        ingest(data, write(inbox, "rede", f"date {month} {body}"))
    for _ in range(2):
        assert found(data, "date:2024-04") == ["rede"]
        assert found(data, "date:2024-05") == []
        shutil.rmtree(data / "index")


def test_a_month_file_copied_in_is_found_by_the_next_search(
    data: Path, inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    ingest(other, write(tmp_path / "their", "fremd", "date 2023-01 Ein Fremder kam nach Wien."))
    ingest(data, write(inbox, "eigen", "date 2024-01 Wir waren schon in Wien."))
    shutil.copy(other / "articles/2023-01.jsonl", data / "articles/2023-01.jsonl")
    assert found(data, "Wien") == ["eigen", "fremd"]


def test_a_line_appended_by_hand_is_found(data: Path, inbox: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    ingest(other, write(tmp_path / "their", "fremd", "date 2024-01-02 Ein Fremder kam nach Wien."))
    ingest(data, write(inbox, "eigen", "date 2024-01 Wir waren schon in Wien."))
    append(data, "2024-01", lines(other, "2024-01")[0])
    assert found(data, "Wien") == ["eigen", "fremd"]


def test_a_last_line_without_a_line_end_counts_and_the_next_append_ends_it(
    data: Path, inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    ingest(other, write(tmp_path / "their", "fremd", "date 2024-01-02 Ein Fremder kam nach Wien."))
    ingest(data, write(inbox, "eigen", "date 2024-01 Wir waren schon in Wien."))
    append(data, "2024-01", lines(other, "2024-01")[0], end=b"")
    assert found(data, "Wien") == ["eigen", "fremd"]
    ingest(data, write(inbox, "dritter", "date 2024-01 Ein Dritter blieb in Wien."))
    assert found(data, "Wien") == ["dritter", "eigen", "fremd"]
    assert [line["id"] for line in lines(data, "2024-01")] == ["eigen", "fremd", "dritter"]


def test_a_half_written_line_is_kept_aside_and_never_parsed(data: Path, inbox: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    whole = (data / "articles/2024-01.jsonl").read_bytes()
    half = whole[: len(whole) // 2]
    with (data / "articles/2024-01.jsonl").open("ab") as file:
        file.write(half)
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        assert archive.ids("Wien") == ["eins"]
    assert (data / "articles/2024-01.jsonl").read_bytes() == whole
    (kept,) = (data / "damaged").iterdir()
    assert kept.read_bytes() == half
    assert "half-written" in told.sentences[0]


def test_a_damaged_line_is_left_out_and_named(data: Path, inbox: Path) -> None:
    write(inbox, "eins", "date 2024-01 Wir waren schon in Wien.")
    write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien.")
    ingest(data, inbox)
    path = data / "articles/2024-01.jsonl"
    path.write_bytes(path.read_bytes().replace(b"schon", b"schor"))
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        assert archive.ids("Wien") == ["zwei"]
    assert any("damaged" in sentence and "2024-01.jsonl" in sentence for sentence in told.sentences)


def test_a_touched_file_changes_nothing(data: Path, inbox: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    path = data / "articles/2024-01.jsonl"
    os.utime(path, ns=(1, 1))
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        assert archive.ids("Wien") == ["eins"]
    assert told.sentences == []
    generation = (data / "index/current").read_text()
    assert found(data, "Wien") == ["eins"]
    assert (data / "index/current").read_text() == generation


def test_an_older_backup_of_a_file_is_believed(data: Path, inbox: Path, tmp_path: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    backup = shutil.copy(data / "articles/2024-01.jsonl", tmp_path / "backup")
    ingest(data, write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien."))
    assert found(data, "Wien") == ["eins", "zwei"]
    shutil.copy(backup, data / "articles/2024-01.jsonl")
    assert found(data, "Wien") == ["eins"]


def test_a_month_file_taken_away_takes_its_articles_away(data: Path, inbox: Path) -> None:
    write(inbox, "eins", "date 2024-01 Wir waren schon in Wien.")
    write(inbox, "zwei", "date 2024-02 Ihr wart noch nie in Wien.")
    ingest(data, inbox)
    (data / "articles/2024-02.jsonl").unlink()
    assert found(data, "Wien") == ["eins"]


def test_a_deleted_article_is_gone_from_every_answer_and_stays_gone(
    data: Path, inbox: Path
) -> None:
    write(inbox, "eins", "date 2024-01 Wir waren schon in Wien.")
    write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien.")
    ingest(data, inbox)
    with Archive(data) as archive:
        archive.delete(["eins"])
        assert archive.ids("Wien") == ["zwei"]
        assert "eins" not in archive
        assert len(archive) == 1
    shutil.rmtree(data / "index")
    assert found(data, "Wien") == ["zwei"]
    last = lines(data, "2024-01")[-1]
    assert last.keys() == {"id", "revision", "deleted_at", "checksum"}


def test_an_old_line_copied_in_does_not_bring_a_deleted_article_back(
    data: Path, inbox: Path
) -> None:
    for number in range(5):
        write(inbox, f"a{number}", f"date 2024-01 Wir waren schon in Wien, zum {number}. Mal.")
    ingest(data, inbox)
    old = next(line for line in lines(data, "2024-01") if line["id"] == "a1")
    with Archive(data) as archive:
        archive.delete(["a1"])
    append(data, "2024-02", old)
    assert found(data, "Wien") == ["a0", "a2", "a3", "a4"]
    shutil.rmtree(data / "index")
    assert found(data, "Wien") == ["a0", "a2", "a3", "a4"]


def test_a_deleted_article_can_be_taken_in_again(data: Path, inbox: Path) -> None:
    path = write(inbox, "eins", "date 2024-01 Wir waren schon in Wien.")
    ingest(data, path)
    with Archive(data) as archive:
        archive.delete(["eins"])
    again = ingest(data, path)
    assert (again.stored, [text.origin for text in again.left_out]) == (0, ["eins.txt"])
    with Archive(data) as archive:
        assert archive.ingest([path], restore=True).stored == 1
    assert found(data, "Wien") == ["eins"]


def test_a_stop_between_the_files_and_the_index_heals(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    second = write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien.")

    with stopped_at(monkeypatch, "news_archive.index.tantivy.engine.TantivyWriter"):
        ingest(data, second)
    assert found(data, "Wien") == ["eins", "zwei"]
    assert ingest(data, inbox).unchanged == 2


def test_a_stop_between_the_index_and_its_stamp_heals(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    second = write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien.")

    with stopped_at(monkeypatch, "news_archive.index.tantivy.writer.write_stamp"):
        ingest(data, second)
    assert found(data, "Wien") == ["eins", "zwei"]
    assert len(lines(data, "2024-01")) == 2


def test_a_stop_before_the_move_is_written_leaves_one_article(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "Der Minister sprach am Abend in Paris über den Haushalt."
    ingest(data, write(inbox, "rede", f"date 2024-04 {body}"))
    moved = write(inbox, "rede", f"date 2024-05 {body}")

    with stopped_at(monkeypatch, "news_archive.sync.write_session.WriteSession._write_moves"):
        ingest(data, moved)
    for _ in range(2):
        assert found(data, "date:2024-05") == ["rede"]
        assert found(data, "date:2024-04") == []
        shutil.rmtree(data / "index")


@pytest.mark.parametrize("damage", ["stamp", "current", "meta.json", "segment"])
def test_a_damaged_index_is_built_again(data: Path, inbox: Path, damage: str) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    generation = data / "index" / (data / "index/current").read_text().strip()
    path = {
        "stamp": generation / "stamp",
        "current": data / "index/current",
        "meta.json": generation / "meta.json",
        "segment": next(generation.glob("*.term")),
    }[damage]
    path.write_bytes(b"\xff" * 40)
    assert found(data, "Wien") == ["eins"]


def test_an_archive_without_its_settings_is_still_one(data: Path, inbox: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    (data / "archive.json").unlink()
    assert found(data, "Wien") == ["eins"]
    ingest(data, write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien."))
    assert json.loads((data / "archive.json").read_text())["format"] == 1
    assert found(data, "Wien") == ["eins", "zwei"]


def test_an_open_archive_sees_what_another_one_wrote(data: Path, inbox: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    with Archive(data) as reader:
        assert reader.count("Wien") == 1
        ingest(data, write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien."))
        assert reader.count("Wien") == 2
        with Archive(data) as other:
            other.reindex()
        assert reader.count("Wien") == 2


def test_small_ingests_do_not_pile_up_generations(data: Path, inbox: Path) -> None:
    for number in range(12):
        ingest(data, write(inbox, f"a{number}", f"date 2024-01 Wien, zum {number}. Mal."))
    folders = [path for path in (data / "index").iterdir() if path.is_dir()]
    assert len(folders) == 1
    meta = json.loads((folders[0] / "meta.json").read_text())
    assert len(meta["segments"]) < 12
    assert len(found(data, "Wien")) == 12


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "Wien \ud800"},
        {"id": "falsch\x00"},
        {"id": "-falsch"},
        {"id": ""},
        {"id": "x" * 70_000},
        {"revision": 2**64},
        {"revision": 0},
        {"credit": 3},
        {"origin": None},
        {"sources": "afp"},
        {"body": ""},
        {"date": "2024-13"},
        {"extra": "field"},
        {"digest": "sha256:0"},
    ],
)
def test_a_line_of_a_wrong_shape_is_damaged_whatever_its_checksum(
    data: Path, inbox: Path, changes: dict[str, Any]
) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    fields = {**lines(data, "2024-01")[0], "id": "falsch", "revision": 9, **changes}
    fields.pop("checksum")
    text = json.dumps(fields, separators=(",", ":"))  # escapes what UTF-8 cannot hold
    checksum = f"{crc32(text.encode()):08x}"
    with (data / "articles/2024-01.jsonl").open("ab") as file:
        file.write(f'{text[:-1]},"checksum":"{checksum}"}}\n'.encode())
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        assert archive.ids("Wien") == ["eins"]
    assert any("1 damaged line is left out" in sentence for sentence in told.sentences)
    ingest(data, write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien."))
    assert found(data, "Wien") == ["eins", "zwei"]


def test_the_revision_of_a_damaged_line_is_not_given_out_again(data: Path, inbox: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    ingest(data, write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien."))
    path = data / "articles/2024-01.jsonl"
    path.write_bytes(path.read_bytes().replace(b"noch nie", b"noch nje"))
    ingest(data, write(inbox, "drei", "date 2024-02 Alle waren schon in Wien."))
    assert lines(data, "2024-02")[0]["revision"] == 3


def test_two_texts_of_one_revision_are_ordered_alike_before_and_after_a_rebuild(
    data: Path, inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    ingest(other, write(tmp_path / "their", "x", "date 2023-01 Ein Fremder kam nach Wien."))
    ingest(data, write(inbox, "x", "date 2024-01 Wir waren schon in Wien."))
    shutil.copy(other / "articles/2023-01.jsonl", data / "articles/2023-01.jsonl")
    told = Told()
    with Archive(data, listener=told.listener()) as archive:
        before = archive["x"]
    assert any("different texts of the same revision" in sentence for sentence in told.sentences)
    shutil.rmtree(data / "index")
    with Archive(data) as archive:
        assert archive["x"] == before
        assert len(archive) == 1


def test_a_move_that_a_crash_cut_short_is_written_by_whoever_heals(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "Der Minister sprach am Abend in Paris über den Haushalt."
    ingest(data, write(inbox, "rede", f"date 2024-04 {body}"))

    with stopped_at(monkeypatch, "news_archive.sync.write_session.WriteSession._write_moves"):
        ingest(data, write(inbox, "rede", f"date 2024-05 {body}"))
    assert found(data, "date:2024-05") == ["rede"]
    assert lines(data, "2024-04")[-1]["moved_to"] == "2024-05"
    assert [line["revision"] for line in lines(data, "2024-04")] == [1, 3]


def test_a_month_file_that_is_a_link_is_refused_loudly(
    data: Path, inbox: Path, tmp_path: Path
) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    path = data / "articles/2024-01.jsonl"
    shutil.move(path, tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DamagedError, match="link"):
        found(data, "Wien")


def test_what_a_crash_left_of_a_replaced_file_is_removed(data: Path, inbox: Path) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    (data / ".archive.json.77.new").write_text("{")
    ingest(data, write(inbox, "zwei", "date 2024-01 Ihr wart noch nie in Wien."))
    assert not list(data.rglob(".*.new"))


def test_an_id_that_comes_twice_in_one_run_is_compared_with_itself(data: Path, inbox: Path) -> None:
    body = "Der Minister sprach am Abend in Paris über den Haushalt"
    records = [
        {"id": "a", "date": "2024-04", "text": f"{body}."},
        {"id": "a", "date": "2024-04", "text": f"{body}."},
        {"id": "a", "date": "2024-05", "text": f"{body} und Steuern."},
        {"id": "a", "date": "2024-05", "text": "Etwas ganz anderes über Fische."},
    ]
    path = inbox / "batch.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    outcome = ingest(data, path)
    assert (outcome.stored, outcome.updated, outcome.unchanged) == (1, 1, 1)
    assert [rejection.origin for rejection in outcome.rejected] == ["batch.jsonl"]
    assert found(data, "date:2024-05 Steuern") == ["a"]
    assert found(data, "date:2024-04") == []
    assert [line["revision"] for line in lines(data, "2024-04")] == [1, 3]


def test_a_ctrl_c_while_writing_counts_what_was_written(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(inbox, "eins", "date 2024-01 Wir waren schon in Wien.")
    commit = WriteSession.commit

    def pressed(session: WriteSession, *, hastily: bool) -> None:
        signal.raise_signal(signal.SIGINT)
        commit(session, hastily=hastily)

    monkeypatch.setattr(WriteSession, "commit", pressed)
    outcome = ingest(data, inbox)
    assert (outcome.stored, outcome.interrupted) == (1, True)
    assert found(data, "Wien") == ["eins"]


def test_a_query_of_too_many_wildcards_is_refused_and_rebuilds_nothing(
    data: Path, inbox: Path
) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    told = Told()
    with (
        Archive(data, listener=told.listener()) as archive,
        pytest.raises(UsageError, match="narrow it"),
    ):
        archive.search("*e??????????????r-*e?????????????r")
    assert told.sentences == []


def test_an_index_that_may_not_be_written_to_answers(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    monkeypatch.setattr("news_archive.index.tantivy.schema.os.access", refuse_writing)
    assert found(data, "Wien") == ["eins"]


def refuse_writing(path: os.PathLike[str], mode: int) -> bool:
    return "news-archive-" in os.fspath(path) and mode == os.W_OK


def test_an_article_that_leaves_a_month_and_comes_back_in_one_batch_stays(
    data: Path, inbox: Path
) -> None:
    path = inbox / "batch.jsonl"
    texts = [("2024-04", "eins zwei drei"), ("2024-05", "eins zwei drei vier")]
    records = [{"id": "j", "date": date, "text": text} for date, text in [*texts, texts[0]]]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    outcome = ingest(data, path)
    assert (outcome.stored, outcome.updated) == (1, 2)
    for _ in range(2):
        assert found(data, "date:2024-04 drei") == ["j"]
        assert found(data, "date:2024-05") == []
        shutil.rmtree(data / "index")
    assert [line.get("moved_to") for line in lines(data, "2024-05")] == [None, "2024-04"]
    assert all("moved_to" not in line for line in lines(data, "2024-04"))


def test_a_move_cut_short_is_written_by_a_rebuild_too(
    data: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "Der Minister sprach am Abend in Paris über den Haushalt."
    ingest(data, write(inbox, "rede", f"date 2024-04 {body}"))

    with stopped_at(monkeypatch, "news_archive.sync.write_session.WriteSession._write_moves"):
        ingest(data, write(inbox, "rede", f"date 2024-05 {body}"))
    shutil.rmtree(data / "index")
    assert found(data, "date:2024-05") == ["rede"]
    assert lines(data, "2024-04")[-1]["moved_to"] == "2024-05"
    assert found(data, "date:2024-04") == []


def test_a_line_appended_behind_one_without_an_end_is_found_now_and_later(
    data: Path, inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    for name in ("zwei", "drei"):
        write(tmp_path / "their", name, f"date 2024-01 {name} kamen nach Wien.")
    ingest(other, tmp_path / "their")
    theirs = {line["id"]: line for line in lines(other, "2024-01")}
    ingest(data, write(inbox, "eins", "date 2024-01 Wir waren schon in Wien."))
    append(data, "2024-01", theirs["zwei"], end=b"")
    assert found(data, "Wien") == ["eins", "zwei"]
    append(data, "2024-01", theirs["drei"])
    for _ in range(2):
        assert found(data, "Wien") == ["drei", "eins", "zwei"]
        shutil.rmtree(data / "index")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["article", "article", "moved", "deleted"]),
            st.sampled_from([202401, 202402, 202400]),
            st.integers(1, 9),
            st.integers(1, 3),
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_what_lines_come_to_does_not_depend_on_their_order(
    drawn: list[tuple[Any, int, int, int]], random: Any
) -> None:
    known = [
        Line(kind, "a", revision, digest if kind == "article" else 0, Location(month, 0, 0))
        for kind, month, revision, digest in drawn
    ]
    shuffled = random.sample(known, len(known))
    one, other = History(), History()
    for line in known:
        one.add(line)
    for line in shuffled:
        other.add(line)
    assert one.winner() == other.winner()
    assert sorted(one.months_left()) == sorted(other.months_left())
