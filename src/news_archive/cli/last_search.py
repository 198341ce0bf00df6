"""The hits of the last search on a terminal, so that ``show 3`` is the third of them.

They are in a file beside the index. It is no part of the archive: whatever is wrong with it, there
is just no last search.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from news_archive.store.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from news_archive.archive import Archive
    from news_archive.search.hits import Hit

_NAME = "last-search.json"
_RANK = re.compile("[1-9][0-9]{0,3}")


def remember_hits(data: Path, hits: Iterable[Hit]) -> None:
    """Note the ids of hits by their ranks; if that cannot be done, it is not."""
    ids = {str(hit.rank): hit.id for hit in hits}
    with suppress(OSError):
        # A link of that name is not followed: it may lead out of the archive.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(Layout(data).index / _NAME, flags, 0o666)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(ids, file)


def meant_id(archive: Archive, data: Path, text: str) -> str:
    """Return the id that somebody means who has typed this.

    It is that id if there is one, then the hit of the last search with that rank, and then the only
    id with that prefix. Raises ``NothingFoundError``, ``AmbiguousIdError``.
    """
    if _RANK.fullmatch(text) and text not in archive:
        identity = _hit_of(data, text)
        if identity is not None and identity in archive:
            return identity
    return archive.find_id(text)


def _hit_of(data: Path, rank: str) -> str | None:
    try:
        ids = json.loads((Layout(data).index / _NAME).read_bytes())
        identity = ids.get(rank)
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    return identity if isinstance(identity, str) else None
