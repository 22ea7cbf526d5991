"""Writes every seed beside this file: small valid and nearly valid files, one folder for each reader."""

import base64
import gzip
import hashlib
import io
import json
import math
import pathlib
import struct
import zipfile
import zlib

HERE = pathlib.Path(__file__).parent


def write(reader, files):
    folder = HERE / reader
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def packed(content, level=9):
    return gzip.compress(content, level, mtime=0)


# IDX: two zero bytes, type, number of dimensions, dimensions, elements.

def idx(kind, dimensions, elements):
    return bytes([0, 0, kind, len(dimensions)]) + struct.pack(f">{len(dimensions)}I", *dimensions) + elements


images = idx(0x08, [2, 3, 3], bytes(range(0, 180, 10)))
labels = idx(0x08, [3], bytes([0, 2, 1]))
write("idx", {
    "images": images,
    "images-gzip": packed(images),
    "labels": labels,
    "labels-gzip": packed(labels),
    "labels-int32": idx(0x0C, [2], struct.pack(">2i", -7, 7)),
    "int8-row": idx(0x09, [1, 4], bytes([0, 1, 128, 255])),
    "int16-vectors": idx(0x0B, [2, 2], struct.pack(">4h", 1, -1, 300, -300)),
    "float32-vectors": idx(0x0D, [2, 2], struct.pack(">4f", 0.5, -1, 1e30, 1e-40)),
    "float64-nan": idx(0x0E, [1, 2], struct.pack(">2d", 1e300, float("nan"))),
    "huge-claim": idx(0x08, [1 << 30, 28, 28], bytes(3)),
    "two-gzip-members": packed(images[:9]) + packed(images[9:]),
    "trailing-gzip": packed(images) + b"\0",
})

# gzip and zlib.

text = b"softmax regression " * 12
single = packed(b"x")
write("gzip", {
    "text": packed(text),
    "stored": packed(text, level=0),
    "empty": packed(b""),
    "members": packed(b"first ") + packed(b"second"),
    "named": single[:3] + b"\x08" + single[4:10] + b"name\0" + single[10:],
    "cut": packed(text)[:-5],
    "zeros": packed(bytes(300_000)),
    "zlib": zlib.compress(text),
})

# JSON.

write("json", {
    "values": '{"a": [1, -2.5e-3, true, false, null], "b": {"c": "d"}, "": []}',
    "escapes": r'["\" \\ \/ \b \f \n \r \t \u00e9 \ud83d\ude00"]',
    "utf-8": '{"é": "日本 😀"}',
    "numbers": "[0, -0, 9223372036854775807, -9223372036854775808, 1e400, 1E+2, 0.1]",
    "deep": "[" * 40 + "]" * 40,
    "twice": '{"a": 1, "a": 2}',
    "half-surrogate": r'["\ud83d"]',
    "leading-zero": "[01]",
    "cut": '{"a": "b',
})

# safetensors: length of the header, header, data.

def safetensors(header, data):
    if not isinstance(header, str):
        header = json.dumps(header, separators=(",", ":"))
    encoded = header.encode()
    encoded += b" " * (-len(encoded) % 8)
    return struct.pack("<Q", len(encoded)) + encoded + data


def entry(kind, shape, begin, end):
    return {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}


four = struct.pack("<4f", 1, -2, 0.5, 1e-40)
write("safetensors", {
    "one": safetensors({"weight": entry("F32", [2, 2], 0, 16)}, four),
    "metadata": safetensors({"__metadata__": {"format": "pt", "é\n": "\u0001\""}, "b": entry("U8", [3], 0, 3)}, b"abc"),
    "types": safetensors(
        {"a": entry("BF16", [1], 0, 2), "b": entry("I64", [1], 2, 10), "c": entry("BOOL", [2], 10, 12)}, bytes(12)),
    "other-order": safetensors({"b": entry("F16", [2], 2, 6), "a": entry("I8", [2], 0, 2)}, bytes(6)),
    "scalar-and-empty": safetensors({"s": entry("F64", [], 0, 8), "e": entry("F32", [0, 7], 8, 8)}, bytes(8)),
    "nothing": safetensors({}, b""),
    "gap": safetensors({"a": entry("U8", [1], 1, 2)}, bytes(2)),
    "overlap": safetensors({"a": entry("U8", [2], 0, 2), "b": entry("U8", [2], 1, 3)}, bytes(3)),
    "overflow": safetensors({"a": entry("F64", [1 << 62, 4], 0, 8)}, bytes(8)),
    "length-too-large": struct.pack("<Q", 1 << 60) + b"{}",
})

# Model files: a card in the metadata. The fuzz test verifies a model on two samples, zeros of the first class and ones
# of the last, so that is the data whose hash the cards give.

def fingerprint(features, classes, has_offsets=False):
    data = struct.pack(f"<{2 * features}f", *([0.0] * features + [1.0] * features)) + struct.pack("<2I", 0, classes - 1)
    if has_offsets:
        data += b"offsets" + struct.pack(f"<{2 * classes}d", *([1.0] + [0.0] * (classes - 1)) * 2)
    return hashlib.sha256(data).hexdigest()


def model(classes, features, card, weights=None):
    has_bias = (card.get("training") or {}).get("hasBias", True)
    weights = weights or [((i * 7) % 5 - 2) / 4 for i in range(classes * features)]
    count = 4 * classes * features
    data = struct.pack(f"<{classes * features}f", *weights) + struct.pack(f"<{classes}f", *[k * has_bias for k in range(classes)])
    tensors = {"weight": entry("F32", [classes, features], 0, count),
               "bias": entry("F32", [classes], count, count + 4 * classes)}
    text = json.dumps(card, separators=(",", ":"), sort_keys=True)
    return safetensors({"__metadata__": {"softmax": text}, **tensors}, data)


def card(classes=("a", "b"), kind="table", shape=(2,), maximum=1, version=2, names=None, **more):
    described = {"kind": kind, "shape": list(shape), "maximum": maximum}
    if names:
        described["featureNames"] = names
    return {"version": version, "producer": "seed", "classes": list(classes), "input": described, **more}


def prepared(names, columns, label="y", missing="error", unseen="error", **more):
    described = {"columns": columns, "missing": missing, "unseen": unseen}
    if label:
        described["labelColumn"] = label
    return card(shape=[len(names)], names=names, preparation=described, **more)


def training(classes=2, **more):
    return {"data": "d:train", "dataSHA256": fingerprint(2, classes), "sampleCount": 2, "solver": "lbfgs",
            "fullBatch": {"tolerance": 1e-6, "maxIterations": 100, "iterations": 3, "passes": 4, "curvature": "gram"},
            "l2Penalty": 0.5, "standardized": False, "seed": 18446744073709551615, "stopReason": "converged",
            "objective": 0.7, "trainLogLoss": 0.6, "trainAccuracy": 1, "gradientMax": 1e-7, "certifiedGap": 1e-9, **more}


stochastic = {"epochs": 2, "epochsCompleted": 2, "batchSize": 16, "learningRate": 0.1, "momentum": 0.9,
              "schedule": {"name": "step", "every": 3, "factor": 0.5}, "averagedFromEpoch": 1, "bestEpoch": 1,
              "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
              "earlyStopping": {"patience": 3, "metric": "logLoss", "minimumImprovement": 0}}
old = {key: value for key, value in training(solver="sgd", stopReason="epochsCompleted").items() if key != "fullBatch"}
old.update({key: stochastic[key] for key in ("epochs", "epochsCompleted", "batchSize", "learningRate", "momentum")})
statistics = {"reference": "b", "confidence": 0.95, "hasIntercept": True, "observationCount": 90, "logLikelihood": -50.5,
              "nullLogLikelihood": -98.9, "estimates": [0.5, -1, 2, 0, 0, 0, 0.25, 1, 1], "pairs": "all",
              "standardErrors": [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3]}
evaluation = {"data": "d:test", "sampleCount": 2, "accuracy": 0.5, "logLoss": 0.9, "macroF1": 0.4}

