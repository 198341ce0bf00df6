"""Every key is in the document, the help and the program, and nowhere another one."""

from __future__ import annotations

import re
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

from news_archive.tui import keys
from news_archive.tui.app import BrowseApp
from news_archive.tui.article import ArticleView
from news_archive.tui.facets_list import FacetsList
from news_archive.tui.help_screen import HelpScreen, help_text
from news_archive.tui.hits import HitsList
from news_archive.tui.search_line import SearchLine
from news_archive.tui.timeline import Timeline

DOCUMENT = Path(__file__).parents[2] / "docs" / "browse.md"

# The keys that are bound in each group of the tables.
BOUND: dict[str, type[DOMNode]] = {
    "Everywhere": BrowseApp,
    "Outside the search line": BrowseApp,
    "In the search line": SearchLine,
    "In the hits": HitsList,
    "In the article": ArticleView,
    "In the facets": FacetsList,
    "In the timeline": Timeline,
    "In the help": HelpScreen,
}


def documented() -> dict[str, list[tuple[str, str]]]:
    """Return the headings of the tables of keys, and each table's keys with what they do."""
    found: dict[str, list[tuple[str, str]]] = {}
    heading = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        row = re.fullmatch(r"\| (`.*`) \| (.*) \|", line)
        if row is not None and heading in BOUND:
            shown = " ".join(re.findall(r"`([^`]+)`", row[1]))
            found.setdefault(heading, []).append((shown, row[2]))
    return found


def test_the_document_has_all_keys_and_no_others() -> None:
    tables = {title: [(key.shown, key.does) for key in group] for title, group in keys.GROUPS}
    assert documented() == tables


def test_the_help_has_all_keys() -> None:
    text = help_text().plain
    for _, group in keys.GROUPS:
        for key in group:
            assert re.search(
                rf"^  {re.escape(key.shown)} +{re.escape(key.does)}$", text, re.MULTILINE
            )


def test_what_is_bound_is_in_the_tables() -> None:
    for kind in set(BOUND.values()):
        tabled = {
            name
            for title, group in keys.GROUPS
            if BOUND[title] is kind
            for key in group
            for name in key.names.split(",")
        }
        bound = set()
        for binding in kind.BINDINGS:
            assert isinstance(binding, Binding)
            bound.update(binding.key.split(","))
        assert bound == tabled
