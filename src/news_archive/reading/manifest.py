"""The manifest of a folder of exported texts: which id belongs to which file.

No file system accepts every id as a name. So ``archive export`` writes a ``manifest.jsonl`` into
each folder, before its files: a header, and a line for each file beside it. When such a folder is
ingested, loose or in an archive, ids are taken from the manifest.

A manifest may have been written by anybody. Its names are compared with those of files and never
opened. Unclear lines are rejected, and so are files whose id is then uncertain.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from news_archive.article.identity import check_id, id_from_name
from news_archive.errors import RejectedInput
from news_archive.reading.containers import MANIFEST_NAME
from news_archive.reading.encoding import decode
from news_archive.reading.inputs import Found, Piece, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KIND = "news-archive texts"
_VERSION = 1

# How many files the manifests in memory may name. An export puts a tenth of that into a folder; a
# larger number comes from somebody else, and would fill the memory.
_MOST_FILES = 100_000

# Enough for several file names and ids with all characters escaped [bytes].
_MOST_LINE_BYTES = 1 << 14


def header_line() -> bytes:
    """Return the first line of a manifest, with its line end."""
    return _line({"manifest": _KIND, "version": _VERSION})


def entry_line(name: str, identity: str) -> bytes:
    """Return the line for a file in the manifest's own folder and its id, with its line end."""
    return _line({"file": name, "id": identity})


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def with_ids(pieces: Iterable[Found]) -> Iterator[tuple[Found, str | None]]:
    """Yield the pieces of one path, each with its id if a manifest of its folder has one.

    Lines of manifests are left out. A manifest applies to the pieces after it; its errors are
    ``Rejected``.
    """
    held = _Manifests()
    before: Found | None = None
    for found in pieces:
        if isinstance(found, Piece):
            if found.line:
                if held.is_line(found, before):
                    yield from ((problem, None) for problem in held.take(found))
                    continue
            elif held.by_folder:
                yield held.identified(found)
                before = found
                continue
            before = found
        elif isinstance(found, Rejected):
            held.note(found)
        yield found, None


class _Manifest:
    """The content of one manifest; ``is_whole`` unless one of its lines could not be read."""

    def __init__(self, origin: str, *, is_late: bool) -> None:
        self.origin = origin
        self.is_late = is_late
        self.is_whole = True
        self.lines = 0
        self.ids: dict[str, str] = {}


class _Manifests:
    """The manifests that apply at a point of the stream, by their folders."""

    def __init__(self) -> None:
        self.by_folder: dict[str, _Manifest] = {}
        self._current: _Manifest | None = None
        self._lines = 0  # of all manifests in memory

    def is_line(self, piece: Piece, before: Found | None) -> bool:
        """Whether a line belongs to a manifest; ``before`` is the piece before it."""
        if piece.line > 1:
            return self._current is not None and piece.origin == self._current.origin
        self._current = None
        if _name(piece) != MANIFEST_NAME or not _is_header(piece.data):
            return False
        folder = _folder(piece)
        is_late = isinstance(before, Piece) and not before.line and _folder(before) == folder
        self._let_go(folder)
        self._current = self.by_folder[folder] = _Manifest(piece.origin, is_late=is_late)
        return True

    def take(self, piece: Piece) -> Iterator[Rejected]:
        """Read a line of the current manifest; yields its errors."""
        manifest = self._current
        if manifest is None:
            return
        self._count_line(manifest)
        try:
            if piece.line == 1:
                _check_header(piece.data)
                return
            if len(manifest.ids) >= _MOST_FILES:
                if not manifest.is_whole:
                    return
                raise RejectedInput(f"the manifest names more than {_MOST_FILES:,} files")
            name, identity = _entry(piece.data)
            if manifest.ids.setdefault(name, identity) != identity:
                manifest.ids[name] = ""
                raise RejectedInput(f"the file {name} has two ids")
        except RejectedInput as error:
            manifest.is_whole = False
            yield Rejected(piece.origin, f"line {piece.line}: {error}")
            return
        if manifest.is_late and not _is_named(name, identity):
            manifest.is_late = False
            yield Rejected(
                piece.origin,
                "the manifest comes behind files of its folder, whose names became their ids; "
                "pack it before them, or take the folder in as it is",
            )

    def _count_line(self, manifest: _Manifest) -> None:
        manifest.lines += 1
        self._lines += 1
        while self._lines > _MOST_FILES and len(self.by_folder) > 1:
            self._let_go(next(iter(self.by_folder)))

    def _let_go(self, folder: str) -> None:
        manifest = self.by_folder.pop(folder, None)
        if manifest is not None:
            self._lines -= manifest.lines

    def note(self, rejected: Rejected) -> None:
        """Note that a piece could not be read: it may have been a line of the manifest."""
        if self._current is not None and rejected.origin == self._current.origin:
            self._current.is_whole = False

    def identified(self, piece: Piece) -> tuple[Found, str | None]:
        """Return a text with its id, or the reason why its id is uncertain."""
        self._current = None
        manifest = self.by_folder.get(_folder(piece))
        if manifest is None:
            return piece, None
        name = unicodedata.normalize("NFC", _name(piece))
        identity = manifest.ids.get(name)
        if identity is None:
            identity = manifest.ids.get(name.removesuffix(".gz"))
        if identity:
            return piece, identity
        if identity is None and manifest.is_whole:
            return piece, None
        return Rejected(
            piece.origin, "its id is not certain: see what is said of its manifest"
        ), None


def _name(piece: Piece) -> str:
    return piece.inner.rpartition("/")[2]


def _folder(piece: Piece) -> str:
    """Return the path without the name; folders of different archives differ."""
    return piece.origin[: len(piece.origin) - len(_name(piece))]


def _is_named(name: str, identity: str) -> bool:
    try:
        return id_from_name(name) == identity
    except ValueError:
        return False


def _is_header(data: bytes) -> bool:
    try:
        return _object(data).get("manifest") == _KIND
    except RejectedInput:
        return False


def _check_header(data: bytes) -> None:
    version = _object(data).get("version")
    if version != _VERSION:
        raise RejectedInput(
            f"the manifest is of version {str(version)[:20]}, and this release reads {_VERSION}"
        )


def _entry(data: bytes) -> tuple[str, str]:
    fields = _object(data)
    name, identity = fields.get("file"), fields.get("id")
    if not isinstance(name, str) or not isinstance(identity, str):
        raise RejectedInput("a line of a manifest has a `file` and an `id`")
    if "/" in name or not name:
        raise RejectedInput("`file` is no name of a file beside the manifest")
    try:
        identity = check_id(unicodedata.normalize("NFC", identity))
    except ValueError as error:
        raise RejectedInput(str(error)) from None
    return unicodedata.normalize("NFC", name), identity


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > _MOST_LINE_BYTES:
        raise RejectedInput(f"a line of a manifest is shorter than {_MOST_LINE_BYTES:,} bytes")
    try:
        fields = json.loads(decode(data))
    except (ValueError, RecursionError):
        raise RejectedInput("not JSON") from None
    if not isinstance(fields, dict):
        raise RejectedInput("not a JSON object")
    return fields
