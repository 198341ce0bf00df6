"""The test collections: articles to ingest, questions to ask, and the relevant articles."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Characters that have a meaning in the archive's query language; see docs/query.md.
_SYNTAX = re.compile(r'["()*?~:„“”‟»«]')
_LEADING_HYPHENS = re.compile(r"(?<!\S)-+")

# For the articles without a date: every article needs one, and no question is about one.
_ANY_YEAR = "2016"

# Headlines of the large collection that are asked, and how many words one has at least.
_HEADLINES = 2_000
_LEAST_HEADLINE_WORDS = 2


@dataclass(frozen=True)
class Corpus:
    """Articles as a file that the archive can ingest, and questions with relevance judgments.

    ``questions`` maps a question's id to its plain words, ``relevant`` to the ids of the articles
    that answer it. ``deep``: some questions have several answers, so that the ranks of all of them
    count and not only the first.
    """

    name: str
    language: str
    input: Path
    questions: dict[str, str]
    relevant: dict[str, frozenset[str]]
    deep: bool


def plain_words(text: str) -> str:
    """Return a question as words without operators, the same for every engine.

    Lower case turns the operators ``AND``, ``OR`` and ``NOT`` into words. It changes nothing else,
    since every engine here ignores letter case.
    """
    return " ".join(_LEADING_HYPHENS.sub(" ", _SYNTAX.sub(" ", text)).lower().split())


def load(name: str, corpora: Path, workplace: Path) -> Corpus:
    """Read a corpus; articles that have to be converted are written to ``workplace``."""
    return _LOADERS[name](corpora / name, workplace)


def _wikinews(folder: Path, workplace: Path) -> Corpus:  # noqa: ARG001
    titles = dict(_rows(folder / "titles.tsv"))
    return Corpus(
        name="wikinews-de",
        language="german",
        input=folder / "seeds.tar.gz",
        questions={identity: plain_words(title) for identity, title in titles.items()},
        relevant={identity: frozenset([identity]) for identity in titles},
        deep=False,
    )


def _xquad(folder: Path, workplace: Path) -> Corpus:
    return _judged(folder, workplace, "german", {}, deep=False)


def _time(folder: Path, workplace: Path) -> Corpus:
    return _judged(folder, workplace, "english", dict(_rows(folder / "dates.tsv")), deep=True)


def _reuters(folder: Path, workplace: Path) -> Corpus:
    """Known items: the question is a headline that only one story has, which is not ingested."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    path = workplace / f"{folder.name}.jsonl"
    with path.open("w", encoding="utf-8") as records:
        for article in articles:
            record = {"id": article["id"], "date": article["date"], "text": article["text"]}
            records.write(json.dumps(record, ensure_ascii=False) + "\n")
    titles = {article["id"]: plain_words(article["title"]) for article in articles}
    times = Counter(titles.values())
    once = [
        identity
        for identity, title in titles.items()
        if times[title] == 1 and len(title.split()) >= _LEAST_HEADLINE_WORDS
    ]
    # The same ones on every machine, and not those of a few days.
    once.sort(key=lambda identity: hashlib.sha256(identity.encode()).digest())
    questions = {identity: titles[identity] for identity in sorted(once[:_HEADLINES])}
    return Corpus(
        name=folder.name,
        language="english",
        input=path,
        questions=questions,
        relevant={identity: frozenset([identity]) for identity in questions},
        deep=False,
    )


_LOADERS: dict[str, Callable[[Path, Path], Corpus]] = {
    "wikinews-de": _wikinews,
    "xquad-de": _xquad,
    "time-en": _time,
    "reuters-en": _reuters,
}
NAMES = tuple(_LOADERS)


def _judged(
    folder: Path, workplace: Path, language: str, dates: dict[str, str], *, deep: bool
) -> Corpus:
    """Read a corpus of ``corpus.jsonl``, ``queries.tsv`` and ``qrels.tsv``."""
    relevant: dict[str, set[str]] = {}
    for question, article, grade in _rows(folder / "qrels.tsv"):
        if int(grade) > 0:
            relevant.setdefault(question, set()).add(article)
    questions = {identity: plain_words(text) for identity, text in _rows(folder / "queries.tsv")}
    return Corpus(
        name=folder.name,
        language=language,
        input=_as_records(folder, workplace, dates),
        # A question without relevant articles says nothing about an engine.
        questions={identity: text for identity, text in questions.items() if identity in relevant},
        relevant={identity: frozenset(articles) for identity, articles in relevant.items()},
        deep=deep,
    )


def _as_records(folder: Path, workplace: Path, dates: dict[str, str]) -> Path:
    """Write the articles as the JSON Lines that the archive reads."""
    path = workplace / f"{folder.name}.jsonl"
    with (
        (folder / "corpus.jsonl").open(encoding="utf-8") as articles,
        path.open("w", encoding="utf-8") as records,
    ):
        for line in articles:
            article = json.loads(line)
            record = {
                "id": article["_id"],
                "date": dates.get(article["_id"], _ANY_YEAR),
                "title": article["title"],
                "text": article["text"],
            }
            records.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def _rows(path: Path) -> list[list[str]]:
    # Not splitlines(), which also splits at characters that a title may contain.
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line]
