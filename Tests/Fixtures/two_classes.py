"""Makes Goldens/breast_cancer.json, the figures of ScikitLearnPenaltyTests and ScikitLearnCommandTests.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python two_classes.py > ../SoftmaxRegressionTests/Goldens/breast_cancer.json

The data is scikit-learn's breast_cancer.csv (SHA-256 above), in Float32, as a table is read. Its columns are brought to mean
0 and deviation 1 over n, weighted where samples have weights, as our fits do. newton-cholesky solves L2, saga what has L1.
`objective` is scikit-learn's divided by C times the sum of the weights. Weights are i % 3 + 0.5 of sample i.
"""

import hashlib
import json
import platform
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LogisticRegression

L2 = {"solver": "newton-cholesky", "tol": 1e-13, "max_iter": 1000}
SAGA = {"solver": "saga", "tol": 1e-12, "max_iter": 2_000_000}


def standardised(x, weights):
    mean = np.average(x, axis=0, weights=weights)
    return (x - mean) / np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weights))


def case(name, data, c, ratio=0.0, is_weighted=False, class_weight=None):
    x = data.data.astype(np.float32).astype(np.float64)
    y = data.target
    own = np.arange(len(y)) % 3 + 0.5 if is_weighted else np.ones(len(y))
    factors = np.array([(class_weight or {}).get(k, 1.0) for k in range(y.max() + 1)])
    weights = own * factors[y]
    x = standardised(x, weights)
    settings = L2 if ratio == 0 else SAGA
    model = LogisticRegression(C=c, l1_ratio=ratio, class_weight=class_weight, **settings)
    model.fit(x, y, sample_weight=own if is_weighted else None)
    logs = model.predict_log_proba(x)
    w = model.coef_
    total = weights.sum()
    loss = -(weights * logs[np.arange(len(y)), y]).sum() / total
    penalty = ratio * np.abs(w).sum() + (1 - ratio) / 2 * (w * w).sum()
    return {
        "name": name, "data": "iris" if len(y) == 150 else "breast cancer", "c": c, "l1Ratio": ratio,
        "isWeighted": is_weighted, "classWeights": factors.tolist() if class_weight else None,
        "objective": float(loss + penalty / (c * total)), "nonzeroCount": int(np.count_nonzero(w)),
        "coefficients": w.ravel().tolist(), "firstProbabilities": np.exp(logs[:20, -1]).tolist(),
    }


def main():
    cancer, iris = load_breast_cancer(), load_iris()
    path = Path(sklearn.__file__).parent / "datasets/data/breast_cancer.csv"
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, scikit-learn {sklearn.__version__}, "
          f"breast_cancer.csv {hashlib.sha256(path.read_bytes()).hexdigest()}", file=sys.stderr)
    cases = [
        case("two classes, C = 1", cancer, 1.0),
        case("two classes, C = 2, the default", cancer, 2.0),
        case("two classes, C = 0.01", cancer, 0.01),
        case("two classes, L1", cancer, 0.1, ratio=1.0),
        case("two classes, elastic net", cancer, 0.1, ratio=0.3),
        case("two classes, sample and class weights", cancer, 0.5, is_weighted=True, class_weight={0: 2.0, 1: 0.7}),
        case("three classes", iris, 0.5),
        case("three classes, elastic net", iris, 0.5, ratio=0.3),
        case("three classes, sample weights", iris, 0.5, is_weighted=True),
    ]
    json.dump(cases, sys.stdout, indent=1)
    print()


main()
