"""Models, data and the command's own predictions, for the checks."""

import csv
import functools
import gzip
import json
import math
import os
import pathlib
import random
import subprocess

import numpy as np
import pandas as pd

# What every check needs.
REQUIREMENTS = ["numpy==2.4.6", "pandas==3.1.1"]


class Model:
    """A model file with the data that it is compared on, and what the command predicts for it."""

    def __init__(self, name, path, data, class_names, labels, probabilities):
        self.name = name
        self.path = path
        self.data = data
        self.class_names = class_names
        self.labels = labels
        self.probabilities = probabilities


class Context:
    # The bar of the project: probabilities of Float32 logits, summed in another order.
    TOLERANCE = 1e-6

    def __init__(self, softmax, scratch, quick):
        self.softmax = softmax
        self.quick = quick
        self.models_folder = scratch / "models"
        self.models_folder.mkdir()
        self.scratch = scratch

    def enter(self, check):
        """Gives the next check a folder of its own."""
        self.folder = self.scratch / check
        self.folder.mkdir()

    def run(self, arguments, expected_status=0):
        """Runs the command, and returns what it printed."""
        done = subprocess.run(
            [self.softmax] + [str(argument) for argument in arguments],
            capture_output=True, text=True, cwd=self.scratch)
        if done.returncode != expected_status:
            raise AssertionError(f"softmax {' '.join(map(str, arguments))}: exit {done.returncode}: {done.stderr}")
        return done.stdout if expected_status == 0 else done.stderr

    def export(self, model, *flags, name):
        """Exports a model, and returns the path of what was written."""
        path = self.folder / name
        self.run(["export", model.path, path, "--quiet", *flags])
        return path

    def take(self, path, *flags, name):
        """Imports a file, and returns the path of the model."""
        target = self.folder / name
        self.run(["import", path, "-o", target, "--quiet", *flags])
        return target

    def score(self, path, rows):
        """The command's probabilities of rows of numbers, or of a data frame, [rows, classes]."""
        if isinstance(rows, pd.DataFrame):
            data = self.folder / "rows.csv"
            rows.to_csv(data, index=False)
        else:
            data = self.folder / "rows.npy"
            np.save(data, np.asarray(rows))
        return self.predictions(path, data)[2]

    def predictions(self, path, data):
        """The command's own class names, labels and probabilities."""
        output = self.scratch / "predictions.csv"
        self.run(["predict", path, data, "--probabilities", "--format", "csv", "-o", output, "--quiet"])
        frame = pd.read_csv(output, keep_default_na=False, dtype={"predicted": str, "true": str})
        columns = [column for column in frame.columns if column.startswith("p(")]
        return columns, list(frame["predicted"]), frame[columns].to_numpy(dtype=np.float64)

    def model(self, name, path, data):
        columns, labels, probabilities = self.predictions(path, data)
        names = [column[2:-1] for column in columns]
        return Model(name, path, data, names, labels, probabilities)

    def compare(self, what, model, probabilities, labels=None, rows=None, tolerance=TOLERANCE):
        """Labels identical in every row, probabilities within the tolerance; prints the largest difference."""
        probabilities = np.asarray(probabilities, dtype=np.float64)
        expected, names = model.probabilities, model.labels
        if rows is not None:
            expected, names = expected[rows], [names[row] for row in rows]
        assert probabilities.shape == expected.shape, (what, probabilities.shape, expected.shape)
        difference = np.abs(probabilities - expected).max()
        if labels is None:
            labels = [model.class_names[index] for index in probabilities.argmax(axis=1)]
        labels = [label.decode() if isinstance(label, bytes) else str(label) for label in labels]
        other = [row for row, pair in enumerate(zip(labels, names)) if pair[0] != pair[1]]
        print(
            f"  {what}: {len(labels) - len(other)} of {len(labels)} labels equal, "
            f"largest difference of probabilities {difference:.2e}", flush=True)
        assert not other, f"{what}: row {other[0]} is {labels[other[0]]}, expected {names[other[0]]}"
        # Written so that NaN fails.
        assert difference <= tolerance, f"{what}: {difference}"

    # Models

    @functools.cached_property
    def fashion(self):
        """Fashion-MNIST: pictures of 28 x 28 bytes, 10 classes; compared on the 10,000 test pictures."""
        path = self.models_folder / "fashion.safetensors"
        self.run(["train", "fashion-mnist", "--solver", "sgd", "--epochs", "2", "-o", path, "--quiet"])
        return self.model("fashion", path, "fashion-mnist")

    @functools.cached_property
    def calibrated(self):
        """The same with a temperature."""
        path = self.models_folder / "calibrated.safetensors"
        self.run(["calibrate", self.fashion.path, "fashion-mnist", "-o", path, "--quiet"])
        return self.model("calibrated", path, "fashion-mnist")

    @functools.cached_property
    def pictures(self):
        """The test pictures, uint8 [10000, 784]."""
        document = json.loads(self.run(["datasets", "list", "--json"]))
        cache = pathlib.Path(document["cache"])
        for path in sorted(cache.rglob("t10k-images-idx3-ubyte*")) + sorted(cache.rglob("*t10k-images*")):
            data = path.read_bytes()
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            if data[:4] == b"\x00\x00\x08\x03":
                return np.frombuffer(data, dtype=np.uint8, offset=16).reshape(10000, 784)
        raise AssertionError(f"no test pictures below {cache}")

    @functools.cached_property
    def vectors(self):
        """Vectors of 8 numbers, one of them far from 0; compared on their own 500 rows."""
        generator = np.random.default_rng(5)
        values = generator.normal(size=(500, 8))
        labels = np.array(["low", "middle", "high"])[
            np.digitize(values[:, 0] + 0.5 * values[:, 1] + generator.normal(size=500) * 0.3, [-0.4, 0.5])]
        np.save(self.models_folder / "vectors.npy", values.astype(np.float32))
        (self.models_folder / "vectors.txt").write_text("\n".join(labels) + "\n")
        path, data = self.models_folder / "vectors.safetensors", self.models_folder / "vectors.npy"
        self.run(["train", data, "--labels", self.models_folder / "vectors.txt", "-o", path, "--quiet"])
        return self.model("vectors", path, data)

    @functools.cached_property
    def vector_values(self):
        self.vectors
        return np.load(self.models_folder / "vectors.npy")

    def _table(self, name, *flags):
        self.rows
        path = self.models_folder / f"{name}.safetensors"
        self.run(
            ["train", self.models_folder / "table.csv", "--label", "plan", "-o", path, "--quiet", *flags])
        return self.model(name, path, self.models_folder / "table.csv")

    @functools.cached_property
    def table(self):
        """A table with numbers (one far from 0), yes or no, categories and missing cells, which count as means."""
        return self._table("table", "--missing", "mean", "--unseen", "zeros")

    @functools.cached_property
    def indicators(self):
        """The same table, its missing cells with indicators, and products of columns."""
        return self._table(
            "indicators", "--missing", "indicator", "--unseen", "zeros", "--interact", "age:visits", "--interact",
            "age:city")

    @functools.cached_property
    def complete(self):
        """The same table without the columns that lack cells; missing and unseen cells are refused."""
        return self._table("complete", "--ignore", "age,city,member")

    @functools.cached_property
    def rows(self):
        """The table's 2,000 rows as a data frame: missing cells are NaN or None. `table.csv` has the same."""
        generator = random.Random(7)
        cities = ["Oslo", "Bergen", "Tromsø", "Ålesund", "Stavanger", "São Paulo", "O'Fallon", 'The "Hub"']
        shops = ["north", "south", "east"]
        records = []
        for _ in range(2000):
            age = generator.gauss(44, 15)
            visits = float(generator.randrange(0, 40))
            member = generator.random() < 0.4
            city = generator.choice(cities)
            seconds = 1_700_000_000 + generator.gauss(0, 5000)
            score = age / 20 + visits / 10 + member + cities.index(city) / 4 + generator.gauss(0, 1)
            plan = "basic" if score < 4.2 else "plus" if score < 6 else "pro"
            records.append({
                "age": None if generator.random() < 0.08 else round(age, 1),
                "visits": visits,
                "member": None if generator.random() < 0.05 else member,
                "city": None if generator.random() < 0.06 else city,
                "shop": generator.choice(shops),
                "seconds": round(seconds, 1),
                "plan": plan,
            })
        path = self.models_folder / "table.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(records[0]))
            writer.writeheader()
            for record in records:
                cells = dict(record)
                if cells["member"] is not None:
                    cells["member"] = "yes" if cells["member"] else "no"
                writer.writerow({name: "" if cell is None else cell for name, cell in cells.items()})
        frame = pd.DataFrame(records)
        # Yes is 1 and no is 0, as exports take them.
        frame["member"] = frame["member"].map(lambda cell: math.nan if cell is None else float(cell))
        frame["city"] = frame["city"].astype(object).where(frame["city"].notna(), None)
        return frame.drop(columns="plan")
