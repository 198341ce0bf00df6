"""Fuzz a part of the program: give it bytes that grow towards code not yet reached.

    pip install atheris                                         (Linux; not needed by the tests)
    python tests/fuzz seed_text --seconds 60                    (or json_line, query, date,
                                                                 archive_member)
    python tests/fuzz archive_member --corpus FOLDER            (keep what was found worth keeping)
    python tests/fuzz query --input crash-0123                  (one input again; needs no atheris)

A finding ends the run with its traceback; its input is written to the working folder as
``crash-…``, ``timeout-…`` or ``oom-…``. Reduce it, mend the program, and put the input into
``past_findings.py``, so that every run of the tests tries it again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import fuzz_ground

_LONGEST_RUN_S = 30
_MOST_MEMORY_MB = 1024


def main() -> int:
    """Read the arguments, and fuzz in a process of its own, as the fuzzer ends the one it is in."""
    parser = argparse.ArgumentParser("python tests/fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("target", choices=fuzz_ground.NAMES)
    parser.add_argument("--seconds", type=int, default=60, help="how long [60]")
    parser.add_argument("--corpus", type=Path, help="folder to begin with and to add to")
    parser.add_argument("--input", type=Path, help="try this one input and nothing else")
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.input is not None:
        fuzz_ground.load(given.target).run(given.input.read_bytes())
        return 0
    if find_spec("atheris") is None:
        sys.stderr.write("fuzzing needs atheris, which is not installed: pip install atheris\n")
        return 2
    if given.in_this_process:
        _fuzz(given.target, given.seconds, given.corpus)
    with tempfile.TemporaryDirectory(dir=fuzz_ground.quickest_place()) as scratch:
        corpus = given.corpus or Path(scratch, "corpus")
        corpus.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(fuzz_ground.load(given.target).handmade):
            (corpus / f"handmade-{number:02}").write_bytes(data)
        command = [sys.executable, str(Path(__file__).parent), given.target, "--in-this-process"]
        command += ["--seconds", str(given.seconds), "--corpus", str(corpus)]
        # The child is ended by the fuzzer, and what it leaves behind is to be gone as well.
        environment = {**os.environ, "TMPDIR": scratch}
        return subprocess.run(command, env=environment, check=False).returncode


def _fuzz(name: str, seconds: int, corpus: Path) -> None:
    """Run the fuzzer, which never returns."""
    atheris = import_module("atheris")
    # Only what is imported within is watched; the packing is, as most of its code is Python's.
    with atheris.instrument_imports(include=["news_archive", "tarfile", "zipfile", "dateutil"]):
        target = fuzz_ground.load(name)
    words = fuzz_ground.folder() / "words"
    quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in target.words)
    words.write_text("".join(f'"{word}"\n' for word in quoted))
    options = [
        f"-max_total_time={seconds}", f"-max_len={target.longest}", f"-timeout={_LONGEST_RUN_S}",
        f"-rss_limit_mb={_MOST_MEMORY_MB}", "-print_final_stats=1",
        f"-dict={words}", "-len_control=10",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
