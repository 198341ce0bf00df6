"""What an id may be, and how a file name becomes one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from news_archive.article.text import forbidden_character, several
from news_archive.errors import NothingFoundError
from news_archive.limits import MAX_ID_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_id(value: str) -> str:
    """Return ``value`` if it may be an id; raises ``ValueError`` with the reason if not.

    Unicode NFC, 1 to ``MAX_ID_BYTES`` bytes of UTF-8, printable, no ``/``, no control characters,
    no leading ``.`` or ``-``, no white space at the ends.
    """
    if not value:
        raise ValueError("the id is empty")
    if not value.isprintable():
        bad = next(character for character in value if not character.isprintable())
        raise ValueError(f"the id has the unprintable character U+{ord(bad):04X}")
    if not unicodedata.is_normalized("NFC", value):
        raise ValueError("the id is not in Unicode NFC")
    if len(value.encode()) > MAX_ID_BYTES:
        raise ValueError(f"the id is longer than {MAX_ID_BYTES} bytes")
    if "/" in value:
        raise ValueError("the id has a slash")
    if value[0] in ".-":
        raise ValueError(f"the id begins with {value[0]!r}")
    if value != value.strip():
        raise ValueError("the id has white space at its ends")
    return value


def id_from_name(name: str) -> str:
    """Return the id that a file name stands for: NFC, without a final ``.txt`` or ``.txt.gz``.

    Nothing else is removed: ``Interview 3.5.2024.txt`` becomes ``Interview 3.5.2024``. Raises
    ``ValueError`` if the result may not be an id.
    """
    lowered = name.lower()
    for ending in (".txt.gz", ".txt"):
        if lowered.endswith(ending):
            name = name[: -len(ending)]
            break
    return check_id(unicodedata.normalize("NFC", name))


def as_id(text: str) -> str:
    """Return a requested id in NFC, as ids are stored.

    Raises ``NothingFoundError`` if it has a character that no id can have.
    """
    if forbidden_character(text) is not None:
        raise NothingFoundError(f"no article has the id {text!r}")
    return unicodedata.normalize("NFC", text)


def as_ids(texts: Sequence[str]) -> list[str]:
    """Return requested ids in NFC, each one once; see ``as_id``. A single string is one id."""
    return list(dict.fromkeys(map(as_id, several(texts))))
