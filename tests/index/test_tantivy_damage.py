"""A damaged index is called unusable, whatever the engine says of it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from index_samples import fill, no_body, sample

from news_archive import Archive
from news_archive.index.contract import IndexUnusableError
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.index.tantivy.segments import damaged_files
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.query.grammar import parse_query
from news_archive.query.tree import Everything

if TYPE_CHECKING:
    from collections.abc import Callable

CHANCE = random.Random(7)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index without damage; to be copied."""
    folder = tmp_path_factory.mktemp("sound")
    chance = random.Random(1)
    fill(
        folder,
        [
            sample(
                f"id-{number:03}",
                " ".join(chance.choices(["Haus", "Häuser", "Müller", "Krieg", "öde", "3"], k=30))
                + f" Wort{number}",
                chance.choice(["2024", "2024-04", "2024-04-03"]),
            )
            for number in range(60)
        ],
    )
    return folder


def ask_everything(folder: Path) -> None:
    reader = TantivyReader(folder, ("german",), no_body)
    queries = [Everything(), parse_query('Haus Müller "Krieg" -öde H*'), parse_query("Haus-Krieg")]
    for query in [*queries, parse_query("date:2024-04 source:afp id:id-*")]:
        for sort in ("relevance", "newest", "oldest"):
            reader.search(query, sort=sort, offset=0, limit=10)
        reader.statistics(query)
    reader.locate([f"id-{number:03}" for number in range(60)])
    reader.ids_beginning_with("id-", 99)
    reader.vocabulary.beginning_with("")
    reader.vocabulary.folding_to("")
    reader.vocabulary.begins("h")
    reader.vocabulary.folded_begins("h")
    reader.vocabulary.count("haus")


def kinds(folder: Path) -> list[str]:
    return sorted({path.suffix for path in folder.iterdir() if path.is_file()})


def test_an_index_without_damage_answers(sound: Path) -> None:
    ask_everything(sound)


def test_a_folder_without_an_index_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError):
        TantivyReader(tmp_path, ("german",), no_body)
    with pytest.raises(IndexUnusableError):
        TantivyReader(tmp_path / "missing", ("german",), no_body)
    with pytest.raises(IndexUnusableError):
        TantivyWriter(tmp_path / "missing", new=True)


def _truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _emptied(_data: bytes) -> bytes:
    return b""


def _zeroed(data: bytes) -> bytes:
    return bytes(len(data))


def _one_byte_less(data: bytes) -> bytes:
    return data[:-1]


def _middle_overwritten(data: bytes) -> bytes:
    third = len(data) // 3
    return data[:third] + CHANCE.randbytes(third) + data[2 * third :]


def _end_overwritten(data: bytes) -> bytes:
    return data[: -len(data) // 4] + CHANCE.randbytes(len(data) // 4)


DAMAGES = [_truncated, _emptied, _zeroed, _one_byte_less, _middle_overwritten, _end_overwritten]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.filterwarnings("ignore")
def test_damage_is_unusable_or_not_noticed_and_nothing_else(
    sound: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    unusable = 0
    for number, suffix in enumerate(kinds(sound)):
        folder = tmp_path / str(number)
        shutil.copytree(sound, folder)
        for path in folder.glob(f"*{suffix}") if suffix else [folder / "meta.json"]:
            path.write_bytes(damage(path.read_bytes()))
        try:
            ask_everything(folder)
        except IndexUnusableError:
            unusable += 1
    assert unusable > 0


@pytest.mark.parametrize("name", ["meta.json", ".idx", ".term", ".store", ".fast", ".pos"])
def test_a_file_that_is_missing_makes_the_index_unusable(
    sound: Path, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    for path in folder.glob(f"*{name}"):
        path.unlink()
    with pytest.raises(IndexUnusableError):
        ask_everything(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"{}", b"\xff\x00", b'{"segments": []}'])
def test_a_list_of_segments_that_cannot_be_read_makes_the_index_unusable(
    sound: Path, tmp_path: Path, content: bytes
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    (folder / "meta.json").write_bytes(content)
    with pytest.raises(IndexUnusableError):
        ask_everything(folder)
    with pytest.raises(IndexUnusableError):
        TantivyWriter(folder, new=False)


def test_single_flipped_bytes_never_raise_anything_else(sound: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size)
    for _ in range(120):
        path = chance.choice(paths)
        data = path.read_bytes()
        at = chance.randrange(len(data))
        # A new file: the engine may still have the one before in its memory map.
        path.unlink()
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        try:
            ask_everything(folder)
        except IndexUnusableError:
            pass
        finally:
            path.unlink()
            path.write_bytes(data)


def test_an_index_of_other_fields_is_unusable(tmp_path: Path) -> None:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words")
    tantivy.Index(builder.build(), path=str(tmp_path))
    with pytest.raises(IndexUnusableError):
        TantivyReader(tmp_path, ("german",), no_body)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    first = TantivyWriter(tmp_path, new=True)
    try:
        with pytest.raises(IndexUnusableError):
            TantivyWriter(tmp_path, new=False)
    finally:
        first.close()


def test_a_closed_writer_refuses_to_write(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path, new=True)
    writer.close()
    with pytest.raises(RuntimeError, match="closed"):
        writer.put(sample("a"), replacing=False)


ODD_NAMES = (
    "spawn",
    "worker thread",
    "size limit",
    "max expansions",
    "Invalid regex",
    "os error 28",
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_the_words_of_a_path_are_not_taken_for_those_of_the_engine(
    sound: Path, tmp_path: Path, name: str
) -> None:
    folder = Path(shutil.copytree(sound, tmp_path / name / "index"))
    next(folder.glob("*.store")).unlink()
    with pytest.raises(IndexUnusableError):
        ask_everything(folder)


def test_an_index_in_a_folder_with_an_odd_name_heals(tmp_path: Path, seeds: Path) -> None:
    data = tmp_path / "spawn a worker thread" / "size limit (os error 28)"
    with Archive(data) as archive:
        archive.ingest([seeds])
    for path in sorted((data / "index").rglob("*.store")):
        path.unlink()
    with Archive(data) as archive:
        assert archive.count("Lecornu") == 1


def test_deletions_that_are_not_what_was_written_are_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    fill(folder, [sample(f"id-{number}") for number in range(9)])
    fill(folder, [sample("id-3", "Ein anderer Text.")], new=False)
    (deletions,) = folder.glob("*.del")
    assert list(damaged_files(folder)) == []
    written = deletions.read_bytes()
    for at in (0, 5):  # behind these bytes the file ends in a footer with their checksum
        deletions.write_bytes(written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :])
        assert [name for name, _ in damaged_files(folder)] == [deletions.name]
    deletions.write_bytes(written[:-1])
    assert [name for name, _ in damaged_files(folder)] == [deletions.name]
