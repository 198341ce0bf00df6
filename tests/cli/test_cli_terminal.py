"""On a real terminal: as wide as it is, in colour unless that is refused, highlighted, paged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import (
    RECORDS,
    CommandLine,
    Terminal,
    archive_of,
    on_terminal,
    widest,
    without_codes,
    write_records,
)

from news_archive import Archive

SEED_ID = "000_680284227f96cff5"

# Codes that set a colour, of the letters or behind them.
_COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed article and a few short ones; the tests here that share it only read."""
    folder = archive_of(tmp_path_factory.mktemp("terminal"), RECORDS)
    with Archive(folder) as archive:
        archive.ingest([Path(__file__).parents[2] / "seeds"])
    return folder


def highlighted(text: str) -> set[str]:
    """Return what is set off by a code that is bold or a colour, and ended by a reset."""
    return set(re.findall(r"\x1b\[1;33m([^\x1b]+)\x1b\[0m", text))


@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "Lecornu"),
        ("search", "Wahl"),
        ("search", "Beben"),
        ("list",),
        ("show", SEED_ID),
        ("show", "nihon"),
        ("show", "lang"),
        ("stats",),
    ],
)
def test_no_line_is_wider_than_the_terminal(
    data: Path, arguments: tuple[str, ...], columns: int
) -> None:
    said = on_terminal("--data", data, *arguments, columns=columns, lines=200)
    assert said.code == 0
    assert widest(said.out) <= columns
    assert "\x1b[" in said.out


def test_a_narrow_terminal_is_used_as_well_as_can_be(data: Path) -> None:
    for arguments in (["list"], ["search", "Lecornu"], ["stats"]):
        said = on_terminal("--data", data, *arguments, columns=50, lines=200)
        assert said.code == 0
        assert widest(said.out) <= 50


def test_a_search_highlights_what_matched(data: Path) -> None:
    said = on_terminal("--data", data, "search", "Lecornu")
    assert highlighted(said.out) == {"Lecornu"}
    said = on_terminal("--data", data, "search", "Flughafen")
    assert highlighted(said.out) == {"Flughafen", "Flughäfen"}


def test_a_search_shows_rank_id_date_and_sources(data: Path) -> None:
    first = without_codes(on_terminal("--data", data, "search", "Lecornu").out).split("\n")[0]
    assert first.split() == ["1", SEED_ID, "2024-04", "afp"]


def test_the_last_line_of_a_search_counts_all_hits_and_the_time(data: Path) -> None:
    said = on_terminal("--data", data, "search", "Wahl", "-n", "2")
    last = without_codes(said.out).rstrip("\n").split("\n")[-1]
    assert re.fullmatch(r"3 articles, page 1 of 2, in \d+ ms", last)
    said = on_terminal("--data", data, "search", "Lecornu")
    assert re.search(r"\n1 article, in \d+ ms\n$", without_codes(said.out))


def test_a_partial_answer_says_so(data: Path) -> None:
    said = on_terminal("--data", data, "search", "Putin Kaninchenzüchter")
    assert said.code == 0
    first, empty, head, *_ = without_codes(said.out).split("\n")
    assert first == "No article has all of these words; the nearest lack one of them:"
    assert (empty, head.split()[:2]) == ("", ["1", "putin"])


def test_a_partial_answer_offers_spellings_below_it(data: Path) -> None:
    said = on_terminal("--data", data, "search", "Thüringen Lecornv")
    lines = without_codes(said.out).rstrip("\n").split("\n")
    assert re.fullmatch(r"1 article, in \d+ ms", lines[-2])
    assert lines[-1] == "archive: no article has the word Lecornv; did you mean Lecornu (1)?"


def test_no_hit_says_so_and_offers_spellings(data: Path) -> None:
    said = on_terminal("--data", data, "search", "Lecornv")
    assert said.code == 1
    assert re.fullmatch(
        r"0 articles, in \d+ ms\n"
        r"archive: no article has the word Lecornv; did you mean Lecornu \(1\)\?\n",
        without_codes(said.out),
    )


