"""An archive lets go of what it opened, and does nothing anew that can be caught up with."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from news_archive import Archive
from news_archive.errors import AccessError, ArchiveError
from news_archive.index.contract import IndexUnusableError
from news_archive.index.tantivy.generations import Generations
from news_archive.sync.listener import Listener

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTORS = Path("/proc/self/fd")

TEXT = "Ein Haus an der See, in dem niemand wohnt und das niemand mehr verkaufen will."

needs_descriptors = pytest.mark.skipif(
    not DESCRIPTORS.is_dir(),
    reason="only Linux lists the open files of a process",
)


def take_in(archive: Archive, folder: Path, numbers: range) -> None:
    path = folder / "batch.jsonl"
    records = (
        {"id": str(number), "date": f"2024-{number % 12 + 1:02}", "text": f"{TEXT} {number}"}
        for number in numbers
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert archive.ingest([path]).stored == len(numbers)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Archive(tmp_path / "data") as archive:
        take_in(archive, tmp_path, range(4))
    return tmp_path / "data"


def generation(data: Path) -> Path:
    found = Generations(data / "index").current()
    assert found is not None
    return found


def held_open(data: Path) -> list[str]:
    """Return what this process has open below a data folder."""
    found = []
    for link in DESCRIPTORS.iterdir():
        with suppress(OSError):
            path = str(link.readlink())
            # Files of its own the engine closes when its threads get to it.
            if path.startswith(str(data)) and Path(path).is_dir():
                found.append(path)
    return found


def is_free(folder: Path) -> bool:
    """Whether nobody holds the lock of a generation."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def no_stamp(data: Path) -> None:
    (generation(data) / "stamp").unlink()


def other_stamp(data: Path) -> None:
    (generation(data) / "stamp").write_bytes(b"00000000 {}\n")


def no_segments(data: Path) -> None:
    (generation(data) / "meta.json").unlink()


def no_spellings(data: Path) -> None:
    shutil.rmtree(generation(data) / "spellings")


def behind(data: Path) -> None:
    path = data / "articles" / "2024-01.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    os.utime(path, (1, 1))


@needs_descriptors
@pytest.mark.parametrize("damage", [no_stamp, other_stamp, no_segments, no_spellings, behind])
def test_nothing_stays_open_behind_an_index_that_cannot_be_used(
    data: Path, damage: Callable[[Path], None]
) -> None:
    for _ in range(3):
        damage(data)
        with Archive(data) as archive:
            archive.completions("0")
            archive.check()
            assert archive.count() == 4
            held = [path for path in held_open(data) if path == str(generation(data))]
            assert len(held) == 1
        assert held_open(data) == []
        assert is_free(generation(data))


@needs_descriptors
@pytest.mark.parametrize("kind", [IndexUnusableError, AccessError, KeyboardInterrupt])
def test_nothing_stays_open_when_opening_fails(
    data: Path, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    def fail(_folder: Path) -> tuple[int, int]:
        raise kind("a test")

    with monkeypatch.context() as patched, Archive(data) as archive:
        patched.setattr("news_archive.index.tantivy.engine.commit_numbers", fail)
        with suppress(ArchiveError, KeyboardInterrupt):
            archive.count()
    assert held_open(data) == []
    assert is_free(generation(data))


@needs_descriptors
def test_nothing_stays_open_when_the_month_files_cannot_be_compared(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> bool:
        raise AccessError("a test")

    with monkeypatch.context() as patched, Archive(data) as archive:
        patched.setattr("news_archive.store.stamp.Stamp.is_current", fail)
        with pytest.raises(AccessError):
            archive.count()
        assert held_open(data) == []


def copied_lines(data: Path, tmp_path: Path, numbers: range) -> None:
    """Append lines that another archive wrote."""
    with Archive(tmp_path / "other") as other:
        take_in(other, tmp_path, numbers)
    for path in (tmp_path / "other" / "articles").iterdir():
        with (data / "articles" / path.name).open("ab") as file:
            file.write(path.read_bytes())


@pytest.mark.parametrize(("more", "is_built_anew"), [(1, False), (3, False), (12, True)])
def test_an_index_is_built_anew_only_if_most_lines_are_new(
    data: Path, tmp_path: Path, more: int, is_built_anew: bool
) -> None:
    before = generation(data)
    # Revisions must be new to the index: those of an article that was written and written again.
    with Archive(tmp_path / "other") as other:
        take_in(other, tmp_path, range(100, 105))
        other.delete([str(number) for number in range(100, 105)])
        other.compact()
    copied_lines(data, tmp_path, range(200, 200 + more))
    said: list[str] = []
    with Archive(data, listener=Listener(notice=said.append)) as archive:
        assert archive.count() == 4 + more
        assert archive.check().is_sound
    assert (generation(data) != before) == is_built_anew
    assert any("anew" in sentence for sentence in said) == is_built_anew
