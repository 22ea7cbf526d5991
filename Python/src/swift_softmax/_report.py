"""A page about a model: one HTML file that asks for nothing from elsewhere."""

from __future__ import annotations

import html
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from . import __version__, _atomic
from ._linear import LinearSoftmax

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --ink: #1565c0; }
@media (prefers-color-scheme: dark) { :root { --ink: #64b5f6; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
.scroll { overflow-x: auto; } figure { margin: 0; } figcaption { opacity: .8; }
"""

#: More classes and weights than these make no table that anybody reads.
_MOST_CLASSES, _MOST_WEIGHTS, _BIN_COUNT = 40, 10, 10


def write(model: LinearSoftmax, X: npt.ArrayLike, y: npt.ArrayLike, path: str | os.PathLike[str], title: str) -> None:
    """`LinearSoftmax.report`."""
    truth = np.asarray(y)
    unknown = np.setdiff1d(truth, model.classes_)
    if len(unknown):
        raise ValueError(f"y has labels that the model does not have: {unknown!r}")
    probabilities = np.asarray(model.predict_proba(X), dtype=np.float64)
    if truth.shape != (len(probabilities),):
        raise ValueError(f"y has the shape {truth.shape}, but there are {len(probabilities)} samples")
    labels = np.searchsorted(model.classes_, truth)
    predicted = probabilities.argmax(axis=1)
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        _scores(probabilities, labels, predicted),
        _certificate(model),
        _classes(model, labels, predicted),
        _reliability(probabilities, labels, predicted),
        _weights(model),
        f"<p>swift-softmax for Python {__version__}</p>",
    ]
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        + "".join(parts)
        + "</main></body></html>\n"
    )
    _atomic.write(path, page.encode())


def _table(head: list[str], rows: list[list[str]], caption: str) -> str:
    """A table whose cells are text; the first of a row is its head."""
    top = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{html.escape(row[0])}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><caption>{html.escape(caption)}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _interval(hits: int, count: int) -> tuple[float, float]:
    """Wilson's interval of a share, at 95 %."""
    z = 1.959963984540054
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return float(middle - half), float(middle + half)


def _scores(probabilities: Any, labels: Any, predicted: Any) -> str:
    count, hits = len(labels), int(np.sum(labels == predicted))
    low, high = _interval(hits, count)
    own = np.maximum(probabilities[np.arange(count), labels], np.finfo(np.float64).tiny)
    truth = np.zeros_like(probabilities)
    truth[np.arange(count), labels] = 1
    rows = [
        ["accuracy", f"{hits / count:.4f}", f"{low:.4f} to {high:.4f}"],
        ["log loss", f"{-np.log(own).mean():.4f}", ""],
        ["Brier score", f"{((probabilities - truth) ** 2).sum(axis=1).mean():.4f}", ""],
    ]
    return "<h2>Scores</h2>" + _table(["score", "value", "95 % interval"], rows, f"{count:,} samples, {hits:,} right")


def _certificate(model: LinearSoftmax) -> str:
    own: Any = model
    gap = getattr(own, "certified_gap_", float("nan"))
    objective = getattr(own, "objective_", float("nan"))
    if not np.isfinite(gap):
        return "<h2>Certificate</h2><p>There is none: without a penalty nothing bounds what is left to gain.</p>"
    return (
        f"<h2>Certificate</h2><p>Objective on the training samples {objective:.6g}. No weights have an objective smaller by "
        f"more than {gap:.3g}.</p><p>SHA-256 of the weights: <code>{model.weights_sha256_}</code></p>"
    )


def _classes(model: LinearSoftmax, labels: Any, predicted: Any) -> str:
    names = [str(label) for label in model.classes_]
    count = len(names)
    confusion = np.bincount(labels * count + predicted, minlength=count * count).reshape(count, count)
    hits = np.diag(confusion)
    with np.errstate(invalid="ignore", divide="ignore"):
        recall, precision = hits / confusion.sum(axis=1), hits / confusion.sum(axis=0)
    rows = [
        [names[k], f"{confusion[k].sum():,}", _share(precision[k]), _share(recall[k])]
        for k in range(min(count, _MOST_CLASSES))
    ]
    text = "<h2>Classes</h2>" + _table(["class", "samples", "precision", "recall"], rows, "By class")
    if count <= _MOST_CLASSES:
        cells = [[names[k], *(f"{value:,}" for value in confusion[k])] for k in range(count)]
        text += "<h2>Confusions</h2>" + _table(["true class", *names], cells, "True class by row, prediction by column")
    return text


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.3f}"


def _reliability(probabilities: Any, labels: Any, predicted: Any) -> str:
    confidence = probabilities.max(axis=1)
    bins = np.minimum((confidence * _BIN_COUNT).astype(int), _BIN_COUNT - 1)
    points, rows, error = [], [], 0.0
    for place in range(_BIN_COUNT):
        inside = bins == place
        if not inside.any():
            continue
        mean, share = confidence[inside].mean(), (labels == predicted)[inside].mean()
        error += abs(mean - share) * inside.mean()
        points.append((mean, share, inside.mean()))
        rows.append([f"{place / _BIN_COUNT:.1f} to {(place + 1) / _BIN_COUNT:.1f}", f"{inside.sum():,}", f"{mean:.3f}",
                     f"{share:.3f}"])  # fmt: skip
    marks = "".join(
        f'<circle cx="{20 + 260 * mean:.1f}" cy="{280 - 260 * share:.1f}" r="{3 + 9 * np.sqrt(weight):.1f}" '
        'fill="var(--ink)" fill-opacity=".7"/>'
        for mean, share, weight in points
    )
    figure = (
        '<figure><svg viewBox="0 0 300 300" width="300" height="300" role="img" '
        'aria-label="Share that is right by confidence"><path d="M20 20V280H280" fill="none" stroke="currentColor"/>'
        f'<path d="M20 280L280 20" stroke="currentColor" stroke-dasharray="4"/>{marks}</svg>'
        f"<figcaption>Expected calibration error {error:.4f}: points on the line are as right as they are sure.</figcaption>"
        "</figure>"
    )
    return "<h2>Reliability</h2>" + figure + _table(["confidence", "samples", "mean", "right"], rows, "By confidence")


def _weights(model: LinearSoftmax) -> str:
    weights, bias = model._both_rows()
    own: Any = model
    names = getattr(own, "feature_names_", None)
    if names is None:
        names = getattr(own, "feature_names_in_", None)
    if names is None or len(names) != weights.shape[1]:
        names = [f"x{j}" for j in range(weights.shape[1])]
    text = "<h2>Strongest weights</h2>"
    for k in range(min(len(bias), _MOST_CLASSES)):
        order = np.argsort(-np.abs(weights[k]), kind="stable")[:_MOST_WEIGHTS]
        rows = [[str(names[j]), f"{weights[k, j]:+.4g}"] for j in order]
        caption = f"Class {model.classes_[k]}, intercept {bias[k]:+.4g}"
        text += f"<details><summary>{html.escape(caption)}</summary>{_table(['feature', 'weight'], rows, caption)}</details>"
    return text
