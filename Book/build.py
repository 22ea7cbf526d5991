#!/usr/bin/env python3
"""Builds the book without a network: build.py site FOLDER, or build.py docc FOLDER. Needs pandoc."""

import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "tools"))

import docc  # noqa: E402
import site_pages  # noqa: E402
from material import BookError  # noqa: E402

WRITERS = {"site": site_pages.write, "docc": docc.write}


def main(arguments: list[str]) -> int:
    """Builds what the first argument says, into the folder that the second one says."""
    if len(arguments) != 2 or arguments[0] not in WRITERS:
        print("book: what is to be built, site or docc, and a folder were expected", file=sys.stderr)
        return 64
    if not shutil.which("pandoc"):
        print("book: pandoc is not there, which makes the pages: install it by this name", file=sys.stderr)
        return 69
    try:
        WRITERS[arguments[0]](pathlib.Path(arguments[1]))
    except (BookError, OSError) as error:
        print(f"book: {error}", file=sys.stderr)
        return 65
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
