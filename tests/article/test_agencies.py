"""The data file of the world's news agencies."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from news_archive.article.agencies import Agency, agencies, named
from news_archive.article.credit import credit_sources


def _spellings(agency: Agency) -> tuple[str, ...]:
    return agency.code, agency.name, *agency.aliases


def test_the_world_is_covered() -> None:
    assert len(agencies()) >= 150
    assert len({agency.country for agency in agencies()}) >= 90
    assert {"DE", "AT", "CH", "FR", "GB", "US", "RU", "CN", "JP", "IN", "BR", "ZA", "EG"} <= {
        agency.country for agency in agencies()
    }


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("afp", "afp"),
        ("AFP", "afp"),
        ("Agence France-Presse", "afp"),
        ("dpa", "dpa"),
        ("Deutsche Presse-Agentur", "dpa"),
        ("dpa-AFX", "dpa-afx"),
        ("APA", "apa"),
        ("rtr", "reuters"),
        ("Reuters", "reuters"),
        ("dts", "dts"),
        ("AP", "ap"),
        ("SDA", "sda"),
        ("KNA", "kna"),
        ("epd", "epd"),
        ("SID", "sid"),
        ("ANSA", "ansa"),
        ("Xinhua", "xinhua"),
        ("TASS", "tass"),
    ],
)
def test_an_agency_is_found_by_code_name_and_alias_letter_case_aside(
    spelling: str, code: str
) -> None:
    for written in (spelling, spelling.upper(), spelling.lower()):
        found = named(written)
        assert found is not None
        assert found.code == code


@pytest.mark.parametrize("spelling", ["", " ", "SPD", "red", "Bild", "Archiv", "CDU", "Foto"])
def test_what_is_no_agency_is_not_found(spelling: str) -> None:
    assert named(spelling) is None


@pytest.mark.parametrize("spelling", ["PA", "STA", "NA"])
def test_short_codes_that_mean_other_things_are_marked_ambiguous(spelling: str) -> None:
    found = named(spelling)
    assert found is not None
    assert found.ambiguous


def test_no_code_is_given_twice() -> None:
    counted = Counter(agency.code for agency in agencies())
    assert [code for code, times in counted.items() if times > 1] == []


def test_no_spelling_belongs_to_two_agencies() -> None:
    owners: dict[str, set[str]] = {}
    for agency in agencies():
        for spelling in _spellings(agency):
            owners.setdefault(spelling.lower(), set()).add(agency.code)
    assert {spelling: codes for spelling, codes in owners.items() if len(codes) > 1} == {}


def test_codes_countries_and_spellings_are_well_formed() -> None:
    for agency in agencies():
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", agency.code), agency
        assert re.fullmatch(r"[A-Z]{2}", agency.country), agency
        assert len(set(agency.aliases)) == len(agency.aliases), agency
        for spelling in _spellings(agency):
            assert spelling, agency
            assert unicodedata.is_normalized("NFC", spelling), spelling
            assert spelling == " ".join(spelling.split())
            assert not set(spelling) & set("()\n,;/"), spelling


def test_what_is_ambiguous_is_one_of_the_spellings() -> None:
    for agency in agencies():
        assert agency.ambiguous <= set(_spellings(agency)), agency


def test_every_spelling_is_read_as_its_agency_beside_a_date() -> None:
    read = {
        spelling: (agency.code, credit_sources(f"{spelling}, 3.4.2024"))
        for agency in agencies()
        for spelling in _spellings(agency)
    }
    assert {text: found for text, found in read.items() if found[1] != [found[0]]} == {}


def test_a_spelling_alone_is_proof_unless_it_is_ambiguous() -> None:
    read = {
        spelling: (agency.code, credit_sources(spelling))
        for agency in agencies()
        for spelling in _spellings(agency)
        if spelling.lower() not in {ambiguous.lower() for ambiguous in agency.ambiguous}
    }
    assert {text: found for text, found in read.items() if found[1] != [found[0]]} == {}
    for agency in agencies():
        for spelling in agency.ambiguous:
            assert credit_sources(spelling) == [], spelling
