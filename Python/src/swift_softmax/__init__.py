"""Softmax regression (multinomial logistic regression) to the certified optimum, as scikit-learn's estimators.

    >>> from swift_softmax import SoftmaxClassifier
    >>> model = SoftmaxClassifier().fit(X, y)  # doctest: +SKIP
    >>> model.certified_gap_                   # doctest: +SKIP
    7.98e-13

Estimators are imported when they are first asked for, because scikit-learn takes a while to be.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._engine import FitProgress, FitReport, kernels, thread_count

if TYPE_CHECKING:
    from ._classifier import SoftmaxClassifier
    from ._cross_validation import SoftmaxClassifierCV
    from ._drop_in import LogisticRegression, patch_sklearn, unpatch
    from ._tables import SoftmaxTableClassifier

__version__ = "0.1.0"

_PLACES = {
    "SoftmaxClassifier": "_classifier",
    "SoftmaxClassifierCV": "_cross_validation",
    "SoftmaxTableClassifier": "_tables",
    "LogisticRegression": "_drop_in",
    "patch_sklearn": "_drop_in",
    "unpatch": "_drop_in",
}

__all__ = [
    "FitProgress",
    "FitReport",
    "LogisticRegression",
    "SoftmaxClassifier",
    "SoftmaxClassifierCV",
    "SoftmaxTableClassifier",
    "kernels",
    "patch_sklearn",
    "thread_count",
    "unpatch",
]


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{place}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
