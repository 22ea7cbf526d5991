"""Fits by the workers of a Dask cluster, to the bits of one machine. Needs `dask[distributed]`.

Each partition is one part of the rows, in order. The workers run the same solver, each over neighbouring partitions, and
exchange sums over connections of their own; the client places partitions, starts the workers, and starts them again where
one is lost.

    >>> from swift_softmax.dask import SoftmaxDaskClassifier
    >>> model = SoftmaxDaskClassifier().fit(X, y)  # doctest: +SKIP
    >>> model.predict(X)                           # doctest: +SKIP
    dask.array<...>
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

try:
    import cloudpickle
    import dask
    import dask.array as da
    from distributed import Client, get_client
except ImportError as error:
    raise ImportError(
        f"swift_softmax.dask needs Dask and its scheduler ({error}): pip install 'dask[array,distributed]', and "
        "'dask[dataframe]' for data frames"
    ) from error

from sklearn.utils.validation import check_is_fitted

from ._classifier import SoftmaxClassifier
from ._dask_workers import fit_once
from ._engine import ProgressFunction

#: What the cluster alone needs.
_OWN = ("client", "restarts")


class SoftmaxDaskClassifier(SoftmaxClassifier):
    """`SoftmaxClassifier` for Dask's arrays and data frames, fitted by the workers that hold them.

    The model is that of one process with the same partitions as `parts`, to the bit, for any number of workers:
    `SoftmaxClassifier().fit(X.compute(), y.compute(), parts=model.part_sizes_)`. Where a worker is lost in the middle, Dask
    computes its partitions again, and the fit starts anew on the workers that are there.

    While it fits, a worker has its partitions twice: as Dask holds them, and as one array. Connections between workers are
    made at the workers' own addresses, and only with the job's token; they are not encrypted.

    Parameters
    ----------
    client : distributed.Client, default=None
        The cluster; None: the current client.
    restarts : int, default=3
        How often a fit is started again after the loss of a worker.
    C, l1_ratio, fit_intercept, class_weight, solver, tol, max_iter, warm_start, random_state, n_jobs, verbose, callback, \
