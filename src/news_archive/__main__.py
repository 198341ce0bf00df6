"""The program: ``archive``, or ``python -m news_archive``."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line and leave the process."""
    if sys.getfilesystemencoding() != "utf-8":
        # Names of files are bytes, which only UTF-8 takes and gives back whatever they are.
        utf8 = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execv(sys.executable, utf8)  # noqa: S606 - it is this program once more
    # What a command loads and makes lives as long as it does; to look through it for cycles every
    # 700 objects takes a twentieth of the time of an ingest, and of the start of any command.
    gc.set_threshold(100_000, 20, 20)
    from news_archive.cli.main import run

    code = run(sys.argv[1:])
    # All is flushed and closed; to take modules and memory maps apart as well would take a tenth of
    # the time of a search.
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
