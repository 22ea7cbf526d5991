"""Models that scikit-learn trained say the same after the import: arrays and objects of skops.

Takes of the context, beside what exports need: `take(path, *flags, name)`, the path of a model that the command imported
from a file, and `score(model, rows)`, the command's probabilities of rows of numbers or of a DataFrame [samples, classes]."""

import numpy as np
import pandas as pd
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

QUICK = True
REQUIREMENTS = ["numpy==2.4.6", "pandas==3.1.1", "scikit-learn==1.9.1", "skops==0.16.0"]
COMMANDS = []


def same(what, found, expected):
    difference = abs(np.asarray(found) - expected).max()
    assert difference < 1e-6, f"{what}: {difference}"
    assert (np.asarray(found).argmax(axis=1) == expected.argmax(axis=1)).all(), what
    print(f"{what}: largest difference {difference:.1e}")


def check(context):
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(1000, 6)).astype(np.float32) * 3 + 2
    three = np.array(["ape", "bee", "cat"])[(rows[:, 0] + rng.normal(size=1000) > 2).astype(int) + (rows[:, 1] > 3)]
    for what, labels in [("three", three), ("two", three != "ape")]:
        model = LogisticRegression(max_iter=1000).fit(rows, labels)
        expected = model.predict_proba(rows)
        np.savez(context.folder / f"{what}.npz", coef_=model.coef_, intercept_=model.intercept_, classes_=model.classes_)
        skops.io.dump(model, context.folder / f"{what}.skops")
        scaled = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(rows, labels)
        skops.io.dump(scaled, context.folder / f"{what}-scaled.skops")
        for name, probabilities in [
            (f"{what}.npz", expected), (f"{what}.skops", expected), (f"{what}-scaled.skops", scaled.predict_proba(rows)),
        ]:
            taken = context.take(context.folder / name, name=name + ".safetensors")
            same(name, context.score(taken, rows), probabilities)
    for scaler in [MinMaxScaler(feature_range=(-1, 2)), MaxAbsScaler(), RobustScaler(), RobustScaler(with_centering=False)]:
        scaled = make_pipeline(scaler, LogisticRegression(max_iter=1000)).fit(rows, three)
        name = f"{type(scaler).__name__}.skops"
        skops.io.dump(scaled, context.folder / name)
        same(name, context.score(context.take(context.folder / name, name=name + ".safetensors"), rows),
             scaled.predict_proba(rows))
    table = pd.DataFrame({"age": rows[:, 0], "size": rows[:, 1], "plan": rng.choice(["basic", "pro", "team"], 1000)})
    table.loc[::7, "size"] = np.nan
    columns = make_pipeline(
        ColumnTransformer([
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age"]),
            ("ranges", make_pipeline(SimpleImputer(), MinMaxScaler()), ["size"]),
            ("words", OneHotEncoder(handle_unknown="ignore"), ["plan"]),
        ]), LogisticRegression(max_iter=1000)).fit(table, three)
    skops.io.dump(columns, context.folder / "columns.skops")
    taken = context.take(context.folder / "columns.skops", name="columns.safetensors")
    same("columns.skops", context.score(taken, table), columns.predict_proba(table))
