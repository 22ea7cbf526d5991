"""What the estimator does beside fitting: progress, starts, copies, threads, minibatches."""

from __future__ import annotations

import copy
import pickle
import warnings

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pytest
from data import named, noisy
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils._testing import ignore_warnings
from swift_softmax import SoftmaxClassifier


def test_the_certificate_bounds_what_is_left_to_gain():
    X, y = named("wine")
    best = SoftmaxClassifier(tol=1e-12).fit(X, y)
    for tol in (0.3, 0.1, 1e-2):
        model = SoftmaxClassifier(tol=tol, solver="lbfgs").fit(X, y)
        assert model.objective_ - best.objective_ <= model.certified_gap_ <= tol**2 * model.objective_
        assert model.stop_reason_ == "converged"


def test_the_objective_is_the_mean_loss_with_the_penalty():
    X, y = named("iris")
    model = SoftmaxClassifier(C=0.5).fit(X, y)
    loss = -np.mean(model.predict_log_proba(X)[np.arange(len(y)), y])
    assert_allclose(model.log_loss_, loss, rtol=1e-12)
    assert_allclose(model.objective_, loss + (model.coef_**2).sum() / (2 * 0.5 * len(y)), rtol=1e-12)


def test_any_number_of_threads_gives_the_same_bits():
    X, y = noisy(20_000, 40, 6)
    one, all_of_them = SoftmaxClassifier(n_jobs=1).fit(X, y), SoftmaxClassifier(n_jobs=-1).fit(X, y)
    assert one.weights_sha256_ == all_of_them.weights_sha256_
    assert (one.predict_proba(X) == all_of_them.predict_proba(X)).all()


def test_samples_are_not_changed():
    X, y = named("iris")
    weights = np.ones(len(y))
    before = X.copy()
    SoftmaxClassifier(class_weight="balanced").fit(X, y, weights)
    assert (before == X).all() and (weights == 1).all()


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_copies_predict_the_same_bits(again):
    X, y = named("iris")
    model = SoftmaxClassifier().fit(X, y)
    assert (again(model).predict_proba(X) == model.predict_proba(X)).all()
    assert again(model).weights_sha256_ == model.weights_sha256_
    assert not hasattr(clone(model), "coef_")


@pytest.mark.slow
def test_models_go_to_processes_of_joblib_and_are_fitted_there(tmp_path):
    X, y = named("iris")
    model = SoftmaxClassifier().fit(X, y)
    found = joblib.Parallel(n_jobs=2)(joblib.delayed(clone(model).fit)(X, y) for _ in range(4))
    assert {other.weights_sha256_ for other in found} == {model.weights_sha256_}
    joblib.dump(model, tmp_path / "model.joblib")
    assert joblib.load(tmp_path / "model.joblib").weights_sha256_ == model.weights_sha256_


def test_labels_may_be_words():
    X, y = named("iris")
    words = np.array(["setosa", "versicolor", "virginica"])[y]
    model = SoftmaxClassifier().fit(X, words)
    assert list(model.classes_) == ["setosa", "versicolor", "virginica"]
    assert model.predict(X[:1])[0] == "setosa" and model.score(X, words) > 0.95


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_columns_are_known_by_name(frame):
    X, y = named("iris")
    names = ["a", "b", "c", "d"]
    table = frame({name: X[:, j] for j, name in enumerate(names)})
    model = SoftmaxClassifier().fit(table, y)
    assert list(model.feature_names_in_) == names
    assert (model.predict(table) == SoftmaxClassifier().fit(X, y).predict(X)).all()
    if frame is pd.DataFrame:
        with pytest.raises(ValueError, match="feature names"):
            model.predict(table[["b", "a", "c", "d"]])


def test_a_warm_start_takes_fewer_iterations_to_the_same_optimum():
    X, y = named("digits")
    model = SoftmaxClassifier(warm_start=True, tol=1e-5).fit(X, y)
    first, coef = model.n_iter_[0], model.coef_
    model.fit(X, y)
    assert model.n_iter_[0] < first / 4
    assert_allclose(model.coef_, coef, atol=1e-4)


def test_the_callback_sees_every_pass_and_can_end_the_fit():
    X, y = named("digits")
    seen = []

    def callback(place):
        seen.append(place)
        return place.passes >= 5

    model = SoftmaxClassifier(callback=callback).fit(X, y)
    assert [place.passes for place in seen] == [0, 1, 2, 3, 4, 5]
    assert model.stop_reason_ == "stopped" and np.isnan(model.certified_gap_)
    assert np.isnan(seen[0].objective) and seen[-1].objective < np.log(10) and seen[-1].iterations > 0
    assert model.score(X, y) > 0.5


def test_an_exception_in_the_callback_is_the_fits():
    X, y = named("iris")

    def callback(place):
        if place.passes == 2:
            raise LookupError("from the callback")

    model = SoftmaxClassifier(callback=callback)
    with pytest.raises(LookupError, match="from the callback"):
        model.fit(X, y)
    assert not hasattr(model, "coef_")
    model.set_params(callback=None).fit(X, y)


