"""The sources, years and months of the hits: choosing one narrows the hits down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from news_archive.render.safe_text import cells, one_line
from news_archive.tui.keys import FACETS, bindings
from news_archive.tui.periods import Period, choices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import ClassVar

# Width of the scroll bar and the padding [columns].
_BESIDE = 2


class Choice(NamedTuple):
    """A source, or a year or month."""

    source: str | None = None
    period: Period | None = None


class FacetsList(OptionList, inherit_bindings=False):
    """The number of hits for each source, year and month."""

    BINDINGS: ClassVar = bindings(FACETS)

    class Chosen(Message):
        """The user chose a source or a period, or chose it again."""

        def __init__(self, choice: Choice) -> None:
            self.choice = choice
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="facets", markup=False)
        self._by_month: dict[str, int] = {}
        self._by_source: dict[str, int] = {}
        self._period: Period | None = None
        self._sources: frozenset[str] = frozenset()
        self._choices: dict[str, Choice] = {}

    def show(self, by_month: dict[str, int], by_source: dict[str, int]) -> None:
        """Show new counts."""
        self._by_month, self._by_source = by_month, by_source
        self._fill()

    def choose_only(self, period: Period | None, sources: frozenset[str]) -> None:
        """Mark a period and sources as chosen, in place of the previous ones."""
        self._period, self._sources = period, sources
        self._fill()

    def on_resize(self) -> None:
        """Put the counts where the right edge is now."""
        self._fill()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Post a message with what was chosen."""
        event.stop()
        if event.option_id in self._choices:
            self.post_message(self.Chosen(self._choices[event.option_id]))

    def _fill(self) -> None:
        at = self.highlighted
        was = self.get_option_at_index(at).id if at is not None else None
        self._choices.clear()
        self.clear_options()
        self.add_options(list(self._options_of()))
        if was in self._choices:
            self.highlighted = self.get_option_index(was)
        elif self._choices:
            self.action_first()

    def _options_of(self) -> Iterator[Option]:
        gone = dict.fromkeys(sorted(self._sources - self._by_source.keys()), 0)
        sources = {**self._by_source, **gone}
        if sources:
            yield Option(Text("source", style="bold"), disabled=True)
        for source, count in sources.items():
            choice = Choice(source=source)
            yield self._option(choice, source, count, chosen=source in self._sources)
        periods = choices(self._by_month, self._period)
        if periods:
            yield Option(Text("\nyear, month", style="bold"), disabled=True)
        for name, count in periods:
            choice = Choice(period=Period(name, name))
            chosen = self._period is not None and self._period.first <= name <= self._period.last
            yield self._option(
                choice, name if len(name) == 4 else f"  {name}", count, chosen=chosen
            )

    def _option(self, choice: Choice, name: str, count: int, *, chosen: bool) -> Option:
        identity = f"{choice.source} {choice.period}"
        self._choices[identity] = choice
        number = f"{count:,}"
        room = max(4, self.size.width - _BESIDE - 2 - len(number) - 1)
        shown = one_line(name)
        while cells(shown) > room:
            shown = shown[:-2] + "…"
        text = Text("● " if chosen else "  ", no_wrap=True)
        text.append(shown + " " * (room - cells(shown)))
        text.append(f" {number}", style="dim")
        if chosen:
            text.stylize("bold")
        return Option(text, id=identity)
