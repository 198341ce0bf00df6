"""Archives of a few short articles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from news_archive import Archive


def made(folder: Path, articles: Sequence[Mapping[str, str]]) -> Archive:
    """Return an archive of these articles."""
    inputs = folder / "articles.jsonl"
    lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    inputs.write_text("".join(lines), encoding="utf-8")
    archive = Archive(folder / "data")
    assert archive.ingest([inputs]).stored == len(articles)
    return archive


def articles(*texts: str) -> list[dict[str, str]]:
    """Return an article for each text, with the ids ``0``, ``1`` and so on."""
    return [{"id": str(at), "date": "2024-04-03", "text": text} for at, text in enumerate(texts)]
