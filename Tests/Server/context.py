"""Models, data and the command's own predictions: those of Tests/Interop, and what a server needs more."""

import contextlib
import functools
import importlib.util
import pathlib
import shutil
import subprocess

import numpy as np
import pandas as pd

from server import Server

# What every check needs.
REQUIREMENTS = ["numpy==2.4.6", "pandas==2.3.3"]

folder = pathlib.Path(__file__).resolve().parent
specification = importlib.util.spec_from_file_location("interop_context", folder.parent / "Interop" / "context.py")
interop = importlib.util.module_from_spec(specification)
specification.loader.exec_module(interop)


class Prediction:
    """What `softmax predict` says of rows: names, probabilities as Float32 bits, sets as texts (None without)."""

    def __init__(self, frame):
        columns = [column for column in frame.columns if column.startswith("p(")]
        self.class_names = [column[2:-1] for column in columns]
        self.names = list(frame["predicted"])
        # The command writes the shortest text of a Float, so that these are its bits.
        self.probabilities = frame[columns].to_numpy(dtype=np.float64).astype(np.float32)
        self.sets = list(frame["set"]) if "set" in frame else None


class Context(interop.Context):
    def predict(self, path, data, *flags):
        """The command's predictions of a file."""
        text = self.run(["predict", path, data, "--probabilities", "--format", "csv", "--quiet", *flags])
        lines = self.scratch / "predicted.csv"
        lines.write_text(text)
        kept = {name: str for name in ("predicted", "true", "set")}
        return Prediction(pd.read_csv(lines, keep_default_na=False, dtype=kept))

    def predict_array(self, path, array, *flags):
        data = self.scratch / "array.npy"
        np.save(data, array)
        return self.predict(path, data, *flags)

    def text(self, path, data, format, *flags):
        """What the command prints, byte by byte."""
        done = subprocess.run(
            [self.softmax, "predict", str(path), str(data), "--format", format, "--quiet", *flags],
            capture_output=True,
            cwd=self.scratch,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self, *models, flags=(), **options):
        """A server of these models: paths, or texts NAME=PATH."""
        return Server(self.softmax, models, self.folder, *flags, **options)

    @contextlib.contextmanager
    def everything(self, flags=()):
        """A server of all models at once, with two versions of the vectors' one."""
        with self.serve(
            f"pictures={self.picture_model}",
            f"sets={self.set_model}",
            f"vectors@1={self.vectors.path}",
            f"vectors@2={self.second_vectors}",
            f"table={self.table.path}",
            f"indicators={self.indicators.path}",
            f"complete={self.complete.path}",
            flags=flags,
        ) as server:
            yield server

    def copy(self, path, name):
        """A copy of a model's file in the check's folder, which the check may change."""
        target = self.folder / name
        shutil.copyfile(path, target)
        return target

    # Models

    @functools.cached_property
    def _all_pictures(self):
        """1,200 made pictures of 28 x 28 bytes, ten faint patterns under noise, and their labels."""
        generator = np.random.default_rng(11)
        patterns = generator.integers(0, 256, size=(10, 28, 28))
        labels = generator.integers(0, 10, size=1200)
        noise = generator.normal(0, 110, size=(1200, 28, 28))
        return np.clip(patterns[labels] * 0.12 + noise + 90, 0, 255).astype(np.uint8), labels

    @property
    def small_pictures(self):
        """600 of them, on which the models were trained."""
        return self._all_pictures[0][:600]

    def _picture_files(self, name="pictures", first=0):
        data, labels = self.models_folder / f"{name}.npy", self.models_folder / f"{name}.txt"
        if not data.exists():
            np.save(data, self._all_pictures[0][first : first + 600])
            # Names with what CSV, JSON and UTF-8 take care of.
            words = ["coat", "T-shirt", 'the "bag"', "a, b", "Tromsø", "sneaker", "7", "été", "靴", "ankle boot"]
            labels.write_text("".join(words[label] + "\n" for label in self._all_pictures[1][first : first + 600]))
        return data, labels

    @functools.cached_property
    def picture_model(self):
        data, labels = self._picture_files()
        path = self.models_folder / "pictures.safetensors"
        self.run(["train", data, "--labels", labels, "-o", path, "--quiet"])
        return path

    @functools.cached_property
    def other_picture_model(self):
        """Another model of the same pictures, for reloads: its answers differ in every row."""
        data, labels = self._picture_files()
        path = self.models_folder / "other.safetensors"
        self.run(["train", data, "--labels", labels, "--l2", "0.5", "-o", path, "--quiet"])
        return path

    @functools.cached_property
    def set_model(self):
        """The pictures' model with a temperature and prediction sets."""
        # Other pictures than those of training, so that the sets are of several classes.
        data, labels = self._picture_files("unseen", 600)
        path = self.models_folder / "sets.safetensors"
        self.run(
            [
                "calibrate",
                self.picture_model,
                data,
                "--labels",
                labels,
                "--coverage",
                "0.95",
                "--allow-worse",
                "-o",
                path,
                "--quiet",
            ]
        )
        return path

    @functools.cached_property
    def second_vectors(self):
        self.vectors
        path = self.models_folder / "second.safetensors"
        self.run(
            [
                "train",
                self.models_folder / "vectors.npy",
                "--labels",
                self.models_folder / "vectors.txt",
                "--l2",
                "0.5",
                "-o",
                path,
                "--quiet",
            ]
        )
        return path

    @functools.cached_property
    def table_path(self):
        self.rows
        return self.models_folder / "table.csv"

    def table_inputs(self, count, binary=False):
        """The first rows of the table as inputs of the protocol, one a column."""
        inputs = []
        for name, datatype in [
            ("age", "FP64"),
            ("visits", "FP64"),
            ("member", "BYTES"),
            ("city", "BYTES"),
            ("shop", "BYTES"),
            ("seconds", "FP64"),
        ]:
            values = list(self.cells[name][:count])
            if datatype == "FP64":
                values = [None if cell == "" else float(cell) for cell in values]
            inputs.append({"name": name, "datatype": datatype, "shape": [count], "data": values})
        return inputs

    @functools.cached_property
    def cells(self):
        """The table's cells as texts, "" where one is missing."""
        return pd.read_csv(self.table_path, dtype=str, keep_default_na=False)

    def rows_file(self, count, name="rows.csv"):
        """The first rows as a CSV file without labels."""
        path = self.folder / name
        self.cells.drop(columns="plan").head(count).to_csv(path, index=False)
        return path
