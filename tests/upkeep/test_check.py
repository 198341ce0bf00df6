"""A check finds whatever is not as it was written, says where, and changes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from damage_sweep import LINES, make, tree, unnamed_bytes

from news_archive import Archive
from news_archive.article.line import decode_line, encode_line
from news_archive.errors import BusyError, NewerFormatError, NoArchiveError
from news_archive.index.tantivy.generations import Generations, read_stamp, write_stamp
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.segments import commit_numbers
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.store.layout import Layout
from news_archive.store.lock import writer_lock
from news_archive.store.month_lines import Event
from news_archive.sync import id_hashes
from news_archive.sync.line_reading import entry_of
from news_archive.sync.listener import Listener
from news_archive.upkeep import check
from news_archive.upkeep.findings import Finding, Report
from news_archive.upkeep.scan import scan


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an update, a move, a deletion and lines set aside; to be copied."""
    return make(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "data")
    with Archive(tmp_path / "data") as archive:
        archive.ids()
    return tmp_path / "data"


def checked_report(data: Path) -> Report:
    """Check; whatever is found, nothing below the folder may have changed."""
    before = tree(data)
    with Archive(data) as archive:
        report = archive.check()
    assert tree(data) == before
    return report


def found(data: Path) -> list[Finding]:
    """Check; return what was found, but what was set aside, and that files changed."""
    return [one for one in checked_report(data).findings if one.kind not in ("kept", "behind")]


def lines(data: Path, month: str) -> list[bytes]:
    return (data / f"articles/{month}.jsonl").read_bytes().removesuffix(b"\n").split(b"\n")


def write(data: Path, month: str, lines: list[bytes]) -> None:
    (data / f"articles/{month}.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def resealed(line: bytes, **changes: object) -> bytes:
    fields = {**decode_line(line), **changes}
    fields.pop("checksum")
    return encode_line(fields)


def indexed(data: Path) -> TantivyWriter:
    """Return a writer to the index alone, behind the back of the archive."""
    generation = data / "index" / (data / "index/current").read_text().strip()
    return TantivyWriter(generation, new=False)


def test_a_sound_archive_is_counted(data: Path) -> None:
    report = checked_report(data)
    assert report.is_sound
    assert [finding.kind for finding in report.findings] == ["kept"]
    assert report[:6] == (4, 10, 5, 3, 1, 1)
    assert (report.files, report.lines, report.articles) == (4, 10, 5)
    assert (report.superseded, report.deletions, report.moves) == (3, 1, 1)


def test_an_archive_without_articles_is_sound(archive: Archive, inbox: Path) -> None:
    archive.ingest([inbox])
    assert archive.check() == Report(0, 0, 0, 0, 0, 0, ())


def test_where_there_is_no_archive_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoArchiveError):
        Archive(tmp_path / "data").check()
    assert list(tmp_path.iterdir()) == []


def test_an_archive_of_a_newer_format_is_refused(data: Path) -> None:
    settings = data / "archive.json"
    settings.write_text(settings.read_text().replace('"format": 1', '"format": 2'))
    before = tree(data)
    with pytest.raises(NewerFormatError):
        Archive(data).check()
    assert tree(data) == before


def test_an_edited_line_is_named_with_its_article(data: Path) -> None:
    path = data / "articles/2024-04.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Wien", b"Bonn"))
    (finding,) = found(data)
    assert (finding.kind, finding.file, finding.line, finding.id) == (
        "edited", "articles/2024-04.jsonl", 2, "wien",
    )  # fmt: skip
    assert finding.offset == len(lines(data, "2024-04")[0]) + 1
    assert finding.is_damage
    assert "articles/2024-04.jsonl, line 2: " in finding.sentence
    assert not checked_report(data).is_sound


