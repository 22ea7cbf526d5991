"""What pages are made of: slices of programs, parts of what they printed, commands."""

import pathlib
import re

BOOK = pathlib.Path(__file__).resolve().parent.parent
ROOT = BOOK.parent
OUTPUTS = BOOK / "Outputs"
LANGUAGES = ("en", "zh")


class BookError(Exception):
    """A page asks for what is not there."""


def program(name: str) -> pathlib.Path:
    """A program of the book by its name: a snippet, a file of tests, or a file named from the repository's root."""
    for path in (ROOT / f"Snippets/Book/{name}.swift", ROOT / f"Tests/BookTests/{name}.swift", ROOT / name):
        if path.is_file():
            return path
    raise BookError(f"there is no program {name}")


def slice_of(name: str, part: str) -> str:
    """The lines of a program from `snippet.PART` to the next `snippet.end`, without their common indentation."""
    lines = program(name).read_text(encoding="utf-8").splitlines()
    marks = [i for i, line in enumerate(lines) if re.fullmatch(rf"\s*(//|#) snippet\.{re.escape(part)}", line)]
    if len(marks) != 1:
        raise BookError(f"{name} has {len(marks)} slices {part}")
    taken = []
    for line in lines[marks[0] + 1:]:
        if re.fullmatch(r"\s*(//|#) snippet\.end", line):
            break
        taken.append(line)
    else:
        raise BookError(f"{name}: the slice {part} has no end")
    indent = min((len(line) - len(line.lstrip()) for line in taken if line.strip()), default=0)
    return "\n".join(line[indent:] for line in taken).strip("\n")


def source_lines(path: str, first: str, last: str) -> str:
    """Lines of a source file: from the first that begins with `first` to the next that begins with `last`."""
    lines = program(path).read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if line.strip().startswith(first)]
    if len(starts) != 1:
        raise BookError(f"{path} has {len(starts)} lines that begin with {first}")
    for end in range(starts[0], len(lines)):
        if lines[end].startswith(last):
            taken = lines[starts[0]:end + 1]
            indent = min(len(line) - len(line.lstrip()) for line in taken if line.strip())
            return "\n".join(line[indent:] for line in taken)
    raise BookError(f"{path}: no line after {first} begins with {last}")


def printed(name: str, part: str) -> str:
    """What a program printed under `## PART`."""
    text = (OUTPUTS / f"{name}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^## (.*)\n", text, flags=re.M)
    # What stands before the first heading has no name.
    named = dict(zip(parts[1::2], parts[2::2])) | {"all": text}
    if part not in named:
        raise BookError(f"{name} printed no part {part}")
    return named[part].rstrip("\n")


def commands() -> dict[str, str]:
    """The book's commands by their names, in the order in which they are run."""
    lines = (BOOK / "commands.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def command(name: str) -> str:
    """A command as it is typed."""
    if name not in commands():
        raise BookError(f"commands.txt has no {name}")
    return commands()[name]


def command_output(name: str, lines: str | None = None) -> str:
    """What a command printed: all, or the lines `2-5`, counted from 1."""
    text = (OUTPUTS / "commands" / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    if lines is None:
        return text
    first, last = (int(bound) for bound in lines.split("-"))
    taken = text.splitlines()
    if not 1 <= first <= last <= len(taken):
        raise BookError(f"{name} printed {len(taken)} lines: {lines} are not among them")
    return "\n".join(taken[first - 1:last])


def chapters(language: str) -> list[pathlib.Path]:
    """A language's chapters in their order."""
    return sorted((BOOK / language).glob("*.md"))
