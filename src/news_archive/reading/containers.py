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
from typing import TYPE_CHECKING, BinaryIO, Self, cast

import zstandard

from news_archive.errors import RejectedInput
from news_archive.reading.size_limit import bounded_read, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

_BROKEN = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    NotImplementedError,  # a compression method that zipfile does not know
    UnicodeDecodeError,  # a member's name in another encoding than its flag says
    tarfile.TarError,
)

# The maximal size of a tar member's header [bytes]. Names and comments are far shorter; tarfile
# reads all of it into memory, whatever size a forged header claims.
_MAX_HEADER_BYTES = 1 << 20
_HEADER_TYPES = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)

# A folder's file about the files beside it, read before them. See ``reading/manifest.py``.
MANIFEST_NAME = "manifest.jsonl"

_CHUNK_BYTES = 1 << 16

# Input given to a zstd decompressor at a time [bytes]: it returns everything that this unpacks to,
# up to 128 KiB for every four bytes.
_ZSTANDARD_BYTES = 1 << 10

# Memory limit of a decompressor [bytes]; `xz -9` needs 65 MiB.
_MOST_DECOMPRESSOR_BYTES = 1 << 27

# The compression methods of zip members that zipfile unpacks piece by piece. With others it unpacks
# thousands of bytes at once, however large the result.
_BOUNDED_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# How often tarfile may reach the end of a stream: it seeks by reading, after a forged size forever.
_MOST_ENDS = 8


class Member:
    """A member of an archive, to be read once and before the next member is asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open it as a stream; raises ``RejectedInput`` if it cannot be read."""
        raise NotImplementedError

    def read(self, max_bytes: int) -> bytes:
        """Return all of it; also raises ``RejectedInput`` if it is longer than ``max_bytes``."""
        with self.open() as file:
            return bounded_read(file, max_bytes)


@contextmanager
def broken_is_rejected(what: str) -> Iterator[None]:
    """Turn the exceptions of a decompressor for damaged data into ``RejectedInput``."""
    try:
        yield
    except _BROKEN as error:
        raise RejectedInput(f"broken {what}: {_reason(error)}") from None
    except OSError as error:
        # Decompressors raise OSError without errno; zipfile seeks where a forged directory says.
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
            return cast("BinaryIO", _XzStream(file))
        case _:
            return cast("BinaryIO", _ZstandardStream(file))


class _ReadyStream:
    """A decompressing stream that unpacks some bytes at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ready = b""

    def __enter__(self) -> Self:
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
        """Unpack some bytes; ``False`` at the end."""
        raise NotImplementedError


class _XzStream(_ReadyStream):
    """A sequence of xz streams; the size of their windows is limited."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._stream: lzma.LZMADecompressor | None = None

    def _decompress(self) -> bool:
        while not self._ready:
            packed = b""
            if self._stream is not None and self._stream.eof:
                # Streams may be separated and followed by padding zeros.
                packed = self._stream.unused_data.lstrip(b"\0")
                self._stream = None
            if not packed and (self._stream is None or self._stream.needs_input):
                packed = self._file.read(_CHUNK_BYTES)
                if not packed:
                    if self._stream is not None:
                        raise EOFError
                    return False
                if self._stream is None:
                    packed = packed.lstrip(b"\0")
                    if not packed:
                        continue
            if self._stream is None:
                self._stream = lzma.LZMADecompressor(
                    lzma.FORMAT_XZ, memlimit=_MOST_DECOMPRESSOR_BYTES
                )
            self._ready = self._stream.decompress(packed, _CHUNK_BYTES)
        return True


