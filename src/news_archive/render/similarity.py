"""Similar articles for a terminal: what ties them together, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from news_archive.render.safe_text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from news_archive.analysis.comparison import Comparison, Piece
    from news_archive.analysis.duplicates import DuplicateGroup, GroupMember
    from news_archive.analysis.related import Related
    from news_archive.article.date import ReducedDate
    from news_archive.article.shingles import Overlap

_ID = "cyan"
_DATE = "green"
_SOURCE = "magenta"
_TIE = "yellow"
_DIM = "dim"

# Styles for what only the first text has, and only the second; they differ by more than colour.
_ONLY_FIRST = "bold red"
_ONLY_SECOND = "bold green underline"

# Longer lines are hard to read, however wide the terminal is [columns].
_WIDEST_PARAGRAPH = 100


def show_related(articles: Sequence[Related], seconds: float, to: Console) -> None:
    """Print articles similar to a text: how each begins, and the words it shares with the text."""
    width = len(str(articles[-1].rank)) if articles else 1
    for article in articles:
        head = Text(f"{article.rank:>{width}}  ", style="bold")
        to.print(_headed(head, article.id, article.date, article.sources), soft_wrap=True)
        _print_below(Text(one_line(article.headline)), width + 2, to)
        ties = Text()
        for tie in article.ties:
            ties.append(", " if ties else "", style=_DIM).append(one_line(tie.word), style=_TIE)
        if ties:
            _print_below(ties, width + 2, to)
        to.print()
    noun = "article" if len(articles) == 1 else "articles"
    to.print(Text(f"{len(articles):,} {noun}, in {seconds * 1000:.0f} ms", style=_DIM))


def show_group(group: DuplicateGroup, to: Console) -> None:
    """Print a group: how the story begins, and how each member relates to another one."""
    to.print(Text(one_line(group.members[0].headline), style="bold"), width=_width(to))
    for member in group.members:
        line = _headed(Text("  "), member.id, member.date, member.sources)
        to.print(line.append(f"  {member.words:,} words", style=_DIM), soft_wrap=True)
        relation = _relation(member)
        if relation is not None:
            _print_below(relation, 4, to)
    to.print()


def show_group_counts(groups: int, articles: int, seconds: float, to: Console) -> None:
    """Print the number of groups and of their articles, and how long it took."""
    noun = "group" if groups == 1 else "groups"
    counted = f"{groups:,} {noun}, {articles:,} articles, in {seconds:.1f} s"
    to.print(Text(counted, style=_DIM))


def show_differences(comparison: Comparison, to: Console) -> None:
    """Print two texts side by side, each sentence beside its counterpart."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), show_footer=False)
    column = max(10, (to.width - 2) // 2)
    for fields in (comparison.first, comparison.second):
        head = Text(one_line(fields["id"]), style=_ID)
        head.append(f"\n{one_line(fields['date'])}", style=_DATE)
        head.append(f"  {one_line(', '.join(fields['sources']))}", style=_SOURCE)
        table.add_column(head, width=column, overflow="fold")
    for row in comparison.rows:
        if row.is_same:
            table.add_row(*(_pieces(side, "") for side in (row.first, row.second)), style=_DIM)
        else:
            table.add_row(_pieces(row.first, _ONLY_FIRST), _pieces(row.second, _ONLY_SECOND))
    to.print(table)
    sentence = _overlap_sentence(
        comparison.overlap, comparison.overlap.relation, comparison.second["id"]
    )
    line = Text("the first: ", style=_DIM).append_text(sentence)
    to.print(line, width=_width(to))


def _headed(head: Text, identity: str, date: ReducedDate, sources: Sequence[str]) -> Text:
    head.append(one_line(identity), style=_ID)
    head.append("  ").append(str(date), style=_DATE)
    if sources:
        head.append("  ").append(", ".join(map(one_line, sources)), style=_SOURCE)
    return head


def _relation(member: GroupMember) -> Text | None:
    if member.overlap is None or member.like is None or member.relation is None:
        return None
    return _overlap_sentence(member.overlap, member.relation, member.like)


def _overlap_sentence(overlap: Overlap, relation: str, other: str) -> Text:
    match relation:
        case "same":
            said, behind = "the same words as ", ""
        case "contains":
            said, behind = "contains ", f", {overlap.second_in_first:.0%} of it"
        case "within":
            said, behind = "within ", f", {overlap.first_in_second:.0%} of this"
        case _:
            said, behind = f"shares {overlap.jaccard:.0%} with ", ""
    return Text(said).append(one_line(other), style=_ID).append(behind, style=_DIM)


def _pieces(pieces: Sequence[Piece], style: str) -> Text:
    text = Text()
    for piece in pieces:
        text.append(one_line(piece.text), style=style if piece.is_changed else "")
    return text


def _print_below(text: Text, indent: int, to: Console) -> None:
    to.print(Padding(text, (0, 0, 0, indent)), width=_width(to))


def _width(to: Console) -> int:
    return min(to.width, _WIDEST_PARAGRAPH)
