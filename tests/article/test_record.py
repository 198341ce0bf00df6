"""The record: what an article may be, and that its text form gives it back."""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import to_json

from news_archive.article.credit import split_credit
from news_archive.article.date import ReducedDate
from news_archive.article.line import checksum_of, decode_line, encode_line
from news_archive.article.record import Article, Draft, Sealed, content_digest, seal
from news_archive.article.text import canonical
from news_archive.reading.seed import format_seed, parse_seed

APRIL = ReducedDate(2024, 4)
NOON = datetime.datetime(2024, 4, 5, 12, 0, tzinfo=datetime.UTC)
BODY = "Der Minister schloss einen Rücktritt nicht aus."
KEYS = [
    "id", "date", "sources", "credit", "body", "origin", "ingested_at", "revision", "digest",
    "checksum",
]  # fmt: skip


def _sealed(
    *,
    id: str = "bericht-1",  # noqa: A002
    date: ReducedDate = APRIL,
    sources: list[str] | None = None,
    credit: str | None = "afp",
    body: str = BODY,
    origin: str = "bericht-1.txt",
    ingested_at: datetime.datetime = NOON,
    revision: int = 1,
) -> Sealed:
    named = ["afp"] if sources is None else sources
    draft = Draft(id, date, named, credit, body, origin)
    return seal(draft, content_digest(date, credit, body), ingested_at, revision)


def _unchecked() -> dict[str, Any]:
    """The fields of a valid article without their checksum."""
    fields = decode_line(_sealed().line)
    del fields["checksum"]
    return fields


def _fields(**changed: object) -> dict[str, Any]:
    """The fields of a valid article, some of them changed, with the right checksum for that."""
    fields = {**_unchecked(), **changed}
    if set(changed) & {"date", "credit", "body"} and "digest" not in changed:
        fields["digest"] = content_digest(
            ReducedDate.parse(str(fields["date"])), fields["credit"], fields["body"]
        )
    return {**fields, "checksum": checksum_of(fields)}


def test_a_sealed_article_is_what_its_line_says() -> None:
    article, line = _sealed()
    fields = decode_line(line)
    assert list(fields) == KEYS
    assert fields == {
        "id": "bericht-1",
        "date": "2024-04",
        "sources": ["afp"],
        "credit": "afp",
        "body": BODY,
        "origin": "bericht-1.txt",
        "ingested_at": "2024-04-05T12:00:00Z",
        "revision": 1,
        "digest": content_digest(APRIL, "afp", BODY),
        "checksum": article.checksum,
    }
    assert Article.restored(fields) == article
    assert list(type(article).model_fields) == KEYS
    assert json.loads(article.model_dump_json()) == fields


def test_an_article_gives_its_fields_as_they_stand_in_the_line() -> None:
    article, line = _sealed()
    fields = decode_line(line)
    assert fields.pop("checksum") == article.checksum
    assert article.fields() == fields
    assert list(article.fields()) == KEYS[:-1]


def test_an_article_can_be_made_of_its_fields() -> None:
    article = _sealed().article
    assert Article.model_validate(_fields()) == article
    assert Article(**{**_fields(), "date": APRIL, "ingested_at": NOON}) == article


def _by_the_standard_library(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_every_character_is_written_as_the_standard_library_writes_it() -> None:
    codes = [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]
    every = "".join(map(chr, codes))
    assert to_json({"body": every}) == _by_the_standard_library({"body": every})


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.dictionaries(
        ANY_TEXT, ANY_TEXT | st.none() | st.integers(-(2**63), 2**63 - 1) | st.lists(ANY_TEXT)
    )
)
def test_every_field_is_written_as_the_standard_library_writes_it(fields: dict[str, Any]) -> None:
    assert to_json(fields) == _by_the_standard_library(fields)


def test_a_text_may_spell_out_a_character_that_it_may_not_hold() -> None:
    body = r"In JSON steht \u0000 für NUL und \ud800 für ein halbes Zeichen."
    article, line = _sealed(body=body)
    assert article.body == body
    assert Article.restored(decode_line(line)) == article


def test_an_article_is_frozen() -> None:
    article = _sealed().article
    for name in KEYS:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(article, name, getattr(article, name))


