"""The recipes of ``docs/recipes.md`` are run as they stand there, by the programs they are for.

Where a program is not installed, its recipe is skipped. All of them show id, date and body of each
current article, and mind what is easily got wrong: an id of digits, dates without a day or a month,
an article that was updated, one that moved to another month, and one that was deleted.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from news_archive import Archive

RECIPES = Path(__file__).parents[2] / "docs" / "recipes.md"

CURRENT = {
    "000123": ("2024-04", "Ein Monat und kein Tag."),
    "tag": ("2024-04-03", "Ein ganzer Tag."),
    "neu": ("2024-05-01", "Der neue Text."),
    "umzug": ("2023-02-02", "Der Text zieht um."),
    "jahr": ("2022", "Nur das Jahr."),
    "allein": ("2021-05-06", "Allein in seiner Datei."),
}

MERGING = "Merging, moving, mirroring, splitting"

# What runs the blocks of a recipe: the language, and the programs and modules that it needs.
RECIPES_AND_TOOLS = (
    ("DuckDB", "sql", ("module duckdb",)),
    ("pandas", "python", ("module pandas",)),
    ("jq", "sh", ("program jq",)),
    ("sqlite-utils and Datasette", "sh", ("program sqlite-utils", "program datasette")),
    ("Hugging Face datasets", "python", ("module datasets",)),
)

# Runs SQL as the command line of DuckDB would, with what it shows parted by bars.
_DUCKDB = """
import duckdb, sys
connection = duckdb.connect()
for statement in connection.extract_statements(sys.stdin.read()):
    for row in connection.execute(statement).fetchall():
        print("|".join(map(str, row)))
"""


def path_of_programs() -> str:
    """Where programs are looked for: beside the Python of the tests first."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def missing(tools: tuple[str, ...]) -> list[str]:
    return [
        name
        for kind, name in map(str.split, tools)
        if (
            importlib.util.find_spec(name) is None
            if kind == "module"
            else shutil.which(name, path=path_of_programs()) is None
        )
    ]


def sections() -> dict[str, str]:
    text = RECIPES.read_text(encoding="utf-8")
    return dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))


def code_of(recipe: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```", sections()[recipe], re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds ``data/`` with all three kinds of line."""
    folder = tmp_path_factory.mktemp("recipes")
    first = {
        **CURRENT,
        "neu": ("2024-05-01", "Der alte Text."),
        "umzug": ("2023-01-02", "Der Text zieht um."),
        "weg": ("2023-01", "Der Text geht weg."),
    }
    second = {name: CURRENT[name] for name in ("neu", "umzug")}
    with Archive(folder / "data") as archive:
        for number, articles in enumerate((first, second)):
            inbox = folder / f"inbox{number}"
            inbox.mkdir()
            for name, (date, body) in articles.items():
                (inbox / f"{name}.txt").write_text(f"date {date} {body} (AFP, dpa)")
            archive.ingest([inbox], replace=True)
        archive.delete(["weg"])
    lines = "".join(path.read_text() for path in (folder / "data" / "articles").iterdir())
    assert all(word in lines for word in ("deleted_at", "moved_to", "alte"))
    return folder


def test_archives_are_merged_and_split(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "data", tmp_path / "data")
    shutil.copytree(home / "data", tmp_path / "other")
    ((_, code),) = code_of(MERGING)
    done = subprocess.run(
        ["sh", "-e"],
        cwd=tmp_path,
        input=code,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "PATH": path_of_programs()},
    )
    assert done.returncode == 0, done.stderr
    assert set(Archive(tmp_path / "all")) == {*CURRENT, *(f"other-{name}" for name in CURRENT)}
    assert set(Archive(tmp_path / "data-2024")) == {"000123", "tag", "neu"}


def test_every_recipe_is_run() -> None:
    with_code = [name for name in sections() if code_of(name) and name != MERGING]
    assert with_code == [name for name, _, _ in RECIPES_AND_TOOLS]
    for name, language, _ in RECIPES_AND_TOOLS:
        assert {found for found, _ in code_of(name)} == {language}, name


@pytest.mark.parametrize(
    ("recipe", "language", "tools"),
    RECIPES_AND_TOOLS,
    ids=[name.split()[0].lower() for name, _, _ in RECIPES_AND_TOOLS],
)
def test_a_recipe_finds_the_current_articles_as_they_are(
    home: Path, tmp_path: Path, recipe: str, language: str, tools: tuple[str, ...]
) -> None:
    if missing(tools):
        pytest.skip(f"not installed: {', '.join(missing(tools))}")
    (tmp_path / "data").symlink_to(home / "data")
    code = "\n".join(block for _, block in code_of(recipe))
    command = {
        "sql": [sys.executable, "-c", _DUCKDB],
        "python": [sys.executable, "-"],
        "sh": ["sh", "-e"],
    }[language]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        input=code,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "PATH": path_of_programs(), "HF_HOME": str(tmp_path / "cache")},
    )
    assert done.returncode == 0, done.stderr
    shown = {
        (found["id"], found["date"], found["body"].strip())
        for line in done.stdout.splitlines()
        if (found := re.match(r" *(?P<id>\w+)[ ,\t|]+(?P<date>[-\d]+)[ ,\t|]+(?P<body>.*)", line))
        and not found["body"].strip().isdigit()
    }
    assert shown == {(name, date, body) for name, (date, body) in CURRENT.items()}
