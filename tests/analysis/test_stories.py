"""One article of each story: copies count once in contexts, collocations and timelines."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from made_archives import made
from news_archive import Archive
from news_archive.analysis import stories
from news_archive.analysis.concordance import ContextSort
from news_archive.analysis.stories import one_of_each
from news_archive.errors import UsageError

STORY = (
    "Der Minister sprach am Abend in der Hauptstadt über den Haushalt und die Schulden, die das "
    "Land seit Jahren drücken, und nannte die Kritik der Opposition daran eine Chuzpe."
)
OTHER = "Ein Minister tritt zurück, weil ihm im Parlament die Mehrheit fehlt."


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    copies = [
        {"id": f"k{number}", "date": f"2024-04-{number + 1:02}", "text": f"{STORY} ({agency})"}
        for number, agency in enumerate(["dpa", "afp", "apa", "dpa", "afp"])
    ]
    longer = {"id": "lang", "date": "2024-05", "text": f"{STORY} Mehr dazu am Morgen."}
    return made(tmp_path, [*copies, longer, {"id": "x", "date": "2024-06", "text": OTHER}])


def fields(*texts: str) -> list[dict[str, str]]:
    return [{"id": str(number), "body": text} for number, text in enumerate(texts)]


def test_a_timeline_counts_each_story_once_where_it_began(archive: Archive) -> None:
    plain = archive.timeline(["Minister"])
    folded = archive.timeline(["Minister"], collapse=True)
    assert plain.series[0].counts == (5, 1, 1)
    assert [str(period) for period in folded.periods] == ["2024-04", "2024-05", "2024-06"]
    assert folded.series[0].counts == (1, 0, 1)
    assert folded.totals == plain.totals
    with pytest.raises(UsageError, match="relative"):
        archive.timeline(["Minister"], collapse=True, relative=True)


def test_a_context_has_each_story_once(archive: Archive) -> None:
    assert len(list(archive.context("Minister"))) == 7
    orders: tuple[ContextSort, ...] = ("date", "rank", "left", "right")
    for sort in orders:
        lines = list(archive.context("Minister", sort=sort, collapse=True))
        assert len(lines) == 2
    assert sum(one.matches for one in archive.context_counts("Minister", "form")) == 7
    assert (
        sum(one.matches for one in archive.context_counts("Minister", "form", collapse=True)) == 2
    )


def test_collocations_count_each_story_once(archive: Archive) -> None:
    assert archive.collocates("Opposition", minimum=1).matches == 6
    assert archive.collocates("Opposition", minimum=1, collapse=True).matches == 1


def test_one_article_of_each_is_yielded_in_order() -> None:
    chance = Random(1)
    words = [f"wort{number}" for number in range(500)]
    texts = [" ".join(chance.choices(words, k=60)) for _ in range(50)]
    copies = [text.upper() + "!" for text in texts]
    assert [one["id"] for one in one_of_each(fields(*texts, *copies))] == [
        str(number) for number in range(50)
    ]


def test_copies_are_known_however_long_ago_and_likeness_within_the_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stories, "MAX_STORIES_IN_WINDOW", 2)
    words = " ".join(f"wort{number}" for number in range(40))
    others = [" ".join(f"{name}{number}" for number in range(40)) for name in "abc"]
    near = f"{words} anders"
    assert len(list(one_of_each(fields(words, near)))) == 1
    assert len(list(one_of_each(fields(words, *others, near)))) == 5
    assert len(list(one_of_each(fields(words, *others, words)))) == 4
