"""Collocations: what is near a match is counted exactly, by measures as they were published."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from made_archives import articles, made
from news_archive import Archive
from news_archive.analysis.collocations import (
    LEAST_LIKELIHOOD,
    Surroundings,
    log_dice,
    log_likelihood,
)
from news_archive.article.words import words
from news_archive.errors import UsageError
from news_archive.query.highlight import Span


@pytest.mark.parametrize(
    ("both", "only_first", "only_second", "neither", "published"),
    [
        # The table of Dunning 1993, page 72: "the swiss", "can be", "previous year".
        (110, 2442, 111, 29114, 270.72),
        (29, 13, 123, 31612, 263.90),
        (31, 23, 139, 31584, 256.84),
    ],
)
def test_log_likelihood_has_the_published_values(
    both: int, only_first: int, only_second: int, neither: int, published: float
) -> None:
    words = both + only_first + only_second + neither
    score = log_likelihood(both, both + only_second, both + only_first, words)
    assert score == pytest.approx(published, abs=0.01)


def test_log_dice_is_14_for_what_is_never_apart_and_1_less_for_each_halving() -> None:
    assert log_dice(300, 300, 300) == 14
    assert log_dice(3, 3000, 3000) == pytest.approx(4.034, abs=0.001)
    assert log_dice(6, 3000, 3000) == pytest.approx(5.034, abs=0.001)


counts = st.integers(0, 500)


@given(counts, counts, counts, counts)
def test_log_likelihood_is_symmetric_and_never_negative(a: int, b: int, c: int, d: int) -> None:
    assume(a + b and a + c and b + d and c + d)
    score = log_likelihood(a, a + c, a + b, a + b + c + d)
    assert score >= -1e-6
    # Near and elsewhere, this word and the others, may change places.
    assert score == pytest.approx(log_likelihood(a, a + b, a + c, a + b + c + d), abs=1e-6)
    assert score == pytest.approx(log_likelihood(c, a + c, c + d, a + b + c + d), abs=1e-6)


@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 9), st.integers(1, 9))
def test_log_likelihood_is_0_where_near_is_as_elsewhere(
    word: int, others: int, near: int, elsewhere: int
) -> None:
    score = log_likelihood(
        word * near,
        word * (near + elsewhere),
        (word + others) * near,
        (word + others) * (near + elsewhere),
    )
    assert score == pytest.approx(0, abs=1e-6)


@given(st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_log_dice_is_never_above_14(near: int, elsewhere: int, matches: int) -> None:
    assert log_dice(near, near + elsewhere, matches) <= 14


bodies = st.lists(
    st.sampled_from(["x", "Der", "der", "Haus", "X", "rot", "-", "\u00ad"]), max_size=40
)


@given(st.lists(bodies.map(" ".join), max_size=3), st.integers(1, 4))
def test_near_is_what_is_so_many_words_from_a_match(texts: list[str], span: int) -> None:
    surroundings = Surroundings(span)
    near, total = [], []
    for text in texts:
        found = list(words(text))
        places = [at for at, word in enumerate(found) if word.form == "x"]
        surroundings.add(text, [Span(found[at].start, found[at].end) for at in places])
        for at, word in enumerate(found):
            if word.form != "x":
                total.append(word.form)
                # Other matches are in the way as words are.
                if any(abs(at - place) <= span for place in places):
                    near.append(word.form)
    assert (surroundings.near_words, surroundings.words) == (len(near), len(total))
    for one in surroundings.collocations("log-likelihood", 1):
        assert (one.near, one.total) == (near.count(one.form), total.count(one.form))
        assert one.score >= LEAST_LIKELIHOOD


FILLER = "und dann kam noch viel anderes vor das hier nicht weiter von Belang ist. "


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Twelve articles in which the Kanzlerin is always Angela Merkel; the tests only read them."""
    texts = (
        f"{FILLER}Die Kanzlerin Angela Merkel {FILLER * 3}"
        + ("Merkels Rede. " if at % 3 == 0 else "")
        for at in range(12)
    )
    return made(tmp_path_factory.mktemp("merkel"), articles(*texts))


def test_what_always_stands_beside_comes_first(archive: Archive) -> None:
    found = archive.collocates("Merkel", span=2)
    assert [one.word for one in found.collocations][:2] == ["Angela", "Kanzlerin"]
    assert (found.matches, found.articles, found.matching) == (16, 12, 12)
    first = found.collocations[0]
    assert (first.form, first.near, first.total) == ("angela", 12, 12)


def test_the_matches_themselves_are_no_collocations(archive: Archive) -> None:
    found = archive.collocates("Angela Merkel", any=True)
    assert not {"angela", "merkel", "merkels"} & {one.form for one in found.collocations}


def test_both_measures_name_the_same_words(archive: Archive) -> None:
    one = archive.collocates("Merkel", measure="log-likelihood")
    other = archive.collocates("Merkel", measure="logdice")
    assert {found.form for found in one.collocations} == {
        found.form for found in other.collocations
    }
    assert other.collocations[0].score <= 14


def test_rare_words_are_left_out(archive: Archive) -> None:
    assert "rede" not in {one.form for one in archive.collocates("Merkel").collocations}
    found = archive.collocates("Merkel", minimum=4)
    assert "Rede" in {one.word for one in found.collocations}


def test_the_newest_articles_are_looked_at_and_no_more(tmp_path: Path) -> None:
    records = [
        {
            "id": str(at),
            "date": f"202{at}",
            "text": f"{'neu' if at > 2 else 'alt'} Merkel. {FILLER}",
        }
        for at in range(5)
    ]
    archive = made(tmp_path, records)
    found = archive.collocates("Merkel", most_articles=2, minimum=2, span=1)
    assert (found.articles, found.matching, found.matches) == (2, 5, 2)
    assert found.collocations[0].word == "neu"
    assert "alt" not in {one.form for one in found.collocations}
    assert archive.collocates("Merkel", most_articles=None).articles == 5
    assert archive.collocates("Merkel", until="2021").matching == 2


def test_nothing_to_compare_with_is_no_collocation(tmp_path: Path) -> None:
    archive = made(tmp_path, articles("Angela Merkel spricht.", "Angela Merkel schweigt."))
    found = archive.collocates("Merkel", minimum=1)
    assert (found.collocations, found.matches) == ((), 2)
    assert (found.near_words, found.words) == (4, 4)
    assert archive.collocates("Niemand").matches == 0


@pytest.mark.parametrize("name", ["span", "minimum", "limit", "most_articles"])
def test_numbers_are_at_least_1(archive: Archive, name: str) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        archive.collocates("Merkel", **{name: 0})  # type: ignore[arg-type]
