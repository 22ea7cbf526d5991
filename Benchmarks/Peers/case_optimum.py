"""Case e: time to the optimum, l2Penalty = 1/n (scikit-learn's C = 1), bias unpenalised.

The optimum is ours, certified to 1e-8 of it; a gap is (F - optimum) / optimum. scikit-learn's own iterates are
caught on the way and their objectives computed afterwards, in Float64, so that one run gives the whole curve.
"""

import time
import warnings
from pathlib import Path

import numpy as np
import sklearn.linear_model._logistic as sklearn_logistic
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

import inputs
from measure import Contestant, Measurement, Mismatch, Quantity, time_text
from ours import THREADS, Ours, threads_text

TITLE = "time to the certified optimum"

# Case, the name of its data, gaps, and scikit-learn's solvers with the most iterations that they may do.
CASES = (
    ("60000 x 784 x 10", "fashion", (1e-2, 1e-3, 1e-6), (("newton-cg", 24), ("lbfgs", 450))),
    ("embeddings, 50000 x 768 x 100", "embeddings", (1e-2, 1e-3), (("lbfgs", 300),)),
    ("embeddings, ill conditioned", "hard-embeddings", (1e-2, 1e-3), (("lbfgs", 600),)),
)
# Certified, which is more than a gap of 1e-6.
TOLERANCE = 1e-5
# A run of scikit-learn's takes minutes here: fewer rounds than elsewhere do, and none to warm up.
ROUND_LIMIT = 3


def run(settings):
    """Yields the table's rows."""
    for title, problem, gaps, solvers in CASES:
        if problem == "fashion":
            images, labels = inputs.fashion(settings.fashion_folder)
            features = inputs.as_floats(images)
        else:
            features, labels = inputs.made_embeddings(problem == "hard-embeddings")
        with Ours(settings.peer_rounds) as ours:
            path = Path(settings.work_folder) / f"{problem}-optimum.safetensors"
            # The optimum to measure by; once, so that data and threads are there too.
            best = ours.ask("optimum", problem, THREADS[-1], 1e-8, "auto", path)
            optimum = _objective(features, labels, *inputs.read_model(path))
            # Theirs are bytes / 255 rounded to Float32, ours in Float64.
            if not abs(optimum - best["objective"]) <= 1e-7 * optimum:
                raise Mismatch(f"{problem}: we say {best['objective']!r}, NumPy says {optimum!r}")
            contestants = [
                Contestant(
                    f"{threads_text(count)}, {solver}",
                    lambda count=count, solver=solver: _curve_of_ours(
                        ours.ask("optimum", problem, count, TOLERANCE, solver, path), best["objective"], gaps),
                    ours=solver == "auto")
                for solver in ("auto", "lbfgs") for count in (THREADS if solver == "auto" else THREADS[-1:])
            ]
            contestants += [
                Contestant(
                    f"scikit-learn {solver}",
                    lambda solver=solver, limit=limit: _curve_of_sklearn(
                        features, labels, solver, 20 if settings.quick else limit, optimum, gaps))
                for solver, limit in solvers
            ]
            quantities = tuple(Quantity(f"to{gap:g}", _text, suffix=f", to {gap:g}") for gap in gaps)
            measurement = Measurement(f"e: {title}", contestants, {}, quantities=quantities)
            yield measurement.take(min(settings.rounds, ROUND_LIMIT), warm_up=False)


def _text(seconds):
    return time_text(seconds) if np.isfinite(seconds) else "not reached"


def _times(curve, optimum, gaps):
    """The first time at which each gap is reached; infinite where it is not."""
    return {
        f"to{gap:g}": next((seconds for seconds, value in curve if (value - optimum) / optimum <= gap), float("inf"))
        for gap in gaps
    } | {"seconds": curve[-1][0]}


def _curve_of_ours(figures, optimum, gaps):
    count = sum(name.startswith("objective") for name in figures) - 1
    return _times(
        [(figures[f"seconds{i}"], figures[f"objective{i}"]) for i in range(1, count + 1)], optimum, gaps)


def _objective(features, labels, weights, bias, block=8192):
    """F in Float64."""
    weights, bias = weights.astype(np.float64), bias.astype(np.float64)
    loss = 0.0
    for first in range(0, len(features), block):
        x, y = features[first:first + block].astype(np.float64), labels[first:first + block]
        logits = x @ weights.T + bias
        logits -= logits.max(axis=1, keepdims=True)
        loss += float((np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]).sum())
    return loss / len(features) + float((weights ** 2).sum()) / (2 * len(features))


def _curve_of_sklearn(features, labels, solver, limit, optimum, gaps):
    """One fit, its iterates caught where the solver asks for a gradient at a new one."""
    iterates = []
    start = time.perf_counter()
    kept = sklearn_logistic.optimize.minimize, sklearn_logistic._newton_cg

    def caught(weights):
        iterates.append((time.perf_counter() - start, np.array(weights, dtype=np.float64)))

    def minimize(*arguments, **options):
        return kept[0](*arguments, **(options | {"callback": caught}))

    def newton_cg(grad_hess, *arguments, **options):
        def watched(weights, *rest, **settings):
            caught(weights)
            return grad_hess(weights, *rest, **settings)
        return kept[1](watched, *arguments, **options)

    sklearn_logistic.optimize.minimize, sklearn_logistic._newton_cg = minimize, newton_cg
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = LogisticRegression(C=1.0, solver=solver, tol=1e-12, max_iter=limit).fit(features, labels)
        caught(np.hstack([model.coef_, model.intercept_[:, None]]).ravel(order="F"))
    finally:
        sklearn_logistic.optimize.minimize, sklearn_logistic._newton_cg = kept
    class_count = len(model.classes_)
    curve, shape = [], (class_count, -1)
    for seconds, flat in _thinned(iterates):
        parameters = flat.reshape(shape, order="F")
        curve.append((seconds, _objective(features, labels, parameters[:, :-1], parameters[:, -1])))
    return _times(curve, optimum, gaps)


def _thinned(iterates, limit=120):
    """All of a short curve, and so many of a long one: each objective costs a pass in Float64."""
    step = max(1, len(iterates) // limit)
    return iterates[::step] + iterates[-1:]
