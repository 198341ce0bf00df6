"""File names for articles that every file system accepts, and folders that stay small.

A name is the article's id where possible. Characters that Windows, macOS or Linux do not accept in
a name are replaced by ``_``. If some file system would treat several names as the same, all but the
first get a mark derived from the id. The manifest says which id belongs to which file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import NamedTuple

from news_archive.reading.manifest import entry_line, header_line

# The longest name, with its ending [bytes of UTF-8]. File systems allow 255; the rest leaves room
# for an ending that is added to a copy.
MAX_NAME_BYTES = 200

# Files in a folder. Some programs are slow to list more; this also limits the names in memory.
MAX_FOLDER_FILES = 10_000

# Forbidden on Windows; the slash is forbidden everywhere.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"]
)

# macOS refuses characters that are too new for its file system. All versions know the characters of
# Unicode 3.2, and Python includes that version of the database.
_KNOWN = unicodedata.ucd_3_2_0

_MARK_DIGITS = (8, 16, 64)


def caseless(name: str) -> str:
    """Return a key that is equal for all names that some file system may treat as the same."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFD", folded.upper().casefold())


def file_name(identity: str, ending: str, mark: str = "") -> str:
    """Return a file name for an article, which may not be unique yet."""
    stem = identity
    if not stem.isascii():
        stem = "".join(_plain(character) for character in stem)
    stem = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", stem))
    if stem.partition(".")[0].rstrip().casefold() in _RESERVED:
        stem = "_" + stem
    stem = _shortened(stem, MAX_NAME_BYTES - len(mark) - len(ending))
    bare = stem.rstrip(". ")
    return bare + "_" * (len(stem) - len(bare)) + mark + ending


def _plain(character: str) -> str:
    if _KNOWN.category(character) == "Cn":
        return "_"
    # File systems that decompose characters store `≮` as `<` and a combining stroke.
    return "_" if _FORBIDDEN.search(unicodedata.normalize("NFD", character)) else character


def _shortened(stem: str, room: int) -> str:
    """Cut a name to at most ``room`` bytes, even if a file system decomposes its characters."""
    if len(stem.encode()) <= room and stem.isascii():
        return stem
    used = 0
    for place, character in enumerate(stem):
        # A file system may store either form, so the longer one counts.
        used += max(len(character.encode()), len(unicodedata.normalize("NFD", character).encode()))
        if used > room:
            return stem[:place]
    return stem


class Place(NamedTuple):
    """Where the file of an article is."""

    folder: str
    name: str


class FolderNames:
    """A folder of files whose names are unique in it, and its manifest."""

    def __init__(self, path: str, ending: str) -> None:
        self.path = path
        self._ending = ending
        self._taken: set[str] = set()
        self._entries: list[bytes] = [header_line()]

    def __len__(self) -> int:
        return len(self._taken)

    def name_for(self, identity: str) -> str:
        """Return a name for one more file."""
        name = file_name(identity, self._ending)
        digest = hashlib.sha256(identity.encode()).hexdigest()
        for digits in _MARK_DIGITS:
            if caseless(name) not in self._taken:
                break
            name = file_name(identity, self._ending, "~" + digest[:digits])
        self._taken.add(caseless(name))
        self._entries.append(entry_line(name, identity))
        return name

    def manifest(self) -> bytes:
        """Return the manifest, which says which id belongs to which file."""
        return b"".join(self._entries)


class Folders:
    """The folders of an export: `2024/2024-04` for a month, `2024/2024` for dates of only a year.

    A full folder is followed by `2024/2024-04_2`. At most the folders of one year are held.
    """

    def __init__(self, ending: str, max_files: int = MAX_FOLDER_FILES) -> None:
        self._ending = ending
        self._max_files = max_files
        self._opened: dict[str, int] = {}
        self.held: dict[str, FolderNames] = {}

    def folder_for(self, date: str) -> tuple[FolderNames, list[FolderNames]]:
        """Return the folder for one more article, and the folders that get no more files.

        ``date`` is the article's. In date order, at most two folders are held at a time.
        """
        month, year = date[:7], date[:4]
        # In date order, dates of only a year come between the days of a month, so both folders
        # stay open.
        open_still = (
            (month, year)
            if month != year
            else tuple(key for key in self.held if key.startswith(year))
        )
        done = [key for key in self.held if key not in open_still]
        if month in self.held and len(self.held[month]) >= self._max_files:
            done.append(month)
        finished = [self.held.pop(key) for key in done]
        if month not in self.held:
            number = self._opened[month] = self._opened.get(month, 0) + 1
            name = month if number == 1 else f"{month}_{number}"
            self.held[month] = FolderNames(f"{year}/{name}", self._ending)
        return self.held[month], finished
