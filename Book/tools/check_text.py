#!/usr/bin/env python3
"""What can be checked of the pages' words without running anything.

Spelling of the English pages with aspell and Book/words.txt, and punctuation of the Chinese ones; that both show the same
things; code beside each formula; numbers of the text that stand in an output too; the five commands of chapters 1 to 7.
Code, formulas and what programs printed are checked by running them.
"""

import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

import pages  # noqa: E402
from material import BOOK, LANGUAGES, chapters, commands  # noqa: E402

# Numbers that the text computes from what was printed: a standard error, a bound rounded upwards, a difference.
COMPUTED = {"0.004", "0.000000003", "0.001"}

HAN = "\u4e00-\u9fff"


def prose(language: str) -> list[tuple[str, str]]:
    """Each chapter's own words, with titles of figures and descriptions of pictures."""
    found = []
    for path in chapters(language):
        chapter = pages.read(path)
        texts = [chapter.title, chapter.abstract]
        for part in pages.walk(chapter.parts):
            if part.kind == "text":
                texts.append(part.text)
            elif part.kind in ("figure", "picture"):
                texts.append(part.arguments[-1])
        text = re.sub(r"`[^`]*`|\$[^$]*\$", " ", "\n".join(texts))
        found.append((path.name, re.sub(r"\]\([^)]*\)", "]", text)))
    return found


def misspelt(text: str) -> list[str]:
    """Words that neither aspell nor the book's list knows."""
    known = set((BOOK / "words.txt").read_text(encoding="utf-8").split())
    done = subprocess.run(
        ["aspell", "list", "--lang=en", "--encoding=utf-8", "--mode=none"], input=text, text=True, capture_output=True,
        check=True)
    return sorted(set(done.stdout.split()) - known)


def formulas_without_code(parts: list[pages.Part], beside: bool = False) -> bool:
    """Whether a formula that stands alone has no code in its pair."""
    for part in parts:
        if part.kind == "math" and not beside:
            return True
        has_code = part.kind == "pair" and any(inner.kind == "code" for inner in part.parts)
        if formulas_without_code(part.parts, has_code):
            return True
    return False


def stale_numbers(language: str) -> list[str]:
    """Numbers of three and more decimals in the text that neither this chapter nor one before it prints or has in its code."""
    found, shown = [], ""
    for path in chapters(language):
        parts = list(pages.walk(pages.read(path).parts))
        shown += "\n".join(part.text for part in parts if part.kind in ("code", "output"))
        text = " ".join(part.text for part in parts if part.kind == "text")
        found += [
            f"{language}/{path.name}: nothing printed {number}" for number in re.findall(r"\d+\.\d{3,}", text)
            if number not in shown and number not in COMPUTED]
    return found


def first_commands(language: str) -> list[str]:
    """The commands that chapters 1 to 7 show."""
    return [
        part.arguments[0] for path in chapters(language)[:7] for part in pages.walk(pages.read(path).parts)
        if part.kind == "command"]


def main() -> int:
    """Checks all pages."""
    problems = []
    if shutil.which("aspell"):
        problems += [f"en/{name}: {word}" for name, text in prose("en") for word in misspelt(text)]
    else:
        print("aspell is not there: spelling is left out", file=sys.stderr)
    for name, text in prose("zh"):
        # Between Chinese characters stand Chinese marks.
        for found in re.finditer(rf"[{HAN}][,;:?!]|[{HAN}]\.(?!\d)|[,;:?!][{HAN}]", text):
            problems.append(f"zh/{name}: {text[max(0, found.start() - 8):found.end() + 8]!r}")
    # Each language shows the same programs, outputs and figures, in the same order.
    shown = {}
    for language in LANGUAGES:
        for path in chapters(language):
            parts = [
                (part.kind, part.arguments[:-1] if part.kind in ("figure", "picture") else part.arguments,
                 re.sub(r"\\text\{[^}]*\}|\s", "", part.text))
                for part in pages.walk(pages.read(path).parts) if part.kind not in ("text", "pair", "note")]
            shown.setdefault(path.name, []).append(parts)
    problems += [f"{name}: the languages show other things" for name, parts in shown.items() if parts[0] != parts[1]]
    # By the fifth command a newcomer has trained a model and looked at it.
    five = list(commands())[:5]
    for language in LANGUAGES:
        problems += stale_numbers(language)
        if first_commands(language) != five:
            problems.append(f"{language}: chapters 1 to 7 show {first_commands(language)}, not the commands {five}")
    problems += [
        f"{language}/{path.name}: no code beside a formula" for language in LANGUAGES for path in chapters(language)
        if formulas_without_code(pages.read(path).parts)]
    for problem in problems:
        print(f"book: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
