"""One trial: disturb a command, look at what is left, run the command again, and judge."""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scenarios import copy_archive, records_in_files, records_of
from steps import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from forking import Ended, Forking
    from scenarios import Records, Scenario

_ACCESS = 13

# A crash leaves such things, and the second run has to have cleared them away.
_LEFT_BEHIND = ("stray", "unfinished", "behind")

_ERRORS = (
    (errno.ENOSPC, True),
    (errno.ENOSPC, False),
    (errno.EIO, False),
    (errno.EIO, True),
    (errno.EINTR, False),
)


class Trial(NamedTuple):
    """What came of a trial, in sentences, none if all is well.

    ``lost``: what is gone, wrong or unsound, or cannot go on; ``said``: where the command itself
    ended otherwise than it should have. ``happened``: whether the disturbance was reached at all.
    """

    scenario: str
    what: str
    lost: tuple[str, ...]
    said: tuple[str, ...]
    happened: bool

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to complain of."""
        return not (self.lost or self.said)

    def __str__(self) -> str:
        """Say what went wrong where."""
        return f"{self.scenario}, {self.what}: " + "; ".join((*self.lost, *self.said))


def kills(scenario: Scenario) -> Iterator[Fault]:
    """Yield every place at which the process can be ended: before each step, and in each write."""
    for number, name in enumerate(scenario.steps, 1):
        yield Fault("kill", number)
        if name.startswith("write"):
            yield Fault("half", number)


def power_losses(scenario: Scenario, ways: int) -> Iterator[Fault]:
    """Yield every place at which the power may go, with several ways of what is left each."""
    for number in range(1, len(scenario.steps) + 1):
        for way in range(ways):
            yield Fault("power", number, seed=1000 * number + way)


def errors(scenario: Scenario) -> Iterator[Fault]:
    """Yield every error at every step."""
    for number in range(1, len(scenario.steps) + 1):
        for code, lasting in _ERRORS:
            yield Fault("error", number, code, lasting)


def spread(faults: Sequence[Fault], number: int | None, start: int = 0) -> Sequence[Fault]:
    """Return so many of the faults, spread over all of them; all of them for ``None``."""
    if number is None or number >= len(faults):
        return faults
    return [
        faults[(start + place * len(faults) // number) % len(faults)] for place in range(number)
    ]


_numbers = itertools.count(1)


def disturb_at_step(
    scenario: Scenario, fault: Fault, forking: Forking, folder: Path, *, look: bool
) -> Trial:
    """Try a command with a fault at one of its steps; see ``disturb``."""
    step = scenario.steps[fault.at - 1] if fault.at <= len(scenario.steps) else "?"
    what = f"{fault} at step {fault.at} ({step}), seed {fault.seed}"
    return disturb(
        scenario,
        what,
        lambda data: forking.run(data, scenario.command, fault=fault),
        forking,
        folder,
        look=look,
    )


def disturb(
    scenario: Scenario,
    what: str,
    disturbed: Callable[[Path], Ended],
    forking: Forking,
    folder: Path,
    *,
    look: bool,
) -> Trial:
    """Try a command on a copy of its archive in ``folder`` and judge what came of it.

    ``look``: ask the program before the second run, which mends what it can; without, the second
    run finds things as they were left.
    """
    place = folder / f"trial-{os.getpid()}-{next(_numbers)}"
    place.mkdir(parents=True)
    data = copy_archive(scenario.base, place / "data")
    ended = disturbed(data)
    said = tuple(_judge_end(scenario, ended))
    lost = [*_judge_left(scenario, data, ended)]
    if look:
        lost += _judge_look(scenario, data, ended, forking)
    lost += _judge_second_run(scenario, data, forking)
    happened = ended.status != 0 or any(one.code not in scenario.again for one in ended.said)
    trial = Trial(scenario.name, what, tuple(lost), said, happened)
    if trial.is_well:
        shutil.rmtree(place)
    return trial


def _judge_end(scenario: Scenario, ended: Ended) -> Iterator[str]:
    if "panicked" in ended.complaint:
        yield f"panicked: {ended.complaint}"
    if ended.status == -signal.SIGALRM:
        yield "it hung"
    elif ended.status not in (0, -signal.SIGKILL):
        yield f"it ended with {ended.status}: {ended.complaint}"
    for said in ended.said:
        if "Traceback" in said.err:
            yield f"exit code {said.code}, and a traceback: {_end_of(said.err)}"
        elif said.code not in (*scenario.again, _ACCESS):
            yield f"exit code {said.code}: {said.err.strip()}"
        if said.code == _ACCESS and not _is_one_sentence(said.err):
            yield f"not one sentence: {said.err!r}"


def _end_of(text: str) -> str:
    """Return the last lines of a traceback: where it comes from, and what is said of it."""
    return " / ".join(line.strip() for line in text.strip().split("\n")[-4:])


def _is_one_sentence(text: str) -> bool:
    lines = [line for line in text.split("\n") if "building the index anew" not in line]
    lines = [line for line in lines if line and "half-written last line" not in line]
    return len(lines) == 1 and lines[0].startswith("archive: ")


def _judge_left(scenario: Scenario, data: Path, ended: Ended) -> Iterator[str]:
    """Compare the month files, before anything has mended them, with what they may say."""
    found = records_in_files(data)
    yield from _differences(scenario, found, _acknowledged(scenario, ended), "in the files")
    yield from _lost_lines(scenario, data)


def _judge_look(scenario: Scenario, data: Path, ended: Ended, forking: Forking) -> Iterator[str]:
    acknowledged = _acknowledged(scenario, ended)
    commands = [["check", "--json"], ["export"], ["check", "--json"]]
    looked = forking.run(data, *commands)
    yield from (f"looking at it, {problem}" for problem in _judge_look_end(looked))
    if len(looked.said) < len(commands):
        return
    before, exported, after = looked.said
    if exported.code == 2 and not acknowledged and not scenario.old:
        return  # there is no archive yet, and nothing was said to be in it
    if exported.code != 0:
        yield f"`export` ended with {exported.code}: {exported.err}"
        return
    yield from _differences(scenario, records_of(exported.out), acknowledged, "by `export`")
    if scenario.sound_before:
        for said, when in ((before, "left"), (after, "healed")):
            if said.code != 0:
                yield f"`check` of what was {when} ended with {said.code}: {said.out}{said.err}"


def _judge_look_end(ended: Ended) -> Iterator[str]:
    if ended.status != 0:
        yield f"it ended with {ended.status}: {ended.complaint}"
    for said in ended.said:
        if "Traceback" in said.err:
            yield f"a traceback: {_end_of(said.err)}"


def _judge_second_run(scenario: Scenario, data: Path, forking: Forking) -> Iterator[str]:
    commands = [scenario.command, ["export"], ["check", "--json"], ["search", "--count", "id:*"]]
    again = forking.run(data, *commands)
    if again.status != 0 or len(again.said) < len(commands):
        yield f"the second run ended with {again.status}: {again.said}{again.complaint}"
        return
    done, exported, checked, counted = again.said
    if done.code not in scenario.again:
        yield f"the second run ended with {done.code}: {done.err}"
    records = records_of(exported.out)
    if records != scenario.new:
        yield f"after the second run: {_difference(records, scenario.new)}"
    if records_in_files(data) != scenario.new:
        yield "after the second run the files say something else"
    if counted.out.strip() != str(len(scenario.new)):
        yield f"after the second run {counted.out.strip()} are counted"
    findings = json.loads(checked.out)["findings"]
    bad = [one for one in findings if one["damage"] or one["kind"] in _LEFT_BEHIND]
    if bad:
        yield f"after the second run `check` finds {bad}"
    yield from _lost_lines(scenario, data)
    for words in scenario.gone:
        for path in sorted(data.rglob("*")):
            if path.is_file() and words in path.read_bytes():
                yield f"after the second run {path.relative_to(data)} still has {words.decode()}"


def _acknowledged(scenario: Scenario, ended: Ended) -> set[str]:
    if ended.said and ended.said[0].code in scenario.again:
        return scenario.old.keys() | scenario.new.keys()
    return set(scenario.inputs[: ended.acknowledged])


def _differences(
    scenario: Scenario, found: Records, acknowledged: set[str], where: str
) -> Iterator[str]:
    for identity in sorted({*found, *scenario.old, *scenario.new}):
        old, new = scenario.old.get(identity), scenario.new.get(identity)
        now = found.get(identity)
        if identity in acknowledged and now != new:
            yield f"{where} {identity} was acknowledged, and is {now}"
        elif now not in (old, new, *scenario.versions):
            yield f"{where} {identity} is neither what it was nor what it becomes, but {now}"


def _difference(found: Records, expected: Records) -> str:
    odd = [one for one in {*found, *expected} if found.get(one) != expected.get(one)]
    return ", ".join(
        f"{one} is {found.get(one)} instead of {expected.get(one)}" for one in sorted(odd)
    )


def _lost_lines(scenario: Scenario, data: Path) -> Iterator[str]:
    files = [*(data / "articles").glob("*.jsonl"), *(data / "damaged").glob("[!.]*")]
    held = b"\n".join(path.read_bytes() for path in files)
    for line in scenario.precious:
        if line not in held:
            yield f"the damaged line {line!r} is gone"
