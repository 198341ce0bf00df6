"""The spellings that German forms of a short key can have: none is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.query.morphology.german_spellings import LONGEST_KEY, german_spellings
from news_archive.query.morphology.inflection import key_of_form

_BEGINNINGS = st.text("abeinosrtulgkz", min_size=1, max_size=6)
_LISTED = """
    e em en er ern es s st est et end ung ig ik isch lich heit keit nis niss in innen erin n ns ln
    lns igend igung
"""
_ENDINGS = st.lists(st.sampled_from(_LISTED.split()), max_size=4).map("".join)

_FORMS = """
    haben habe hat habt ein eine einem einiger einheit einigkeit land landes landung laender aktuell
    bauer bauern achteten burgerinnen tabletts ergebnisse tulln neu neues b z
"""


@pytest.mark.parametrize("form", _FORMS.split())
def test_a_form_is_among_the_spellings_of_its_key(form: str) -> None:
    key = key_of_form("german", form)
    if len(key) <= LONGEST_KEY:
        assert form in german_spellings(key)


@given(_BEGINNINGS, _ENDINGS)
def test_every_form_of_a_short_key_is_among_its_spellings(beginning: str, ending: str) -> None:
    form = beginning + ending
    key = key_of_form("german", form)
    if len(key) <= LONGEST_KEY:
        assert form in german_spellings(key)


def test_there_are_not_too_many_to_look_up() -> None:
    assert max(len(german_spellings(key)) for key in ("ein", "haus", "auou")) < 50_000
    assert len(german_spellings("mit")) < 2_000
