"""The record: one news article, as it is written to disk and returned to callers.

An ``Article`` that exists is valid. ``seal`` makes one from a ``Draft`` and returns the line to
write; ``Article.restored`` makes one from a line that was read back.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticSerializationError, to_json

from news_archive.article.credit import join_credit, split_credit
from news_archive.article.date import ReducedDate
from news_archive.article.details import NO_DETAILS, Details
from news_archive.article.identity import check_id
from news_archive.article.line import checksum_of, with_checksum
from news_archive.article.text import canonical, forbidden_character

_CHECKSUM = re.compile(r"[0-9a-f]{8}")


# All articles of an ingest run have the same moment of ingest.
@lru_cache(maxsize=64)
def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@lru_cache(maxsize=64)
def _write_moment(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def content_digest(date: ReducedDate, credit: str | None, body: str) -> str:
    """Return the digest of an article's content: ``sha256:`` and 64 hex digits.

    The canonical encoding is date, NUL, credit (empty if none), NUL, body, in UTF-8. No field can
    hold a NUL and no credit is empty, so no two contents share an encoding.
    """
    content = f"{date}\0{credit or ''}\0{body}"
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()


class Lineage(NamedTuple):
    """The place of a text from another archive among the versions of its article there.

    ``earlier`` are the first 128 bits of the digests of the versions before it.
    """

    is_current: bool
    earlier: frozenset[int]


class Draft(NamedTuple):
    """The content of one input, before the archive gives it a revision.

    ``unkept_source`` is a source that the input names but no credit can hold. ``lineage`` is set if
    it comes from another archive. ``notes`` are sentences about how the input was read, for those
    who ask.
    """

    id: str
    date: ReducedDate
    sources: list[str]
    credit: str | None
    body: str
    origin: str
    unkept_source: str | None = None
    lineage: Lineage | None = None
    details: Details = NO_DETAILS
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of the content; see ``content_digest``."""
        return content_digest(self.date, self.credit, self.body)


class Sealed(NamedTuple):
    """A valid article and the line to write for it, without a line end."""

    article: Article
    line: bytes


class Article(BaseModel):
    """One news article.

    Frozen, strict, no further fields. ``date`` is as precise as it was written. ``body`` is in
    canonical form and not empty. ``sources`` are the agencies named by the credit or, without one,
    by the dateline. Text that ``split_credit`` would split differently is rejected, so that writing
    an article as seed text and reading it again gives the same article. ``checksum`` covers all
    other fields.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_default=True)

    id: str
    date: ReducedDate
    sources: list[str]
    credit: str | None
    body: str
    origin: str
    ingested_at: Annotated[AwareDatetime, PlainSerializer(_write_moment)]
    revision: Annotated[int, Field(ge=1)]
    digest: str
    checksum: str

    @field_validator("id")
    @classmethod
    def _check_id(cls, value: str) -> str:
        return check_id(value)

    @field_validator("origin", "credit", "body")
    @classmethod
    def _check_text(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None:
            if not value:
                raise ValueError("it is empty")
            if _checked(info) != "seal" and (found := forbidden_character(value)) is not None:
                raise ValueError(f"it has {found[1]} at character {found[0] + 1}")
        return value

    @field_validator("ingested_at", mode="before")
    @classmethod
    def _read_ingested_at(cls, value: object) -> object:
        return _moment(value) if isinstance(value, str) else value

    @field_validator("ingested_at")
    @classmethod
    def _check_ingested_at(cls, value: datetime.datetime) -> datetime.datetime:
        if value.microsecond or value.utcoffset() != datetime.timedelta(0):
            raise ValueError("ingested_at is in UTC and has whole seconds")
        return value

    @model_validator(mode="after")
    def _check_whole(self, info: ValidationInfo) -> Self:
        checked = _checked(info)
        if checked != "seal":
            if self.digest != content_digest(self.date, self.credit, self.body):
                raise ValueError("the digest is not that of the content")
            if not _CHECKSUM.fullmatch(self.checksum):
                raise ValueError("the checksum is not eight hex digits")
            if checked == "nothing" and self.checksum != checksum_of(self.fields()):
                raise ValueError("the checksum is not that of the other fields")
        # An agency added by a later release must not make an older line invalid.
        if checked == "line":
            self._check_body()
        else:
            self._check_as_text()
        return self

    def _check_body(self) -> None:
        if canonical(self.body) != self.body:
            raise ValueError("the body is not in canonical form")

    def _check_as_text(self) -> None:
        text = join_credit(self.body, self.credit)
        is_canonical = canonical(text) == text
        again = split_credit(text)
        if is_canonical and again == (self.body, self.credit, self.sources):
            # Then the body is canonical too: it is the beginning of the text, white space at its
            # end was stripped, and every part of a text in NFC is in NFC.
            return
        self._check_body()
        if not is_canonical:
            raise ValueError("the credit is not in canonical form")
        raise ValueError(
            f"body, credit and sources would not survive being written as text: "
            f"read again, the credit is {again.credit!r} and the sources are {again.sources}"
        )

    @classmethod
    def restored(cls, fields: dict[str, Any]) -> Article:
        """Make an article from the fields of a decoded line.

        ``decode_line`` has already checked the line's checksum. Raises ``ValueError`` with one
        sentence if the fields are not a valid article.
        """
        try:
            return cls.model_validate(fields, context={"checked": "line"})
        except ValidationError as error:
            raise ValueError(first_problem(error)) from None

    def fields(self) -> dict[str, Any]:
        """Return the fields in the form and order of the line, without the checksum."""
        return self.model_dump(mode="json", exclude={"checksum"})


def seal(draft: Draft, digest: str, ingested_at: datetime.datetime, revision: int) -> Sealed:
    """Make a draft's record and its line; ``digest`` is the draft's ``content_digest``.

    Raises ``ValueError`` with one sentence if the draft is not a valid article.
    """
    fields: dict[str, object] = {
        "id": draft.id,
        "date": str(draft.date),
        "sources": draft.sources,
        "credit": draft.credit,
        "body": draft.body,
        "origin": draft.origin,
        "ingested_at": _write_moment(ingested_at),
        "revision": revision,
        "digest": digest,
    }
    try:
        # This gives the same bytes as ``encode_line``, eight times as fast; a test compares them.
        written = to_json(fields)
    except PydanticSerializationError:
        raise ValueError("the text has a lone surrogate") from None
    line = with_checksum(written)
    fields["date"] = draft.date
    fields["checksum"] = line[-10:-2].decode()
    # If there is a NUL, the validation finds it and reports where it is.
    checked = "nothing" if b"\\u0000" in written else "seal"
    try:
        article = Article.model_validate(fields, context={"checked": checked})
    except ValidationError as error:
        raise ValueError(first_problem(error)) from None
    return Sealed(article, line)


def _checked(info: ValidationInfo) -> str:
    """Return what has been checked already: ``line``, ``seal`` or ``nothing``.

    ``line``: ``decode_line`` has checked the checksum. ``seal``: digest and checksum were computed
    from these values a moment ago, and encoding the line has shown that they have no characters
    that no record may hold. ``nothing``: everything has to be checked.
    """
    return str(info.context["checked"]) if info.context else "nothing"


def first_problem(error: ValidationError) -> str:
    """Describe the first problem of a failed validation in one sentence without a full stop."""
    problem = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    message = problem["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
