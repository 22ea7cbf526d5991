"""The estimator: softmax regression with scikit-learn's parameters."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import validate_data

from . import _engine
from ._engine import FitProgress, ProgressFunction
from ._linear import LinearSoftmax, check_targets, gather, penalties, spread, tolerance_of
from ._sharing import Communicator, Sharing
from ._weights import check_two_count, one_class_error, one_weight_error, own_weights, shared_weights, whole_weights

#: scikit-learn's names of methods for which this library has no need of its own.
_SAME_OPTIMUM = {"sag": "auto", "saga": "auto"}
SOLVERS = ("auto", "lbfgs", "newton-cg", "newton-cholesky", "proximal-newton", "sdca", *_SAME_OPTIMUM)


def engine_solver(solver: str, l1: float) -> str:
    """The library's name of a method."""
    name = _SAME_OPTIMUM.get(solver, solver)
    if name not in ("auto", "proximal-newton") and l1 > 0:
        raise ValueError(
            f"solver={solver!r} needs derivatives everywhere, which an L1 penalty does not have: use solver='auto' "
            "with l1_ratio above 0"
        )
    if name == "proximal-newton" and l1 == 0:
        raise ValueError("solver='proximal-newton' is for an L1 penalty: use solver='auto', or an l1_ratio above 0")
    return name


