"""The line that a query is typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from news_archive.render.safe_text import one_line
from news_archive.tui.keys import SEARCH_LINE, bindings

if TYPE_CHECKING:
    from typing import ClassVar


class SearchLine(Input):
    """A line of text; control characters pasted into it are shown, not sent."""

    BINDINGS: ClassVar = bindings(SEARCH_LINE)

    def __init__(self) -> None:
        super().__init__(
            placeholder="type to search; F1 for help",
            id="search",
            compact=True,
            select_on_focus=False,
        )

    def validate_value(self, value: str) -> str:
        """Return the text in a form that is safe to show."""
        return one_line(value)
