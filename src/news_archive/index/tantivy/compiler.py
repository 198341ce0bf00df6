"""Translation of the query tree into the engine's queries. Nothing here parses text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import tantivy

from news_archive.index.contract import only_scored_part
from news_archive.index.tantivy.parts import (
    all_of,
    any_of,
    numbers,
    term_query,
    term_set_query,
    unscored,
    with_bonuses,
)
from news_archive.index.tantivy.schema import query_wall, schema
from news_archive.index.tantivy.scoring import (
    broad_word,
    neighbour_bonuses,
    occurrence,
    tiers,
    word,
)
from news_archive.limits import MAX_CLOSELY_SCORED_WORDS
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    AllOf,
    And,
    AtLeast,
    Broad,
    Dated,
    Everything,
    Exact,
    Form,
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
    number_of_words,
)
from news_archive.query.weights import enough, worth_scoring
from news_archive.query.wildcards import as_regex, beginning_of, ending_of, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news_archive.index.tantivy.vocabulary import TantivyVocabulary

# With more forms, narrowing the candidates by proximity costs more than reading their texts.
_MOST_NARROWING_FORMS = 60

# With more forms, a walk of the whole vocabulary is no slower [spellings].
_MOST_LISTED_ENDINGS = 100_000

_Engine = tantivy.Query


class Verify(Protocol):
    """Finds the candidates for a nearness whose texts really have it."""

    def __call__(self, near: Near, candidates: tantivy.Query) -> list[str]:
        """Return the ids of these candidates."""


def compiled(
    query: Query,
    vocabulary: TantivyVocabulary,
    verify: Verify,
    *,
    ranked: bool,
    typed_first: bool = False,
    only_telling: bool = False,
) -> _Engine:
    """Return the engine's query; raises ``UsageError`` for one that the engine cannot hold.

    The engine defines nearness differently, so it only finds candidates, and ``verify`` checks
    their texts. Unless ``ranked``, parts that only affect scores are left out.
    ``typed_first``: of a query of one word, articles with the form as typed come first, then those
    with others of its forms. ``only_telling``: articles are left out that have none of some words
    but those that say nothing.
    """
    with query_wall():
        compiler = _Compiler(vocabulary, verify, ranked=ranked, only_telling=only_telling)
        compiler.closely = number_of_words(query) <= MAX_CLOSELY_SCORED_WORDS
        found = compiler.compile(query)
        only = only_scored_part(query) if typed_first else None
        if isinstance(only, Word | Broad):
            found = with_bonuses(found, tiers(only, vocabulary))
        return found


class _Compiler:
    def __init__(
        self,
        vocabulary: TantivyVocabulary,
        verify: Verify,
        *,
        ranked: bool,
        only_telling: bool = False,
    ) -> None:
        self._vocabulary = vocabulary
        self._verify = verify
        self._ranked = ranked
        self._only_telling = only_telling
        self.closely = True

    def compile(self, query: Query) -> _Engine:
        match query:
            case Word() | Exact() | Broad():
                return self._word(query)
            case Form(form):
                return term_query("words", form)
            case Pattern(pattern):
                return unscored(self._pattern(pattern), 1.0)
            case Fuzzy(form, edits):
                return unscored(self._fuzzy(form, edits), 1.0)
            case Phrase(terms):
                return self._phrase(terms)
            case Near():
                return self._near(query)
            case Source(code):
                return _source(code)
            case Dated(first, last):
                return _dated(first, last)
            case Within(first, last):
                return all_of(numbers("first_day", first, None), numbers("last_day", None, last))
            case Identifier(pattern):
                if "*" in pattern or "?" in pattern:
                    found = _Engine.regex_query(schema(), "id", as_regex(pattern))
                else:
                    found = term_query("id", pattern)
                return unscored(found)
            case Everything():
                return unscored(_Engine.all_query())
            case Not(child):
                return self._all((Not(child),))
            case AllOf(children) | And(children):
                return self._all(children)
            case Or(children):
                return self._some(1, children)
            case Half(children):
                least, words = enough(query, self._vocabulary)
                found = any_of(map(self.compile, words), least)
                return with_bonuses(found, self._bonuses(children))
            case AtLeast(number, children):
                return self._some(number, children)

    def _word(self, query: Word | Exact | Broad) -> _Engine:
        if not self._ranked:
            return occurrence(query, self._vocabulary)
        if isinstance(query, Broad):
            return broad_word(query, self._vocabulary)
        return word(query, self._vocabulary, closely=self.closely)

    def _each(self, children: Sequence[Query]) -> list[_Engine]:
        """Compile children that are not negated: words in most articles add nothing to scores."""
        if not self._ranked:
            return [self.compile(child) for child in children]
        scored = worth_scoring(children, self._vocabulary)
        return [
            self.compile(child)
            if child in scored
            else unscored(_Compiler(self._vocabulary, self._verify, ranked=False).compile(child))
            for child in children
        ]

    def _all(self, children: tuple[Query, ...]) -> _Engine:
        positive = [child for child in children if not isinstance(child, Not)]
        clauses = [(tantivy.Occur.Must, found) for found in self._each(positive)]
        clauses += [
            (tantivy.Occur.MustNot, self.compile(child.child))
            for child in children
            if isinstance(child, Not)
        ]
        if not positive:
            # The engine needs a positive clause to exclude articles from.
            clauses.append((tantivy.Occur.Must, unscored(_Engine.all_query())))
        return with_bonuses(_Engine.boolean_query(clauses), self._bonuses(children))

    def _some(self, least: int, children: tuple[Query, ...]) -> _Engine:
        wanted = children
        if self._only_telling and least == 1:
            wanted = worth_scoring(children, self._vocabulary)
        return with_bonuses(any_of(self._each(wanted), least), self._bonuses(children))

    def _bonuses(self, children: tuple[Query, ...]) -> list[_Engine]:
        return neighbour_bonuses(children, self._vocabulary) if self._ranked else []

    def _pattern(self, pattern: str) -> _Engine:
        spellings = self._vocabulary.spellings
        ending = ending_of(pattern)
        if ending is not None:
            listed = spellings.ending_with(ending, _MOST_LISTED_ENDINGS)
            if listed is not None:
                return term_set_query("words", listed)
        regex = as_regex(pattern)
        beginning = beginning_of(pattern)
        if beginning is not None:
            folding = [form for _, form in spellings.beginning_with(beginning)]
        else:
            folding = spellings.fitting(regex)
        return _forms(_Engine.regex_query(schema(), "words", regex), folding)

    def _fuzzy(self, form: str, edits: int) -> _Engine:
        found = _Engine.fuzzy_term_query(schema(), "words", form, edits)
        return _forms(found, self._vocabulary.spellings.near(form, edits))

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
        words = all_of(*(word(one, self._vocabulary) for one in near.words))
        pairs = [self._beside(one, other, near.distance) for one, other in pairwise(near.words)]
        found = [pair for pair in pairs if pair is not None]
        if len(near.words) == 2 and found:
            return all_of(unscored(found[0]), words)
        ids = self._verify(near, all_of(words, *found))
        if not ids:
            return _Engine.empty_query()
        return all_of(term_set_query("id", ids), words)

    def _beside(self, one: Word, other: Word, distance: int) -> _Engine | None:
        """Return the query for two words near each other; ``None`` if the engine cannot help.

        Its slop counts the positions between two words in order, so the query asks for both orders.
        Words that share a form get no query: the engine would count one position for both.
        """
        first, second = (forms_of(word, self._vocabulary) for word in (one, other))
        shared = first.keys() & second.keys()
        sides = [self._regexes(one), self._regexes(other)]
        if shared or not all(sides) or sum(map(len, sides)) > _MOST_NARROWING_FORMS:
            return None
        return any_of([_regex_phrase(order, distance - 1) for order in (sides, sides[::-1])])

    def _regexes(self, term: Term) -> list[str]:
        if isinstance(term, Pattern):
            return [as_regex(term.pattern)]
        return [escaped(form) for form in forms_of(term, self._vocabulary)]


def _regex_phrase(alternatives: Sequence[Sequence[str]], slop: int = 0) -> _Engine:
    words: list[str | tuple[int, str]] = [f"(?:{'|'.join(regexes)})" for regexes in alternatives]
    return _Engine.regex_phrase_query(schema(), "words", words, slop)


def _forms(found: _Engine, folding: Sequence[str]) -> _Engine:
    """Extend a query for forms as written with the forms whose plain spelling matches."""
    return any_of([found, term_set_query("words", folding)]) if folding else found


def _source(code: str | None) -> _Engine:
    if code is None or ("*" not in code and "?" not in code):
        return unscored(term_query("sources", code or "none"))
    found = _Engine.regex_query(schema(), "sources", as_regex(code))
    # In the index, `none` marks an article without a source; no wildcard matches it.
    return unscored(
        _Engine.boolean_query(
            [(tantivy.Occur.Must, found), (tantivy.Occur.MustNot, term_query("sources", "none"))]
        )
    )


def _dated(first: int, last: int) -> _Engine:
    bounds = []
    if last < LAST_DAY_EVER:
        bounds.append(numbers("first_day", None, last))
    if first > FIRST_DAY_EVER:
        bounds.append(numbers("last_day", first, None))
    return all_of(*bounds) if bounds else unscored(_Engine.all_query())
