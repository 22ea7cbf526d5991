#!/usr/bin/env python3
"""Copies the studio's page into the library, so that the command needs no folder beside it.

embed.py writes the copies; embed.py --check says whether they are the files' content, and whether the page loads the
modules that it needs at once (exit code 1 where they are not, or it does not).
"""

import base64
import gzip
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
PAGES = FOLDER.parent / "Pages"
# What the report's page has too: modules, and a style that stands before the studio's own.
SHARED = FOLDER.parents[2] / "SoftmaxReport" / "Web" / "shared"
WIDTH = 116
# Lines of Swift in a file.
LENGTH = 440


def constant(path: pathlib.Path) -> str:
    """The file compressed, in base64. The same bytes everywhere: gzip without a time."""
    text = base64.b64encode(gzip.compress(served(path), compresslevel=9, mtime=0)).decode()
    lines = "\\\n".join(f"    {text[start:start + WIDTH]}" for start in range(0, len(text), WIDTH))
    return f'  static let {name(path)}: StaticString = """\n{lines}\n    """\n'


def served(path: pathlib.Path) -> bytes:
    shared = (SHARED / "page.css").read_bytes() if path.suffix == ".css" else b""
    return shared + path.read_bytes()


def name(path: pathlib.Path) -> str:
    first, *rest = path.name.replace(".", "-").split("-")
    return first + "".join(word.capitalize() for word in rest)


def parts() -> list[list[pathlib.Path]]:
    """The files, in groups of at most LENGTH lines of Swift."""
    files = [path for path in FOLDER.iterdir() if path.suffix in (".js", ".css", ".html")]
    files = sorted(files + list(SHARED.glob("*.js")), key=lambda path: path.name)
    groups: list[list[pathlib.Path]] = [[]]
    length = 0
    for path in files:
        lines = constant(path).count("\n")
        if groups[-1] and length + lines > LENGTH:
            groups.append([])
            length = 0
        groups[-1].append(path)
        length += lines
    return groups


def copies() -> dict[pathlib.Path, str]:
    note = "made by Web/embed.py: change the files in Web/, then `make web`."
    groups = parts()
    result = {
        PAGES / f"StudioFiles+Part{number}.swift":
            f"// The studio's files, compressed and in base64, part {number}, {note}\n\nextension StudioFiles {{\n"
            + "\n".join(constant(path) for path in group) + "}\n"
        for number, group in enumerate(groups, 1)
    }
    listed = "".join(f'    ("{path.name}", {name(path)}),\n' for group in groups for path in group)
    result[PAGES / "StudioFiles+List.swift"] = (
        f"// The studio's files by name, {note}\n\nextension StudioFiles {{\n"
        f"  static let encoded: [(name: String, content: StaticString)] = [\n{listed}  ]\n}}\n")
    return result


def content(text: str) -> dict[str, bytes]:
    """What the constants of a copy stand for. Compressed bytes differ from one zlib to another; this does not."""
    found = {}
    for piece in text.split("  static let ")[1:]:
        key, _, rest = piece.partition(": StaticString")
        if rest.startswith(' = """'):
            code = rest.split('"""')[1].replace("\\\n", "").split()
            found[key] = gzip.decompress(base64.b64decode("".join(code)))
    return found


def main() -> int:
    if sys.argv[1:] != ["--check"]:
        subprocess.run([sys.executable, "-B", str(FOLDER / "preloads.py")], check=True)
        for path in PAGES.glob("StudioFiles+*.swift"):
            path.unlink()
        for path, text in copies().items():
            path.write_text(text, encoding="utf-8")
        return 0
    found: dict[str, bytes] = {}
    for path in sorted(PAGES.glob("StudioFiles+Part*.swift")):
        found |= content(path.read_text(encoding="utf-8"))
    wanted = {name(path): served(path) for group in parts() for path in group}
    changed = sorted(key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key))
    listing = PAGES / "StudioFiles+List.swift"
    listed = listing.read_text(encoding="utf-8") if listing.exists() else ""
    changed += [path.name for group in parts() for path in group if f'("{path.name}", {name(path)})' not in listed]
    if changed:
        print(f"{', '.join(changed)}: not what the studio's files say: run make web", file=sys.stderr)
    links = subprocess.run([sys.executable, "-B", str(FOLDER / "preloads.py"), "--check"], check=False).returncode
    return 1 if changed or links else 0


if __name__ == "__main__":
    sys.exit(main())
