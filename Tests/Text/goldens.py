"""Makes Goldens/scikit-learn.json and Goldens/characters.json of SoftmaxTextTests.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python goldens.py ../SoftmaxTextTests/Goldens

Run it with a Python whose Unicode is that of CharacterTable (Python 3.11: 14.0), for both files hold what `str` says of
characters. Values are the bits of Float32, so that nothing is lost in decimals. scikit-learn's transform is asked, whose rows
lie in the order of their columns.
"""

import json
import pathlib
import sys
import unicodedata

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.utils import murmurhash3_32

from compare import MADE, vectorizer
from texts import EDGES, made


def ranges(holds):
    """Where something holds: first code points, and those behind the last, in turn."""
    result, last = [], False
    for code in range(0x110000):
        now = not 0xD800 <= code < 0xE000 and holds(chr(code))
        if now != last:
            result.append(code)
        last = now
    return result


def steps():
    """Runs of first, end, step and what is added for the lower case."""
    result = []
    for code in range(0x110000):
        lower = chr(code).lower()
        if lower == chr(code):
            continue
        added = ord(lower[0]) - code
        if result and result[-1][3] == added:
            first, end, step, _ = result[-1]
            if code - end + 1 == step or (end - first == 1 and code - first <= 2):
                result[-1] = [first, code + 1, code - end + 1, added]
                continue
        result.append([code, code + 1, 1, added])
    assert sum(len(range(a, b, c)) for a, b, c, _ in result) == sum(chr(c).lower() != chr(c) for c in range(0x110000))
    return result


def characters():
    return {
        "unicode": unicodedata.unidata_version,
        "python": sys.version.split()[0],
        "word": ranges(lambda c: c.isalnum() or c == "_"),
        "space": ranges(str.isspace),
        "letter": ranges(lambda c: unicodedata.category(c).startswith("L")),
        # Whether the sigma behind it is a final one, where an a stands ahead of it, and where a full stop does.
        "finalBehindLetter": ranges(lambda c: ("A" + c + "\u03a3").lower().endswith("\u03c2")),
        "finalBehindStop": ranges(lambda c: ("." + c + "\u03a3").lower().endswith("\u03c2")),
        "lower": steps(),
        "longLower": [[c, *map(ord, chr(c).lower())] for c in range(0x110000) if len(chr(c).lower()) > 1],
    }


def bits(values):
    return np.asarray(values, np.float32).view(np.uint32).tolist()


def rows(matrix):
    matrix = sp.csr_array(matrix)
    matrix.sort_indices()
    matrix.eliminate_zeros()
    return [{"columns": matrix.indices[a:b].tolist(), "values": bits(matrix.data[a:b])}
            for a, b in zip(matrix.indptr, matrix.indptr[1:])]


def tokens():
    """What the analyzers make of the edge cases, in their order."""
    kinds = [{}, {"lower": 0}, {"most": 2, "stop": ["the", "two"]}, {"unit": "characters", "most": 2},
             {"unit": "charactersInWords", "least": 2, "most": 4}]
    return [{"options": kind, "texts": EDGES, "features": [vectorizer(kind).build_analyzer()(text) for text in EDGES]}
            for kind in kinds]


def cases():
    result = []
    texts = EDGES[:24] + made(7, 8, 12)
    later = made(7, 14, 12)[8:] + EDGES[24:]
    for options in MADE + [{"features": 3}, {"features": 1, "binary": 1, "norm": "none"}]:
        options = {**options, "most": min(options.get("most", 1), 3 if options.get("unit") else 2)}
        if options.get("least", 1) > options["most"]:
            options["most"] = options["least"]
        if options.get("unit"):
            learned, asked = EDGES[6:9] + texts[24:26], later[:1] + EDGES[6:7]
        else:
            learned, asked = texts, later
        if isinstance(options.get("max"), int):
            options["max"] = 4
        if "features" in options:
            # Without equals at the limit, where scikit-learn's choice depends on the machine.
            learned = ["one two two three three three four four four four", "four four three two", "one five five five five five five"]
        fitted = vectorizer(options).fit(learned) if "hashed" not in options else vectorizer(options)
        is_hashed = "hashed" in options
        result.append({
            "options": options, "learned": learned, "asked": asked,
            "vocabulary": None if is_hashed else list(fitted.get_feature_names_out()),
            "rows": rows(fitted.transform(asked)), "learnedRows": rows(fitted.transform(learned)),
        })
    return result


def logarithms():
    """Numbers and their logarithms, rounded from 60 digits."""
    import decimal
    decimal.getcontext().prec = 60
    draw = np.random.default_rng(3)
    numbers = [float(n) for n in range(1, 40)] + [(n + 1) / (d + 1) for n, d in draw.integers(1, 20000, (200, 2)) if d <= n]
    numbers += [1 + 2.0 ** -52, 1 + 2.0 ** -30, 1.4142135623730951, 1.414213562373095, 2.0 ** 52, 1e300, 0.5, 0.1, 11314.0]
    return [[x, float(decimal.Decimal(x).ln())] for x in numbers]


def main():
    folder = pathlib.Path(sys.argv[1])
    hashes = ["", "a", "ab", "abc", "abcd", "abcde", "the cat", "straße", "日本語のテキスト", "x" * 1000]
    golden = {
        "scikit-learn": sklearn.__version__, "tokens": tokens(), "cases": cases(), "logarithms": logarithms(),
        "hashes": [[text, murmurhash3_32(text, seed=0)] for text in hashes],
    }
    for name, content in (("characters", characters()), ("scikit-learn", golden)):
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{")
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
