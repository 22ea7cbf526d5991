"""Case k: an L1 path of 100 penalties beside R's glmnet, on five of mlbench's sets.

From the smallest penalty that leaves no weight down to a ten-thousandth of it, the same 100 values for both, columns at
mean 0 and deviation 1, every fit from the one before; no folds. Ours end at a gap of 1e-4, the default of sweeps;
glmnet at its own default. F of glmnet's coefficients is computed in Float64. At some of the penalties ours is held
against an optimum that is certified to 1e-8 and whose F NumPy confirms. Needs Rscript, glmnet and mlbench; setup.sh
says how.
"""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np

import inputs
import reference
from measure import Contestant, Measurement, Mismatch, Quantity, time_text
from ours import THREADS, Ours, threads_text

TITLE = "an L1 path of 100 penalties beside glmnet"

SETS = ("vehicle", "vowel", "dna", "satellite", "letter")
COUNT = 100
SMALLEST = 1e-4
TOLERANCE = 1e-4
# Penalties, by their place, whose optimum is certified.
CHECKED = (30, 60, 99)
CERTIFIED = 1e-8
BAR = 2
ROUND_LIMIT = 3
SCRIPT = Path(__file__).with_name("glmnet_path.R")
# The script's exit status where R has no such package.
MISSING = 69


class Missing(Exception):
    """R, or one of its packages, is not there."""


def run(settings):
    """Yields the table's rows."""
    with Ours(settings.peer_rounds) as ours:
        for name in SETS[:1] if settings.quick else SETS:
            folder = Path(settings.work_folder) / f"path-{name}"
            try:
                yield _rows(settings, ours, name, folder, *export(name, folder))
            except Missing as missing:
                _say(f"left out: {missing}; Benchmarks/Peers/setup.sh says how to install it")
                return


def export(name, folder):
    """One of mlbench's sets, as rows and labels, which lie in `folder` too."""
    folder.mkdir()
    shape = _r("export", name, folder)
    rows = np.fromfile(folder / "rows", "<f4").reshape(shape["rows"], shape["columns"]).astype(np.float64)
    return rows, np.fromfile(folder / "labels", "<u4").astype(np.int64)


def _rows(settings, ours, name, folder, rows, labels):
    class_count = int(labels.max()) + 1
    strengths = _strengths(rows, labels)
    (folder / "strengths").write_text("".join(f"{strength!r}\n" for strength in strengths))
    deviations = rows.std(axis=0)
    data = folder, rows.shape[1]

    def objective(strength, weights, bias):
        penalty = strength * float(np.abs(weights * deviations).sum())
        return reference.objective(rows, labels, weights, bias, 0) + penalty

    optima = {}
    for place in CHECKED:
        figures = ours.ask(
            "sparse-optimum", *data, THREADS[-1], strengths[place], "standardised", CERTIFIED,
            folder / "optimum.safetensors")
        weights, bias = inputs.read_model(folder / "optimum.safetensors")
        value = objective(strengths[place], weights, bias)
        if not abs(value - figures["objective"]) <= 1e-7 * value:
            raise Mismatch(f"k: {name}: we say {figures['objective']!r}, NumPy says {value!r}")
        if not 0 <= figures["certifiedGap"] <= CERTIFIED * value:
            gap = figures["certifiedGap"] / value
            raise Mismatch(f"k: {name}, penalty {place}: the certified gap is {gap:.1e} of F")
        optima[place] = value, figures["certifiedGap"]

    found = {}

    def own(threads):
        figures = ours.ask("path", *data, threads, TOLERANCE, folder / "strengths")
        found["ours"] = np.array([figures[f"objective{place}"] for place in range(COUNT)])
        found["passes"] = sum(figures[f"passes{place}"] for place in range(COUNT))
        for place, (optimum, _) in optima.items():
            gap = found["ours"][place] / optimum - 1
            # An estimate may be half of what there is; columns lie there as Float32, which moves F by 1e-7 of itself.
            if not -1e-6 <= gap <= 2 * TOLERANCE:
                raise Mismatch(f"k: {name}: our path is {gap:.1e} from the optimum at penalty {place}")
        return figures | {"last": found["ours"][-1]}

    def theirs():
        figures = _r("fit", folder, folder / "strengths", folder / "coefficients")
        shares = np.fromfile(folder / "coefficients").reshape(COUNT, class_count, 1 + rows.shape[1])
        found["theirs"] = np.array([
            objective(strength, part[:, 1:], part[:, 0]) for strength, part in zip(strengths, shares, strict=True)])
        return figures | {"last": found["theirs"][-1]}

    contestants = [
        Contestant(threads_text(count), lambda count=count: own(count), ours=True) for count in THREADS
    ] + [Contestant("glmnet, 1 thread", theirs)]
    # Either side may be as far from the optimum as its own rule lets it.
    measurement = Measurement(
        f"k: {name}, {rows.shape[0]} x {rows.shape[1]} x {class_count}", contestants, {"last": 1e-2},
        relative=frozenset({"last"}),
        quantities=(
            Quantity("seconds", time_text), Quantity("cpuSeconds", time_text, suffix=": CPU"),
            Quantity("last", "{:.9g}".format, suffix=": F at the last penalty")))
    taken = measurement.take(min(settings.rounds, ROUND_LIMIT), warm_up=False)
    _tell(name, measurement, found, optima)
    return taken


def _tell(name, measurement, found, optima):
    """What the table has no column for."""
    ratios = [
        theirs["cpuSeconds"] / own["cpuSeconds"] for theirs, own in
        zip(measurement.figures["glmnet, 1 thread"], measurement.figures[threads_text(THREADS[0])], strict=True)]
    lower = int((found["ours"] <= found["theirs"]).sum())
    worst = float((found["ours"] / found["theirs"] - 1).max()), float((found["theirs"] / found["ours"] - 1).max())
    _say(f"{name}: glmnet's CPU time is {np.median(ratios):.1f} times ours on 1 thread; the bar of {BAR} is "
         f"{'met' if np.median(ratios) >= BAR else 'missed'}")
    _say(f"{name}: our F is the lower one at {lower} of {COUNT} penalties; at most {worst[0]:.1e} above glmnet's, "
         f"glmnet's at most {worst[1]:.1e} above ours; {found['passes']:.0f} passes for the path")
    for place, (optimum, gap) in optima.items():
        _say(f"{name}, penalty {place}: ours {found['ours'][place] / optimum - 1:.1e}, glmnet's "
             f"{found['theirs'][place] / optimum - 1:.1e} above the optimum {optimum:.10g}, certified to "
             f"{gap / optimum:.0e}")


def _strengths(rows, labels):
    """From the smallest that leaves no weight, in equal ratios."""
    count = len(labels)
    columns = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    targets = np.eye(int(labels.max()) + 1)[labels]
    largest = float(np.abs(columns.T @ (targets - targets.mean(axis=0))).max()) / count
    return np.geomspace(largest, SMALLEST * largest, COUNT).tolist()


def _r(*words):
    """What the script says."""
    if shutil.which("Rscript") is None:
        raise Missing("there is no Rscript")
    ended = subprocess.run(["Rscript", "--vanilla", SCRIPT, *map(str, words)], stdout=subprocess.PIPE, text=True)
    if ended.returncode == MISSING:
        raise Missing(ended.stdout.strip())
    ended.check_returncode()
    return json.loads(ended.stdout)


def _say(text):
    """A line between the table's."""
    print(f"<!-- k: {text} -->", flush=True)