def test_verbose_prints_a_line_for_each_pass(capsys):
    X, y = named("iris")
    SoftmaxClassifier(verbose=1).fit(X, y)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 5 and all(line.startswith("[SoftmaxClassifier] pass ") for line in lines)


def test_the_limit_of_iterations_warns():
    X, y = named("digits")
    with pytest.warns(ConvergenceWarning, match="failed to converge"):
        model = SoftmaxClassifier(max_iter=3).fit(X, y)
    assert model.n_iter_[0] == 3 and model.stop_reason_ == "iteration_limit" and model.certified_gap_ > 0


def test_separated_classes_without_a_penalty_are_told_of():
    X, y = named("iris")
    with pytest.warns(ConvergenceWarning, match="told"):
        model = SoftmaxClassifier(C=np.inf).fit(X, y == 0)
    assert model.separated_ and model.stop_reason_ == "separated"


def test_columns_that_follow_from_others_are_told_of_and_get_the_smallest_weights():
    X, y = noisy()
    twice = np.column_stack([X, X[:, 0]])
    with pytest.warns(ConvergenceWarning, match="combinations"):
        model = SoftmaxClassifier(C=np.inf).fit(twice, y)
    assert_allclose(model.coef_[:, 0], model.coef_[:, -1], atol=1e-8)


def test_a_class_whose_samples_have_no_weight_is_improbable():
    X, y = named("iris")
    weights = np.where(y == 1, 0.0, 1.0)
    model = SoftmaxClassifier().fit(X, y, weights)
    assert model.coef_.shape == (3, 4) and model.predict_proba(X)[:, 1].max() < 1e-9
    assert set(model.predict(X)) == {0, 2}


def test_an_l1_penalty_makes_weights_exactly_zero_and_sparsify_keeps_predictions():
    X, y = named("digits")
    model = SoftmaxClassifier(l1_ratio=1, C=0.05).fit(X, y)
    assert 0 < np.mean(model.coef_ == 0) < 1
    before = model.predict_proba(X)
    assert (model.sparsify().predict_proba(X) == before).all() and hash(model.weights_sha256_)
    assert (model.densify().predict_proba(X) == before).all()


def test_log_probabilities_are_finite_where_probabilities_are_zero():
    X, y = named("iris")
    model = SoftmaxClassifier().fit(X, y)
    far = model.predict_log_proba(X[:2] * 1e4)
    assert np.isfinite(far).all() and (model.predict_proba(X[:2] * 1e4) == 0).any()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_partial_fit_learns_from_a_stream(dtype):
    X, y = named("digits")
    X = (X / 16).astype(dtype)
    model = SoftmaxClassifier(learning_rate=0.5, batch_size=16, random_state=0)
    for _ in range(5):
        for part in np.array_split(np.arange(len(y)), 20):
            model.partial_fit(X[part], y[part], classes=np.arange(10))
    assert model.score(X, y) > 0.93 and model.coef_.dtype == dtype and model.n_iter_[0] == 100
    again = SoftmaxClassifier(learning_rate=0.5, batch_size=16, random_state=0)
    for _ in range(5):
        for part in np.array_split(np.arange(len(y)), 20):
            again.partial_fit(X[part], y[part], classes=np.arange(10))
    assert again.weights_sha256_ == model.weights_sha256_


def test_partial_fit_takes_batches_of_one_class_and_refuses_new_ones():
    X, y = named("iris")
    model = SoftmaxClassifier().partial_fit(X[y == 0], y[y == 0], classes=[0, 1, 2])
    with pytest.raises(ValueError, match="new labels"):
        model.partial_fit(X[:1], [7])
    with pytest.raises(ValueError, match="classes must be passed"):
        SoftmaxClassifier().partial_fit(X, y)


def test_partial_fit_weights_a_sample_like_its_repetitions_step_for_step():
    X, y = named("iris")
    once = SoftmaxClassifier(batch_size=10**6, C=np.inf).partial_fit(X, y, [0, 1, 2], np.full(len(y), 2.0))
    twice = SoftmaxClassifier(batch_size=10**6, C=np.inf, learning_rate=0.2).partial_fit(X, y, [0, 1, 2])
    assert_allclose(once.coef_, twice.coef_, rtol=1e-12)


def test_settings_outside_their_range_are_refused():
    X, y = named("iris")
    for settings in ({"C": 0}, {"C": -1}, {"l1_ratio": 2}, {"tol": -1}, {"max_iter": -1}, {"solver": "liblinear"}):
        with pytest.raises(ValueError, match=next(iter(settings))):
            SoftmaxClassifier(**settings).fit(X, y)
    with pytest.raises(ValueError, match="n_jobs"):
        SoftmaxClassifier(n_jobs=0).fit(X, y)
    with pytest.raises(ValueError, match="derivatives"):
        SoftmaxClassifier(solver="lbfgs", l1_ratio=1).fit(X, y)


@ignore_warnings(category=ConvergenceWarning)
def test_max_iter_zero_leaves_the_start():
    X, y = named("iris")
    model = SoftmaxClassifier(max_iter=0).fit(X, y)
    assert (model.coef_ == 0).all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert_allclose(model.predict_proba(X), 1 / 3)
