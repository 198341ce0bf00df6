"""What the documents name is there: pages, headings, pictures, commands; pictures load nothing."""

from __future__ import annotations

import importlib.util
import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import click
import pytest

from news_archive.cli.main import COMMANDS, cli, run
from news_archive.errors import ExitCode

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks/README.md"])
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))

# Small enough to be read over a slow line [bytes].
MOST_BYTES = 60_000

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Return what links may point to on a page: its headings, as GitHub and others name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    linked = set(_LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= linked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_that_is_named_is_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^\$ |\| )archive (?:--data \S+ )?([a-z]\w+)\b", text, re.MULTILINE)
    assert set(named) <= {*COMMANDS, "help"}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
class TestEveryPicture:
    def test_is_one_and_is_small(self, picture: Path) -> None:
        root = ET.parse(picture).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert picture.stat().st_size < MOST_BYTES

    def test_loads_nothing_from_elsewhere(self, picture: Path) -> None:
        text = picture.read_text(encoding="utf-8")
        assert not re.search(r"<(script|image|use|foreignObject|!ENTITY|!DOCTYPE)", text)
        assert not re.search(r"@import|@font-face|\bhref\b|\bsrc\b|\bon\w+=", text)
        assert all(target.startswith("#") for target in re.findall(r"url\(['\"]?([^)]*)\)", text))

    def test_is_shown_on_a_page(self, picture: Path) -> None:
        shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
        assert f"pictures/{picture.name})" in shown


def examples_in(page: Path) -> list[list[str]]:
    """Return the arguments of each ``archive`` in the blocks of shell of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if not re.match(r"(\$ )?archive ", line):
                continue
            parts = shlex.split(line.removeprefix("$ "), comments=True)[1:]
            ends = [at for at, part in enumerate(parts) if part in ("|", "||", ">", "<", "&&")]
            found.append(parts[: min(ends, default=len(parts))])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_can_be_read_by_the_program(page: Path) -> None:
    for arguments in examples_in(page):
        while arguments[0].startswith("--"):
            arguments = arguments[2:]
        context = click.Context(cli, info_name="archive", **cli.context_settings)
        command = cli.get_command(context, arguments[0])
        assert command is not None, arguments
        command.make_context(arguments[0], arguments[1:], parent=context)


def test_the_examples_of_the_readme_find_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but those that need a screen, or articles of one's own."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    made_up = ROOT / "docs" / "pictures" / "articles.jsonl"
    assert run(["ingest", "seeds/", str(made_up)]) == ExitCode.DONE
    asked = [
        arguments
        for arguments in examples_in(ROOT / "README.md")
        if arguments[0] not in ("browse", "ingest")
    ]
    assert len(asked) >= 10
    for arguments in asked:
        assert run(arguments) == ExitCode.DONE, capsys.readouterr().err


def test_the_readme_knows_how_many_articles_are_made_up() -> None:
    made_up = (ROOT / "docs" / "pictures" / "articles.jsonl").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"of {made_up.count(chr(10))} articles about a town that does not exist" in readme


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    script = ROOT / "docs" / "make_commands.py"
    spec = importlib.util.spec_from_file_location("make_commands", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.document()
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == made, (
        "run `python docs/make_commands.py`"
    )
