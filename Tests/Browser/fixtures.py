"""Models, data and reports that the tests look at, made by the command in a folder of its own."""

import csv
import json
import os
import pathlib
import random
import struct
import subprocess

HOSTILE = [
    "<script>window.hacked = 1</script>", "</script><script>window.hacked = 2</script>", "\" onclick=\"window.hacked = 3",
    "<img src=x onerror=window.hacked=4>", "]]><svg onload=window.hacked=5>", "a\u202egnp.exe", "{{7*7}} ${window.hacked=6}",
    "<!--", "&lt;b&gt;", "__proto__",
]


class Command:
    """The command, without a network and without what is set around it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "SOFTMAX_OFFLINE": "1", "LANG": "C.UTF-8",
        }

    def run(self, *arguments: str, expects: int = 0) -> subprocess.CompletedProcess:
        """Runs it, and sees that it ends as expected."""
        done = subprocess.run(
            [os.environ["SOFTMAX"], *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True,
            timeout=120, check=False)
        assert done.returncode == expects, f"{arguments}: {done.returncode}\n{done.stderr}"
        return done

    def report(self, model: str, data: str, name: str, *arguments: str) -> pathlib.Path:
        """Makes a page."""
        self.run("report", model, data, "-o", name, "--quiet", *arguments)
        return self.folder / name

    def predictions(self, model: str, data: str, *arguments: str) -> list[dict]:
        """What predict says of all samples, with the probabilities of all classes."""
        text = self.run("predict", model, data, "--json", "--probabilities", "--quiet", *arguments).stdout
        return json.loads(text)["predictions"]


def report_data(path: pathlib.Path) -> dict:
    """What a page's script is given."""
    text = path.read_text(encoding="utf-8")
    start = text.index('id="report-data">') + len('id="report-data">')
    return json.loads(text[start:text.index("</script>", start)])


def write_csv(path: pathlib.Path, rows: list[list]):
    """Writes rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def customers(path: pathlib.Path, count: int, seed: int, missing: float = 0.05):
    """A table with every kind of column: numbers near and far from 0, booleans, categories, dates, cells that lack."""
    generator = random.Random(seed)
    rows = [["age", "balance", "opened", "member", "plan", "seen", "class"]]
    for _ in range(count):
        age = generator.randint(18, 90)
        plan = generator.choice(["basic", "plus", "pro"])
        member = generator.random() < 0.5
        balance = round(generator.gauss(100 if plan == "basic" else 400, 80), 2)
        day = generator.randint(1, 28)
        score = age / 30 + (1.5 if member else 0) + balance / 200 + generator.gauss(0, 0.7)
        label = "gold" if score > 4.6 else "silver" if score > 3.2 else "bronze"
        row = [age, balance, 1700000000 + generator.randint(0, 500), "yes" if member else "no", plan,
               f"2024-{generator.randint(1, 12):02}-{day:02} {generator.randint(0, 23):02}:30", label]
        rows.append([cell if place == 6 or generator.random() > missing else "" for place, cell in enumerate(row)])
    write_csv(path, rows)


def mails(path: pathlib.Path, count: int, seed: int):
    """Texts of three topics, some of which try to be markup, as lines for fastText."""
    generator = random.Random(seed)
    topics = {"sport": ["ball", "goal", "team"], "food": ["oven", "salt", "bread"], "sky": ["star", "moon", "orbit"]}
    lines = []
    for _ in range(count):
        topic, other = generator.sample(list(topics), 2)
        kinds = [topics[topic], topics[other], ["the", "of", "day", "größe", "再见"]]
        words = [generator.choice(generator.choices(kinds, [4, 2, 6])[0]) for _ in range(generator.randint(2, 60))]
        lines.append(f"__label__{topic} {' '.join(words)} {generator.choice(HOSTILE)}\n")
    path.write_text("".join(lines), encoding="utf-8")


def hostile_table(path: pathlib.Path, count: int, seed: int):
    """A table whose names, cells and classes try to be markup."""
    generator = random.Random(seed)
    rows = [["<b>x</b>", "\"><script>window.hacked = 7</script>", "kind</script>", "class"]]
    for _ in range(count):
        label = generator.randrange(len(HOSTILE))
        rows.append([
            round(label + generator.gauss(0, 0.6), 3), round(generator.gauss(0, 1), 3),
            HOSTILE[(label + (generator.random() < 0.3)) % len(HOSTILE)], HOSTILE[label],
        ])
    write_csv(path, rows)


def many_classes(path: pathlib.Path, classes: int, per_class: int, seed: int):
    """A table of many classes."""
    generator = random.Random(seed)
    rows = [["x", "y", "z", "class"]]
    for label in range(classes):
        place = [random.Random(label * 3 + axis).uniform(-10, 10) for axis in range(3)]
        for _ in range(per_class):
            rows.append([*(round(value + generator.gauss(0, 0.6), 3) for value in place), f"class {label:03}"])
    write_csv(path, rows)


def vectors(folder: pathlib.Path, count: int, width: int, seed: int):
    """Vectors as a .npy file, and their labels."""
    generator = random.Random(seed)
    labels = [generator.randrange(3) for _ in range(count)]
    values = [generator.gauss(1.2 if place % 3 == label else 0, 1) for label in labels for place in range(width)]
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count}, {width}), }}".encode()
    header += b" " * (63 - (10 + len(header)) % 64) + b"\n"
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + struct.pack(f"<{len(values)}f", *values)
    (folder / "vectors.npy").write_bytes(data)
    (folder / "labels.txt").write_text("".join(f"{'abc'[label]}\n" for label in labels), encoding="utf-8")
    return [list(struct.unpack(f"<{width}f", struct.pack(f"<{width}f", *values[row * width:(row + 1) * width])))
            for row in range(count)]
