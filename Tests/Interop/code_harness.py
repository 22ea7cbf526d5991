"""What the checks of exports that are code have in common."""

import pathlib
import re
import subprocess

import numpy


def folder(context, name):
    path = pathlib.Path(context.folder) / name
    path.mkdir(exist_ok=True)
    return path


def cell(value):
    """A cell as a word: `-` where it is missing, a number, or `h` and the bytes of a text in hexadecimal digits."""
    if value is None or value != value:
        return "-"
    return "h" + value.encode().hex() if isinstance(value, str) else repr(float(value))


def rows(frame, names):
    """The rows of a table, a line each, cells with tabs between them."""
    lines = ["\t".join(cell(value) for value in row) for row in frame[names].itertuples(index=False)]
    return ("\n".join(lines) + "\n").encode()


def members(header):
    """The members of the struct in a header: their names in C, whether they are texts, and the columns' names."""
    found = re.findall(r"^  (double |const char \*)(\w+); // [^\n]*missing: (.*)$", header, re.MULTILINE)
    return [(member, kind != "double ", name) for kind, member, name in found]


def properties(source):
    """The properties of the struct in a Swift file: their names, their types, and the columns' names."""
    found = re.findall(r"^    /// \| (.*)\n    var (\w+): (\w+)\? = nil$", source, re.MULTILINE)
    return [(member, kind, name) for name, member, kind in found]


def run(command, given, folder):
    """Runs a program that prints a line a sample: the probabilities, and the class's name behind them."""
    result = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, cwd=folder)
    probabilities, labels = [], []
    for line in result.stdout.decode().splitlines():
        words = line.split(" ")
        numbers = []
        while words and re.fullmatch(r"[-+0-9.e]+|nan", words[0], re.IGNORECASE) and len(words) > 1:
            numbers.append(float(words.pop(0)))
        probabilities.append(numbers)
        labels.append(" ".join(words))
    return numpy.array(probabilities), labels
