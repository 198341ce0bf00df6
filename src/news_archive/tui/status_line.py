"""The status line: what is shown, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from news_archive.render.safe_text import one_line

if TYPE_CHECKING:
    from textual.timer import Timer

# How long a sentence that needs no reaction stays on the line [seconds].
_PASSING_SECONDS = 6.0


class StatusLine(Static):
    """A summary of the hits, replaced by a sentence for a while or until the next answer."""

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)
        self.said = ""
        self._summary = ""
        self._problem = ""
        self._passing: Timer | None = None

    def summarise(self, summary: str) -> None:
        """Say what is shown; an earlier problem is over."""
        self._summary, self._problem = summary, ""
        if self._passing is None:
            self._settle()

    def complain(self, problem: str) -> None:
        """Say what is wrong, until the next answer."""
        self._problem = problem
        self._settle()

    def mention(self, sentence: str) -> None:
        """Say something for a while."""
        self._stop()
        self._passing = self.set_timer(_PASSING_SECONDS, self._settle)
        self._say(sentence, "-mention")

    def _settle(self) -> None:
        self._stop()
        if self._problem:
            self._say(self._problem, "-problem")
        else:
            self._say(self._summary, "")

    def _stop(self) -> None:
        if self._passing is not None:
            self._passing.stop()
            self._passing = None

    def _say(self, sentence: str, kind: str) -> None:
        self.said = one_line(sentence)
        self.set_class(kind == "-problem", "-problem")
        self.set_class(kind == "-mention", "-mention")
        self.update(Text(self.said))