DAMAGED = sorted(
    set(LINES) - {"lines exchanged", "a line duplicated", "a line removed", "two on one line"}
    - {"the checksum of another line"}
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_line_that_is_no_record_is_named_whatever_its_checksum(data: Path, damage: str) -> None:
    before = lines(data, "2024-04")
    write(data, "2024-04", LINES[damage](Random(damage), list(before)))
    after = lines(data, "2024-04")
    (number,) = (at for at, line in enumerate(after, 1) if line not in before)
    (finding,) = found(data)
    assert (finding.kind, finding.file, finding.line) == (
        "damaged", "articles/2024-04.jsonl", number,
    )  # fmt: skip
    assert finding.problem
    assert "\n" not in finding.problem


def test_a_line_with_the_checksum_of_another_is_edited(data: Path) -> None:
    one, other, *rest = lines(data, "2024-04")
    write(data, "2024-04", [one[:-10] + other[-10:], other, *rest])
    assert [(finding.kind, finding.line) for finding in found(data)] == [("edited", 1)]


def test_all_damaged_lines_are_named_and_superseded_ones_too(data: Path) -> None:
    write(data, "2024-04", [line.replace(b"r", b"R", 1) for line in lines(data, "2024-04")])
    assert [finding.line for finding in found(data)] == [1, 2, 3]


def test_two_lines_on_one_are_one_damaged_line(data: Path) -> None:
    one, other, *rest = lines(data, "2024-04")
    write(data, "2024-04", [one + other, *rest])
    assert [(finding.kind, finding.line) for finding in found(data)] == [("damaged", 1)]


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"x"])
def test_what_stands_before_the_first_line_damages_it(data: Path, lead: bytes) -> None:
    path = data / "articles/2023.jsonl"
    path.write_bytes(lead + path.read_bytes())
    assert [(finding.kind, finding.line) for finding in found(data)] == [("damaged", 1)]


def test_the_order_of_lines_and_how_they_end_say_nothing(data: Path) -> None:
    path = data / "articles/2024-04.jsonl"
    path.write_bytes(b"\r\n\n".join(reversed(lines(data, "2024-04"))))
    assert found(data) == []
    assert checked_report(data).articles == 5


def test_a_line_written_twice_is_superseded_by_itself(data: Path) -> None:
    before = checked_report(data)
    write(data, "2023", [*lines(data, "2023"), lines(data, "2023")[0]])
    after = checked_report(data)
    assert found(data) == []
    assert (after.articles, after.superseded) == (before.articles, before.superseded + 1)


def test_an_article_in_another_month_is_named(data: Path) -> None:
    write(data, "2022-01", [lines(data, "2024-04")[1]])
    (finding,) = found(data)
    assert (finding.kind, finding.file, finding.line, finding.id) == (
        "misplaced", "articles/2022-01.jsonl", 1, "wien",
    )  # fmt: skip
    assert "2024-04.jsonl" in finding.problem
    assert finding.is_damage


def test_a_half_written_last_line_is_a_note(data: Path) -> None:
    path = data / "articles/2023.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:50])
    (finding,) = found(data)
    assert (finding.kind, finding.line, finding.offset) == ("unfinished", 3, len(whole))
    assert not finding.is_damage


def test_a_whole_last_line_without_an_end_is_sound(data: Path) -> None:
    path = data / "articles/2023.jsonl"
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert found(data) == []


def test_two_texts_of_one_revision_are_a_note(data: Path) -> None:
    one = decode_line(lines(data, "2023")[0])
    other = resealed(lines(data, "2024-04")[1], id=one["id"], revision=one["revision"])
    write(data, "2024-04", [*lines(data, "2024-04"), other])
    (finding,) = found(data)
    assert (finding.kind, finding.id, finding.is_damage) == ("clash", one["id"], False)


def test_settings_that_cannot_be_understood_are_damage_and_the_rest_is_read(data: Path) -> None:
    (data / "archive.json").write_text("{")
    (finding,) = found(data)
    assert (finding.kind, finding.file, finding.is_damage) == ("settings", "archive.json", True)
    assert checked_report(data).articles == 5


