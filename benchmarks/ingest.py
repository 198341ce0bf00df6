"""How fast files become a durable archive, beside other ways to make them searchable.

    python benchmarks/ingest.py --articles 10000 100000 --corpora CORPORA --work FOLDER
    python benchmarks/ingest.py --growth --articles 10000 1000000 --corpora CORPORA --work FOLDER

benchmarks/README.md says what is measured and what is not fair. The exit code is 1 if something
could not be measured; a missed target is only named, since times depend on the machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import ingest_report
from ingest_contenders import CONTENDERS, Run
from ingest_growth import growth, ratios
from ingest_places import Place, archive_command
from measuring import MeasuringError, measure, warm
from processes import machine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest_report import Row

# A run of so many articles takes long enough for one to be as good as three.
_ONE_ROUND_FROM = 1_000_000
_ROUNDS = 3


def main() -> int:
    options = _options()
    print(f"{machine()}, Python {sys.version.split()[0]}", flush=True)
    names = _chosen(options)
    places = [
        Place(articles, options.work.resolve(), options.corpora)
        for articles in sorted(set(options.articles))
    ]
    try:
        _compile()
        return _growth(places, options) if options.growth else _sizes(places, names, options)
    except MeasuringError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        places[0].clear()


def _sizes(places: Sequence[Place], names: Sequence[str], options: argparse.Namespace) -> int:
    failed = False
    for place in places:
        rounds = options.rounds or (1 if place.articles >= _ONE_ROUND_FROM else _ROUNDS)
        rows, complaints = _measured(place, names, rounds)
        _tell(place, list(rows.values()), options)
        print()
        for sentence in ingest_report.targets(rows):
            print(f"- {sentence}", flush=True)
        for complaint in complaints:
            failed = True
            print(complaint, file=sys.stderr)
    return 1 if failed else 0


def _growth(places: Sequence[Place], options: argparse.Namespace) -> int:
    grown = growth(places)
    for place, rows in zip(places, grown, strict=True):
        _tell(place, rows, options)
    print()
    for sentence in ratios([row for rows in grown for row in rows]):
        print(f"- {sentence}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fast articles are taken in.")
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000], metavar="N")
    parser.add_argument(
        "--corpora", type=Path, help="folder of the corpora that the articles are made from"
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for articles, which are kept, and targets"
    )
    parser.add_argument(
        "--rounds", type=int, help="of which medians are taken (3; 1 for a million and more)"
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="add the figures to this file")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS), metavar="NAME",
        help=f"measure only these of {', '.join(CONTENDERS)}",
    )  # fmt: skip
    choice.add_argument(
        "--without", nargs="+", choices=CONTENDERS, default=[], metavar="NAME",
        help="leave these out",
    )  # fmt: skip
    choice.add_argument(
        "--growth",
        action="store_true",
        help="measure instead what the size of an archive does to adding and showing",
    )
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[str]:
    """Return what to measure, having said of what is missing how to get it."""
    names = []
    for name in CONTENDERS:
        if name in options.only and name not in options.without:
            if (missing := CONTENDERS[name].missing()) is None or options.growth:
                names.append(name)
            else:
                print(f"left out: {missing}")
    return names


def _compile() -> None:
    """Have Python compile what will be measured, which happens once in a program's life."""
    with tempfile.TemporaryDirectory(prefix="ingest-") as name:
        folder = Path(name)
        (folder / "one.txt").write_text(" date 2024-04 Ein Text. (afp)", encoding="utf-8")
        for arguments in (("ingest", str(folder / "one.txt")), ("show", "one")):
            measure(archive_command(folder / "archive", *arguments))


def _measured(place: Place, names: Sequence[str], rounds: int) -> tuple[dict[str, Row], list[str]]:
    """Run all in turn, round by round, so that a busy hour of the machine is everybody's.

    What fails is left out, with a sentence that says why: the others' hours are not lost.
    """
    runs: dict[str, list[Run]] = {name: [] for name in names}
    complaints = []
    forms = dict.fromkeys(form for name in names for form in CONTENDERS[name].inputs)
    inputs = [place.input(form) for form in forms]
    for _ in range(rounds):
        for path in inputs:
            warm(path)
        for name in list(runs):
            try:
                runs[name].append(CONTENDERS[name].run(place))
            except MeasuringError as error:
                complaints.append(f"{name} was left out: {error}")
                del runs[name]
            place.clear()
    rows = {}
    for name, own in runs.items():
        contender = CONTENDERS[name]
        note = "; ".join(filter(None, (contender.version(), contender.note)))
        rows[name] = ingest_report.row(place.articles, place.text_bytes, contender.label, own, note)
    return rows, complaints


def _tell(place: Place, rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Print the figures of one size, and add them to the file that was asked for."""
    print(f"\n{place.articles:,} articles, {place.text_bytes / 1e6:,.1f} MB\n")
    print(ingest_report.table(rows), flush=True)
    if options.csv is not None:
        ingest_report.append_csv(options.csv, rows)


if __name__ == "__main__":
    sys.exit(main())
