"""Where files are in the data folder, and which format they have."""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from news_archive.errors import AccessError, DamagedError, NewerFormatError, NoArchiveError
from news_archive.store import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from news_archive.article.date import ReducedDate

FORMAT = 1
DEFAULT_LANGUAGES = ("german",)


class Settings(NamedTuple):
    """The contents of ``archive.json``."""

    format: int
    created: str
    languages: tuple[str, ...]


class Layout:
    """The paths of everything in one data folder."""

    def __init__(self, root: Path, articles: Path | None = None) -> None:
        """``articles`` is another folder to read the month files from while they are replaced."""
        self.root = root
        self.settings = root / "archive.json"
        self.articles = articles or root / "articles"
        self.staging = root / ".compacting"
        self.index = root / "index"
        self.lock = root / "lock"
        self.deletions = root / "deleted.jsonl"
        self.corrections = root / "corrected.jsonl"
        self.damaged = root / "damaged"
        self.damage_notes = self.damaged / "notes.jsonl"

    @property
    def own(self) -> tuple[Path, ...]:
        """Files and folders that only the archive writes, and that it may replace or remove."""
        return (
            self.settings, self.articles, self.staging, self.index, self.lock, self.deletions,
            self.corrections, self.damaged,
        )  # fmt: skip

    def owns(self, path: Path) -> bool:
        """Whether a path is one of ``own`` or below one of them."""
        where = path.resolve()
        return any(where.is_relative_to(own.resolve()) for own in self.own)

    def month_file(self, month: int) -> Path:
        """Return the file of a month number."""
        return self.articles / month_file_name(month)


def month_number(date: ReducedDate) -> int:
    """Return yyyymm for a date, yyyy00 for a year: the month file that holds its articles."""
    return date.year * 100 + (date.month or 0)


def month_file_name(month: int) -> str:
    """Return ``2024-04.jsonl`` for 202404, ``2024.jsonl`` for 202400."""
    return f"{month_name(month)}.jsonl"


def month_name(month: int) -> str:
    """Return ``2024-04`` for 202404, ``2024`` for 202400."""
    year, number = divmod(month, 100)
    return f"{year:04d}-{number:02d}" if number else f"{year:04d}"


@lru_cache(maxsize=1 << 12)
def month_of_file(name: str) -> int | None:
    """Return the month number of a file name; ``None`` if it does not name a month file."""
    stem = name.removesuffix(".jsonl")
    year, dash, number = stem.partition("-")
    if not (name.endswith(".jsonl") and len(year) == 4 and year.isascii() and year.isdigit()):
        return None
    if not dash:
        return int(year) * 100
    if not (len(number) == 2 and number.isascii() and number.isdigit()):
        return None
    return int(year) * 100 + int(number) if 1 <= int(number) <= 12 else None


def read_settings(layout: Layout) -> Settings:
    """Read ``archive.json``; if it is missing but the articles are there, return the defaults.

    Raises ``NoArchiveError`` if there is no archive, ``NewerFormatError`` if its format is too new
    for this program, and ``DamagedError`` for damaged settings or a folder that is a symbolic link.
    """
    for folder in (layout.articles, layout.index, layout.damaged, layout.staging):
        if folder.is_symlink():
            raise DamagedError(
                f"{folder} is a link, which an archive does not follow; put the folder itself there"
            )
    try:
        if layout.settings.exists() and not layout.settings.is_file():
            raise DamagedError(f"{layout.settings} is not a file; restore it from a backup")
        data = layout.settings.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if not layout.articles.is_dir():
            raise NoArchiveError(layout.root) from None
        return Settings(FORMAT, "", DEFAULT_LANGUAGES)
    except OSError as error:
        raise AccessError.of("read", error) from error
    problem = DamagedError(
        f"{layout.settings} cannot be understood; restore it from a backup, or remove it: "
        "with the articles still there, a new one with the defaults is written"
    )
    try:
        fields = json.loads(data)
        found = fields["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise problem from None
    if type(found) is not int or found < 1:
        raise problem
    if found > FORMAT:
        raise NewerFormatError(layout.settings, found, FORMAT)
    languages, created = fields.get("languages"), fields.get("created")
    if (
        not isinstance(created, str)
        or not isinstance(languages, list)
        or not languages
        or not all(isinstance(name, str) for name in languages)
    ):
        raise problem
    return Settings(found, created, tuple(languages))


def create(layout: Layout, now: datetime.datetime) -> Settings:
    """Create the folders and ``archive.json`` if they are missing; the caller holds the lock."""
    files.make_folder(layout.articles)
    files.make_folder(layout.index)
    if not layout.settings.exists():
        fields = {
            "format": FORMAT,
            "created": now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "languages": list(DEFAULT_LANGUAGES),
        }
        files.replace_file(layout.settings, json.dumps(fields, indent=2).encode() + b"\n")
    return read_settings(layout)


def set_languages(layout: Layout, languages: Sequence[str]) -> None:
    """Write other languages to ``archive.json``, durably; the caller holds the lock.

    All else in the file stays, also what this release does not know.
    """
    settings = read_settings(layout)
    held = json.loads(layout.settings.read_bytes()) if layout.settings.exists() else {}
    held.setdefault("format", FORMAT)
    held.setdefault("created", settings.created)
    held["languages"] = list(languages)
    files.replace_file(layout.settings, json.dumps(held, indent=2).encode() + b"\n")
