"""Every kind of damage, at random places of every kind of file of an archive, and what comes of it.

``test_damage`` tries some hundreds; by hand, thousands or every byte of a small archive::

    python tests/faults/damage_sweep.py --thousands 3 --seed 7
    python tests/faults/damage_sweep.py --every-byte
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from news_archive import Archive
from news_archive.article.line import encode_line
from news_archive.errors import ArchiveError, NothingFoundError
from news_archive.upkeep.findings import Report

Fields = Mapping[str, Any]
Tree = dict[str, bytes]

TEXTS = (
    {"id": "rede", "date": "2024-04", "text": "Der Minister sprach in Paris über Käse. (afp)"},
    {"id": "wien", "date": "2024-04-03", "text": "Die Kanzlerin war in Wien.\n\nEs regnete. (dpa)"},
    {"id": "jahr", "date": "2023", "text": "Das Jahr war „lang“ und \x1b[31mteuer\x1b[0m."},
    {"id": "zug", "date": "2024-05-01", "text": "Ein Zug fuhr nach München, 東京 und zurück."},
    {"id": "weg", "date": "2024-05", "text": "Dieser Text soll nicht bleiben."},
    {"id": "größe", "date": "2023", "text": "Von der Größe der Dinge und der Zahl 3."},
)
LATER = (
    {"id": "rede", "date": "2024-04", "text": "Der Minister sprach in Rom über Wein. (afp)"},
    {"id": "zug", "date": "2024-06", "text": "Ein Zug fuhr nach München, 東京 und zurück."},
)


def make(folder: Path) -> Path:
    """Make an archive with an update, a move, a deletion and lines set aside; returns its data."""
    data = folder / "data"
    for number, records in enumerate((TEXTS, LATER)):
        path = folder / f"records-{number}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        with Archive(data) as archive:
            assert archive.ingest([path], replace=True).rejected == []
    with Archive(data) as archive:
        archive.delete(["weg"])
    month = data / "articles/2024-05.jsonl"
    month.write_bytes(month.read_bytes() + b'{"id":"weg","date"\n')
    with Archive(data) as archive:
        archive.repair()
        assert archive.check().is_sound
    return data


def tree(folder: Path) -> Tree:
    """Return what is below a folder, links and times included; the lock aside."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if name == "lock":
            continue
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        elif path.is_file():
            found[name] = b"%d " % path.lstat().st_mtime_ns + path.read_bytes()
        else:
            found[name] = b"folder"
    return found


def record_of(archive: Archive, identity: str) -> Fields | None:
    """Return the record of an id, or nothing if it is not held."""
    try:
        return archive.record(identity)
    except NothingFoundError:
        return None


# Damages to the bytes of any file: each takes bytes, of which there are some, and gives others.
Change = Callable[[Random, bytes], bytes]


def _spot(chance: Random, data: bytes, longest: int = 40) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, longest))


def _flip_a_bit(chance: Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _other_byte(chance: Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randint(1, 255)]) + data[at + 1 :]


def _truncate(chance: Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _cut_the_beginning(chance: Random, data: bytes) -> bytes:
    return data[chance.randint(1, len(data)) :]


def _insert_foreign_bytes(chance: Random, data: bytes) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 60)) + data[at:]


def _insert(what: bytes) -> Change:
    def change(chance: Random, data: bytes) -> bytes:
        at = chance.randint(0, len(data))
        return data[:at] + what + data[at:]

    return change


def _overwrite(chance: Random, data: bytes) -> bytes:
    start, end = _spot(chance, data)
    return (
        data[:start] + bytes(byte ^ chance.randint(1, 255) for byte in data[start:end]) + data[end:]
    )


def _zero(chance: Random, data: bytes) -> bytes:
    start, end = _spot(chance, data, 4096)
    return data[:start] + bytes(end - start) + data[end:]


def _remove_a_block(chance: Random, data: bytes) -> bytes:
    start, end = _spot(chance, data)
    return data[:start] + data[end:]


def _duplicate_a_block(chance: Random, data: bytes) -> bytes:
    start, end = _spot(chance, data)
    return data[:end] + data[start:]


