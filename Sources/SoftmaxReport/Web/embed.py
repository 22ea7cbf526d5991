#!/usr/bin/env python3
"""Copies the web files into Page/WebFiles+Embedded.swift, so that the command needs no folder beside it.

embed.py writes the copy; embed.py --check says whether it is the files' content (exit code 1 where it is not).
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
TARGET = FOLDER.parent / "Page" / "WebFiles+Embedded.swift"
# Modules stand before those that import them.
MODULES = [
    "dom", "numbers", "scoring", "prepare", "samples", "confusion", "tables", "theme", "printing", "answer", "pad",
    "form", "main",
]
HEADER = """\
// The report's script and style, copied by Web/embed.py: change the files in Web/, then `make web`.

extension WebFiles {
"""


def constant(name: str, text: str) -> str:
    assert '"""#' not in text and "\\#" not in text, f"{name}: cannot stand in a raw Swift string"
    lines = "".join(f"    {line}\n" if line else "\n" for line in text.split("\n")[:-1])
    return f'  static let {name}: StaticString = #"""\n{lines}\n    """#\n'


def content() -> str:
    files = {path.stem for path in FOLDER.glob("*.js")}
    assert files == set(MODULES), f"modules that are not listed, or not there: {files ^ set(MODULES)}"
    parts = [constant("style", (FOLDER / "report.css").read_text(encoding="utf-8"))]
    parts += [constant(f"{name}Module", (FOLDER / f"{name}.js").read_text(encoding="utf-8")) for name in MODULES]
    names = "".join(f"    {name}Module,\n" for name in MODULES)
    listed = f"  /// In an order in which each stands behind those that it imports.\n  static let modules = [\n{names}  ]\n"
    return HEADER + "\n".join([*parts, listed]) + "}\n"


def main() -> int:
    text = content()
    if sys.argv[1:] == ["--check"]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} is not what the web files say: run make web", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
