"""What each command answers into a pipe, and as JSON."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import RECORDS, CommandLine, Result, archive_of, process

from news_archive import Archive
from news_archive.cli.main import COMMANDS

SEED_ID = "000_680284227f96cff5"


@pytest.fixture
def cli(seeded: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """An archive that holds the seed article."""
    return CommandLine(tmp_path / "data", capsys)


@pytest.fixture(scope="module")
def data_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(tmp_path_factory.mktemp("many"), RECORDS)


@pytest.fixture
def many(data_of_many: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """An archive that holds a few short articles, to be read only."""
    return CommandLine(data_of_many, capsys)


@pytest.fixture
def own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The same articles in an archive of this test alone."""
    return CommandLine(archive_of(tmp_path, RECORDS), capsys)


def ids(result: Result) -> list[str]:
    return [row["id"] for row in result.objects]


class TestPiped:
    """Tab-separated, no header, no colour, nothing cut."""

    def test_search_gives_rank_id_date_sources_headline_and_snippet(self, cli: CommandLine) -> None:
        said = cli("search", "Lecornu")
        assert (said.code, said.err, len(said.lines)) == (0, "", 1)
        rank, identity, date, sources, headline, snippet = said.lines[0].split("\t")
        assert (rank, identity, date, sources) == ("1", SEED_ID, "2024-04", "afp")
        assert headline.startswith("„Die Bereitschaft zum Dialog")
        assert "Lecornu" in snippet

    def test_list_gives_id_date_sources_headline_and_words(self, cli: CommandLine) -> None:
        said = cli("list")
        assert (said.code, said.err, len(said.lines)) == (0, "", 1)
        identity, date, sources, headline, words = said.lines[0].split("\t")
        assert (identity, date, sources) == (SEED_ID, "2024-04", "afp")
        assert headline.startswith("„Die Bereitschaft zum Dialog")
        assert headline.endswith("am Mittwoch.")
        assert int(words) > 300

    def test_show_gives_plain_text_with_its_header_lines_first(self, cli: CommandLine) -> None:
        said = cli("show", SEED_ID)
        assert (said.code, said.err) == (0, "")
        assert said.lines[:3] == [f"id: {SEED_ID}", "date: 2024-04", "sources: afp"]
        head, _, body = said.out.partition("\n\n")
        assert len(head.split("\n")) == 5
        paragraphs = body.strip().split("\n\n")
        assert len(paragraphs) == 10
        assert all("\n" not in paragraph for paragraph in paragraphs)
        assert not body.strip().endswith("(afp)")

    def test_stats_gives_what_is_counted_of_what_and_the_count(self, cli: CommandLine) -> None:
        rows = [tuple(line.split("\t")) for line in cli("stats").lines]
        assert all(len(row) == 3 and row[2].isdigit() for row in rows)
        assert ("total", "articles", "1") in rows
        assert ("source", "afp", "1") in rows
        assert ("month", "2024-04", "1") in rows
        assert ("precision", "month", "1") in rows

    def test_ingest_gives_a_number_and_what_it_counts(self, cli: CommandLine, seeds: Path) -> None:
        assert cli("ingest", seeds).lines == [
            "0\tstored", "0\tupdated", "1\tunchanged", "0\trejected",
        ]  # fmt: skip

    def test_delete_gives_the_id(self, cli: CommandLine) -> None:
        assert cli("delete", "--yes", SEED_ID).lines == [f"{SEED_ID}\tdeleted"]

    def test_reindex_gives_how_many(self, cli: CommandLine) -> None:
        said = cli("reindex")
        assert (said.code, said.lines) == (0, ["1\tindexed"])

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion_gives_a_script(self, cli: CommandLine, shell: str) -> None:
        said = cli("completion", shell)
        assert said.code == 0
        assert "_ARCHIVE_COMPLETE" in said.out

    def test_count_is_a_number_alone(self, cli: CommandLine) -> None:
        assert cli("search", "--count", "Lecornu").out == "1\n"
        assert cli("search", "--count", "--json", "Lecornu").out == "1\n"

    def test_ids_are_ids_alone(self, cli: CommandLine) -> None:
        assert cli("search", "--ids", "Lecornu").out == f"{SEED_ID}\n"

    def test_nothing_is_cut(self, many: CommandLine) -> None:
        headline = many("list", "--source", "reuters").lines[0].split("\t")[3]
        assert len(headline) > 1000
        assert "…" not in headline

    @pytest.mark.parametrize("command", ["search", "list", "show", "stats"])
    def test_forcing_neither_a_width_nor_colours_changes_a_pipe(
        self, cli: CommandLine, command: str
    ) -> None:
        arguments = {"search": ["Lecornu"], "show": [SEED_ID]}.get(command, [])
        env = {"COLUMNS": "40", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
        said = process("--data", cli.data, command, *arguments, env=env)
        assert said.out == cli(command, *arguments).out
        assert "\x1b" not in said.out


class TestJson:
    def test_search_gives_an_object_a_hit(self, cli: CommandLine) -> None:
        (hit,) = cli("search", "Lecornu", "--json").objects
        assert (hit["rank"], hit["id"], hit["date"], hit["sources"]) == (
            1, SEED_ID, "2024-04", ["afp"],
        )  # fmt: skip
        assert hit["score"] > 0
        assert (hit["partial"], hit["total"]) == (False, 1)
        assert hit["highlights"]
        for start, end in hit["highlights"]:
            assert hit["snippet"][start:end] == "Lecornu"

    def test_search_marks_partial_answers(self, cli: CommandLine) -> None:
        said = cli("search", "Lecornu", "Kaninchenzüchter", "--json")
        assert said.code == 0
        assert [hit["partial"] for hit in said.objects] == [True]

    def test_list_gives_an_object_an_article(self, cli: CommandLine) -> None:
        (article,) = cli("list", "--json").objects
        assert list(article) == ["id", "date", "sources", "headline", "words"]
        assert (article["id"], article["date"], article["sources"]) == (
            SEED_ID, "2024-04", ["afp"],
        )  # fmt: skip

    def test_show_gives_the_record(self, cli: CommandLine) -> None:
        (record,) = cli("show", SEED_ID, "--json").objects
        assert list(record) == [
            "id", "date", "sources", "credit", "body", "origin", "ingested_at", "revision",
            "digest", "checksum",
        ]  # fmt: skip
        assert record["credit"] == "afp"
        assert record["origin"] == f"{SEED_ID}.txt"
        assert datetime.fromisoformat(record["ingested_at"]).tzinfo is not None

    def test_stats_gives_one_object(self, many: CommandLine) -> None:
        (totals,) = many("stats", "--json").objects
        assert totals["articles"] == len(RECORDS)
        assert totals["by_source"] == {"dpa": 3, "afp": 2, "apa": 1, "reuters": 1, "none": 2} or (
            totals["by_source"] == {"dpa": 3, "afp": 2, "apa": 1, "reuters": 1}
        )
        assert totals["by_precision"] == {"year": 2, "month": 2, "day": 4}
        assert totals["by_month"]["2024-04"] == 2
        assert totals["by_month"]["2023"] == 1
        assert totals["disk"]["articles"] > 0
        assert totals["disk"]["index"] > 0
        assert all(isinstance(totals[name], int) for name in ("words", "bytes"))

    def test_ingest_gives_one_object_at_the_end(self, cli: CommandLine, seeds: Path) -> None:
        (outcome,) = cli("ingest", seeds, "--json").objects
        counts = {name: outcome[name] for name in ("stored", "updated", "unchanged", "rejected")}
        assert counts == {"stored": 0, "updated": 0, "unchanged": 1, "rejected": 0}
        assert outcome["seconds"] >= 0

    def test_delete_gives_an_object_an_id(self, cli: CommandLine) -> None:
        said = cli("delete", "--yes", "--json", SEED_ID)
        assert said.objects == [{"id": SEED_ID, "deleted": True}]

    def test_reindex_gives_one_object(self, cli: CommandLine) -> None:
        (done,) = cli("reindex", "--json").objects
        assert done["articles"] == 1
        assert done["seconds"] >= 0

    def test_completion_gives_the_script(self, cli: CommandLine) -> None:
        (given,) = cli("completion", "bash", "--json").objects
        assert given["shell"] == "bash"
        assert given["script"].strip() == cli("completion", "bash").out.strip()

    def test_export_gives_the_records(self, cli: CommandLine) -> None:
        assert cli("export", "--json").objects == cli("show", SEED_ID, "--json").objects

    def test_export_to_a_file_says_how_many(self, cli: CommandLine, tmp_path: Path) -> None:
        target = tmp_path / "all.jsonl"
        (done,) = cli("export", "--json", "--output", target).objects
        assert done == {"written": 1, "output": str(target)}

    def test_ids_are_objects(self, cli: CommandLine) -> None:
        assert cli("search", "--ids", "--json", "Lecornu").objects == [{"id": SEED_ID}]

    def test_umlauts_are_written_as_they_are(self, many: CommandLine) -> None:
        assert "Thüringen" in many("list", "--json").out

    @pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"completion"}))
    def test_errors_never_reach_the_answer(
        self, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cli = CommandLine(tmp_path / "nowhere", capsys)
        arguments = {
            "search": ["x"], "show": ["x"], "delete": ["x", "--yes"],
            "ingest": [str(tmp_path / "missing")],
        }.get(command, [])  # fmt: skip
        said = cli(command, "--json", *arguments)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("archive: ")


class TestNarrowing:
    """The same filters and orders wherever they are offered."""

    NEWEST = ("wahl-1", "wahl-2", "putin", "hafen", "ohne", "nihon", "lang", "kurz")

    def test_list_is_newest_first(self, many: CommandLine) -> None:
        said = ids(many("list", "--json"))
        assert set(said[:2]) == {"wahl-1", "wahl-2"}
        assert tuple(said[2:]) == self.NEWEST[2:]

    def test_oldest_first_is_the_other_way_round(self, many: CommandLine) -> None:
        assert ids(many("list", "--json", "--sort", "oldest"))[0] == "kurz"

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            (["--source", "apa"], {"hafen"}),
            (["--source", "apa", "--source", "reuters"], {"hafen", "lang"}),
            (["--source", "none"], {"ohne", "kurz"}),
            (["--since", "2024"], {"wahl-1", "wahl-2", "putin"}),
            (["--until", "2020"], {"lang", "kurz"}),
            (["--since", "2023-06", "--until", "2023-07"], {"hafen"}),
            (["--since", "März 2024", "--until", "2024-03-31"], {"putin"}),
            (["--since", "2025"], set()),
        ],
    )
    def test_filters_mean_the_same_for_list_search_export_and_stats(
        self, many: CommandLine, options: list[str], found: set[str]
    ) -> None:
        assert set(ids(many("list", "--json", *options))) == found
        assert set(ids(many("export", *options))) == found
        said = many("search", "--ids", "--json", *options)
        assert set(ids(said)) == found
        assert said.code == (0 if found else 1)
        assert many("stats", "--json", *options).objects[0]["articles"] == len(found)

    @pytest.mark.parametrize(
        "options",
        [
            ["--since", "the other day"],
            ["--since", "2024-13"],
            ["--since", "2024", "--until", "2023"],
            ["--limit", "0"],
            ["--page", "0"],
            ["--sort", "random"],
        ],
    )
    def test_what_cannot_be_meant_is_a_usage_error(
        self, many: CommandLine, options: list[str]
    ) -> None:
        said = many("list", *options)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("archive: ")

    def test_pages_are_parts_of_one_order(self, many: CommandLine) -> None:
        whole = ids(many("list", "--json"))
        pages = [ids(many("list", "--json", "-n", "3", "--page", str(n))) for n in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [3, 3, 2, 0]
        assert [identity for page in pages for identity in page] == whole

    def test_ranks_go_on_from_page_to_page(self, many: CommandLine) -> None:
        first = many("search", "Wahl", "--json", "-n", "2").objects
        second = many("search", "Wahl", "--json", "-n", "2", "--page", "2").objects
        assert [hit["rank"] for hit in first + second] == [1, 2, 3]
        assert {hit["total"] for hit in first + second} == {3}

    @pytest.mark.parametrize("sort", ["newest", "oldest"])
    def test_a_search_can_be_sorted_by_date(self, many: CommandLine, sort: str) -> None:
        dates = [row["date"] for row in many("search", "Wahl", "--json", "--sort", sort).objects]
        assert dates == sorted(dates, reverse=sort == "newest")


class TestSearch:
    def test_inflected_unless_exact(self, many: CommandLine) -> None:
        def snippet(*options: str) -> str:
            (hit,) = many("search", "Flughafen", "--json", *options).objects
            return "+".join(hit["snippet"][a:b] for a, b in hit["highlights"])

        assert snippet() == "Flughafen+Flughäfen"
        assert snippet("--exact") == "Flughafen"

    def test_any_is_content_with_one_word(self, many: CommandLine) -> None:
        found = ids(many("search", "--any", "--json", "Putin", "Beben"))
        assert set(found) == {"putin", "nihon"}

    def test_a_partial_answer_is_said_to_be_one(self, many: CommandLine) -> None:
        said = many("search", "Putin", "Thüringen")
        assert said.code == 0
        assert len(said.lines) == 2
        assert said.err == (
            "archive: No article has all of these words; the nearest lack one of them\n"
            "archive: articles with all other words, by the word that they lack: Putin (1), "
            "Thüringen (1)\n"
        )

    @pytest.mark.parametrize("options", [["--count"], ["--ids"]])
    def test_counts_and_ids_are_never_partial(self, many: CommandLine, options: list[str]) -> None:
        assert many("search", "Putin", "Thüringen", *options).code == 1

    def test_no_hit_offers_nearby_spellings(self, many: CommandLine) -> None:
        said = many("search", "Flughafn")
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith(
            "archive: no article has the word Flughafn; did you mean Flughafen (1)"
        )

    def test_explain_says_how_the_query_was_understood(self, many: CommandLine) -> None:
        said = many("search", "--explain", "Flughafen -source:dpa")
        assert said.code == 0
        assert said.err.splitlines() == [
            "all of: Flughafen (Flughafen, Flughäfen; 1 article)",
            "        not: source:dpa (3 articles)",
        ]
        assert len(said.lines) == 1

    def test_an_unknown_language_is_a_usage_error(self, many: CommandLine) -> None:
        assert many("search", "--language", "klingon", "Wahl").code == 2

    def test_a_known_language_is_taken(self, many: CommandLine) -> None:
        assert many("search", "--language", "english", "Wahl").code == 0

    def test_filters_alone_are_a_question(self, many: CommandLine) -> None:
        assert many("search", "--source", "apa").code == 0

    def test_nothing_at_all_is_none(self, many: CommandLine) -> None:
        said = many("search")
        assert said.code == 2
        assert "archive list" in said.err


class TestDelete:
    def test_what_was_deleted_is_gone_from_every_answer(self, own: CommandLine) -> None:
        assert own("delete", "--yes", "putin", "kurz").code == 0
        assert own("search", "Putin").code == 1
        assert own("show", "putin").code == 1
        assert "kurz" not in ids(own("list", "--json"))
        assert "kurz" not in ids(own("export"))
        assert own.holds() == len(RECORDS) - 2

    def test_a_beginning_of_an_id_is_not_enough(self, own: CommandLine) -> None:
        said = own("delete", "--yes", "puti")
        assert said.code == 1
        assert own.holds() == len(RECORDS)

    def test_one_wrong_id_deletes_nothing(self, own: CommandLine) -> None:
        assert own("delete", "--yes", "putin", "nobody").code == 1
        assert own.holds() == len(RECORDS)

    def test_without_a_terminal_to_ask_on_it_wants_yes(self, own: CommandLine) -> None:
        said = process("--data", own.data, "delete", "putin", given=b"y\n")
        assert said.code == 2
        assert "--yes" in said.err
        assert own.holds() == len(RECORDS)


def test_reindex_brings_back_an_index_that_is_gone(own: CommandLine) -> None:
    def answer(query: str) -> list[Any]:
        return own("search", query, "--json").objects

    before = answer("Wahl")
    assert own("reindex").code == 0
    assert answer("Wahl") == before


def test_the_data_folder_may_come_from_the_environment(cli: CommandLine, tmp_path: Path) -> None:
    said = process("list", cwd=tmp_path, env={"ARCHIVE_DATA": str(cli.data)})
    assert said.out == cli("list").out


def test_the_data_folder_is_called_data_unless_named(cli: CommandLine) -> None:
    assert process("list", cwd=cli.data.parent).out == cli("list").out