def test_a_list_has_a_header_and_a_line_an_article(data: Path) -> None:
    lines = without_codes(on_terminal("--data", data, "list").out).rstrip("\n").split("\n")
    assert set(lines[0].split()) == {"id", "date", "sources", "headline", "words"}
    assert len(lines) == 1 + len(RECORDS) + 1 + 1
    assert re.fullmatch(rf"{len(RECORDS) + 1} articles, in \d+ ms", lines[-1])


def test_the_last_line_of_a_list_says_which_page_it_is(data: Path) -> None:
    said = on_terminal("--data", data, "list", "-n", "4", "--page", "2")
    last = without_codes(said.out).rstrip("\n").split("\n")[-1]
    assert re.fullmatch(rf"{len(RECORDS) + 1} articles, page 2 of 3, in \d+ ms", last)


@pytest.mark.parametrize("columns", [80, 160])
def test_an_explained_search_says_why_below_each_hit(data: Path, columns: int) -> None:
    arguments = (
        "search",
        "--explain",
        "--facets",
        "(Wahl Thüringen) OR (Putin Macron telefonieren)",
    )
    said = on_terminal("--data", data, *arguments, columns=columns, lines=200)
    assert said.code == 0
    assert widest(said.out) <= columns
    assert re.search(r"\n   \x1b\[2m\d+\.\d\d = [^\n]+\x1b\[0m", said.out)
    lines = without_codes(said.out).rstrip("\n").split("\n")
    assert lines[0] == "any of: all of: Wahl (Wahl; 3 articles)"
    whys = [line for line in lines if re.match(r"   \d+\.\d\d = ", line)]
    assert len(whys) == 2
    assert any("Putin " in why and " + Macron " in why for why in whys)
    assert any("Wahl " in why and " + Thüringen " in why for why in whys)


@pytest.mark.parametrize(
    ("command", "columns"),
    [(("search", "Wahl", "-n", "1"), 80), (("list", "--source", "dpa"), 160)],
)
def test_facets_are_tables_above_the_last_line(
    data: Path, command: tuple[str, ...], columns: int
) -> None:
    said = on_terminal("--data", data, *command, "--facets", columns=columns, lines=200)
    assert said.code == 0
    assert widest(said.out) <= columns
    lines = [line.rstrip() for line in without_codes(said.out).rstrip("\n").split("\n")]
    assert re.match(r"3 articles", lines[-1])
    titles = [at for at, line in enumerate(lines) if line.split()[1:] == ["articles"]]
    months, sources = titles
    assert [lines[at].split()[0] for at in titles] == ["month", "source"]
    assert 0 < months < sources < len(lines) - 1
    rows = [line.split()[:2] for line in lines[months + 1 : sources] if line]
    assert ["2024-04", "2"] in rows
    assert sum(int(count) for _, count in rows) == 3
    assert any(line.split()[:1] == ["dpa"] for line in lines[sources:])


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "Lecornu"),
        ("search", "--explain", "--facets", "Putin Macron Lecornv"),
        ("list",),
        ("list", "--facets"),
        ("show", SEED_ID),
        ("stats",),
    ],
)
def test_no_colour_where_it_is_refused(data: Path, arguments: tuple[str, ...]) -> None:
    env = {"NO_COLOR": "1", "PAGER": "cat"}
    said = on_terminal("--data", data, *arguments, env=env)
    assert said.code == 0
    assert not _COLOUR.search(said.out)


def test_colour_where_it_is_not(data: Path) -> None:
    assert _COLOUR.search(on_terminal("--data", data, "search", "Lecornu").out)


@pytest.mark.parametrize(
    "arguments",
    [("search", "Lecornu"), ("list",), ("show", SEED_ID), ("show", "hafen"), ("stats",)],
)
def test_no_codes_at_all_for_a_terminal_that_knows_none(
    data: Path, arguments: tuple[str, ...]
) -> None:
    said = on_terminal("--data", data, *arguments, env={"TERM": "dumb"})
    assert said.code == 0
    assert "\x1b" not in said.out


