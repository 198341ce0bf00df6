"""Sentences about a question that are no answer: what was assumed, and what may have been meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news_archive.article.agencies import agencies, named
from news_archive.query.explanation import typed_forms
from news_archive.query.spelling import edit_distance
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Dated,
    Everything,
    Half,
    Not,
    Or,
    Query,
    Source,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news_archive.index.contract import IndexReader
    from news_archive.query.request import Request

# What is typed for an operator and is a word like any other.
_OPERATORS = {
    "oder": "for one of several words, write OR",
    "or": "for one of several words, write OR",
    "nicht": "to exclude a word, write -word",
    "not": "to exclude a word, write -word",
}

# A longer text was pasted, and means its words [count].
_MOST_TYPED_WORDS = 6

_QUOTED = re.compile(r'"[^"]*"|[„“»«][^“”«»]*[“”«»]')

_MOST_AGENCIES = 3


# In longer texts, one word says little [count].
_MOST_WORDS_LEFT_OUT = 8

# Nobody reads more of them [count].
_MOST_HINTS = 4


def hints_of(reader: IndexReader, request: Request) -> list[str]:
    """Return what there is to say about a request, a few sentences at most."""
    distinct: dict[str, None] = {}
    for hint in _hints(reader, request):
        distinct[hint] = None
        if len(distinct) == _MOST_HINTS:
            break
    return list(distinct)


def _hints(reader: IndexReader, request: Request) -> Iterator[str]:
    yield from request.notes
    yield from _operators(request.text)
    yield from _missing_words(reader, request)
    facets: dict[str, int] | None = None
    for part in dict.fromkeys(_parts(request.query)):
        if isinstance(part, Source):
            if part.code is None or "*" in part.code or "?" in part.code or reader.count(part):
                continue
            if facets is None:
                facets = reader.statistics(Everything()).by_source
            yield _unknown_agency(part.code, facets)
        elif isinstance(part, Dated) and not reader.count(part):
            yield from _span(reader)
            return


def _operators(text: str | None) -> Iterator[str]:
    words = _QUOTED.sub(" ", text or "").split()
    if len(words) <= _MOST_TYPED_WORDS:
        for word in dict.fromkeys(words[1:-1]):
            if word in _OPERATORS:
                yield f"`{word}` was taken for a word of the text; {_OPERATORS[word]}"


def _missing_words(reader: IndexReader, request: Request) -> Iterator[str]:
    """Say without which one word there would be articles, if there are none with all of them.

    Words that no article has at all are told with similar ones; see ``query.spelling``.
    """
    if not 2 <= request.relaxable_words <= _MOST_WORDS_LEFT_OUT or reader.count(request.query):
        return
    without = request.without_each()
    if not all(reader.count(Word(word)) for word in without):
        return
    typed = typed_forms(request.text)
    counts = {typed.get(word, word): reader.count(query) for word, query in without.items()}
    found = sorted((-count, word) for word, count in counts.items() if count)
    if found:
        listed = ", ".join(f"{word} ({-count:,})" for count, word in found)
        yield f"articles with all other words, by the word that they lack: {listed}"


def _parts(query: Query) -> Iterator[Query]:
    match query:
        case AllOf(children) | And(children) | Or(children) | Half(children):
            for child in children:
                yield from _parts(child)
        case AtLeast(_, children):
            for child in children:
                yield from _parts(child)
        case Not(child):
            yield from _parts(child)
        case _:
            yield query


def _unknown_agency(code: str, held: dict[str, int]) -> str:
    if named(code) is not None:
        return f"no article is credited to {code}"
    spellings = {
        spelling.lower(): agency.code
        for agency in agencies()
        for spelling in (agency.code, agency.name, *agency.aliases)
    }
    spellings.update((held_code, held_code) for held_code in held if held_code != "none")
    near = {
        agency
        for spelling, agency in spellings.items()
        if edit_distance(code, spelling, 1) <= 1 and len(spelling) > 1
    }
    listed = sorted(near, key=lambda agency: (-held.get(agency, 0), agency))[:_MOST_AGENCIES]
    meant = f"; did you mean {', '.join(listed)}?" if listed else ""
    return f"there is no agency {code}{meant}"


def _span(reader: IndexReader) -> Iterator[str]:
    months = reader.statistics(Everything()).by_month
    if not months:
        return
    first, last = min(months), max(months)
    yield f"no article is dated so; the archive spans {_month(first)} to {_month(last)}"


def _month(number: int) -> str:
    year, month = divmod(number, 100)
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"
