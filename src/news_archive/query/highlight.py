"""Where in a text a query matches.

Every kind of match is found: inflected, exact, wildcard, fuzzy, phrase and nearness. What a query
excludes is not highlighted. The words are those of ``article.words``: what is highlighted is what
was found.

Examining a text word by word would take longer than the search. So it is split at white space,
which is quick. Of these *chunks*, only those that no earlier text had are examined; few of them
contain a word of the query, and these are looked up in the text.
"""

from __future__ import annotations

import re
from itertools import accumulate, chain, compress, islice
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.sentences import first_sentence
from news_archive.article.words import folded, is_plain, is_searchable, words
from news_archive.errors import UsageError
from news_archive.query.morphology.compounds import (
    compounds_with,
    joined_forms,
    parted,
    parts_of,
)
from news_archive.query.morphology.inflection import forms_of
from news_archive.query.nearness import near_places
from news_archive.query.snippet import Match, Snippet, Span, snippet
from news_archive.query.spelling import is_near_spelling
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Broad,
    Exact,
    Fuzzy,
    Half,
    Near,
    Or,
    Pattern,
    Phrase,
    Query,
    Term,
    Word,
)
from news_archive.query.wildcards import fits, form_fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from news_archive.article.words import Word as PlacedWord
    from news_archive.query.vocabulary import Vocabulary

__all__ = ["Highlighter", "Snippet", "Span", "has_words"]

# Text examined at a time [characters]: all of an article, but only a part of a book.
_PIECE = 1 << 18

# Chunks remembered as examined [count]: those of a thousand articles, some tens of megabytes.
_MOST_CHUNKS = 1 << 18

# With more chunks to look up, it is faster to walk over all chunks of a text [count].
_MANY_CHUNKS = 100

# A word weighs 1, and 1 more for each halving of the share of articles that have it: ``der`` says
# nothing. Counting the articles of a pattern is slow; it is assumed to be rare.
_WEIGHT_OF_A_PATTERN = 6

_CHUNK = re.compile(r"\S+")
_RUN = re.compile(r"[^\W_]+")
_WILDCARDS = re.compile(r"[*?]")


# Beginning of a text in which its first sentence is sought, and its maximal length [characters].
_HEADLINE_ROOM = 2_000
_MOST_OF_A_HEADLINE = 200


class _Hit(NamedTuple):
    """A word that answers some terms of the query: a bit for each of them."""

    start: int
    end: int
    terms: int


