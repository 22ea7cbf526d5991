"""Makes Tests/SoftmaxRegressionTests/Goldens/sparse-optima.json: problems with an L1 penalty and their optima.

    python -m venv venv && venv/bin/pip install numpy==2.4.6
    venv/bin/python sparse_optima.py > ../SoftmaxRegressionTests/Goldens/sparse-optima.json

Rows are whole numbers, to be divided by `divisor` and rounded to Float32. The optimum is found by a primal-dual
interior-point method on W = U - V, U, V >= 0, then by Newton's method on the weights that are not 0, in Float64. It is
proved by the dual problem: with the residuals R of a point, scaled until no gradient is above l1,
F* >= mean entropy of (Y + s R) - sum of (|s X'R / n| - l1)+^2 / (2 l2), and `gap` is F less that bound. Standard error
says what was found.
"""

import json
import sys

import numpy as np

# A bound that rounding to Float64 may leave.
LARGEST_GAP = 2e-12


def design(rows, bias, standardized):
    """The columns that the penalty counts, and that of the bias."""
    x = np.asarray(rows, np.float64)
    if standardized:
        # Without a bias columns are only divided, by their deviation from the mean all the same.
        x = x / x.std(axis=0)
    return np.hstack([x, np.ones((len(x), 1))]) if bias else x


class Problem:
    """F over W [classes, columns]; the last column is the bias, where there is one."""

    def __init__(self, rows, labels, *, l1, l2=0.0, bias=True, standardized=True):
        self.x = design(rows, bias, standardized)
        self.y = np.asarray(labels)
        self.n, self.size = self.x.shape
        self.k = int(self.y.max()) + 1
        self.l1, self.l2 = l1, l2
        self.penalised = np.ones((self.k, self.size), bool)
        if bias:
            self.penalised[:, -1] = False
            # Columns far from 0 would lose digits in the gradient; the bias takes up what is subtracted.
            self.x[:, :-1] -= self.x[:, :-1].mean(axis=0)

    def shares(self, w):
        """Each class's probability, and the mean log loss."""
        logits = self.x @ w.T
        logits -= logits.max(axis=1, keepdims=True)
        exps = np.exp(logits)
        sums = exps.sum(axis=1)
        loss = np.log(sums) - logits[np.arange(self.n), self.y]
        return exps / sums[:, None], float(np.sort(loss).sum() / self.n)

    def penalty(self, w):
        own = w[self.penalised]
        return self.l1 * np.abs(own).sum() + self.l2 / 2 * (own**2).sum()

    def value(self, w):
        return self.shares(w)[1] + self.penalty(w)

    def derivatives(self, w):
        """Those of F without its L1 part: flat gradient and matrix."""
        p, _ = self.shares(w)
        residuals = p.copy()
        residuals[np.arange(self.n), self.y] -= 1
        gradient = residuals.T @ self.x / self.n + self.l2 * np.where(self.penalised, w, 0)
        d = self.size
        matrix = np.diag(np.where(self.penalised, self.l2, 0).ravel())
        for a in range(self.k):
            for b in range(a, self.k):
                block = (self.x * (p[:, a] * ((a == b) - p[:, b]) / self.n)[:, None]).T @ self.x
                matrix[a * d:(a + 1) * d, b * d:(b + 1) * d] += block
                if b > a:
                    matrix[b * d:(b + 1) * d, a * d:(a + 1) * d] += block.T
        if not self.penalised[0, -1]:
            # The same number added to all biases changes nothing; this leaves the steps as they are.
            common = np.zeros((self.k, d))
            common[:, -1] = 1
            matrix += np.outer(common, common)
        return gradient.ravel(), matrix

    def lower_bound(self, w):
        """What no weights can fall below."""
        p, _ = self.shares(w)
        own = np.arange(self.n)
        residuals = p.copy()
        residuals[own, self.y] -= 1
        if not self.penalised[0, -1]:
            residuals -= residuals.mean(axis=0)
        gradient = np.abs(residuals.T @ self.x / self.n)[self.penalised]
        scale = 1.0 if self.l2 > 0 else min(1.0, self.l1 / gradient.max())
        dual = scale * residuals
        dual[own, self.y] += 1
        dual = np.maximum(dual, 0)
        entropy = -np.where(dual > 0, dual * np.log(np.where(dual > 0, dual, 1)), 0).sum(axis=1)
        bound = float(np.sort(entropy).sum() / self.n)
        if self.l2 > 0:
            bound -= (np.maximum(gradient - self.l1, 0)**2).sum() / (2 * self.l2)
        return bound


