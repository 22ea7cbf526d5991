#!/usr/bin/env python3
"""Runs the book's programs and commands, and compares what they print and draw with Book/Outputs.

outputs.py BUILD [--record], where BUILD is the folder of the built programs, .build/debug; --record writes Book/Outputs.
Whatever needs Fashion-MNIST is left out, aloud, where that is not there and cannot be fetched.
"""

import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "tools"))

from material import OUTPUTS, ROOT, commands  # noqa: E402

# What the programs draw and compute for figures, by the program.
FILES = {
    "ReadingFashionMNIST": ["fashion-samples.png"],
    "LookingAtAModel": [
        "fashion-weights.png", "fashion-confusion.svg", "fashion-surest-errors.png", "contributions.json"],
    "LearningRates": ["surface.json", "rates.json"],
    "predict": ["predictions.png"],
    "weights": ["weights.png"],
}
FASHION_PROGRAMS = {"ReadingFashionMNIST", "LookingAtAModel", "SideBySide"}
# CI runs `make install` for the README; here it would build the command a second time.
NOT_RUN = {"install"}


def timeless(text: str) -> str:
    """Without what differs from run to run: times."""
    return re.sub(r",? in [0-9.]+ s\.$", ".", text, flags=re.M)


class Run:
    """One run of everything, in a folder of its own."""

    def __init__(self, build: pathlib.Path, folder: pathlib.Path, records: bool):
        self.folder, self.build, self.records = folder, build, records
        self.environment = dict(os.environ, PATH=f"{build}:{os.environ['PATH']}", NO_COLOR="1", COLUMNS="100")
        self.problems: list[str] = []
        os.symlink(ROOT / "Documentation", folder / "Documentation")

    def has_fashion(self) -> bool:
        """Whether Fashion-MNIST is there, fetched if need be."""
        return self.start(["softmax", "datasets", "fetch", "fashion-mnist"]).returncode == 0

    def start(self, arguments: list[str] | str) -> subprocess.CompletedProcess:
        """Runs something to its end."""
        return subprocess.run(
            arguments, shell=isinstance(arguments, str), cwd=self.folder, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def one(self, name: str, arguments: list[str] | str, kept: pathlib.Path):
        """Runs a program or command and compares its output and files."""
        began = time.monotonic()
        done = self.start(arguments)
        if done.returncode:
            self.problems.append(f"{name} ended with {done.returncode}:\n{done.stdout}")
            return
        print(f"{name}: {time.monotonic() - began:.1f} s")
        made = self.folder / f"{name}.printed"
        made.write_text(timeless(done.stdout), encoding="utf-8")
        self.compare(name, made, kept)
        for file in FILES.get(name, []):
            self.compare(name, self.folder / file, OUTPUTS / file)

    def compare(self, name: str, made: pathlib.Path, kept: pathlib.Path):
        """Compares a file with the one that the book shows, or puts it there."""
        if self.records:
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, kept)
        elif not kept.is_file():
            self.problems.append(f"{name}: {kept.relative_to(ROOT)} is not there")
        elif not filecmp.cmp(made, kept, shallow=False):
            difference = "binary files"
            if kept.suffix == ".txt":
                difference = subprocess.run(["diff", kept, made], text=True, capture_output=True, check=False).stdout
            self.problems.append(f"{name}: not what {kept.relative_to(ROOT)} says:\n{difference}")


def main(arguments: list[str]) -> int:
    """Runs everything."""
    records = "--record" in arguments
    build = pathlib.Path(arguments[0]).resolve()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="softmax-book-") as folder:
        run = Run(build, pathlib.Path(folder), records)
        fashion = run.has_fashion()
        left_out = []
        for path in sorted((ROOT / "Snippets/Book").glob("*.swift")):
            if path.stem in FASHION_PROGRAMS and not fashion:
                left_out.append(path.stem)
            else:
                run.one(path.stem, [str(build / path.stem)], OUTPUTS / f"{path.stem}.txt")
        for name, command in commands().items():
            if name in NOT_RUN:
                continue
            if "fashion" in command and not fashion:
                left_out.append(command)
            else:
                run.one(name, command, OUTPUTS / "commands" / f"{name}.txt")
    if left_out:
        print("Fashion-MNIST is not there and cannot be fetched. Left out:", ", ".join(left_out))
    print(f"all programs and commands: {time.monotonic() - began:.0f} s")
    for problem in run.problems:
        print(f"book: {problem}", file=sys.stderr)
    return 1 if run.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
