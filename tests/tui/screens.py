"""How these tests look at the full screen: made in memory, with real keys and a real archive."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.widgets import Input, OptionList

from news_archive import Archive
from news_archive.tui.app import BrowseApp
from news_archive.tui.article import ArticleView
from news_archive.tui.facets_list import FacetsList
from news_archive.tui.hits import HitsList
from news_archive.tui.status_line import StatusLine
from news_archive.tui.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from rich.segment import Segment
    from textual.pilot import Pilot
    from textual.widget import Widget

    from news_archive.search.hits import Hits
    from news_archive.sync.listener import Listener

# The longest that anything here may take [seconds]; all of it takes far less.
PATIENCE = 40.0


class Screen:
    """The program on a screen, and what can be seen there."""

    def __init__(self, app: BrowseApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.hits = app.query_one(HitsList)
        self.article = app.query_one(ArticleView)
        self.facets = app.query_one(FacetsList)
        self.timeline = app.query_one(Timeline)
        self.search = app.query_one(Input)
        self._status = app.query_one(StatusLine)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    def paste(self, text: str) -> None:
        """Replace the query by another one at once."""
        self.search.value = text

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.01)

    async def until_says(self, part: str) -> None:
        """Wait until the status line says something."""
        await self.until(lambda: part in self.status)

    async def until_shown(self, identity: str) -> None:
        """Wait until an article is shown."""
        await self.until(lambda: self.article.identity == identity)

    @property
    def focus(self) -> str:
        """The name of the pane that has the focus."""
        return (self.app.focused.id if self.app.focused is not None else None) or ""

    @property
    def status(self) -> str:
        """What the status line says."""
        return self._status.said

    @property
    def ids(self) -> list[str]:
        """The ids of the first hits."""
        return [hit.id for hit in self.hits._pages.get(1, ())]

    def options(self) -> list[str]:
        """What can be chosen in the facets, without white space around it."""
        prompts = (self.facets.get_option_at_index(at) for at in range(self.facets.option_count))
        return [" ".join(str(option.prompt).split()) for option in prompts]

    async def choose(self, beginning: str) -> None:
        """Choose what begins so in the facets, with the keyboard."""
        options: OptionList = self.facets
        await self.until(lambda: any(text.startswith(beginning) for text in self.options()))
        place = [text.startswith(beginning) for text in self.options()].index(True)
        options.focus()
        options.highlighted = place
        await self.press("enter")


def lines(widget: Widget) -> list[str]:
    """Return what can be seen of a widget that draws line by line."""
    return ["".join(text for text, _, _ in line).rstrip() for line in segments(widget)]


def segments(widget: Widget) -> Iterator[list[Segment]]:
    """Yield the lines of a widget in pieces of one style."""
    for y in range(widget.content_size.height):
        yield list(widget.render_line(y))


def styled(widget: Widget, name: str) -> list[str]:
    """Return the stretches of a widget that are set off in one way: by a component's style."""
    wanted = widget.get_component_rich_style(name, partial=True)
    return [
        text
        for line in segments(widget)
        for text, style, _ in line
        if style is not None
        and style.color == wanted.color
        and style.bold == wanted.bold
        and (wanted.bgcolor is None or style.bgcolor == wanted.bgcolor)
    ]


@asynccontextmanager
async def shown(
    opened: Callable[[Listener], Archive] | Path,
    query: str = "",
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Screen]:
    """Run the program on a screen in memory, until its first answer is there."""
    if isinstance(opened, Path):
        folder = opened
        app = BrowseApp(lambda listener: Archive(folder, listener=listener), query)
    else:
        app = BrowseApp(opened, query)
    try:
        async with app.run_test(size=size) as pilot:
            screen = Screen(app, pilot)
            await screen.until(lambda: bool(screen.status))
            yield screen
    finally:
        app.archive.join()


def on_screen(
    does: Callable[[Screen], Awaitable[None]],
    opened: Callable[[Listener], Archive] | Path,
    query: str = "",
    size: tuple[int, int] = (80, 24),
) -> None:
    """Run the program and do something with it."""

    async def run() -> None:
        async with shown(opened, query, size) as screen:
            await does(screen)

    asyncio.run(run())


class GatedArchive(Archive):
    """An archive that answers a query with a certain word only when the gate is opened."""

    def __init__(self, folder: Path, word: str, **options: Any) -> None:
        super().__init__(folder, **options)
        self.word = word
        self.gate = threading.Event()
        self.begun = threading.Event()
        self.threads: set[int] = set()
        self.queries: list[str | None] = []

    def search(self, query: str | None, **options: Any) -> Hits:
        self.threads.add(threading.get_ident())
        self.queries.append(query)
        if query is not None and self.word in query:
            self.begun.set()
            assert self.gate.wait(PATIENCE)
        return super().search(query, **options)


def records(texts: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    """Return records of id, date and text."""
    return [{"id": identity, "date": date, "text": text} for identity, date, text in texts]
