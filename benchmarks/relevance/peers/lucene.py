"""Lucene 8 with its analyzer for the language: stop words dropped, words stemmed, default BM25.

Runs a small Java program that is next to this module and compiled for each run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from peers.interface import DEEP, SHOWN, Answers, PeerMissingError, Task

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "Lucene 8"

_PROGRAM = Path(__file__).with_name("LuceneSearch.java")
_JARS = Path("/usr/share/java")
_NEEDED = ("lucene-core-8*.jar", "lucene-analyzers-common-8*.jar")
_INSTALL = "on Debian: apt install liblucene8-java default-jdk-headless"


def answers(task: Task) -> Answers:
    """Let the Java program index the bodies in memory and answer the questions."""
    for tool in ("javac", "java"):
        if shutil.which(tool) is None:
            raise PeerMissingError(f"there is no {tool}; {_INSTALL}")
    jars = _jars()
    with tempfile.TemporaryDirectory(prefix="relevance-lucene-") as name:
        folder = Path(name)
        _run(["javac", "-classpath", os.pathsep.join(jars), "-d", name, str(_PROGRAM)])
        articles = _write(folder / "articles.tsv", task.bodies)
        questions = _write(folder / "questions.tsv", task.questions)
        printed = _run(
            [
                "java",
                "-classpath",
                os.pathsep.join([*jars, name]),
                _PROGRAM.stem,
                task.language,
                articles,
                questions,
                str(SHOWN),
                str(DEEP if task.deep else 0),
            ]
        )
    best: dict[str, list[str]] = {}
    deep: dict[str, list[str]] = {}
    milliseconds: list[float] = []
    for line in printed.split("\n"):
        if not line:
            continue
        kind, question, nanoseconds, *ids = line.split("\t")
        if kind == "deep":
            deep[question] = ids
        else:
            best[question] = ids
            milliseconds.append(int(nanoseconds) / 1e6)
    return Answers(best, deep, milliseconds)


def _jars() -> list[str]:
    found = []
    for pattern in _NEEDED:
        jars = sorted(_JARS.glob(pattern))
        if not jars:
            raise PeerMissingError(f"there is no {pattern} in {_JARS}; {_INSTALL}")
        found.append(str(jars[-1]))
    return found


def _write(path: Path, texts: Mapping[str, str]) -> str:
    """Write a line for each text. Any white space separates words, so it becomes one space."""
    lines = (f"{identity}\t{' '.join(text.split())}\n" for identity, text in texts.items())
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout
