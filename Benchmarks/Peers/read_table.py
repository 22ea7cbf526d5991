"""Theirs in case i: reads one table and prints what it took as JSON, as `table` of peer-rounds does.

`python read_table.py READER PATH`: a process of its own, so that its memory is that of one reading. A reader ends with
what ours ends with: numbers in Float32, row by row, and columns of categories (the label's too) as codes.
"""

import json
import resource
import sys
import time
import warnings

import numpy as np

# The columns of categories by the files' headers; numbers and booleans are the others.
CATEGORIES = ("colour", "town", "device", "remark", "label")
MISSING = ["", "NA", "?"]


def pandas_reader(float_precision):
    """pandas' C engine."""
    import pandas

    def read(path, categories, numbers):
        with warnings.catch_warnings():
            # float_precision is on its way out.
            warnings.simplefilter("ignore")
            frame = pandas.read_csv(
                path, engine="c", float_precision=float_precision, na_values=MISSING,
                dtype=dict.fromkeys(categories, "category"))
        return frame[numbers].to_numpy(np.float32), frame

    def shares(column):
        return column.value_counts(normalize=True).to_dict()

    return read, shares


def polars_reader():
    """polars, whose number of threads stands in the environment."""
    import polars

    def read(path, categories, numbers):
        frame = polars.read_csv(
            path, null_values=MISSING, schema_overrides=dict.fromkeys(categories, polars.Categorical))
        return frame.select(polars.col(numbers).cast(polars.Float32)).to_numpy(order="c"), frame

    def shares(column):
        return dict(column.value_counts(normalize=True).rows())

    return read, shares


READERS = {
    "pandas": lambda: pandas_reader(None),
    "pandas-round-trip": lambda: pandas_reader("round_trip"),
    "polars": polars_reader,
}


def peak_bytes():
    """The most memory that was resident at once. macOS counts bytes, Linux kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main():
    """Reads, then prints."""
    reader, path = sys.argv[1:]
    read, shares = READERS[reader]()
    with open(path, encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split(",")
    categories = [name for name in header if name in CATEGORIES]
    numbers = [name for name in header if name not in CATEGORIES]
    baseline = peak_bytes()
    start = time.perf_counter()
    matrix, frame = read(path, categories, numbers)
    seconds = time.perf_counter() - start
    figures = {"seconds": seconds, "baselineBytes": baseline, "peakBytes": peak_bytes(), "rows": len(matrix)}
    means = np.nanmean(matrix, axis=0, dtype=np.float64)
    figures |= {f"mean {name}": float(mean) for name, mean in zip(numbers, means, strict=True)}
    for name in categories:
        # Ours counts features, which a label is not.
        if name != "label":
            figures |= {f"share {name}={text}": share for text, share in shares(frame[name]).items()}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
