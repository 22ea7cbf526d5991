"""SciPy's L-BFGS on the sums of several MPI processes: peer.py FOLDER L2 TARGET.

Each process has its share of the rows in Float64, as SciPy's users would, and one thread. F is the mean log loss and
L2 / 2 times the squared weights, the bias left out. Rank 0 prints, as JSON, the seconds until F was at most TARGET (null
where it never was), the evaluations until then and the last F. Reading the rows is not timed.
"""

import json
import sys
import time

import numpy as np
from mpi4py import MPI
from scipy.optimize import minimize

folder, l2, target = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
world = MPI.COMM_WORLD
rows = np.load(f"{folder}/rows.npy", mmap_mode="r")
labels = np.load(f"{folder}/labels.npy")
first, end = len(rows) * world.rank // world.size, len(rows) * (world.rank + 1) // world.size
own, classes = np.asarray(rows[first:end], dtype=np.float64), labels[first:end]
count, class_count = len(rows), int(labels.max()) + 1
weight_count = class_count * own.shape[1]
truth = np.zeros((len(own), class_count))
truth[np.arange(len(own)), classes] = 1


def value_and_gradient(point):
    """F and its gradient, of all processes."""
    weights = point[:weight_count].reshape(class_count, -1)
    logits = own @ weights.T + point[weight_count:]
    logits -= logits.max(axis=1, keepdims=True)
    exponents = np.exp(logits)
    sums = exponents.sum(axis=1, keepdims=True)
    losses = (np.log(sums[:, 0]) - logits[np.arange(len(own)), classes]).sum()
    residuals = exponents / sums - truth
    found = np.concatenate([(residuals.T @ own).ravel(), residuals.sum(axis=0), [losses]])
    world.Allreduce(MPI.IN_PLACE, found)
    found /= count
    gradient = found[:-1]
    gradient[:weight_count] += l2 * point[:weight_count]
    return found[-1] + l2 / 2 * float(point[:weight_count] @ point[:weight_count]), gradient


class Reached(Exception):
    """F is low enough."""


evaluations = 0
lowest = np.inf


def followed(point):
    """As `value_and_gradient`; ends once F is low enough."""
    global evaluations, lowest
    value, gradient = value_and_gradient(point)
    evaluations += 1
    lowest = min(lowest, value)
    if value <= target:
        raise Reached
    return value, gradient


start = np.zeros(weight_count + class_count)
value_and_gradient(start)
world.Barrier()
began = time.perf_counter()
reached = False
try:
    minimize(followed, start, jac=True, method="L-BFGS-B", options={"maxiter": 5000, "maxfun": 6000, "ftol": 0, "gtol": 0})
except Reached:
    reached = True
seconds = time.perf_counter() - began
if world.rank == 0:
    print(json.dumps({"seconds": seconds if reached else None, "evaluations": evaluations, "lowest": lowest}))
