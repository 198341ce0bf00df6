"""As many news articles as wanted, in the seed format, the same ones for the same seed.

    python benchmarks/corpus.py 100000 --seed 1 --output FOLDER
    python benchmarks/corpus.py 1000000 --seed 1 --output FILE.tar
    python benchmarks/corpus.py 101000 --from 100000 --corpora CORPORA_FOLDER --output FOLDER

benchmarks/README.md says what the texts are like. Article number i depends on the seed, on i, and
on the corpora that are there, on nothing else: neither on how many are made nor on where it starts.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import multiprocessing
import sys
import tarfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import corpus_made_up
import corpus_sentences
from corpus_words import (
    COMPOUND_LAW,
    FIXED_NAMES,
    NAME_LAW,
    compound_speller,
    drawer,
    name_speller,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FOLDER = 1_000  # articles in one folder

# Sizes in UTF-8 bytes, header and credit included.
_MEAN, _SIGMA = 2_200, 0.6
_SHORTEST, _LONGEST = 260, 29_000
_MU = math.log(_MEAN) - _SIGMA**2 / 2
_HEADER_AND_CREDIT = 19

_FIRST_YEAR, _YEARS = 2009, 17
_ONLY_YEAR, _WITH_DAY = 0.01, 0.04
_CREDITED = 0.6
_NEW_PARAGRAPH = 0.22
_NAMED_AGAIN = 0.4  # who is in the news is in the article more than once

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


def articles(
    count: int, seed: int, corpora: Path | None = None, start: int = 0, changed: float = 0.0
) -> Iterator[tuple[str, str]]:
    """Yield id and text of the articles from ``start`` up to, and without, ``count``.

    ``changed`` is the share of them that have one sentence more than without it.
    """
    writer = Writer(seed, corpora, changed)
    for number in range(start, count):
        yield writer.article(number)


class Writer:
    """Writes any article when asked for it by its number."""

    def __init__(self, seed: int, corpora: Path | None = None, changed: float = 0.0) -> None:
        self._seed = seed
        self._changed = changed
        language = (
            corpus_made_up.language() if corpora is None else corpus_sentences.language(corpora)
        )
        self._name = drawer(NAME_LAW, name_speller())
        self._compound = drawer(COMPOUND_LAW, compound_speller(language.nouns))
        lengths = {"n": _mean_length(self._name), "c": _mean_length(self._compound)}
        # Recombined uniformly: a Zipf choice would say a few sentences thousands of times, which
        # no news does, and the words in them follow Zipf's law already.
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
        """Return id and text of the article."""
        digest = hashlib.blake2b(f"{self._seed}/{number}".encode(), digest_size=12).digest()
        rng = Random(f"{self._seed}/{number}")  # a string, so that no two seeds are neighbours
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
            # Over or under by half a sentence, so that the mean is neither.
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
                # Not twice in a row: a first name and a surname are two gaps.
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
    """Return the date of the header, and a day that fits it as credits write it."""
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


def main() -> int:
    options = _options()
    arguments = (options.seed, options.corpora, options.changed)
    try:
        if options.output.suffix == ".tar":
            _write_tar(options.output, Writer(*arguments), options.start, options.count)
        else:
            _write_folders(options.output, arguments, options)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write news articles in the seed format.")
    parser.add_argument("count", type=int, help="how many articles, those before --from included")
    parser.add_argument("--seed", type=int, default=1, help="other articles for another number")
    parser.add_argument(
        "--output", type=Path, required=True, help="a folder, or one file that ends in .tar"
    )
    parser.add_argument(
        "--corpora", type=Path, help="folder of the corpora whose sentences are to be recombined"
    )
    parser.add_argument(
        "--from", type=int, default=0, dest="start", metavar="K", help="leave out the first K"
    )
    parser.add_argument(
        "--changed", type=float, default=0.0, metavar="SHARE", help="so many have a sentence more"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes that write folders")
    options = parser.parse_args()
    if not 0 <= options.start <= options.count:
        parser.error("--from is between 0 and the count")
    if not 0 <= options.changed <= 1:
        parser.error("--changed is between 0 and 1")
    if options.jobs > 1 and options.output.suffix == ".tar":
        parser.error("--jobs is for folders: a .tar is written from one end to the other")
    return options


def _write_tar(path: Path, writer: Writer, start: int, count: int) -> None:
    # As a stream, without the list of members that tarfile would keep.
    with path.open("wb") as file:
        for number in range(start, count):
            name, text = writer.article(number)
            data = text.encode()
            member = tarfile.TarInfo(f"{number // _FOLDER:03}/{name}.txt")
            member.size = len(data)
            file.write(member.tobuf(tarfile.USTAR_FORMAT))
            file.write(data)
            file.write(bytes(-len(data) % tarfile.BLOCKSIZE))
        file.write(bytes(2 * tarfile.BLOCKSIZE))


def _write_folders(
    output: Path, arguments: tuple[int, Path | None, float], options: argparse.Namespace
) -> None:
    _prepare(output, arguments)  # here first: what is wrong with the corpora is said once
    folders = _folders(options.start, options.count)
    if options.jobs == 1:
        for folder in folders:
            _write_folder(folder)
        return
    # Each process is given whole folders, so that none waits for another.
    with multiprocessing.Pool(options.jobs, _prepare, (output, arguments)) as processes:
        for _ in processes.imap_unordered(_write_folder, folders):
            pass


_process: tuple[Path, Writer] | None = None  # what a process keeps between folders


def _prepare(output: Path, arguments: tuple[int, Path | None, float]) -> None:
    global _process
    if _process is not None:  # a forked process has it already
        return
    _process = output, Writer(*arguments)


def _folders(start: int, count: int) -> Iterator[range]:
    while start < count:
        end = min(start - start % _FOLDER + _FOLDER, count)
        yield range(start, end)
        start = end


def _write_folder(numbers: range) -> None:
    assert _process is not None
    output, writer = _process
    folder = output / f"{numbers.start // _FOLDER:03}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        name, text = writer.article(number)
        (folder / f"{name}.txt").write_bytes(text.encode())


if __name__ == "__main__":
    sys.exit(main())
