"""The Python package beside scikit-learn and sklearnex on the same work, in turns: `bench.py [--quick] [--only NAME,...]`.

Every case first sees to it that all do the same work: fits end within the same relative distance of the best objective that
is known, which ours has proven. Then they take turns, and the smallest time of each counts; ratios are theirs / ours.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import platform
import subprocess
import sys
import time
import warnings
from typing import Any, Callable

import numpy as np
import sklearn
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from swift_softmax import SoftmaxClassifier, SoftmaxClassifierCV, kernels, thread_count

#: How far from the best objective a fit may end, as a share of it.
GAP = 1e-6

warnings.filterwarnings("ignore")


def sklearnex_class() -> Any:
    """sklearnex's class; None where it is not installed."""
    try:
        from sklearnex.linear_model import LogisticRegression as Patched

        return Patched
    except ImportError:
        return None


def objective(model: Any, X: Any, y: Any, C: float) -> float:
    """The mean log loss with the penalty, in float64."""
    logits = X.astype(np.float64) @ np.asarray(model.coef_, dtype=np.float64).T + model.intercept_
    top = logits.max(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0] - logits[np.arange(len(y)), y])
    return float(loss + (np.asarray(model.coef_, dtype=np.float64) ** 2).sum() / (2 * C * len(y)))


def seconds(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def turns(works: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The smallest time of each, in turns."""
    least = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            least[name] = min(least[name], seconds(work))
    return least


def show(case: str, least: dict[str, float], target: str) -> None:
    ours = least["ours"]
    print(f"\n{case} ({target})")
    for name, took in least.items():
        ratio = "" if name == "ours" else f"{took / ours:10.1f} times ours"
        print(f"  {name:46} {took * 1e3:12.3f} ms {ratio}")
    sys.stdout.flush()


def loosest(
    make: Callable[[float], Any], X: Any, y: Any, best: float, C: float, tols: list[float]
) -> tuple[float, float, float]:
    """The loosest tolerance with which a fit is near enough to the best objective, or the last one; where that fit ended, as
    a share of the objective, and the seconds that it took."""
    tol, share, took = tols[0], float("inf"), 0.0
    for tol in tols:
        model = make(tol)
        took = seconds(lambda model=model: model.fit(X, y))
        share = (objective(model, X, y, C) - best) / best
        if share <= GAP:
            break
    return tol, share, took


def fits(name: str, X: Any, y: Any, target: str, rounds: int, solvers: list[str], tols: list[float]) -> None:
    exact = SoftmaxClassifier(tol=1e-5).fit(X, y)
    best = objective(exact, X, y, 1.0)
    works: dict[str, Callable[[], Any]] = {"ours": lambda: SoftmaxClassifier(tol=GAP**0.5).fit(X, y)}
    reached = objective(SoftmaxClassifier(tol=GAP**0.5).fit(X, y), X, y, 1.0)
    assert reached - best <= GAP * best, "our own fit is not near enough"
    once: dict[str, float] = {}
    peers = [(f"scikit-learn {solver}", LogisticRegression, solver) for solver in solvers]
    extended = sklearnex_class()
    if extended is not None:
        peers.append(("sklearnex lbfgs", extended, "lbfgs"))
    for label, kind, solver in peers:
        def make(tol: float, kind: Any = kind, solver: str = solver) -> Any:
            return kind(solver=solver, tol=tol, max_iter=20_000)

        tol, share, took = loosest(make, X, y, best, 1.0, tols)
        # A fit that ends further from the optimum has done less than ours: its time is a lower bound.
        text = f"{label}, tol {tol:g}" + ("" if share <= GAP else f" (only to {share:.0e})")
        if rounds == 1:
            once[text] = took
        else:
            works[text] = lambda make=make, tol=tol: make(tol).fit(X, y)
    show(name, {**turns(works, rounds), **once}, target)


def fashion() -> tuple[Any, Any]:
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "swift-softmax/fashion-mnist"
    images, labels = folder / "train-images-idx3-ubyte", folder / "train-labels-idx1-ubyte"
    if not images.exists():
        sys.exit(f"{images} is not there: softmax datasets fetch fashion-mnist")
    X = np.fromfile(images, dtype=np.uint8)[16:].reshape(-1, 784)
    return (X / 255).astype(np.float32), np.fromfile(labels, dtype=np.uint8)[8:].astype(np.int64)


def case_iris(rounds: int) -> None:
    X, y = load_iris(return_X_y=True)
    solvers = ["lbfgs", "newton-cg", "newton-cholesky"]
    fits("iris, fit", X, y, "no slower, and under 1 ms", 10 * rounds, solvers, [1e-3, 1e-4, 1e-5, 1e-6, 1e-8])


def case_digits(rounds: int) -> None:
    X, y = load_digits(return_X_y=True)
    # Some of theirs take seconds.
    solvers = ["newton-cg", "newton-cholesky", "lbfgs"]
    fits("digits, fit", X, y, "no slower", max(2, rounds // 3), solvers, [1e-4, 1e-5, 1e-6])


def case_cv(rounds: int) -> None:
    X, y = load_digits(return_X_y=True)
    theirs = {"Cs": 10, "cv": 5, "scoring": "neg_log_loss"}
    works = {
        "ours": lambda: SoftmaxClassifierCV().fit(X, y),
        "LogisticRegressionCV": lambda: LogisticRegressionCV(**theirs).fit(X, y),
        "LogisticRegressionCV, 2 jobs": lambda: LogisticRegressionCV(**theirs, n_jobs=2).fit(X, y),
    }
    show("digits, 10 penalties x 5 folds", turns(works, max(2, rounds // 2)), "10 times")


def case_proba(rounds: int) -> None:
    X, y = fashion()
    ours = SoftmaxClassifier(max_iter=3).fit(X, y)
    for name, samples in (("float32", X), ("float64", X.astype(np.float64))):
        theirs = LogisticRegression()
        theirs.coef_, theirs.intercept_ = ours.coef_.astype(samples.dtype), ours.intercept_.astype(samples.dtype)
        theirs.classes_, theirs.n_features_in_ = ours.classes_, 784
        assert np.allclose(ours.predict_proba(samples), theirs.predict_proba(samples), atol=1e-5)
        works = {
            "ours": lambda samples=samples: ours.predict_proba(samples),
            "scikit-learn": lambda samples=samples, theirs=theirs: theirs.predict_proba(samples),
        }
        show(f"Fashion-MNIST, predict_proba, {name}", turns(works, 3 * rounds), "3 times")


def case_import(rounds: int) -> None:
    code = "import numpy, time; t = time.perf_counter(); import swift_softmax; print(time.perf_counter() - t)"
    found = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(rounds)]
    print(f"\nimport beyond NumPy (under 50 ms)\n  {min(found) * 1e3:.1f} ms")


def case_fashion(rounds: int) -> None:
    X, y = fashion()
    fits("Fashion-MNIST, fit", X, y, "20 times scikit-learn, 5 times sklearnex", 1, ["lbfgs", "newton-cg"], [1e-6])


CASES = {name.removeprefix("case_"): work for name, work in list(globals().items()) if name.startswith("case_")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and without the fit of Fashion-MNIST")
    parser.add_argument("--only", default="", help="cases by name: " + ", ".join(CASES))
    options = parser.parse_args()
    chosen = options.only.split(",") if options.only else [name for name in CASES if not (options.quick and name == "fashion")]
    print(f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}, kernels {kernels()}, "
          f"{thread_count()} threads")  # fmt: skip
    for name in chosen:
        CASES[name](3 if options.quick else 7)


main()
