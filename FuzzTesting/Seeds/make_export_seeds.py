"""Writes the seeds of exports and imports beside this file. Needs numpy, scikit-learn and skops: some seeds are what they
write (numpy 2.4, scikit-learn 1.9.1 and skops 0.16.0 when these were made)."""

import io
import json
import pathlib
import struct
import zipfile

import numpy as np
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = pathlib.Path(__file__).parent


def write(reader, files):
    folder = HERE / reader
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


rng = np.random.default_rng(7)
x = rng.normal(size=(60, 3))
three = np.array(["ape", "bee", "cat"])[rng.integers(0, 3, 60)]
two = np.array([4, 9])[rng.integers(0, 2, 60)]
plain = LogisticRegression().fit(x, three)
binary = LogisticRegression().fit(x, two)


# .npz: arrays of a classifier, and of the columns of a table.

def npz(compressed=False, **arrays):
    buffer = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(buffer, **arrays)
    return buffer.getvalue()


layer = dict(coef_=plain.coef_, intercept_=plain.intercept_, classes_=plain.classes_)
table = dict(
    columns=np.array(["age", "member", "plan"]), kinds=np.array(["number", "reversed", "category"]),
    origins=np.array([40.0, 0, 0]), indicators=np.array([True, False, False]), category_counts=np.array([0, 0, 2]),
    bases=np.array(["", "", "basic"]), refuses=np.array([False, False]), categories=np.array(["pro", "team"]),
    missing=np.array([1.5, 0.25, 0.5, 0.25], dtype=np.float32), products=np.array([[0, 2]]),
    coef_=np.arange(14, dtype=np.float32).reshape(2, 7) / 8, intercept_=np.array([0, 1], dtype=np.float32),
    classes_=np.array(["no", "yes"]))
write("npz-model", {
    "layer": npz(**layer),
    "layer-compressed": npz(True, **layer),
    "two-classes": npz(coef_=binary.coef_, intercept_=binary.intercept_, classes_=binary.classes_),
    "origins": npz(**layer, mean_=np.array([0, 1.7e9, -3])),
    "merged": npz(coef_=plain.coef_, intercept_=plain.intercept_, classes_=np.array(["a", "b"]), class_of_row=np.array([0, 1, 0])),
    "table": npz(**table),
    "table-refuses": npz(**{**table, "refuses": np.array([True, True]), "indicators": np.array([False] * 3),
                            "coef_": np.zeros((2, 6), dtype=np.float32)}),
    "wrong-count": npz(**{**table, "category_counts": np.array([0, 0, 9])}),
    "not-finite": npz(**{**layer, "coef_": np.full((3, 3), np.nan)}),
    "fortran": npz(**{**layer, "coef_": np.asfortranarray(plain.coef_.astype(">f4"))}),
})

# skops.

frame_columns = make_pipeline(
    ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), [0, 1]),
        ("words", OneHotEncoder(handle_unknown="ignore"), [2]),
    ]), LogisticRegression())
mixed = np.array([[1.0, 2.0, "a"], [2.0, None, "b"], [3.0, 1.0, "a"], [0.0, 5.0, "c"]] * 3, dtype=object)
mixed[:, :2] = np.where(mixed[:, :2] == None, np.nan, mixed[:, :2])  # noqa: E711
frame_columns.fit(mixed, ["x", "y", "x", "z"] * 3)


