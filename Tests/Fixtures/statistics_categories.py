"""Makes SoftmaxDataTests/Goldens/Statistics/statsmodels.json: statistics of tables with categories.

    python -m venv venv && venv/bin/pip install statsmodels==0.15.0 pandas==3.1.1
    venv/bin/python statistics_categories.py

Estimates, covariances (classical, HC0 and clustered) and marginal effects are statsmodels' MNLogit and get_margeff; log
likelihoods are theirs too. Discrete changes of categories with more than two levels, which statsmodels does not know,
are written out here from the definition (Greene, Econometric Analysis, 7th edition, 18.2.4; Stata's manual, margins),
with the delta method by central differences in NumPy. Clustered covariances are statsmodels' without its correction,
times G / (G - 1), which is Stata's for maximum likelihood. Numbers are rounded to Float32 first, as the library does.
"""

import csv
import json
import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent / "SoftmaxDataTests/Goldens/Statistics"
CUSTOMERS = HERE.parent.parent / "Documentation/customers.csv"


def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def f32(values):
    return np.asarray(values, dtype=np.float64).astype(np.float32).astype(np.float64)


class Design:
    """Columns with their names, and which of them are levels of one category."""

    def __init__(self, rows):
        self.rows = rows
        self.columns, self.names, self.groups = [], [], []

    def number(self, name, missing=None):
        cells = [row[name] for row in self.rows]
        known = [cell not in ("", "NA") for cell in cells]
        values = f32([float(c) if k else np.nan for c, k in zip(cells, known)])
        values[~np.array(known)] = f32([values[known].mean()])[0] if not all(known) else 0
        self.add(name, values)
        if missing == "indicator" and not all(known):
            self.add(f"{name} missing", ~np.array(known), isLevel=True)
        return self

    def boolean(self, name, base="no"):
        values = np.array([row[name] == "yes" for row in self.rows])
        if base == "no":
            self.add(name, values, isLevel=True)
        else:
            self.add(f"{name}=no", ~values, isLevel=True)
        return self

    def category(self, name, base=None):
        cells = [row[name] for row in self.rows]
        levels = sorted(set(cells))
        base = base or levels[0]
        first = len(self.columns)
        for level in levels:
            if level != base:
                self.add(f"{name}={level}", [cell == level for cell in cells])
        self.groups.append(list(range(first, len(self.columns))))
        return self

    def add(self, name, values, isLevel=False):
        if isLevel:
            self.groups.append([len(self.columns)])
        self.columns.append(np.asarray(values, dtype=np.float64))
        self.names.append(name)

    @property
    def x(self):
        return np.column_stack(self.columns)


def probabilities(x, beta):
    """beta: [terms x (classes - 1)], the first class the reference; x with its constant."""
    logits = np.column_stack([np.zeros(len(x)), x @ beta])
    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    return p / p.sum(axis=1, keepdims=True)


def effects(design, x, w, beta, place):
    """[features x classes]: derivatives, or discrete changes from a category's base, of each feature."""
    if place == "means":
        x, w = (w @ x / w.sum())[None, :], np.ones(1)
    w = w / w.sum()
    full = np.column_stack([np.zeros(beta.shape[0]), beta])
    result = np.zeros((x.shape[1] - 1, full.shape[1]))
    p = probabilities(x, beta)
    mean = p @ full.T
    for j in range(x.shape[1] - 1):
        group = next((g for g in design.groups if j in g), None)
        if group is None:
            result[j] = w @ (p * (full[j + 1] - mean[:, [j + 1]]))
        else:
            low, high = x.copy(), x.copy()
            low[:, [g + 1 for g in group]] = 0
            high[:, [g + 1 for g in group]] = 0
            high[:, j + 1] = 1
            result[j] = w @ (probabilities(high, beta) - probabilities(low, beta))
    return result


def effects_with_errors(design, x, w, beta, covariance, place):
    """covariance: of beta, class by class."""
    found = effects(design, x, w, beta, place)
    gradient = []
    for index in range(beta.size):
        k, t = divmod(index, beta.shape[0])
        step = 1e-5 * np.sqrt(covariance[index, index])
        moved = []
        for sign in (-2, -1, 1, 2):
            other = beta.copy()
            other[t, k] += sign * step
            moved.append(effects(design, x, w, other, place))
        gradient.append((moved[0] - 8 * moved[1] + 8 * moved[2] - moved[3]) / (12 * step))
    gradient = np.array(gradient)
    errors = np.sqrt(np.einsum("ifk,ij,jfk->fk", gradient, covariance, gradient))
    return found, errors