def test_json_is_the_same_as_in_a_pipe(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["list", "--json", "--facets"],
        ["show", SEED_ID, "--json"],
        ["stats", "--json"],
        ["search", "Lecornu", "--json", "--facets"],
    ):
        said = on_terminal("--data", data, *arguments)
        assert said.out == CommandLine(data, capsys)(*arguments).out


class TestShow:
    @pytest.fixture
    def pager(self, tmp_path: Path) -> Path:
        """A pager that keeps what it is given, and how it was told to treat codes."""
        path = tmp_path / "keep"
        path.write_text('#!/bin/sh\ncat > "$KEPT"\nprintf %s "$LESS" > "$KEPT.less"\n')
        path.chmod(0o755)
        return path

    def test_an_article_that_fits_is_printed(self, data: Path, tmp_path: Path, pager: Path) -> None:
        env = {"PAGER": str(pager), "KEPT": str(tmp_path / "kept")}
        said = on_terminal("--data", data, "show", "hafen", env=env)
        assert "Flughafen" in said.out
        assert not (tmp_path / "kept").exists()
        said = on_terminal("--data", data, "show", SEED_ID, env=env, lines=200)
        assert "Lecornu" in said.out
        assert not (tmp_path / "kept").exists()

    def test_a_longer_one_opens_in_the_pager(self, data: Path, tmp_path: Path, pager: Path) -> None:
        kept = tmp_path / "kept"
        env = {"PAGER": str(pager), "KEPT": str(kept)}
        said = on_terminal("--data", data, "show", SEED_ID, env=env)
        assert said.code == 0
        assert "Lecornu" not in said.out
        text = without_codes(kept.read_text(encoding="utf-8"))
        assert text.startswith(SEED_ID)
        assert "Lecornu" in text
        assert len(text.split("\n")) > 24
        assert widest(text) <= 80

    def test_less_is_told_to_show_colours_as_colours(
        self, data: Path, tmp_path: Path, pager: Path
    ) -> None:
        less = pager.with_name("less")
        pager.rename(less)
        kept = tmp_path / "kept"
        env = {"PAGER": str(less), "KEPT": str(kept)}
        assert on_terminal("--data", data, "show", SEED_ID, env=env).code == 0
        told = (tmp_path / "kept.less").read_text()
        assert "R" in told or "\x1b" not in kept.read_text(encoding="utf-8")

    def test_paragraphs_are_parted_by_empty_lines(self, data: Path) -> None:
        said = on_terminal("--data", data, "show", SEED_ID, lines=200)
        head, *paragraphs = without_codes(said.out).strip().split("\n\n")
        assert head.split("\n")[0] == SEED_ID
        assert "2024-04" in head
        assert "afp" in head
        assert len(paragraphs) == 10

    def test_words_are_not_broken(self, data: Path) -> None:
        said = on_terminal("--data", data, "show", SEED_ID, lines=200)
        assert "Verteidigungsministerium" in without_codes(said.out).split()

    def test_highlights_what_a_query_finds(self, data: Path) -> None:
        said = on_terminal(
            "--data", data, "show", SEED_ID, "--highlight", '"Lecornu" OR Minister', lines=200
        )
        assert highlighted(said.out) == {"Lecornu", "Minister"}
        assert said.out.count("Lecornu\x1b[0m") == 4

    def test_highlights_nothing_unless_asked(self, data: Path) -> None:
        assert highlighted(on_terminal("--data", data, "show", "hafen").out) == set()


class TestDelete:
    @pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
    @pytest.mark.usefixtures("seeded")
    def test_asks_first(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        answer: str,
        left: int,
    ) -> None:
        cli = CommandLine(tmp_path / "data", capsys)
        with Terminal(["--data", cli.data, "delete", SEED_ID]) as terminal:
            terminal.wait_for(rf"Delete {SEED_ID}\?")
            terminal.type(answer)
            said = terminal.finish()
        assert (said.code == 0) is (left == 0)
        assert "Traceback" not in said.out
        assert cli.holds() == left