def test_further_and_missing_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="note"):
        Article.restored({**_fields(), "note": "x"})
    for name in KEYS:
        fields = _fields()
        del fields[name]
        with pytest.raises(ValueError, match=name):
            Article.restored(fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 7),
        ("id", "a/b"),
        ("id", ""),
        ("id", "o\u0308"),
        ("date", 2024),
        ("date", "2024-13"),
        ("date", "April 2024"),
        ("date", None),
        ("sources", "afp"),
        ("sources", None),
        ("sources", [1]),
        ("credit", 7),
        ("body", None),
        ("body", b"x"),
        ("origin", ""),
        ("origin", "a\x00"),
        ("ingested_at", "2024-04-05T12:00:00"),
        ("ingested_at", "2024-04-05T12:00:00+02:00"),
        ("ingested_at", "2024-04-05T12:00:00.5Z"),
        ("ingested_at", "gestern"),
        ("ingested_at", 0),
        ("revision", 0),
        ("revision", -1),
        ("revision", "1"),
        ("revision", 1.0),
        ("revision", True),
        ("digest", 7),
        ("checksum", 7),
    ],
)
def test_types_are_strict_and_values_are_checked(name: str, value: object) -> None:
    fields = _fields()
    fields[name] = value
    with pytest.raises(ValidationError):
        Article.model_validate(fields)
    with pytest.raises(ValueError, match=name):
        Article.restored(fields)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        (" Wien", "canonical"),
        ("Wien ", "canonical"),
        ("Wien\r\nGraz", "canonical"),
        ("Wien \nGraz", "canonical"),
        ("Wien\n\n\nGraz", "canonical"),
        ("Ko\u0308ln", "canonical"),
        ("Wi\x00en", "NUL"),
    ],
)
def test_a_body_is_canonical_and_not_empty(body: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:
        _sealed(body=body)
    assert reason in str(caught.value)
    with pytest.raises(ValidationError):
        Article.model_validate(_fields(body=body))


@pytest.mark.parametrize("name", ["id", "credit", "body", "origin"])
def test_no_field_holds_a_lone_surrogate(name: str) -> None:
    fields = _unchecked()
    fields[name] = "afp, Wi\ud800en"
    draft = Draft(*(fields[key] for key in ("id", "date", "sources", "credit", "body", "origin")))
    with pytest.raises(ValueError):
        seal(draft, content_digest(APRIL, "afp", BODY), NOON, 1)
    with pytest.raises(ValueError):
        Article.restored({**fields, "checksum": "00000000"})


@pytest.mark.parametrize("name", ["id", "credit", "body", "origin"])
def test_no_field_holds_a_nul(name: str) -> None:
    with pytest.raises(ValueError):
        Article.restored(_fields(**{name: "afp, \x00"}))
    with pytest.raises(ValueError):
        _sealed(**{name: "afp, \x00"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "credit", "sources"),
    [
        (f"{BODY} (afp)", None, ["afp"]),
        (f"{BODY} (afp)", None, []),
        (BODY, "SPD", []),
        (BODY, "SPD", ["afp"]),
        (BODY, "afp", []),
        (BODY, "afp", ["dpa"]),
        (BODY, "AFP, dpa", ["dpa", "afp"]),
        (BODY, "", []),
        (BODY, "af\np", ["afp"]),
        (BODY, "afp)", ["afp"]),
        (BODY, "a) (afp", ["afp"]),
        (BODY, "dpa (Berlin)", ["dpa"]),
        (BODY, "Ko\u0308ln, afp", ["afp"]),
        (BODY, None, ["afp"]),
        (f"BERLIN (dpa) – {BODY}", None, []),
        (f"BERLIN (dpa) – {BODY}", "afp", ["dpa"]),
        (BODY, "PA", ["pa-media"]),
        (BODY, "afp, " + "x" * 200, ["afp"]),
    ],
)
def test_what_would_not_survive_being_written_as_text_is_refused(
    body: str, credit: str | None, sources: list[str]
) -> None:
    with pytest.raises(ValueError):
        _sealed(body=body, credit=credit, sources=sources)
    with pytest.raises(ValidationError):
        Article.model_validate(_fields(body=body, credit=credit, sources=sources))


def test_an_older_line_stays_valid_when_a_later_release_learns_an_agency() -> None:
    fields = _fields(body=f"{BODY} (afp)", credit=None, sources=[])
    assert Article.restored(fields).credit is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2024-05"),
        ("credit", "AFP"),
        ("body", "Der Minister trat zurück."),
        ("digest", "sha256:" + "0" * 64),
        ("digest", ""),
    ],
)
def test_a_digest_is_that_of_the_content(name: str, value: str) -> None:
    fields = _unchecked()
    fields[name] = value
    fields["checksum"] = checksum_of(fields)
    with pytest.raises(ValueError, match="digest"):
        Article.restored(fields)


