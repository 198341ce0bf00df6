"""The writer: adds entries to the index and removes them."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

import tantivy

from news_archive.article.words import forms, is_plain, is_searchable, words
from news_archive.index.contract import Entry, IndexUnusableError, date_order, first_128_bits
from news_archive.index.tantivy.generations import write_stamp
from news_archive.index.tantivy.schema import (
    ENGINE_LISTS,
    LEAD_CHUNKS,
    PRECISIONS,
    SCHEMA,
    create_index,
    open_index,
    wall,
)
from news_archive.index.tantivy.segments import commit_numbers
from news_archive.index.tantivy.spellings import SpellingsWriter
from news_archive.limits import ARENA_BYTES, MAX_WORD_BYTES
from news_archive.store.files import make_readable, sync_folder
from news_archive.store.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from news_archive.article.date import ReducedDate
    from news_archive.store.stamp import Covered

_LOW_64_BITS = (1 << 64) - 1


class TantivyWriter:
    """The one writer of an index folder; the caller holds the archive's lock."""

    def __init__(self, folder: Path, *, new: bool) -> None:
        """Open the index, or create it if ``new``."""
        self._folder = folder
        self._changed = False
        self._runs = _Runs()
        index = create_index(folder) if new else open_index(folder)
        self._spellings = SpellingsWriter(folder, new=new)
        with wall():
            # One thread is enough: it is done before the next articles are read and checked. More
            # threads would leave more segments, and every search has to look into each segment.
            self._writer: tantivy.IndexWriter | None = index.writer(ARENA_BYTES, 1)

    @property
    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise RuntimeError("the writer is closed")
        return self._writer

    def put(self, entry: Entry, *, replacing: bool) -> None:
        """See ``IndexWriter.put``."""
        document = _document(entry, self._runs)
        if len(self._runs.new_forms) >= _MOST_FORMS:
            self._add_forms()
        self._changed = True
        with wall():
            if replacing:
                self._open.delete_documents_by_term("id", entry.id)
            self._open.add_document(document)

    def remove(self, identity: str) -> None:
        """See ``IndexWriter.remove``."""
        self._changed = True
        with wall():
            self._open.delete_documents_by_term("id", identity)

    def commit(self) -> None:
        """See ``IndexWriter.commit``."""
        self._add_forms()
        self._spellings.commit()
        with wall():
            self._open.commit()
        self._changed = False
        # The engine replaces its list of segments by a rename, does not sync the folder, and makes
        # the list readable by its owner only.
        make_readable(self._folder, ENGINE_LISTS)
        sync_folder(self._folder)

    def stamp(self, revision: int, covered: Mapping[str, Covered]) -> None:
        """See ``IndexWriter.stamp``."""
        numbers = commit_numbers(self._folder)
        write_stamp(self._folder, Stamp(SCHEMA, revision, dict(covered), *numbers))

    def _add_forms(self) -> None:
        if self._runs.new_forms:
            self._spellings.add(self._runs.new_forms)
            self._runs.new_forms.clear()

    def close(self) -> None:
        """See ``IndexWriter.close``; waits for merges that are under way."""
        self._spellings.close()
        if self._writer is not None:
            writer, self._writer = self._writer, None
            # An index that fails now has failed before, and the next run that opens it will notice.
            with suppress(IndexUnusableError), wall():
                # A rollback also abandons merges, so it is done only if there are changes to drop.
                if self._changed:
                    writer.rollback()
                writer.wait_merging_threads()
            # A merge writes the list of segments again when it ends.
            make_readable(self._folder, ENGINE_LISTS)


def _document(entry: Entry, runs: _Runs) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    chunks = entry.body.split()
    plain = runs.are_plain(chunks)
    _add_words(document, "words", entry.body, plain)
    _add_words(document, "lead", " ".join(chunks[:LEAD_CHUNKS]), plain)
    for source in entry.sources or ("none",):
        document.add_text("sources", source)
    add = document.add_unsigned
    add("id_head", int.from_bytes(entry.id.encode()[:8].ljust(8, b"\0")))
    for name, value in _numbers_of(entry.date):
        add(name, value)
    location = entry.location
    add("month", location.month)
    add("offset", location.offset)
    add("length", location.length)
    digest = first_128_bits(entry.digest)
    add("digest_high", digest >> 64)
    add("digest_low", digest & _LOW_64_BITS)
    add("revision", entry.revision)
    add("word_count", len(chunks))
    return document


@lru_cache(maxsize=1 << 12)
def _numbers_of(date: ReducedDate) -> tuple[tuple[str, int], ...]:
    return (
        ("first_day", date.first),
        ("last_day", date.last),
        ("date_order", date_order(date)),
        ("precision", PRECISIONS.index(date.precision)),
    )


class _Runs:
    """The runs of text between white space that a writer has seen.

    This is a cache: the same words recur, and each is looked at once. ``new_forms`` are those of
    the runs that were not seen before; the caller empties it.
    """

    def __init__(self) -> None:
        self.new_forms: set[str] = set()
        self._seen: set[str] = set()
        self._odd: set[str] = set()

    def are_plain(self, chunks: list[str]) -> bool:
        """Whether the engine parts all of some runs of text into words as we do."""
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.clear()
            self._odd.clear()
        distinct = set(chunks)
        new = distinct - self._seen
        if new:
            self._look_at(new)
        return self._odd.isdisjoint(distinct)

    def _look_at(self, new: set[str]) -> None:
        self._seen |= new
        text = " ".join(new)
        if not is_plain(text):
            self._odd.update(chunk for chunk in new if not is_plain(chunk))
        lowered = text.lower()
        # A letter may become two when it is lowered, the second of them a combining mark.
        found = _PLAIN_RUN.findall(lowered) if is_plain(lowered) else forms(text)
        if max(map(len, found), default=0) <= _SURELY_SEARCHABLE:
            self.new_forms.update(found)
        else:
            self.new_forms.update(filter(is_searchable, found))


# A form of this length has not too many bytes, whatever its letters [characters].
_SURELY_SEARCHABLE = MAX_WORD_BYTES // 4

# Runs of text that are kept in memory [count].
_MOST_REMEMBERED = 1 << 18

# When this many forms have been collected, they are added to the spellings: the engine stores them
# while the next articles are read [count].
_MOST_FORMS = 10_000

# A word of a text that the engine parts as we do.
_PLAIN_RUN = re.compile(r"[^\W_]+")


def _add_words(document: tantivy.Document, field: str, text: str, plain: bool) -> None:
    if plain:
        document.add_text(field, text)
        return
    # The engine's tokenizer would split this text differently, so it is given our tokens. Their
    # offsets in the text are not needed because no text is stored.
    found = [
        tantivy.Token(word.form, place, 0, 0)
        for place, word in enumerate(words(text))
        if is_searchable(word.form)
    ]
    document.add_pre_tokenized_text(field, tantivy.PreTokenizedString(text, found))
