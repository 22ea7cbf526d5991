"""Makes Goldens/metrics.json of SoftmaxRegressionTests.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 statsmodels==0.15.0 scipy==1.17.1
    venv/bin/python metrics.py >../SoftmaxRegressionTests/Goldens/metrics.json

Probabilities are numbers of Float32, given to scikit-learn as Float64, so that both sides start from the same numbers.
Of equal probabilities the first class is predicted; scikit-learn's top_k_accuracy_score takes the last first, so that it is
given the classes in reverse. ROC-AUC and average precision are asked class against rest; the macro mean is over the classes
that have a value, and where all have one, it is checked to be scikit-learn's own. Calibration errors are computed here from
their definition, because scikit-learn has none. What scikit-learn calls undefined is null.
"""

import json
import platform
import sys
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy.stats import bootstrap
from sklearn import metrics as m
from statsmodels.stats.contingency_tables import mcnemar

warnings.simplefilter("ignore")
BINS = 15


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)


def tied(rng, n, k):
    """Probabilities in eighths, many of them equal."""
    counts = rng.multinomial(8, np.ones(k) / k, size=n)
    return (counts / 8).astype(np.float32)


def number(value):
    return None if value is None or not np.isfinite(value) else float(value)


def gap(p, truth, w):
    """Sum over bins of |what is true - p|, over the weight; bins are open below and closed above."""
    bins = np.clip(np.ceil(p * BINS).astype(int) - 1, 0, BINS - 1)
    sums = np.bincount(bins, weights=w * (truth - p), minlength=BINS)
    return np.abs(sums).sum() / w.sum()


def listed(p):
    """Numbers of Float32 in as few digits as tell them apart."""
    values = [float(str(value)) for value in p.ravel()]
    assert (np.array(values, dtype=np.float32) == p.ravel()).all()
    return values


def figures(p32, y, w, top_k):
    p, k = p32.astype(np.float64), p32.shape[1]
    labels = np.arange(k)
    weights = np.ones(len(y)) if w is None else w
    predicted = p.argmax(axis=1)
    scores = {
        "accuracy": m.accuracy_score(y, predicted, sample_weight=w),
        "balancedAccuracy": m.balanced_accuracy_score(y, predicted, sample_weight=w),
        "logLoss": m.log_loss(y, p, labels=labels, sample_weight=w),
        "brierScore": m.brier_score_loss(y, p, labels=labels, sample_weight=w),
        "cohenKappa": m.cohen_kappa_score(y, predicted, sample_weight=w),
        "matthewsCorrelation": m.matthews_corrcoef(y, predicted, sample_weight=w),
        "expectedCalibrationError": gap(p.max(axis=1), predicted == y, weights),
        "classwiseCalibrationError": np.mean([gap(p[:, c], y == c, weights) for c in labels]),
    }
    if k == 2:
        # scikit-learn asks for one column there, and any two of two classes hold the truth.
        scores["topKAccuracy"] = 1.0 if top_k >= 2 else scores["accuracy"]
    else:
        scores["topKAccuracy"] = m.top_k_accuracy_score(
            k - 1 - y, p[:, ::-1], k=top_k, labels=labels, sample_weight=w
        )
    for average in ["macro", "micro", "weighted"]:
        precision, recall, f1, _ = m.precision_recall_fscore_support(
            y, predicted, average=average, sample_weight=w, zero_division=0
        )
        scores[average + "Precision"], scores[average + "Recall"], scores[average + "F1"] = precision, recall, f1
    roc = [m.roc_auc_score(y == c, p[:, c], sample_weight=w) for c in labels]
    ap = [
        m.average_precision_score(y == c, p[:, c], sample_weight=w) if (y == c).any() else np.nan for c in labels
    ]
    support = np.array([weights[y == c].sum() for c in labels])

    def mean(values, by):
        values = np.array(values)
        there = np.isfinite(values)
        return np.average(values[there], weights=by[there]) if there.any() else np.nan

    ones = np.ones(k)
    scores["rocAucMacro"], scores["rocAucWeighted"] = mean(roc, ones), mean(roc, support)
    scores["averagePrecisionMacro"], scores["averagePrecisionWeighted"] = mean(ap, ones), mean(ap, support)
    if k > 2 and np.isfinite(roc).all():
        for average, name in [("macro", "rocAucMacro"), ("weighted", "rocAucWeighted")]:
            own = m.roc_auc_score(y, p, multi_class="ovr", average=average, labels=labels, sample_weight=w)
            assert abs(own - scores[name]) < 1e-13, name
        for average, name in [("macro", "averagePrecisionMacro"), ("weighted", "averagePrecisionWeighted")]:
            own = m.average_precision_score(y, p, average=average, sample_weight=w)
            assert abs(own - scores[name]) < 1e-13, name
    precision, recall, f1, support = m.precision_recall_fscore_support(
        y, predicted, labels=labels, average=None, sample_weight=w, zero_division=0
    )
    classes = [
        {
            "precision": number(precision[c]), "recall": number(recall[c]), "f1": number(f1[c]),
            "support": number(support[c]), "rocAuc": number(roc[c]), "averagePrecision": number(ap[c]),
            "calibrationError": number(gap(p[:, c], y == c, weights)),
        }
        for c in labels
    ]
    return {name: number(value) for name, value in scores.items()}, classes