cards = {
    "smallest": card(),
    "image": card("abc", "image", (2, 2), 255, evaluation=evaluation),
    "named": card(names=["x", "y"], training=training()),
    "vector-l1": card(kind="vector", training=training(
        l1Penalty=0.25, l2Penalty=0, hasBias=False, solver="proximal-newton",
        fullBatch={"tolerance": 1e-6, "maxIterations": 100, "iterations": 3, "passes": 4})),
    "standardized": card(training=training(
        standardized=True, standardization={"means": [1, 2], "deviations": [0.5, 3]}, classWeights=[1, 2.5],
        hasSampleWeights=True)),
    "stochastic": card("abc", training=training(
        3, fullBatch=None, solver="sgd", stochastic=stochastic, stopReason="epochsCompleted")),
    "version-1": card(version=1, training=old),
    "statistics": card("abc", statistics=statistics),
    "statistics-of-one-reference": card("abc", names=["x", "y"], statistics={
        **statistics, "pairs": "reference", "standardErrors": [1, 2, 3, 4, 5, 6]}),
    "statistics-clustered": card("abc", names=["x", "y"], statistics={
        **statistics, "errorKind": "clustered", "groupCount": 7, "labelsSHA256": "0a" * 32,
        "columns": [{"name": "x", "sha256": "0b" * 16}, {"name": "y", "sha256": "0c" * 16, "isWhole": True}],
        "marginalEffects": {"place": "average", "changes": [1], "omitted": [0], "effects": [0.25, -0.5, 0.25],
                            "standardErrors": [0.1, 0, 0.2]}}),
    "offsets": card(version=3, offsets={"columns": {"a": "first", "b": "second"}}, training=training(
        dataSHA256=fingerprint(2, 2, has_offsets=True))),
    "outputs-edited": card("abc", version=4, outputs={
        "classes": [{"name": "both", "rows": [0, 2]}, {"name": "b", "rows": [1]}],
        "prior": {"shares": [0.25, 0.5, 0.25], "trainingShares": [0.5, 0.25, 0.25]},
        "sets": {"kind": "adaptive", "coverage": 0.9, "threshold": 0.75, "data": "d:test", "sampleCount": 30}},
        training=training(3, classTotals=[1, 0, 1])),
    "outputs-vector": card("ab", version=4, offsets={"array": "o"}, outputs={
        "calibration": {"scales": [0.5, 2], "shifts": [0.25, -1], "data": "d:test", "sampleCount": 30},
        "sets": {"kind": "plain", "coverage": 0.9, "threshold": 0.125, "data": "d:test", "sampleCount": 30}}),
    "outputs-temperature": card(version=4, outputs={
        "calibration": {"temperature": 1.5, "data": "d:test", "sampleCount": 30}}),
    "one-class": card("b", training=training(1)),
    "prepared-numbers": prepared(["x", "t - 1700000000"], [
        {"name": "x", "kind": "number", "means": [0.5]},
        {"name": "t", "kind": "number", "origin": 1700000000, "means": [3.25]}]),
    "prepared-missing": prepared(["x", "x missing", "member"], [
        {"name": "x", "kind": "number", "means": [0.5], "hasIndicator": True},
        {"name": "member", "kind": "boolean", "means": [0.25]}], missing="indicator", label=None),
    "prepared-categories": prepared(["colour=blue", "colour=red", "size=S"], [
        {"name": "colour", "kind": "category", "categories": ["blue", "red"], "means": [0.75, 0.25]},
        {"name": "size", "kind": "category", "categories": ["S"], "means": [1]}], missing="mean", unseen="zeros"),
    "prepared-bases": prepared(["colour=red", "colour missing", "member=no"], [
        {"name": "colour", "kind": "category", "categories": ["blue", "red"], "means": [0.25], "base": "blue",
         "hasIndicator": True},
        {"name": "member", "kind": "boolean", "means": [0.75], "base": "yes"}], missing="indicator"),
    "prepared-huge-origin": prepared(["x + 3e+38"], [
        {"name": "x", "kind": "number", "origin": -3e38, "means": [3e38]}], missing="mean"),
    # Findings, from here on.
    "statistics-of-one-class": card("b", statistics={**statistics, "estimates": [0, 0, 0], "standardErrors": []}),
    "statistics-huge-claim": card("abc", shape=[1 << 62], statistics=statistics),
    "statistics-overflow": card("abc", statistics={
        **statistics, "estimates": [1e308, 0, 0, -1e308, 0, 0, 0, 0, 0], "standardErrors": [1e308] * 9}),
}
write("card", {name: json.dumps(whole, separators=(",", ":"), sort_keys=True) for name, whole in cards.items()})
write("model", {
    **{name: model(len(whole["classes"]), min(math.prod(whole["input"]["shape"]), 4), whole)
       for name, whole in cards.items()},
    "infinite": model(2, 2, card(), [1, 2, float("inf"), 4]),
    "large": model(2, 2, card(), [3e38, 3e38, -3e38, 1]),
})

# Delimited tables, behind four bytes: form (header, delimiter, missing cells, origins, a kind), roles of columns, size of
# chunks and batches, size of the beginning. FuzzingEntry+Table.swift reads them.

def table(text, form=0, roles=0, chunk=0, beginning=0):
    return bytes([form, roles, chunk, beginning]) + (text.encode() if isinstance(text, str) else text)


REFUSES_MISSING, HEADER, NO_HEADER, SEMICOLON, TAB, SPACE = 0x20, 1, 2, 2 << 2, 3 << 2, 5 << 2
WEIGHT, SPLIT, GROUP, KEY, NO_LABEL, FIRST_LABEL, SHORT_ROWS = 1, 2, 4, 8, 0x10, 0x20, 0x80
# With WEIGHT the same bit that makes a fold of column 4 and rows short makes offsets of 5 and 6.
OFFSETS = SHORT_ROWS

write("table", {
    "header": table("length,width,species\n5.1,3.5,setosa\n6.2,2.9,virginica\n"),
    "quotes": table('a,"b ""c""",d\r\n"1,5","line\nbreak",x\r\n', HEADER),
    "quoted-numbers": table('a,b\n"1",x\n" 2 ",y\n"",z\n', HEADER, chunk=3, beginning=6),
    "semicolons": table("a;b;c\n1,5;2,25;x\n-3;1e-4;y\n", SEMICOLON),
    "tabs": table("a\tb\tc\n1\t2\tx\n3\t4\ty\n", TAB | REFUSES_MISSING, chunk=5),
    "spaces": table("1 2 a\n3 4 b\n", SPACE | NO_HEADER),
    "missing": table("a,b,y\n,NA,x\n?,nan,y\nNaN,null,x\n1,2,y\n", chunk=2),
    "infinite": table("a,y\n1,x\ninf,y\n", beginning=8),
    "no-header": table("1,2,0\n3,4,1\n5,6,0", NO_HEADER, chunk=1),
    "categories": table("color,size,y\nred,S,1\nblue,M,0\nred,XL,1\n", HEADER, chunk=0x47),
    "booleans": table("a,b,y\ntrue,t,1\nno,f,0\nYes,T,1\n", HEADER),
    "far": table("t,y\n1700000000.25,a\n1700000001.5,b\n1700000002,a\n", HEADER, chunk=9),
    "roles": table("w,s,g,x,y\n1,train,p1,0.5,a\n2.5,test,p2,-1,b\n0,train,p1,4,a\n", HEADER, WEIGHT | SPLIT | GROUP),
    "keys": table("id,x,y\nk1,1,a\nk2,2,b\n", HEADER, KEY, chunk=4),
    "label-first": table("y,x\na,1\nb,2\n", HEADER, FIRST_LABEL),
    "unlabelled": table("x\n1\n\n3\n", HEADER, NO_LABEL),
    "offsets": table("w,x,z,y,o,q,f\n1,2,3,a,0.5,-1,f1\n1,4,5,b,1e-3,7,f2\n", HEADER, WEIGHT | OFFSETS | NO_LABEL, chunk=3),
    "large-weights": table("w,x,y\n1e308,3e38,a\n1e308,3e38,b\n", HEADER, WEIGHT),
    "numbers": table("x,y\n123456789012345678901e-10,a\n.5,b\n5.,a\n+1,b\n-0,a\n1e-50,b\n16777217,a\n", HEADER, chunk=6),
    "turns-into-words": table("x,y\n1,a\n2,b\nthree,c\n", HEADER, beginning=10),
    "byte-order-mark": table("\ufeffa,b\n1,x\n2,y\n"),
    "not-utf-8": table(b"a,b\n1,\xff\n"),
    "ragged": table("a,b,c\n1,2\n1,2,3,4\n"),
    "open-quote": table('a,b\n"1,2\n3,4\n', chunk=2, beginning=3),
    "long-row": table("a,b\n1," + "x" * 80 + "\n", 0, SHORT_ROWS, chunk=7, beginning=5),
    "blank-lines": table("\n\na,b\n\n1,x\n   \n2,y\n\n", chunk=1, beginning=1),
    "compressed": table(packed(b"a,b,y\n1,2,x\n3,4,y\n"), chunk=3),
})

# NumPy's arrays: magic, version, length of the header, header, data.

def npy(description, order, shape, data, version=1, header=None):
    header = header or f"{{'descr': {description!r}, 'fortran_order': {order}, 'shape': {shape}, }}"
    width = 2 if version == 1 else 4
    encoded = header.encode("utf-8" if version == 3 else "latin-1")
    encoded += b" " * (-(len(encoded) + 1 + 8 + width) % 64) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(encoded)) + encoded + data


floats = npy("<f4", False, "(2, 3)", struct.pack("<6f", *range(6)))
integers = npy("<i8", False, "(2,)", struct.pack("<2q", 0, 1))
write("npy", {
    "float32": floats,
    "float64-fortran": npy("<f8", True, "(2, 2)", struct.pack("<4d", 1, 2, 3, 4)),
    "big-endian": npy(">f4", False, "(1, 2)", struct.pack(">2f", 1, 2)),
    "bytes": npy("|u1", False, "(2, 2, 2)", bytes(range(8))),
    "labels": integers,
    "bool-version-2": npy("|b1", False, "(3,)", bytes([0, 1, 1]), version=2),
    "names-version-3": npy("<U2", False, "(2,)", "abc\0".encode("utf-32-le"), version=3),
    "text": npy("|S3", False, "(2,)", b"ab\0cde"),
    "scalar": npy("<f8", False, "()", struct.pack("<d", 1.5)),
    "objects": npy("|O", False, "(1,)", b"\x80\x04K\x01."),
    "huge-claim": npy("<f8", False, "(1000000000000, 1000000000)", bytes(8)),
    "half": npy("<f2", False, "(2,)", struct.pack("<2e", 1, 2)),
    "fortran-of-three": npy("<i2", True, "(2, 2, 2)", struct.pack("<8h", *range(8))),
    "big-endian-fortran": npy(">f8", True, "(2, 2)", struct.pack(">4d", 1, 2, 3, 1e300)),
    "nan": npy("<f4", False, "(1, 2)", struct.pack("<2f", 1, float("nan"))),
})

# Archives of them.

def archive(files, method):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


pair = {"x.npy": floats, "y.npy": integers}
stored = archive(pair, zipfile.ZIP_STORED)
write("npz", {
    "stored": stored,
    "deflated": archive(pair, zipfile.ZIP_DEFLATED),
    "folder": archive({"a/": b"", "a/x.npy": floats}, zipfile.ZIP_STORED),
    "twice": stored.replace(b"y.npy", b"x.npy"),
    "empty": archive({}, zipfile.ZIP_STORED),
    "wrong-checksum": stored.replace(struct.pack("<2q", 0, 1), struct.pack("<2q", 2, 1)),
    "cut": stored[:-30],
    "split": archive({"x_train.npy": floats, "y_train.npy": integers, "x_test.npy": floats, "y_test.npy": integers},
                     zipfile.ZIP_DEFLATED),
    "with-comment": stored[:-2] + b"\x05\x00hello",
})

# Kept tables: the record in one line, then the data: two columns of numbers, one of three categories, labels, lines.

