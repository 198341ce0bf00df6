"""Lines, names and queries made to do harm: shown, kept or refused, never obeyed or followed."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from zlib import crc32

import pytest
from command_line import UNSAFE, CommandLine, Result, archive_of, on_terminal, without_codes
from test_cli_text_is_data import HOSTILE

from news_archive.article.line import decode_line, encode_line

# All of it in one text; no id and no file name can have all of it.
ALL = "".join(HOSTILE.values())
# What is no control character and still more than one expects.
FLOODS = {
    "zero-width": "a\u200b\u200c\u200d\ufeff" * 2_000,
    "combining": "e" + "\u0301\u0316\u20dd" * 3_000,
    "wide": "漢" * 5_000,
    "tags": "x" + "".join(map(chr, range(0xE0020, 0xE007F))),
    "noncharacters": "\ufffe\uffff\ue000\u00ad",
}

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list", "-n", "100"),
    ("list", "--facets"),
    ("search", "Suchwort", "-n", "100"),
    ("search", "--explain", "--facets", "Suchwort OR Suchwrt"),
    ("show", "hand", "--highlight", "Suchwort"),
    ("history", "hand"),
    ("history", "gone"),
    ("history", "away"),
    ("stats",),
    ("check",),
)


def appended(data: Path, name: str, lines: list[bytes]) -> None:
    with (data / "articles" / name).open("ab") as file:
        file.write(b"".join(line + b"\n" for line in lines))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive into which somebody has put whatever has a checksum, and much that has none."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = {**HOSTILE, **FLOODS}
    data = archive_of(
        folder,
        [
            {"id": name, "date": "2024", "text": f"Suchwort {text} Titel.\n\nUnd {text}."}
            for name, text in texts.items()
        ],
    )
    fields = decode_line((data / "articles/2024.jsonl").read_bytes().split(b"\n")[0])
    del fields["checksum"]
    moment = f"2024-01-01T00:00:00Z{ALL}"
    put = {**fields, "sources": [ALL, "dpa"], "credit": ALL, "origin": ALL}
    away = {**fields, "id": "away", "revision": 101}
    appended(
        data,
        "2024.jsonl",
        [
            encode_line({**put, "id": "hand", "revision": 100, "ingested_at": moment}),
            encode_line(away),
            encode_line({"id": "away", "revision": 102, "moved_to": ALL}),
            encode_line({**away, "id": "gone", "revision": 103}),
            encode_line({"id": "gone", "revision": 104, "deleted_at": ALL}),
            # And what says nothing, or not what it was written with.
            encode_line({**fields, "id": ALL, "revision": 105}),
            encode_line({**fields, "id": "x/../../../etc/passwd", "revision": 106}),
            encode_line({**fields, "id": "x" * 5_000_000, "revision": 107}),
            b'{"id":"edited","body":"' + ALL.encode() + b'","checksum":"00000000"}',
            f'{{"id":"{ALL}\udc80"'.encode(errors="surrogateescape"),
            encode_line({**fields, "id": "edited", "origin": ALL, "revision": 108})[:-3] + b'x"}',
            ("\x1b]52;c;aGFsbG8=\x07" * 200_000).encode(),
        ],
    )
    for number, text in enumerate((*HOSTILE.values(), "zwei\nZeilen", *FLOODS.values())):
        name = os.fsencode(text.replace("/", "÷").replace("\x00", ""))[:180]
        name = name.decode(errors="ignore").encode()
        (data / "articles" / os.fsdecode(name)).write_bytes(b"%d" % number)
    (data / "articles" / os.fsdecode(b"latin-\xff\xfe-1")).write_bytes(b"")
    (data / "damaged").mkdir()
    (data / "damaged" / "\x1b[31mred\u202e[red]").write_bytes(b"")
    return data


@pytest.fixture
def cli(data: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(data, capsys)


@pytest.fixture
def own(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(Path(shutil.copytree(data, tmp_path / "own")), capsys)


def is_harmless(said: Result) -> bool:
    """Whether nothing that was said could be obeyed; tabs part columns, line feeds lines."""
    assert said.code in (0, 1, 2, 10)
    assert UNSAFE.search(said.err) is None, said.err[:300]
    assert UNSAFE.search(said.out.replace("\t", "")) is None
    assert said.out.splitlines() == said.lines
    return True


@pytest.mark.parametrize("command", COMMANDS)
def test_in_a_pipe_a_record_is_a_line_and_harmless(
    cli: CommandLine, command: tuple[str, ...]
) -> None:
    said = cli(*command)
    assert said.out
    assert is_harmless(said)
    if command[0] in ("history", "check"):
        columns = {line.count("\t") for line in said.lines}
        assert columns <= ({6} if command[0] == "history" else {2, 6})


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_valid_and_harmless(cli: CommandLine, command: tuple[str, ...]) -> None:
    said = cli(*command, "--json")
    assert said.objects
    assert UNSAFE.search(said.out) is None
    assert said.out.splitlines() == said.lines
    assert UNSAFE.search(said.err) is None


@pytest.mark.parametrize("command", [COMMANDS[at] for at in (1, 3, 4, 5, 6, 9)])
def test_a_terminal_gets_no_codes_but_our_own(data: Path, command: tuple[str, ...]) -> None:
    env = {"PAGER": "cat"}
    said = on_terminal("--data", data, *command, lines=2000, columns=100, env=env)
    assert said.code in (0, 10)
    assert "\x1b[35;5m" not in said.out
    unsafe = UNSAFE.search(without_codes(said.out))
    assert unsafe is None, repr(said.out[unsafe.start() - 80 : unsafe.end() + 80])


def test_a_check_names_every_hostile_line_and_file(cli: CommandLine) -> None:
    (report,) = cli("check", "--json").objects
    articles = len(HOSTILE) + len(FLOODS)
    bad = [one for one in report["findings"] if one["file"] == "articles/2024.jsonl"]
    lines = [one["line"] for one in bad]
    # The line of a hostile moment is no record to a validation in full.
    assert lines == [articles + 1, *range(articles + 6, articles + 13)]
    assert {one["kind"] for one in bad} <= {"damaged", "edited"}
    strays = [one["file"] for one in report["findings"] if one["kind"] == "stray"]
    assert len(strays) == articles + 2
    assert "articles/latin-\udcff\udcfe-1" in strays
    assert max(len(one["problem"]) for one in report["findings"]) < 1000


def test_temporary_files_with_hostile_names_are_told_of_and_removed(own: CommandLine) -> None:
    names = [f".{text.replace('/', '÷')}.new" for text in HOSTILE.values()]
    for name in names:
        (own.data / "articles" / name).write_bytes(b"")
    said = own("check")
    assert sum("temporary" in line for line in said.lines) == len(names)
    assert is_harmless(said)
    assert is_harmless(own("check", "--json"))
    assert is_harmless(own("check", "--repair"))
    assert not any("temporary" in line for line in own("check").lines)


def test_what_says_nothing_is_no_article(cli: CommandLine) -> None:
    ids = set(cli("search", "--ids", "id:*").lines)
    assert ids == {*HOSTILE, *FLOODS, "hand"}
    assert cli("show", "x/../../../etc/passwd").code == 1
    assert cli("history", "edited").code == 1


@pytest.mark.parametrize("command", ["show", "history", "delete", "check"])
@pytest.mark.parametrize("name", [*HOSTILE, "traversal", "absolute", "long"])
def test_an_id_is_looked_up_and_never_a_path(cli: CommandLine, command: str, name: str) -> None:
    others = {"traversal": "../../../etc/passwd", "absolute": "/etc/passwd", "long": "x" * 100_000}
    identity = HOSTILE.get(name, others.get(name, ""))
    options = {"delete": ["--yes", "--"], "check": ["--accept"]}.get(command, ["--"])
    said = cli(command, *options, identity)
    assert said.code == 1
    assert said.out == ""
    assert is_harmless(said)
    assert said.err.count("\n") == len(said.err.splitlines())


def test_hostile_lines_are_repaired_compacted_and_deleted(own: CommandLine) -> None:
    lines = (own.data / "articles/2024.jsonl").read_bytes().split(b"\n")
    for command in (
        ("check", "--repair"),
        ("delete", "--yes", *HOSTILE),
        ("compact",),
        ("history", "away"),
        ("export", "--format", "jsonl"),
        ("check", "--json"),
    ):
        said = own(*command)
        assert said.code in (0, 1)
        assert is_harmless(said)
    assert json.loads(own("check", "--json").out)["sound"]
    kept = b"".join(path.read_bytes() for path in (own.data / "damaged").iterdir())
    for line in lines[len(HOSTILE) + len(FLOODS) + 5 :]:
        assert line in kept
    notes = (own.data / "damaged/notes.jsonl").read_bytes().splitlines()
    assert all(json.loads(note)["file"] == "articles/2024.jsonl" for note in notes)


def test_an_export_to_a_file_is_said_harmlessly(cli: CommandLine, tmp_path: Path) -> None:
    for name in ("\x1b]0;title\x07.txt", "\u202etxt.exe", "[red]x"):
        said = cli("export", "--format", "jsonl", "--output", tmp_path / name)
        assert said.code == 0
        assert is_harmless(said)
        as_json = ("--format", "jsonl", "--output", tmp_path / name, "--json")
        assert is_harmless(cli("export", *as_json))
        text = (tmp_path / name).read_bytes().decode()
        assert UNSAFE.search(text) is None
        assert len(text.splitlines()) == len(HOSTILE) + len(FLOODS) + 1


def test_a_folder_with_a_hostile_name_is_named_harmlessly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in HOSTILE.values():
        name = text.replace("/", "÷")
        cli = CommandLine(tmp_path / name, capsys)
        for command in (("check",), ("compact",), ("list",), ("check", "--repair")):
            said = cli(*command)
            assert said.code == 2
            assert is_harmless(said)


class TestLinks:
    """What lies elsewhere is neither read nor written through a month file that is a link."""

    @pytest.mark.parametrize(
        "command",
        [
            ("list",),
            ("search", "Suchwort"),
            ("check",),
            ("check", "--repair"),
            ("compact",),
            ("reindex",),
            ("delete", "--yes", "markup"),
            ("export",),
            ("history", "markup"),
            ("stats",),
            ("show", "markup"),
            ("check", "--accept", "markup"),
        ],
    )
    def test_of_a_month_file_are_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str],
        command: tuple[str, ...]
    ) -> None:  # fmt: skip
        cli = CommandLine(
            archive_of(tmp_path, [{"id": "markup", "date": "2024", "text": "Suchwort."}]), capsys
        )
        outside = tmp_path / "outside"
        secret = b'{"id":"secret","revision":1}\nsecret\n'
        outside.write_bytes(secret)
        (cli.data / "articles/2023.jsonl").symlink_to(outside)
        said = cli(*command)
        assert said.code == 10
        assert "secret" not in said.out + said.err.replace(str(tmp_path), "")
        assert "2023.jsonl" in said.out + said.err
        assert outside.read_bytes() == secret
        assert (cli.data / "articles/2023.jsonl").is_symlink()

    def test_from_the_notes_of_a_repair_are_not_followed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cli = CommandLine(
            archive_of(tmp_path, [{"id": "markup", "date": "2024", "text": "Suchwort."}]), capsys
        )
        outside = tmp_path / "outside"
        outside.write_bytes(b"mine\n")
        (cli.data / "damaged").mkdir()
        (cli.data / "damaged/notes.jsonl").symlink_to(outside)
        appended(cli.data, "2024.jsonl", [b"damaged"])
        assert cli("check", "--repair").code in (0, 10, 13)
        assert outside.read_bytes() == b"mine\n"
        files = [path for path in cli.data.rglob("*") if path.is_file() and "2024" in path.name]
        assert any(b"damaged\n" in path.read_bytes() for path in files)

    def test_from_the_index_to_another_place_are_no_index(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cli = CommandLine(
            archive_of(tmp_path, [{"id": "markup", "date": "2024", "text": "Suchwort."}]), capsys
        )
        generation = cli.data / "index" / (cli.data / "index/current").read_text().strip()
        outside = tmp_path / "outside"
        generation.rename(outside)
        generation.symlink_to(outside)
        before = contents(outside)
        for command in (("list",), ("reindex",), ("compact",), ("check", "--repair")):
            assert cli(*command).code == 0
        assert contents(outside) == before

    def test_from_the_spellings_to_another_place_are_no_index(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cli = CommandLine(
            archive_of(tmp_path, [{"id": "one", "date": "2024", "text": "Häuser."}]), capsys
        )
        generation = cli.data / "index" / (cli.data / "index/current").read_text().strip()
        outside = tmp_path / "outside"
        (generation / "spellings").rename(outside)
        (generation / "spellings").symlink_to(outside)
        before = contents(outside)
        text = tmp_path / "two.txt"
        text.write_text("date 2024 Bäume.", encoding="utf-8")
        assert cli("ingest", str(text)).code == 0
        assert cli("search", "baume").code == 0
        assert contents(outside) == before


def contents(folder: Path) -> dict[Path, bytes]:
    """Return what the files below a folder hold."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 25,000 different words, of few letters, so that patterns fit many of them."""
    folder = tmp_path_factory.mktemp("vocabulary")
    words = [f"ab{crc32(b'%d' % n):08x}".translate(dict(zip(range(48, 58), "abcdefabcd",
             strict=True))) + f"x{n}" for n in range(25_000)]  # fmt: skip
    return archive_of(
        folder,
        [
            {"id": str(n), "date": "2024", "text": " ".join(words[n * 500 : (n + 1) * 500])}
            for n in range(50)
        ],
    )


