"""A query as data: a small tree that says what is asked, and nothing about how it is answered."""

from __future__ import annotations

from typing import Any, TypeAlias, dataclass_transform

FIRST_DAY_EVER = 0
LAST_DAY_EVER = 99991231


@dataclass_transform(frozen_default=True)
class Node:
    """A part of a query: equal to another of its kind with equal fields, and never changed.

    What a frozen dataclass is, without the milliseconds that making a dozen of them costs each
    search before it starts.
    """

    def __init_subclass__(cls) -> None:
        setattr(cls, "__match_args__", tuple(cls.__annotations__))  # noqa: B010 - mypy knows better

    def __init__(self, *values: Any) -> None:
        self.__dict__.update(zip(type(self).__annotations__, values, strict=True))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a query cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        values = ", ".join(repr(value) for value in self.__dict__.values())
        return f"{type(self).__name__}({values})"


class Word(Node):
    """A word in any inflection."""

    form: str


class Exact(Node):
    """A word in exactly this form, letter case and the spelling of umlauts aside."""

    form: str


class Pattern(Node):
    """A word with ``*`` for any characters and ``?`` for one; as written or as folded."""

    pattern: str


Term: TypeAlias = Word | Exact | Pattern


class Fuzzy(Node):
    """A word spelled nearly so: up to ``edits`` letters away, as written or as folded."""

    form: str
    edits: int


class Phrase(Node):
    """Two or more terms side by side, in this order."""

    terms: tuple[Term, ...]


class Near(Node):
    """Bare words all within ``distance`` places of each other, each at a place of its own."""

    words: tuple[Word, ...]
    distance: int


class Source(Node):
    """Articles credited to an agency; ``None``: to none. ``*`` and ``?`` as in a ``Pattern``."""

    code: str | None


class Dated(Node):
    """Articles whose interval overlaps the one from ``first`` to ``last`` (days, yyyymmdd)."""

    first: int
    last: int


class Identifier(Node):
    """Articles whose id is this, letter case included; ``*`` and ``?`` as in a ``Pattern``."""

    pattern: str


class Everything(Node):
    """Every article."""


class AllOf(Node):
    """Things written side by side: all of them; the one node that a partial answer may relax."""

    children: tuple[Query, ...]


class And(Node):
    """All of them, and no less."""

    children: tuple[Query, ...]


class Or(Node):
    """At least one of them."""

    children: tuple[Query, ...]


class Not(Node):
    """Not this."""

    child: Query


Query: TypeAlias = (
    Word | Exact | Pattern | Fuzzy | Phrase | Near | Source | Dated | Identifier | Everything
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
            words = tuple(part for child in bare for part in _alternatives(child))
            return And((*fixed, Or(words))) if fixed else Or(words)
    if isinstance(query, And):
        children = [relaxed(child) for child in query.children]
        if any(children):
            pairs = zip(children, query.children, strict=True)
            return And(tuple(new or old for new, old in pairs))
    return None


def _alternatives(bare: Query) -> tuple[Query, ...]:
    """Return what is enough of a bare word: of `Ukraine-Krieg`, either half."""
    return bare.terms if isinstance(bare, Phrase) else (bare,)


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
