"""The input and the output of every engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# The number of hits on a page, and the depth to which a ranking is evaluated.
SHOWN = 10
DEEP = 1000


class PeerMissingError(Exception):
    """An engine is not installed; the message says how to install it."""


@dataclass(frozen=True)
class Task:
    """The bodies of articles by id, the questions by id, and the language of both.

    ``deep``: the first ``DEEP`` hits are needed, not only the first ``SHOWN``.
    """

    language: str
    bodies: Mapping[str, str]
    questions: Mapping[str, str]
    deep: bool


@dataclass(frozen=True)
class Answers:
    """For each question the ids of the first ``SHOWN`` hits, and of the first ``DEEP`` if asked.

    ``milliseconds``: the time of each question with ``SHOWN`` hits, measured inside the engine's
    process; ``milliseconds_a_page``: the same with everything that is shown of the hits.
    """

    best: Mapping[str, Sequence[str]]
    deep: Mapping[str, Sequence[str]]
    milliseconds: Sequence[float]
    milliseconds_a_page: Sequence[float] = ()


Search = Callable[[str, int], list[str]]
"""From plain words and the number of hits to ids, the best first."""


def ask(search: Search, task: Task) -> Answers:
    """Ask every question twice, and time the second: the first is a warm-up."""
    for text in task.questions.values():
        search(text, SHOWN)
    best: dict[str, list[str]] = {}
    milliseconds: list[float] = []
    for question, text in task.questions.items():
        began = time.perf_counter()
        best[question] = search(text, SHOWN)
        milliseconds.append((time.perf_counter() - began) * 1000)
    deep: dict[str, list[str]] = {}
    if task.deep:
        deep = {question: search(text, DEEP) for question, text in task.questions.items()}
    return Answers(best, deep, milliseconds)
