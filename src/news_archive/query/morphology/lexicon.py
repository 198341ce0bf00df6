"""Which forms belong to one word, by a lexicon: ``firma``, ``firmen``; ``sterben``, ``starb``.

A lexicon is one file for each language. It is made once on a machine (see ``lexicon_file``) and
mapped into memory, so that a search pays for the few words that it looks up. It holds *families*: a
lemma with all its forms, in lower case, as an index has them.

    bytes 0 to 7   a mark that names the layout
    bytes 8 to 15  how many entries there are, little-endian
    then           the entries, sorted, 8 bytes each: CRC-32 of a spelling, offset of its family
    then           the families, one a line, forms separated by spaces, the lemma first; a hyphen
                   before a form says that it counts for another word first

A form is entered by its plain spelling, so that ``haeuser``, ``Strasse`` and ``cafe`` are found,
too. A CRC decides nothing: what is found is compared with the words of the family.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from news_archive.article.words import folded, spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = b"lexicon1"

# Stands before a form that counts for another word first.
OTHER = "-"

# A word that is not in the lexicon may be a compound whose last part is. Shorter parts are too
# often there by chance [letters].
_LEAST_LAST_PART = 4
_LEAST_FIRST_PART = 3

_REMEMBERED = 1 << 14


def plain_spelling(word: str) -> str:
    """Return a spelling without umlauts (``ae``), ß (``ss``) and accents."""
    return word if word.isascii() else folded(spelled_out(word))


class Family(NamedTuple):
    """A lemma and its forms.

    ``others`` are forms that count for another word first: ``betrug`` is one of ``betragen``, and
    whoever types it means ``Betrug``.
    """

    lemma: str
    forms: tuple[str, ...]
    others: tuple[str, ...]


class Compound(NamedTuple):
    """An unknown form, split: how it begins, and the family of its last part."""

    beginning: str
    family: Family

    def is_same_word(self, other: Compound) -> bool:
        """Whether both begin alike and end in forms of one lemma."""
        return (self.beginning, self.family.lemma) == (other.beginning, other.family.lemma)


class Lexicon:
    """The families of one language; raises ``ValueError`` for a file that is no lexicon."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._data[:8] != MARK:
            raise ValueError(f"{path} is no lexicon of this release")
        number = int.from_bytes(self._data[8:16], "little")
        self._families_at = 16 + 8 * number
        if self._families_at > len(self._data):
            raise ValueError(f"{path} is cut short")
        self._entries = memoryview(self._data)[16 : self._families_at].cast("Q")
        self.families = lru_cache(maxsize=_REMEMBERED)(self._found_families)
        self.compound = lru_cache(maxsize=_REMEMBERED)(self._found_compound)

    def _found_families(self, form: str) -> tuple[Family, ...]:
        """Return the families of a form, with or without umlauts and ß; empty if not known."""
        alike = spelled_out(form)
        return tuple(
            family
            for family in self._entered(plain_spelling(form))
            if any(spelled_out(other) == alike for other in (*family.forms, *family.others))
        )

    def lemmas(self, form: str) -> frozenset[str]:
        """Return all lemmas of a form of a text, spelled plainly; empty if it is not known."""
        return frozenset(plain_spelling(family.lemma) for family in self.families(form))

    def meant(self, typed: str) -> frozenset[str]:
        """Return the lemmas that are meant by a form, spelled plainly: of ``betrug`` one.

        Accents may be left out; umlauts are other letters.
        """
        plain = plain_spelling(typed)
        return frozenset(
            plain_spelling(family.lemma)
            for family in self.families(typed) or self._entered(plain)
            if plain in map(plain_spelling, family.forms)
        )

    def inflections(self, typed: str) -> set[str]:
        """Return all forms of the lemmas that are meant, other spellings of the lemmas included."""
        return {
            form
            for lemma in self.meant(typed)
            for family in self._entered(lemma)
            if plain_spelling(family.lemma) == lemma
            for form in (*family.forms, *family.others)
        }

    def _found_compound(self, form: str) -> Compound | None:
        """Return how a form that is no word of the lexicon is parted; ``None`` if it is one."""
        if self.families(form):
            return None
        for start in range(_LEAST_FIRST_PART, len(form) - _LEAST_LAST_PART + 1):
            families = self.families(form[start:])
            if families:
                return Compound(form[:start], families[0])
        return None

    def _entered(self, form: str) -> Iterator[Family]:
        """Yield the families that are entered with the checksum of a form."""
        checksum = crc32(form.encode())
        at = bisect_left(self._entries, checksum << 32)
        while at < len(self._entries) and self._entries[at] >> 32 == checksum:
            begin = self._families_at + (self._entries[at] & 0xFFFFFFFF)
            line = self._data[begin : self._data.find(b"\n", begin)].decode()
            words = line.split(" ")
            yield Family(
                words[0].removeprefix(OTHER),
                tuple(word for word in words if word[0] != OTHER),
                tuple(word[1:] for word in words if word[0] == OTHER),
            )
            at += 1
