"""What fitted softmax regressions of any estimator can do: score, be looked at, be taken elsewhere."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import assert_all_finite, check_is_fitted, validate_data

from . import _engine, _library

if TYPE_CHECKING:
    import pandas as pd

    from ._files import Verification

#: What a tolerance below the precision of numbers asks for: to go on until no step leads further.
_LEAST_TOLERANCE = 1e-30


class LinearSoftmax(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predictions of a linear model with `coef_`, `intercept_` and `classes_` as scikit-learn has them."""

    coef_: npt.NDArray[np.floating[Any]]
    intercept_: npt.NDArray[np.floating[Any]]
    classes_: npt.NDArray[Any]
    n_features_in_: int
    n_jobs: int | None

    #: The parameters' names by class: scikit-learn reads them off the signature in each fit, which takes as long as a
    #: small fit.
    _names: ClassVar[dict[type[Any], list[str]]] = {}

    @classmethod
    def _get_param_names(cls) -> list[str]:
        if cls not in LinearSoftmax._names:
            LinearSoftmax._names[cls] = super()._get_param_names()
        return LinearSoftmax._names[cls]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _check_parameters(self) -> None:
        """Refuses parameters outside their range in scikit-learn's words, unless its configuration says not to."""
        if not get_config()["skip_parameter_validation"]:
            self._validate_params()

    # MARK: Predictions

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Logits.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            Of two classes how much the second one's logit is above the first one's; else every class's logit.
        """
        samples = self._samples(X)
        scores = scores_of(samples, *self._rows(), _library.LOGITS, self._threads())
        return scores[:, 0] if scores.shape[1] == 1 else scores

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """The most probable class of each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples,)
            Classes.
        """
        scores = self.decision_function(X)
        indices = (scores > 0).astype(np.intp) if scores.ndim == 1 else scores.argmax(axis=1)
        return np.asarray(self.classes_[indices])

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """The probabilities of all classes.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Probabilities, in the order of `classes_`.
        """
        samples = self._samples(X)
        return scores_of(samples, *self._both_rows(), _library.PROBABILITIES, self._threads())

    def predict_log_proba(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """The logarithms of the probabilities, finite even where a probability is too small for a number.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Logarithms, in the order of `classes_`.
        """
        samples = self._samples(X)
        return scores_of(samples, *self._both_rows(), _library.LOG_PROBABILITIES, self._threads())

    def _samples(self, X: npt.ArrayLike) -> Any:
        """Samples as the engine reads them, or scikit-learn's words for what is wrong with them."""
        check_is_fitted(self)
        return validate_data(
            self,
            X,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            order="C",
            accept_large_sparse=True,
            # `scores_of` finds numbers that are not finite by what becomes of them.
            ensure_all_finite=sparse.issparse(X),
            reset=False,
        )

    def _rows(self) -> tuple[_engine.Float64Array, _engine.Float64Array]:
        """Weights and bias as they are stored: one row for two classes."""
        coef: Any = self.coef_
        if sparse.issparse(coef):
            coef = coef.toarray()
        return np.asarray(coef, dtype=np.float64), np.asarray(self.intercept_, dtype=np.float64)

    def _both_rows(self) -> tuple[_engine.Float64Array, _engine.Float64Array]:
        """The same with a row for each class."""
        return spread(*self._rows())

    def _threads(self) -> int:
        """Threads at most; 0 for all."""
        return threads_of(self.n_jobs)

    # MARK: Storage of the weights

    def sparsify(self) -> LinearSoftmax:
        """Stores `coef_` as a sparse matrix, which takes less room where most weights are 0.

        Returns
        -------
        self
            The estimator.
        """
        check_is_fitted(self)
        self.coef_ = sparse.csr_matrix(self.coef_)
        return self

    def densify(self) -> LinearSoftmax:
        """Stores `coef_` as an array again.

        Returns
        -------
        self
            The estimator.
        """
        check_is_fitted(self)
        coef: Any = self.coef_
        if sparse.issparse(coef):
            self.coef_ = coef.toarray()
        return self

    @property
    def weights_sha256_(self) -> str:
        """The SHA-256 of `coef_` and then `intercept_`, as little-endian numbers of their own type."""
        check_is_fitted(self)
        digest = hashlib.sha256()
        coef: Any = self.coef_
        for part in (coef.toarray() if sparse.issparse(coef) else coef, self.intercept_):
            numbers = np.ascontiguousarray(part)
            digest.update(numbers.astype(numbers.dtype.newbyteorder("<"), copy=False).tobytes())
        return digest.hexdigest()

    # MARK: Looking at the model, and taking it elsewhere

    def explain(
        self, X: npt.ArrayLike, *, target: Any = None, against: Any = None, baseline: npt.ArrayLike | None = None
    ) -> pd.DataFrame:
        """Why one sample is taken for one class and not for another.

        Parameters
        ----------
        X : array-like of shape (n_features,) or (1, n_features)
            The sample.
        target : object, default=None
            The class that is explained; None: the most probable one.
        against : object, default=None
            The class that it is held against; None: the most probable one beside `target`.
        baseline : array-like of shape (n_features,), default=None
            What each feature is compared with, such as the training data's means; None: 0.

        Returns
        -------
        pandas.DataFrame
            A row for each feature, the largest contribution first: its value, the difference of the two classes' weights,
            and what it adds to the difference of their logits. `attrs` has the classes, the difference of the intercepts,
            that of the logits, and the odds.
        """
        from . import _explanation

        return _explanation.explain(self, X, target, against, baseline)

    def statistics_(self, X: npt.ArrayLike, y: npt.ArrayLike) -> pd.DataFrame:
        """Standard errors, Wald tests and odds ratios of the weights, at the training data.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The samples that the model was fitted to.
        y : array-like of shape (n_samples,)
            Their classes.

        Returns
        -------
        pandas.DataFrame
            A row for each class but the first and each term: estimate, standard error, z, p value, odds ratio and its 95 %
            interval, against the first class.

        Raises
        ------
        ValueError
            Where the model has a penalty or weighted samples, or the data leaves no unique optimum: such errors mean
            nothing.
        """
        from . import _statistics

        return _statistics.statistics(self, X, y)

    def verify(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> Verification:
        """Computes the certificate again: how far from the optimum of its training data the model can be at most.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The samples that the model was fitted to.
        y : array-like of shape (n_samples,)
            Their classes.
        sample_weight : array-like of shape (n_samples,), default=None
            Their weights.

        Returns
        -------
        Verification
            Whether the model's claims hold, its objective and the bound.
        """
        from . import _files

        return _files.verify(self, X, y, sample_weight)

    def to_safetensors(self, path: str | os.PathLike[str]) -> None:
        """Writes the model to a file of the format safetensors.

        Parameters
        ----------
        path : path-like
            The file. It is the old one or the whole new one, never half.
        """
        from . import _files

        _files.to_safetensors(self, path)

    @classmethod
    def from_safetensors(cls, path: str | os.PathLike[str]) -> Any:
        """Reads a model that `to_safetensors`, or the command `softmax`, has written.

        Parameters
        ----------
        path : path-like
            The file.

        Returns
        -------
        estimator
            The fitted model.
        """
        from . import _files

        return _files.from_safetensors(cls, path)

    def to_onnx(self, path: str | os.PathLike[str]) -> None:
        """Writes the model as an ONNX graph: samples in, labels and probabilities out.

        Parameters
        ----------
        path : path-like
            The file. It is the old one or the whole new one, never half.
        """
        from . import _onnx

        _onnx.to_onnx(self, path)

    def report(
        self, X: npt.ArrayLike, y: npt.ArrayLike, path: str | os.PathLike[str], *, title: str = "Softmax regression"
    ) -> None:
        """Writes a page about the model on some samples: scores, confusions, reliability, certificate, strongest weights.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples, best of a test set.
        y : array-like of shape (n_samples,)
            Their classes.
        path : path-like
            The HTML file. It asks for nothing from elsewhere.
        title : str, default="Softmax regression"
            What the page is called.
        """
        from . import _report

        _report.write(self, X, y, path, title)


def scores_of(
    samples: Any, weights: _engine.Float64Array, bias: _engine.Float64Array, output: int, threads: int
) -> npt.NDArray[Any]:
    """Scores of samples that nobody has looked at: numbers that are not finite are refused in scikit-learn's words."""
    try:
        return _engine.scores(samples, weights, bias, output, threads)
    except OverflowError:
        assert_all_finite(samples, input_name="X")
        raise


def check_targets(targets: npt.NDArray[Any]) -> None:
    """Refuses what are no classes, in scikit-learn's words. Whole numbers and texts always are."""
    if targets.ndim != 1 or targets.dtype.kind not in "biuUS":
        check_classification_targets(targets)


def threads_of(n_jobs: int | None) -> int:
    """Threads at most, as the library counts them: 0 for all. -2 is all but one, as in joblib."""
    if n_jobs is None or n_jobs == -1:
        return 0
    if n_jobs == 0:
        raise ValueError("n_jobs == 0 has no meaning: use a positive number, or None or -1 for all processors")
    return n_jobs if n_jobs > 0 else max(1, _engine.thread_count() + 1 + n_jobs)


def spread(
    coef: _engine.Float64Array, intercept: _engine.Float64Array
) -> tuple[_engine.Float64Array, _engine.Float64Array]:
    """scikit-learn's one row of two classes as two, which share it."""
    if len(coef) != 1:
        return coef, intercept
    return np.concatenate([-coef / 2, coef / 2]), np.concatenate([-intercept / 2, intercept / 2])


def gather(
    weights: _engine.Float64Array, bias: _engine.Float64Array, dtype: Any
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Two classes' rows as scikit-learn's one, in the samples' type."""
    if weights.shape[-2] == 2:
        weights, bias = weights[..., 1:, :] - weights[..., :1, :], bias[..., 1:] - bias[..., :1]
    return weights.astype(dtype, copy=False), bias.astype(dtype, copy=False)


def penalties(C: float, l1_ratio: float, total_weight: float, class_count: int) -> tuple[float, float]:
    """The factors of L1 and L2 in the mean objective that C and l1_ratio stand for.

    Two rows of weights that share scikit-learn's one row w have half of its squares and all of its magnitudes: of two
    classes L2 is twice as much.
    """
    strength = 0.0 if np.isinf(C) else 1.0 / (C * total_weight)
    return strength * l1_ratio, strength * (1 - l1_ratio) * (2 if class_count == 2 else 1)


def tolerance_of(tol: float) -> float:
    """The certified gap that a fit goes for, as a share of the objective: tol squared.

    Near an optimum what is left to gain goes with the square of the gradient, which scikit-learn's `tol` is about.
    """
    return min(max(tol * tol, _LEAST_TOLERANCE), 0.5)
