"""A query as it was understood, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.query.inflection import forms_of
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    AllOf,
    And,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    Identifier,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Term,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.query.vocabulary import Vocabulary

_SHOWN_FORMS = 8


def explained(
    query: Query, vocabulary: Vocabulary, count: Callable[[Query], int], indent: str = ""
) -> list[str]:
    """Return lines that say what a query asks for, and how many articles answer each part."""
    number = count(query)
    answer = f"{number:,} article{'' if number == 1 else 's'}"
    match query:
        case AllOf(children) | And(children):
            head = "all of"
        case Or(children):
            head = "any of"
        case Not(child):
            head, children = "not", (child,)
        case _:
            return [f"{indent}{_leaf(query, vocabulary)}; {answer}"]
    lines = [f"{indent}{head}: {answer}"]
    for child in children:
        lines.extend(explained(child, vocabulary, count, indent + "  "))
    return lines


def _leaf(query: Query, vocabulary: Vocabulary) -> str:
    match query:
        case Phrase(terms):
            return "side by side: " + " + ".join(_term(term, vocabulary) for term in terms)
        case Near(near_words, distance):
            listed = " + ".join(_term(word, vocabulary) for word in near_words)
            return f"within {distance} places: {listed}"
        case Fuzzy(form, edits):
            return f"spelled like: {form} (up to {edits} letters otherwise)"
        case Source(code):
            return f"source: {code or 'none'}"
        case Identifier(pattern):
            return f"id: {pattern}"
        case Dated(first, last):
            since = _day(first) if first > FIRST_DAY_EVER else ""
            until = _day(last) if last < LAST_DAY_EVER else ""
            return f"date: {since} to {until}" if since and until else f"date: {since}..{until}"
        case Everything():
            return "every article"
        case Word() | Exact() | Pattern():
            return _term(query, vocabulary)
        case _:
            return ""


def _term(term: Term, vocabulary: Vocabulary) -> str:
    if isinstance(term, Pattern):
        return f"wildcard: {term.pattern}"
    found = forms_of(term, vocabulary)
    forms = sorted((found.written | found.folded).items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(form for form, _ in forms[:_SHOWN_FORMS])
    more = ", …" if len(forms) > _SHOWN_FORMS else ""
    kind = "word" if isinstance(term, Word) else "exactly"
    return f"{kind}: {term.form} ({listed or 'in no article'}{more})"


def _day(number: int) -> str:
    return f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"
