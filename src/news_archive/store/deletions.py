"""Remembered deletions: which texts must not come back, by digest, without their words.

``deleted.jsonl`` in the data folder has a line for each, durable before the tombstone of the
article: ``{"id", "digest", "deleted_at", "checksum"}``. The digest is the first 128 bits of that of
the article, the checksum a CRC-32 of the other three. Nothing removes the lines: they outlive
``compact`` and ``reindex``, and an ingest leaves out every text with such a digest, whatever its
id is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from news_archive.errors import AccessError
from news_archive.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.store.layout import Layout


class Deletion(NamedTuple):
    """A deletion: the id of the article, its digest (128 bits) and the moment (ISO 8601, UTC)."""

    id: str
    digest: int
    deleted_at: str

    @property
    def day(self) -> str:
        """The day of the deletion."""
        return self.deleted_at[:10]


def remembered(layout: Layout) -> dict[int, Deletion]:
    """Return the deletions by digest; of several of one digest, the last.

    Lines that cannot be read are left out; ``faulty_lines`` has them.
    """
    return {deletion.digest: deletion for _, deletion in _lines(layout) if deletion is not None}


def faulty_lines(layout: Layout) -> list[int]:
    """Return the numbers of the lines, from 1, that are no deletions."""
    return [number for number, deletion in _lines(layout) if deletion is None]


def remember(layout: Layout, deletions: Iterable[Deletion]) -> None:
    """Add deletions; durable on return. The caller holds the writer lock."""
    lines = [json.dumps(_fields(one), ensure_ascii=False) for one in deletions]
    held = _bytes(layout)
    start = b"\n" if held and not held.endswith(b"\n") else b""
    added = "".join(f"{line}\n" for line in lines).encode()
    # As a whole, so that no crash leaves a part of a line.
    files.replace_file(layout.deletions, held + start + added)


def _lines(layout: Layout) -> Iterator[tuple[int, Deletion | None]]:
    for number, line in enumerate(_bytes(layout).split(b"\n"), 1):
        if line.strip():
            yield number, _read(line)


def _fields(deletion: Deletion) -> dict[str, str]:
    digest = f"{deletion.digest:032x}"
    checked = "\n".join((deletion.id, digest, deletion.deleted_at)).encode()
    return {
        "id": deletion.id,
        "digest": digest,
        "deleted_at": deletion.deleted_at,
        "checksum": f"{crc32(checked):08x}",
    }


def _read(line: bytes) -> Deletion | None:
    try:
        fields = json.loads(line)
        deletion = Deletion(fields["id"], int(fields["digest"], 16), fields["deleted_at"])
        return deletion if _fields(deletion) == fields else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _bytes(layout: Layout) -> bytes:
    try:
        return layout.deletions.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise AccessError.of("read", error) from error
