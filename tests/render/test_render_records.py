"""Results as lines for a pipe and as JSON: what they say survives, and lines stay lines."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_checks import dangerous

from news_archive.article.date import ReducedDate
from news_archive.ingest.outcome import Outcome, Rejection
from news_archive.query.highlight import Snippet, Span
from news_archive.render import json_lines, plain
from news_archive.render.export.writers import write_jsonl, write_text
from news_archive.search.hits import Contribution, Hit, Hits
from news_archive.search.listing import Listed
from news_archive.search.statistics import Facets

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\u061c\u200e\u2028\u2029\u202e\u2066"),
    )
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), ANY_TEXT),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(ANY_TEXT, inner)),
    max_leaves=3,
)


@given(st.dictionaries(ANY_TEXT, JSON, max_size=3))
def test_a_json_line_says_what_it_was_given(value: dict[str, Any]) -> None:
    assert json.loads(json_lines.json_line(value)) == value


@given(st.dictionaries(ANY_TEXT, JSON, max_size=3))
def test_a_json_line_is_one_safe_line(value: dict[str, Any]) -> None:
    line = json_lines.json_line(value)
    assert dangerous(line) is None
    assert "\n" not in line


def test_a_json_line_keeps_letters_as_they_are() -> None:
    assert json_lines.json_line({"a": "Käse 東京 😀"}) == '{"a": "Käse 東京 😀"}'


@given(st.lists(ANY_TEXT, min_size=1, max_size=6))
def test_a_row_has_a_column_for_each_value(values: list[str]) -> None:
    row = plain.row(values)
    assert row.count("\t") == len(values) - 1
    assert len(row.split("\n")) == 1
    assert dangerous(row.replace("\t", "")) is None


def hit(text: str = "Der Text.", **changes: Any) -> Hit:
    fields: dict[str, Any] = {
        "rank": 1, "score": 0.5, "id": "n1", "date": ReducedDate.parse("2024-04"),
        "sources": ("afp", "dpa"), "headline": Snippet("Kopf.", (Span(0, 4),)),
        "snippet": Snippet(text, (Span(4, 8),)),
    }  # fmt: skip
    return Hit(**{**fields, **changes})


def hits(*found: Hit, missing: int = 0) -> Hits:
    return Hits(
        found, total=len(found), partial=missing > 0, missing=missing,
        complete=0 if missing else len(found), words=0, enough=0, page=1, pages=1,
        facets=None, seconds=0.0,
    )  # fmt: skip


def test_a_hit_as_a_row() -> None:
    assert plain.hit_row(hit()) == "1\tn1\t2024-04\tafp,dpa\tKopf.\tDer Text."
    assert plain.hit_row(hit(sources=())) == "1\tn1\t2024-04\t\tKopf.\tDer Text."


def test_a_hit_as_json() -> None:
    assert json_lines.hit_fields(hit(), hits(hit(), missing=2)) == {
        "rank": 1, "score": 0.5, "id": "n1", "date": "2024-04", "sources": ["afp", "dpa"],
        "headline": "Kopf.", "headline_highlights": [[0, 4]],
        "snippet": "Der Text.", "highlights": [[4, 8]], "partial": True, "missing": 2, "total": 1,
        "complete": 0, "enough": 0, "words": 0, "possible": 0,
    }  # fmt: skip


def test_a_hit_of_a_whole_answer_lacks_no_words_in_json() -> None:
    fields = json_lines.hit_fields(hit(), hits(hit()))
    assert (fields["partial"], fields["missing"]) == (False, 0)


ADDED = (Contribution("Minister", 5.424), Contribution("Frankreich", 4.526))


def test_what_made_up_a_score_is_a_seventh_column() -> None:
    explained = hit(score=9.95, contributions=ADDED)
    assert plain.hit_row(explained).split("\t") == [
        "1", "n1", "2024-04", "afp,dpa", "Kopf.", "Der Text.",
        "9.95 = Minister 5.42 + Frankreich 4.53",
    ]  # fmt: skip
    assert plain.hit_row(hit(score=None)).count("\t") == 5


def test_what_made_up_a_score_as_json() -> None:
    explained = hit(score=9.95, contributions=ADDED)
    fields = json_lines.hit_fields(explained, hits(explained))
    assert fields["contributions"] == [
        {"part": "Minister", "score": 5.424}, {"part": "Frankreich", "score": 4.526},
    ]  # fmt: skip
    assert "contributions" not in json_lines.hit_fields(hit(), hits(hit()))


@given(ANY_TEXT, ANY_TEXT)
def test_a_hit_that_is_explained_is_one_harmless_row(part: str, text: str) -> None:
    explained = hit(text, contributions=(Contribution(part, 1.0), *ADDED))
    row = plain.hit_row(explained)
    assert row.count("\t") == 6
    assert "\n" not in row
    assert dangerous(row.replace("\t", "")) is None
    line = json_lines.json_line(json_lines.hit_fields(explained, hits(explained)))
    assert dangerous(line) is None
    assert json.loads(line)["contributions"][0]["part"] == part


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (1, "No article has all of these words; the nearest lack one of them"),
        (2, "No article has all of these words; the nearest lack 2 of them"),
        (17, "No article has all of these words; the nearest lack 17 of them"),
    ],
)
def test_a_partial_answer_says_how_many_words_it_lacks(missing: int, sentence: str) -> None:
    assert plain.partial_sentence(hits(missing=missing)) == sentence


FACETS = Facets({"2023": 1, "2024-04": 3}, {"afp": 3, "none": 1})


def test_facets_as_rows() -> None:
    assert list(plain.facet_rows(FACETS)) == [
        "month\t2023\t1", "month\t2024-04\t3", "source\tafp\t3", "source\tnone\t1",
    ]  # fmt: skip
    assert list(plain.facet_rows(Facets({}, {}))) == []


def test_facets_as_json() -> None:
    assert json_lines.facet_fields(FACETS) == {
        "facets": {"by_month": {"2023": 1, "2024-04": 3}, "by_source": {"afp": 3, "none": 1}}
    }


@given(ANY_TEXT)
def test_facets_are_harmless_whatever_they_count(key: str) -> None:
    facets = Facets({"2024": 1}, {key: 2})
    *_, row = plain.facet_rows(facets)
    assert (row.count("\t"), row.count("\n")) == (2, 0)
    assert dangerous(row.replace("\t", "")) is None
    assert dangerous(json_lines.json_line(json_lines.facet_fields(facets))) is None


@pytest.mark.parametrize("date", ["2024", "2024-04", "2024-04-03"])
def test_dates_are_as_precise_as_they_were(date: str) -> None:
    article = Listed("n1", ReducedDate.parse(date), (), "Kopf.", 7)
    assert plain.listed_row(article) == f"n1\t{date}\t\tKopf.\t7"
    assert json_lines.listed_fields(article)["date"] == date


def test_an_outcome() -> None:
    outcome = Outcome()
    outcome.stored, outcome.updated, outcome.unchanged = 3, 2, 1
    outcome.rejected.append(Rejection("a.txt", "leer"))
    assert list(plain.outcome_rows(outcome)) == [
        "3\tstored", "2\tupdated", "1\tunchanged", "1\trejected",
    ]  # fmt: skip
    fields = json_lines.outcome_fields(outcome)
    assert [fields[name] for name in ("stored", "updated", "unchanged", "rejected")] == [3, 2, 1, 1]


def record(**changes: Any) -> dict[str, Any]:
    return {
        "id": "n1", "date": "2024-04", "sources": ["afp"], "credit": "AFP", "origin": "n1.txt",
        "body": "Eins.\n\nZwei.", **changes,
    }  # fmt: skip


def test_an_article_as_text() -> None:
    assert plain.article_text(record()) == (
        "id: n1\ndate: 2024-04\nsources: afp\ncredit: AFP\norigin: n1.txt\n\nEins.\n\nZwei."
    )
    assert "credit" not in plain.article_text(record(credit=None))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_an_article_as_text_is_harmless(body: str, credit: str, origin: str) -> None:
    text = plain.article_text(record(body=body, credit=credit, origin=origin))
    assert dangerous(text) is None
    head = text.partition("\n\n")[0].split("\n")
    assert [line.partition(":")[0] for line in head] == [
        "id", "date", "sources", "credit", "origin",
    ]  # fmt: skip


def test_an_export_as_seed_texts() -> None:
    file = io.BytesIO()
    assert write_text([record(), record(credit=None)], file) == 2
    assert file.getvalue().decode() == (
        " date 2024-04 Eins.\n\nZwei. (AFP)\n\n date 2024-04 Eins.\n\nZwei.\n\n"
    )


@given(st.lists(ANY_TEXT, max_size=5))
def test_an_export_as_json_lines_is_a_record_a_line(bodies: list[str]) -> None:
    records = [record(body=body) for body in bodies]
    file = io.BytesIO()
    assert write_jsonl(records, file) == len(records)
    lines = file.getvalue().decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == records
