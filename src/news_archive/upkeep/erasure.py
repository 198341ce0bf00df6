"""Erasing articles: their text leaves every file of the archive at once, ``damaged/`` included.

The steps, each durable and each harmless to repeat, so that an interrupted run is completed by the
next one: unreadable lines are set aside; the digests of all versions are remembered; current
versions are deleted; lines of the articles are taken out of ``damaged/``; the month files are
replaced by ones without the articles' lines, together with a new index. Tombstones stay, and so do
the lines of all other articles. At the end, all files are searched for the text.
"""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, NamedTuple

from news_archive.errors import DamagedError, NothingFoundError
from news_archive.index.contract import first_128_bits
from news_archive.store import files
from news_archive.store.decisions import Decision, remember, remembered
from news_archive.store.layout import month_of_file
from news_archive.store.month_lines import events_of
from news_archive.store.stamp import statuses
from news_archive.upkeep.compaction import DeadLines, replace_month_files
from news_archive.upkeep.repair import set_faults_aside

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from news_archive.store.layout import Layout
    from news_archive.sync.index_keeper import IndexKeeper

# A paragraph is looked for by so many characters of it: enough to be no other text by chance.
_FRAGMENT = 60
_LEAST_FRAGMENT = 20

# Bytes searched at a time.
_BLOCK = 1 << 24


class Erasure(NamedTuple):
    """The result of erasing: lines that were removed, and files where the same words still are.

    These are articles with other ids, which share a passage with an erased one.
    """

    lines: int
    elsewhere: tuple[str, ...]


class _Traces(NamedTuple):
    """What is left of some articles: the texts of their versions, digests, and offsets of lines."""

    bodies: set[str]
    digests: dict[int, str]
    places: dict[str, array[int]]


def erase(
    layout: Layout,
    index: IndexKeeper,
    ids: Sequence[str],
    now: datetime.datetime,
    progress: Callable[[int, int], None],
) -> Erasure:
    """Erase articles; the caller holds the writer lock.

    Raises ``NothingFoundError`` before anything is done if one of the ids was never stored, and
    ``DamagedError`` if something of a text is left in a file where it must not be.
    """
    wanted = frozenset(ids)
    # A line of an article that cannot be read would not be found here.
    set_faults_aside(layout, now)
    traces = _traces(layout, wanted)
    _refuse_unknown(layout, ids, traces)
    moment = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    held = remembered(layout.deletions)
    new = [Decision(name, digest, moment) for digest, name in traces.digests.items()]
    remember(layout.deletions, [one for one in new if one.digest not in held])
    with index.write_session() as session:
        known = session.locate(list(ids))
        if known:
            session.delete(known, now)
    set_aside = _without_set_aside(layout, wanted)
    # Again: the tombstones have been written since.
    places = _traces(layout, wanted).places
    seen = statuses(layout.articles)
    # The old generation can only be removed once nobody reads it.
    index.close()
    replace_month_files(layout, index.engine, DeadLines(places, seen), progress)
    elsewhere = _files_with(layout, traces.bodies)
    left = [name for name in elsewhere if not name.startswith(f"{layout.articles.name}/")]
    if left:
        raise DamagedError(f"the text is still in {', '.join(left)}; remove it by hand")
    return Erasure(set_aside + sum(map(len, places.values())), tuple(elsewhere))


def _traces(layout: Layout, wanted: frozenset[str]) -> _Traces:
    bodies: set[str] = set()
    digests: dict[int, str] = {}
    places: dict[str, array[int]] = {}
    for name in statuses(layout.articles):
        path = layout.articles / name
        for event in events_of(path, month_of_file(name) or 0, tuple(wanted)):
            if event.kind == "article":
                bodies.add(event.fields["body"])
                digests[first_128_bits(event.fields["digest"])] = event.fields["id"]
                places.setdefault(name, array("Q")).append(event.location.offset)
    for path in _set_aside(layout):
        for line in path.read_bytes().split(b"\n"):
            fields = _fields(line)
            body = fields.get("body")
            if fields.get("id") in wanted and isinstance(body, str):
                bodies.add(body)
    return _Traces(bodies, digests, places)


def _refuse_unknown(layout: Layout, ids: Sequence[str], traces: _Traces) -> None:
    known = {*traces.digests.values(), *(one.id for one in remembered(layout.deletions).values())}
    for identity in ids:
        if identity not in known:
            raise NothingFoundError(f"no article has the id {identity!r}, and none had it")


def _set_aside(layout: Layout) -> list[Path]:
    folder = layout.damaged
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _without_set_aside(layout: Layout, wanted: frozenset[str]) -> int:
    """Take the lines of articles out of ``damaged/``; returns how many.

    A line that cannot be read goes if it has one of the ids in quotes.
    """
    names = [json.dumps(identity, ensure_ascii=False).encode() for identity in wanted]
    removed = 0
    for path in _set_aside(layout):
        if path == layout.damage_notes:
            continue
        lines = path.read_bytes().split(b"\n")
        kept = [
            line
            for line in lines
            if _fields(line).get("id") not in wanted and not any(name in line for name in names)
        ]
        if len(kept) < len(lines):
            removed += len(lines) - len(kept)
            files.replace_file(path, b"\n".join(kept))
    return removed


def _fields(line: bytes) -> dict[str, object]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _files_with(layout: Layout, bodies: set[str]) -> list[str]:
    """Return the files below the data folder that have a passage of some texts."""
    fragments = {fragment for body in bodies for fragment in _fragments(body)}
    if not fragments:
        return []
    longest = max(map(len, fragments))
    found = []
    for path in sorted(layout.root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with files.reported("read", path), path.open("rb") as file:
                tail = b""
                while block := file.read(_BLOCK):
                    searched = tail + block
                    if any(fragment in searched for fragment in fragments):
                        found.append(path.relative_to(layout.root).as_posix())
                        break
                    tail = searched[-longest:]
    return found


def _fragments(body: str) -> set[bytes]:
    """Return the beginnings of the paragraphs of a text, as bytes, plain and as in JSON."""
    passages = [line[:_FRAGMENT] for line in body.split("\n") if len(line) >= _LEAST_FRAGMENT]
    fragments = set()
    for passage in passages or [body]:
        fragments.add(passage.encode())
        fragments.add(json.dumps(passage, ensure_ascii=False)[1:-1].encode())
        fragments.add(json.dumps(passage)[1:-1].encode())
    return fragments