def test_strays_and_temporary_files_are_notes(data: Path) -> None:
    for name in (
        "articles/notes.txt", "articles/2024-13.jsonl", "articles/2024-04.jsonl.bak",
        "articles/.2024-04.jsonl.77.new", ".archive.json.77.new", "index/.current.77.new",
        "articles/.DS_Store",
    ):  # fmt: skip
        (data / name).write_text("{")
    (data / "articles/folder").mkdir()
    (data / ".compacting").mkdir()
    findings = found(data)
    assert {finding.kind for finding in findings} == {"stray"}
    assert {finding.file for finding in findings} == {
        "articles/notes.txt", "articles/2024-13.jsonl", "articles/2024-04.jsonl.bak",
        "articles/.2024-04.jsonl.77.new", ".archive.json.77.new", "index/.current.77.new",
        "articles/.DS_Store", "articles/folder", ".compacting",
    }  # fmt: skip
    assert checked_report(data).is_sound


@pytest.mark.parametrize("kind", ["link", "folder", "dangling"])
def test_a_month_file_that_is_none_is_damage(data: Path, tmp_path: Path, kind: str) -> None:
    path = data / "articles/2023.jsonl"
    path.rename(tmp_path / "elsewhere")
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / ("elsewhere" if kind == "link" else "nothing"))
    (finding,) = found(data)
    assert finding.kind == "damaged"
    assert "2023.jsonl" in finding.problem


class TestTheIndex:
    @staticmethod
    def _found(data: Path) -> list[Finding]:
        """Return what is found of an index that says it is whole."""
        folder = Generations(Layout(data).index).current()
        assert folder is not None
        stamp = read_stamp(folder, SCHEMA)
        assert stamp is not None
        commit, spellings = commit_numbers(folder)
        write_stamp(folder, stamp._replace(commit=commit, spellings=spellings))
        return found(data)

    def test_may_be_missing(self, data: Path) -> None:
        shutil.rmtree(data / "index")
        report = checked_report(data)
        assert {finding.kind for finding in report.findings} == {"kept", "behind"}
        assert report[:6] == (4, 10, 5, 3, 1, 1)

    def test_may_be_behind(self, data: Path) -> None:
        new = resealed(lines(data, "2023")[0], id="neu", revision=99)
        write(data, "2023", [*lines(data, "2023"), new])
        report = checked_report(data)
        assert {finding.kind for finding in report.findings} == {"kept", "behind"}
        assert report.articles == 6

    def test_may_not_lack_an_article(self, data: Path) -> None:
        writer = indexed(data)
        writer.remove("wien")
        writer.commit()
        writer.close()
        (finding,) = self._found(data)
        assert (finding.kind, finding.id, finding.is_damage) == ("index", "wien", True)
        assert "does not have the article" in finding.problem

    def test_may_not_have_an_article_that_the_files_do_not_have(self, data: Path) -> None:
        self._put(data, lambda event: event._replace(id="niemand"))
        (finding,) = self._found(data)
        assert finding.kind == "index"
        assert "6 articles, and the files 5" in finding.problem

    def test_may_not_have_an_article_that_was_deleted(self, data: Path) -> None:
        self._put(data, lambda event: event._replace(id="weg", revision=1))
        (finding,) = self._found(data)
        assert (finding.kind, finding.id) == ("index", "weg")
        assert "that the files do not have" in finding.problem

    def test_may_not_have_another_text(self, data: Path) -> None:
        digest = "sha256:" + "7" * 64
        self._put(data, lambda event: event._replace(fields={**event.fields, "digest": digest}))
        (finding,) = self._found(data)
        assert (finding.kind, finding.id) == ("index", "jahr")
        assert "another version" in finding.problem

    def test_may_not_have_an_earlier_version(self, data: Path) -> None:
        earlier, *_ = scan(data / "articles/2024-04.jsonl", 202404, 10_000)
        assert isinstance(earlier.said, Event)
        writer = indexed(data)
        writer.put(entry_of(earlier.said), replacing=True)
        writer.commit()
        writer.close()
        (finding,) = self._found(data)
        assert (finding.kind, finding.id) == ("index", "rede")

    def test_is_built_anew_by_a_reindex_whatever_was_wrong(self, data: Path) -> None:
        self._put(data, lambda event: event._replace(id="niemand"))
        with Archive(data) as archive:
            assert archive.reindex() == 5
        assert found(data) == []

    def _put(self, data: Path, change: object) -> None:
        first, *_ = scan(data / "articles/2023.jsonl", 202300, 10_000)
        assert isinstance(first.said, Event)
        assert callable(change)
        writer = indexed(data)
        writer.put(entry_of(change(first.said)), replacing=True)
        writer.commit()
        writer.close()


