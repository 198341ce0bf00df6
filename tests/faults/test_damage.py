"""Whatever happens to any file of an archive: no traceback, and nothing wrong that nobody tells of.

The damages are those of ``damage_sweep``, which tries thousands when it is run by hand.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from damage_sweep import BYTES, Sweep, damages_of, kinds_of_files, make, refused

from news_archive import Archive
from news_archive.errors import AccessError, ArchiveError, DamagedError, NewerFormatError

# The engine is told of these by its own tests: where it is given damaged data, it may end the
# process, which no test survives.
SEGMENTS = (
    "segment .store", "segment .fast", "spellings segment .store", "spellings segment .fast",
)  # fmt: skip


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hundreds of small writes be quick; what is durable is not looked at here."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return Sweep(tmp_path_factory.mktemp("sweep"))


KINDS = (
    "month file", "archive.json", "index/current", "lock", "decisions", "damaged", "stamp",
    "meta.json", ".managed.json", "segment .term", "segment .idx", "segment .pos",
    "segment .fieldnorm", "segment .del", "spellings meta.json", "spellings .managed.json",
    "spellings segment .term", "spellings segment .idx", "spellings segment .fieldnorm",
    "spellings segment .pos",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore")
def test_no_damage_is_a_bug_or_goes_unnoticed_where_it_matters(sweep: Sweep, kind: str) -> None:
    chance = Random(kind)
    damages = list(damages_of(kind))
    if kind != "month file":
        damages = chance.sample(damages, 3)
    for number, (damage, change) in enumerate(damages):
        sweep.one(chance, kind, damage, change, repairing=number % 15 == 5)


@pytest.mark.parametrize("seed", range(2))
def test_damaged_month_files_are_noticed_and_repaired(sweep: Sweep, seed: int) -> None:
    chance = Random(seed)
    for damage, change in chance.sample(list(damages_of("month file")), 5):
        tried = sweep.one(chance, "month file", damage, change)
        assert tried.outcome in ("damage", "noted")


def test_every_damage_changes_the_bytes() -> None:
    chance = Random(5)
    for size in (1, 2, 3, 40, 5000):
        data = bytes(chance.randrange(256) for _ in range(size)) + b"\n"
        for name, change in BYTES.items():
            assert any(change(chance, data) != data for _ in range(100)), name


def test_every_kind_of_file_of_an_archive_is_tried(tmp_path: Path) -> None:
    data = make(tmp_path)
    kinds = kinds_of_files(data)
    assert {*kinds} == {*KINDS, *SEGMENTS}
    tried = {path for paths in kinds.values() for path in paths}
    untried = {path for path in data.rglob("*") if path.is_file() and path not in tried}
    assert {path.name for path in untried} <= {".tantivy-meta.lock", ".tantivy-writer.lock"}


@pytest.mark.parametrize("name", ["articles", "index", "damaged"])
@pytest.mark.parametrize("what", ["gone", "a file", "a link to nothing", "a loop"])
def test_a_folder_that_is_none_is_no_bug(tmp_path: Path, name: str, what: str) -> None:
    data = make(tmp_path)
    folder = data / name
    shutil.move(folder, tmp_path / "elsewhere")
    if what == "a file":
        folder.write_bytes(b"")
    elif what != "gone":
        folder.symlink_to("nothing" if "nothing" in what else folder.name)
    for verb in (Archive.check, Archive.ids, Archive.repair, Archive.compact, Archive.statistics):
        with Archive(data) as archive:
            refused(lambda verb=verb, archive=archive: verb(archive))  # type: ignore[misc]
    if name != "articles":
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink(missing_ok=True)
        with Archive(data) as archive:
            assert len(archive) == 5


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"format": 2}', NewerFormatError),
        ('{"format": 99999999999999999999, "x": [], "languages": 1}', NewerFormatError),
        ('{"format": 0}', DamagedError),
        ('{"format": "1"}', DamagedError),
        ('{"format": true, "created": "", "languages": ["german"]}', DamagedError),
        ('{"format": 1.0, "created": "", "languages": ["german"]}', DamagedError),
        ('{"format": 1, "created": "", "languages": []}', DamagedError),
        ('{"format": 1, "created": "", "languages": [3]}', DamagedError),
        ('{"format": 1, "languages": ["german"]}', DamagedError),
        ("[" * 100_000, DamagedError),
        ("1" * 10_000, DamagedError),
        ('{"format": ' + "1" * 10_000 + "}", DamagedError),
        ("", DamagedError),
    ],
)
def test_settings_of_every_kind_are_refused_by_whatever_reads_them(
    tmp_path: Path, text: str, error: type[ArchiveError]
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "archive.json").write_text(text)
    for verb in (Archive.ids, Archive.compact, Archive.repair, Archive.reindex):
        with Archive(tmp_path) as archive, pytest.raises(error):
            verb(archive)
    with Archive(tmp_path) as archive:
        if error is NewerFormatError:
            with pytest.raises(error):
                archive.check()
        else:
            assert [finding.kind for finding in archive.check().findings][:1] == ["settings"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("kind", ["month file", "archive.json", "index/current"])
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, kind: str) -> None:
    data = make(tmp_path)
    path = kinds_of_files(data)[kind][0]
    path.chmod(0)
    with Archive(data) as archive, pytest.raises(AccessError, match=path.name):
        archive.check()
