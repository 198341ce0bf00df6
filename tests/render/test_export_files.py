"""Articles as files: names that every file system takes, and a way back to the same articles."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive.article.date import ReducedDate
from news_archive.article.identity import check_id
from news_archive.article.record import Draft
from news_archive.reading.reader import ReadingOptions, read_drafts
from news_archive.render.export.article_files import FolderShelf, TarShelf, write_files, write_tar
from news_archive.render.export.file_names import FolderNames
from news_archive.render.export.writers import article_text

ODD_IDS = (
    "CON", "con", "Con.1", "nul", "COM1", "com¹", "LPT9.txt", "aux .b", "CONIN$",
    "Wahl", "wahl", "WAHL", "straße", "STRASSE", "strasse", "ı", "i", "I", "ß", "SS", "ﬀ", "ff",
    "x.txt", "x.txt.gz", "x", "X.TXT", "a.", "a. .", "a~", "a_", "a:", "a?", "a*b", 'a"b', "a\\b",
    "a|b", "<a>", "≮", "_", "😀", "😁", "𞤀", "한글", "e\u0301".replace("e\u0301", "é"), "É",
    "manifest.jsonl", "manifest", "000123", "x" * 200, "X" * 200, "x" * 197, "X" * 197, "x" * 196,
    "ä" * 100, "Ä" * 100, "한" * 66, "😀" * 50, "ΐ" * 100, "y" * 195 + ".", "~5d1f2a3b",
)  # fmt: skip


FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


def is_id(text: str) -> bool:
    try:
        check_id(text)
    except ValueError:
        return False
    return True


ids = (
    st.sampled_from(ODD_IDS)
    | st.text(st.sampled_from("aAäÄßsSſKkıiİ.~_ :?01CONcon\u0308\u0301"), min_size=1, max_size=6)
    | st.text(min_size=1, max_size=30)
).map(lambda text: unicodedata.normalize("NFC", text)).filter(is_id)  # fmt: skip

dates = st.sampled_from(["2023", "2024", "2024-01", "2024-01-01", "2024-01-31", "2024-02-29"])


def record(identity: str, date: str = "2024-04", body: str = "Ein Text.") -> dict[str, Any]:
    return {
        "id": identity, "date": date, "sources": ["dpa"], "credit": "dpa", "body": body,
        "origin": "a.txt", "ingested_at": "2025-06-07T08:09:10Z", "revision": 1,
        "digest": "sha256:" + "0" * 64,
    }  # fmt: skip


def says(article: dict[str, Any] | Draft) -> tuple[Any, ...]:
    """Return what an article says, whether it is a record or was read."""
    fields = article._asdict() if isinstance(article, Draft) else article
    return tuple(str(fields[name]) for name in ("id", "date", "sources", "credit", "body"))


def assert_any_file_system_takes(names: list[str], ending: str = ".txt") -> None:
    for name in names:
        stem = name.removesuffix(ending)
        assert name.endswith(ending)
        assert stem == stem.rstrip(". ")
        assert stem[0] not in " .-"
        assert stem.split(".")[0].rstrip().lower() not in {
            "con", "prn", "aux", "nul", "conin$", "conout$",
            *(device + digit for device in ("com", "lpt") for digit in "0123456789¹²³"),
        }  # fmt: skip
        for form in FORMS:
            written = unicodedata.normalize(form, name)
            assert len(written.encode()) <= 200
            assert not set(written) & set('<>:"/\\|?*')
        assert name.isprintable()
        assert unicodedata.is_normalized("NFC", name)
    for form in FORMS:
        for fold in (str.casefold, str.lower, str.upper):
            assert len({unicodedata.normalize(form, fold(name)) for name in names}) == len(names)


@given(st.lists(ids, unique=True, max_size=20))
def test_names_are_taken_by_any_file_system_and_none_for_another(identities: list[str]) -> None:
    folder = FolderNames("2024/2024-04", ".txt")
    assert_any_file_system_takes([folder.name_for(identity) for identity in identities])


def test_all_odd_ids_have_names_in_one_folder() -> None:
    folder = FolderNames("2024/2024-04", ".md")
    assert_any_file_system_takes([folder.name_for(identity) for identity in ODD_IDS], ".md")


@pytest.mark.parametrize(
    "identity", ["000_680284227f96cff5", "Interview 3.5.2024", "Müller", "한글"]
)
def test_an_id_that_can_be_a_name_is_one(identity: str) -> None:
    assert FolderNames("", ".txt").name_for(identity) == identity + ".txt"


def test_a_name_that_is_taken_gets_a_mark_made_of_the_id() -> None:
    folder = FolderNames("", ".txt")

    def mark(identity: str) -> str:
        return hashlib.sha256(identity.encode()).hexdigest()[:8]

    assert [folder.name_for(identity) for identity in ("Wahl", "WAHL", "con", "a:b", "a?b")] == [
        "Wahl.txt",
        f"WAHL~{mark('WAHL')}.txt",
        "_con.txt",
        "a_b.txt",
        f"a_b~{mark('a?b')}.txt",
    ]


class Kept:
    """A shelf that remembers what it was given, in order."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str]] = []
        self.manifests: list[str] = []

    def add(self, folder: str, name: str, data: bytes, moment: int) -> None:
        del data, moment
        self.files.append((folder, name))

    def finish(self, folder: str, manifest: bytes) -> None:
        del manifest
        self.manifests.append(folder)


