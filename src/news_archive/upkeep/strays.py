"""Files in an archive's folders that are not part of it, and lines that were set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.store.layout import month_of_file
from news_archive.upkeep.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from news_archive.store.layout import Layout


def strays(layout: Layout) -> Iterator[Finding]:
    """Yield files that are not part of the archive, and lines that were set aside."""
    for folder in (layout.root, layout.articles, layout.index, layout.damaged):
        for path in sorted(folder.glob(".*.new")):
            problem = "a temporary file that a crash left; the next writer removes it"
            yield Finding("stray", _relative(layout, path), problem)
    if layout.staging.exists():
        yield Finding(
            "stray", layout.staging.name, "a `compact` was ended; the next one begins anew"
        )
    known = {layout.settings, layout.articles, layout.index, layout.lock, layout.damaged}
    known |= {layout.deletions, layout.corrections}
    for path in sorted(layout.root.glob("[!.]*")):
        if path not in known:
            yield Finding("stray", _relative(layout, path), "no part of the archive")
    for path in sorted(layout.articles.iterdir()) if layout.articles.is_dir() else ():
        if month_of_file(path.name) is None and not path.match(".*.new"):
            problem = "not a month file; nothing reads it"
            yield Finding("stray", _relative(layout, path), problem)
    for path in sorted(layout.damaged.glob("[!.]*")):
        if path == layout.damage_notes:
            continue
        yield Finding("kept", _relative(layout, path), "set aside, and kept as it was")


def _relative(layout: Layout, path: Path) -> str:
    return path.relative_to(layout.root).as_posix()
