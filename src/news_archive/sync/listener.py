"""Who is told what happens while an archive works."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Progress: TypeAlias = "Callable[[int, int], None]"
"""Told how much of how much is done; at the end, that it is all of it."""


def _silent(_sentence: str) -> None:
    pass


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


class Listener(NamedTuple):
    """Who is told what happens meanwhile; silent unless given.

    ``notice`` is told sentences about the archive, ``waiting`` which process is waited for, and
    ``progress`` how many bytes of how many the index has been built from.
    """

    notice: Callable[[str], None] = _silent
    waiting: Callable[[str], None] = _silent
    progress: Progress = no_progress