def kept(rows=4, codes=(0, 1, 2, 0xffffffff), labels=(0, 1, 0, 1), lines=(0, 2, 3, 6), weights=None, **changes):
    data, parts = b"", []
    for name, content in [
        ("numbers", struct.pack(f"<{2 * rows}f", *([1, float("nan"), 3, 4, 5, 6, 7, 8] * rows)[:2 * rows])),
        ("codes 0", struct.pack(f"<{len(codes)}I", *codes)), ("labels", struct.pack(f"<{len(labels)}I", *labels)),
        ("lines", struct.pack(f"<{len(lines)}q", *lines)),
        ("weights", struct.pack(f"<{len(weights)}d", *weights) if weights else None),
    ]:
        if content is not None:
            data += b"\0" * (-len(data) % 64)
            parts.append({"name": name, "start": len(data), "byteCount": len(content)})
            data += content
    record = {
        "source": "t.csv", "rowCount": rows, "unlabelledCount": 0, "labelColumn": "label", "columnCount": 3,
        "categories": [["x", "y", "z"]], "words": {"labels": ["p", "q"]}, "parts": parts, "byteCount": len(data),
        "blocks": [], **changes}
    return json.dumps(record).encode() + b"\n" + data


write("kept-table", {
    "whole": kept(),
    "weighted": kept(weights=(1, 0, 2.5, 1)),
    "one-row": kept(rows=1, codes=(2,), labels=(0,), lines=(0, 2)),
    "code-beyond": kept(codes=(0, 1, 3, 0)),
    "label-beyond": kept(labels=(0, 1, 2, 0)),
    "lines-out-of-order": kept(lines=(2, 5, 0, 2)),
    "many-rows": kept(rowCount=2**62),
    "part-beyond": kept(parts=[{"name": "numbers", "start": 2**63 - 1, "byteCount": 32}]),
    "other-categories": kept(categories=[]),
    "no-record": b"{}\n",
})

# Sparse matrices: LIBSVM's text behind a byte of options (two bits for the base, one for a number of columns, which follows).

sparse_text = b"# made\ncat 1:0.5 3:-2e-1 7:+4 # a comment\n\ndog\t2:1e3\r\n1 qid:3 5:.25\n1.0\n"
write("libsvm", {
    "words": b"\0" + sparse_text,
    "zero-based": b"\0-1 0:1 3:2\n+1 1:1\n",
    "known-zero": b"\1a 1:1 2:2\n",
    "known-one": b"\2a 1:1 0:2\n",
    "columns": b"\x16a 1:1 2:2\nb 9:5 3:7\n",
    "columns-automatic": b"\x14a 2:1 3:2\nb 0:3 9:1",
    "out-of-order": b"\0a 9:1 3:2 7:0\nb 5:255 1:1",
    "twice": b"\0a 3:1 2:1 3:0\n",
    "multilabel": b"\0" + b"1,3 1:1\n",
    "numbers": b"\0a 1:12345678901234567890 2:0.1234567890123456789 3:5. 4:1e-60 10000000:1 2147483646:7\n",
    "not-numbers": b"\0a 1:nan\n",
    "no-text": b"\0\xe9 1:1\n",
    "mark": b"\0\xef\xbb\xbfa 1:1\n",
    "gzip": b"\0" + packed(sparse_text),
})

coordinates = b"%%MatrixMarket matrix coordinate real general\n% made\n3 4 4\n3 4 1e1\n1 2 0.5\n\n2 1 -3\n1 1 0\n"
write("matrix-market", {
    "coordinate": coordinates,
    "gzip": packed(coordinates),
    "pattern": b"%%MatrixMarket matrix coordinate pattern general\n2 3 3\n1 2\n2 1\n2 3\n",
    "symmetric": b"%%MatrixMarket matrix coordinate integer symmetric\n3 3 3\n1 1 5\n2 1 2\n3 2 -3",
    "skew-symmetric": b"%%MatrixMarket matrix coordinate real skew-symmetric\r\n3 3 2\r\n2 1 2\r\n3 2 -3.5\r\n",
    "array": b"%%MatrixMarket matrix array real general\n2 2\n1\n0\n2.5E-1\n4\n",
    "array-symmetric": b"%%matrixmarket MATRIX array real symmetric\n2 2\n1\n2\n3\n",
    "array-skew-symmetric": b"%%MatrixMarket matrix array real skew-symmetric\n3 3\n1\n2\n3\n",
    "twice": b"%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n3 3 5\n2 1 1\n% x\n1 2 1\n",
    "cut": coordinates[:-9],
    "huge-claim": b"%%MatrixMarket matrix coordinate real general\n2000000000 2000000000 9000000000\n1 1 1\n",
    "complex": b"%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1 2\n",
})


def sparse_archive(format, shape, method=zipfile.ZIP_STORED, **arrays):
    return archive({
        "format.npy": npy(f"|S{len(format)}", False, "()", format),
        "shape.npy": npy("<i8", False, "(2,)", struct.pack("<2q", *shape)),
        **{name + ".npy": content for name, content in arrays.items()},
    }, method)


def numbers(type, code, *values):
    return npy(type, False, f"({len(values)},)", struct.pack(f"<{len(values)}{code}", *values))


three = numbers("<f4", "f", 5, -1, 0.5)
rows_file = sparse_archive(b"csr", (2, 3), indptr=numbers("<i4", "i", 0, 2, 3), indices=numbers("<i4", "i", 2, 0, 1),
                           data=three)
write("scipy", {
    "csr": rows_file,
    "csc": sparse_archive(b"csc", (2, 3), zipfile.ZIP_DEFLATED, indptr=numbers("<i8", "q", 0, 1, 2, 3),
                          indices=numbers("<i8", "q", 0, 1, 0), data=numbers("<f8", "d", 5, 0.1, 1e30)),
    "coo": sparse_archive(b"coo", (2, 3), row=numbers("<i4", "i", 1, 0, 0), col=numbers("<i4", "i", 1, 2, 0), data=three),
    "bytes": sparse_archive(b"csr", (2, 3), indptr=numbers("<i4", "i", 0, 2, 2), indices=numbers("<i4", "i", 0, 1),
                            data=numbers("|u1", "B", 255, 0)),
    "empty": sparse_archive(b"csr", (2, 3), indptr=numbers("<i4", "i", 0, 0, 0), indices=numbers("<i4", "i"),
                            data=numbers("<f8", "d")),
    "twice": rows_file.replace(struct.pack("<3i", 2, 0, 1), struct.pack("<3i", 2, 2, 1)),
    "bsr": rows_file.replace(b"csr", b"bsr"),
    "huge-shape": rows_file.replace(struct.pack("<2q", 2, 3), struct.pack("<2q", 2, 1 << 40)),
    "many-rows": sparse_archive(b"csc", (2_000_000_000, 1), indptr=numbers("<i4", "i", 0, 1),
                                indices=numbers("<i4", "i", 0), data=numbers("<f4", "f", 1)),
    "starts": rows_file.replace(struct.pack("<3i", 0, 2, 3), struct.pack("<3i", 0, 3, 2)),
    "no-data": sparse_archive(b"csr", (2, 3), indptr=numbers("<i4", "i", 0, 2, 3)),
    "dense": stored,
})

# Tensors as samples.

write("arrays", {
    "pair": safetensors({"x": entry("F32", [2, 2], 0, 16), "y": entry("I64", [2], 16, 32)}, four + struct.pack("<2q", 0, 1)),
    "split": safetensors(
        {"x_train": entry("U8", [2, 3], 0, 6), "y_train": entry("U8", [2], 6, 8), "x_test": entry("U8", [1, 3], 8, 11),
         "y_test": entry("U8", [1], 11, 12)}, bytes(range(12))),
    "half": safetensors({"features": entry("F16", [2, 1], 0, 4), "labels": entry("BOOL", [2], 4, 6)}, bytes([0, 60, 0, 64, 0, 1])),
    "brain": safetensors({"data": entry("BF16", [1, 2], 0, 4)}, bytes([0x80, 0x3F, 0x80, 0x7F])),
    "pictures": safetensors({"images": entry("U8", [2, 2, 2, 1], 0, 8), "labels": entry("I32", [2, 1], 8, 16)}, bytes(range(16))),
    "float64": safetensors({"x": entry("F64", [1, 2], 0, 16), "y": entry("U64", [1], 16, 24)}, struct.pack("<2dQ", 1e300, 2, 1 << 63)),
    "npy": floats,
})

# Lists of samples' weights, one a line, behind a byte: even for a table.
write("sample-weights", {
    "numbers": b"\x011\n0.5\n0\n1e-3\n",
    "table": b"\x00sample_weight\r\n2\r\n3.25\r\n",
    "heading-of-no-table": b"\x01weight\n1\n",
    "negative": b"\x011\n-1\n",
    "not-finite": b"\x011\nnan\ninf\n",
    "blank": b"\x011\n\n2\n",
    "nothing": b"\x01",
    "not-utf-8": b"\x01\xff\xfe1\n",
    "compressed": b"\x01" + packed(b"1\n2\n3\n"),
    "float64": b"\x01" + npy("<f8", False, "(2,)", struct.pack("<2d", 1.5, 0.25)),
    "float64-negative": b"\x01" + npy("<f8", False, "(2, 1)", struct.pack("<2d", 1.5, -0.25)),
    "uint64": b"\x01" + npy("<u8", False, "(1,)", b"\xff" * 8),
    "two-columns": b"\x01" + npy("<f4", False, "(1, 2)", struct.pack("<2f", 1, 2)),
})

# Lists of labels, one a line, behind a byte: even for a table.

write("labels", {
    "words": "1a\nb\na\n",
    "numbers": "10\n1\n2",
    "windows": "1x\r\ny\r\n",
    "blank": "1a\n\nb\n",
    "utf-8": "1é\n日本\n",
    "not-utf-8": b"1a\xff\nb\n",
    "nul": b"1\0#\0\0",
    "marks": "1a" + "\u0301" * 300 + "\nb\n",
    "nul-in-an-array": b"1" + npy("|S3", False, "(1,)", b"a\0b"),
    "marks-in-an-array": b"1" + npy("<U300", False, "(1,)", ("a" + "\u0301" * 299).encode("utf-32-le"), version=3),
    "utf-16": b"1" + "a\nb\n".encode("utf-16"),
    "compressed": b"1" + packed(b"a\nb\n"),
    "table": '0label\na\n"b, ""c"""\nb\n',
    "table-of-two": "0a,b\nc,d\n",
    "array": b"1" + integers,
    "texts": b"1" + npy("<U2", False, "(2,)", "abc\0".encode("utf-32-le"), version=3),
})

