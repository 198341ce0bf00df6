"""What an input says of itself beyond its date, its credit and its text."""

from __future__ import annotations

from typing import Any, NamedTuple


class Details(NamedTuple):
    """The details of an article; each is ``None`` or empty if the input does not give it.

    ``title`` is the headline, which is then not part of the body. ``authors`` are names as written.
    ``publication`` is the newspaper or site. ``published_at`` is a moment in RFC 3339, in the zone
    in which it was written. ``extra`` holds every other field of the input as it was.
    All texts are in NFC, on one line, without white space at their ends.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    publication: str | None = None
    url: str | None = None
    section: str | None = None
    published_at: str | None = None
    extra: dict[str, Any] | None = None

    def __bool__(self) -> bool:
        """Whether any detail is given."""
        return any(self)


NO_DETAILS = Details()
