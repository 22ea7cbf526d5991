"""How the workers of a Dask cluster fit one model: who takes part, what each does, and what becomes of it."""

from __future__ import annotations

import pickle
import secrets
import time
import traceback
from dataclasses import dataclass
from typing import Any

import numpy as np
from distributed import Client, MultiLock, get_worker, wait
from distributed.comm import get_address_host

from ._classifier import SoftmaxClassifier
from ._sockets import LostPeer, SocketCommunicator

#: How long a worker waits for the others to begin, in seconds: they may be busy with other tasks.
_PATIENCE = 600.0
#: How long others may tell why one was lost, in seconds.
_LAST_WORDS = 2.0
#: The jobs of this process, by token and rank, so that they can be ended.
_jobs: dict[tuple[str, int], SocketCommunicator] = {}


@dataclass(frozen=True)
class Outcome:
    """What a worker's task came to."""

    #: "done", "lost" (another worker cannot be reached) or "failed".
    kind: str
    #: The fitted model's attributes (of rank 0), or the exception.
    value: Any = None
    #: What happened, in words.
    words: str = ""


# MARK: The client


def fit_once(client: Client, parts: list[Any], estimator: bytes) -> Outcome:
    """Starts the solver on all workers, and waits for what they come to."""
    failed = _wait_for(parts)
    if failed is not None:
        return failed
    workers = _in_order(client, parts)
    if not workers:
        return Outcome("failed", RuntimeError("the cluster has no workers: add some, or wait for them"))
    # One fit at a time on a worker: two that wait for each other's workers would wait for ever.
    with MultiLock(names=[f"swift_softmax-{worker}" for worker in workers], client=client):
        return _fit_on(client, workers, parts, estimator)


def _in_order(client: Client, parts: list[Any]) -> list[str]:
    """Workers, those with the first partitions first, so that few have to be sent: ranks hold neighbours."""
    places: dict[str, list[int]] = {worker: [] for worker in sorted(client.nthreads())}
    holders = client.who_has(parts)
    for place, part in enumerate(parts):
        for worker in holders.get(part.key, ()):
            if worker in places:
                places[worker].append(place)
    having = sorted((worker for worker in places if places[worker]), key=lambda worker: float(np.mean(places[worker])))
    return [*having, *(worker for worker in places if not places[worker])][: len(parts)]


def _wait_for(parts: list[Any]) -> Outcome | None:
    wait(parts)
    for part in parts:
        if part.status != "finished":
            try:
                part.result()
            except BaseException as error:
                return Outcome("failed", error)
    return None


def _fit_on(client: Client, workers: list[str], parts: list[Any], estimator: bytes) -> Outcome:
    token = secrets.token_hex(32)
    ends = np.linspace(0, len(parts), len(workers) + 1).astype(int)
    try:
        hub = client.run(_open_hub, token, len(workers), workers=workers[:1])[workers[0]]
    except _Refusal as refusal:
        return Outcome("failed", refusal)
    except Exception as error:
        return Outcome("lost", words=f"the first worker cannot be reached: {error}")
    tasks = [
        client.submit(
            _fit_rank, parts[ends[rank] : ends[rank + 1]], estimator, token, rank, len(workers), hub,
            workers=[worker], allow_other_workers=False, pure=False, retries=0, key=f"softmax-{token[:16]}-{rank}",
        )
        for rank, worker in enumerate(workers)
    ]  # fmt: skip
    try:
        return _result(client, workers, tasks)
    finally:
        # Whoever still waits for others is told that there is nothing to wait for.
        there = [worker for worker in workers if worker in client.nthreads()]
        try:
            if there:
                client.run(_end, token, workers=there, on_error="ignore")
            client.cancel(tasks, force=True)
        except Exception:
            # The cluster is going: the outcome says so.
            pass


