"""Files, folders and archives as a stream of pieces."""

from __future__ import annotations

import bz2
import gzip
import inspect
import io
import json
import lzma
import os
import sys
import tarfile
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.article.record import Draft
from news_archive.article.written_date import read_whole_date
from news_archive.limits import MAX_INPUT_BYTES
from news_archive.reading import inputs
from news_archive.reading.inputs import (
    Consumed,
    Found,
    Ignored,
    Piece,
    Rejected,
    find_pieces,
    kind_of,
    total_bytes,
)
from news_archive.reading.reader import (
    ReadingOptions,
    check_given_id,
    read_drafts,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = b"date 2024-04 Eins."
TWO = b"date 2024-04 Zwei."
FILES = {"b/zwei.txt": TWO, "eins.txt": ONE}


def _tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": _zst,
}
ARCHIVES: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "a.zip": _zip,
    "a.tar": _tar,
    "a.tar.gz": lambda files: gzip.compress(_tar(files)),
    "a.tgz": lambda files: gzip.compress(_tar(files)),
    "a.tar.bz2": lambda files: bz2.compress(_tar(files)),
    "a.tar.xz": lambda files: lzma.compress(_tar(files)),
    "a.txz": lambda files: lzma.compress(_tar(files)),
    "a.tar.zst": lambda files: _zst(_tar(files)),
}
OF_EVERY_KIND = pytest.mark.parametrize("name", ARCHIVES)


def _find(*paths: Path, max_bytes: int = MAX_INPUT_BYTES) -> list[Found]:
    return list(find_pieces([str(path) for path in paths], max_bytes))


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", ("text", "")),
        ("A.TXT", ("text", "")),
        ("a.txt.gz", ("text", "gz")),
        ("a.jsonl", ("lines", "")),
        ("a.jsonl.gz", ("lines", "gz")),
        ("a.zip", ("zip", "")),
        ("a.tar", ("tar", "")),
        ("a.tar.gz", ("tar", "gz")),
        ("a.tgz", ("tar", "gz")),
        ("a.tar.bz2", ("tar", "bz2")),
        ("a.tar.xz", ("tar", "xz")),
        ("a.tar.zst", ("tar", "zst")),
        ("a.json", None),
        ("a.gz", None),
        ("a.md", None),
        ("a.txt.bak", None),
        ("txt", None),
        ("", None),
    ],
)
def test_the_name_tells_how_a_file_is_read(name: str, kind: tuple[str, str] | None) -> None:
    assert kind_of(name) == kind


def test_a_file_is_one_piece_under_its_name(inbox: Path) -> None:
    path = _write(inbox, "b/eins.txt", ONE)
    assert _find(path) == [Piece("eins.txt", "eins.txt", ONE)]


def test_a_packed_file_is_unpacked(inbox: Path) -> None:
    path = _write(inbox, "eins.txt.gz", gzip.compress(ONE) + gzip.compress(b" Mehr."))
    assert _find(path) == [Piece("eins.txt.gz", "eins.txt.gz", ONE + b" Mehr.")]


