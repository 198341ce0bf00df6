"""Makes the pictures of the documents: the program, run on ``seeds/`` and ``articles.jsonl``.

    python docs/pictures/make.py

Everything in ``articles.jsonl`` is made up: the town, its people, and that an agency wrote of them.
The pictures load nothing from elsewhere: fonts are those that the reader has.
"""

from __future__ import annotations

import asyncio
import fcntl
import html
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.text import Text

from news_archive import Archive
from news_archive.tui.app import BrowseApp
from news_archive.tui.hits import HitsList
from news_archive.tui.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
ARTICLES = HERE / "articles.jsonl"

FONTS = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'

# The longest that anything here may take [seconds].
PATIENCE = 60.0


class Scene(NamedTuple):
    """A picture of a terminal: commands typed one after the other, in a folder of its own."""

    name: str
    columns: int
    takes_in: Sequence[Path]
    commands: Sequence[str]


SCENES = (
    Scene("first", 84, (SEEDS,), ("ingest seeds/", "search Lecornu")),
    Scene("search", 92, (ARTICLES,), ("search Kettenbrücke gesperrt --limit 3",)),
    Scene("timeline", 92, (ARTICLES,), ("timeline Kettenbrücke Hochwasser",)),
    Scene("context", 92, (ARTICLES,), ("context Kettenbrücke --sort right --limit 12",)),
    Scene(
        "same-story",
        92,
        (ARTICLES,),
        (
            "duplicates Kettenbrücke --since 2023-03 --until 2023-03",
            "duplicates --diff hallerbruck-020 hallerbruck-022",
        ),
    ),
)
CHART = ("timeline", "Kettenbrücke", "Hochwasser", "--by", "month", "--svg")
BROWSE_QUERY, BROWSE_SIZE = "Brücke", (100, 30)


def main() -> None:
    """Make all pictures."""
    for scene in SCENES:
        save(scene.name, terminal_picture(scene))
    with tempfile.TemporaryDirectory() as folder:
        take_in(Path(folder), (ARTICLES,))
        run([*CHART, "chart.svg"], Path(folder), 80)
        save("chart", (Path(folder) / "chart.svg").read_text(encoding="utf-8"))
        save("browse", asyncio.run(screen_picture(Path(folder) / "data")))


def save(name: str, picture: str) -> None:
    """Write a picture."""
    path = HERE / f"{name}.svg"
    path.write_text(picture, encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def take_in(folder: Path, paths: Sequence[Path]) -> None:
    """Make an archive in a folder, if it is not one of those commands that shows how."""
    with Archive(folder / "data") as archive:
        archive.ingest(paths)


def terminal_picture(scene: Scene) -> str:
    """Run commands on a real terminal and draw what it shows."""
    shown = Console(record=True, width=scene.columns, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seeds").symlink_to(SEEDS)
        if not scene.commands[0].startswith("ingest"):
            take_in(folder, scene.takes_in)
        for place, command in enumerate(scene.commands):
            if place:
                shown.print()
            shown.print(Text(f"$ archive {command}", style="bold"))
            answer = run(shlex.split(command), folder, scene.columns).removesuffix("\n")
            shown.print(Text.from_ansi(answer), soft_wrap=True)
    return tidied(shown.export_svg(title="archive", unique_id=scene.name))


def run(command: Sequence[str], folder: Path, columns: int) -> str:
    """Run the program on a terminal so wide and return all that it sends there."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 200, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    with subprocess.Popen(
        [sys.executable, "-m", "news_archive", *command],
        cwd=folder,
        env={**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        seen = b""
        while piece := _read(master):
            seen += piece
        problem = process.stderr.read().decode() if process.stderr else ""
    os.close(master)
    if process.returncode:
        raise SystemExit(f"archive {' '.join(command)}: {problem}")
    return seen.decode().replace("\r\n", "\n")


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # how Linux says that nobody has the terminal open any more
        return b""


async def screen_picture(data: Path) -> str:
    """Run the full screen in memory, go down some hits, and draw what is there."""
    app = BrowseApp(lambda listener: Archive(data, listener=listener), BROWSE_QUERY)
    try:
        async with asyncio.timeout(PATIENCE), app.run_test(size=BROWSE_SIZE) as pilot:
            while not app.query_one(StatusLine).said or not app.query_one(HitsList).has_focus:
                await pilot.press("escape")
                await pilot.pause(0.3)
            await pilot.press(*["down"] * 5)
            await pilot.pause(1.0)
            return tidied(app.export_screenshot(title="archive browse", simplify=True))
    finally:
        app.archive.join()


def tidied(svg: str) -> str:
    """Return a picture that loads no font from a server, and looks the same in every viewer.

    Some viewers drop the spaces at the ends of a text, others stretch them: each stretch of words
    gets a place of its own.
    """
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    svg = re.sub(r"terminal-\d+", "browse", svg)
    svg = re.sub(r'<clipPath id="[^"]*-line-\d+">.*?</clipPath>\s*', "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="url\(#[^"]*-line-\d+\)"', "", svg)
    return re.sub(
        r'<text class="(?P<style>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" '
        r'textLength="(?P<length>[^"]*)">(?P<text>.*?)</text>',
        _parted,
        svg,
    )


def _parted(found: re.Match[str]) -> str:
    text = html.unescape(found["text"]).replace("\xa0", " ")
    if not text.strip():
        return ""
    cell = float(found["length"]) / len(text)
    return "".join(
        f'<text class="{found["style"]}" x="{float(found["x"]) + cell * words.start():.1f}" '
        f'y="{found["y"]}" textLength="{cell * len(words[0]):.1f}">'
        f"{html.escape(words[0], quote=False)}</text>"
        for words in re.finditer(r"\S+(?: \S+)*", text)
    )


if __name__ == "__main__":
    main()
