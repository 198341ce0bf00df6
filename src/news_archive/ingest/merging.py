"""Another archive as an input: its current articles, and what was decided there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from news_archive.article.date import ReducedDate
from news_archive.article.record import Draft
from news_archive.store.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.article.line import Fields


def is_other_archive(path: str, own: Layout) -> bool:
    """Whether a path is the data folder of another archive."""
    layout = Layout(Path(path))
    if not (layout.settings.is_file() and layout.articles.is_dir()):
        return False
    return layout.root.resolve() != own.root.resolve()


def drafts_of(records: Iterable[Fields]) -> Iterator[Draft]:
    """Yield the records of another archive as drafts; their credits are taken as they are."""
    for fields in records:
        yield Draft(
            fields["id"],
            ReducedDate.parse(fields["date"]),
            list(fields["sources"]),
            fields["credit"],
            fields["body"],
            fields["origin"],
            is_of_archive=True,
        )
