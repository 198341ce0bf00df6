"""What reads everything needs no more memory for ten times as many articles."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from news_archive import Archive

FEW, MANY = 900, 9_000

MEGABYTE = 1 << 20

# Batches are such as the smaller archive has, too.
MEASURED = """
import re, resource, sys
from pathlib import Path
from news_archive import Archive
from news_archive.index.engines import engine_of
from news_archive.index.tantivy import reader
from news_archive.store.layout import Layout
from news_archive.sync import id_hashes
from news_archive.upkeep import check, compaction

id_hashes.BATCH_ARTICLES = reader._PIECE_HITS = 500
check._BATCH_LINES = compaction._BATCH_LINES = 500
layout = Layout(Path(sys.argv[1]))
archive = Archive(sys.argv[1])

def nothing(*news):
    pass

def peak():
    try:
        # Linux hands the peak of the process that started this one down in `ru_maxrss`.
        status = Path("/proc/self/status").read_text()
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(re.search("VmHWM:\\s*([0-9]+) kB", status)[1]) * 1024

def dead_lines():
    index = engine_of(layout, ("german",)).open().reader
    dead = compaction._dead_lines(layout, index, nothing)
    return sum(map(len, dead.places.values()))

work = {
    "check": lambda: check.check(layout, nothing).articles,
    "compact": dead_lines,
    "export": lambda: sum(1 for _ in archive.fields(sort="oldest")),
    "ids": lambda: sum(1 for _ in archive.iterate_ids("Haus", sort="newest")),
}
before = peak()
print(work[sys.argv[2]](), peak() - before)
"""


def lived(folder: Path, size: int) -> Path:
    """Make an archive in which every article was replaced once, and every third one deleted."""
    names = [f"{at * 7919 % size:05}-nummer" for at in range(size)]
    batch = folder / "batch.jsonl"
    with Archive(folder / "data") as archive:
        for text in ("Ein Haus am See.", "Ein anderes Haus."):
            with batch.open("w") as file:
                for at, name in enumerate(names):
                    record = {"id": name, "date": f"2024-{at % 12 + 1:02}", "text": f"{text} {at}"}
                    file.write(json.dumps(record) + "\n")
            assert archive.ingest([batch], replace=True).rejected == []
        archive.delete(names[::3])
        assert len(archive) == size * 2 // 3
    return folder / "data"


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A small archive and one ten times as large."""
    return {size: lived(tmp_path_factory.mktemp("lived"), size) for size in (FEW, MANY)}


@pytest.fixture(scope="module")
def unindexed(archives: dict[int, Path]) -> dict[int, Path]:
    """The same archives without an index."""
    return {
        size: Path(
            shutil.copytree(
                data, data.with_name("unindexed"), ignore=shutil.ignore_patterns("index")
            )
        )
        for size, data in archives.items()
    }


def growth(data: Path, work: str) -> tuple[int, int]:
    """Return what a process counted and by how much its peak rose [bytes]."""
    program = [sys.executable, "-c", MEASURED, str(data), work]
    done = subprocess.run(program, check=True, capture_output=True, text=True, timeout=100)
    counted, grown = map(int, done.stdout.split())
    return counted, grown


# To hold something of each article made 4, 7, 4 and 3 MB more, and 8 without an index. What is left
# is a hash a line, and the pages that are read of a larger index.
@pytest.mark.parametrize(
    ("work", "counted", "room"),
    [
        ("check", 2 / 3, 3 * MEGABYTE),
        # Of those kept the first of two lines goes, of those deleted all three.
        ("compact", 5 / 3, 4 * MEGABYTE),
        ("export", 2 / 3, 2 * MEGABYTE),
        ("ids", 2 / 3, 2 * MEGABYTE),
    ],
)
def test_memory_does_not_grow_with_the_articles(
    archives: dict[int, Path], work: str, counted: float, room: int
) -> None:
    few, many = growth(archives[FEW], work), growth(archives[MANY], work)
    assert (few[0], many[0]) == (FEW * counted, MANY * counted)
    assert many[1] - few[1] < room


def test_nor_does_that_of_a_check_without_an_index(unindexed: dict[int, Path]) -> None:
    few, many = growth(unindexed[FEW], "check"), growth(unindexed[MANY], "check")
    assert (few[0], many[0]) == (FEW * 2 / 3, MANY * 2 / 3)
    assert many[1] - few[1] < 3 * MEGABYTE
