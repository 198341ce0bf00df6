"""A search lists what was meant, and what is counted is what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of

RECORDS = [
    {"id": "alle", "date": "2024-04", "text": "Der Impfstoff ist knapp: Knappheit in der Praxis."},
    {"id": "auch", "date": "2024-03", "text": "Knappheit und kein Impfstoff, keine Impfung."},
    {"id": "wort", "date": "2024-02", "text": "Die Impfstoffknappheit dauert an."},
    {"id": "fern", "date": "2024-01", "text": "Es regnet."},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few short articles; the tests here only read them."""
    return archive_of(tmp_path_factory.mktemp("meant"), RECORDS)


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def ids(cli: CommandLine, *words: str) -> list[str]:
    return [line.split("\t")[1] for line in cli("search", *words).lines]


class TestCompounds:
    def test_are_listed_below_the_word_itself(self, cli: CommandLine) -> None:
        assert sorted(ids(cli, "Impfstoff")[:2]) == ["alle", "auch"]
        assert ids(cli, "Impfstoff")[2:] == ["wort"]
        assert ids(cli, "Knappheit")[-1] == "wort"

    def test_are_found_by_their_parts_and_these_by_them(self, cli: CommandLine) -> None:
        assert set(ids(cli, "Impfstoff", "Knappheit")) == {"alle", "auch", "wort"}
        assert ids(cli, "Impfstoffknappheit")[0] == "wort"
        assert set(ids(cli, "Impfstoffknappheit")) == {"alle", "auch", "wort"}

    @pytest.mark.parametrize(
        "words", [["--exact", "Impfstoff"], ['"Impfstoff"'], ["--all", "Impfstoff"]]
    )
    def test_are_left_out_by_exact_by_quotes_and_by_all(
        self, cli: CommandLine, words: list[str]
    ) -> None:
        assert set(ids(cli, *words)) == {"alle", "auch"}

    def test_are_not_counted_but_named(self, cli: CommandLine) -> None:
        said = cli("search", "--count", "Impfstoff")
        assert said.out == "2\n"
        assert said.err == (
            "archive: 1 more article has words only in compounds; --compounds counts them, too\n"
        )
        said = cli("search", "--count", "--compounds", "Impfstoff")
        assert (said.out, said.err) == ("3\n", "")
        assert set(cli("search", "--ids", "Impfstoff").lines) == {"alle", "auch"}
        assert set(cli("search", "--ids", "--compounds", "Impfstoff").lines) == {
            "alle", "auch", "wort",
        }  # fmt: skip

    def test_are_told_in_json(self, cli: CommandLine) -> None:
        hit = cli("search", "--json", "Impfstoff").objects[0]
        assert (hit["total"], hit["complete"], hit["words"], hit["enough"]) == (3, 2, 0, 0)

    def test_are_no_part_of_words_as_typed(self, cli: CommandLine) -> None:
        said = cli("search", "--exact", "--compounds", "Impfstoff")
        assert said.code == 2

    def test_are_explained(self, cli: CommandLine) -> None:
        said = cli("search", "--explain", "Impfstoff")
        assert "1 more in compounds such as Impfstoffknappheit" in said.err
        said = cli("search", "--explain", "--count", "Impfstoff")
        assert "1 not counted in compounds such as Impfstoffknappheit" in said.err


class TestHalfOfTheWords:
    QUESTION = ("Impfstoff", "Knappheit", "Impfung", "Sommer")

    def test_are_enough_to_be_listed_and_not_to_be_counted(self, cli: CommandLine) -> None:
        assert ids(cli, *self.QUESTION)[0] == "auch"
        assert set(ids(cli, *self.QUESTION)) == {"alle", "auch", "wort"}
        assert cli("search", "--count", *self.QUESTION).out == "0\n"

    def test_are_told_in_json(self, cli: CommandLine) -> None:
        hit = cli("search", "--json", *self.QUESTION).objects[0]
        assert (hit["partial"], hit["total"], hit["complete"]) == (False, 3, 0)
        assert (hit["words"], hit["enough"]) == (4, 2)

    def test_are_not_if_all_are_asked_for(self, cli: CommandLine) -> None:
        hit = cli("search", "--json", "--all", *self.QUESTION).objects[0]
        assert (hit["id"], hit["partial"], hit["missing"], hit["words"]) == ("auch", True, 1, 0)

    def test_all_and_any_contradict_each_other(self, cli: CommandLine) -> None:
        said = cli("search", "--all", "--any", *self.QUESTION)
        assert said.code == 2
        assert "contradict" in said.err


class TestNothingButWords:
    @pytest.mark.parametrize(
        "text",
        ["Impfstoff: (Knappheit", 'Knappheit" Impfstoff:heute', "AND Impfstoff NOT) Knappheit"],
    )
    def test_whatever_signs_are_in_it(self, cli: CommandLine, text: str) -> None:
        refused = cli("search", text)
        assert refused.code == 2
        assert "--words" in refused.err.splitlines()[0]
        said = cli("search", "--words", text)
        assert said.code == 0
        assert {line.split("\t")[1] for line in said.lines} >= {"alle"}

    def test_must_be_one_at_least(self, cli: CommandLine) -> None:
        said = cli("search", "--words", "?!")
        assert (said.code, said.out) == (2, "")


GENDERS = ("Mitarbeiter:innen", "Mitarbeiter*innen", "Mitarbeiter/innen", "MitarbeiterInnen")


class TestFormsForAllGenders:
    @pytest.fixture
    def cli(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
        texts = (*GENDERS, "Mitarbeiter_innen", "Mitarbeiter", "Mitarbeiter")
        records = [
            {"id": f"{number}", "date": "2024", "text": f"Die {text} streiken heute."}
            for number, text in enumerate(texts)
        ]
        return CommandLine(archive_of(tmp_path, records), capsys)

    def test_are_all_found_by_the_word(self, cli: CommandLine) -> None:
        assert len(ids(cli, "Mitarbeiter")) == 7

    @pytest.mark.parametrize("typed", [*GENDERS[:3], "Mitarbeiter_innen"])
    def test_find_each_other(self, cli: CommandLine, typed: str) -> None:
        assert sorted(ids(cli, typed)) == ["0", "1", "2", "3", "4"]
