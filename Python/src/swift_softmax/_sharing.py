"""Processes that fit one model together: what they tell each other before and after the library's own exchanges."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value")


@runtime_checkable
class Communicator(Protocol):
    """What a fit by several processes needs of a communicator; mpi4py's have it.

    Every process makes the same calls in the same order. A call that cannot be done raises: the fit ends with that error on
    its process. The others then wait in their calls: it is the communicator's part to have them raise too, or to end their
    processes (`MPI.COMM_WORLD.Abort()`).
    """

    def Get_rank(self) -> int:
        """This process, from 0 on."""
        ...

    def Get_size(self) -> int:
        """How many processes there are."""
        ...

    def allgather(self, sendobj: Any) -> list[Any]:
        """The objects of all processes, in the order of their ranks."""
        ...

    def bcast(self, obj: Any, root: int = 0) -> Any:
        """The object of process `root`."""
        ...


class Sharing:
    """The rows of one fit: the parts at hand, and the processes that hold others.

    Sums are added part by part, so that they do not depend on who holds which.
    """

    def __init__(self, comm: Any, parts: Sequence[int] | None) -> None:
        if comm is not None:
            missing = [name for name in ("Get_rank", "Get_size", "allgather", "bcast") if not hasattr(comm, name)]
            if missing:
                raise TypeError(
                    f"comm must be a communicator as mpi4py has them, but {type(comm).__name__} has no "
                    f"{', '.join(missing)}: give MPI.COMM_WORLD"
                )
        self.comm: Communicator | None = comm
        self.rank = 0 if comm is None else int(comm.Get_rank())
        self.size = 1 if comm is None else int(comm.Get_size())
        self.given = parts
        self.parts: list[int] = []
        #: The rows of all processes' parts.
        self.all_parts: list[int] = []
        #: Whether the others cannot be reached any more.
        self.is_broken = False

    def divide(self, count: int) -> None:
        """Checks the rows of each part against how many there are."""
        if self.given is None:
            self.parts = [count]
            return
        sizes = np.asarray(self.given)
        if sizes.ndim != 1 or (len(sizes) and sizes.dtype.kind not in "iu") or np.any(sizes < 0):
            raise ValueError(f"parts must be whole numbers from 0 on, the rows of each part, but are {self.given!r}")
        if int(sizes.sum()) != count:
            raise ValueError(f"parts are together {int(sizes.sum())} rows, but X has {count}: they must be all of them")
        self.parts = [int(size) for size in sizes]

    @property
    def is_divided(self) -> bool:
        """Whether there are several parts, or processes."""
        return self.comm is not None or self.given is not None

    def with_parts(self, parts: list[int]) -> Sharing:
        """The same processes with other rows; all of them ask for it."""
        other = copy.copy(self)
        other.parts = parts
        other.gather_parts()
        return other

    def gather(self, own: Any) -> list[Any]:
        """Every process's object, in the order of the ranks."""
        if self.comm is None:
            return [own]
        try:
            return list(self.comm.allgather(own))
        except BaseException:
            self.is_broken = True
            raise

    def together(self, work: Callable[[], Value]) -> Value:
        """Does some work. Where it fails on one process, it fails on all of them."""
        error: BaseException | None = None
        try:
            value = work()
        except BaseException as raised:
            if self.is_broken:
                raise
            error = raised
        told = None if error is None else (isinstance(error, ValueError), f"{type(error).__name__}: {error}")
        all_told = self.gather(told)
        if error is not None:
            raise error
        for rank, other in enumerate(all_told):
            if other is not None:
                message = f"rank {rank} of {self.size} cannot go on: {other[1]}"
                failure: Exception = ValueError(message) if other[0] else RuntimeError(message)
                # That it is another's error, and whose.
                failure.__dict__["rank_"] = rank
                raise failure
        return value

    def agree(self, own: dict[str, Any]) -> None:
        """Refuses what is not the same on all processes, by name and rank."""
        everybody = self.gather({name: repr(value) for name, value in own.items()})
        for rank, other in enumerate(everybody):
            for name, value in other.items():
                if value != everybody[0][name]:
                    raise ValueError(
                        f"{name} is {value} on rank {rank} of {self.size}, but {everybody[0][name]} on rank 0: all ranks "
                        "need the same"
                    )

    def sums(self, of: Callable[[slice], npt.ArrayLike]) -> npt.NDArray[np.float64]:
        """The sum of what each part comes to, in the order of the parts."""
        own, start = [], 0
        for size in self.parts:
            own.append(np.asarray(of(slice(start, start + size)), dtype=np.float64))
            start += size
        parts = [part for share in self.gather(own) for part in share]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return np.asarray(total, dtype=np.float64)

    def average(self, own: npt.NDArray[Any], weights: npt.NDArray[np.float64] | None) -> float:
        """The mean of a number for each row, of all processes."""
        if self.size > 1:
            everybody = self.gather((own, weights))
            own = np.concatenate([numbers for numbers, _ in everybody])
            weights = None if weights is None else np.concatenate([part for _, part in everybody])
        return float(np.average(own, weights=weights))

    def any(self, own: Any) -> npt.NDArray[np.bool_]:
        """Where it holds on some process."""
        return np.asarray(np.any(np.array(self.gather(np.asarray(own, dtype=bool))), axis=0))

    def gather_parts(self) -> None:
        """Learns of the parts of all processes."""
        self.all_parts = [size for share in self.gather(self.parts) for size in share]

    def gather_classes(self, targets: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The classes of all processes, sorted."""
        # No rows have no kind of classes.
        own = np.unique(targets) if len(targets) else None
        found = [(rank, classes) for rank, classes in enumerate(self.gather(own)) if classes is not None]
        if not found:
            raise ValueError("Found array with 0 sample(s) on all ranks while a minimum of 1 is required.")
        kinds = {"u": "i"}
        first_rank, first = found[0]
        for rank, classes in found:
            if kinds.get(classes.dtype.kind, classes.dtype.kind) != kinds.get(first.dtype.kind, first.dtype.kind):
                raise ValueError(
                    f"y has the type {classes.dtype} on rank {rank} of {self.size}, but {first.dtype} on rank {first_rank}: "
                    "all ranks need classes of one kind"
                )
        return np.unique(np.concatenate([classes for _, classes in found]))
