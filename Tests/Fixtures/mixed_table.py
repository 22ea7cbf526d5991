"""Makes mixed-table.csv, a table of numbers, categories and a boolean, and mixed-table.json, scikit-learn's
probabilities for it.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python mixed_table.py ../SoftmaxDataTests/Goldens

The table is made from Knuth's MMIX congruence, so that no version of NumPy matters. Its text is written here, and read
again from that text by Python's csv module. Missing numbers become means (SimpleImputer), categories one column each
(OneHotEncoder), yes and no 1 and 0.
"""

import csv
import io
import json
import pathlib
import platform
import sys

import numpy as np
import scipy
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROW_COUNT = 60
SHOWN = range(0, ROW_COUNT, 6)
L2 = 0.02
HEADER = ["age", "income", "colour", "town", "member", "choice"]
# As they stand in the text; the csv module takes the quotes off.
COLOURS = ["red", '"blue, dark"', "green"]
TOWNS = ["Basel", "Chur", '"La ""Tène"""', "Olten"]
MISSING = ["", "NA", "?"]


class Made:
    """Numbers in [0, 1)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2.0**53

    def among(self, values):
        return values[int(self.next() * len(values))]


def text():
    """The table as CSV."""
    made = Made(77)
    lines = [",".join(HEADER)]
    for _ in range(ROW_COUNT):
        age, income = 18 + int(made.next() * 60), round(900 + made.next() * 7000, 2)
        colour, town, member = made.among(COLOURS), made.among(TOWNS), made.next() < 0.4
        score = age / 20 - income / 2500 + (colour == "red") + 0.8 * member + 1.5 * made.next()
        choice = "buys" if score > 2.9 else "waits" if score > 1.8 else "leaves"
        cells = [made.among(MISSING) if made.next() < 0.15 else str(value) for value in (age, income)]
        lines.append(",".join([*cells, colour, town, "yes" if member else "no", choice]))
    return "\n".join(lines) + "\n"


def probabilities(content, *scaler):
    """Those of the rows shown, by a pipeline with this scaler or none, and the names of the classes."""
    rows = list(csv.reader(io.StringIO(content)))[1:]
    samples = np.array([
        [np.nan if cell in MISSING else float(cell) for cell in row[:2]] + row[2:4] + [float(row[4] == "yes")]
        for row in rows
    ], dtype=object)
    columns = ColumnTransformer([
        ("numbers", SimpleImputer(strategy="mean"), [0, 1]),
        ("categories", OneHotEncoder(sparse_output=False), [2, 3]),
        ("booleans", "passthrough", [4]),
    ])
    model = LogisticRegression(C=1 / (L2 * len(rows)), solver="newton-cholesky", tol=1e-12, max_iter=1000)
    pipeline = make_pipeline(columns, *scaler, model).fit(samples, [row[5] for row in rows])
    return pipeline.predict_proba(samples[list(SHOWN)]), pipeline.classes_


def main():
    folder = pathlib.Path(sys.argv[1])
    content = text()
    raw, classes = probabilities(content)
    standardized, _ = probabilities(content, StandardScaler())
    (folder / "mixed-table.csv").write_text(content)
    (folder / "mixed-table.json").write_text(json.dumps({
        "producer": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}, Python "
                    f"{platform.python_version()}",
        "l2Penalty": L2,
        # The rows that have figures, counted from 0.
        "rows": list(SHOWN),
        # The classes, in the figures' order.
        "classes": list(classes),
        # Of columns as they are, a row for each of `rows`.
        "raw": raw.tolist(),
        # Of standardised columns.
        "standardized": standardized.tolist(),
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
