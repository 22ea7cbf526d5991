"""ONNX: exports of both forms under onnx.checker and onnxruntime, and imports of what skl2onnx writes."""

import json
import pathlib

import numpy
import onnx
import onnxruntime
import pandas
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

QUICK = True
REQUIREMENTS = [
    "numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0", "pandas==3.1.1", "scikit-learn==1.9.1", "skl2onnx==1.20.0",
]
COMMANDS = []

TYPES = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64, "tensor(uint8)": numpy.uint8,
         "tensor(int64)": numpy.int64, "tensor(string)": object}
FORMS = {"ops": ["--form", "ops"], "double": ["--form", "ops", "--precision", "double"], "ml": ["--form", "ml"]}


def answers(path, given):
    """Labels as texts and probabilities, by onnxruntime; `given` makes the value of an input of its name and type."""
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path)
    outputs = dict(zip(
        [output.name for output in session.get_outputs()],
        session.run(None, {one.name: given(one, TYPES[one.type]) for one in session.get_inputs()})))
    return [str(label) for label in outputs["label"]], outputs["probabilities"]


def of_pictures(pictures):
    return lambda one, type: pictures.reshape([len(pictures)] + list(one.shape[1:])).astype(type)


def truth(value):
    """1 for yes and 0 for no, NaN for neither."""
    if pandas.isna(value):
        return numpy.nan
    return {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}.get(str(value).lower(), value)


def of_rows(rows):
    def value(one, type):
        column = rows[one.name]
        if type is object:
            cells = ["" if pandas.isna(cell) else str(cell) for cell in column]
        else:
            cells = [truth(cell) for cell in column]
        return numpy.array(cells, dtype=type).reshape(-1, 1)
    return value


def check_exports(context):
    for model, given in [(context.fashion, of_pictures(context.pictures)),
                         (context.calibrated, of_pictures(context.pictures)), (context.table, of_rows(context.rows))]:
        for name, flags in FORMS.items():
            if name == "double" and model is context.calibrated:
                continue
            path = context.export(model, *flags, name=f"{name}.onnx")
            labels, probabilities = answers(path, given)
            # onnxruntime sums 784 products of a picture in Float32, and in another order than the command: each rounds
            # logits near 10 by some 1e-6. With the graph in Float64 only the command's rounding is left.
            rounds = name != "double" and model is not context.table
            context.compare(
                f"ONNX, {name}", model, probabilities, labels, tolerance=1e-5 if rounds else context.TOLERANCE)


def of_texts(rows, vocabulary):
    """Counts by scikit-learn, by nothing but what the file beside the graph says; other columns as in of_rows."""
    counters = {}
    for entry in json.loads(vocabulary.read_text())["inputs"]:
        settings = {"lowercase": entry["lowercase"], "ngram_range": tuple(entry["lengths"]), "analyzer": entry["unit"],
                    "stop_words": entry["stopWords"] or None}
        if "words" in entry:
            counter = CountVectorizer(vocabulary=entry["words"], **settings)
        else:
            counter = HashingVectorizer(
                n_features=entry["hash"]["columns"], alternate_sign=entry["hash"]["alternatesSigns"], norm=None,
                binary=entry["values"] == "presence", **settings)
        counters[entry["input"]] = (counter, entry["column"])

    def value(one, type):
        if one.name not in counters:
            return of_rows(rows)(one, type)
        counter, column = counters[one.name]
        return counter.transform(rows[column]).toarray().astype(type)
    return value


def check_texts(context):
    data = pathlib.Path(__file__).resolve().parents[3] / "Documentation" / "messages.csv"
    rows = pandas.read_csv(data, keep_default_na=False)
    cases = {
        "words": [], "pairs": ["--ngrams", "1-2", "--sublinear", "--text-norm", "l1"],
        "pieces": ["--text-unit", "char_wb", "--ngrams", "2-3", "--term-weights", "binary"],
        "hashes": ["--hash-bits", "10"],
    }
    for name, flags in cases.items():
        path = context.folder / f"{name}.safetensors"
        context.run(["train", data, "--text", "message", "--quiet", "-o", path, *flags])
        model = context.model(name, path, data)
        for form in ("ops", "double"):
            export = context.export(model, *FORMS[form], name=f"{name}-{form}.onnx")
            given = of_texts(rows, export.with_name(f"{name}-{form}.vocabulary.json"))
            labels, probabilities = answers(export, given)
            context.compare(f"ONNX of texts, {form}", model, probabilities, labels)


def imported_probabilities(context, name, onnx_model, table):
    """What our own command says of a table, with the model that it made of an ONNX file."""
    source, model = context.folder / f"{name}.onnx", context.folder / f"{name}.safetensors"
    data, scores = context.folder / f"{name}.csv", context.folder / f"{name}.scores.csv"
    source.write_bytes(onnx_model.SerializeToString())
    table.to_csv(data, index=False)
    context.run(["import", str(source), "-o", str(model)])
    context.run(["predict", str(model), str(data), "--probabilities", "-o", str(scores)])
    return pandas.read_csv(scores)


