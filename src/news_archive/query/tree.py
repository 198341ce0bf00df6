"""A query as data: a small tree that says what is asked, and nothing about how it is answered."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias, dataclass_transform

from news_archive.limits import MAX_BROAD_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_DAY_EVER = 0
LAST_DAY_EVER = 99991231


@dataclass_transform(frozen_default=True)
class Node:
    """A part of a query: equal to another of its kind with equal fields, and never changed.

    Like a frozen dataclass, without the milliseconds that creating a dozen of those classes adds to
    the start of every search.
    """

    def __init_subclass__(cls) -> None:
        setattr(cls, "__match_args__", tuple(cls.__annotations__))  # noqa: B010 - mypy knows better

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = type(self).__annotations__
        given = {**dict(zip(fields, values, strict=False)), **named}
        if given.keys() != fields.keys() or len(values) + len(named) != len(fields):
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(fields)}")
        self.__dict__.update((name, given[name]) for name in fields)

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


class Broad(Node):
    """A word in any inflection, in a compound, or, if it is a compound, both of its parts.

    ``joined`` are the words that it makes with its neighbours in the query: ``AstraZeneca`` if
    ``Astra Zeneca`` was typed. Nobody types a broad word: a list of the best articles takes bare
    words so.
    """

    form: str
    joined: tuple[str, ...]


class Exact(Node):
    """A word in exactly this form, letter case and the spelling of umlauts aside."""

    form: str


class Form(Node):
    """A word in exactly this form and spelling; only used internally."""

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


class Within(Node):
    """Articles whose interval is within the one from ``first`` to ``last`` (days, yyyymmdd)."""

    first: int
    last: int


class Identifier(Node):
    """Articles whose id is this, letter case included; ``*`` and ``?`` as in a ``Pattern``."""

    pattern: str


class Everything(Node):
    """Every article."""


class AllOf(Node):
    """All of some parts written side by side; the only node that is relaxed for near misses."""

    children: tuple[Query, ...]


class And(Node):
    """All of them, and no less."""

    children: tuple[Query, ...]


class Or(Node):
    """At least one of them."""

    children: tuple[Query, ...]


class Half(Node):
    """At least half of some words, rounded up; each counts once, however often it is typed.

    Words in over half of the articles do not count, unless there are no others.
    """

    children: tuple[Query, ...]


class AtLeast(Node):
    """At least so many of some words: used for near misses."""

    number: int
    children: tuple[Query, ...]


class Not(Node):
    """Not this."""

    child: Query


Query: TypeAlias = (
    Word | Broad | Exact | Form | Pattern | Fuzzy | Phrase | Near | Source | Dated | Within
    | Identifier | Everything | AllOf | And | Or | Half | AtLeast | Not
)  # fmt: skip


# Up to this many bare words side by side, an article must have all of them.
MOST_STRICT_WORDS = 3


def relaxed(query: Query, missing: int | None = None) -> Query | None:
    """Return the query that lets so many of the bare words side by side be missing.

    ``None`` for ``missing``: one of them is enough, and always one has to be there. The result is
    ``None`` if no two bare words stand side by side or in one hyphenated word. Quoted words,
    patterns, fields, ``NOT`` and everything joined by ``AND`` stay as they are.
    """

    def some(words: tuple[Word, ...]) -> Query:
        least = 1 if missing is None else max(1, len(words) - missing)
        return Or(words) if least == 1 else AtLeast(least, words)

    return _with_groups(query, 2, some)


def without_each(query: Query) -> dict[str, Query]:
    """Return by each bare word the query without it; empty if there are no two side by side."""
    group = _with_groups(query, 2, Half)
    words = {word for half in halves(group) for word in half.children} if group else set()
    found = {}
    for word in words:
        if isinstance(word, Word):

            def others(all_words: tuple[Word, ...], left_out: Word = word) -> Query:
                return AllOf(tuple(one for one in all_words if one != left_out))

            without = _with_groups(query, 2, others)
            if without is not None:
                found[word.form] = without
    return found


def halved(query: Query) -> Query | None:
    """Return the query for which half of four or more bare words side by side are enough.

    The result is ``None`` if nowhere so many stand side by side; a hyphenated word alone stays as
    it is.
    """
    if not isinstance(query, AllOf | And):
        return None
    return _with_groups(query, MOST_STRICT_WORDS + 1, Half)


def _with_groups(
    query: Query, least: int, group: Callable[[tuple[Word, ...]], Query]
) -> Query | None:
    """Return a query with other groups of bare words side by side; ``None`` if there are none.

    Groups of fewer than ``least`` words stay as they are.
    """
    if isinstance(query, And):
        wider = [
            _with_groups(part, least, group) if isinstance(part, AllOf) else None
            for part in query.children
        ]
        if any(wider):
            pairs = zip(wider, query.children, strict=True)
            return And(tuple(new or old for new, old in pairs))
        return None
    children = query.children if isinstance(query, AllOf) else (query,)
    words = tuple(word for child in children for word in _bare_words(child))
    if len(words) < least:
        return None
    fixed = tuple(child for child in children if not _bare_words(child))
    return And((*fixed, group(words))) if fixed else group(words)


def most_alternatives(query: Query) -> int:
    """Return how many words there are in the widest of the groups that ``relaxed`` made."""
    match query:
        case AtLeast(_, children) | Or(children):
            return len(children)
        case And(children):
            return max(map(most_alternatives, children))
        case _:
            return 0


def halves(query: Query) -> list[Half]:
    """Return the groups of a query of which half of the words are enough."""
    match query:
        case Half():
            return [query]
        case And(children):
            return [half for child in children for half in halves(child)]
        case _:
            return []


def _bare_words(query: Query) -> tuple[Word, ...]:
    """Return the words of a bare word: of `Ukraine-Krieg` two, of anything else none."""
    if isinstance(query, Word):
        return (query,)
    if isinstance(query, Phrase):
        words = tuple(term for term in query.terms if isinstance(term, Word))
        return words if len(words) == len(query.terms) else ()
    return ()


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
        case Half(children):
            return Half(tuple(exactly(child) for child in children))
        case AtLeast(number, children):
            return AtLeast(number, tuple(exactly(child) for child in children))
        case Not(child):
            return Not(exactly(child))
        case _:
            return query


def broadened(query: Query) -> Query:
    """Return the query whose bare words are also found in compounds, and by their parts.

    Not below ``NOT``, which excludes only what was typed, and not in phrases and nearness. A query
    of many bare words stays as it is.
    """
    return _broadened(query) if number_of_words(query) <= MAX_BROAD_WORDS else query


def number_of_words(query: Query) -> int:
    """Return how many bare words a query has that are not excluded."""
    match query:
        case Word() | Broad():
            return 1
        case AllOf(children) | And(children) | Or(children) | Half(children):
            return sum(map(number_of_words, children))
        case AtLeast(_, children):
            return sum(map(number_of_words, children))
        case _:
            return 0


def _broadened(query: Query) -> Query:
    match query:
        case Word(form):
            return Broad(form, ())
        case Phrase() if hyphenated := _bare_words(query):
            return Or((query, Word("".join(word.form for word in hyphenated))))
        case AllOf(children):
            return AllOf(_neighbours(children))
        case And(children):
            return And(tuple(map(_broadened, children)))
        case Or(children):
            return Or(tuple(map(_broadened, children)))
        case Half(children):
            return Half(_neighbours(children))
        case AtLeast(number, children):
            return AtLeast(number, _neighbours(children))
        case _:
            return query


def _neighbours(children: tuple[Query, ...]) -> tuple[Query, ...]:
    """Return broad words that know what they make with their neighbours."""
    forms = [child.form if isinstance(child, Word) else "" for child in children]
    pairs = [one + other if one and other else "" for one, other in pairwise(forms)]
    return tuple(
        Broad(form, tuple(filter(None, beside))) if form else _broadened(child)
        for child, form, beside in zip(
            children, forms, zip(["", *pairs], [*pairs, ""], strict=True), strict=True
        )
    )


def precisely(query: Query) -> Query:
    """Return the query whose dates leave out articles that are dated less precisely.

    Below ``NOT``, dates stay as they are: what may be excluded is.
    """
    match query:
        case Dated(first, last):
            return Within(first, last)
        case AllOf(children):
            return AllOf(tuple(map(precisely, children)))
        case And(children):
            return And(tuple(map(precisely, children)))
        case Or(children):
            return Or(tuple(map(precisely, children)))
        case _:
            return query