def barrier(problem, last=1e-9):
    """U, V and the barrier's weight that it has come to: Newton's method on F less that times the logs of U and V."""
    penalised = problem.penalised.ravel()
    mu = 0.1 * problem.l1
    w = np.zeros(problem.k * problem.size)
    u = np.full(penalised.sum(), mu / problem.l1)
    v = u.copy()

    def value(w, u, v):
        point = w.reshape(problem.k, -1)
        smooth = problem.shares(point)[1] + problem.l2 / 2 * (point[problem.penalised]**2).sum()
        return smooth + problem.l1 * (u.sum() + v.sum()) - mu * (np.log(u).sum() + np.log(v).sum())

    while True:
        for _ in range(100):
            gradient, matrix = problem.derivatives(w.reshape(problem.k, -1))
            gu, gv = gradient[penalised] + problem.l1 - mu / u, -gradient[penalised] + problem.l1 - mu / v
            a, c = u**2 / mu, v**2 / mu
            right = -gradient
            right[penalised] = (c * gv - a * gu) / (a + c)
            system = matrix.copy()
            system[np.flatnonzero(penalised), np.flatnonzero(penalised)] += 1 / (a + c)
            step = np.linalg.solve(system, right)
            change = (matrix @ step)[penalised]
            du, dv = -a * (gu + change), c * (change - gv)
            slope = gu @ du + gv @ dv + gradient[~penalised] @ step[~penalised]
            length = min([1.0] + [
                0.99 * (-values[changes < 0] / changes[changes < 0]).min()
                for values, changes in ((u, du), (v, dv)) if (changes < 0).any()])
            start = value(w, u, v)
            while value(w + length * step, u + length * du, v + length * dv) > start + 0.1 * length * slope:
                length /= 2
                if length < 1e-10:
                    break
            w, u, v = w + length * step, u + length * du, v + length * dv
            if -slope < 1e-3 * mu:
                break
        if mu <= last * problem.l1:
            return w, u, v, mu
        mu *= 0.2


def interior_point(problem, end=1e-16, limit=60):
    """Weights near the optimum, by a primal-dual method; strictly inside, so that none is exactly 0."""
    penalised = problem.penalised.ravel()
    w, u, v, mu = barrier(problem)
    zu, zv = mu / u, mu / v
    for _ in range(limit):
        gradient, matrix = problem.derivatives(w.reshape(problem.k, -1))
        inner = gradient[penalised]
        complementarity = (u @ zu + v @ zv) / (2 * penalised.sum())
        if complementarity < end:
            break
        mu = 0.1 * complementarity
        a, c = u / zu, v / zv
        right = -gradient
        right[penalised] = (a * (mu / u - problem.l1 - inner) - c * (mu / v - problem.l1 + inner)) / (a + c)
        system = matrix.copy()
        system[np.flatnonzero(penalised), np.flatnonzero(penalised)] += 1 / (a + c)
        step = np.linalg.solve(system, right)
        change = (matrix @ step)[penalised]
        du = a * (mu / u - problem.l1 - inner - change)
        dv = c * (mu / v - problem.l1 + inner + change)
        dzu, dzv = mu / u - zu - du / a, mu / v - zv - dv / c
        length = min([1.0] + [
            0.99 * (-values[changes < 0] / changes[changes < 0]).min()
            for values, changes in ((u, du), (v, dv), (zu, dzu), (zv, dzv)) if (changes < 0).any()])
        u, v, zu, zv = u + length * du, v + length * dv, zu + length * dzu, zv + length * dzv
        w = w + length * step
    return w.reshape(problem.k, -1)


def polish(problem, w):
    """Newton's method on the weights that are clearly not 0, their signs kept."""
    size = np.abs(w[problem.penalised]).max()
    best, best_gap = w, problem.value(w) - problem.lower_bound(w)
    for threshold in (1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4):
        signs = np.where(problem.penalised, np.sign(w) * (np.abs(w) > threshold * size), 0)
        kept = (~problem.penalised | (signs != 0)).ravel()
        point = np.where(kept.reshape(w.shape), w, 0)
        for _ in range(20):
            gradient, matrix = problem.derivatives(point)
            gradient = (gradient + problem.l1 * signs.ravel())[kept]
            step = np.zeros(kept.size)
            # Directions that change nothing have no curvature.
            step[kept] = -np.linalg.lstsq(matrix[np.ix_(kept, kept)], gradient, rcond=1e-13)[0]
            moved = point + step.reshape(w.shape)
            if (np.sign(moved[problem.penalised]) != signs[problem.penalised]).any():
                break
            point = moved
            if np.abs(step).max() < 1e-15 * size:
                break
        gap = problem.value(point) - problem.lower_bound(point)
        if gap < best_gap:
            best, best_gap = point, gap
    return best


