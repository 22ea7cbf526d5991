"""One fit of scikit-learn to sparse data in a process of its own, for its peak memory: prints a line of JSON.

    sparse_peer.py MATRIX.npz LABELS.npy SOLVER L1_RATIO C ITERATIONS
"""

import json
import resource
import sys
import time
import warnings

import numpy as np
import scipy.sparse
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression


def objective(features, labels, weights, bias, strength, l1_ratio):
    """F in Float64: the mean log loss, and the penalties, of which `strength` is the sum."""
    logits = features @ weights.T + bias
    loss = (logsumexp(logits, axis=1) - logits[np.arange(len(labels)), labels]).mean()
    return float(
        loss + strength * (l1_ratio * np.abs(weights).sum() + (1 - l1_ratio) / 2 * (weights ** 2).sum()))


def main():
    """Reads, fits, tells."""
    matrix, labels, solver, l1_ratio, c, iterations = sys.argv[1:]
    features, labels = scipy.sparse.load_npz(matrix).astype(np.float64), np.load(labels)
    features.indptr, features.indices = features.indptr.astype(np.int32), features.indices.astype(np.int32)
    l1_ratio, c = float(l1_ratio), float(c)
    model = LogisticRegression(
        C=c, l1_ratio=l1_ratio, solver=solver, tol=1e-10, max_iter=int(iterations), random_state=0)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(features, labels)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({
        "seconds": seconds, "memory": memory,
        "objective": objective(features, labels, model.coef_, model.intercept_, 1 / (c * len(labels)), l1_ratio)}))


if __name__ == "__main__":
    main()
