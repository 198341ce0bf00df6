"""Corrections by hand: a new version of an article that the next ingest does not undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.article.record import Draft, content_digest
from news_archive.errors import NothingFoundError, RejectedInput, UsageError
from news_archive.index.contract import first_128_bits
from news_archive.reading.seed import format_seed, parse_seed
from news_archive.sync.write_session import change_of

if TYPE_CHECKING:
    import datetime

    from news_archive.article.date import ReducedDate
    from news_archive.article.line import Fields
    from news_archive.sync.write_session import WriteSession


def corrected_draft(fields: Fields, *, date: ReducedDate | None, text: str | None) -> Draft:
    """Return an article with another date or text; raises ``UsageError`` if that is none.

    ``text`` may have a header; without one, the date stays. A credit at its end is read as ever.
    """
    before = parse_seed(format_seed(fields["date"], fields["credit"], fields["body"]))
    try:
        after = before if text is None else parse_seed(text, before.date)
    except RejectedInput as error:
        raise UsageError(f"the text cannot be taken: {error}") from None
    return Draft(
        fields["id"], date or after.date, after.sources, after.credit, after.body, fields["origin"]
    )


def correct(session: WriteSession, draft: Draft, now: datetime.datetime) -> bool:
    """Write a corrected article; returns whether anything has changed.

    Raises ``NothingFoundError`` if there is no article with its id, ``UsageError`` if it is not
    valid.
    """
    held = session.locate([draft.id]).get(draft.id)
    if held is None:
        raise NothingFoundError(f"no article has the id {draft.id!r}")
    digest = content_digest(draft.date, draft.credit, draft.body)
    if first_128_bits(digest) == held.digest:
        return False
    try:
        change = change_of(session, draft, digest, now, held)
    except ValueError as error:
        raise UsageError(f"the text cannot be taken: {error}") from None
    session.correct(change, held, now)
    return True
