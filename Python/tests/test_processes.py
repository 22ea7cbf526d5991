"""Processes and threads: forks, interrupts, fits at once, other instruction sets, memory, imports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time


import pytest
from data import noisy
from swift_softmax import SoftmaxClassifier


def run(code: str, **environment: str) -> str:
    """What a Python of its own prints."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


#: Data on which several threads work.
LARGE = """
import numpy as np
from swift_softmax import SoftmaxClassifier
generator = np.random.default_rng(0)
X = generator.normal(size=(20000, 50))
y = (X @ generator.normal(size=(50, 5)) + generator.gumbel(size=(20000, 5)) * 3).argmax(axis=1)
"""


def test_fits_go_on_in_a_child_after_fork_has_left_the_threads_behind():
    found = run(
        LARGE
        + """
import os, sys
first = SoftmaxClassifier(n_jobs=2).fit(X, y).weights_sha256_
sys.stdout.flush()
child = os.fork()
if child == 0:
    same = SoftmaxClassifier(n_jobs=2).fit(X, y).weights_sha256_ == first
    grandchild = os.fork()
    if grandchild == 0:
        os._exit(0 if SoftmaxClassifier(n_jobs=2).fit(X, y).weights_sha256_ == first else 1)
    os._exit(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]) if same else 2)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert SoftmaxClassifier(n_jobs=2).fit(X, y).weights_sha256_ == first
print("same")
"""
    )
    assert found == "same"


def test_a_fork_while_another_thread_fits_leaves_the_child_whole():
    found = run(
        LARGE
        + """
import os, threading, warnings
warnings.simplefilter("ignore")
expected = SoftmaxClassifier(n_jobs=2).fit(X, y).weights_sha256_
done = threading.Event()
def work():
    while not done.is_set():
        SoftmaxClassifier(n_jobs=2).fit(X, y)
thread = threading.Thread(target=work)
thread.start()
for _ in range(5):
    child = os.fork()
    if child == 0:
        os._exit(0 if SoftmaxClassifier(n_jobs=2).fit(X, y).weights_sha256_ == expected else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
done.set()
thread.join()
print("same")
"""
    )
    assert found == "same"


def test_two_threads_that_fit_at_once_get_the_bits_of_one():
    X, y = noisy(5000, 30, 4)
    expected = SoftmaxClassifier().fit(X, y).weights_sha256_
    found: list[str] = []

    def work():
        for _ in range(3):
            found.append(SoftmaxClassifier().fit(X, y).weights_sha256_)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12 and set(found) == {expected}


def test_other_threads_run_while_one_fits():
    X, y = noisy(30_000, 60, 8)
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    SoftmaxClassifier(n_jobs=1).fit(X, y)
    end = time.perf_counter()
    done.set()
    thread.join()
    inside = [moment for moment in ticks if start < moment < end]
    assert len(inside) > 3


def test_control_c_ends_a_fit_between_two_passes():
    code = (
        LARGE
        + """
import signal
def callback(place):
    if place.passes == 3:
        print("fitting", flush=True)
        signal.raise_signal(signal.SIGINT)
try:
    SoftmaxClassifier(tol=0, max_iter=10**6, solver="lbfgs", callback=callback).fit(X, y)
except KeyboardInterrupt:
    print("interrupted")
print(SoftmaxClassifier().fit(X, y).stop_reason_)
"""
    )
    assert run(code).split() == ["fitting", "interrupted", "converged"]


def test_control_c_ends_a_fit_without_a_callback():
    code = (
        "import numpy as np\nfrom swift_softmax import SoftmaxClassifier\n"
        "g = np.random.default_rng(0)\nX = g.normal(size=(60000, 300)).astype(np.float32)\ny = g.integers(0, 20, 60000)\n"
        "print('ready', flush=True)\n"
        "try:\n  SoftmaxClassifier(tol=0, max_iter=10**6, solver='lbfgs').fit(X, y)\n"
        "except KeyboardInterrupt:\n  print('interrupted')\n"
    )
    process = subprocess.Popen([sys.executable, "-B", "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline().strip() == "ready"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert output.strip() == "interrupted" and process.returncode == 0


def test_a_machine_without_wide_instructions_gives_the_same_bits():
    code = LARGE + "import swift_softmax; print(swift_softmax.kernels(), SoftmaxClassifier().fit(X, y).weights_sha256_)"
    plain, best = run(code, SOFTMAX_KERNELS="scalar").split(), run(code).split()
    assert plain[0] == "scalar" and plain[1] == best[1]


def test_the_import_brings_no_scikit_learn():
    code = "import sys, swift_softmax; print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    assert run(code) == "False False"


@pytest.mark.slow
def test_ten_thousand_fits_keep_no_memory():
    found = run(
        """
import resource
from sklearn.datasets import load_iris
from swift_softmax import SoftmaxClassifier
X, y = load_iris(return_X_y=True)
def size():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
for _ in range(1000):
    SoftmaxClassifier().fit(X, y).predict_proba(X)
before = size()
for _ in range(10000):
    SoftmaxClassifier().fit(X, y).predict_proba(X)
print(size() - before)
"""
    )
    assert int(found) < 2_000_000


def test_a_library_of_another_version_or_none_is_told_of():
    done = subprocess.run(
        [sys.executable, "-B", "-c", "import swift_softmax"],
        env={**os.environ, "SWIFT_SOFTMAX_LIBRARY": "/nowhere/libSoftmaxC.so"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "has no library at /nowhere" in done.stderr


