"""LIBLINEAR: a logistic regression of two classes that it trained says the same after the import.

Takes of the context, beside what exports need: `take(path, *flags, name)`, the path of a model that the command imported
from a file, and `score(model, rows)`, the command's probabilities of rows of numbers [samples, classes]."""

import numpy as np
from liblinear.liblinearutil import predict, save_model, train

QUICK = False
REQUIREMENTS = ["liblinear-official==2.50.0", "numpy==2.4.6"]
COMMANDS = []


def check(context):
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(2000, 5))
    labels = (rows @ rng.normal(size=5) + rng.normal(size=2000) > 0.3).astype(int) * 2 - 1
    trained = train(labels.tolist(), rows.tolist(), "-s 0 -B 1 -q")
    path = context.folder / "two.model"
    save_model(str(path), trained)
    told, _, values = predict(labels.tolist(), rows.tolist(), trained, "-b 1 -q")
    expected = np.array(values)
    found = np.asarray(context.score(context.take(path, "--format", "liblinear", name="two.safetensors"), rows))
    difference = abs(found - expected).max()
    # Ten digits of a number are written by LIBLINEAR, and 24 bits are kept of it here.
    assert difference < 1e-6, difference
    order = trained.get_labels()
    assert [order[k] for k in found.argmax(axis=1)] == [int(label) for label in told]
    print(f"LIBLINEAR two classes: largest difference {difference:.1e}")
