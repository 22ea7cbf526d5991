"""What both sides work on: the cached Fashion-MNIST, made numbers, and our models' weights."""

import json
from pathlib import Path

import numpy as np

# The shapes that MadeData.swift calls so: samples, features, classes.
MADE_SHAPES = {"wide": (50_000, 768, 1000), "narrow": (200_000, 64, 3)}


def read_idx(path):
    """The array in an IDX file of bytes."""
    content = Path(path).read_bytes()
    if content[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is no IDX file of bytes")
    rank = content[3]
    shape = np.frombuffer(content, ">u4", rank, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def fashion(folder):
    """The training part: bytes [60000, 784] and labels."""
    images = read_idx(Path(folder) / "train-images-idx3-ubyte")
    labels = read_idx(Path(folder) / "train-labels-idx1-ubyte")
    return images.reshape(len(images), -1), labels.astype(np.int64)


def as_floats(images):
    """Intensities as Float32."""
    return images.astype(np.float32) / np.float32(255)


def torchvision_root(folder, work_folder):
    """A folder in which torchvision finds the cached files as its own FashionMNIST."""
    raw = Path(work_folder) / "torchvision" / "FashionMNIST" / "raw"
    raw.parent.mkdir(parents=True, exist_ok=True)
    if raw.is_symlink():
        raw.unlink()
    raw.symlink_to(Path(folder).resolve(), target_is_directory=True)
    return raw.parent.parent


def _outputs(first, count):
    """SplitMix64's outputs number `first` and on, from the state 0."""
    z = (np.arange(first, first + count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def doubles(first, count):
    """Numbers in -1..<1 with 53 bits, from the outputs number `first` and on."""
    return (_outputs(first, count) >> np.uint64(11)).astype(np.float64) * 2.0 ** -52 - 1


def made(name):
    """The numbers and labels of MadeData.swift, by the same formula, to the bit."""
    sample_count, feature_count, class_count = MADE_SHAPES[name]
    numbers = np.empty(sample_count * feature_count, np.float32)
    step = 1 << 20
    for first in range(0, len(numbers), step):
        part = numbers[first:first + step]
        part[:] = _outputs(first, len(part)) >> np.uint64(40)
        part *= np.float32(2.0 ** -23)
        part -= 1
    labels = (_outputs(1 << 40, sample_count) % np.uint64(class_count)).astype(np.int64)
    labels[:class_count] = np.arange(class_count)
    return numbers.reshape(sample_count, feature_count), labels


def made_embeddings(ill_conditioned):
    """The samples and labels of MadeData.embeddings, by the same formula, to the bit."""
    sample_count, feature_count, class_count = 50_000, 768, 100
    labels = (_outputs(1 << 40, sample_count) % np.uint64(class_count)).astype(np.int64)
    labels[:class_count] = np.arange(class_count)
    centres = _numbers(1 << 41, class_count * feature_count).reshape(class_count, feature_count)
    features = np.empty((sample_count, feature_count), np.float32)
    step = 1024
    for first in range(0, sample_count, step):
        end = min(first + step, sample_count)
        part = _numbers(first * feature_count, (end - first) * feature_count).reshape(-1, feature_count)
        features[first:end] = part + centres[labels[first:end]] * np.float32(2.0 ** -4)
    if ill_conditioned:
        features *= np.float32(2.0) ** -(np.arange(feature_count) // 64).astype(np.float32)
    return features, labels


def _numbers(first, count):
    """The numbers of MadeData.swift from number `first` on."""
    numbers = (_outputs(first, count) >> np.uint64(40)).astype(np.float32)
    numbers *= np.float32(2.0 ** -23)
    numbers -= 1
    return numbers


def read_model(path):
    """The weights [classes, features] and bias of one of our model files (safetensors)."""
    header, data = _container(path)

    def tensor(name):
        start, end = header[name]["data_offsets"]
        return np.frombuffer(data[start:end], "<f4").reshape(header[name]["shape"]).copy()

    return tensor("weight"), tensor("bias")


def read_card(path):
    """What one of our model files says of its model."""
    return json.loads(_container(path)[0]["__metadata__"]["softmax"])


def _container(path):
    """The header of a safetensors file, and the bytes that follow it."""
    content = Path(path).read_bytes()
    size = int.from_bytes(content[:8], "little")
    return json.loads(content[8:8 + size]), content[8 + size:]
