"""The store: what each write promises, and how lines, stamps and locks are read."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.article.line import encode_line
from news_archive.errors import AccessError, BusyError, DamagedError, NoArchiveError
from news_archive.store import files
from news_archive.store.layout import (
    Layout,
    month_file_name,
    month_name,
    month_number,
    month_of_file,
    read_settings,
)
from news_archive.store.lock import writer_lock
from news_archive.store.month_lines import BadLine, Event, events, unfinished_tail
from news_archive.store.stamp import Covered, Stamp, Status, decode_stamp, encode_stamp


def article(identity: str, revision: int = 1) -> dict[str, object]:
    return {
        "id": identity,
        "date": "2024-04",
        "sources": [],
        "credit": None,
        "body": "Ein Satz.",
        "origin": f"{identity}.txt",
        "ingested_at": "2024-05-01T00:00:00Z",
        "revision": revision,
        "digest": "sha256:" + "0" * 64,
    }


@pytest.mark.parametrize(
    ("date", "name"),
    [("2024", "2024.jsonl"), ("2024-04", "2024-04.jsonl"), ("2024-04-03", "2024-04.jsonl")],
)
def test_an_article_lies_in_the_file_of_its_month(date: str, name: str) -> None:
    month = month_number(ReducedDate.parse(date))
    assert month_file_name(month) == name
    assert month_of_file(name) == month
    assert name == f"{month_name(month)}.jsonl"


@pytest.mark.parametrize(
    "name",
    ["2024-13.jsonl", "2024-00.jsonl", "24.jsonl", "2024-04.json", "2024-4.jsonl", "x.jsonl"],
)
def test_other_files_are_not_month_files(name: str) -> None:
    assert month_of_file(name) is None


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    files.replace_file(path, b"old")

    def write_half() -> None:
        with files.replacing_file(path) as file:
            file.write(b"ne")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    files.replace_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_failed_append_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.append(path, b"one\n", 0)
    files.append(path, b"two\n", 4)
    with pytest.raises(DamagedError, match="another program"):
        files.append(path, b"three\n", 4)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AccessError, match="No space left"):
        files.append(path, b"three\n", 8)
    assert path.read_bytes() == b"one\ntwo\n"


def test_lines_say_what_happened_and_where(tmp_path: Path) -> None:
    path = tmp_path / "2024-04.jsonl"
    written = [
        encode_line(article("a")),
        encode_line({"id": "a", "revision": 2, "moved_to": "2024-05"}),
        encode_line({"id": "b", "revision": 3, "deleted_at": "2024-01-01T00:00:00Z"}),
        b'{"id": "c"}',
        b"",
        encode_line(article("d", 4))[:-9],
    ]
    path.write_bytes(b"\n".join(written))
    found = list(events(path, 202404))
    kinds = [event.kind if isinstance(event, Event) else "bad" for event in found]
    assert kinds == ["article", "moved", "deleted", "bad"]
    for event, line in zip(found, written, strict=False):
        start = event.location.offset
        assert path.read_bytes()[start : start + event.location.length] == line
    assert isinstance(found[3], BadLine)


def test_a_tail_is_whole_or_half_or_ended(tmp_path: Path) -> None:
    path = tmp_path / "2024-04.jsonl"
    line = encode_line(article("a"))
    path.write_bytes(b"")
    assert unfinished_tail(path) is None
    path.write_bytes(line + b"\n")
    assert unfinished_tail(path) is None
    path.write_bytes(line + b"\n" + line)
    assert unfinished_tail(path) == (len(line) + 1, line, True)
    path.write_bytes(line + b"\n" + line[:-1])
    assert unfinished_tail(path) == (len(line) + 1, line[:-1], False)


statuses_ = st.builds(Status, *[st.integers(0, 2**62)] * 3)
stamps = st.builds(
    Stamp,
    st.integers(1, 9),
    st.integers(0, 2**40),
    st.dictionaries(
        st.sampled_from(["2024-04.jsonl", "2024.jsonl", "1999-12.jsonl"]),
        st.builds(Covered, statuses_, st.integers(0, 2**62), st.integers(0, 2**32 - 1)),
    ),
)


@given(stamps)
def test_a_stamp_is_read_as_it_was_written(stamp: Stamp) -> None:
    assert decode_stamp(encode_stamp(stamp)) == stamp


@given(stamps, st.data())
def test_a_stamp_with_a_flipped_bit_is_no_stamp(stamp: Stamp, data: st.DataObject) -> None:
    written = bytearray(encode_stamp(stamp).rstrip(b"\n"))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= 1 << data.draw(st.integers(0, 7))
    assert decode_stamp(bytes(written)) is None


def test_a_lock_left_by_a_dead_process_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("process 1 (dead)\n")
    with writer_lock(path, "testing", wait=False, waiting=lambda _holder: None):
        assert f"process {os.getpid()} (testing)" in path.read_text()
        descriptor = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)
    with writer_lock(path, "again", wait=False, waiting=lambda _holder: None):
        pass


def test_whoever_will_not_wait_is_told_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with (
        writer_lock(path, "ingest", wait=False, waiting=lambda _holder: None),
        pytest.raises(BusyError, match=rf"process {os.getpid()} \(ingest\)"),
        writer_lock(path, "second", wait=False, waiting=lambda _holder: None),
    ):
        pass


def test_settings_that_cannot_be_understood_are_named(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    with pytest.raises(NoArchiveError):
        read_settings(layout)
    layout.articles.mkdir(parents=True)
    assert read_settings(layout).languages == ("german",)
    for text in ("", "[]", '{"format": "x", "created": "", "languages": []}', "\x00"):
        layout.settings.write_text(text)
        with pytest.raises(DamagedError, match=r"archive\.json"):
            read_settings(layout)
