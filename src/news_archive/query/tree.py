"""A query as data: a small tree that says what is asked, and nothing about how it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

FIRST_DAY_EVER = 0
LAST_DAY_EVER = 99991231


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any inflection."""

    form: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A word in exactly this form, letter case and the spelling of umlauts aside."""

    form: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with ``*`` for any characters and ``?`` for one; as written or as folded."""

    pattern: str


Term: TypeAlias = Word | Exact | Pattern


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more terms side by side, in this order."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Articles credited to an agency; ``None``: to none."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Dated:
    """Articles whose interval overlaps the one from ``first`` to ``last`` (days, yyyymmdd)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """Articles whose id is this, letter case included; ``*`` and ``?`` as in a ``Pattern``."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Things written side by side: all of them; the one node that a partial answer may relax."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of them, and no less."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    child: Query


Query: TypeAlias = (
    Word | Exact | Pattern | Phrase | Source | Dated | Identifier | Everything
    | AllOf | And | Or | Not
)  # fmt: skip


def relaxed(query: Query) -> Query | None:
    """Return the query that asks for *any* of its bare words instead of all.

    ``None`` if it has no two bare words side by side. Quoted words, patterns, fields, ``NOT`` and
    everything joined by ``AND`` stay as they are.
    """
    if isinstance(query, AllOf):
        bare = tuple(child for child in query.children if _is_bare(child))
        if len(bare) > 1:
            fixed = tuple(child for child in query.children if not _is_bare(child))
            return And((*fixed, Or(bare))) if fixed else Or(bare)
    if isinstance(query, And):
        children = [relaxed(child) for child in query.children]
        if any(children):
            pairs = zip(children, query.children, strict=True)
            return And(tuple(new or old for new, old in pairs))
    return None


def _is_bare(query: Query) -> bool:
    return isinstance(query, Word) or (
        isinstance(query, Phrase) and all(isinstance(term, Word) for term in query.terms)
    )


def with_any(query: Query) -> Query:
    """Return the query of ``--any``: bare words side by side become alternatives."""
    return relaxed(query) or query


def exactly(query: Query) -> Query:
    """Return the query of ``--exact``: every word stands for the form as typed."""
    match query:
        case Word(form):
            return Exact(form)
        case Phrase(terms):
            return Phrase(tuple(Exact(t.form) if isinstance(t, Word) else t for t in terms))
        case AllOf(children):
            return AllOf(tuple(exactly(child) for child in children))
        case And(children):
            return And(tuple(exactly(child) for child in children))
        case Or(children):
            return Or(tuple(exactly(child) for child in children))
        case Not(child):
            return Not(exactly(child))
        case _:
            return query