def test_a_month_has_a_folder_and_dates_of_a_year_only_have_one() -> None:
    shelf = Kept()
    days = ["2023", "2024-01-01", "2024", "2024-01-02", "2024-01", "2024-02"]
    records = [record(f"id{number}", date) for number, date in enumerate(days)]
    assert write_files(records, article_text, ".txt", shelf) == 6
    assert [folder for folder, _ in shelf.files] == [
        "2023/2023", "2024/2024-01", "2024/2024", "2024/2024-01", "2024/2024-01", "2024/2024-02",
    ]  # fmt: skip
    assert sorted(shelf.manifests) == sorted({folder for folder, _ in shelf.files})


def test_a_folder_that_is_full_is_followed_by_another() -> None:
    shelf = Kept()
    records = [record(f"id{number}") for number in range(5)]
    write_files(records, article_text, ".txt", shelf, max_files=2)
    assert [folder for folder, _ in shelf.files] == [
        *["2024/2024-04"] * 2, *["2024/2024-04_2"] * 2, "2024/2024-04_3",
    ]  # fmt: skip
    assert shelf.manifests == ["2024/2024-04", "2024/2024-04_2", "2024/2024-04_3"]


def read_back(path: Path) -> list[tuple[Any, ...]]:
    drafts = list(read_drafts([str(path)], ReadingOptions()))
    assert all(isinstance(draft, Draft) for draft in drafts), drafts
    return sorted(says(draft) for draft in drafts if isinstance(draft, Draft))


def as_tar(records: list[dict[str, Any]], folder: Path) -> Path:
    path = folder / "export.tar.gz"
    with path.open("wb") as file:
        shelf = TarShelf(file)
        write_files(records, article_text, ".txt", shelf, max_files=3)
        shelf.end()
    return path


def as_folder(records: list[dict[str, Any]], folder: Path) -> Path:
    write_files(records, article_text, ".txt", FolderShelf(folder), max_files=3)
    return folder


def as_folder_of_a_mac(records: list[dict[str, Any]], folder: Path) -> Path:
    """A file system that takes letters and accents apart in every name."""
    as_folder(records, folder)
    for path in list(folder.rglob("*.txt")):
        path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))
    return folder


@pytest.mark.parametrize("written", [as_tar, as_folder, as_folder_of_a_mac])
@settings(max_examples=30)
@given(identities=st.lists(st.tuples(ids, dates), unique_by=lambda entry: entry[0], max_size=12))
def test_texts_read_back_are_the_same_articles_whatever_their_ids(
    tmp_path_factory: pytest.TempPathFactory,
    written: Callable[[list[dict[str, Any]], Path], Path],
    identities: list[tuple[str, str]],
) -> None:
    records = [record(*entry, f"Text {number}.") for number, entry in enumerate(identities)]
    records.sort(key=lambda fields: ReducedDate.parse(fields["date"]))
    path = written(records, tmp_path_factory.mktemp("export"))
    assert read_back(path) == sorted(map(says, records))


def test_all_odd_ids_read_back_from_one_folder(tmp_path: Path) -> None:
    records = [record(unicodedata.normalize("NFC", identity)) for identity in ODD_IDS]
    write_files(records, article_text, ".txt", FolderShelf(tmp_path))
    assert read_back(tmp_path) == sorted(map(says, records))


def test_articles_in_another_order_read_back_too(tmp_path: Path) -> None:
    months = ["2024-01", "2023-01", "2024-01", "2023-01", "2024", "2022-01-02", "2024-01-03"]
    records = [record(f"Id{number}:", date) for number, date in enumerate(months)]
    (tmp_path / "tar").mkdir()
    assert read_back(as_folder(records, tmp_path / "folder")) == sorted(map(says, records))
    assert read_back(as_tar(records, tmp_path / "tar")) == sorted(map(says, records))


def test_in_an_archive_a_manifest_stands_before_its_files() -> None:
    packed = io.BytesIO()
    write_tar([record("a:b", "2023"), record("c", "2024-04")], article_text, ".txt", packed)
    packed.seek(0)
    with tarfile.open(fileobj=packed, mode="r:gz") as tar:
        assert tar.getnames() == [
            "2023/2023/manifest.jsonl", "2023/2023/a_b.txt",
            "2024/2024-04/manifest.jsonl", "2024/2024-04/c.txt",
        ]  # fmt: skip
        member = tar.extractfile("2023/2023/manifest.jsonl")
        assert member is not None
        lines = [json.loads(line) for line in member.read().splitlines()]
        assert lines[1:] == [{"file": "a_b.txt", "id": "a:b"}]
        text = tar.extractfile("2023/2023/a_b.txt")
        assert text is not None
        assert text.read() == b" date 2023 Ein Text. (dpa)\n"
        # The only moment that a record knows is that of its ingest.
        assert {member.mtime for member in tar.getmembers()} == {1749283750}


def test_the_same_articles_make_the_same_archive() -> None:
    one, two = io.BytesIO(), io.BytesIO()
    for file in (one, two):
        write_tar([record("a"), record("b")], article_text, ".txt", file)
    assert one.getvalue() == two.getvalue()


def test_memory_does_not_grow_with_the_number_of_articles() -> None:
    class Nowhere(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return len(data)

    def some(number: int) -> Iterator[dict[str, Any]]:
        for place in range(number):
            yield record(f"Id {place}", f"{1990 + 5 * place // number}-04", "Text. " * 50)

    def peak(number: int) -> int:
        tracemalloc.start()
        try:
            shelf = TarShelf(io.BufferedWriter(Nowhere()))
            write_files(some(number), article_text, ".txt", shelf, max_files=50)
            shelf.end()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(1200) < 1.5 * peak(300)


def test_a_shelf_that_is_given_up_lets_go_of_what_waits() -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield record("a")
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        write_tar(broken(), article_text, ".txt", io.BytesIO())
