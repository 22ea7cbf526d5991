"""The estimator that chooses its penalty by cross-validation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from sklearn.metrics import get_scorer
from sklearn.model_selection import check_cv
from sklearn.utils import _safe_indexing
from sklearn.utils._param_validation import Interval, StrOptions

from . import _engine, _library
from ._classifier import SOLVERS, SoftmaxClassifier, engine_solver
from ._engine import ProgressFunction
from ._linear import gather, penalties
from ._sharing import Communicator, Sharing
from ._weights import own_weights as weights_of

#: Held-out scores tell penalties apart by far more than this share of the objective.
_FOLD_TOLERANCE = 1e-4

_LOG_LOSS = ("neg_log_loss", "log_loss")


class SoftmaxClassifierCV(SoftmaxClassifier):
    """Softmax regression whose penalty is chosen by cross-validation.

    Each fold's fits go from the strongest penalty to the weakest one, each from where the last one has ended; folds run on
    threads of their own.

    Parameters
    ----------
    Cs : int or array-like of float, default=10
        The penalties' inverse strengths; a number: so many from 1e-4 to 1e4, evenly in logarithms.
    l1_ratios : array-like of float, default=(0.0,)
        The shares of L1 that are tried.
    cv : int, splitter or iterable, default=None
        How samples are divided; None: five stratified folds. Parts may overlap or leave samples out.
    scoring : {'neg_log_loss', 'accuracy'}, other scorer's name or callable, default='neg_log_loss'
        What held-out samples are scored by. The two named ones are computed here, with the samples' weights.
    refit : bool, default=True
        Whether the chosen penalty is fitted to all samples; else `coef_` is the mean of the folds'.
    rule : {'best', 'one_standard_error'}, default='best'
        Whether the best penalty is chosen, or the strongest one whose score is within a standard error of it.
    fit_intercept : bool, default=True
        As in `SoftmaxClassifier`.
    class_weight : dict or 'balanced', default=None
        As in `SoftmaxClassifier`; what is balanced is so in all samples.
    solver : str, default='auto'
        As in `SoftmaxClassifier`.
    tol : float, default=1e-4
        Of the fit to all samples, as in `SoftmaxClassifier`. The folds' fits end at 1e-5 of their objective.
    max_iter : int, default=1000
        Iterations of a fit at most.
    random_state : int, RandomState instance or None, default=None
        Not used: nothing is drawn. Splitters have states of their own.
    n_jobs : int, default=None
        Threads at most; None and -1: all that the process may use.
    verbose : int, default=0
        1: a line for each pass of the fit to all samples.
    callback : callable, default=None
        Called before each pass of any fit, on any thread; where it returns true the search ends as if interrupted.

    Attributes
    ----------
    C_, l1_ratio_ : float
        What was chosen.
    Cs_, l1_ratios_ : ndarray
        What was tried.
    scores_ : ndarray of shape (n_folds, n_l1_ratios, n_Cs)
        Scores of held-out samples, larger is better.
    coefs_paths_ : ndarray of shape (n_folds, n_l1_ratios, n_Cs, 1 or n_classes, n_features)
        Every fold's weights.
    intercepts_paths_ : ndarray of shape (n_folds, n_l1_ratios, n_Cs, 1 or n_classes)
        Their intercepts.
    iterations_paths_ : ndarray of shape (n_folds, n_l1_ratios, n_Cs)
        Iterations of each fit.

    Notes
    -----
    With `refit` the attributes of `SoftmaxClassifier` are there too.
    """

    _parameter_constraints: dict[str, Any] = {
        "Cs": [Interval(Integral, 1, None, closed="left"), "array-like"],
        "l1_ratios": ["array-like"],
        "cv": ["cv_object"],
        "scoring": [str, callable],
        "refit": ["boolean"],
        "rule": [StrOptions({"best", "one_standard_error"})],
        "fit_intercept": ["boolean"],
        "class_weight": [dict, StrOptions({"balanced"}), None],
        "solver": [StrOptions(set(SOLVERS))],
        "tol": [Interval(Real, 0, None, closed="left")],
        "max_iter": [Interval(Integral, 0, None, closed="left")],
        "random_state": ["random_state"],
        "n_jobs": [None, Integral],
        "verbose": ["verbose"],
        "callback": [None, callable],
    }

    def __init__(
        self,
        *,
        Cs: int | Sequence[float] = 10,
        l1_ratios: Sequence[float] = (0.0,),
        cv: Any = None,
        scoring: str | Callable[..., float] = "neg_log_loss",
        refit: bool = True,
        rule: str = "best",
        fit_intercept: bool = True,
        class_weight: dict[Any, float] | str | None = None,
        solver: str = "auto",
        tol: float = 1e-4,
        max_iter: int = 1000,
        random_state: Any = None,
        n_jobs: int | None = None,
        verbose: int = 0,
        callback: ProgressFunction | None = None,
    ) -> None:
        self.Cs = Cs
        self.l1_ratios = l1_ratios
        self.cv = cv
        self.scoring = scoring
        self.refit = refit
        self.rule = rule
        self.fit_intercept = fit_intercept
        self.class_weight = class_weight
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.callback = callback

    _shared_parameters: ClassVar[tuple[str, ...]] = (
        "Cs", "l1_ratios", "scoring", "refit", "rule", "fit_intercept", "class_weight", "solver", "tol", "max_iter",
    )  # fmt: skip

    # What the fit to all samples reads of a SoftmaxClassifier.
    warm_start = False

    @property
    def C(self) -> float:  # type: ignore[override]
        """The chosen C."""
        return self.C_

    @property
    def l1_ratio(self) -> float:  # type: ignore[override]
        """The chosen share of L1."""
        return self.l1_ratio_

    @property
    def partial_fit(self) -> Any:
        """Not there: a search needs all samples."""
        raise AttributeError(f"{type(self).__name__} has no partial_fit: a search needs all samples")

    def fit(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        *,
        groups: npt.ArrayLike | None = None,
        comm: Communicator | None = None,
        parts: Sequence[int] | None = None,
    ) -> SoftmaxClassifierCV:
        """Chooses the penalty, and fits the model with it.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,)
            Their classes.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each sample counts, in fits and in scores.
        groups : array-like of shape (n_samples,), default=None
            What a splitter by groups divides by.
        comm : communicator, default=None
            The processes that hold the rows between them, as in `SoftmaxClassifier.fit`. The splitter is rank 0's, and gets the
            classes and groups of all rows, but no features. `scoring` is log loss or accuracy.
        parts : sequence of int, default=None
            The rows of each part that X comes in, as in `SoftmaxClassifier.fit`.

        Returns
        -------
        self
            The fitted estimator.
        """
        sharing = None if comm is None and parts is None else Sharing(comm, parts)
        if sharing is None:
            self._check_parameters()
            samples, labels, weights = self._checked(X, y, sample_weight)
        else:
            sharing.together(lambda: self._check_scoring(sharing))
            samples, labels, weights = self._checked_shared(X, y, sample_weight, sharing)
        given: Any = self.Cs
        Cs = np.logspace(-4, 4, int(given)) if np.ndim(given) == 0 else np.sort(np.asarray(given, dtype=float))
        ratios = np.asarray(self.l1_ratios, dtype=float).ravel()
        if not len(Cs) or np.any(~(Cs > 0)):
            raise ValueError(f"Cs must be numbers above 0, but are {self.Cs!r}")
        if not len(ratios) or np.any(~((ratios >= 0) & (ratios <= 1))):
            raise ValueError(f"l1_ratios must be numbers between 0 and 1, got {self.l1_ratios!r}")
        if sharing is None:
            folds = self._folds(samples, self.classes_[labels], groups)
        else:
            folds = self._shared_folds(labels, groups, sharing)
        self.Cs_, self.l1_ratios_ = Cs, ratios
        if sharing is None:
            own = None if sample_weight is None else np.asarray(sample_weight, dtype=float)
            results = self._fit_folds(samples, labels, weights, own, folds)
        else:
            own = weights_of(sample_weight, samples.shape[0])
            results = self._fit_shared_folds(samples, labels, weights, own, folds, sharing)
        self.scores_ = np.array([[part[0] for part in fold] for fold in results])
        self.coefs_paths_ = np.array([[part[1] for part in fold] for fold in results])
        self.intercepts_paths_ = np.array([[part[2] for part in fold] for fold in results])
        self.iterations_paths_ = np.array([[part[3] for part in fold] for fold in results])
        chosen = self._choice()
        self.l1_ratio_, self.C_ = float(ratios[chosen[0]]), float(Cs[chosen[1]])
        if self.refit:
            if sharing is None:
                self._fit_checked(samples, labels, weights)
            else:
                sharing.together(lambda: self._fit_checked(samples, labels, weights, sharing))
        else:
            self.coef_ = self.coefs_paths_[:, chosen[0], chosen[1]].mean(axis=0).astype(samples.dtype)
            self.intercept_ = self.intercepts_paths_[:, chosen[0], chosen[1]].mean(axis=0).astype(samples.dtype)
            self.n_iter_ = self.iterations_paths_.max(axis=(1, 2)).astype(np.int32)
        return self

    def _folds(self, samples: Any, targets: Any, groups: npt.ArrayLike | None) -> list[Any]:
        folds = list(check_cv(self.cv, targets, classifier=True).split(samples, targets, groups))
        if not folds:
            raise ValueError("cv divides the samples into no folds: at least one is needed")
        return folds

    # MARK: Several processes

    def _check_scoring(self, sharing: Sharing) -> None:
        if sharing.size > 1 and self.scoring not in (*_LOG_LOSS, "accuracy"):
            raise ValueError(
                f"scoring={self.scoring!r} needs all predictions in one process: with comm use 'neg_log_loss' or 'accuracy'"
            )

    def _shared_folds(
        self, labels: npt.NDArray[np.intp], groups: npt.ArrayLike | None, sharing: Sharing
    ) -> list[Any]:
        """The folds by the places of rows among those of all processes, in order."""
        everybody = sharing.gather((labels, None if groups is None else np.asarray(groups)))
        targets = self.classes_[np.concatenate([labels for labels, _ in everybody])]
        has_groups = [part is not None for _, part in everybody]
        if any(has_groups) and not all(has_groups):
            raise ValueError(f"there are no groups on rank {has_groups.index(False)} of {sharing.size}: all ranks need them")
        whole = np.concatenate([part for _, part in everybody]) if all(has_groups) else None

        def split() -> list[Any]:
            # What is drawn is drawn once.
            if sharing.rank > 0:
                return []
            folds = self._folds(np.zeros((len(targets), 1)), targets, whole)
            return [tuple(np.sort(np.arange(len(targets))[part]) for part in fold) for fold in folds]

        found: list[Any] = sharing.gather(sharing.together(split))[0]
        return found

    def _fit_shared_folds(
        self,
        samples: Any,
        labels: npt.NDArray[np.intp],
        weights: npt.NDArray[np.float64] | None,
        own_weights: npt.NDArray[np.float64] | None,
        folds: list[Any],
        sharing: Sharing,
    ) -> list[list[tuple[Any, ...]]]:
        """`_fit_folds`, one fit after the other: all processes make the same exchanges in the same order."""
        first = sum(sum(share) for share in sharing.gather(sharing.parts)[: sharing.rank])
        ends = np.cumsum([0, *sharing.parts])
        results = []
        for fold in folds:
            train, test = (
                places[(places >= first) & (places < first + len(labels))] - first for places in fold
            )
            part = sharing.with_parts([int(count) for count in np.diff(np.searchsorted(train, ends))])
            results.append(
                [
                    self._fit_fold(
                        samples, labels, weights, own_weights, train, test, ratio, self._threads(), self.callback, part
                    )
                    for ratio in self.l1_ratios_
                ]
            )
        return results

    # MARK: Fits

    def _fit_folds(
        self,
        samples: Any,
        labels: npt.NDArray[np.intp],
        weights: npt.NDArray[np.float64] | None,
        own_weights: npt.NDArray[np.float64] | None,
        folds: list[Any],
    ) -> list[list[tuple[Any, ...]]]:
        """For each fold and share of L1: scores, weights, intercepts and iterations by C."""
        threads = self._threads() or _engine.thread_count()
        workers = min(threads, len(folds))
        stopped = threading.Event()

        def progress(place: _engine.FitProgress) -> bool:
            # The main thread waits: whatever ends one fold ends all of them.
            if not stopped.is_set() and self.callback is not None and self.callback(place):
                stopped.set()
            return stopped.is_set()

        def fold(parts: Any) -> list[tuple[Any, ...]]:
            train, test = parts
            return [
                self._fit_fold(samples, labels, weights, own_weights, train, test, ratio, threads // workers, progress)
                for ratio in self.l1_ratios_
            ]

        with ThreadPoolExecutor(workers) as pool:
            try:
                found = list(pool.map(fold, folds))
            except BaseException:
                stopped.set()
                raise
        if stopped.is_set():
            raise KeyboardInterrupt("the callback has ended the search")
        return found

    def _fit_fold(
        self,
        samples: Any,
        labels: npt.NDArray[np.intp],
        weights: npt.NDArray[np.float64] | None,
        own_weights: npt.NDArray[np.float64] | None,
        train: npt.NDArray[Any],
        test: npt.NDArray[Any],
        ratio: float,
        threads: int,
        progress: ProgressFunction | None,
        sharing: Sharing | None = None,
    ) -> tuple[Any, ...]:
        class_count = len(self.classes_)
        part, own = samples[train], labels[train]
        part_weights = None if weights is None else weights[train]
        sharing = sharing or Sharing(None, None).with_parts([len(own)])
        counts = np.bincount(own if part_weights is None else own[part_weights > 0], minlength=class_count)
        present = int(sharing.any(counts > 0).sum())
        if present < 2:
            raise ValueError("a fold's training samples are of one class alone: use fewer folds, or stratified ones")
        total = float(
            sum(sharing.all_parts) if part_weights is None else sharing.sums(lambda rows: part_weights[rows].sum())
        )
        l1, l2 = np.array([penalties(C, ratio, total, present) for C in self.Cs_]).T
        found, bias, iterations, report = _engine.path(
            part,
            own,
            class_count,
            l1,
            l2,
            part_weights,
            solver=engine_solver(self.solver, float(l1[0])),
            tolerance=_FOLD_TOLERANCE,
            max_iterations=self.max_iter,
            has_bias=self.fit_intercept,
            threads=threads,
            for_comparison=True,
            progress=progress,
            sharing=sharing if sharing.is_divided else None,
        )
        if sharing.is_divided and report.stop_reason == "stopped":
            raise KeyboardInterrupt("the callback has ended the search")
        test_weights = None if own_weights is None else own_weights[test]
        held_out, truth = samples[test], labels[test]
        scores = [
            self._score(held_out, truth, weights_of_C, bias_of_C, test_weights, threads, sharing)
            for weights_of_C, bias_of_C in zip(found, bias, strict=True)
        ]
        coef, intercept = gather(found, bias, np.float64)
        return np.array(scores), coef, intercept, iterations

    def _score(
        self,
        samples: Any,
        labels: npt.NDArray[np.intp],
        weights: Any,
        bias: Any,
        sample_weight: npt.NDArray[np.float64] | None,
        threads: int,
        sharing: Sharing,
    ) -> float:
        if self.scoring in _LOG_LOSS:

            def own() -> npt.NDArray[Any]:
                logs = _engine.scores(samples, weights, bias, _library.LOG_PROBABILITIES, threads)
                return np.asarray(logs[np.arange(len(labels)), labels], dtype=np.float64)

            return sharing.average(sharing.together(own), sample_weight)
        if self.scoring == "accuracy":

            def right() -> npt.NDArray[Any]:
                logits = _engine.scores(samples, weights, bias, _library.LOGITS, threads)
                return np.asarray(logits.argmax(axis=1) == labels)

            return sharing.average(sharing.together(right), sample_weight)
        model = SoftmaxClassifier()
        model.classes_, model.n_features_in_ = self.classes_, self.n_features_in_
        model.coef_, model.intercept_ = gather(weights, bias, samples.dtype)
        settings = {} if sample_weight is None else {"sample_weight": sample_weight}
        scorer = get_scorer(self.scoring) if isinstance(self.scoring, str) else self.scoring
        return float(scorer(model, samples, _safe_indexing(self.classes_, labels), **settings))

    def _choice(self) -> tuple[int, int]:
        """The chosen share's and C's places: of equals the strongest penalty."""
        means = self.scores_.mean(axis=0)
        best = np.unravel_index(int(np.argmax(means)), means.shape)
        ratio, place = int(best[0]), int(best[1])
        if self.rule == "best" or len(self.scores_) < 2:
            return ratio, place
        error = self.scores_[:, ratio, place].std(ddof=1) / np.sqrt(len(self.scores_))
        return ratio, int(np.flatnonzero(means[ratio] >= means[ratio, place] - error)[0])


__all__ = ["SoftmaxClassifierCV"]
