"""How many pairs of near-duplicates does `archive duplicates` find, and how long does it take?

    python benchmarks/relevance/duplicates.py CORPORA [--within 31d]

``CORPORA/reuters-en/articles.jsonl.gz`` is ingested into a temporary folder. For each month the
groups are compared with the exact overlap of all pairs of texts, which is counted with an inverted
index of all shingles. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from news_archive import Archive
from news_archive.article.shingles import Overlap, are_alike, overlap, shingles

THRESHOLD = 0.7

# Ranges of the ratio of the longer text to the shorter, for pairs of which one contains the other.
RATIOS = ((1, 2), (2, 4), (4, 8), (8, 1_000_000))


class Pair(NamedTuple):
    """Two ids in alphabetical order."""

    first: str
    second: str


class Exact(NamedTuple):
    """All near-duplicates among the texts of a month, found exactly.

    ``similar`` pairs share at least the threshold. In ``contained`` pairs, which share less, one
    text contains the other; the number is the ratio of their lengths.
    """

    similar: set[Pair]
    contained: dict[Pair, float]
    seconds: float

    @property
    def alike(self) -> set[Pair]:
        return self.similar | self.contained.keys()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--within", default="31d", help="so long that a month is compared as whole")
    options = parser.parse_args()
    source = options.corpora / "reuters-en" / "articles.jsonl.gz"
    with tempfile.TemporaryDirectory(prefix="duplicates-") as folder, Archive(folder) as archive:
        archive.ingest([source])
        print(
            f"{'month':<9}{'texts':>7}{'pairs':>7}{'found':>7}{'recall':>8}"
            f"{'grouped':>9}{'linked':>8}{'precision':>10}{'seconds':>9}{'exact s':>9}"
        )
        contained: Counter[tuple[int, int]] = Counter()
        contained_found: Counter[tuple[int, int]] = Counter()
        sums = Counter[str]()
        for month in archive.statistics().by_month:
            exact = exact_pairs(archive, month)
            grouped, seconds, texts = grouped_pairs(archive, month, options.within)
            linked = pairs_of(components(exact.alike))
            found = exact.similar & grouped
            for pair, ratio in exact.contained.items():
                range_ = next(range_ for range_ in RATIOS if ratio < range_[1])
                contained[range_] += 1
                contained_found[range_] += pair in grouped
            row = {
                "texts": texts, "pairs": len(exact.similar), "found": len(found),
                "grouped": len(grouped), "linked": len(grouped & linked), "milliseconds":
                round(seconds * 1000), "exact": round(exact.seconds * 1000),
            }  # fmt: skip
            sums.update(row)
            show(month, row)
        show("all", sums)
        print("\none text contains the other, which shares less than the threshold:")
        print(f"{'longer by':<14}{'pairs':>7}{'found':>7}{'recall':>8}")
        for range_ in RATIOS:
            name = f"{range_[0]} to {range_[1]}" if range_[1] < 1000 else f"over {range_[0]}"
            total = contained[range_]
            recall = contained_found[range_] / total if total else 1.0
            print(f"{name:<14}{total:>7}{contained_found[range_]:>7}{recall:>8.3f}")


def show(name: str, row: dict[str, int] | Counter[str]) -> None:
    recall = row["found"] / row["pairs"] if row["pairs"] else 1.0
    precision = row["linked"] / row["grouped"] if row["grouped"] else 1.0
    print(
        f"{name:<9}{row['texts']:>7}{row['pairs']:>7}{row['found']:>7}{recall:>8.4f}"
        f"{row['grouped']:>9}{row['linked']:>8}{precision:>10.4f}"
        f"{row['milliseconds'] / 1000:>9.1f}{row['exact'] / 1000:>9.1f}"
    )


def exact_pairs(archive: Archive, month: str) -> Exact:
    """Return all near-duplicates of a month, by looking up every shingle."""
    began = time.perf_counter()
    having: dict[str, list[int]] = {}
    ids: list[str] = []
    sizes: list[int] = []
    similar: set[Pair] = set()
    contained: dict[Pair, float] = {}
    for fields in archive.fields(sort="oldest", since=month, until=month):
        found = shingles(fields["body"])
        shared = Counter(number for one in found for number in having.get(one, ()))
        for number, count in shared.items():
            common: Overlap = overlap(len(found), sizes[number], count)
            shorter, longer = sorted((len(found), sizes[number]))
            if are_alike(common, shorter, THRESHOLD):
                pair = pair_of(fields["id"], ids[number])
                if common.jaccard >= THRESHOLD:
                    similar.add(pair)
                else:
                    contained[pair] = longer / shorter
        for one in found:
            having.setdefault(one, []).append(len(ids))
        ids.append(fields["id"])
        sizes.append(len(found))
    return Exact(similar, contained, time.perf_counter() - began)


def grouped_pairs(archive: Archive, month: str, within: str) -> tuple[set[Pair], float, int]:
    """Return all pairs within a group, the time in seconds, and the number of texts."""
    began = time.perf_counter()
    groups = list(archive.duplicates(within=within, threshold=THRESHOLD, since=month, until=month))
    seconds = time.perf_counter() - began
    members = [{member.id for member in group.members} for group in groups]
    return pairs_of(members), seconds, archive.count(since=month, until=month)


def components(pairs: set[Pair]) -> list[set[str]]:
    """Return the connected components: ids that pairs link, directly or through others."""
    component: dict[str, set[str]] = {}
    for first, second in pairs:
        one = component.setdefault(first, {first})
        other = component.setdefault(second, {second})
        if one is not other:
            one |= other
            for identity in other:
                component[identity] = one
    return list({id(found): found for found in component.values()}.values())


def pairs_of(groups: list[set[str]]) -> set[Pair]:
    return {pair_of(*pair) for group in groups for pair in combinations(group, 2)}


def pair_of(one: str, other: str) -> Pair:
    return Pair(*sorted((one, other)))


if __name__ == "__main__":
    main()
