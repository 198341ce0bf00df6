"""The archive as a library: the same verbs as on the command line."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

import news_archive
from news_archive import Archive, Article, ReducedDate
from news_archive.errors import (
    AmbiguousIdError,
    ArchiveError,
    BusyError,
    DamagedError,
    NewerFormatError,
    NoArchiveError,
    NothingFoundError,
    UsageError,
)
from news_archive.index.contract import Found, IndexUnusableError, Sort
from news_archive.index.tantivy import reader
from news_archive.store.lock import writer_lock

SEED_ID = "000_680284227f96cff5"


def test_the_seed_article_is_found_by_one_of_its_words(seeded: Archive) -> None:
    hits = seeded.search("Lecornu", any=False, limit=10)
    assert (hits.total, hits.partial, len(hits)) == (1, False, 1)
    (hit,) = hits
    assert (hit.rank, hit.id, str(hit.date), hit.sources) == (1, SEED_ID, "2024-04", ("afp",))
    assert hit.score is not None
    assert hit.score > 0
    span = hit.snippet.highlights[0]
    assert hit.snippet.text[span.start : span.end] == "Lecornu"


def test_an_article_is_handed_out_as_a_validated_record(seeded: Archive) -> None:
    article = seeded[SEED_ID]
    assert isinstance(article, Article)
    assert article.date == ReducedDate(2024, 4)
    assert article.sources == ["afp"]
    assert article.credit == "afp"
    assert article.body.startswith("„Die Bereitschaft")
    assert article.body.count("\n\n") == 9
    assert len(seeded) == 1
    assert SEED_ID in seeded
    assert "no such id" not in seeded


def test_an_id_that_is_not_there_is_an_error_of_ours(seeded: Archive) -> None:
    with pytest.raises(NothingFoundError):
        seeded["000_nothing"]
    with pytest.raises(NothingFoundError):
        seeded.find_id("9")
    with pytest.raises(NothingFoundError):
        seeded.delete(["000_nothing"])


def test_the_beginning_of_an_id_must_fit_one_article(archive: Archive, inbox: Path) -> None:
    for name in ("a1", "a2", "b"):
        (inbox / f"{name}.txt").write_text(f"date 2024 Text von {name}.")
    archive.ingest([inbox])
    assert archive.find_id("b") == "b"
    assert archive.find_id("a1") == "a1"
    with pytest.raises(AmbiguousIdError) as caught:
        archive.find_id("a")
    assert caught.value.candidates == ("a1", "a2")


def test_partial_matches_are_shown_when_no_article_has_all_words(
    archive: Archive, inbox: Path
) -> None:
    (inbox / "eins.txt").write_text("date 2024 Der Minister reist nach Wien.")
    (inbox / "zwei.txt").write_text("date 2024 Der Kanzler bleibt in Berlin.")
    archive.ingest([inbox])
    hits = archive.search("Minister Berlin")
    assert hits.partial
    assert {hit.id for hit in hits} == {"eins", "zwei"}
    assert archive.count("Minister Berlin") == 0
    assert archive.ids("Minister Berlin") == []
    assert list(archive.fields("Minister Berlin")) == []
    assert not archive.search("Minister AND Berlin").partial
    assert archive.search("Minister AND Berlin").total == 0
    assert archive.search("Minister Berlin", any=True).total == 2


def test_pages_join_to_the_whole(archive: Archive, inbox: Path) -> None:
    for number in range(25):
        (inbox / f"a{number:02}.txt").write_text("date 2024-03 Der Minister reist nach Wien.")
    archive.ingest([inbox])
    pages = [archive.search("Minister", limit=10, page=page) for page in (1, 2, 3)]
    assert [hit.id for page in pages for hit in page] == [f"a{number:02}" for number in range(25)]
    assert [hit.rank for hit in pages[2]] == [21, 22, 23, 24, 25]
    assert {page.pages for page in pages} == {3}
    assert len(archive.search("Minister", limit=10, page=4)) == 0


def test_filters_narrow_every_verb(archive: Archive, inbox: Path) -> None:
    (inbox / "a.txt").write_text("date 2024-03 Der Minister reist. (afp)")
    (inbox / "b.txt").write_text("date 2023 Der Minister bleibt. (dpa)")
    (inbox / "c.txt").write_text("date 2024-03-09 Der Minister schweigt.")
    archive.ingest([inbox])
    assert archive.ids("Minister", since="2024", sort="oldest") == ["a", "c"]
    assert archive.ids("Minister", until="März 2024", sources=["afp", "dpa"]) == ["a", "b"]
    assert archive.count(sources=["none"]) == 1
    assert [listed.id for listed in archive.list()] == ["c", "a", "b"]
    assert [listed.id for listed in archive.list(until="2023-06")] == ["b"]
    assert archive.statistics(since="2024").by_source == {"afp": 1, "none": 1}
    with pytest.raises(UsageError):
        archive.count(since="irgendwann")
    with pytest.raises(UsageError):
        archive.count(since="2024", until="2023")


def test_nothing_is_created_by_reading(tmp_path: Path) -> None:
    with Archive(tmp_path / "data") as archive:
        for verb in (
            lambda: archive.search("x"),
            archive.list,
            archive.statistics,
            archive.reindex,
            lambda: len(archive),
            lambda: archive.delete(["x"]),
        ):
            with pytest.raises(NoArchiveError):
                verb()
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_may_refuse_to_wait(tmp_path: Path, seeds: Path) -> None:
    data = tmp_path / "data"
    with Archive(data, wait=False) as archive:
        archive.ingest([seeds])
        with (
            writer_lock(data / "lock", "testing", wait=False, waiting=lambda _holder: None),
            pytest.raises(BusyError, match="testing"),
        ):
            archive.ingest([seeds])
        assert archive.count("Lecornu") == 1


def test_an_archive_of_a_newer_format_is_refused(seeded: Archive, tmp_path: Path) -> None:
    seeded.close()
    settings = tmp_path / "data" / "archive.json"
    settings.write_text(settings.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(NewerFormatError):
        seeded.search("Lecornu")
    with pytest.raises(NewerFormatError):
        seeded.ingest([tmp_path])


def test_a_dry_run_writes_nothing(archive: Archive, tmp_path: Path, seeds: Path) -> None:
    assert archive.ingest([seeds], dry_run=True).stored == 1
    assert not (tmp_path / "data").exists()
    archive.ingest([seeds])
    outcome = archive.ingest([seeds], dry_run=True)
    assert (outcome.stored, outcome.unchanged) == (0, 1)


def test_another_language_inflects_otherwise(tmp_path: Path, inbox: Path) -> None:
    (inbox / "a.txt").write_text("date 2024 The companies were nationalised.")
    data = tmp_path / "data"
    with Archive(data) as archive:
        archive.ingest([inbox])
        assert archive.count("company") == 0
    with Archive(data, language="english") as archive:
        assert archive.count("company") == 1
    with pytest.raises(UsageError, match="klingon"), Archive(data, language="klingon") as archive:
        archive.count("company")


def _numbered(archive: Archive, inbox: Path, count: int) -> list[str]:
    """Take in articles of a day each; return their ids, the oldest first."""
    names = [f"n{at:02}" for at in range(count)]
    for at, name in enumerate(names, 1):
        (inbox / f"{name}.txt").write_text(f"date 2024-04-{at:02} Ein Haus.")
    archive.ingest([inbox])
    return names


def test_ids_are_yielded_as_they_are_returned(archive: Archive, inbox: Path) -> None:
    names = _numbered(archive, inbox, 7)
    for query in (None, "Haus"):
        assert list(archive.iterate_ids(query, sort="oldest")) == names
        assert list(archive.iterate_ids(query, sort="newest")) == names[::-1]
        assert list(archive.iterate_ids(query)) == names[::-1]
        assert list(archive.iterate_ids(query, sort="oldest", limit=3, page=2)) == names[3:6]
        assert archive.ids(query, sort="oldest") == names
    with pytest.raises(UsageError):
        list(archive.iterate_ids(limit=0))


@pytest.mark.parametrize("sort", ["oldest", "newest", "relevance"])
def test_an_index_that_fails_in_the_middle_is_built_anew_and_nothing_is_missed(
    archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    monkeypatch.setattr(reader, "_PIECE_HITS", 3)
    _numbered(archive, inbox, 9)
    with archive:
        wanted = archive.ids("Haus", sort=sort)
        ids = archive.iterate_ids("Haus", sort=sort)
        records = archive.fields("Haus", sort=sort)
        got = [next(ids), next(ids)]
        exported = [next(records)]
        before = archive._index.reader()
        monkeypatch.setattr(before, "_found", _damaged)
        got.extend(ids)
        assert got == wanted
        exported.extend(records)
        assert [fields["id"] for fields in exported] == wanted


def _damaged(_addresses: object) -> list[Found]:
    raise IndexUnusableError("a test")


def test_an_index_that_fails_where_an_article_went_meanwhile_is_an_error(
    archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_PIECE_HITS", 3)
    names = _numbered(archive, inbox, 9)
    with archive:
        ids = archive.iterate_ids(sort="oldest")
        assert [next(ids), next(ids)] == names[:2]
        monkeypatch.setattr(archive._index.reader(), "_found", _damaged)
        Archive(archive._layout.root).delete([names[1]])
        with pytest.raises(DamagedError, match="meanwhile"):
            list(ids)


def test_every_public_name_is_there() -> None:
    for name in news_archive.__all__:
        assert getattr(news_archive, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = news_archive.nothing_of_this_name
    assert issubclass(UsageError, ArchiveError)


def test_an_article_ingested_from_its_own_month_file_is_unchanged(
    seeded: Archive, tmp_path: Path
) -> None:
    outcome = seeded.ingest([tmp_path / "data" / "articles" / "2024-04.jsonl"])
    assert (outcome.unchanged, len(outcome.rejected)) == (1, 0)


def test_the_data_folder_is_not_an_input_of_its_own(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("date 2024 Ein Satz.")
    archive.ingest([tmp_path])
    outcome = archive.ingest([tmp_path])
    assert (outcome.stored, outcome.unchanged, outcome.rejected) == (0, 1, [])


class TestALoneText:
    """A text is a sequence of letters for Python, and never meant as one."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        for name in ("1", "2", "12"):
            (inbox / f"{name}.txt").write_text(" date 2024 Ein Zug. (dpa)", encoding="utf-8")
        archive = Archive(tmp_path / "data")
        archive.ingest(str(inbox))
        return archive

    def test_is_one_id_to_delete(self, archive: Archive) -> None:
        assert list(archive.deletable("12")) == ["12"]
        archive.delete("12")
        assert sorted(archive.ids()) == ["1", "2"]

    def test_is_one_source(self, archive: Archive) -> None:
        assert archive.count("Zug", sources="dpa") == 3
        assert archive.search("Zug", sources="afp").total == 0

    def test_is_one_path(self, archive: Archive, tmp_path: Path) -> None:
        assert archive.ingest(tmp_path / "inbox" / "1.txt").unchanged == 1


