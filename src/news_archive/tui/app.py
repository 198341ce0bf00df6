"""The full screen: a search line, hits, an article, facets and a timeline.

It never waits for the archive: requests go to a thread (``worker.py``), and answers that are no
longer wanted are dropped. Text of articles, names and queries is data here: it is shown character
by character, never as markup, and its control characters are never sent to the terminal.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from news_archive.errors import ArchiveError, BusyError, ExitCode, QuerySyntaxError
from news_archive.index.contract import SORTS
from news_archive.render.safe_text import one_line
from news_archive.tui.article import ArticleView
from news_archive.tui.facets_list import FacetsList
from news_archive.tui.help_screen import HelpScreen
from news_archive.tui.hits import HitsList
from news_archive.tui.keys import EVERYWHERE, OUTSIDE_THE_SEARCH_LINE, bindings
from news_archive.tui.search_line import SearchLine
from news_archive.tui.search_request import Question
from news_archive.tui.status_line import StatusLine
from news_archive.tui.timeline import Timeline
from news_archive.tui.worker import Answer, ArchiveThread, Kind, News

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import ClassVar

    from textual import events
    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widget import Widget

    from news_archive.archive import Archive
    from news_archive.article.line import Fields
    from news_archive.query.highlight import Span
    from news_archive.search.hits import Hits
    from news_archive.search.statistics import Facets
    from news_archive.sync.listener import Listener
    from news_archive.tui.facets_list import Choice
    from news_archive.tui.periods import Period

# The pause in typing that starts a search [seconds]; people pause for longer after a word.
_TYPING_SECONDS = 0.1

# How long to wait before retrying while the archive is being written [seconds].
_BUSY_SECONDS = 2.0

# The width from which facets, hits and article are shown side by side, and the width from which two
# of them are [columns].
_WIDE = 120
_MIDDLE = 70

# The height from which the timeline is taller [lines].
_HIGH = 32

_EMPTY_ARCHIVE = (
    "This archive is empty. `archive ingest PATH…` takes articles in; press r when it is done."
)
_NO_HITS = "No article matches."


class Answered(Message):
    """The archive has answered."""

    def __init__(self, answer: Answer | News) -> None:
        self.answer = answer
        super().__init__()


class BrowseApp(App[None]):
    """The app that browses one archive."""

    CSS_PATH = "browse.tcss"
    TITLE = "archive browse"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [*bindings(EVERYWHERE), *bindings(OUTSIDE_THE_SEARCH_LINE)]

    def __init__(self, opened: Callable[[Listener], Archive], query: str = "") -> None:
        # ``NO_COLOR`` means no colours at all, not shades of grey.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        # Animations make the user wait.
        self.animation_level = "none"
        self.archive = ArchiveThread(opened, self._deliver)
        self._asked = Question(text=one_line(query).strip() or None)
        self._shown: Question | None = None
        self._summary = ""
        self._typing: Timer | None = None
        self._facets_wanted = True
        self._search = SearchLine()
        self._timeline = Timeline()
        self._facets = FacetsList()
        self._hits = HitsList()
        self._article = ArticleView()
        self._status = StatusLine()
        self._pane: Widget = self._search

    def compose(self) -> ComposeResult:
        """Lay the screen out, from top to bottom."""
        with Horizontal(id="top"):
            yield Static("Search ", id="search-label", markup=False)
            yield self._search
        yield self._timeline
        with Horizontal(id="panes"):
            yield self._facets
            yield self._hits
            yield self._article
        yield self._status
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Ask for the first hits."""
        self._hits.border_title = "Hits"
        self._article.border_title = "Article"
        self._facets.border_title = "Facets"
        self._arrange()
        self._search.value = self._asked.text or ""
        self._search.focus()
        self.ask()

    def on_unmount(self) -> None:
        """Stop asking."""
        self.archive.leave()

    # Requests and answers.

    def ask(self) -> None:
        """Ask for the hits of the current query, period and sources."""
        question = self._asked
        self.archive.ask(Kind.SEARCH, question, question.page)

    def _deliver(self, answer: Answer | News) -> None:
        """Hand an answer over to the screen's thread."""
        try:
            self.post_message(Answered(answer))
        except RuntimeError:  # the screen is gone by now, and nobody waits for an answer
            self.archive.leave()

    def on_answered(self, message: Answered) -> None:
        """Show what the archive has answered, if it is still wanted."""
        answer = message.answer
        if isinstance(answer, News):
            self._status.mention(answer.sentence)
            return
        wanted = self._asked if answer.kind == Kind.SEARCH else self._shown
        question = answer.question
        if answer.kind == Kind.ARTICLE:
            question, identity = cast("tuple[Question, str]", question)
            current = self._hits.current
            if current is None or current.id != identity:
                return
        if question != wanted:
            return
        if answer.error is not None:
            self._fail(answer)
        else:
            self._take(answer.kind, cast("Question", question), answer.value)

    def _fail(self, answer: Answer) -> None:
        error = answer.error
        if not isinstance(error, (ArchiveError, OSError)):
            assert error is not None  # noqa: S101 - an answer that failed has one
            raise error
        self._status.complain(error.reason if isinstance(error, QuerySyntaxError) else str(error))
        if isinstance(error, BusyError):
            self.set_timer(_BUSY_SECONDS, self.ask)

    def _take(self, kind: Kind, question: Question, value: Any) -> None:
        match kind:
            case Kind.SEARCH:
                self._take_hits(question, value)
            case Kind.PAGES:
                pages: Sequence[Hits] = value
                if any(page.total != self._hits.total for page in pages):
                    # The archive has changed meanwhile: these pages belong to another result.
                    self.ask()
                else:
                    self._hits.put(pages)
            case Kind.ARTICLE:
                fields, spans = cast("tuple[Fields, list[Span]]", value)
                self._article.show(fields, spans)
            case Kind.FACETS:
                facets: Facets = value
                self._timeline.show(facets.by_month, question.period)
                self._facets.show(facets.by_month, facets.by_source)
            case Kind.SUGGESTIONS:
                if value:
                    self._status.summarise(f"{value} · {self._summary}")

    def _take_hits(self, question: Question, hits: Hits) -> None:
        self._shown = question
        nothing_at_all = question.text is None and not question.is_narrowed
        self._hits.show(hits, _EMPTY_ARCHIVE if nothing_at_all else _NO_HITS)
        if not hits.total:
            self._article.clear()
        self._timeline.choose_only(question.period)
        self._facets.choose_only(question.period, question.sources)
        self._summary = question.summary(hits)
        self._status.summarise(self._summary)
        self.archive.ask(Kind.FACETS, question, question.facets)
        if question.text is not None:
            self.archive.ask(Kind.SUGGESTIONS, question, question.suggestions)

    def on_hits_list_wanted(self, message: HitsList.Wanted) -> None:
        """Ask for hits that have scrolled into view."""
        question = self._shown
        if question is not None:
            self.archive.ask(
                Kind.PAGES, question, lambda archive: question.pages(archive, message.pages)
            )

    def on_hits_list_moved(self) -> None:
        """Ask for the article of the newly selected hit."""
        hit, question = self._hits.current, self._shown
        if hit is not None and question is not None:
            self.archive.ask(
                Kind.ARTICLE,
                (question, hit.id),
                lambda archive: question.article(archive, hit.id),
            )

    # The query, and what the hits are narrowed down to.

    def on_input_changed(self, message: SearchLine.Changed) -> None:
        """Ask for hits once the user pauses typing."""
        text = message.value.strip() or None
        if text == self._asked.text:
            return
        self._asked = self._asked._replace(text=text)
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(_TYPING_SECONDS, self.ask)

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        """Narrow the hits down to a column, or undo that."""
        self._choose_period(message.period)

    def on_facets_list_chosen(self, message: FacetsList.Chosen) -> None:
        """Narrow the hits down to a source, year or month, or undo that."""
        choice: Choice = message.choice
        if choice.period is not None:
            self._choose_period(choice.period)
        if choice.source is not None:
            self._asked = self._asked._replace(sources=self._asked.sources ^ {choice.source})
            self.ask()

    def _choose_period(self, period: Period) -> None:
        chosen = None if self._asked.period == period else period
        self._asked = self._asked._replace(period=chosen)
        self.ask()

    def on_article_view_at_match(self, message: ArticleView.AtMatch) -> None:
        """Show in the article's title which match is the current one."""
        if message.number:
            said = f"Article · match {message.number} of {message.of}"
        else:
            noun = "match" if message.of == 1 else "matches"
            said = f"Article · {message.of} {noun}" if message.of else "Article"
        self._article.border_title = said

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow nothing but quitting while the help is shown."""
        del parameters
        if isinstance(self.screen, ModalScreen):
            return action == "quit"
        # In the search line a slash is text, so the footer does not offer it there.
        return action != "search" or self.focused is not self._search

    def action_search(self) -> None:
        """Go to the search line."""
        self._go_to(self._search)

    def action_to_hits(self) -> None:
        """Go to the hits."""
        self._go_to(self._hits)

    def action_read(self) -> None:
        """Go to the article."""
        self._go_to(self._article)

    def action_pane(self, by: int) -> None:
        """Go to the next pane, or to the previous one."""
        panes = self._panes()
        at = panes.index(self._pane) if self._pane in panes else 0
        self._go_to(panes[(at + by) % len(panes)])

    def action_move(self, by: int) -> None:
        """Move through the hits without focusing them."""
        self._hits.action_move(by)

    def action_move_page(self, by: int) -> None:
        """Move through the hits by pages without focusing them."""
        self._hits.action_move_page(by)

    def action_match(self, by: int) -> None:
        """Go to another match in the article."""
        if not self._article.display:
            self._go_to(self._article)
        self._article.next_match(by)

    def action_sort(self) -> None:
        """Switch to the next sort order."""
        at = SORTS.index(self._asked.sort)
        self._asked = self._asked._replace(sort=SORTS[(at + 1) % len(SORTS)])
        self.ask()

    def action_facets(self) -> None:
        """Show the facets and go there, or hide them."""
        if self._facets.display:
            self._facets_wanted = False
            if self._pane is self._facets:
                self._go_to(self._hits)
            self._arrange()
        else:
            self._facets_wanted = True
            self._go_to(self._facets)

    def action_clear(self) -> None:
        """Clear what the hits are narrowed down to."""
        self._asked = self._asked._replace(period=None, sources=frozenset())
        self.ask()

    def action_again(self) -> None:
        """Ask again."""
        self.ask()

    def action_copy(self) -> None:
        """Copy the id of the article."""
        hit = self._hits.current
        if hit is not None:
            self.copy_to_clipboard(hit.id)
            self._status.mention(f"copied {hit.id}")

    async def action_help(self) -> None:
        """Show all keys."""
        await self.push_screen(HelpScreen())

    # Panes.

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane has the focus, however it got there."""
        if event.widget in (*self._panes(), self._facets):
            self._pane = event.widget
            self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as there is room for."""
        self._arrange(event.size.width, event.size.height)

    def _panes(self) -> list[Widget]:
        facets = [self._facets] if self._facets_wanted else []
        return [self._search, self._timeline, *facets, self._hits, self._article]

    def _go_to(self, pane: Widget) -> None:
        # Show it first: a hidden pane cannot get the focus.
        pane.display = True
        self._pane = pane
        self.screen.set_focus(pane)
        self._arrange()

    def _arrange(self, width: int | None = None, height: int | None = None) -> None:
        width = width or self.size.width
        height = height or self.size.height
        at_facets = self._pane is self._facets
        at_article = self._pane is self._article
        if width >= _WIDE:
            shown = (self._facets_wanted, True, True)
        elif width >= _MIDDLE:
            shown = (at_facets, True, not at_facets)
        else:
            shown = (at_facets, not at_facets and not at_article, at_article)
        self._facets.display, self._hits.display, self._article.display = shown
        self._timeline.set_class(height >= _HIGH, "-high")


def browse(opened: Callable[[Listener], Archive], query: str) -> int:
    """Show an archive on the full screen until the user quits; returns the exit code."""
    app = BrowseApp(opened, query)
    try:
        app.run()
    finally:
        app.archive.join()
    return ExitCode.BUG if app.return_code else ExitCode.DONE
