"""Members of ``.zip`` and ``.tar`` files, and compressed streams, one after the other.

Every error of a decompressor becomes a ``RejectedInput``.
"""

from __future__ import annotations

import bz2
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
    tarfile.TarError,
)

# The most that a tar header may ask to be read at once [bytes]: long names are far shorter.
_MAX_HEADER_READ_BYTES = 16 * 1024 * 1024


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
        raise RejectedInput(f"broken {what}: {error or 'it ends too early'}") from None
    except gzip.BadGzipFile as error:
        raise RejectedInput(f"broken {what}: {error}") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise RejectedInput(f"broken {what}: {error}") from None


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
            return cast("BinaryIO", zstandard.open(file))


class _HeaderGuard:
    """A stream that refuses the huge reads which a forged tar header asks for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MAX_HEADER_READ_BYTES:
            raise tarfile.ReadError("a header that is not credible")
        return self._stream.read(size)


def tar_members(stream: BinaryIO) -> Iterator[Member]:
    """Yield the files of a tar stream; a link or a device is a member that cannot be opened."""
    with broken_is_rejected(".tar file"):
        guarded = cast("BinaryIO", _HeaderGuard(stream))
        with tarfile.open(fileobj=guarded, mode="r|", bufsize=1 << 16) as tar:
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
        try:
            member = archive.open(info)
        except NotImplementedError as error:
            raise RejectedInput(f"packed in a way that is not read: {error}") from None
        with broken_is_rejected(".zip file"), member:
            yield cast("BinaryIO", member)

    return opened
