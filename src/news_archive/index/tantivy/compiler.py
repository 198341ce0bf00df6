"""From the query tree to the engine's queries. Nothing here parses text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import tantivy

from news_archive.index.tantivy.schema import query_wall, schema
from news_archive.limits import MAX_WEIGHTED_FORMS
from news_archive.query.inflection import forms_of, weighted
from news_archive.query.patterns import as_regex, escaped, unfolded_regex
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
    from collections.abc import Sequence

    from news_archive.query.vocabulary import Vocabulary

# How much a word's second-best form adds to its best: from the prototype that the design reports.
_TIE_BREAKER = 0.1

# With more forms, to look for the words in any order costs more than it saves to look at texts.
_MOST_NARROWING_FORMS = 60

_Engine = tantivy.Query


class Verify(Protocol):
    """Finds the ids of those candidates of a nearness whose texts have it."""

    def __call__(self, near: Near, candidates: tantivy.Query) -> list[str]:
        """Return the ids."""


def compiled(query: Query, vocabulary: Vocabulary, verify: Verify) -> _Engine:
    """Return the engine's query; raises ``UsageError`` for one that the engine cannot hold.

    The engine's own idea of nearness is another one, so it only names candidates, and ``verify``
    looks at their texts.
    """
    with query_wall():
        return _Compiler(vocabulary, verify).compile(query)


def numbers(field: str, first: int | None, last: int | None) -> _Engine:
    """Return the query for a range of a number field, both ends included; no score."""
    found = _Engine.range_query(
        schema(), field, tantivy.FieldType.Unsigned, lower_bound=first, upper_bound=last
    )
    return _Engine.const_score_query(found, 0.0)


def all_of(*queries: _Engine) -> _Engine:
    """Return the query for what all of several match."""
    return _Engine.boolean_query([(tantivy.Occur.Must, query) for query in queries])


class _Compiler:
    def __init__(self, vocabulary: Vocabulary, verify: Verify) -> None:
        self._vocabulary = vocabulary
        self._verify = verify

    def compile(self, query: Query) -> _Engine:
        match query:
            case Word() | Exact():
                return self._word(query)
            case Pattern(pattern):
                return _unscored(self._pattern(pattern), 1.0)
            case Fuzzy(form, edits):
                return _unscored(_fuzzy(form, edits), 1.0)
            case Phrase(terms):
                return self._phrase(terms)
            case Near():
                return self._near(query)
            case Source(code):
                return _source(code)
            case Dated(first, last):
                return _dated(first, last)
            case Identifier(pattern):
                if "*" in pattern or "?" in pattern:
                    found = _Engine.regex_query(schema(), "id", as_regex(pattern))
                else:
                    found = _term("id", pattern)
                return _unscored(found)
            case Everything():
                return _Engine.all_query()
            case Not(child):
                return self._all((Not(child),))
            case AllOf(children) | And(children):
                return self._all(children)
            case Or(children):
                return _Engine.boolean_query(
                    [(tantivy.Occur.Should, self.compile(child)) for child in children]
                )

    def _all(self, children: tuple[Query, ...]) -> _Engine:
        clauses = [
            (tantivy.Occur.MustNot, self.compile(child.child))
            if isinstance(child, Not)
            else (tantivy.Occur.Must, self.compile(child))
            for child in children
        ]
        if all(isinstance(child, Not) for child in children):
            # The engine needs something to take away from.
            clauses.append((tantivy.Occur.Must, _Engine.all_query()))
        return _Engine.boolean_query(clauses)

    def _word(self, term: Word | Exact) -> _Engine:
        forms = forms_of(term, self._vocabulary)
        ranked = weighted(term, forms, self._vocabulary.articles)
        variants = [
            _Engine.boost_query(_term("folded" if item.folded else "words", item.form), item.weight)
            for item in ranked[:MAX_WEIGHTED_FORMS]
        ]
        rest = ranked[MAX_WEIGHTED_FORMS:]
        for field, is_folded in (("words", False), ("folded", True)):
            others = [item.form for item in rest if item.folded == is_folded]
            if others:
                found = _Engine.term_set_query(schema(), field, others)
                variants.append(_unscored(found, ranked[MAX_WEIGHTED_FORMS - 1].weight))
        if not variants:
            return _Engine.empty_query()
        if len(variants) == 1:
            return variants[0]
        return _Engine.disjunction_max_query(variants, tie_breaker=_TIE_BREAKER)

    def _pattern(self, pattern: str) -> _Engine:
        regex = as_regex(pattern)
        return _Engine.boolean_query(
            [
                (tantivy.Occur.Should, _Engine.regex_query(schema(), field, regex))
                for field in ("words", "folded")
            ]
        )

    def _phrase(self, terms: tuple[Term, ...]) -> _Engine:
        alternatives: list[list[str]] = []
        for term in terms:
            regexes = self._regexes(term)
            if not regexes:
                return _Engine.empty_query()
            alternatives.append(regexes)
        if all(isinstance(term, Exact) for term in terms) and all(
            len(regexes) == 1 for regexes in alternatives
        ):
            return _Engine.phrase_query(schema(), "words", [regexes[0] for regexes in alternatives])
        return _regex_phrase(alternatives)

    def _near(self, near: Near) -> _Engine:
        words = all_of(*(self._word(word) for word in near.words))
        pairs = [self._beside(one, other, near.distance) for one, other in pairwise(near.words)]
        found = [pair for pair in pairs if pair is not None]
        if len(near.words) == 2 and found:
            return all_of(_unscored(found[0]), words)
        ids = self._verify(near, all_of(words, *found))
        if not ids:
            return _Engine.empty_query()
        return all_of(_unscored(_Engine.term_set_query(schema(), "id", ids)), words)

    def _beside(self, one: Word, other: Word, distance: int) -> _Engine | None:
        """Return the query for two words near each other, if the engine can tell.

        Its slop counts the places between two words in order. So both orders are asked for; words
        that share forms it would count twice at one place.
        """
        first, second = (forms_of(word, self._vocabulary) for word in (one, other))
        shared = (first.written.keys() | first.folded) & (second.written.keys() | second.folded)
        sides = [self._regexes(one), self._regexes(other)]
        if shared or not all(sides) or sum(map(len, sides)) > _MOST_NARROWING_FORMS:
            return None
        return _Engine.boolean_query(
            [
                (tantivy.Occur.Should, _regex_phrase(order, distance - 1))
                for order in (sides, sides[::-1])
            ]
        )

    def _regexes(self, term: Term) -> list[str]:
        if isinstance(term, Pattern):
            return [as_regex(term.pattern)]
        forms = forms_of(term, self._vocabulary)
        return [
            *(escaped(form) for form in forms.written),
            *(_unfolded(form) for form in forms.folded),
        ]


def _unfolded(form: str) -> str:
    regex = unfolded_regex(form)
    try:
        # The engine compiles a regular expression here, and those of a phrase only at the end.
        _Engine.regex_query(schema(), "words", regex)
    except ValueError:
        return unfolded_regex(form, accents=False)
    return regex


def _regex_phrase(alternatives: Sequence[Sequence[str]], slop: int = 0) -> _Engine:
    words: list[str | tuple[int, str]] = [f"(?:{'|'.join(regexes)})" for regexes in alternatives]
    return _Engine.regex_phrase_query(schema(), "words", words, slop)


def _fuzzy(form: str, edits: int) -> _Engine:
    return _Engine.boolean_query(
        [
            (tantivy.Occur.Should, _Engine.fuzzy_term_query(schema(), field, form, edits))
            for field in ("words", "folded")
        ]
    )


def _source(code: str | None) -> _Engine:
    if code is None or ("*" not in code and "?" not in code):
        return _unscored(_term("sources", code or "none"))
    found = _Engine.regex_query(schema(), "sources", as_regex(code))
    # `none` is how the index writes that there is no source; no wildcard stands for that.
    return _unscored(
        _Engine.boolean_query(
            [(tantivy.Occur.Must, found), (tantivy.Occur.MustNot, _term("sources", "none"))]
        )
    )


def _term(field: str, text: str) -> _Engine:
    return _Engine.term_query(schema(), field, text, index_option="freq")


def _unscored(query: _Engine, score: float = 0.0) -> _Engine:
    return _Engine.const_score_query(query, score)


def _dated(first: int, last: int) -> _Engine:
    bounds = []
    if last < LAST_DAY_EVER:
        bounds.append(numbers("first_day", None, last))
    if first > FIRST_DAY_EVER:
        bounds.append(numbers("last_day", first, None))
    return all_of(*bounds) if bounds else _unscored(_Engine.all_query())
