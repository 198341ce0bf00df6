"""From paths to bytes: files, folders and archives, as a stream of pieces.

Folders are read in the order of their names. Members of archives are streamed: nothing is unpacked
to disk, and a member's name is used only as ``origin``. An input that cannot be read is a
``Rejected`` among the pieces, and does not stop the others. Pipes, sockets and devices are never
opened; one that replaces a file just before it is opened is neither waited for nor read.
"""

from __future__ import annotations

import io
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, cast

from news_archive.errors import RejectedInput
from news_archive.reading import containers
from news_archive.reading.size_limit import bounded_lines, bounded_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Kind = Literal["text", "lines", "zip", "tar"]
Compression = Literal["", "gz", "bz2", "xz", "zst"]

_KINDS: tuple[tuple[str, Kind, Compression], ...] = (
    (".txt", "text", ""),
    (".txt.gz", "text", "gz"),
    (".jsonl", "lines", ""),
    (".jsonl.gz", "lines", "gz"),
    (".zip", "zip", ""),
    (".tar", "tar", ""),
    (".tar.gz", "tar", "gz"),
    (".tgz", "tar", "gz"),
    (".tar.bz2", "tar", "bz2"),
    (".tar.xz", "tar", "xz"),
    (".txz", "tar", "xz"),
    (".tar.zst", "tar", "zst"),
)

_NOT_A_FILE = "not a file but a pipe, a socket or a device; not opened"
_FLAGS = os.O_RDONLY | os.O_CLOEXEC

_PLAIN_TEXT: tuple[Kind, Compression] = ("text", "")

READABLE = ".txt, .txt.gz, .jsonl, .jsonl.gz, .zip, .tar, .tar.gz, .tar.bz2, .tar.xz or .tar.zst"


class Piece(NamedTuple):
    """The bytes of one article.

    ``inner`` is its path within a folder or an archive; ``line`` is its line number in a ``.jsonl``
    file, else 0.
    """

    origin: str
    inner: str
    data: bytes
    line: int = 0


class Rejected(NamedTuple):
    """An input that was rejected, and why."""

    origin: str
    reason: str


class Ignored(NamedTuple):
    """A file in a folder or in an archive, of a kind that is not read."""

    origin: str


Found = Piece | Rejected | Ignored


def kind_of(name: str) -> tuple[Kind, Compression] | None:
    """Return the kind of a file by its name; ``None`` if it is not read."""
    if name.endswith(".txt"):  # the usual kind, tested first
        return _PLAIN_TEXT
    lowered = name.lower()
    for ending, kind, compression in _KINDS:
        if lowered.endswith(ending):
            return kind, compression
    return None


@dataclass(slots=True)
class Consumed:
    """How many bytes of the inputs, as they are on disk, have been read so far."""

    bytes: int = 0


def find_pieces(
    paths: Iterable[str], max_bytes: int, leave_out: Iterable[Path] = (),
    consumed: Consumed | None = None,
) -> Iterator[Found]:  # fmt: skip
    """Yield the contents of the paths in order; origins are relative to the path that was named.

    ``max_bytes`` limits one article, after decompression. A path that does not exist is rejected.
    Folders and files of ``leave_out`` are skipped where they lie inside a folder.
    """
    yield from _Walk(max_bytes, leave_out, consumed or Consumed()).pieces(paths)


def total_bytes(paths: Iterable[str]) -> int:
    """Return how many bytes there are to read, as far as this is known without reading."""
    total = 0
    for path in paths:
        for folder, _, names in os.walk(path):
            for name in names:
                if kind_of(name) is not None:
                    with suppress(OSError):
                        total += os.stat(f"{folder}/{name}").st_size  # noqa: PTH116
        with suppress(OSError):
            if not os.path.isdir(path):  # noqa: PTH112
                total += os.stat(path).st_size  # noqa: PTH116
    return total


