"""Makes Goldens/penalty-search.json of SoftmaxRegressionTests.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python penalty_search.py >../SoftmaxRegressionTests/Goldens/penalty-search.json

The folds are ours, written again: SplitMix64 seeds xoshiro256++, Lemire's method draws below a bound, Fisher and
Yates shuffle each class, whose samples are dealt out in turn. All folds of a data set have one size, so that one C is
one penalty, l2 = 1 / (C n), n the samples of a fold's fit. LogisticRegressionCV scores raw features; it cannot
standardise fold by fold, so that there a pipeline of StandardScaler and LogisticRegression is scored instead.
"""

import json
import platform

import numpy as np
import scipy
import sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

MASK = 2**64 - 1
FOLD_COUNT = 5
CS = [1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0]
SETTINGS = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}


class SplitMix64:
    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)


class Xoshiro256:
    """xoshiro256++, the stream `number` of a seed."""

    def __init__(self, seed, number):
        mixer = SplitMix64(SplitMix64(seed).next() ^ number)
        self.state = [mixer.next() for _ in range(4)]

    def next(self):
        s = self.state
        rotate = lambda value, count: (value << count | value >> (64 - count)) & MASK
        result = (rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        shifted = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def below(self, bound):
        product = self.next() * bound
        if product & MASK < bound:
            threshold = 2**64 % bound
            while product & MASK < threshold:
                product = self.next() * bound
        return product >> 64

    def shuffle(self, values):
        for i in range(len(values) - 1, 0, -1):
            j = self.below(i + 1)
            values[i], values[j] = values[j], values[i]


def folds(labels, count=FOLD_COUNT, seed=0):
    """The samples of each fold, ascending."""
    members, turn = [[] for _ in range(count)], 0
    for k in range(labels.max() + 1):
        own = list(np.flatnonzero(labels == k))
        Xoshiro256(seed, (5 << 40) + k).shuffle(own)
        for sample in own:
            members[turn].append(int(sample))
            turn = (turn + 1) % count
    return [sorted(fold) for fold in members]


def clouds(class_count=3, per_class=40, feature_count=5, seed=5):
    """MadeData.clouds, to the bit."""
    state = seed

    def floats(count):
        nonlocal state
        values = []
        for _ in range(count):
            state = (state * 6364136223846793005 + 1442695040888963407) & MASK
            signed = (state - 2**64 if state >> 63 else state) >> 40
            values.append(signed * 2.0**-23)
        return np.array(values, dtype=np.float32)

    centres = [floats(feature_count) * np.float32(2) for _ in range(class_count)]
    labels = np.arange(class_count * per_class) % class_count
    return np.array([centres[label] + floats(feature_count) for label in labels]), labels


def report(features, labels, standardised):
    """A row for each C, a number for each fold, and the C of the largest mean score."""
    features = features.astype(np.float64)
    members = folds(labels)
    assert len({len(fold) for fold in members}) == 1, "folds differ in size"
    division = [(np.setdiff1d(np.arange(len(labels)), fold), np.array(fold)) for fold in members]
    found = {}
    for scoring, key, sign in (("neg_log_loss", "LogLoss", -1), ("accuracy", "Accuracy", 1)):
        if standardised:
            scores = np.array([
                cross_val_score(
                    make_pipeline(StandardScaler(), LogisticRegression(C=C, **SETTINGS)), features, labels,
                    cv=division, scoring=scoring)
                for C in CS
            ]).T
        else:
            search = LogisticRegressionCV(
                Cs=CS, l1_ratios=(0,), cv=division, scoring=scoring, refit=True, use_legacy_attributes=False,
                **SETTINGS).fit(features, labels)
            scores = search.scores_.reshape(FOLD_COUNT, len(CS))
            assert search.C_ == CS[int(np.argmax(scores.mean(axis=0)))]
        rows = {"LogLoss": "logLosses", "Accuracy": "accuracies"}[key]
        found[rows] = [[sign * float(value) for value in row] for row in scores.T]
        found[f"bestBy{key}"] = CS[int(np.argmax(scores.mean(axis=0)))]
    return found


def main():
    # The catalogue's irises are Float32.
    iris = load_iris()
    iris_features = iris.data.astype(np.float32)
    print(json.dumps({
        "producer": f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}, "
                    f"scikit-learn {sklearn.__version__}",
        "inversePenalties": CS,
        "iris": report(iris_features, iris.target, standardised=False),
        "standardisedIris": report(iris_features, iris.target, standardised=True),
        "clouds": report(*clouds(), standardised=False),
    }, indent=1))


if __name__ == "__main__":
    main()
