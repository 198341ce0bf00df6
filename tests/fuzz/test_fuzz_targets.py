"""The fuzz targets on inputs made by hand, on random ones, and on all that was ever found.

This needs no fuzzer; ``python tests/fuzz --help`` says how to run one.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fuzz_date
import fuzz_ground
import pytest
from fuzz_ground import NAMES, Target, bounded, load
from past_findings import PAST_FINDINGS

_RANDOM_INPUTS = 60


@pytest.fixture(params=NAMES)
def target(request: pytest.FixtureRequest) -> Target:
    return load(request.param)


def _changed(handmade: bytes, chance: random.Random) -> bytes:
    """Return an input that was cut, had bytes replaced or a part of it doubled."""
    data = bytearray(handmade)
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                del data[place : place + chance.randrange(8)]
            case 1:
                data[place:place] = data[place : place + chance.randrange(16)]
            case 2:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case _:
                data[place:place] = chance.choice((b" ", b"\n", b"\0", b'"', b"(", b"9", b"\xc3"))
    return bytes(data)


def random_inputs(target: Target) -> Iterator[bytes]:
    """Yield random bytes and inputs made by hand with random changes, the same ones every time."""
    chance = random.Random(20240403)
    for _ in range(_RANDOM_INPUTS):
        yield chance.randbytes(chance.randrange(80))
        yield _changed(chance.choice(target.handmade), chance)


def test_every_target_takes_its_inputs_made_by_hand(target: Target) -> None:
    assert len(target.handmade) > 5
    for data in target.handmade:
        assert len(data) <= target.longest
        target.run(data)


def test_every_target_takes_random_inputs(target: Target) -> None:
    for data in random_inputs(target):
        target.run(data)


def test_an_exception_that_is_no_refusal_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise KeyError

    monkeypatch.setattr(fuzz_date, "read_period", fails)
    with pytest.raises(KeyError):
        load("date").run(b"2024")


@pytest.mark.parametrize("limit", ["MOST_SECONDS", "MOST_GROWTH_BYTES"])
def test_what_takes_too_long_or_too_much_memory_is_a_finding(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz_ground, limit, -1)
    with pytest.raises(AssertionError, match="it took"), bounded():
        pass


@pytest.mark.parametrize("finding", PAST_FINDINGS)
def test_what_was_found_once_is_not_found_again(finding: str) -> None:
    name, data = PAST_FINDINGS[finding]
    load(name).run(data)


def test_one_input_can_be_tried_again_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"3. April 2024")
    command = [sys.executable, str(Path(__file__).parent), "date"]
    command += ["--input", str(tmp_path / "input")]
    subprocess.run(command, check=True, timeout=60)
