"""The tutorial's program: softmax regression on Fashion-MNIST in PyTorch, as such tutorials write it.

torchvision's dataset with ToTensor, a DataLoader with four workers, minibatches of 256, weights from a normal
distribution with deviation 0.01, SGD at learning rate 0.1, loss and accuracy summed batch by batch, the test
set scored after each epoch. `python tutorial.py DATA MODEL` trains ten epochs and saves the model.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader

try:
    import torchvision
except RuntimeError:
    # The registry's torchvision is built for CUDA and cannot load its operators beside PyTorch for the CPU. Its
    # import only fails over two that it expects to be known; datasets and transforms use none.
    for operator in ("nms", "qnms"):
        torch.library.define(
            f"torchvision::{operator}", "(Tensor boxes, Tensor scores, float threshold) -> Tensor")
    import torchvision

BATCH_SIZE = 256
LEARNING_RATE = 0.1


def load_data(root, workers=4):
    """The loaders of the training and the test part; `root` has FashionMNIST/raw/ with the four files."""
    to_tensor = torchvision.transforms.ToTensor()
    train = torchvision.datasets.FashionMNIST(root=root, train=True, transform=to_tensor, download=False)
    test = torchvision.datasets.FashionMNIST(root=root, train=False, transform=to_tensor, download=False)
    return (DataLoader(train, BATCH_SIZE, shuffle=True, num_workers=workers),
            DataLoader(test, BATCH_SIZE, shuffle=False, num_workers=workers))


def make_model():
    """The untrained model."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    nn.init.normal_(model[1].weight, std=0.01)
    nn.init.zeros_(model[1].bias)
    return model


def make_optimizer(model):
    """The optimizer of the tutorial."""
    return torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)


def train_epoch(model, loader, optimizer):
    """One pass over the training part; returns its mean loss and accuracy, before each update."""
    loss_function = nn.CrossEntropyLoss()
    loss_sum, right_count, count = 0.0, 0, 0
    model.train()
    for features, labels in loader:
        logits = model(features)
        loss = loss_function(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(labels)
        right_count += int((logits.argmax(dim=1) == labels).sum())
        count += len(labels)
    return loss_sum / count, right_count / count


def accuracy(model, loader):
    """The share of samples that the model names rightly."""
    right_count, count = 0, 0
    model.eval()
    with torch.no_grad():
        for features, labels in loader:
            right_count += int((model(features).argmax(dim=1) == labels).sum())
            count += len(labels)
    return right_count / count


def main():
    """Trains, prints a line an epoch, saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="a folder with FashionMNIST/raw/")
    parser.add_argument("model", help="where to save the model")
    parser.add_argument("--epochs", type=int, default=10)
    arguments = parser.parse_args()

    train, test = load_data(arguments.data)
    model = make_model()
    optimizer = make_optimizer(model)
    for epoch in range(1, arguments.epochs + 1):
        loss, train_accuracy = train_epoch(model, train, optimizer)
        print(f"epoch {epoch}, train loss {loss:.3f}, train acc {train_accuracy:.3f}, "
              f"test acc {accuracy(model, test):.3f}", flush=True)
    torch.save(model.state_dict(), arguments.model)


if __name__ == "__main__":
    main()
