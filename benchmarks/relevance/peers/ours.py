"""This archive, through its public library: word forms are expanded at query time."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from peers.interface import SHOWN, Answers, Task, ask

if TYPE_CHECKING:
    from pathlib import Path

    from news_archive import Archive

NAME = "news_archive"


def take_in(archive: Archive, path: Path) -> dict[str, str]:
    """Ingest a file and return the bodies as the archive stores them, by id.

    The other engines index these bodies, which have no headers and credits.
    """
    outcome = archive.ingest([path])
    if outcome.rejected:
        first = outcome.rejected[0]
        raise SystemExit(f"{len(outcome.rejected)} rejected, first {first.origin}: {first.reason}")
    return {record["id"]: record["body"] for record in archive.fields(sort="oldest")}


def answers(archive: Archive, task: Task) -> Answers:
    """Ask an archive that has ingested the articles of the task.

    The best are those of a page of hits, as a user sees it: ids alone leave compounds out. The
    other engines answer with ids only, so the time for ids is compared; the page, which a reader
    waits for, is timed as well.
    """

    def ids(text: str, limit: int) -> list[str]:
        return list(archive.ids(text, any=True, limit=limit))

    answered = ask(ids, task)
    best: dict[str, list[str]] = {}
    milliseconds: list[float] = []
    for question, text in task.questions.items():
        began = time.perf_counter()
        hits = archive.search(text, any=True, limit=SHOWN)
        milliseconds.append((time.perf_counter() - began) * 1000)
        best[question] = [hit.id for hit in hits]
    return replace(answered, best=best, milliseconds_a_page=milliseconds)