learning_rate, batch_size
        As in `SoftmaxClassifier`. `n_jobs` is None for a worker's own number of threads. `callback` and `verbose` are for
        the first worker, where they run.

    Attributes
    ----------
    part_sizes_ : list of int
        The rows of each partition.
    n_workers_ : int
        The workers that fitted the model.
    restarts_ : int
        How often workers were lost.
    """

    def __init__(
        self,
        *,
        client: Client | None = None,
        restarts: int = 3,
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
        super().__init__(
            C=C, l1_ratio=l1_ratio, fit_intercept=fit_intercept, class_weight=class_weight, solver=solver, tol=tol,
            max_iter=max_iter, warm_start=warm_start, random_state=random_state, n_jobs=n_jobs, verbose=verbose,
            callback=callback, learning_rate=learning_rate, batch_size=batch_size,
        )  # fmt: skip
        self.client = client
        self.restarts = restarts

    def __getstate__(self) -> dict[str, Any]:
        # A client is this process's own.
        state: dict[str, Any] = dict(super().__getstate__())
        return {**state, "client": None}

    @property
    def partial_fit(self) -> Any:
        """Not there: batches are drawn from all rows."""
        raise AttributeError(f"{type(self).__name__} has no partial_fit: batches are drawn from all rows of one process")

    # MARK: Fits

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> SoftmaxDaskClassifier:  # type: ignore[override]
        """Fits the model to the optimum.

        Parameters
        ----------
        X : dask.array.Array or dask.dataframe.DataFrame of shape (n_samples, n_features)
            Samples, dense. Rows may be in chunks of unknown sizes.
        y : dask.array.Array or dask.dataframe.Series of shape (n_samples,)
            Their classes, in the same partitions.
        sample_weight : dask.array.Array or dask.dataframe.Series of shape (n_samples,), default=None
            How much each sample counts, in the same partitions.

        Returns
        -------
        self
            The fitted estimator.

        Raises
        ------
        ValueError
            For partitions that do not fit together, and whatever `SoftmaxClassifier.fit` refuses.
        RuntimeError
            Where workers were lost more than `restarts` times.
        """
        own = self._local()
        own._check_parameters()
        if not isinstance(self.restarts, int) or self.restarts < 0:
            raise ValueError(f"restarts is {self.restarts!r}: it must be a whole number from 0 on")
        client = self.client or get_client()
        parts = client.compute(_parts(X, y, sample_weight))
        lost: list[str] = []
        while True:
            outcome = fit_once(client, parts, cloudpickle.dumps(own))
            if outcome.kind == "done":
                break
            if outcome.kind == "failed":
                raise outcome.value
            lost.append(outcome.words)
            if len(lost) > self.restarts:
                raise RuntimeError(
                    f"the fit was started {len(lost)} times, and each time a worker was lost; the last time: {lost[-1]}. "
                    "Give the cluster more memory or time, or fit with more restarts"
                )
        fitted, count = outcome.value
        parameters = self.get_params(deep=False)
        learned = {name: value for name, value in fitted.items() if name not in parameters}
        self.__dict__ = {**parameters, **learned, "n_workers_": count, "restarts_": len(lost)}
        return self

    def _local(self) -> SoftmaxClassifier:
        """The same as an estimator of one process, with what it has learned."""
        names = SoftmaxClassifier._get_param_names()
        own = SoftmaxClassifier(**{name: getattr(self, name) for name in names})
        own.__dict__.update({name: value for name, value in self.__dict__.items() if name not in (*names, *_OWN)})
        return own

    # MARK: Predictions

    def decision_function(self, X: Any) -> Any:
        """Logits, as `SoftmaxClassifier` has them.

        Parameters
        ----------
        X : {dask collection, array-like} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        {dask.array.Array, ndarray} of shape (n_samples,) or (n_samples, n_classes)
            Of a Dask collection a Dask array, which is computed block by block when it is asked for.
        """
        return self._scores(X, "decision_function", np.shape(self._rows()[0])[0])

    def predict(self, X: Any) -> Any:
        """The most probable class of each sample.

        Parameters
        ----------
        X : {dask collection, array-like} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        {dask.array.Array, ndarray} of shape (n_samples,)
            Of a Dask collection a Dask array, which is computed block by block when it is asked for.
        """
        return self._scores(X, "predict", 1)

    def predict_proba(self, X: Any) -> Any:
        """The probabilities of all classes.

        Parameters
        ----------
        X : {dask collection, array-like} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        {dask.array.Array, ndarray} of shape (n_samples, n_classes)
            Of a Dask collection a Dask array, which is computed block by block when it is asked for.
        """
        return self._scores(X, "predict_proba", len(self.classes_))

    def predict_log_proba(self, X: Any) -> Any:
        """The logarithms of the probabilities.

        Parameters
        ----------
        X : {dask collection, array-like} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        {dask.array.Array, ndarray} of shape (n_samples, n_classes)
            Of a Dask collection a Dask array, which is computed block by block when it is asked for.
        """
        return self._scores(X, "predict_log_proba", len(self.classes_))

    def _scores(self, X: Any, method: str, width: int) -> Any:
        check_is_fitted(self)
        own = self._local()
        if not dask.is_dask_collection(X):
            return getattr(own, method)(X)
        own.callback = None
        blocks, sizes = _blocks(X, "X")
        model = dask.delayed(own, pure=True)
        dtype = self.classes_.dtype if method == "predict" else np.asarray(self.coef_).dtype
        shape = () if width == 1 else (width,)
        scored = [
            da.from_delayed(dask.delayed(_scored)(model, method, block), (size, *shape), dtype=dtype)
            for block, size in zip(blocks, sizes, strict=True)
        ]
        return da.concatenate(scored, axis=0)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """The share of samples that are predicted right, of Dask's collections or of arrays.

        Parameters
        ----------
        X : {dask collection, array-like} of shape (n_samples, n_features)
            Samples.
        y : {dask collection, array-like} of shape (n_samples,)
            Their classes.
        sample_weight : {dask collection, array-like} of shape (n_samples,), default=None
            How much each sample counts.

        Returns
        -------
        float
            The share.
        """
        predicted, truth, weights = dask.compute(self.predict(X), y, sample_weight)
        right = np.asarray(predicted) == np.asarray(truth)
        return float(np.average(right, weights=None if weights is None else np.asarray(weights)))


# MARK: Partitions


def _blocks(collection: Any, name: str) -> tuple[list[Any], list[float]]:
    """The partitions of an array's or a frame's rows, and the rows of each where they are known (else NaN)."""
    if isinstance(collection, da.Array):
        if collection.ndim == 2 and collection.numblocks[1] > 1:
            collection = collection.rechunk({1: -1})
        return list(collection.to_delayed().ravel()), list(collection.chunks[0])
    if hasattr(collection, "to_delayed") and hasattr(collection, "npartitions"):
        blocks = list(collection.to_delayed())
        return blocks, [float("nan")] * len(blocks)
    raise TypeError(
        f"{name} is a {type(collection).__name__}: SoftmaxDaskClassifier fits to Dask's arrays and data frames; give others to "
        "SoftmaxClassifier, or make one with dask.array.from_array"
    )


def _parts(X: Any, y: Any, sample_weight: Any) -> list[Any]:
    """Each partition's samples, classes and weights, checked where they are."""
    if getattr(X, "ndim", 2) != 2:
        raise ValueError(f"X has {X.ndim} dimensions: it must be a table of samples and features")
    blocks, sizes = _blocks(X, "X")
    columns = [str(column) for column in X.columns] if hasattr(X, "columns") else None
    others = {}
    for name, collection in (("y", y), ("sample_weight", sample_weight)):
        if collection is None:
            others[name] = [None] * len(blocks)
            continue
        if getattr(collection, "ndim", 1) != 1:
            raise ValueError(f"{name} has {collection.ndim} dimensions: it must have one number or word for each row")
        others[name], found = _blocks(collection, name)
        is_known = not (np.any(np.isnan(found)) or np.any(np.isnan(sizes)))
        if len(found) != len(blocks) or (is_known and list(found) != list(sizes)):
            raise ValueError(
                f"{name} is in {len(found)} partitions of {_told(found)} rows, but X in {len(blocks)} of {_told(sizes)}: "
                f"they must be the same; use {name}.rechunk or repartition"
            )
    checked = dask.delayed(_checked_part, pure=False)
    return [
        checked(place, columns, block, *own)
        for place, (block, *own) in enumerate(zip(blocks, others["y"], others["sample_weight"], strict=True))
    ]


