"""``archive related`` and ``archive search --like``, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine, archive_of, on_terminal, process, widest, without_codes

from news_archive.errors import ExitCode

SPORT = (
    "Die Mannschaft gewinnt das Spiel im Stadion, der Trainer lobt den Torwart nach dem Elfmeter."
)
WEATHER = "Ein Sturm zieht über die Küste, die Feuerwehr pumpt Keller leer, Fähren fallen aus."

RECORDS = (
    {"id": "sport-1", "date": "2024-04-03", "text": f"{SPORT} (dpa)"},
    {"id": "sport-2", "date": "2023-05", "text": f"[red]Spiel[/] \x1b[31m\t{SPORT} (sid)"},
    {"id": "wetter-1", "date": "2024-04-03", "text": f"{WEATHER} (dpa)"},
    {"id": "wetter-2", "date": "2022", "text": f"Nass! {WEATHER} (afp)"},
    {"id": "leer-1", "date": "2020", "text": "Quittengelee."},
    {"id": "leer-2", "date": "2020", "text": "Der Bundesrat tagt."},
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pairs of articles about the same; to be read only."""
    return archive_of(tmp_path_factory.mktemp("related"), RECORDS)


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


def forms_as_written(text: str) -> list[str]:
    return text.replace(",", "").replace(".", "").split()


class TestRelated:
    def test_prints_a_line_an_article_with_what_ties_it(self, cli: CommandLine) -> None:
        said = cli("related", "sport-1")
        assert (said.code, said.err) == (0, "")
        (line,) = said.lines
        rank, identity, date, sources, headline, ties = line.split("\t")
        assert (rank, identity, date, sources) == ("1", "sport-2", "2023-05", "sid")
        assert headline.startswith("[red]Spiel[/] ␛[31m")
        assert "Elfmeter" in ties.split(", ")

    def test_takes_the_beginning_of_an_id(self, cli: CommandLine) -> None:
        assert cli("related", "wetter-1").out == cli("related", "wetter-1").out
        assert cli("related", "sport").code == ExitCode.USAGE
        assert "sport-1, sport-2" in cli("related", "sport").err

    def test_prints_json(self, cli: CommandLine) -> None:
        (found,) = cli("related", "wetter-2", "--json").objects
        assert list(found) == ["rank", "score", "id", "date", "sources", "headline", "ties"]
        assert (found["id"], found["sources"]) == ("wetter-1", ["dpa"])
        assert {tie["word"] for tie in found["ties"]} <= set(forms_as_written(WEATHER))

    def test_can_be_narrowed(self, cli: CommandLine) -> None:
        assert cli("related", "wetter-1", "--since", "2023").code == ExitCode.NOTHING_FOUND
        assert cli("related", "wetter-1", "--source", "afp").code == ExitCode.DONE

    def test_of_nothing_alike_exits_with_1(self, cli: CommandLine) -> None:
        said = cli("related", "leer-1")
        assert (said.code, said.out, said.err) == (ExitCode.NOTHING_FOUND, "", "")

    def test_of_no_article_exits_with_1_and_says_so(self, cli: CommandLine) -> None:
        said = cli("related", "nobody")
        assert (said.code, said.out) == (ExitCode.NOTHING_FOUND, "")
        assert "nobody" in said.err

    @pytest.mark.parametrize("columns", [40, 80, 160])
    def test_fits_a_terminal_and_sends_it_nothing_of_a_text(self, data: Path, columns: int) -> None:
        said = on_terminal("--data", data, "related", "sport-1", columns=columns)
        assert (said.code, widest(said.out) <= columns) == (0, True)
        shown = without_codes(said.out)
        assert "[red]Spiel[/] ␛[31m" in shown
        assert "\x1b" not in shown
        assert "1 article, in" in shown


class TestSearchLike:
    @pytest.mark.parametrize("text", [f" date 2024-04 {SPORT} (dpa)\n", SPORT])
    def test_takes_a_seed_text_or_any_text(
        self, cli: CommandLine, tmp_path: Path, text: str
    ) -> None:
        path = tmp_path / "text.txt"
        path.write_text(text, encoding="utf-8")
        said = cli("search", "--like", path)
        assert said.code == 0
        assert {line.split("\t")[1] for line in said.lines} == {"sport-1", "sport-2"}

    def test_takes_standard_input(self, data: Path) -> None:
        said = process("--data", data, "search", "--like", "-", "-n", "1", given=WEATHER.encode())
        assert [line.split("\t")[1] for line in said.lines] == ["wetter-1"]

    def test_can_be_narrowed_and_turned_over(self, cli: CommandLine, tmp_path: Path) -> None:
        path = tmp_path / "text.txt"
        path.write_text(SPORT, encoding="utf-8")
        both = cli("search", "--like", path, "--json").objects
        assert (
            cli("search", "--like", path, "--until", "2023", "--json").objects[0]["id"] == "sport-2"
        )
        second = cli("search", "--like", path, "--json", "-n", "1", "--page", "2").objects
        assert second == both[1:2]
        assert cli("search", "--like", path, "--source", "reuters").code == 1

    @pytest.mark.parametrize(
        "more",
        [
            ("Wahl",), ("--count",), ("--ids",), ("--facets",), ("--explain",), ("--any",),
            ("--exact",), ("--collapse",), ("--sort", "newest"),
        ],
    )  # fmt: skip
    def test_takes_no_query_nor_what_belongs_to_one(
        self, cli: CommandLine, tmp_path: Path, more: tuple[str, ...]
    ) -> None:
        path = tmp_path / "text.txt"
        path.write_text(SPORT, encoding="utf-8")
        said = cli("search", "--like", path, *more)
        assert (said.code, said.out) == (ExitCode.USAGE, "")
        assert "--like" in said.err

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("none.txt", None, "no such file"),
            ("latin.txt", "Küste".encode("latin-1"), "not UTF-8"),
            ("impossible.txt", b"date 2024-13 Text", "2024-13"),
            ("folder", b"", "folder"),
            ("empty.txt", b" \n", "the text is empty"),
        ],
    )
    def test_says_what_cannot_be_read(
        self, cli: CommandLine, tmp_path: Path, name: str, content: bytes | None, reason: str
    ) -> None:
        path = tmp_path / name
        if name == "folder":
            path.mkdir()
        elif content is not None:
            path.write_bytes(content)
        said = cli("search", "--like", path)
        assert (said.code, said.out) == (ExitCode.USAGE, "")
        assert reason in said.err
        assert "--encoding" not in said.err
