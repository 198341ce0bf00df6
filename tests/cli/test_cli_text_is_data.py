"""Text from articles, credits and file names is shown and never obeyed, wherever it comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import UNSAFE, CommandLine, archive_of, on_terminal, process, without_codes

# Each is what some terminal, some reader of lines or Rich would do something about.
HOSTILE = {
    "sgr": "\x1b[35;5mpurple\x1b[0m",
    "cursor": "\x1b[2J\x1b[1;1Hhome",
    "title": "\x1b]0;title\x07",
    "osc8": "\x1b]8;;http://attacker.example\x1b\\link\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;aGFsbG8=\x07",
    "c1-csi": "\x9b35;5mpurple",
    "c1-osc": "\x9d0;title\x9c",
    "bidi": "\u202eemordnilap\u202c",
    "isolate": "\u2066isolated\u2069\u200f\u061c",
    "markup": "[red]x[/red][/][bold]y",
    "closing": "[/]",
    "link": "[link=http://attacker.example]z[/link]",
    "emoji": ":smile: :warning:",
    "tab": "links\trechts",
    "separator": "vor\u2028nach\u2029ende",
    "next-line": "vor\x85nach",
    "feeds": "vor\x0bmitte\x0cnach\x1c\x1d\x1e\x1fende",
    "backspace": "abc\x08\x08\x08xyz\x7f",
    "bell": "\x07\x07",
    "return": "sichtbar\rversteckt",
}


def hostile_archive(folder: Path) -> Path:
    """Make an archive that has each of the texts in a headline, a body and a credit."""
    return archive_of(
        folder,
        [
            {
                "id": name,
                "date": "2024",
                "text": f"Suchwort {text} Titel.\n\n{text} im Text {text}.",
                "source": f"Quelle: dpa, {text}",
            }
            for name, text in HOSTILE.items()
        ],
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_archive(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


ALL = ("-n", "100")


@pytest.mark.parametrize("name", HOSTILE)
def test_show_in_a_pipe_sends_nothing_unsafe(cli: CommandLine, name: str) -> None:
    said = cli("show", name)
    assert said.code == 0
    assert not UNSAFE.search(said.out)
    assert "Suchwort" in said.out


@pytest.mark.parametrize("command", [("list",), ("search", "Suchwort")])
def test_a_table_in_a_pipe_stays_one_record_a_line(
    cli: CommandLine, command: tuple[str, ...]
) -> None:
    said = cli(*command, *ALL)
    assert said.code == 0
    # Tabs part the columns, line feeds the records; by any reader's idea of a line.
    assert not UNSAFE.search(said.out.replace("\t", ""))
    assert said.out.splitlines() == said.lines
    assert len(said.lines) == len(HOSTILE)
    assert {line.count("\t") for line in said.lines} == {5 if command[0] == "search" else 4}


@pytest.mark.parametrize(
    "command",
    [("list", *ALL), ("search", "Suchwort", *ALL), ("show", *HOSTILE), ("export",)],
)
def test_json_is_one_safe_object_a_line(cli: CommandLine, command: tuple[str, ...]) -> None:
    said = cli(*command, "--json")
    assert said.code == 0
    assert not UNSAFE.search(said.out)
    assert said.out.splitlines() == said.lines
    assert {row["id"] for row in said.objects} == set(HOSTILE)


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"return"}))
def test_json_keeps_the_text_as_it_is(cli: CommandLine, name: str) -> None:
    (record,) = cli("show", "--json", name).objects
    assert HOSTILE[name] in record["body"]


@pytest.mark.parametrize(
    "command",
    [
        ("list", *ALL),
        ("search", "Suchwort", *ALL),
        ("show", *HOSTILE),
        ("show", "--highlight", "Suchwort OR purple", *HOSTILE),
        ("show", "--raw", *HOSTILE),
        ("list", "--json", *ALL),
        ("export",),
        ("export", "--format", "text"),
    ],
)
def test_a_terminal_gets_no_codes_but_our_own(data: Path, command: tuple[str, ...]) -> None:
    said = on_terminal("--data", data, *command, lines=300, columns=120)
    assert said.code == 0
    assert "\x1b[35;5m" not in said.out
    unsafe = UNSAFE.search(without_codes(said.out))
    assert unsafe is None, repr(unsafe)


def test_a_terminal_without_colours_gets_no_codes_at_all(data: Path) -> None:
    said = on_terminal("--data", data, "show", *HOSTILE, lines=300, env={"TERM": "dumb"})
    assert not UNSAFE.search(said.out)


def test_what_is_paged_is_harmless_too(data: Path, tmp_path: Path) -> None:
    env = {"PAGER": "cat", "TERM": "xterm"}
    said = on_terminal("--data", data, "show", *HOSTILE, lines=4, env=env)
    assert "\x1b[35;5m" not in said.out
    assert not UNSAFE.search(without_codes(said.out))


@pytest.mark.parametrize(
    "command", [("show", *HOSTILE), ("search", "Suchwort", *ALL), ("list", *ALL)]
)
def test_markup_is_shown_as_it_was_written(
    data: Path, cli: CommandLine, command: tuple[str, ...]
) -> None:
    seen = without_codes(on_terminal("--data", data, *command, lines=400, columns=200).out)
    piped = cli(*command).out
    for name in ("markup", "closing", "link", "emoji"):
        assert HOSTILE[name] in seen
        assert HOSTILE[name] in piped


class TestNames:
    """Folders and files may be called anything."""

    NAMES = tuple(text.replace("/", "÷") for text in (*HOSTILE.values(), "zwei\nZeilen"))

    def test_a_folder_s_name_is_an_origin_shown_harmlessly(
        self, inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for number, name in enumerate(self.NAMES):
            (inbox / name).mkdir()
            (inbox / name / f"gut{number:02}.txt").write_text(" date 2024 Ein Text.")
        cli = CommandLine(tmp_path / "data", capsys)
        assert cli("ingest", inbox).code == 0
        for number in range(len(self.NAMES)):
            said = cli("show", f"gut{number:02}")
            assert not UNSAFE.search(said.out)
            assert said.out.count("\norigin: ") == 1
            assert len(said.out.split("\n\n")[0].split("\n")) <= 5
            assert not UNSAFE.search(cli("show", f"gut{number:02}", "--json").out)

    def test_a_rejected_file_is_one_harmless_line(
        self, inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name in self.NAMES:
            (inbox / f"{name}.txt").write_text("kein \x1b[35;5mDatum\u2028 hier", encoding="utf-8")
        cli = CommandLine(tmp_path / "data", capsys)
        rejected = tmp_path / "rejected.tsv"
        said = cli("ingest", inbox, "--rejected", rejected)
        assert said.code == 3
        assert not UNSAFE.search(said.err)
        assert len(said.err.splitlines()) == len(self.NAMES)
        rows = rejected.read_bytes().decode()
        assert not UNSAFE.search(rows.replace("\t", ""))
        assert len(rows.splitlines()) == len(self.NAMES)
        assert {row.count("\t") for row in rows.splitlines()} == {1}


@pytest.mark.parametrize("form", ["jsonl", "text"])
def test_an_export_into_a_pipe_is_the_text_itself(data: Path, form: str) -> None:
    said = process("--data", data, "export", "--format", form, "id:markup")
    assert HOSTILE["markup"] in said.out
    said = process("--data", data, "export", "--format", form, "id:bidi")
    assert HOSTILE["bidi"] in said.out or "\\u202e" in said.out


class TestQueries:
    """What was typed is shown in explanations and suggestions, and is text there as well."""

    @pytest.mark.parametrize("name", HOSTILE)
    def test_are_explained_harmlessly(self, cli: CommandLine, name: str) -> None:
        text = HOSTILE[name]
        said = cli("search", "--explain", "--facets", "--", f'Suchwrt {text} OR id:"{text}"')
        assert said.err or name == "bell"
        assert not UNSAFE.search(said.err)
        assert said.err.splitlines() == said.err.removesuffix("\n").split("\n")
        assert not UNSAFE.search(said.out.replace("\t", ""))

    @pytest.mark.parametrize(
        "query", ["Suchwort {}", "{}", "Suchwrt {}", '"{}" OR Suchwort', 'source:"{}" OR Suchwort']
    )
    def test_of_every_kind_are_explained_harmlessly(self, cli: CommandLine, query: str) -> None:
        asked = query.format(" ".join(HOSTILE.values()))
        said = cli("search", "--explain", "--json", *ALL, "--", asked)
        assert said.code == 0
        assert not UNSAFE.search(said.err)
        assert said.err.splitlines() == said.err.removesuffix("\n").split("\n")
        assert not UNSAFE.search(said.out)
        assert all(hit["contributions"] for hit in said.objects)

    def test_are_explained_harmlessly_on_a_terminal(self, data: Path) -> None:
        asked = f'{" ".join(HOSTILE.values())} OR Titel OR id:"\x1b[35;5m[red]\u202e*"'
        said = on_terminal(
            "--data", data, "search", "--explain", "--facets", asked, lines=300, columns=120
        )
        assert said.code == 0
        assert "\x1b[35;5m" not in said.out
        shown = without_codes(said.out)
        assert not UNSAFE.search(shown)
        assert "id:␛[35;5m[red]\\u202e* (0 articles)" in shown
        assert re.search(r"\n +\d+\.\d\d = \w+ \d", shown)

    def test_with_markup_are_explained_as_they_were_typed(self, cli: CommandLine) -> None:
        said = cli("search", "--explain", "id:[red]*[/red] OR Suchwort")
        assert said.err.splitlines()[0] == "any of: id:[red]*[/red] (0 articles)"

    def test_with_escape_characters_are_explained_with_their_pictures(
        self, cli: CommandLine
    ) -> None:
        said = cli("search", "--explain", "id:\x1b[31m* OR id:\u202e* OR Suchwort")
        assert said.err.splitlines()[:2] == [
            "any of: id:␛[31m* (0 articles)",
            "        id:\\u202e* (0 articles)",
        ]

    def test_with_line_feeds_are_explained_on_one_line_a_part(self, cli: CommandLine) -> None:
        said = cli("search", "--explain", 'id:"a\nb\tc\r\nd" OR Suchwort')
        assert len(said.err.splitlines()) == 2
        assert said.err.startswith("any of: id:a b c d (0 articles)\n")

    @pytest.mark.parametrize(
        "typed",
        ["[red]Suchwrt[/red]", "Such\u202ewrt", "\x1b[1mSuchwrt", "Suchwrt\x07", "Such\u00adwrt"],
    )
    def test_with_spelling_mistakes_are_corrected_harmlessly(
        self, cli: CommandLine, typed: str
    ) -> None:
        said = cli("search", typed)
        assert "archive: no article has the word" in said.err
        assert not UNSAFE.search(said.err)
        assert all(line.startswith("archive: ") for line in said.err.splitlines())


def test_facets_of_any_text_are_harmless(cli: CommandLine) -> None:
    for command in (["search", "Suchwort"], ["list"]):
        said = cli(*command, "--facets", *ALL)
        assert not UNSAFE.search(said.out.replace("\t", ""))
        assert {line.count("\t") for line in said.lines[len(HOSTILE) :]} == {2}
        assert f"month\t2024\t{len(HOSTILE)}" in said.lines
