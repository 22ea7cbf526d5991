"""PyTorch's nn.Linear loads the model's own file, and says the same of pictures."""

import json

import torch
from safetensors import safe_open
from safetensors.torch import load_file

QUICK = False
REQUIREMENTS = ["numpy==2.4.6", "safetensors==0.8.0", "torch==2.13.0+cpu"]
COMMANDS = []


def check(context):
    state = load_file(str(context.fashion.path))
    classes, features = state["weight"].shape
    layer = torch.nn.Linear(features, classes)
    layer.load_state_dict(state)
    layer.double()
    with torch.no_grad():
        logits = layer(torch.from_numpy(context.pictures / 255.0))
    probabilities = torch.softmax(logits, dim=1).numpy()
    with safe_open(str(context.fashion.path), "np") as file:
        card = json.loads(file.metadata()["softmax"])
    names = [card["classes"][k] for k in probabilities.argmax(axis=1)]
    context.compare("PyTorch fashion", context.fashion, probabilities, names)
