"""From bytes to text, without guessing an encoding."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.errors import RejectedInput
from news_archive.reading.encoding import decode

TEXT = "„Köln“ meldet 3 €, łódź und 😀"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("encoding", [None, "utf-8"])
def test_utf8_and_what_a_byte_order_mark_announces_is_read(
    data: bytes, encoding: str | None
) -> None:
    assert decode(data, encoding) == TEXT


def test_a_byte_order_mark_outweighs_a_given_encoding() -> None:
    assert decode(codecs.BOM_UTF8 + "Köln".encode(), "cp1252") == "Köln"


def test_another_encoding_is_read_when_it_is_given() -> None:
    assert decode("Köln für 3 €".encode("cp1252"), "cp1252") == "Köln für 3 €"


def test_what_is_not_utf8_is_rejected_with_the_byte_its_place_and_a_hint() -> None:
    with pytest.raises(RejectedInput) as caught:
        decode(b"date 2024\nWien und K\xf6ln")
    reason = str(caught.value)
    assert "not UTF-8" in reason
    assert "0xf6" in reason
    assert "offset 20" in reason
    assert "line 2" in reason
    assert "--encoding cp1252" in reason


def test_places_are_counted_from_the_beginning_of_the_file() -> None:
    with pytest.raises(RejectedInput, match="0xf6 at offset 4 "):
        decode(codecs.BOM_UTF8 + b"K\xf6ln")


def test_a_given_encoding_that_does_not_fit_is_named_without_a_hint() -> None:
    with pytest.raises(RejectedInput) as caught:
        decode("Köln".encode("latin-1"), "ascii")
    assert "not ASCII" in str(caught.value)
    assert "cp1252" not in str(caught.value)


def test_half_a_utf16_character_is_rejected() -> None:
    with pytest.raises(RejectedInput, match="not UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + b"a\x00b")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Wi\x00en", "a NUL character at character 3"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\x00", "a NUL character at character 2"),
        (codecs.BOM_UTF32_LE + "Wien".encode("utf-32-le"), "NUL"),
        (b"\xed\xa0\x80", "not UTF-8"),
    ],
)
def test_what_no_record_may_hold_is_rejected(data: bytes, reason: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        decode(data)
    assert reason in str(caught.value)


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_characters_are_counted_behind_a_byte_order_mark(mark: bytes) -> None:
    with pytest.raises(RejectedInput, match="a NUL character at character 3"):
        decode(mark + b"\xc3\xb6i\x00en")


def test_an_encoding_that_can_write_lone_surrogates_is_looked_through() -> None:
    with pytest.raises(RejectedInput, match=r"the lone surrogate U\+D800 at character 1"):
        decode(b"+2AA-", "utf-7")


@given(
    st.binary(max_size=60), st.sampled_from([None, "utf-8", "cp1252", "utf-16", "utf-7", "latin-1"])
)
def test_whatever_the_bytes_are_they_are_decoded_or_rejected(
    data: bytes, encoding: str | None
) -> None:
    try:
        text = decode(data, encoding)
    except RejectedInput:
        return
    text.encode()
    assert "\x00" not in text
