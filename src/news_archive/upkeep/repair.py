"""Setting damaged lines aside, and sealing edited ones. Nothing is ever thrown away.

A line leaves a month file only after its bytes and a note of their place are durable in
``damaged/``. Sound lines stay as they are, byte for byte. The caller holds the writer lock.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.article.record import Draft, content_digest
from news_archive.errors import NothingFoundError, UsageError
from news_archive.index.contract import first_128_bits
from news_archive.store import files
from news_archive.store.month_lines import Event
from news_archive.sync.catch_up import remove_leftovers
from news_archive.sync.write_session import Change, WriteSession, change_of
from news_archive.upkeep.scan import Fault, Scanned, home_of, scan_all

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from news_archive.index.contract import Known
    from news_archive.store.layout import Layout
    from news_archive.sync.index_keeper import IndexKeeper


class SetAside(NamedTuple):
    """Lines that were removed from a month file, and where they are kept."""

    file: Path
    lines: int
    kept: Path

    @property
    def sentence(self) -> str:
        """What was done."""
        noun = "1 line" if self.lines == 1 else f"{self.lines:,} lines"
        return f"moved {noun} of {self.file} to {self.kept}"


def repair(layout: Layout, index: IndexKeeper, now: datetime.datetime) -> list[str]:
    """Set unreadable lines aside, move articles to the files of their months, and reindex.

    Returns sentences that say what was done.
    """
    remove_leftovers(layout, index.engine)
    said = [moved.sentence for moved in set_faults_aside(layout, now)]
    index.rebuild()
    with index.write_session() as session:
        home = bring_home(layout, session, now)
    said.extend(f"moved {identity} to the file of its month" for identity in home)
    return said


def set_faults_aside(layout: Layout, now: datetime.datetime) -> list[SetAside]:
    """Move all unreadable lines to ``damaged/``; returns what was moved, by file."""
    moved = []
    for name, lines in groupby(scan_all(layout), key=itemgetter(0)):
        faults = [scanned for _, scanned in lines if isinstance(scanned.said, Fault)]
        if faults:
            moved.append(_set_aside(layout, name, faults, now))
    return moved


def _set_aside(
    layout: Layout, name: str, lines: Sequence[Scanned], now: datetime.datetime
) -> SetAside:
    files.make_folder(layout.damaged)
    path = layout.articles / name
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    kept = layout.damaged / f"{name}.{moment}"
    number = 1
    while kept.exists():
        number += 1
        kept = layout.damaged / f"{name}.{moment}-{number}"
    files.replace_file(kept, b"".join(line.data + b"\n" for line in lines), path)
    notes = b"".join(
        json.dumps(
            {
                "kept": kept.name,
                "file": f"articles/{name}",
                "line": line.number,
                "offset": line.location.offset,
                "length": line.location.length,
                "problem": line.said.problem if isinstance(line.said, Fault) else "",
                "moved_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            },
            ensure_ascii=False,
        ).encode()
        + b"\n"
        for line in lines
    )
    notes_file = layout.damage_notes
    files.append(notes_file, notes, notes_file.stat().st_size if notes_file.exists() else 0)
    files.sync_folder(layout.damaged)
    leave_out(path, path, {line.location.offset for line in lines})
    return SetAside(path, len(lines), kept)


def leave_out(source: Path, target: Path, offsets: Collection[int]) -> int:
    """Write a month file without the lines at some offsets; returns the bytes left out.

    ``target`` is replaced whole; it may be ``source`` itself.
    """
    left_out = 0
    offset = 0
    with (
        files.reported("read", source),
        source.open("rb") as lines,
        files.replacing_file(target, source) as file,
    ):
        for line in lines:
            if offset in offsets:
                left_out += len(line)
            else:
                file.write(line)
            offset += len(line)
    return left_out


def bring_home(layout: Layout, session: WriteSession, now: datetime.datetime) -> list[str]:
    """Move articles that lie in another month's file to where they belong; returns their ids."""
    moved = []
    # Lines written meanwhile are not read: reading stops where the files ended before.
    for event in _misplaced(layout):
        held = session.locate([event.id]).get(event.id)
        # Only the line that counts is moved.
        if held is None or held.location != event.location:
            continue
        try:
            change = _resealed(session, event.fields, now, held)
        except ValueError:
            continue  # it is still reported, and can still be found where it is
        session.write([change])
        moved.append(event.id)
    return moved


