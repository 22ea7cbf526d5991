"""scikit-learn's LogisticRegression with this library underneath, and the switch that puts it in place."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn.linear_model
import sklearn.linear_model._logistic as _logistic
from scipy import sparse
from sklearn.base import _fit_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, validate_data

from . import _engine, _library
from ._linear import check_targets, gather, penalties, scores_of, spread, threads_of, tolerance_of
from ._weights import check_two_count, whole_weights

#: scikit-learn's own class, whatever stands in its place now.
_Original: Any = _logistic.LogisticRegression


#: What scikit-learn says where a fit ends at its limit, by the solver's name.
_LIMIT_WORDS = {
    "lbfgs": "lbfgs failed to converge after {} iteration(s) (status=1): STOP: TOTAL NO. OF ITERATIONS REACHED LIMIT. "
    "Increase the number of iterations to improve the convergence.",
    "newton-cg": "newton-cg failed to converge at loss after {} iterations. Increase the number of iterations.",
    "newton-cholesky": "Newton solver did not converge after {} iterations.",
    "sag": "The max_iter was reached which means the coef_ did not converge",
    "saga": "The max_iter was reached which means the coef_ did not converge",
}


class LogisticRegression(_Original):  # type: ignore[misc]
    """scikit-learn's `LogisticRegression`, fitted and scored by this library.

    Parameters, attributes and words are scikit-learn's. The objective is the same, and so is the optimum; a fit ends nearer
    to it (see `tol` of `SoftmaxClassifier`). Every solver's name stands for the fastest method for the shape of the data.
    What this library does not do goes to scikit-learn as it is: the solver liblinear, `dual`, callbacks of scikit-learn,
    arrays of other libraries than NumPy.

    Attributes
    ----------
    certified_gap_ : float
        No weights have an objective smaller by more than this; NaN where nothing is known.
    objective_ : float
        The mean log loss of the training samples with the penalty.
    stop_reason_ : str
        Why the fit ended.

    Notes
    -----
    The other attributes are those of scikit-learn's class. The three above are missing where scikit-learn fitted.
    """

    coef_: npt.NDArray[Any]
    intercept_: npt.NDArray[Any]
    classes_: npt.NDArray[Any]

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]
    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None) -> Any:
        """Fits the model.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,)
            Their classes.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each sample counts.

        Returns
        -------
        self
            The fitted estimator.
        """
        for name in ("certified_gap_", "objective_", "stop_reason_"):
            self.__dict__.pop(name, None)
        if not self._is_ours(X):
            return super().fit(X, y, sample_weight)
        penalty, C, l1_ratio = self._resolved_penalty()
        _logistic._check_solver(self.solver, penalty, self.dual)
        samples, targets = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            order="C",
            accept_large_sparse=self.solver not in ("sag", "saga"),
        )
        check_targets(targets)
        self.classes_, labels = np.unique(targets, return_inverse=True)
        class_count = len(self.classes_)
        if class_count < 2:
            raise ValueError(
                "This solver needs samples of at least 2 classes in the data, but the data contains only one class: "
                f"{self.classes_[0]!r}"
            )
        weights = whole_weights(self.class_weight, self.classes_, targets, labels, samples, sample_weight)
        check_two_count(self.classes_, labels, weights)
        total = float(samples.shape[0] if weights is None else weights.sum())
        l1, l2 = penalties(C, l1_ratio, total, class_count)
        start = None
        if self.warm_start and getattr(self, "coef_", None) is not None:
            start = spread(
                np.asarray(self._dense(), dtype=np.float64), np.asarray(self.intercept_, dtype=np.float64)
            )
            if start[0].shape != (class_count, samples.shape[1]):
                start = None
        found, bias, report = _engine.fit(
            samples,
            labels,
            class_count,
            weights,
            start=start,
            l1=l1,
            l2=l2,
            solver="auto",
            tolerance=tolerance_of(self.tol),
            max_iterations=self.max_iter,
            has_bias=self.fit_intercept,
            threads=threads_of(self.n_jobs),
        )
        self.coef_, self.intercept_ = gather(found, bias, samples.dtype)
        self.n_iter_ = np.array([report.iterations], dtype=np.int32)
        self.certified_gap_ = report.gap
        self.objective_ = report.objective
        self.stop_reason_ = report.stop_reason
        if report.stop_reason == "iteration_limit":
            words = _LIMIT_WORDS[self.solver].format(report.iterations)
            warnings.warn(
                f"{words} (The certified gap is {report.gap:.3g}: no weights have an objective smaller by more. You might "
                "also want to scale the data.)",
                ConvergenceWarning,
                stacklevel=3,
            )
        return self

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
        if not self._is_scored_here(X):
            return np.asarray(super().decision_function(X))
        samples = self._samples(X)
        intercept = np.asarray(self.intercept_, dtype=np.float64)
        scores = scores_of(
            samples, np.asarray(self._dense(), dtype=np.float64), intercept, _library.LOGITS, threads_of(self.n_jobs)
        )
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
        if not self._is_scored_here(X):
            return np.asarray(super().predict(X))
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
        if not self._is_scored_here(X):
            return np.asarray(super().predict_proba(X))
        samples = self._samples(X)
        rows = spread(np.asarray(self._dense(), dtype=np.float64), np.asarray(self.intercept_, dtype=np.float64))
        return scores_of(samples, *rows, _library.PROBABILITIES, threads_of(self.n_jobs))

    def _is_ours(self, X: Any) -> bool:
        """Whether this library does what is asked."""
        return (
            not self.dual
            and self.solver != "liblinear"
            and self.l1_ratio is not None
            and not getattr(self, "_skl_callbacks", None)
            and not _is_foreign(X)
        )

    def _is_scored_here(self, X: Any) -> bool:
        check_is_fitted(self)
        return hasattr(self, "certified_gap_") and not _is_foreign(X)

    def _resolved_penalty(self) -> tuple[str | None, float, float]:
        """The penalty's name for scikit-learn's check, C and l1_ratio; warns where scikit-learn does."""
        C, l1_ratio = float(self.C), float(self.l1_ratio)
        given = getattr(self, "penalty", "deprecated")
        if given == "deprecated":
            name = "l2" if l1_ratio == 0 else "l1" if l1_ratio == 1 else "elasticnet"
            return None if np.isinf(C) else name, C, l1_ratio
        warnings.warn(
            "'penalty' was deprecated in version 1.8 and will be removed in 1.10. To avoid this warning, leave 'penalty' "
            "set to its default value and use 'l1_ratio' or 'C' instead. Use l1_ratio=0 instead of penalty='l2', "
            "l1_ratio=1 instead of penalty='l1', l1_ratio set to a float between 0 and 1 instead of "
            "penalty='elasticnet', and C=np.inf instead of penalty=None.",
            FutureWarning,
            stacklevel=4,
        )
        if given != "elasticnet" and 0 < l1_ratio < 1:
            warnings.warn(
                f"l1_ratio parameter is only used when penalty is 'elasticnet'. Got (penalty={given})", stacklevel=4
            )
        if (given, l1_ratio) in (("l2", 1.0), ("l1", 0.0)) or (given in ("l1", "l2") and 0 < l1_ratio < 1):
            warnings.warn(
                f"Inconsistent values: penalty={given} with l1_ratio={self.l1_ratio}. penalty is deprecated. Please use "
                "l1_ratio only.",
                stacklevel=4,
            )
        if given is None:
            if C != 1.0:
                warnings.warn("Setting penalty=None will ignore the C and l1_ratio parameters", stacklevel=4)
            return None, np.inf, 0.0
        return given, C, {"l1": 1.0, "l2": 0.0}.get(given, l1_ratio)

    def _dense(self) -> Any:
        coef: Any = self.coef_
        return coef.toarray() if sparse.issparse(coef) else coef

    def _samples(self, X: npt.ArrayLike) -> Any:
        return validate_data(
            self,
            X,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            order="C",
            accept_large_sparse=True,
            ensure_all_finite=sparse.issparse(X),
            reset=False,
        )


def _is_foreign(X: Any) -> bool:
    """Whether an array is another library's, which scikit-learn may be set up to keep where it is."""
    return not isinstance(X, np.ndarray) and hasattr(X, "__array_namespace__") and not sparse.issparse(X)


#: The modules that show scikit-learn's class.
_PLACES = ("sklearn.linear_model", "sklearn.linear_model._logistic")


def patch_sklearn() -> None:
    """Puts `LogisticRegression` of this package in the place of scikit-learn's.

    Code that imports it afterwards from `sklearn.linear_model` gets this one; what was imported before stays as it is, and
    models that were fitted stay what they are. A second call changes nothing.
    """
    for place in _PLACES:
        vars(sys.modules[place])["LogisticRegression"] = LogisticRegression


def unpatch() -> None:
    """Undoes `patch_sklearn`."""
    for place in _PLACES:
        if vars(sys.modules[place]).get("LogisticRegression") is LogisticRegression:
            vars(sys.modules[place])["LogisticRegression"] = _Original


__all__ = ["LogisticRegression", "patch_sklearn", "unpatch"]
