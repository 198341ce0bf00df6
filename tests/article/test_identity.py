"""What an id may be, and how a file name becomes one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.identity import check_id, id_from_name


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("000_680284227f96cff5.txt", "000_680284227f96cff5"),
        ("bericht.txt.gz", "bericht"),
        ("BERICHT.TXT", "BERICHT"),
        ("bericht.Txt.GZ", "bericht"),
        ("Interview 3.5.2024.txt", "Interview 3.5.2024"),
        ("bericht.txt.txt", "bericht.txt"),
        ("bericht.gz", "bericht.gz"),
        ("bericht", "bericht"),
        ("a.b.c", "a.b.c"),
        ("Ko\u0308ln.txt", "Köln"),
        ("Maß & Ziel (2).txt", "Maß & Ziel (2)"),
        ("İzmir.txt", "İzmir"),
    ],
)
def test_only_a_final_txt_or_txt_gz_is_taken_off(name: str, identity: str) -> None:
    assert id_from_name(name) == identity


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        ("", "empty"),
        (".versteckt", "begins with"),
        ("-minus", "begins with"),
        ("a/b", "slash"),
        (" a", "white space"),
        ("a ", "white space"),
        ("a\nb", "U+000A"),
        ("a\x00b", "U+0000"),
        ("a\x7fb", "U+007F"),
        ("a\u00a0b", "U+00A0"),
        ("a\u200bb", "U+200B"),
        ("a\udcfcb", "U+DCFC"),
        ("o\u0308", "NFC"),
        ("x" * 201, "200 bytes"),
        ("ä" * 101, "200 bytes"),
    ],
)
def test_what_may_not_be_an_id_is_refused_with_the_reason(identity: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_id(identity)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "name", [".txt", ".txt.gz", " .txt", "a .txt", ".a.txt", "-a.txt", "a\n.txt"]
)
def test_a_name_that_leaves_no_valid_id_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="the id"):
        id_from_name(name)


def test_an_id_may_be_200_bytes_long() -> None:
    assert check_id("x" * 200) == "x" * 200
    assert check_id("ä" * 100) == "ä" * 100


@given(st.text(max_size=30))
def test_what_is_an_id_is_printable_composed_and_no_path(text: str) -> None:
    try:
        identity = id_from_name(text)
    except ValueError:
        return
    assert identity.isprintable()
    assert unicodedata.is_normalized("NFC", identity)
    assert "/" not in identity
    assert identity == identity.strip()
    assert identity[0] not in ".-"
    assert check_id(identity) == identity
    assert id_from_name(identity + ".txt") == id_from_name(identity + ".txt.gz") == identity
