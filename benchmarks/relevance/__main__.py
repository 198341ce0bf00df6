"""How well does the archive find, compared with other engines? Prints a table for each corpus.

    python benchmarks/relevance CORPORA_FOLDER

benchmarks/README.md says what is measured and what the figures mean. The exit code is 1 if a figure
of the archive breaks a rule: it is below its floor, or below that of a peer it should reach.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import floors
from corpora import NAMES, Corpus, load
from measures import MILLISECONDS, MILLISECONDS_A_PAGE, Figures, figures
from peers import lucene, ours, sqlite_fts5, stemmed_index
from peers.interface import PeerMissingError, Task
from rich.console import Console
from rich.table import Table

from news_archive import Archive

_PEERS = (stemmed_index, lucene, sqlite_fts5)


def main() -> int:
    options = _options()
    console = Console(highlight=False)
    measured: dict[str, dict[str, Figures]] = {}
    missing: dict[str, str] = {}
    for name in options.corpus or NAMES:
        with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
            try:
                corpus = load(name, options.corpora, Path(folder))
            except OSError as error:
                print(f"{name} cannot be read: {error}", file=sys.stderr)
                return 2
            measured[name] = _measure(corpus, Path(folder), missing)
        console.print(_table(corpus, measured[name]))
    for peer, reason in missing.items():
        console.print(f"{peer} was left out: {reason}", soft_wrap=True)
    if options.json is not None:
        options.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    bounds = floors.read()
    if options.raise_floors:
        try:
            floors.write(floors.raised(measured, bounds))
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
    broken = floors.broken_rules(measured, bounds)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/relevance", description="Measure how well the archive finds."
    )
    parser.add_argument("corpora", type=Path, help="folder that holds the corpora's folders")
    parser.add_argument(
        "--corpus", action="append", choices=NAMES, help="only this one; may be repeated"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--raise-floors",
        action="store_true",
        help="make what is measured the new floors; never lowers one",
    )
    return parser.parse_args()


def _measure(corpus: Corpus, folder: Path, missing: dict[str, str]) -> dict[str, Figures]:
    """Return figures by engine; a peer that is not installed is added to ``missing`` instead."""
    measured: dict[str, Figures] = {}
    with Archive(folder / "archive", language=corpus.language) as archive:
        bodies = ours.take_in(archive, corpus.input)
        task = Task(corpus.language, bodies, corpus.questions, corpus.deep)
        measured[ours.NAME] = figures(corpus, ours.answers(archive, task))
    for peer in _PEERS:
        try:
            measured[peer.NAME] = figures(corpus, peer.answers(task))
        except PeerMissingError as error:
            missing[peer.NAME] = str(error)
    return measured


def _table(corpus: Corpus, measured: dict[str, Figures]) -> Table:
    table = Table(title=f"{corpus.name}: {len(corpus.questions):,} questions", title_justify="left")
    table.add_column("engine")
    names = list(measured[ours.NAME])
    for name in names:
        table.add_column(name, justify="right")
    for engine, values in measured.items():
        cells = [_cell(name, values.get(name)) for name in names]
        table.add_row(engine, *cells, style="bold" if engine == ours.NAME else None)
    return table


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if name in (MILLISECONDS, MILLISECONDS_A_PAGE) else f"{value:.4f}"


if __name__ == "__main__":
    sys.exit(main())
