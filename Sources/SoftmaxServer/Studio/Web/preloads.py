#!/usr/bin/env python3
"""Writes the links that load the first screen's modules at once, as main.js and its modules import them.

Without them a browser learns of a module only when it has read the one that imports it. preloads.py --check says
whether index.html has the right links (exit code 1 where it has not).
"""

import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
# Modules of the report's page too.
SHARED = FOLDER.parents[2] / "SoftmaxReport" / "Web" / "shared"
PAGE = FOLDER / "index.html"
IMPORT = re.compile(r'^(?:import|\})[^;]*? from "\./([\w.-]+)";', re.MULTILINE)
LINKS = re.compile(r'(?:  <link rel="modulepreload"[^\n]*\n)+')


def modules() -> list[str]:
    """The modules that main.js imports, and those that they import; what is imported later is not among them."""
    found, waiting = [], ["main.js"]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            path = FOLDER / name
            waiting += IMPORT.findall((path if path.exists() else SHARED / name).read_text(encoding="utf-8"))
    return found[1:]


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    links = "".join(f'  <link rel="modulepreload" href="/assets/{name}">\n' for name in modules())
    wanted = LINKS.sub(links, page, count=1)
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if wanted != page:
        print("index.html: its modulepreload links are not what the modules import: run preloads.py", file=sys.stderr)
    return 1 if wanted != page else 0


if __name__ == "__main__":
    sys.exit(main())
