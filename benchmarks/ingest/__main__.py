"""How fast do files become a durable archive, compared with other ways to make them searchable?

    python benchmarks/ingest --articles 10000 100000 --corpora CORPORA --work FOLDER
    python benchmarks/ingest --growth --articles 10000 1000000 --corpora CORPORA --work FOLDER

benchmarks/README.md says what is measured and what is not fair. The exit code is 1 if something
could not be measured. A missed target does not change it, since times depend on the machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

# For ``measuring``, which the benchmarks share; at the end, so that this folder comes first.
sys.path.append(str(Path(__file__).parents[1]))

import report
from contenders import CONTENDERS, Run
from folders import warm
from growth import growth, ratios
from measuring import MeasuringError, machine, run
from workspace import Workspace, archive_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report import Row

# With so many articles a run takes long enough that one is as good as three.
_ONE_ROUND_FROM = 1_000_000
_ROUNDS = 3


def main() -> int:
    options = _options()
    print(f"{machine()}, Python {sys.version.split()[0]}", flush=True)
    names = _chosen(options)
    workspaces = [
        Workspace(articles, options.work.resolve(), options.corpora)
        for articles in sorted(set(options.articles))
    ]
    try:
        _compile()
        return (
            _growth(workspaces, options) if options.growth else _sizes(workspaces, names, options)
        )
    except MeasuringError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        workspaces[0].clear()


def _sizes(
    workspaces: Sequence[Workspace], names: Sequence[str], options: argparse.Namespace
) -> int:
    failed = False
    for workspace in workspaces:
        rounds = options.rounds or (1 if workspace.articles >= _ONE_ROUND_FROM else _ROUNDS)
        rows, complaints = _measured(workspace, names, rounds)
        _tell(workspace, list(rows.values()), options)
        print()
        for sentence in report.targets(rows):
            print(f"- {sentence}", flush=True)
        for complaint in complaints:
            failed = True
            print(complaint, file=sys.stderr)
    return 1 if failed else 0


def _growth(workspaces: Sequence[Workspace], options: argparse.Namespace) -> int:
    grown = growth(workspaces)
    for workspace, rows in zip(workspaces, grown, strict=True):
        _tell(workspace, rows, options)
    print()
    for sentence in ratios([row for rows in grown for row in rows]):
        print(f"- {sentence}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/ingest", description="Measure how fast articles are taken in."
    )
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
    """Return what to measure; print how to install what is missing."""
    names = []
    for name in CONTENDERS:
        if name in options.only and name not in options.without:
            if (missing := CONTENDERS[name].missing()) is None or options.growth:
                names.append(name)
            else:
                print(f"left out: {missing}")
    return names


def _compile() -> None:
    """Let Python compile the program to bytecode, which users pay for only once."""
    with tempfile.TemporaryDirectory(prefix="ingest-") as name:
        folder = Path(name)
        (folder / "one.txt").write_text(" date 2024-04 Ein Text. (afp)", encoding="utf-8")
        for arguments in (("ingest", str(folder / "one.txt")), ("show", "one")):
            run(archive_command(folder / "archive", *arguments))


def _measured(
    workspace: Workspace, names: Sequence[str], rounds: int
) -> tuple[dict[str, Row], list[str]]:
    """Run all contenders in turn, round by round, so that a busy hour slows all of them.

    One that fails is left out, with a message that says why, and the results of the others stay.
    """
    runs: dict[str, list[Run]] = {name: [] for name in names}
    complaints = []
    forms = dict.fromkeys(form for name in names for form in CONTENDERS[name].inputs)
    inputs = [workspace.input(form) for form in forms]
    for _ in range(rounds):
        for path in inputs:
            warm(path)
        for name in list(runs):
            try:
                runs[name].append(CONTENDERS[name].run(workspace))
            except MeasuringError as error:
                complaints.append(f"{name} was left out: {error}")
                del runs[name]
            workspace.clear()
    rows = {}
    for name, own in runs.items():
        contender = CONTENDERS[name]
        note = "; ".join(filter(None, (contender.version(), contender.note)))
        rows[name] = report.row(
            workspace.articles, workspace.text_bytes, contender.label, own, note
        )
    return rows, complaints


def _tell(workspace: Workspace, rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Print the figures of one size, and add them to the CSV file if there is one."""
    print(f"\n{workspace.articles:,} articles, {workspace.text_bytes / 1e6:,.1f} MB\n")
    print(report.table(rows), flush=True)
    if options.csv is not None:
        report.append_csv(options.csv, rows)


if __name__ == "__main__":
    sys.exit(main())
