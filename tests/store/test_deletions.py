"""Remembered deletions: every one is read again, and no word of a text is among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.store.deletions import Deletion, faulty_lines, remember, remembered
from news_archive.store.layout import Layout

MOMENT = "2026-12-01T12:00:00Z"

deletions = st.builds(
    Deletion,
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(0, (1 << 128) - 1),
    st.just(MOMENT),
)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert remembered(Layout(tmp_path)) == {}
    assert faulty_lines(Layout(tmp_path)) == []


@given(st.lists(st.lists(deletions, max_size=3), max_size=4))
def test_what_was_remembered_is_read_again(batches: list[list[Deletion]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        for batch in batches:
            remember(layout, batch)
        wanted = {one.digest: one for batch in batches for one in batch}
        assert remembered(layout) == wanted
        assert faulty_lines(layout) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-20],
        lambda data: data.replace(b"a", b"b", 1),
        lambda data: data.replace(b"{", b"[", 1),
        lambda _: b"null\n",
        lambda _: b"[" * 100_000,
    ],
)
def test_a_changed_line_is_told_and_hides_no_other(tmp_path: Path, change: object) -> None:
    layout = Layout(tmp_path)
    remember(layout, [Deletion("a", 1, MOMENT)])
    layout.deletions.write_bytes(change(layout.deletions.read_bytes()))  # type: ignore[operator]
    assert faulty_lines(layout) == [1]
    remember(layout, [Deletion("c", 2, MOMENT)])
    assert remembered(layout) == {2: Deletion("c", 2, MOMENT)}
    assert faulty_lines(layout) == [1]