def optimum(problem):
    """Weights and the proved gap."""
    w = polish(problem, interior_point(problem))
    return w, problem.value(w) - problem.lower_bound(w)


class Numbers:
    """Numbers in -1..<1, the same on every machine (Knuth's MMIX linear congruence)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return ((self.state >> 40) - (1 << 24 if self.state >> 63 else 0)) / 2**23

    def array(self, *shape):
        return np.array([self.next() for _ in range(int(np.prod(shape)))]).reshape(shape)


def vowels(seed=17):
    """990 x 10, 11 classes that overlap, columns that follow from each other: the shape of Vowel."""
    numbers = Numbers(seed)
    labels = np.arange(990) % 11
    centres = 1.2 * numbers.array(11, 10)
    mixed = numbers.array(10, 10) * 0.5 + np.eye(10)
    rows = (centres[labels] + numbers.array(990, 10) + numbers.array(990, 10)) @ mixed
    return np.floor(rows * 1000 + 0.5).astype(int), labels, 1000


def vehicles(seed=23):
    """846 x 18 whole numbers from 5 to 1000, 4 classes, columns that nearly follow from five others: like Vehicle."""
    numbers = Numbers(seed)
    labels = np.arange(846) % 4
    hidden = 0.7 * numbers.array(4, 5)[labels] + numbers.array(846, 5)
    rows = hidden @ numbers.array(5, 18) + 0.1 * numbers.array(846, 18)
    widths = np.array([8, 6, 15, 33, 8, 4, 33, 8, 3, 15, 31, 177, 33, 7, 5, 9, 6, 7])
    means = np.array([94, 45, 82, 169, 62, 9, 169, 41, 21, 148, 189, 440, 175, 72, 6, 13, 189, 196])
    return np.maximum(np.floor(rows * widths + means + 0.5), 0).astype(int), labels, 1


def bases(seed=31):
    """450 x 60 zeros and ones, three columns a place of four letters, 3 classes: the shape of DNA."""
    numbers = Numbers(seed)
    labels = np.arange(450) % 3
    tastes = 1.5 * numbers.array(3, 20, 4)
    letters = np.argmax(tastes[labels] + 3 * numbers.array(450, 20, 4), axis=2)
    rows = (letters[:, :, None] == np.arange(3)).astype(int).reshape(450, 60)
    return rows, labels, 1


def two(seed=41):
    """240 x 40, 2 classes, columns that follow from eight others but for a little."""
    numbers = Numbers(seed)
    labels = np.arange(240) % 2
    hidden = 0.6 * numbers.array(2, 8)[labels] + numbers.array(240, 8)
    rows = hidden @ numbers.array(8, 40) + 0.05 * numbers.array(240, 40)
    return np.floor(rows * 1000 + 0.5).astype(int), labels, 1000


def planes(seed=47):
    """120 x 12, 5 classes, columns that follow from five others but for a thousandth."""
    return nearly_dependent(Numbers(seed), 120, 12, 5, 5)


def lines(seed=53):
    """96 x 8, 3 classes, columns that are multiples of one but for a thousandth."""
    return nearly_dependent(Numbers(seed), 96, 8, 1, 3)


def nearly_dependent(numbers, count, columns, rank, classes):
    labels = np.arange(count) % classes
    hidden = numbers.array(classes, rank)[labels] + 2 * numbers.array(count, rank)
    rows = hidden @ numbers.array(rank, columns) + 0.001 * numbers.array(count, columns)
    return np.floor(rows * 1000 + 0.5).astype(int), labels, 1000


def irises():
    """The irises in tenths, from the Swift file that holds them."""
    import re
    from pathlib import Path

    source = Path(__file__).resolve().parents[1] / "SoftmaxRegressionTests/IrisRows.swift"
    text = source.read_text().split("tenths: [UInt8] = [")[1]
    rows = np.array([int(number) for number in re.findall(r"\d+", text)]).reshape(150, 4)
    return rows, np.arange(150) // 50, 10


DATA = {
    "iris": irises, "vowels": vowels, "vehicles": vehicles, "bases": bases, "two": two, "planes": planes,
    "lines": lines}
# Name, data, and settings that are not the defaults: l2 0, bias, standardized.
PROBLEMS = [
    ("iris, l1 1e-4, no bias", "iris", dict(l1=1e-4, bias=False)),
    ("iris, l1 1e-4", "iris", dict(l1=1e-4)),
    ("iris, l1 1e-5", "iris", dict(l1=1e-5)),
    ("iris, l1 1e-3, no bias, raw", "iris", dict(l1=1e-3, bias=False, standardized=False)),
    ("vowels, l1 1.33e-4", "vowels", dict(l1=1.33e-4)),
    ("vowels, l1 1.33e-4, no bias", "vowels", dict(l1=1.33e-4, bias=False)),
    ("vowels, l1 0.01", "vowels", dict(l1=0.01)),
    ("vowels, l1 = l2 = 1e-3", "vowels", dict(l1=1e-3, l2=1e-3)),
    ("vehicles, l1 = l2 = 0.0333338, raw", "vehicles", dict(l1=0.0333338, l2=0.0333338, standardized=False)),
    ("vehicles, l1 1e-3, raw", "vehicles", dict(l1=1e-3, standardized=False)),
    ("vehicles, l1 1e-4", "vehicles", dict(l1=1e-4)),
    ("bases, l1 1e-4", "bases", dict(l1=1e-4)),
    ("bases, l1 0.01", "bases", dict(l1=0.01)),
    ("two, l1 1e-4", "two", dict(l1=1e-4)),
    ("two, l1 = 1e-3, l2 = 1e-5", "two", dict(l1=1e-3, l2=1e-5)),
]

# Raw columns that nearly follow from others, and a weak penalty: weights are large, and their rounding shows.
NEARLY_DEPENDENT = [
    ("planes, l1 2e-5, raw", "planes", dict(l1=2e-5, standardized=False)),
    ("lines, l1 1e-5, raw", "lines", dict(l1=1e-5, standardized=False)),
]
# Name, data, the share of l1 in a strength, settings, and strengths: every one an optimum of its own.
PATHS = [
    ("iris, l1", "iris", 1.0, {}, [0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4]),
    ("vowels, l1", "vowels", 1.0, {}, [0.03, 0.01, 3e-3, 1e-3, 3e-4, 1.33e-4]),
    ("vehicles, elastic net, raw", "vehicles", 0.5, dict(standardized=False), [1.0, 0.3, 0.0666676, 0.02, 5e-3]),
    ("bases, l1", "bases", 1.0, {}, [0.03, 0.01, 1e-3, 1e-4]),
    ("two, elastic net", "two", 0.5, {}, [0.1, 0.01, 1e-3, 1e-4]),
]


def proved(rows, labels, divisor, name, **settings):
    """The optimum, and a bound on how far it is from the true one."""
    problem = Problem((rows / divisor).astype(np.float32), labels, **settings)
    w, gap = optimum(problem)
    value = problem.value(w)
    count = np.count_nonzero(w[problem.penalised])
    print(f"{name}: F {float(value)!r}, gap {gap:.2e}, {count} nonzero", file=sys.stderr)
    if not gap <= LARGEST_GAP * value:
        raise SystemExit(f"{name}: the gap is too large")
    return float(value)


def main():
    document = {"data": {}, "problems": [], "nearlyDependent": [], "paths": []}
    made = {name: make() for name, make in DATA.items()}
    for name, (rows, labels, divisor) in made.items():
        document["data"][name] = {
            "featureCount": rows.shape[1], "divisor": divisor, "rows": rows.ravel().tolist(),
            "labels": labels.tolist()}
    for group, problems in (("problems", PROBLEMS), ("nearlyDependent", NEARLY_DEPENDENT)):
        for name, data, settings in problems:
            document[group].append({
                "name": name, "data": data, "l1Penalty": settings["l1"], "l2Penalty": settings.get("l2", 0.0),
                "hasBias": settings.get("bias", True), "isStandardized": settings.get("standardized", True),
                "optimum": proved(*made[data], name, **settings)})
    for name, data, ratio, settings, strengths in PATHS:
        document["paths"].append({
            "name": name, "data": data, "l1Ratio": ratio, "isStandardized": settings.get("standardized", True),
            "strengths": strengths,
            "optima": [
                proved(*made[data], f"{name}, {s:g}", l1=ratio * s, l2=(1 - ratio) * s, **settings)
                for s in strengths]})
    json.dump(document, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
