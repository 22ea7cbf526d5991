"""Fits by several processes: several_processes.py SOFTMAX FOLDER [--quick] [--rounds N].

Made data of two shapes, four files each. In turns, round by round: one process with two threads, two processes with one
thread each, and SciPy's L-BFGS over mpi4py on two processes, to the same objective. Then what `softmax scale` foresees of a
pass, beside what a pass takes. Medians; times are those of the fits, without reading.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

import numpy as np

# The shapes: rows, features, classes.
SHAPES = {"60000 x 784 x 10": (60_000, 784, 10), "50000 x 768 x 100": (50_000, 768, 100)}
L2 = 1e-4
# Both sides stop within this share of the optimum.
GAP = 1e-6
FILES = 4


def launcher():
    """Open MPI's launcher for two processes, without its habit of binding each to one core."""
    return ["mpirun.openmpi", "--allow-run-as-root", "--bind-to", "none", "--oversubscribe", "-n", "2"]


def make(folder, rows, features, classes):
    """Writes the rows as one array for the peer and as tables for us; the same numbers of three digits."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "labels.npy").exists():
        return
    random = np.random.default_rng(5)
    centres = random.random((classes, features), dtype=np.float32)
    labels = random.integers(0, classes, rows)
    values = 0.15 * centres[labels] + 0.85 * random.random((rows, features), dtype=np.float32)
    thousandths = np.round(values * 1000).astype(np.int32)
    np.save(folder / "rows.npy", (thousandths / 1000).astype(np.float32))
    names = ",".join(f"x{j}" for j in range(features)) + ",label\n"
    text = np.array([f"{number / 1000:g}" for number in range(1001)])
    for part in range(FILES):
        with open(folder / f"part-{part}.csv", "w", encoding="ascii") as file:
            file.write(names)
            for row in range(rows * part // FILES, rows * (part + 1) // FILES):
                file.write(",".join(text[thousandths[row]]) + f",{labels[row]}\n")
    np.save(folder / "labels.npy", labels)


def train(softmax, folder, threads, tolerance, prefix=()):
    """What the command says of a fit."""
    command = [
        *prefix, softmax, "train", str(folder / "part-*.csv"), "--solver", "lbfgs", "--l2", repr(L2), "--no-standardize",
        "--tolerance", repr(tolerance), "--threads", str(threads), "--json", "--quiet"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def peer(folder, target):
    """What the peer says of a fit by two processes of one thread."""
    environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    command = [
        *launcher(), sys.executable, str(pathlib.Path(__file__).with_name("peer.py")), str(folder), repr(L2), repr(target)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment)
    return json.loads(done.stdout)


def pass_seconds(fit):
    """What a pass and its step take: the median over the iterations, of which the last few may be in Float64."""
    history = fit["history"]
    return statistics.median(
        (after["seconds"] - before["seconds"]) / (after["passes"] - before["passes"])
        for before, after in zip(history, history[1:]) if after["passes"] > before["passes"])


def foreseen(softmax, shape):
    """What `softmax scale` foresees of a pass, on one process and on two."""
    rows, features, classes = shape
    command = [
        *launcher(), softmax, "scale", "--rows", str(rows), "--features", str(features), "--classes", str(classes), "--ranks",
        "1,2", "--threads", "1", "--json", "--quiet"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return [forecast["passSeconds"] for forecast in json.loads(done.stdout)["forecasts"]]


def main():
    """Measures all shapes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("softmax")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="the first shape alone, one round")
    parser.add_argument("--rounds", type=int, default=3)
    settings = parser.parse_args()
    shapes = dict(list(SHAPES.items())[:1]) if settings.quick else SHAPES
    rounds = 1 if settings.quick else settings.rounds
    print(f"load {os.getloadavg()[0]:.1f}; {rounds} rounds; to {GAP:g} of the optimum", flush=True)
    for name, shape in shapes.items():
        folder = settings.folder / re.sub(r"\W+", "-", name)
        make(folder, *shape)
        best = train(settings.softmax, folder, 2, 1e-9)
        target = best["objective"] * (1 + GAP)
        one, two, theirs = [], [], []
        for _ in range(rounds):
            one.append(train(settings.softmax, folder, 2, GAP))
            two.append(train(settings.softmax, folder, 1, GAP, launcher()))
            if one[-1]["weightsSHA256"] != two[-1]["weightsSHA256"]:
                sys.exit("two processes found other weights than one")
            theirs.append(peer(folder, target))
            if theirs[-1]["seconds"] is None:
                sys.exit(f"the peer never reached {target!r}: {theirs[-1]}")
        seconds = [[fit["seconds"]["train"] for fit in fits] for fits in (one, two)]
        others = [fit["seconds"] for fit in theirs]
        ratio = statistics.median(a / b for a, b in zip(*seconds))
        times = statistics.median(b / a for a, b in zip(seconds[1], others))
        passes = one[0]["passes"]
        print(f"\n{name}, objective {best['objective']:.6f}")
        print(f"  one process, two threads      {statistics.median(seconds[0]):8.2f} s, {passes} passes")
        print(f"  two processes, one thread     {statistics.median(seconds[1]):8.2f} s, {ratio:.2f} of its speed")
        print(
            f"  mpi4py and SciPy's L-BFGS     {statistics.median(others):8.2f} s, {theirs[0]['evaluations']} evaluations: "
            f"{times:.1f} times ours")
        alone, shared = foreseen(settings.softmax, shape)
        single = train(settings.softmax, folder, 1, GAP)
        print(
            f"  a pass, foreseen and seen     one process {1e3 * alone:.1f} and "
            f"{1e3 * pass_seconds(single):.1f} ms, two {1e3 * shared:.1f} and "
            f"{1e3 * statistics.median(map(pass_seconds, two)):.1f} ms", flush=True)


if __name__ == "__main__":
    main()
