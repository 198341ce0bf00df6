"""From pieces to drafts: the only way in which a text becomes an article."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from news_archive.article.identity import check_id, id_from_name
from news_archive.article.record import Draft
from news_archive.errors import RejectedInput
from news_archive.limits import MAX_INPUT_BYTES
from news_archive.reading.encoding import decode
from news_archive.reading.inputs import Consumed, Ignored, Piece, Rejected, find_pieces
from news_archive.reading.json_record import parse_json_record
from news_archive.reading.manifest import with_ids
from news_archive.reading.seed import parse_seed
from news_archive.reading.size_limit import bounded_lines, bounded_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from news_archive.article.date import ReducedDate

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How inputs are read.

    ``date`` is for texts without a header, ``encoding`` for texts that are not UTF-8 and have no
    byte-order mark, with ``encoding_always`` also for those that are valid UTF-8; ``max_bytes``
    limits one article; ``id_from`` makes ids from file names or relative paths; ``identity`` is the
    id of a text on standard input; ``id_prefix`` is put before all ids.
    """

    date: ReducedDate | None = None
    encoding: str | None = None
    encoding_always: bool = False
    max_bytes: int = MAX_INPUT_BYTES
    id_from: Literal["name", "path"] = "name"
    identity: str | None = None
    id_prefix: str = ""


def read_drafts(
    paths: Iterable[str],
    options: ReadingOptions,
    leave_out: Iterable[Path] = (),
    consumed: Consumed | None = None,
) -> Iterator[Draft | Rejected | Ignored]:
    """Yield a draft for every article in the paths, and a ``Rejected`` for every other input.

    ``-`` is standard input: one text, or JSON Lines if no id is given. See ``find_pieces``.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            if options.identity is None:
                yield from _standard_records(options)
            else:
                yield _standard_text(options, options.identity)
            continue
        for found, identity in with_ids(
            find_pieces([path], options.max_bytes, leave_out, consumed)
        ):
            yield read_piece(found, options, identity) if isinstance(found, Piece) else found


def _standard_records(options: ReadingOptions) -> Iterator[Draft | Rejected]:
    for number, line in bounded_lines(sys.stdin.buffer, options.max_bytes):
        if isinstance(line, RejectedInput):
            yield Rejected(STANDARD_INPUT, f"line {number}: {line}")
        elif number == 1 and not line.lstrip().startswith(b"{"):
            yield Rejected(STANDARD_INPUT, "a text on standard input needs `--id ID`")
            return
        else:
            yield read_piece(Piece(STANDARD_INPUT, STANDARD_INPUT, line, number), options)


def _standard_text(options: ReadingOptions, identity: str) -> Draft | Rejected:
    try:
        data = bounded_read(sys.stdin.buffer, options.max_bytes)
    except RejectedInput as error:
        return Rejected(STANDARD_INPUT, str(error))
    return read_piece(Piece(STANDARD_INPUT, STANDARD_INPUT, data), options, identity)


def read_piece(
    piece: Piece, options: ReadingOptions, identity: str | None = None
) -> Draft | Rejected:
    """Read one piece; ``identity`` is the id of a text if it does not come from the file name."""
    try:
        text = decode(piece.data, options.encoding, always=options.encoding_always)
        if piece.line:
            draft = parse_json_record(text, piece.origin, options.date)
        else:
            if identity is None:
                identity = _identity(piece.inner, options.id_from)
            seed = parse_seed(text, options.date)
            draft = Draft(identity, seed.date, seed.sources, seed.credit, seed.body, piece.origin)
        if not piece.origin.isprintable() and _has_surrogate(piece.origin):
            raise RejectedInput("the path is not valid UTF-8")
    except RejectedInput as error:
        where = f"line {piece.line}: " if piece.line else ""
        return Rejected(piece.origin, f"{where}{error}")
    return draft


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _identity(inner: str, id_from: Literal["name", "path"]) -> str:
    name = inner.rpartition("/")[2] if id_from == "name" else inner.replace("/", "_")
    try:
        return id_from_name(name)
    except ValueError as error:
        raise RejectedInput(f"the name cannot be an id: {error}") from None


def check_given_id(value: str) -> str:
    """Return an id given for standard input in NFC; raises ``ValueError`` with the reason."""
    return check_id(unicodedata.normalize("NFC", value))
