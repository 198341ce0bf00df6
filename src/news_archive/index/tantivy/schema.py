"""The fields of the index, and the wall around the engine.

    id          raw       stored     the key; deletions go by it
    id_head     number    fast       the first 8 bytes of the id: sorts ids without reading them
    words       text      positions  the forms as written: lower case, no stemming, no stop words
    lead        text      -          the same of the first ``LEAD_CHUNKS`` runs of the text
    sources     raw       fast       agency codes; ``none`` for an article without
    first_day   number    fast       yyyymmdd of the interval that the date stands for
    last_day    number    fast       yyyymmdd
    date_order  number    fast       first day and length of the interval, to sort by
    month       number    fast       yyyymm, yyyy00 for a year: the file that the line is in
    precision   number    fast       0 year, 1 month, 2 day
    offset      number    fast       where the line begins in its file [bytes]
    length      number    fast       how long it is [bytes]
    revision    number    fast       of the line
    digest_high number    fast       the first 64 bits of the digest
    digest_low  number    fast       the next 64
    word_count  number    fast       words of the body, as wc(1) counts them

No text is stored: the month files hold it. Plain spellings have a small index of their
own, see ``spellings``. ``SCHEMA`` rises with every change of these or of what a word is; an index
of another schema is built again.
"""

from __future__ import annotations

import errno
import os
import re
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tantivy

from news_archive.errors import AccessError, UsageError
from news_archive.index.contract import IndexUnusableError
from news_archive.limits import MAX_WORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = 5

# The first words of an article, which say what it is about [runs between white space].
LEAD_CHUNKS = 100

NUMBERS = (
    "id_head", "first_day", "last_day", "date_order", "month", "precision", "offset", "length",
    "revision", "digest_high", "digest_low", "word_count",
)  # fmt: skip

PRECISIONS = ("year", "month", "day")

# What the engine says of a query, not of an index, when it compiles it at last.
_TOO_WIDE = ("max expansions", "size limit", "Invalid regex", "RegexQueryError")

# What the system refuses for want of room or of a working disk: not for want of a good index.
_REFUSALS = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EIO,
)  # fmt: skip

# A path as the engine quotes it in a message: its words are not the engine's.
_PATH = re.compile(r'"(?:[^"\\]|\\.)*/(?:[^"\\]|\\.)*"')
_SYSTEM_ERROR = re.compile(r"(?:\(os error |Os \{ code: )([0-9]+)")

# The engine's lists of segments and of files, which it lets nobody else read.
_SEGMENTS = "meta.json"
ENGINE_LISTS = (_SEGMENTS, ".managed.json")

# From the engine's replacing that list to our letting others read it, on a slow disk [seconds].
_PATIENCE_SECONDS = 1.0

_ANALYZER = "word_forms"


@contextmanager
def wall() -> Iterator[None]:
    """Let nothing of the engine's exceptions out; only engine calls belong inside.

    The engine raises ``ValueError`` for every failure, and for damage also a panic that is no
    ``Exception``. Raises ``AccessError`` for what the operating system refuses.
    """
    try:
        yield
    except ValueError as error:
        message = str(error)
        said = _PATH.sub("", message)
        if any(words in said for words in _TOO_WIDE):
            raise UsageError("the query has too many forms or wildcards; narrow it") from None
        if (reason := _refusal(said)) is not None:
            raise AccessError(
                f"cannot write or read the index: {reason}; what was reported as stored is in the "
                "JSON files, and the next command brings the index up to date"
            ) from None
        raise IndexUnusableError(message) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise IndexUnusableError("the engine gave up on it") from None
        raise


def _refusal(message: str) -> str | None:
    """Return why the operating system refused, if it did; ``None`` if the index is to blame."""
    named = _SYSTEM_ERROR.search(message)
    if named is not None:
        return os.strerror(int(named[1])) if int(named[1]) in _REFUSALS else None
    if "spawn" in message:
        return "the system starts no more threads, for want of memory or by a limit"
    # A thread of the engine that fails while it writes does not say with what.
    return "the disk is full or does not work" if "worker thread" in message else None


@contextmanager
def query_wall() -> Iterator[None]:
    """Let nothing of them out while a query is made: what is refused there is its fault."""
    try:
        yield
    except ValueError as error:
        raise UsageError(f"the query has too many wildcards; narrow it ({error})") from None


@cache
def schema() -> tantivy.Schema:
    """Return the schema of the table above."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name=_ANALYZER, index_option="position")
    builder.add_text_field("lead", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("sources", fast=True, tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        indexed = name == "month"
        builder.add_unsigned_field(name, fast=True, indexed=indexed)
    return builder.build()


def create_index(folder: Path, fields: tantivy.Schema | None = None) -> tantivy.Index:
    """Make an empty index in a folder; of the schema above unless others are given."""
    with wall():
        index = tantivy.Index(fields or schema(), path=str(folder), reuse=False)
        _prepare(index)
    return index


def open_index(folder: Path, fields: tantivy.Schema | None = None) -> tantivy.Index:
    """Open the index in a folder; raises ``IndexUnusableError`` if there is none that works."""
    with wall():
        # The engine would make an empty index in a folder that has lost its list of segments.
        if not tantivy.Index.exists(str(folder)):
            raise IndexUnusableError("there is none in its folder")
        index = tantivy.Index(fields or schema(), path=str(folder), reuse=True)
        _prepare(index)
    return index


@contextmanager
def readable(folder: Path) -> Iterator[Path]:
    """Lend the folder of an index to be opened from, even if it may not be written to.

    The engine opens a lock file for writing even to read. What it has opened stays open when a
    borrowed folder is gone.
    """
    if os.access(folder, os.W_OK):
        yield folder
        return
    # Only here: it is slow to load, and archives that may not be written to are rare.
    import tempfile

    with tempfile.TemporaryDirectory(prefix="news-archive-") as name:
        copy = Path(name)
        try:
            (copy / _SEGMENTS).write_bytes(_segments_of(folder))
            for path in folder.iterdir():
                # The other list is of files to remove, and whoever writes keeps it to himself.
                if path.name not in ENGINE_LISTS and path.suffix != ".lock":
                    (copy / path.name).symlink_to(path.resolve())
        except OSError as error:
            raise IndexUnusableError(str(error)) from None
        yield copy


def _segments_of(folder: Path) -> bytes:
    """Read the engine's list of segments.

    When it has just been replaced, nobody else may read it for a moment.
    """
    ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return (folder / _SEGMENTS).read_bytes()
        except PermissionError:
            if time.monotonic() > ends:
                raise
            time.sleep(_PATIENCE_SECONDS / 100)


def _prepare(index: tantivy.Index) -> None:
    # Else it would look by itself, every half a second, whether there is a new state; who reads
    # here keeps the one that was asked for.
    index.config_reader(reload_policy="manual")
    # Analyzers are not stored with an index. The engine's default one drops words of 40 bytes.
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.remove_long(MAX_WORD_BYTES + 1))
        .build()
    )
    index.register_tokenizer(_ANALYZER, analyzer)
