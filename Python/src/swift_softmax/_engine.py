"""Fits and scores on NumPy arrays: what the estimators call."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._sharing import Sharing

#: An array, or a matrix in compressed sparse rows, of float32 or float64. SciPy's have no types.
Samples: TypeAlias = Any
Float64Array = npt.NDArray[np.float64]

#: Fits of so few multiply-adds a pass end before anybody could want them to.
_QUICK_WORK = 1_000_000


@dataclass(frozen=True)
class FitProgress:
    """Where a fit stands, before a pass over the data.

    Attributes
    ----------
    passes : int
        Passes that are done.
    iterations : int
        Iterations that are done.
    objective : float
        The mean log loss with the penalty after the last iteration; NaN before the first.
    gradient : float
        The largest component of its gradient there; NaN before the first.
    """

    passes: int
    iterations: int
    objective: float
    gradient: float


#: Called before each pass; true ends the fit with what it has.
ProgressFunction = Callable[[FitProgress], object]


@dataclass(frozen=True)
class FitReport:
    """How a fit came about, and what is proven of its result.

    Attributes
    ----------
    objective : float
        F: the mean log loss with the penalty.
    log_loss : float
        The mean log loss alone.
    accuracy : float
        The share of training samples that are predicted right.
    gradient : float
        The largest component of F's gradient.
    gap : float
        No weights have an F that is smaller by more than this; NaN where nothing is known.
    iterations, passes : int
        Iterations, and passes over the data.
    stop_reason : str
        "converged", "iteration_limit", "precision_reached", "separated" or "stopped".
    solver : str
        The method that was used.
    dependent_columns : int
        Features that are combinations of others, where nothing is penalised.
    note : str
        A sentence about the data; empty where there is none.
    """

    objective: float
    log_loss: float
    accuracy: float
    gradient: float
    gap: float
    iterations: int
    passes: int
    stop_reason: str
    solver: str
    dependent_columns: int
    note: str


class _Call:
    """The arguments of a call, and what keeps their memory."""

    def __init__(self, X: Samples) -> None:
        self.kept: list[object] = []
        self.matrix = c.Matrix()
        self.matrix.size = ctypes.sizeof(c.Matrix)
        # Whoever calls has had scikit-learn look.
        self.matrix.is_finite = 1
        self.matrix.row_count, self.matrix.column_count = X.shape
        if isinstance(X, np.ndarray):
            values = np.require(X, requirements=["C", "A"])
            self.matrix.storage = c.DENSE_FLOAT32 if values.dtype == np.float32 else c.DENSE_FLOAT64
        else:
            if not X.has_canonical_format:
                X = X.copy()
                X.sum_duplicates()
            values = np.require(X.data, requirements=["C", "A"])
            self.matrix.storage = c.SPARSE_FLOAT32 if values.dtype == np.float32 else c.SPARSE_FLOAT64
            starts = np.require(X.indptr, dtype=np.int64, requirements=["C", "A"])
            columns = np.require(X.indices, dtype=np.int32, requirements=["C", "A"])
            self.matrix.row_starts = starts.ctypes.data
            self.matrix.columns = columns.ctypes.data
            self.matrix.entry_count = len(values)
            self.kept += [starts, columns]
        self.matrix.values = values.ctypes.data
        self.kept.append(values)
        self.message = ctypes.create_string_buffer(c.MESSAGE_SIZE)

    def check(self, status: int) -> None:
        """Raises what a status stands for."""
        if status == c.OK:
            return
        message = self.message.value.decode("utf-8", "replace")
        if status == c.NO_MEMORY:
            raise MemoryError(message)
        if status == c.OVERFLOW:
            raise OverflowError(message)
        if status in (c.FAILED, c.PROCESSES):
            raise RuntimeError(message)
        raise ValueError(message)


class _FitCall(_Call):
    """The same for a fit."""

    def __init__(
        self,
        X: Samples,
        y: npt.NDArray[Any],
        class_count: int,
        sample_weight: npt.NDArray[Any] | None,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        solver: str = "auto",
        tolerance: float = 1e-8,
        max_iterations: int = 1000,
        has_bias: bool = True,
        is_warm: bool = False,
        threads: int = 0,
        for_comparison: bool = False,
        learning_rate: float = 0.1,
        batch_size: int = 256,
        progress: ProgressFunction | None = None,
        sharing: Sharing | None = None,
    ) -> None:
        super().__init__(X)
        self.class_count = class_count
        self.labels = np.require(y, dtype=np.uint32, requirements=["C", "A"])
        self.weights = (
            None
            if sample_weight is None
            else np.require(sample_weight, dtype=np.float64, requirements=["C", "A"])
        )
        for name, part in (("y", self.labels), ("sample_weight", self.weights)):
            if part is not None and part.shape != (X.shape[0],):
                raise ValueError(f"{name} has the shape {part.shape}, but there are {X.shape[0]} samples")
        settings = c.Settings()
        settings.size = ctypes.sizeof(c.Settings)
        settings.solver = solver.encode()
        settings.l1, settings.l2 = l1, l2
        settings.tolerance, settings.max_iterations = tolerance, min(max_iterations, 2**31 - 1)
        settings.has_bias, settings.is_warm, settings.threads = has_bias, is_warm, threads
        settings.for_comparison = for_comparison
        settings.learning_rate, settings.batch_size = learning_rate, batch_size
        self.settings = settings
        self.report = c.Report()
        self.report.size = ctypes.sizeof(c.Report)
        self.error: BaseException | None = None
        self.communicator: c.Communicator | None = None
        self.hooks: tuple[Any, Any] | None = None
        work = X.shape[0] * X.shape[1] * class_count
        if progress is not None or (
            work > _QUICK_WORK and threading.current_thread() is threading.main_thread()
        ):
            settings.progress = self._caller(progress)
        if sharing is not None:
            self._share(sharing)

    def _share(self, sharing: Sharing) -> None:
        """Tells the library of parts and processes."""
        parts = np.array(sharing.parts, dtype=np.int64)
        self.settings.part_rows, self.settings.part_count = parts.ctypes.data, len(parts)
        self.kept.append(parts)
        comm = sharing.comm
        if comm is None:
            return

        def moved(work: Callable[[], None]) -> int:
            try:
                work()
            except BaseException as error:  # It is raised again when C has returned.
                self.error, sharing.is_broken = error, True
                return 1
            return 0

        def gather(context: object, own: int | None, count: int, take: Any, taker: int) -> int:
            def work() -> None:
                for part in comm.allgather(ctypes.string_at(own, 8 * count) if own and count else b""):
                    numbers = np.require(np.frombuffer(part, dtype=np.float64), requirements=["C", "A"])
                    take(taker, numbers.ctypes.data, len(numbers))

            return moved(work)

        def broadcast(context: object, numbers: int | None, count: int, root: int) -> int:
            def work() -> None:
                own = ctypes.string_at(numbers, 8 * count) if numbers and count else b""
                found = comm.bcast(own if sharing.rank == root else None, root=root)
                if len(found) != len(own):
                    raise RuntimeError(f"rank {root} sent {len(found)} bytes to rank {sharing.rank}, which expected {len(own)}")
                if numbers and count:
                    ctypes.memmove(numbers, found, len(own))

            return moved(work)

        communicator = c.Communicator()
        communicator.size = ctypes.sizeof(c.Communicator)
        communicator.rank, communicator.rank_count = sharing.rank, sharing.size
        communicator.gather, communicator.broadcast = c.Gather(gather), c.Broadcast(broadcast)
        self.settings.communicator = ctypes.addressof(communicator)
        self.communicator = communicator

    def _caller(self, progress: ProgressFunction | None) -> Any:
        """A function that C calls; Python looks for Ctrl-C whenever it runs."""

        def call(context: object, passes: int, iterations: int, objective: float, gradient: float) -> int:
            try:
                if self.error is not None:
                    return 1
                if progress is not None and progress(FitProgress(passes, iterations, objective, gradient)):
                    return 1
            except BaseException as error:  # KeyboardInterrupt too: it is raised again when C has returned.
                self.error = error
                return 1
            return 0

        if threading.current_thread() is threading.main_thread():
            self._catch_early_interrupts(call)
        return c.Progress(call)

    def _catch_early_interrupts(self, call: object) -> None:
        """Keeps a Ctrl-C that comes before the first line of `call`, where nothing could catch it: ctypes reports it as
        an exception that nobody raised, and the next call ends the fit."""
        before = sys.unraisablehook

        def hook(found: Any) -> None:
            if found.object is call and found.exc_value is not None:
                self.error = found.exc_value
            else:
                before(found)

        sys.unraisablehook = hook
        self.hooks = (hook, before)

    def arguments(self) -> tuple[object, ...]:
        """What all functions of fits begin with."""
        return (
            ctypes.addressof(self.matrix),
            self.labels.ctypes.data,
            self.class_count,
            None if self.weights is None else self.weights.ctypes.data,
            ctypes.addressof(self.settings),
        )

    def ending(self) -> tuple[object, ...]:
        """What they end with."""
        return (ctypes.addressof(self.report), ctypes.addressof(self.message), c.MESSAGE_SIZE)

    def check(self, status: int) -> None:
        # It refers to this object.
        self.settings.progress = c.Progress()
        self.settings.communicator, self.communicator = None, None
        if self.hooks is not None and sys.unraisablehook is self.hooks[0]:
            sys.unraisablehook = self.hooks[1]
        self.hooks = None
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        super().check(status)

    def result(self) -> FitReport:
        report = self.report
        return FitReport(
            objective=report.objective,
            log_loss=report.log_loss,
            accuracy=report.accuracy,
            gradient=report.gradient,
            gap=report.gap,
            iterations=report.iterations,
            passes=report.passes,
            stop_reason=c.STOP_REASONS[report.stop_reason],
            solver=report.solver.decode(),
            dependent_columns=report.dependent_columns,
            note=report.note.decode("utf-8", "replace"),
        )


def _parameters(
    X: Samples, class_count: int, weights: npt.ArrayLike, bias: npt.ArrayLike
) -> tuple[Float64Array, Float64Array]:
    """Weights and bias as C reads them."""
    own = np.require(weights, dtype=np.float64, requirements=["C", "A"])
    own_bias = np.require(bias, dtype=np.float64, requirements=["C", "A"])
    if own.shape != (class_count, X.shape[1]) or own_bias.shape != (class_count,):
        raise ValueError(
            f"weights of shape {own.shape} and a bias of shape {own_bias.shape} are none of {class_count} classes "
            f"and {X.shape[1]} features"
        )
    return own, own_bias


def kernels() -> str:
    """The instruction set that the library uses on this machine: "avx512", "avx2", "neon" or "scalar"."""
    return str(c.library.softmax_kernels().decode())


def thread_count() -> int:
    """The threads that the process may use, by its affinity and quota."""
    return int(c.library.softmax_threads())


def fit(
    X: Samples,
    y: npt.NDArray[Any],
    class_count: int,
    sample_weight: npt.NDArray[Any] | None = None,
    *,
    start: tuple[Float64Array, Float64Array] | None = None,
    **settings: Any,
) -> tuple[Float64Array, Float64Array, FitReport]:
    """Weights [classes x features], bias [classes] and the report of a fit."""
    call = _FitCall(X, y, class_count, sample_weight, is_warm=start is not None, **settings)
    shape = (class_count, X.shape[1])
    if start is None:
        weights, bias = np.zeros(shape), np.zeros(class_count)
    else:
        weights, bias = _parameters(X, class_count, *(np.array(part, dtype=np.float64) for part in start))
    call.check(
        c.library.softmax_fit(*call.arguments(), weights.ctypes.data, bias.ctypes.data, *call.ending())
    )
    return weights, bias, call.result()


def path(
    X: Samples,
    y: npt.NDArray[Any],
    class_count: int,
    l1: npt.ArrayLike,
    l2: npt.ArrayLike,
    sample_weight: npt.NDArray[Any] | None = None,
    **settings: Any,
) -> tuple[Float64Array, Float64Array, npt.NDArray[np.int64], FitReport]:
    """The same for several penalties, each fit from the end of the one before it."""
    call = _FitCall(X, y, class_count, sample_weight, **settings)
    l1s, l2s = (np.array(part, dtype=np.float64, ndmin=1) for part in (l1, l2))
    weights = np.zeros((len(l1s), class_count, X.shape[1]))
    bias = np.zeros((len(l1s), class_count))
    iterations = np.zeros(len(l1s), dtype=np.int64)
    call.check(
        c.library.softmax_path(
            *call.arguments(),
            l1s.ctypes.data,
            l2s.ctypes.data,
            len(l1s),
            weights.ctypes.data,
            bias.ctypes.data,
            iterations.ctypes.data,
            *call.ending(),
        )
    )
    return weights, bias, iterations, call.result()


def certify(
    X: Samples,
    y: npt.NDArray[Any],
    weights: Float64Array,
    bias: Float64Array,
    sample_weight: npt.NDArray[Any] | None = None,
    **settings: Any,
) -> FitReport:
    """What weights and bias are worth on samples, and how far from the optimum they can be."""
    call = _FitCall(X, y, len(bias), sample_weight, **settings)
    weights, bias = _parameters(X, len(bias), weights, bias)
    call.check(
        c.library.softmax_certify(*call.arguments(), weights.ctypes.data, bias.ctypes.data, *call.ending())
    )
    return call.result()


def steps(
    X: Samples,
    y: npt.NDArray[Any],
    weights: Float64Array,
    bias: Float64Array,
    seed: int,
    sample_weight: npt.NDArray[Any] | None = None,
    **settings: Any,
) -> FitReport:
    """Minibatch steps, one time through the samples; `weights` and `bias` are changed in place."""
    if not all(part.dtype == np.float64 and part.flags.carray for part in (weights, bias)):
        raise ValueError("weights and bias must be arrays of float64 in C order: they are changed in place")
    weights, bias = _parameters(X, len(bias), weights, bias)
    call = _FitCall(X, y, len(bias), sample_weight, **settings)
    call.check(
        c.library.softmax_steps(
            *call.arguments(), seed, weights.ctypes.data, bias.ctypes.data, *call.ending()
        )
    )
    return call.result()


def scores(
    X: Samples, weights: Float64Array, bias: Float64Array, output: int, threads: int = 0
) -> npt.NDArray[Any]:
    """Logits, probabilities or their logarithms [samples x classes], in the type of the samples."""
    call = _Call(X)
    weights, bias = _parameters(X, len(bias), weights, bias)
    result = np.empty((X.shape[0], len(bias)), dtype=X.dtype)
    if not len(result):
        return result
    call.check(
        c.library.softmax_scores(
            ctypes.addressof(call.matrix),
            weights.ctypes.data,
            bias.ctypes.data,
            len(bias),
            output,
            threads,
            result.ctypes.data,
            ctypes.addressof(call.message),
            c.MESSAGE_SIZE,
        )
    )
    return result
