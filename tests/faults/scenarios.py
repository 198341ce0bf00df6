"""What is disturbed: commands, the archives they work on, and what may come of each.

Each archive is small and has a bit of everything: several months, articles that were replaced, that
moved to another month, that were deleted, and a file that becomes empty by that.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from news_archive.index.tantivy.generations import Generations
from news_archive.store.layout import Layout
from news_archive.store.stamp import Covered, decode_stamp, encode_stamp, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forking import Forking

Record = dict[str, Any]
Records = dict[str, Record]

_COMPARED = ("id", "date", "sources", "credit", "body", "origin")

_TEXTS = {
    "a01": "date 2024-04-03 Der Minister sprach am Abend in Paris über den Haushalt. (afp)",
    "a02": "date 2024-04 Die Flughäfen warten auf Gäste, sagte ein Sprecher am Montag. (dpa)",
    "a03": "date 2023 Im Jahr darauf begann die Wahl in Thüringen mit einer Panne.",
    "a04": "date 2022-12-31 Zum Jahreswechsel blieb es in den Städten des Landes ruhig. (APA)",
    "a05": "date 2024-05-01 Am ersten Mai zogen Tausende durch Berlin und sangen laut. (dpa)",
    "a06": "date 2024-04-20 Der Hafen wird erweitert, wie die Behörde am Freitag sagte. (AFP, dpa)",
    "a07": "date 2021-01 Ein Beben erschütterte die Küste; verletzt wurde dort niemand. (Reuters)",
    "a08": "date 2024-05-07 Der Preis für Brot steigt weiter, melden die Bäcker im Norden.",
    "a09": "date 2022-12-01 Schnee fiel auf die Berge, und die Lifte standen den Tag still. (dts)",
    "a10": "date 2024-04-11 Die Bahn streikt von Mittwoch an für vier Tage im ganzen Land. (dpa)",
}

# To other texts of the same articles (a01, a06), to another month (a02, a07, and a05 to a year),
# back from where it was (a09), deleted before and here again (a04), as it was (a03), and new.
_LATER_TEXTS = {
    "a01": _TEXTS["a01"].replace("Paris", "Lyon"),
    "a02": _TEXTS["a02"].replace("2024-04", "2024-06"),
    "a03": _TEXTS["a03"],
    "a04": _TEXTS["a04"],
    "a05": _TEXTS["a05"].replace("2024-05-01", "2024"),
    "a06": _TEXTS["a06"].replace("Freitag", "Samstag"),
    "a07": _TEXTS["a07"].replace("2021-01", "2021-02-03"),
    "a09": _TEXTS["a09"],
    "b01": "date 2024-04-30 Neu ist ein Museum in Graz, das am Sonntag zum ersten Mal öffnet.",
    "b02": "date 2020-02-29 Am Schalttag trafen sich die Minister der Länder in Weimar. (dpa)",
    "b03": "date 2024-06-30 Der Sommer wird heiß, sagen die Meteorologen am Dienstag. (APA)",
}


@dataclass(frozen=True)
class Scenario:
    """A command and the archive it works on.

    ``old`` and ``new`` are the records before and after; ``inputs`` the ids in the order in which
    they are acknowledged; ``precious`` are lines that must not be lost, though no article is read
    from them; ``versions`` are earlier versions that an article may have on the way; ``gone`` are
    words that must be in no file in the end. ``again`` are the exit codes that the same command may
    have when it is run again.
    """

    name: str
    base: Path
    command: Sequence[str]
    old: Records
    new: Records
    inputs: Sequence[str] = ()
    precious: Sequence[bytes] = ()
    versions: Sequence[Record] = ()
    gone: Sequence[bytes] = ()
    steps: Sequence[str] = ()
    again: Sequence[int] = (0,)
    sound_before: bool = True


def copy_archive(base: Path, target: Path) -> Path:
    """Copy an archive; its stamp is told of the copies' inodes, as if it had been made there."""
    if base.exists():
        shutil.copytree(base, target)
        _stamp_again(target)
    return target


