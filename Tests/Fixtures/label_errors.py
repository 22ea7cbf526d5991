"""Writes Tests/SoftmaxRegressionTests/Goldens/label-errors.json: what cleanlab finds in made probabilities.

Usage: label_errors.py > label-errors.json, with cleanlab 2.9.0 and NumPy 2.4.6. The probabilities are Float32 numbers.
"""

import json
import sys

import numpy as np
from cleanlab.count import compute_confident_joint
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

PROBLEMS = ((2, 300, 0.05, 1), (3, 400, 0.1, 2), (5, 400, 0.15, 3), (10, 500, 0.08, 4))
RULES = {"noise-rate": "prune_by_noise_rate", "class": "prune_by_class", "both": "both", "joint": "confident_learning"}


def problem(class_count, sample_count, noise, seed):
    """Labels of which a share is wrong, and probabilities of a model that is mostly right and not calibrated."""
    draw = np.random.default_rng(seed)
    # Classes of unlike sizes.
    shares = np.arange(1, class_count + 1) / np.arange(1, class_count + 1).sum()
    truth = draw.choice(class_count, size=sample_count, p=shares)
    logits = draw.normal(size=(sample_count, class_count))
    logits[np.arange(sample_count), truth] += draw.uniform(1, 5, size=sample_count)
    # One class is given too little by the model, whatever the sample: thresholds are there for this.
    logits[:, 0] -= 1
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = (probabilities / probabilities.sum(axis=1, keepdims=True)).astype(np.float32)
    labels = truth.copy()
    wrong = draw.random(sample_count) < noise
    labels[wrong] = (truth[wrong] + draw.integers(1, class_count, size=wrong.sum())) % class_count
    values = probabilities.astype(np.float64)
    joint = compute_confident_joint(labels, values, calibrate=False)
    return {
        "classCount": class_count,
        "labels": labels.tolist(),
        "probabilities": [float(str(value)) for value in probabilities.reshape(-1)],
        "confidentJoint": np.asarray(joint).astype(float).reshape(-1).tolist(),
        "issues": {
            ours: find_label_issues(
                labels, values, filter_by=theirs, return_indices_ranked_by="normalized_margin", n_jobs=1).tolist()
            for ours, theirs in RULES.items()
        },
        "selfConfidence": get_label_quality_scores(labels, values, method="self_confidence").round(9).tolist(),
        "normalizedMargin": get_label_quality_scores(labels, values, method="normalized_margin").round(9).tolist(),
    }


json.dump([problem(*one) for one in PROBLEMS], sys.stdout)
print()