class _Walk:
    """One walk over some paths; knows the folders to leave out and the size limit."""

    def __init__(self, max_bytes: int, leave_out: Iterable[Path], consumed: Consumed) -> None:
        self._max_bytes = max_bytes
        self._consumed = consumed
        self._left_out: set[tuple[int, int]] = set()
        for folder in leave_out:
            with suppress(OSError):
                self._left_out.add(_identity(folder.stat()))

    def pieces(self, paths: Iterable[str]) -> Iterator[Found]:
        for path in paths:
            name = os.path.basename(os.path.abspath(path))  # noqa: PTH100, PTH119 - `..` has one
            try:
                status = os.stat(path)  # noqa: PTH116 - Path would cost more than the call
            except OSError as error:
                yield Rejected(name, _words(error))
                continue
            if stat.S_ISDIR(status.st_mode):
                yield from self._folder(path, status)
            elif kind_of(name) is None:
                yield Rejected(name, f"the name does not end in {READABLE}")
            elif not stat.S_ISREG(status.st_mode):
                yield Rejected(name, _NOT_A_FILE)
            else:
                yield from self._file(path, name)

    def _folder(self, top: str, status: os.stat_result) -> Iterator[Found]:
        # A stack instead of recursion: folders may be nested deeper than Python's recursion limit.
        stack = [_entries(top, "")]
        chain = [_identity(status)]
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
                chain.pop()
                continue
            if isinstance(found, Rejected):
                yield found
                continue
            path, origin, is_file = found
            if is_file:
                yield from self._file(path, origin)
                continue
            try:
                status = os.stat(path)  # noqa: PTH116
            except OSError as error:
                yield Rejected(origin, _words(error))
                continue
            identity = _identity(status)
            if stat.S_ISREG(status.st_mode):
                yield from self._file(path, origin)
            elif not stat.S_ISDIR(status.st_mode):
                yield Ignored(origin) if kind_of(origin) is None else Rejected(origin, _NOT_A_FILE)
            elif identity in chain:
                yield Rejected(origin, "a symbolic link back to a folder above it")
            elif identity not in self._left_out:
                stack.append(_entries(path, origin + "/"))
                chain.append(identity)

    def _file(self, path: str, origin: str) -> Iterable[Found]:
        kind = kind_of(origin)
        if kind is None:
            return () if self._is_left_out(path) else (Ignored(origin),)
        if kind == _PLAIN_TEXT:
            return (self._text(path, origin),)
        return self._packed(path, origin, kind)

    def _is_left_out(self, path: str) -> bool:
        try:
            return _identity(os.stat(path)) in self._left_out  # noqa: PTH116
        except OSError:
            return False

    def _text(self, path: str, origin: str) -> Piece | Rejected:
        try:
            data = _whole_file(path, self._max_bytes)
        except RejectedInput as error:
            return Rejected(origin, str(error))
        except OSError as error:
            return Rejected(origin, _words(error))
        self._consumed.bytes += len(data)
        return Piece(origin, origin, data)

    def _packed(self, path: str, origin: str, kind: tuple[Kind, Compression]) -> Iterator[Found]:
        try:
            descriptor, _ = _opened(path)
            with os.fdopen(descriptor, "rb") as file:
                if _identity(os.fstat(descriptor)) in self._left_out:
                    return
                counted = cast("BinaryIO", _Counted(file, self._consumed))
                yield from _pieces(counted, origin, origin, kind, self._max_bytes)
        except RejectedInput as error:
            yield Rejected(origin, str(error))
        except OSError as error:
            yield Rejected(origin, _words(error))


