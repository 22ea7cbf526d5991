"""The drop-in, and the switch that puts it in place."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import sklearn.linear_model
from data import named
from numpy.testing import assert_allclose
from sklearn.base import clone
from swift_softmax import LogisticRegression, patch_sklearn, unpatch

Original = sklearn.linear_model._logistic.LogisticRegression


@pytest.fixture
def patched():
    patch_sklearn()
    yield
    unpatch()


def test_the_switch_and_its_undoing():
    patch_sklearn()
    patch_sklearn()
    assert sklearn.linear_model.LogisticRegression is LogisticRegression
    unpatch()
    assert sklearn.linear_model.LogisticRegression is Original
    unpatch()
    assert sklearn.linear_model.LogisticRegression is Original


def test_fits_are_ours_and_look_like_theirs(patched):
    from sklearn.linear_model import LogisticRegression as imported

    X, y = named("wine")
    model, theirs = imported(tol=1e-8).fit(X, y), Original(solver="newton-cholesky", tol=1e-12).fit(X, y)
    assert model.certified_gap_ < 1e-9 and isinstance(model, Original)
    assert_allclose(model.coef_, theirs.coef_, atol=1e-6)
    assert_allclose(model.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    assert model.get_params() == {**theirs.get_params(), "solver": "lbfgs", "tol": 1e-8}
    assert (pickle.loads(pickle.dumps(model)).predict(X) == model.predict(X)).all()
    assert type(clone(model)) is LogisticRegression


@pytest.mark.parametrize("settings", [{"solver": "liblinear"}, {"solver": "liblinear", "dual": True, "random_state": 0}])
def test_what_is_not_ours_goes_to_scikit_learn_as_it_is(settings):
    X, y = named("cancer")
    ours, theirs = LogisticRegression(**settings).fit(X, y), Original(**settings).fit(X, y)
    assert (ours.coef_ == theirs.coef_).all() and not hasattr(ours, "certified_gap_")
    assert (ours.predict_proba(X) == theirs.predict_proba(X)).all()


def test_a_model_that_scikit_learn_fits_anew_loses_our_certificate():
    X, y = named("cancer")
    model = LogisticRegression().fit(X, y)
    assert model.certified_gap_ >= 0
    model.set_params(solver="liblinear").fit(X, y)
    assert not hasattr(model, "certified_gap_")


def test_parameters_are_refused_in_their_words():
    X, y = named("iris")
    with pytest.raises(ValueError, match="supports only 'l2'|penalt"):
        LogisticRegression(solver="lbfgs", l1_ratio=1).fit(X, y)
    with pytest.raises(ValueError, match="'C' parameter"):
        LogisticRegression(C=-1).fit(X, y)
    assert np.isfinite(LogisticRegression(C=np.inf).fit(X, np.arange(150) % 3).coef_).all()
