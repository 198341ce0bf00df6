"""What a search and a list say beside what they found: facets, numbers, reasons, what to try."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from command_line import RECORDS, CommandLine, Result, archive_of, process

NEAREST = "archive: No article has all of these words; the nearest lack {} of them"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few short articles; the tests here only read them."""
    return archive_of(tmp_path_factory.mktemp("finding"), RECORDS)


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def rows(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in result.lines]


class TestPartialAnswers:
    @pytest.mark.parametrize(
        ("words", "lacking", "found"),
        [
            (("Putin", "Macron", "telefonieren", "Streik"), "one", ["putin"]),
            (("Putin", "Macron", "Wahl", "Streik"), "2", ["putin"]),
            (("Putin-Streik",), "one", ["putin"]),
            (("Putin", "Streik", "--source", "dpa"), "one", ["putin"]),
            (("Flughafen", "Streik", "--exact"), "one", ["hafen"]),
            (("Putin", "Streik", "AND", "Macron", "Wahl"), "one", ["putin"]),
        ],
    )
    def test_show_what_has_the_most_words_and_say_what_it_lacks(
        self, cli: CommandLine, words: tuple[str, ...], lacking: str, found: list[str]
    ) -> None:
        said = cli("search", "--all", *words)
        assert said.code == 0
        assert said.err.splitlines()[0] == NEAREST.format(lacking)
        assert [row[1] for row in rows(said)] == found

    def test_leave_the_pipe_to_the_hits(self, data: Path) -> None:
        said = process("--data", data, "search", "Putin", "Macrom")
        assert said.code == 0
        assert [row[1] for row in rows(said)] == ["putin"]
        assert said.err.splitlines() == [
            NEAREST.format("one"),
            "archive: no article has the word Macrom; did you mean Macron (1)?",
        ]

    def test_are_told_apart_in_json(self, cli: CommandLine) -> None:
        said = cli("search", "--json", "--all", "Putin", "Macron", "Wahl", "Streik")
        assert [(hit["id"], hit["partial"], hit["missing"]) for hit in said.objects] == [
            ("putin", True, 2),
        ]  # fmt: skip
        assert NEAREST.format(2) not in said.out
        said = cli("search", "--json", "Putin", "Macron")
        assert [(hit["partial"], hit["missing"]) for hit in said.objects] == [(False, 0)]

    def test_say_so_on_every_page(self, cli: CommandLine) -> None:
        pages = [
            cli("search", "Wahl", "Streik", "-n", "2", "--page", str(page)) for page in (1, 2, 3)
        ]
        assert [len(page.lines) for page in pages] == [2, 1, 0]
        assert {page.code for page in pages} == {0}
        assert {page.err.splitlines()[0] for page in pages} == {NEAREST.format("one")}
        assert [row[0] for page in pages for row in rows(page)] == ["1", "2", "3"]

    @pytest.mark.parametrize("output", [["--count"], ["--ids"], ["--count", "--facets"]])
    @pytest.mark.parametrize("words", [["Putin", "Streik"], ["Putin-Streik"]])
    def test_are_no_answer_to_what_is_counted_or_listed_by_id(
        self, cli: CommandLine, words: list[str], output: list[str]
    ) -> None:
        said = cli("search", *words, *output)
        assert (said.code, said.err) == (1, "")
        assert said.out == ("" if output == ["--ids"] else "0\n")

    def test_are_never_exported(self, cli: CommandLine) -> None:
        assert cli("export", "Putin", "Streik").out == ""

    @pytest.mark.parametrize(
        "words",
        [["Putin", "AND", "Streik"], ['"Putin Streik"'], ["Putin", "source:reuters"], ["Streik"]],
    )
    def test_are_not_given_for_what_does_not_relax(
        self, cli: CommandLine, words: list[str]
    ) -> None:
        said = cli("search", *words)
        assert (said.code, said.out) == (1, "")
        assert "the nearest" not in said.err

    def test_of_a_thousand_words_come_at_once(self, cli: CommandLine) -> None:
        words = [f"w{number:03}" for number in range(998)]
        began = time.perf_counter()
        said = cli("search", "--json", "Putin", "Macron", *words)
        assert time.perf_counter() - began < 10.0
        assert [(hit["id"], hit["missing"]) for hit in said.objects] == [("putin", 998)]

    def test_any_finds_what_one_part_of_a_hyphenated_word_finds(self, cli: CommandLine) -> None:
        said = cli("search", "--any", "Putin-Beben")
        assert said.err == ""
        assert {row[1] for row in rows(said)} == {"putin", "nihon"}
        assert cli("search", "--any", "--count", "Putin-Beben").out == "2\n"


