"""Case n: label errors planted in Fashion-MNIST, found by `softmax audit` and by cleanlab in the same probabilities.

One label in fifty is replaced by another class. The audit writes its out-of-fold probabilities; cleanlab works on these.
Compared are the sets of suspects and their order; precision and recall are printed. The audit's time has the fits in it,
cleanlab's has none, so that times stand beside each other and are not divided.
"""

import csv
import json
import subprocess
from pathlib import Path

import numpy as np
from cleanlab.count import compute_confident_joint
from cleanlab.filter import find_label_issues

from inputs import fashion
from measure import Mismatch, Row, time_text, timed

TITLE = "planted label errors beside cleanlab's findings"

RULES = {"noise-rate": "prune_by_noise_rate", "class": "prune_by_class", "both": "both", "joint": "confident_learning"}
SHARE = 0.02
# Both round the counts of pairs of classes so that the labels' sums stay, but take others of equal remainders: a sample
# more or less for some pairs of classes, of which there are ninety.
LARGEST_DIFFERENCE = 0.01
SEEDS = (1, 2, 3)


def run(settings):
    """Yields the table's rows."""
    images, labels = fashion(settings.fashion_folder)
    if settings.quick:
        images, labels = images[:6000], labels[:6000]
    for seed in SEEDS[:1] if settings.quick else SEEDS:
        draw = np.random.default_rng(seed)
        wrong = np.sort(draw.choice(len(labels), int(SHARE * len(labels)), replace=False))
        given = labels.copy()
        given[wrong] = (labels[wrong] + draw.integers(1, 10, len(wrong))) % 10
        path = Path(settings.work_folder) / f"planted-{seed}.npz"
        np.savez(path, x=images.reshape(-1, 28, 28), y=given.astype(np.uint8))
        yield from _rules(settings, path, given, set(wrong.tolist()), seed)


def _rules(settings, path, given, wrong, seed):
    for ours, theirs in RULES.items():
        folder = Path(settings.work_folder)
        suspects, array = folder / "suspects.csv", folder / "probabilities.npy"
        # Rows that are nearly equal are not asked for: only labels are compared.
        words = [
            settings.command, "audit", str(path), "--by", ours, "--near", "0", "-o", str(suspects), "--probabilities",
            str(array), "--json", "--quiet"]
        ended, our_seconds = timed(lambda words=words: subprocess.run(words, stdout=subprocess.PIPE, check=True))
        document = json.loads(ended.stdout)
        probabilities = np.load(array)
        with open(suspects, newline="", encoding="utf-8") as file:
            found = [int(row["index"]) for row in csv.DictReader(file)]
        issues, their_seconds = timed(lambda theirs=theirs, probabilities=probabilities: find_label_issues(
            given, probabilities, filter_by=theirs, return_indices_ranked_by="normalized_margin", n_jobs=1))
        issues = issues.tolist()
        different = set(found) ^ set(issues)
        if len(different) > LARGEST_DIFFERENCE * max(len(issues), 1) + 2:
            raise Mismatch(f"n: {len(different)} suspects by {ours} are ours or cleanlab's alone, of {len(issues)}")
        if [one for one in found if one not in different] != [one for one in issues if one not in different]:
            raise Mismatch(f"n: suspects by {ours} are ranked otherwise")
        joint = np.asarray(compute_confident_joint(given, probabilities, calibrate=True), float)
        estimate = float(joint.sum() - np.trace(joint))
        if abs(document["estimatedErrorCount"] - estimate) > 45:
            raise Mismatch(f"n: {document['estimatedErrorCount']} errors by estimate, cleanlab {estimate}")
        case = f"n: {len(given)} pictures, seed {seed}, {ours}"
        yield [
            Row(case, "ours, with the fits", time_text(our_seconds), _figures(found, wrong), ""),
            Row(case, "cleanlab, without", time_text(their_seconds), _figures(issues, wrong), ""),
        ]


def _figures(found, wrong):
    hits = len(wrong.intersection(found))
    return f"{len(found)} suspects, precision {hits / max(len(found), 1):.3f}, recall {hits / len(wrong):.3f}"
