"""Entries into the index."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import tantivy

from news_archive.article.words import foldings, is_plain, is_searchable, words
from news_archive.index.contract import Entry, IndexUnusableError, date_order, first_128_bits
from news_archive.index.tantivy.schema import PRECISIONS, SPELLED, create_index, open_index, wall
from news_archive.limits import ARENA_BYTES
from news_archive.store.files import make_readable, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

_LOW_64_BITS = (1 << 64) - 1


class TantivyWriter:
    """The one writer of an index folder; the caller holds the archive's lock."""

    def __init__(self, folder: Path, *, new: bool, threads: int) -> None:
        """Open or make the index; ``threads`` index in parallel, each making its own segment."""
        self._folder = folder
        self._changed = False
        index = create_index(folder) if new else open_index(folder)
        with wall():
            self._writer: tantivy.IndexWriter | None = index.writer(ARENA_BYTES, threads)

    @property
    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise RuntimeError("the writer is closed")
        return self._writer

    def put(self, entry: Entry, *, replacing: bool) -> None:
        """See ``IndexWriter.put``."""
        document = _document(entry)
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
        with wall():
            self._open.commit()
        self._changed = False
        # The engine replaces its list of segments by a rename, leaves the folder unsynced, and
        # lets nobody else read the list.
        make_readable(self._folder, ("meta.json", ".managed.json"))
        sync_folder(self._folder)

    def close(self) -> None:
        """See ``IndexWriter.close``; waits for merges that are under way."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            # An index that fails now has failed before, and whoever opens it next will notice.
            with suppress(IndexUnusableError), wall():
                # A rollback also gives merges up, so it is for changes that must not stay.
                if self._changed:
                    writer.rollback()
                writer.wait_merging_threads()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    _add_words(document, "words", entry.body)
    pairs = set(foldings(entry.body))
    if pairs:
        _add_words(document, "folded", " ".join({plain for plain, _ in pairs}))
        spellings = " ".join(f"{plain}{SPELLED}{form}" for plain, form in pairs)
        document.add_text("spellings", spellings)
    for source in entry.sources or ("none",):
        document.add_text("sources", source)
    digest = first_128_bits(entry.digest)
    for name, value in (
        ("id_head", int.from_bytes(entry.id.encode()[:8].ljust(8, b"\0"))),
        ("first_day", entry.date.first),
        ("last_day", entry.date.last),
        ("date_order", date_order(entry.date)),
        ("month", entry.location.month),
        ("precision", PRECISIONS.index(entry.date.precision)),
        ("offset", entry.location.offset),
        ("length", entry.location.length),
        ("revision", entry.revision),
        ("digest_high", digest >> 64),
        ("digest_low", digest & _LOW_64_BITS),
        ("word_count", entry.words),
    ):
        document.add_unsigned(name, value)
    return document


def _add_words(document: tantivy.Document, field: str, text: str) -> None:
    if is_plain(text):
        document.add_text(field, text)
        return
    # The engine's tokenizer would part this text otherwise than we do, so it gets our words.
    # Their places in the text are of no use to it, as no text is stored.
    found = [
        tantivy.Token(word.form, place, 0, 0)
        for place, word in enumerate(words(text))
        if is_searchable(word.form)
    ]
    document.add_pre_tokenized_text(field, tantivy.PreTokenizedString(text, found))