def _misplaced(layout: Layout) -> Iterator[Event]:
    for _, scanned in scan_all(layout):
        said = scanned.said
        if (
            isinstance(said, Event)
            and said.kind == "article"
            and home_of(said) != scanned.location.month
        ):
            yield said


def accept(
    layout: Layout, index: IndexKeeper, ids: Collection[str], now: datetime.datetime
) -> list[str]:
    """Seal the edited lines of some articles, and reindex; returns sentences about it.

    Raises what ``_sealed`` raises, before anything is done.
    """
    with index.write_session() as session:
        moved = _sealed(layout, session, ids, now)
    index.rebuild()
    return [f"sealed {identity}" for identity in ids] + [one.sentence for one in moved]


def _sealed(
    layout: Layout, session: WriteSession, ids: Collection[str], now: datetime.datetime
) -> list[SetAside]:
    """Seal the edited lines of some articles: append a new line for each, and set it aside.

    Raises ``NothingFoundError`` before anything is done if an article has no edited line, and
    ``UsageError`` if an edited line is not valid.
    """
    edited = _edited(layout, ids)
    records = [_fields(scanned) for lines in edited.values() for scanned in lines]
    changes = []
    for identity in ids:
        said = [fields for fields in records if fields["id"] == identity]
        if not said:
            raise NothingFoundError(
                f"no line of {identity} was edited; `archive check` says which ones were"
            )
        articles = [fields for fields in said if "body" in fields]
        if not articles:
            raise UsageError(f"the edited line of {identity} cannot be sealed: it is no article")
        newest = max(articles, key=lambda fields: fields["revision"])
        held = session.locate([identity]).get(identity)
        if held is not None and held.digest == first_128_bits(_digest(newest)):
            continue  # an interrupted run has sealed it already
        if held is not None and held.revision > newest["revision"]:
            raise UsageError(
                f"the edited line of {identity} is an earlier version, and a newer one counts; "
                "`archive check --repair` sets it aside"
            )
        try:
            changes.append(_resealed(session, newest, now, held))
        except ValueError as error:
            raise UsageError(f"the edited line of {identity} cannot be sealed: {error}") from None
    session.write(changes)
    return [_set_aside(layout, name, lines, now) for name, lines in edited.items()]


def _edited(layout: Layout, ids: Collection[str]) -> dict[str, list[Scanned]]:
    """Return the edited lines of some articles by month file."""
    found: dict[str, list[Scanned]] = {}
    for name, scanned in scan_all(layout):
        if _fields(scanned).get("id") in ids:
            found.setdefault(name, []).append(scanned)
    return found


def _fields(scanned: Scanned) -> dict[str, Any]:
    """Return the fields of an edited line; empty for any other."""
    return (scanned.said.fields or {}) if isinstance(scanned.said, Fault) else {}


def _digest(fields: dict[str, Any]) -> str:
    return content_digest(ReducedDate.parse(fields["date"]), fields["credit"], fields["body"])


def _resealed(
    session: WriteSession, fields: dict[str, Any], now: datetime.datetime, held: Known | None
) -> Change:
    """Return the change that writes an article again; raises ``ValueError`` if it is not valid."""
    draft = Draft(
        id=fields["id"],
        date=ReducedDate.parse(fields["date"]),
        sources=fields["sources"],
        credit=fields["credit"],
        body=fields["body"],
        origin=fields["origin"],
    )
    return change_of(session, draft, _digest(fields), now, held)
