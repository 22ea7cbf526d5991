"""Standard errors and tests of the weights of fits without a penalty."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special
from sklearn.utils.validation import check_is_fitted, validate_data

from . import _engine, _library
from ._linear import LinearSoftmax

#: Of the standardised information matrix: below this share of its largest eigenvalue a direction says nothing.
_LEAST_INFORMATION = 1e-12

#: The normal distribution's 97.5 % point.
_QUANTILE = float(special.ndtri(0.975))


def statistics(model: LinearSoftmax, X: npt.ArrayLike, y: npt.ArrayLike) -> Any:
    """`LinearSoftmax.statistics_`."""
    import pandas as pd

    check_is_fitted(model)
    own: Any = model
    if any(penalty > 0 for penalty in getattr(own, "_penalties", None) or (1.0,)):
        raise ValueError(
            "the model has a penalty, which makes its weights smaller than the data says: standard errors would mean "
            "nothing. Fit with C=np.inf"
        )
    if getattr(own, "_is_weighted", False):
        raise ValueError("the model was fitted to weighted samples: standard errors are for samples that all count alike")
    if own.separated_:
        raise ValueError("classes can be told apart without error: the weights have no optimum, and no standard errors")
    samples, targets = validate_data(
        model, X, y, accept_sparse="csr", dtype=[np.float64, np.float32], order="C", reset=False
    )
    if samples.shape[0] != own._seen_count or len(np.setdiff1d(targets, model.classes_)):
        raise ValueError(
            f"the model was fitted to {own._seen_count} samples of the classes {model.classes_!r}: give these, not others"
        )
    dense = np.asarray(samples.toarray() if hasattr(samples, "toarray") else samples, dtype=np.float64)
    has_bias = own.fit_intercept
    weights, bias = model._both_rows()
    probabilities = _engine.scores(dense, weights, bias, _library.PROBABILITIES, model._threads())
    design = np.column_stack([np.ones(len(dense)), dense]) if has_bias else dense
    covariance = _covariance(design, probabilities)
    parameters = np.column_stack([bias, weights]) if has_bias else weights
    estimates = (parameters[1:] - parameters[:1]).ravel()
    errors = np.sqrt(np.diag(covariance))
    z = estimates / errors
    names = getattr(model, "feature_names_in_", None)
    terms = ["intercept"] if has_bias else []
    terms += [f"x{j}" for j in range(dense.shape[1])] if names is None else list(names)
    return pd.DataFrame(
        {
            "class": np.repeat(model.classes_[1:], len(terms)),
            "term": terms * (len(model.classes_) - 1),
            "estimate": estimates,
            "standard_error": errors,
            "z": z,
            "p_value": special.erfc(np.abs(z) / np.sqrt(2)),
            "odds_ratio": np.exp(estimates),
            "odds_ratio_low": np.exp(estimates - _QUANTILE * errors),
            "odds_ratio_high": np.exp(estimates + _QUANTILE * errors),
        }
    )


def _covariance(
    design: npt.NDArray[np.float64], probabilities: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The inverse of the observed information of all classes but the first."""
    class_count, width = probabilities.shape[1], design.shape[1]
    # Columns of one size, so that what is small beside others is small for a reason.
    sizes = np.sqrt(np.mean(design**2, axis=0))
    if np.any(sizes == 0):
        raise ValueError("a feature is 0 in all samples: its weight is not determined. Leave it out")
    scaled = design / sizes
    order = (class_count - 1) * width
    information = np.empty((order, order))
    for k in range(1, class_count):
        for m in range(k, class_count):
            factors = probabilities[:, k] * ((1.0 if k == m else 0.0) - probabilities[:, m])
            block = scaled.T @ (scaled * factors[:, None])
            information[(k - 1) * width : k * width, (m - 1) * width : m * width] = block
            information[(m - 1) * width : m * width, (k - 1) * width : k * width] = block.T
    values, vectors = np.linalg.eigh(information)
    if values[0] <= _LEAST_INFORMATION * values[-1]:
        raise ValueError(
            "features are combinations of others, or classes are nearly told apart: the weights are not determined, and "
            "have no standard errors"
        )
    factors = np.tile(1 / sizes, class_count - 1)
    return np.asarray((vectors / values) @ vectors.T * np.outer(factors, factors))