class SoftmaxClassifier(LinearSoftmax):
    """Softmax regression (multinomial logistic regression), fitted to the certified optimum.

    The objective is that of scikit-learn's `LogisticRegression`, of two classes too, so that `coef_` is the same. What is
    more: the fit proves how far from the optimum it can be at most, and the same data gives the same bits on any number of
    threads.

    Parameters
    ----------
    C : float, default=1.0
        The inverse of the penalty's strength; `np.inf` for none.
    l1_ratio : float, default=0.0
        The share of L1 in the penalty, from 0 (L2 alone) to 1 (L1 alone, which makes weights exactly 0).
    fit_intercept : bool, default=True
        Whether there is an intercept. It is never penalised.
    class_weight : dict or 'balanced', default=None
        How much the samples of each class count, beside their own weights.
    solver : {'auto', 'lbfgs', 'newton-cg', 'newton-cholesky', 'proximal-newton', 'sdca', 'sag', 'saga'}, default='auto'
        The method. All of them end at the same optimum; 'auto' takes the cheapest for the shape of the data. 'sag' and
        'saga' are other words for 'auto'.
    tol : float, default=1e-4
        The fit ends where it has proven that no weights have an objective smaller by more than `tol ** 2` of it. Without a
        penalty: where the gradient's largest component is `tol ** 2` of what it was at the start. With 0 it goes on until
        no step leads further.
    max_iter : int, default=1000
        Iterations at most; a fit that ends there warns.
    warm_start : bool, default=False
        Whether `fit` starts from the weights that are there.
    random_state : int, RandomState instance or None, default=None
        What `partial_fit` draws its orders from; `fit` draws nothing.
    n_jobs : int, default=None
        Threads at most; None and -1: all that the process may use. It does not change the result.
    verbose : int, default=0
        1: a line for each pass.
    callback : callable, default=None
        Called before each pass over the data with a `FitProgress`; where it returns true the fit ends with what it has. An
        exception in it ends the fit, and is `fit`'s.
    learning_rate : float, default=0.1
        The step size of `partial_fit`.
    batch_size : int, default=256
        Samples of a step of `partial_fit`.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The classes.
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
        The weights, in the type of the samples. Of two classes the second one's less the first one's.
    intercept_ : ndarray of shape (1,) or (n_classes,)
        The intercepts.
    n_iter_ : ndarray of shape (1,)
        Iterations.
    certified_gap_ : float
        No weights have an objective smaller by more than this; NaN where nothing is known (no penalty, `partial_fit`).
    objective_ : float
        The mean log loss of the training samples with the penalty.
    log_loss_ : float
        The mean log loss alone.
    gradient_ : float
        The largest component of the objective's gradient.
    stop_reason_ : str
        "converged", "iteration_limit", "precision_reached", "separated" or "stopped".
    separated_ : bool
        Whether classes can be told apart without error, so that without a penalty there is no optimum.
    solver_ : str
        The method that was used.
    weights_sha256_ : str
        The SHA-256 of the weights.
    n_features_in_ : int
        Features of the training samples.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, where they are strings.
    part_sizes_ : list of int
        The rows of each part of a fit with `comm` or `parts`, of all processes: `fit(X, y, parts=part_sizes_)` of all rows,
        in one process, has the same bits.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from swift_softmax import SoftmaxClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> model = SoftmaxClassifier().fit(X, y)
    >>> round(model.objective_, 6), model.certified_gap_ < 1e-8
    (0.192575, True)
    """

    _parameter_constraints: dict[str, Any] = {
        "C": [Interval(Real, 0, None, closed="right")],
        "l1_ratio": [Interval(Real, 0, 1, closed="both")],
        "fit_intercept": ["boolean"],
        "class_weight": [dict, StrOptions({"balanced"}), None],
        "solver": [StrOptions(set(SOLVERS))],
        "tol": [Interval(Real, 0, None, closed="left")],
        "max_iter": [Interval(Integral, 0, None, closed="left")],
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
        "n_jobs": [None, Integral],
        "verbose": ["verbose"],
        "callback": [None, callable],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
    }

    #: What several processes have to ask for alike.
    _shared_parameters: ClassVar[tuple[str, ...]] = (
        "C", "l1_ratio", "fit_intercept", "class_weight", "solver", "tol", "max_iter", "warm_start",
    )  # fmt: skip

    n_iter_: npt.NDArray[np.int32]
    certified_gap_: float
    objective_: float
    log_loss_: float
    gradient_: float
    stop_reason_: str
    separated_: bool
    solver_: str

    def __init__(
        self,
        *,
        C: float = 1.0,
        l1_ratio: float = 0.0,
        fit_intercept: bool = True,
        class_weight: dict[Any, float] | str | None = None,
        solver: str = "auto",
        tol: float = 1e-4,
        max_iter: int = 1000,
        warm_start: bool = False,
        random_state: Any = None,
        n_jobs: int | None = None,
        verbose: int = 0,
        callback: ProgressFunction | None = None,
        learning_rate: float = 0.1,
        batch_size: int = 256,
    ) -> None:
        self.C = C
        self.l1_ratio = l1_ratio
        self.fit_intercept = fit_intercept
        self.class_weight = class_weight
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.warm_start = warm_start
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.callback = callback
        self.learning_rate = learning_rate
        self.batch_size = batch_size

    def fit(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        *,
        comm: Communicator | None = None,
        parts: Sequence[int] | None = None,
    ) -> SoftmaxClassifier:
        """Fits the model to the optimum.

        With `comm` several processes fit one model, each to the rows that it holds, and each gets the same model, to the bit:
        that of one process with all rows and the same `parts`, those of rank 0 first (`part_sizes_`). Every process calls
        `fit` with the same parameters. What is wrong on one rank is an error on all, whose message names the rank; where a
        process ends in the middle, it is the communicator's part to end the others (`python -m mpi4py` does it).

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples. Float32 and float64 in C order, and CSR, are read where they lie; everything else is copied.
        y : array-like of shape (n_samples,)
            Their classes.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each sample counts: 2 like the sample twice, 0 like none.
        comm : communicator, default=None
            The processes that hold the rows between them: an mpi4py communicator, or anything with its `Get_rank`,
            `Get_size`, `allgather` and `bcast`. A process may have no rows, given as an array of shape (0, n_features).
        parts : sequence of int, default=None
            The rows of each part that X comes in, a file each, say; None: one part. Sums over rows begin anew with each part,
            so that the model's last bits depend on the parts of all processes, and not on who holds which.

        Returns
        -------
        self
            The fitted estimator.
        """
        if comm is not None or parts is not None:
            sharing = Sharing(comm, parts)
            checked = self._checked_shared(X, y, sample_weight, sharing)
            sharing.together(lambda: self._fit_checked(*checked, sharing))
            return self
        self._check_parameters()
        samples, labels, weights = self._checked(X, y, sample_weight)
        self.__dict__.pop("part_sizes_", None)
        self._fit_checked(samples, labels, weights)
        return self

    def _validated(self, X: npt.ArrayLike, y: npt.ArrayLike, **more: Any) -> tuple[Any, npt.NDArray[Any]]:
        """Samples and classes as scikit-learn checks them."""
        found: tuple[Any, npt.NDArray[Any]] = validate_data(
            self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32], order="C", accept_large_sparse=True, **more
        )
        return found

    def _checked_shared(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None, sharing: Sharing
    ) -> tuple[Any, npt.NDArray[np.intp], npt.NDArray[np.float64] | None]:
        """`_checked` of rows that come in parts, or that other processes have too."""

        def own() -> tuple[Any, npt.NDArray[Any], npt.NDArray[np.float64] | None]:
            self._check_parameters()
            self._threads()
            # Others may have some.
            samples, targets = self._validated(X, y, ensure_min_samples=0)
            if len(targets):
                check_targets(targets)
            sharing.divide(samples.shape[0])
            return samples, targets, own_weights(sample_weight, samples.shape[0])

        samples, targets, weights = sharing.together(own)
        names = getattr(self, "feature_names_in_", None)
        sharing.agree(
            {
                "the number of X's features": samples.shape[1],
                "the type of X": f"{'sparse' if sparse.issparse(samples) else 'dense'} {samples.dtype}",
                "the names of X's features": None if names is None else list(names),
                "whether there is a sample_weight": weights is not None,
                **{name: getattr(self, name) for name in self._shared_parameters},
            }
        )
        sharing.gather_parts()
        self.classes_ = sharing.gather_classes(targets)
        if len(self.classes_) < 2:
            raise one_class_error(self.classes_)
        # The same type everywhere, also where there are no rows.
        labels = np.searchsorted(self.classes_, targets.astype(self.classes_.dtype, copy=False))
        weights = shared_weights(self.class_weight, self.classes_, labels, weights, sharing)
        if weights is not None:
            present = sharing.any(np.bincount(labels[weights > 0], minlength=len(self.classes_)) > 0)
            if present.sum() < 2:
                raise one_weight_error(self.classes_[np.argmax(present)])
        self.part_sizes_ = sharing.all_parts
        return samples, labels, weights

    def _checked(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None
    ) -> tuple[Any, npt.NDArray[np.intp], npt.NDArray[np.float64] | None]:
        """Samples, the indices of their classes and their whole weights; sets `classes_`."""
        samples, targets = self._validated(X, y)
        check_targets(targets)
        self.classes_, labels = np.unique(targets, return_inverse=True)
        if len(self.classes_) < 2:
            raise one_class_error(self.classes_)
        weights = whole_weights(self.class_weight, self.classes_, targets, labels, samples, sample_weight)
        check_two_count(self.classes_, labels, weights)
        return samples, labels, weights

    def _fit_checked(
        self,
        samples: Any,
        labels: npt.NDArray[np.intp],
        weights: npt.NDArray[np.float64] | None,
        sharing: Sharing | None = None,
    ) -> None:
        class_count = len(self.classes_)
        sample_count = samples.shape[0] if sharing is None else sum(sharing.all_parts)
        if weights is None:
            total = float(sample_count)
        elif sharing is None:
            total = float(weights.sum())
        else:
            total = float(sharing.sums(lambda part: weights[part].sum()))
        l1, l2 = penalties(self.C, self.l1_ratio, total, class_count)
        start = None
        if self.warm_start and getattr(self, "coef_", None) is not None:
            start = spread(*self._rows())
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
            solver=engine_solver(self.solver, l1),
            tolerance=tolerance_of(self.tol),
            max_iterations=self.max_iter,
            has_bias=self.fit_intercept,
            threads=self._threads(),
            progress=self._progress(),
            sharing=sharing,
        )
        self.coef_, self.intercept_ = gather(found, bias, samples.dtype)
        self.n_iter_ = np.array([report.iterations], dtype=np.int32)
        self._take(report)
        self._penalties = (l1, l2)
        self._total_weight = total
        self._is_weighted = weights is not None
        self._seen_count = sample_count
        if report.stop_reason == "iteration_limit":
            warnings.warn(
                f"{report.solver} failed to converge after {report.iterations} iteration(s) (status=1): the certified "
                f"gap is {report.gap:.3g}. Increase max_iter, or tol to end sooner, or scale the data.",
                ConvergenceWarning,
                stacklevel=3,
            )
        elif report.note:
            warnings.warn(report.note, ConvergenceWarning, stacklevel=3)

    def _take(self, report: _engine.FitReport) -> None:
        self.objective_ = report.objective
        self.log_loss_ = report.log_loss
        self.gradient_ = report.gradient
        self.certified_gap_ = report.gap
        self.stop_reason_ = report.stop_reason
        self.separated_ = report.stop_reason == "separated"
        self.solver_ = report.solver

    def _progress(self) -> ProgressFunction | None:
        """What is called before each pass: nothing, the user's function, or one that prints first."""
        if not self.verbose:
            return self.callback
        callback = self.callback

        def progress(place: FitProgress) -> object:
            print(
                f"[{type(self).__name__}] pass {place.passes + 1}, iteration {place.iterations}, "
                f"objective {place.objective:.6g}, gradient {place.gradient:.3g}",
                file=sys.stdout,
                flush=True,
            )
            return callback(place) if callback else None

        return progress

    def partial_fit(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        classes: npt.ArrayLike | None = None,
        sample_weight: npt.ArrayLike | None = None,
        *,
        comm: Communicator | None = None,
    ) -> SoftmaxClassifier:
        """Takes minibatch steps, one time through these samples.

        The penalty is that of C for all samples so far.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,)
            Their classes.
        classes : array-like of shape (n_classes,), default=None
            All classes that will ever come; needed in the first call, and none but them may come later.
        sample_weight : array-like of shape (n_samples,), default=None
            How many times as far each sample moves the weights.
        comm : None
            Not for steps: batches are drawn from all samples, which one process would have to hold.

        Returns
        -------
        self
            The estimator.
        """
        if comm is not None:
            raise ValueError(
                "partial_fit takes no comm, because its batches are drawn from all samples, which no process has: use fit with "
                "comm, or partial_fit in one process"
            )
        self._check_parameters()
        if self.class_weight == "balanced":
            raise ValueError(
                "class_weight 'balanced' is not supported for partial_fit: it needs all samples. Give the weights as a "
                "dict, from compute_class_weight('balanced', classes=classes, y=y)"
            )
        is_first = getattr(self, "classes_", None) is None
        if is_first and classes is None:
            raise ValueError("classes must be passed on the first call to partial_fit.")
        samples, targets = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            order="C",
            accept_large_sparse=True,
            reset=is_first,
        )
        check_targets(targets)
        if is_first:
            self.classes_ = np.unique(np.asarray(classes))
        elif classes is not None and not np.array_equal(np.unique(np.asarray(classes)), self.classes_):
            raise ValueError(
                f"classes={classes!r} is not the same as on last call to partial_fit, was: {self.classes_!r}"
            )
        unknown = np.setdiff1d(targets, self.classes_)
        if len(unknown):
            raise ValueError(f"y has new labels: {unknown!r}, which are not among the classes {self.classes_!r}")
        labels = np.searchsorted(self.classes_, targets)
        class_count = len(self.classes_)
        if class_count < 2:
            raise ValueError(f"the class {self.classes_[0]!r} alone leaves nothing to tell apart: give two classes")
        if is_first or getattr(self, "coef_", None) is None:
            weights, bias = np.zeros((class_count, samples.shape[1])), np.zeros(class_count)
            self._seen_count, self._step_count = 0, 0
        else:
            weights, bias = (np.array(part) for part in self._both_rows())
        own = whole_weights(self.class_weight, self.classes_, targets, labels, samples, sample_weight)
        self._seen_count += samples.shape[0]
        l1, l2 = penalties(self.C, self.l1_ratio, float(self._seen_count), class_count)
        seed = int(check_random_state(self.random_state).randint(2**31))
        self._step_count = getattr(self, "_step_count", 0) + 1
        report = _engine.steps(
            samples,
            labels,
            weights,
            bias,
            seed + self._step_count,
            own,
            l1=l1,
            l2=l2,
            has_bias=self.fit_intercept,
            threads=self._threads(),
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            progress=self._progress(),
        )
        dtype = samples.dtype if is_first else self.coef_.dtype
        self.coef_, self.intercept_ = gather(weights, bias, dtype)
        self.n_iter_ = np.array([self._step_count], dtype=np.int32)
        self._take(report)
        self._penalties = (l1, l2)
        self._total_weight = float(self._seen_count)
        self._is_weighted = own is not None
        return self
