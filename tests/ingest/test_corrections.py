"""Corrections by hand: a new version, which the next ingest does not undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from news_archive import Archive
from news_archive.errors import NothingFoundError, UsageError

TEXT = " date 2024-04 Der Minister sprach am Abend in Paris. (dpa)"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def archive(tmp_path: Path, inbox: Path) -> Archive:
    archive = Archive(tmp_path / "data")
    archive.ingest(inbox)
    return archive


def test_the_date_is_corrected_and_stays_so(archive: Archive, inbox: Path) -> None:
    assert archive.edit("a", date="2024-04-12")
    assert str(archive["a"].date) == "2024-04-12"
    for _ in range(2):
        outcome = archive.ingest(inbox)
        assert (outcome.unchanged, outcome.decided, outcome.rejected) == (1, 1, [])
    assert str(archive["a"].date) == "2024-04-12"
    assert [version.state for version in archive.history("a")][-1] == "current"


def test_the_text_is_corrected_with_or_without_a_header(archive: Archive, inbox: Path) -> None:
    assert archive.edit("a", text="Die Ministerin sprach am Abend in Lyon. (afp)")
    article = archive["a"]
    assert (str(article.date), article.credit) == ("2024-04", "afp")
    assert article.body == "Die Ministerin sprach am Abend in Lyon."
    assert archive.edit("a", text=" date 2024-05 Sie sprach.")
    assert (str(archive["a"].date), archive["a"].credit) == ("2024-05", None)
    assert archive.ingest(inbox).decided == 1


def test_it_outlives_compaction_and_a_new_index(archive: Archive, inbox: Path) -> None:
    archive.edit("a", date="2024-04-12")
    archive.compact()
    archive.reindex()
    assert archive.ingest(inbox).decided == 1
    assert archive.check().is_sound


def test_a_new_text_of_the_article_is_an_update_as_ever(archive: Archive, inbox: Path) -> None:
    archive.edit("a", date="2024-04-12")
    changed = TEXT.replace("Abend", "Morgen")
    (inbox / "a.txt").write_text(changed, encoding="utf-8")
    assert archive.ingest(inbox).updated == 1


def test_replace_takes_the_text_that_was_corrected(archive: Archive, inbox: Path) -> None:
    archive.edit("a", date="2024-04-12")
    assert archive.ingest(inbox, replace=True).updated == 1
    assert str(archive["a"].date) == "2024-04"


def test_nothing_to_correct_is_no_version(archive: Archive) -> None:
    assert not archive.edit("a", date="2024-04")
    assert len(archive.history("a")) == 1


@pytest.mark.parametrize("change", [{"date": "2024-13"}, {"text": ""}, {"text": "(dpa)"}])
def test_what_cannot_be_taken_is_refused(archive: Archive, change: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        archive.edit("a", **change)
    assert len(archive.history("a")) == 1


def test_an_article_that_is_not_there_cannot_be_corrected(archive: Archive) -> None:
    with pytest.raises(NothingFoundError):
        archive.edit("x", date="2024")