class TestSuggestions:
    @pytest.mark.parametrize(
        ("query", "sentences"),
        [
            ("Flughafn", ["Flughafn; did you mean Flughafen (1), Flughäfen (1)?"]),
            ("Thürngen", ["Thürngen; did you mean Thüringen (1)?"]),
            ("thuringn", ["thuringn; did you mean Thüringen (1)?"]),
            ("Quecksilber", ["Quecksilber"]),
            (
                "PUTTIN Macrom",
                ["PUTTIN; did you mean Putin (1)?", "Macrom; did you mean Macron (1)?"],
            ),
            ("Puttin-Macron", ["Puttin; did you mean Putin (1)?"]),
            ("Puttin AND Macron", ["Puttin; did you mean Putin (1)?"]),
        ],
    )
    def test_name_what_was_typed_and_what_is_written(
        self, cli: CommandLine, query: str, sentences: list[str]
    ) -> None:
        said = cli("search", query)
        offered = [line for line in said.err.splitlines() if "the nearest" not in line]
        assert offered == [f"archive: no article has the word {rest}" for rest in sentences]

    @pytest.mark.parametrize(
        "arguments",
        [["Wahl"], ["Putin Wahl"], ['"Puttin"'], ["Puttin*"], ["--count", "Puttin"]],
    )
    def test_are_offered_only_for_bare_words_that_no_article_has(
        self, cli: CommandLine, arguments: list[str]
    ) -> None:
        assert "no article has the word" not in cli("search", *arguments).err

    def test_are_no_part_of_a_json_answer(self, cli: CommandLine) -> None:
        said = cli("search", "--json", "Puttin")
        assert (said.code, said.out) == (1, "")
        assert said.err == "archive: no article has the word Puttin; did you mean Putin (1)?\n"

    def test_are_not_of_words_that_only_deleted_articles_had(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cli = CommandLine(archive_of(tmp_path, RECORDS), capsys)
        assert "did you mean Macron (1)?" in cli("search", "Macrom").err
        assert cli("delete", "--yes", "putin").code == 0
        said = cli("search", "Macrom")
        assert (said.code, said.err) == (1, "archive: no article has the word Macrom\n")


class TestExplain:
    def test_says_what_is_asked_and_what_each_hit_is_worth(self, data: Path) -> None:
        said = process("--data", data, "search", "--explain", "Wahlen", "Thüringen")
        assert said.err.splitlines() == [
            "all of: Wahlen (Wahl; 3 articles)",
            "        Thüringen (Thüringen; 1 article)",
        ]
        ((*_, why),) = rows(said)
        total, _, added = why.partition(" = ")
        parts = [part.rpartition(" ") for part in added.split(" + ")]
        assert [name for name, _, _ in parts][:2] == ["Wahlen", "Thüringen"]
        assert sum(float(score) for _, _, score in parts) == pytest.approx(float(total), abs=0.03)

    def test_adds_a_seventh_column_and_changes_none_of_the_others(self, cli: CommandLine) -> None:
        plain = rows(cli("search", "Wahl"))
        explained = rows(cli("search", "--explain", "Wahl"))
        assert [row[:6] for row in explained] == plain
        assert {len(row) for row in explained} == {7}

    def test_in_json_names_each_part_and_what_it_adds(self, cli: CommandLine) -> None:
        said = cli("search", "--explain", "--json", "Putin Macron")
        (hit,) = said.objects
        for contribution in hit["contributions"]:
            assert set(contribution) == {"part", "score"}
        assert [found["part"] for found in hit["contributions"]][:2] == ["Putin", "Macron"]
        assert sum(found["score"] for found in hit["contributions"]) == pytest.approx(
            hit["score"], rel=0.002
        )
        assert said.err.startswith("all of: Putin (Putin; 1 article)\n")
        (hit,) = cli("search", "--json", "Putin Macron").objects
        assert "contributions" not in hit

    def test_names_what_stands_side_by_side(self, cli: CommandLine) -> None:
        (hit,) = cli("search", "--explain", "--json", "Macron telefonieren").objects
        assert hit["contributions"][-1]["part"] == "words side by side"

    @pytest.mark.parametrize(
        "arguments", [["source:dpa"], ["--source", "dpa"], ["Wahl", "--sort", "newest"]]
    )
    def test_says_nothing_of_scores_where_there_are_none(
        self, cli: CommandLine, arguments: list[str]
    ) -> None:
        assert {len(row) for row in rows(cli("search", "--explain", *arguments))} == {6}
        for hit in cli("search", "--explain", "--json", *arguments).objects:
            assert "contributions" not in hit

    @pytest.mark.parametrize("output", ["--count", "--ids"])
    def test_goes_with_other_outputs_and_leaves_them_as_they_are(
        self, cli: CommandLine, output: str
    ) -> None:
        said = cli("search", "--explain", output, "Putin")
        assert said.err == "Putin (Putin; 1 article)\n"
        assert said.out == cli("search", output, "Putin").out

    def test_explains_a_partial_answer_by_what_was_asked(self, cli: CommandLine) -> None:
        said = cli("search", "--explain", "Putin Streik")
        assert said.err.splitlines() == [
            "all of: Putin (Putin; 1 article)",
            "        Streik (0 articles)",
            NEAREST.format("one"),
            "archive: no article has the word Streik",
        ]
        assert rows(said)[0][6].partition(" = ")[2].startswith("Putin ")


class TestFacets:
    OF_DPA = ("month\t2024-03\t1", "month\t2024-04\t2", "source\tdpa\t3", "source\tafp\t1")

    @pytest.mark.parametrize("command", [("search", "id:*"), ("list",)])
    def test_stand_behind_what_was_found(self, cli: CommandLine, command: tuple[str, ...]) -> None:
        said = cli(*command, "--source", "dpa", "--facets", "-n", "1")
        assert (said.code, said.err) == (0, "")
        assert len(said.lines) == 1 + len(self.OF_DPA)
        assert said.lines[0].count("\t") == (5 if command[0] == "search" else 4)
        assert tuple(said.lines[1:]) == self.OF_DPA

    @pytest.mark.parametrize("command", [("search", "id:*"), ("list",)])
    def test_are_the_last_object_in_json(self, cli: CommandLine, command: tuple[str, ...]) -> None:
        *found, last = cli(*command, "--source", "dpa", "--facets", "--json").objects
        assert len(found) == 3
        assert all("facets" not in row and "id" in row for row in found)
        assert last == {
            "facets": {"by_month": {"2024-03": 1, "2024-04": 2}, "by_source": {"dpa": 3, "afp": 1}}
        }

    @pytest.mark.parametrize("command", [("search", "id:*"), ("list",)])
    def test_stand_behind_a_number_too(self, cli: CommandLine, command: tuple[str, ...]) -> None:
        said = cli(*command, "--source", "dpa", "--count", "--facets")
        assert said.lines == ["3", *self.OF_DPA]
        number, last = cli(*command, "--source", "dpa", "--count", "--facets", "--json").objects
        assert (number, list(last)) == (3, ["facets"])

    @pytest.mark.parametrize("command", ["search", "list"])
    def test_are_of_all_pages(self, cli: CommandLine, command: str) -> None:
        whole = cli(command, "--since", "1900", "--facets", "--count").lines[1:]
        for page in ("1", "2"):
            said = cli(command, "--since", "1900", "--facets", "-n", "5", "--page", page)
            assert said.lines[-len(whole) :] == whole

    def test_count_articles_of_no_agency_and_of_a_year_only(self, cli: CommandLine) -> None:
        lines = cli("list", "--facets").lines
        assert "source\tnone\t2" in lines
        assert "month\t2023\t1" in lines

    def test_of_nothing_are_nothing(self, cli: CommandLine) -> None:
        said = cli("search", "--facets", '"Streik"')
        assert (said.code, said.out) == (1, "")
        assert cli("list", "--since", "2030", "--facets", "--count").out == "0\n"
        said = cli("list", "--since", "2030", "--facets", "--json")
        assert said.code == 0
        assert said.objects == [{"facets": {"by_month": {}, "by_source": {}}}]

    def test_are_of_the_nearest_in_a_partial_answer(self, cli: CommandLine) -> None:
        said = cli("search", "--facets", "--json", "Putin Streik")
        assert said.objects[-1]["facets"]["by_month"] == {"2024-03": 1}


class TestListOutputs:
    def test_a_count_is_a_number_alone(self, cli: CommandLine) -> None:
        assert cli("list", "--count").out == f"{len(RECORDS)}\n"
        assert cli("list", "--count", "--json").out == f"{len(RECORDS)}\n"
        assert cli("list", "--count", "--since", "2024").out == "3\n"

    def test_a_count_of_nothing_is_no_failure(self, cli: CommandLine) -> None:
        said = cli("list", "--count", "--since", "2030")
        assert (said.code, said.out) == (0, "0\n")

    def test_ids_are_ids_alone_and_all_of_them(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        records = [{"id": f"n{at:02}", "date": "2024", "text": f"Text {at}."} for at in range(30)]
        cli = CommandLine(archive_of(tmp_path, records), capsys)
        assert len(cli("list").lines) == 20
        assert cli("list", "--ids").lines == [f"n{at:02}" for at in range(30)]

    def test_ids_are_in_the_order_of_the_list(self, cli: CommandLine) -> None:
        for options in ([], ["--sort", "oldest"], ["-n", "3"], ["-n", "3", "--page", "2"]):
            listed = [row[0] for row in rows(cli("list", *options))]
            assert cli("list", "--ids", *options).lines == listed
            said = cli("list", "--ids", "--json", *options)
            assert said.objects == [{"id": identity} for identity in listed]

    @pytest.mark.parametrize("command", [("list",), ("search", "Wahl")])
    @pytest.mark.parametrize("other", [["--count"], ["--facets"], ["--count", "--facets"]])
    def test_ids_beside_anything_else_are_a_usage_error(
        self, cli: CommandLine, command: tuple[str, ...], other: list[str]
    ) -> None:
        said = cli(*command, "--ids", *other)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("archive: --ids")
        assert other[0] in said.err


@pytest.mark.parametrize(
    ("sections", "command"),
    [
        (["search"], ("search", "--explain", "--facets", "Wahl Streik")),
        (["search"], ("search", "--ids", "Wahl")),
        (["list", "search"], ("list", "--facets")),  # facets: "as for search"
        (["list"], ("list", "--ids")),
    ],
)
def test_every_name_in_json_is_documented(
    cli: CommandLine, sections: list[str], command: tuple[str, ...]
) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    documented = "".join(
        manual.partition(f"\n## {section}\n")[2].partition("\n## ")[0] for section in sections
    )
    named: set[str] = set()
    for row in cli(*command, "--json").objects:
        named.update(row, row.get("facets", {}), *row.get("contributions", []))
    assert "id" in named
    assert {name for name in named if not re.search(rf"`[^`]*\b{name}\b", documented)} == set()


@pytest.mark.parametrize(("command", "size"), [(("search", "date:1900.."), 10), (("list",), 20)])
def test_a_page_of_ids_is_as_long_as_a_page_of_anything_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], size: int
) -> None:
    records = [
        {"id": f"{number:02}", "date": f"2024-01-{number % 28 + 1:02}", "text": f"Text {number}."}
        for number in range(45)
    ]
    cli = CommandLine(archive_of(tmp_path, records), capsys)
    all_ids = cli(*command, "--ids").lines
    assert len(all_ids) == 45
    assert cli(*command, "--ids", "--page", "2").lines == all_ids[size : 2 * size]
    assert cli(*command, "--ids", "--page", "2", "-n", "7").lines == all_ids[7:14]
    assert cli(*command, "--ids", "--page", "9").lines == []


def test_a_language_that_is_none_is_an_error_even_where_no_word_is_inflected(
    cli: CommandLine,
) -> None:
    said = cli("search", "--language", "klingon", "source:dpa")
    assert said.code == 2
    assert "klingon" in said.err
