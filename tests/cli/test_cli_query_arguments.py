"""What is query text and what is an option; and what is said of a query that cannot be read."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from command_line import CommandLine, archive_of, columns_of, process

TEXTS = {
    "both": "Putin und Macron telefonieren. Die Zeitung berichtet.",
    "macron": "Macron spricht allein in Paris.",
    "news": "Die Seite heißt news und Macron liest sie.",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One archive for all tests here: they only read."""
    folder = tmp_path_factory.mktemp("letters")
    records = [{"id": name, "date": "2024", "text": text} for name, text in TEXTS.items()]
    # An article for each letter, and words that begin with it.
    for letter in string.ascii_lowercase:
        text = f"Alphabet {letter} {letter}ext {letter}5"
        records.append({"id": f"letter-{letter}", "date": "2023", "text": text})
    return archive_of(folder, records)


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def found(cli: CommandLine, *arguments: str) -> set[str]:
    said = cli("search", "--ids", *arguments)
    assert said.code in (0, 1), said.err
    return set(said.lines)


def test_a_word_behind_a_hyphen_is_excluded(cli: CommandLine) -> None:
    assert found(cli, "-Putin", "Macron") == {"macron", "news"}
    assert found(cli, "Macron", "-Putin") == {"macron", "news"}


def test_a_question_may_only_exclude(cli: CommandLine) -> None:
    assert found(cli, "-Alphabet") == set(TEXTS)


@pytest.mark.parametrize("letter", string.ascii_lowercase)
def test_any_letter_behind_a_hyphen_is_query_text(cli: CommandLine, letter: str) -> None:
    everyone = {f"letter-{other}" for other in string.ascii_lowercase}
    assert found(cli, "Alphabet", f"-{letter}ext") == everyone - {f"letter-{letter}"}
    assert found(cli, f"-{letter}ext", "Alphabet") == everyone - {f"letter-{letter}"}


@pytest.mark.parametrize("letter", sorted(set(string.ascii_lowercase) - set("nhosi")))
def test_a_single_letter_that_is_no_option_is_query_text(cli: CommandLine, letter: str) -> None:
    assert f"letter-{letter}" not in found(cli, "Alphabet", f"-{letter}")


@pytest.mark.parametrize(
    ("command", "argument", "known"),
    [
        ("search", "-o", "-n, -s, -h"),
        ("search", "-i", "-n, -s, -h"),
        ("export", "-s", "-o, -n, -h"),
        ("timeline", "-n", "-h"),
        ("context", "-o", "-n, -h"),
    ],
)
def test_an_option_that_only_another_command_has_is_a_mistake(
    cli: CommandLine, command: str, argument: str, known: str
) -> None:
    said = cli(command, "Alphabet", argument, "10")
    assert (said.code, said.out) == (2, "")
    assert f"{command} has no option {argument}, but {known};" in said.err
    assert cli(command, "Alphabet", "--", argument).code in (0, 1)


