"""Any bytes as a packed input: articles and reasons, never an exception, never much memory.

The first byte chooses a file name, and with it how the file is read. Or else the rest is packed
here: as a member of a ``.zip`` or a ``.tar`` file, so that it is reached past all checksums of the
packing, or as a ``.tar`` file that is then compressed.
"""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import zstandard
from fuzz_ground import bounded, check_reason, folder

from news_archive.article.record import Draft, content_digest, seal
from news_archive.reading.inputs import Consumed, Ignored, Rejected
from news_archive.reading.reader import ReadingOptions, read_drafts

LONGEST = 8192

_MAX_BYTES = 1 << 16
_OPTIONS = ReadingOptions(max_bytes=_MAX_BYTES, id_from="path")
_NOON = datetime.datetime(2024, 4, 5, 12, 0, tzinfo=datetime.UTC)
_GOOD = "date 2024-04 Köln ruft. (afp)".encode()
_LINE = b'{"id":"a","date":"2024-04","title":"Wien","text":"Er ging.","source":"APA"}\n'
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def zipped(method: int, *members: tuple[str, bytes]) -> bytes:
    """Return a ``.zip`` file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in members:
            packed.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], pax: dict[str, str] | None = None) -> bytes:
    """Return a ``.tar`` file; ``pax`` are further headers of each member."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.pax_headers = pax or {}
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue().rstrip(b"\0") + b"\0" * 1024


def _named(data: bytes) -> tuple[str, bytes]:
    """Part bytes into the name of a member and its content."""
    name, _, content = data.partition(b"\0")
    return name.decode("utf-8", "replace") or "a.txt", content


def _tar_member(data: bytes) -> bytes:
    name, content = _named(data)
    return tarred((name, content), ("b.txt", _GOOD))


def _tar_with_pax(data: bytes) -> bytes:
    headers = {}
    for line in data.split(b"\n"):
        key, _, value = line.partition(b"=")
        if key:
            headers[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
    return tarred(("a.txt", _GOOD), pax=headers)


def _zip_member(method: int) -> Callable[[bytes], bytes]:
    def packed(data: bytes) -> bytes:
        name, content = _named(data)
        return zipped(method, (name, content), ("b.txt", _GOOD))

    return packed


def _as_is(data: bytes) -> bytes:
    return data


# How a file is named, and what is made of the bytes before they are written to it.
WAYS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("a.txt", _as_is),
    ("a.jsonl", _as_is),
    ("a.zip", _as_is),
    ("a.tar", _as_is),
    ("a.txt.gz", _as_is),
    ("a.jsonl.gz", _as_is),
    ("a.tar.gz", _as_is),
    ("a.tar.bz2", _as_is),
    ("a.tar.xz", _as_is),
    ("a.tar.zst", _as_is),
    ("a.tar.gz", gzip.compress),
    ("a.tar.bz2", bz2.compress),
    ("a.tar.xz", lzma.compress),
    ("a.tar.zst", lambda data: zstandard.ZstdCompressor().compress(data)),
    ("a.jsonl.gz", gzip.compress),
    ("a.tar", _tar_member),
    ("a.tar", _tar_with_pax),
    *(("a.zip", _zip_member(method)) for method in _METHODS),
)


def way(name: str, made: Callable[[bytes], bytes] = _as_is) -> bytes:
    """Return the first byte of inputs that are read in one of the ways."""
    return bytes([WAYS.index((name, made))])


_TAR = tarred(("a.txt", _GOOD), ("b/c.jsonl", _LINE * 2), ("ü" * 120 + ".txt", _GOOD))
_ZIP = zipped(zipfile.ZIP_DEFLATED, ("a.txt", _GOOD), ("ü/c.jsonl", _LINE), ("d.bin", b"x"))

HANDMADE = (
    way("a.txt") + _GOOD,
    way("a.jsonl") + _LINE + b"\n{\n" + _LINE.replace(b"a", b"b"),
    way("a.zip") + _ZIP,
    way("a.zip") + zipped(zipfile.ZIP_STORED, ("a.txt.gz", gzip.compress(_GOOD)), ("b/", b"")),
    way("a.zip") + zipped(zipfile.ZIP_BZIP2, ("a.txt", _GOOD)),
    way("a.zip") + zipped(zipfile.ZIP_LZMA, ("a.txt", _GOOD)),
    way("a.zip") + _ZIP[:-30],
    way("a.tar") + _TAR,
    way("a.tar") + _TAR[:700],
    way("a.txt.gz") + gzip.compress(_GOOD),
    way("a.jsonl.gz") + gzip.compress(_LINE)[:-4],
    way("a.tar.gz") + gzip.compress(_TAR),
    way("a.tar.bz2") + bz2.compress(_TAR),
    way("a.tar.xz") + lzma.compress(_TAR, preset=0),
    way("a.tar.zst") + zstandard.ZstdCompressor().compress(_TAR),
    way("a.tar.gz", gzip.compress) + _TAR,
    way("a.jsonl.gz", gzip.compress) + _LINE + b"\xff",
    way("a.tar", _tar_member) + b"../x.jsonl.gz\0" + gzip.compress(_LINE),
    way("a.tar", _tar_with_pax) + b"path=b.txt\nmtime=1e9\ncomment=\xc3\xbc",
    bytes([len(WAYS) - 3]) + b"a.txt\0" + _GOOD,
    b"",
)


WORDS = (
    b"date 2024 ", b"(afp)", _LINE, b".txt\0", b".jsonl\0", b"PK\x03\x04", b"PK\x01\x02",
    b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd", b"ustar\x0000", b"././@LongLink", b"size=", b"path=",
    b"hdrcharset=BINARY\n", b"GNU.sparse.major=1\nGNU.sparse.minor=0\n", b"GNU.sparse.map=0,1\n",
    b"GNU.sparse.size=9\n",
    b"GNU.sparse.realsize=9\n", b"GNU.sparse.name=b.txt\n", b"\x80\0\0\0\x10",
)  # fmt: skip


def target(data: bytes) -> None:
    """Write the bytes to a file and read it as ingest does."""
    chosen, rest = (data[0] % len(WAYS), data[1:]) if data else (0, data)
    name, made = WAYS[chosen]
    try:
        packed = made(rest)
    except (ValueError, OverflowError):
        return  # names and headers that our own side cannot pack
    path = folder() / name
    path.write_bytes(packed)
    consumed = Consumed()
    with bounded():
        for read in read_drafts([str(path)], _OPTIONS, consumed=consumed):
            _check(read, name)
    # A reader may go back to the beginning, but what was read is not counted twice.
    assert consumed.bytes <= len(packed)


def _check(read: Draft | Rejected | Ignored, name: str) -> None:
    assert read.origin == name or read.origin.startswith(f"{name}!"), read.origin
    if isinstance(read, Rejected):
        check_reason(read.reason)
    elif isinstance(read, Draft):
        assert len(read.body) <= _MAX_BYTES
        digest = content_digest(read.date, read.credit, read.body)
        try:
            seal(read, digest, _NOON, 1)
        except ValueError as error:
            check_reason(str(error))