QUERIES = {
    "stars": "*a*b*a*b*a*b*a*b*c*d*e*f*a*",
    "many stars": " OR ".join(f"*{letter}*{other}*" for letter in "abcd" for other in "efab"),
    "questions": "?" * 30 + "*" + "?" * 30,
    "fuzzy": " OR ".join(f"abcdefab{number}~" for number in range(60)),
    "beginnings": " ".join(f"ab{letter}*" for letter in "abcdef"),
    "phrase": '"' + "ab* " * 20 + '"',
    "near": '"' + " ".join(f"ab{letter}*" for letter in "abcdef") + '"~1000',
    "words": " ".join(f"abc{number}" for number in range(1_500)),
    "nesting": "(" * 40 + "a* OR b" + ")" * 40,
    "too deep": "(" * 5_000 + "a" + ")" * 5_000,
    "nots": "NOT " * 49 + "a",
    "too many nots": "-" * 9_000 + "a",
    "a megabyte": "abc " * 250_000,
    "a megabyte of brackets": "(" * 1_000_000,
    "a megabyte of quotes": '"a" ' * 250_000,
    "a megabyte of one word": "a" * 1_000_000,
    "a megabyte of controls": "\x1b[2J" * 250_000,
    "dates": " OR ".join(f"date:{year}" for year in range(1500, 2199)),
    "ids": "id:*1*2*3*4*5* OR id:*",
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_hangs_and_what_is_too_much_is_refused_in_a_sentence(
    vocabulary: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    cli = CommandLine(vocabulary, capsys)
    began = time.process_time()
    said = cli("search", "--", QUERIES[name])
    assert time.process_time() - began < 10
    assert said.code in (0, 1, 2)
    assert UNSAFE.search(said.err) is None
    assert len(said.err) < 10_000
    if said.code == 2:
        assert said.err.startswith("archive: ")
    if name.startswith(("a megabyte", "too")):
        assert said.code == 2
