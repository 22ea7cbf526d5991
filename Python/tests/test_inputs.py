"""Arrays of every kind that NumPy has, and bad ones."""

from __future__ import annotations

import numpy as np
import pytest
from data import named
from numpy.testing import assert_allclose
from scipy import sparse
from swift_softmax import SoftmaxClassifier, _engine


@pytest.fixture(scope="module")
def fitted():
    X, y = named("iris")
    return X, y, SoftmaxClassifier().fit(X, y)


def strided(X):
    wide = np.zeros((X.shape[0] * 2, X.shape[1] * 3))
    wide[::2, ::3] = X
    return wide[::2, ::3]


def backwards(X):
    return X[::-1, ::-1][::-1, ::-1]


def unaligned(X):
    room = np.zeros(X.nbytes + 1, dtype=np.uint8)
    held = room[1:].view(np.float64).reshape(X.shape)
    held[:] = X
    assert not held.flags.aligned
    return held


def read_only(X):
    held = X.copy()
    held.flags.writeable = False
    return held


KINDS = {
    "Fortran order": np.asfortranarray,
    "strides": strided,
    "negative strides": backwards,
    "unaligned": unaligned,
    "read-only": read_only,
    "big-endian": lambda X: X.astype(">f8"),
    "objects": lambda X: X.astype(object),
    "lists": lambda X: X.tolist(),
    "longdouble": lambda X: X.astype(np.longdouble),
    "masked": np.ma.masked_array,
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_layout_gives_the_same_bits(fitted, kind):
    X, y, model = fitted
    own = KINDS[kind](X)
    assert SoftmaxClassifier().fit(own, y).weights_sha256_ == model.weights_sha256_
    assert (model.predict_proba(own) == model.predict_proba(X)).all()


def test_read_only_memmaps_are_read_where_they_lie(fitted, tmp_path):
    X, y, model = fitted
    X.tofile(tmp_path / "X.bin")
    held = np.memmap(tmp_path / "X.bin", dtype=np.float64, mode="r", shape=X.shape)
    assert SoftmaxClassifier().fit(held, y).weights_sha256_ == model.weights_sha256_


@pytest.mark.parametrize("index", [np.int32, np.int64])
def test_sparse_indices_of_both_widths_out_of_order_and_twice(fitted, index):
    X, y, model = fitted
    held = sparse.csr_array(X)
    held.indices, held.indptr = held.indices.astype(index), held.indptr.astype(index)
    for row in range(3):
        part = slice(held.indptr[row], held.indptr[row + 1])
        held.indices[part], held.data[part] = held.indices[part][::-1].copy(), held.data[part][::-1].copy()
    held.has_sorted_indices = False
    doubled = sparse.csr_array(
        (np.concatenate([X.ravel() / 2] * 2), (np.tile(np.repeat(np.arange(150), 4), 2), np.tile(np.arange(4), 300))),
        shape=X.shape,
    )
    for matrix in (held, doubled):
        before = matrix.data.copy()
        assert_allclose(SoftmaxClassifier().fit(matrix, y).coef_, model.coef_, atol=1e-12)
        assert (matrix.data == before).all()


def test_a_sparse_matrix_without_an_entry_has_the_classes_shares():
    y = np.array([0, 0, 0, 1, 1, 2])
    model = SoftmaxClassifier().fit(sparse.csr_array((6, 3)), y)
    assert_allclose(model.predict_proba(np.zeros((1, 3)))[0], [3 / 6, 2 / 6, 1 / 6], atol=1e-9)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_refused_in_scikit_learns_words(fitted, bad):
    X, y, model = fitted
    spoiled = X.copy()
    spoiled[3, 1] = bad
    with pytest.raises(ValueError, match="NaN|infinity"):
        SoftmaxClassifier().fit(spoiled, y)
    with pytest.raises(ValueError, match="NaN|infinity"):
        model.predict(spoiled)


def test_bad_data_is_refused(fitted):
    X, y, model = fitted
    with pytest.raises(ValueError, match="inconsistent"):
        SoftmaxClassifier().fit(X, y[:-1])
    with pytest.raises(ValueError, match="only one class"):
        SoftmaxClassifier().fit(X, np.zeros(len(y)))
    with pytest.raises(ValueError, match="minimum of 1 is required|0 sample"):
        SoftmaxClassifier().fit(X[:0], y[:0])
    with pytest.raises(ValueError, match="Unknown label type"):
        SoftmaxClassifier().fit(X, np.linspace(0, 1, len(y)))
    with pytest.raises(ValueError, match="expecting 4 features"):
        model.predict(X[:, :3])
    with pytest.raises(ValueError, match="[Nn]egative"):
        SoftmaxClassifier().fit(X, y, np.full(len(y), -1.0))
    with pytest.raises(ValueError, match="zero"):
        SoftmaxClassifier().fit(X, y, np.zeros(len(y)))
    with pytest.raises(ValueError, match="one class"):
        SoftmaxClassifier().fit(X, y, (y == 0).astype(float))


def test_huge_numbers_do_not_end_the_interpreter():
    generator = np.random.default_rng(0)
    for scale in (1e-300, 1e-30, 1e30, 1e100, 1e200, 1e300):
        X, y = generator.normal(size=(30, 3)) * scale, np.arange(30) % 3
        for samples in (X, X.astype(np.float32) if scale < 1e38 else X):
            try:
                with np.errstate(all="ignore"):
                    model = SoftmaxClassifier().fit(samples, y)
                assert np.isfinite(model.coef_).all()
            except (OverflowError, ValueError):
                pass


def test_arrays_that_do_not_fit_together_are_refused_below_the_estimators():
    X, y = named("iris")
    with pytest.raises(ValueError, match="label"):
        _engine.fit(X, np.full(len(y), 9), 3)
    with pytest.raises(ValueError, match="y has the shape"):
        _engine.fit(X, y[:-1], 3)
    with pytest.raises(ValueError, match="sample_weight"):
        _engine.fit(X, y, 3, np.ones(3))
    with pytest.raises(ValueError, match="none of 3 classes"):
        _engine.scores(X, np.zeros((3, 2)), np.zeros(3), 1)
    with pytest.raises(ValueError, match="solver|one of"):
        _engine.fit(X, y, 3, solver="nobody")
    for name, value in (("l2", -1.0), ("l2", np.nan), ("l1", np.inf), ("tolerance", 0.0), ("tolerance", np.nan),
                        ("max_iterations", -1), ("threads", -1)):  # fmt: skip
        with pytest.raises(ValueError):
            _engine.fit(X, y, 3, **{name: value})
    with pytest.raises(ValueError):
        _engine.steps(X, y, np.zeros((3, 4)), np.zeros(3), 0, learning_rate=np.nan)
    with pytest.raises(ValueError):
        _engine.steps(X, y, np.zeros((3, 4)), np.zeros(3), 0, batch_size=0)
