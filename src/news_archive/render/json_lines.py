"""Results as JSON, one object per line; described in ``docs/json.md``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from news_archive.analysis.collocations import Collocation, Collocations
    from news_archive.analysis.comparison import Comparison, Piece
    from news_archive.analysis.concordance import ContextCount, ContextLine
    from news_archive.analysis.duplicates import DuplicateGroup, GroupMember
    from news_archive.analysis.related import Related
    from news_archive.analysis.timeline import Timeline
    from news_archive.article.shingles import Overlap
    from news_archive.ingest.outcome import Outcome
    from news_archive.search.hits import Hit, Hits
    from news_archive.search.listing import Listed
    from news_archive.search.statistics import Facets, Totals
    from news_archive.upkeep.findings import Report
    from news_archive.upkeep.versions import Version

# Valid in a JSON string, but not safe for a terminal: C1, DEL, direction marks, separators.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def json_line(value: Mapping[str, Any], *, compact: bool = False) -> str:
    """Return one line of JSON; only characters that a terminal would obey are escaped."""
    separators = (",", ":") if compact else None
    text = json.dumps(value, ensure_ascii=False, separators=separators)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def hit_fields(hit: Hit, hits: Hits) -> dict[str, Any]:
    """Return the JSON fields of a hit; ``highlights`` are character offsets in ``snippet``."""
    fields: dict[str, Any] = {
        "rank": hit.rank,
        "score": hit.score,
        "id": hit.id,
        "date": str(hit.date),
        "sources": list(hit.sources),
        "headline": hit.headline.text,
        "headline_highlights": [[span.start, span.end] for span in hit.headline.highlights],
        "snippet": hit.snippet.text,
        "highlights": [[span.start, span.end] for span in hit.snippet.highlights],
        "partial": hits.partial,
        "missing": hits.missing,
        "total": hits.total,
        "complete": hits.complete,
        "enough": hits.enough,
        "words": hits.words,
        "possible": hits.possible,
    }
    if hit.contributions:
        fields["contributions"] = [
            {"part": part, "score": score} for part, score in hit.contributions
        ]
    if hits.is_collapsed:
        fields["alike"] = list(hit.alike)
    return fields


def related_fields(article: Related) -> dict[str, Any]:
    """Return the JSON fields of a related article."""
    return {
        "rank": article.rank,
        "score": article.score,
        "id": article.id,
        "date": str(article.date),
        "sources": list(article.sources),
        "headline": article.headline,
        "ties": [{"word": word, "score": score} for word, score in article.ties],
    }


def group_fields(group: DuplicateGroup) -> dict[str, Any]:
    """Return the JSON fields of a group of articles with the same story."""
    return {"articles": len(group.members), "members": [_member(one) for one in group.members]}


def _member(member: GroupMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "date": str(member.date),
        "sources": list(member.sources),
        "headline": member.headline,
        "words": member.words,
        "like": member.like,
        "relation": member.relation,
        "overlap": None if member.overlap is None else _overlap(member.overlap),
    }


def _overlap(overlap: Overlap) -> dict[str, float]:
    return {
        "jaccard": round(overlap.jaccard, 4),
        "of_this": round(overlap.first_in_second, 4),
        "of_other": round(overlap.second_in_first, 4),
    }


def comparison_fields(comparison: Comparison) -> dict[str, Any]:
    """Return the JSON fields of two texts side by side."""
    return {
        "first": comparison.first["id"],
        "second": comparison.second["id"],
        "relation": comparison.overlap.relation,
        "overlap": _overlap(comparison.overlap),
        "rows": [
            {"same": row.is_same, "first": _pieces(row.first), "second": _pieces(row.second)}
            for row in comparison.rows
        ],
    }


def _pieces(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "changed": piece.is_changed} for piece in pieces]


def facet_fields(facets: Facets) -> dict[str, Any]:
    """Return the JSON fields of facets."""
    return {"facets": {"by_month": facets.by_month, "by_source": facets.by_source}}


def context_fields(line: ContextLine) -> dict[str, Any]:
    """Return the JSON fields of a match in context; ``start`` and ``end`` count characters."""
    return {**line._asdict(), "date": str(line.date)}


def context_count_fields(counted: ContextCount) -> dict[str, Any]:
    """Return the JSON fields of a word or form and its number of matches."""
    return counted._asdict()


def collocation_fields(one: Collocation, found: Collocations) -> dict[str, Any]:
    """Return the JSON fields of a collocation, with the totals that all of them share."""
    return {
        **one._asdict(),
        "score": round(one.score, 4),
        "near_words": found.near_words,
        "words": found.words,
        "matches": found.matches,
        "articles": found.articles,
        "matching": found.matching,
    }


def listed_fields(article: Listed) -> dict[str, Any]:
    """Return the JSON fields of an article in a list."""
    return {
        "id": article.id,
        "date": str(article.date),
        "sources": list(article.sources),
        "headline": article.headline,
        "words": article.words,
    }


def outcome_fields(outcome: Outcome) -> dict[str, Any]:
    """Return the JSON fields of the outcome of an ingest."""
    return {
        "stored": outcome.stored,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "rejected": len(outcome.rejected),
        "left_out": len(outcome.left_out),
        "ignored": outcome.ignored,
        "ignored_kinds": outcome.ignored_kinds,
        "interrupted": outcome.interrupted,
        "seconds": round(outcome.seconds, 3),
    }


def totals_fields(totals: Totals) -> dict[str, Any]:
    """Return the JSON fields of the statistics of an archive."""
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
    """Return the JSON fields of the report of a check."""
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
    """Return the JSON fields of a version of an article: its state, its file and its fields."""
    return {"state": version.state, "file": version.file, **version.fields}


def timeline_fields(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield the JSON fields of each series of a timeline."""
    for series in timeline.series:
        periods: list[dict[str, Any]] = [
            {"period": str(period), "count": count, "total": total}
            for period, count, total in zip(
                timeline.periods, series.counts, timeline.totals, strict=True
            )
        ]
        if series.per_thousand is not None:
            for fields, share in zip(periods, series.per_thousand, strict=True):
                fields["per_thousand"] = share
        yield {
            "query": series.query,
            "by": timeline.by,
            "articles": series.articles,
            "not_shown": {name: series.not_shown.get(name, 0) for name in ("year", "month")},
            "periods": periods,
        }
