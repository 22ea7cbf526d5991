"""The two functions in which scikit-learn's logistic regression fits, as `softmax train` does it.

Everything around them is scikit-learn's own: what it checks of settings and data, its folds, and what it computes from
coefficients. C counts the sum of losses, our penalties count their mean. For two classes scikit-learn has one row of
weights, w; ours are w / 2 and -w / 2, whose squares together are half of w's: the L2 penalty is twice 1 / (C n).
LIBLINEAR's penalty takes in the bias, as the weight of one more column.
"""

import csv
import json
import numbers
import subprocess
import sys
import tempfile
import warnings
from collections import OrderedDict
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model._logistic import _check_solver
from sklearn.utils import check_array, check_consistent_length, compute_class_weight
from sklearn.utils.validation import _check_sample_weight

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import inputs  # noqa: E402

# Methods that go by the same names; the others have none with us.
SAME_NAMES = ("lbfgs", "newton-cg", "newton-cholesky")
# What scikit-learn says where the iterations have run out.
UNFINISHED = {
    "lbfgs": "lbfgs failed to converge after {} iteration(s). Increase the number of iterations or scale the data; see "
    "linear_model.html#logistic-regression",
    "newton-cg": "newton-cg failed to converge at loss. Increase the number of iterations.",
    "newton-cholesky": "Newton solver did not converge after {} iterations.",
    "liblinear": "Liblinear failed to converge, increase the number of iterations.",
}
SECONDS = 120


class Command:
    """The command's path, how many fits it has made, and the models behind the last coefficients."""

    path = None
    fits = 0
    models = OrderedDict()


def logistic_regression_path(
    X, y, *, classes, Cs=10, fit_intercept=True, max_iter=100, tol=1e-4, verbose=0, solver="lbfgs", coef=None,
    class_weight=None, dual=False, penalty="l2", intercept_scaling=1.0, random_state=None, check_input=True,
    max_squared_sum=None, sample_weight=None, l1_ratio=None, n_threads=1, callback_ctx=None, estimator=None,
):
    """In place of `_logistic_regression_path`: coefficients for each C, each fit from the one before."""
    if isinstance(Cs, numbers.Integral):
        Cs = np.logspace(-4, 4, Cs)
    solver = _check_solver(solver, penalty, dual)
    if check_input:
        X = check_array(
            X, accept_sparse="csr", dtype=[np.float64, np.float32],
            accept_large_sparse=solver not in ("liblinear", "sag", "saga"))
        y = check_array(y, ensure_2d=False, dtype=None)
        check_consistent_length(X, y)
    class_count = len(classes)
    if solver == "liblinear" and class_count > 2:
        raise ValueError("The 'liblinear' solver does not support multiclass classification (n_classes >= 3).")
    codes, weights = _codes_and_weights(X, y, classes, class_weight, sample_weight)
    shape = (1 if class_count == 2 else class_count, X.shape[1] + int(fit_intercept))
    if coef is not None and np.shape(np.atleast_2d(coef)) != shape:
        expected = f"{shape[1:]} or {shape}" if class_count == 2 else f"{shape}"
        raise ValueError(f"Initialization coef is of shape {np.shape(coef)}, expected shape {expected}")
    rows = np.asarray(X.toarray() if sparse.issparse(X) else X, np.float64)
    l1_share = {"l1": 1.0, "elasticnet": l1_ratio}.get(penalty, 0.0)
    found, iterations = [], []
    for C in Cs:
        start = None if coef is None else Command.models.get(np.asarray(coef, X.dtype).tobytes())
        if solver == "liblinear":
            weight, bias, count = _with_penalised_bias(
                rows, codes, weights, C, l1_share, fit_intercept, intercept_scaling, tol, max_iter)
        else:
            weight, bias, count, model = _train(
                rows, codes, weights, 0.0 if penalty is None else 1 / C, l1_share, solver, fit_intercept, tol, max_iter,
                class_count, start)
        coef = np.hstack([weight, bias[:, None]]) if fit_intercept else weight
        coef = coef.astype(X.dtype)
        if solver != "liblinear":
            Command.models[coef.tobytes()] = model
            if len(Command.models) > 20:
                Command.models.popitem(last=False)
        found.append(coef[0] if class_count == 2 else coef)
        iterations.append(count)
    return np.array(found), np.array(Cs), np.array(iterations, np.int32)


