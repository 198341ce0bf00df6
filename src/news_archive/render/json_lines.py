"""Results as JSON, one object a line; described in ``docs/json.md``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from news_archive.archive import Facets, Hit, Hits, Listed, Outcome, Totals, Version
    from news_archive.archive.checking import Report

# Valid within a JSON string, and still not for a terminal: C1, DEL, direction marks, separators.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def json_line(value: Mapping[str, Any], *, compact: bool = False) -> str:
    """Return one line of JSON, non-ASCII as it is, what a terminal obeys escaped."""
    separators = (",", ":") if compact else None
    text = json.dumps(value, ensure_ascii=False, separators=separators)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def hit_fields(hit: Hit, hits: Hits) -> dict[str, Any]:
    """Return what a hit is in JSON; places of ``highlights`` count characters of ``snippet``."""
    fields: dict[str, Any] = {
        "rank": hit.rank,
        "score": hit.score,
        "id": hit.id,
        "date": str(hit.date),
        "sources": list(hit.sources),
        "snippet": hit.snippet.text,
        "highlights": [[span.start, span.end] for span in hit.snippet.highlights],
        "partial": hits.partial,
        "missing": hits.missing,
        "total": hits.total,
    }
    if hit.contributions:
        fields["contributions"] = [
            {"part": part, "score": score} for part, score in hit.contributions
        ]
    return fields


def facet_fields(facets: Facets) -> dict[str, Any]:
    """Return facets in JSON."""
    return {"facets": {"by_month": facets.by_month, "by_source": facets.by_source}}


def listed_fields(article: Listed) -> dict[str, Any]:
    """Return what a line of a list is in JSON."""
    return {
        "id": article.id,
        "date": str(article.date),
        "sources": list(article.sources),
        "headline": article.headline,
        "words": article.words,
    }


def outcome_fields(outcome: Outcome) -> dict[str, Any]:
    """Return what an ingest did, in JSON."""
    return {
        "stored": outcome.stored,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "rejected": len(outcome.rejected),
        "ignored": outcome.ignored,
        "interrupted": outcome.interrupted,
        "seconds": round(outcome.seconds, 3),
    }


def totals_fields(totals: Totals) -> dict[str, Any]:
    """Return the statistics of an archive in JSON."""
    return {
        "articles": totals.articles,
        "words": totals.words,
        "bytes": totals.size,
        "by_month": totals.by_month,
        "by_source": totals.by_source,
        "by_precision": totals.by_precision,
        "disk": {"articles": totals.disk.articles, "index": totals.disk.derived},
    }


def report_fields(report: Report) -> dict[str, Any]:
    """Return what a check found, in JSON."""
    return {
        "sound": report.is_sound,
        "files": report.files,
        "lines": report.lines,
        "articles": report.articles,
        "superseded": report.superseded,
        "deletions": report.deletions,
        "moves": report.moves,
        "findings": [
            {
                "kind": finding.kind,
                "damage": finding.is_damage,
                "file": finding.file,
                "line": finding.line,
                "offset": finding.offset,
                "id": finding.id,
                "problem": finding.problem,
            }
            for finding in report.findings
        ],
    }


def version_fields(version: Version) -> dict[str, Any]:
    """Return a line of an article's history in JSON: its state and file, and its fields."""
    return {"state": version.state, "file": version.file, **version.fields}
