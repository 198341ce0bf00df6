"""Members of ``.zip`` and ``.tar`` files, and compressed streams, one after the other.

Every error of a decompressor becomes a ``RejectedInput``.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

import zstandard

from news_archive.errors import RejectedInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_BROKEN = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    NotImplementedError,  # a way of packing that zipfile does not know
    UnicodeDecodeError,  # a member's name that is not what its flag says
    tarfile.TarError,
)

# The most that the header of a tar member may hold [bytes]. Names and comments are far shorter;
# tarfile reads it whole into memory, however much a forged one claims.
_MAX_HEADER_BYTES = 1 << 20
_HEADER_TYPES = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)

_CHUNK_BYTES = 1 << 16


class Member(NamedTuple):
    """A member of an archive; ``open`` may be called once, before the next member is asked for."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


@contextmanager
def broken_is_rejected(what: str) -> Iterator[None]:
    """Turn what a decompressor raises for damaged data into a ``RejectedInput``."""
    try:
        yield
    except _BROKEN as error:
        raise RejectedInput(f"broken {what}: {_reason(error)}") from None
    except OSError as error:
        # Decompressors raise OSErrors without a number; zipfile seeks where a directory says.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise RejectedInput(f"broken {what}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or "it ends too early"


@contextmanager
def decompressed(file: BinaryIO, compression: str) -> Iterator[BinaryIO]:
    """Open a decompressing stream over a file: ``gz``, ``bz2``, ``xz``, ``zst`` or none."""
    if not compression:
        yield file
        return
    with broken_is_rejected(f".{compression} data"), _opened(file, compression) as stream:
        yield stream


def _opened(file: BinaryIO, compression: str) -> BinaryIO:
    match compression:
        case "gz":
            return cast("BinaryIO", gzip.GzipFile(fileobj=file))
        case "bz2":
            return cast("BinaryIO", bz2.open(file))
        case "xz":
            return cast("BinaryIO", lzma.open(file))
        case _:
            return cast("BinaryIO", _ZstandardStream(file))


class _ZstandardStream:
    """A decompressing stream of any number of frames that notices when the last is cut short."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._ready = b""

    def __enter__(self) -> _ZstandardStream:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, fewer only at the end."""
        parts: list[bytes] = []
        while size > 0 and (self._ready or self._decompress()):
            parts.append(self._ready[:size])
            self._ready = self._ready[size:]
            size -= len(parts[-1])
        return b"".join(parts)

    def _decompress(self) -> bool:
        """Make some bytes ready; ``False`` at the end."""
        while not self._ready:
            packed = b""
            if self._frame is not None and self._frame.eof:
                packed = self._frame.unused_data
                self._frame = None
            packed = packed or self._file.read(_CHUNK_BYTES)
            if not packed:
                if self._frame is not None:
                    raise EOFError
                return False
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(packed)
        return True


class _CheckedInfo(tarfile.TarInfo):
    """A member's header; one that is damaged is an error, and not the end of the archive."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _CheckedInfo:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _HEADER_TYPES and info.size > _MAX_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {info.size:,} bytes is not credible")
        return info

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> _CheckedInfo:
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from None


def tar_members(stream: BinaryIO) -> Iterator[Member]:
    """Yield the files of a tar stream; a link or a device is a member that cannot be opened."""
    with (
        broken_is_rejected(".tar file"),
        tarfile.open(fileobj=stream, mode="r|", tarinfo=_CheckedInfo, bufsize=_CHUNK_BYTES) as tar,
    ):
        while (info := tar.next()) is not None:
            # Streaming needs no memory of what has passed, and tarfile would keep all of it.
            tar.members.clear()  # type: ignore[attr-defined]
            if not info.isdir():
                yield Member(info.name, _tar_opener(tar, info))


def _tar_opener(
    tar: tarfile.TarFile, info: tarfile.TarInfo
) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        if not info.isreg():
            raise RejectedInput("not a file but a link or a device; it was not followed")
        file = tar.extractfile(info)
        if file is None:
            raise RejectedInput("a member without content")
        with broken_is_rejected(".tar file"), file:
            yield cast("BinaryIO", file)

    return opened


def zip_members(file: BinaryIO) -> Iterator[Member]:
    """Yield the files of a zip archive in its own order."""
    with broken_is_rejected(".zip file"), zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield Member(info.filename, _zip_opener(archive, info))


def _zip_opener(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        if info.flag_bits & 0x1:
            raise RejectedInput("the member is encrypted; unpack it with its password first")
        with broken_is_rejected(".zip file"), archive.open(info) as member:
            yield cast("BinaryIO", member)

    return opened
