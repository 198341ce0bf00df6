"""The history of an article: every line of it that is still on disk, in the order of events."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from damage_sweep import make, tree

from news_archive import Archive
from news_archive.errors import NothingFoundError


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an update, a move and a deletion; the tests that share it only read."""
    return make(tmp_path_factory.mktemp("versions"))


def states(data: Path, identity: str) -> list[tuple[str, str]]:
    with Archive(data) as archive:
        return [(version.state, version.file) for version in archive.history(identity)]


def test_an_article_written_once_has_one_version(data: Path) -> None:
    assert states(data, "wien") == [("current", "2024-04.jsonl")]


def test_an_update_has_the_text_before_and_the_text_that_counts(data: Path) -> None:
    with Archive(data) as archive:
        before, after = archive.history("rede")
        assert after.fields == archive.record("rede")
    assert (before.state, after.state) == ("earlier", "current")
    assert "Paris" in before.fields["body"]
    assert "Rom" in after.fields["body"]
    assert before.revision < after.revision


def test_a_move_is_told_with_both_files(data: Path) -> None:
    assert states(data, "zug") == [
        ("earlier", "2024-05.jsonl"),
        ("current", "2024-06.jsonl"),
        ("moved", "2024-05.jsonl"),
    ]
    with Archive(data) as archive:
        assert archive.history("zug")[-1].fields["moved_to"] == "2024-06"


def test_a_deleted_article_still_has_its_history(data: Path) -> None:
    assert states(data, "weg") == [("earlier", "2024-05.jsonl"), ("deleted", "2024-05.jsonl")]
    with Archive(data) as archive:
        assert "nicht bleiben" in archive.history("weg")[0].fields["body"]
        assert "weg" not in archive


def test_versions_are_in_the_order_of_their_revisions(data: Path) -> None:
    with Archive(data) as archive:
        for identity in ("rede", "zug", "weg", "jahr"):
            revisions = [version.revision for version in archive.history(identity)]
            assert revisions == sorted(set(revisions))


@pytest.mark.parametrize(
    "identity", ["", "nobody", "red", "REDE", "../../rede", "rede\x00", "\udcff", "x" * 1000]
)
def test_an_id_that_no_line_has_is_not_found(data: Path, identity: str) -> None:
    with Archive(data) as archive, pytest.raises(NothingFoundError):
        archive.history(identity)


def test_an_id_is_found_however_its_letters_are_composed(data: Path) -> None:
    assert states(data, "gro\u0308ße") == states(data, "größe") == [("current", "2023.jsonl")]


def test_to_look_changes_nothing_and_needs_no_index(data: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(data, tmp_path / "data")
    shutil.rmtree(copy / "index")
    before = tree(copy)
    assert states(copy, "rede") == states(data, "rede")
    assert tree(copy) == before


def test_a_damaged_line_is_no_version(data: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(data, tmp_path / "data")
    path = copy / "articles/2024-04.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Rom", b"Rum"))
    assert states(copy, "rede") == [("current", "2024-04.jsonl")]
    with Archive(copy) as archive:
        assert "Paris" in archive.history("rede")[0].fields["body"]


def test_after_a_compact_only_what_counts_is_left(data: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(data, tmp_path / "data")
    with Archive(copy) as archive:
        archive.compact()
        for identity in ("rede", "zug", "wien"):
            (only,) = archive.history(identity)
            assert only.state == "current"
        with pytest.raises(NothingFoundError):
            archive.history("weg")
