"""How much samples count: their own weights times those of their classes, of one process and of several."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils import check_array, compute_class_weight
from sklearn.utils.validation import _check_sample_weight

from ._sharing import Sharing


def check_two_count(
    classes: npt.NDArray[Any], labels: npt.NDArray[np.intp], weights: npt.NDArray[np.float64] | None
) -> None:
    """Refuses weights that leave samples of one class alone."""
    if weights is None or np.all(weights > 0):
        return
    present = np.unique(labels[weights > 0])
    if len(present) < 2:
        raise one_weight_error(classes[present[0]])


def one_class_error(classes: npt.NDArray[Any]) -> ValueError:
    """In scikit-learn's words."""
    return ValueError(
        "This solver needs samples of at least 2 classes in the data, but the data contains only one class: "
        f"{classes[0]!r}"
    )


def one_weight_error(name: Any) -> ValueError:
    return ValueError(f"only samples of one class, {name!r}, have a weight above 0: those of at least two need one")


def whole_weights(
    class_weight: dict[Any, float] | str | None,
    classes: npt.NDArray[Any],
    targets: npt.NDArray[Any],
    labels: npt.NDArray[np.intp],
    samples: Any,
    sample_weight: npt.ArrayLike | None,
) -> npt.NDArray[np.float64] | None:
    """Each sample's weight times its class's; None where all are 1."""
    if sample_weight is None and class_weight is None:
        return None
    weights = _check_sample_weight(sample_weight, samples, dtype=np.float64, ensure_non_negative=True)
    if not np.any(weights):
        raise ValueError("Sample weights must contain at least one non-zero number: all of them are zero")
    if class_weight is not None:
        try:
            factors = compute_class_weight(class_weight, classes=classes, y=targets, sample_weight=weights)
        except TypeError:  # Before scikit-learn 1.6 counts alone decide what is balanced.
            factors = compute_class_weight(class_weight, classes=classes, y=targets)
        weights = weights * factors[labels]
        if not np.all(np.isfinite(weights)) or np.any(weights < 0):
            raise ValueError(f"class_weight={class_weight!r} has weights that are not finite numbers from 0 on")
        if not np.any(weights):
            raise ValueError("Sample weights times class weights are all zero")
    return np.asarray(weights, dtype=np.float64)


def own_weights(sample_weight: npt.ArrayLike | None, count: int) -> npt.NDArray[np.float64] | None:
    """The weights of one process's samples, of which all may be 0."""
    if sample_weight is None:
        return None
    if isinstance(sample_weight, Real):
        weights = np.full(count, float(sample_weight))
    else:
        weights = check_array(
            sample_weight, ensure_2d=False, dtype=np.float64, order="C", ensure_min_samples=0, input_name="sample_weight"
        )
    if weights.shape != (count,):
        raise ValueError(f"sample_weight.shape == {weights.shape}, expected {(count,)}!")
    if np.any(weights < 0):
        raise ValueError("Negative values in data passed to `sample_weight`")
    return np.asarray(weights, dtype=np.float64)


def shared_weights(
    class_weight: dict[Any, float] | str | None,
    classes: npt.NDArray[Any],
    labels: npt.NDArray[np.intp],
    weights: npt.NDArray[np.float64] | None,
    sharing: Sharing,
) -> npt.NDArray[np.float64] | None:
    """`whole_weights` of rows that come in parts: what is balanced are the shares of all of them."""
    if weights is None and class_weight is None:
        return None
    own = np.ones(len(labels)) if weights is None else weights
    if not sharing.any(np.any(own)):
        raise ValueError("Sample weights must contain at least one non-zero number: all of them are zero")
    if class_weight is None:
        return own
    if isinstance(class_weight, str):
        counts = sharing.sums(
            lambda part: np.bincount(labels[part], weights=own[part], minlength=len(classes))
        )
        with np.errstate(divide="ignore"):
            factors = counts.sum() / (len(classes) * counts)
    else:
        factors = compute_class_weight(class_weight, classes=classes, y=classes)
    own = own * factors[labels]
    if sharing.any(not np.all(np.isfinite(own)) or np.any(own < 0)):
        raise ValueError(f"class_weight={class_weight!r} has weights that are not finite numbers from 0 on")
    if not sharing.any(np.any(own)):
        raise ValueError("Sample weights times class weights are all zero")
    return np.asarray(own, dtype=np.float64)
