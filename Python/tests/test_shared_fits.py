"""Fits by several processes: the bits of one process with the same parts, and errors that all of them get."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings

import numpy as np
import pytest
from data import named, noisy
from ranks import LostRank, run, shares
from scipy import sparse
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, StratifiedKFold
from swift_softmax import SoftmaxClassifier, SoftmaxClassifierCV, SoftmaxTableClassifier


def fits(size, X, y, sample_weight=None, parts=None, **parameters):
    """The model of each rank, or its error."""

    def body(comm):
        own = shares(X.shape[0], size)[comm.rank]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SoftmaxClassifier(**parameters).fit(
                X[own], y[own], None if sample_weight is None else sample_weight[own], comm=comm, parts=parts
            )

    return run(size, body)


def sizes(count, size):
    return [own.stop - own.start for own in shares(count, size)]


def assert_same(models, expected):
    for model in models:
        if isinstance(model, BaseException):
            raise model
        assert model.weights_sha256_ == expected.weights_sha256_
        assert np.array_equal(model.classes_, expected.classes_)
        for name in ("objective_", "certified_gap_", "log_loss_", "gradient_"):
            assert np.array_equal(getattr(model, name), getattr(expected, name), equal_nan=True), name
        assert model.n_iter_ == expected.n_iter_ and model.stop_reason_ == expected.stop_reason_
        assert model.part_sizes_ == expected.part_sizes_


X, Y = noisy(900, 6, 4, seed=3)
WEIGHTS = np.random.default_rng(0).integers(0, 3, len(Y)).astype(float)
KINDS = {
    "float64": lambda X: X,
    "float32": lambda X: X.astype(np.float32),
    "sparse": lambda X: sparse.csr_matrix(np.where(np.abs(X) > 0.8, X, 0)),
    "sparse float32": lambda X: sparse.csr_matrix(np.where(np.abs(X) > 0.8, X, 0).astype(np.float32)),
}


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_every_rank_gets_the_bits_of_one_process_with_the_same_parts(kind, size):
    samples = KINDS[kind](X)
    expected = SoftmaxClassifier().fit(samples, Y, parts=sizes(len(Y), size))
    assert_same(fits(size, samples, Y), expected)
    assert expected.part_sizes_ == sizes(len(Y), size)


@pytest.mark.parametrize(
    "parameters",
    [
        {"solver": "lbfgs"},
        {"solver": "newton-cg"},
        {"solver": "newton-cholesky"},
        {"solver": "proximal-newton", "l1_ratio": 1.0, "C": 0.05},
        {"l1_ratio": 0.5, "C": 0.1},
        {"C": np.inf},
        {"class_weight": "balanced"},
        {"class_weight": {0: 2.0, 1: 0.5}},
        {"fit_intercept": False},
        {"tol": 0},
    ],
    ids=str,
)
@pytest.mark.parametrize("weighted", [False, True])
def test_solvers_penalties_and_weights_do_not_change_that(parameters, weighted):
    weights = WEIGHTS if weighted else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = SoftmaxClassifier(**parameters).fit(X, Y, weights, parts=sizes(len(Y), 3))
    assert_same(fits(3, X, Y, weights, **parameters), expected)


def test_one_part_is_a_fit_as_ever():
    plain = SoftmaxClassifier().fit(X, Y, WEIGHTS)
    whole = SoftmaxClassifier().fit(X, Y, WEIGHTS, parts=[len(Y)])
    assert plain.weights_sha256_ == whole.weights_sha256_
    balanced = SoftmaxClassifier(class_weight="balanced")
    assert (
        clone(balanced).fit(X, Y, WEIGHTS).weights_sha256_
        == clone(balanced).fit(X, Y, WEIGHTS, parts=[len(Y)]).weights_sha256_
    )


def test_parts_of_one_process_are_parts_of_several():
    parts = [300, 0, 7, 143, 450]
    expected = SoftmaxClassifier().fit(X, Y, parts=parts)

    def body(comm):
        own = (slice(0, 300), slice(300, 900))[comm.rank]
        return SoftmaxClassifier().fit(X[own], Y[own], comm=comm, parts=(parts[:1], parts[1:])[comm.rank])

    assert_same(run(2, body), expected)


@pytest.mark.slow
def test_more_features_than_rows_and_columns_without_entries():
    generator = np.random.default_rng(1)
    wide = generator.normal(size=(60, 200))
    y = generator.integers(0, 3, 60)
    assert_same(fits(3, wide, y), SoftmaxClassifier().fit(wide, y, parts=sizes(60, 3)))
    rare = sparse.random(400, 30_000, density=1e-4, format="csr", random_state=2)
    y = generator.integers(0, 3, 400)
    assert_same(fits(2, rare, y), SoftmaxClassifier().fit(rare, y, parts=sizes(400, 2)))


@pytest.mark.slow
def test_many_rows_on_several_threads():
    many, y = noisy(40_000, 20, 5, seed=4)
    for samples in (many, many.astype(np.float32)):
        expected = SoftmaxClassifier(n_jobs=2).fit(samples, y, parts=sizes(len(y), 3))
        assert_same(fits(3, samples, y), expected)


def test_classes_are_those_of_all_ranks_and_may_be_texts():
    names = np.array(["wolf", "ox", "cat", "fox"])[Y]
    order = np.argsort(names, kind="stable")
    ranked, samples = names[order], X[order]
    models = fits(3, samples, ranked)
    assert_same(models, SoftmaxClassifier().fit(samples, ranked, parts=sizes(len(Y), 3)))
    assert list(models[1].classes_) == ["cat", "fox", "ox", "wolf"]


def test_a_warm_start_is_that_of_rank_0():
    first = SoftmaxClassifier(warm_start=True, max_iter=3, solver="lbfgs")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first.fit(X, Y, parts=sizes(len(Y), 2))

    def body(comm):
        import copy

        own = shares(len(Y), 2)[comm.rank]
        model = copy.deepcopy(first).set_params(max_iter=1000)
        if comm.rank:
            model.coef_ = model.coef_ * 0
        return model.fit(X[own], Y[own], comm=comm)

    models = run(2, body)
    expected = first.set_params(max_iter=1000).fit(X, Y, parts=sizes(len(Y), 2))
    assert_same(models, expected)


def test_a_model_of_several_processes_verifies_in_one():
    model = fits(3, X, Y, WEIGHTS, class_weight="balanced")[2]
    assert model.verify(X, Y, WEIGHTS)


def errors(size, body, failing=None):
    found = run(size, body, failing)
    assert all(isinstance(error, BaseException) for error in found), found
    return found


def test_what_is_wrong_on_one_rank_is_an_error_on_all_that_names_it():
    def fit(change):
        def body(comm):
            own = shares(len(Y), 2)[comm.rank]
            samples, y, weights, parameters = change(X[own], Y[own]) if comm.rank == 1 else (X[own], Y[own], None, {})
            return SoftmaxClassifier(**parameters).fit(samples, y, weights, comm=comm)

        return errors(2, body)

    def spoiled(X, y):
        X = X.copy()
        X[3, 2] = np.nan
        return X, y, None, {}

    found = fit(spoiled)
    assert "rank 1 of 2" in str(found[0]) and "NaN" in str(found[0]) and "NaN" in str(found[1])
    cases = [
        (lambda X, y: (X[:, :5], y, None, {}), "features is 5 on rank 1 of 2, but 6 on rank 0"),
        (lambda X, y: (X.astype(np.float32), y, None, {}), "'dense float32' on rank 1"),
        (lambda X, y: (sparse.csr_matrix(X), y, None, {}), "'sparse float64' on rank 1"),
        (lambda X, y: (X, y, None, {"C": 2.0}), "C is 2.0 on rank 1 of 2, but 1.0 on rank 0"),
        (lambda X, y: (X, y, np.ones(len(y)), {}), "sample_weight is True on rank 1"),
        (lambda X, y: (X, y.astype(str), None, {}), "on rank 1 of 2, but int64 on rank 0"),
    ]
    for change, words in cases:
        for error in fit(change):
            assert isinstance(error, ValueError) and words in str(error), error


def test_names_of_columns_must_be_alike():
    pd = pytest.importorskip("pandas")

    def body(comm):
        frame = pd.DataFrame(X, columns=list("abcdef") if comm.rank == 0 else list("abcdeg"))
        return SoftmaxClassifier().fit(frame, Y, comm=comm)

    for error in errors(2, body):
        assert "the names of X's features" in str(error) and "rank 1" in str(error)


def test_no_rows_or_one_class_on_all_ranks_is_refused_everywhere():
    for error in errors(2, lambda comm: SoftmaxClassifier().fit(X[:0], Y[:0], comm=comm)):
        assert "0 sample(s) on all ranks" in str(error)
    for error in errors(2, lambda comm: SoftmaxClassifier().fit(X, Y * 0, comm=comm)):
        assert "contains only one class" in str(error)
    for error in errors(2, lambda comm: SoftmaxClassifier().fit(X, Y, np.zeros(len(Y)), comm=comm)):
        assert "all of them are zero" in str(error)


def test_a_communicator_that_fails_ends_the_fit_with_its_error():
    # In the middle of the fit, after what is agreed on at its beginning.
    found = errors(3, lambda comm: SoftmaxClassifier(tol=0).fit(X, Y, comm=comm), failing={1: 14})
    assert isinstance(found[1], ConnectionError)
    assert isinstance(found[0], LostRank) and isinstance(found[2], LostRank)


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 3])
def test_wherever_a_communicator_fails_the_fit_ends_with_its_error(size):
    """At each exchange until the fit is done: what is agreed on, sums, certificates, the space of few rows."""
    generator = np.random.default_rng(5)
    wide = generator.normal(size=(40, 90)), generator.integers(0, 3, 40)
    for (samples, y), parameters in [((X, Y), {}), ((X, Y), {"l1_ratio": 0.5}), (wide, {"class_weight": "balanced"})]:
        for place in range(1, 200):
            found = run(size, lambda comm: SoftmaxClassifier(**parameters).fit(samples, y, comm=comm), {size - 1: place})
            if not isinstance(found[-1], BaseException):
                break
            assert isinstance(found[-1], ConnectionError), (place, found)
            assert all(isinstance(error, LostRank) for error in found[:-1]), (place, found)
        assert place > 15 and not any(isinstance(model, BaseException) for model in found)


def test_a_callback_that_ends_or_fails_on_one_rank_ends_all():
    def body(comm, callback):
        own = shares(len(Y), 2)[comm.rank]
        return SoftmaxClassifier(tol=0, callback=callback if comm.rank == 1 else None).fit(X[own], Y[own], comm=comm)

    models = run(2, lambda comm: body(comm, lambda place: place.passes == 3))
    assert [model.stop_reason_ for model in models] == ["stopped"] * 2
    assert models[0].weights_sha256_ == models[1].weights_sha256_

    def fail(place):
        raise ZeroDivisionError("own")

    found = errors(2, lambda comm: body(comm, fail))
    assert isinstance(found[1], ZeroDivisionError)
    assert "rank 1 of 2 cannot go on: ZeroDivisionError: own" in str(found[0])


def test_parts_and_communicators_that_are_none_are_refused():
    with pytest.raises(ValueError, match="parts are together 5 rows, but X has 900"):
        SoftmaxClassifier().fit(X, Y, parts=[5])
    with pytest.raises(ValueError, match="whole numbers"):
        SoftmaxClassifier().fit(X, Y, parts=[-1, 901])
    with pytest.raises(TypeError, match="allgather"):
        SoftmaxClassifier().fit(X, Y, comm=object())


def test_what_needs_all_rows_in_one_process_says_so():
    for error in errors(2, lambda comm: SoftmaxClassifier().partial_fit(X, Y, classes=[0, 1, 2, 3], comm=comm)):
        assert "batches are drawn from all samples" in str(error)
    for error in errors(2, lambda comm: SoftmaxTableClassifier().fit(X, Y, comm=comm)):
        assert "give them to SoftmaxClassifier" in str(error)


@pytest.mark.parametrize("parameters", [{}, {"scoring": "accuracy", "l1_ratios": [0, 1], "Cs": 3}, {"refit": False}], ids=str)
def test_a_search_by_several_ranks_chooses_and_fits_as_one_process_does(parameters):
    search = SoftmaxClassifierCV(cv=StratifiedKFold(3, shuffle=True), **{"Cs": 4, **parameters})
    search.cv.random_state = 0
    expected = clone(search).fit(X, Y, WEIGHTS, parts=sizes(len(Y), 3))

    def body(comm):
        own = shares(len(Y), 3)[comm.rank]
        return clone(search).fit(X[own], Y[own], WEIGHTS[own], comm=comm)

    for model in run(3, body):
        assert not isinstance(model, BaseException), model
        assert model.weights_sha256_ == expected.weights_sha256_ and model.C_ == expected.C_
        assert np.array_equal(model.scores_, expected.scores_)
    if not parameters:
        assert np.allclose(clone(search).fit(X, Y, WEIGHTS).scores_, expected.scores_, atol=1e-4)


def test_a_search_divides_by_groups_of_all_ranks_and_refuses_other_scorers():
    groups = np.arange(len(Y)) % 7

    def body(comm):
        own = shares(len(Y), 2)[comm.rank]
        return SoftmaxClassifierCV(Cs=2, cv=GroupKFold(3)).fit(X[own], Y[own], groups=groups[own], comm=comm)

    expected = SoftmaxClassifierCV(Cs=2, cv=GroupKFold(3)).fit(X, Y, groups=groups, parts=sizes(len(Y), 2))
    assert [model.weights_sha256_ for model in run(2, body)] == [expected.weights_sha256_] * 2
    for error in errors(2, lambda comm: SoftmaxClassifierCV(scoring="f1_macro").fit(X, Y, comm=comm)):
        assert "use 'neg_log_loss' or 'accuracy'" in str(error)


MPI_PROGRAM = """
import sys
import numpy as np
from mpi4py import MPI
sys.path.insert(0, {folder!r})
from ranks import shares
from swift_softmax import SoftmaxClassifier
comm = MPI.COMM_WORLD
generator = np.random.default_rng(7)
X = generator.normal(size=(5000, 12)).astype(np.float32)
y = (X @ generator.normal(size=(12, 4)) + generator.gumbel(size=(5000, 4)) * 2).argmax(axis=1)
own = shares(len(y), comm.Get_size())[comm.Get_rank()]
model = SoftmaxClassifier(C=0.5, class_weight="balanced").fit(X[own], y[own], comm=comm)
expected = SoftmaxClassifier(C=0.5, class_weight="balanced").fit(X, y, parts=model.part_sizes_)
assert model.weights_sha256_ == expected.weights_sha256_
try:
    SoftmaxClassifier().fit(X[own][:, :12 - comm.Get_rank()], y[own], comm=comm)
