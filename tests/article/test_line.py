"""Lines of a month file and their checksums."""

from __future__ import annotations

import json
import re
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.line import (
    DamagedLine,
    checksum_of,
    decode_line,
    encode_line,
    is_digest,
    with_checksum,
)

FIELDS: dict[str, Any] = {
    "id": "bericht-1",
    "date": "2024-04",
    "sources": ["afp"],
    "credit": "afp",
    "body": '„Köln“ meldet\n\n3 Verletzte \\ "schwer".',
    "revision": 7,
}
LINE = encode_line(FIELDS)

# No control characters: JSON spells those in two ways (\u000b and \u000B).
VISIBLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
RECORDS = st.fixed_dictionaries(
    {
        "id": VISIBLE,
        "sources": st.lists(VISIBLE, max_size=3),
        "credit": st.none() | VISIBLE,
        "body": VISIBLE,
        "revision": st.integers(0, 10**12),
    }
)


def test_a_line_is_compact_unescaped_json_with_the_checksum_last() -> None:
    text = LINE.decode()
    assert "\n" not in text
    assert "„Köln“" in text
    fields = json.loads(text)
    assert list(fields) == [*FIELDS, "checksum"]
    assert fields.pop("checksum") == checksum_of(FIELDS)
    assert fields == FIELDS
    assert text.endswith(f',"checksum":"{checksum_of(FIELDS)}"}}')


def test_what_is_written_already_gets_the_same_checksum() -> None:
    written = json.dumps(FIELDS, ensure_ascii=False, separators=(",", ":")).encode()
    assert with_checksum(written) == LINE


def test_a_checksum_is_eight_hex_digits_over_all_other_fields() -> None:
    assert checksum_of({}) == f"{crc32(b'{}'):08x}"
    for number in range(300):  # some of these begin with a zero
        assert re.fullmatch("[0-9a-f]{8}", checksum_of({"n": number}))
    assert checksum_of({"n": 1}) != checksum_of({"n": 2})


@given(RECORDS)
def test_a_line_reads_back_as_what_was_written(fields: dict[str, Any]) -> None:
    again = decode_line(encode_line(fields))
    assert again.pop("checksum") == checksum_of(fields)
    assert again == fields
    assert list(again) == list(fields)


@given(RECORDS, st.booleans(), st.sampled_from([None, 1, 4]), st.booleans())
def test_a_line_rewritten_with_other_white_space_keeps_its_checksum(
    fields: dict[str, Any], escaped: bool, indent: int | None, padded: bool
) -> None:
    whole = decode_line(encode_line(fields))
    rewritten = json.dumps(whole, ensure_ascii=escaped, indent=indent).encode()
    assert decode_line(b"  " + rewritten + b" \r" if padded else rewritten) == whole


@given(RECORDS, st.data())
def test_any_single_flipped_bit_is_noticed(fields: dict[str, Any], data: st.DataObject) -> None:
    line = bytearray(encode_line(fields))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DamagedLine):
        decode_line(bytes(line))


def test_any_single_replaced_byte_is_noticed() -> None:
    for place, old in enumerate(LINE):
        for new in (0, 9, 10, 32, 34, 44, 48, 92, 93, 125, 127, 255):
            if new != old:
                damaged = bytearray(LINE)
                damaged[place] = new
                with pytest.raises(DamagedLine):
                    decode_line(bytes(damaged))


@given(st.integers(0, len(LINE) - 1))
def test_a_line_that_ends_too_early_is_noticed(length: int) -> None:
    with pytest.raises(DamagedLine):
        decode_line(LINE[:length])


def test_a_changed_field_is_noticed_even_in_a_rewritten_line() -> None:
    whole = decode_line(LINE)
    for name in whole:
        changed = {**whole, name: "anders"}
        with pytest.raises(DamagedLine):
            decode_line(json.dumps(changed, indent=1).encode())
        fewer = {key: value for key, value in whole.items() if key != name}
        with pytest.raises(DamagedLine):
            decode_line(json.dumps(fewer).encode())


@pytest.mark.parametrize(
    "line",
    [
        b"", b"null", b"[]", b"7", b"{}", b'{"checksum":7}', b'{"checksum":null}', b"{", b"\xff",
        b"not json", b'{"a":1}{"b":2}', b'{"checksum":"00000000"}', b"[" * 100_000, b"\x00" * 50,
        b'{"a":"\\ud800","checksum":"00000000"}', b'{"a":' + b"1" * 5000 + b',"checksum":""}',
    ],
    ids=lambda line: repr(line[:24]),
)  # fmt: skip
def test_what_is_no_line_is_damaged_and_says_so_in_a_sentence(line: bytes) -> None:
    with pytest.raises(DamagedLine, match="the line"):
        decode_line(line)


def test_a_line_that_is_not_utf8_names_the_byte() -> None:
    with pytest.raises(DamagedLine, match="not UTF-8 at its byte 7"):
        decode_line(b'{"a":"\xff"}')


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("sha256:" + "0" * 64, True),
        ("sha256:" + "abcdef01" * 8, True),
        ("sha256:" + "0" * 63, False),
        ("sha256:" + "0" * 65, False),
        ("sha256:" + "A" * 64, False),
        ("0" * 64, False),
        ("sha256:" + "0" * 64 + "\n", False),
        ("", False),
    ],
)
def test_a_digest_is_recognised_by_its_form(text: str, is_one: bool) -> None:
    assert is_digest(text) is is_one