@pytest.mark.parametrize("checksum", ["00000000", "", "0000000", "000000000", "GGGGGGGG"])
def test_a_checksum_is_that_of_the_other_fields(checksum: str) -> None:
    with pytest.raises(ValidationError, match="checksum"):
        Article.model_validate({**_fields(), "checksum": checksum})


def test_the_checksum_covers_what_the_digest_does_not() -> None:
    for name, value in (("origin", "anders.txt"), ("revision", 2), ("id", "anders")):
        with pytest.raises(ValidationError, match="checksum"):
            Article.model_validate({**_fields(), name: value})


def test_the_digest_tells_contents_apart_and_nothing_else() -> None:
    digest = _sealed().article.digest
    assert _sealed(id="anders", origin="x.txt", revision=9).article.digest == digest
    others = [
        _sealed(date=ReducedDate(2024)).article.digest,
        _sealed(date=ReducedDate(2024, 4, 1)).article.digest,
        _sealed(credit="AFP").article.digest,
        _sealed(body=f"{BODY} Punkt.").article.digest,
        _sealed(credit=None, sources=[]).article.digest,
    ]
    assert len({digest, *others}) == 6


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2024, 4, 5, 14, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        NOON,
    ],
)
def test_the_time_of_ingest_is_written_in_utc(moment: datetime.datetime) -> None:
    article = _sealed(ingested_at=moment).article
    assert article.ingested_at == NOON
    assert article.fields()["ingested_at"] == "2024-04-05T12:00:00Z"


DATES = st.one_of(
    st.builds(ReducedDate, st.integers(1500, 2199)),
    st.builds(ReducedDate, st.integers(1500, 2199), st.integers(1, 12)),
    st.dates(datetime.date(1500, 1, 1), datetime.date(2199, 12, 31)).map(
        lambda day: ReducedDate(day.year, day.month, day.day)
    ),
)
PIECES = st.sampled_from(
    [
        "BERLIN (dpa) – ", "Wien/Graz (APA) - ", "date 2024-05 ", "date: ", "-04 ", "12 Menschen ",
        "„Grüße“ ", "Ko\u0308ln ", "(SPD)", "(afp)", "(dpa (Berlin))", "(", ")", " (PA)", "\n\n",
        "\n", "\r\n", " \n", "\u00a0", "\u2028", "\u0301", "dpa", "Foto: AFP", ": ", "-", "T12:00Z",
        "3. April 2024 ", "straße", "\x0b", "\u200b", "😀",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=8).map("".join)
CREDIT_PARTS = st.sampled_from(
    ["afp", "dpa", "APA", "red", "PA", "24.6.2015", "Foto: AP", "Quelle: dts", "Bild", " "]
)
JOINED = st.builds(
    lambda parts, between: between.join(parts),
    st.lists(CREDIT_PARTS, min_size=1, max_size=4),
    st.sampled_from([", ", "/", " und ", "; "]),
)
CREDITS = st.none() | JOINED | TEXTS


@st.composite
def _drafts(draw: st.DrawFn) -> Draft:
    """Drafts of every kind: some taken apart by us, some put together without regard."""
    date, text, credit = draw(DATES), draw(TEXTS), draw(CREDITS)
    if draw(st.booleans()):
        ending = "" if credit is None else f" ({credit})"
        body, found, sources = split_credit(canonical(text + ending))
        return Draft("x", date, sources, found, body, "x.txt")
    whole = canonical(text)
    sources = split_credit(f"{whole} ({credit})" if credit is not None else whole).sources
    return Draft("x", date, sources, credit, whole, "x.txt")


@given(_drafts())
def test_every_valid_article_survives_being_written_as_text_and_read_again(draft: Draft) -> None:
    try:
        digest = content_digest(draft.date, draft.credit, draft.body)
        article, line = seal(draft, digest, NOON, 1)
    except ValueError:
        event("refused")
        return
    event("with credit" if article.credit else "without credit")
    assert line == encode_line(article.fields())
    seed = parse_seed(format_seed(article.date, article.credit, article.body))
    assert seed == (article.date, article.sources, article.credit, article.body)
    assert Article.restored(decode_line(line)) == article


@given(DATES, TEXTS, CREDITS)
def test_what_reading_takes_apart_is_always_a_valid_article(
    date: ReducedDate, text: str, credit: str | None
) -> None:
    whole = canonical(text if credit is None else f"{text} ({credit})")
    assume("\x00" not in whole)
    body, found, sources = split_credit(whole)
    assume(body)
    article = seal(
        Draft("x", date, sources, found, body, "x.txt"), content_digest(date, found, body), NOON, 1
    ).article
    assert (article.body, article.credit, article.sources) == (body, found, sources)