def check_imports(context):
    random = numpy.random.default_rng(5)
    numbers = (random.normal(size=(600, 3)) * [1, 10, 0.3] + [0, 40, 2]).astype(numpy.float32)
    scores = numbers @ [1.0, 0.05, 2.0]
    names = numpy.array(["low", "middle", "high"])[numpy.digitize(scores + random.normal(size=600), [4.5, 7])]
    table = pandas.DataFrame({"age": numbers[:, 0], "weight": numbers[:, 1],
                              "city": random.choice(["Oslo", "Rome", "Bonn"], 600),
                              "job": random.choice(["cook", "smith"], 600)})
    table.loc[::9, "age"] = numpy.nan
    cells = [("age", FloatTensorType([None, 1])), ("weight", FloatTensorType([None, 1])),
             ("city", StringTensorType([None, 1])), ("job", StringTensorType([None, 1]))]
    imputed = Pipeline([("impute", SimpleImputer()), ("scale", StandardScaler())])
    pipeline = Pipeline([
        ("prepare", ColumnTransformer([("numbers", imputed, ["age", "weight"]),
                                       ("texts", OneHotEncoder(handle_unknown="ignore"), ["city", "job"])])),
        ("fit", LogisticRegression(max_iter=1000))]).fit(table, names)
    rows = table.copy()
    rows.loc[5, "city"] = "Paris"
    vectors = pandas.DataFrame(numbers, columns=["a", "b", "c"])
    cases = [
        ("plain", to_onnx(LogisticRegression(max_iter=1000).fit(numbers, names), numbers[:1]), vectors),
        ("scaled", to_onnx(make_pipeline(StandardScaler(), LogisticRegression()).fit(numbers, (names == "high").astype(int)),
                           numbers[:1]), vectors),
        ("columns", to_onnx(pipeline, initial_types=cells), rows),
    ]
    for name, model, data in cases:
        session = onnxruntime.InferenceSession(model.SerializeToString())
        inputs = session.get_inputs()
        if len(inputs) == 1:
            given = {inputs[0].name: data.to_numpy(numpy.float32)}
        else:
            given = {one.name: of_rows(data)(one, TYPES[one.type]) for one in inputs}
        labels, expected = session.run(None, given)
        found = imported_probabilities(context, name, model, data)
        classes = list(expected[0])
        largest = max(
            float(numpy.abs(found[f"p({one})"].to_numpy() - [row[one] for row in expected]).max()) for one in classes)
        told = [str(label) for label in found["predicted"]]
        assert told == [str(label) for label in labels], f"{name}: other labels"
        assert largest <= 1e-6, f"{name}: probabilities differ by {largest}"
        print(f"import of skl2onnx's {name}: {len(labels)} rows, labels identical, probabilities within {largest:.1e}")


def check_renamed_labels(context):
    """A classifier of numbers whose label a LabelEncoder gives a name: the names come through."""
    random = numpy.random.default_rng(9)
    numbers = random.normal(size=(300, 3)).astype(numpy.float32)
    classes = (numbers @ [1.0, -1.0, 0.5] > 0).astype(int) + (numbers[:, 0] > 1)
    model = to_onnx(
        LogisticRegression().fit(numbers, classes), numbers[:1], options={"zipmap": False})
    # A LabelEncoder has keys from version 2 on.
    next(one for one in model.opset_import if one.domain == "ai.onnx.ml").version = 2
    told = model.graph.output[0].name
    names = ["low", "middle", "high"]
    model.graph.node.append(onnx.helper.make_node(
        "LabelEncoder", [told], ["name"], domain="ai.onnx.ml", keys_int64s=[0, 1, 2], values_strings=names))
    model.graph.output[0].CopyFrom(onnx.helper.make_tensor_value_info("name", onnx.TensorProto.STRING, [None]))
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    labels, expected = session.run(None, {session.get_inputs()[0].name: numbers})
    found = imported_probabilities(context, "renamed", model, pandas.DataFrame(numbers, columns=["a", "b", "c"]))
    assert list(found["predicted"]) == list(labels), "renamed labels: other labels"
    largest = float(numpy.abs(found[[f"p({name})" for name in names]].to_numpy() - expected).max())
    assert largest <= 1e-6, f"renamed labels: probabilities differ by {largest}"
    print(f"import of labels by LabelEncoder: {len(labels)} rows, labels identical, probabilities within {largest:.1e}")


def check(context):
    check_exports(context)
    check_texts(context)
    check_imports(context)
    check_renamed_labels(context)
