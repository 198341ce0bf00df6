"""Generations of an index: built beside each other, one in use, the unused swept away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from news_archive.index.tantivy.generations import Generations, hold, read_stamp, write_stamp
from news_archive.store.stamp import Covered, Stamp, Status

if TYPE_CHECKING:
    from pathlib import Path

STAMP = Stamp(1, 42, {"2024-04.jsonl": Covered(Status(120, 1_712_000_000_000_000_001, 7), 120, 9)})


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "index")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_before_the_first_generation_none_is_in_use(generations: Generations) -> None:
    assert generations.current() is None


def test_beginning_makes_an_empty_folder_and_uses_it_for_nothing_yet(
    generations: Generations,
) -> None:
    folder = generations.begin()
    assert names(folder) == set()
    assert generations.current() is None


def test_the_generation_made_active_is_the_one_in_use(generations: Generations) -> None:
    first = generations.begin()
    generations.activate(first)
    assert generations.current() == first
    second = generations.begin()
    assert second != first
    assert generations.current() == first
    generations.activate(second)
    assert generations.current() == second
    assert first.is_dir()


def test_a_new_generation_never_takes_the_name_of_an_old_one(generations: Generations) -> None:
    folders = [generations.begin() for _ in range(12)]
    assert len(set(folders)) == 12
    generations.activate(folders[-1])
    generations.sweep()
    assert generations.begin() not in folders


def test_sweeping_leaves_only_the_generation_in_use(
    generations: Generations, tmp_path: Path
) -> None:
    abandoned, used, begun = (generations.begin() for _ in range(3))
    for folder in (abandoned, used, begun):
        (folder / "segment").write_bytes(b"x")
    generations.activate(used)
    generations.sweep()
    assert names(tmp_path / "index") == {used.name, "current"}
    assert names(used) == {"segment"}


def test_a_generation_that_is_held_stays_until_it_is_let_go(generations: Generations) -> None:
    old = generations.begin()
    generations.activate(old)
    held = hold(old)
    assert held is not None
    generations.activate(generations.begin())
    generations.sweep()
    assert old.is_dir()
    os.close(held)
    generations.sweep()
    assert not old.exists()


def test_several_may_hold_a_generation_and_none_exclusively_then(
    generations: Generations,
) -> None:
    folder = generations.begin()
    first, second = hold(folder), hold(folder)
    assert first is not None
    assert second is not None
    assert hold(folder, exclusive=True) is None
    os.close(first)
    assert hold(folder, exclusive=True) is None
    os.close(second)
    alone = hold(folder, exclusive=True)
    assert alone is not None
    assert hold(folder) is None
    os.close(alone)


def test_a_generation_that_is_gone_cannot_be_held(tmp_path: Path) -> None:
    assert hold(tmp_path / "7") is None


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"9\n", b"../x\n", b"one\n", b"\xff\xfe", b"/etc\n", b"1 2\n", b"."]
)
def test_a_pointer_that_names_no_generation_points_to_none(
    generations: Generations, tmp_path: Path, content: bytes
) -> None:
    generations.activate(generations.begin())
    (tmp_path / "index" / "current").write_bytes(content)
    assert generations.current() is None


def test_a_link_is_no_generation(generations: Generations, tmp_path: Path) -> None:
    generations.begin()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(b"x")
    link = tmp_path / "index" / "5"
    link.symlink_to(elsewhere)
    generations.activate(link)
    assert generations.current() is None
    generations.sweep()
    assert (elsewhere / "precious").exists()


def test_what_is_no_generation_is_not_swept_away(generations: Generations, tmp_path: Path) -> None:
    generations.activate(generations.begin())
    (tmp_path / "index" / "notes").mkdir()
    (tmp_path / "index" / "7.bak").write_bytes(b"x")
    generations.sweep()
    assert {"notes", "7.bak"} <= names(tmp_path / "index")


def test_the_size_is_that_of_all_files(generations: Generations) -> None:
    folder = generations.begin()
    generations.activate(folder)
    before = generations.size()
    (folder / "segment").write_bytes(b"x" * 1000)
    assert generations.size() == before + 1000


def test_a_stamp_is_read_as_it_was_written(generations: Generations) -> None:
    folder = generations.begin()
    write_stamp(folder, STAMP)
    assert read_stamp(folder, 1) == STAMP
    later = STAMP._replace(revision=43)
    write_stamp(folder, later)
    assert read_stamp(folder, 1) == later
    assert len(names(folder)) == 1


def test_a_stamp_of_another_schema_is_none(generations: Generations) -> None:
    folder = generations.begin()
    write_stamp(folder, STAMP)
    assert read_stamp(folder, 2) is None


def test_without_a_stamp_there_is_none(generations: Generations) -> None:
    assert read_stamp(generations.begin(), 1) is None
