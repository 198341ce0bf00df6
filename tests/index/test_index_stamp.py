"""The stamp as bytes: it says what was written, or nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.index.tantivy.generations import read_stamp, write_stamp
from news_archive.store.stamp import Covered, Stamp, Status, decode_stamp, encode_stamp

if TYPE_CHECKING:
    from pathlib import Path

numbers = st.integers(0, 1 << 63)
covered = st.builds(Covered, st.builds(Status, numbers, numbers, numbers), numbers, numbers)
file_names = st.from_regex(r"[0-9]{4}(-[0-9]{2})?\.jsonl", fullmatch=True)
stamps = st.builds(Stamp, numbers, numbers, st.dictionaries(file_names, covered, max_size=4))

STAMP = Stamp(
    1,
    42,
    {
        "2023.jsonl": Covered(Status(0, 1, 2), 0, 0),
        "2024-04.jsonl": Covered(Status(120, 1_712_000_000_000_000_001, 7), 120, 0xFFFFFFFF),
    },
)


@given(stamps)
def test_a_stamp_is_decoded_as_it_was_encoded(stamp: Stamp) -> None:
    assert decode_stamp(encode_stamp(stamp)) == stamp


def test_any_byte_that_is_changed_is_noticed(tmp_path: Path) -> None:
    write_stamp(tmp_path, STAMP)
    data = (tmp_path / "stamp").read_bytes()
    for at in range(len(data)):
        for flip in (0x01, 0x20, 0x80):
            damaged = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
            # White space at the end is none of the stamp.
            assert decode_stamp(damaged) in ((None, STAMP) if at == len(data) - 1 else (None,)), at
    (tmp_path / "stamp").write_bytes(b"0" + data[1:])
    assert read_stamp(tmp_path, 1) == (STAMP if data[:1] == b"0" else None)


def test_any_part_of_a_stamp_is_none() -> None:
    data = encode_stamp(STAMP).rstrip(b"\n")
    for end in range(len(data)):
        assert decode_stamp(data[:end]) is None
    assert decode_stamp(data + b" ") is None
    assert decode_stamp(data + data) is None


@given(st.binary(max_size=60))
def test_no_bytes_of_any_kind_are_taken_for_a_stamp(data: bytes) -> None:
    assert decode_stamp(data) is None


@pytest.mark.parametrize(
    "text",
    [b"{}", b"[]", b"null", b'{"schema":1,"revision":1,"files":[]}', b"\xff",
     b'{"schema":1,"revision":1,"files":{"2024.jsonl":[1,2]}}',
     b'{"schema":1,"revision":1,"files":{"2024.jsonl":3}}'],
)  # fmt: skip
def test_a_right_checksum_over_something_else_is_no_stamp(text: bytes) -> None:
    from zlib import crc32

    assert decode_stamp(b"%08x %s\n" % (crc32(text), text)) is None
