"""A query as it was understood, in words: what each part stands for, and how much it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.article.words import words
from news_archive.query.morphology.compounds import (
    compounds_with,
    joined_forms,
    parted,
    parts_of,
)
from news_archive.query.morphology.inflection import foremost_forms
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    AllOf,
    And,
    AtLeast,
    Broad,
    Dated,
    Exact,
    Fuzzy,
    Half,
    Identifier,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Source,
    Term,
    Within,
    Word,
)
from news_archive.query.weights import enough

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from news_archive.query.vocabulary import Vocabulary

_SHOWN_FORMS = 8
_SHOWN_COMPOUNDS = 3


class Explanation:
    """Explains queries to one archive.

    ``count`` says how many articles match, and ``spell`` how a form is written in them; ``typed``
    has how forms of the query were typed, as far as that is known.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        count: Callable[[Query], int],
        spell: Callable[[str], str],
        typed: Mapping[str, str],
    ) -> None:
        self._vocabulary = vocabulary
        self._count = count
        self._spell = spell
        self._typed = typed

    def lines(self, query: Query) -> list[str]:
        """Return lines that say what a query asks for; parts of a group are one below another."""
        match query:
            case AllOf(children) | And(children):
                head = "all of: "
            case Or(children):
                head = "any of: "
            case Half():
                return self._half(query)
            case AtLeast(number, children):
                head = f"at least {number} of: "
            case Not(child):
                head, children = "not: ", (child,)
            case _:
                return [self._leaf(query)]
        return self._group(head, children)

    def _group(self, head: str, children: Sequence[Query]) -> list[str]:
        below = [line for child in children for line in self.lines(child)]
        return [(" " * len(head) if place else head) + line for place, line in enumerate(below)]

    def _half(self, half: Half) -> list[str]:
        least, words = enough(half, self._vocabulary)
        found = self._group(f"at least {least} of: ", words)
        others = [
            label(word, self._typed) for word in dict.fromkeys(half.children) if word not in words
        ]
        if others:
            found.append(f"not needed: {', '.join(others)} (in over half of the articles)")
        return found

    def _leaf(self, query: Query) -> str:
        answer = _articles(self._count(Word(query.form) if isinstance(query, Broad) else query))
        match query:
            case Word() | Broad():
                return self._word(query, answer)
            case Exact():
                return f"{label(query, self._typed)} ({'; '.join((*self._forms(query), answer))})"
            case Phrase(terms) | Near(terms, _):
                listed = [
                    f"{label(term, self._typed)}: {forms}"
                    for term in terms
                    for forms in self._forms(term)
                ]
                return f"{label(query, self._typed)} ({'; '.join((*listed, answer))})"
            case _:
                return f"{label(query, self._typed)} ({answer})"

    def _word(self, query: Word | Broad, answer: str) -> str:
        own = Word(query.form)
        broad = query if isinstance(query, Broad) else Broad(query.form, ())
        said = [*self._forms(own), answer]
        more = self._count(broad) - self._count(own)
        if more:
            compounds = list(compounds_with(query.form, self._vocabulary))[:_SHOWN_COMPOUNDS]
            where = [f"in compounds such as {', '.join(map(self._spell, compounds))}"] * any(
                compounds
            )
            parts = parts_of(query.form, self._vocabulary)
            if parts is not None:
                where.append(f"with both {' and '.join(map(self._spell, parts))}")
            ways = [
                " ".join(way)
                for way in parted(query.form, self._vocabulary)
                if self._count(Phrase(tuple(map(Exact, way))))
            ]
            others = [*joined_forms(broad.joined, self._vocabulary), *ways][:_SHOWN_COMPOUNDS]
            if others:
                where.append(f"as {', '.join(map(self._spell, others))}")
            counted = "more" if isinstance(query, Broad) else "not counted"
            said.append(f"{more:,} {counted} {' or '.join(where)}")
        return f"{label(query, self._typed)} ({'; '.join(said)})"

    def _forms(self, term: Term) -> list[str]:
        """Return one text that lists the forms a term stands for; none where that is plain."""
        if isinstance(term, Pattern):
            return []
        forms = foremost_forms(term, self._vocabulary)
        spellings = ", ".join(map(self._spell, forms[:_SHOWN_FORMS]))
        more = ", …" if len(forms) > _SHOWN_FORMS else ""
        return [spellings + more] if spellings else []


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"


def label(query: Query, typed: Mapping[str, str]) -> str:
    """Return a part of a query as it was typed, as far as ``typed`` has how its forms were."""
    match query:
        case Word(form) | Broad(form, _):
            return typed.get(form, form)
        case Exact(form):
            return f'"{typed.get(form, form)}"'
        case Pattern(pattern):
            return pattern
        case Fuzzy(form, edits):
            return f"{typed.get(form, form)}~{edits}"
        case Phrase(terms):
            parts = [label(term, typed) for term in terms]
            if any(isinstance(term, Word) for term in terms):
                return "-".join(parts)
            return '"' + " ".join(part.strip('"') for part in parts) + '"'
        case Near(words, distance):
            return f'"{" ".join(label(word, typed) for word in words)}"~{distance}'
        case Source(code):
            return f"source:{code or 'none'}"
        case Identifier(pattern):
            return f"id:{pattern}"
        case Dated(first, last) | Within(first, last):
            since = _day(first) if first > FIRST_DAY_EVER else ""
            until = _day(last) if last < LAST_DAY_EVER else ""
            return f"date:{since}..{until}"
        case _:
            return "every article"


def _day(number: int) -> str:
    return f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"


def typed_forms(text: str | None) -> dict[str, str]:
    """Return how the forms of a query's words were typed."""
    return {word.form: text[word.start : word.end] for word in words(text)} if text else {}
