"""Fits by the workers of a Dask cluster: the bits of one process, lost workers, partitions that make no sense."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from data import noisy
from sklearn.base import clone
from swift_softmax import SoftmaxClassifier
from swift_softmax._sockets import LostPeer, SocketCommunicator

try:
    import dask.array as da
    from distributed import Client, LocalCluster
    from swift_softmax.dask import SoftmaxDaskClassifier
except ImportError:
    da = None

needs_dask = pytest.mark.skipif(da is None, reason="SKIPPED: dask[distributed] is not installed")
X, Y = noisy(2400, 8, 3, seed=6)
WEIGHTS = np.random.default_rng(1).integers(0, 3, len(Y)).astype(float)


# MARK: Sockets


def meet(size, body, token=b"t" * 32, strangers=()):
    """What each rank comes to."""
    hub = SocketCommunicator(0, size, token)
    address = hub.listen("127.0.0.1")
    results = [None] * size

    def run(rank):
        comm = hub if rank == 0 else SocketCommunicator(rank, size, token)
        try:
            if rank == 0:
                comm.accept(20)
            else:
                comm.connect(address, 20)
            results[rank] = body(comm)
        except Exception as error:
            results[rank] = error
        finally:
            comm.close()

    for stranger in strangers:
        stranger(address)
    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a rank hangs"
    return results


def test_a_fit_over_sockets_has_the_bits_of_one_process():
    ends = [0, 1000, 1000, 2400]
    expected = SoftmaxClassifier().fit(X, Y, parts=list(np.diff(ends)))

    def body(comm):
        own = slice(ends[comm.Get_rank()], ends[comm.Get_rank() + 1])
        return SoftmaxClassifier().fit(X[own], Y[own], comm=comm)

    assert [model.weights_sha256_ for model in meet(3, body)] == [expected.weights_sha256_] * 3


def test_messages_of_any_size_arrive_whole_and_in_order():
    def body(comm):
        own = [os.urandom(0), b"x" * (comm.Get_rank() * 3_000_000), {"rank": comm.Get_rank()}]
        found = [comm.allgather(part) for part in own] + [comm.bcast(own[2], root=2)]
        return [len(part) for part in found[1]], found[2], found[3]

    everybody = [{"rank": rank} for rank in range(3)]
    assert meet(3, body) == [([0, 3_000_000, 6_000_000], everybody, {"rank": 2})] * 3


def test_strangers_are_sent_away_and_the_others_meet():
    kept = []

    def noise(address):
        own = socket.create_connection(address)
        own.sendall(b"GET / HTTP/1.1\r\n\r\n" + b"\xff" * 100)
        kept.append(own)

    def silent(address):
        socket.create_connection(address).close()

    def thief(address):
        def steal():
            with pytest.raises((LostPeer, OSError)):
                SocketCommunicator(1, 2, b"another").connect(address, 5)

        thread = threading.Thread(target=steal)
        thread.start()
        kept.append(thread)

    assert meet(2, lambda comm: comm.allgather(comm.Get_rank()), strangers=[noise, silent, thief]) == [[0, 1]] * 2
    kept[1].join(20)


def test_a_rank_that_ends_ends_the_others_and_one_that_is_closed_wakes():
    def body(comm):
        comm.allgather(0)
        if comm.Get_rank() == 2:
            comm.close()
            return "gone"
        comm.allgather(1)

    found = meet(3, body)
    assert found[2] == "gone" and all(isinstance(error, LostPeer) for error in found[:2])
    hub = SocketCommunicator(0, 2, b"t")
    hub.listen("127.0.0.1")
    threading.Timer(0.3, hub.close).start()
    with pytest.raises(LostPeer, match="was ended"):
        hub.accept(30)
    hub = SocketCommunicator(0, 2, b"t")
    hub.listen("127.0.0.1")
    with pytest.raises(LostPeer, match="rank 1 of 2 has not come within"):
        hub.accept(0.2)
    hub.close()


def test_dask_is_asked_for_only_where_it_is_used():
    code = (
        "import sys, swift_softmax\nswift_softmax.SoftmaxClassifier\nassert 'dask' not in sys.modules\n"
        "sys.modules['distributed'] = None\n"
        "try:\n  import swift_softmax.dask\nexcept ImportError as error:\n  print(error)\n"
    )
    done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert "pip install" in done.stdout and "distributed" in done.stdout


# MARK: Clusters


@pytest.fixture(scope="module")
def client():
    if da is None:
        pytest.skip("SKIPPED: dask[distributed] is not installed")
    with (
        LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as own,
    ):
        yield own


def arrays(rows=(500, 700, 1, 0, 699, 500)):
    return da.from_array(X, chunks=(rows, 8)), da.from_array(Y, chunks=(rows,)), list(rows)


@needs_dask
@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_gives_the_bits_of_one_process(workers):
    samples, y, rows = arrays()
    weights = da.from_array(WEIGHTS, chunks=(tuple(rows),))
    with (
        LocalCluster(n_workers=workers, threads_per_worker=2, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        for parameters in ({}, {"l1_ratio": 1.0, "C": 0.1}, {"class_weight": "balanced"}):
            model = SoftmaxDaskClassifier(client=client, **parameters).fit(samples, y, weights)
            expected = SoftmaxClassifier(**parameters).fit(X, Y, WEIGHTS, parts=rows)
            assert model.weights_sha256_ == expected.weights_sha256_
            assert model.n_workers_ == workers and model.part_sizes_ == rows and model.restarts_ == 0
            assert model.certified_gap_ == expected.certified_gap_


@needs_dask
@pytest.mark.slow
def test_predictions_are_lazy_and_those_of_one_process(client):
    samples, y, rows = arrays()
    model = SoftmaxDaskClassifier().fit(samples, y)
    expected = SoftmaxClassifier().fit(X, Y, parts=rows)
    for method in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        found = getattr(model, method)(samples)
        assert isinstance(found, da.Array) and found.chunks[0] == tuple(size for size in rows if size)
        assert np.array_equal(found.compute(), getattr(expected, method)(X))
        assert np.array_equal(getattr(model, method)(X[:5]), getattr(expected, method)(X[:5]))
    assert model.score(samples, y) == expected.score(X, Y)
    other = pickle.loads(pickle.dumps(model))
    assert other.weights_sha256_ == model.weights_sha256_ and clone(model).get_params() == model.get_params()
    assert expected.verify(X, Y) and model.verify(X, Y)


@needs_dask
@pytest.mark.slow
def test_data_frames_and_chunks_of_unknown_sizes_are_taken(client):
    import dask.dataframe as dd
    import pandas as pd

    frame = pd.DataFrame(X, columns=[f"c{i}" for i in range(8)])
    frame["kind"] = np.array(["ox", "cat", "fox"])[Y]
    table = dd.from_pandas(frame, npartitions=4)
    table = table[table["c0"] > -1]
    kept = frame[frame["c0"] > -1]
    model = SoftmaxDaskClassifier().fit(table.drop(columns="kind"), table["kind"])
    expected = SoftmaxClassifier().fit(kept.drop(columns="kind"), np.asarray(kept["kind"]), parts=model.part_sizes_)
    assert len(model.part_sizes_) == 4 and model.weights_sha256_ == expected.weights_sha256_
    assert list(model.feature_names_in_) == list(expected.feature_names_in_)
    found = model.predict(table.drop(columns="kind")).compute()
    assert np.array_equal(found, expected.predict(kept.drop(columns="kind")))

    samples, y, _ = arrays()
    chosen = samples[:, 0] > 0
    model = SoftmaxDaskClassifier().fit(samples[chosen], y[chosen])
    expected = SoftmaxClassifier().fit(X[X[:, 0] > 0], Y[X[:, 0] > 0], parts=model.part_sizes_)
    assert model.weights_sha256_ == expected.weights_sha256_
    assert np.array_equal(model.predict(samples[chosen]).compute(), expected.predict(X[X[:, 0] > 0]))
    # Columns in several blocks are brought together.
    blocks = da.from_array(X, chunks=(800, 3))
    model = SoftmaxDaskClassifier().fit(blocks, da.from_array(Y, chunks=800))
    assert model.weights_sha256_ == SoftmaxClassifier().fit(X, Y, parts=[800] * 3).weights_sha256_


@needs_dask
@pytest.mark.slow
def test_partitions_that_make_no_sense_are_refused_by_name(client):
    import dask.dataframe as dd
    import pandas as pd
    from dask import delayed
    from scipy import sparse

    samples, y, _ = arrays()
    model = SoftmaxDaskClassifier()
    frame = pd.DataFrame(X[:, :2], columns=["a", "b"])
    parts = [delayed(frame[:1000]), delayed(frame[1000:].rename(columns={"b": "c"}))]
    wrong = dd.from_delayed(parts, meta=frame[:0], verify_meta=False)
    labels = da.from_array(Y, chunks=((1000, 1400),))
    with pytest.raises(ValueError, match=r"partition 1 of X has the columns \['a', 'c'\]"):
        model.fit(wrong, labels)
    words = dd.from_pandas(frame.assign(word="x"), npartitions=2)
    with pytest.raises(ValueError, match="no numbers: word"):
        model.fit(words, dd.from_pandas(pd.Series(Y), npartitions=2))
    with pytest.raises(ValueError, match="y is in 1 partitions of 2400 rows, but X in 6 of 500, 700, 1, 0, ..."):
        model.fit(samples, da.from_array(Y, chunks=2400))
    with pytest.raises(TypeError, match="from_array"):
        model.fit(X, Y)
    with pytest.raises(ValueError, match="dense arrays"):
        model.fit(samples.map_blocks(sparse.csr_matrix), y)
    spoiled = X.copy()
    spoiled[2000, 3] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        model.fit(da.from_array(spoiled, chunks=(800, 8)), da.from_array(Y, chunks=800))
    with pytest.raises(ValueError, match="only one class"):
        model.fit(samples, y * 0)
    with pytest.raises(ValueError, match="restarts"):
        SoftmaxDaskClassifier(restarts=-1).fit(samples, y)
    with pytest.raises(AttributeError, match="batches are drawn from all rows"):
        model.partial_fit


class Waiting:
    """A callback that tells of a pass, and waits until something was done."""

    def __init__(self, folder, kills=False):
        self.folder, self.kills = str(folder), kills

    def __call__(self, place):
        told = os.path.join(self.folder, "told")
        if place.passes == 2 and not os.path.exists(told):
            with open(told, "w", encoding="utf-8") as file:
                file.write(str(os.getpid()))
            if self.kills:
                os.kill(os.getpid(), signal.SIGKILL)
            while not os.path.exists(os.path.join(self.folder, "done")):
                time.sleep(0.02)


@needs_dask
@pytest.mark.slow
@pytest.mark.parametrize(("workers", "which"), [(3, "hub"), (3, "other"), (1, "hub")])
def test_a_worker_that_is_killed_in_the_middle_costs_a_start_and_no_bit(workers, which, tmp_path):
    samples, y, rows = arrays()
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        # The callback's class is sent, because workers cannot import this file.
        import cloudpickle

        cloudpickle.register_pickle_by_value(sys.modules[__name__])
        samples, y = client.persist([samples, y])
        if which == "other":
            victim = sorted(client.nthreads())[1]
            process = client.run(os.getpid, workers=[victim])[victim]

            def kill():
                while not (tmp_path / "told").exists():
                    time.sleep(0.02)
                os.kill(process, signal.SIGKILL)
                (tmp_path / "done").touch()

            threading.Thread(target=kill, daemon=True).start()
        model = SoftmaxDaskClassifier(client=client, callback=Waiting(tmp_path, kills=which == "hub"), tol=0)
        model.fit(samples, y)
        assert (tmp_path / "told").exists() and model.restarts_ >= 1
    assert model.weights_sha256_ == SoftmaxClassifier(tol=0).fit(X, Y, parts=rows).weights_sha256_


@needs_dask
@pytest.mark.slow
def test_workers_that_are_lost_again_and_again_end_the_fit_with_words(tmp_path):
    samples, y, _ = arrays()

    class Deadly:
        def __call__(self, place):
            os.kill(os.getpid(), signal.SIGKILL)

    import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
        pytest.raises(RuntimeError, match="started 2 times, and each time a worker was lost"),
    ):
        SoftmaxDaskClassifier(client=client, callback=Deadly(), restarts=1).fit(samples, y)


@needs_dask
@pytest.mark.slow
def test_two_fits_at_once_both_end(client):
    samples, y, rows = arrays()
    expected = SoftmaxClassifier().fit(X, Y, parts=rows).weights_sha256_
    found = []

    def fit():
        found.append(SoftmaxDaskClassifier(client=client).fit(samples, y).weights_sha256_)

    threads = [threading.Thread(target=fit) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert found == [expected] * 3


@needs_dask
@pytest.mark.slow
def test_workers_may_be_threads_of_one_process():
    samples, y, rows = arrays()
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        model = SoftmaxDaskClassifier(client=client).fit(samples, y)
    assert model.n_workers_ == 2
    assert model.weights_sha256_ == SoftmaxClassifier().fit(X, Y, parts=rows).weights_sha256_


@needs_dask
def test_a_cluster_that_talks_by_tls_is_refused():
    from swift_softmax import _dask_workers

    class Worker:
        address = "tls://127.0.0.1:1"

    with pytest.raises(RuntimeError, match="without encryption"):
        _dask_workers._host(Worker())
