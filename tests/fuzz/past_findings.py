"""Reduced inputs, found by fuzzing or near to it: the target that tries each, and its bytes."""

from __future__ import annotations

import gzip
import struct
import tarfile
import zipfile
import zlib
from base64 import b85decode

from fuzz_archive_member import WAYS, way, zipped

_GOOD = b"date 2024 Er ging."


def _header(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Return the header of a tar member."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def _zip_with(place: int, forged: bytes) -> bytes:
    """Return a ``.zip`` file with some bytes of the directory's first entry replaced."""
    data = bytearray(zipped(zipfile.ZIP_STORED, ("ab.txt", _GOOD)))
    start = data.index(b"PK\x01\x02") + place
    data[start : start + len(forged)] = forged
    return bytes(data)


def _pax(headers: bytes) -> bytes:
    return bytes([[made.__name__ for _, made in WAYS].index("_tar_with_pax")]) + headers


_TAR, _ZIP, _ZST = way("a.tar"), way("a.zip"), way("a.tar.zst")
_END = bytes(1024)

PAST_FINDINGS: dict[str, tuple[str, bytes]] = {
    "a zip member whose name is not the UTF-8 that its flag says": (
        "archive_member",
        _ZIP + _zip_with(8, b"\0\x08").replace(b"ab.txt", b"\xffb.txt"),
    ),
    "a zip directory that is said to lie before the file begins": (
        "archive_member",
        _ZIP + zipped(zipfile.ZIP_STORED, ("a.txt", _GOOD))[20:],
    ),
    "a tar header that claims to be gigabytes long": (
        "archive_member",
        _TAR + _header("././@LongLink", 1 << 32, tarfile.GNUTYPE_LONGNAME) + _END,
    ),
    "a zip member without a name": (
        "archive_member",
        _ZIP + zipped(zipfile.ZIP_STORED, ("ab.txt", _GOOD)).replace(b"ab.txt", b"\0b.txt"),
    ),
    "a zip member said to lie behind the end, which was counted as read": (
        "archive_member",
        _ZIP + _zip_with(42, b"\xff\xff\xff\0"),
    ),
    "a zip member of 320 MiB in 300 bytes of bzip2, unpacked at once": (
        "archive_member",
        _ZIP
        + zlib.decompress(
            b85decode(
                "c-jl_W@gc2U|`?@Vnqh;Lr-4`GBSXG2rH0C)GMhdaf-^YG<1wq3y$RDd~}~NzR!W-00RSu0)s(=uba~X)s<Wg(}#zAzQKHUhFp~gKzRqS3WcR6lD&dL(+;_K#pyliDp;s!ap2O00B=SnJ!agY1_KRXF>n|Lc(byBIE+AO45UrKQUEnIVI%"
            )
        ),
    ),
    "a zst frame of 10 KB that unpacks to 330 MB at once": (
        "archive_member",
        _ZST + b"\x28\xb5\x2f\xfd\x00\x38" + 2500 * (struct.pack("<I", 128 << 13 | 2)[:3] + b"0"),
    ),
    "a tar member of an exbibyte, passed over in steps of 64 KiB": (
        "archive_member",
        _TAR + _header("a.bin", 1 << 60) + _END,
    ),
    "a tar member whose further header claims an endless size": (
        "archive_member",
        _pax(b"size=" + b"9" * 60),
    ),
    "a sparse tar member whose map holds no numbers": (
        "archive_member",
        _pax(b"GNU.sparse.map=a"),
    ),
    "a sparse tar member whose size is no number": (
        "archive_member",
        _pax(b"GNU.sparse.map=0,1\nGNU.sparse.size=x"),
    ),
    "a sparse tar member whose content begins with no map": (
        "archive_member",
        _pax(b"GNU.sparse.major=1\nGNU.sparse.minor=0"),
    ),
    "a tar file of headers for headers for headers": (
        "archive_member",
        way("a.tar.gz")
        + gzip.compress(_header("././@LongLink", 0, tarfile.GNUTYPE_LONGNAME) * 1000 + _END),
    ),
}
