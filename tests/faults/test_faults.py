"""Whatever ends a command at whatever step, what was acknowledged is there, and it can go on.

A sample of what ``sweep.py`` does in full: a few faults of each kind for each command, spread over
its steps, always the same ones.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from forking import Forking
from full_disks import can_mount, mounted, on_full_disk, with_short_files
from scenarios import (
    Scenario,
    copy_archive,
    everything_below,
    make_scenario,
    records_in_files,
)
from steps import Fault
from traced import RENAME, WRITE, can_trace, kill_at_call
from trials import disturb_at_step, errors, kills, power_losses, spread

COMMANDS = (
    "ingest new", "ingest more", "compact", "reindex", "repair", "bring home", "delete",
    "delete two", "edit", "erase", "merge", "compact one",
)  # fmt: skip


class Rig:
    """The server that makes processes, and the scenarios, each made when it is asked for."""

    def __init__(self, forking: Forking, folder: Path) -> None:
        self.forking = forking
        self.folder = folder
        self.scenario = cache(lambda name: make_scenario(name, folder, forking))

    def try_all(self, scenario: Scenario, faults: Iterator[Fault], number: int, start: int) -> None:
        """Try some of the faults, and fail with what went wrong."""
        for place, fault in enumerate(spread(list(faults), number, start)):
            trial = disturb_at_step(scenario, fault, self.forking, self.folder, look=place % 2 == 0)
            assert trial.is_well, str(trial)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with Forking() as forking:
        yield Rig(forking, tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_killed_at_any_step_loses_nothing_and_can_be_run_again(
    rig: Rig, command: str
) -> None:
    scenario = rig.scenario(command)
    rig.try_all(scenario, kills(scenario), 2, start=7)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_power_failure_at_any_step_takes_nothing_that_was_acknowledged(
    rig: Rig, command: str
) -> None:
    scenario = rig.scenario(command)
    rig.try_all(scenario, power_losses(scenario, 4), 2, start=29)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_error_of_the_disk_at_any_step_is_one_sentence_and_loses_nothing(
    rig: Rig, command: str
) -> None:
    scenario = rig.scenario(command)
    rig.try_all(scenario, errors(scenario), 2, start=11)


def test_each_batch_of_an_ingest_is_acknowledged_when_it_is_durable(rig: Rig) -> None:
    scenario = rig.scenario("ingest new")
    seen = set()
    for at in range(1, len(scenario.steps) + 1, 12):
        data = rig.folder / f"acknowledged-{at}"
        ended = rig.forking.run(data, scenario.command, fault=Fault("power", at, seed=at))
        assert set(scenario.inputs[: ended.acknowledged]) <= records_in_files(data).keys()
        seen.add(ended.acknowledged)
    # And all of them, if the power fails when nothing is left to do but to let go.
    assert {0, 4, 8} <= seen <= {0, 4, 8, len(scenario.inputs)}


@pytest.mark.skipif(not can_trace(), reason="there is no strace, or it may not look at a process")
@pytest.mark.parametrize(
    ("command", "calls", "number"),
    [("ingest new", WRITE, 30), ("ingest more", RENAME, 2), ("compact", WRITE, 12)],
)
def test_a_kill_within_the_index_engine_loses_nothing(
    rig: Rig, command: str, calls: str, number: int
) -> None:
    trial = kill_at_call(rig.scenario(command), calls, number, rig.forking, rig.folder)
    assert trial.happened
    assert trial.is_well, str(trial)


@pytest.mark.skipif(not can_mount(), reason="no file system may be mounted")
@pytest.mark.parametrize("pages", [0, 2, 9])
def test_a_full_disk_is_said_and_with_space_the_same_command_goes_on(
    rig: Rig, tmp_path: Path, pages: int
) -> None:
    scenario = rig.scenario("ingest new")
    with mounted(tmp_path):
        trial = on_full_disk(scenario, rig.forking, tmp_path, pages)
    assert trial.happened
    assert trial.is_well, str(trial)


@pytest.mark.parametrize("size", [0, 1500])
def test_files_that_may_not_grow_are_said_and_then_the_same_command_goes_on(
    rig: Rig, size: int
) -> None:
    scenario = rig.scenario("ingest new")
    trial = with_short_files(scenario, rig.forking, rig.folder, size)
    assert trial.happened
    assert trial.is_well, str(trial)


def test_a_disk_that_fills_up_leaves_the_month_files_as_they_were(rig: Rig) -> None:
    scenario = rig.scenario("ingest more")
    at = next(n for n, step in enumerate(scenario.steps, 1) if step.startswith("write articles/"))
    data = copy_archive(scenario.base, rig.folder / "full")
    before = everything_below(data / "articles")
    fault = Fault("error", at, errno.ENOSPC, lasting=True)
    (said,) = rig.forking.run(data, scenario.command, fault=fault).said
    assert said.code == 13
    assert said.err.endswith(": No space left on device\n")
    assert everything_below(data / "articles") == before
