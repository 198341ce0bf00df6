"""An archive of every released format is opened for ever, and says what it always said.

A folder here is never changed: what a later release cannot do with it any more is a fault of that
release.
"""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from news_archive import Archive
from news_archive.article.line import decode_line
from news_archive.render.export.writers import write_jsonl, write_text

V1 = Path(__file__).parent / "v1"

IDS = ["besuch-北京", "chronik", "hafenfest", "haushalt", "turm"]


@pytest.fixture
def v1(tmp_path: Path) -> Path:
    """A copy of the archive of format 1; it has no index, as one restored from a backup."""
    return Path(shutil.copytree(V1, tmp_path / "data"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_is_here_is_format_1_and_has_every_kind_of_line() -> None:
    assert json.loads((V1 / "archive.json").read_text())["format"] == 1
    assert sorted(files(V1 / "articles")) == [
        "2020.jsonl", "2021-06.jsonl", "2021-07.jsonl", "2021-08.jsonl",
    ]  # fmt: skip
    lines = [line for text in files(V1 / "articles").values() for line in text.splitlines()]
    kinds = [frozenset(decode_line(line)) for line in lines]
    assert len(lines) == 10
    assert sum("body" in kind for kind in kinds) == 8
    assert sum("moved_to" in kind for kind in kinds) == 1
    assert sum("deleted_at" in kind for kind in kinds) == 1


def test_v1_is_sound(v1: Path) -> None:
    with Archive(v1) as archive:
        report = archive.check()
    assert report.is_sound
    assert [finding.kind for finding in report.findings] == ["behind"]
    assert (report.files, report.lines, report.articles) == (4, 10, 5)
    assert (report.superseded, report.deletions, report.moves) == (3, 1, 1)
    assert not (v1 / "index").exists()


def test_v1_is_searched(v1: Path) -> None:
    with Archive(v1) as archive:
        assert sorted(archive.ids()) == IDS
        assert archive.ids("Wirtin Booten") == ["hafenfest"]
        assert archive.ids('"keinen Anbau"') == ["haushalt"]
        assert archive.ids('"einen Anbau"') == []
        assert archive.ids("北京") == ["besuch-北京"]
        assert archive.ids("Ufer date:2020") == ["chronik"]
        assert sorted(archive.ids("source:dpa")) == ["hafenfest", "haushalt"]
        assert archive.ids("date:2021-07-03..2021-07-04 Turm") == []
        assert archive.ids("date:2021-08 Turm") == ["turm"]
        assert archive.ids("Irrtum") == []
        assert archive.check().findings == ()
    assert files(v1 / "articles") == files(V1 / "articles")
    assert files(v1)["archive.json"] == files(V1)["archive.json"]


def test_v1_is_shown_word_for_word(v1: Path) -> None:
    with Archive(v1) as archive:
        feast = archive["hafenfest"]
        council = archive["haushalt"]
        visit = archive["besuch-北京"]
        chronicle = archive["chronik"]
    assert feast.body == (
        "Beim Hafenfest in Brückenau liefen am Samstag 300 Boote aus.\n\n"
        "Am Abend regnete es – „zum ersten Mal seit Wochen“, sagte die Wirtin."
    )
    assert (str(feast.date), feast.sources, feast.credit) == ("2021-06-12", ["dpa"], "dpa")
    assert (feast.origin, feast.revision) == ("hafenfest.txt", 3)
    assert feast.ingested_at.isoformat() == "2025-01-02T03:04:05+00:00"
    assert (council.sources, council.credit) == (["afp", "dpa"], "AFP, dpa")
    assert (str(council.date), council.revision) == ("2021-07", 7)
    assert visit.body.endswith("es gab Käse, Öl und Ćevapčići 🎈.")
    assert (str(chronicle.date), chronicle.credit, chronicle.sources) == ("2020", None, [])


def test_v1_has_its_history(v1: Path) -> None:
    with Archive(v1) as archive:
        told = {
            identity: [(version.revision, version.state) for version in archive.history(identity)]
            for identity in (*IDS, "irrtum")
        }
    assert told["haushalt"] == [(4, "earlier"), (7, "current")]
    assert told["turm"] == [(6, "earlier"), (8, "current"), (9, "moved")]
    assert told["irrtum"] == [(5, "earlier"), (10, "deleted")]
    assert told["chronik"] == [(2, "current")]


def test_v1_is_exported_as_the_lines_that_it_has(v1: Path) -> None:
    with Archive(v1) as archive:
        out = io.BytesIO()
        assert write_jsonl(archive.fields(sort="oldest"), out) == 5
        text = io.BytesIO()
        assert write_text(archive.fields("id:chronik"), text) == 1
    written = {line["id"]: line for line in map(json.loads, out.getvalue().splitlines())}
    lines = [line for text in files(V1 / "articles").values() for line in text.splitlines()]
    stored = {line["revision"]: line for line in map(json.loads, lines)}
    assert written == {stored[revision]["id"]: stored[revision] for revision in (1, 2, 3, 7, 8)}
    assert text.getvalue().decode().strip() == (
        "date 2020 Ein Jahr in Brückenau: Der Fluss trat zweimal über die Ufer, die Mühle schloss."
    )


def test_v1_is_counted(v1: Path) -> None:
    with Archive(v1) as archive:
        totals = archive.statistics()
    assert totals.articles == 5
    assert totals.by_month == {"2020": 1, "2021-06": 1, "2021-07": 1, "2021-08": 2}
    assert totals.by_source == {"none": 2, "dpa": 2, "afp": 1, "apa": 1}
    assert totals.by_precision == {"year": 1, "month": 1, "day": 3}


def test_v1_is_compacted_and_written_to(v1: Path, inbox: Path) -> None:
    (inbox / "neu.txt").write_text("date 2021-08 Der Turm bleibt offen.", encoding="utf-8")
    with Archive(v1) as archive:
        before = {str(fields["id"]): fields for fields in archive.fields()}
        archive.compact()
        assert {str(fields["id"]): fields for fields in archive.fields()} == before
        assert archive.ingest([inbox]).stored == 1
        assert sorted(archive.ids("Turm")) == ["neu", "turm"]
        assert archive.check().is_sound
