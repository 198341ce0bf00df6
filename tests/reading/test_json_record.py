"""A line of JSON Lines as an article."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.article.record import Draft, content_digest, seal
from news_archive.errors import RejectedInput
from news_archive.reading.json_record import parse_json_record

NOON = datetime.datetime(2024, 4, 5, 12, 0, tzinfo=datetime.UTC)


def _parse(supplied: ReducedDate | None = None, /, **fields: object) -> Draft:
    whole = {"id": "7", "date": "2024-04", "text": "Er ging.", **fields}
    present = {key: value for key, value in whole.items() if value is not ...}
    return parse_json_record(json.dumps(present), "a.jsonl", supplied)


def test_a_record_becomes_a_draft() -> None:
    assert _parse(text="Er ging. (afp)") == Draft(
        "7", ReducedDate(2024, 4), ["afp"], "afp", "Er ging.", "a.jsonl"
    )


def test_the_text_may_be_called_body() -> None:
    assert _parse(text=..., body="Er kam.").body == "Er kam."
    assert _parse(text=None, body="Er kam.").body == "Er kam."
    assert _parse(text="", body="Er kam.").body == "Er kam."


def test_a_title_becomes_the_first_paragraph() -> None:
    draft = _parse(title=" Abgang ", text="Er ging. (dpa)")
    assert draft.body == "Abgang\n\nEr ging."
    assert draft.credit == "dpa"
    assert _parse(title="").body == _parse(title=None).body == "Er ging."


def test_the_body_is_in_canonical_form() -> None:
    assert _parse(text="Ko\u0308ln \r\n\r\n\r\nWien ").body == "Köln\n\nWien"


def test_a_source_becomes_the_credit_if_the_text_has_none() -> None:
    draft = _parse(source="AFP")
    assert (draft.credit, draft.sources, draft.body) == ("AFP", ["afp"], "Er ging.")
    draft = _parse(text="Er ging. (dpa)", source="AFP")
    assert (draft.credit, draft.sources) == ("dpa", ["dpa"])


def test_a_source_that_is_no_agency_is_told_of_and_not_put_into_the_body() -> None:
    draft = _parse(source="Dorfblatt")
    assert (draft.credit, draft.sources, draft.body) == (None, [], "Er ging.")
    assert draft.unkept_source == "Dorfblatt"
    assert _parse(source="dpa").unkept_source is None


@pytest.mark.parametrize("source", ["", None, "  "])
def test_an_empty_source_is_none(source: str | None) -> None:
    draft = _parse(source=source)
    assert (draft.credit, draft.body) == (None, "Er ging.")


def test_an_id_may_be_a_number_and_is_composed() -> None:
    assert _parse(id=12).id == "12"
    assert _parse(id="o\u0308").id == "ö"
    assert _parse(id="a.txt").id == "a.txt"


def test_other_fields_are_not_read() -> None:
    assert _parse(url="https://example.org", tags=[1, {}]) == _parse()


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024", "2024"),
        (" 2024-04 ", "2024-04"),
        ("2024-04-03", "2024-04-03"),
        ("2024-04-03T23:30:00-05:00", "2024-04-03"),
        ("3. April 2024", "2024-04-03"),
        ("April 2024", "2024-04"),
        ("1. Ma\u0308rz 2024", "2024-03-01"),
    ],
)
def test_a_date_takes_every_written_form(written: str, date: str) -> None:
    assert str(_parse(date=written).date) == date


def test_a_supplied_date_is_for_records_that_have_none() -> None:
    may = ReducedDate(2024, 5)
    assert _parse(may, date=...).date == may
    assert _parse(may, date=None).date == may
    assert _parse(may).date == ReducedDate(2024, 4)
    with pytest.raises(RejectedInput):
        _parse(may, date="2024-13")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ...}, "no `id`"),
        ({"id": None}, "no `id`"),
        ({"id": True}, "no `id`"),
        ({"id": 1.5}, "no `id`"),
        ({"id": ""}, "empty"),
        ({"id": "a/b"}, "slash"),
        ({"id": "a\nb"}, "U+000A"),
        ({"id": "\ud800"}, "U+D800"),
        ({"id": "x" * 201}, "200 bytes"),
        ({"id": 10**300}, "200 bytes"),
        ({"date": ...}, "`date`"),
        ({"date": 2024}, "`date`"),
        ({"date": "2024-13"}, "2024-13"),
        ({"date": "04/03/2024"}, "ambiguous"),
        ({"date": "1499"}, "1500–2199"),
        ({"date": "2024-04 und mehr"}, "goes on after"),
        ({"date": "bald"}, "no date"),
        ({"date": ""}, "`date`"),
        ({"text": ...}, "neither `text` nor `body`"),
        ({"text": " \n "}, "neither `text` nor `body`"),
        ({"text": 7}, "`text` is not a string"),
        ({"text": ["Er ging."]}, "`text` is not a string"),
        ({"text": "Er\x00ging."}, "NUL"),
        ({"text": "Er \ud800 ging."}, "U+D800"),
        ({"title": 7}, "`title` is not a string"),
        ({"title": "\x00"}, "NUL"),
        ({"source": ["afp"]}, "`source` is not a string"),
        ({"source": "\udfff"}, "U+DFFF"),
        ({"text": "(afp)"}, "no body"),
    ],
)
def test_what_cannot_be_an_article_is_rejected_with_the_reason(
    fields: dict[str, object], reason: str
) -> None:
    with pytest.raises(RejectedInput) as caught:
        _parse(**fields)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "not JSON"),
        ("Er ging.", "not JSON"),
        ("{'id': 7}", "not JSON"),
        ('{"id": "7", "date": "2024"', "not JSON"),
        ('{"id": "7"} {"id": "8"}', "not JSON"),
        ("null", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('"id"', "not a JSON object"),
        ("[" * 100_000, "not JSON"),
        ('{"id": ' + "1" * 5000 + "}", "not JSON"),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_a_line_that_is_not_a_json_object_is_rejected(line: str, reason: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        parse_json_record(line, "a.jsonl")
    assert reason in caught.value.reason


SAID = st.one_of(
    st.none(),
    st.integers(),
    st.sampled_from(
        ["(afp)", "AFP", "Er ging. (dpa)", "2024-04", "BERLIN (dpa) – Er ging.", "a", "PA", "a\nb"]
    ),
    st.text(max_size=12),
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(
    ["id", "date", "text", "body", "title", "source", "credit"], SAID
)))  # fmt: skip
def test_whatever_a_record_says_it_is_rejected_or_becomes_a_valid_article(
    fields: dict[str, Any],
) -> None:
    line = json.dumps({"id": "7", "date": "2024", "text": "Er ging.", **fields})
    try:
        draft = parse_json_record(line, "a.jsonl")
    except RejectedInput:
        return
    seal(draft, content_digest(draft.date, draft.credit, draft.body), NOON, 1)


def test_a_credit_that_is_given_and_stands_in_the_text_as_well_is_one() -> None:
    draft = _parse(text="Er ging. (dpa)", credit="dpa")
    assert (draft.body, draft.credit) == ("Er ging.", "dpa")


def test_a_record_of_an_archive_is_apart_already() -> None:
    draft = _parse(text=..., body="Er ging. (dpa)", credit="afp", digest="sha256:0")
    assert (draft.body, draft.credit, draft.sources) == ("Er ging. (dpa)", "afp", ["afp"])
