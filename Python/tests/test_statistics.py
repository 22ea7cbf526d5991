"""Standard errors, held against derivatives by differences; explanations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from data import named, noisy
from numpy.testing import assert_allclose
from scipy.special import logsumexp, ndtr
from swift_softmax import SoftmaxClassifier


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_errors_are_the_inverse_of_the_second_derivatives(classes, fit_intercept):
    X, y = noisy(300, 3, classes)
    model = SoftmaxClassifier(C=np.inf, fit_intercept=fit_intercept, tol=1e-10).fit(X, y)
    table = model.statistics_(X, y)
    design = np.column_stack([np.ones(len(y)), X]) if fit_intercept else X
    width = design.shape[1]

    def loss(parameters):
        rows = np.vstack([np.zeros(width), parameters.reshape(classes - 1, width)])
        logits = design @ rows.T
        return (logsumexp(logits, axis=1) - logits[np.arange(len(y)), y]).sum()

    at, step = table.estimate.to_numpy(), 1e-4
    count = len(at)
    second = np.empty((count, count))
    for i in range(count):
        for j in range(count):
            a, b = np.eye(count)[i] * step, np.eye(count)[j] * step
            second[i, j] = (loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)) / (4 * step**2)
    assert_allclose(table.standard_error, np.sqrt(np.diag(np.linalg.inv(second))), rtol=1e-5)
    assert_allclose(table.z, table.estimate / table.standard_error)
    assert_allclose(table.p_value, 2 * ndtr(-table.z.abs()), rtol=1e-9)
    assert_allclose(np.log(table.odds_ratio_high / table.odds_ratio_low), 2 * 1.959963985 * table.standard_error, rtol=1e-8)


def test_terms_have_the_columns_names():
    X, y = noisy(200, 2, 3)
    frame = pd.DataFrame(X, columns=["age", "size"])
    table = SoftmaxClassifier(C=np.inf).fit(frame, y).statistics_(frame, y)
    assert list(table.term) == ["intercept", "age", "size"] * 2 and list(table["class"]) == [1] * 3 + [2] * 3


def test_what_has_no_standard_errors_is_refused():
    X, y = noisy(200, 3, 3)
    with pytest.raises(ValueError, match="penalty"):
        SoftmaxClassifier().fit(X, y).statistics_(X, y)
    with pytest.raises(ValueError, match="weighted"):
        SoftmaxClassifier(C=np.inf).fit(X, y, np.arange(200) + 1).statistics_(X, y)
    with pytest.raises(ValueError, match="200 samples"):
        SoftmaxClassifier(C=np.inf).fit(X, y).statistics_(X[:9], y[:9])
    with pytest.warns(UserWarning):
        twice = SoftmaxClassifier(C=np.inf).fit(np.column_stack([X, X]), y)
    with pytest.raises(ValueError, match="combinations"):
        twice.statistics_(np.column_stack([X, X]), y)
    X, y = named("iris")
    with pytest.warns(UserWarning):
        separated = SoftmaxClassifier(C=np.inf).fit(X, y == 0)
    with pytest.raises(ValueError, match="without error"):
        separated.statistics_(X, y == 0)


def test_an_explanation_adds_up_to_the_difference_of_the_logits():
    X, y = named("iris")
    model = SoftmaxClassifier().fit(X, y)
    for target, against in ((None, None), (2, 0), (0, 1)):
        found = model.explain(X[60], target=target, against=against, baseline=X.mean(axis=0))
        logits = model.decision_function(X[60:61])[0]
        own, other = found.attrs["target"], found.attrs["against"]
        assert_allclose(found.attrs["difference"], logits[own] - logits[other])
        assert_allclose(found.contribution.sum() + found.attrs["start"], found.attrs["difference"])
        assert (found.contribution.abs().diff().dropna() <= 1e-12).all()
    with pytest.raises(ValueError, match="none of the classes"):
        model.explain(X[0], target="rose")
    with pytest.raises(ValueError, match="one sample"):
        model.explain(X[:2])