def _stamp_again(data: Path) -> None:
    layout = Layout(data)
    folder = Generations(layout.index).current()
    stamp = decode_stamp((folder / "stamp").read_bytes()) if folder else None
    if folder is None or stamp is None:
        return
    now = statuses(layout.articles)
    seen = {
        name: Covered(now[name] if now[name].size == it.status.size else it.status, *it[1:])
        for name, it in stamp.files.items()
        if name in now
    }
    (folder / "stamp").write_bytes(encode_stamp(stamp._replace(files=seen)))


def records_of(exported: str) -> Records:
    """Return by id what `export` wrote, of each record what is the same in every run."""
    records = [json.loads(line) for line in exported.split("\n") if line]
    return {one["id"]: {name: one[name] for name in _COMPARED} for one in records}


def records_in_files(data: Path) -> Records:
    """Read the month files without the program: the line of the highest revision decides."""
    counts: dict[str, tuple[int, Record | None]] = {}
    for path in sorted((data / "articles").glob("*.jsonl")):
        for line in path.read_bytes().split(b"\n"):
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if "revision" not in said or "moved_to" in said:
                continue
            revision, _ = counts.get(said["id"], (0, None))
            if said["revision"] > revision:
                record = None if "deleted_at" in said else said
                counts[said["id"]] = (said["revision"], record)
    return {
        identity: {name: record[name] for name in _COMPARED}
        for identity, (_, record) in counts.items()
        if record is not None
    }


