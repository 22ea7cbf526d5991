"""Case a: the tutorial's training, epoch by epoch.

Minibatches of 256, learning rate 0.1, weights normal(0, 0.01), loss and accuracy of the training samples taken
along the way, no test set on any side. Each round is the next epoch of every contestant's own training.
"""

import warnings
from contextlib import ExitStack

import torch
from torch.nn import functional

import inputs
import tutorial
from measure import Contestant, Measurement, timed
from ours import THREADS, Ours, threads_text

TITLE = "the tutorial's training, epoch by epoch"

# Own random numbers on each side: losses of the same epoch differ by some thousandths.
TOLERANCES = {"trainLoss": 0.01, "trainAccuracy": 0.01}


def run(settings):
    """Yields the table's rows."""
    epochs = settings.rounds + 1
    root = inputs.torchvision_root(settings.fashion_folder, settings.work_folder)
    with ExitStack() as stack:
        contestants = []
        peers = [
            Contestant("PyTorch, all data in memory", _in_memory(settings.fashion_folder)),
            Contestant("PyTorch, DataLoader with 4 workers", _data_loader(root)),
        ]
        for count, peer in zip(THREADS, peers, strict=True):
            ours = stack.enter_context(Ours(settings.peer_rounds))
            contestants += [Contestant(threads_text(count), _ours(ours, count, epochs), ours=True), peer]
        yield Measurement("a: one epoch of SGD", contestants, TOLERANCES).take(settings.rounds)


def _ours(ours, thread_count, epochs):
    requests = iter([("train", thread_count, epochs)] + [("next",)] * (epochs - 1))
    return lambda: ours.ask(*next(requests))


def _data_loader(root):
    # The tutorial's four workers are advised against on fewer cores, at each epoch; they are the tutorial's.
    warnings.filterwarnings("ignore", message="This DataLoader will create")
    loader, _ = tutorial.load_data(root)
    model = tutorial.make_model()
    optimizer = tutorial.make_optimizer(model)

    def epoch():
        (loss, accuracy), seconds = timed(lambda: tutorial.train_epoch(model, loader, optimizer))
        return {"seconds": seconds, "trainLoss": loss, "trainAccuracy": accuracy}

    return epoch


def _in_memory(folder):
    images, labels = inputs.fashion(folder)
    features = torch.from_numpy(inputs.as_floats(images))
    labels = torch.from_numpy(labels)
    model = tutorial.make_model()
    optimizer = tutorial.make_optimizer(model)

    def work():
        # Sums stay tensors until the end: reading them would stop the processor at every minibatch.
        loss_sum, right_count = torch.zeros(()), torch.zeros((), dtype=torch.int64)
        for batch in torch.randperm(len(features)).split(tutorial.BATCH_SIZE):
            targets = labels[batch]
            logits = model(features[batch])
            loss = functional.cross_entropy(logits, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach() * len(batch)
            right_count += (logits.detach().argmax(dim=1) == targets).sum()
        return float(loss_sum) / len(features), int(right_count) / len(features)

    def epoch():
        (loss, accuracy), seconds = timed(work)
        return {"seconds": seconds, "trainLoss": loss, "trainAccuracy": accuracy}

    return epoch
