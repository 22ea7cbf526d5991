"""Case f: every solver's optimum on the embedded data against scikit-learn's, C = 1, bias unpenalised.

The table is of times; what is compared is F, in Float64, of what each side ends with.
"""

import json
import subprocess
import warnings

import numpy as np
from sklearn.datasets import load_digits, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from measure import Contestant, Measurement, timed

TITLE = "every solver's optimum on digits and iris"

# Ours is certified to 1e-8 of F, scikit-learn's stops by its gradient.
TOLERANCES = {"objective": 1e-7}

OUR_SOLVERS = ("auto", "lbfgs", "newton-cg", "newton-cholesky")
THEIR_SOLVERS = ("lbfgs", "newton-cg", "newton-cholesky")


def run(settings):
    """Yields the table's rows."""
    for name, data, scale in (("digits", load_digits(), 16), ("iris", load_iris(), 1)):
        features, labels = data.data / scale, data.target
        contestants = [
            Contestant(f"ours, {solver}", _ours(settings.command, name, solver, len(labels)), ours=solver == "auto")
            for solver in OUR_SOLVERS
        ]
        contestants += [
            Contestant(f"scikit-learn {solver}", _theirs(features, labels, solver)) for solver in THEIR_SOLVERS
        ]
        measurement = Measurement(
            f"f: {name}, {len(labels)} samples", contestants, TOLERANCES, relative=frozenset(TOLERANCES))
        yield measurement.take(settings.rounds)


def _ours(command, name, solver, count):
    words = [
        command, "train", f"{name}:all", "--solver", solver, "--no-standardize", "--l2", repr(1 / count), "--json"]

    def work():
        ran = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        result = json.loads(ran.stdout)
        return {"seconds": result["seconds"]["train"], "objective": result["objective"]}

    return work


def _theirs(features, labels, solver):
    def work():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = LogisticRegression(C=1.0, solver=solver, tol=1e-10, max_iter=10_000)
            _, seconds = timed(lambda: model.fit(features, labels))
        logits = features @ model.coef_.T + model.intercept_
        logits -= logits.max(axis=1, keepdims=True)
        losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]
        penalty = float((model.coef_ ** 2).sum()) / (2 * len(labels))
        return {"seconds": seconds, "objective": float(losses.mean()) + penalty}

    return work