def changed(content, old, new):
    """A skops file whose schema says something else."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry.filename, data.replace(old, new) if entry.filename == "schema.json" else data)
    return buffer.getvalue()


dumped = skops.io.dumps(plain)
write("skops", {
    "layer": dumped,
    "two-classes": skops.io.dumps(binary),
    "scaled": skops.io.dumps(make_pipeline(StandardScaler(), LogisticRegression()).fit(x * 3 + 7, three)),
    "scaled-far": skops.io.dumps(make_pipeline(StandardScaler(with_std=False), LogisticRegression()).fit(x + 1e6, three)),
    "columns": skops.io.dumps(frame_columns),
    "other-step": skops.io.dumps(make_pipeline(PCA(2), LogisticRegression()).fit(x, three)),
    "compressed": skops.io.dumps(plain, compression=zipfile.ZIP_DEFLATED),
    "protocol": changed(dumped, b'"protocol": 2', b'"protocol": 9'),
    "one-vs-rest": changed(dumped, b'"n_features_in_": {', b'"multi_class": {"__class__": "str", "__module__": "builtins", '
                           b'"__loader__": "JsonNode", "content": "\\"ovr\\"", "is_json": true, "__id__": 1}, "n_features_in_": {'),
})
expected = {"layer": (plain, x[:3]), "two-classes": (binary, x[:3])}

# JSON.

document = {
    "format": "softmax-model", "version": 1, "notes": {"producer": "by hand"},
    "input": {"kind": "vector", "origins": [0, 1.5]}, "features": ["x1", "x2"],
    "classes": [{"name": "no", "rows": [0]}, {"name": "yes", "rows": [1]}], "bias": [0.5, -0.5],
    "weights": [[1, 2], [-1e-3, 0.25]],
}
columns = {
    "kind": "table", "refusesMissing": False, "refusesUnseen": True, "products": [[0, 1]],
    "columns": [
        {"name": "age", "kind": "number", "origin": 40, "missing": [1.5], "indicator": True},
        {"name": "plan", "kind": "category", "categories": ["pro"], "base": None, "missing": [0.5], "indicator": False},
        {"name": "member", "kind": "reversed", "missing": [0.5], "indicator": False},
    ],
}
of_table = {**document, "input": columns, "features": list("abcde"), "weights": [[1, 2, 3, 4, 5], [0, 0, 0, 0, 0]]}
write("json-model", {
    "vector": json.dumps(document),
    "image": json.dumps({**document, "input": {"kind": "image", "shape": [1, 2], "maximum": 255}}),
    "table": json.dumps(of_table),
    "merged": json.dumps({**document, "classes": [{"name": "all", "rows": [0, 1]}]}),
    "offsets": json.dumps({**document, "offsetScales": [1, 0.5]}),
    "huge-shape": json.dumps({**document, "input": {"kind": "image", "shape": [1 << 40, 1 << 40], "maximum": 255}}),
    "no-products": json.dumps({**of_table, "input": {**columns, "products": [[0, 9]]}}),
    "twice": json.dumps({**document, "classes": [{"name": "no", "rows": [0]}, {"name": "no", "rows": [1]}]}),
    "overflow": json.dumps(document).replace("0.25", "1e999"),
})

# CSV.

head = "kind,feature,column,role,category,missing,origin,"
of_numbers = head + "no,yes\r\ninput,vector,,,,,,,\r\nnote,producer,,,by hand,,,,\r\nbias,,,,,,,0.5,-0.5\r\nfeature,x1,,value,,,0,1,2\r\nfeature,x2,,value,,,1.5,-1e-3,0.25\r\n"
of_columns = (
    head + "no,\"y,\"\"es\"\r\ninput,table,,,unseen,,,,\r\ncolumn,,age,number,,indicator,40,,\r\n"
    "column,,plan,category,basic,,0,,\r\nbias,,,,,,,0.5,-0.5\r\nfeature,age,age,value,,1.5,,1,2\r\n"
    "feature,age missing,age,indicator,,,,3,4\r\nfeature,plan=pro,plan,value,pro,0.5,,5,6\r\n"
    "feature,age:plan=pro,,product,1x3,,,7,8\r\n")
write("csv-model", {
    "vector": of_numbers,
    "image": of_numbers.replace("input,vector,,,,,,", "input,image,,,1x2,,255,"),
    "table": of_columns,
    "merged": of_numbers.replace("no,yes", "no,no"),
    "wrong-product": of_columns.replace("1x3", "2x9"),
    "no-indicator": of_columns.replace("feature,age missing,age,indicator,,,,3,4\r\n", ""),
    "open-quote": of_columns.replace("\"y,", "y,\""),
    "no-bias": of_numbers.replace("bias", "note"),
    "huge-shape": of_numbers.replace("input,vector,,,,,,", "input,image,,,9999999999x9999999999,,255,"),
})

# safetensors of PyTorch's nn.Linear.


def tensors(metadata=None, **arrays):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (kind, array) in arrays.items():
        content = array.tobytes()
        header[name.replace("__", ".")] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


weight, bias = np.arange(6, dtype=np.float32).reshape(3, 2) / 4, np.array([0.5, 0, -1], dtype=np.float32)
brain = (weight.view(np.uint32) >> 16).astype(np.uint16)
write("torch", {
    "linear": tensors(weight=("F32", weight), bias=("F32", bias)),
    "half": tensors(fc__weight=("F16", weight.astype(np.float16)), fc__bias=("F16", bias.astype(np.float16))),
    "brain": tensors(weight=("BF16", brain), bias=("F32", bias)),
    "double": tensors(weight=("F64", weight.astype(np.float64) / 3), other=("F64", bias.astype(np.float64))),
    "no-bias": tensors(weight=("F32", weight)),
    "one-row": tensors(weight=("F32", weight[:1]), bias=("F32", bias[:1])),
    "two-layers": tensors(a__weight=("F32", weight), b__weight=("F32", weight)),
    "integers": tensors(weight=("I32", weight.astype(np.int32)), bias=("F32", bias)),
    "own": tensors({"softmax": "{}"}, weight=("F32", weight), bias=("F32", bias)),
    "not-finite": tensors(weight=("F32", weight / 0 * 0)),
})

# LIBLINEAR.

binary_text = "solver_type L2R_LR\nnr_class 2\nlabel 1 -1\nnr_feature 3\nbias 1\nw\n0.5 \n-1.25 \n0 \n0.125 \n"
write("liblinear", {
    "binary": binary_text,
    "no-bias": binary_text.replace("bias 1", "bias -1").replace("0.125 \n", ""),
    "several": "solver_type MCSVM_CS\nnr_class 3\nlabel 1 2 3\nnr_feature 1\nbias -1\nw\n1 2 3 \n",
    "rest": "solver_type L1R_LR\nnr_class 3\nlabel 1 2 3\nnr_feature 1\nbias 2\nw\n1 2 3 \n4 5 6 \n",
    "short": binary_text[:-10],
    "regression": binary_text.replace("L2R_LR", "L2R_L2LOSS_SVR"),
    "huge-claim": binary_text.replace("nr_feature 3", "nr_feature 9223372036854775807"),
    "windows": binary_text.replace("\n", "\r\n"),
    "twice": binary_text.replace("1 -1", "1 1"),
})

if __name__ == "__main__":
    for name, (model, rows) in expected.items():
        print(name, rows.tolist(), model.predict_proba(rows).tolist())
    scaled = make_pipeline(StandardScaler(), LogisticRegression()).fit(x * 3 + 7, three)
    print("scaled", (x[:2] * 3 + 7).tolist(), scaled.predict_proba(x[:2] * 3 + 7).tolist())
    far = make_pipeline(StandardScaler(with_std=False), LogisticRegression()).fit(x + 1e6, three)
    print("scaled-far", (x[:2] + 1e6).tolist(), far.predict_proba(x[:2] + 1e6).tolist())
    print("columns", frame_columns.predict_proba(mixed[:4]).tolist())
