"""Generates news articles from sentences and drawn words, each from its number alone."""

from __future__ import annotations

import hashlib
import math
from random import Random
from typing import TYPE_CHECKING

import artificial
import sentences
from vocabulary import (
    COMPOUND_LAW,
    FIXED_NAMES,
    NAME_LAW,
    compound_speller,
    drawer,
    name_speller,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Sizes in UTF-8 bytes, header and credit included.
_MEAN, _SIGMA = 2_200, 0.6
_SHORTEST, _LONGEST = 260, 29_000
_MU = math.log(_MEAN) - _SIGMA**2 / 2
_HEADER_AND_CREDIT = 19

_FIRST_YEAR, _YEARS = 2009, 17
_ONLY_YEAR, _WITH_DAY = 0.01, 0.04
_CREDITED = 0.6
_NEW_PARAGRAPH = 0.22
_NAMED_AGAIN = 0.4  # a person in the news is named more than once

_CREDITS = (
    *("afp",) * 5,
    *("dpa",) * 5,
    *("AFP", "dpa/afp", "AFP, dpa", "Reuters", "Reuters", "dts", "dts", "APA", "epd"),
    *("APA/red, {day}", "APA/AFP, {day}", "APA/dpa/Reuters, {day}"),
)
_STATEMENTS = (
    "Das sagte {} am Montag.",
    "{} äußerte sich dazu zunächst nicht.",
    "Zuvor hatte sich {} dafür ausgesprochen.",
    "Kritik kam auch von {}.",
    "Ein Treffen mit {} ist für die kommende Woche geplant.",
)


class ArticleGenerator:
    """Generates any article from its number.

    With real sentences if ``corpora`` is given, else with artificial ones. ``changed`` is the share
    of articles that get one sentence more.
    """

    def __init__(self, seed: int, corpora: Path | None = None, changed: float = 0.0) -> None:
        self._seed = seed
        self._changed = changed
        language = artificial.language() if corpora is None else sentences.language(corpora)
        self._name = drawer(NAME_LAW, name_speller())
        self._compound = drawer(COMPOUND_LAW, compound_speller(language.nouns))
        lengths = {"n": _mean_length(self._name), "c": _mean_length(self._compound)}
        # Drawn uniformly: by Zipf's law, a few sentences would come thousands of times, which does
        # not happen in news. The words in the sentences follow Zipf's law already.
        self._sentences = [
            (
                sentence.pattern,
                sentence.gaps,
                len(sentence.pattern.encode())
                + 1
                - 2 * len(sentence.gaps)
                + sum(lengths[gap] if gap in lengths else int(gap) for gap in sentence.gaps),
            )
            for sentence in language.sentences
        ]

    def article(self, number: int) -> tuple[str, str]:
        """Return the id and the text of the article."""
        digest = hashlib.blake2b(f"{self._seed}/{number}".encode(), digest_size=12).digest()
        rng = Random(f"{self._seed}/{number}")  # a string, so that no two seeds are similar
        chance = rng.random
        date, day = _date(chance)
        credit = ""
        if chance() < _CREDITED:
            named = _CREDITS[int(chance() * len(_CREDITS))].format(day=day)
            credit = f" ({named})"
        body = self._body(rng)
        for name, share in FIXED_NAMES.items():
            if chance() < share:
                body = _with_statement(body, name, chance)
        if int.from_bytes(digest[8:]) < self._changed * 2**32:
            pattern, gaps, _ = self._sentences[int(chance() * len(self._sentences))]
            body += " " + pattern % tuple(self._fillings(gaps, chance))
        return f"000_{digest[:8].hex()}", f" date {date} {body}{credit}"

    def _body(self, rng: Random) -> str:
        chance = rng.random
        sentences = self._sentences
        several = len(sentences)
        room = min(max(math.exp(rng.gauss(_MU, _SIGMA)), _SHORTEST), _LONGEST) - _HEADER_AND_CREDIT
        parts: list[str] = []
        gaps = ""
        while True:
            pattern, wanted, size = sentences[int(chance() * several)]
            # Too long or too short by half a sentence at most, so that the mean is right.
            if parts and room < size / 2:
                break
            parts.append(pattern)
            parts.append("\n\n" if chance() < _NEW_PARAGRAPH else " ")
            gaps += wanted
            room -= size
        parts.pop()
        return "".join(parts) % tuple(self._fillings(gaps, chance))

    def _fillings(self, gaps: str, chance: Callable[[], float]) -> list[str]:
        words: list[str] = []
        names: list[str] = []
        draw_name, draw_compound = self._name, self._compound
        for gap in gaps:
            if gap == "c":
                word = draw_compound(chance())
            elif gap == "n":
                # Not twice in a row: a first name and a surname fill two gaps.
                if names and chance() < _NAMED_AGAIN:
                    word = names[int(chance() * len(names))]
                    if word == words[-1]:
                        word = draw_name(chance())
                else:
                    word = draw_name(chance())
                    names.append(word)
            else:
                least = 10 ** (int(gap) - 1)
                word = str(least + int(chance() * 9 * least))
            words.append(word)
        return words


def _mean_length(draw: Callable[[float], str]) -> float:
    return sum(len(draw(place / 1_000).encode()) for place in range(1_000)) / 1_000


def _date(chance: Callable[[], float]) -> tuple[str, str]:
    """Return the date of the header, and a matching day in the form used in credits."""
    year = _FIRST_YEAR + int(chance() * _YEARS)
    month = 1 + int(chance() * 12)
    day = 1 + int(chance() * 28)
    precision = chance()
    if precision < _ONLY_YEAR:
        date = f"{year}"
    elif precision < _ONLY_YEAR + _WITH_DAY:
        date = f"{year}-{month:02}-{day:02}"
    else:
        date = f"{year}-{month:02}"
    return date, f"{day}.{month}.{year}"


def _with_statement(body: str, name: str, chance: Callable[[], float]) -> str:
    statement = _STATEMENTS[int(chance() * len(_STATEMENTS))].format(name)
    paragraphs = body.split("\n\n")
    paragraphs[int(chance() * len(paragraphs))] += " " + statement
    return "\n\n".join(paragraphs)
