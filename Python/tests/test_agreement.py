"""The optimum is scikit-learn's: held against its most exact solver, and against scipy where it has none."""

from __future__ import annotations

import numpy as np
import pytest
from data import named, noisy
from numpy.testing import assert_allclose
from scipy import optimize, sparse
from scipy.special import logsumexp
from sklearn.linear_model._logistic import LogisticRegression as Reference
from swift_softmax import SoftmaxClassifier


def reference(**settings):
    return Reference(solver="newton-cholesky", tol=1e-12, max_iter=1000, **settings)


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("name", ["iris", "wine", "cancer"])
def test_weights_are_those_of_newton_cholesky(name, C, fit_intercept):
    X, y = named(name)
    theirs = reference(C=C, fit_intercept=fit_intercept).fit(X, y)
    ours = SoftmaxClassifier(C=C, fit_intercept=fit_intercept, tol=1e-12).fit(X, y)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-6, rtol=0)
    assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6, rtol=0)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


@pytest.mark.slow
def test_weights_of_many_parameters_are_those_of_newton_cholesky():
    X, y = named("digits")
    theirs = reference().fit(X, y)
    ours = SoftmaxClassifier(tol=1e-12).fit(X, y)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-6, rtol=0)


def test_two_classes_have_one_row_with_its_own_penalty():
    X, y = named("cancer")
    ours, theirs = SoftmaxClassifier(tol=1e-12).fit(X, y), reference().fit(X, y)
    assert ours.coef_.shape == (1, X.shape[1]) and ours.intercept_.shape == (1,)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-6, rtol=0)


@pytest.mark.parametrize("classes", [2, 3])
def test_without_a_penalty_the_optimum_is_the_same(classes):
    X, y = noisy(classes=classes)
    ours, theirs = SoftmaxClassifier(C=np.inf, tol=1e-12).fit(X, y), reference(C=np.inf).fit(X, y)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-6, rtol=0)
    assert np.isnan(ours.certified_gap_) and not ours.separated_


@pytest.mark.parametrize("class_weight", [None, "balanced", {0: 1.0, 1: 3.0, 2: 0.5}])
def test_weighted_samples_and_classes(class_weight):
    X, y = named("iris")
    weights = np.random.default_rng(0).uniform(0.1, 3, len(y))
    ours = SoftmaxClassifier(class_weight=class_weight, tol=1e-12).fit(X, y, weights)
    theirs = reference(class_weight=class_weight).fit(X, y, weights)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-6, rtol=0)


@pytest.mark.parametrize("container", [sparse.csr_matrix, sparse.csr_array, sparse.coo_array, sparse.csc_matrix])
def test_sparse_samples_have_the_optimum_of_dense_ones(container):
    X, y = named("digits")
    X, y = X[:300], y[:300]
    dense = SoftmaxClassifier(tol=1e-10).fit(X, y)
    held = SoftmaxClassifier(tol=1e-10).fit(container(X), y)
    assert_allclose(held.coef_, dense.coef_, atol=1e-7)
    assert_allclose(held.predict_proba(container(X)), dense.predict_proba(X), atol=1e-7)


def test_large_sparse_samples_come_near_the_optimum_of_dense_ones():
    generator = np.random.default_rng(0)
    X = sparse.random_array((3000, 2000), density=0.01, rng=generator, format="csr")
    y = (X @ generator.normal(size=(2000, 4)) + generator.gumbel(size=(3000, 4)) * 0.1).argmax(axis=1)
    held = SoftmaxClassifier(C=10, tol=1e-6).fit(X, y)
    dense = SoftmaxClassifier(C=10, tol=1e-6).fit(X.toarray(), y)
    assert held.solver_ == "sdca"
    # Entries are rounded to float32: 6e-8 of each.
    assert_allclose(held.predict_proba(X), dense.predict_proba(X.toarray()), atol=1e-5)


@pytest.mark.parametrize("l1_ratio", [0.3, 1.0])
@pytest.mark.parametrize("classes", [2, 3])
def test_l1_and_elastic_net_are_optimal_by_another_optimizer(classes, l1_ratio):
    X, y = noisy(120, 4, classes)
    model = SoftmaxClassifier(C=0.5, l1_ratio=l1_ratio, tol=1e-8).fit(X, y)
    rows = 1 if classes == 2 else classes
    strength = 1 / (0.5 * len(y))

    def objective(parameters):
        # Each weight as the difference of two that are at least 0: then magnitudes have derivatives.
        positive, negative, bias = np.split(parameters, [rows * 4, rows * 8])
        weights = (positive - negative).reshape(rows, 4)
        logits = X @ weights.T + bias
        if rows == 1:
            logits = np.column_stack([np.zeros(len(y)), logits[:, 0]])
        loss = np.mean(logsumexp(logits, axis=1) - logits[np.arange(len(y)), y])
        return loss + strength * (l1_ratio * (positive + negative).sum() + (1 - l1_ratio) / 2 * (weights**2).sum())

    start = np.zeros(rows * 9)
    bounds = [(0, None)] * (rows * 8) + [(None, None)] * rows
    found = optimize.minimize(objective, start, bounds=bounds, method="L-BFGS-B", options={"maxiter": 5000, "ftol": 1e-15,
                              "gtol": 1e-9, "maxfun": 10**6})  # fmt: skip
    assert model.objective_ <= found.fun + 1e-8
    # Their end is no further than their gradients' differences allow.
    assert found.fun - model.objective_ < 1e-5
    assert model.certified_gap_ < 1e-8


def test_float32_samples_give_float32_weights_near_those_of_float64():
    X, y = named("digits")
    single = SoftmaxClassifier(C=0.1).fit(X.astype(np.float32), y)
    double = SoftmaxClassifier(C=0.1).fit(X, y)
    assert single.coef_.dtype == np.float32 and single.predict_proba(X.astype(np.float32)).dtype == np.float32
    # Digits are whole numbers, which float32 holds: what differs is where the fits end, at gaps of 1e-8 of the objective.
    assert_allclose(single.coef_, double.coef_, atol=1e-3)


def test_more_features_than_samples():
    generator = np.random.default_rng(0)
    X, y = generator.normal(size=(60, 500)), np.arange(60) % 3
    theirs = Reference(C=0.1, tol=1e-10, max_iter=10000).fit(X, y)
    ours = SoftmaxClassifier(C=0.1, tol=1e-7).fit(X, y)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)


@pytest.mark.parametrize("solver", ["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga"])
def test_every_solver_ends_at_the_same_optimum(solver):
    X, y = named("wine")
    auto, other = SoftmaxClassifier(tol=1e-8).fit(X, y), SoftmaxClassifier(tol=1e-8, solver=solver).fit(X, y)
    assert_allclose(other.coef_, auto.coef_, atol=1e-6)
