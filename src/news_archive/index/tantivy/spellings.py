"""The spellings of an index: a small separate index of its forms, in a subfolder of the main one.

    pair       raw   stored   ``plain=form`` for each form that differs from its plain spelling
    plain      raw            the plain spelling
    backwards  raw            each form read backwards, to find forms by their endings; for one that
                              differs from its plain spelling also ``nialp=form``

Each form is stored once, however many articles have it. Stored with every article, they would cost
a third as much time and space as all words do. Forms are never removed: a form that no article has
any more stays until the index is rebuilt, so callers look the form up in the main index as well.
Spellings are durable before the articles that have them can be found.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import tantivy

from news_archive.article.words import folded
from news_archive.index.contract import IndexUnusableError
from news_archive.index.tantivy.schema import (
    ENGINE_LISTS,
    create_index,
    open_index,
    query_wall,
    readable,
    wall,
)
from news_archive.store.files import make_folder, make_readable, sync_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

FOLDER = "spellings"

# Separates the plain spelling from the form; it occurs in no word.
_IS = "="

_ARENA_BYTES = 20_000_000


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("pair", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("plain", "backwards"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _within(index_folder: Path) -> Path:
    """Return the folder of the spellings; raises ``IndexUnusableError`` if it is a symlink."""
    folder = index_folder / FOLDER
    if folder.is_symlink():
        raise IndexUnusableError("its spellings are a link, which is not followed")
    return folder


def let_others_read(index_folder: Path) -> None:
    """Make the engine's lists of an index and of its spellings readable by others."""
    for folder in (index_folder, index_folder / FOLDER):
        make_readable(folder, ENGINE_LISTS)


def pair_of(plain: str, form: str) -> str:
    """Return the pair for a plain spelling and its form."""
    return f"{plain}{_IS}{form}"


def form_of_pair(pair: str) -> tuple[str, str]:
    """Return the plain spelling and the form of a pair."""
    plain, _, form = pair.partition(_IS)
    return plain, form


def form_of_backwards(backwards: str) -> str:
    """Return the form of an entry that is read backwards."""
    return form_of_pair(backwards)[1] if _IS in backwards else backwards[::-1]


class SpellingsWriter:
    """Adds forms to the spellings of an index."""

    def __init__(self, index_folder: Path, *, new: bool) -> None:
        """Open the spellings, or create them if ``new``."""
        self._folder = _within(index_folder)
        if new:
            make_folder(self._folder)
        self._index = (create_index if new else open_index)(self._folder, _schema())
        make_readable(self._folder, ENGINE_LISTS)
        self._writer: tantivy.IndexWriter | None = None
        with wall():
            self._searcher = self._index.searcher()
        self._pending: set[str] = set()

    def add(self, forms: Collection[str]) -> None:
        """Add the forms that are not stored yet; they are durable after ``commit``."""
        with wall():
            count = self._searcher.doc_freq
            unknown = [
                form
                for form in forms
                if form not in self._pending and not count("backwards", form[::-1])
            ]
            if not unknown:
                return
            self._pending.update(unknown)
            if self._writer is None:
                self._writer = self._index.writer(_ARENA_BYTES, 1)
            # They are looked up in the vocabulary alone, so they can share a document.
            backwards = tantivy.Document()
            for form in unknown:
                backwards.add_text("backwards", form[::-1])
            self._writer.add_document(backwards)
            for form in unknown:
                if not form.isascii() and (plain := folded(form)) != form:
                    self._writer.add_document(_pair(plain, form))

    def commit(self) -> None:
        """Make the forms that were added durable."""
        if not self._pending or self._writer is None:
            return
        with wall():
            self._writer.commit()
            self._index.reload()
            self._searcher = self._index.searcher()
        self._pending.clear()
        make_readable(self._folder, ENGINE_LISTS)
        sync_folder(self._folder)

    def close(self) -> None:
        """Close the writer; waits for merges that are under way."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with suppress(IndexUnusableError), wall():
                writer.wait_merging_threads()
            make_readable(self._folder, ENGINE_LISTS)


def _pair(plain: str, form: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("pair", pair_of(plain, form))
    document.add_text("plain", plain)
    document.add_text("backwards", pair_of(plain[::-1], form))
    return document


class Spellings:
    """A snapshot of the spellings of an index."""

    def __init__(self, index_folder: Path) -> None:
        """Open the spellings; raises ``IndexUnusableError`` if there are none that work."""
        with readable(_within(index_folder)) as lent, wall():
            self._searcher = open_index(lent, _schema()).searcher()

    def beginning_with(self, prefix: str) -> list[tuple[str, str]]:
        """Return plain spelling and form for each plain spelling that begins with a prefix."""
        with wall():
            found = self._searcher.terms_with_prefix("pair", prefix)
        return [form_of_pair(pair) for pair, _ in found]

    def spelled_plainly(self, plains: Iterable[str]) -> list[tuple[str, str]]:
        """Return plain spelling and form for each plain spelling that is one of some."""
        with wall():
            count = self._searcher.doc_freq
            held = [plain for plain in plains if count("plain", plain)]
        return [pair for plain in held for pair in self.beginning_with(plain + _IS)]

    def begins(self, prefix: str) -> bool:
        """Whether any plain spelling begins with a prefix."""
        with wall():
            return bool(self._searcher.terms_with_prefix("pair", prefix, limit=1))

    def ending_with(self, ending: str, most: int) -> list[str] | None:
        """Return the forms that end so, as written or in their plain spelling.

        ``None`` if there are more than ``most`` spellings of them.
        """
        with wall():
            found = self._searcher.terms_with_prefix("backwards", ending[::-1], limit=most + 1)
        if len(found) > most:
            return None
        return list({form_of_backwards(backwards) for backwards, _ in found})

    def fitting(self, regex: str) -> list[str]:
        """Return the forms whose whole plain spelling matches a regular expression."""
        with query_wall():
            query = tantivy.Query.regex_query(_schema(), "plain", regex)
        return self._forms(query)

    def near(self, form: str, edits: int) -> list[str]:
        """Return the forms whose plain spelling is at most ``edits`` edits from a form."""
        with query_wall():
            query = tantivy.Query.fuzzy_term_query(_schema(), "plain", form, edits)
        return self._forms(query)

    def _forms(self, query: tantivy.Query) -> list[str]:
        searcher = self._searcher
        with wall():
            most = searcher.num_docs
            if not most:
                return []
            hits = searcher.search(query, limit=most, count=False).hits
            pairs = [searcher.doc(address).get_first("pair") for _, address in hits]
        return [form_of_pair(str(pair))[1] for pair in pairs]
