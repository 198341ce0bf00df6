"""Results for a terminal, with Rich: fitted to its width, in colour unless that is turned off."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from news_archive.analysis.timeline import timeline_of_months
from news_archive.render.chart.terminal import show_over_time
from news_archive.render.plain import (
    alike_count,
    contributions,
    partial_sentence,
    report_counts,
    total_phrase,
    version_values,
)
from news_archive.render.safe_text import cells, one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.article.line import Fields
    from news_archive.query.highlight import Span
    from news_archive.search.hits import Hits
    from news_archive.search.listing import Listing
    from news_archive.search.statistics import Facets, Totals
    from news_archive.upkeep.findings import Report
    from news_archive.upkeep.versions import Version

_MATCH = "bold yellow"
_ID = "cyan"
_DATE = "green"
_SOURCE = "magenta"
_DIM = "dim"

# Longer lines are hard to read, however wide the terminal is [columns].
_WIDEST_PARAGRAPH = 100

_MOST_MONTHS = 24

_STATES = {"current": "bold green", "earlier": "default", "moved": "dim", "deleted": "bold red"}


class PipeConsole(Console):
    """A console that raises an error for a closed pipe, instead of ending the process."""

    def on_broken_pipe(self) -> None:
        """Raise ``BrokenPipeError``, as the write did."""
        raise BrokenPipeError


def console(file: IO[str]) -> Console:
    """Return a console for a terminal; markup, emoji codes and automatic highlighting are off."""
    return PipeConsole(file=file, markup=False, emoji=False, highlight=False)


def show_hits(hits: Hits, to: Console) -> None:
    """Print hits with headline and snippet, and the total on the last line."""
    if hits.partial:
        to.print(Text(f"{partial_sentence(hits)}:", style="italic"))
        to.print()
    width = len(str(hits.hits[-1].rank)) if hits.hits else 1
    for hit in hits:
        head = Text(f"{hit.rank:>{width}}  ", style="bold")
        head.append(one_line(hit.id), style=_ID)
        head.append("  ").append(str(hit.date), style=_DATE)
        head.append("  ").append(", ".join(map(one_line, hit.sources)), style=_SOURCE)
        to.print(head, soft_wrap=True)
        snippet = _marked(hit.snippet.text, hit.snippet.highlights)
        headline = _marked(hit.headline.text, hit.headline.highlights)
        if hit.snippet.text.startswith(hit.headline.text.removesuffix(" …")):
            # The passage begins with the headline, which need not be read twice.
            snippet.stylize("bold", 0, len(headline.plain.removesuffix(" …")))
        else:
            headline.stylize("bold")
            to.print(Padding(headline, (0, 0, 0, width + 2)), width=_text_width(to))
        to.print(Padding(snippet, (0, 0, 0, width + 2)), width=_text_width(to))
        if hit.alike:
            alike = Text(f"{alike_count(hit)}: {one_line(', '.join(hit.alike))}", style=_DIM)
            to.print(Padding(alike, (0, 0, 0, width + 2)), width=_text_width(to))
        if hit.contributions:
            why = Text(one_line(contributions(hit)), style=_DIM)
            to.print(Padding(why, (0, 0, 0, width + 2)), width=_text_width(to))
        to.print()
    if hits.facets is not None:
        show_facets(hits.facets, to)
    to.print(Text(last_line(hits), style=_DIM), width=_text_width(to))


def show_brief_hits(hits: Hits, to: Console) -> None:
    """Print a line for each hit, with its headline, and the total on the last line."""
    if hits.partial:
        to.print(Text(f"{partial_sentence(hits)}:", style="italic"))
        to.print()
    ranks = max((len(str(hit.rank)) for hit in hits), default=1)
    for hit in hits:
        line = Text(f"{hit.rank:>{ranks}}  ", style="bold")
        line.append(one_line(hit.id), style=_ID).append("  ")
        line.append(str(hit.date), style=_DATE).append("  ")
        headline = _marked(hit.headline.text, hit.headline.highlights)
        line.append_text(headline)
        # The id is the way to the article, so only the headline is cut.
        line.truncate(max(to.width, ranks + cells(hit.id) + 4), overflow="ellipsis")
        to.print(line, soft_wrap=True)
    if hits.facets is not None:
        to.print()
        show_facets(hits.facets, to)
    to.print(Text(last_line(hits), style=_DIM), width=_text_width(to))


def last_line(found: Hits | Listing) -> str:
    """Return the last line of an answer: how many articles, which page, how long it took."""
    page = f", page {found.page:,} of {found.pages:,}" if found.pages > 1 else ""
    return f"{total_phrase(found)}{page}, in {found.seconds * 1000:.0f} ms"


def show_listing(listing: Listing, to: Console) -> None:
    """Print a list as a table, one line per article; only headlines and very long ids are cut."""
    rows = [
        (
            one_line(article.id),
            str(article.date),
            ", ".join(map(one_line, article.sources)),
            f"{article.words:,}",
            one_line(article.headline),
        )
        for article in listing
    ]
    if rows:
        to.print(_listing_table(rows, to.width))
    if listing.facets is not None:
        to.print()
        show_facets(listing.facets, to)
    to.print(Text(last_line(listing), style=_DIM))


def show_facets(facets: Facets, to: Console) -> None:
    """Print the number of articles by month (by year if there are many months) and by source."""
    for table in _facet_tables(facets, to.width):
        to.print(table)
        to.print()


def _facet_tables(facets: Facets, width: int) -> Iterator[Table]:
    name, periods = by_period(facets.by_month)
    for title, counts in ((name, periods), ("source", facets.by_source)):
        if counts:
            yield _counts(title, counts, width)


def by_period(by_month: dict[str, int]) -> tuple[str, dict[str, int]]:
    """Return ``month`` and the counts, or ``year`` and the sums if there are many months."""
    if len(by_month) <= _MOST_MONTHS:
        return "month", by_month
    years: dict[str, int] = {}
    for month, count in by_month.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    return "year", years


def _listing_table(rows: Sequence[tuple[str, ...]], width: int) -> Table:
    titles = ("id", "date", "sources", "words", "headline")
    widths = [max(cells(row[at]) for row in (titles, *rows)) for at in range(4)]
    gaps = 2 * (len(titles) - 1)
    # However long the ids are, a third of the terminal is left for the headline.
    others = sum(widths[1:]) + gaps
    widths[0] = max(8, min(widths[0], width - others - width // 3))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title, style, columns in zip(
        titles, (_ID, _DATE, _SOURCE, "", ""), (*widths, None), strict=True
    ):
        table.add_column(
            title,
            style=style,
            width=columns if columns is not None else max(10, width - widths[0] - others),
            justify="right" if title == "words" else "left",
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in rows:
        table.add_row(*(Text(value) for value in row))
    return table


def show_article(fields: Fields, spans: Sequence[Span], to: Console) -> None:
    """Print an article: header, then its paragraphs wrapped to the terminal."""
    head = Text(one_line(fields["id"]), style=f"bold {_ID}")
    to.print(head, soft_wrap=True)
    line = Text(one_line(fields["date"]), style=_DATE)
    if fields["sources"]:
        line.append("  ").append(one_line(", ".join(fields["sources"])), style=_SOURCE)
    if fields["credit"] is not None and fields["credit"] != ", ".join(fields["sources"]):
        line.append(f"  ({one_line(fields['credit'])})", style=_DIM)
    line.append(f"  {one_line(fields['origin'])}", style=_DIM)
    to.print(line, soft_wrap=True)
    to.print()
    to.print(_marked(fields["body"], spans), width=_text_width(to))


def rendered(fields: Fields, spans: Sequence[Span], like: Console) -> str:
    """Return what ``show_article`` prints, for a pager; in colour if the terminal has colours."""
    with like.capture() as captured:
        show_article(fields, spans, like)
    return captured.get()


def rendered_hits(hits: Hits, like: Console, *, brief: bool) -> str:
    """Return what ``show_hits`` or ``show_brief_hits`` prints, for a pager."""
    with like.capture() as captured:
        (show_brief_hits if brief else show_hits)(hits, like)
    return captured.get()


def show_totals(totals: Totals, to: Console) -> None:
    """Print the statistics of an archive."""
    sums = Table(box=None, pad_edge=False, show_header=False)
    sums.add_column(style="bold")
    sums.add_column(justify="right")
    for name, value in (
        ("articles", f"{totals.articles:,}"),
        ("words", f"{totals.words:,}"),
        ("bytes", f"{totals.size:,}"),
        ("articles on disk", f"{totals.disk.articles:,} bytes"),
        ("index on disk", f"{totals.disk.derived:,} bytes"),
    ):
        sums.add_row(name, value)
    to.print(sums)
    if totals.by_precision:
        to.print()
        to.print(_counts("precision", totals.by_precision, to.width))
    if totals.by_month:
        to.print()
        show_over_time(timeline_of_months(totals.by_month), to)
    if totals.by_source:
        to.print()
        to.print(_counts("source", totals.by_source, to.width))


def show_report(report: Report, to: Console) -> None:
    """Print what a check found: damage first, then notes, then numbers."""
    for finding in sorted(report.findings, key=lambda finding: not finding.is_damage):
        style, word = ("bold red", "damage") if finding.is_damage else (_DIM, "note  ")
        line = Text(f"{word}  ", style=style).append(one_line(finding.sentence), style="not bold")
        to.print(line, soft_wrap=True)
    if report.findings:
        to.print()
    numbers = Table(box=None, pad_edge=False, show_header=False)
    numbers.add_column()
    numbers.add_column(justify="right")
    for name, count in report_counts(report):
        numbers.add_row(name, f"{count:,}")
    to.print(numbers)
    verdict = (
        Text("sound", style="bold green")
        if report.is_sound
        else (
            Text(
                "damaged: `archive check --repair` sets aside what cannot be read", style="bold red"
            )
        )
    )
    to.print(verdict)


def show_versions(versions: Sequence[Version], to: Console) -> None:
    """Print the versions of an article: the details of each, and below them how its text begins."""
    for version in versions:
        revision, state, when, file, date, words, headline = map(str, version_values(version))
        line = Text(f"{revision}  ", style="bold").append(state, style=_STATES[version.state])
        line.append(f"  {one_line(when)}  " if when else "  ").append(file, style=_ID)
        if state == "moved":
            line.append(f"  to {one_line(date)}")
        elif date:
            line.append(f"  {date}", style=_DATE).append(f"  {words} words", style=_DIM)
        to.print(line, soft_wrap=True)
        if headline:
            shown = Text(one_line(headline), no_wrap=True, overflow="ellipsis")
            to.print(Padding(shown, (0, 0, 0, len(revision) + 2)), width=_text_width(to))


def _counts(title: str, counts: dict[str, int], width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(title, no_wrap=True)
    table.add_column("articles", justify="right")
    table.add_column("")
    most = max(counts.values())
    room = max(10, min(50, width - 40))
    for key, count in counts.items():
        bar = "█" * (count * room // most) or "▏"
        table.add_row(Text(one_line(key)), f"{count:,}", Text(bar, style=_ID))
    return table


def _marked(text: str, spans: Sequence[Span]) -> Text:
    """Return a text with highlighted spans; each stretch of it is made harmless by itself."""
    marked = Text()
    position = 0
    for span in spans:
        marked.append(visible(text[position : span.start]))
        marked.append(visible(text[span.start : span.end]), style=_MATCH)
        position = span.end
    return marked.append(visible(text[position:]))


def _text_width(to: Console) -> int:
    return min(to.width, _WIDEST_PARAGRAPH)
