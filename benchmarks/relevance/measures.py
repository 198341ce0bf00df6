"""Measures of a ranking, between 0 and 1: means over all questions of a corpus."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from statistics import fmean, median
from typing import TYPE_CHECKING

from peers.interface import DEEP, SHOWN, Answers

if TYPE_CHECKING:
    from corpora import Corpus

MRR = f"mrr@{SHOWN}"
HIT_FIRST = "hit@1"
HIT_SHOWN = f"hit@{SHOWN}"
MAP = "map"
MILLISECONDS = "ms a query"
MILLISECONDS_A_PAGE = "ms a page"

Figures = Mapping[str, float]


def first_rank(ranking: Sequence[str], relevant: Collection[str]) -> int | None:
    """Return the rank of the first relevant article, counted from 1, if there is one."""
    return next((rank for rank, found in enumerate(ranking, 1) if found in relevant), None)


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 if the first relevant article has rank 1, ½ for rank 2, 0 if there is none."""
    rank = first_rank(ranking, relevant)
    return 0.0 if rank is None else 1 / rank


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return the mean, over all relevant articles, of the precision at their ranks.

    A relevant article that was not found counts as 0.
    """
    found = 0
    precisions = 0.0
    for rank, article in enumerate(ranking, 1):
        if article in relevant:
            found += 1
            precisions += found / rank
    return precisions / len(relevant)


def figures(corpus: Corpus, answers: Answers) -> Figures:
    """Return the means over the questions of a corpus, and the median time of a question."""
    shown = [
        (answers.best[question][:SHOWN], corpus.relevant[question]) for question in corpus.questions
    ]
    measured = {
        MRR: fmean(reciprocal_rank(ranking, relevant) for ranking, relevant in shown),
        HIT_FIRST: fmean(first_rank(ranking, relevant) == 1 for ranking, relevant in shown),
        HIT_SHOWN: fmean(first_rank(ranking, relevant) is not None for ranking, relevant in shown),
    }
    if corpus.deep:
        measured[MAP] = fmean(
            average_precision(answers.deep[question][:DEEP], corpus.relevant[question])
            for question in corpus.questions
        )
    measured[MILLISECONDS] = median(answers.milliseconds)
    if answers.milliseconds_a_page:
        measured[MILLISECONDS_A_PAGE] = median(answers.milliseconds_a_page)
    return measured
