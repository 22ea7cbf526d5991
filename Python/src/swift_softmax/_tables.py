"""The estimator for data frames: columns by name, words as categories, missing cells."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from ._classifier import SOLVERS, SoftmaxClassifier
from ._engine import ProgressFunction
from ._linear import check_targets
from ._weights import check_two_count, whole_weights

#: A column of as many words is no category: nobody could learn from it.
_MOST_CATEGORIES = 10_000


@dataclass(frozen=True)
class _Column:
    """How a column becomes features."""

    name: str
    #: The words, in order; None for a column of numbers.
    categories: tuple[str, ...] | None
    #: What stands in for a missing number.
    fill: float
    mean: float
    deviation: float

    @property
    def features(self) -> list[str]:
        if self.categories is None:
            return [self.name]
        return [f"{self.name}={category}" for category in self.categories]


class SoftmaxTableClassifier(SoftmaxClassifier):
    """Softmax regression of data frames.

    Numbers are brought to mean 0 and standard deviation 1, and the penalty applies to the weights of these; words, and
    truth values, become a feature for each category. Weights are told in the columns' own units. A frame's columns may
    stand in any order, beside others.

    Parameters
    ----------
    missing : {'mean', 'refuse'}, default='mean'
        What a missing number becomes: the training data's mean, or an error. A missing word is none of the categories.
    unseen : {'ignore', 'refuse'}, default='ignore'
        What a category becomes that the training data does not have: none of the categories, or an error.
    standardize : bool, default=True
        Whether numbers are standardised for the penalty.
    C, l1_ratio, fit_intercept, class_weight, solver, tol, max_iter, n_jobs, verbose, callback
        As in `SoftmaxClassifier`.

    Attributes
    ----------
    columns_ : list of str
        The columns that are used.
    feature_names_ : list of str
        The features that columns have become, as many as `coef_` has columns.

    Notes
    -----
    The other attributes are those of `SoftmaxClassifier`. The objective and its bound are of the standardised problem.

    Examples
    --------
    >>> import pandas as pd
    >>> from swift_softmax import SoftmaxTableClassifier
    >>> people = pd.DataFrame({"age": [20, 30, 40, 50], "plan": ["a", "b", "b", "a"]})
    >>> model = SoftmaxTableClassifier().fit(people, ["no", "yes", "yes", "no"])
    >>> model.feature_names_
    ['age', 'plan=a', 'plan=b']
    """

    _parameter_constraints: dict[str, Any] = {
        "missing": [StrOptions({"mean", "refuse"})],
        "unseen": [StrOptions({"ignore", "refuse"})],
        "standardize": ["boolean"],
        "C": [Interval(Real, 0, None, closed="right")],
        "l1_ratio": [Interval(Real, 0, 1, closed="both")],
        "fit_intercept": ["boolean"],
        "class_weight": [dict, StrOptions({"balanced"}), None],
        "solver": [StrOptions(set(SOLVERS))],
        "tol": [Interval(Real, 0, None, closed="left")],
        "max_iter": [Interval(Integral, 0, None, closed="left")],
        "n_jobs": [None, Integral],
        "verbose": ["verbose"],
        "callback": [None, callable],
    }

    columns_: list[str]
    feature_names_: list[str]

    def __init__(
        self,
        *,
        missing: str = "mean",
        unseen: str = "ignore",
        standardize: bool = True,
        C: float = 1.0,
        l1_ratio: float = 0.0,
        fit_intercept: bool = True,
        class_weight: dict[Any, float] | str | None = None,
        solver: str = "auto",
        tol: float = 1e-4,
        max_iter: int = 1000,
        n_jobs: int | None = None,
        verbose: int = 0,
        callback: ProgressFunction | None = None,
    ) -> None:
        self.missing = missing
        self.unseen = unseen
        self.standardize = standardize
        self.C = C
        self.l1_ratio = l1_ratio
        self.fit_intercept = fit_intercept
        self.class_weight = class_weight
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.callback = callback

    warm_start = False

    @property
    def partial_fit(self) -> Any:
        """Not there: what columns are is learned from all rows."""
        raise AttributeError(f"{type(self).__name__} has no partial_fit: what columns are is learned from all rows")

    def fit(
        self,
        X: Any,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        *,
        comm: Any = None,
        parts: Any = None,
    ) -> SoftmaxTableClassifier:
        """Learns what the columns are, and fits the model.

        Parameters
        ----------
        X : pandas or polars data frame
            The table, without the column of the classes.
        y : array-like of shape (n_samples,)
            The classes, or the name of the frame's column that has them.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts.
        comm, parts : None
            Not for tables: what a column is, is learned from all rows of one process.

        Returns
        -------
        self
            The fitted estimator.
        """
        if comm is not None or parts is not None:
            raise ValueError(
                "SoftmaxTableClassifier takes no comm and no parts, because it learns what columns are from all rows: make "
                "numbers of the columns, alike on all ranks, and give them to SoftmaxClassifier"
            )
        self._check_parameters()
        names = _column_names(X)
        if isinstance(y, str):
            if y not in names:
                raise ValueError(f"the table has no column {y!r}: it has {', '.join(names)}")
            names.remove(y)
            y = np.asarray(X[y].to_numpy())
        targets = np.asarray(y)
        if targets.dtype.kind == "O" and all(isinstance(label, str) for label in targets):
            targets = targets.astype(str)
        if targets.shape != (len(X),):
            raise ValueError(f"y has the shape {targets.shape}, but the table has {len(X)} rows")
        if not len(X) or not names:
            raise ValueError(f"the table has {len(X)} rows and {len(names)} columns: it needs one of both at least")
        check_targets(targets)
        self.classes_, labels = np.unique(targets, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"the data contains only one class: {self.classes_[0]!r}")
        self._columns = [_learned(X[name], name, self.standardize) for name in names]
        self.columns_ = names
        self.feature_names_ = [feature for column in self._columns for feature in column.features]
        self.n_features_in_ = len(names)
        self.feature_names_in_ = np.array(names, dtype=object)
        samples = self._features(X)
        weights = whole_weights(self.class_weight, self.classes_, targets, labels, samples, sample_weight)
        check_two_count(self.classes_, labels, weights)
        self._fit_checked(samples, labels, weights)
        self._tell_in_own_units()
        return self

    def _tell_in_own_units(self) -> None:
        """Brings the weights from standardised columns to the columns' own units."""
        self._standard_rows = self.coef_, self.intercept_
        means, deviations = self._units()
        self.coef_ = self.coef_ / deviations
        self.intercept_ = self.intercept_ - self.coef_ @ means

    def _units(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        parts = [(column.mean, column.deviation) for column in self._columns for _ in column.features]
        means, deviations = np.array(parts).T
        # Without an intercept nothing may be subtracted.
        return (means if self.fit_intercept else np.zeros(len(means))), deviations

    def _features(self, X: Any) -> npt.NDArray[np.float64]:
        """The standardised features of a table."""
        names = _column_names(X)
        absent = [column.name for column in self._columns if column.name not in names]
        if absent:
            raise ValueError(f"the table lacks columns that the model was fitted to: {', '.join(absent)}")
        parts = [self._column(X[column.name], column) for column in self._columns]
        features = np.concatenate(parts, axis=1)
        means, deviations = self._units()
        return np.ascontiguousarray((features - means) / deviations)

    def _column(self, series: Any, column: _Column) -> npt.NDArray[np.float64]:
        if column.categories is None:
            numbers = _numbers(series, column.name)
            if numbers is None:
                raise ValueError(f"the column {column.name!r} has words, but had numbers in the training data")
            if np.any(np.isinf(numbers)):
                raise ValueError(f"the column {column.name!r} has an infinite number")
            gaps = np.isnan(numbers)
            if self.missing == "refuse" and gaps.any():
                raise ValueError(
                    f"the column {column.name!r} has a missing number in row {int(np.argmax(gaps))}: fill it, or use "
                    "missing='mean'"
                )
            return np.where(gaps, column.fill, numbers)[:, None]
        words = _words(series)
        place: dict[str | None, int] = {category: j for j, category in enumerate(column.categories)}
        found = np.array([place.get(word, -1) for word in words])
        is_unseen = np.array([index < 0 and word is not None for index, word in zip(found, words, strict=True)])
        if self.unseen == "refuse" and is_unseen.any():
            row = int(np.argmax(is_unseen))
            raise ValueError(
                f"the column {column.name!r} has {words[row]!r} in row {row}, which the training data does not have: use "
                "unseen='ignore'"
            )
        features = np.zeros((len(words), len(column.categories)))
        rows = np.flatnonzero(found >= 0)
        features[rows, found[rows]] = 1
        return features

    def _samples(self, X: Any) -> Any:
        check_is_fitted(self)
        return self._features(X)

    def _rows(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        coef, intercept = self._standard_rows
        return np.asarray(coef, dtype=np.float64), np.asarray(intercept, dtype=np.float64)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        tags.input_tags.categorical = True
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        return tags

    def to_safetensors(self, path: Any) -> None:
        """Not there for tables.

        Parameters
        ----------
        path : path-like
            A file.
        """
        raise NotImplementedError(
            "a table's preparation is not written to files from Python yet: use pickle, or train with the command softmax"
        )

    def to_onnx(self, path: Any) -> None:
        """Not there for tables.

        Parameters
        ----------
        path : path-like
            A file.
        """
        raise NotImplementedError(
            "a table's preparation is not exported from Python yet: train with the command softmax, and export its model"
        )

    def verify(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Computes the certificate again, of the standardised problem.

        Parameters
        ----------
        X : data frame
            The table that the model was fitted to.
        y : array-like of shape (n_samples,)
            Its classes.
        sample_weight : array-like of shape (n_samples,), default=None
            Its rows' weights.

        Returns
        -------
        Verification
            Whether the model's claims hold.
        """
        from ._files import verify

        model = SoftmaxClassifier(fit_intercept=self.fit_intercept, class_weight=self.class_weight)
        model.classes_, model.n_features_in_ = self.classes_, len(self.feature_names_)
        model.coef_, model.intercept_ = self._standard_rows
        model.objective_, model.certified_gap_ = self.objective_, self.certified_gap_
        model._penalties = self._penalties
        return verify(model, self._samples(X), y, sample_weight)

    def statistics_(self, X: Any, y: Any) -> Any:
        """Not there for tables: the features of a category sum to 1, so that no unique optimum exists without a penalty.

        Parameters
        ----------
        X : data frame
            A table.
        y : array-like
            Its classes.
        """
        raise NotImplementedError(
            "standard errors of tables need categories without the first one of each: use the command softmax train "
            "with its statistics"
        )


def _column_names(X: Any) -> list[str]:
    if not hasattr(X, "columns") or not hasattr(X, "__getitem__"):
        raise TypeError(
            f"SoftmaxTableClassifier takes a data frame with named columns, but X is {type(X).__name__}: use "
            "SoftmaxClassifier for arrays"
        )
    names = list(X.columns)
    if not all(isinstance(name, str) for name in names):
        raise TypeError("columns need names that are text")
    if len(set(names)) < len(names):
        raise ValueError("two columns have one name: names must differ")
    return names


def _numbers(series: Any, name: str) -> npt.NDArray[np.float64] | None:
    """A column's numbers, NaN where one is missing; None for a column of words."""
    kind = str(series.dtype).lower()
    if kind.startswith("bool") or "categor" in kind or "enum" in kind:
        return None
    if "date" in kind or "time" in kind or "duration" in kind:
        raise ValueError(f"the column {name!r} has dates: make numbers of what matters in them, or leave it out")
    values = series.to_numpy()
    if values.dtype.kind in "iuf":
        return np.asarray(values, dtype=np.float64)
    cells = [None if _is_missing(cell) else cell for cell in values.tolist()]
    if any(isinstance(cell, (str, bool)) for cell in cells):
        return None
    try:
        return np.array([np.nan if cell is None else float(cell) for cell in cells])
    except (TypeError, ValueError):
        raise ValueError(f"the column {name!r} has cells that are neither numbers nor text") from None


def _is_missing(cell: Any) -> bool:
    return cell is None or cell != cell or type(cell).__name__ == "NAType"


def _words(series: Any) -> list[str | None]:
    return [None if _is_missing(cell) else str(cell) for cell in series.to_numpy().tolist()]


def _learned(series: Any, name: str, standardizes: bool) -> _Column:
    numbers = _numbers(series, name)
    if numbers is not None:
        known = numbers[~np.isnan(numbers)]
        if not len(known):
            raise ValueError(f"the column {name!r} has no number: leave it out")
        if np.any(np.isinf(known)):
            raise ValueError(f"the column {name!r} has an infinite number")
        fill = float(known.mean())
        deviation = float(np.where(np.isnan(numbers), fill, numbers).std())
        is_constant = deviation <= abs(fill) * 1e-12
        units = (fill, 1.0 if is_constant else deviation) if standardizes else (0.0, 1.0)
        return _Column(name, None, fill, *units)
    words = _words(series)
    categories = sorted({word for word in words if word is not None})
    if len(categories) > _MOST_CATEGORIES:
        raise ValueError(f"the column {name!r} has {len(categories)} different words, as keys and texts have: leave it out")
    if not categories:
        raise ValueError(f"the column {name!r} is empty: leave it out")
    return _Column(name, tuple(categories), 0.0, 0.0, 1.0)


__all__ = ["SoftmaxTableClassifier"]
