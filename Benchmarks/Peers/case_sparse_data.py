"""Case o: sparse features, time and peak memory to within 1e-3 of the optimum, at scikit-learn's C = 1 and 100.

scikit-learn's solvers have no callback: each is run anew for each number of iterations, and the first run that is near
enough counts. The optimum is ours, certified to 1e-7; both sides read the same files, in processes of their own.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import scipy.sparse

import sparse_inputs
from measure import Contestant, Measurement, Mismatch, Quantity, memory_text, time_text

TITLE = "sparse data to 1e-3 of the optimum"

GAP = 1e-3
STRENGTHS = (1, 100)
SOLVERS = {
    "sag": (5, 10, 20, 40, 80, 160, 320), "saga": (5, 10, 20, 40, 80, 160, 320),
    "newton-cg": (3, 5, 8, 12, 18), "lbfgs": (10, 20, 40, 80, 160, 320),
}


def run(settings):
    """Yields the table's rows."""
    for shape in (sparse_inputs.NEWSGROUPS, sparse_inputs.RCV1):
        matrix, classes = sparse_inputs.made(shape)
        paths = (f"{settings.work_folder}/sparse.npz", f"{settings.work_folder}/sparse_labels.npy")
        scipy.sparse.save_npz(paths[0], matrix)
        np.save(paths[1], classes)
        print(f"\n{shape.name}: {matrix.shape[0]} x {matrix.shape[1]}, {matrix.nnz} entries\n", flush=True)
        for is_l1 in (False, True):
            for c in STRENGTHS[:1] if settings.quick else STRENGTHS:
                yield _measured(settings, shape, paths, c, is_l1)


def _measured(settings, shape, paths, c, is_l1):
    strength = 1 / (c * shape.samples)
    best = _ours(settings.command, paths, strength, is_l1, 1e-7)["objective"]
    ours = Contestant("ours", lambda: _checked(_ours(settings.command, paths, strength, is_l1, GAP), best), ours=True)
    solvers = {"saga": SOLVERS["saga"]} if is_l1 else SOLVERS
    peers = [
        Contestant(
            f"scikit-learn {solver}",
            lambda solver=solver, counts=counts: _peer(paths, solver, c, is_l1, counts, best))
        for solver, counts in solvers.items()
    ]
    quantities = (
        Quantity("seconds", lambda value: time_text(value) if np.isfinite(value) else "not reached"),
        Quantity("memory", memory_text, suffix=", peak memory"))
    name = f"o: {shape.name}, {'L1, ' if is_l1 else ''}C = {c}"
    return Measurement(name, [ours, *peers], {}, quantities=quantities).take(min(settings.rounds, 3), warm_up=False)


def _ours(command, paths, strength, is_l1, tolerance):
    """What the command says of a fit, and the process's peak memory."""
    penalty = ["--l1", repr(strength)] if is_l1 else ["--l2", repr(strength)]
    found = subprocess.run(
        [sys.executable, Path(__file__).with_name("timed_process.py"), command, "train", paths[0], "--labels", paths[1],
         *penalty, "--tolerance", repr(tolerance), "--json"], stdout=subprocess.PIPE, check=True)
    figures = json.loads(found.stdout)
    if figures["status"] != 0:
        raise RuntimeError(f"softmax train: {figures['output']}")
    output = figures["output"]
    document = json.loads(output[output.index("{"):output.rindex("}") + 1])
    return {
        "seconds": document["seconds"]["train"], "memory": figures["peakBytes"], "objective": document["objective"]}


def _checked(figures, optimum):
    if not figures["objective"] / optimum - 1 <= GAP:
        raise Mismatch(f"we ended {figures['objective'] / optimum - 1:.1e} above the optimum")
    return figures


def _peer(paths, solver, c, is_l1, counts, optimum):
    """The shortest run that is near enough; infinite where none is."""
    for count in counts:
        found = subprocess.run(
            [sys.executable, Path(__file__).with_name("sparse_peer.py"), *paths, solver, "1.0" if is_l1 else "0.0",
             repr(c), str(count)], stdout=subprocess.PIPE, check=True)
        figures = json.loads(found.stdout)
        gap = figures["objective"] / optimum - 1
        print(f"{solver}, {count} iterations: {figures['seconds']:.1f} s, gap {gap:.2e}", flush=True)
        if gap <= GAP:
            return figures
    return {"seconds": float("inf"), "memory": figures["memory"], "objective": figures["objective"]}
