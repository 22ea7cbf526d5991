"""PMML: the engines of pypmml (PMML4S) and jpmml-evaluator say what the model does, names and missing cells included."""

import numpy as np

# Two engines in Java, each started anew.
QUICK = False
REQUIREMENTS = ["pypmml==1.5.8", "jpmml_evaluator==0.16.0", "numpy==2.4.6", "pandas==3.1.1"]
COMMANDS = ["java"]
PICTURES = 10000
# How tables write yes and no, which a model takes as 1 and 0.
TRUTH = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}


def check(context):
    count = min(PICTURES, len(context.pictures))
    fields = [f"x{place + 1}" for place in range(context.pictures.shape[1])]
    for what, model, rows in (
        ("table", context.table, context.rows.to_dict("records")),
        ("pictures", context.fashion, [dict(zip(fields, row)) for row in context.pictures[:count].tolist()]),
    ):
        path = str(context.export(model, name=f"{what}.pmml"))
        for engine in (pypmml, jpmml):
            probabilities, labels = collected(path, engine(path, given(path, rows)))
            context.compare(f"PMML, {engine.__name__}, {what}", model, probabilities, labels)


SPACE = "{http://www.dmg.org/PMML-4_4}"


def document(path):
    import xml.etree.ElementTree

    return xml.etree.ElementTree.parse(path)


def given(path, rows):
    """The fields that the document takes, of each row; what is missing has no value."""
    types = {field.get("name"): field.get("dataType") for field in document(path).iter(SPACE + "DataField")}
    fields = [
        field.get("name") for field in document(path).iter(SPACE + "MiningField") if field.get("usageType") is None
    ]
    assert fields and set(fields) <= set(rows[0]), f"{path}: fields {fields}, given {list(rows[0])}"
    return [{name: cell(row[name], types[name]) for name in fields} for row in rows]


def cell(value, kind):
    if value is None or value != value:
        return None
    if kind == "string":
        return str(value)
    return TRUTH[value.lower()] if isinstance(value, str) else float(value)


def collected(path, results):
    """Probabilities in the order of the outputs, which is that of the classes, and the classes that were told."""
    outputs = [(output.get("name"), output.get("feature")) for output in document(path).iter(SPACE + "OutputField")]
    told = next(name for name, feature in outputs if feature == "predictedValue")
    names = [name for name, feature in outputs if feature == "probability"]
    probabilities = np.array([[result[name] for name in names] for result in results], float)
    return probabilities, [str(result[told]) for result in results]


def pypmml(path, rows):
    import pandas
    from pypmml import Model

    # The engine stays until the program ends: closed, it cannot be had again.
    model = Model.load(path)
    # A frame goes over in one piece, a row in a call for each of its cells.
    return model.predict(pandas.DataFrame(rows, dtype=object)).to_dict("records")


def jpmml(path, rows):
    from jpmml_evaluator import make_evaluator

    evaluator = make_evaluator(path).verify()
    return [evaluator.evaluate(row) for row in rows]
