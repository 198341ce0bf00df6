"""Bad input through the front door: each is named with its reason, and nothing else is stopped."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import socket
import sys
import tarfile
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from news_archive import Archive, Outcome, ReadingOptions, ReducedDate, Rejection
from news_archive.errors import AccessError, ExitCode, NewerFormatError, UsageError
from news_archive.limits import MAX_INPUT_BYTES

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "date 2024-04 Der Minister trat zurück. (afp)".encode()
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def good(inbox: Path) -> Path:
    """A folder with a good text before and one after whatever a test adds."""
    (inbox / "aaa.txt").write_bytes(GOOD)
    (inbox / "zzz.txt").write_bytes(GOOD)
    return inbox


def _only_rejected(
    archive: Archive, folder: Path, options: ReadingOptions | None = None
) -> Rejection:
    """Ingest a folder of two good texts and a bad input; return what became of that one."""
    outcome = archive.ingest([folder], options=options)
    assert (outcome.stored, outcome.updated, outcome.unchanged) == (2, 0, 0)
    assert set(archive.ids()) == {"aaa", "zzz"}
    (rejection,) = outcome.rejected
    assert rejection.reason
    assert "\n" not in rejection.reason
    assert not rejection.reason.endswith(".")
    return rejection


def _says(rejection: Rejection, *words: str) -> None:
    for word in words:
        assert word in rejection.reason


def _all_rejected(archive: Archive, folder: Path, bad: dict[str, bytes]) -> dict[str, Rejection]:
    """Ingest a folder of two good texts and many bad inputs; return what became of those."""
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    outcome = archive.ingest([folder])
    assert (outcome.stored, outcome.updated, outcome.unchanged) == (2, 0, 0)
    assert set(archive.ids()) == {"aaa", "zzz"}
    assert len(outcome.rejected) == len(bad)
    return {rejection.origin.partition("!")[0]: rejection for rejection in outcome.rejected}


BAD_TEXTS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"date 2024 Wien\nund K\xf6ln", ("not UTF-8", "0xf6", "offset 20", "line 2", "cp1252")),
    (b"", ("empty",)),
    (b" \n\t\r\n", ("empty",)),
    (codecs.BOM_UTF8, ("empty",)),
    (b"date 2024-04", ("header", "no body")),
    (b"date 2024-04 (afp)", ("no body",)),
    (b"Der Minister trat ab.", ("no header", "Der Minister", "--date")),
    (b"date 2024-13 Wien", ("2024-13", "no month 13")),
    (b"date 2024-02-30 Wien", ("2024-02-30",)),
    (b"date 30. Februar 2024 Wien", ("30. Februar 2024",)),
    (b"date 04/03/2024 Wien", ("04/03/2024", "ambiguous")),
    (b"date 1499 Wien", ("1499", "1500")),
    (b"date 2200 Wien", ("2200", "2199")),
    (b"date 2024 Wi\x00en", ("NUL",)),
    (codecs.BOM_UTF16_LE + b"d\x00a", ("UTF-16",)),
)


def test_texts_that_cannot_be_read_are_rejected_with_the_reason(
    archive: Archive, good: Path
) -> None:
    bad = {f"bad{number}.txt": data for number, (data, _) in enumerate(BAD_TEXTS)}
    rejected = _all_rejected(archive, good, bad)
    for number, (_, words) in enumerate(BAD_TEXTS):
        _says(rejected[f"bad{number}.txt"], *words)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + GOOD,
        codecs.BOM_UTF16_LE + GOOD.decode().encode("utf-16-le"),
        codecs.BOM_UTF16_BE + GOOD.decode().encode("utf-16-be"),
    ],
)
def test_a_byte_order_mark_is_read(archive: Archive, inbox: Path, data: bytes) -> None:
    (inbox / "a.txt").write_bytes(data)
    assert archive.ingest([inbox]).rejected == []
    assert archive["a"].body == "Der Minister trat zurück."


def test_the_hints_of_the_reasons_help(archive: Archive, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes("Er trat zurück.".encode("cp1252"))
    options = ReadingOptions(date=ReducedDate(2024, 4), encoding="cp1252")
    assert archive.ingest([inbox], options=options).stored == 1
    assert str(archive["a"].date) == "2024-04"


def test_a_file_over_ten_mebibytes_is_rejected_and_the_limit_is_an_option(
    archive: Archive, good: Path
) -> None:
    data = b"date 2024 " + b"=" * MAX_INPUT_BYTES
    rejected = _all_rejected(
        archive, good, {"big.txt": data, "packed.txt.gz": gzip.compress(data, 1)}
    )
    for name in ("big.txt", "packed.txt.gz"):
        _says(rejected[name], "longer than the limit", "10,485,760 bytes", "--max-bytes")
    outcome = archive.ingest([good], options=ReadingOptions(max_bytes=len(data)))
    assert (outcome.stored, outcome.unchanged, outcome.rejected) == (2, 2, [])


def test_a_smaller_limit_can_be_set(archive: Archive, good: Path) -> None:
    (good / "bad.txt").write_bytes(GOOD + b"!")
    _says(_only_rejected(archive, good, ReadingOptions(max_bytes=len(GOOD))), f"{len(GOOD)} bytes")


def test_a_broken_link_is_rejected(archive: Archive, good: Path) -> None:
    (good / "bad.txt").symlink_to(good / "gone.txt")
    rejection = _only_rejected(archive, good)
    assert rejection.origin == "bad.txt"
    _says(rejection, "cannot be read", "No such file")


def test_a_broken_link_that_is_named_is_rejected(archive: Archive, good: Path) -> None:
    link = good / "bad.txt"
    link.symlink_to(good / "gone.txt")
    outcome = archive.ingest([link, good / "aaa.txt"])
    assert outcome.stored == 1
    assert [each.origin for each in outcome.rejected] == ["bad.txt"]


def test_a_link_to_itself_is_rejected(archive: Archive, good: Path) -> None:
    (good / "bad.txt").symlink_to("bad.txt")
    _says(_only_rejected(archive, good), "cannot be read", "symbolic links")


@pytest.mark.parametrize("target", [".", "..", "../../inbox/b"])
def test_a_loop_of_folders_ends_at_once(archive: Archive, good: Path, target: str) -> None:
    (good / "b").mkdir()
    (good / "b" / "loop").symlink_to(target)
    rejection = _only_rejected(archive, good)
    assert rejection.origin == "b/loop"
    _says(rejection, "symbolic link", "above")


def test_an_unreadable_file_is_rejected(archive: Archive, good: Path) -> None:
    bad = good / "bad.txt"
    if not IS_ROOT:
        bad.write_bytes(GOOD)
        bad.chmod(0)
    elif sys.platform == "linux":
        bad.symlink_to("/proc/self/mem")
    else:
        pytest.skip("root may read every file here")
    rejection = _only_rejected(archive, good)
    assert rejection.origin == "bad.txt"
    _says(rejection, "cannot be read")


@pytest.mark.skipif(IS_ROOT, reason="root may read every folder")
def test_an_unreadable_folder_is_rejected(archive: Archive, good: Path) -> None:
    bad = good / "bad"
    bad.mkdir()
    bad.chmod(0)
    try:
        _says(_only_rejected(archive, good), "cannot be read")
    finally:
        bad.chmod(0o700)


def test_a_pipe_is_never_opened(archive: Archive, good: Path) -> None:
    names = ["bad.jsonl", "bad.tar.gz", "bad.txt", "bad.zip"]
    for name in names:
        os.mkfifo(good / name)
    outcome = archive.ingest([good, good / "bad.txt"])
    assert outcome.stored == 2
    assert [each.origin for each in outcome.rejected] == [*names, "bad.txt"]
    for rejection in outcome.rejected:
        _says(rejection, "pipe", "not opened")


def test_a_socket_is_never_opened(
    archive: Archive, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(good)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("bad.txt")
        rejection = _only_rejected(archive, good)
    assert rejection.origin == "bad.txt"
    _says(rejection, "socket", "not opened")


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, data)
    return out.getvalue()


def _tar(*names: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(GOOD)
            tar.addfile(info, io.BytesIO(GOOD))
    return out.getvalue()


def test_broken_packing_is_rejected(archive: Archive, good: Path) -> None:
    bad = {
        "a.txt.gz": b"no gzip at all",
        "b.txt.gz": gzip.compress(GOOD)[:-9],
        "c.txt.gz": gzip.compress(GOOD)[:-8] + b"\x00" * 8,
        "d.txt.gz": gzip.compress(GOOD) + b"rubbish",
        "e.jsonl.gz": b"no gzip at all",
        "f.tar.gz": b"no gzip at all",
        "g.tar.gz": gzip.compress(_tar("a.txt"))[:40],
        "h.tar.xz": b"no xz at all",
        "i.tar.bz2": b"no bz2 at all",
        "j.tar.zst": b"no zst at all",
        "k.tar": b"no tar at all" * 100,
        "l.zip": b"no zip at all",
        "m.zip": _zip("a.txt", GOOD)[:-30],
    }
    rejected = _all_rejected(archive, good, bad)
    for name in bad:
        _says(rejected[name], "broken")


def test_a_damaged_zip_member_is_rejected(archive: Archive, good: Path) -> None:
    data = bytearray(_zip("a.txt", GOOD))
    data[data.index(b"Minister")] ^= 1
    (good / "bad.zip").write_bytes(data)
    rejection = _only_rejected(archive, good)
    assert rejection.origin == "bad.zip!a.txt"
    _says(rejection, "broken", "CRC")


@pytest.mark.parametrize("place", [0, 30])
def test_a_zip_member_with_a_damaged_header_is_rejected(
    archive: Archive, good: Path, place: int
) -> None:
    data = bytearray(_zip("a.txt", GOOD))
    data[place] ^= 2
    (good / "bad.zip").write_bytes(data)
    rejection = _only_rejected(archive, good)
    assert rejection.origin == "bad.zip!a.txt"
    _says(rejection, "broken")


def test_an_encrypted_zip_member_is_rejected(archive: Archive, good: Path) -> None:
    data = bytearray(_zip("a.txt", GOOD))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (good / "bad.zip").write_bytes(data)
    rejection = _only_rejected(archive, good)
    assert rejection.origin == "bad.zip!a.txt"
    _says(rejection, "encrypted")


MEMBERS = {
    "a": "../../a.txt",
    "b": "/etc/b.txt",
    "c": "a/../../c.txt",
    "d": "//d.txt",
    "e": "C:\\e.txt",
}


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_a_members_name_only_ever_becomes_an_origin(
    archive: Archive, inbox: Path, tmp_path: Path, kind: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in MEMBERS.values():
            packed.writestr(name, GOOD)
    data = out.getvalue() if kind == "zip" else _tar(*MEMBERS.values())
    (inbox / f"bad.{kind}").write_bytes(data)
    outcome = archive.ingest([inbox])
    assert (outcome.stored, outcome.rejected) == (len(MEMBERS), [])
    origins = {archive[identity].origin for identity in archive.ids()}
    assert origins == {f"bad.{kind}!{name}" for name in MEMBERS.values()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "inbox"]
    assert [path.name for path in inbox.iterdir()] == [f"bad.{kind}"]


def test_ids_made_of_such_paths_are_still_ids(archive: Archive, inbox: Path) -> None:
    (inbox / "bad.tar").write_bytes(_tar("../x.txt", "/etc/x.txt", "b/x.txt"))
    outcome = archive.ingest([inbox], options=ReadingOptions(id_from="path"))
    assert {"b_x"} <= set(archive.ids())
    for identity in archive.ids():
        assert "/" not in identity
        assert not identity.startswith(".")
    assert outcome.stored + len(outcome.rejected) == 3


def _measured(archive: Archive, folder: Path) -> tuple[Outcome, int]:
    """Ingest a folder; return the outcome and the most memory that it took [bytes]."""
    tracemalloc.start()
    try:
        outcome = archive.ingest([folder])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return outcome, peak


def test_a_gzip_that_unpacks_to_gigabytes_stops_at_the_limit(archive: Archive, good: Path) -> None:
    member = gzip.compress(b"0" * (16 << 20), 9)
    bomb = b"".join([gzip.compress(b"date 2024 "), *[member] * 256])
    assert len(bomb) < 8 << 20
    (good / "bad.txt.gz").write_bytes(bomb)
    outcome, peak = _measured(archive, good)
    assert outcome.stored == 2
    (rejection,) = outcome.rejected
    _says(rejection, "longer than the limit")
    assert peak < 60 << 20
    assert outcome.bytes_read < len(bomb) // 10


def test_a_zip_that_unpacks_to_a_lot_stops_at_the_limit(archive: Archive, good: Path) -> None:
    with (
        zipfile.ZipFile(good / "bad.zip", "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("a.txt", "w") as member,
    ):
        for _ in range(64):
            member.write(b"0" * (1 << 20))
    outcome, peak = _measured(archive, good)
    assert outcome.stored == 2
    (rejection,) = outcome.rejected
    assert rejection.origin == "bad.zip!a.txt"
    _says(rejection, "longer than the limit")
    assert peak < 60 << 20


def test_a_packed_line_that_never_ends_costs_no_memory(archive: Archive, good: Path) -> None:
    member = gzip.compress(b"0" * (8 << 20), 9)
    (good / "bad.jsonl.gz").write_bytes(member * 6)
    outcome, peak = _measured(archive, good)
    assert outcome.stored == 2
    (rejection,) = outcome.rejected
    _says(rejection, "line 1", "longer than the limit")
    assert peak < 60 << 20


def test_a_json_line_that_cannot_be_read_is_named_by_file_and_line(
    archive: Archive, inbox: Path
) -> None:
    record = {"id": "eins", "date": "2024-04", "text": "Der Minister trat zurück."}
    lines = [
        json.dumps(record).encode(),
        b"{no json",
        b"",
        b"K\xf6ln",
        json.dumps({"id": "zwei"}).encode(),
        b"[1]",
        json.dumps({**record, "id": "drei"}).encode(),
    ]
    (inbox / "bad.jsonl").write_bytes(b"\n".join(lines))
    outcome = archive.ingest([inbox])
    assert outcome.stored == 2
    assert set(archive.ids()) == {"eins", "drei"}
    assert [each.origin for each in outcome.rejected] == ["bad.jsonl"] * 4
    for rejection, words in zip(
        outcome.rejected,
        (
            ("line 2: ", "not JSON"),
            ("line 4: ", "not UTF-8"),
            ("line 5: ", "`text`"),
            ("line 6: ", "not a JSON object"),
        ),
        strict=True,
    ):
        _says(rejection, *words)


def _other(text: str) -> bytes:
    return f"date 2024-04 {text}".encode()


CLASH = (_other("Der Minister trat zurück, sagte er."), _other("In Graz fiel gestern Schnee."))


def test_two_files_with_the_same_id_and_other_text_are_a_conflict(
    archive: Archive, good: Path
) -> None:
    for folder, data in zip("bc", CLASH, strict=True):
        (good / folder).mkdir()
        (good / folder / "x.txt").write_bytes(data)
    outcome = archive.ingest([good])
    assert (outcome.stored, outcome.updated) == (3, 0)
    (rejection,) = outcome.rejected
    assert rejection.origin == "c/x.txt"
    _says(rejection, "x", "another article", "--replace", "--id path")
    assert "zurück" in archive["x"].body
    again = archive.ingest([good])
    assert (again.unchanged, len(again.rejected), again.updated) == (3, 1, 0)


def test_the_same_conflict_in_two_runs_from_two_folders(archive: Archive, inbox: Path) -> None:
    for folder, data in zip("bc", CLASH, strict=True):
        (inbox / folder).mkdir()
        (inbox / folder / "x.txt").write_bytes(data)
    assert archive.ingest([inbox / "b"]).stored == 1
    outcome = archive.ingest([inbox / "c"])
    assert (outcome.stored, outcome.updated, len(outcome.rejected)) == (0, 0, 1)
    _says(outcome.rejected[0], "another article", "--replace", "--id path")
    assert "zurück" in archive["x"].body
    assert archive.ingest([inbox / "c"], replace=True).updated == 1
    assert "Schnee" in archive["x"].body


def test_the_hint_to_take_ids_from_paths_resolves_a_conflict(archive: Archive, inbox: Path) -> None:
    for folder, data in zip("bc", CLASH, strict=True):
        (inbox / folder).mkdir()
        (inbox / folder / "x.txt").write_bytes(data)
    outcome = archive.ingest([inbox], options=ReadingOptions(id_from="path"))
    assert (outcome.stored, outcome.rejected) == (2, [])
    assert set(archive.ids()) == {"b_x", "c_x"}


def test_the_same_text_under_the_same_id_is_unchanged_wherever_it_lies(
    archive: Archive, inbox: Path
) -> None:
    for folder in "bc":
        (inbox / folder).mkdir()
        (inbox / folder / "x.txt").write_bytes(GOOD)
    outcome = archive.ingest([inbox])
    assert (outcome.stored, outcome.unchanged, outcome.rejected) == (1, 1, [])


def test_a_corrected_text_of_the_same_origin_is_an_update(archive: Archive, inbox: Path) -> None:
    (inbox / "x.txt").write_bytes(CLASH[0])
    archive.ingest([inbox])
    (inbox / "x.txt").write_bytes(CLASH[0] + b" Er geht.")
    outcome = archive.ingest([inbox])
    assert (outcome.stored, outcome.updated, outcome.rejected) == (0, 1, [])
    assert archive["x"].body.endswith("Er geht.")
    assert archive["x"].revision > 1


def test_names_that_differ_in_letter_case_only_are_two_articles(
    archive: Archive, inbox: Path
) -> None:
    with zipfile.ZipFile(inbox / "a.zip", "w") as packed:
        for name, data in zip(("Bericht.txt", "bericht.txt"), CLASH, strict=True):
            packed.writestr(name, data)
    assert archive.ingest([inbox]).stored == 2
    assert "zurück" in archive["Bericht"].body
    assert "Schnee" in archive["bericht"].body


def test_names_that_differ_in_composition_only_are_the_same_id(
    archive: Archive, inbox: Path
) -> None:
    with zipfile.ZipFile(inbox / "a.zip", "w") as packed:
        for name, data in zip(("Ko\u0308ln.txt", "Köln.txt"), CLASH, strict=True):
            packed.writestr(name, data)
    outcome = archive.ingest([inbox])
    assert (outcome.stored, len(outcome.rejected)) == (1, 1)
    assert list(archive.ids()) == ["Köln"]


def test_nothing_but_the_ending_is_taken_off_a_name(archive: Archive, inbox: Path) -> None:
    (inbox / "Interview 3.5.2024.txt").write_bytes(GOOD)
    (inbox / "v1.2.txt.gz").write_bytes(gzip.compress(GOOD))
    assert archive.ingest([inbox]).stored == 2
    assert set(archive.ids()) == {"Interview 3.5.2024", "v1.2"}
    assert archive["Interview 3.5.2024"].origin == "Interview 3.5.2024.txt"


BAD_NAMES = {
    "b\nad.txt": "U+000A",
    "b\x1b[31mad.txt": "U+001B",
    "-bad.txt": "begins with",
    "bad .txt": "white space",
    "b" * 201 + ".txt": "200 bytes",
}


def test_a_name_that_cannot_be_an_id_is_rejected(archive: Archive, good: Path) -> None:
    rejected = _all_rejected(archive, good, dict.fromkeys(BAD_NAMES, GOOD))
    for name, words in BAD_NAMES.items():
        _says(rejected[name], "the name cannot be an id", words)
        assert "\n" not in rejected[name].reason


def test_a_systems_own_files_are_left_alone(archive: Archive, good: Path) -> None:
    for name in (".hidden.txt", "._a.txt", ".DS_Store", "__MACOSX/._a.txt", ".git/a.txt"):
        path = good / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\x00\x05no text")
    with zipfile.ZipFile(good / "packed.zip", "w") as file:
        file.writestr("__MACOSX/._b.txt", b"\x00")
        file.writestr("x/.b.txt", b"\x00")
        file.writestr("x/b.txt", GOOD)
    outcome = archive.ingest([good])
    assert (outcome.rejected, outcome.ignored) == ([], 0)
    assert "b" in archive


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
@pytest.mark.parametrize("name", [b"b\xfcd.txt", b"\xfc/b.txt"])
def test_a_name_that_is_not_utf8_is_rejected(archive: Archive, good: Path, name: bytes) -> None:
    path = os.fsencode(good) + b"/" + name
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(GOOD)
    _only_rejected(archive, good)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_path_that_does_not_exist_is_a_usage_error_and_nothing_is_done(
    archive: Archive, good: Path, tmp_path: Path, dry_run: bool
) -> None:
    with pytest.raises(UsageError, match=r"gone\.txt") as caught:
        archive.ingest([good, good / "gone.txt"], dry_run=dry_run)
    assert caught.value.exit_code == ExitCode.USAGE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox"]


def test_a_path_that_does_not_exist_changes_no_archive_that_is_there(
    seeded: Archive, good: Path
) -> None:
    with pytest.raises(UsageError):
        seeded.ingest([good / "aaa.txt", ""])
    assert len(seeded) == 1


@pytest.mark.parametrize("where", ["file/data", "file"])
def test_a_data_folder_that_cannot_be_made_is_an_access_error(
    good: Path, tmp_path: Path, where: str
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(AccessError) as caught, Archive(tmp_path / where) as archive:
        archive.ingest([good])
    assert caught.value.exit_code == ExitCode.ACCESS
    assert (tmp_path / "file").read_bytes() == b"x"


@pytest.mark.skipif(IS_ROOT, reason="root may write everywhere")
def test_a_data_folder_that_may_not_be_written_is_an_access_error(
    good: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        with pytest.raises(AccessError):
            Archive(folder).ingest([good])
    finally:
        folder.chmod(0o700)


def test_an_archive_of_a_newer_format_takes_nothing_in(
    seeded: Archive, good: Path, tmp_path: Path
) -> None:
    seeded.close()
    settings = tmp_path / "data" / "archive.json"
    fields = json.loads(settings.read_bytes())
    settings.write_text(json.dumps({**fields, "format": 99}))
    before = {path.name: path.read_bytes() for path in (tmp_path / "data/articles").iterdir()}
    with pytest.raises(NewerFormatError, match="99") as caught:
        Archive(tmp_path / "data").ingest([good])
    assert caught.value.exit_code == ExitCode.NEWER_FORMAT
    after = {path.name: path.read_bytes() for path in (tmp_path / "data/articles").iterdir()}
    assert after == before


def test_a_dry_run_rejects_the_same_and_makes_nothing(
    archive: Archive, good: Path, tmp_path: Path
) -> None:
    (good / "bad.txt").write_bytes(b"")
    outcome = archive.ingest([good], dry_run=True)
    assert (outcome.stored, [each.origin for each in outcome.rejected]) == (2, ["bad.txt"])
    assert not (tmp_path / "data").exists()


def test_one_folder_of_everything_bad_still_gives_what_is_good(
    archive: Archive, good: Path
) -> None:
    (good / "empty.txt").write_bytes(b"")
    (good / "latin.txt").write_bytes(b"date 2024 K\xf6ln")
    (good / "month.txt").write_bytes(b"date 2024-13 Wien")
    (good / "gone.txt").symlink_to("nowhere")
    (good / "loop").symlink_to(".")
    os.mkfifo(good / "pipe.txt")
    (good / "bad.txt.gz").write_bytes(b"x")
    (good / "bad.tar.xz").write_bytes(b"x")
    (good / "bad.zip").write_bytes(b"x")
    (good / "bad.jsonl").write_bytes(b"x\n")
    (good / "notiz.md").write_bytes(b"x")
    seen: list[int] = []
    outcome = archive.ingest([good], on_progress=lambda outcome: seen.append(outcome.read))
    assert outcome.stored == 2
    assert outcome.ignored == 1
    assert sorted(each.origin for each in outcome.rejected) == sorted(
        ["empty.txt", "latin.txt", "month.txt", "gone.txt", "loop", "pipe.txt", "bad.txt.gz",
         "bad.tar.xz", "bad.zip", "bad.jsonl"]
    )  # fmt: skip
    assert seen == sorted(seen)
    assert seen[-1] == outcome.read == 12
