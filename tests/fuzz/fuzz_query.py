"""Any text as a query: a usage error, or an answer that engine and oracle agree on.

The query is read, asked of the real engine and of the memory index over one small archive, and
shown as an answer is shown: with highlights, contributions, an explanation and suggestions.
"""

from __future__ import annotations

import hashlib
from functools import cache

from fuzz_ground import check_reason, folder, typed

from news_archive.article.date import ReducedDate
from news_archive.article.line import Fields
from news_archive.errors import QuerySyntaxError, UsageError
from news_archive.index.contract import Entry, Found, IndexReader
from news_archive.index.memory import MemoryIndex
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.query.grammar import parse_query
from news_archive.query.request import Request
from news_archive.query.tree import Query
from news_archive.search.searcher import Search, Searcher
from news_archive.search.suggestions import Spellings
from news_archive.store.layout import month_number
from news_archive.store.month_lines import Location

LONGEST = 256

HANDMADE = tuple(
    text.encode()
    for text in (
        "Minister", "Ministerin Krise", "Häuser -Straße", 'NOT "der Minister"', "Ukraine-Krieg",
        '"Ukraine Krieg"~3', "(Haus OR Maus) AND NOT source:dpa", "source:none date:..2023-02",
        "date:2024-04..2024 id:a*", "id:b[1]?", "Mini* *ster M?ni?ter", "Thürngen~ minster~2",
        "東京 İstanbul AT&T", "Ma\u00adus ﻿x\u0301", "12 1. 3,5", '"Häu* Straße"', "\\ / ^ { [red]",
        "foo:bar", 'source:"Agence France-Presse"', '"', ")(", "NOT", "a~3", '"a"~', "date:2024-13",
        "((((((((((a))))))))))", "- -a --a", "ß* ss?", "***", "-date:2024", "",
    )
)  # fmt: skip

WORDS = tuple(
    word.encode()
    for word in (
        " AND ", " OR ", " NOT ", " -", '"~3', "~", "~2", "*", "?", "(", ")", "source:",
        "source:none", "date:", "..", "2024-04", "id:", "id:b[1]", "Minister", "Haus", "Häuser",
        "Haeuser", "Straße", "Krieg", "Krise", "Istanbul", "x\u0301", "\u00ad", "ß", "_",
        "łódź", "東京", "foo_bar", "ﬁ",
    )
)  # fmt: skip

_BODIES = {
    "a1": ("2024-04", ["afp"], "Der Minister sieht Häuser an der Straße.\n\nEin Haus, 3,5 Krisen."),
    "a2": ("2023", [], "Ministerin zum Ukraine-Krieg: 12 Tage Krise in Thüringen. Krieg!"),
    "b[1]": ("2022-01-02", ["dpa", "afp"], "東京 [red]und[/red] İstanbul, Maus AT&T x\u0301 ﬁn."),
    "ü": ("2024-02-29", ["rtr"], "Häuser, Haeuser, Hauser: foo_bar Flug\u00adhafen \u0301 łódź."),
    "leer": ("1999-12-31", [], "…"),
}
_OPTIONS = ((False, False), (True, False), (False, True), (True, True))
_LANGUAGES = ("german", "english")


@cache
def _readers() -> tuple[IndexReader, IndexReader]:
    """Return the engine's reader and the oracle's, of the same articles."""
    place = folder() / "index"
    place.mkdir()
    writer = TantivyWriter(place, new=True)
    memory = MemoryIndex(_LANGUAGES)
    for identity, (written, sources, body) in _BODIES.items():
        date = ReducedDate.parse(written)
        digest = f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"
        location = Location(month_number(date), 0, len(body.encode()))
        entry = Entry(identity, date, sources, body, 1, digest, location)
        writer.put(entry, replacing=False)
        memory.put(entry, replacing=False)
    writer.commit()
    writer.close()
    memory.commit()
    engine = TantivyReader(place, _LANGUAGES, lambda identity, _place: _BODIES[identity][2])
    return engine, memory.reader()


def _fields(hit: Found) -> Fields:
    date, sources, body = _BODIES[hit.id]
    return {"id": hit.id, "date": date, "sources": sources, "body": body}


def target(data: bytes) -> None:
    """Read the bytes as a query, and ask it in every way there is."""
    text = typed(data)
    try:
        parse_query(text)
    except QuerySyntaxError as error:
        check_reason(error.reason)
        column = error.column
    else:
        if len(data) <= LONGEST:
            _check_answers(text)
        return
    assert 0 <= column <= len(text)


def _check_answers(text: str) -> None:
    widened = [Request(text, {"any": one, "exact": other}).query for one, other in _OPTIONS]
    for query in dict.fromkeys(widened):
        _check_found(query)
    _check_shown(text)


def _check_found(query: Query) -> None:
    engine, memory = _readers()
    wanted = memory.search(query, sort="newest", offset=0, limit=None)
    try:
        found = engine.search(query, sort="newest", offset=0, limit=None)
        ranked = engine.search(query, sort="relevance", offset=0, limit=None)
    except UsageError as error:
        # The engine may refuse a pattern that is too wide for it; it may not answer wrong.
        check_reason(str(error))
        return
    assert found == wanted, query
    assert {hit.id for hit in ranked.found} == {hit.id for hit in wanted.found}, query
    assert engine.statistics(query) == memory.statistics(query), query


def _check_shown(text: str) -> None:
    engine, _ = _readers()
    spellings = Spellings(engine, _fields)
    try:
        request = Request(text, {})
        hits = Searcher(engine, _fields).hits(Search(request, "relevance", 10, 1, True, True))
        assert spellings.explanation(request)
        spellings.suggestions(request)
    except UsageError as error:
        check_reason(str(error))
        return
    for hit in hits:
        shown = hit.snippet.text
        assert "\n" not in shown
        for span in hit.snippet.highlights:
            assert 0 <= span.start < span.end <= len(shown), hit.snippet
