"""Case i: reading a delimited text to Float32 numbers and codes of categories, one core, a process each.

Two made tables: numbers alone, with all the digits that Python's repr gives them; and numbers with missing cells beside
categories, quoted text and a boolean. Memory is the peak less what the process held before it began, after its imports.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import inputs
from measure import SECONDS, Contestant, Measurement, Quantity, memory_text

TITLE = "reading tables, time and memory on one core"

NUMBERS_SHAPE = (1_000_000, 20)
MIXED_ROWS = 200_000
READERS = {
    "pandas, C engine": "pandas", "pandas, C engine, round_trip": "pandas-round-trip", "polars, 1 thread": "polars"}

# Sums of Float32 in orders of their own; pandas' default is off by units in the last place of Float64.
TOLERANCE = 1e-6

COLOURS = ("red", "green", "blue", "light grey")
TOWNS = tuple(f"town {number}" for number in range(200))
DEVICES = ("phone", "tablet", "desk", "other")
REMARKS = tuple(f'"said ""{word}"", then left, number {number}"' for number in range(10) for word in ("yes", "no", "hm"))
LABELS = ("stays", "leaves", "returns")


def run(settings):
    """Yields the table's rows."""
    folder = Path(settings.work_folder)
    share = 10 if settings.quick else 1
    rows, columns = NUMBERS_SHAPE[0] // share, NUMBERS_SHAPE[1]
    _write_numbers(folder / "numbers.csv", rows, columns)
    yield _measured(settings, f"{rows} x {columns} numbers", folder / "numbers.csv", rows * columns * 4)
    rows = MIXED_ROWS // share
    _write_mixed(folder / "mixed.csv", rows)
    # Six numbers and the boolean in Float32.
    yield _measured(settings, f"{rows} rows of 6 numbers, 4 categories, 1 boolean", folder / "mixed.csv", rows * 7 * 4)


def _measured(settings, title, path, matrix_bytes):
    theirs = str(Path(__file__).with_name("read_table.py"))
    contestants = [
        Contestant("ours", _process([settings.peer_rounds], f"table {path}\n"), ours=True),
        *(Contestant(name, _process([sys.executable, theirs, reader, str(path)], ""))
          for name, reader in READERS.items()),
    ]
    agreed = [name for name in contestants[0].run() if name.split()[0] in ("rows", "mean", "share")]

    def held_text(byte_count):
        return f"{memory_text(byte_count)} = {byte_count / matrix_bytes:.2f} matrices"

    title = f"i: {title}, {path.stat().st_size / 1e6:.0f} MB of text"
    return Measurement(
        title, contestants, dict.fromkeys(agreed, TOLERANCE),
        quantities=(SECONDS, Quantity("heldBytes", held_text, suffix=", memory"))).take(settings.rounds)


def _process(command, requests):
    # -S and -I: the runner starts without the environment's packages.
    runner = [sys.executable, "-S", "-I", str(Path(__file__).with_name("timed_process.py")), "--one-core"]

    def work():
        ran = subprocess.run(
            runner + command, input=requests, stdout=subprocess.PIPE, text=True, check=True,
            env={**os.environ, "POLARS_MAX_THREADS": "1"})
        taken = json.loads(ran.stdout)
        if taken["status"] != 0:
            raise RuntimeError(f"{command} ended with {taken['status']}:\n{taken['output']}")
        figures = json.loads(taken["output"])
        if "error" in figures:
            raise RuntimeError(f"{command}: {figures['error']}")
        return {**figures, "heldBytes": figures["peakBytes"] - figures["baselineBytes"]}

    return work


def _write_numbers(path, row_count, column_count, block=10_000):
    """Doubles in -1..<1, written as Python's repr writes them, and a label."""
    with open(path, "w", encoding="ascii") as file:
        file.write(",".join(f"x{column}" for column in range(column_count)) + ",label\n")
        for first in range(0, row_count, block):
            count = min(block, row_count - first)
            values = inputs.doubles(first * column_count, count * column_count).reshape(count, column_count)
            file.writelines(
                f"{','.join(map(repr, row))},{LABELS[(first + number) % 3]}\n"
                for number, row in enumerate(values.tolist()))


def _write_mixed(path, row_count):
    """Six numbers of which two have missing cells, categories, quoted text, a boolean and a label."""
    values = (inputs.doubles(1 << 42, row_count * 12) * 0.5 + 0.5).reshape(row_count, 12)
    ages, incomes = 18 + np.floor(values[:, 0] * 70), np.round(values[:, 1] * 9000, 2)
    with open(path, "w", encoding="ascii") as file:
        file.write("age,income,a,b,c,d,colour,town,device,remark,member,label\n")
        for row, age, income in zip(values.tolist(), ages.tolist(), incomes.tolist(), strict=True):
            # A tenth is missing, written in three ways.
            cells = ["" if row[4] < 0.1 else str(int(age)), ("NA", "?")[row[5] < 0.05] if row[5] < 0.1 else repr(income)]
            cells += [repr(value) for value in row[2:6]]
            cells += [
                texts[int(value * len(texts))]
                for texts, value in zip((COLOURS, TOWNS, DEVICES, REMARKS), row[6:10], strict=True)]
            cells += ["true" if row[10] < 0.3 else "false", LABELS[int(row[11] * 3)]]
            file.write(",".join(cells) + "\n")
