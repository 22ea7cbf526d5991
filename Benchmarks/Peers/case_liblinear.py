"""Case l: two classes with an L1 penalty beside LIBLINEAR, which scikit-learn calls, on T-shirts and shirts.

12,000 pictures of Fashion-MNIST as they are, no bias, for that is the problem that LIBLINEAR solves: C times the sum of
the losses and the magnitudes of one row of weights. Two rows of ours whose difference is that row have the same least
sum of magnitudes, so that l1 = 1 / (C n). The optimum is ours, certified to 1e-8; LIBLINEAR at its default tolerance. F
of both is computed by NumPy in Float64; ours is timed up to its first iterate that is not above LIBLINEAR's end, and up
to the certificate.
"""

import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

import inputs
import reference
from measure import Contestant, Measurement, Mismatch, Quantity, time_text
from ours import THREADS, Ours, threads_text

TITLE = "two classes with an L1 penalty beside LIBLINEAR"

CLASSES = (0, 6)
STRENGTHS = (0.1, 1.0)
CERTIFIED = 1e-8
ROUND_LIMIT = 3


def run(settings):
    """Yields the table's rows."""
    images, labels = inputs.fashion(settings.fashion_folder)
    chosen = np.isin(labels, CLASSES)
    rows, codes = inputs.as_floats(images[chosen]), (labels[chosen] == CLASSES[1]).astype("<u4")
    folder = Path(settings.work_folder) / "two-classes"
    folder.mkdir()
    rows.tofile(folder / "rows")
    codes.tofile(folder / "labels")
    with Ours(settings.peer_rounds) as ours:
        for strength in STRENGTHS:
            yield _rows(settings, ours, folder, rows, codes.astype(np.int64), strength)


def _rows(settings, ours, folder, rows, codes, strength):
    l1 = 1 / (strength * len(codes))

    def objective(weights):
        return reference.objective(rows, codes, weights, 0, 0) + l1 * float(np.abs(weights.astype(np.float64)).sum())

    ends = []

    def theirs():
        start, cpu = time.perf_counter(), time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = LogisticRegression(
                C=strength, l1_ratio=1, solver="liblinear", fit_intercept=False, random_state=0).fit(rows, codes)
        figures = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
        value = objective(np.vstack([-model.coef_ / 2, model.coef_ / 2]))
        ends.append(value)
        return figures | {"reached": figures["seconds"], "objective": value}

    def own(threads):
        path = folder / "model.safetensors"
        figures = ours.ask("sparse-optimum", folder, rows.shape[1], threads, l1, "raw", CERTIFIED, path)
        value = objective(inputs.read_model(path)[0])
        if not abs(value - figures["objective"]) <= 1e-7 * value:
            raise Mismatch(f"l: we say {figures['objective']!r}, NumPy says {value!r}")
        count = sum(name.startswith("objective") for name in figures) - 1
        reached = next((
            figures[f"seconds{number}"] for number in range(1, count + 1) if figures[f"objective{number}"] <= ends[-1]),
            float("inf"))
        if not figures["certifiedGap"] <= CERTIFIED * value:
            raise Mismatch(f"l: at C = {strength} the certified gap is {figures['certifiedGap'] / value:.1e} of F")
        return figures | {"reached": reached, "objective": value}

    # LIBLINEAR first, for ours is timed up to where it has ended.
    contestants = [Contestant("LIBLINEAR, 1 thread", theirs)] + [
        Contestant(threads_text(count), lambda count=count: own(count), ours=True) for count in THREADS]
    quantities = (
        Quantity("reached", _text, suffix=": to LIBLINEAR's F"),
        Quantity("seconds", time_text, suffix=": to the end, ours certified to 1e-8"),
        Quantity("cpuSeconds", time_text, suffix=": the same, CPU"),
        Quantity("objective", "{:.10g}".format, suffix=": F"))
    return Measurement(
        f"l: {rows.shape[0]} x {rows.shape[1]} x 2, C = {strength:g}", contestants, {"objective": 1e-2},
        relative=frozenset({"objective"}), quantities=quantities
    ).take(min(settings.rounds, ROUND_LIMIT), warm_up=False)


def _text(seconds):
    return time_text(seconds) if np.isfinite(seconds) else "not reached"