def test_a_folder_is_read_in_the_order_of_its_names_whatever_order_they_came_in(
    inbox: Path,
) -> None:
    for name in ("z.txt", "a/b/c.txt", "b.txt", "a.txt", "a/z.txt", "B.txt", "ä.txt"):
        _write(inbox, name, ONE)
    origins = [found.origin for found in _find(inbox)]
    assert origins == ["B.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "z.txt", "ä.txt"]


def test_origins_are_relative_to_the_path_that_was_named(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(inbox, "a/b/eins.txt", ONE)
    assert [found.origin for found in _find(inbox)] == ["a/b/eins.txt"]
    assert [found.origin for found in _find(inbox / "a")] == ["b/eins.txt"]
    monkeypatch.chdir(inbox / "a")
    for path in (".", "./", "../a", "b/.."):
        assert [found.origin for found in find_pieces([path], 100)] == ["b/eins.txt"], path
    assert [found.origin for found in find_pieces(["./b/eins.txt"], 100)] == ["eins.txt"]


def test_paths_are_read_in_the_order_in_which_they_were_named(inbox: Path) -> None:
    paths = [_write(inbox, name, ONE) for name in ("z.txt", "a.txt", "m.txt")]
    assert [found.origin for found in _find(*paths)] == ["z.txt", "a.txt", "m.txt"]


def test_an_empty_folder_holds_nothing(inbox: Path) -> None:
    assert _find(inbox) == []


def test_files_of_other_kinds_are_ignored_in_a_folder_and_rejected_when_named(
    inbox: Path,
) -> None:
    path = _write(inbox, "notiz.md", b"x")
    assert _find(inbox) == [Ignored("notiz.md")]
    (found,) = _find(path)
    assert isinstance(found, Rejected)
    assert ".txt" in found.reason
    assert ".tar.zst" in found.reason


def test_a_link_to_a_file_or_to_a_folder_is_followed(inbox: Path, tmp_path: Path) -> None:
    _write(tmp_path, "anderswo/eins.txt", ONE)
    (inbox / "ordner").symlink_to(tmp_path / "anderswo")
    (inbox / "zwei.txt").symlink_to(tmp_path / "anderswo" / "eins.txt")
    assert [found.origin for found in _find(inbox)] == ["ordner/eins.txt", "zwei.txt"]


def test_a_folder_is_read_alike_where_it_does_not_tell_what_its_entries_are(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, pack in ARCHIVES.items():
        _write(inbox, f"b/{name}", pack(FILES))
    _write(inbox, "eins.txt", ONE)
    _write(inbox, "notiz.md", b"x")
    (inbox / "verweis.txt").symlink_to(inbox / "eins.txt")
    os.mkfifo(inbox / "rohr.txt")
    (inbox / "verweis-auf-rohr.txt").symlink_to(inbox / "rohr.txt")
    told = _find(inbox)
    assert [each.origin for each in told if isinstance(each, Rejected)] == [
        "rohr.txt", "verweis-auf-rohr.txt",
    ]  # fmt: skip
    monkeypatch.setattr(inputs, "_is_known_file", lambda _: False)
    assert _find(inbox) == told


def _with_size(status: os.stat_result, size: int) -> os.stat_result:
    return os.stat_result((*status[:6], size, *status[7:]))


@pytest.mark.parametrize("claimed", [0, 1, len(ONE) - 1, len(ONE), len(ONE) + 1, 99, 1 << 40])
def test_a_file_that_grows_or_shrinks_while_it_is_opened_is_read_whole(
    claimed: int, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(inbox, "eins.txt", ONE)
    fstat = os.fstat
    monkeypatch.setattr(os, "fstat", lambda file: _with_size(fstat(file), claimed))
    consumed = Consumed()
    found = list(find_pieces([str(inbox), str(path)], 100, consumed=consumed))
    assert found == [Piece("eins.txt", "eins.txt", ONE)] * 2
    assert consumed.bytes == 2 * len(ONE)


def test_a_file_that_grows_over_the_limit_while_it_is_opened_is_rejected(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(inbox, "eins.txt", b"x" * 101)
    fstat = os.fstat
    monkeypatch.setattr(os, "fstat", lambda file: _with_size(fstat(file), 100))
    (found,) = _find(inbox, max_bytes=100)
    assert isinstance(found, Rejected)
    assert "limit of 100 bytes" in found.reason


@pytest.mark.parametrize("name", ["z.txt", "z.txt.gz", "z.jsonl", "z.tar", "z.zip"])
def test_a_pipe_that_has_come_in_the_place_of_a_file_is_not_waited_for(
    name: str, inbox: Path
) -> None:
    _write(inbox, "a.txt", ONE)
    path = _write(inbox, name, TWO)
    found = find_pieces([str(inbox)], 100)
    assert isinstance(next(found), Piece)
    path.unlink()
    os.mkfifo(path)
    rejected = next(found)
    assert isinstance(rejected, Rejected)
    assert "pipe" in rejected.reason
    assert list(found) == []


def test_a_file_that_has_gone_since_its_folder_was_read_stops_nothing_else(inbox: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        _write(inbox, name, ONE)
    found = find_pieces([str(inbox)], 100)
    next(found)
    (inbox / "b.txt").unlink()
    gone, last = found
    assert isinstance(gone, Rejected)
    assert "No such file" in gone.reason
    assert last == Piece("c.txt", "c.txt", ONE)


def test_a_file_that_somebody_has_a_lease_on_is_waited_for(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(inbox, "eins.txt", ONE)
    really_open = os.open

    def leased(path: str, flags: int) -> int:
        if flags & os.O_NONBLOCK:
            raise BlockingIOError
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", leased)
    assert _find(path) == [Piece("eins.txt", "eins.txt", ONE)]


def test_a_folder_may_be_deeper_than_python_can_call(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = 300
    monkeypatch.chdir(inbox)
    for _ in range(depth):
        os.mkdir("t")  # noqa: PTH102
        os.chdir("t")
    with open("eins.txt", "wb") as file:  # noqa: PTH123
        file.write(ONE)
    os.chdir(inbox)
    frames = len(inspect.stack(0))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(frames + depth // 2)
    try:
        (found,) = _find(inbox)
    finally:
        sys.setrecursionlimit(limit)
    assert found.origin == "t/" * depth + "eins.txt"


@OF_EVERY_KIND
def test_every_kind_of_archive_gives_its_members_as_pieces(name: str, inbox: Path) -> None:
    path = _write(inbox, name, ARCHIVES[name](FILES))
    expected = [
        Piece(f"{name}!b/zwei.txt", "b/zwei.txt", TWO),
        Piece(f"{name}!eins.txt", "eins.txt", ONE),
    ]
    assert _find(path) == expected
    assert _find(inbox) == expected


@OF_EVERY_KIND
def test_members_may_be_packed_themselves(name: str, inbox: Path) -> None:
    lines = json.dumps({"id": "1", "date": "2024", "text": "Drei."}).encode()
    files = {
        "eins.txt.gz": gzip.compress(ONE),
        "b/x.jsonl": lines + b"\n\n" + lines,
        "x.jsonl.gz": gzip.compress(lines),
    }
    path = _write(inbox, name, ARCHIVES[name](files))
    assert _find(path) == [
        Piece(f"{name}!eins.txt.gz", "eins.txt.gz", ONE),
        Piece(f"{name}!b/x.jsonl", "b/x.jsonl", lines + b"\n", 1),
        Piece(f"{name}!b/x.jsonl", "b/x.jsonl", lines, 3),
        Piece(f"{name}!x.jsonl.gz", "x.jsonl.gz", lines, 1),
    ]


@OF_EVERY_KIND
def test_files_of_other_kinds_are_ignored_in_archives_and_archives_are_told_of(
    name: str, inbox: Path
) -> None:
    packed = {"innen.zip": _zip(FILES), "innen.tar.gz": gzip.compress(_tar(FILES))}
    path = _write(inbox, name, ARCHIVES[name]({**packed, "a.md": b"x", **FILES}))
    found = _find(path)
    assert found[:2] == [
        Rejected(f"{name}!{inner}", "packed in what is packed: unpack it first") for inner in packed
    ]
    assert found[2] == Ignored(f"{name}!a.md")
    assert [type(each) for each in found[3:]] == [Piece, Piece]


@OF_EVERY_KIND
def test_an_archive_without_members_holds_nothing(name: str, inbox: Path) -> None:
    assert _find(_write(inbox, name, ARCHIVES[name]({}))) == []


@OF_EVERY_KIND
def test_a_member_over_the_limit_is_rejected_and_the_others_are_read(
    name: str, inbox: Path
) -> None:
    files = {"a.txt": ONE, "b.txt": b"x" * 101, "c.txt": b"y" * 100, "d.txt": TWO}
    found = _find(_write(inbox, name, ARCHIVES[name](files)), max_bytes=100)
    assert [type(each) for each in found] == [Piece, Rejected, Piece, Piece]
    assert isinstance(found[1], Rejected)
    assert found[1].origin == f"{name}!b.txt"
    assert "100 bytes" in found[1].reason


@OF_EVERY_KIND
def test_a_broken_archive_is_rejected_and_nothing_is_raised(name: str, inbox: Path) -> None:
    whole = ARCHIVES[name](FILES).rstrip(b"\x00")
    for data in (b"", b"x", b"Wien ruft." * 100, whole[: len(whole) // 3]):
        found = _find(_write(inbox, name, data))
        assert found, data[:20]
        assert isinstance(found[-1], Rejected), data[:20]
        assert "broken" in found[-1].reason
    (found_last,) = _find(_write(inbox, name, whole[10:]))[-1:]
    assert isinstance(found_last, Rejected)


def test_a_zip_whose_directory_and_members_disagree_stops_nothing_else(inbox: Path) -> None:
    whole = bytearray(_zip({"a.txt": ONE, "b.txt": TWO}))
    whole[30] = ord("x")  # the first letter of the first member's name, at the member itself
    _write(inbox, "a.zip", bytes(whole))
    _write(inbox, "z.txt", ONE)
    first, second, last = _find(inbox)
    assert isinstance(first, Rejected)
    assert first.origin == "a.zip!a.txt"
    assert second == Piece("a.zip!b.txt", "b.txt", TWO)
    assert last == Piece("z.txt", "z.txt", ONE)


def test_a_zip_with_a_name_that_is_not_utf8_stops_nothing_else(inbox: Path) -> None:
    whole = bytearray(_zip({"ü.txt": ONE}))
    whole[whole.rindex("ü".encode())] = 0xFF
    _write(inbox, "a.zip", bytes(whole))
    _write(inbox, "z.txt", ONE)
    first, last = _find(inbox)
    assert isinstance(first, Rejected)
    assert first.origin.startswith("a.zip")
    assert last == Piece("z.txt", "z.txt", ONE)


def test_a_zip_member_packed_in_an_unknown_way_is_rejected_alone(inbox: Path) -> None:
    whole = bytearray(_zip({"a.txt": ONE, "b.txt": TWO}))
    directory = whole.index(b"PK\x01\x02")
    whole[directory + 10] = whole[8] = 99  # the method of compression
    found = _find(_write(inbox, "a.zip", bytes(whole)))
    assert [type(each) for each in found] == [Rejected, Piece]


@OF_EVERY_KIND
@settings(max_examples=25)
@given(data=st.data())
def test_no_damaged_byte_in_an_archive_raises_anything(
    name: str, inbox: Path, data: st.DataObject
) -> None:
    packed = bytearray(ARCHIVES[name](FILES))
    if name == "a.tar":
        del packed[4 * 512 :]  # what follows is zeros
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.sampled_from([1, 2, 0x20, 0x80, 0xFF]))
    found = _find(_write(inbox, name, bytes(packed)))
    assert all(isinstance(each, Piece | Rejected | Ignored) for each in found)


@pytest.mark.parametrize("name", [name for name in ARCHIVES if name not in ("a.zip", "a.tar")])
@settings(max_examples=25)
@given(data=st.data())
def test_no_packed_archive_that_ends_too_early_passes_for_a_whole_one(
    name: str, inbox: Path, data: st.DataObject
) -> None:
    packed = ARCHIVES[name](FILES)
    length = data.draw(st.integers(0, len(packed) - 1))
    found = _find(_write(inbox, name, packed[:length]))
    assert any(isinstance(each, Rejected) for each in found)


@pytest.mark.parametrize("length", [2 * 512 + 1, 2 * 512 + 300, 3 * 512 - 1])
@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_a_tar_that_ends_within_a_header_is_reported(name: str, length: int, inbox: Path) -> None:
    data = _tar(FILES)[:length]
    path = _write(inbox, name, gzip.compress(data) if name.endswith("gz") else data)
    found = _find(path)
    assert isinstance(found[0], Piece)
    assert isinstance(found[-1], Rejected)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.zst"])
def test_a_tar_with_a_damaged_header_in_its_middle_is_reported(name: str, inbox: Path) -> None:
    data = bytearray(_tar({**FILES, "drei.txt": ONE}))
    data[2 * 512 + 5] ^= 0xFF
    found = _find(_write(inbox, name, PACKERS[name.removeprefix("a.tar")](bytes(data))))
    assert found[0] == Piece(f"{name}!b/zwei.txt", "b/zwei.txt", TWO)
    assert any(isinstance(each, Rejected) for each in found)


def test_a_zst_that_ends_between_two_blocks_is_reported(inbox: Path) -> None:
    tar = _tar(FILES)
    packer = zstandard.ZstdCompressor().compressobj()
    block = packer.compress(tar[: 2 * 512]) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    found = _find(_write(inbox, "a.tar.zst", block))
    assert any(isinstance(each, Rejected) for each in found)


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tar.bz2", "a.tar.xz", "a.tar.zst"])
def test_an_archive_packed_in_several_frames_is_read_to_its_end(name: str, inbox: Path) -> None:
    pack = PACKERS[name.removeprefix("a.tar")]
    tar = _tar(FILES)
    path = _write(inbox, name, pack(tar[: 2 * 512]) + pack(tar[2 * 512 :]))
    assert [found.origin for found in _find(path)] == [f"{name}!b/zwei.txt", f"{name}!eins.txt"]


@pytest.mark.parametrize("inner", ["a.txt", "a.jsonl", "a.txt.gz"])
def test_a_tar_that_ends_within_a_member_is_reported(inner: str, inbox: Path) -> None:
    data = _tar({"eins.txt": ONE, inner: b"x" * 2000})[: 3 * 512 + 700]
    found = _find(_write(inbox, "a.tar", data))
    assert found[0] == Piece("a.tar!eins.txt", "eins.txt", ONE)
    assert isinstance(found[-1], Rejected)
    assert not any(isinstance(each, Piece) for each in found[1:])


def test_a_member_of_a_tar_with_holes_is_read_with_zeros_in_them(inbox: Path) -> None:
    # What `tar --sparse` writes: a map of (offset, length), then the parts that hold something.
    content = b"2\n0\n4\n10\n4\n".ljust(512, b"\0") + b"WienGraz"
    info = tarfile.TarInfo("GNUSparseFile.0/a.txt")
    info.size = len(content)
    info.pax_headers = {
        "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.txt",
        "GNU.sparse.realsize": "14",
    }  # fmt: skip
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(info, io.BytesIO(content))
        after = tarfile.TarInfo("z.txt")
        after.size = len(ONE)
        tar.addfile(after, io.BytesIO(ONE))
    assert _find(_write(inbox, "a.tar", out.getvalue())) == [
        Piece("a.tar!a.txt", "a.txt", b"Wien" + b"\0" * 6 + b"Graz"),
        Piece("a.tar!z.txt", "z.txt", ONE),
    ]


@pytest.mark.parametrize("forged", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_tar_header_that_claims_a_huge_name_costs_no_memory(forged: bytes, inbox: Path) -> None:
    info = tarfile.TarInfo("kopf")
    info.type, info.size = forged, 48 << 20
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as packed:
        packed.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(48):
            packed.write(b"a" * (1 << 20))
        packed.write(_tar(FILES))
    path = _write(inbox, "a.tar.gz", out.getvalue())
    tracemalloc.start()
    try:
        found = _find(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert any(isinstance(each, Rejected) for each in found)
    assert peak < 36 << 20


def test_links_and_devices_in_a_tar_are_not_followed(inbox: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, kind in (("l.txt", tarfile.SYMTYPE), ("h.txt", tarfile.LNKTYPE),
                           ("d.txt", tarfile.CHRTYPE), ("f.txt", tarfile.FIFOTYPE)):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        info = tarfile.TarInfo("ordner.txt")
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
        info = tarfile.TarInfo("eins.txt")
        info.size = len(ONE)
        tar.addfile(info, io.BytesIO(ONE))
    found = _find(_write(inbox, "a.tar", out.getvalue()))
    assert [each.origin for each in found] == [
        f"a.tar!{name}" for name in ("l.txt", "h.txt", "d.txt", "f.txt", "eins.txt")
    ]
    for each in found[:4]:
        assert isinstance(each, Rejected)
        assert "not followed" in each.reason
    assert isinstance(found[4], Piece)


def test_lines_are_split_at_newlines_only_and_numbered_from_one(inbox: Path) -> None:
    lines = ['{"a": "x\u2028y\u0085z"}'.encode(), b'{"b": 1}\r', b"", b" \t", b'{"c": 1}']
    path = _write(inbox, "a.jsonl", b"\n".join(lines))
    found = _find(path)
    assert [each.line for each in found if isinstance(each, Piece)] == [1, 2, 5]
    assert [each.data.strip() for each in found if isinstance(each, Piece)] == [
        lines[0], b'{"b": 1}', b'{"c": 1}',
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b""])
def test_a_line_over_the_limit_is_rejected_with_its_number_and_the_next_is_read(
    inbox: Path, ending: bytes
) -> None:
    data = b"x" * 100 + b"\r\n" + b"y" * 101 + b"\n" + b"z" * 5000 + b"\n" + b"{}" + ending
    first, second, third, last = _find(_write(inbox, "a.jsonl", data), max_bytes=100)
    assert isinstance(first, Piece)
    for number, found in ((2, second), (3, third)):
        assert isinstance(found, Rejected)
        assert found.reason.startswith(f"line {number}: ")
        assert "100 bytes" in found.reason
    assert isinstance(last, Piece)
    assert (last.line, last.data.strip()) == (4, b"{}")


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_a_file_may_be_as_long_as_the_limit_and_no_longer(name: str, inbox: Path) -> None:
    pack = gzip.compress if name.endswith("gz") else bytes
    (found,) = _find(_write(inbox, name, pack(b"x" * 100)), max_bytes=100)
    assert isinstance(found, Piece)
    (found,) = _find(_write(inbox, name, pack(b"x" * 101)), max_bytes=100)
    assert isinstance(found, Rejected)


def test_the_data_folder_is_left_out_when_it_lies_in_another_one(inbox: Path) -> None:
    _write(inbox, "data/articles/2024-04.jsonl", b"{}")
    _write(inbox, "eins.txt", ONE)
    (inbox / "verweis").symlink_to(inbox / "data")
    found = list(find_pieces([str(inbox)], 100, leave_out=[inbox / "data"]))
    assert [each.origin for each in found] == ["eins.txt"]


def test_of_a_data_folder_that_was_named_only_what_the_archive_wrote_is_left_out(
    inbox: Path,
) -> None:
    _write(inbox, "articles/2024-04.jsonl", b"{}")
    _write(inbox, "eins.txt", ONE)
    found = list(find_pieces([str(inbox)], 100, leave_out=[inbox, inbox / "articles"]))
    assert [each.origin for each in found] == ["eins.txt"]


def test_it_is_known_how_many_bytes_there_are_and_how_many_were_read(inbox: Path) -> None:
    sizes = 0
    for name, pack in ARCHIVES.items():
        sizes += _write(inbox, f"b/{name}", pack(FILES)).stat().st_size
    sizes += _write(inbox, "eins.txt", ONE).stat().st_size
    sizes += _write(inbox, "x.jsonl", b"{}\n{}\n").stat().st_size
    _write(inbox, "notiz.md", b"x" * 1000)
    paths = [str(inbox)]
    consumed = Consumed()
    list(find_pieces(paths, MAX_INPUT_BYTES, consumed=consumed))
    assert total_bytes(paths) == sizes
    assert 0.9 * sizes <= consumed.bytes <= sizes
    assert total_bytes([str(inbox / "eins.txt")]) == len(ONE)
    assert total_bytes([str(inbox / "fehlt.txt")]) == 0


def _drafts(*paths: Path, options: ReadingOptions) -> list[Draft]:
    found = list(read_drafts([str(path) for path in paths], options))
    drafts = [each for each in found if isinstance(each, Draft)]
    assert len(drafts) == len(found)
    return drafts


def test_an_id_is_the_name_or_if_wanted_the_path_within_what_holds_it(inbox: Path) -> None:
    _write(inbox, "2024/eins.txt", ONE)
    _write(inbox, "a.zip", _zip({"2023/eins.txt.gz": gzip.compress(TWO)}))
    named = _drafts(inbox, options=ReadingOptions())
    assert [draft.id for draft in named] == ["eins", "eins"]
    by_path = _drafts(inbox, options=ReadingOptions(id_from="path"))
    assert [draft.id for draft in by_path] == ["2024_eins", "2023_eins"]
    assert [draft.origin for draft in by_path] == ["2024/eins.txt", "a.zip!2023/eins.txt.gz"]


def test_a_supplied_date_and_encoding_are_used_where_the_text_has_none(inbox: Path) -> None:
    _write(inbox, "a.txt", "Grüße aus Wien".encode("cp1252"))
    _write(inbox, "b.txt", "date 2023 Grüße aus Graz".encode("cp1252"))
    _write(inbox, "c.txt", "\ufeffGrüße aus Linz".encode())
    options = ReadingOptions(date=ReducedDate(2024), encoding="cp1252")
    drafts = _drafts(inbox, options=options)
    assert [str(draft.date) for draft in drafts] == ["2024", "2023", "2024"]
    assert all(draft.body.startswith("Grüße") for draft in drafts)


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input_is_one_text_and_needs_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _Stdin(ONE))
    (found,) = read_drafts(["-"], ReadingOptions())
    assert isinstance(found, Rejected)
    assert "--id" in found.reason
    monkeypatch.setattr("sys.stdin", _Stdin(ONE))
    (found,) = read_drafts(["-"], ReadingOptions(identity="eins"))
    assert found == Draft("eins", ReducedDate(2024, 4), [], None, "Eins.", "-")


def test_standard_input_without_an_id_is_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"""{"id": "a", "date": "2024", "text": "Eins."}

{"id": "b", "date": "2024"}
{"id": "c", "date": "2024", "text": "Drei."}
"""
    monkeypatch.setattr("sys.stdin", _Stdin(lines))
    first, second, third = read_drafts(["-"], ReadingOptions())
    assert isinstance(first, Draft)
    assert isinstance(second, Rejected)
    assert second.reason.startswith("line 3: ")
    assert isinstance(third, Draft)
    assert (first.id, third.id) == ("a", "c")


def test_standard_input_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _Stdin(ONE))
    (found,) = read_drafts(["-"], ReadingOptions(identity="eins", max_bytes=5))
    assert isinstance(found, Rejected)
    assert "5 bytes" in found.reason


def test_a_given_id_is_composed_and_checked() -> None:
    assert check_given_id("o\u0308") == "ö"
    with pytest.raises(ValueError, match="slash"):
        check_given_id("a/b")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2015", "2015"),
        (" 2024-04 ", "2024-04"),
        ("3. April 2024", "2024-04-03"),
        ("Ma\u0308rz 2024", "2024-03"),
    ],
)
def test_a_given_date_takes_every_written_form(text: str, date: str) -> None:
    assert str(read_whole_date(text)) == date


@pytest.mark.parametrize("text", ["", "2024-13", "2024-04 mehr", "gestern", "04/03/2024"])
def test_a_given_date_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_whole_date(text)
