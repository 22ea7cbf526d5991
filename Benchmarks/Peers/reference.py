"""The objective of softmax regression and its optimum by Newton's method, in Float64: what all sides are measured by."""

import numpy as np


def objective(features, labels, weights, bias, l2):
    """F: the mean log loss and l2 / 2 times the sum of the weights' squares; `weights` [classes, features]."""
    features, weights, bias = (np.asarray(values, np.float64) for values in (features, weights, bias))
    logits = features @ weights.T + bias
    logits -= logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]
    return float(losses.mean()) + l2 / 2 * float((weights ** 2).sum())


def probabilities(features, weights, bias):
    """Those of all classes, a row for each sample."""
    logits = np.asarray(features, np.float64) @ np.asarray(weights, np.float64).T + bias
    values = np.exp(logits - logits.max(axis=1, keepdims=True))
    return values / values.sum(axis=1, keepdims=True)


def optimum(features, labels, l2, steps=200):
    """Weights and bias where F is least, the bias unpenalised.

    Works on columns with mean 0 and deviation 1, so that no digits are lost where they differ by powers of ten; the
    penalty of such a coefficient is l2 / deviation^2, which makes it the same problem.
    """
    means, deviations = features.mean(axis=0), features.std(axis=0)
    deviations[deviations == 0] = 1
    count, width = features.shape
    classes = int(labels.max()) + 1
    x = np.hstack([(features - means) / deviations, np.ones((count, 1))])
    penalties = np.append(l2 / deviations ** 2, 0)
    targets = np.eye(classes)[labels]
    # Adding one number to all biases changes nothing: a square in that direction makes the matrix definite, and leaves
    # the steps as they are.
    common = np.zeros((classes, width + 1))
    common[:, -1] = 1

    def value(coefficients):
        logits = x @ coefficients.T
        logits -= logits.max(axis=1, keepdims=True)
        losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(count), labels]
        return losses.mean() + (penalties * coefficients ** 2).sum() / 2

    coefficients = np.zeros((classes, width + 1))
    least = value(coefficients)
    for _ in range(steps):
        shares = probabilities(x, coefficients, 0)
        gradient = (shares - targets).T @ x / count + penalties * coefficients
        curvature = np.outer(common, common) + np.diag(np.tile(penalties, classes))
        for k in range(classes):
            for l in range(k + 1):
                weights = shares[:, k] * ((k == l) - shares[:, l]) / count
                rows, columns = (slice(i * (width + 1), (i + 1) * (width + 1)) for i in (k, l))
                block = (x * weights[:, None]).T @ x
                curvature[rows, columns] += block
                if l < k:
                    curvature[columns, rows] += block
        step = np.linalg.solve(curvature, gradient.ravel()).reshape(gradient.shape)
        slope = (gradient * step).sum()
        if slope < 1e-15 * least:
            break
        length = 1.0
        while value(coefficients - length * step) > least - 1e-4 * length * slope and length > 1e-6:
            length /= 2
        coefficients -= length * step
        least = value(coefficients)
    else:
        raise RuntimeError(f"Newton's method has not ended after {steps} steps")
    weights = coefficients[:, :-1] / deviations
    return weights, coefficients[:, -1] - weights @ means
