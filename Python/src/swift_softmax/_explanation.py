"""Why a sample is taken for one class and not for another."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted

from ._linear import LinearSoftmax


def explain(model: LinearSoftmax, X: npt.ArrayLike, target: Any, against: Any, baseline: npt.ArrayLike | None) -> Any:
    """`LinearSoftmax.explain`."""
    import pandas as pd

    check_is_fitted(model)
    row: Any = X
    if not hasattr(row, "columns") and np.ndim(row) == 1:
        row = np.reshape(np.asarray(row, dtype=float), (1, -1))
    samples = model._samples(row)
    if samples.shape[0] != 1:
        raise ValueError(f"explain takes one sample, but X has {samples.shape[0]}")
    values = np.asarray(samples.toarray() if hasattr(samples, "toarray") else samples, dtype=np.float64)[0]
    weights, bias = model._both_rows()
    logits = weights @ values + bias
    order = np.argsort(-logits, kind="stable")
    own = int(order[0]) if target is None else _index(model, target)
    other = next(int(k) for k in order if k != own) if against is None else _index(model, against)
    if own == other:
        raise ValueError(f"a class is explained against another one, but both are {model.classes_[own]!r}")
    start = np.zeros(len(values)) if baseline is None else np.asarray(baseline, dtype=np.float64).ravel()
    if start.shape != values.shape:
        raise ValueError(f"baseline has {len(start)} numbers, but the model has {len(values)} features")
    slopes = weights[own] - weights[other]
    contributions = slopes * (values - start)
    names = getattr(model, "feature_names_", None)
    if names is None:
        names = getattr(model, "feature_names_in_", None)
    frame = pd.DataFrame(
        {
            "feature": [f"x{j}" for j in range(len(values))] if names is None else list(names),
            "value": values,
            "baseline": start,
            "weight": slopes,
            "contribution": contributions,
        }
    )
    frame = frame.iloc[np.argsort(-np.abs(contributions), kind="stable")].reset_index(drop=True)
    difference = float(logits[own] - logits[other])
    frame.attrs.update(
        target=model.classes_[own].item() if hasattr(model.classes_[own], "item") else model.classes_[own],
        against=model.classes_[other].item() if hasattr(model.classes_[other], "item") else model.classes_[other],
        start=float(bias[own] - bias[other] + slopes @ start),
        difference=difference,
        odds=float(np.exp(difference)) if difference < 700 else float("inf"),
    )
    return frame


def _index(model: LinearSoftmax, label: Any) -> int:
    found = np.flatnonzero(model.classes_ == label)
    if not len(found):
        raise ValueError(f"{label!r} is none of the classes {model.classes_!r}")
    return int(found[0])
