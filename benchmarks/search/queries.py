"""Generates queries of many kinds from the words of an archive, always the same for an archive.

    python benchmarks/search/queries.py ARCHIVE

Prints them as JSON. Words are taken from articles at even distances in the month files, so that
queries find something in any archive.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from news_archive import Archive, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The number of queries in the mixed set; all kinds have about as many.
MIXED = 200
LEADING = "leading wildcard"
LEADING_QUERIES = 20

# The number of articles that words are taken from, and of candidates that are tried for each kind.
_SAMPLE = 2000
_TRIED = 5000

# A rare word is in at most so many articles, a medium one in more, up to this share of them, and a
# common one in more than this share.
_RARE = 20
_MEDIUM = 0.01
_COMMON = 0.05

_WORD = re.compile(r"[^\W\d_][^\W_]*")
_THREE_WORDS = re.compile(r"(?<![\w-])[^\W_]+ [^\W_]+ [^\W_]+(?![\w-])")
_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR"})
_SHORTEST = 5
_APART = 8


@dataclass(frozen=True)
class Query:
    """A query in the archive's syntax, and in that of SQLite's FTS5 if that can express it."""

    kind: str
    text: str
    fts5: str | None = None


@dataclass(frozen=True)
class _Sampled:
    """An article that words are taken from: some fields, and the words of its body in order."""

    date: str
    sources: tuple[str, ...]
    body: str
    words: tuple[str, ...]


class _Generator:
    """Generates endless candidates for each kind; duplicates are dropped later."""

    def __init__(self, archive: Archive, sample: list[_Sampled]) -> None:
        self._archive = archive
        self._sample = sample
        self._random = random.Random(1)
        self._articles = len(archive)
        self._found_in = Counter(
            word for article in sample for word in set(article.words) if len(word) >= 2
        )

    def words_in(self, least: int, most: float) -> Iterator[Query]:
        """Single words that are in ``least`` to ``most`` articles as written."""
        share = most * len(self._sample) / self._articles
        words = sorted(word for word, count in self._found_in.items() if count <= max(1, 2 * share))
        self._random.shuffle(words)
        for word in words:
            if least <= self._archive.count(f'"{word}"') <= most:
                yield Query("", word, _quoted(word))

    def common(self) -> Iterator[Query]:
        share = _COMMON * len(self._sample)
        words = sorted(word for word, count in self._found_in.items() if count > share)
        self._random.shuffle(words)
        for word in ("Regierung", "der", *words):
            yield Query("", word, _quoted(word))

    def several(self) -> Iterator[Query]:
        for number in cycle((2, 3)):
            words = self._words_of_one(number)
            yield Query("", " ".join(words), " ".join(map(_quoted, words)))

    def phrase(self) -> Iterator[Query]:
        while True:
            found = _THREE_WORDS.findall(self._article().body)
            if found:
                words = self._random.choice(found)
                yield Query("", f'"{words}"', f'"{words}"')

    def boolean(self) -> Iterator[Query]:
        """Operators with words of one article, so that NOT excludes something."""
        for archive, sqlite in cycle(
            (
                ("{} AND {}", "{} AND {}"),
                ("{} OR {}", "{} OR {}"),
                ("{} AND NOT {}", "{} NOT {}"),
                ("({} OR {}) AND {}", "({} OR {}) AND {}"),
                ("({} OR {}) -{}", "({} OR {}) NOT {}"),
            )
        ):
            words = self._words_of_one(archive.count("{}"))
            yield Query("", archive.format(*words), sqlite.format(*map(_quoted, words)))

    def trailing(self) -> Iterator[Query]:
        while True:
            (word,) = self._words_of_one(1)
            beginning = word[: self._random.randint(4, max(4, len(word) - 2))]
            yield Query("", f"{beginning}*", f"{_quoted(beginning)}*")

    def leading(self) -> Iterator[Query]:
        yield Query("", "*minister")
        while True:
            (word,) = self._words_of_one(1)
            yield Query("", f"*{word[-self._random.randint(4, 7) :].lower()}")

    def fuzzy(self) -> Iterator[Query]:
        """Words with two letters swapped, as in a typing error."""
        while True:
            (word,) = self._words_of_one(1)
            place = self._random.randint(1, len(word) - 2)
            swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            yield Query("", f"{swapped}~")

    def near(self) -> Iterator[Query]:
        while True:
            words = self._article().words
            if len(words) <= _APART:
                continue
            first = self._random.randrange(len(words) - _APART)
            around = words[first : first + _APART]
            pair = [word for word in around if len(word) >= _SHORTEST]
            if len(pair) >= 2:
                yield Query("", f'"{pair[-1]} {pair[0]}"~{_APART}')

    def dated(self) -> Iterator[Query]:
        for form in cycle(("{month}", "{year}", "..{year}", "{month}..", "{year}..{next}")):
            article, word = self._word()
            year = article.date[:4]
            dates = form.format(month=article.date[:7], year=year, next=f"{int(year) + 1:04}")
            yield Query("", f"{word} date:{dates}")

    def credited(self) -> Iterator[Query]:
        for form in cycle(("source:{}", "-source:{}", "source:none")):
            article, word = self._word()
            source = article.sources[0] if article.sources else "none"
            yield Query("", f"{word} {form.format(source)}")

    def inflected(self) -> Iterator[Query]:
        """Nouns that find more articles than contain them as written."""
        while True:
            (word,) = self._words_of_one(1)
            if word[0].isupper() and self._archive.count(word) > self._archive.count(f'"{word}"'):
                yield Query("", word)

    def _article(self) -> _Sampled:
        return self._random.choice(self._sample)

    def _word(self) -> tuple[_Sampled, str]:
        while True:
            article = self._article()
            words = _long(article.words)
            if words:
                return article, self._random.choice(words)

    def _words_of_one(self, number: int) -> list[str]:
        """Different words of one article, long enough to be search terms."""
        while True:
            words = _long(self._article().words)
            if len(words) >= number:
                return self._random.sample(words, number)


def queries_for(archive: Archive, folder: Path) -> list[Query]:
    """Return the mixed set, followed by queries with leading wildcards."""
    maker = _Generator(archive, _sampled(folder))
    articles = len(archive)
    medium = max(_RARE + 1, _MEDIUM * articles)
    kinds: dict[str, Callable[[], Iterator[Query]]] = {
        "rare word": lambda: maker.words_in(1, _RARE),
        "medium word": lambda: maker.words_in(_RARE + 1, medium),
        "common word": maker.common,
        "two or three words": maker.several,
        "phrase": maker.phrase,
        "boolean": maker.boolean,
        "trailing wildcard": maker.trailing,
        "fuzzy": maker.fuzzy,
        "nearness": maker.near,
        "filtered by date": maker.dated,
        "filtered by source": maker.credited,
        "inflected": maker.inflected,
    }
    share, more = divmod(MIXED, len(kinds))
    made: list[Query] = []
    for place, (kind, make) in enumerate(kinds.items()):
        made += _different(kind, make(), share + (place < more))
    made += _different(LEADING, maker.leading(), LEADING_QUERIES)
    return made


def _different(kind: str, candidates: Iterator[Query], number: int) -> list[Query]:
    made: dict[str, Query] = {}
    for query in islice(candidates, _TRIED):
        made.setdefault(query.text, Query(kind, query.text, query.fts5))
        if len(made) == number:
            break
    else:
        print(f"only {len(made)} of {number} queries for: {kind}", file=sys.stderr)
    return list(made.values())


def _sampled(folder: Path) -> list[_Sampled]:
    """Return articles at even distances in the month files, without reading all of them."""
    paths = sorted((folder / "articles").glob("*.jsonl"))
    step = sum(path.stat().st_size for path in paths) / _SAMPLE
    sample: list[_Sampled] = []
    ahead = 0.0  # bytes of this file before the next article
    for path in paths:
        size = path.stat().st_size
        with path.open("rb") as file:
            while ahead < size:
                file.seek(int(ahead))
                if ahead:
                    file.readline()  # most likely in the middle of a line
                line = file.readline()
                ahead += step
                record = json.loads(line) if line else {}
                if "body" in record:  # a deletion has none
                    sample.append(_article_of(record))
        ahead -= size
    if not sample:
        sys.exit(f"{folder} holds no articles")
    return sample


def _article_of(record: dict[str, object]) -> _Sampled:
    body = str(record["body"])
    words = tuple(word for word in _WORD.findall(body) if word not in _OPERATORS)
    sources = record.get("sources")
    return _Sampled(
        str(record["date"]), tuple(sources) if isinstance(sources, list) else (), body, words
    )


def _long(words: tuple[str, ...]) -> list[str]:
    return sorted({word for word in words if len(word) >= _SHORTEST})


def _quoted(word: str) -> str:
    return f'"{word}"'


def main() -> None:
    folder = Path(sys.argv[1])
    try:
        with Archive(folder) as archive:
            made = queries_for(archive, folder)
    except ArchiveError as error:
        sys.exit(str(error))
    json.dump([asdict(query) for query in made], sys.stdout)


if __name__ == "__main__":
    main()
