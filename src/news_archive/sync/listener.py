"""Callbacks for what happens while an archive works."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Progress: TypeAlias = "Callable[[int, int], None]"
"""Told how much of how much is done; at the end, that it is all of it."""


def _silent(_sentence: str) -> None:
    pass


def no_progress(_done: int, _total: int) -> None:
    """Ignore the progress."""


class Listener(NamedTuple):
    """Callbacks for what happens meanwhile; each does nothing unless given.

    ``notice`` receives sentences about the archive, ``waiting`` the process that is waited for, and
    ``progress`` how many bytes of how many the index has been built from.
    """

    notice: Callable[[str], None] = _silent
    waiting: Callable[[str], None] = _silent
    progress: Progress = no_progress