# Text for people: whatever may stand in a file.

marks = "a" + "\u0301\u0323" * 400
write("printing", {
    "plain": "ankle boot, 12 % of $5\n",
    "steering": "\x1b[2J\x9b31m\x07\x7f\r\n\t\0\x1b]0;t\x07",
    "directions": "\u202eabc\u202c\u2066d\u2069\u200e\u200f\u061c",
    "nothing": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u1160\u3164\u180e",
    "lines": "a\u2028b\u2029c\u0085d\x0be\x0cf",
    "marks": marks,
    "marks-alone": "\u0301a\n\u0323\u20dd",
    "marks-in-bounds": "a" + "\u0301\u0323" * 100 + "b" + "\u0301" * 255,
    "wide": "漢字" * 30 + "\uff1d\uac00\u1100\u1161\u11a8",
    "emoji": "\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea \u2764\ufe0f" + "\u200d\U0001f469" * 20,
    "private": "\ue000\U000f0000\U0010fffd\ufffe\uffff\u0378\U000e0041",
    "languages": "שלום مرحبا हिन्दी ภาษาไทย Tiếng Việt می\u200cخواهم",
    "paths": "/" + "very-long-folder/" * 40 + "data.csv: line 3: the reason; the remedy",
    "shell": "'\u0301; ls #' $(ls) `ls` \"x\" a\\b",
    "byte-order-mark": b"\xef\xbb\xbfa,1\n",
    "utf-16": "a,1\n".encode("utf-16"),
    "utf-16-without-mark": "a,1\n".encode("utf-16-le"),
    "utf-32": "a,1\n".encode("utf-32"),
    "not-utf-8": b"a\n\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80",
})

# Names with line feeds between them, in pictures.

write("names", {
    "two": "bag\nankle boot",
    "one": "a",
    "empty": "\n\n",
    "markup": "</text><script>\n\"&'\n]]>\n<!--",
    "steering": "\x1b[2J\n\x9b31m\n\u202eabc\n\x07",
    "marks": marks + "\n\u0301\nb",
    "wide": "漢字" * 40 + "\n\uff1d",
    "emoji": "\U0001f469\u200d\U0001f467\n\U0001f1e9\U0001f1ea\n\u2764\ufe0f",
    "long": "x" * 700 + "\n" + "word " * 100,
    "accents": "Größe\nnai\u0308ve\nŁódź\nCrème",
    "not-utf-8": b"\xff\n\xc0",
    "joiners": "\u200d" * 30 + "a" + "\u200d" * 30 + "\U0001f469" + "\u200d\U0001f469" * 30,
})

# Exports that are code, behind a digit for the language: the tables alone, which is what is read; then queries.

FRAMES = {
    "c": {
        "names": ("const char *const softmax_model_class_names[SOFTMAX_MODEL_CLASS_COUNT] = {\n", "\n};\n"),
        "rows": ("static const int class_of_row[SOFTMAX_MODEL_ROW_COUNT] = {\n", "\n};\n"),
        "bias": ("static const float bias[SOFTMAX_MODEL_ROW_COUNT] = {\n", "\n};\n"),
        "maximum": ("static const double maximum = ", ";\n"),
        "origins": ("static const double origins[SOFTMAX_MODEL_VALUE_COUNT] = {\n", "\n};\n"),
        "columns": ("const char *const softmax_model_column_names[SOFTMAX_MODEL_COLUMN_COUNT] = {\n", "\n};\n"),
        "kinds": ("static const int kinds[SOFTMAX_MODEL_COLUMN_COUNT] = {\n", "\n};\n"),
        "sizes": ("static const int sizes[SOFTMAX_MODEL_COLUMN_COUNT] = {\n", "\n};\n"),
        "column origins": ("static const double origins[SOFTMAX_MODEL_COLUMN_COUNT] = {\n", "\n};\n"),
        "means": ("static const float means[SOFTMAX_MODEL_COLUMN_COUNT] = {\n", "\n};\n"),
        "categories": ("static const char *const categories[] = {\n", "\n  0,\n};\n"),
        "terms": ("static const int terms[] = {\n", "\n};\n"),
        "missing": ("static const int refuses_missing = ", ";\n"),
        "unseen": ("static const int refuses_unseen = ", ";\n"),
        "weights": ("static const float weights[] = {\n", "\n};\n"),
        "settings": ("static const int text_settings[] = {\n", "\n};\n"),
        "stops": ("static const char *const stop_words[] = {\n", "\n  0,\n};\n"),
        "vocabulary": ("static const char *const vocabulary[] = {\n", "\n  0,\n};\n"),
        "rarities": ("static const double rarities[] = {\n", "\n};\n"),
    },
    "js": {
        "names": ("/** The classes' names. */\nexport const classNames = [\n", "\n];\n"),
        "rows": ("const classOfRow = [\n", "\n];\n"),
        "bias": ("const bias = decoded(`\n", "\n`);\n"),
        "maximum": ("const maximum = ", ";\n"),
        "weights": ("const weights = decoded(`\n", "\n`);\n"),
    },
}


def code(digit, language, title, kind, **tables):
    """The tables of a language, in the order of FRAMES; others than those that are given are left out."""
    text = f"{digit}// A softmax regression model in {title}, for {kind}.\n// a note\n\n"
    for name, (before, after) in FRAMES[language].items():
        if name in tables:
            text += before + tables[name] + after
    return text


def floats(*values):
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


VECTOR = {"names": '"a", "b"', "rows": "0, 1,", "bias": "0.5f, -0.5f,", "origins": "0.0, 1e9,"}
TABLE = {
    "names": '"a", "\\303\\251"', "rows": "0, 1", "bias": "1.0f, 0.0f", "columns": '"n", "c", "b"', "kinds": "0, 3, 2",
    "sizes": "1, 4, 1", "column origins": "10.0, 0.0, 0.0", "means": "0.5f, 0.0f, 0.25f", "categories": '"x", "y",',
    "terms": "0, -1, 0, -2, 1, -1, 2, -1, 0, 1, 1, 1,", "missing": "0", "unseen": "0",
    "weights": ", ".join(f"{n % 7 - 3}.5f" for n in range(2 * (1 + 1 + 4 + 1 + 4 + 16))) + ",",
}
PICTURE = {"names": '"a", "\\u{e9}"', "rows": "0, 1", "bias": floats(1, -1), "maximum": "255.0"}

QUERY = """-- A softmax regression model in SQL.
WITH softmax_step_1 AS MATERIALIZED (
  SELECT samples.*, COALESCE(CAST("n" AS DOUBLE PRECISION) - 1e0, 2e0) AS softmax_value_1,
    CASE WHEN "c" IS NULL THEN NULL WHEN CAST("c" AS VARCHAR) = 'it''s' THEN 0 ELSE 1 END AS softmax_value_2
  FROM samples
), softmax_step_2 AS MATERIALIZED (
  SELECT softmax_step_1.*, (1e0 + softmax_value_1 * (-0.5e0)) AS softmax_logit_1,
    CASE softmax_value_2 WHEN 0 THEN 1e0 WHEN 1 THEN 2e0 END AS softmax_logit_2
  FROM softmax_step_1
), softmax_step_3 AS MATERIALIZED (
  SELECT softmax_step_2.*, exp(softmax_logit_1) / (1e0 + 1e0) AS softmax_probability_1,
    CASE WHEN NOT softmax_logit_2 THEN 0e0 ELSE 1e0 END AS softmax_probability_2,
    CASE WHEN softmax_logit_1 >= softmax_logit_2 THEN 'a' WHEN softmax_logit_2 < 0e0 THEN 'b' END AS softmax_label
  FROM softmax_step_2
)
SELECT softmax_step_3.*
FROM softmax_step_3;
"""

# Settings: unit, lengths, lower case, binary, sublinear, norm, hashed columns, signs, words, rarities, stop words.
TEXT = {
    "names": '"a", "b"', "rows": "0, 1", "bias": "1.0f, 0.0f", "columns": '"n", "t"', "kinds": "0, 4", "sizes": "1, 3",
    "column origins": "10.0, 0.0", "means": "0.5f, 0.0f", "categories": "", "terms": "0, -1, 1, -1", "missing": "0",
    "unseen": "0", "weights": ", ".join(f"{i}.5f" for i in range(8)),
}
WORDS = {"settings": "0, 1, 2, 1, 0, 1, 2, 0, 0, 3, 3, 1", "stops": '"the",', "vocabulary": '"they to", "us", "\\303\\251t",',
         "rarities": "1.0, 2.5, 1.25"}
TEXTS = "rows of a table with texts"

write("code", {
    "c-words": code(0, "c", "C99", TEXTS, **TEXT, **WORDS),
    "c-words-out-of-order": code(0, "c", "C99", TEXTS, **TEXT, **{**WORDS, "vocabulary": '"us", "b", "c",'}),
    "c-too-few-words": code(0, "c", "C99", TEXTS, **TEXT, **{**WORDS, "settings": "0, 1, 2, 1, 0, 1, 2, 0, 0, 9, 3, 1"}),
    "c-hashes": code(0, "c", "C99", TEXTS, **TEXT, settings="2, 2, 4, 0, 1, 0, 1, 3, 1, 0, 0, 0"),
    "c-hashes-of-none": code(0, "c", "C99", TEXTS, **TEXT, settings="1, 1, 9, 1, 0, 0, 0, 2147483647, 1, 0, 0, 0"),
    "c-text-in-a-product": code(
        0, "c", "C99", TEXTS, **{**TEXT, "terms": "0, 1"}, settings="2, 2, 4, 0, 1, 0, 1, 3, 1, 0, 0, 0"),
    "c-vector": code(0, "c", "C99", "vectors", **VECTOR, weights="1.0f, 2.0f, 3.0f, -4.0f,"),
    "c-pictures": code(
        0, "c", "C99", "pictures of bytes", names='"a",', rows="0,", bias="0.0f,", maximum="255.0", weights="1.0f, 2e-05f,"),
    "c-table": code(0, "c", "C99", "rows of a table", **TABLE),
    "c-table-strict": code(0, "c", "C99", "rows of a table", **{**TABLE, "missing": "1", "unseen": "1"}),
    "c-merged": code(
        0, "c", "C99", "rows of a table", **{**TABLE, "names": '"all"', "rows": "0, 0"}),
    "c-no-such-column": code(0, "c", "C99", "rows of a table", **{**TABLE, "terms": "0, -1, 0, 99999999, 1, -1"}),
    "c-size-of-none": code(0, "c", "C99", "rows of a table", **{**TABLE, "sizes": "1, 999999999, 1"}),
    "js-pictures": code(2, "js", "JavaScript", "pictures of bytes", **PICTURE, weights=floats(1, 2, 3, 4)),
    "js-not-finite": code(
        2, "js", "JavaScript", "pictures of bytes", **PICTURE, weights=floats(1, 2, 3, float("inf"))),
    "js-cut-numbers": code(2, "js", "JavaScript", "pictures of bytes", **PICTURE, weights="AAAA"),
    "sql": "5" + QUERY,
    "sql-deep": "5" + QUERY.replace("1e0 + 1e0", "(" * 200 + "1e0" + ")" * 200),
    "sql-two": "5" + QUERY + "DROP TABLE samples;\n",
    "sql-text-product": "5" + QUERY.replace("(-0.5e0)", "'a'"),
})

# Cells with NUL between them, behind a byte: the cells of a row less one, and 0x80 for spreadsheets.

def cells(form, *texts):
    return bytes([form]) + "\0".join(texts).encode()


write("csv", {
    "plain": cells(1, "a", "b", "c", "d"),
    "quotes": cells(0, 'say "no"', '"', '""', '"a"'),
    "delimiters": cells(2, "a,b", "c;d", "e\tf", "g|h"),
    "lines": cells(1, "two\nlines", "x\r", "\r\n", "\n"),
    "accents": cells(1, '"a,\u0301', "b", ",\u0301", '"\u20dd', "\n\u0301", "\r\n\u200d"),
    "spaces": cells(1, " a", "b ", "\t", " "),
    "blank": cells(0, "", "", "a"),
    "blank-rows": cells(3, "", "", "", ""),
    "byte-order-mark": cells(1, "\ufeffa", "b"),
    "formulas": cells(0x82, "=1+1", "+1", "-1.5", "@a", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0", "-1+2"),
    "full-width": cells(0x80, "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a", "\u22121"),
    "other-delimiters": cells(0x81, "a;=1", "b\t=1", "c|=1", "d"),
    "apostrophe": cells(0x80, "'=1", "'"),
})

# Sweeps over penalties.

def sweep(scores, **changes):
    settings = {
        "families": ["l2"], "l1Ratios": [0], "penaltyCount": 2, "folds": 2, "tolerance": 1e-4, "classWeights": "uniform",
        "hasBias": True, "standardize": "automatic", "seed": 0,
    }
    settings.update(changes)
    return json.dumps({
        "format": "softmax-sweep 1", "producer": "swift-softmax 0", "data": "d", "dataSHA256": "00", "isComplete": True,
        "chosenIndex": 0, "settings": settings, "scores": scores,
    })


def score(**changes):
    base = {
        "family": "l2", "l1Ratio": 0, "strength": 0.5, "l1Penalty": 0, "l2Penalty": 0.5, "foldLogLosses": [0.5, 0.25],
        "foldAccuracies": [0.75, 1], "objective": 0.7, "nonzeroWeights": 4, "passes": 9,
    }
    base.update(changes)
    return base


SUSPECTS = "rank,index,given,suggested,self_confidence,suggested_probability,margin\n"

# What is counted for a graph of ONNX.

def counted(**changes):
    entry = {"input": "t", "column": "t", "values": "counts", "unit": "word", "lengths": [1, 2], "lowercase": True,
             "stopWords": ["the"], "words": ["they to", "us"]}
    entry.update(changes)
    return json.dumps({
        "about": ["model_sha256: 00"], "format": "softmax vocabulary", "version": 1, "unicode": "14.0.0",
        "inputs": [{name: value for name, value in entry.items() if value is not None}],
    })


HASH = {"function": "MurmurHash3_x86_32", "columns": 16, "alternatesSigns": True}

write("vocabulary", {
    "words": counted(),
    "accents": counted(words=["\u00e9t\u00e9", "\u03c3"], unit="char", lengths=[1, 9], lowercase=False, stopWords=[]),
    "hashes": counted(words=None, hash=HASH, values="presence", unit="char_wb", stopWords=[]),
    "both": counted(hash=HASH),
    "neither": counted(words=None),
    "out-of-order": counted(words=["b", "a"]),
    "twice": counted(words=["a", "a"]),
    "no-words": counted(words=[]),
    "too-many-columns": counted(words=None, hash={**HASH, "columns": 2**40}),
    "lengths": counted(lengths=[3, 1]),
    "unit": counted(unit="sentence"),
    "another-unicode": counted().replace("14.0.0", "99.0.0"),
    "cut": counted()[:-20],
})

write("suspects", {
    "none": SUSPECTS,
    "two": SUSPECTS + "1,7,a,b,0.01,0.98,-0.97\n2,0,b,a,0.2,0.5,-0.3\n",
    "table": "name,rank,index,line,given,suggested,self_confidence,suggested_probability,margin\n"
             "\"x, y\",1,7,9,a,b,0.01,0.98,-0.97\n",
    "quoted": SUSPECTS + "1,7,\"a \"\"b\"\"\",\"c\nd\",0.01,0.98,-0.97\n",
    "windows": (SUSPECTS + "1,7,a,b,1e-12,1,-1\n").replace("\n", "\r\n"),
    "no-line-end": SUSPECTS + "1,7,a,b,0,1,-1",
    "twice": SUSPECTS + "1,7,a,b,0.01,0.98,-0.97\n2,7,a,b,0.01,0.98,-0.97\n",
    "same-class": SUSPECTS + "1,7,a,a,0.01,0.98,-0.97\n",
    "out-of-range": SUSPECTS + "1,7,a,b,1.01,0.98,-0.97\n",
    "nan": SUSPECTS + "1,7,a,b,nan,0.98,-0.97\n",
    "short": SUSPECTS + "1,7,a\n",
    "open-quote": SUSPECTS + "1,7,\"a,b\n",
    "lacks-a-column": "rank,index\n1,2\n",
    "column-twice": "rank," + SUSPECTS,
    "byte-order-mark": b"\xef\xbb\xbf" + SUSPECTS.encode(),
})

write("sweep", {
    "one": sweep([score()]),
    "two": sweep([score(), score(strength=0.25, meanLogLoss=0.3, testAccuracy=0.5, testLogLoss=1, estimatedGap=1e-9)]),
    "none": sweep([]),
    "elastic-net": sweep([score(family="elastic-net", l1Ratio=0.5, l1Penalty=0.25)], families=["elastic-net"], l1Ratios=[0.5]),
    "no-folds": sweep([score(foldLogLosses=[], foldAccuracies=[])], folds=0),
    "weighted": sweep([score()], classWeights="custom", classFactors={"a": 2, "b": 0}),
    "other-folds": sweep([score()], folds=3),
    "unknown-family": sweep([score(family="l3")]),
    "huge": sweep([score(objective=1e308, foldLogLosses=[1e308, 1e308])]),
    "negative": sweep([score(foldLogLosses=[-1, 0], passes=-1)]),
    "not-all": sweep([{"family": "l2"}]),
    "byte-order-mark": b"\xef\xbb\xbf" + sweep([score()]).encode(),
    "not-json": "{",
})

# Weights of classes.

write("weights", {
    "lines": "a,1\nb,2.5\nc,0\n",
    "tabs": "a\t1\r\nb\t2\r\n",
    "commas-in-names": "a, b,1\n\"c\",2\n",
    "object": '{"a": 1, "b": 2.5e-3}',
    "nested": '{"a": {"b": 1}}',
    "twice": "a,1\na,2\n",
    "object-twice": '{"a": 1, "a": 2}',
    "negative": "a,-1\n",
    "infinite": '{"a": 1e999}',
    "not-a-number": "a,x\n",
    "no-weight": "a\n",
    "blank": "\n  \n",
    "accents": "a,\u0301b,2\nc,\u0301\n",
    "byte-order-mark": b"\xef\xbb\xbfa,1\n",
    "utf-16": "a,1\n".encode("utf-16"),
    "marks": "a" + "\u0301" * 300 + ",1\n",
})

# Tables as people keep them, behind three bytes: the notation of numbers and the lines to skip, dates and frequencies, and
# the size of chunks.

def people(text, notation=0, dates=0, chunk=5, header=True):
    return bytes([notation | (0x80 if header else 0), dates, chunk]) + text.encode()


write("people", {
    "commas": people("a;b;n\n1,5;2,25;1\n-0,5;1e3;2\n", notation=1),
    "thousands": people("a;b;n\n1.234,5;2;1\n12.345;0,1;2\n", notation=2),
    "spaces": people("a;b\n1 234,5;2\n1\u202f000;3\n", notation=4),
    "apostrophes": people("a,b\n1'234.5,2\n1\u2019000,3\n", notation=5),
    "iso": people("a,b,n\n1,2024-02-29,1\n2,2023-12-31 23:59:59.5,0\n3,2024-01-01T00:00Z,3\n", dates=5),
    "day-first": people("a,b\n1,31/01/2024\n2,3/4/24 10:30 pm\n", dates=1),
    "month-first": people("a,b\n1,3/4/2024\n2,12/31/1999\n", dates=3),
    "either": people("a,b\n1,3/4/2024\n", dates=1),
    "words": people("a;b\n1;31 Jan 2024\n2;Jan 1, 2024\n3;Wed, 3-Mar-99\n", dates=2),
    "zones": people("a,b\n1,2024-01-31 00:30+12:00\n2,2024-01-31 23:30-0330\n", dates=1),
    "times": people("a,b\n1,10:30\n2,11:05:09 pm\n,\n", dates=1),
    "compact": people("a,b\n1,20240131\n", dates=1),
    "ignored-parts": people("a,b\n1,2024-01-31 10:30\n", dates=9),
    "counts": people("a,b,n\n1,2,3\n2,3,0\n3,4,x\n", dates=4),
    "title": people("Report\n\na,b\n1,2\n", notation=16),
    "hint": people("sep=;\na;b\n1;2\n"),
    "r": people('"a" "b"\n"1" 5 6\n"2" 7  8 \n', header=False),
})


# JSON lines behind a byte that says how many of theirs decide the columns.

def fast_text(text, chunk=200):
    return bytes([chunk]) + text.encode()


write("fasttext", {
    "lines": fast_text("__label__spam win, \"now\"\r\n__label__ham see  you\n"),
    "blank-lines": fast_text("\n__label__a x\n \t\n__label__b y"),
    "label-inside": fast_text("x y __label__b z\n__label__a\n", chunk=3),
    "no-label": fast_text("some words\n__label__a \u00e4 \U0001f600\n"),
    "two-labels": fast_text("__label__a __label__b x\n"),
    "no-name": fast_text("__label__ x\n"),
    "byte-order-mark": fast_text("\ufeff__label__a x\n", chunk=1),
    "broken": bytes([7]) + b"__label__a \xff\x00\n",
})


def json_lines(text, deciding=200):
    return bytes([deciding]) + (text.encode() if isinstance(text, str) else text)


write("json-lines", {
    "values": json_lines('{"a": 1.50e3, "b": "x, y", "c": true}\n{"c": null, "a": -0}\n'),
    "escapes": json_lines('{"a": "\\u00e4\\ud83d\\ude00\\n\\"", "b, c": 1}\n'),
    "blank-lines": json_lines('\n{"a":1,"b":2}\n\n \n{"b":1}\r\n'),
    "one-column": json_lines('{"a":1}\n{"a":null}\n{"a":3}\n\n'),
    "byte-order-mark": json_lines('\ufeff{"a":1,"b":"y"}\n'),
    "late-key": json_lines('{"a":1}\n{"a":2,"b":3}\n', deciding=3),
    "nested": json_lines('{"a":1}\n{"a":[1]}\n'),
    "twice": json_lines('{"a":1}\n{"a":1,"a":2}\n'),
    "nan": json_lines('{"a":1,"b":2}\n{"a":NaN,"b":3}\n'),
    "array": json_lines('[{"a":1}]'),
    "cut": json_lines('{"a":1,"b":"x'),
    "not-utf-8": json_lines(b'{"a":"\xe9","b":1}\n'),
    "compressed": json_lines(packed(b'{"a":1,"b":2}\n')),
})

# Core ML models: fields of protocol buffers by hand.

def field(number, value):
    def varint(value):
        value &= (1 << 64) - 1
        low = []
        while value >= 0x80:
            low.append(value & 0x7f | 0x80)
            value >>= 7
        return bytes(low + [value])

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def doubles(*values):
    return struct.pack(f"<{len(values)}d", *values)


def floats(*values):
    return struct.pack(f"<{len(values)}f", *values)


def feature(name, kind):
    return field(1, name) + field(3, kind)


def array_of(count):
    return field(5, field(1, bytes([count])) + field(2, 65600))


def coreml(inputs, outputs, kind, version=1, more=b""):
    description = b"".join([field(1, part) for part in inputs] + [field(10, part) for part in outputs]) + more
    return field(1, version) + field(2, description) + kind


coreml_number, coreml_word, coreml_integer = field(2, b""), field(3, b""), field(1, b"")
coreml_outputs = [feature("l", coreml_word), feature("p", field(6, field(2, b"")))]
coreml_names = field(11, "l") + field(12, "p")
coreml_labels = field(100, field(1, "n") + field(1, "y"))


def linear_kind(width, **more):
    rows = more.get("rows", field(1, field(1, doubles(*range(width)))))
    return field(400, rows + field(2, doubles(0.5)) + more.get("labels", coreml_labels))


def coreml_classifier(name, width, **more):
    return coreml([feature(name, array_of(width))], coreml_outputs, linear_kind(width, **more), more=coreml_names)


def coreml_pipeline(inputs, models):
    return coreml(inputs, coreml_outputs, field(200, field(1, b"".join(field(1, m) for m in models))), more=coreml_names)


coreml_columns = [feature("w", coreml_word), feature("x", coreml_number)]
coreml_vector = coreml(
    [feature("e", array_of(2)), feature("x", coreml_number)], [feature("v", array_of(3))],
    field(602, field(1, field(1, "e") + field(2, 2)) + field(1, field(1, "x") + field(2, 1))))
coreml_imputer = coreml(
    [feature("v", array_of(3))], [feature("f", array_of(3))],
    field(601, field(4, field(1, doubles(0, 0, 2))) + field(11, float("nan"))))


def coreml_network(more=b"", count=2):
    product = field(1, 2) + field(2, count) + field(10, 1) + field(20, field(1, floats(*range(2 * count)))) + \
        field(21, field(1, floats(*range(count))))
    layers = field(1, field(1, "a") + field(2, "i") + field(3, "f") + field(301, b"")) + \
        field(1, field(1, "b") + field(2, "f") + field(3, "z") + field(140, product)) + \
        field(1, field(1, "c") + field(2, "z") + field(3, "q") + field(175, b""))
    scaler = field(1, "i") + field(10, bytes([10 << 3 | 5]) + floats(1 / 255))
    return coreml(
        [feature("i", field(4, field(1, 2) + field(2, 1) + field(3, 10)))], coreml_outputs,
        field(403, layers + more + field(2, scaler) + coreml_labels), more=coreml_names)


write("coreml", {
    "vector": coreml_classifier("f", 3),
    "unpacked": coreml_classifier("f", 2, rows=field(1, field(1, 1.5) + field(1, -1.5))),
    "metadata": coreml([feature("f", array_of(1))], coreml_outputs, linear_kind(1), more=coreml_names + field(
        100, field(1, "s") + field(100, field(1, "proof") + field(2, "none")))),
    "integers": coreml(
        [feature("f", array_of(1))], [feature("l", coreml_integer), feature("p", field(6, field(1, b"")))],
        linear_kind(1, labels=field(101, field(1, b"\x07" + b"\xff" * 9 + b"\x01"))), more=coreml_names),
    "table": coreml_pipeline(coreml_columns, [
        coreml([feature("w", coreml_word)], [feature("e", array_of(2))],
               field(600, field(1, field(1, "a") + field(1, "")) + field(11, 1))),
        coreml_vector, coreml_imputer, coreml_classifier("f", 3)]),
    "strict-table": coreml_pipeline(coreml_columns, [
        coreml([feature("w", coreml_word)], [feature("i", coreml_integer)],
               field(606, field(1, field(1, field(1, "") + field(2, -1))) + field(102, 1))),
        coreml([feature("i", coreml_integer)], [feature("e", array_of(2))], field(600, field(2, field(1, b"\0\1")))),
        coreml_vector, coreml_imputer, coreml_classifier("f", 3)]),
    "scaler": coreml_pipeline([feature("x", array_of(2))], [
        coreml([feature("x", array_of(2))], [feature("f", array_of(2))],
               field(604, field(1, doubles(-1, 2)) + field(2, doubles(3)))), coreml_classifier("f", 2)]),
    "network": coreml_network(),
    "merged": coreml_network(field(1, field(1, "d") + field(2, "q") + field(3, "m") + field(
        140, field(1, 3) + field(2, 2) + field(20, field(1, floats(1, 1, 0, 0, 0, 1))))), count=3),
    "huge-picture": coreml(
        [feature("i", field(4, field(1, 1 << 40) + field(2, 1 << 40) + field(3, 20)))], coreml_outputs,
        linear_kind(2), more=coreml_names),
    "other-version": coreml([feature("f", array_of(1))], coreml_outputs, linear_kind(1), version=4, more=coreml_names),
    "unknown-field": coreml_classifier("f", 1) + field(10, 1),
    "nested": coreml_pipeline([feature("f", array_of(1))], [coreml_pipeline([feature("f", array_of(1))], [])]),
    "cut": coreml_classifier("f", 3)[:-9],
})

# PMML.

def pmml(fields, schema, tables, transformations="", classes=("n", "y")):
    values = "".join(f'<Value value="{name}"/>' for name in classes)
    if transformations:
        transformations = f"<LocalTransformations>{transformations}</LocalTransformations>"
    return (
        '<?xml version="1.0"?><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header><Extension/></Header>'
        f'<DataDictionary>{fields}<DataField name="k" optype="categorical" dataType="string">{values}</DataField>'
        '</DataDictionary><RegressionModel functionName="classification" normalizationMethod="softmax"><MiningSchema>'
        f'{schema}<MiningField name="k" usageType="target"/></MiningSchema>{transformations}{tables}</RegressionModel></PMML>')


def numeric_field(name):
    return f'<DataField name="{name}" optype="continuous" dataType="double"/>'


word_field = ('<DataField name="w" optype="categorical" dataType="string"><Value value="a"/><Value value="&lt;&#10;"/>'
              '</DataField>')
pmml_tables = ('<RegressionTable intercept="0" targetCategory="n"/><RegressionTable intercept="-1.5e0" targetCategory="y">'
               '<NumericPredictor name="x" coefficient="2"/>{}</RegressionTable>')
plain_pmml = pmml(numeric_field("x"), '<MiningField name="x"/>', pmml_tables.format(""))
word_predictor = '<CategoricalPredictor name="w" value="&lt;&#10;" coefficient="1"/>'
write("pmml", {
    "number": plain_pmml,
    "words": pmml(
        numeric_field("x") + word_field,
        '<MiningField name="x" missingValueReplacement="0.5" missingValueTreatment="asMean"/>'
        '<MiningField name="w" invalidValueTreatment="asIs"/>', pmml_tables.format(word_predictor)),
    "strict": pmml(
        numeric_field("x") + word_field,
        '<MiningField name="x" missingValueTreatment="returnInvalid"/>'
        '<MiningField name="w" missingValueTreatment="returnInvalid" invalidValueTreatment="returnInvalid"/>',
        pmml_tables.format(word_predictor)),
    "derived": pmml(
        numeric_field("x") + word_field, '<MiningField name="x"/><MiningField name="w" invalidValueTreatment="asIs"/>',
        pmml_tables.format('<NumericPredictor name="d" coefficient="1"/><NumericPredictor name="p" coefficient="1"/>'),
        '<DerivedField name="d" optype="continuous" dataType="double"><Apply function="-" mapMissingTo="3"><FieldRef '
        'field="x"/><Constant dataType="double">1e9</Constant></Apply></DerivedField><DerivedField name="e" '
        'optype="continuous" dataType="double"><NormDiscrete field="w" value="a" mapMissingTo="0.5"/></DerivedField>'
        '<DerivedField name="p" optype="continuous" dataType="double"><Apply function="*"><FieldRef field="d"/><FieldRef '
        'field="e"/></Apply></DerivedField><DerivedField name="m" optype="continuous" dataType="double"><Apply '
        'function="if"><Apply function="isMissing"><FieldRef field="x"/></Apply><Constant dataType="double">1</Constant>'
        '<Constant dataType="double">0</Constant></Apply></DerivedField>'),
    "document-type": "<!DOCTYPE PMML [<!ENTITY a 'b'>]>" + plain_pmml,
    "entity": plain_pmml.replace('coefficient="2"', 'coefficient="&two;"'),
    "loop": pmml(
        numeric_field("x"), '<MiningField name="x"/>', pmml_tables.format(""),
        '<DerivedField name="d" optype="continuous" dataType="double"><FieldRef field="d"/></DerivedField>'),
    "deep": pmml(
        numeric_field("x"), '<MiningField name="x"/>', pmml_tables.format(""),
        '<DerivedField name="d" optype="continuous" dataType="double">' + '<Apply function="-">' * 70),
    "named": plain_pmml.replace(
        "<RegressionTable",
        '<Output><OutputField name="predicted k" optype="categorical" dataType="string" feature="predictedValue"/>'
        '<OutputField name="probability(n)" optype="continuous" dataType="double" feature="probability" value="n"/>'
        '<OutputField name="probability(y)" optype="continuous" dataType="double" feature="probability" value="y"/>'
        "</Output><RegressionTable", 1),
    "three-classes": pmml(numeric_field("x"), '<MiningField name="x"/>', pmml_tables.format(""), classes="nyz"),
    "other-version": plain_pmml.replace("4.4", "3.2", 1),
    "regression": plain_pmml.replace("classification", "regression"),
    "cut": plain_pmml[:-40],
})

# Workbooks behind a byte: 0 for an archive, 1 for the parts of one with NUL between them, and 2 more to count days from 1904.

def book(sheet, texts="", styles="", form=1):
    return bytes([form]) + "\0".join([sheet, texts, styles]).encode()


def rows(text):
    return f"<worksheet><sheetData>{text}</sheetData></worksheet>"


office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
plain_rows = rows('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>y</t></is></c></row>'
                  '<row r="3"><c r="A3"><v>0.1</v></c><c r="B3" t="b"><v>1</v></c></row>')
shared_texts = "<sst><si><t>a</t></si><si><r><t>b </t></r><r><t>c</t></r><rPh><t>d</t></rPh></si></sst>"
whole_book = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
    "xl/workbook.xml": b'<workbook xmlns:r="u"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
        f'<Relationships><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'.encode(),
    "xl/worksheets/sheet1.xml": plain_rows.encode(),
    "xl/sharedStrings.xml": shared_texts.encode(),
}
write("workbook", {
    "stored": b"\0" + archive(whole_book, zipfile.ZIP_STORED),
    "deflated": b"\0" + archive(whole_book, zipfile.ZIP_DEFLATED),
    "cells": book(plain_rows, shared_texts),
    "dates": book(
        rows('<row><c s="0"><v>60</v></c><c s="1"><v>0.5</v></c><c s="2"><v>1.75</v></c><c s="3"><v>45352.4</v></c></row>'),
        "", '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/><numFmt numFmtId="165" formatCode="d/m/yy h:mm"/>'
        '</numFmts><cellXfs><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'),
    "dates-of-1904": book(rows('<row><c s="0"><v>0</v></c></row>'), "", '<s><cellXfs><xf numFmtId="14"/></cellXfs></s>', form=3),
    "no-references": book(rows('<row><c><v>1</v></c><c/><c t="str"><v>x_x000D_, &amp;&#65;&quot;</v></c></row><row r="9"/>')),
    "formulas": book(rows('<row><c><f>1+1</f><v>2</v></c><c t="str"><f>""</f><v></v></c><c><f>A1</f></c></row>')),
    "errors": book(rows('<row><c t="e"><v>#N/A</v></c><c t="e"><v>#REF!</v></c></row>')),
    "beside": book(rows('<row r="2"><c r="B2"><v>1</v></c></row><row r="3"><c r="C3"><v>1</v></c></row>')),
    "far-column": book(rows('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="2"><c r="XFE2"/></row>')),
    "far-row": book(rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "text-out-of-range": book(rows('<row><c t="s"><v>7</v></c></row>'), shared_texts),
    "document-type": book("<!DOCTYPE a><a/>"),
    "comments": book(rows('<!-- a --><row><?b c?><c><v><![CDATA[1]]></v></c></row>')),
    "cut": book(plain_rows[:-30]),
})


# ONNX: protocol buffers by the field numbers of onnx.proto.

def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    """A whole number, a Float32 number, a text, or the bytes of a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(*parts):
    return b"".join(field(number, value) for number, value in parts)


def onnx_attribute(name, value):
    if isinstance(value, int):
        content = fields((3, value), (20, 2))
    elif isinstance(value, float):
        content = fields((2, value), (20, 1))
    elif isinstance(value, str):
        content = fields((4, value), (20, 3))
    elif isinstance(value[0], str):
        content = b"".join(field(9, text) for text in value) + field(20, 8)
    elif isinstance(value[0], float):
        content = field(7, struct.pack(f"<{len(value)}f", *value)) + field(20, 6)
    else:
        content = field(8, b"".join(map(varint, value))) + field(20, 7)
    return field(1, name) + content


def onnx_node(operation, inputs, outputs, domain="", **attributes):
    return field(1, b"".join(field(1, name) for name in inputs) + b"".join(field(2, name) for name in outputs)
                 + field(4, operation) + b"".join(field(5, onnx_attribute(*pair)) for pair in attributes.items())
                 + field(7, domain))


def onnx_constant(name, kind, shape, content):
    return field(5, field(1, b"".join(map(varint, shape))) + field(2, kind) + content + field(8, name))


def onnx_value(name, kind, *shape):
    dimensions = b"".join(field(1, field(2, size) if isinstance(size, str) else field(1, size)) for size in shape)
    return fields((1, name), (2, field(1, field(1, kind) + field(2, dimensions))))


def onnx_file(graph, *inputs, outputs=("p",)):
    return (field(1, 8) + field(2, "seed")
            + field(7, graph + field(2, "g") + b"".join(field(11, one) for one in inputs)
                    + b"".join(field(12, onnx_value(name, 1, "N", 2)) for name in outputs))
            + field(8, field(1, "") + field(2, 15)) + field(8, field(1, "ai.onnx.ml") + field(2, 2))
            + field(14, field(1, "proof") + field(2, "none")))


learning = "ai.onnx.ml"
two_by_two = onnx_constant("W", 1, [2, 2], field(9, struct.pack("<4f", 1, 2, 3, 4)))
onnx_bias = onnx_constant("b", 1, [2], field(4, struct.pack("<2f", 0.5, -0.5)))
softmax_node = onnx_node("Softmax", ["h"], ["p"], axis=1)
linear = onnx_node("Gemm", ["X", "W", "b"], ["h"], transB=1) + softmax_node
vector = onnx_value("X", 1, "N", 2)
label_nodes = (onnx_node("ArgMax", ["h"], ["i"], axis=1, keepdims=0) + onnx_node("Gather", ["names", "i"], ["l"], axis=0)
               + onnx_constant("names", 8, [2], field(6, "no") + field(6, "yes")))
classifier = dict(coefficients=[0.5, -1.0, 2.0, 0.25], intercepts=[0.1, 0.2], classlabels_strings=["a", "b"],
                  post_transform="SOFTMAX")
number, word = onnx_value("age", 1, "N", 1), onnx_value("city", 8, "N", 1)
category = (onnx_node("LabelEncoder", ["city"], ["c"], learning, keys_strings=["Rome", "Oslo", ""],
                      values_int64s=[0, 1, 2], default_int64=3)
            + onnx_node("Reshape", ["c", "flat"], ["code"]) + onnx_constant("flat", 7, [1], field(7, varint(-1)))
            + onnx_constant("rows", 1, [4, 2], field(9, struct.pack("<8f", 1, -1, 0.5, 2, 0, 0, 0, 0)))
            + onnx_node("Gather", ["rows", "code"], ["g"], axis=0))
filled = (onnx_node("IsNaN", ["age"], ["m"]) + onnx_constant("mean", 1, [1], field(9, struct.pack("<f", 40)))
          + onnx_node("Where", ["m", "mean", "age"], ["f"]) + onnx_node("Cast", ["m"], ["n"], to=1)
          + onnx_node("Concat", ["f", "n"], ["x"], axis=1) + two_by_two)
write("onnx", {
    "linear": onnx_file(linear + two_by_two + onnx_bias, vector),
    "labels": onnx_file(linear + label_nodes + two_by_two + onnx_bias, vector, outputs=["l", "p"]),
    "layer": onnx_file(onnx_node("MatMul", ["X", "W"], ["p"]) + two_by_two, vector),
    "pictures": onnx_file(
        onnx_node("Flatten", ["X"], ["a"]) + onnx_node("Cast", ["a"], ["c"], to=1) + onnx_node("Div", ["c", "m"], ["x"])
        + onnx_constant("m", 1, [], field(4, 255.0)) + onnx_node("Gemm", ["x", "W", "b"], ["h"], transB=1) + softmax_node
        + two_by_two + onnx_bias, onnx_value("X", 2, "N", 1, 2)),
    "origins": onnx_file(
        onnx_node("Sub", ["X", "o"], ["d"]) + onnx_constant("o", 11, [2], field(9, struct.pack("<2d", 1.7e9, 2)))
        + onnx_node("Cast", ["d"], ["c"], to=1) + onnx_node("MatMul", ["c", "W"], ["h"]) + softmax_node + two_by_two,
        onnx_value("X", 11, "N", 2)),
    "merged": onnx_file(
        onnx_node("MatMul", ["X", "W"], ["h"]) + onnx_node("Softmax", ["h"], ["q"], axis=1)
        + onnx_node("MatMul", ["q", "M"], ["p"]) + two_by_two
        + onnx_constant("M", 1, [2, 2], field(9, struct.pack("<4f", 0, 1, 1, 0))), vector),
    "classifier": onnx_file(onnx_node("LinearClassifier", ["X"], ["l", "p"], learning, **classifier), vector),
    "two-classes": onnx_file(
        onnx_node("LinearClassifier", ["X"], ["l", "q"], learning, coefficients=[-1.0, -2.0, 1.0, 2.0],
                  intercepts=[-0.5, 0.5], classlabels_ints=[0, 1], post_transform="LOGISTIC")
        + onnx_node("Normalizer", ["q"], ["r"], learning, norm="L1")
        + onnx_node("ZipMap", ["r"], ["p"], learning, classlabels_int64s=[0, 1]), vector),
    "scaled": onnx_file(
        onnx_node("Scaler", ["X"], ["x"], learning, offset=[1.0, 2.0], scale=[0.5, 4.0])
        + onnx_node("LinearClassifier", ["x"], ["l", "p"], learning, **classifier), vector),
    "category": onnx_file(category + onnx_node("Softmax", ["g"], ["p"], axis=1), word),
    "table": onnx_file(
        category + filled + onnx_node("MatMul", ["x", "W"], ["y"]) + onnx_node("Add", ["y", "g"], ["h"]) + softmax_node,
        number, word),
    "transformer": onnx_file(
        onnx_node("Imputer", ["age"], ["a"], learning, imputed_value_floats=[40.0], replaced_value_float=float("nan"))
        + onnx_node("OneHotEncoder", ["city"], ["o"], learning, cats_strings=["Oslo"], zeros=1)
        + onnx_node("Reshape", ["o", "s"], ["c"]) + onnx_constant("s", 7, [2], field(7, varint(-1) + varint(1)))
        + onnx_node("Concat", ["a", "c"], ["x"], axis=1)
        + onnx_node("LinearClassifier", ["x"], ["l", "p"], learning, **classifier), number, word),
    "unknown-operator": onnx_file(onnx_node("Relu", ["X"], ["h"]) + softmax_node, vector),
    "unpacked": onnx_file(
        linear + two_by_two + field(5, fields((1, 2), (2, 1), (4, 0.5), (4, -0.5), (8, "b"), (90, 1))), vector),
    "growing": onnx_file(
        b"".join(onnx_node("Concat", ["X" if not i else f"v{i - 1}"] * 2, [f"v{i}"], axis=1) for i in range(40)), vector),
    "elsewhere": onnx_file(linear + onnx_bias + field(5, field(2, 1) + field(13, b"") + field(8, "W")), vector),
    "cut": onnx_file(linear + two_by_two + onnx_bias, vector)[:-40],
})

# What comes in over HTTP. A request: whether there is a header with the length of the JSON, and that length.

def request(document, tail=b"", length=None):
    head = document.encode() if isinstance(document, str) else json.dumps(document).encode()
    if not tail and length is None:
        return bytes(3) + head
    return struct.pack("<Bh", 1, len(head) if length is None else length) + head + tail


def tensor(name, shape, datatype, data=None, **parameters):
    members = {"name": name, "shape": shape, "datatype": datatype}
    return members | ({} if data is None else {"data": data}) | ({"parameters": parameters} if parameters else {})


one = tensor("input", [1, 2], "FP32", [1, 2.5])
columns = [tensor("age", [2], "FP64", [31, None]), tensor("plan", [2], "BYTES", ["a", "c, d"]),
           tensor("member", [2, 1], "BOOL", [True, False])]
words = b"".join(struct.pack("<I", len(word)) + word for word in (b"a", "c, d".encode()))
write("request", {
    "vectors": request({"id": "7", "inputs": [one]}),
    "nested": request({"inputs": [tensor("input", [2, 2], "INT16", [[1, -2], [3, 4]])]}),
    "columns": request({"inputs": columns}),
    "picture": request({"inputs": [tensor("input", [1, 2, 3], "UINT8", [0, 1, 25, 255, 10, 99])]}),
    "binary": request({"inputs": [tensor("input", [1, 2], "FP32", binary_data_size=8)]}, struct.pack("<2f", 1, 2)),
    "half": request({"inputs": [tensor("input", [1, 2], "FP16", binary_data_size=4)]}, struct.pack("<2e", 1, 2)),
    "texts": request({"inputs": [tensor("plan", [2], "BYTES", binary_data_size=len(words))]}, words),
    "outputs": request({"inputs": [one], "parameters": {"binary_data_output": True}, "outputs": [
        {"name": "predict_proba", "parameters": {"classification": 2, "binary_data": False}}]}),
    "data-first": request('{"inputs":[{"data":[1,2],"datatype":"FP32","shape":[1,2],"name":"input"}]}'),
    "negative-header": request({"inputs": [one]}, length=-1),
    "long-header": request({"inputs": [one]}, length=30_000),
    "short-header": request({"inputs": [one]}, length=20),
    "huge-shape": request({"inputs": [tensor("input", [1 << 53, 1 << 53], "FP32", [])]}),
    "huge-size": request({"inputs": [tensor("input", [1, 2], "FP32", binary_data_size=1 << 53)]}, bytes(8)),
    "no-data": request({"inputs": [tensor("input", [1, 2], "FP32")]}),
    "nan": request('{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[NaN,-Infinity]}]}'),
})

write("request-json", {
    "values": '{"a": [1, -2.5e-3, true, false, null], "b": {"c": "d"}, "": []}',
    "pixels": "[0, 1,25 ,255,\n7,256,3]",
    "leading-pixel": "[1,02,3]",
    "pixels-and-others": "[1,2.5,3e0,4]",
    "escapes": r'["\" \\ \/ \b \f \n \r \t \u00e9 \ud83d\ude00"]',
    "half-surrogate": r'["\ud83d"]',
    "not-finite": "[NaN, Infinity, -Infinity]",
    "beyond": "[1e400]",
    "points": "[1., .5]",
    "deep": "[" * 40 + "]" * 40,
    "twice": '{"a": 1, "a": 2}',
    "cut": '{"a": "b',
    "minus": "[-]",
})

# Bodies of POST /predict: the kind (csv, tsv, JSON lines, JSON, npy, png), the model (vectors, pictures, table), the answer.

def plain(kind, model, answer, body):
    return bytes([kind, model, answer]) + (body.encode() if isinstance(body, str) else body)


def npy_body(descr, shape, data):
    header = str({"descr": descr, "fortran_order": False, "shape": shape}).encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_header(height, width, depth, color):
    return struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)


def png_file(header, rows, before=b"", level=9):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", zlib.compress(rows, level)) + chunk(
        b"IEND", b"")


grey_rows = bytes([0, 0, 100, 200, 1, 10, 20, 30])
grey = png_file(png_header(2, 3, 8, 0), grey_rows)
write("plain-request", {
    "table": plain(0, 2, 0, "age,plan,member\n31,a,yes\n,\"c, d\",no\n"),
    "table-json": plain(0, 2, 7, "member,age,plan\nyes,1,b\n"),
    "table-lines": plain(2, 2, 5, '{"age":1,"plan":"a","member":true}\n{"age":null,"plan":"b","member":false}\n'),
    "table-array": plain(3, 2, 0, '[{"age":1,"plan":"a\\n","member":true},\n{"age":2,"plan":"q","member":false}]'),
    "tabs": plain(1, 2, 16, "age\tplan\tmember\n31\ta\tyes\n"),
    "vectors": plain(3, 0, 6, "[[1,2],[3,null]]"),
    "one-vector": plain(3, 0, 1, "[1, 2.5]"),
    "vector-lines": plain(2, 0, 3, "[1,2]\n[3,4]\n"),
    "different": plain(3, 0, 0, '[[1,2],{"a":1},3]'),
    "numbers": plain(0, 0, 2, "1,2\n3,4\n"),
    "arrays": plain(4, 0, 0, npy_body("<f4", (2, 2), struct.pack("<4f", 1, 2, 3, 4))),
    "pictures": plain(4, 1, 0, npy_body("|u1", (1, 2, 3), bytes(6))),
    "png": plain(5, 1, 0, grey),
    "compressed": plain(0, 2, 0, packed(b"age,plan,member\n31,a,yes\n")),
    "empty": plain(0, 2, 0, ""),
})

# PNG: whole files after an even byte, parts after an odd one.

def png_parts(header, rows, palette=b""):
    return b"\1" + header + bytes([len(palette)]) + palette + rows


write("png", {
    "grey": b"\0" + grey,
    "grey-parts": png_parts(png_header(2, 3, 8, 0), grey_rows),
    "bits": png_parts(png_header(3, 9, 1, 0), bytes([0, 0xAA, 0x80, 2, 0x55, 0, 4, 1, 2])),
    "wide": png_parts(png_header(1, 2, 16, 0), bytes([3, 1, 2, 3, 4])),
    "colours": png_parts(png_header(2, 2, 8, 2), bytes([4, *range(6), 3, *range(6)])),
    "colours-wide": png_parts(png_header(1, 1, 16, 2), bytes([0, *range(6)])),
    "palette": png_parts(png_header(1, 4, 2, 3), bytes([0, 0x1B]), bytes(range(12))),
    "palette-short": png_parts(png_header(1, 4, 2, 3), bytes([0, 0x1B]), bytes(range(6))),
    "transparent": png_parts(png_header(1, 2, 8, 6), bytes([1, *range(8)])),
    "grey-transparent": png_parts(png_header(1, 2, 8, 4), bytes([2, *range(4)])),
    "unknown-filter": png_parts(png_header(1, 3, 8, 0), bytes([9, 1, 2, 3])),
    "too-few": png_parts(png_header(3, 3, 8, 0), bytes(4)),
    "huge": png_parts(png_header(4096, 4096, 16, 6), bytes(4)),
    "cut": b"\0" + grey[:40],
    "wrong-checksum": b"\0" + grey[:-5] + b"\0" * 5,
    "unneeded-chunk": b"\0" + png_file(png_header(2, 3, 8, 0), grey_rows, chunk(b"tEXt", b"a")),
    "needed-chunk": b"\0" + png_file(png_header(2, 3, 8, 0), grey_rows, chunk(b"ABCD", b"a")),
})
