"""A chapter's source as a list of parts, which the site and DocC each write in their own way.

A source is Markdown with mathematics between dollars. A line `{{NAME ARGUMENTS}}` stands for something that was not
written by hand: see `LINE` for which there are.
"""

import dataclasses
import pathlib
import re
import shlex

import material
from material import BookError


@dataclasses.dataclass
class Part:
    """One piece of a page. `kind` is `text`, `math`, or the name of a line's command."""

    kind: str
    arguments: list[str]
    text: str = ""
    parts: list["Part"] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Chapter:
    """A page: its file's name, title, first sentence and parts."""

    name: str
    title: str
    abstract: str
    parts: list[Part]


LINE = re.compile(r"^\{\{(/?)([a-z]+)(?: (.*))?\}\}$")
CONTAINERS = ("pair", "exercise", "answer", "note")


def read(path: pathlib.Path) -> Chapter:
    """Reads a chapter's source."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines[0].startswith("# ") or lines[1] or not lines[2]:
        raise BookError(f"{path.name}: a title, an empty line and a first sentence were expected")
    try:
        parts, rest = gather(lines[3:], None)
    except BookError as error:
        raise BookError(f"{path}: {error}") from None
    if rest:
        raise BookError(f"{path.name}: {rest[0]} closes nothing")
    return Chapter(path.stem, lines[0][2:], lines[2], parts)


def gather(lines: list[str], container: str | None) -> tuple[list[Part], list[str]]:
    """The parts up to the end of a container, and the lines behind it."""
    parts: list[Part] = []
    text: list[str] = []

    def flush():
        if any(line.strip() for line in text):
            parts.append(Part("text", [], "\n".join(text).strip("\n")))
        text.clear()

    while lines:
        line, lines = lines[0], lines[1:]
        found = LINE.match(line)
        if line.startswith("$$"):
            flush()
            formula = line
            while not (formula.endswith("$$") and len(formula) > 3):
                if not lines:
                    raise BookError(f"no end of the formula {formula}")
                formula, lines = formula + "\n" + lines[0], lines[1:]
            parts.append(Part("math", [], formula[2:-2].strip()))
        elif not found:
            text.append(line)
        else:
            flush()
            closes, kind, arguments = found[1], found[2], shlex.split(found[3] or "")
            if closes:
                if kind != container:
                    raise BookError(f"{line} closes what is not open")
                return parts, lines
            if kind in CONTAINERS:
                inner, lines = gather(lines, kind)
                parts.append(Part(kind, arguments, parts=inner))
            else:
                parts.append(resolve(kind, arguments))
    flush()
    if container:
        raise BookError(f"{container} is never closed")
    return parts, lines


def resolve(kind: str, arguments: list[str]) -> Part:
    """Gets what a line stands for."""
    if kind == "code":
        return Part("code", ["swift", f"{arguments[0]}.swift"], material.slice_of(*arguments))
    if kind == "source":
        language = "c" if arguments[0].endswith((".h", ".c")) else "swift"
        return Part("code", [language, arguments[0]], material.source_lines(*arguments))
    if kind == "output":
        return Part("output", arguments, material.printed(*arguments))
    if kind == "command":
        return Part("command", arguments, material.command(*arguments))
    if kind == "printed":
        return Part("output", arguments, material.command_output(*arguments))
    if kind in ("figure", "picture"):
        return Part(kind, arguments)
    if kind == "sidebyside":
        rows = [
            Part("row", [], parts=[
                Part("code", ["swift", "Swift"], material.slice_of(arguments[0], part)),
                Part("code", ["python", "PyTorch"], material.slice_of(arguments[1], part)),
            ]) for part in arguments[2:]
        ]
        return Part("sidebyside", [], parts=rows)
    raise BookError(f"nothing is called {kind}")


def walk(parts: list[Part]):
    """All parts, those in containers too."""
    for part in parts:
        yield part
        yield from walk(part.parts)
