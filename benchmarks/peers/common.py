"""What every engine is given and what it gives back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# How many hits a reader is shown at once, and how far down a ranking is looked at.
SHOWN = 10
DEEP = 1000


class PeerMissingError(Exception):
    """This engine is not on this machine; the message says how to get it."""


@dataclass(frozen=True)
class Task:
    """The bodies of articles by id, the questions by id, and the language of both.

    ``deep``: the first ``DEEP`` hits are wanted beside the first ``SHOWN``.
    """

    language: str
    bodies: Mapping[str, str]
    questions: Mapping[str, str]
    deep: bool


@dataclass(frozen=True)
class Answers:
    """For each question the ids of the first ``SHOWN`` hits, and of the first ``DEEP`` if asked.

    ``milliseconds``: how long each question took with ``SHOWN`` hits, measured inside the engine's
    process; ``milliseconds_a_page``: the same with all that a reader sees of the hits.
    """

    best: Mapping[str, Sequence[str]]
    deep: Mapping[str, Sequence[str]]
    milliseconds: Sequence[float]
    milliseconds_a_page: Sequence[float] = ()


Search = Callable[[str, int], list[str]]
"""Plain words and how many hits, to ids, the best first."""


def ask(search: Search, task: Task) -> Answers:
    """Ask every question twice, and take the time of the second: nobody starts cold."""
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