class Highlighter:
    """Finds the matches of one query in any number of texts."""

    def __init__(self, query: Query, vocabulary: Vocabulary) -> None:
        self._terms = _Terms(vocabulary)
        # A part is identified by a bit: a word or a phrase by that of its last term, and each word
        # of a nearness by its own, so that a snippet shows all of them.
        self._weights: dict[int, int] = {}
        self._first_terms = 0
        self._lengths: dict[int, int] = {}
        self._nears: list[tuple[list[int], int]] = []
        bit = 1
        for terms in dict.fromkeys(_positive_terms(query)):
            self._first_terms |= bit
            weight = 0
            for term in terms:
                weight = max(weight, self._terms.add(term, bit, alone=len(terms) == 1))
                last, bit = bit, bit << 1
            self._lengths[last] = len(terms)
            self._weights[last] = weight
        for near in dict.fromkeys(_positive_nears(query)):
            bits = [bit << place for place in range(len(near.words))]
            for word, its_bit in zip(near.words, bits, strict=True):
                self._weights[its_bit] = self._terms.add(word, its_bit, alone=True)
            self._nears.append((bits, near.distance))
            bit <<= len(bits)
        self._last_terms = sum(self._lengths)
        self._looked_into: set[str] = set()
        self._hits_of: dict[str, list[_Hit]] = {}

    def spans(self, text: str) -> list[Span]:
        """Return where a text matches, in order and without overlap, a span for each word."""
        return self._found(text)[0]

    def matches(self, text: str) -> list[Span]:
        """Return where a text matches, in order, a span for each word, phrase or nearness.

        Overlapping matches are one span.
        """
        found: list[Span] = []
        for start, end, _ in self._found(text, whole_nears=True)[1]:
            if found and start < found[-1].end:
                found[-1] = Span(found[-1].start, max(found[-1].end, end))
            else:
                found.append(Span(start, end))
        return found

    def headline(self, text: str) -> Snippet:
        """Return the first sentence of a text, cut between words if it is very long."""
        sentence = first_sentence(text[:_HEADLINE_ROOM])
        if len(sentence) <= _MOST_OF_A_HEADLINE:
            return self.snippet(sentence, len(sentence))
        words_of_it = sentence[: _MOST_OF_A_HEADLINE + 1].rsplit(None, 1)[0][:_MOST_OF_A_HEADLINE]
        found = self.snippet(words_of_it, len(words_of_it))
        return Snippet(f"{found.text} …", found.highlights)

    def snippet(self, text: str, width: int = 240) -> Snippet:
        """Return the passage of about ``width`` characters that shows most of the query."""
        spans, matches = self._found(text)
        return snippet(text, matches, spans, self._weights, width)

    def _found(self, text: str, *, whole_nears: bool = False) -> tuple[list[Span], list[Match]]:
        """Return spans of words and matches; ``whole_nears``: a match for each whole nearness."""
        hits = list(self._hits(text)) if self._weights else []
        matches: list[Match] = []
        # How many more matches the hit at a place is in than the one before it.
        more = [0] * (len(hits) + 1)
        for first, last, part in chain(
            self._in_order(text, hits), self._near(text, hits, whole=whole_nears)
        ):
            matches.append(Match(hits[first].start, hits[last].end, part))
            more[first] += 1
            more[last + 1] -= 1
        spans = [Span(hit.start, hit.end) for hit in compress(hits, accumulate(more))]
        return spans, sorted(matches)

    def _hits(self, text: str) -> Iterator[_Hit]:
        """Yield the words that answer any term, in order."""
        for start, piece in _pieces(text):
            if len(self._looked_into) > _MOST_CHUNKS:
                self._looked_into.clear()
                self._hits_of.clear()
            chunks = set(piece.split())
            self._look_into(chunks - self._looked_into)
            present = self._hits_of.keys() & chunks
            placed = _walked if len(present) > _MANY_CHUNKS else _looked_up
            for place, chunk in placed(piece, present):
                for hit in self._hits_of[chunk]:
                    yield _Hit(start + place + hit.start, start + place + hit.end, hit.terms)

    def _look_into(self, chunks: set[str]) -> None:
        self._looked_into |= chunks
        for chunk in self._terms.likely(chunks):
            hits = [
                _Hit(word.start, word.end, terms)
                for word in words(chunk)
                if (terms := self._terms.answered_by(word.form))
            ]
            if hits:
                self._hits_of[chunk] = hits

    def _in_order(self, text: str, hits: list[_Hit]) -> Iterator[tuple[int, int, int]]:
        """Yield the first and last hit of each word or phrase, and which part it is.

        The hits are read one by one. ``reached`` has the bits of the terms that the last hit may be
        within a phrase that is complete so far; the next hit must be the term after it.
        """
        reached = 0
        for at, hit in enumerate(hits):
            following = (reached & ~self._last_terms) << 1 & hit.terms
            if following and next(_words_between(text, hits[at - 1], hit), None) is not None:
                following = 0
            reached = following | self._first_terms & hit.terms
            complete = reached & self._last_terms
            while complete:
                part = complete & -complete
                yield at - self._lengths[part] + 1, at, part
                complete ^= part

    def _near(self, text: str, hits: list[_Hit], *, whole: bool) -> Iterator[tuple[int, int, int]]:
        """Yield in the same way the hits that take part in a nearness, each by itself.

        ``whole``: those that are near each other as one.
        """
        for bits, distance in self._nears:
            places: dict[int, int] = {}
            place = 0
            for at, hit in enumerate(hits):
                if hit.terms & sum(bits):
                    if places:
                        # Words are only counted as far as it matters.
                        between = _words_between(text, hits[places[place]], hit)
                        place += 1 + sum(1 for _ in islice(between, distance))
                    places[place] = at
            wanted = [
                [place for place in places if hits[places[place]].terms & bit] for bit in bits
            ]
            near = sorted(near_places(wanted, distance))
            if whole:
                for group in _groups(near, distance):
                    yield places[group[0]], places[group[-1]], bits[0]
                continue
            for place in near:
                at = places[place]
                for bit in bits:
                    if hits[at].terms & bit:
                        yield at, at, bit


def _groups(places: list[int], distance: int) -> Iterator[list[int]]:
    """Yield places in order that are at most a distance from the next one, together."""
    group: list[int] = []
    for place in places:
        if group and place - group[-1] > distance:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


