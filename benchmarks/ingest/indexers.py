"""Other programs that index folders of documents: Recoll and notmuch.

How they are configured and started, and how they are asked for their number of articles.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from folders import files
from measuring import MeasuringError

# The defaults except for these. By default it runs at the lowest priority, asks another program for
# the type of each file, and builds a spelling dictionary. Language and encoding are set, too.
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


class Indexer(NamedTuple):
    """A command that indexes, its environment variables, and a command that counts articles."""

    command: list[str]
    variables: dict[str, str]
    count: list[str]


def recoll(folder: Path, target: Path) -> Indexer:
    """Configure Recoll to index a folder; all that it writes goes to ``target``."""
    target.mkdir()
    (target / "recoll.conf").write_text(_RECOLL.format(folder=folder), encoding="utf-8")
    return Indexer(
        ["recollindex", "-c", str(target)],
        {},
        ["recollq", "-c", str(target), "-E", "-Q", "-n", "1", "mime:text/plain"],
    )


def notmuch(mails: Path, target: Path) -> Indexer:
    """Configure notmuch to index a folder of mails; all that it writes goes to ``target``."""
    target.mkdir()
    config = target / "config"
    config.write_text(_NOTMUCH.format(database=target, mails=mails), encoding="utf-8")
    return Indexer(
        ["notmuch", "new", "--no-hooks", "--quiet"],
        {"NOTMUCH_CONFIG": str(config)},
        ["notmuch", f"--config={config}", "count", "*"],
    )


def held(indexer: Indexer) -> int:
    """Return the number of articles in the index, as the program reports it."""
    done = subprocess.run(indexer.count, capture_output=True, encoding="utf-8", check=False)
    # Only a number, or `2000 results` below the query.
    number = re.search(r"^([0-9]+)(?: results.*)?$", done.stdout, re.MULTILINE)
    if number is None:
        raise MeasuringError(f"`{' '.join(indexer.count)}` does not tell a number: {done.stderr}")
    return int(number[1])


def version(command: list[str]) -> str:
    """Return the first version number in the output of a command."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    number = re.search(r"[0-9]+(?:\.[0-9]+)+", done.stdout + done.stderr)
    return number[0] if number else "?"


def write_mails(folder: Path, mails: Path) -> None:
    """Write each text below a folder as a mail message."""
    for number, entry in enumerate(files(folder)):
        group = mails / f"{number // _MAILS_A_FOLDER:06d}"
        if number % _MAILS_A_FOLDER == 0:
            group.mkdir(parents=True)
        identity = entry.name.removesuffix(".txt")
        message = _MAIL.format(identity=identity).encode() + Path(entry.path).read_bytes()
        (group / identity).write_bytes(message)
