"""How fast is a search: as a whole process, and for many kinds of queries inside one process?

    python benchmarks/search --archive DATA --files FOLDER --work FOLDER --csv FILE

benchmarks/README.md says what is measured, what the figures mean, and what is not fair. Missed
targets are printed and do not change the exit code, since times depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import sysconfig
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

# For ``measuring``, which the benchmarks share; at the end, so that this folder comes first.
sys.path.append(str(Path(__file__).parents[1]))

import processes
from measuring import MeasuringError, Worker, machine, own_peak_bytes, run
from processes import FILES, PEERS, YARDSTICK, Command, MissingError
from report import Row, Times, number, table, times_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HERE = Path(__file__).parent
_PARTS = ("processes", "inside")

# A command that takes longer than this is run in fewer rounds [milliseconds].
_SLOW = 20_000
_SLOW_ROUNDS = 3

_LEADING = "leading wildcard"
_ALL = "all of these"
_ASKED = {"query": "ids of the best ten", "page": "ten hits with snippets", "count": "how many"}

# Targets: multiples of `import click`, multiples of ripgrep's speed, megabytes, milliseconds.
_MOST_CLICKS = 2.2
_LEAST_TIMES_RIPGREP = 100
_MOST_MEGABYTES = 150
_MOST_MEDIAN = 2
_MOST_WORST = 60
_MOST_LEADING = 1000

# The exit code is 1 if nothing is found.
_FOUND_OR_NOT = (0, 1)

_SLOWEST = 10

Answer = dict[str, Any]
"""The first answer of ``worker.py`` for one query; ``again`` has the times of later passes."""


def main() -> int:
    options = _options()
    try:
        return _measure(options)
    except MeasuringError as error:
        print(error, file=sys.stderr)
        return 1


def _measure(options: argparse.Namespace) -> int:
    options.work.mkdir(parents=True, exist_ok=True)
    program = Path(sysconfig.get_path("scripts")) / "archive"
    if not program.exists():
        print(f"there is no {program}: install the project for this Python", file=sys.stderr)
        return 2
    totals = run([program, "--data", options.archive, "stats"]).output.decode()
    found = re.search(r"^total\tarticles\t(\d+)$", totals, re.MULTILINE)
    articles = int(found[1]) if found else 0
    print(f"{articles:,} articles; {machine()}; Python {machine().python}\n")
    database = options.work / "fts5.db"
    if not {"sqlite3", "sqlite-utils"} <= set(options.without) or "inside" not in options.without:
        run([sys.executable, _HERE / "fts5.py", options.archive, database])
    # Each part is saved as soon as it is done: they take long for a large archive.
    if "processes" not in options.without:
        _keep(options, articles, _processes(options, program, database))
    if "inside" not in options.without:
        _keep(options, articles, _inside(options, database))
    return 0


def _keep(options: argparse.Namespace, articles: int, rows: Sequence[Row]) -> None:
    sys.stdout.flush()
    if options.csv is not None:
        write(options.csv, articles, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/search", description="Measure how fast the archive finds."
    )
    parser.add_argument("--archive", type=Path, required=True, help="the archive's data folder")
    parser.add_argument(
        "--files", type=Path, nargs="+", required=True, help="the folders that it was made from"
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for the peers' databases; kept"
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="add the figures to this file")
    parser.add_argument("--rounds", type=int, default=7, help="of the whole processes")
    parser.add_argument("--passes", type=int, default=5, help="over all queries inside a process")
    parser.add_argument("--word", default="Lecornu", help="what the processes search for")
    parser.add_argument("--words", default="Merkel Regierung", help="two words")
    parser.add_argument("--recoll-config", type=Path, metavar="DIR", help="with a finished index")
    parser.add_argument("--notmuch-config", type=Path, metavar="PATH", help="its folder or file")
    parser.add_argument(
        "--without",
        type=_names,
        default=(),
        metavar="NAME,…",
        help=f"leave out some of: {', '.join(PEERS + _PARTS)}",
    )
    return parser.parse_args()


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = set(names) - {*PEERS, *_PARTS}
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


def _processes(options: argparse.Namespace, program: Path, database: Path) -> list[Row]:
    """Time whole processes in turns, so that a busy minute slows all of them."""
    listed = run([program, "--data", options.archive, "list", "--ids", "--limit", "1"])
    shown = listed.output.decode().strip()
    commands = processes.own_commands(program, options.archive, options.word, options.words, shown)
    commands += _peers(options, database)
    hits = {command.name: _warmed_up(command) for command in commands}
    times: dict[str, list[float]] = defaultdict(list)
    peaks: dict[str, list[float]] = defaultdict(list)
    for done in range(options.rounds):
        for command in commands:
            taken = times[command.name]
            if done >= _SLOW_ROUNDS and min(taken) > _SLOW:
                continue
            ran = run(command.words, variables=command.variables, accepted=_FOUND_OR_NOT)
            taken.append(ran.milliseconds)
            if ran.peak_megabytes is not None:
                peaks[command.name].append(ran.peak_megabytes)
    yardstick = statistics.median(times[YARDSTICK])
    rows = []
    for command in commands:
        summary = times_of(times[command.name])
        peak = max(peaks[command.name], default=None)
        ratio = summary.median / yardstick
        rows.append(
            Row("process", command.name, hits[command.name], summary, ratio, peak, command.fair)
        )
    print(f"Whole processes, {options.rounds} rounds\n")
    print(table(_PROCESS_HEADER, [_process_cells(row) for row in rows], words=(0, 7)), end="\n\n")
    own = own_peak_bytes() / 1_000_000
    print(f"- a peak that is missing is below {own:.0f} MB, which measuring needs itself")
    _print_process_targets(rows, [command.name for command in commands if command.own])
    return rows


def _peers(options: argparse.Namespace, database: Path) -> list[Command]:
    """Return the commands of the installed peers; print which ones are missing."""
    word = options.word
    makers: dict[str, Callable[[], list[Command]]] = {
        "rg": lambda: processes.ripgrep(word, options.files, options.archive),
        "sqlite3": lambda: processes.sqlite3([word, options.words], database),
        "sqlite-utils": lambda: processes.sqlite_utils(word, database, options.work),
        "recoll": lambda: processes.recoll(word, options.recoll_config),
        "notmuch": lambda: processes.notmuch(word, options.notmuch_config),
    }
    commands = []
    for name, make in makers.items():
        if name in options.without:
            continue
        try:
            commands += make()
        except MissingError as error:
            print(f"{name} was left out: {error}\n")
    return commands


def _warmed_up(command: Command) -> int | None:
    """Run a command once, so that its files are cached, and return its number of hits."""
    output = run(command.words, variables=command.variables, accepted=_FOUND_OR_NOT).output
    if command.counted_by is not None:
        output = run(command.counted_by, variables=command.variables, accepted=_FOUND_OR_NOT).output
    return command.hits(output)


_PROCESS_HEADER = (
    *("process", "hits", "median ms", "p95", "worst", "× import click", "peak MB", "fair?"),
)


def _process_cells(row: Row) -> list[str]:
    return [
        row.what.replace("|", "\\|"),
        "" if row.hits is None else f"{row.hits:,}",
        *map(number, row.times or ()),
        number(row.ratio, 2),
        number(row.megabytes, 0),
        row.fair,
    ]


def _print_process_targets(rows: Sequence[Row], own: Sequence[str]) -> None:
    by_name = {row.what: row for row in rows}
    searches = [by_name[name] for name in own if name.startswith("archive search")]
    slowest = max(row.ratio or 0 for row in searches)
    _print_target("a search, in multiples of `import click`", slowest, _MOST_CLICKS)
    largest = max(row.megabytes or 0 for row in searches)
    _print_target("a search's peak memory [MB]", largest, _MOST_MEGABYTES)
    first = searches[0]
    if FILES in by_name and first.ratio:
        times = (by_name[FILES].ratio or 0) / first.ratio
        _print_target("times as fast as ripgrep", times, _LEAST_TIMES_RIPGREP, at_least=True)
    if not first.hits:
        print("- nothing was found, which is answered differently: choose another --word")
    print()


def _print_target(what: str, value: float, target: float, *, at_least: bool = False) -> None:
    met = value >= target if at_least else value <= target
    bound = "at least" if at_least else "at most"
    print(f"- {what}: {value:,.2f}; target: {bound} {target:,}: {'met' if met else 'MISSED'}")


def _inside(options: argparse.Namespace, database: Path) -> list[Row]:
    """Time queries inside a process; each of query, page and count has a process of its own."""
    queries = options.work / "queries.json"
    made = run([sys.executable, _HERE / "queries.py", options.archive])
    queries.write_bytes(made.output)
    ours, theirs, peaks = _asked(options, database, queries)
    rows: list[Row] = []
    for asked, meaning in _ASKED.items():
        cells, made_rows = _kinds(asked, ours, theirs)
        rows += made_rows
        print(f"Inside a process: {asked} ({meaning}) [ms], {options.passes} passes\n")
        print(table(_KIND_HEADER, cells), end="\n\n")
        rows.append(
            Row("memory", f"{asked}, all queries", None, None, None, peaks[asked], "no peer")
        )
    _print_inside_targets(ours, peaks)
    _print_slowest(ours)
    return rows


def _asked(
    options: argparse.Namespace, database: Path, queries: Path
) -> tuple[dict[str, list[Answer]], dict[str, list[Answer]], dict[str, float | None]]:
    """Return the archive's answers, FTS5's, and the peak memory of the archive's processes.

    They take turns after each pass over all queries, so that a busy minute slows all of them.
    """
    script = [sys.executable, _HERE / "worker.py"]
    workers: dict[tuple[str, str], Worker] = {}
    for asked in _ASKED:
        for engine, path in (("archive", options.archive), ("fts5", database)):
            workers[engine, asked] = Worker([*script, engine, asked, path, queries])
    answers: dict[tuple[str, str], list[Answer]] = {}
    for key, worker in workers.items():
        answers[key] = json.loads(worker.ask())
        for answer in answers[key]:
            answer["again"] = []
    for _ in range(options.passes):
        for key, worker in workers.items():
            for answer, again in zip(answers[key], json.loads(worker.ask()), strict=True):
                if "refused" not in again:
                    answer["again"].append(again["took"])
    peaks = {key: worker.end() for key, worker in workers.items()}
    return (
        {asked: answers["archive", asked] for asked in _ASKED},
        {asked: answers["fts5", asked] for asked in _ASKED},
        {asked: peaks["archive", asked] for asked in _ASKED},
    )


_KIND_HEADER = (
    *("kind", "queries", "hits", "median", "p95", "worst", "worst once"),
    *("first: median", "first: worst", "FTS5 hits", "FTS5 median", "FTS5 / archive"),
)


def _kinds(
    asked: str, ours: dict[str, list[Answer]], theirs: dict[str, list[Answer]]
) -> tuple[list[list[str]], list[Row]]:
    """Return the cells of a table and the rows of the CSV file, by kind and for the mixed set."""
    cells: list[list[str]] = []
    rows: list[Row] = []
    kinds = list(dict.fromkeys(answer["kind"] for answer in ours[asked]))
    mixed = [kind for kind in kinds if kind != _LEADING]
    groups = {kind: [kind] for kind in mixed} | {_ALL: mixed, _LEADING: [_LEADING]}
    for name, members in groups.items():
        answers = _answered(ours[asked], members)
        if not answers:
            continue
        peers = _answered(theirs[asked], members)
        again = times_of(_medians(answers))
        once = max(time for answer in answers for time in answer["again"])
        first = times_of([answer["took"] for answer in answers])
        hits = _median_hits(_answered(ours["count"], members))
        peer_hits = _median_hits(_answered(theirs["count"], members))
        peer = times_of(_medians(peers)) if peers else None
        ratio = _ratio(answers, peers)
        cells.append(
            [
                *(name, str(len(answers)), number(hits, 0)),
                *(number(time, 2) for time in (*again, once, first.median, first.worst)),
                *(number(peer_hits, 0), number(peer and peer.median, 2), number(ratio, 2)),
            ]
        )
        rows.append(
            _inside_row(
                f"{asked}: {name}", hits, again, "FTS5 beside it" if peer else "no peer asked"
            )
        )
        rows.append(_inside_row(f"{asked}, first: {name}", hits, first, "files are in memory"))
        if peer is not None:
            fair = f"words as written; {len(peers)} queries; a ratio of {ratio:.2f}"
            rows.append(_inside_row(f"{asked}, FTS5: {name}", peer_hits, peer, fair))
    return cells, rows


def _inside_row(what: str, hits: float | None, times: Times, fair: str) -> Row:
    return Row("inside", what, None if hits is None else round(hits), times, None, None, fair)


def _answered(answers: Sequence[Answer], kinds: Sequence[str]) -> list[Answer]:
    return [answer for answer in answers if answer["kind"] in kinds and answer["again"]]


def _medians(answers: Sequence[Answer]) -> list[float]:
    return [statistics.median(answer["again"]) for answer in answers]


def _median_hits(answers: Sequence[Answer]) -> float | None:
    return statistics.median(answer["hits"] for answer in answers) if answers else None


def _ratio(ours: Sequence[Answer], peers: Sequence[Answer]) -> float | None:
    """Return the peer's median as a multiple of the archive's, for queries that both can answer."""
    texts = {answer["text"] for answer in peers}
    same = [answer for answer in ours if answer["text"] in texts]
    if not same:
        return None
    return statistics.median(_medians(peers)) / statistics.median(_medians(same))


def _print_inside_targets(ours: dict[str, list[Answer]], peaks: dict[str, float | None]) -> None:
    mixed = [answer for answer in ours["query"] if answer["kind"] != _LEADING and answer["again"]]
    times = times_of(_medians(mixed))
    _print_target("a query, median [ms]", times.median, _MOST_MEDIAN)
    _print_target("a query, the slowest [ms]", times.worst, _MOST_WORST)
    leading = _answered(ours["query"], [_LEADING])
    if leading:
        slowest = max(_medians(leading))
        _print_target("a leading wildcard, the slowest [ms]", slowest, _MOST_LEADING)
    for asked, peak in peaks.items():
        print(f"- peak memory of the process that asked all, {asked}: {number(peak, 0)} MB")
    for asked, answers in ours.items():
        for answer in answers:
            if "refused" in answer:
                print(f"- {asked} {answer['text']} was refused: {answer['refused']}")
    print()


def _print_slowest(ours: dict[str, list[Answer]]) -> None:
    """Print the slowest queries of the mixed set and of the leading wildcards."""
    pages = {answer["text"]: answer for answer in ours["page"]}
    counts = {answer["text"]: answer for answer in ours["count"]}
    cells = []
    for leading, most in ((False, _SLOWEST), (True, _SLOWEST // 2)):
        answers = [
            answer
            for answer in ours["query"]
            if (answer["kind"] == _LEADING) is leading and answer["again"]
        ]
        answers.sort(key=lambda answer: -statistics.median(answer["again"]))
        cells += [
            [
                f"`{answer['text']}`",
                answer["kind"],
                f"{counts[answer['text']]['hits']:,}",
                *(
                    number(statistics.median(asked["again"]), 2)
                    for asked in (answer, pages[answer["text"]], counts[answer["text"]])
                ),
                number(answer["took"], 2),
            ]
            for answer in answers[:most]
        ]
    print("The slowest queries [ms]\n")
    header = ("query", "kind", "hits", "query", "page", "count", "first")
    print(table(header, cells, words=(0, 1)))


if __name__ == "__main__":
    sys.exit(main())
