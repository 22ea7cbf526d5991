"""What the command is asked to do while faults are made: small data, every way in and out."""

import gzip
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Scenario:
    """One run of the command, and what it may read and write."""

    name: str
    arguments: list
    # What it writes; each is there before, with old content.
    targets: list = field(default_factory=list)
    # Standard input, as a file of the folder.
    stdin: str = ""


def table(rows, seed):
    """A table of numbers, categories and labels that no line separates."""
    random.seed(seed)
    lines = ["a,b,c,y"]
    for i in range(rows):
        word = "uvw"[random.randrange(3)]
        lines.append(f"{random.gauss(i % 3, 1):.3f},{random.random():.3f},{word},{'abc'[i % 3]}")
    return "\n".join(lines) + "\n"


def messages(rows, seed):
    """Lines of texts in fastText's form, of two classes, with letters beyond ASCII."""
    random.seed(seed)
    words = [["ball", "goal", "team"], ["oven", "salt", "größe"]]
    lines = [f"__label__{'ab'[i % 2]} the {random.choice(words[i % 2])} of day {random.randrange(9)}" for i in range(rows)]
    return "\n".join(lines) + "\n"


def sparse(rows, seed):
    """LIBSVM's text."""
    random.seed(seed)
    lines = [f"{i % 3} {1 + i % 3}:1 {4 + random.randrange(4)}:{random.random():.3f}" for i in range(rows)]
    return "\n".join(lines) + "\n"


