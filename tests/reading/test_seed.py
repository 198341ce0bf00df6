"""The seed text format."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.article.record import Draft, content_digest, seal
from news_archive.errors import MissingHeader, RejectedInput
from news_archive.reading.encoding import decode
from news_archive.reading.seed import format_seed, parse_seed

MAY = ReducedDate(2024, 5)
NOON = datetime.datetime(2024, 4, 5, 12, 0, tzinfo=datetime.UTC)


def test_the_real_seed_file_is_april_2024_by_afp_in_ten_paragraphs(seeds: Path) -> None:
    (path,) = seeds.glob("*.txt")
    seed = parse_seed(decode(path.read_bytes()))
    assert str(seed.date) == "2024-04"
    assert seed.sources == ["afp"]
    assert seed.credit == "afp"
    assert seed.body.startswith("„Die Bereitschaft")
    assert seed.body.endswith("nicht aus.")
    assert len(seed.body.split("\n\n")) == 10


@pytest.mark.parametrize(
    ("text", "date", "body"),
    [
        (" date 2024-04 Wien ruft.", "2024-04", "Wien ruft."),
        ("date 2024-04 Wien ruft.", "2024-04", "Wien ruft."),
        ("\n\t date 2024-04\n\nWien ruft.\n", "2024-04", "Wien ruft."),
        ("DATE 2024 Wien ruft.", "2024", "Wien ruft."),
        ("Date: 2024-04-03 Wien ruft.", "2024-04-03", "Wien ruft."),
        ("date:2024 Wien ruft.", "2024", "Wien ruft."),
        ("date\t2024 Wien ruft.", "2024", "Wien ruft."),
        ("date 2024-04 12 Menschen starben.", "2024-04", "12 Menschen starben."),
        ("date 2024 2023 war besser.", "2024", "2023 war besser."),
        ("date 2024-04-03T23:30:00-05:00 Wien ruft.", "2024-04-03", "Wien ruft."),
        ("date 3. April 2024 Wien ruft.", "2024-04-03", "Wien ruft."),
        ("date April 2024 12 Menschen starben.", "2024-04", "12 Menschen starben."),
        ("date April 3, 2024 Wien ruft.", "2024-04-03", "Wien ruft."),
        ("date 3.4.2024 Wien ruft.", "2024-04-03", "Wien ruft."),
        ("date 1. Ma\u0308rz 2024 Wien ruft.", "2024-03-01", "Wien ruft."),
        ("date 2024 date 2023 Wien ruft.", "2024", "date 2023 Wien ruft."),
    ],
)
def test_a_header_gives_the_date_and_the_rest_is_body(text: str, date: str, body: str) -> None:
    seed = parse_seed(text)
    assert (str(seed.date), seed.body) == (date, body)
    assert (seed.credit, seed.sources) == (None, [])


def test_a_header_outweighs_a_supplied_date() -> None:
    assert parse_seed("date 2024-04 Wien ruft.", MAY).date == ReducedDate(2024, 4)


@pytest.mark.parametrize(
    "text", ["Wien ruft.", "date", "Datenschutz gilt.", "Date Palm Wien", "2024-04 Wien ruft."]
)
def test_a_text_without_header_needs_a_supplied_date(text: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        parse_seed(text)
    assert "header" in caught.value.reason
    if text == "date":
        return
    assert isinstance(caught.value, MissingHeader)
    assert "--date" in caught.value.reason
    seed = parse_seed(text, MAY)
    assert (seed.date, seed.body) == (MAY, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t\r\n ", "empty"),
        ("date 2024-04", "no body"),
        (" date 2024-04 \n ", "no body"),
        ("date 2024-04 (afp)", "no body"),
        ("date:", "no body"),
        ("date 2024-13 Wien", "2024-13"),
        ("date 2024-04-31 Wien", "2024-04-31"),
        ("date 30. Februar 2024 Wien", "30. Februar 2024"),
        ("date 04/03/2024 Wien", "ambiguous"),
        ("date 1499 Wien", "1500–2199"),
        ("date 2200-01 Wien", "1500–2199"),
        ("date 12 Menschen starben", "not a date"),
    ],
)
@pytest.mark.parametrize("supplied", [None, MAY])
def test_what_cannot_be_read_is_rejected_with_the_reason(
    text: str, reason: str, supplied: ReducedDate | None
) -> None:
    with pytest.raises(RejectedInput) as caught:
        parse_seed(text, supplied)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("text", "body", "credit", "sources"),
    [
        ("date 2024 Er ging. (afp)", "Er ging.", "afp", ["afp"]),
        ("date 2024 Er ging.\n\n(APA/red, 24.6.2015)\n", "Er ging.", "APA/red, 24.6.2015", ["apa"]),
        ("date 2024 Er ging. (SPD)", "Er ging. (SPD)", None, []),
        ("date 2024 BERLIN (dpa) – Er ging.", "BERLIN (dpa) – Er ging.", None, ["dpa"]),
    ],
)
def test_the_credit_is_taken_off_and_its_agencies_are_the_sources(
    text: str, body: str, credit: str | None, sources: list[str]
) -> None:
    assert parse_seed(text)[1:] == (sources, credit, body)


def test_the_body_is_in_canonical_form() -> None:
    seed = parse_seed("date 2024 Ko\u0308ln  \r\n\r\n\r\n\r\nWien ruft. ")
    assert seed.body == "Köln\n\nWien ruft."


@pytest.mark.parametrize(
    ("date", "credit", "body", "text"),
    [
        ("2024-04", "afp", "Er ging.", " date 2024-04 Er ging. (afp)"),
        ("2024", None, "Er ging.", " date 2024 Er ging."),
        ("2024-04-03", None, "12 Menschen", " date 2024-04-03 12 Menschen"),
    ],
)
def test_an_article_is_written_as_the_text_that_reads_back(
    date: str, credit: str | None, body: str, text: str
) -> None:
    written = format_seed(ReducedDate.parse(date), credit, body)
    assert written == text
    seed = parse_seed(written)
    assert (str(seed.date), seed.credit, seed.body) == (date, credit, body)


HEADERS = st.sampled_from(
    ["", "date ", " date 2024-04 ", "Date: 3. April 2024\n", "date 2024", "date 3.4.2024 "]
)
BODIES = st.lists(
    st.one_of(
        st.sampled_from(["(afp)", "(SPD)", "WIEN (APA) – ", "\n\n", " ", "2024-04", "(", ")", "–"]),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    ),
    max_size=6,
).map("".join)


@given(HEADERS, BODIES, st.sampled_from([None, MAY]))
def test_whatever_a_text_says_it_is_rejected_or_becomes_a_valid_article_that_reads_back(
    header: str, rest: str, supplied: ReducedDate | None
) -> None:
    try:
        seed = parse_seed(header + rest, supplied)
    except RejectedInput:
        return
    draft = Draft("x", seed.date, seed.sources, seed.credit, seed.body, "x.txt")
    seal(draft, content_digest(seed.date, seed.credit, seed.body), NOON, 1)
    assert parse_seed(format_seed(seed.date, seed.credit, seed.body)) == seed
