"""One line of JSON Lines as an article: ``{"id", "date", "text" or "body", "title"?, "source"?}``.

A title becomes the first paragraph. The credit is read from the text as from a seed text. If the
text has none, ``source`` (or ``credit``) becomes the credit, as if the text ended in ``(source)``.
A source that names no known agency cannot be a credit. It is reported, and not added to the body,
which does not contain it. Other fields are not read.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from news_archive.article.credit import Credited, join_credit, split_credit
from news_archive.article.identity import check_id
from news_archive.article.record import Draft
from news_archive.article.text import canonical, forbidden_character
from news_archive.article.written_date import read_whole_date
from news_archive.errors import RejectedInput

if TYPE_CHECKING:
    from news_archive.article.date import ReducedDate


def parse_json_record(line: str, origin: str, supplied: ReducedDate | None = None) -> Draft:
    """Read one line; ``supplied`` is the date of a record without one.

    Raises ``RejectedInput`` with the reason.
    """
    try:
        fields = json.loads(line)
    except RecursionError:
        raise RejectedInput("not JSON that can be read: nested too deeply") from None
    except ValueError as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        column = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RejectedInput(f"not JSON: {detail}{column}") from None
    if not isinstance(fields, dict):
        raise RejectedInput("not a JSON object")
    identity = fields.get("id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str):
        raise RejectedInput("the record has no `id`")
    try:
        identity = check_id(unicodedata.normalize("NFC", identity))
    except ValueError as error:
        raise RejectedInput(str(error)) from None
    text = _text(fields, "text") or _text(fields, "body")
    if not text:
        raise RejectedInput("the record has neither `text` nor `body`")
    title = _text(fields, "title")
    if title:
        text = canonical(f"{title}\n\n{text}")
    # In an archive's own record the credit is separate, and the body may end in another one.
    own = _text(fields, "credit") if "digest" in fields and not fields.get("text") else ""
    body, credit, sources = _credited(text, own)
    source = " ".join((_text(fields, "source") or _text(fields, "credit")).split())
    unkept = None
    if credit is None and source:
        read = split_credit(join_credit(text, source))
        if read.credit is not None:
            body, credit, sources = read
        else:
            unkept = source
    if not body:
        raise RejectedInput("there is a credit but no body")
    return Draft(identity, _date(fields, supplied), sources, credit, body, origin, unkept)


def _credited(text: str, credit: str) -> Credited:
    """Take the credit from a text, unless it has been taken already."""
    if credit:
        taken = split_credit(join_credit(text, credit))
        if (taken.body, taken.credit) == (text, credit):
            return taken
    return split_credit(text)


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RejectedInput(f"`{name}` is not a string")
    found = forbidden_character(value)
    if found is not None:
        raise RejectedInput(f"`{name}` has {found[1]} at character {found[0] + 1}")
    return canonical(value)


def _date(fields: dict[str, Any], supplied: ReducedDate | None) -> ReducedDate:
    value = fields.get("date")
    if value is None and supplied is not None:
        return supplied
    if value is None:
        raise RejectedInput("the record has no `date`; `--date 2024-04` supplies one")
    if not isinstance(value, str):
        raise RejectedInput("`date` is not a string such as 2024-04")
    try:
        return read_whole_date(value)
    except ValueError as error:
        raise RejectedInput(f"`date`: {error}") from None
