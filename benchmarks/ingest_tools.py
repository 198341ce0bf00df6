"""Programs that index folders of documents, and are not ours: Recoll and notmuch.

Here is how they are set up, what they are started with, and how many articles they say they hold.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from measuring import MeasuringError, files

# Its defaults but for these: it would run at the lowest priority, ask another program about
# each file, and make a dictionary for spelling; and it is told the language and the encoding.
_RECOLL = """\
topdirs = {folder}
idxniceprio = 0
monioniceclass = 2
usesystemfilecommand = 0
noaspell = 1
indexstemminglanguages = german
defaultcharset = UTF-8
loglevel = 2
"""

_NOTMUCH = """\
[database]
path={database}
mail_root={mails}
[user]
name=archive
primary_email=archive@example.org
[new]
tags=
[maildir]
synchronize_flags=false
"""

_MAIL = """\
From: archive@example.org
To: archive@example.org
Subject: {identity}
Date: Mon, 01 Jan 2024 00:00:00 +0000
Message-ID: <{identity}@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

"""

_MAILS_A_FOLDER = 1000


class Tool(NamedTuple):
    """What to run and with which environment, and what to ask how many articles it now holds."""

    command: list[str]
    environment: dict[str, str]
    count: list[str]


def recoll(folder: Path, target: Path) -> Tool:
    """Set Recoll up to index a folder; its index and all else it writes goes to ``target``."""
    target.mkdir()
    (target / "recoll.conf").write_text(_RECOLL.format(folder=folder), encoding="utf-8")
    return Tool(
        ["recollindex", "-c", str(target)],
        {},
        ["recollq", "-c", str(target), "-E", "-Q", "-n", "1", "mime:text/plain"],
    )


def notmuch(mails: Path, target: Path) -> Tool:
    """Set notmuch up to index a folder of mails; what it writes goes to ``target``."""
    target.mkdir()
    config = target / "config"
    config.write_text(_NOTMUCH.format(database=target, mails=mails), encoding="utf-8")
    environment = {"NOTMUCH_CONFIG": str(config)}
    return Tool(
        ["notmuch", "new", "--no-hooks", "--quiet"],
        environment,
        ["notmuch", f"--config={config}", "count", "*"],
    )


def held(tool: Tool) -> int:
    """Return how many articles a program says it holds."""
    done = subprocess.run(tool.count, capture_output=True, encoding="utf-8", check=False)
    # A number alone, or `2000 results` below the query.
    number = re.search(r"^([0-9]+)(?: results.*)?$", done.stdout, re.MULTILINE)
    if number is None:
        raise MeasuringError(f"`{' '.join(tool.count)}` does not tell a number: {done.stderr}")
    return int(number[1])


def version(command: list[str]) -> str:
    """Return the first version number that a program prints of itself."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    number = re.search(r"[0-9]+(?:\.[0-9]+)+", done.stdout + done.stderr)
    return number[0] if number else "?"


def write_mails(folder: Path, mails: Path) -> None:
    """Wrap each text below a folder as a mail message."""
    for number, entry in enumerate(files(folder)):
        group = mails / f"{number // _MAILS_A_FOLDER:06d}"
        if number % _MAILS_A_FOLDER == 0:
            group.mkdir(parents=True)
        identity = entry.name.removesuffix(".txt")
        message = _MAIL.format(identity=identity).encode() + Path(entry.path).read_bytes()
        (group / identity).write_bytes(message)