class _ZstandardStream(_ReadyStream):
    """A sequence of zstd frames; notices if the last one is truncated."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._frame: zstandard.ZstdDecompressionObj | None = None

    def _decompress(self) -> bool:
        while not self._ready:
            packed = b""
            if self._frame is not None and self._frame.eof:
                packed = self._frame.unused_data
                self._frame = None
            packed = packed or self._file.read(_ZSTANDARD_BYTES)
            if not packed:
                if self._frame is not None:
                    raise EOFError
                return False
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(packed)
        return True


class _CheckedInfo(tarfile.TarInfo):
    """A member's header; a damaged one is an error, not the end of the archive."""

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
        except (ValueError, RecursionError):
            # An invalid number, or headers of headers of headers.
            raise tarfile.ReadError("a header makes no sense") from None


class _EndingStream:
    """The stream that tarfile reads from; raises if it is read again and again at its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ends = 0

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes."""
        data = self._stream.read(size)
        if not data:
            self._ends += 1
            if self._ends > _MOST_ENDS:
                raise tarfile.ReadError("unexpected end of data")
        return data


def tar_members(stream: BinaryIO) -> Iterator[Member]:
    """Yield the files of a tar stream; links and devices are members that cannot be opened."""
    with (
        broken_is_rejected(".tar file"),
        tarfile.open(
            fileobj=cast("BinaryIO", _EndingStream(stream)),
            mode="r|",
            tarinfo=_CheckedInfo,
            bufsize=_CHUNK_BYTES,
        ) as tar,
    ):
        while (info := tar.next()) is not None:
            # Streaming needs no list of earlier members, but tarfile would keep all of them.
            tar.members.clear()  # type: ignore[attr-defined]
            if not info.isdir():
                yield _TarMember(tar, info)


class _TarMember(Member):
    def __init__(self, tar: tarfile.TarFile, info: tarfile.TarInfo) -> None:
        super().__init__(info.name)
        self._tar = tar
        self._info = info

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        if not self._info.isreg():
            raise RejectedInput("not a file but a link or a device; it was not followed")
        file = self._tar.extractfile(self._info)
        if file is None:
            raise RejectedInput("a member without content")
        with broken_is_rejected(".tar file"), file:
            yield cast("BinaryIO", file)

    def read(self, max_bytes: int) -> bytes:
        info = self._info
        if not info.isreg() or info.issparse() or info.size < 0:
            return super().read(max_bytes)
        if info.size > max_bytes:
            raise too_long(max_bytes)
        # The content is contiguous at the position of the stream. The two layers of files that
        # `extractfile` adds would cost more than everything else.
        stream = cast("BinaryIO", self._tar.fileobj)
        with broken_is_rejected(".tar file"):
            stream.seek(info.offset_data)
            data = stream.read(info.size)
            if len(data) < info.size:
                raise tarfile.ReadError("unexpected end of data")
        return data


def zip_members(file: BinaryIO) -> Iterator[Member]:
    """Yield the files of a zip archive in its own order, a folder's manifest before its files."""
    with broken_is_rejected(".zip file"), zipfile.ZipFile(file) as archive:
        for info in _manifests_first(archive.infolist()):
            if not info.filename.endswith("/"):  # `is_dir` fails for no name at all
                yield _ZipMember(archive, info)


def _manifests_first(infos: list[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    manifests: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        folder, _, name = info.filename.rpartition("/")
        if name == MANIFEST_NAME:
            manifests.setdefault(folder, info)
    if not manifests:
        yield from infos
        return
    early = {id(info) for info in manifests.values()}
    for info in infos:
        manifest = manifests.pop(info.filename.rpartition("/")[0], None)
        if manifest is not None:
            yield manifest
        if id(info) not in early:
            yield info


class _ZipMember(Member):
    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        super().__init__(info.filename)
        self._archive = archive
        self._info = info

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        if self._info.flag_bits & 0x1:
            raise RejectedInput("the member is encrypted; unpack it with its password first")
        if self._info.compress_type not in _BOUNDED_METHODS:
            raise RejectedInput("the member is not packed by `store` or `deflate`; unpack it first")
        with broken_is_rejected(".zip file"), self._archive.open(self._info) as member:
            yield cast("BinaryIO", member)
