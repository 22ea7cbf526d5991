"""PMML: the engines of pypmml (PMML4S) and jpmml-evaluator say what the model does, names and missing cells included."""

import numpy as np

# Two engines in Java, each started anew.
QUICK = False
REQUIREMENTS = ["pypmml==1.5.8", "jpmml_evaluator==0.16.0", "numpy==2.4.6", "pandas==3.1.1"]
COMMANDS = ["java"]
PICTURES = 10000


def check(context):
    count = min(PICTURES, len(context.pictures))
    fields = [f"x{place + 1}" for place in range(context.pictures.shape[1])]
    for what, model, rows in (
        ("table", context.table, rows_of_table(context.rows)),
        ("pictures", context.fashion, [dict(zip(fields, map(float, row))) for row in context.pictures[:count]]),
    ):
        path = str(context.export(model, name=f"{what}.pmml"))
        for engine in (pypmml, jpmml):
            probabilities, labels = engine(path, rows)
            context.compare(f"PMML, {engine.__name__}, {what}", model, probabilities, labels)


def rows_of_table(frame):
    """A dictionary for each row; what is missing has no value, and yes and no are 1 and 0."""
    rows = []
    for row in frame.to_dict("records"):
        rows.append({name: plain(value) for name, value in row.items()})
    return rows


def plain(value):
    if value is None or value != value:
        return None
    if isinstance(value, str):
        return value
    return float(value)


def classes(path):
    """The classes in the order of the model: the values that the outputs of probabilities are of."""
    import xml.etree.ElementTree

    space = "{http://www.dmg.org/PMML-4_4}"
    outputs = xml.etree.ElementTree.parse(path).iter(space + "OutputField")
    return [
        (output.get("name"), output.get("value"), output.get("feature")) for output in outputs
    ]


def collected(path, results):
    outputs = classes(path)
    told = next(name for name, _, feature in outputs if feature == "predictedValue")
    names = [name for name, _, feature in outputs if feature == "probability"]
    probabilities = np.array([[result[name] for name in names] for result in results], float)
    return probabilities, [str(result[told]) for result in results]


def pypmml(path, rows):
    from pypmml import Model

    model = Model.load(path)
    try:
        return collected(path, [model.predict(row) for row in rows])
    finally:
        Model.close()


def jpmml(path, rows):
    from jpmml_evaluator import make_evaluator

    evaluator = make_evaluator(path).verify()
    return collected(path, [evaluator.evaluate(row) for row in rows])