def test_an_archive_yields_its_ids_as_a_mapping_does_its_keys(seeded: Archive) -> None:
    assert list(seeded) == [SEED_ID]
    assert {identity: seeded[identity].sources for identity in seeded} == {SEED_ID: ["afp"]}


class TestWhatIsNotThere:
    """A filter or an order that is misspelt is an error, and never passed over."""

    @pytest.mark.parametrize("name", ["source", "snce", "Since", "limits"])
    def test_an_unknown_filter_is_a_type_error(self, seeded: Archive, name: str) -> None:
        named: Any = {name: "afp"}
        for ask in (
            lambda: seeded.search("Lecornu", **named),
            lambda: seeded.count("Lecornu", **named),
            lambda: seeded.ids("Lecornu", **named),
            lambda: seeded.list(**named),
            lambda: next(seeded.fields(**named)),
            lambda: seeded.facets(**named),
            lambda: seeded.statistics(**named),
            lambda: seeded.timeline(["Lecornu"], **named),
            lambda: seeded.context("Lecornu", **named),
            lambda: seeded.context_counts("Lecornu", "form", **named),
            lambda: seeded.collocates("Lecornu", **named),
            lambda: seeded.duplicates(**named),
            lambda: seeded.explain("Lecornu", **named),
        ):
            with pytest.raises(TypeError, match=name):
                ask()

    def test_an_unknown_order_or_measure_is_a_usage_error(self, seeded: Archive) -> None:
        wrong: Any = "newst"
        for ask in (
            lambda: seeded.search("Lecornu", sort=wrong),
            lambda: seeded.ids("Lecornu", sort=wrong),
            lambda: seeded.list(sort=wrong),
            lambda: next(seeded.fields(sort=wrong)),
            lambda: seeded.context("Lecornu", sort=wrong),
            lambda: seeded.context_counts("Lecornu", wrong),
            lambda: seeded.collocates("Lecornu", measure=wrong),
        ):
            with pytest.raises(UsageError, match="and not 'newst'"):
                ask()

    def test_a_language_without_a_stemmer_is_a_usage_error(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="'klingon', but arabic"):
            Archive(tmp_path, language="klingon")

    def test_a_date_of_the_standard_library_is_a_day(self, seeded: Archive) -> None:
        day = datetime.date(2024, 4, 3)
        assert seeded.count(since=day, until=day) == 1
        assert seeded.count(since=datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)) == 0
        assert [found.id for found in seeded.like("Lecornu Moskau", until=day)]

    def test_what_is_no_date_is_a_usage_error(self, seeded: Archive) -> None:
        number: Any = 2024
        with pytest.raises(UsageError, match="since: 2024 is neither"):
            seeded.count(since=number)

    def test_a_page_without_a_limit_is_a_usage_error(self, seeded: Archive) -> None:
        for ask in (lambda: seeded.ids(page=2), lambda: seeded.list(limit=None, page=2)):
            with pytest.raises(UsageError, match="page 2"):
                ask()


def test_a_shell_can_complete_the_public_names() -> None:
    assert set(news_archive.__all__) <= set(dir(news_archive))
