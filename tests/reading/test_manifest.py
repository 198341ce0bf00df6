"""A manifest gives the files beside it their ids, and nobody can do harm with one."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.record import Draft
from news_archive.reading import manifest
from news_archive.reading.inputs import Rejected
from news_archive.reading.manifest import entry_line, header_line
from news_archive.reading.reader import ReadingOptions, read_drafts

TEXT = b"date 2024-04 Ein Text. (dpa)"


def manifest_of(ids: Mapping[str, str]) -> bytes:
    return header_line() + b"".join(entry_line(name, identity) for name, identity in ids.items())


def as_folder(files: Mapping[str, bytes], top: Path) -> Path:
    folder = top / "in"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def as_tar(files: Mapping[str, bytes], top: Path) -> Path:
    path = top / "in.tar"
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def as_zip(files: Mapping[str, bytes], top: Path) -> Path:
    path = top / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


Packed = Callable[[Mapping[str, bytes], Path], Path]
each_way = pytest.mark.parametrize("packed", [as_folder, as_tar, as_zip])


def read(path: Path, **options: object) -> tuple[dict[str, str], list[str]]:
    """Return the ids of the articles by where they come from, and the reasons of the rejections."""
    found = list(read_drafts([str(path)], ReadingOptions(**options)))  # type: ignore[arg-type]
    ids = {draft.origin.rpartition("!")[2]: draft.id for draft in found if isinstance(draft, Draft)}
    return ids, [str(one.reason) for one in found if isinstance(one, Rejected)]


@each_way
def test_ids_come_from_the_manifest(packed: Packed, tmp_path: Path) -> None:
    files = {
        "2024/manifest.jsonl": manifest_of({"a_b.txt": "a:b", "c.txt": "c"}),
        "2024/a_b.txt": TEXT,
        "2024/c.txt": TEXT,
    }
    assert read(packed(files, tmp_path)) == ({"2024/a_b.txt": "a:b", "2024/c.txt": "c"}, [])


@each_way
def test_a_manifest_may_stand_at_the_top(packed: Packed, tmp_path: Path) -> None:
    files = {"manifest.jsonl": manifest_of({"a.txt": "A?"}), "a.txt": TEXT}
    assert read(packed(files, tmp_path)) == ({"a.txt": "A?"}, [])


@each_way
def test_a_manifest_is_for_its_own_folder_only(packed: Packed, tmp_path: Path) -> None:
    files = {
        "x/manifest.jsonl": manifest_of({"a.txt": "von x"}),
        "x/a.txt": TEXT,
        "x/y/a.txt": TEXT,
        "z/a.txt": TEXT,
    }
    ids, problems = read(packed(files, tmp_path))
    assert ids == {"x/a.txt": "von x", "x/y/a.txt": "a", "z/a.txt": "a"}
    assert problems == []


@each_way
def test_folders_with_manifests_may_lie_in_one_another(packed: Packed, tmp_path: Path) -> None:
    files = {
        "x/manifest.jsonl": manifest_of({"a.txt": "1", "z.txt": "2"}),
        "x/a.txt": TEXT,
        "x/y/manifest.jsonl": manifest_of({"a.txt": "3"}),
        "x/y/a.txt": TEXT,
        "x/z.txt": TEXT,
    }
    ids, problems = read(packed(files, tmp_path))
    assert ids == {"x/a.txt": "1", "x/y/a.txt": "3", "x/z.txt": "2"}
    assert problems == []


def test_in_a_zip_a_manifest_may_stand_anywhere(tmp_path: Path) -> None:
    files = {
        "x/a_b.txt": TEXT,
        "c.txt": TEXT,
        "x/manifest.jsonl": manifest_of({"a_b.txt": "a:b"}),
        "manifest.jsonl": manifest_of({"c.txt": "C?"}),
    }
    assert read(as_zip(files, tmp_path)) == ({"x/a_b.txt": "a:b", "c.txt": "C?"}, [])


def test_a_text_that_was_edited_or_packed_keeps_its_id(tmp_path: Path) -> None:
    files = {
        "manifest.jsonl": manifest_of({"a.txt": "A:1", "b.txt": "B:1"}),
        "a.txt": b"date 2024-04-05 Ganz anderer Text.",
        "b.txt.gz": gzip.compress(TEXT),
    }
    assert read(as_folder(files, tmp_path)) == ({"a.txt": "A:1", "b.txt.gz": "B:1"}, [])


def test_a_file_that_was_added_has_its_name_and_one_that_is_gone_is_no_matter(
    tmp_path: Path,
) -> None:
    files = {"manifest.jsonl": manifest_of({"gone.txt": "x"}), "new.txt": TEXT}
    assert read(as_folder(files, tmp_path)) == ({"new.txt": "new"}, [])


def test_ids_of_a_manifest_are_no_paths(tmp_path: Path) -> None:
    files = {"2024/manifest.jsonl": manifest_of({"a.txt": "A:1"}), "2024/a.txt": TEXT}
    assert read(as_folder(files, tmp_path), id_from="path") == ({"2024/a.txt": "A:1"}, [])


def test_a_manifest_of_somebody_else_is_json_lines(tmp_path: Path) -> None:
    record = {"id": "x", "date": "2024", "text": "Ein Artikel."}
    files = {"manifest.jsonl": json.dumps(record).encode(), "a.txt": TEXT}
    assert read(as_folder(files, tmp_path)) == ({"manifest.jsonl": "x", "a.txt": "a"}, [])


def test_names_are_the_same_however_letters_are_written(tmp_path: Path) -> None:
    files = {"manifest.jsonl": manifest_of({"Mu\u0308ller.txt": "M:1"}), "M\u00fcller.txt": TEXT}
    assert list(read(as_folder(files, tmp_path))[0].values()) == ["M:1"]


class TestWhatIsWrong:
    def test_a_line_that_cannot_be_read_is_named_and_no_id_is_guessed(self, tmp_path: Path) -> None:
        files = {
            "manifest.jsonl": manifest_of({"a.txt": "A:1"}) + b'{"file": "b.txt"\n',
            "a.txt": TEXT,
            "b.txt": TEXT,
        }
        ids, problems = read(as_folder(files, tmp_path))
        assert ids == {"a.txt": "A:1"}
        assert problems[0] == "line 3: not JSON"
        assert "its id is not certain" in problems[1]
        assert len(problems) == 2

    @pytest.mark.parametrize(
        "identity",
        [
            *("", "../../etc/passwd", "a/b", ".x", "-x", " x", "x" * 201),
            *("a\nb", "a\x1b[31m", "\u202eabc", "\ud800"),
        ],
    )
    def test_an_id_that_cannot_be_one_is_refused(self, tmp_path: Path, identity: str) -> None:
        line = json.dumps({"file": "a.txt", "id": identity}).encode()
        files = {"manifest.jsonl": header_line() + line, "a.txt": TEXT}
        ids, problems = read(as_folder(files, tmp_path))
        assert ids == {}
        assert len(problems) == 2

    @pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "x/a.txt", ""])
    def test_a_name_that_is_a_path_is_refused_and_nothing_is_opened(
        self, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "a.txt").write_bytes(TEXT)
        files = {"x/manifest.jsonl": manifest_of({name: "evil"}), "a.txt": TEXT}
        ids, problems = read(as_folder(files, tmp_path))
        assert ids == {"a.txt": "a"}
        assert problems == ["line 2: `file` is no name of a file beside the manifest"]

    def test_a_file_with_two_ids_has_none(self, tmp_path: Path) -> None:
        twice = manifest_of({"a.txt": "1"}) + entry_line("a.txt", "2") + entry_line("a.txt", "2")
        ids, problems = read(as_folder({"manifest.jsonl": twice, "a.txt": TEXT}, tmp_path))
        assert ids == {}
        assert problems[0] == "line 3: the file a.txt has two ids"

    def test_a_line_that_comes_twice_says_nothing_new(self, tmp_path: Path) -> None:
        twice = manifest_of({"a.txt": "1"}) + entry_line("a.txt", "1")
        files = {"manifest.jsonl": twice, "a.txt": TEXT}
        assert read(as_folder(files, tmp_path)) == ({"a.txt": "1"}, [])

    def test_a_manifest_of_a_later_version_is_not_guessed_at(self, tmp_path: Path) -> None:
        header = json.dumps({**json.loads(header_line()), "version": 2}).encode() + b"\n"
        ids, problems = read(as_folder({"manifest.jsonl": header, "a.txt": TEXT}, tmp_path))
        assert ids == {}
        assert "version 2" in problems[0]

    def test_one_behind_its_files_is_told_of_if_it_matters(self, tmp_path: Path) -> None:
        files = {
            "x/a.txt": TEXT,
            "x/manifest.jsonl": manifest_of({"a.txt": "a", "b.txt": "B:1"}),
            "x/b.txt": TEXT,
        }
        ids, problems = read(as_tar(files, tmp_path))
        assert ids == {"x/a.txt": "a", "x/b.txt": "B:1"}
        assert len(problems) == 1
        assert "behind files of its folder" in problems[0]

    def test_one_behind_files_that_are_named_like_their_ids_is_right(self, tmp_path: Path) -> None:
        files = {"a.txt": TEXT, "manifest.jsonl": manifest_of({"a.txt": "a"})}
        assert read(as_tar(files, tmp_path)) == ({"a.txt": "a"}, [])

    def test_one_that_breaks_off_makes_ids_uncertain(self, tmp_path: Path) -> None:
        long = b'{"file": "' + b"x" * 2000 + b'"}\n'
        files = {"manifest.jsonl": manifest_of({"a.txt": "1"}) + long, "a.txt": TEXT, "b.txt": TEXT}
        ids, problems = read(as_folder(files, tmp_path), max_bytes=1000)
        assert ids == {"a.txt": "1"}
        assert len(problems) == 2

    def test_a_line_is_not_of_any_length(self, tmp_path: Path) -> None:
        files = {"manifest.jsonl": header_line() + entry_line("x" * 20_000, "1")}
        assert "shorter than" in read(as_folder(files, tmp_path))[1][0]

    def test_one_that_is_nested_without_end_is_refused(self, tmp_path: Path) -> None:
        files = {"manifest.jsonl": header_line() + b"[" * 10_000 + b"\n", "a.txt": TEXT}
        assert read(as_folder(files, tmp_path))[1][0] == "line 2: not JSON"

    def test_more_files_than_a_folder_can_have_are_not_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(manifest, "_MOST_FILES", 3)
        many = manifest_of({f"{number}.txt": f"id:{number}" for number in range(9)})
        files = {"manifest.jsonl": many, "0.txt": TEXT, "8.txt": TEXT}
        ids, problems = read(as_folder(files, tmp_path))
        assert ids == {"0.txt": "id:0"}
        assert problems[0] == "line 5: the manifest names more than 3 files"
        assert len(problems) == 2

    def test_manifests_of_many_folders_are_not_all_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(manifest, "_MOST_FILES", 10)
        files = {}
        for number in range(50):
            files[f"{number}/manifest.jsonl"] = manifest_of({"a.txt": f"id:{number}"})
            files[f"{number}/a.txt"] = TEXT
        most = 0
        held_by = manifest._Manifests.take

        def watched(self: manifest._Manifests, *given: object) -> object:
            nonlocal most
            most = max(most, len(self.by_folder))
            return held_by(self, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(manifest._Manifests, "take", watched)
        ids, problems = read(as_tar(files, tmp_path))
        assert sorted(ids.values()) == sorted(f"id:{number}" for number in range(50))
        assert problems == []
        assert most <= 7

    @given(st.lists(st.binary(max_size=30) | st.sampled_from(
        [entry_line("a.txt", "1"), entry_line("b.txt", "2"), header_line(), b"null", b"{}", b"[]",
         b'{"file": 1, "id": 2}', b'{"file": "a.txt", "id": null}', b"1" * 5000, b"\xef\xbb\xbf{}"]
    ), max_size=8))  # fmt: skip
    def test_any_bytes_behind_the_header_do_no_harm(
        self, tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
    ) -> None:
        lines = [line.replace(b"\n", b" ") for line in lines]
        files = {
            "manifest.jsonl": header_line() + b"\n".join(lines),
            "a.txt": TEXT,
            "b.txt": TEXT,
        }
        ids, _ = read(as_tar(files, tmp_path_factory.mktemp("hostile")))
        assert ids.get("a.txt", "1") in ("1", "a")
        assert ids.get("b.txt", "2") in ("2", "b")
        if all(line.strip() in (entry_line("a.txt", "1").strip(), b"") for line in lines):
            assert ids["b.txt"] == "b"
