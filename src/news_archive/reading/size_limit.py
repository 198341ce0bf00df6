"""Reading no more than a limit, whatever size a file claims or unpacks to."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from news_archive.errors import RejectedInput

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_BYTES = 1 << 20


def bounded_read(file: BinaryIO, max_bytes: int, expected_bytes: int = 0) -> bytes:
    """Read a stream to its end; raises ``RejectedInput`` once it is longer than ``max_bytes``.

    ``expected_bytes`` is its claimed length: a hint for the size of the first read.
    """
    chunks: list[bytes] = []
    total = 0
    size = min(expected_bytes, max_bytes) + 1 if expected_bytes else _CHUNK_BYTES
    while chunk := file.read(size):
        total += len(chunk)
        if total > max_bytes:
            raise too_long(max_bytes)
        chunks.append(chunk)
        if expected_bytes and total == expected_bytes:
            size = 1
        else:
            size = min(_CHUNK_BYTES, max_bytes + 1 - total)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def bounded_lines(file: BinaryIO, max_bytes: int) -> Iterator[tuple[int, bytes | RejectedInput]]:
    """Yield the non-blank lines of a stream, with their numbers from 1.

    Instead of a line longer than ``max_bytes``, the reason why it is not read is yielded.
    """
    number = 0
    while line := file.readline(max_bytes + 2):
        number += 1
        if len(line.rstrip(b"\r\n")) > max_bytes:
            while not line.endswith(b"\n") and (line := file.readline(_CHUNK_BYTES)):
                pass
            yield number, too_long(max_bytes)
        elif not line.isspace():
            yield number, line


def too_long(max_bytes: int) -> RejectedInput:
    """Return the sentence that an input is over the limit."""
    return RejectedInput(
        f"longer than the limit of {max_bytes:,} bytes; `--max-bytes` sets another one"
    )
