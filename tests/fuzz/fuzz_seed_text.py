"""Any bytes as a seed text: rejected, or an article that is written and read back as itself.

The law is decode → draft → seal → line → article → seed text → the same draft.
"""

from __future__ import annotations

import codecs
import datetime

from fuzz_ground import check_reason

from news_archive.article.date import ReducedDate
from news_archive.article.record import Article, Draft, content_digest, seal
from news_archive.article.text import canonical
from news_archive.errors import RejectedInput
from news_archive.reading.encoding import decode
from news_archive.reading.inputs import Piece, Rejected
from news_archive.reading.reader import ReadingOptions, read_piece
from news_archive.reading.seed import Seed, format_seed, parse_seed
from news_archive.store.month_lines import Location, event_of

LONGEST = 1024

HANDMADE = (
    " date 2024-04 „Die Bereitschaft reicht nicht aus.\n\nEr ging. (afp)".encode(),
    "Date: 3. April 2024\r\nBERLIN (dpa) – Köln  \r\n\r\n\r\n\r\nruft. (SPD)".encode(),
    "date 1. Ma\u0308rz 2024 Er ging.\n\n(Text: APA/red, dpa; Foto: Reuters, 24.6.2015)".encode(),
    b"DATE April 3, 2024 Minister resigns\n\nParis, June 3 (Reuters/AP) -- He went. (PA, STA)",
    b"date 3.4.2024 date 2023 (Quelle: AFP) (Agenturmaterial von der dpa)",
    b"date 2024-04-03T23:30:00-05:00 (afp) (afp)",
    codecs.BOM_UTF16_LE + "date 2024 Köln. (afp)".encode("utf-16-le"),
    codecs.BOM_UTF16_BE + "date 2024 Köln. (afp)".encode("utf-16-be"),
    codecs.BOM_UTF8 + b"date 2024 (afp",
    b"Wien ruft.",
    b"date 04/03/2024 Wien",
    b"date 2024 Wi\x00en",
    b"date 2024 K\xf6ln",
    b"",
)

WORDS = tuple(
    word.encode()
    for word in (
        "date ", "Date: ", " date 2024-04 ", "2024-04-03", "April", "März", "3. ", "(afp)", "(AFP/",
        " (dpa) – ", "(Reuters) -- ", "Foto: ", "Quelle: ", "Agenturmaterial", "/red", " und ",
        ", 24.6.2015)", "\n\n", "\r\n", "\u00a0", "\u0308", "…", "“", "(SPD)", "STA", "PA",
        "Den Haag",
    )
)  # fmt: skip

_NOON = datetime.datetime(2024, 4, 5, 12, 0, tzinfo=datetime.UTC)
_ORIGIN = "text.txt"
_MAY = ReducedDate(2024, 5)


def target(data: bytes) -> None:
    """Read the bytes as a text, with and without a date for it and in two encodings."""
    for encoding in (None,) if data.isascii() else (None, "cp1252"):
        for supplied in (None, _MAY):
            _check(data, encoding, supplied)


def _check(data: bytes, encoding: str | None, supplied: ReducedDate | None) -> None:
    options = ReadingOptions(date=supplied, encoding=encoding)
    read = read_piece(Piece(_ORIGIN, _ORIGIN, data), options)
    try:
        seed = parse_seed(decode(data, encoding), supplied)
    except RejectedInput as error:
        check_reason(error.reason)
        refusal = Rejected(_ORIGIN, str(error))
    else:
        _check_article(seed, read)
        return
    assert read == refusal


def _check_article(seed: Seed, read: Draft | Rejected) -> None:
    draft = Draft("text", seed.date, seed.sources, seed.credit, seed.body, _ORIGIN)
    assert read == draft
    assert canonical(seed.body) == seed.body
    digest = content_digest(seed.date, seed.credit, seed.body)
    article, line = seal(draft, digest, _NOON, 1)
    event = event_of(line, Location(202404, 0, len(line)))
    assert (event.kind, Article.restored(event.fields)) == ("article", article)
    again = format_seed(seed.date, seed.credit, seed.body)
    assert parse_seed(again) == seed
    assert parse_seed(decode(codecs.BOM_UTF8 + again.encode())) == seed
