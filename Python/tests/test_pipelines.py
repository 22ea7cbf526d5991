"""In the company of scikit-learn's tools, and of SHAP."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from data import named, noisy
from numpy.testing import assert_allclose
from scipy.special import logsumexp
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import BaggingClassifier, VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectFromModel
from sklearn.inspection import permutation_importance
from sklearn.linear_model._logistic import LogisticRegression as Reference
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from swift_softmax import SoftmaxClassifier

EXACT = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}


def test_a_pipeline_predicts_as_with_scikit_learns_class():
    X, y = named("wine")
    ours = make_pipeline(StandardScaler(), SoftmaxClassifier()).fit(X, y)
    theirs = make_pipeline(StandardScaler(), Reference(**EXACT)).fit(X, y)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


def test_columns_of_a_frame_go_through_a_column_transformer():
    generator = np.random.default_rng(0)
    table = pd.DataFrame({"age": generator.normal(40, 9, 200), "plan": generator.choice(["a", "b", "c"], 200)})
    y = (table.age + 9 * (table.plan == "a") + generator.normal(0, 6, 200) > 43).to_numpy()
    prepare = ColumnTransformer([("numbers", StandardScaler(), ["age"]), ("words", OneHotEncoder(), ["plan"])])
    ours = make_pipeline(prepare, SoftmaxClassifier()).fit(table, y)
    theirs = make_pipeline(prepare, Reference(**EXACT)).fit(table, y)
    assert_allclose(ours.predict_proba(table), theirs.predict_proba(table), atol=1e-6)


def test_texts_as_sparse_counts():
    texts = ["the cat sat", "a cat ran", "dogs bark", "the dog ran", "fish swim", "a fish sat"] * 5
    y = [0, 0, 1, 1, 2, 2] * 5
    model = make_pipeline(TfidfVectorizer(), SoftmaxClassifier(C=100)).fit(texts, y)
    assert model.score(texts, y) == 1


@pytest.mark.slow
def test_a_grid_search_in_processes_finds_what_it_finds_in_one():
    X, y = named("iris")
    grid = {"C": [0.01, 1, 100], "l1_ratio": [0, 0.5]}
    alone = GridSearchCV(SoftmaxClassifier(), grid, scoring="neg_log_loss").fit(X, y)
    many = GridSearchCV(SoftmaxClassifier(), grid, scoring="neg_log_loss", n_jobs=2).fit(X, y)
    assert alone.best_params_ == many.best_params_
    assert_allclose(alone.cv_results_["mean_test_score"], many.cv_results_["mean_test_score"], rtol=0)


def test_grid_search_scores_are_scikit_learns():
    X, y = named("iris")
    ours = GridSearchCV(SoftmaxClassifier(), {"C": [0.01, 1, 100]}, scoring="neg_log_loss").fit(X, y)
    theirs = GridSearchCV(Reference(**EXACT), {"C": [0.01, 1, 100]}, scoring="neg_log_loss").fit(X, y)
    assert_allclose(ours.cv_results_["mean_test_score"], theirs.cv_results_["mean_test_score"], atol=1e-6)


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
def test_calibration(method):
    X, y = named("wine")
    ours = CalibratedClassifierCV(SoftmaxClassifier(), method=method, cv=3).fit(X, y)
    theirs = CalibratedClassifierCV(Reference(**EXACT), method=method, cv=3).fit(X, y)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)


def test_cross_val_predict_and_score():
    X, y = named("wine")
    for method in ("predict_proba", "decision_function"):
        ours = cross_val_predict(SoftmaxClassifier(), X, y, method=method)
        assert_allclose(ours, cross_val_predict(Reference(**EXACT), X, y, method=method), atol=1e-6)
    assert cross_val_score(SoftmaxClassifier(), X, y).mean() > 0.95


def test_permutation_importance():
    X, y = named("iris")
    ours = permutation_importance(SoftmaxClassifier().fit(X, y), X, y, random_state=0)
    theirs = permutation_importance(Reference(**EXACT).fit(X, y), X, y, random_state=0)
    assert_allclose(ours.importances, theirs.importances)


def test_ensembles_and_selectors_take_it():
    X, y = named("iris")
    assert BaggingClassifier(SoftmaxClassifier(), n_estimators=5, random_state=0).fit(X, y).score(X, y) > 0.9
    assert OneVsRestClassifier(SoftmaxClassifier()).fit(X, y).score(X, y) > 0.9
    assert VotingClassifier([("a", SoftmaxClassifier()), ("b", SoftmaxClassifier(C=9))], voting="soft").fit(X, y)
    chosen = SelectFromModel(SoftmaxClassifier(l1_ratio=1, C=0.05)).fit(X, y)
    assert 0 < chosen.get_support().sum() < 4


def test_shap_explains_the_logits():
    shap = pytest.importorskip("shap")
    X, y = noisy(100, 4, 3)
    model = SoftmaxClassifier().fit(X, y)
    values = shap.LinearExplainer(model, X).shap_values(X)
    values = np.moveaxis(np.asarray(values), -1, 0) if np.asarray(values).shape[-1] == 3 else np.asarray(values)
    for k in range(3):
        expected = (X - X.mean(axis=0)) * model.coef_[k]
        assert_allclose(values[k], expected, atol=1e-8)
    logits = model.decision_function(X)
    assert_allclose(model.predict_log_proba(X), logits - logsumexp(logits, axis=1, keepdims=True), atol=1e-12)
