"""Case j: tables as Python exports them, `softmax train` on the file beside scikit-learn on the numbers.

The classic data sets as CSV with all of repr's digits: F of our saved weights, in Float64 on the unrounded numbers, must
be within 1e-6 of the optimum. And a table with categories and missing numbers beside scikit-learn's pipeline of
imputer, encoder, scaler and regression: every probability of every row must be within 1e-4.
"""

import csv
import io
import json
import subprocess
import warnings
from pathlib import Path

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits

import inputs
import reference
from measure import Contestant, Measurement, Mismatch, Row, timed

TITLE = "agreement on exported tables"

SETS = {"iris": load_iris, "wine": load_wine, "breast cancer": load_breast_cancer, "digits": load_digits}
# scikit-learn's C; ours is 1 / (C n).
INVERSE_PENALTIES = (1, 100)
LARGEST_GAP = 1e-6
LARGEST_DIFFERENCE = 1e-4
MIXED_ROWS = 3000
# What is compared hardly changes from round to round.
ROUND_LIMIT = 3


def run(settings):
    """Yields the table's rows."""
    folder = Path(settings.work_folder)
    for name, load in SETS.items():
        for inverse_penalty in INVERSE_PENALTIES:
            yield _classic(settings, folder, name, load(), inverse_penalty)
    for standardized in (False, True):
        yield _mixed(settings, folder, standardized)


# The classic data sets.

def _classic(settings, folder, name, data, inverse_penalty):
    table, model = folder / "exported.csv", folder / "exported.safetensors"
    classes = [str(text) for text in data.target_names]
    with open(table, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*data.feature_names, "class"])
        writer.writerows(
            [*map(repr, row), classes[label]] for row, label in zip(data.data.tolist(), data.target, strict=True))
    l2 = 1 / (inverse_penalty * len(data.target))
    with threadpool_limits(limits=1):
        optimum = reference.objective(
            data.data, data.target, *reference.optimum(data.data, data.target, l2), l2)

    def figures(seconds, weights, bias):
        return {"seconds": seconds, "gap": reference.objective(data.data, data.target, weights, bias, l2) / optimum - 1}

    def ours():
        seconds = _trained(settings.command, table, model, "--no-standardize", "--l2", repr(l2))
        weights, bias = inputs.read_model(model)
        order = [inputs.read_card(model)["classes"].index(text) for text in classes]
        found = figures(seconds, weights[order], bias[order])
        if not abs(found["gap"]) <= LARGEST_GAP:
            raise Mismatch(f"{name} at C = {inverse_penalty}: F of our weights is {found['gap']:.1e} from the optimum")
        return found

    def theirs():
        # Of two classes it fits one row of weights, whose half and its negative are the two of softmax.
        halves = 2 if len(classes) == 2 else 1
        fit, seconds = _fitted(
            LogisticRegression(C=halves * inverse_penalty, solver="newton-cholesky", tol=1e-12, max_iter=1000),
            data.data, data.target)
        weights, bias = fit.coef_, fit.intercept_
        if halves == 2:
            weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
        return figures(seconds, weights, bias)

    contestants = [Contestant("ours", ours, ours=True), Contestant("scikit-learn newton-cholesky", theirs)]
    title = f"j: {name}, {len(data.target)} x {data.data.shape[1]}, C = {inverse_penalty}"
    return _measured(settings, title, contestants, "gap", LARGEST_GAP)


# The mixed table.

def _mixed(settings, folder, standardized):
    table, model = folder / "mixed.csv", folder / "mixed.safetensors"
    rows, labels = _mixed_rows()
    with open(table, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["age", "income", "year", "colour", "town", "member", "choice"])
        writer.writerows([*row, label] for row, label in zip(rows, labels, strict=True))
    samples = np.array([
        [np.nan if cell == "" else float(cell) for cell in row[:3]] + row[3:5] + [float(row[5] == "true")]
        for row in rows], dtype=object)
    names = sorted(set(labels))
    flags = ["--missing", "mean", "--l2", repr(1 / len(rows))] + ([] if standardized else ["--no-standardize"])
    found = {}

    def ours():
        seconds = _trained(settings.command, table, model, *flags)
        said = subprocess.run(
            [settings.command, "predict", str(model), str(table), "--probabilities", "--format", "csv"],
            stdout=subprocess.PIPE, text=True, check=True).stdout
        found["ours"] = np.array([
            [float(row[f"p({name})"]) for name in names] for row in csv.DictReader(io.StringIO(said))])
        return {"seconds": seconds, "difference": 0}

    def theirs():
        columns = ColumnTransformer([
            ("numbers", SimpleImputer(strategy="mean"), [0, 1, 2]),
            ("categories", OneHotEncoder(sparse_output=False), [3, 4]),
            ("boolean", "passthrough", [5]),
        ])
        regression = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-12, max_iter=1000)
        scaler = [StandardScaler()] if standardized else []
        pipeline, seconds = _fitted(make_pipeline(columns, *scaler, regression), samples, labels)
        probabilities = pipeline.predict_proba(samples)
        if list(pipeline.classes_) != names or probabilities.shape != found["ours"].shape:
            raise Mismatch(f"ours has {found['ours'].shape} probabilities, theirs {probabilities.shape}")
        return {"seconds": seconds, "difference": float(np.abs(probabilities - found["ours"]).max())}

    contestants = [Contestant("ours", ours, ours=True), Contestant("scikit-learn pipeline", theirs)]
    title = f"j: mixed table, {len(rows)} rows, {'standardised' if standardized else 'raw'}"
    return _measured(settings, title, contestants, "difference", LARGEST_DIFFERENCE)


def _mixed_rows():
    """Rows of text, and labels that depend on them: numbers with missing cells, categories, a boolean."""
    values = inputs.doubles(1 << 43, MIXED_ROWS * 9).reshape(MIXED_ROWS, 9)
    rows, labels = [], []
    for age, income, year, colour, town, member, lost_age, lost_income, noise in values.tolist():
        # Products of numbers, so that no linear model is sure.
        score = 2 * age - 1.5 * income + 0.5 * year + (colour > 0.4) - age * income + 0.7 * (member > 0.3) + noise
        labels.append("buys" if score > 0.8 else "waits" if score > -0.4 else "leaves")
        rows.append([
            "" if lost_age < -0.8 else repr(50 + 30 * age), "" if lost_income < -0.9 else repr(4000 + 3000 * income),
            str(2010 + int(12 * year)), ("red", "green", "light, blue")[int((colour + 1) * 1.5)],
            f"town {int((town + 1) * 10)}", "true" if member > 0.3 else "false"])
    return rows, labels


# Both.

def _trained(command, table, model, *flags):
    """Trains on a table and returns the seconds of the fit."""
    ran = subprocess.run(
        [command, "train", str(table), *flags, "--json", "-o", str(model)], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, check=True)
    return json.loads(ran.stdout)["seconds"]["train"]


def _fitted(model, features, labels):
    """The model fitted, and the seconds of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return timed(lambda: model.fit(features, labels))


def _measured(settings, title, contestants, figure, tolerance):
    """The rows of the times, and one for each side's largest figure, which may be 0 and has no ratio."""
    measurement = Measurement(title, contestants, {figure: tolerance})
    rows = measurement.take(min(settings.rounds, ROUND_LIMIT))
    for name, figures in measurement.figures.items():
        largest = max(abs(values[figure]) for values in figures)
        rows.append(Row(f"{title}, largest {figure}", name, f"{largest:.1e}", "", ""))
    return rows
