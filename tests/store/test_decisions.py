"""Remembered decisions: every one is read again, and no word of a text is among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.store.decisions import Decision, faulty_lines, remember, remembered

NAME = "deleted.jsonl"
MOMENT = "2026-12-01T12:00:00Z"

decisions = st.builds(
    Decision,
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(0, (1 << 128) - 1),
    st.just(MOMENT),
)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert remembered(tmp_path / NAME) == {}
    assert faulty_lines(tmp_path / NAME) == []


@given(st.lists(st.lists(decisions, max_size=3), max_size=4))
def test_what_was_remembered_is_read_again(batches: list[list[Decision]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        for batch in batches:
            remember(path, batch)
        wanted = {one.digest: one for batch in batches for one in batch}
        assert remembered(path) == wanted
        assert faulty_lines(path) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"a", b"b", 1),
        lambda data: data.replace(b"{", b"[", 1),
        lambda _: b"null\n",
        lambda _: b"[" * 100_000,
    ],
)
def test_a_changed_line_is_told_and_hides_no_other(tmp_path: Path, change: object) -> None:
    path = tmp_path / NAME
    remember(path, [Decision("a", 1, MOMENT)])
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    assert faulty_lines(path) == [1]
    remember(path, [Decision("c", 2, MOMENT)])
    assert remembered(path) == {2: Decision("c", 2, MOMENT)}
    assert faulty_lines(path) == [1]


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_the_beginning_of_a_line_that_a_crash_left_is_removed(tmp_path: Path, cut: int) -> None:
    path = tmp_path / NAME
    remember(path, [Decision("a", 1, MOMENT), Decision("b", 2, MOMENT)])
    path.write_bytes(path.read_bytes()[:-cut])
    whole = cut == 1  # only the line end is missing
    assert list(remembered(path)) == ([1, 2] if whole else [1])
    assert faulty_lines(path) == []
    remember(path, [Decision("c", 3, MOMENT)])
    assert list(remembered(path)) == ([1, 2, 3] if whole else [1, 3])
    assert faulty_lines(path) == []
