"""The pages of the documentation, for those who have only installed the program."""

from __future__ import annotations

import sys
from pathlib import Path

# Where the package puts the pages when it is installed, below the prefix of Python.
_INSTALLED = Path("share", "doc", "news-archive")


def pages() -> dict[str, Path]:
    """Return the pages by topic; empty if they were not installed."""
    for folder in (Path(sys.prefix) / _INSTALLED, Path(__file__).parents[3] / "docs"):
        found = {path.stem: path for path in sorted(folder.glob("*.md"))}
        if found:
            return found
    return {}
