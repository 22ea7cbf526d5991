"""Makes Goldens/elastic-net-path.json of SoftmaxRegressionTests.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python elastic_net_path.py >../SoftmaxRegressionTests/Goldens/elastic-net-path.json

The irises in Float32, columns at mean 0 and standard deviation 1 over n; strengths s with l1_ratio r are l1 = r s,
l2 = (1 - r) s, so that C = 1 / (s n). saga to tol 1e-13, each fit from the one before.
"""

import json
import platform

import numpy as np
import sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

RATIO = 0.5
STRENGTHS = [0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002]


def main():
    data = load_iris()
    x = data.data.astype(np.float32).astype(np.float64)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = data.target
    model = LogisticRegression(solver="saga", l1_ratio=RATIO, tol=1e-13, max_iter=1_000_000, warm_start=True,
                               random_state=0)
    points = []
    for s in STRENGTHS:
        model.set_params(C=1 / (s * len(y))).fit(x, y)
        logits = x @ model.coef_.T + model.intercept_
        top = logits.max(axis=1, keepdims=True)
        losses = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0] - logits[np.arange(len(y)), y]
        w = model.coef_
        value = losses.mean() + RATIO * s * np.abs(w).sum() + (1 - RATIO) * s / 2 * (w * w).sum()
        points.append({
            "strength": s, "objective": float(value), "nonzeroCount": int(np.count_nonzero(w)),
            "weights": [float(v) for v in w.ravel()]})
    print(json.dumps({
        "producer": f"Python {platform.python_version()}, NumPy {np.__version__}, scikit-learn {sklearn.__version__}",
        "points": points,
    }, indent=1))


main()
