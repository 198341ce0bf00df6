"""``docs/json.md`` names every field that ``--json`` prints, with its type, and no other.

Every command is run on a small archive, in all the ways that print other fields. What it prints is
compared with the table of its section, in both directions.
"""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import NoneType
from typing import Any

import pytest

from news_archive.cli.main import COMMANDS, run
from news_archive.errors import ExitCode

DOCUMENT = Path(__file__).parents[2] / "docs" / "json.md"

LONG = " ".join(f"Der {n}. Bericht nennt die Brücke und die {n}. Zahl." for n in range(9))
RECORDS = (
    {"id": "eins", "date": "2024-03-14", "text": f"Die Brücke ist gesperrt. {LONG} (dpa)"},
    {"id": "zwei", "date": "2024-03-15", "text": f"Die Brücke ist offen. {LONG} Ein Zusatz. (AFP)"},
    {"id": "drei", "date": "2024", "text": "Ein Hafen und eine Brücke, sagte jemand."},
    {"id": "vier", "date": "2023-04", "text": "Am Hafen beginnt ein Fest. Der Hafen wartet. (dpa)"},
    {"id": "fort", "date": "2022-01", "text": "Das geht fort. (dpa)"},
)
MOVED = {"id": "vier", "date": "2023-05", "text": RECORDS[3]["text"]}

# What is run, in this order; `{}` is the folder of the files.
RUNS = (
    "ingest {}/records.jsonl",
    "ingest {}/moved.jsonl --replace",
    "search Brücke",
    "search Brücke Hafen Krokodil",
    "search Brücke --explain --facets",
    "search Brücke --collapse",
    "search Brücke --sort newest",
    "search Brücke --ids",
    "search --like {}/like.txt",
    "list --facets",
    "timeline Brücke Hafen",
    "timeline --relative",
    "context Brücke",
    "context Brücke --count left",
    "collocates Brücke --minimum 1 --span 2",
    "show eins drei",
    "related eins",
    "duplicates",
    "duplicates --diff eins zwei",
    "stats",
    "export",
    "export --output {}/out.csv",
    "settings",
    "edit fort --date 2022-02",
    "delete fort --yes",
    "history fort",
    "history vier",
    "check",
    "compact",
    "reindex",
    "completion bash",
)

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
    "numbers": (dict,),
    "null": (NoneType,),
}


def documented() -> dict[str, dict[str, str]]:
    """Return for each command the fields of its tables, and their types as they are worded."""
    found: dict[str, dict[str, str]] = {}
    section = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        row = re.match(r"\| `([^`]+)` \| ([^|]+) \|", line)
        if row is not None:
            assert row[1] not in found.setdefault(section, {}), f"{section}: {row[1]} twice"
            found[section][row[1]] = row[2]
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[Any]]]:
    """What each command prints: all values of each field, found by running ``RUNS``."""
    folder = tmp_path_factory.mktemp("json")
    write(folder / "records.jsonl", RECORDS)
    write(folder / "moved.jsonl", (MOVED,))
    (folder / "like.txt").write_text(LONG, encoding="utf-8")
    found: dict[str, dict[str, list[Any]]] = {}
    maps = {
        (command, name)
        for command, fields in documented().items()
        for name, kind in fields.items()
        if kind.startswith("numbers by")
    }

    def collect(command: str, value: Any, path: str) -> None:
        if isinstance(value, dict) and (command, path) not in maps:
            for name, inner in value.items():
                field = f"{path}.{name}" if path else name
                found.setdefault(command, {}).setdefault(field, []).append(inner)
                collect(command, inner, field)
        elif isinstance(value, list):
            for inner in value:
                collect(command, inner, f"{path}[]")

    def run_all(runs: tuple[str, ...]) -> None:
        for line in runs:
            command, *rest = (part.format(folder) for part in line.split())
            for answer in answers(folder / "data", command, *rest):
                collect(command, answer, "")

    run_all(RUNS)
    damaged = next((folder / "data" / "articles").glob("2024.jsonl"))
    damaged.write_bytes(damaged.read_bytes().replace(b"Hafen", b"Hagen"))
    run_all(("check",))
    return found


def write(path: Path, records: tuple[dict[str, str], ...]) -> None:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")


def answers(data: Path, *arguments: str) -> list[Any]:
    """Run the program with ``--json`` and return what it prints."""
    written, said = io.BytesIO(), io.StringIO()
    stream = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(said):
        code = run(["--data", str(data), *arguments, "--json"])
    assert code in (ExitCode.DONE, ExitCode.DAMAGED), f"{arguments}: {said.getvalue()}"
    return [json.loads(line) for line in written.getvalue().decode().split("\n") if line]


def test_every_command_has_a_section() -> None:
    assert set(documented()) == set(COMMANDS) - {"browse"}


def test_all_of_them_are_run() -> None:
    assert {line.split()[0] for line in RUNS} == set(documented())


def test_the_fields_are_those_of_the_document(
    printed: dict[str, dict[str, list[Any]]],
) -> None:
    for command, fields in documented().items():
        assert set(printed[command]) == set(fields), command


def test_the_types_are_those_of_the_document(printed: dict[str, dict[str, list[Any]]]) -> None:
    for command, fields in documented().items():
        for field, worded in fields.items():
            allowed = {kind for word in worded.split(" or ") for kind in TYPES[word.split()[0]]}
            seen = {type(value) for value in printed[command][field]}
            assert seen <= allowed, f"{command}: {field}"
