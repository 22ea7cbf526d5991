"""The choice of a penalty by cross-validation."""

from __future__ import annotations

import numpy as np
import pytest
from data import named
from numpy.testing import assert_allclose
from sklearn.linear_model._logistic import LogisticRegression as Reference
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold, ShuffleSplit, StratifiedKFold, cross_val_score
from swift_softmax import SoftmaxClassifier, SoftmaxClassifierCV

CS = [0.001, 0.1, 10.0, 1000.0]


def test_scores_are_those_of_fits_of_their_own():
    X, y = named("wine")
    model = SoftmaxClassifierCV(Cs=CS).fit(X, y)
    for place, C in enumerate(CS):
        exact = Reference(C=C, solver="newton-cholesky", tol=1e-12, max_iter=1000)
        expected = cross_val_score(exact, X, y, scoring="neg_log_loss")
        # Folds' fits end at 1e-4 of their objective.
        assert_allclose(model.scores_[:, 0, place], expected, atol=5e-3)
    assert model.C_ == CS[int(model.scores_.mean(axis=(0, 1)).argmax())]
    assert model.weights_sha256_ == SoftmaxClassifier(C=model.C_).fit(X, y).weights_sha256_


@pytest.mark.parametrize(
    "cv", [3, StratifiedKFold(4, shuffle=True, random_state=0), ShuffleSplit(3, test_size=0.3, random_state=0)]
)
def test_any_splitter(cv):
    X, y = named("iris")
    model = SoftmaxClassifierCV(Cs=CS, cv=cv).fit(X, y)
    folds = cv if isinstance(cv, int) else cv.get_n_splits()
    assert model.scores_.shape == (folds, 1, 4) and model.coefs_paths_.shape == (folds, 1, 4, 3, 4)
    assert model.intercepts_paths_.shape == (folds, 1, 4, 3) and model.iterations_paths_.shape == (folds, 1, 4)


def test_groups_and_parts_that_are_given():
    X, y = named("iris")
    groups = np.arange(150) % 6
    by_groups = SoftmaxClassifierCV(Cs=CS, cv=GroupKFold(3)).fit(X, y, groups=groups)
    parts = list(GroupKFold(3).split(X, y, groups))
    assert (SoftmaxClassifierCV(Cs=CS, cv=parts).fit(X, y).scores_ == by_groups.scores_).all()


def test_shares_of_l1_are_tried_together():
    X, y = named("wine")
    model = SoftmaxClassifierCV(Cs=CS, l1_ratios=[0, 0.5, 1], cv=3).fit(X, y)
    assert model.scores_.shape == (3, 3, 4)
    best = np.unravel_index(model.scores_.mean(axis=0).argmax(), (3, 4))
    assert (model.l1_ratio_, model.C_) == ([0, 0.5, 1][best[0]], CS[best[1]])
    assert np.mean(model.coefs_paths_[:, 2, 1] == 0) > np.mean(model.coefs_paths_[:, 2, 3] == 0)


def test_one_standard_error_takes_a_stronger_penalty():
    X, y = named("wine")
    best = SoftmaxClassifierCV(Cs=20).fit(X, y)
    simple = SoftmaxClassifierCV(Cs=20, rule="one_standard_error").fit(X, y)
    assert simple.C_ < best.C_
    means, place = simple.scores_.mean(axis=(0, 1)), int(best.scores_.mean(axis=(0, 1)).argmax())
    error = simple.scores_[:, 0, place].std(ddof=1) / np.sqrt(5)
    chosen = int(np.flatnonzero(simple.Cs_ == simple.C_)[0])
    assert means[chosen] >= means[place] - error > means[chosen - 1]


@pytest.mark.parametrize("scoring", ["accuracy", "f1_macro", "neg_brier_score"])
def test_scorers(scoring):
    X, y = named("iris")
    model = SoftmaxClassifierCV(Cs=[1.0], scoring=scoring).fit(X, y)
    expected = cross_val_score(Reference(solver="newton-cholesky", tol=1e-12), X, y, scoring=scoring)
    assert_allclose(model.scores_[:, 0, 0], expected, atol=2e-2)


def test_weights_count_in_fits_and_scores():
    X, y = named("iris")
    weights = np.random.default_rng(0).integers(1, 4, len(y)).astype(float)
    parts = list(StratifiedKFold(3).split(X, y))
    model = SoftmaxClassifierCV(Cs=[1.0], cv=parts).fit(X, y, weights)
    for score, (train, test) in zip(model.scores_[:, 0, 0], parts, strict=True):
        own = SoftmaxClassifier().fit(X[train], y[train], weights[train])
        expected = -log_loss(y[test], own.predict_proba(X[test]), sample_weight=weights[test])
        assert_allclose(score, expected, atol=5e-3)


def test_without_a_refit_the_folds_weights_are_averaged():
    X, y = named("iris")
    model = SoftmaxClassifierCV(Cs=CS, refit=False).fit(X, y)
    place = int(np.flatnonzero(model.Cs_ == model.C_)[0])
    assert_allclose(model.coef_, model.coefs_paths_[:, 0, place].mean(axis=0))
    assert model.score(X, y) > 0.9


def test_any_number_of_threads_chooses_the_same():
    X, y = named("wine")
    one, many = SoftmaxClassifierCV(n_jobs=1).fit(X, y), SoftmaxClassifierCV(n_jobs=2).fit(X, y)
    assert (one.scores_ == many.scores_).all() and one.weights_sha256_ == many.weights_sha256_


def test_a_callback_ends_the_search_and_its_exceptions_are_the_fits():
    X, y = named("wine")
    with pytest.raises(KeyboardInterrupt):
        SoftmaxClassifierCV(callback=lambda place: True).fit(X, y)

    def fails(place):
        raise LookupError("from the callback")

    with pytest.raises(LookupError, match="from the callback"):
        SoftmaxClassifierCV(callback=fails).fit(X, y)


def test_bad_settings_are_refused():
    X, y = named("iris")
    with pytest.raises(ValueError, match="Cs must be"):
        SoftmaxClassifierCV(Cs=[-1]).fit(X, y)
    with pytest.raises(ValueError, match="l1_ratios"):
        SoftmaxClassifierCV(l1_ratios=[2]).fit(X, y)
    with pytest.raises(ValueError, match="one class alone"):
        SoftmaxClassifierCV(cv=[(np.flatnonzero(y == 0), np.flatnonzero(y == 1))]).fit(X, y)
