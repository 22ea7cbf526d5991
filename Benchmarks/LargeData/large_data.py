"""Fits to more data than memory: the same bits, how much memory and time they take, and how well that was said before.

    python large_data.py SOFTMAX FOLDER [--quick] [--rounds 3]

FOLDER is on a disk and gets the data: 5.3 GB, with --quick a tenth of it. Each data set is fitted in turns: without a limit,
and within 400 MB (with --quick 100 MB). A table is fitted within the limit once more before that, with an empty cache.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
from pathlib import Path

import numpy as np

# Rows, features, classes, type: what a fit says that it will take is held against what it took.
SHAPES = [
    (400_000, 50, 3, "f4"), (200_000, 100, 10, "f4"), (100_000, 300, 2, "f4"), (50_000, 768, 10, "f4"),
    (60_000, 784, 10, "u1"), (300_000, 64, 50, "f4"), (1_000_000, 20, 5, "f4"), (30_000, 1500, 4, "f4"),
    (150_000, 200, 10, "f8"), (80_000, 400, 100, "f4"),
]


def labels(rows, weights, generator):
    """Labels drawn by a softmax regression, which has an optimum."""
    logits = rows @ weights.T
    return (logits + generator.gumbel(size=logits.shape)).argmax(axis=1)


def make_array(path, rows, features, classes, kind, seed):
    if path.exists():
        return
    generator = np.random.default_rng(seed)
    weights = generator.normal(0, 2 / np.sqrt(features), (classes, features)).astype(np.float32)
    array = np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=(rows, features))
    found = np.empty(rows, np.int64)
    for first in range(0, rows, 50_000):
        part = generator.standard_normal((min(50_000, rows - first), features), dtype=np.float32)
        found[first:first + len(part)] = labels(part, weights, generator)
        array[first:first + len(part)] = np.clip(part * 60 + 100, 0, 255) if kind == "u1" else part
    array.flush()
    np.save(path.with_name(path.stem + "_y.npy"), found)


def make_table(path, rows):
    if path.exists():
        return
    generator = np.random.default_rng(1)
    weights = generator.normal(0, 0.3, (5, 100))
    with path.open("w") as file:
        file.write(",".join(f"x{i}" for i in range(100)) + ",label\n")
        for first in range(0, rows, 20_000):
            part = np.round(generator.standard_normal((min(20_000, rows - first), 100)), 5)
            cells = np.char.mod("%.5f", part).tolist()
            found = labels(part, weights, generator)
            file.write("".join(",".join(row) + f",c{label}\n" for row, label in zip(cells, found)))


class Fit:
    """A run of `softmax train`, with what it said before and what it took."""

    def __init__(self, softmax, arguments):
        run = subprocess.run([softmax, "train", *arguments, "--json"], capture_output=True, text=True)
        if run.returncode != 0:
            raise SystemExit(f"softmax train {' '.join(arguments)} failed: {run.stderr}")
        result = json.loads(run.stdout)
        self.hash = result["weightsSHA256"]
        self.seconds = result["seconds"]["total"]
        self.peak = result["peakMemoryBytes"] / 2**20
        said = re.search(r"in all (\d+) (MiB|GiB) of", run.stderr)
        self.said = int(said[1]) * (1024 if said[2] == "GiB" else 1) if said else None


def compare(softmax, name, arguments, limit, cache, rounds):
    """One line for a data set: medians over rounds in which both fits take turns."""
    limited = [*arguments, "--max-memory", limit, "--cache-dir", str(cache)]
    shutil.rmtree(cache, ignore_errors=True)
    cold = Fit(softmax, limited)
    pairs = [(Fit(softmax, arguments), Fit(softmax, limited)) for _ in range(rounds)]
    hashes = {cold.hash} | {fit.hash for pair in pairs for fit in pair}
    if len(hashes) > 1:
        raise SystemExit(f"{name}: the weights differ: {hashes}")
    free = statistics.median(free.seconds for free, _ in pairs)
    held = statistics.median(held.seconds for _, held in pairs)
    ratio = statistics.median(held.seconds / free.seconds for free, held in pairs)
    peaks = max(held.peak for _, held in pairs + [(None, cold)]), max(free.peak for free, _ in pairs)
    print(f"{name:<34} {free:7.2f} s {peaks[1]:7.0f} MiB | first {cold.seconds:7.2f} s, then {held:7.2f} s "
          f"{peaks[0]:7.0f} MiB | {ratio:5.2f} times, the same bits", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("softmax")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    rows, limit = (130_000, "100MB") if given.quick else (1_300_000, "400MB")
    folder = given.folder / ("quick" if given.quick else "whole")
    folder.mkdir(parents=True, exist_ok=True)
    make_table(folder / "table.csv", rows)
    make_array(folder / "array.npy", rows, 800, 10, "f4", 0)
    array = [str(folder / "array.npy"), "--labels", str(folder / "array_y.npy")]
    print(f"{'':<34} {'without a limit':>20} | within {limit}")
    for name, arguments in [
        (f"table, {rows} x 100, 5 classes", [str(folder / "table.csv")]),
        (f"array, {rows} x 800, 10 classes", array),
        ("the same by sgd, 2 epochs", [*array, "--solver", "sgd", "--epochs", "2"]),
    ]:
        if given.quick and "sgd" in name:
            # A block of 256 MiB is more than this limit.
            continue
        compare(given.softmax, name, arguments, limit, folder / "cache", given.rounds)
    print(f"\n{'said before / measured, within 2 GB':<44} said  measured")
    for index, (rows, features, classes, kind) in enumerate(SHAPES):
        path = folder / f"shape{index}.npy"
        make_array(path, rows, features, classes, kind, index)
        fit = Fit(given.softmax, [
            str(path), "--labels", str(path.with_name(path.stem + "_y.npy")), "--max-memory", "2GB",
            "--cache-dir", str(folder / "cache"), "--max-iterations", "40"])
        print(f"{rows} x {features} {kind}, {classes} classes".ljust(40)
              + f"{fit.said:6} MiB {fit.peak:6.0f} MiB  {fit.said / fit.peak:5.2f}", flush=True)


if __name__ == "__main__":
    main()
