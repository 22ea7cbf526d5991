"""The published schema takes what is exported as JSON, and NumPy scores pictures by it."""

import json
import pathlib

import jsonschema
import numpy as np

QUICK = True
REQUIREMENTS = ["jsonschema==4.26.0", "numpy==2.4.6"]
COMMANDS = []

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "Documentation" / "model.schema.json"


def check(context):
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for what, model in [("fashion", context.fashion), ("calibrated", context.calibrated), ("table", context.table)]:
        document = json.loads(pathlib.Path(context.export(model, name=f"{what}.json")).read_text())
        validator.validate(document)
        if document["input"]["kind"] != "image":
            continue
        features = context.pictures / document["input"]["maximum"]
        logits = features @ np.array(document["weights"]).T + np.array(document["bias"])
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        rows = exponentials / exponentials.sum(axis=1, keepdims=True)
        probabilities = np.stack([rows[:, c["rows"]].sum(axis=1) for c in document["classes"]], axis=1)
        names = [document["classes"][k]["name"] for k in probabilities.argmax(axis=1)]
        context.compare(f"JSON {what}", model, probabilities, names)
