"""Articles by the beginnings of their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.errors import AmbiguousIdError, NothingFoundError
from news_archive.limits import MAX_CANDIDATES

if TYPE_CHECKING:
    from news_archive.index.contract import IndexReader


def only_id(reader: IndexReader, beginning: str) -> str:
    """Return this id, or else the only id with this prefix.

    Raises ``NothingFoundError`` if there is none, ``AmbiguousIdError`` if there are several.
    """
    if reader.locate([beginning]):
        return beginning
    found = reader.ids_beginning_with(beginning, MAX_CANDIDATES + 1)
    if not found:
        raise NothingFoundError(f"no article has an id that begins with {beginning!r}")
    if len(found) > 1:
        more = len(found) > MAX_CANDIDATES
        raise AmbiguousIdError(beginning, found[:MAX_CANDIDATES], more=more)
    return found[0]
