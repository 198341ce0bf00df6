"""Writes any number of news articles in the seed format; the same seed gives the same articles.

    python benchmarks/corpus 100000 --seed 1 --output FOLDER
    python benchmarks/corpus 1000000 --seed 1 --output FILE.tar
    python benchmarks/corpus 101000 --from 100000 --corpora CORPORA_FOLDER --output FOLDER

benchmarks/README.md describes the texts. Article number i depends only on the seed, on i, and on
the corpora that are there. It does not depend on how many articles are written, nor on the first.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from seed_files import write_folders, write_tar


def main() -> int:
    options = _options()
    arguments = (options.seed, options.corpora, options.changed)
    try:
        if options.output.suffix == ".tar":
            write_tar(options.output, arguments, options.start, options.count)
        else:
            write_folders(options.output, arguments, options.start, options.count, options.jobs)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/corpus", description="Write news articles in the seed format."
    )
    parser.add_argument("count", type=int, help="how many articles, those before --from included")
    parser.add_argument("--seed", type=int, default=1, help="other articles for another number")
    parser.add_argument(
        "--output", type=Path, required=True, help="a folder, or one file that ends in .tar"
    )
    parser.add_argument(
        "--corpora", type=Path, help="folder of the corpora whose sentences are to be recombined"
    )
    parser.add_argument(
        "--from", type=int, default=0, dest="start", metavar="K", help="leave out the first K"
    )
    parser.add_argument(
        "--changed", type=float, default=0.0, metavar="SHARE", help="so many have a sentence more"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes that write folders")
    options = parser.parse_args()
    if not 0 <= options.start <= options.count:
        parser.error("--from is between 0 and the count")
    if not 0 <= options.changed <= 1:
        parser.error("--changed is between 0 and 1")
    if options.jobs > 1 and options.output.suffix == ".tar":
        parser.error("--jobs is for folders: a .tar is written from one end to the other")
    return options


if __name__ == "__main__":
    sys.exit(main())