def _result(client: Client, workers: list[str], tasks: list[Any]) -> Outcome:
    """The outcome that counts: a loss ends the attempt, and of errors the one where it happened."""
    looked, lost_at = time.monotonic(), float("inf")
    while True:
        outcomes = [_outcome(task) for task in tasks if task.done()]
        failed = [outcome for outcome in outcomes if outcome.kind == "failed"]
        own = [outcome for outcome in failed if not hasattr(outcome.value, "rank_")]
        lost = [outcome for outcome in outcomes if outcome.kind == "lost"]
        if len(outcomes) == len(tasks) and not lost:
            if failed:
                return (own or failed)[0]
            fitted = next(outcome.value for outcome in outcomes if outcome.value is not None)
            return Outcome("done", (fitted, len(workers)))
        now = time.monotonic()
        if lost:
            # A worker without memory, say, is lost to the others, and tells why.
            if own:
                return own[0]
            lost_at = min(lost_at, now)
            if len(outcomes) == len(tasks) or now - lost_at > _LAST_WORDS:
                return lost[0]
        if now - looked > 0.5:
            looked = now
            gone = set(workers) - set(client.nthreads())
            if gone:
                return Outcome("lost", words=f"the worker {sorted(gone)[0]} is gone")
        time.sleep(0.01)


def _outcome(task: Any) -> Outcome:
    """What a task that is done came to."""
    if task.status != "finished":
        # Its worker is gone, or a partition was lost with it.
        return Outcome("lost", words=f"a worker's task is {task.status}")
    try:
        found: Outcome = task.result(timeout=30)
        return found
    except Exception as error:
        return Outcome("lost", words=f"a worker's answer cannot be had: {error}")


# MARK: The workers


def _joined(parts: list[Any]) -> Any:
    """Partitions as one array or frame."""
    if parts[0] is None or len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], np.ndarray):
        # No rows have no kind of classes.
        return np.concatenate([part for part in parts if len(part)] or parts[:1])
    import pandas as pd

    return pd.concat(parts)


class _Refusal(RuntimeError):
    """What no other attempt would change."""


def _host(worker: Any) -> str:
    """A worker's address, where the others reach it."""
    address = worker.address
    if address.startswith("inproc://"):
        return "127.0.0.1"
    if not address.startswith("tcp://"):
        raise _Refusal(
            f"the worker is at {address}: connections of a fit are made over TCP without encryption, and so only where the "
            "cluster's own are (tcp://)"
        )
    return str(get_address_host(address))


def _open_hub(token: str, size: int, dask_worker: Any = None) -> tuple[str, int]:
    """Opens the first worker's end."""
    communicator = SocketCommunicator(0, size, bytes.fromhex(token))
    _jobs[token, 0] = communicator
    return communicator.listen(_host(dask_worker))


def _end(token: str) -> None:
    """Ends what this process still has of a job."""
    for key in [key for key in list(_jobs) if key[0] == token]:
        _jobs.pop(key).close()


def _fit_rank(
    parts: list[Any], estimator: bytes, token: str, rank: int, size: int, hub: tuple[str, int]
) -> Outcome:
    """One rank's whole fit."""
    communicator = _jobs.get((token, 0)) if rank == 0 else SocketCommunicator(rank, size, bytes.fromhex(token))
    if communicator is None:
        return Outcome("lost", words="the first worker was started anew")
    _jobs[token, rank] = communicator
    try:
        if rank == 0:
            communicator.accept(_PATIENCE)
        else:
            communicator.connect((hub[0], hub[1]), _PATIENCE)
        model: SoftmaxClassifier = pickle.loads(estimator)
        if model.n_jobs is None:
            model.n_jobs = int(get_worker().state.nthreads)
        if rank > 0:
            model.callback, model.verbose = None, 0
        samples, classes, weights = (_joined([part[i] for part in parts]) for i in range(3))
        model.fit(samples, classes, weights, comm=communicator, parts=[len(part[1]) for part in parts])
        # The last exchange of `fit` has told that all are done.
        return Outcome("done", None if rank > 0 else {**model.__dict__, "callback": None})
    except Exception as error:
        if isinstance(error, (LostPeer, ConnectionError)):
            return Outcome("lost", words=str(error))
        return Outcome("failed", _portable(error))
    finally:
        _jobs.pop((token, rank), None)
        communicator.close()


def _portable(error: Exception) -> Exception:
    """The error, or its words where it cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error))
        return error
    except Exception:
        return RuntimeError("".join(traceback.format_exception_only(error)).strip())