except ValueError as error:
    assert "on rank 1 of" in str(error), error
else:
    raise AssertionError("different features were taken")
found = comm.gather(model.weights_sha256_)
if comm.Get_rank() == 0:
    print("ranks", len(found), "models", len(set(found)))
"""


def launcher():
    """How to start ranks of mpi4py's own MPI; None where it is not there."""
    command = shutil.which("mpirun.openmpi") or shutil.which("mpirun")
    if command is None:
        return None
    version = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    if not any(name in version for name in ("Open MPI", "OpenRTE")):
        return None
    return [command, "--allow-run-as-root", "--bind-to", "none", "--oversubscribe"]


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 3])
def test_ranks_of_mpi4py_get_the_bits_of_one_process(size):
    pytest.importorskip("mpi4py", reason="SKIPPED: mpi4py is not installed")
    start = launcher()
    if start is None:
        pytest.skip("SKIPPED: Open MPI's mpirun is not installed (openmpi-bin on Debian)")
    program = MPI_PROGRAM.format(folder=os.path.dirname(__file__))
    done = subprocess.run(
        [*start, "-n", str(size), sys.executable, "-B", "-c", program],
        capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    if "cannot load MPI library" in done.stderr:
        pytest.skip("SKIPPED: mpi4py finds no library of MPI")
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == f"ranks {size} models 1"
