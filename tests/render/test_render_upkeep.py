"""What a check found and what an article's history is: every text harmless, every number there."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from render_checks import dangerous
from rich.console import Console

from news_archive.render import json_lines, plain
from news_archive.render.terminal import show_report, show_versions
from news_archive.upkeep.findings import Finding, Report
from news_archive.upkeep.versions import Version

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\u061c\u200e\u2028\u2029\u202e\u2066[]/:"),
        st.sampled_from("aäöü 東京e\u0301\u200b"),
    ),
    max_size=12,
)
# A file's name is bytes, and may be none that is UTF-8.
ANY_NAME = st.one_of(ANY_TEXT, st.just("articles/\udcff\udcfe"))

KINDS = (
    "damaged", "edited", "misplaced", "index", "settings", "unfinished", "behind", "clash", "stray",
    "kept",
)  # fmt: skip
DAMAGE = {"damaged", "edited", "misplaced", "index", "settings"}

FINDINGS = st.builds(
    Finding,
    st.sampled_from(KINDS),
    ANY_NAME,
    ANY_TEXT,
    st.none() | st.integers(1, 2**40),
    st.none() | st.integers(0, 2**40),
    st.none() | ANY_TEXT,
)
NUMBERS = st.integers(0, 2**40)
REPORTS = st.builds(
    Report, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS,
    st.lists(FINDINGS, max_size=4).map(tuple),
)  # fmt: skip


def _article(texts: list[str], date: str) -> dict[str, Any]:
    names = ("id", "credit", "body", "origin", "ingested_at", "digest", "checksum")
    named = dict(zip(names, texts, strict=True))
    return {**named, "date": date, "sources": texts[:2], "revision": 3}


def _version(revision: int, state: str, fields: dict[str, Any]) -> Version:
    return Version(revision, state, "2024-04.jsonl", fields)


TEXTS = st.lists(ANY_TEXT, min_size=7, max_size=7)
# What a line is depends on its fields; a date is one, whoever wrote the line.
VERSIONS = st.one_of(
    st.builds(
        _version,
        NUMBERS,
        st.sampled_from(["current", "earlier"]),
        st.builds(_article, TEXTS, st.sampled_from(["2024", "2024-04-03"])),
    ),
    st.builds(
        _version,
        NUMBERS,
        st.just("deleted"),
        st.fixed_dictionaries({"id": ANY_TEXT, "revision": NUMBERS, "deleted_at": ANY_TEXT}),
    ),
    st.builds(
        _version,
        NUMBERS,
        st.just("moved"),
        st.fixed_dictionaries({"id": ANY_TEXT, "revision": NUMBERS, "moved_to": ANY_TEXT}),
    ),
)


def screen(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=True, markup=False)


def shown(to: Console) -> str:
    assert isinstance(to.file, io.StringIO)
    return re.sub(r"\x1b\[[0-9;]*m", "", to.file.getvalue())


@given(REPORTS)
def test_a_report_is_a_row_a_finding_and_a_row_a_count(report: Report) -> None:
    rows = list(plain.report_rows(report))
    assert not any("\n" in row or dangerous(row.replace("\t", "")) for row in rows)
    split = [row.split("\t") for row in rows]
    assert [len(columns) for columns in split[: len(report.findings)]] == [7] * len(report.findings)
    for columns, finding in zip(split, report.findings, strict=False):
        assert columns[0] == ("damage" if finding.kind in DAMAGE else "note")
        assert columns[1] == finding.kind
        assert columns[3] == ("" if finding.line is None else str(finding.line))
    counts = {columns[1]: int(columns[2]) for columns in split[len(report.findings) :]}
    assert counts == {
        "files": report.files,
        "lines": report.lines,
        "articles": report.articles,
        "superseded lines": report.superseded,
        "deletions": report.deletions,
        "moves": report.moves,
        "damage": sum(finding.kind in DAMAGE for finding in report.findings),
    }


@given(REPORTS)
def test_a_report_in_json_says_all_of_it_safely(report: Report) -> None:
    line = json_lines.json_line(json_lines.report_fields(report))
    # A lone surrogate, of a name that is no UTF-8, is escaped where it is written.
    line = line.encode("utf-8", "backslashreplace").decode()
    assert dangerous(line) is None
    assert "\n" not in line
    fields = json.loads(line)
    assert fields["sound"] is not any(finding.kind in DAMAGE for finding in report.findings)
    assert [tuple(found[name] for name in Finding._fields) for found in fields["findings"]] == [
        tuple(finding) for finding in report.findings
    ]
    assert [found["damage"] for found in fields["findings"]] == [
        finding.kind in DAMAGE for finding in report.findings
    ]


@settings(max_examples=30)
@given(REPORTS, st.integers(20, 200))
def test_a_report_on_a_terminal_is_harmless_and_ends_with_the_verdict(
    report: Report, width: int
) -> None:
    to = screen(width)
    show_report(report, to)
    assert dangerous(shown(to)) is None
    verdict = " ".join(shown(to).split())
    assert verdict.endswith("sound" if report.is_sound else "cannot be read")


def test_damage_stands_before_notes() -> None:
    findings = (Finding("stray", "a", "left"), Finding("damaged", "b", "bad", 3, 7, "id"))
    to = screen(80)
    show_report(Report(1, 2, 3, 4, 5, 6, findings), to)
    lines = shown(to).splitlines()
    assert lines[0].split() == ["damage", "b,", "line", "3:", "bad", "(id)"]
    assert lines[1].split() == ["note", "a:", "left"]


def test_markup_in_a_finding_is_shown_as_it_is() -> None:
    to = screen(200)
    finding = Finding("damaged", "[red]x[/]", "[bold]:smile:[/bold]", 1, 0, "[link=http://x]y")
    show_report(Report(0, 0, 0, 0, 0, 0, (finding,)), to)
    assert "[red]x[/], line 1: [bold]:smile:[/bold] ([link=http://x]y)" in shown(to)


@given(VERSIONS)
def test_a_version_is_a_row_of_seven_columns(version: Version) -> None:
    row = plain.row(plain.version_values(version))
    assert row.count("\t") == 6
    assert dangerous(row.replace("\t", "")) is None
    assert "\n" not in row
    columns = row.split("\t")
    assert columns[:2] == [str(version.revision), version.state]
    assert columns[3] == "2024-04.jsonl"


@given(VERSIONS)
def test_a_version_in_json_is_its_line_with_its_state_and_file(version: Version) -> None:
    line = json_lines.json_line(json_lines.version_fields(version))
    assert dangerous(line) is None
    fields = json.loads(line)
    assert (fields.pop("state"), fields.pop("file")) == (version.state, version.file)
    assert fields == version.fields


@settings(max_examples=30)
@given(st.lists(VERSIONS, min_size=1, max_size=3), st.integers(40, 200))
def test_versions_on_a_terminal_are_harmless(versions: list[Version], width: int) -> None:
    to = screen(width)
    show_versions(versions, to)
    assert dangerous(shown(to)) is None
