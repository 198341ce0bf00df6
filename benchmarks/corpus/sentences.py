"""Real sentences, with gaps for words of an open vocabulary.

A sentence is a format string with one ``%s`` for each gap. ``gaps`` has a character for each: ``n``
for a name, ``c`` for a compound, a digit for a number with so many digits.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from vocabulary import FIXED_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Sentence(NamedTuple):
    pattern: str
    gaps: str


class Language(NamedTuple):
    """Sentences, and the nouns that form new compounds."""

    sentences: list[Sentence]
    nouns: list[str]


_ARCHIVES = ("wikinews-de/seeds.tar.gz", "derstandard-de/undated.tar.gz")
_PARAGRAPHS = "xquad-de/corpus.jsonl"

_HEADER = re.compile(r"\s*date \S+ ")
# Not after `21.` or `Dr.`, which do not end a sentence.
_END = re.compile(r"(?<=[a-zäöüß]{3}[.!?])(?<!Mio\.)(?<!Mrd\.)(?<!Prof\.)(?<!bzw\.)\s+")
_DATELINE = re.compile(r"(?:(?<=[.!?] )|^)[A-ZÄÖÜ][\w/ .()-]{1,40} – (?=[A-ZÄÖÜ„])")
_LIKE_A_SENTENCE = re.compile(r"[„A-ZÄÖÜ][^\n]{23,398}[a-zäöüß“][.!?]")
# At the end of an article these would be parsed as a credit, at the beginning as a dateline.
_MISLEADING = re.compile(r"\([^)]{1,60}\)\s*(?:[-–—:]|\W*$)|^[^a-z]*–")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_NOUN = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{3,10}")
_DETERMINERS = re.compile(r"d(?:er|ie|as|e[mns])|k?eine?[mnrs]?|[ai]m|zu[mr]|vom")
_RARE = 8  # a name or noun with this count or less is replaced by a gap
_COMMON = 4  # a noun that follows an article this often becomes a part of compounds


def language(corpora: Path) -> Language:
    """Return sentences of those German corpora that are in the folder."""
    sentences = [
        sentence
        for text in _texts(corpora)
        for paragraph in text.split("\n")
        for sentence in _END.split(_DATELINE.sub("", paragraph.strip()))
        if _LIKE_A_SENTENCE.fullmatch(sentence) and not _MISLEADING.search(sentence)
    ]
    if not sentences:
        raise FileNotFoundError(f"no German news in {corpora}: {(*_ARCHIVES, _PARAGRAPHS)}")
    sentences = list(dict.fromkeys(sentences))
    counts: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    for sentence in sentences:
        words = _TOKEN.findall(sentence)
        counts.update(words)
        nouns.update(
            word
            for before, word in pairwise(words)
            if _DETERMINERS.fullmatch(before) and _NOUN.fullmatch(word)
        )
    for name in FIXED_NAMES:
        del nouns[name], nouns[name + "s"]
        counts[name] = counts[name + "s"] = 0
    return Language(
        [_with_gaps(sentence, counts) for sentence in sentences],
        [noun for noun, times in sorted(nouns.items()) if times >= _COMMON],
    )


def _texts(corpora: Path) -> Iterator[str]:
    for name in _ARCHIVES:
        if (corpora / name).is_file():
            with tarfile.open(corpora / name) as archive:
                for member in archive:
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield _HEADER.sub("", stream.read().decode("utf-8"), count=1)
    if (corpora / _PARAGRAPHS).is_file():
        for line in (corpora / _PARAGRAPHS).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def _with_gaps(sentence: str, counts: Counter[str]) -> Sentence:
    tokens = list(_TOKEN.finditer(sentence))
    pattern, gaps, done = "", "", 0
    for place, token in enumerate(tokens):
        word = token.group()
        if word[0].islower():
            continue
        gap = _gap(word, place, [other.group() for other in tokens[place - 1 : place + 2]], counts)
        if gap:
            pattern += sentence[done : token.start()].replace("%", "%%") + "%s"
            gaps += gap
            done = token.end()
    return Sentence(pattern + sentence[done:].replace("%", "%%"), gaps)


def _gap(word: str, place: int, around: list[str], counts: Counter[str]) -> str:
    if word.isdecimal():
        # Days and years stay as they are; `000` is the end of a round number.
        return str(len(word)) if 3 <= len(word) <= 9 and word[0] not in "012" else ""
    if counts[word] > _RARE:
        return ""
    if counts[word] == 0:
        return "n"
    if place == 0 or len(word) < 4 or word.isupper():
        return ""
    # A first name and a surname are adjacent; a noun mostly stands alone.
    return "n" if sum(other[0].isupper() for other in around) > 1 else "c"