def npy(values, columns):
    """A .npy file of Float32."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(values) // columns}, {columns}), }}"
    header = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack(
        f"<{len(values)}f", *values)


def idx(pixels, count, side):
    """An IDX file of square images."""
    return struct.pack(">BBBBIII", 0, 0, 8, 3, count, side, side) + bytes(pixels)


def prepare(folder: Path):
    """Writes what the scenarios read."""
    (folder / "t.csv").write_text(table(40, 1))
    (folder / "t.csv.gz").write_bytes(gzip.compress(table(40, 1).encode(), mtime=0))
    (folder / "m.txt").write_text(messages(60, 4), encoding="utf-8")
    lines = [line.removeprefix("__label__").split(" ", 1) for line in messages(60, 6).splitlines()]
    (folder / "m.csv").write_text("".join(f"{text},{i % 7},{label}\n" for i, (label, text) in enumerate(lines)),
                                  encoding="utf-8")
    for name in "ab":
        (folder / "mails" / name).mkdir(parents=True, exist_ok=True)
        for i in range(6):
            (folder / "mails" / name / f"{i}.txt").write_text(f"the {name * 3} of day {i} größe", encoding="utf-8")
    (folder / "t.libsvm").write_text(sparse(60, 5))
    # More than one chunk of reading.
    (folder / "long.csv").write_text(table(60_000, 2))
    random.seed(3)
    values = [random.gauss(i % 2, 1) for i in range(60)]
    (folder / "x.npy").write_bytes(npy(values, 3))
    (folder / "x.txt").write_text("".join("pq"[i % 2] + "\n" for i in range(20)))
    (folder / "t-images-idx3-ubyte.gz").write_bytes(
        gzip.compress(idx([random.randrange(256) for _ in range(30 * 16)], 30, 4), mtime=0))
    labels = struct.pack(">BBBBI", 0, 0, 8, 1, 30) + bytes(i % 3 for i in range(30))
    (folder / "t-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels, mtime=0))


# Made by the first runs of all; the others read them.
MODELS = [
    Scenario("model", ["train", "t.csv", "-o", "model.safetensors"], ["model.safetensors"]),
    Scenario("exported model", ["export", "model.safetensors", "exported.onnx"], ["exported.onnx"]),
    Scenario("large model", ["train", "t.csv", "--statistics", "-o", "large.safetensors"], ["large.safetensors"]),
    Scenario("small model", ["train", "t.csv", "--statistics", "--ignore", "c", "-o", "small.safetensors"],
             ["small.safetensors"]),
]

SCENARIOS = [
    Scenario("train a table", ["train", "t.csv", "-o", "m.safetensors", "--plot", "m.svg", "--json"],
             ["m.safetensors", "m.svg"]),
    Scenario("train gzip", ["train", "t.csv.gz", "--holdout", "0.3", "-o", "m.safetensors"], ["m.safetensors"]),
    Scenario("train standard input",
             ["train", "-", "--input-format", "csv", "-o", "m.safetensors"], ["m.safetensors"], stdin="t.csv"),
    Scenario("train sgd on arrays",
             ["train", "x.npy", "--labels", "x.txt", "--solver", "sgd", "--epochs", "3", "-o", "m.safetensors"],
             ["m.safetensors"]),
    Scenario("train pictures", ["train", "t-images-idx3-ubyte.gz", "--solver", "lbfgs", "-o", "m.safetensors"],
             ["m.safetensors"]),
    Scenario("train texts", ["train", "m.txt", "--holdout", "0.2", "-o", "m.safetensors"], ["m.safetensors"]),
    Scenario("train a folder of texts", ["train", "mails", "-o", "m.safetensors"], ["m.safetensors"]),
    Scenario("train a column of texts", ["train", "m.csv", "--no-header", "--text", "1", "-o", "m.safetensors"], ["m.safetensors"]),
    Scenario("train sparse rows", ["train", "t.libsvm", "-o", "m.safetensors"], ["m.safetensors"]),
    Scenario("tune", ["tune", "t.csv", "--count", "3", "--folds", "2", "--sweep", "s.json", "-o", "m.safetensors",
                      "--plot", "m.png", "--path", "p.csv", "--plot-path", "p.svg"],
             ["m.safetensors", "m.png", "p.csv", "p.svg"]),
    Scenario("predict", ["predict", "model.safetensors", "t.csv", "--format", "csv", "--keep", "a"]),
    Scenario("predict a long table", ["predict", "model.safetensors", "long.csv", "--count", "9000", "--format", "jsonl"]),
    Scenario("evaluate", ["evaluate", "model.safetensors", "t.csv", "--json", "--confusion", "c.png"], ["c.png"]),
    Scenario("explain", ["explain", "model.safetensors", "t.csv", "--sample", "3", "--plot", "e.png", "--json"], ["e.png"]),
    Scenario("explain an effect", ["explain", "model.safetensors", "t.csv", "--effect", "a", "--plot", "e.svg"], ["e.svg"]),
    Scenario("inspect", ["inspect", "model.safetensors"]),
    Scenario("verify", ["verify", "model.safetensors", "t.csv"]),
    Scenario("train with statistics",
             ["train", "t.csv", "--statistics", "--standard-errors", "robust", "--marginal-effects", "average",
              "--covariance", "v.npy", "-o", "m.safetensors", "--json"], ["v.npy", "m.safetensors"]),
    Scenario("calibrate",
             ["calibrate", "model.safetensors", "t.csv", "-o", "m.safetensors", "--coverage", "0.9", "--allow-worse"],
             ["m.safetensors"]),
    Scenario("edit", ["edit", "model.safetensors", "-o", "m.safetensors", "--rename", "a=first"], ["m.safetensors"]),
    Scenario("export", ["export", "model.safetensors", "m.onnx"], ["m.onnx"]),
    Scenario("export of two files", ["export", "model.safetensors", "m.c", "--no-tools"], ["m.c"]),
    Scenario("export of a folder", ["export", "model.safetensors", "hub", "--format", "huggingface"]),
    Scenario("import", ["import", "exported.onnx", "-o", "m.safetensors"], ["m.safetensors"]),
    Scenario("compare", ["compare", "--nested", "small.safetensors", "large.safetensors"]),
    Scenario("compare on data", ["compare", "small.safetensors", "large.safetensors", "t.csv", "--json"]),
    Scenario("audit", ["audit", "t.csv", "-o", "s.csv", "--probabilities", "p.npy"], ["s.csv", "p.npy"]),
    Scenario("report", ["report", "model.safetensors", "t.csv", "-o", "r.html", "--resamples", "20"], ["r.html"]),
    Scenario("plot", ["plot", "roc", "model.safetensors", "t.csv", "-o", "r.svg"], ["r.svg"]),
    Scenario("a card as a README", ["inspect", "model.safetensors", "--markdown", "-o", "card.md"], ["card.md"]),
    Scenario("data", ["data", "t.csv"]),
    Scenario("help", ["train", "--help"]),
]
