"""Ranks as threads of one process, with a communicator as mpi4py has it."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from typing import Any

import numpy as np


class LostRank(Exception):
    """Another rank has ended."""


class Exchange:
    """A meeting of all ranks, again and again. A rank that ends ends the others' calls."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.barrier = threading.Barrier(size)
        self.sent: list[bytes] = [b""] * size
        self.count = 0


class ThreadComm:
    """One rank's end. `failing` is the exchange in which it raises."""

    def __init__(self, exchange: Exchange, rank: int, failing: int | None = None) -> None:
        self.exchange, self.rank, self.failing, self.count = exchange, rank, failing, 0

    def Get_rank(self) -> int:
        return self.rank

    def Get_size(self) -> int:
        return self.exchange.size

    def allgather(self, sendobj: Any) -> list[Any]:
        self.count += 1
        if self.count == self.failing:
            raise ConnectionError("the network is down")
        try:
            self.exchange.sent[self.rank] = pickle.dumps(sendobj)
            self.exchange.barrier.wait(60)
            found = [pickle.loads(part) for part in self.exchange.sent]
            self.exchange.barrier.wait(60)
            return found
        except threading.BrokenBarrierError:
            raise LostRank("another rank has ended") from None

    def bcast(self, obj: Any, root: int = 0) -> Any:
        return self.allgather(obj)[root]


def run(size: int, body: Callable[[ThreadComm], Any], failing: dict[int, int] | None = None) -> list[Any]:
    """What each rank comes to: a value, or the exception that ended it."""
    exchange = Exchange(size)
    results: list[Any] = [None] * size

    def rank(place: int) -> None:
        try:
            results[place] = body(ThreadComm(exchange, place, (failing or {}).get(place)))
        except BaseException as error:
            results[place] = error
            if isinstance(error, (ConnectionError, LostRank)):
                exchange.barrier.abort()

    threads = [threading.Thread(target=rank, args=(place,)) for place in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a rank hangs"
    return results


def shares(count: int, size: int) -> list[slice]:
    """Rows of ranks, as unevenly as it goes: the second one of three has none."""
    if size == 3:
        ends = [0, count // 3, count // 3, count]
    else:
        ends = [int(end) for end in np.linspace(0, count, size + 1)]
    return [slice(first, end) for first, end in zip(ends, ends[1:], strict=False)]
