"""The help: all keys, shown over the screen until the user closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from news_archive.tui.keys import GROUPS, HELP, bindings

if TYPE_CHECKING:
    from typing import ClassVar

    from textual.app import ComposeResult

_QUERIES = (
    ("Minister Frankreich", "both words, in any inflection"),
    ('"erklärte das"', "exactly these forms, side by side"),
    ("Paris OR London -Berlin", "either, and not a third"),
    ("Verteidig*  *minister", "wildcards"),
    ('"Putin Macron"~8', "near each other, in any order"),
    ("Selenski~", "spelled nearly so"),
    ("source:afp date:2023..2024-03", "fields"),
)


class HelpScreen(ModalScreen[None]):
    """Every key and what it does, and examples of queries."""

    BINDINGS: ClassVar = bindings(HELP)

    def compose(self) -> ComposeResult:
        """Lay the help out."""
        with VerticalScroll(id="help", can_focus=False) as box:
            box.border_title = "Help"
            yield Static(help_text(), markup=False)

    def action_scroll_help(self, by: int) -> None:
        """Scroll by a number of lines."""
        self.query_one("#help").scroll_relative(y=by, animate=False)


def help_text() -> Text:
    """Return the text of the help: all keys and some queries."""
    shown = Text()
    widest = max(len(key.shown) for _, keys in GROUPS for key in keys)
    for title, keys in GROUPS:
        shown.append(f"{title}\n", style="bold")
        for key in keys:
            shown.append(f"  {key.shown:<{widest}}", style="bold cyan")
            shown.append(f"  {key.does}\n")
        shown.append("\n")
    shown.append("What can be typed\n", style="bold")
    widest = max(len(query) for query, _ in _QUERIES)
    for query, finds in _QUERIES:
        shown.append(f"  {query:<{widest}}", style="bold cyan").append(f"  {finds}\n")
    return shown