class _Counted(io.BufferedIOBase):
    """A file that counts how far it has been read."""

    def __init__(self, file: BinaryIO, consumed: Consumed) -> None:
        self._file = file
        self._consumed = consumed
        self._furthest = 0

    def _note(self) -> None:
        furthest = max(self._furthest, self._file.tell())
        self._consumed.bytes += furthest - self._furthest
        self._furthest = furthest

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._file.read(-1 if size is None else size)
        if data:  # a position where nothing is read may be beyond the end
            self._note()
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        line = self._file.readline(-1 if size is None else size)
        if line:
            self._note()
        return line

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def _entries(folder: str, prefix: str) -> Iterator[tuple[str, str, bool] | Rejected]:
    """Yield path, origin and whether it is a file, by name; ``False`` if that is not known."""
    # A folder may hold a million files, so only names are kept for those of other kinds.
    names: list[str] = []
    others: set[str] = set()
    try:
        with os.scandir(folder) as scan:
            for entry in scan:
                if _is_clutter(entry.name):
                    continue
                names.append(entry.name)
                if not _is_known_file(entry):
                    others.add(entry.name)
    except OSError as error:
        yield Rejected(prefix or ".", _words(error))
        return
    names.sort()
    if containers.MANIFEST_NAME in names:
        names.remove(containers.MANIFEST_NAME)
        names.insert(0, containers.MANIFEST_NAME)
    for name in names:
        yield f"{folder}/{name}", prefix + name, name not in others


def _is_clutter(name: str) -> bool:
    """Whether a name is one of a system's own files: hidden, or what macOS adds to archives."""
    return name == "__MACOSX" or (name.startswith(".") and name not in (".", ".."))


def _is_known_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:  # the file system does not report types, or the folder may not be entered
        return False


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _opened(path: str) -> tuple[int, int]:
    """Open a path that was a file before; returns descriptor and size.

    Raises ``RejectedInput`` if it is no file any more.
    """
    try:
        # If a pipe has replaced it meanwhile, do not wait for it.
        descriptor = os.open(path, _FLAGS | os.O_NONBLOCK)
    except BlockingIOError:
        # Another process, such as a file server, has a lease on the file and must give it up.
        descriptor = os.open(path, _FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise RejectedInput(_NOT_A_FILE)
    return descriptor, status.st_size


def _whole_file(path: str, max_bytes: int) -> bytes:
    descriptor, size = _opened(path)
    try:
        if size <= max_bytes:
            data = os.read(descriptor, size + 1)
            if len(data) == size:  # and not one byte more: the file has ended
                return data
            os.lseek(descriptor, 0, os.SEEK_SET)
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            return bounded_read(file, max_bytes, size)
    finally:
        os.close(descriptor)


def _pieces(
    file: BinaryIO, origin: str, inner: str, kind: tuple[Kind, Compression], max_bytes: int
) -> Iterator[Found]:
    form, compression = kind
    if form == "zip":
        yield from _members(containers.zip_members(file), origin, max_bytes)
        return
    with containers.decompressed(file, compression) as stream:
        if form == "tar":
            yield from _members(containers.tar_members(stream), origin, max_bytes)
        elif form == "text":
            yield Piece(origin, inner, bounded_read(stream, max_bytes))
        else:
            for number, line in bounded_lines(stream, max_bytes):
                if isinstance(line, RejectedInput):
                    yield Rejected(origin, f"line {number}: {line}")
                else:
                    yield Piece(origin, inner, line, number)


def _members(members: Iterator[containers.Member], origin: str, max_bytes: int) -> Iterator[Found]:
    for member in members:
        if any(map(_is_clutter, member.name.split("/"))):
            continue
        member_origin = f"{origin}!{member.name}"
        kind = kind_of(member.name)
        if kind is None:
            yield Ignored(member_origin)
            continue
        if kind[0] in ("zip", "tar"):
            yield Rejected(member_origin, "packed in what is packed: unpack it first")
            continue
        try:
            if kind == _PLAIN_TEXT:
                yield Piece(member_origin, member.name, member.read(max_bytes))
                continue
            with member.open() as file:
                yield from _pieces(file, member_origin, member.name, kind, max_bytes)
        except RejectedInput as error:
            yield Rejected(member_origin, str(error))


def _words(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