def _told(sizes: list[float]) -> str:
    words = ["unknown" if np.isnan(size) else str(int(size)) for size in sizes[:4]]
    return ", ".join(words) + (", ..." if len(sizes) > 4 else "")


def _checked_part(place: int, columns: list[str] | None, samples: Any, classes: Any, weights: Any) -> tuple[Any, Any, Any]:
    """One partition, on the worker that has it."""
    if columns is not None:
        found = [str(column) for column in getattr(samples, "columns", [])]
        if found != columns:
            raise ValueError(f"partition {place} of X has the columns {found}, but the frame has {columns}")
        words = [str(column) for column in samples.columns if samples[column].dtype.kind not in "biuf"]
        if words:
            raise ValueError(
                f"partition {place} of X has columns that are no numbers: {', '.join(words)}; encode them, or leave them out"
            )
    elif not isinstance(samples, np.ndarray):
        raise ValueError(
            f"partition {place} of X is a {type(samples).__name__}: SoftmaxDaskClassifier takes dense arrays of numbers; "
            "use map_blocks(lambda block: block.toarray()), or SoftmaxClassifier's comm for sparse rows"
        )
    for name, own in (("y", classes), ("sample_weight", weights)):
        if own is not None and len(own) != len(samples):
            raise ValueError(f"partition {place} of {name} has {len(own)} rows, but that of X has {len(samples)}")
    return samples, np.asarray(classes), None if weights is None else np.asarray(weights, dtype=np.float64)


def _scored(model: SoftmaxClassifier, method: str, block: Any) -> npt.NDArray[Any]:
    """One block's predictions, by one thread: others have blocks of their own."""
    model.n_jobs = 1
    if not len(block):
        width = {"predict": (), "decision_function": model.coef_.shape[:1]}.get(method, model.classes_.shape)
        dtype = model.classes_.dtype if method == "predict" else model.coef_.dtype
        return np.empty((0, *(width if width != (1,) else ())), dtype=dtype)
    return np.asarray(getattr(model, method)(block))
