"""Case b: the whole process, from start to saved model: wall time and peak memory.

Both train ten epochs, score the test set after each, and save. Peak memory is the largest resident set of any
one process of a side, as wait4 tells it: what the tutorial's DataLoader workers hold at the same time comes on
top of it.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import inputs
from measure import SECONDS, Contestant, Measurement, Quantity, memory_text

TITLE = "the whole process, wall and peak memory"

# Three digits are printed, and each side has its own random numbers.
TOLERANCES = {"trainLoss": 0.01, "trainAccuracy": 0.01}
PEAK = Quantity("peakBytes", memory_text, suffix=", peak memory")

EPOCH_LINE = re.compile(r"epoch (\d+), train loss ([\d.]+), train acc ([\d.]+), test acc ([\d.]+)")


def run(settings):
    """Yields the table's rows."""
    epochs = 2 if settings.quick else 10
    folder = Path(settings.work_folder)
    root = inputs.torchvision_root(settings.fashion_folder, folder)
    tutorial = Path(__file__).with_name("tutorial.py")
    ours = [settings.command, "train", "fashion-mnist", "--solver", "sgd", "--epochs", str(epochs), "-o"]
    theirs = [sys.executable, str(tutorial), "--epochs", str(epochs), str(root)]
    contestants = [
        Contestant("ours, default threads", _process(ours, folder / "ours.safetensors", epochs), ours=True),
        Contestant("the tutorial's program (PyTorch)", _process(theirs, folder / "theirs.pt", epochs)),
    ]
    measurement = Measurement(
        f"b: start to saved model, {epochs} epochs", contestants, TOLERANCES, quantities=(SECONDS, PEAK))
    yield measurement.take(settings.rounds)


def _process(command, model, epochs):
    # -S and -I: the runner starts without the environment's packages.
    runner = [sys.executable, "-S", "-I", str(Path(__file__).with_name("timed_process.py"))]

    def work():
        model.unlink(missing_ok=True)
        ran = subprocess.run([*runner, *command, str(model)], stdout=subprocess.PIPE, text=True, check=True)
        taken = json.loads(ran.stdout)
        lines = EPOCH_LINE.findall(taken["output"])
        if taken["status"] != 0 or not model.exists() or len(lines) != epochs:
            raise RuntimeError(
                f"{command[0]} ended with {taken['status']} after {len(lines)} epochs:\n{taken['output']}")
        loss, accuracy = lines[-1][1:3]
        return {
            "seconds": taken["seconds"], "peakBytes": taken["peakBytes"], "trainLoss": float(loss),
            "trainAccuracy": float(accuracy),
        }

    return work
