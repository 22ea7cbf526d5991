"""Writes small ONNX models of scikit-learn's pipelines, and one as PyTorch exports a linear layer, with what onnxruntime
says of some rows, as a Swift source: Tests/SoftmaxFormatsTests/Imports/ONNXFixtures.swift.

Made with scikit-learn 1.9.1, skl2onnx 1.20.0, onnx 1.23.2, onnxruntime 1.32.0 and NumPy 2.4.6:

    python3 onnx_models.py > ../SoftmaxFormatsTests/Imports/ONNXFixtures.swift
"""

import base64
import json

import numpy
import onnx
import onnxruntime
import pandas
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

random = numpy.random.default_rng(21)
numbers = random.normal(size=(120, 3)).astype(numpy.float32) * [1, 5, 0.2] + [0, 20, 3]
numbers = numbers.astype(numpy.float32)
kinds = random.integers(0, 3, 120)
kinds = numpy.where(numbers[:, 0] + random.normal(size=120) > 1, 2, kinds)
names = numpy.array(["red", "green", "blue"])[kinds]
is_second = (kinds == 2).astype(int)
table = pandas.DataFrame({
    "age": numbers[:, 0], "weight": numbers[:, 1], "city": random.choice(["Oslo", "Rome", "Bonn"], 120),
    "job": random.choice(["cook", "smith"], 120)})
kept = table.copy()
table.loc[::7, "age"] = numpy.nan

found = []


def add(name, model, rows):
    """Rows are a matrix, or a table whose columns are inputs."""
    session = onnxruntime.InferenceSession(model.SerializeToString())
    if isinstance(rows, pandas.DataFrame):
        types = {i.name: {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64}.get(i.type, object)
                 for i in session.get_inputs()}
        given = {n: rows[n].to_numpy().astype(t).reshape(-1, 1) for n, t in types.items()}
    else:
        given = {session.get_inputs()[0].name: rows}
    outputs = session.run(None, given)
    probabilities = outputs[-1]
    if isinstance(probabilities, list):
        probabilities = [[float(row[key]) for key in row] for row in probabilities]
    labels = [str(label) for label in outputs[0]] if len(outputs) > 1 else None
    text = base64.b64encode(model.SerializeToString()).decode()
    found.append({
        "name": name, "model": [text[i:i + 96] for i in range(0, len(text), 96)],
        "numbers": None if isinstance(rows, pandas.DataFrame) else numpy.asarray(rows, float).reshape(len(rows), -1).tolist(),
        "columns": None if not isinstance(rows, pandas.DataFrame) else [
            {"name": c, "words": [str(w) for w in rows[c]] if rows[c].dtype.kind not in "f" else None,
             "numbers": [None if numpy.isnan(v) else float(v) for v in rows[c]] if rows[c].dtype.kind == "f" else None}
            for c in given],
        "probabilities": numpy.asarray(probabilities, float).tolist(), "labels": labels})


def regression():
    return LogisticRegression(max_iter=500)


cells = [("age", FloatTensorType([None, 1])), ("weight", FloatTensorType([None, 1])),
         ("city", StringTensorType([None, 1])), ("job", StringTensorType([None, 1]))]
doubles = [(n, DoubleTensorType([None, 1]) if n in ("age", "weight") else t) for n, t in cells]
plain = {"zipmap": False}
add("three classes, ZipMap", to_onnx(regression().fit(numbers, names), numbers[:1]), numbers[:6])
add("two classes", to_onnx(regression().fit(numbers, is_second), numbers[:1], options=plain), numbers[:6])
add("two classes, ZipMap", to_onnx(regression().fit(numbers, is_second), numbers[:1]), numbers[:6])
add("scaled", to_onnx(make_pipeline(StandardScaler(), regression()).fit(numbers, kinds), numbers[:1], options=plain),
    numbers[:6])
add("scaled, double", to_onnx(
    make_pipeline(StandardScaler(), regression()).fit(numbers.astype(float), kinds), numbers[:1].astype(float),
    options=plain), numbers[:6].astype(float))
imputed = Pipeline([("impute", SimpleImputer()), ("scale", StandardScaler())])
rows = table.iloc[:7].copy()
rows.loc[6, "city"] = "Paris"
add("table", to_onnx(Pipeline([
    ("prepare", ColumnTransformer([("numbers", imputed, ["age", "weight"]),
                                   ("texts", OneHotEncoder(handle_unknown="ignore"), ["city", "job"])])),
    ("fit", regression())]).fit(table, names), initial_types=cells), rows)
add("table that refuses", to_onnx(Pipeline([
    ("prepare", ColumnTransformer([("numbers", "passthrough", ["age"]),
                                   ("texts", OneHotEncoder(handle_unknown="error"), ["city"])])),
    ("fit", regression())]).fit(kept, is_second), initial_types=[cells[0], cells[2]], options=plain),
    kept[["age", "city"]].iloc[:6])
add("table, double, two classes", to_onnx(Pipeline([
    ("prepare", ColumnTransformer([("numbers", StandardScaler(), ["age", "weight"]),
                                   ("texts", OneHotEncoder(handle_unknown="ignore"), ["city", "job"])])),
    ("fit", regression())]).fit(kept, is_second), initial_types=doubles, options=plain), kept.iloc[:6])

weights = random.normal(size=(3, 4)).astype(numpy.float32)
bias = random.normal(size=3).astype(numpy.float32)
layer = helper.make_graph(
    [helper.make_node("Flatten", ["input"], ["flat"], axis=1),
     helper.make_node("Gemm", ["flat", "fc.weight", "fc.bias"], ["logits"], alpha=1.0, beta=1.0, transB=1),
     helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1)],
    "main_graph",
    [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 1, 2, 2])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", 3])],
    [numpy_helper.from_array(weights, "fc.weight"), numpy_helper.from_array(bias, "fc.bias")])
model = helper.make_model(layer, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model, full_check=True)
add("a linear layer", model, random.normal(size=(4, 1, 2, 2)).astype(numpy.float32))

print("// Small models of scikit-learn and PyTorch's kind, with what onnxruntime says of some rows. Written by")
print("// Tests/Fixtures/onnx_models.py, which names the versions.")
print()
print("/// The models in base64, as JSON.")
print("let onnxFixtures = #\"\"\"")
text = json.dumps(found)
# Lines of moderate length: JSON may be broken behind any comma.
line = ""
for part in text.split(", "):
    if len(line) + len(part) > 100:
        print("  " + line.rstrip())
        line = ""
    line += part + ", "
print("  " + line[:-2])
print("  \"\"\"#")
