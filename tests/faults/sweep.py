"""All faults at all steps of all commands, and a table of them: ``python sweep.py --all``.

``--sample N`` takes N of each kind, spread over all steps; ``--only WORD`` takes the commands whose
name has it. Each line of the table is a command: its steps; how often the process was killed (at a
step of its own; and at a system call of the index engine, where strace is there), how often a step
failed, a disk was really full, and the power went; how many of these lost anything or left anything
unsound; after how many the command said something else than one sentence with exit code 13; and
seconds. What went wrong is said, and left where it is to be looked at. Exit code 1 then.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from forking import Forking
from full_disks import fill_up
from scenarios import NAMES, make_scenario
from traced import can_trace, traced_kills
from trials import Trial, disturb_at_step, errors, kills, power_losses, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenarios import Scenario
    from steps import Fault

_LINE = "{:<12}{:>6}{:>7}{:>11}{:>8}{:>6}{:>7}{:>6}{:>10}{:>7}"
_HEADING = (
    "command", "steps", "kills", "in engine", "errors", "full", "power", "lost", "said ill", "s"
)  # fmt: skip

# Of each complaint is shown [characters]: a record or the end of a traceback.
_SHOWN = 500

_POWER_WAYS = 4
_AT_ONCE = 2


class Row(NamedTuple):
    """What a sweep over one command came to."""

    name: str
    steps: int
    kills: int
    traced: int
    errors: int
    full: int
    power: int
    bad: tuple[Trial, ...]
    seconds: float

    def __str__(self) -> str:
        """Write it as a line of the table."""
        lost = sum(bool(trial.lost) for trial in self.bad)
        said = sum(bool(trial.said) for trial in self.bad)
        counts = (self.steps, self.kills, self.traced, self.errors, self.full, self.power)
        return _LINE.format(self.name, *counts, lost, said, round(self.seconds))


def sweep(scenario: Scenario, forking: Sequence[Forking], folder: Path, sample: int | None) -> Row:
    """Try everything on one command."""
    began = time.monotonic()
    groups = [
        spread(list(kills(scenario)), sample),
        spread(list(errors(scenario)), sample),
        spread(list(power_losses(scenario, _POWER_WAYS)), sample),
    ]
    counts = []
    bad: list[Trial] = []
    for faults in groups:
        done = _all_of(scenario, faults, forking, folder)
        counts.append(len(done))
        bad += [trial for trial in done if not trial.is_well]
    traced = list(traced_kills(scenario, forking[0], folder, sample)) if can_trace() else []
    full = list(fill_up(scenario, forking[0], folder, sample))
    bad += [trial for trial in (*traced, *full) if not trial.is_well]
    return Row(
        scenario.name,
        len(scenario.steps),
        counts[0],
        len(traced),
        counts[1],
        len(full),
        counts[2],
        tuple(bad),
        time.monotonic() - began,
    )


def _all_of(
    scenario: Scenario, faults: Sequence[Fault], forking: Sequence[Forking], folder: Path
) -> list[Trial]:
    """Try faults, those of each server one after the other."""

    def part(number: int) -> Iterator[Trial]:
        for place, fault in enumerate(faults[number :: len(forking)]):
            yield disturb_at_step(scenario, fault, forking[number], folder, look=place % 2 == 0)

    with ThreadPoolExecutor(len(forking)) as threads:
        parts = threads.map(lambda number: list(part(number)), range(len(forking)))
    return [trial for some in parts for trial in some]


def main(say: Callable[[str], object] = print) -> int:
    """Sweep as the arguments say; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--all", action="store_true", help="everything")
    chosen.add_argument("--sample", type=int, metavar="N", help="so many of each kind")
    parser.add_argument("--only", default="", metavar="WORD", help="commands with it in their name")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sweep-"))
    say(f"in {folder}")
    say(_LINE.format(*_HEADING))
    bad: list[Trial] = []
    servers = [Forking() for _ in range(_AT_ONCE)]
    try:
        for name in NAMES:
            if options.only in name:
                scenario = make_scenario(name, folder, servers[0])
                row = sweep(scenario, servers, folder, None if options.all else options.sample)
                say(str(row))
                for trial in row.bad:
                    say(f"  {str(trial)[:_SHOWN]}")
                sys.stdout.flush()
                bad += row.bad
    finally:
        for server in servers:
            server.__exit__()
    if not bad:
        shutil.rmtree(folder)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
