"""Any bytes as lines of a month file: damaged, or accepted and written again with one checksum.

The first byte chooses what becomes of the rest: the bytes as they are; JSON objects written as
lines with their checksums (and digests, where those are empty), as we write or as another JSON tool
does; or a checksum put behind the very bytes, as nobody writes but we. The last can be accepted in
another spelling than ours, of which the fields have another checksum; of all others it is the same.
"""

from __future__ import annotations

import json
from typing import Any
from zlib import crc32

from fuzz_ground import check_reason, folder

from news_archive.article.date import ReducedDate
from news_archive.article.line import DamagedLine, checksum_of, decode_line, encode_line
from news_archive.article.record import Article, content_digest
from news_archive.store.month_lines import (
    BadLine,
    Event,
    Location,
    event_of,
    events,
    events_of,
    unfinished_tail,
)
from news_archive.upkeep.scan import Scanned, scan

LONGEST = 2048

_ARTICLE = (
    '{"id":"bericht-1","date":"2024-04","sources":["afp"],"credit":"afp",'
    '"body":"„Köln“ meldet\\n\\n3 Verletzte \\\\ \\"schwer\\".","origin":"bericht-1.txt",'
    '"ingested_at":"2024-04-05T12:00:00Z","revision":7,'
    '"digest":""}'
)
_DELETED = '{"id":"bericht-1","revision":8,"deleted_at":"2024-04-06T12:00:00Z"}'
_MOVED = '{"id":"bericht-1","revision":9,"moved_to":"2024-05"}'

_AS_IS, _OURS, _REWRITTEN, _RAW = range(4)

HANDMADE = (
    bytes([_OURS]) + f"{_ARTICLE}\n{_DELETED}\n\n{_MOVED}\n".encode(),
    bytes([_OURS]) + _ARTICLE.encode(),
    bytes([_REWRITTEN]) + f"{_ARTICLE}\n{_MOVED}".encode(),
    bytes([_REWRITTEN]) + b'{"id":"\\ud83d\\ude00","revision":1e2,"deleted_at":"\\u2028"}',
    bytes([_RAW]) + b'{ "id" : "a", "id":"b", "revision": 1.0, "deleted_at":"\\u00e9" }\n',
    bytes([_RAW]) + _DELETED.encode(),
    bytes([_AS_IS]) + encode_line(json.loads(_MOVED)) + b"\r\n \n{",
    bytes([_AS_IS]) + b'{"id":"x","revision":12,"checksum":"00000000"}\n[[[[\xff\n\x00',
    bytes([_OURS]) + b'{"id":NaN,"revision":-1,"moved_to":"\\ud800"}',
    b"",
)

WORDS = tuple(
    word.encode()
    for word in (
        '"id":"', '"date":"', '"sources":[', '"credit":null', '"body":"', '"origin":"',
        '"ingested_at":"', '"revision":', '"digest":""', ',"checksum":"', '"deleted_at":"',
        '"moved_to":"', "\\ud800", "\\u0000", "NaN", "1e9", "[[[[", "null", "+01:00", "9999-12-31",
    )
)  # fmt: skip

_MONTH = 202404


def target(data: bytes) -> None:
    """Make a month file of the bytes and read it in every way there is."""
    choice, rest = (data[0] % 4, data[1:]) if data else (_AS_IS, data)
    lines = [_line(choice, line) for line in rest.split(b"\n")]
    for line in lines:
        _check_line(line, ours=choice in (_OURS, _REWRITTEN))
    _check_file(b"\n".join(lines))


def _line(choice: int, line: bytes) -> bytes:
    if choice == _AS_IS:
        return line
    if choice == _RAW:
        opened = line.rstrip().removesuffix(b"}")
        return b'%s,"checksum":"%08x"}' % (opened, crc32(b"}", crc32(opened)))
    try:
        fields = json.loads(line.decode())
        if not isinstance(fields, dict):
            return line
        fields.pop("checksum", None)
        if fields.get("digest") == "":
            fields["digest"] = _own_digest(fields)
        if choice == _OURS:
            return encode_line(fields)
        whole = {**fields, "checksum": checksum_of(fields)}
        return json.dumps(whole, separators=(" , ", " :\t")).encode()
    except (ValueError, RecursionError):
        return line


def _own_digest(fields: dict[str, Any]) -> str:
    try:
        date = ReducedDate.parse(str(fields.get("date")))
        return content_digest(date, fields.get("credit"), str(fields.get("body")))
    except ValueError:
        return ""


def _check_line(line: bytes, *, ours: bool) -> None:
    try:
        event = event_of(line, Location(_MONTH, 0, len(line)))
    except DamagedLine as error:
        check_reason(str(error))
        return
    fields = _without_checksum(event.fields)
    again = encode_line(fields)
    assert _without_checksum(decode_line(again)) == fields
    if ours or line == again:
        assert decode_line(again) == event.fields
    if event.kind == "article":
        try:
            article = Article.restored(event.fields)
        except ValueError as error:
            check_reason(str(error))
        else:
            assert Article.restored(decode_line(again)).fields() == article.fields()


def _without_checksum(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "checksum"}


def _check_file(data: bytes) -> None:
    path = folder() / "2024-04.jsonl"
    path.write_bytes(data)
    scanned = list(scan(path, _MONTH, len(data)))
    for line in scanned:
        assert data[line.location.offset :][: line.location.length] == line.data
    said = list(events(path, _MONTH))
    places = {line.location: line for line in scanned}
    for one in said:
        _check_said(one, places[one.location])
    known = [one for one in said if isinstance(one, Event)]
    ids = {event.id for event in known}
    assert list(events_of(path, _MONTH, ids)) == known
    for cut in (len(data) // 2, len(data) - 1):
        assert sum(line.location.length for line in scan(path, _MONTH, cut)) <= max(cut, 0)
    tail = unfinished_tail(path)
    if tail is not None:
        offset, line_bytes, whole = tail
        assert data[offset:] == line_bytes
        assert not whole or any(event.location.offset == offset for event in known)


def _check_said(one: Event | BadLine, line: Scanned) -> None:
    if isinstance(line.said, Event):
        assert line.said == one
    else:
        # A line that can be read may still not be an article; one that cannot is never one.
        assert isinstance(one, BadLine) or line.said.kind == "damaged"
        check_reason(line.said.problem)
