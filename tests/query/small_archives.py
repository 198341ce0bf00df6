"""Small archives in memory, for questions about words."""

from __future__ import annotations

from typing import NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.index.contract import Entry
from news_archive.index.memory import MemoryIndex, MemoryReader
from news_archive.store.month_lines import Location


class Text(NamedTuple):
    """As much of an article as a query can be about."""

    body: str
    date: ReducedDate = ReducedDate.parse("2024-04-03")
    sources: tuple[str, ...] = ()
    id: str = "a"


def text(body: str = "Ein Text.", date: str = "2024-04-03", *sources: str, id: str = "a") -> Text:  # noqa: A002
    """Return an article of which only what is given matters."""
    return Text(body, ReducedDate.parse(date), sources, id)


def reader_of(*bodies: str, languages: tuple[str, ...] = ("german",)) -> MemoryReader:
    """Return a reader of an archive of these bodies, with the ids ``0``, ``1`` and so on."""
    index = MemoryIndex(languages)
    for number, body in enumerate(bodies):
        entry = Entry(
            id=str(number),
            date=ReducedDate.parse("2024-04-03"),
            sources=(),
            body=body,
            revision=number + 1,
            digest=f"sha256:{number:064x}",
            location=Location(202404, 0, len(body.encode())),
        )
        index.put(entry, replacing=False)
    index.commit()
    return index.reader()
