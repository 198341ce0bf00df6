"""Reading a query: from what was typed to the tree.

    query    = and
    and      = together { "AND" together }
    together = either { either }
    either   = unary { "OR" unary }
    unary    = ( "NOT" | "-" ) unary | "(" and ")" | '"' words '"' [ "~" number ]
             | field ":" value | word [ "~" ]

So ``OR`` binds tighter than words side by side, as in web search engines: ``a b OR c`` is ``a`` and
one of the others. ``-`` negates only at the beginning of a word. ``article.words`` defines words; a
chunk of several words (``Ukraine-Krieg``, ``AT&T``) is these words side by side. Quotes may be
typographic. Punctuation without a word is skipped, and a colon is punctuation unless a field stands
before it. Nothing typed reaches an engine's own query parser.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.agencies import named
from news_archive.article.words import forms, words
from news_archive.errors import QuerySyntaxError
from news_archive.limits import MAX_NEAR_WORDS, MAX_QUERY_CHARACTERS, MAX_QUERY_DEPTH, SHORT_WORD
from news_archive.query.tree import (
    FIRST_DAY_EVER,
    LAST_DAY_EVER,
    AllOf,
    And,
    Dated,
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
    from collections.abc import Callable, Iterator

FIELDS = ("date", "id", "source")

_OPERATORS = ("AND", "OR", "NOT")
_SPACE = re.compile(r"\s+")
# Opening typographic quotes, and what closes each.
_QUOTES = {"„": "“”", "“": "”", "‟": "”", "»": "«", "«": "»"}
_CHUNK = re.compile(r'[^\s()"„“‟»«]+')
_FIELD = re.compile(r"([^\W\d_]+):(?!//)(?=[^\s()])")

# Misspelled and German names of fields.
_MISTAKEN_FIELDS = {
    "quelle": "source", "agentur": "source", "agency": "source", "sources": "source",
    "sorce": "source", "souce": "source", "soruce": "source", "soure": "source", "sourc": "source",
    "datum": "date", "dates": "date", "dtae": "date", "daet": "date", "dat": "date",
    "jahr": "date", "year": "date", "monat": "date", "month": "date", "since": "date",
    "until": "date", "kennung": "id", "ids": "id",
}  # fmt: skip

# Fields of other search engines.
_FIELDS_ELSEWHERE = ("title", "titel", "author", "autor", "text", "body", "site", "url")
_NEAR = re.compile(r"~([1-9][0-9]{0,3})(?![\w~])")
_FUZZY = re.compile(r"~([12]?)$")
_OTHER_EDITS = re.compile(r"(?<=\w)~[0-9]+$")
# Mitarbeiter*innen: a sign, as in Mitarbeiter:innen, and no wildcard.
_GENDER_STAR = re.compile(r"(?<=\w)\*(?=in(?:nen)?(?!\w))", re.IGNORECASE)
_STARS = re.compile(r"\*+")


class _Token(NamedTuple):
    kind: str  # one of ( ) " - AND OR NOT word field end
    text: str
    column: int
    value: str = ""


def parse_query(text: str) -> Query:
    """Read a query; raises ``QuerySyntaxError`` with the column of what cannot be read."""
    _check(text)
    return _Parser(text).parse()


def parse_words(text: str) -> Query:
    """Read a text as words side by side, whatever signs are in it.

    Raises ``QuerySyntaxError`` if it holds none, or is too long for a query.
    """
    _check(text)
    found = tuple(Word(form) for form in forms(text))
    if not found:
        raise QuerySyntaxError("the query holds no word to search for", text, 0)
    return found[0] if len(found) == 1 else AllOf(found)


def _check(text: str) -> None:
    if len(text) > MAX_QUERY_CHARACTERS:
        raise QuerySyntaxError(
            f"the query is longer than {MAX_QUERY_CHARACTERS:,} characters", text, 0
        )
    bad = re.search("[\ud800-\udfff\x00]", text)
    if bad is not None:
        raise QuerySyntaxError("the query has a character that no text has", text, bad.start())


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        space = _SPACE.match(text, position)
        if space is not None:
            position = space.end()
            continue
        character = text[position]
        begins = position == 0 or text[position - 1].isspace() or text[position - 1] in "(-"
        if character in "()":
            tokens.append(_Token(character, character, position))
            position += 1
        elif character == '"':
            quoted, end = _quoted(text, position)
            near = _NEAR.match(text, end)
            distance = near.group(1) if near is not None else ""
            if text[end : end + 1] == "~" and near is None:
                reason = 'behind a quote, "~" needs a number from 1 to 9999: "a b"~8'
                raise QuerySyntaxError(reason, text, end)
            tokens.append(_Token('"', quoted, position, distance))
            position = near.end() if near is not None else end
        elif begins and (closed := _typographic_end(text, position)) is not None:
            tokens.append(_Token('"', text[position + 1 : closed], position))
            position = closed + 1
        elif character == "-" and begins and _begins_something(text, position + 1):
            tokens.append(_Token("-", "-", position))
            position += 1
        else:
            token, position = _chunk(text, position)
            tokens.append(token)
    tokens.append(_Token("end", "", len(text)))
    return tokens


def _begins_something(text: str, position: int) -> bool:
    return position < len(text) and not text[position].isspace() and text[position] != ")"


def _quoted(text: str, start: int) -> tuple[str, int]:
    end = text.find('"', start + 1)
    if end < 0:
        raise QuerySyntaxError("a quote is opened and not closed", text, start)
    return text[start + 1 : end], end + 1


def _typographic_end(text: str, start: int) -> int | None:
    """Return where a typographic quote that begins here is closed.

    ``None`` if none begins here or it is not closed: then it is punctuation.
    """
    ends = [text.find(closing, start + 1) for closing in _QUOTES.get(text[start], "")]
    return min((end for end in ends if end > 0), default=None)


def _chunk(text: str, start: int) -> tuple[_Token, int]:
    field = _FIELD.match(text, start)
    if field is not None and field[1].lower() in (*FIELDS, *_MISTAKEN_FIELDS, *_FIELDS_ELSEWHERE):
        if text[field.end()] == '"':
            value, end = _quoted(text, field.end())
        else:
            found = _CHUNK.match(text, field.end())
            value, end = (found.group(), found.end()) if found else ("", field.end())
        return _Token("field", field.group(1), start, value), end
    found = _CHUNK.match(text, start)
    word = found.group() if found else text[start]
    if word.endswith(":") and word[:-1].lower() in FIELDS:
        return _Token("field", word[:-1], start), start + len(word)
    kind = word if word in _OPERATORS else "word"
    return _Token(kind, word, start), start + len(word)


class _Parser:
    """Recursive descent over the tokens; each method reads one rule of the grammar above.

    A rule returns ``None`` for what holds no word (punctuation between words).
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def parse(self) -> Query:
        query = self._and()
        token = self._peek()
        if token.kind == ")":
            raise self._error("a parenthesis is closed and was not opened", token)
        if query is None:
            raise QuerySyntaxError("the query holds no word to search for", self._text, 0)
        return query

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _error(self, reason: str, token: _Token) -> QuerySyntaxError:
        return QuerySyntaxError(reason, self._text, token.column)

    def _and(self) -> Query | None:
        first = self._together()
        if self._peek().kind != "AND":
            return first
        children = self._operands(first, "AND", self._together)
        return And(tuple(children))

    def _together(self) -> Query | None:
        children: list[Query] = []
        while self._peek().kind not in ("end", ")", "AND"):
            if self._peek().kind == "OR":
                first = children.pop() if children else None
                children.append(Or(tuple(self._operands(first, "OR", self._alternative))))
            elif (child := self._unary()) is not None:
                children.append(child)
        if not children:
            return None
        # A lone bare word is no conjunction, and a lone negation needs none.
        return children[0] if len(children) == 1 else AllOf(tuple(children))

    def _alternative(self) -> Query | None:
        child = None
        while child is None and self._peek().kind not in ("end", ")", "AND", "OR"):
            child = self._unary()
        return child

    def _operands(
        self, first: Query | None, operator: str, operand: Callable[[], Query | None]
    ) -> list[Query]:
        """Read the operands of an operator; ``first`` has been read already."""
        children = [first]
        while self._peek().kind == operator:
            token = self._take()
            children.append(operand() if children[-1] is not None else None)
            if children[-1] is None:
                raise self._error(f"{operator} needs something on both sides", token)
        return [child for child in children if child is not None]

    def _unary(self) -> Query | None:
        token = self._take()
        match token.kind:
            case "NOT" | "-":
                return self._negation(token)
            case "(":
                return self._group(token)
            case '"':
                return self._phrase(token)
            case "field":
                return self._field(token)
            case _:
                return self._word(token)

    def _negation(self, token: _Token) -> Query | None:
        if self._peek().kind in ("end", ")", "AND", "OR"):
            raise self._error(f"{token.text} needs something to negate", token)
        self._descend(token)
        child = self._unary()
        self._depth -= 1
        if child is None:
            if token.kind == "NOT":
                raise self._error("NOT needs something to negate", token)
            return None
        return Not(child)

    def _group(self, token: _Token) -> Query | None:
        self._descend(token)
        query = self._and()
        self._depth -= 1
        if self._peek().kind != ")":
            raise self._error("a parenthesis is opened and not closed", token)
        self._take()
        if query is None:
            raise self._error("there is nothing between the parentheses", token)
        return query

    def _descend(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > MAX_QUERY_DEPTH:
            raise self._error(f"nested more than {MAX_QUERY_DEPTH} deep", token)

    def _phrase(self, token: _Token) -> Query:
        found = forms(token.text)
        if not found:
            raise self._error("there is no word between the quotes", token)
        if token.value:
            return self._near(found, token)
        terms = tuple(Exact(form) for form in found)
        return terms[0] if len(terms) == 1 else Phrase(terms)

    def _near(self, found: list[str], token: _Token) -> Query:
        if len(found) < 2:
            raise self._error("one word is near to nothing; put two or more into the quotes", token)
        if len(found) > MAX_NEAR_WORDS:
            raise self._error(
                f"more than {MAX_NEAR_WORDS} words cannot be looked for nearby", token
            )
        return Near(tuple(Word(form) for form in found), int(token.value))

    def _word(self, token: _Token) -> Query | None:
        fuzzy = _FUZZY.search(token.text)
        if fuzzy is not None and forms(token.text):
            return self._fuzzy(token, fuzzy)
        other = _OTHER_EDITS.search(token.text)
        if other is not None:
            reason = "behind a word, `~` stands alone or with 1 or 2: Selenski~2"
            raise QuerySyntaxError(reason, self._text, token.column + other.start())
        terms = self._terms(token)
        if not terms:
            return None
        return terms[0] if len(terms) == 1 else Phrase(terms)

    def _fuzzy(self, token: _Token, mark: re.Match[str]) -> Query:
        found = forms(token.text[: mark.start()])
        if len(found) != 1 or "*" in token.text or "?" in token.text:
            column = token.column + mark.start()
            raise QuerySyntaxError("`~` stands behind one word", self._text, column)
        form = found[0]
        edits = int(mark.group(1)) if mark.group(1) else 1 if len(form) <= SHORT_WORD else 2
        return Fuzzy(form, edits)

    def _terms(self, token: _Token) -> tuple[Term, ...]:
        text = _GENDER_STAR.sub(":", token.text)
        found = [(word.start, word.end, word.form) for word in words(text)]
        wild = [(at, at + 1, mark) for at, mark in enumerate(text) if mark in "*?"]
        glued: list[str] = []
        reached = -1
        for start, end, text in sorted(found + wild):
            if start == reached:
                glued[-1] += text
            else:
                glued.append(text)
            reached = end
        terms: list[Term] = []
        for text in _without_question_marks(glued, token.text):
            if "*" not in text and "?" not in text:
                terms.append(Word(text))
            elif text.strip("*?"):
                terms.append(Pattern(_STARS.sub("*", text)))
            else:
                raise self._error("a wildcard needs a letter or a digit beside it", token)
        return tuple(terms)

    def _field(self, token: _Token) -> Query:
        name = token.text.lower()
        value = token.value
        column = token.column + len(token.text) + 1
        if name not in FIELDS:
            known = ", ".join(f"{field}:" for field in FIELDS)
            meant = _MISTAKEN_FIELDS.get(name)
            question = f"; did you mean {meant}:?" if meant is not None else ""
            raise self._error(f"there is no field {token.text}:, but {known}{question}", token)
        if not value.strip():
            raise QuerySyntaxError(f"{name}: needs a value", self._text, column)
        match name:
            case "source":
                return source_query(value)
            case "id":
                return Identifier(unicodedata.normalize("NFC", value))
            case _:
                return self._date(value, column)

    def _date(self, value: str, column: int) -> Dated:
        # Imported here: most queries have no date.
        from news_archive.query.periods import read_period, today

        since, dots, until = value.partition("..")
        now = today()
        try:
            if not dots:
                period = read_period(value, now)
                return Dated(period.first, period.last)
            if not since and not until:
                raise ValueError("a range of dates needs a date on one side")
            first = read_period(since, now).first if since else FIRST_DAY_EVER
            column += len(since) + 2
            last = read_period(until, now).last if until else LAST_DAY_EVER
        except ValueError as error:
            raise QuerySyntaxError(str(error), self._text, column) from None
        if first > last:
            raise QuerySyntaxError(f"{since} is after {until}", self._text, column)
        return Dated(first, last)


def _without_question_marks(glued: list[str], typed: str) -> Iterator[str]:
    """Yield words with their wildcards, but without question marks at their ends.

    ``?`` is a wildcard inside a word, or if the word also has ``*``, but never in an address.
    """
    for text in glued:
        if "*" in text:
            yield text
        elif "://" in typed:
            yield from filter(None, text.split("?"))
        elif text := text.rstrip("?"):
            yield text


def source_query(value: str) -> Source:
    """Return the filter for an agency: its code, its name or an alias; ``none`` for uncredited."""
    if value.lower() == "none":
        return Source(None)
    agency = named(value)
    return Source(agency.code if agency is not None else value.lower())