class TestIngest:
    def test_progress_leaves_the_summary_whole(self, tmp_path: Path) -> None:
        seeds = Path(__file__).parents[2] / "seeds"
        said = on_terminal("--data", tmp_path / "data", "ingest", seeds)
        assert said.code == 0
        last = said.out.rstrip("\n").split("\n")[-1]
        # What progress drew is erased before the summary is written.
        assert re.search(
            r"(^|[\r\x1bKhA])1 stored, 0 updated, 0 unchanged, 0 rejected in \d+\.\d s "
            r"\([\d,]+/s\)$",
            last,
        )
        assert said.out.count("1 stored") == 1

    def test_progress_counts_articles_while_they_are_read(self, tmp_path: Path) -> None:
        text = "Ein Satz über Wahlen, Häfen und Züge. " * 3
        records = [{"id": f"n{n}", "date": "2024", "text": f"{n} {text}"} for n in range(6_000)]
        inputs = write_records(tmp_path / "many.jsonl", records)
        said = on_terminal("--data", tmp_path / "data", "ingest", inputs)
        assert "6,000 stored" in said.out
        counts = {
            int(found.replace(",", "")) for found in re.findall(r"([\d,]+) articles", said.out)
        }
        assert any(0 < count < 6_000 for count in counts), counts

    def test_progress_goes_to_standard_error_alone(self, tmp_path: Path) -> None:
        seeds = Path(__file__).parents[2] / "seeds"
        with Terminal(["--data", tmp_path / "data", "ingest", seeds], out_piped=True) as terminal:
            said = terminal.finish()
        assert said.out == "1\tstored\n0\tupdated\n0\tunchanged\n0\trejected\n"
        assert "articles" in said.err

    def test_a_dry_run_says_that_it_was_one(self, tmp_path: Path) -> None:
        seeds = Path(__file__).parents[2] / "seeds"
        said = on_terminal("--data", tmp_path / "data", "ingest", "--dry-run", seeds)
        assert "nothing was written" in said.out
        assert not (tmp_path / "data").exists()

    def test_more_rejections_than_fit_a_screen_are_counted(
        self, tmp_path: Path, inbox: Path
    ) -> None:
        for number in range(30):
            (inbox / f"{number:02}.txt").write_text("kein Datum")
        rejected = tmp_path / "rejected.tsv"
        said = on_terminal(
            "--data", tmp_path / "data", "ingest", inbox, "--rejected", rejected, columns=200
        )
        assert said.code == 3
        assert said.out.count("archive: rejected ") == 20
        assert "10 more" in said.out
        assert str(rejected) in said.out
        assert len(rejected.read_text(encoding="utf-8").splitlines()) == 30


class TestManyHits:
    @pytest.fixture
    def many(self, tmp_path: Path) -> Path:
        records = [
            {"id": f"zug-{number}", "date": "2024-04", "text": f"Zug {number} kam an. Er fuhr ab."}
            for number in range(9)
        ]
        return archive_of(tmp_path, records)

    def test_open_in_a_pager_so_that_the_best_do_not_scroll_away(
        self, many: Path, tmp_path: Path
    ) -> None:
        pager, kept = tmp_path / "pager", tmp_path / "kept"
        pager.write_text('#!/bin/sh\ncat > "$KEPT"\n')
        pager.chmod(0o755)
        env = {"PAGER": str(pager), "KEPT": str(kept)}
        said = on_terminal("--data", many, "search", "Zug", env=env)
        assert said.code == 0
        assert "zug-8" in kept.read_text()
        assert "zug-8" not in said.out

    def test_have_a_line_each_if_that_is_asked_for(self, many: Path) -> None:
        said = on_terminal("--data", many, "search", "--brief", "Zug")
        lines = [line for line in said.out.splitlines() if "zug-" in line]
        assert len(lines) == 9
        assert all("kam an." in line for line in lines)
