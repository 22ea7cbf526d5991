"""scikit-learn: the arrays with their loader, and the objects of skops, say what the model says."""

import importlib.util

import numpy as np
import skops.io

QUICK = True
REQUIREMENTS = ["numpy==2.4.6", "pandas==3.1.1", "scikit-learn==1.9.1", "skops==0.16.0"]
COMMANDS = []


def loaded(npz):
    """What the loader beside an archive makes of it."""
    spec = importlib.util.spec_from_file_location("loader", npz.with_suffix(".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load(npz)


def names(classifier, probabilities):
    return [str(classifier.classes_[k]) for k in probabilities.argmax(axis=1)]


def check(context):
    for what, model, samples in [
        ("fashion", context.fashion, context.pictures),
        ("calibrated", context.calibrated, context.pictures),
        ("table", context.table, context.rows),
    ]:
        path = context.export(model, "--format", "sklearn", name=f"{what}.npz")
        classifier = loaded(path)
        probabilities = np.asarray(classifier.predict_proba(samples))
        context.compare(f"sklearn {what}", model, probabilities, names(classifier, probabilities))
    for what, model in [("fashion", context.fashion), ("calibrated", context.calibrated)]:
        path = context.export(model, name=f"{what}.skops")
        untrusted = skops.io.get_untrusted_types(file=path)
        assert untrusted == [], untrusted
        classifier = skops.io.load(path)
        probabilities = classifier.predict_proba(context.pictures.astype(np.float64))
        context.compare(f"skops {what}", model, probabilities, [str(c) for c in classifier.predict(context.pictures)])