def test_the_articles_to_export_can_be_named_in_a_file(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_text("letter-b\n\nletter-a\n", encoding="utf-8")
    said = cli("export", "--ids-from", file)
    assert [record["id"] for record in said.objects] == ["letter-b", "letter-a"]
    assert cli("export", "--ids-from", file, "Alphabet").code == 2
    file.write_text("nobody\n", encoding="utf-8")
    assert cli("export", "--ids-from", file).code == 1


def test_exports_and_lists_take_the_short_options_that_make_sense(cli: CommandLine) -> None:
    assert len(cli("export", "-n", "2", "Alphabet").objects) == 2
    assert cli("search", "-s", "newest", "-n", "1", "Alphabet").code == 0
    assert cli("list", "-s", "oldest", "-n", "1").code == 0


@pytest.mark.parametrize("letter", sorted(set(string.ascii_uppercase)))
def test_capital_letters_are_query_text_as_well(cli: CommandLine, letter: str) -> None:
    assert f"letter-{letter.lower()}" not in found(cli, "Alphabet", f"-{letter}ext")


@pytest.mark.parametrize(
    ("argument", "gone"),
    [
        ("-news", {"news"}),
        ("-(Putin)", {"both"}),
        ('-"Macron liest"', {"news"}),
        ("-id:both", {"both"}),
    ],
)
def test_whatever_can_be_excluded_can_be_an_argument(
    cli: CommandLine, argument: str, gone: set[str]
) -> None:
    assert found(cli, "Macron", argument) == set(TEXTS) - gone


@pytest.mark.parametrize("limit", [["-n", "5"], ["-n5"], ["--limit=5"], ["--limit", "5"]])
@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_limit_is_an_option_in_every_spelling(
    cli: CommandLine, limit: list[str], place: str
) -> None:
    arguments = [*limit, "Alphabet"] if place == "before" else ["Alphabet", *limit]
    said = cli("search", *arguments)
    assert said.code == 0, said.err
    assert len(said.lines) == 5


def test_options_stand_between_words(cli: CommandLine) -> None:
    assert len(cli("search", "Alphabet", "-n", "3", "-aext").lines) == 3


@pytest.mark.parametrize("spelling", [["--since", "2024"], ["--since=2024"]])
def test_options_with_values_stand_anywhere(cli: CommandLine, spelling: list[str]) -> None:
    assert found(cli, "Macron", *spelling, "-Putin") == {"macron", "news"}


def test_behind_two_hyphens_everything_is_query_text(cli: CommandLine) -> None:
    assert found(cli, "Macron", "--", "-Putin") == {"macron", "news"}
    assert found(cli, "--", "Macron", "-n5") == set(TEXTS)


@pytest.mark.parametrize("option", ["--frobnicate", "--Putin", "--lim=5", "--sinc"])
def test_a_long_option_that_does_not_exist_is_a_typing_mistake(
    cli: CommandLine, option: str
) -> None:
    said = cli("search", "Macron", option)
    assert (said.code, said.out) == (2, "")
    assert option.partition("=")[0] in said.err


@pytest.mark.parametrize(
    "arguments", [["-n"], ["--limit"], ["-n", "many"], ["--limit=0"], ["-n0"], ["--since"]]
)
def test_an_option_without_a_fitting_value_is_a_usage_error(
    cli: CommandLine, arguments: list[str]
) -> None:
    assert cli("search", "Macron", *arguments).code == 2


def test_several_arguments_are_one_query(cli: CommandLine) -> None:
    assert found(cli, "Putin", "OR", "Paris") == found(cli, "Putin OR Paris") == {"both", "macron"}
    assert found(cli, "(Putin", "OR", "Paris)", "-Zeitung") == {"macron"}
    assert found(cli, '"Macron', 'liest"') == {"news"}


def test_export_takes_a_query_in_the_same_way(cli: CommandLine) -> None:
    said = cli("export", "Macron", "-Putin")
    assert {record["id"] for record in said.objects} == {"macron", "news"}
    assert cli("export", "--frobnicate").code == 2


def test_it_is_the_same_for_a_real_process(cli: CommandLine) -> None:
    said = process("--data", cli.data, "search", "-Putin", "Macron", "-n", "1", "--ids")
    assert said.lines in (["macron"], ["news"])


@pytest.mark.parametrize("query", ["", " ", "-", "()", '""', "„“"])
def test_a_query_without_a_word_is_a_usage_error(cli: CommandLine, query: str) -> None:
    said = cli("search", query)
    assert (said.code, said.out) == (2, "")


# A query, and what stands before the place that cannot be read.
UNREADABLE = [
    ("(Putin", ""),
    ("Putin )", "Putin "),
    ("Putin AND AND Macron", "Putin "),
    ("quelle:bar", ""),
    ("Putin datum:bar", "Putin "),
    ('Putin "Macron', "Putin "),
    ("Putin *", "Putin "),
    ("date:2024-13", "date:"),
    ("Müller Straße )", "Müller Straße "),
    ("東京 地震 )", "東京 地震 "),
    ("Mu\u0308ller )", "Mu\u0308ller "),
    ("Wörter\u00ad\u00adbuch )", "Wörter\u00ad\u00adbuch "),
    ("❤\ufe0f\u200d )", "❤\ufe0f\u200d "),
]


@pytest.mark.parametrize(("query", "before"), UNREADABLE)
def test_a_caret_stands_under_what_cannot_be_read(
    cli: CommandLine, query: str, before: str
) -> None:
    said = cli("search", query)
    assert (said.code, said.out) == (2, "")
    sentence, shown, caret = said.err.removesuffix("\n").split("\n")
    assert sentence.startswith("archive: ")
    assert shown == f"  {query}"
    assert caret == " " * columns_of(f"  {before}") + "^"


def test_an_unknown_field_is_named_with_those_that_exist(cli: CommandLine) -> None:
    said = cli("search", "author:Meier").err
    assert all(name in said for name in ("author", "source:", "date:", "id:"))


def test_a_query_with_control_characters_is_shown_harmlessly(cli: CommandLine) -> None:
    said = cli("search", "\x1b[31mrot\u202e\tund\n)")
    assert said.code == 2
    _, shown, caret = said.err.removesuffix("\n").split("\n")
    assert "\x1b" not in said.err
    assert "\u202e" not in said.err
    assert shown[columns_of(caret) - 1] == ")"


@pytest.mark.parametrize("length", [60, 100, 500, 5000])
def test_a_long_query_is_shown_around_the_caret(cli: CommandLine, length: int) -> None:
    said = cli("search", "w " * (length // 2) + ")")
    _, shown, caret = said.err.removesuffix("\n").split("\n")
    assert columns_of(shown) <= 80
    assert shown[len(caret) - 1] == ")"


def test_a_query_is_bounded(cli: CommandLine) -> None:
    assert cli("search", "wort " * 5000).code == 2
    assert cli("search", "(" * 1000 + "wort" + ")" * 1000).code == 2


def test_the_column_is_that_of_all_arguments_together(cli: CommandLine) -> None:
    said = cli("search", "Putin", "Macron", ")")
    assert said.err.split("\n")[2] == "  " + " " * len("Putin Macron ") + "^"
