"""A Hugging Face folder: config.json and model.safetensors are enough to score pictures; PyTorch computes it where it is."""

import json
import pathlib

import numpy as np
from safetensors.numpy import load_file

QUICK = True
REQUIREMENTS = ["numpy==2.4.6", "safetensors==0.8.0"]
COMMANDS = []


def check(context):
    for what, model in [("fashion", context.fashion), ("calibrated", context.calibrated)]:
        folder = pathlib.Path(context.export(model, "--format", "huggingface", name=what))
        config = json.loads((folder / "config.json").read_text())
        tensors = load_file(folder / "model.safetensors")
        assert config["label2id"] == {name: int(place) for place, name in config["id2label"].items()}
        features = context.pictures / config["input"]["maximum"]
        logits = features @ tensors["weight"].T.astype(np.float64) + tensors["bias"]
        logits = logits * np.array(config["logit_scales"]) + np.array(config["logit_shifts"])
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        rows = exponentials / exponentials.sum(axis=1, keepdims=True)
        probabilities = np.stack([rows[:, held].sum(axis=1) for held in config["class_rows"]], axis=1)
        names = [config["id2label"][str(k)] for k in probabilities.argmax(axis=1)]
        context.compare(f"Hugging Face {what}", model, probabilities, names)
