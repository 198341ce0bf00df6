"""Every key of the full screen: the bindings, the help and the documentation follow these tables.

Every bound key is in one of them, and a test checks that each is in ``docs/browse.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding

if TYPE_CHECKING:
    from textual.binding import BindingType


class Key(NamedTuple):
    """A key, or several keys that do the same.

    ``names`` are Textual's names, ``shown`` is what users see, and ``does`` describes the effect.
    ``label`` is the word in the footer, if the key is shown there. ``always`` means that the key
    works even while the user types a query.
    """

    names: str
    shown: str
    action: str
    does: str
    label: str = ""
    always: bool = False


EVERYWHERE = (
    Key("tab", "Tab", "pane(1)", "to the next pane", always=True),
    Key("shift+tab", "Shift+Tab", "pane(-1)", "to the pane before", always=True),
    Key("escape", "Esc", "to_hits", "back to the hits"),
    Key("ctrl+c,ctrl+q", "Ctrl+C", "quit", "quit", always=True),
)

OUTSIDE_THE_SEARCH_LINE = (
    Key("slash", "/", "search", "to the search line", "Search"),
    Key("n", "n", "match(1)", "to the next match in the article", "Next match"),
    Key("N", "N", "match(-1)", "to the match before"),
    Key("s", "s", "sort", "sort by relevance, newest first, oldest first", "Sort"),
    Key("f", "f", "facets", "show or hide the facets", "Facets"),
    Key("c", "c", "clear", "clear what the hits are narrowed down to", "Clear"),
    Key("y", "y", "copy", "copy the id of the article", "Copy id"),
    Key("r", "r", "again", "ask again, if the archive has changed"),
    Key("question_mark", "?", "help", "this help", "Help"),
    Key("q", "q", "quit", "quit", "Quit"),
)

SEARCH_LINE = (
    Key("down", "↓", "app.move(1)", "to the next hit, going on with the query", "Next hit"),
    Key("up", "↑", "app.move(-1)", "to the hit before", "Hit before"),
    Key("pagedown", "PgDn", "app.move_page(1)", "a page of hits down"),
    Key("pageup", "PgUp", "app.move_page(-1)", "a page of hits up"),
    Key("enter", "Enter", "app.to_hits", "to the hits", "Hits"),
    Key("f1", "F1", "app.help", "this help", "Help"),
)

HITS = (
    Key("down,j", "↓ j", "move(1)", "to the next hit"),
    Key("up,k", "↑ k", "move(-1)", "to the hit before"),
    Key("pagedown,space", "PgDn Space", "move_page(1)", "a page down"),
    Key("pageup", "PgUp", "move_page(-1)", "a page up"),
    Key("home,g", "Home g", "first", "to the first hit"),
    Key("end,G", "End G", "last", "to the last hit"),
    Key("enter,right", "Enter →", "app.read", "into the article"),
)

ARTICLE = (
    Key("down,j", "↓ j", "scroll_down", "a line down"),
    Key("up,k", "↑ k", "scroll_up", "a line up"),
    Key("pagedown,space", "PgDn Space", "page_down", "a page down"),
    Key("pageup", "PgUp", "page_up", "a page up"),
    Key("home,g", "Home g", "scroll_home", "to the beginning"),
    Key("end,G", "End G", "scroll_end", "to the end"),
    Key("left", "←", "app.to_hits", "back to the hits"),
)

FACETS = (
    Key("down,j", "↓ j", "cursor_down", "to the next source, year or month"),
    Key("up,k", "↑ k", "cursor_up", "to the one before"),
    Key("pagedown", "PgDn", "page_down", "a page down"),
    Key("pageup", "PgUp", "page_up", "a page up"),
    Key("home,g", "Home g", "first", "to the first"),
    Key("end,G", "End G", "last", "to the last"),
    Key("enter,space", "Enter Space", "select", "narrow the hits down to it, or no longer"),
)

TIMELINE = (
    Key("right,l", "→ l", "move(1)", "to a later column"),
    Key("left,h", "← h", "move(-1)", "to an earlier column"),
    Key("home,g", "Home g", "first", "to the earliest"),
    Key("end,G", "End G", "last", "to the latest"),
    Key("enter,space", "Enter Space", "choose", "narrow the hits down to it, or no longer"),
    Key("down,j", "↓ j", "app.to_hits", "to the hits"),
)

HELP = (
    Key("escape,q,question_mark,f1", "Esc q ?", "dismiss", "close this help"),
    Key("down,j", "↓ j", "scroll_help(1)", "a line down"),
    Key("up,k", "↑ k", "scroll_help(-1)", "a line up"),
)

GROUPS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Everywhere", EVERYWHERE),
    ("Outside the search line", OUTSIDE_THE_SEARCH_LINE),
    ("In the search line", SEARCH_LINE),
    ("In the hits", HITS),
    ("In the article", ARTICLE),
    ("In the facets", FACETS),
    ("In the timeline", TIMELINE),
    ("In the help", HELP),
)


def bindings(keys: tuple[Key, ...]) -> list[BindingType]:
    """Return a table of keys as Textual bindings."""
    return [
        Binding(key.names, key.action, key.label, show=bool(key.label), priority=key.always)
        for key in keys
    ]