def test_a_writer_is_kept_away_and_waited_for(data: Path) -> None:
    told: list[str] = []
    with (
        writer_lock(data / "lock", "a test", wait=False, waiting=told.append),
        Archive(data, wait=False, listener=Listener(waiting=told.append)) as archive,
        pytest.raises(BusyError, match="a test"),
    ):
        archive.check()


class TestArticlesLookedAtAsAWhole:
    """They come a batch at a time, by hashes that several ids may share; no report tells."""

    @pytest.fixture(params=["indexed", "unindexed", "odd", "odd and unindexed"])
    def checked(self, data: Path, request: pytest.FixtureRequest) -> Path:
        if "odd" in request.param:
            one = decode_line(lines(data, "2023")[0])
            clash = resealed(lines(data, "2024-04")[1], id=one["id"], revision=one["revision"])
            write(data, "2024-04", [*lines(data, "2024-04"), clash])
            write(data, "2022-01", [lines(data, "2024-06")[0]])
            # Of one that was moved what is left is where it went.
            home = [line for line in lines(data, "2024-05") if b"moved_to" not in line]
            write(data, "2024-05", home)
            gone = {"id": "verloren", "revision": 98, "moved_to": "2024-07"}
            write(data, "2021", [encode_line(gone)])
            with Archive(data) as archive:
                archive.ids()
        if "unindexed" in request.param:
            shutil.rmtree(data / "index")
        return data

    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_batches_change_no_report(
        self, checked: Path, monkeypatch: pytest.MonkeyPatch, size: int
    ) -> None:
        before = checked_report(checked)
        monkeypatch.setattr(id_hashes, "BATCH_ARTICLES", size)
        assert checked_report(checked) == before

    @pytest.mark.parametrize("different", [1, 2, 3])
    def test_shared_hashes_change_no_report(
        self, checked: Path, monkeypatch: pytest.MonkeyPatch, different: int
    ) -> None:
        before = checked_report(checked)
        for module in (check, id_hashes):
            shared = lambda name: len(name) % different - 1  # noqa: E731
            monkeypatch.setattr(module, "hash", shared, raising=False)
        assert checked_report(checked) == before


def test_progress_ends_with_all_bytes(data: Path) -> None:
    told: list[tuple[int, int]] = []
    with Archive(data, listener=Listener(progress=lambda *news: told.append(news))) as archive:
        archive.check()
    size = sum(path.stat().st_size for path in (data / "articles").iterdir())
    assert told[-1] == (size, size)
    assert told == sorted(told)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_archive_that_may_not_be_written_is_checked_all_the_same(data: Path) -> None:
    for path in [data, *data.rglob("*")]:
        path.chmod(path.stat().st_mode & 0o555)
    try:
        assert checked_report(data).is_sound
    finally:
        for path in [data, *data.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o700)


def test_a_byte_changed_anywhere_in_a_month_file_is_named(data: Path) -> None:
    chance = Random(3)
    for path in sorted((data / "articles").glob("*.jsonl")):
        size = path.stat().st_size
        places = [(chance.randrange(size), chance.randint(1, 255)) for _ in range(20)]
        ends = [(at, 0x2A) for at, byte in enumerate(path.read_bytes()) if byte == 0x0A]
        assert list(unnamed_bytes(data, path, iter([*places, *ends]))) == []
