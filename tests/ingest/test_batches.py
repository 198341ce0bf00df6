"""Articles are handed on in chunks and counted in batches: what is counted is durable and found."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive import Archive
from news_archive.errors import DamagedError
from news_archive.index.tantivy.generations import Generations
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.ingest import ingestion
from news_archive.ingest.outcome import Outcome
from news_archive.store.layout import Layout
from news_archive.store.stamp import statuses
from news_archive.sync import write_session

BODY = "Die Häuser von Nummer {} stehen in Gießen, und Erdoğan hat sie nie gesehen."


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of three articles, batches of seven."""
    monkeypatch.setattr(ingestion, "CHUNK_ARTICLES", 3)
    monkeypatch.setattr(ingestion, "BATCH_ARTICLES", 7)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def records(path: Path, count: int, start: int = 0, more: str = "") -> Path:
    """Write articles into a ``.jsonl`` file, in twelve months."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(start, start + count):
            date = f"2024-{number % 12 + 1:02}"
            text = BODY.format(number) + more
            record = {"id": f"{number:05}", "date": date, "text": text}
            file.write(json.dumps(record) + "\n")
    return path


def counted(data: Path, query: str | None = None) -> int:
    with Archive(data) as archive:
        return archive.count(query)


def pressing_after(number: int) -> Callable[[Outcome], None]:
    """Return what presses Ctrl-C when so many texts have been read."""

    def on_progress(outcome: Outcome) -> None:
        if outcome.read == number and not outcome.interrupted:
            raise KeyboardInterrupt

    return on_progress


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 8, 21, 22])
def test_every_article_of_every_batch_is_counted_and_found(
    data: Path, tmp_path: Path, count: int
) -> None:
    source = records(tmp_path / "batch.jsonl", count)
    with Archive(data) as archive:
        assert archive.ingest([source]).stored == count
        assert archive.count("Häuser") == archive.count("erdogan") == count
        again = archive.ingest([source])
        assert (again.stored, again.unchanged, again.waiting) == (0, count, 0)
        changed = archive.ingest([records(tmp_path / "batch.jsonl", count, more=" Und nun?")])
        assert (changed.updated, changed.stored) == (count, 0)
        assert archive.check().is_sound


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("number", [1, 3, 5, 7, 9, 16])
@pytest.mark.parametrize("hurry", [0, 10_000])
def test_a_ctrl_c_keeps_what_was_read_and_the_next_command_finds_it(
    data: Path, tmp_path: Path, number: int, hurry: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_session, "_COMMITTED_IN_HASTE", hurry)
    source = records(tmp_path / "batch.jsonl", 20)
    with Archive(data) as archive:
        outcome = archive.ingest([source], on_progress=pressing_after(number))
    assert outcome.interrupted
    assert outcome.stored == number
    assert counted(data) == counted(data, "erdogan") == number
    with Archive(data) as archive:
        again = archive.ingest([source])
        assert (again.unchanged, again.stored) == (number, 20 - number)
        assert archive.check().is_sound


@pytest.mark.usefixtures("small_batches")
def test_what_is_counted_while_it_runs_is_durable(data: Path, tmp_path: Path) -> None:
    source = records(tmp_path / "batch.jsonl", 20)
    told: list[tuple[int, int]] = []

    def look(outcome: Outcome) -> None:
        covered = Generations(Layout(data).index).stamp(SCHEMA)
        lines = 0
        if covered is not None:
            for name, seen in covered.files.items():
                text = (data / "articles" / name).read_bytes()[: seen.covered]
                lines += text.count(b"\n")
        told.append((outcome.stored, lines))

    with Archive(data) as archive:
        archive.ingest([source], on_progress=look)
    assert told[-1] == (20, 20)
    assert all(stored == lines for stored, lines in told)
    assert {stored for stored, _ in told} == {0, 9, 18, 20}


@pytest.mark.usefixtures("small_batches")
def test_an_id_that_comes_again_in_a_later_chunk_is_compared_with_the_first(
    data: Path, tmp_path: Path
) -> None:
    source = tmp_path / "batch.jsonl"
    texts = [BODY.format(number) for number in range(5)]
    said = [
        *(
            {"id": f"{number}", "date": "2024-01", "text": text}
            for number, text in enumerate(texts)
        ),
        {"id": "0", "date": "2024-01", "text": texts[0]},
        {"id": "1", "date": "2024-02", "text": texts[1] + " Und nun?"},
        {"id": "2", "date": "2024-01", "text": "Etwas ganz anderes über Fische."},
    ]
    source.write_text("".join(json.dumps(record) + "\n" for record in said))
    with Archive(data) as archive:
        outcome = archive.ingest([source])
        assert (outcome.stored, outcome.updated, outcome.unchanged) == (5, 1, 1)
        assert len(outcome.rejected) == 1
        assert archive.ids("date:2024-02") == ["1"]
        assert archive.check().is_sound


@pytest.mark.parametrize(("kept", "is_update"), [(4, False), (5, False), (6, True), (10, True)])
def test_a_text_with_most_of_the_words_is_an_update_and_with_half_of_them_another_article(
    data: Path, tmp_path: Path, kept: int, is_update: bool
) -> None:
    words = [f"wort{number}" for number in range(10)]
    others = [f"anders{number}" for number in range(10 - kept)]
    path = tmp_path / "a.txt"
    with Archive(data) as archive:
        path.write_text(f"date 2024-04 {' '.join(words)}")
        archive.ingest([path])
        path.write_text(f"date 2024-05 {' '.join([*words[:kept], *others])}")
        outcome = archive.ingest([path])
        assert (outcome.updated, len(outcome.rejected)) == (int(is_update), int(not is_update))


@pytest.mark.usefixtures("small_batches")
def test_a_file_that_another_program_grows_meanwhile_stops_the_run_and_loses_nothing(
    data: Path, tmp_path: Path
) -> None:
    source = records(tmp_path / "batch.jsonl", 40)

    def meddle(outcome: Outcome) -> None:
        if outcome.read == 10:
            with (data / "articles" / "2024-01.jsonl").open("ab") as file:
                file.write(b"\n")

    with Archive(data) as archive, pytest.raises(DamagedError, match="changed by another program"):
        archive.ingest([source], on_progress=meddle)
    with Archive(data) as archive:
        archive.ingest([source])
        assert archive.count("Häuser") == 40
        assert archive.check().is_sound


def test_segments_stay_few_over_many_small_ingests(data: Path, tmp_path: Path) -> None:
    with Archive(data) as archive:
        for number in range(60):
            archive.ingest([records(tmp_path / "one.jsonl", 1, number)])
        folder = Generations(Layout(data).index).current()
        assert folder is not None
        for part in (folder, folder / "spellings"):
            segments = json.loads((part / "meta.json").read_text())["segments"]
            assert len(segments) < 16
        assert archive.count("erdogan") == 60


def test_plain_spellings_that_are_lost_or_damaged_are_built_again(
    data: Path, tmp_path: Path
) -> None:
    source = records(tmp_path / "batch.jsonl", 30)
    with Archive(data) as archive:
        archive.ingest([source])
    folder = Generations(Layout(data).index).current()
    assert folder is not None
    shutil.rmtree(folder / "spellings")
    assert counted(data, "erdogan") == 30
    folder = Generations(Layout(data).index).current()
    assert folder is not None
    damaged = next((folder / "spellings").glob("*.term"))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with Archive(data) as archive:
        findings = archive.check().findings
        assert [finding.kind for finding in findings] == ["index"]
        assert findings[0].file.endswith(f"spellings/{damaged.name}")
        archive.reindex()
        assert archive.check().is_sound
        assert archive.count("erdogan") == 30


def test_a_plain_spelling_of_a_word_that_no_article_has_any_more_finds_nothing(
    data: Path, tmp_path: Path
) -> None:
    with Archive(data) as archive:
        archive.ingest([records(tmp_path / "batch.jsonl", 2)])
        archive.delete(["00000", "00001"])
        for query in ("hauser", "haus*", "*auser", "hausar~", '"Giessen"'):
            assert archive.count(query) == 0
        assert archive.suggestions("hausar")[0].nearby == ()


@settings(max_examples=15)
@given(
    changes=st.lists(
        st.sampled_from(["touch", "grow", "add", "remove", "stray", "link", "nothing"]), max_size=3
    )
)
def test_one_look_at_the_folder_says_the_same_as_the_state_of_all_files(
    tmp_path_factory: pytest.TempPathFactory, changes: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("looked")
    with Archive(folder / "data") as archive:
        archive.ingest([records(folder / "batch.jsonl", 4)])
    layout = Layout(folder / "data")
    stamp = Generations(layout.index).stamp(SCHEMA)
    assert stamp is not None
    assert stamp.is_current(layout.articles)
    for path, change in zip(_files(layout.articles), changes, strict=False):
        _change(path, change)
    assert stamp.is_current(layout.articles) == stamp.covers(statuses(layout.articles))


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.jsonl"))


def _change(path: Path, change: str) -> None:
    match change:
        case "touch":
            later = time.time() + 10
            os.utime(path, (later, later))
        case "grow":
            with path.open("ab") as file:
                file.write(b"\n")
        case "add":
            path.with_name("2031-01.jsonl").write_bytes(b"")
        case "remove":
            path.unlink()
        case "stray":
            path.with_name("notes.txt").write_text("not a month")
        case "link":
            path.with_name(f"{path.name}.bak").symlink_to(path)