def _exchange_blocks(chance: Random, data: bytes) -> bytes:
    size = min(16, len(data) // 2)
    first = chance.randint(0, len(data) - 2 * size)
    second = chance.randint(first + size, len(data) - size)
    one, other = data[first : first + size], data[second : second + size]
    return data[:first] + other + data[first + size : second] + one + data[second + size :]


def _append_garbage(chance: Random, data: bytes) -> bytes:
    return data + chance.randbytes(chance.randint(1, 200))


BYTES: dict[str, Change] = {
    "a flipped bit": _flip_a_bit,
    "another byte": _other_byte,
    "truncated": _truncate,
    "the beginning cut off": _cut_the_beginning,
    "foreign bytes inserted": _insert_foreign_bytes,
    "a NUL inserted": _insert(b"\x00"),
    "invalid UTF-8 inserted": _insert(b"\xc3\x28\xff"),
    "an overlong slash inserted": _insert(b"\xc0\xaf"),
    "a surrogate in UTF-8 inserted": _insert(b"\xed\xa0\x80"),
    "a surrogate escape inserted": _insert(b"\\ud800"),
    "a line end inserted": _insert(b"\n"),
    "a carriage return inserted": _insert(b"\r"),
    "overwritten": _overwrite,
    "zeroed": _zero,
    "a block removed": _remove_a_block,
    "a block duplicated": _duplicate_a_block,
    "blocks exchanged": _exchange_blocks,
    "garbage appended": _append_garbage,
    "emptied": lambda _chance, _data: b"",
    "all white space": lambda _chance, data: b" \n" * (len(data) // 2 + 1),
    "deeply nested": lambda _chance, _data: b"[" * 200_000,
    "a JSON null": lambda _chance, _data: b"null\n",
    "a JSON list": lambda _chance, _data: b"[]\n",
    "a byte order mark": lambda _chance, data: b"\xef\xbb\xbf" + data,
    "in UTF-16": lambda _chance, data: data.decode("latin-1").encode("utf-16"),
    "CRLF": lambda _chance, data: data.replace(b"\n", b"\r\n"),
    "half a line appended": lambda chance, data: data + data[: chance.randrange(len(data))],
}


# Damages to the lines of a month file: each takes the lines without their ends, and gives others.
LineChange = Callable[[Random, list[bytes]], list[bytes]]


def _sealed_with(changes: Mapping[str, Any]) -> LineChange:
    """Return what gives a line other fields and the right checksum for them."""

    def change(chance: Random, lines: list[bytes]) -> list[bytes]:
        at = chance.randrange(len(lines))
        fields = {**json.loads(lines[at]), **changes}
        fields.pop("checksum")
        return [*lines[:at], encode_line(fields), *lines[at + 1 :]]

    return change


def _lines_exchanged(chance: Random, lines: list[bytes]) -> list[bytes]:
    one, other = sorted(chance.sample(range(len(lines)), 2))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _line_duplicated(chance: Random, lines: list[bytes]) -> list[bytes]:
    lines.insert(chance.randint(0, len(lines)), chance.choice(lines))
    return lines


def _line_removed(chance: Random, lines: list[bytes]) -> list[bytes]:
    del lines[chance.randrange(len(lines))]
    return lines


def _checksum_of_another(chance: Random, lines: list[bytes]) -> list[bytes]:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one] = lines[one][:-10] + lines[other][-10:]
    return lines


def _without_checksum(chance: Random, lines: list[bytes]) -> list[bytes]:
    at = chance.randrange(len(lines))
    lines[at] = lines[at][:-23] + b"}"
    return lines


def _two_on_one_line(_chance: Random, lines: list[bytes]) -> list[bytes]:
    return [lines[0] + lines[1], *lines[2:]]


LINES: dict[str, LineChange] = {
    "lines exchanged": _lines_exchanged,
    "a line duplicated": _line_duplicated,
    "a line removed": _line_removed,
    "the checksum of another line": _checksum_of_another,
    "a line without a checksum": _without_checksum,
    "two on one line": _two_on_one_line,
    "an unknown field": _sealed_with({"mood": "good"}),
    "a field of a newer format": _sealed_with({"format": 2}),
    "a number for a text": _sealed_with({"body": 3}),
    "a text for a number": _sealed_with({"revision": "3"}),
    "a truth for a number": _sealed_with({"revision": True}),
    "a broken number": _sealed_with({"revision": 1.5}),
    "a number too high": _sealed_with({"revision": 2**63}),
    "a list for an id": _sealed_with({"id": ["rede"]}),
    "an id that leaves the folder": _sealed_with({"id": "../../rede"}),
    "an empty id": _sealed_with({"id": ""}),
    "a NUL in a text": _sealed_with({"body": "a\x00b"}),
    "a date that is none": _sealed_with({"date": "2024-02-30"}),
    "another text with the old digest": _sealed_with({"body": "Etwas ganz anderes."}),
    "the digest of nothing": _sealed_with({"digest": "sha256:" + "0" * 64}),
    "a text that is not canonical": _sealed_with({"body": "a \r\n b "}),
}


# Damages to a place in the folder: each takes the path of something that is there.
PathChange = Callable[[Random, Path], None]


def _gone(_chance: Random, path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _to_a_folder(chance: Random, path: Path) -> None:
    _gone(chance, path)
    path.mkdir()


def _to_a_file(chance: Random, path: Path) -> None:
    _gone(chance, path)
    path.write_bytes(b"x")


def _to_a_loop(chance: Random, path: Path) -> None:
    _gone(chance, path)
    path.symlink_to(path.name)


def _to_a_link_to_nothing(chance: Random, path: Path) -> None:
    _gone(chance, path)
    path.symlink_to("nothing")


def _to_a_link_to_itself_elsewhere(_chance: Random, path: Path) -> None:
    # In the folder of the whole archive: what is written there is below what is looked at.
    elsewhere = path.with_name(f"moved-{path.name}")
    path.rename(elsewhere)
    path.symlink_to(elsewhere.name)


PLACES: dict[str, PathChange] = {
    "gone": _gone,
    "a folder": _to_a_folder,
    "a loop of links": _to_a_loop,
    "a link to nothing": _to_a_link_to_nothing,
    "a link": _to_a_link_to_itself_elsewhere,
}


def kinds_of_files(data: Path) -> dict[str, list[Path]]:
    """Return the files of an archive by kind."""
    generation = data / "index" / (data / "index/current").read_text().strip()
    kinds = {
        "month file": sorted((data / "articles").glob("*.jsonl")),
        "archive.json": [data / "archive.json"],
        "index/current": [data / "index/current"],
        "lock": [data / "lock"],
        "decisions": [data / "deleted.jsonl", data / "corrected.jsonl"],
        "damaged": sorted((data / "damaged").iterdir()),
    }
    for folder, named in ((generation, ""), (generation / "spellings", "spellings ")):
        for path in folder.iterdir():
            if path.is_file() and path.stat().st_size:
                kind = path.name if path.suffix in ("", ".json") else f"segment {path.suffix}"
                kinds.setdefault(named + kind, []).append(path)
    return kinds


_OUTSIDE_THE_INDEX = ("month file", "archive.json", "index/current", "lock", "damaged")


class Tried(NamedTuple):
    """What was damaged, how, and what an archive made of it."""

    kind: str
    damage: str
    outcome: str


def damages_of(kind: str) -> Iterator[tuple[str, PathChange]]:
    """Yield all damages for a kind of file, as changes of a path."""
    for name, change in BYTES.items():
        yield name, _rewriting(change)
    if kind == "month file":
        for name, by_line in LINES.items():
            yield name, _rewriting_lines(by_line)
    if kind == "archive.json":
        yield "a newer format", _rewriting(lambda _chance, data: data.replace(b": 1,", b": 2,"))
        yield "format zero", _rewriting(lambda _chance, data: data.replace(b": 1,", b": 0,"))
        yield "no language", _rewriting(lambda _chance, data: data.replace(b'"german"', b""))
        yield "an unknown language", _rewriting(lambda _chance, data: data.replace(b"ger", b"Ger"))
    for name, place in PLACES.items():
        if kind != "lock" or "link" not in name:
            yield name, place


def _rewriting(change: Change) -> PathChange:
    def changed(chance: Random, path: Path) -> None:
        before = path.read_bytes()
        tries = (change(chance, before) for _ in range(100 if before else 0))
        # What cannot be done to these bytes, as where there is no line end, is another damage.
        after = next((data for data in tries if data != before), before + b"x")
        # A new file: the engine may still have the one before in its memory map.
        path.unlink()
        path.write_bytes(after)

    return changed


def _rewriting_lines(change: LineChange) -> PathChange:
    def changed(chance: Random, path: Path) -> None:
        before = path.read_bytes()
        after = before
        while after == before:
            lines = change(chance, before.removesuffix(b"\n").split(b"\n"))
            after = b"".join(line + b"\n" for line in lines)
        path.write_bytes(after)

    return changed


class Sweep:
    """Damages copies of one archive, and asks and repairs each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sound = make(folder)
        with Archive(self._sound) as archive:
            self.ids = sorted([*archive.ids(), "weg"])
            self._records = {identity: record_of(archive, identity) for identity in self.ids}
            self._known = set(archive.check().findings)
        self._number = 0

    def all(self, chance: Random) -> Iterator[Tried]:
        """Try every damage on every kind of file, each at a random place."""
        for kind in kinds_of_files(self._sound):
            for damage, change in damages_of(kind):
                yield self._apart(chance, kind, damage, change)

    def _apart(self, chance: Random, kind: str, damage: str, change: PathChange) -> Tried:
        """Try one damage in a process of its own: the engine may end it over a damaged index."""
        self._number += 1
        own = Random(chance.random())
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                os.write(writing, self.one(own, kind, damage, change).outcome.encode())
                os._exit(0)
            except BaseException:  # noqa: BLE001 - the parent is told by the exit code
                traceback.print_exc()
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            outcome = pipe.read().decode()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == -signal.SIGABRT and kind not in _OUTSIDE_THE_INDEX:
            shutil.rmtree(self._folder / f"copy-{self._number + 1}", ignore_errors=True)
            return Tried(kind, damage, "the engine ended the process")
        assert code == 0, f"{damage} in {kind} ended with {code}"
        return Tried(kind, damage, outcome)

    def one(
        self, chance: Random, kind: str, damage: str, change: PathChange, *, repairing: bool = True
    ) -> Tried:
        """Try one damage, at a random place of a file of a kind."""
        self._number += 1
        data = self._folder / f"copy-{self._number}"
        shutil.copytree(self._sound, data, symlinks=True)
        with Archive(data) as archive:
            assert len(archive) == len(self.ids) - 1  # the index now knows the copied files
        try:
            targets = kinds_of_files(data)[kind]
            if kind == "month file" and damage in LINES:
                targets = [path for path in targets if path.read_bytes().count(b"\n") > 1]
            target = chance.choice(targets)
            before = _bytes_of(target)
            change(chance, target)
            assert _bytes_of(target) != before, "the damage changed nothing"
            where = f"{damage} in {kind} {target.name}"
            try:
                outcome = self.outcome(data, repairing=repairing)
            except BaseException as error:
                error.add_note(f"after {where}")
                raise
            return Tried(kind, damage, outcome)
        finally:
            shutil.rmtree(data)

    def outcome(self, data: Path, *, repairing: bool = True) -> str:
        """Check, ask, and perhaps repair and check again; returns in a word what was noticed.

        Nothing but an ``ArchiveError`` may be raised. A check changes nothing. Whatever is shown
        that is not what was there is foretold by what the check finds. A repair throws nothing
        away and leaves sound lines as they are; what it mends is sound.
        """
        before = tree(data)
        report = refused(lambda: self._checked(data))
        assert tree(data) == before, "the check changed something"
        noticed = not isinstance(report, Report) or bool({*report.findings} - self._known)
        with Archive(data) as archive:
            wrong = [identity for identity in self.ids if self._is_wrong(archive, identity)]
        assert noticed or not wrong, f"{wrong} are not as they were, and nobody says so"
        if repairing:
            self._ask(data)
            self._repair(data)
        if isinstance(report, ArchiveError):
            return "refused"
        assert isinstance(report, Report)
        return "damage" if not report.is_sound else "noted" if noticed else "not noticed"

    def _repair(self, data: Path) -> None:
        lines = all_lines(data)
        mended = refused(lambda: self._repaired(data))
        assert not lines - all_lines(data), "the repair threw something away"
        if isinstance(mended, Report):
            # A language that does not exist is for people to put right.
            bad = [one for one in mended.findings if one.is_damage and one.kind != "settings"]
            assert not bad, [finding.sentence for finding in bad]

    def _checked(self, data: Path) -> Report:
        with Archive(data) as archive:
            return archive.check()

    def _repaired(self, data: Path) -> Report:
        with Archive(data) as archive:
            archive.repair()
        return self._checked(data)

    def _is_wrong(self, archive: Archive, identity: str) -> bool:
        """Whether what is shown as an article is not what was stored."""
        shown = refused(lambda: record_of(archive, identity))
        return not isinstance(shown, ArchiveError) and shown != self._records[identity]

    def _ask(self, data: Path) -> None:
        """Ask all there is to ask; any answer will do, but no other error."""
        with Archive(data) as archive:
            for ask in (
                lambda: [hit.snippet for hit in archive.search("Minister OR Zug OR Größe* -Wein")],
                lambda: list(archive.list(limit=None, facets=True)),
                lambda: list(archive.fields("date:2024")),
                archive.statistics,
                lambda: [archive.history(identity) for identity in self.ids],
                lambda: archive.find_id("r"),
                lambda: archive.completions(""),
                lambda: archive.suggestions("Ministr"),
            ):
                refused(ask)


def refused(ask: Callable[[], object]) -> object:
    """Return the answer, or the error that says why there is none."""
    try:
        return ask()
    except ArchiveError as error:
        return _in_one_sentence(error)


def _in_one_sentence(error: ArchiveError) -> ArchiveError:
    assert str(error), "an error that says nothing"
    assert "\n" not in str(error), "an error of more than one line"
    return error


def all_lines(data: Path) -> Counter[bytes]:
    """Return how often each line is kept, in month files or set aside; the ends do not count."""
    found: Counter[bytes] = Counter()
    kept = [path for path in (data / "damaged").glob("*") if path.name != "notes.jsonl"]
    for path in [*(data / "articles").glob("*.jsonl"), *kept]:
        if path.is_file() and not path.is_symlink():
            found.update(line for line in path.read_bytes().split(b"\n") if line.strip())
    return found


def _bytes_of(path: Path) -> bytes | str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if path.is_dir():
        return "folder"
    return path.read_bytes() if path.exists() else "nothing"


def unnamed_bytes(data: Path, path: Path, places: Iterator[tuple[int, int]]) -> Iterator[str]:
    """XOR bytes of a month file, one at a time; yields each that the check does not name.

    A place is a byte and what it is changed by. What is exempt says the same afterwards: the case
    of a hex digit in an escape, and white space for the last line end.
    """
    name = f"articles/{path.name}"
    before = path.read_bytes()
    said = [json.loads(line) for line in before.splitlines()]
    for at, mask in places:
        after = before[:at] + bytes([before[at] ^ mask]) + before[at + 1 :]
        path.write_bytes(after)
        line = before[:at].count(b"\n") + 1
        with Archive(data) as archive:
            found = archive.check().findings
        if any(f.file == name and f.line in (line, line + 1) for f in found):
            continue
        try:
            same = [json.loads(text) for text in after.split(b"\n") if text.strip()] == said
        except ValueError:
            same = False
        if not same:
            yield f"{name}, byte {at} of {before[at]:#x} ^ {mask:#x}"
    path.write_bytes(before)


def main() -> None:
    """Run by hand."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--thousands", type=int, default=1, help="how many thousand damages")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every-byte", action="store_true", help="XOR all bytes of month files")
    options = parser.parse_args()
    chance = Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        if options.every_byte:
            data = make(Path(name))
            tried = 0
            for path in sorted((data / "articles").iterdir()):
                places = [(at, chance.randint(1, 255)) for at in range(path.stat().st_size)]
                tried += len(places)
                for unnamed in unnamed_bytes(data, path, iter(places)):
                    print("NOT NAMED", unnamed)  # noqa: T201
            print(f"{tried:,} bytes")  # noqa: T201
            return
        outcomes: Counter[tuple[str, str]] = Counter()
        sweep = Sweep(Path(name))
        wanted = options.thousands * 1000
        while outcomes.total() < wanted:
            for one in sweep.all(chance):
                outcomes[one.kind, one.outcome] += 1
        for (kind, outcome), count in sorted(outcomes.items()):
            print(f"{count:6,}  {kind}: {outcome}")  # noqa: T201


if __name__ == "__main__":
    main()
