"""Case d: the mean log loss and its gradient over all samples, at three shapes.

Theirs have all features in memory as Float32: two matrix products around a stable softmax, in blocks of rows.
The blocks' sizes are the fastest of 1024, 4096, 16384 and all rows on the machine of README.md.
"""

from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_limits

import inputs
from measure import Contestant, Measurement, timed
from ours import THREADS, Ours, threads_text

TITLE = "a full-batch value-and-gradient pass"

# Float32 work on every side, summed in orders of their own.
TOLERANCES = {"value": 1e-5, "accuracy": 1e-4, "gradientNorm": 1e-3}
RELATIVE = frozenset({"value", "gradientNorm"})

# Case, the name of its data, rows in a block for NumPy and for PyTorch.
SHAPES = (
    ("60000 x 784 x 10, ours from UInt8", "fashion", 16384, 1024),
    ("50000 x 768 x 1000", "wide", 4096, 1024),
    ("200000 x 64 x 3", "narrow", 16384, 200_000),
)


def run(settings):
    """Yields the table's rows."""
    for shape, problem, numpy_rows, torch_rows in SHAPES:
        path = Path(settings.work_folder) / f"{problem}.safetensors"
        with Ours(settings.peer_rounds) as ours:
            ours.ask("model", problem, path)
            weights, bias = inputs.read_model(path)
            if problem == "fashion":
                images, labels = inputs.fashion(settings.fashion_folder)
                features = inputs.as_floats(images)
            else:
                features, labels = inputs.made(problem)
            contestants = [
                Contestant(
                    threads_text(count),
                    lambda problem=problem, count=count: ours.ask("objective", problem, count), ours=True)
                for count in THREADS
            ]
            numpy_pass = _numpy(features, labels, weights, bias, numpy_rows)
            contestants += [
                Contestant("NumPy (OpenBLAS), default threads", numpy_pass),
                Contestant("NumPy (OpenBLAS), 1 thread", _on_one_thread(numpy_pass)),
                Contestant(
                    "NumPy (OpenBLAS), its two products alone", _numpy_products(features, weights, numpy_rows),
                    compared=False),
                Contestant("PyTorch, two products", _torch(features, labels, weights, bias, torch_rows)),
                Contestant("PyTorch, autograd", _torch_autograd(features, labels, weights, bias)),
            ]
            measurement = Measurement(f"d: {shape}", contestants, TOLERANCES, relative=RELATIVE)
            yield measurement.take(settings.rounds)


def _figures(result, seconds):
    value, right_share, weight_gradient, bias_gradient = result
    squares = sum(
        float(np.square(np.asarray(part), dtype=np.float64).sum()) for part in (weight_gradient, bias_gradient))
    return {"seconds": seconds, "value": value, "accuracy": right_share, "gradientNorm": squares ** 0.5}


def _on_one_thread(work):
    def limited():
        with threadpool_limits(limits=1, user_api="blas"):
            return work()

    return limited


def _numpy(features, labels, weights, bias, block):
    # Logits class by class: maxima and sums then run along the samples, in vectors even for three classes.
    sample_count = len(features)
    buffer = np.empty((len(bias), min(block, sample_count)), np.float32)
    positions = np.arange(buffer.shape[1])

    def work():
        weight_gradient, bias_gradient = np.zeros_like(weights), np.zeros_like(bias)
        loss, right_count = 0.0, 0
        for first in range(0, sample_count, block):
            x, y = features[first:first + block], labels[first:first + block]
            logits, columns = buffer[:, :len(x)], positions[:len(x)]
            np.matmul(weights, x.T, out=logits)
            logits += bias[:, None]
            logits -= logits.max(axis=0)
            true_logits = logits[y, columns]
            # The largest logit is now 0.
            right_count += int((true_logits == 0).sum())
            np.exp(logits, out=logits)
            sums = logits.sum(axis=0)
            loss += float(np.log(sums).sum(dtype=np.float64) - true_logits.sum(dtype=np.float64))
            logits /= sums
            logits[y, columns] -= 1
            weight_gradient += logits @ x
            bias_gradient += logits.sum(axis=1)
        weight_gradient /= sample_count
        bias_gradient /= sample_count
        return loss / sample_count, right_count / sample_count, weight_gradient, bias_gradient

    return lambda: _figures(*timed(work))


def _numpy_products(features, weights, block):
    # What the two products take of `_numpy`: the part of the pass that is a library's own.
    buffer = np.empty((len(weights), min(block, len(features))), np.float32)

    def work():
        gradient = np.zeros_like(weights)
        for first in range(0, len(features), block):
            x = features[first:first + block]
            gradient += np.matmul(weights, x.T, out=buffer[:, :len(x)]) @ x

    return lambda: {"seconds": timed(work)[1]}


def _torch(features, labels, weights, bias, block):
    features, labels, weights, bias = map(torch.from_numpy, (features, labels, weights, bias))
    sample_count = len(features)

    @torch.inference_mode()
    def work():
        weight_gradient, bias_gradient = torch.zeros_like(weights), torch.zeros_like(bias)
        loss, right_count = 0.0, 0
        for x, y in zip(features.split(block), labels.split(block), strict=True):
            logits = torch.addmm(bias, x, weights.T)
            right_count += int((logits.argmax(dim=1) == y).sum())
            residuals = torch.log_softmax(logits, dim=1)
            targets = y[:, None]
            loss -= float(residuals.gather(1, targets).sum(dtype=torch.float64))
            residuals.exp_().scatter_add_(1, targets, torch.full(targets.shape, -1.0))
            weight_gradient.addmm_(residuals.T, x)
            bias_gradient += residuals.sum(dim=0)
        weight_gradient /= sample_count
        bias_gradient /= sample_count
        return loss / sample_count, right_count / sample_count, weight_gradient, bias_gradient

    return lambda: _figures(*timed(work))


def _torch_autograd(features, labels, weights, bias):
    features, labels = torch.from_numpy(features), torch.from_numpy(labels)
    weights, bias = (torch.from_numpy(part).clone().requires_grad_() for part in (weights, bias))

    def work():
        weights.grad = bias.grad = None
        logits = torch.nn.functional.linear(features, weights, bias)
        loss = torch.nn.functional.cross_entropy(logits, labels)
        loss.backward()
        right_count = int((logits.detach().argmax(dim=1) == labels).sum())
        return float(loss.detach()), right_count / len(labels), weights.grad, bias.grad

    return lambda: _figures(*timed(work))
