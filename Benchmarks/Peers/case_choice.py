"""Case m: whether a sweep at its default tolerance chooses what it would choose of exact fits.

L1 on the irises and on three of mlbench's sets, and an elastic net on raw columns; 30 penalties, five folds, ten seeds
of the folds each. The exact sweep's fits end at 1e-8. No peer takes part; R makes the tables.
"""

import csv
import json
import subprocess
from pathlib import Path

import numpy as np
from sklearn.datasets import load_iris

from case_path import Missing, export
from measure import Mismatch, Row, timed

TITLE = "the choice of a default sweep beside that of exact fits"

SWEEPS = (
    ("iris", ("--penalty", "l1")), ("glass", ("--penalty", "l1")), ("vehicle", ("--penalty", "l1")),
    ("vehicle", ("--penalty", "elastic-net", "--no-standardize")), ("vowel", ("--penalty", "l1")))
SEEDS = 10
COUNT = 30
EXACT = 1e-8
# Of all pairs of a sweep and a seed, as many may differ.
LARGEST_DIFFERENCE = 1


def run(settings):
    """Yields the table's rows."""
    different, pairs = 0, 0
    for name, penalty in SWEEPS[:1] if settings.quick else SWEEPS:
        try:
            table = _table(Path(settings.work_folder), name)
        except Missing as missing:
            print(f"<!-- m: {name} left out: {missing}; Peers/setup.sh says how to install it -->", flush=True)
            continue
        count = 2 if settings.quick else SEEDS
        chosen = {"default": [], "exact": []}
        seconds = {"default": 0.0, "exact": 0.0}
        for seed in range(count):
            for kind, options in (("default", ()), ("exact", ("--sweep-tolerance", repr(EXACT)))):
                place, taken = timed(lambda seed=seed, options=options: _chosen(
                    settings.command, table, *penalty, "--seed", str(seed), *options))
                chosen[kind].append(place)
                seconds[kind] += taken
        same = sum(a == b for a, b in zip(chosen["default"], chosen["exact"], strict=True))
        different, pairs = different + count - same, pairs + count
        case = f"m: {name}, {' '.join(penalty).replace('--', '')}"
        yield [
            Row(case, "default tolerance", f"{seconds['default']:.1f} s", f"{same} of {count} choices the same", ""),
            Row(case, f"tolerance {EXACT:g}", f"{seconds['exact']:.1f} s", "", ""),
        ]
    print(f"<!-- m: {pairs - different} of {pairs} choices are those of exact fits -->", flush=True)
    if different > LARGEST_DIFFERENCE:
        raise Mismatch(f"m: {different} of {pairs} sweeps choose what exact fits would not")


def _chosen(command, table, *options):
    """Which of the penalties."""
    ended = subprocess.run(
        [command, "tune", table, "--count", str(COUNT), "--offline", "--json", *options], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=True)
    return json.loads(ended.stdout)["chosen"]


def _table(folder, name):
    """The path of a CSV file, its label last."""
    path = folder / f"{name}.csv"
    if path.exists():
        return path
    if name == "iris":
        data = load_iris()
        rows, labels = data.data, data.target
    else:
        rows, labels = export(name, folder / f"choice-{name}")
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*(f"x{column}" for column in range(rows.shape[1])), "label"])
        writer.writerows([*map(repr, row), f"class {label}"] for row, label in zip(
            np.asarray(rows, np.float64).tolist(), labels.tolist(), strict=True))
    return path
