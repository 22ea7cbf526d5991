#!/usr/bin/env python3
"""Copies the web files into the library, so that the command needs no folder beside it.

embed.py writes the copies; embed.py --check says whether they are the files' content (exit code 1 where they are not).
"""

import base64
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
PAGE = FOLDER.parent / "Page"
# Modules stand behind those that they import.
MODULES = [
    "dom", "numbers", "scoring", "prepare", "samples", "confusion", "tables", "theme", "printing", "answer", "pad",
    "form", "main",
]
WIDTH = 116


def source(what: str, content: str) -> str:
    return f"// The report's {what} in base64, made by Web/embed.py: change the files in Web/, then `make web`.\n\n" \
        f"extension WebFiles {{\n{content}}}\n"


def constant(name: str, path: pathlib.Path) -> str:
    text = base64.b64encode(path.read_bytes()).decode()
    lines = "\\\n".join(f"    {text[start:start + WIDTH]}" for start in range(0, len(text), WIDTH))
    return f'  static let {name}: StaticString = """\n{lines}\n    """\n'


def copies() -> dict[pathlib.Path, str]:
    files = {path.stem for path in FOLDER.glob("*.js")}
    assert files == set(MODULES), f"modules that are not listed, or not there: {files ^ set(MODULES)}"
    names = "".join(f"    {name}Module,\n" for name in MODULES)
    listed = "  /// In an order in which each stands behind those that it imports.\n" \
        f"  static let encodedModules = [\n{names}  ]\n"
    modules = [constant(f"{name}Module", FOLDER / f"{name}.js") for name in MODULES]
    return {
        PAGE / "WebFiles+Style.swift": source("style", constant("encodedStyle", FOLDER / "report.css")),
        PAGE / "WebFiles+Modules.swift": source("script", "\n".join([*modules, listed])),
    }


def main() -> int:
    if sys.argv[1:] != ["--check"]:
        for path, text in copies().items():
            path.write_text(text, encoding="utf-8")
        return 0
    changed = [
        path.name for path, text in copies().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if changed:
        print(f"{', '.join(changed)}: not what the web files say: run make web", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
