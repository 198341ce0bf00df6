"""A repair moves what is damaged aside, as it was, and never touches what is sound."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from damage_sweep import BYTES, LINES, all_lines, make, record_of, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive import Archive
from news_archive.article.line import DamagedLine, decode_line, encode_line
from news_archive.article.line_schema import check_stored
from news_archive.errors import DamagedError, NothingFoundError, UsageError


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hundreds of small writes be quick; what is durable is not looked at here."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an update, a move, a deletion and a line set aside; to be copied."""
    return make(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "data"))


def month_files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "articles").iterdir()}


def kept(data: Path) -> dict[str, bytes]:
    """Return what is in ``damaged/`` but the notes."""
    return {
        path.name: path.read_bytes()
        for path in (data / "damaged").iterdir()
        if path.name != "notes.jsonl"
    }


def notes(data: Path) -> list[dict[str, Any]]:
    text = (data / "damaged/notes.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def is_sound_after(data: Path, verb: str = "repair", *arguments: Any) -> list[str]:
    """Run a verb and check; returns what it said."""
    with Archive(data) as archive:
        said = list(getattr(archive, verb)(*arguments))
        report = archive.check()
    assert report.is_sound, report.findings
    assert {finding.kind for finding in report.findings} <= {"kept"}
    return said


def edit(data: Path, month: str, before: str, after: str) -> bytes:
    """Edit a month file by hand; returns the one line that was edited."""
    path = data / f"articles/{month}.jsonl"
    lines = path.read_bytes().split(b"\n")
    edited = [line.replace(before.encode(), after.encode()) for line in lines]
    path.write_bytes(b"\n".join(edited))
    (changed,) = (new for old, new in zip(lines, edited, strict=True) if old != new)
    return changed


def is_event(line: bytes) -> bool:
    try:
        check_stored(decode_line(line))
    except DamagedLine:
        return False
    return True


def test_a_sound_archive_is_left_as_it_is(data: Path) -> None:
    before, aside = month_files(data), kept(data)
    assert is_sound_after(data) == []
    assert month_files(data) == before
    assert kept(data) == aside


def test_a_damaged_line_goes_aside_as_it_was_with_a_note_of_where_it_stood(data: Path) -> None:
    line = edit(data, "2024-04", "Wien", "Bonn")
    before = month_files(data)
    aside = kept(data)
    (sentence,) = is_sound_after(data)
    after = month_files(data)
    assert after.pop("2024-04.jsonl") == before.pop("2024-04.jsonl").replace(line + b"\n", b"")
    assert after == before
    (name,) = kept(data).keys() - aside.keys()
    assert kept(data)[name] == line + b"\n"
    note = notes(data)[-1]
    assert (note["kept"], note["file"], note["line"]) == (name, "articles/2024-04.jsonl", 2)
    assert note["length"] == len(line)
    assert note.keys() == {
        "kept", "file", "line", "offset", "length", "problem", "moved_at",
    }  # fmt: skip
    assert name in sentence
    with Archive(data) as archive:
        assert "wien" not in archive
        assert archive.ids("Bonn") == []


def test_with_its_last_line_aside_an_article_says_what_it_said_before(data: Path) -> None:
    edit(data, "2024-04", "Rom", "Rum")
    is_sound_after(data)
    with Archive(data) as archive:
        assert "Paris" in archive["rede"].body
        assert archive.ids("Rum OR Rom") == []


def test_repairs_within_a_second_keep_everything(data: Path) -> None:
    for word, other in (("Wien", "Bonn"), ("Rom", "Rum"), ("Paris", "Parma")):
        edit(data, "2024-04", word, other)
        is_sound_after(data)
    assert len(kept(data)) == 4
    assert {json.loads(lines)["id"] for name, lines in kept(data).items() if "04" in name[:8]} == {
        "wien", "rede",
    }  # fmt: skip
    assert b"Bonn" in b"".join(kept(data).values())
    assert b"Rum" in b"".join(kept(data).values())
    assert b"Parma" in b"".join(kept(data).values())


def test_a_half_line_goes_aside_and_a_whole_one_is_ended(data: Path) -> None:
    half = data / "articles/2023.jsonl"
    whole = data / "articles/2024-06.jsonl"
    before = month_files(data)
    half.write_bytes(before["2023.jsonl"] + b'{"id":"halb')
    whole.write_bytes(before["2024-06.jsonl"].removesuffix(b"\n"))
    is_sound_after(data)
    assert month_files(data) == before
    assert b'{"id":"halb' in b"".join(kept(data).values())


def test_the_index_is_built_anew(data: Path) -> None:
    current = data / "index/current"
    before = current.read_text()
    is_sound_after(data)
    assert current.read_text() != before
    shutil.rmtree(data / "index")
    is_sound_after(data)
    with Archive(data) as archive:
        assert len(archive) == 5


def test_what_a_crash_left_is_removed(data: Path) -> None:
    (data / "articles/.2024-04.jsonl.77.new").write_text("{")
    (data / ".compacting").mkdir()
    (data / ".compacting/2024-04.jsonl").write_text("{")
    is_sound_after(data)
    assert not list(data.rglob(".*.new"))
    assert not (data / ".compacting").exists()


def test_what_nothing_reads_stays_where_it_is(data: Path) -> None:
    (data / "articles/notes.txt").write_text("mine")
    (data / "damaged/mine.txt").write_text("mine too")
    with Archive(data) as archive:
        archive.repair()
    assert (data / "articles/notes.txt").read_text() == "mine"
    assert (data / "damaged/mine.txt").read_text() == "mine too"


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_sound_lines_stay_where_they_were_and_damaged_ones_are_kept(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, times: int
) -> None:
    chance = Random(seed)
    data = Path(shutil.copytree(sound, tmp_path_factory.mktemp("copy") / "data"))
    for _ in range(times):
        path = chance.choice(sorted((data / "articles").iterdir()))
        lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
        at = chance.randrange(len(lines))
        if chance.random() < 0.5:
            name = chance.choice(["another byte", "invalid UTF-8 inserted", "truncated"])
            lines[at] = BYTES[name](chance, lines[at] or b"x").replace(b"\n", b"\r")
        else:
            try:
                lines = LINES[chance.choice(["an unknown field", "an empty id"])](chance, lines)
            except ValueError:
                continue  # this one is no JSON any more
        path.write_bytes(b"\n".join(lines) + b"\n")
    before, all_before, noted = month_files(data), all_lines(data), len(notes(data))
    with Archive(data) as archive:
        findings = [one for one in archive.check().findings if one.is_damage]
        archive.repair()
        report = archive.check()
    assert report.is_sound, report.findings
    assert all_lines(data) == all_before
    moved = notes(data)[noted:]
    assert [(one["file"], one["line"], one["offset"]) for one in moved] == [
        (finding.file, finding.line, finding.offset) for finding in findings
    ]
    aside = {name: lines.removesuffix(b"\n").split(b"\n") for name, lines in kept(data).items()}
    for name, text in before.items():
        gone = Counter(
            text[one["offset"] : one["offset"] + one["length"]]
            for one in moved
            if one["file"] == f"articles/{name}"
        )
        for one in moved:
            if one["file"] == f"articles/{name}":
                line = text[one["offset"] : one["offset"] + one["length"]]
                assert text[: one["offset"]].count(b"\n") == one["line"] - 1
                assert line in aside[one["kept"]]
                assert not is_event(line) or b'"body"' in line
        left = [line for line in text.split(b"\n") if not gone[line]]
        assert month_files(data)[name] == b"\n".join(left)


@pytest.mark.parametrize("month", ["2022-01", "2025"])
def test_an_article_in_another_month_is_written_where_it_belongs(data: Path, month: str) -> None:
    lines = (data / "articles/2024-04.jsonl").read_bytes().split(b"\n")
    (data / "articles/2024-04.jsonl").write_bytes(b"\n".join([lines[0], *lines[2:]]))
    (data / f"articles/{month}.jsonl").write_bytes(lines[1] + b"\n")
    with Archive(data) as archive:
        before = archive["wien"]
        archive.repair()
        after = archive["wien"]
        assert "wien" in archive.ids("date:2024-04-03")
    assert after.body == before.body
    assert after.revision > before.revision
    assert b'"id":"wien","date"' in (data / "articles/2024-04.jsonl").read_bytes()
    assert not [line for line in lines if line and line not in all_lines(data)]


def test_nothing_is_done_where_a_month_file_is_a_link(data: Path, tmp_path: Path) -> None:
    path = data / "articles/2023.jsonl"
    outside = tmp_path / "outside"
    path.rename(outside)
    outside.write_bytes(outside.read_bytes() + b"{half")
    path.symlink_to(outside)
    before = tree(data)
    text = outside.read_bytes()
    for verb in ("repair", "compact"):
        with Archive(data) as archive, pytest.raises(DamagedError, match="link"):
            getattr(archive, verb)()
    assert tree(data) == before
    assert outside.read_bytes() == text


class TestAccepting:
    def test_seals_an_edit_as_a_new_version_that_is_found(self, data: Path) -> None:
        with Archive(data) as archive:
            before = archive["wien"]
        line = edit(data, "2024-04", "Wien", "Bonn")
        said = is_sound_after(data, "accept", ["wien"])
        assert said[0] == "sealed wien"
        with Archive(data) as archive:
            after = archive["wien"]
            assert archive.ids("Bonn") == ["wien"]
            assert archive.ids("Wien") == []
        assert after.body == before.body.replace("Wien", "Bonn")
        assert after.revision > before.revision
        assert after.origin == before.origin
        assert line + b"\n" in kept(data).values()
        assert notes(data)[-1]["line"] == 2

    def test_outlives_the_index(self, data: Path) -> None:
        edit(data, "2024-04", "Wien", "Bonn")
        is_sound_after(data, "accept", ["wien"])
        shutil.rmtree(data / "index")
        with Archive(data) as archive:
            assert archive.ids("Bonn") == ["wien"]

    def test_leaves_other_damage_for_a_repair(self, data: Path) -> None:
        edit(data, "2024-04", "Wien", "Bonn")
        edit(data, "2023", "Jahr", "Jaar")
        with Archive(data) as archive:
            archive.accept(["wien"])
            assert [one.id for one in archive.check().findings if one.is_damage] == ["jahr"]
        is_sound_after(data)

    def test_takes_several_at_once_and_each_once(self, data: Path) -> None:
        edit(data, "2024-04", "Wien", "Bonn")
        edit(data, "2023", "Jahr", "Jaar")
        said = is_sound_after(data, "accept", ["wien", "jahr", "wien"])
        assert said[:2] == ["sealed wien", "sealed jahr"]
        with Archive(data) as archive:
            assert sorted(archive.ids("Bonn OR Jaar")) == ["jahr", "wien"]

    def test_moves_an_article_whose_date_was_edited(self, data: Path) -> None:
        edit(data, "2024-04", '"2024-04-03"', '"2022-01-03"')
        is_sound_after(data, "accept", ["wien"])
        with Archive(data) as archive:
            assert archive.ids("date:2022-01") == ["wien"]
            assert archive.ids("date:2024-04-03") == ["rede"]
        assert b"wien" in (data / "articles/2022-01.jsonl").read_bytes()

    def test_takes_an_id_that_was_edited(self, data: Path) -> None:
        edit(data, "2024-04", '"wien"', '"neu"')
        is_sound_after(data, "accept", ["neu"])
        with Archive(data) as archive:
            assert "neu" in archive
            assert "wien" not in archive

    @pytest.mark.parametrize("identity", ["rede", "nobody", "weg", "../x", ""])
    def test_of_what_was_not_edited_does_nothing(self, data: Path, identity: str) -> None:
        edit(data, "2024-04", "Wien", "Bonn")
        with Archive(data) as archive:
            archive.ids()  # what is to be mended anyway
            before = month_files(data), kept(data)
            with pytest.raises(NothingFoundError):
                archive.accept(["wien", identity])
            assert (month_files(data), kept(data)) == before
            assert record_of(archive, "wien") is None

    @pytest.mark.parametrize(
        ("month", "before", "after", "identity"),
        [
            ("2024-04", '"credit":"dpa"', '"credit":"AFP"', "wien"),
            ("2024-04", '["dpa"]', "[]", "wien"),
            ("2024-04", "regnete.", "regnete. ", "wien"),
            ("2024-04", "regnete.", "regne\u0308te.", "wien"),
            ("2024-05", '"id":"weg","revision"', '"id":"weh","revision"', "weh"),
        ],
    )
    def test_of_what_is_no_article_does_nothing(
        self, data: Path, month: str, before: str, after: str, identity: str
    ) -> None:
        edit(data, month, before, after)
        with Archive(data) as archive:
            archive.ids()
            state = month_files(data), kept(data)
            with pytest.raises(UsageError, match="cannot be sealed"):
                archive.accept([identity])
            assert (month_files(data), kept(data)) == state
            assert not archive.check().is_sound

    def test_of_one_that_was_sealed_before_a_stop_ends_what_was_begun(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        edit(data, "2024-04", "Wien", "Bonn")

        def stop(*_arguments: object) -> None:
            raise RuntimeError("stopped here")

        with monkeypatch.context() as patched, Archive(data) as archive:
            patched.setattr("news_archive.upkeep.repair._set_aside", stop)
            with pytest.raises(RuntimeError, match="stopped here"):
                archive.accept(["wien"])
        is_sound_after(data, "accept", ["wien"])
        with Archive(data) as archive:
            assert archive.ids("Bonn") == ["wien"]
            assert [version.state for version in archive.history("wien")] == ["current"]


@pytest.mark.parametrize("step", ["append", "replace_file", "replacing_file", "sync_folder"])
def test_a_stop_within_a_repair_loses_nothing_and_the_next_one_ends_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    edit(data, "2024-04", "Wien", "Bonn")
    edit(data, "2023", "Jahr", "Jaar")
    before = all_lines(data)

    def stop(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("stopped here")

    with monkeypatch.context() as patched, Archive(data) as archive:
        patched.setattr(f"news_archive.upkeep.repair.files.{step}", stop)
        with pytest.raises(RuntimeError, match="stopped here"):
            archive.repair()
    assert not before - all_lines(data)
    is_sound_after(data)
    assert not before - all_lines(data)


def test_a_line_by_hand_is_sealed_by_what_the_documents_say(data: Path) -> None:
    line = (data / "articles/2023.jsonl").read_bytes().split(b"\n")[0]
    fields = {key: value for key, value in decode_line(line).items() if key != "checksum"}
    path = data / "articles/2023.jsonl"
    path.write_bytes(path.read_bytes() + encode_line({**fields, "id": "hand"}) + b"\n")
    assert is_sound_after(data) == []
    with Archive(data) as archive:
        assert archive["hand"].body == archive["jahr"].body