class _Terms:
    """Which terms of a query, a bit for each, a form answers."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, int] = {}
        self._tests: list[tuple[Callable[[str], bool], int]] = []

    def add(self, term: Term | Broad | Fuzzy, bit: int, *, alone: bool) -> int:
        """Assign a bit to a term, and return the weight of a match."""
        if isinstance(term, Fuzzy):
            self._tests.append((_fuzzy_test(term.form, term.edits), bit))
            return _WEIGHT_OF_A_PATTERN
        if isinstance(term, Pattern):
            self._tests.append((_pattern_test(term.pattern, alone=alone), bit))
            return _WEIGHT_OF_A_PATTERN
        if isinstance(term, Broad):
            for form in _about(term, self._vocabulary):
                self._known[form] = self._known.get(form, 0) | bit
            term = Word(term.form)
        forms = forms_of(term, self._vocabulary)
        for form in forms:
            self._known[form] = self._known.get(form, 0) | bit
        count = sum(forms.values())
        return max(1, (self._vocabulary.articles // max(1, count)).bit_length())

    def likely(self, chunks: set[str]) -> Iterable[str]:
        """Return the chunks without those that are quickly seen to match nothing."""
        lines = "\n".join(chunks)
        lowered = lines.lower()
        if "_" in lowered or not is_plain(lowered):
            return chunks
        runs = set(_RUN.findall(lowered))
        answering = runs & self._known.keys()
        if self._tests:
            answering.update(run for run in runs if self.answered_by(run))
        if len(answering) > _MANY_CHUNKS:
            return chunks
        return {
            lines[lines.rfind("\n", 0, place) + 1 : _line_end(lines, place)]
            for run in answering
            for place in _places(lowered, run)
        }

    def answered_by(self, form: str) -> int:
        """Return the bits of the terms that a form answers."""
        bits = self._known.get(form, 0)
        for test, bit in self._tests:
            if test(form):
                bits |= bit
        return bits if bits and is_searchable(form) else 0


def _about(broad: Broad, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the forms that a broad word stands for in addition to those of the word itself."""
    yield from compounds_with(broad.form, vocabulary)
    yield from joined_forms(broad.joined, vocabulary)
    for part in parts_of(broad.form, vocabulary) or ():
        yield from forms_of(Word(part), vocabulary)
    for way in parted(broad.form, vocabulary):
        yield from way


def _pattern_test(pattern: str, *, alone: bool) -> Callable[[str], bool]:
    literal = max(_WILDCARDS.split(pattern), key=len)
    test = form_fits if alone else fits
    # Most words can be ruled out without the regular expression.
    return lambda form: (literal in form or not form.isascii()) and test(pattern, form)


def _fuzzy_test(typed: str, edits: int) -> Callable[[str], bool]:
    letters = set(typed)

    def may_be_near(spelling: str) -> bool:
        # An edit changes the length by one at most, removes one letter and adds one.
        return (
            -edits <= len(spelling) - len(typed) <= edits
            and len(letters.difference(spelling)) <= edits
            and len(set(spelling) - letters) <= edits
        )

    def test(form: str) -> bool:
        # Counting letters is quicker than counting edits, and rules out nearly all words.
        likely = may_be_near(form) or (not form.isascii() and may_be_near(folded(form)))
        return likely and is_near_spelling(typed, form, edits)

    return test


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield pieces of a text, split between words, each with its offset."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        if end < 0:
            end = len(text)
        yield start, text[start:end]
        start = end


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + len(part))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _looked_up(text: str, chunks: set[str]) -> list[tuple[int, str]]:
    """Return the places of some chunks in a text; fast for few chunks."""
    found: list[tuple[int, str]] = []
    for chunk in chunks:
        for place in _places(text, chunk):
            end = place + len(chunk)
            if (place == 0 or text[place - 1].isspace()) and (
                end == len(text) or text[end].isspace()
            ):
                found.append((place, chunk))
    return sorted(found)


def _walked(text: str, chunks: set[str]) -> list[tuple[int, str]]:
    """Return the same as ``_looked_up``, in a time independent of the number of chunks."""
    return [
        (chunk.start(), chunk.group()) for chunk in _CHUNK.finditer(text) if chunk.group() in chunks
    ]


def _words_between(text: str, one: _Hit, other: _Hit) -> Iterator[PlacedWord]:
    return words(text[one.end : other.start])


def highlighter_of_words(query: Query, vocabulary: Vocabulary) -> Highlighter:
    """Return a highlighter for a query; raises ``UsageError`` if nothing can be highlighted."""
    if not has_words(query):
        raise UsageError("the query has no word to look for: fields alone match no text")
    return Highlighter(query, vocabulary)


def has_words(query: Query) -> bool:
    """Whether there is anything in a query that can be highlighted."""
    return bool(_positive_terms(query) or _positive_nears(query))


def _positive_terms(query: Query) -> list[tuple[Term | Broad | Fuzzy, ...]]:
    match query:
        case Word() | Broad() | Exact() | Pattern() | Fuzzy():
            return [(query,)]
        case Phrase(terms):
            return [terms]
        case AllOf(children) | And(children) | Or(children) | Half(children) | AtLeast(_, children):
            return [terms for child in children for terms in _positive_terms(child)]
        case _:
            return []


def _positive_nears(query: Query) -> list[Near]:
    match query:
        case Near():
            return [query]
        case AllOf(children) | And(children) | Or(children) | Half(children) | AtLeast(_, children):
            return [near for child in children for near in _positive_nears(child)]
        case _:
            return []
