"""Data that tests fit to."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.preprocessing import StandardScaler


def named(name: str) -> tuple[Any, Any]:
    """Samples and classes of a data set, wide scales brought to one."""
    load = {"iris": load_iris, "wine": load_wine, "cancer": load_breast_cancer, "digits": load_digits}[name]
    X, y = load(return_X_y=True)
    return (X if name in ("iris", "digits") else StandardScaler().fit_transform(X)), y


def noisy(count: int = 200, features: int = 5, classes: int = 3, seed: int = 0) -> tuple[Any, Any]:
    """Samples that no plane tells apart, so that fits without a penalty have an optimum."""
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(count, features))
    logits = X @ generator.normal(size=(features, classes)) + generator.gumbel(size=(count, classes)) * 2
    return X, logits.argmax(axis=1)
