"""Another archive as an input: its articles as they are there now, and what was decided there."""

from __future__ import annotations

from pathlib import Path

import pytest

from made_archives import made
from news_archive import Archive
from news_archive.errors import NothingFoundError
from news_archive.reading.reader import ReadingOptions

THERE = (
    {"id": "alt", "date": "2024-01", "text": "Die erste Fassung eines Textes. (dpa)"},
    {"id": "weg", "date": "2024-02", "text": "Dieser Text wird dort gelöscht."},
    {"id": "zug", "date": "2024-03-04", "text": "Ein Zug kam an. (afp)"},
)
HERE = ({"id": "boot", "date": "2024-05", "text": "Ein Boot legt ab."},)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """An archive with a corrected article and a deleted one."""
    folder = tmp_path / "other"
    folder.mkdir()
    archive = made(folder, THERE)
    archive.edit("alt", text="Die zweite Fassung eines Textes. (dpa)")
    archive.delete(["weg"])
    archive.close()
    (data,) = [path.parent for path in folder.rglob("archive.json")]
    return data


@pytest.fixture
def here(tmp_path: Path) -> Archive:
    folder = tmp_path / "here"
    folder.mkdir()
    return made(folder, HERE)


def test_its_current_articles_come_over(here: Archive, other: Path) -> None:
    outcome = here.ingest([other])
    assert (outcome.stored, outcome.rejected, outcome.ignored) == (2, [], 0)
    assert set(here) == {"boot", "alt", "zug"}
    assert here["alt"].body == "Die zweite Fassung eines Textes."
    with Archive(other) as there:
        for identity in there:
            one, same = there[identity], here[identity]
            assert (one.digest, one.origin, one.credit) == (same.digest, same.origin, same.credit)
    assert here.ingest([other]).unchanged == 2
    assert here.check().is_sound


def test_what_was_decided_there_is_remembered_here(
    here: Archive, other: Path, tmp_path: Path
) -> None:
    here.ingest([other])
    again = tmp_path / "again.jsonl"
    again.write_text(
        """{"id": "weg", "date": "2024-02", "text": "Dieser Text wird dort gelöscht."}
{"id": "alt", "date": "2024-01", "text": "Die erste Fassung eines Textes. (dpa)"}
""",
        encoding="utf-8",
    )
    outcome = here.ingest([again])
    assert (outcome.stored, len(outcome.left_out), outcome.decided) == (0, 1, 1)


def test_another_text_of_an_id_is_a_conflict_and_not_a_newer_version(
    here: Archive, other: Path
) -> None:
    with Archive(other) as there:
        there.ingest([_records(other.parent / "x.jsonl", "boot", "Ein ganz anderes Boot sinkt.")])
    outcome = here.ingest([other])
    (rejection,) = outcome.rejected
    assert "--id-prefix" in rejection.reason
    assert here["boot"].body == "Ein Boot legt ab."
    prefixed = here.ingest([other], options=ReadingOptions(id_prefix="m3-"))
    assert prefixed.stored == 3
    assert here["m3-boot"].body == "Ein ganz anderes Boot sinkt."
    assert here.ingest([other], replace=True).updated == 1


def _records(path: Path, identity: str, text: str) -> Path:
    path.write_text(f'{{"id": "{identity}", "date": "2024", "text": "{text}"}}\n', encoding="utf-8")
    return path


def test_versions_come_along_in_their_order_and_only_once(here: Archive, other: Path) -> None:
    with Archive(other) as there:
        there.edit("alt", date="2024-02-03")
        there.edit("alt", text="Die dritte Fassung eines Textes. (dpa)")
        theirs = [one for one in there.history("alt") if "body" in one.fields]
    outcome = here.ingest([other])
    assert (outcome.stored, outcome.updated, outcome.unchanged, outcome.versions) == (2, 0, 0, 3)
    ours = [one for one in here.history("alt") if "body" in one.fields]
    assert [one.fields["digest"] for one in ours] == [one.fields["digest"] for one in theirs]
    assert [one.state for one in ours] == ["earlier"] * 3 + ["current"]
    again = here.ingest([other])
    assert (again.unchanged, again.versions, again.rejected) == (2, 0, [])
    assert here.check().is_sound


def test_what_was_corrected_there_since_is_a_newer_version_here(here: Archive, other: Path) -> None:
    here.ingest([other])
    with Archive(other) as there:
        there.edit("zug", text="Ganz etwas anderes steht nun da.")
    outcome = here.ingest([other])
    assert (outcome.updated, outcome.rejected) == (1, [])
    assert here["zug"].body == "Ganz etwas anderes steht nun da."


def test_a_version_of_a_deleted_article_does_not_come_along(here: Archive, other: Path) -> None:
    with Archive(other) as there:
        there.edit("zug", text="Ein Zug kam spät an. (afp)")
        there.delete(["zug"])
    assert here.ingest([other]).stored == 1
    assert set(here) == {"boot", "alt"}
    with pytest.raises(NothingFoundError):
        here.history("zug")


def test_an_archive_is_no_input_of_itself(here: Archive, tmp_path: Path) -> None:
    (data,) = [path.parent for path in (tmp_path / "here").rglob("archive.json")]
    outcome = here.ingest([data])
    assert (outcome.stored, outcome.rejected) == (0, [])
