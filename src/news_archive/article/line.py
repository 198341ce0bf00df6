"""A line of a month file: JSON with a checksum, readable and checkable without Pydantic.

One object per line, compact, UTF-8, non-ASCII unescaped, ``checksum`` last: the CRC-32 of the same
object without it. If a JSON tool rewrote a line (other white space, other escapes), its checksum is
still valid, because it is then computed over the object as we would write it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHECKSUM_KEY = b',"checksum":"'
_CHECKSUM_TAIL_BYTES = len(_CHECKSUM_KEY) + 8 + len(b'"}')


_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

Fields: TypeAlias = dict[str, Any]
"""A record as its line stores it."""


class DamagedLine(ValueError):  # noqa: N818 - a finding about a line, reported by its reader
    """A line that is not what was written; the message is one sentence without a full stop."""


class OtherChecksum(DamagedLine):
    """A line that is JSON but has a checksum mismatch: edited by hand, or damaged."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__("the line does not have the checksum it was written with")
        self.fields = fields


def _written(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def checksum_of(fields: Mapping[str, object]) -> str:
    """Return the checksum over all fields given: eight lower-case hex digits."""
    return f"{crc32(_written(fields)):08x}"


def encode_line(fields: Mapping[str, object]) -> bytes:
    """Write fields (without a checksum) as a line with its checksum, without a line end."""
    return with_checksum(_written(fields))


def with_checksum(written: bytes) -> bytes:
    """Add the checksum to an object that is already encoded as ``encode_line`` would do it."""
    return written[:-1] + b'%s%08x"}' % (_CHECKSUM_KEY, crc32(written))


def decode_line(line: bytes) -> dict[str, Any]:
    """Read a line and check its checksum; raises ``DamagedLine`` if it is not what was written."""
    try:
        fields = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise DamagedLine(f"the line is not UTF-8 at its byte {error.start + 1}") from None
    except (ValueError, RecursionError):
        raise DamagedLine("the line is not JSON") from None
    if not isinstance(fields, dict) or not isinstance(fields.get("checksum"), str):
        raise DamagedLine("the line is not a JSON object with a checksum")
    covered = crc32(b"}", crc32(line[:-_CHECKSUM_TAIL_BYTES]))
    if fields["checksum"] != f"{covered:08x}":
        others = {key: value for key, value in fields.items() if key != "checksum"}
        try:
            again = checksum_of(others)
        except (UnicodeEncodeError, RecursionError):
            again = ""
        if fields["checksum"] != again:
            raise OtherChecksum(fields)
    return fields


def is_digest(text: str) -> bool:
    """Whether a text has the form of a digest: ``sha256:`` and 64 lower-case hex digits."""
    return _DIGEST.fullmatch(text) is not None
