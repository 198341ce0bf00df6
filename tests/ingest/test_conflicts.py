"""An id that has another text: asked about once, and then as it was decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from news_archive import Archive
from news_archive.errors import UsageError

FIRST = " date 2024-04 Der Minister sprach am Abend in Paris. (dpa)"
OTHER = " date 2023-01 Ein Boot legt bei Sturm nicht ab, sagt der Hafen."


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two folders with a text each, under the same name."""
    for name, text in (("a", FIRST), ("b", OTHER)):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "x.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data")


def test_without_a_decision_it_is_told_every_time(archive: Archive, inbox: Path) -> None:
    for _ in range(2):
        (rejection,) = archive.ingest(inbox).rejected
        assert rejection.origin == "b/x.txt"
        assert "--replace" in rejection.reason
        assert "--keep" in rejection.reason


def test_what_is_kept_is_not_asked_about_again(archive: Archive, inbox: Path) -> None:
    kept = archive.ingest(inbox, keep=True)
    assert (kept.stored, kept.unchanged, kept.decided, kept.rejected) == (1, 1, 1, [])
    archive.compact()
    archive.reindex()
    again = archive.ingest(inbox)
    assert (again.unchanged, again.decided, again.rejected) == (2, 1, [])
    assert "Minister" in archive["x"].body
    assert archive.check().is_sound


def test_what_is_replaced_does_not_come_back(archive: Archive, inbox: Path) -> None:
    archive.ingest(inbox / "a")
    assert archive.ingest(inbox / "b", replace=True).updated == 1
    again = archive.ingest(inbox)
    assert (again.unchanged, again.decided, again.rejected) == (2, 1, [])
    assert "Boot" in archive["x"].body


def test_a_date_that_was_corrected_by_replacing_stays(
    archive: Archive, inbox: Path, tmp_path: Path
) -> None:
    archive.ingest(inbox / "a")
    (tmp_path / "x.txt").write_text(FIRST.replace("2024-04", "2024-04-12"), encoding="utf-8")
    archive.ingest(tmp_path / "x.txt", replace=True)
    assert archive.ingest(inbox / "a").decided == 1
    assert str(archive["x"].date) == "2024-04-12"


def test_a_decision_can_be_taken_back(archive: Archive, inbox: Path) -> None:
    archive.ingest(inbox, keep=True)
    assert archive.ingest(inbox / "b", replace=True).updated == 1
    assert "Boot" in archive["x"].body
    again = archive.ingest(inbox / "b")
    assert (again.unchanged, again.decided) == (1, 0)


def test_a_dry_run_remembers_nothing(archive: Archive, inbox: Path) -> None:
    archive.ingest(inbox / "a")
    assert archive.ingest(inbox, keep=True, dry_run=True).decided == 1
    assert len(archive.ingest(inbox).rejected) == 1


def test_both_at_once_are_a_contradiction(archive: Archive, inbox: Path) -> None:
    with pytest.raises(UsageError, match="replace"):
        archive.ingest(inbox, replace=True, keep=True)