def case(name, p, y, w=None, top_k=2):
    scores, classes = figures(p, y, w, top_k)
    return {
        "name": name, "classCount": p.shape[1], "topK": top_k, "probabilities": listed(p),
        "classIndices": y.tolist(), "weights": None if w is None else w.tolist(), "scores": scores,
        "classes": classes,
    }


def cases():
    rng = np.random.default_rng(20)

    def drawn(n, k, sharpness=1.5):
        logits = rng.normal(size=(n, k)) * sharpness
        y = (logits + rng.gumbel(size=(n, k))).argmax(axis=1)
        return softmax(logits), y

    yield case("three classes", *drawn(80, 3))
    yield case("weights", *drawn(70, 4), w=rng.uniform(0.1, 5, 70))
    yield case("whole weights", *drawn(40, 3), w=rng.integers(1, 6, 40).astype(float))
    yield case("ties", tied(rng, 120, 4), rng.integers(0, 4, 120), top_k=2)
    yield case("ties with weights", tied(rng, 90, 3), rng.integers(0, 3, 90), w=rng.exponential(1, 90), top_k=1)
    p, y = drawn(60, 5)
    yield case("absent class", p, np.where(y == 3, 0, y), top_k=3)
    yield case("absent class with weights", p, np.where(y >= 3, 1, y), w=rng.uniform(0.5, 2, 60))
    q = p.copy()
    q[:, 2] = 0
    yield case("class neither there nor predicted", q, np.where(y == 2, 4, y))
    yield case("one class in y", p[:30], np.full(30, 1))
    perfect = np.zeros((20, 3), dtype=np.float32)
    y = np.arange(20) % 3
    perfect[np.arange(20), y] = 1
    yield case("nothing wrong", perfect, y)
    yield case("everything wrong", perfect, (y + 1) % 3)
    one = np.zeros((10, 3), dtype=np.float32)
    one[:, 0] = 1
    yield case("one class alone", one, np.zeros(10, dtype=int))
    yield case("many classes", *drawn(120, 40, 3), top_k=5)
    yield case("two classes", *drawn(50, 2))
    yield case("two classes, top 1, weights", *drawn(50, 2), w=rng.uniform(0.2, 3, 50), top_k=1)
    yield case("one sample", *drawn(1, 3))


def tests():
    for table in [[50, 3, 9, 40], [5, 0, 0, 5], [5, 1, 0, 5], [9, 12, 12, 7], [90, 7, 18, 30], [0, 30, 12, 0],
                  [10, 24, 0, 3], [1000, 140, 97, 40], [3, 400, 399, 1]]:
        both, first, second, neither = table
        exact = first + second < 25
        result = mcnemar([[both, first], [second, neither]], exact=exact, correction=True)
        yield {
            "counts": table, "exact": exact, "statistic": None if exact else float(result.statistic),
            "pValue": float(result.pvalue),
        }


def intervals():
    """Percentile intervals by SciPy, of 200 samples of three classes, and of a paired difference."""
    rng = np.random.default_rng(7)
    logits = rng.normal(size=(200, 3)) * 1.2
    y = (logits + rng.gumbel(size=(200, 3))).argmax(axis=1)
    p, other = softmax(logits), softmax(logits + rng.normal(size=(200, 3)))
    P, Q = p.astype(float), other.astype(float)
    losses = -np.log(P[np.arange(200), y])
    statistics = {
        "accuracy": lambda i: np.mean(P[i].argmax(axis=1) == y[i]),
        "logLoss": lambda i: np.mean(losses[i]),
        "macroF1": lambda i: m.f1_score(y[i], P[i].argmax(axis=1), average="macro", zero_division=0),
        "rocAucMacro": lambda i: np.mean([m.roc_auc_score(y[i] == c, P[i, c]) for c in range(3)]),
        "averagePrecisionMacro": lambda i: np.mean([m.average_precision_score(y[i] == c, P[i, c]) for c in range(3)]),
        "differenceOfAccuracy": lambda i: np.mean(Q[i].argmax(axis=1) == y[i]) - np.mean(P[i].argmax(axis=1) == y[i]),
    }
    found = {}
    for name, statistic in statistics.items():
        result = bootstrap(
            (np.arange(200),), statistic, method="percentile", n_resamples=4000, confidence_level=0.9,
            vectorized=False, rng=np.random.default_rng(3),
        )
        found[name] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
    return {
        "probabilities": listed(p), "others": listed(other),
        "classIndices": y.tolist(), "confidence": 0.9, "intervals": found,
    }


def percentiles():
    values = np.random.default_rng(1).normal(size=37)
    return {"values": values.tolist(), "low": float(np.percentile(values, 2.5)), "high": float(np.percentile(values, 97.5))}


def main():
    json.dump(
        {
            "made with": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, statsmodels "
            f"{statsmodels.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
            "cases": list(cases()), "mcNemar": list(tests()), "bootstrap": intervals(), "percentiles": percentiles(),
        },
        sys.stdout,
    )


main()
