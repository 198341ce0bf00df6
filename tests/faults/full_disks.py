"""Disks that really are full: a small file system where we may mount one, and files that may not
grow beyond a size everywhere.

What is full there is full for the index engine too.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from trials import Trial, disturb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forking import Ended, Forking
    from scenarios import Scenario

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

# The small file system, and how much of it may be free [pages]: from none to all that is needed.
_DISK_BYTES = 16 * 1024 * 1024
_MOST_PAGES = 120

# How long files may become [bytes]: from not at all to longer than any that is written.
_FILE_SIZES = tuple(range(0, 6000, 150))


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Mount a small file system on a folder; raises ``OSError`` where that is not allowed."""
    size = f"size={_DISK_BYTES},mode=0755"
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", os.fspath(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        raise PermissionError("nothing may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", os.fspath(folder)], check=True)


@cache
def can_mount() -> bool:
    """Whether a file system may be mounted."""
    if os.geteuid() != 0:
        return False
    try:
        with TemporaryDirectory() as name, mounted(Path(name)):
            return True
    except OSError:
        return False


def fill_up(
    scenario: Scenario, forking: Forking, folder: Path, sample: int | None
) -> Iterator[Trial]:
    """Try a command with ever more free pages, and ever longer files, until it has enough."""
    if can_mount():
        yield from _on_small_disks(scenario, forking, folder, _some(range(_MOST_PAGES), sample))
    for size in _some(_FILE_SIZES, sample):
        trial = with_short_files(scenario, forking, folder, size)
        yield trial
        if not trial.happened:
            return


def _on_small_disks(
    scenario: Scenario, forking: Forking, folder: Path, free: Iterator[int]
) -> Iterator[Trial]:
    small = folder / "small"
    small.mkdir(exist_ok=True)
    with mounted(small):
        for pages in free:
            trial = on_full_disk(scenario, forking, small, pages)
            yield trial
            if not trial.happened:
                return  # from here on there is room for everything


def _some(all_of_them: range | tuple[int, ...], sample: int | None) -> Iterator[int]:
    if sample is None:
        yield from all_of_them
    else:
        number = min(sample, len(all_of_them))
        yield from (all_of_them[place * len(all_of_them) // number] for place in range(number))


def on_full_disk(scenario: Scenario, forking: Forking, small: Path, pages: int) -> Trial:
    """Try a command on a file system with so few pages free; then make space, and go on."""
    ballast = small / "ballast"

    def disturbed(data: Path) -> Ended:
        with ballast.open("wb") as file:
            free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
            file.write(bytes(max(0, free - pages * _PAGE_BYTES)))
        try:
            return forking.run(data, scenario.command)
        finally:
            ballast.unlink()

    what = f"a disk with {pages} pages free"
    return disturb(scenario, what, disturbed, forking, small, look=pages % 2 == 0)


def with_short_files(scenario: Scenario, forking: Forking, folder: Path, size: int) -> Trial:
    """Try a command with files that may not become longer than that [bytes]."""
    return disturb(
        scenario,
        f"files of at most {size} bytes",
        lambda data: forking.run(data, scenario.command, largest_file=size),
        forking,
        folder,
        look=size % 300 == 0,
    )
