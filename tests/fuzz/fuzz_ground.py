"""What all fuzz targets share: a folder to work in, bounds on time and memory, and their names.

A target is a module with ``HANDMADE`` inputs, ``WORDS`` and a plain function ``target(data)``. It
returns for whatever bytes are refused as they should be, and raises for a finding.
"""

from __future__ import annotations

import atexit
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

NAMES = ("seed_text", "json_line", "query", "date", "archive_member")

# What one input of a few kilobytes may cost: all of them cost far less, on a slow machine too.
MOST_SECONDS = 10.0
MOST_GROWTH_BYTES = 160 << 20

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Target(NamedTuple):
    """One target: inputs longer than ``longest`` [bytes] are not worth having.

    ``words`` are what a fuzzer would take long to come upon.
    """

    name: str
    run: Callable[[bytes], None]
    handmade: Sequence[bytes]
    words: Sequence[bytes]
    longest: int


def load(name: str) -> Target:
    """Return a target by its name, importing it only now."""
    module = import_module(f"fuzz_{name}")
    return Target(name, module.target, module.HANDMADE, module.WORDS, module.LONGEST)


def quickest_place() -> str | None:
    """Return where to make folders for a while: in memory if nobody says otherwise."""
    memory = "/dev/shm"
    return memory if "TMPDIR" not in os.environ and os.access(memory, os.W_OK) else None


@cache
def folder() -> Path:
    """Return a folder for the files of this process, gone when it ends; in memory if possible."""
    made = Path(tempfile.mkdtemp(prefix="news-archive-fuzz-", dir=quickest_place()))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@contextmanager
def bounded() -> Iterator[None]:
    """Let what is done within take neither long nor much memory, by the most it ever held."""
    began, held = time.process_time(), _most_held()
    yield
    spent, grown = time.process_time() - began, _most_held() - held
    assert spent < MOST_SECONDS, f"it took {spent:.1f} s"
    assert grown < MOST_GROWTH_BYTES, f"it took {grown:,} bytes of memory"


def _most_held() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT


def check_reason(text: str) -> None:
    """Check that a text can be told as a reason: one line, not empty, without a full stop."""
    assert text
    assert "\n" not in text, text
    assert not text.endswith("."), text


def typed(data: bytes) -> str:
    """Return bytes as a command line hands them to a program."""
    return data.decode("utf-8", "surrogateescape")
