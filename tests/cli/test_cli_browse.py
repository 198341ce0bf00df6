"""``archive browse`` from outside: on a real terminal, without one, and without Textual."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Terminal, on_terminal, process

from news_archive import Archive
from news_archive.cli.main import run
from news_archive.cli.search import browse
from news_archive.errors import ExitCode

# What takes the whole screen of a terminal.
_WHOLE_SCREEN = "\x1b[?1049h"


@pytest.fixture
def data(seeded: Archive, tmp_path: Path) -> Path:
    seeded.close()
    return tmp_path / "data"


def test_takes_the_screen_and_gives_it_back(data: Path) -> None:
    with Terminal(["--data", data, "browse", "Lecornu"]) as terminal:
        terminal.wait_for("1 article")
        terminal.type("\t")
        terminal.type("\x03")
        said = terminal.finish()
    assert said.code == ExitCode.DONE
    assert _WHOLE_SCREEN in said.out
    assert said.out.index(_WHOLE_SCREEN) < said.out.rindex("\x1b[?1049l")
    assert "Traceback" not in said.out


def test_an_archive_that_is_not_there_is_said_before_the_screen_is_taken(tmp_path: Path) -> None:
    said = on_terminal("--data", tmp_path / "nowhere", "browse")
    assert said.code == ExitCode.USAGE
    assert "there is no archive in" in said.out
    assert "\x1b" not in said.out


def test_without_a_terminal_it_is_refused(data: Path) -> None:
    said = process("--data", data, "browse")
    assert (said.code, said.out) == (ExitCode.USAGE, "")
    assert said.err == (
        "archive: `archive browse` needs a terminal; `archive search` answers in a pipe, too\n"
    )


def test_on_a_terminal_that_cannot_it_is_refused(data: Path) -> None:
    said = on_terminal("--data", data, "browse", env={"TERM": "dumb"})
    assert said.code == ExitCode.USAGE
    assert "\x1b" not in said.out


def test_without_textual_it_says_how_to_install_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browse, "is_terminal", lambda _stream: True)
    monkeypatch.setattr(browse, "find_spec", lambda _name: None)
    monkeypatch.setenv("TERM", "xterm")
    assert run(["--data", str(data), "browse"]) == ExitCode.USAGE
    assert "pip install 'news-archive[browse]'" in capsys.readouterr().err


def test_no_other_command_loads_textual() -> None:
    code = """
import sys
from news_archive.cli import main
from news_archive.cli.search import browse
assert "textual" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
