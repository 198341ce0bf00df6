"""Results for a pipe: tab-separated, one record per line, no header, no colour, nothing cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.article.sentences import first_sentence
from news_archive.article.words import word_count
from news_archive.render.safe_text import one_line, visible
from news_archive.search.hits import Hits
from news_archive.search.statistics import Facets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.analysis.collocations import Collocation, Collocations
    from news_archive.analysis.comparison import Comparison, Piece
    from news_archive.analysis.concordance import ContextCount, ContextLine
    from news_archive.analysis.duplicates import DuplicateGroup
    from news_archive.analysis.related import Related
    from news_archive.analysis.timeline import Timeline
    from news_archive.article.line import Fields
    from news_archive.ingest.outcome import Outcome
    from news_archive.search.hits import Hit
    from news_archive.search.listing import Listed, Listing
    from news_archive.search.statistics import Totals
    from news_archive.upkeep.findings import Report
    from news_archive.upkeep.versions import Version


def row(values: Sequence[object]) -> str:
    """Return one record: its values on one line, separated by tabs."""
    return "\t".join(one_line(str(value)) for value in values)


def hit_row(hit: Hit) -> str:
    """Return rank, id, date, sources, headline and snippet.

    The contributions to the score follow if they are known, then the ids of hits with nearly the
    same text, if these were asked for and there are any.
    """
    values = [hit.rank, hit.id, hit.date, sources(hit.sources), hit.headline.text, hit.snippet.text]
    if hit.contributions:
        values.append(contributions(hit))
    if hit.alike:
        values.append(f"{alike_count(hit)}: {' '.join(hit.alike)}")
    return row(values)


def alike_count(hit: Hit) -> str:
    """Return how many hits are like this one."""
    return f"+{len(hit.alike):,} alike"


def related_row(article: Related) -> str:
    """Return rank, id, date, sources, headline, and the words that tie it to the text."""
    ties = ", ".join(tie.word for tie in article.ties)
    values = (article.rank, article.id, article.date, sources(article.sources))
    return row((*values, article.headline, ties))


def group_rows(number: int, group: DuplicateGroup) -> Iterator[str]:
    """Yield a row for each member: group number, id, date, sources, words, headline.

    Then how the member relates to an earlier one, that one's id, and how much of both texts they
    share.
    """
    for member in group.members:
        overlap = member.overlap
        like: tuple[object, ...] = ("", "", "")
        if overlap is not None:
            like = (member.relation, member.like, f"{overlap.jaccard:.3f}")
        values = (number, member.id, member.date, sources(member.sources), member.words)
        yield row((*values, member.headline, *like))


def difference_lines(comparison: Comparison) -> Iterator[str]:
    """Yield two texts as a diff, one sentence per line.

    ``-`` marks what only the first text has, ``+`` what only the second has.
    """
    yield f"--- {one_line(comparison.first['id'])}"
    yield f"+++ {one_line(comparison.second['id'])}"
    for found in comparison.rows:
        if found.is_same:
            yield " " + _joined(found.first)
            continue
        for mark, pieces in (("-", found.first), ("+", found.second)):
            if pieces:
                yield mark + _joined(pieces)


def _joined(pieces: Sequence[Piece]) -> str:
    return one_line("".join(piece.text for piece in pieces))


def contributions(hit: Hit) -> str:
    """Return how a score is made up: what each part of the query added."""
    added = " + ".join(f"{part} {score:.2f}" for part, score in hit.contributions)
    return f"{hit.score:.2f} = {added}"


def partial_sentence(hits: Hits) -> str:
    """Return the sentence that says that the hits are only the nearest ones."""
    if not hits.missing:
        return "No article has these words side by side; the nearest have all of them"
    number = "one" if hits.missing == 1 else str(hits.missing)
    return f"No article has all of these words; the nearest lack {number} of them"


def total_phrase(found: Hits | Listing) -> str:
    """Return how many articles are listed, and how many of them have all that was asked for."""
    total = f"{found.total:,} {'article' if found.total == 1 else 'articles'}"
    if not isinstance(found, Hits):
        return total
    if not found.partial and found.complete != found.total:
        if found.words:
            least = f"at least {found.enough} of the {found.words} words"
            total += f" with {least}, {found.complete:,} with all of them"
        else:
            total += f", {found.total - found.complete:,} of them only in compounds"
    if found.possible:
        total += f", {found.possible:,} perhaps of other days"
    return total


def facet_rows(facets: Facets) -> Iterator[str]:
    """Yield a row for each facet value: ``month`` or ``source``, the value, and its count."""
    for name, counts in (("month", facets.by_month), ("source", facets.by_source)):
        for key, count in counts.items():
            yield row((name, key, count))


def listed_row(article: Listed) -> str:
    """Return id, date, sources, headline, words."""
    return row(
        (article.id, article.date, sources(article.sources), article.headline, article.words)
    )


def context_row(line: ContextLine) -> str:
    """Return id, date, place in the text, left context, match, right context."""
    return row((line.id, line.date, line.start, line.left, line.match, line.right))


def context_count_row(counted: ContextCount) -> str:
    """Return a word or a form (empty for none) and how many matches have it."""
    return row((counted.word or "", counted.matches))


def collocation_row(collocation: Collocation) -> str:
    """Return word, occurrences near the matches, occurrences in all, score."""
    word, _, near, total, score = collocation
    return row((word, near, total, f"{score:.2f}"))


def collocations_sentence(found: Collocations) -> str:
    """Return the sentence that says that only some of the articles were looked at."""
    return (
        f"looked at the newest {found.articles:,} of {found.matching:,} articles; "
        "--all looks at all of them"
    )


def outcome_rows(outcome: Outcome) -> Iterator[str]:
    """Yield the outcome of an ingest: a number and what it counts."""
    yield row((outcome.stored, "stored"))
    yield row((outcome.updated, "updated"))
    yield row((outcome.unchanged, "unchanged"))
    yield row((len(outcome.rejected), "rejected"))
    if outcome.left_out:
        yield row((len(outcome.left_out), "left out"))


def totals_rows(totals: Totals) -> Iterator[str]:
    """Yield the statistics: a group, a name within it, and the number."""
    yield row(("total", "articles", totals.articles))
    yield row(("total", "words", totals.words))
    yield row(("total", "bytes", totals.size))
    yield row(("disk", "articles", totals.disk.articles))
    yield row(("disk", "index", totals.disk.derived))
    for key, count in totals.by_precision.items():
        yield row(("precision", key, count))
    yield from facet_rows(Facets(totals.by_month, totals.by_source))


def report_rows(report: Report) -> Iterator[str]:
    """Yield what a check found: one row per finding, then the counts."""
    for finding in report.findings:
        level = "damage" if finding.is_damage else "note"
        place = (finding.file, finding.line or "", finding.offset if finding.line else "")
        yield row((level, finding.kind, *place, finding.id or "", finding.problem))
    for name, count in report_counts(report):
        yield row(("total", name, count))


def report_counts(report: Report) -> Iterator[tuple[str, int]]:
    """Yield the counts of a check: name and number."""
    yield "files", report.files
    yield "lines", report.lines
    yield "articles", report.articles
    yield "superseded lines", report.superseded
    yield "deletions", report.deletions
    yield "moves", report.moves
    yield "damage", sum(finding.is_damage for finding in report.findings)


def version_values(version: Version) -> tuple[object, ...]:
    """Return revision, state, time and file, and for an article its date, words and headline."""
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


def timeline_rows(timeline: Timeline) -> Iterator[str]:
    """Yield period, query and count of each series in turn; if relative, also per thousand.

    The query is empty for all articles, and the share is empty for a period without any articles.
    """
    for series in timeline.series:
        for place, period in enumerate(timeline.periods):
            values: list[object] = [period, series.query or "", series.counts[place]]
            if series.per_thousand is not None:
                share = series.per_thousand[place]
                values.append("" if share is None else f"{share:.6g}")
            yield row(values)


def not_shown_sentences(timeline: Timeline) -> Iterator[str]:
    """Yield a sentence for each series with articles that are in none of the periods."""
    for series in timeline.series:
        if series.not_shown:
            counts = iter(series.not_shown.items())
            precision, count = next(counts)
            noun = "article" if count == 1 else "articles"
            parts = [f"{count:,} {noun} dated by {precision} only"]
            parts.extend(f"{further:,} by {name} only" for name, further in counts)
            verb = "is" if sum(series.not_shown.values()) == 1 else "are"
            whose = f"{series.query or 'all articles'}: " if len(timeline.series) > 1 else ""
            yield f"{whose}{' and '.join(parts)} {verb} not shown by {timeline.by}"


def sources(codes: Sequence[str]) -> str:
    """Return agency codes as one value; empty for none."""
    return ",".join(codes)
