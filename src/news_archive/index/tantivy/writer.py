"""The writer: adds entries to the index and removes them."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING

import tantivy

from news_archive.article.words import chunk_foldings, is_searchable, words
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
from news_archive.index.tantivy.spellings import SpellingsWriter, pair_of
from news_archive.limits import ARENA_BYTES
from news_archive.store.files import make_readable, sync_folder
from news_archive.store.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
        self._unusual = _Unusual()
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
        document = _document(entry, self._unusual)
        if len(self._unusual.pairs) >= _MOST_PAIRS:
            self._add_pairs()
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
        self._add_pairs()
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

    def _add_pairs(self) -> None:
        if self._unusual.pairs:
            self._spellings.add(self._unusual.pairs)
            self._unusual.pairs.clear()

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


def _document(entry: Entry, unusual: _Unusual) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    chunks = entry.body.split()
    lead = chunks[:LEAD_CHUNKS]
    _add_words(document, "words", entry.body, _are_plain(chunks, unusual))
    _add_words(document, "lead", " ".join(lead), _are_plain(lead, unusual))
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


class _Unusual(dict[str, bool]):
    """Runs of non-ASCII text: whether the engine splits each of them into words as we do.

    This is a cache: the same names and words recur, and the check is slow. ``pairs`` are those of
    the runs that were checked since it was last emptied.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pairs: set[str] = set()

    def __missing__(self, chunk: str) -> bool:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        plain, pairs = chunk_foldings(chunk)
        self.pairs.update([pair_of(spelling, form) for spelling, form in pairs])
        self[chunk] = plain
        return plain


_MOST_REMEMBERED = 1 << 17

# When this many pairs have been collected, they are added to the spellings.
_MOST_PAIRS = 200_000


def _are_plain(chunks: Iterable[str], unusual: _Unusual) -> bool:
    """Whether the engine parts all of some runs of text into words as we do."""
    # All of them are looked up: each may bring a spelling.
    found = [unusual[chunk] for chunk in set(filterfalse(str.isascii, chunks))]
    return all(found)


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