def case(design, labels, frequencies=None, clusters=None):
    classes = sorted(set(labels))
    y = np.array([classes.index(label) for label in labels])
    x = sm.add_constant(design.x, has_constant="add")
    counts = np.ones(len(y), dtype=int) if frequencies is None else np.asarray(frequencies)
    yy, xx = np.repeat(y, counts), np.repeat(x, counts, axis=0)
    fit = dict(method="newton", tol=1e-15, maxiter=200, disp=0)
    model = sm.MNLogit(yy, xx)
    classical = model.fit(**fit)
    robust = model.fit(cov_type="HC0", **fit)
    # Written apart: the sandwich of the scores.
    p = probabilities(xx, classical.params)
    residuals = np.eye(len(classes))[yy][:, 1:] - p[:, 1:]
    scores = (residuals[:, :, None] * xx[:, None, :]).reshape(len(yy), -1)
    bread = classical.cov_params()
    hc0 = bread @ (scores.T @ scores) @ bread
    assert np.allclose(hc0, robust.cov_params(), rtol=1e-9, atol=0), "statsmodels' HC0 is the sandwich"
    result = {
        "classes": classes, "terms": ["(intercept)"] + design.names,
        "observationCount": int(counts.sum()), "logLikelihood": float(classical.llf),
        "estimates": classical.params.T.ravel().tolist(),
        "covariance": np.asarray(bread).ravel().tolist(),
        "robust": hc0.ravel().tolist(),
    }
    covariances = {"classical": np.asarray(bread), "robust": hc0}
    if clusters is not None:
        groups = np.repeat(np.unique(clusters, return_inverse=True)[1], counts)
        count = groups.max() + 1
        found = model.fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}, **fit)
        sums = np.zeros((count, scores.shape[1]))
        np.add.at(sums, groups, scores)
        own = bread @ (sums.T @ sums) @ bread
        assert np.allclose(own, found.cov_params(), rtol=1e-8, atol=1e-14), "statsmodels' clustered sandwich"
        result["clusterCount"] = int(count)
        result["clustered"] = (own * count / (count - 1)).ravel().tolist()
        covariances["clustered"] = own * count / (count - 1)
    for place, name in (("average", "overall"), ("means", "mean")):
        margins = classical.get_margeff(at=name, dummy=False)
        continuous = [j for j in range(len(design.names)) if not any(j in g for g in design.groups)]
        found, errors = effects_with_errors(design, x, counts.astype(float), classical.params, np.asarray(bread), place)
        assert np.allclose(found[continuous], margins.margeff[continuous], rtol=1e-8, atol=1e-13)
        assert np.allclose(errors[continuous], margins.margeff_se[continuous], rtol=1e-6, atol=1e-13)
        single = [g[0] for g in design.groups if len(g) == 1]
        if single and place == "average" and len(classes) == 2:
            # statsmodels' errors of discrete changes fail for more classes, so that its Logit is asked.
            changes = sm.Logit(yy, xx).fit(**fit).get_margeff(at=name, dummy=True)
            assert np.allclose(found[single, 1], changes.margeff[single], rtol=1e-8, atol=1e-13)
            assert np.allclose(errors[single, 1], changes.margeff_se[single], rtol=1e-6, atol=1e-13)
        if place == "average":
            for j in single:
                low, high = xx.copy(), xx.copy()
                low[:, j + 1], high[:, j + 1] = 0, 1
                changes = model.predict(classical.params, high) - model.predict(classical.params, low)
                assert np.allclose(found[j], changes.mean(axis=0), rtol=1e-8, atol=1e-13)
        result[place] = {"effects": found.T.ravel().tolist(), "errors": errors.T.ravel().tolist()}
        _, errors = effects_with_errors(design, x, counts.astype(float), classical.params, hc0, place)
        result[place]["robustErrors"] = errors.T.ravel().tolist()
    return result


def main():
    housing = read(DATA / "housing.csv")
    birthwt = read(DATA / "birthwt.csv")
    anes = read(DATA / "anes96.csv")
    customers = read(CUSTOMERS)

    def customer(missing=None, city=None, plan=None, newsletter="no"):
        design = Design(customers)
        for name in ("age", "months", "spend", "calls"):
            design.number(name, missing)
        return design.category("city", city).category("plan", plan).boolean("newsletter", newsletter)

    outcome = [row["outcome"] for row in customers]
    sat = [row["Sat"] for row in housing]
    freq = [int(row["Freq"]) for row in housing]
    low = [row["low"] for row in birthwt]
    race = [row["race"] for row in birthwt]

    def births():
        return Design(birthwt)

    full = births().number("age").number("lwt").category("race", "white").boolean("smoke").number("ptl")
    full = full.boolean("ht").boolean("ui").number("ftv")
    less = births().number("age").number("lwt").boolean("smoke").number("ptl").boolean("ht").boolean("ui").number("ftv")
    races = births().number("lwt").boolean("smoke").boolean("ht").number("ftv")
    party = Design(anes).number("logpopul").number("selfLR").number("educ").number("income")
    cases = {
        "housing": case(Design(housing).category("Infl").category("Type").category("Cont"), sat, freq),
        "housing by bases": case(
            Design(housing).category("Infl", "Low").category("Type", "Tower").category("Cont", "Low"), sat, freq),
        "housing without type": case(Design(housing).category("Infl").category("Cont"), sat, freq),
        "birthwt": case(full, low),
        "birthwt without race": case(less, low),
        "birthwt race": case(races, race, clusters=[row["age"] for row in birthwt]),
        "customers": case(customer(), outcome),
        "customers by bases": case(
            customer("indicator", "Wien", "plus", "yes"), outcome, clusters=[row["months"] for row in customers]),
        "anes96": case(party, [row["PID"] for row in anes], clusters=[row["age"] for row in anes]),
    }
    document = {
        "made": f"statsmodels {statsmodels.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}",
        "cases": cases,
    }
    (DATA / "statsmodels.json").write_text(json.dumps(document, indent=0).replace("\n", " ") + "\n")
    for name, found in cases.items():
        print(name, found["logLikelihood"], len(found["estimates"]))


if __name__ == "__main__":
    main()
