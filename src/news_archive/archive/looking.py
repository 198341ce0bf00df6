"""The verbs that look at many articles at once: over time, in context, alike."""

from __future__ import annotations

from news_archive.archive.opened import OpenedArchive


class Looking(OpenedArchive):
    """What can be seen of many articles together."""