def fit_liblinear(
    X, y, C, fit_intercept, intercept_scaling, class_weight, penalty, dual, verbose, max_iter, tol, random_state=None,
    multi_class="ovr", loss="logistic_regression", epsilon=0.1, sample_weight=None,
):
    """In place of LIBLINEAR: weights, bias, iterations."""
    codes, weights = _codes_and_weights(X, y, np.unique(y), class_weight, sample_weight)
    rows = np.asarray(X.toarray() if sparse.issparse(X) else X, np.float64)
    weight, bias, count = _with_penalised_bias(
        rows, codes, weights, C, 1.0 if penalty == "l1" else 0.0, fit_intercept, intercept_scaling, tol, max_iter)
    return weight, bias if fit_intercept else 0.0, np.array([count], np.int32)


def _codes_and_weights(X, y, classes, class_weight, sample_weight):
    weights = _check_sample_weight(sample_weight, X, dtype=np.float64, copy=True)
    codes = np.searchsorted(classes, y)
    if class_weight is not None:
        weights *= compute_class_weight(class_weight, classes=classes, y=y, sample_weight=sample_weight)[codes]
    return codes, weights


def _with_penalised_bias(rows, codes, weights, C, l1_share, fit_intercept, scaling, tol, max_iter):
    if fit_intercept:
        if scaling <= 0:
            raise ValueError(
                f"Intercept scaling is {scaling!r} but needs to be greater than 0. To disable fitting an intercept, "
                "set fit_intercept=False.")
        rows = np.hstack([rows, np.full((len(rows), 1), float(scaling))])
    weight, _, count, _ = _train(
        rows, codes, weights, 1 / C, l1_share, "liblinear", False, tol, max_iter, 2, None)
    return (weight[:, :-1], weight[:, -1] * scaling, count) if fit_intercept else (weight, np.zeros(1), count)


def _train(rows, codes, weights, strength, l1_share, solver, has_bias, tol, max_iter, class_count, start):
    """Weights [classes or 1, columns], biases, iterations, and the model file's bytes."""
    l1 = l1_share * strength / weights.sum()
    l2 = (1 - l1_share) * strength / weights.sum() * (2 if class_count == 2 else 1)
    # Ours is the gap of F, which is of the second order in the gradient, theirs; without a penalty the gradient.
    tolerance = max(1e-14, min(1e-8, tol**2)) if strength else 1e-10
    with tempfile.TemporaryDirectory(prefix="softmax-scikit-") as name:
        folder = Path(name)
        model = folder / "model.safetensors"
        arguments = [
            "train", *_data(folder, rows, codes, weights), "--no-standardize", "--l2", repr(float(l2)), "--l1",
            repr(float(l1)), "--tolerance", repr(tolerance), "--max-iterations", str(max_iter), "--solver",
            solver if solver in SAME_NAMES and l1 == 0 else "auto", "--json", "--offline", "--threads", "1", "--output",
            str(model)]
        if not has_bias:
            arguments.append("--no-bias")
        if start is not None:
            (folder / "start.safetensors").write_bytes(start)
            arguments += ["--start", str(folder / "start.safetensors")]
        Command.fits += 1
        ended = subprocess.run(
            [Command.path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
        if ended.returncode != 0:
            raise ValueError(f"softmax train ended with {ended.returncode}: {ended.stderr.strip()}")
        document = json.loads(ended.stdout)
        content = model.read_bytes()
        weight, bias = (values.astype(np.float64) for values in inputs.read_model(model))
        order = [int(name) for name in inputs.read_card(model)["classes"]]
    if document["stopReason"] == "iterationLimit":
        message = UNFINISHED.get(solver, "The max_iter was reached which means the coef_ did not converge")
        warnings.warn(message.format(max_iter), ConvergenceWarning)
    # A class without samples may be missing: the bias that would fit best is minus infinity.
    coefficients = np.zeros((class_count, rows.shape[1]))
    biases = np.full(class_count, bias.min() - 30 if has_bias else 0.0)
    coefficients[order], biases[order] = weight, bias
    if class_count == 2:
        coefficients, biases = coefficients[1:] - coefficients[:1], biases[1:] - biases[:1]
    return coefficients, biases, document["history"][-1]["iteration"] if document["history"] else 0, content


def _data(folder, rows, codes, weights):
    """Files of the data, as arguments: arrays, or a table where rows have weights."""
    if (weights == 1).all():
        np.save(folder / "rows.npy", rows)
        np.save(folder / "labels.npy", codes)
        return [str(folder / "rows.npy"), "--labels", str(folder / "labels.npy")]
    names = [f"x{column}" for column in range(rows.shape[1])]
    with open(folder / "rows.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*names, "weight", "label"])
        writer.writerows(
            [*map(repr, row), repr(weight), code]
            for row, weight, code in zip(rows.tolist(), weights.tolist(), codes.tolist(), strict=True))
    kinds = ",".join(f"{name}=number" for name in names)
    return [str(folder / "rows.csv"), "--label", "label", "--sample-weight", "weight", "--columns", kinds]
