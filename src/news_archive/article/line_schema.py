"""What a line of a month file may hold, checked without Pydantic.

A search reads ten lines and a rebuild reads a million. Both need to know that a line is a record,
but neither needs a model of it. ``article.record`` has the complete rules. This check keeps a line
that somebody else wrote from becoming an article that cannot be shown.
"""

from __future__ import annotations

from typing import Any

from news_archive.article.date import ReducedDate
from news_archive.article.identity import check_id
from news_archive.article.line import DamagedLine, is_digest
from news_archive.article.text import forbidden_character

ARTICLE_FIELDS = (
    "id", "date", "sources", "credit", "body", "origin", "ingested_at", "revision", "digest",
    "checksum",
)  # fmt: skip

# Revisions count lines. This limit lets an index store them as signed integers.
MAX_REVISION = 2**62

_ARTICLE = frozenset(ARTICLE_FIELDS)
_DELETION = frozenset(("id", "revision", "deleted_at", "checksum"))
_MOVE = frozenset(("id", "revision", "moved_to", "checksum"))
_TEXTS = ("date", "body", "origin", "ingested_at", "digest")


def check_stored(fields: dict[str, Any]) -> None:
    """Check that decoded fields are one of the three kinds of line; raises ``DamagedLine``.

    Not checked: that body, credit and sources agree, and that the digest matches the content.
    """
    keys = fields.keys()
    if keys not in (_ARTICLE, _DELETION, _MOVE):
        raise DamagedLine("the line has not the fields of an article, a deletion or a move")
    revision = fields["revision"]
    if type(revision) is not int or not 1 <= revision < MAX_REVISION:
        raise DamagedLine("the line's revision is not a whole number that is possible")
    identity = fields["id"]
    if not isinstance(identity, str):
        raise DamagedLine("the line's id is not a string")
    try:
        check_id(identity)
    except ValueError as error:
        raise DamagedLine(str(error)) from None
    if keys != _ARTICLE:
        when_or_where = fields.get("deleted_at", fields.get("moved_to"))
        if not isinstance(when_or_where, str) or forbidden_character(when_or_where):
            raise DamagedLine("the line does not say when it was deleted or where it moved to")
        return
    _check_article(fields)


def _check_article(fields: dict[str, Any]) -> None:
    texts = [fields[name] for name in _TEXTS]
    if fields["credit"] is not None:
        texts.append(fields["credit"])
    sources = fields["sources"]
    if not isinstance(sources, list):
        raise DamagedLine("the line's sources are not a list")
    texts.extend(sources)
    for text in texts:
        if not isinstance(text, str) or not text:
            raise DamagedLine("a field of the line is empty or is not a string")
        if (found := forbidden_character(text)) is not None:
            raise DamagedLine(f"a field of the line has {found[1]}")
    if not is_digest(fields["digest"]):
        raise DamagedLine("the line's digest is none")
    try:
        ReducedDate.parse(fields["date"])
    except ValueError as error:
        raise DamagedLine(str(error)) from None
