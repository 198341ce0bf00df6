"""``Archive``: one folder of articles, with the verbs of the command line."""

from __future__ import annotations

from news_archive.archive.changing import Changing
from news_archive.archive.looking import Looking


class Archive(Looking, Changing):
    """The archive in one data folder.

    Nothing is opened before it is needed, and only ``ingest`` makes an archive that is not there.
    Use it as a context manager, or call ``close``. Every verb raises ``ArchiveError`` subclasses
    and nothing else on purpose; see ``news_archive.errors``.
    """
