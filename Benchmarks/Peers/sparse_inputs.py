"""Made sparse matrices in the shapes of two known collections of text, so that nothing has to be fetched."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse


@dataclass(frozen=True)
class Shape:
    """Documents with words that follow Zipf's law, some of them their class's own, weighted by tf-idf, of length 1."""

    name: str
    samples: int
    features: int
    classes: int
    words: int
    own_share: float
    evenly: bool


# As 20 Newsgroups (11293 x 73686, 1.5 M entries) and as scikit-learn's view of RCV1 (15564 x 47236, 1.1 M).
NEWSGROUPS = Shape("20 newsgroups' shape", 11293, 73686, 20, 138, 0.15, True)
RCV1 = Shape("rcv1's shape", 15564, 47236, 53, 73, 0.3, False)


def made(shape, seed=0):
    """The matrix in Float32 and the classes, the same for the same seed."""
    random = np.random.default_rng(seed)
    popularity = 1 / (np.arange(shape.features) + 20.0)
    popularity /= popularity.sum()
    sums = np.cumsum(popularity)
    shares = np.ones(shape.classes) if shape.evenly else 1 / (np.arange(shape.classes) + 1.0)
    classes = random.choice(shape.classes, shape.samples, p=shares / shares.sum())
    own_words = [random.permutation(shape.features) for _ in range(shape.classes)]
    lengths = random.poisson(shape.words, shape.samples) + 1
    starts, columns, counts = [0], [], []
    for label, length in zip(classes, lengths):
        words = np.minimum(np.searchsorted(sums, random.random(length)), shape.features - 1)
        is_own = random.random(length) < shape.own_share
        words[is_own] = own_words[label][words[is_own]]
        found, times = np.unique(words, return_counts=True)
        columns.append(found)
        counts.append(times)
        starts.append(starts[-1] + len(found))
    columns = np.concatenate(columns).astype(np.int32)
    documents = np.bincount(columns, minlength=shape.features)
    inverse = np.log((1 + shape.samples) / (1 + documents)) + 1
    values = np.concatenate(counts) * inverse[columns]
    matrix = scipy.sparse.csr_matrix(
        (values, columns, np.array(starts, np.int32)), shape=(shape.samples, shape.features))
    norms = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    matrix = scipy.sparse.diags(1 / norms) @ matrix
    return matrix.astype(np.float32).tocsr(), classes.astype(np.int64)
