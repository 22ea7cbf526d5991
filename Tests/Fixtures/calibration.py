"""Makes Goldens/calibration.json of SoftmaxRegressionTests.

    python -m venv venv && venv/bin/pip install scipy==1.17.1
    venv/bin/python calibration.py >../SoftmaxRegressionTests/Goldens/calibration.json

Made logits that are sure of themselves beyond their worth, quarters so that Float32 holds them; some samples have weights,
some classes no samples. SciPy finds the temperature by Brent's method on the derivative, and the penalised scales and shifts
by Newton's method with a trust region; the frequencies are those of Saerens, Latinne and Decaestecker's EM in plain NumPy.
"""

import json
import platform

import numpy as np
import scipy
from scipy.optimize import brentq, minimize
from scipy.special import log_softmax, softmax


def case(name, n, k, absent=(), weighted=False):
    i = np.arange(n)
    labels = (i * i + i // 3 + i // 7) % k
    labels = np.where(np.isin(labels, absent), (max(absent, default=0) + 1) % k, labels)
    j = np.arange(k)
    logits = ((i[:, None] * 37 + j[None, :] * 11 + i[:, None] * j[None, :] * 7) % 23 - 11) / 2.0
    logits[i, labels] += 2.5
    weights = (i % 4 + 0.5) if weighted else np.ones(n)
    mean = weights / weights.mean()

    def losses(scales, shifts):
        return -log_softmax(logits * scales + shifts, axis=1)[i, labels]

    def slope(b):
        p = softmax(b * logits, axis=1)
        return np.mean(mean * ((p * logits).sum(axis=1) - logits[i, labels]))

    b = brentq(slope, 1e-6, 100, xtol=1e-15, rtol=8.9e-16)

    def objective(x):
        scales, shifts = x[:k], x[k:]
        p = softmax(logits * scales + shifts, axis=1)
        residual = p.copy()
        residual[i, labels] -= 1
        residual *= mean[:, None] / n
        value = np.mean(mean * losses(scales, shifts)) + (
            ((scales - b) ** 2).sum() + (shifts**2).sum()) / (2 * n)
        gradient = np.concatenate([(residual * logits).sum(axis=0), residual.sum(axis=0)])
        return value, gradient + np.concatenate([scales - b, shifts]) / n

    def hessian(x):
        p = softmax(logits * x[:k] + x[k:], axis=1)
        result = np.eye(2 * k) / n
        for row in range(n):
            c = (np.diag(p[row]) - np.outer(p[row], p[row])) * mean[row] / n
            z = np.diag(logits[row])
            result += np.block([[z @ c @ z, z @ c], [c @ z, c]])
        return result

    found = minimize(objective, np.concatenate([np.full(k, b), np.zeros(k)]), jac=True, hess=hessian,
                     method="trust-exact", options={"gtol": 1e-13, "maxiter": 500})

    training = (j + 1.0) / (j + 1.0).sum()
    probabilities = softmax(logits, axis=1).astype(np.float32).astype(np.float64)
    shares, rounds = training.copy(), 0
    while True:
        adjusted = probabilities * (shares / training)
        adjusted /= adjusted.sum(axis=1, keepdims=True)
        following = adjusted.mean(axis=0)
        rounds += 1
        done = np.abs(following - shares).max() <= 1e-9
        shares = following
        if done:
            break
    one = np.eye(k)[labels]
    p = softmax(logits, axis=1)
    return {
        "name": name, "classCount": k, "logits": logits.ravel().tolist(), "labels": labels.tolist(),
        "weights": weights.tolist() if weighted else None, "inverseTemperature": b,
        "scales": found.x[:k].tolist(), "shifts": found.x[k:].tolist(),
        "logLossBefore": float(np.average(losses(1, 0), weights=weights)),
        "logLossAfter": float(np.average(losses(b, 0), weights=weights)),
        "brierBefore": float(np.average(((p - one) ** 2).sum(axis=1), weights=weights)),
        "trainingShares": training.tolist(), "shares": shares.tolist(), "rounds": rounds,
    }


print(json.dumps({
    "made": f"SciPy {scipy.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "cases": [case("three", 90, 3), case("weighted", 60, 4, weighted=True), case("absent", 75, 5, absent=(4,)),
              case("two", 40, 2)],
}))
