#!/usr/bin/env python3
"""Copies the web files into the library, so that the command needs no folder beside it.

embed.py writes the copies; embed.py --check says whether they are the files' content (exit code 1 where they are not).
"""

import base64
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
# What the studio's page has too.
SHARED = FOLDER / "shared"
PAGE = FOLDER.parent / "Page"
# Modules stand behind those that they import.
MODULES = [
    "dom", "numbers", "scoring", "prepare", "samples", "confusion", "tables", "theme-choice", "theme", "printing",
    "answer", "pad", "form", "main",
]
WIDTH = 116


def source(what: str, content: str) -> str:
    return f"// The report's {what} in base64, made by Web/embed.py: change the files in Web/, then `make web`.\n\n" \
        f"extension WebFiles {{\n{content}}}\n"


def constant(name: str, content: bytes) -> str:
    text = base64.b64encode(content).decode()
    lines = "\\\n".join(f"    {text[start:start + WIDTH]}" for start in range(0, len(text), WIDTH))
    return f'  static let {name}: StaticString = """\n{lines}\n    """\n'


def identifier(module: str) -> str:
    first, *rest = module.split("-")
    return first + "".join(word.capitalize() for word in rest) + "Module"


def copies() -> dict[pathlib.Path, str]:
    files = {path.stem: path for folder in (FOLDER, SHARED) for path in folder.glob("*.js")}
    assert files.keys() == set(MODULES), f"modules that are not listed, or not there: {files.keys() ^ set(MODULES)}"
    names = "".join(f"    {identifier(name)},\n" for name in MODULES)
    listed = "  /// In an order in which each stands behind those that it imports.\n" \
        f"  static let encodedModules = [\n{names}  ]\n"
    modules = [constant(identifier(name), files[name].read_bytes()) for name in MODULES]
    style = (SHARED / "page.css").read_bytes() + (FOLDER / "report.css").read_bytes()
    return {
        PAGE / "WebFiles+Style.swift": source("style", constant("encodedStyle", style)),
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
