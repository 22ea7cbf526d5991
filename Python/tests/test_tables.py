"""Data frames."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose
from sklearn.base import clone
from swift_softmax import SoftmaxClassifier, SoftmaxTableClassifier


def people(count=300, seed=0):
    generator = np.random.default_rng(seed)
    table = {
        "age": generator.normal(40, 10, count).tolist(),
        "plan": generator.choice(["basic", "plus", "pro"], count).tolist(),
        "news": generator.choice([True, False], count).tolist(),
        "calls": generator.integers(0, 9, count).tolist(),
    }
    score = np.array(table["age"]) + np.where(np.array(table["plan"]) == "pro", 8, 0) + generator.normal(0, 6, count)
    table["age"][3], table["plan"][4] = None, None
    return table, np.where(score > 43, "stays", "leaves")


@pytest.mark.parametrize("frame", [pd.DataFrame, lambda table: pl.DataFrame(table, strict=False)])
def test_columns_words_and_gaps(frame):
    table, y = people()
    model = SoftmaxTableClassifier().fit(frame(table), y)
    assert model.feature_names_ == ["age", "plan=basic", "plan=plus", "plan=pro", "news=False", "news=True", "calls"]
    assert model.score(frame(table), y) > 0.75 and model.verify(frame(table), y)


def test_both_kinds_of_frames_give_the_same_bits():
    table, y = people()
    of_pandas = SoftmaxTableClassifier().fit(pd.DataFrame(table), y)
    of_polars = SoftmaxTableClassifier().fit(pl.DataFrame(table, strict=False), y)
    assert of_pandas.weights_sha256_ == of_polars.weights_sha256_
    assert (of_pandas.predict_proba(pl.DataFrame(table, strict=False)) == of_pandas.predict_proba(pd.DataFrame(table))).all()


def test_weights_are_told_in_the_columns_own_units():
    table, y = people()
    frame = pd.DataFrame(table)
    model = SoftmaxTableClassifier().fit(frame, y)
    numbers = frame.age.fillna(frame.age.mean())
    by_hand = np.column_stack(
        [numbers, *(frame.plan == p for p in ("basic", "plus", "pro")), *(frame.news == n for n in (False, True)), frame.calls]
    ).astype(float)
    logits = by_hand @ model.coef_[0] + model.intercept_[0]
    assert_allclose(logits, model.decision_function(frame), atol=1e-9)
    units = by_hand.copy()
    for j in (0, 6):
        units[:, j] = (by_hand[:, j] - by_hand[:, j].mean()) / by_hand[:, j].std()
    plain = SoftmaxClassifier().fit(units, y)
    assert_allclose(plain.decision_function(units), logits, atol=1e-6)


def test_order_of_columns_and_others_beside_them_change_nothing():
    table, y = people()
    frame = pd.DataFrame(table)
    model = SoftmaxTableClassifier().fit(frame, y)
    other = frame[["calls", "news", "plan", "age"]].assign(more=1)
    assert (model.predict_proba(other) == model.predict_proba(frame)).all()
    with pytest.raises(ValueError, match="lacks columns.*age"):
        model.predict(frame.drop(columns="age"))


def test_the_classes_may_be_a_column():
    table, y = people()
    frame = pd.DataFrame(table).assign(outcome=y)
    assert "outcome" not in SoftmaxTableClassifier().fit(frame, "outcome").columns_


def test_categories_that_nobody_has_seen():
    table, y = people()
    frame = pd.DataFrame(table)
    new = frame.head(2).assign(plan="gold")
    assert SoftmaxTableClassifier().fit(frame, y).predict(new).shape == (2,)
    with pytest.raises(ValueError, match="'gold'"):
        SoftmaxTableClassifier(unseen="refuse").fit(frame, y).predict(new)


def test_missing_numbers_are_refused_where_that_is_asked():
    table, y = people()
    with pytest.raises(ValueError, match="'age' has a missing number in row 3"):
        SoftmaxTableClassifier(missing="refuse").fit(pd.DataFrame(table), y)


def test_copies_and_explanations():
    table, y = people()
    frame = pd.DataFrame(table)
    model = SoftmaxTableClassifier().fit(frame, y)
    assert (pickle.loads(pickle.dumps(model)).predict_proba(frame) == model.predict_proba(frame)).all()
    assert not hasattr(clone(model), "coef_")
    explained = model.explain(frame.iloc[[0]])
    assert set(explained.feature) == set(model.feature_names_)
    total = explained.contribution.sum() + explained.attrs["start"]
    assert_allclose(total, explained.attrs["difference"])
    assert_allclose(abs(total), abs(model.decision_function(frame.iloc[[0]])[0]))


def test_what_is_no_table_is_refused():
    table, y = people()
    frame = pd.DataFrame(table)
    with pytest.raises(TypeError, match="data frame"):
        SoftmaxTableClassifier().fit(np.zeros((3, 2)), [0, 1, 0])
    with pytest.raises(ValueError, match="dates"):
        SoftmaxTableClassifier().fit(frame.assign(day=pd.Timestamp("2020-01-01")), y)
    with pytest.raises(ValueError, match="no number"):
        SoftmaxTableClassifier().fit(frame.assign(empty=np.nan), y)
    with pytest.raises(ValueError, match="rows"):
        SoftmaxTableClassifier().fit(frame, y[:-1])
    with pytest.raises(ValueError, match="has words"):
        SoftmaxTableClassifier().fit(frame, y).predict(frame.assign(age="old"))
