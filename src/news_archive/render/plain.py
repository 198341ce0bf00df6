"""Results for a pipe: tab-separated, one record a line, no header, no colour, nothing cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.archive.results import Facets
from news_archive.article.sentences import first_sentence
from news_archive.article.words import word_count
from news_archive.render.visible import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.archive import Hit, Hits, Listed, Outcome, Totals, Version
    from news_archive.archive.checking import Report
    from news_archive.archive.results import Fields


def row(values: Sequence[object]) -> str:
    """Return one record: its values on one line with tabs between."""
    return "\t".join(one_line(str(value)) for value in values)


def hit_row(hit: Hit) -> str:
    """Return rank, id, date, sources, snippet; and how the score came about, if that is known."""
    values = (hit.rank, hit.id, hit.date, sources(hit.sources), hit.snippet.text)
    return row((*values, contributions(hit)) if hit.contributions else values)


def contributions(hit: Hit) -> str:
    """Return how a score came about: what each part of the query added."""
    added = " + ".join(f"{part} {score:.2f}" for part, score in hit.contributions)
    return f"{hit.score:.2f} = {added}"


def partial_sentence(hits: Hits) -> str:
    """Return the sentence that says of hits that they are only the nearest."""
    if not hits.missing:
        return "No article has these words side by side; the nearest have all of them"
    number = "one" if hits.missing == 1 else str(hits.missing)
    return f"No article has all of these words; the nearest lack {number} of them"


def facet_rows(facets: Facets) -> Iterator[str]:
    """Yield facets: what is counted by, of what, and the count."""
    for name, counts in (("month", facets.by_month), ("source", facets.by_source)):
        for key, count in counts.items():
            yield row((name, key, count))


def listed_row(article: Listed) -> str:
    """Return id, date, sources, headline, words."""
    return row(
        (article.id, article.date, sources(article.sources), article.headline, article.words)
    )


def outcome_rows(outcome: Outcome) -> Iterator[str]:
    """Yield what an ingest did: a number and what it counts."""
    yield row((outcome.stored, "stored"))
    yield row((outcome.updated, "updated"))
    yield row((outcome.unchanged, "unchanged"))
    yield row((len(outcome.rejected), "rejected"))


def totals_rows(totals: Totals) -> Iterator[str]:
    """Yield the statistics: what is counted, of what, and the count."""
    yield row(("total", "articles", totals.articles))
    yield row(("total", "words", totals.words))
    yield row(("total", "bytes", totals.size))
    yield row(("disk", "articles", totals.disk.articles))
    yield row(("disk", "index", totals.disk.derived))
    for key, count in totals.by_precision.items():
        yield row(("precision", key, count))
    yield from facet_rows(Facets(totals.by_month, totals.by_source))


def report_rows(report: Report) -> Iterator[str]:
    """Yield what a check found: a row a finding, and then what was counted."""
    for finding in report.findings:
        level = "damage" if finding.is_damage else "note"
        place = (finding.file, finding.line or "", finding.offset if finding.line else "")
        yield row((level, finding.kind, *place, finding.id or "", finding.problem))
    for name, count in report_counts(report):
        yield row(("total", name, count))


def report_counts(report: Report) -> Iterator[tuple[str, int]]:
    """Yield what a check counted: the name and the number."""
    yield "files", report.files
    yield "lines", report.lines
    yield "articles", report.articles
    yield "superseded lines", report.superseded
    yield "deletions", report.deletions
    yield "moves", report.moves
    yield "damage", sum(finding.is_damage for finding in report.findings)


def version_values(version: Version) -> tuple[object, ...]:
    """Return revision, state, when, file, and of an article its date, words and headline."""
    fields = version.fields
    when = fields.get("ingested_at") or fields.get("deleted_at") or ""
    values = (version.revision, version.state, when, version.file)
    if "body" not in fields:
        return (*values, fields.get("moved_to", ""), "", "")
    return (*values, fields["date"], word_count(fields["body"]), first_sentence(fields["body"]))


def article_text(fields: Fields) -> str:
    """Return an article as plain text: header lines, an empty line, the body, the credit."""
    lines = [
        f"id: {one_line(fields['id'])}",
        f"date: {one_line(fields['date'])}",
        f"sources: {one_line(', '.join(fields['sources']))}",
    ]
    if fields["credit"] is not None:
        lines.append(f"credit: {one_line(fields['credit'])}")
    lines.append(f"origin: {one_line(fields['origin'])}")
    return "\n".join(lines) + "\n\n" + visible(fields["body"])


def sources(codes: Sequence[str]) -> str:
    """Return agency codes as one value; empty for none."""
    return ",".join(codes)