def everything_below(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder and what is in them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_texts(folder: Path, texts: dict[str, str]) -> Path:
    """Write texts to files of a folder."""
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def make_scenario(name: str, folder: Path, forking: Forking) -> Scenario:
    """Make the archive of a scenario in a folder, and find out what an undisturbed run does."""
    base = folder / name / "base"
    base.parent.mkdir(parents=True)
    made = _MAKERS[name](base, forking)
    old = _exported(forking, base)
    golden = copy_archive(base, folder / name / "golden")
    done = forking.run(golden, made["command"], count=True)
    assert done.status == 0, done
    assert done.said[0].code in made.get("again", (0,)), done.said
    new = _exported(forking, golden)
    return Scenario(name=name, base=base, old=old, new=new, steps=done.steps, **made)


def _exported(forking: Forking, data: Path) -> Records:
    if not data.exists():
        return {}
    (said,) = forking.run(data, ["export"]).said
    assert said.code == 0, said
    return records_of(said.out)


def _ingest_new(base: Path, forking: Forking) -> dict[str, Any]:
    inbox = write_texts(base.with_name("inbox"), _TEXTS)
    return {"command": ("ingest", os.fspath(inbox)), "inputs": sorted(_TEXTS)}


def _ingest_more(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    inbox = write_texts(base.with_name("later"), _LATER_TEXTS)
    return {"command": ("ingest", os.fspath(inbox)), "inputs": sorted(_LATER_TEXTS)}


def _compact(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    later = write_texts(base.with_name("later"), _LATER_TEXTS)
    _do(forking, base, ("ingest", os.fspath(later)), ("delete", "--yes", "b02", "a08"))
    return {"command": ("compact",)}


def _reindex(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    return {"command": ("reindex",)}


def _delete(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    return {"command": ("delete", "--yes", "a06"), "again": (0, 1)}


def _delete_two(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    return {"command": ("delete", "--yes", "a01", "a05"), "again": (0, 1)}


def _edit(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    return {"command": ("edit", "a06", "--date", "2024-05-20")}


def _merge(base: Path, forking: Forking) -> dict[str, Any]:
    """Another archive, in which an article was corrected twice and another was deleted."""
    write = write_texts(base.with_name("mine"), {"b01": _LATER_TEXTS["b01"]})
    _do(forking, base, ("ingest", os.fspath(write)))
    other = base.with_name("other")
    _archive_with_a_past(other, forking)
    _do(
        forking,
        other,
        ("edit", "a06", "--date", "2024-05-20"),
        ("edit", "a06", "--date", "2024-04-21"),
    )
    lines = [line for path in other.glob("articles/*") for line in path.read_bytes().splitlines()]
    records = [one for one in map(json.loads, lines) if "body" in one]
    versions = [{name: one[name] for name in _COMPARED} for one in records]
    return {"command": ("ingest", os.fspath(other)), "versions": versions}


def _compact_one(base: Path, forking: Forking) -> dict[str, Any]:
    """One month of many, so that the index is not built anew."""
    _archive_with_a_past(base, forking)
    more = {f"c{number:02}": f"date 20{number:02}-07 {_TEXTS['a10'][16:]}" for number in range(22)}
    later = write_texts(base.with_name("later"), more)
    _do(forking, base, ("compact",), ("ingest", os.fspath(later)), ("delete", "--yes", "a02"))
    return {"command": ("compact",)}


def _erase(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    month = base / "articles/2024-04.jsonl"
    lines = [line for line in month.read_bytes().split(b"\n") if b'"a10"' in line]
    with month.open("ab") as file:
        file.write(lines[0][:-9] + b"\n")
    _do(forking, base, ("check", "--repair"))
    return {
        "command": ("delete", "--erase", "--yes", "a09", "a10"),
        "gone": (b"Schnee fiel auf", b"Die Bahn streikt"),
    }


def _repair(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    articles = base / "articles"
    # Lines that are damaged in two files, and half a line.
    damaged = [b'{"id":"torn","date":"2024-0', b"\x00\xff not a line", b'{"id":"x"}']
    with (articles / "2024-04.jsonl").open("ab") as file:
        file.write(damaged[0] + b"\n")
    with (articles / "2022-12.jsonl").open("ab") as file:
        file.write(damaged[1] + b"\n" + damaged[2] + b"\n")
    with (articles / "2021-01.jsonl").open("ab") as file:
        file.write(b'{"id":"half","da')
    damaged.append(b'{"id":"half","da')
    _do(forking, base, ("search", "--count", "id:*"))
    with (articles / "2023.jsonl").open("ab") as file:
        file.write(b"late damage\n")
    damaged.append(b"late damage")
    return {
        "command": ("check", "--repair"),
        "precious": damaged,
        "sound_before": False,
    }


def _bring_home(base: Path, forking: Forking) -> dict[str, Any]:
    _archive_with_a_past(base, forking)
    right, wrong = base / "articles/2024-05.jsonl", base / "articles/2021-01.jsonl"
    line = _line_of(right, "a08")
    right.write_bytes(right.read_bytes().replace(line + b"\n", b""))
    wrong.write_bytes(wrong.read_bytes() + line + b"\n")
    _do(forking, base, ("search", "--count", "id:*"))
    # The line that was copied stays where it was, as all lines do that count no longer.
    return {
        "command": ("check", "--repair"),
        "sound_before": False,
    }


def _archive_with_a_past(base: Path, forking: Forking) -> None:
    """Make an archive in which articles were replaced, moved to another month, and deleted."""
    first = write_texts(base.with_name("first"), _TEXTS)
    moved = _TEXTS["a09"].replace("2022-12-01", "2022-11-01")
    second = write_texts(
        base.with_name("second"),
        {"a09": moved, "a10": _TEXTS["a10"].replace("vier", "fünf")},
    )
    _do(
        forking,
        base,
        ("ingest", os.fspath(first)),
        ("ingest", os.fspath(second)),
        ("delete", "--yes", "a04", "a10"),
    )


def _do(forking: Forking, data: Path, *commands: Sequence[str]) -> None:
    done = forking.run(data, *commands)
    assert done.status == 0, done
    assert all(said.code == 0 for said in done.said), done.said


def _line_of(path: Path, identity: str) -> bytes:
    (line,) = (
        line
        for line in path.read_bytes().split(b"\n")
        if line.startswith(b'{"id":"%s"' % identity.encode())
    )
    return line


_MAKERS: dict[str, Callable[[Path, Forking], dict[str, Any]]] = {
    "ingest new": _ingest_new,
    "ingest more": _ingest_more,
    "compact": _compact,
    "reindex": _reindex,
    "repair": _repair,
    "bring home": _bring_home,
    "delete": _delete,
    "delete two": _delete_two,
    "edit": _edit,
    "merge": _merge,
    "compact one": _compact_one,
    "erase": _erase,
}

NAMES = tuple(_MAKERS)
