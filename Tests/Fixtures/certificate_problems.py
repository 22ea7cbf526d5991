"""Makes Tests/SoftmaxRegressionTests/Goldens/certificates.json: hard problems, their optima, and values at points.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 mpmath==1.3.0 gmpy2==2.2.1
    venv/bin/python certificate_problems.py > ../SoftmaxRegressionTests/Goldens/certificates.json

Everything is computed with 200 digits from the Float32 features and Float64 sample weights that the file holds. The
optimum is found by Newton's method and believed where a step would gain less than 1e-100 of F (with an L1 penalty,
where the conditions of the optimum hold besides). A point's `excess` is F there less F at the optimum.
"""

import json
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 200


class Problem:
    def __init__(self, name, rows, labels, *, l2=None, l1=0.0, bias=True, standardized=False, weights=None):
        self.name = name
        self.rows = np.asarray(rows, dtype=np.float64).astype(np.float32)
        self.labels = np.unique(labels, return_inverse=True)[1]
        self.n, self.d = self.rows.shape
        self.k = int(self.labels.max()) + 1
        self.l2 = 1 / self.n if l2 is None else l2
        self.l1 = l1
        self.bias = bias
        self.standardized = standardized
        self.weights = None if weights is None else [float(w) for w in weights]

    def prepare(self):
        """Columns in the units of the penalty, and a scale of each that Newton's method works in."""
        s = [mp.mpf(1)] * self.n if self.weights is None else [mp.mpf(w) for w in self.weights]
        total = mp.fsum(s)
        self.s = [w / total for w in s]
        x = [[mp.mpf(float(v)) for v in row] for row in self.rows]
        self.x = x
        means = [mp.fsum(w * row[j] for w, row in zip(self.s, x)) for j in range(self.d)]
        variances = [mp.fsum(w * (row[j] - means[j]) ** 2 for w, row in zip(self.s, x)) for j in range(self.d)]
        self.deviations = [mp.sqrt(v) if self.standardized and v > 0 else mp.mpf(1) for v in variances]
        self.means = means if self.standardized and self.bias else [mp.mpf(0)] * self.d
        z = [[(v - m) / q for v, m, q in zip(row, self.means, self.deviations)] for row in x]
        # Newton's own units, centred where there is a bias, which a change of the bias makes up for.
        self.shifts = [mp.fsum(w * row[j] for w, row in zip(self.s, z)) if self.bias else mp.mpf(0) for j in range(self.d)]
        centred = [[v - c for v, c in zip(row, self.shifts)] for row in z]
        self.scales = []
        for j in range(self.d):
            square = mp.fsum(w * row[j] ** 2 for w, row in zip(self.s, centred))
            self.scales.append(mp.sqrt(square) if square > 0 else mp.mpf(1))
        self.u = [[v / q for v, q in zip(row, self.scales)] + ([mp.mpf(1)] if self.bias else []) for row in centred]
        self.size = self.d + (1 if self.bias else 0)
        self.penalty2 = [mp.mpf(self.l2) / q**2 for q in self.scales]
        self.penalty1 = [mp.mpf(self.l1) / q for q in self.scales]

    def losses(self, logits, label):
        top = max(logits)
        exps = [mp.exp(v - top) for v in logits]
        total = mp.fsum(exps)
        return mp.log(total) + top - logits[label], [e / total for e in exps]

    def evaluate(self, theta, second):
        """F, its gradient and second derivatives by theta [classes x size]."""
        k, size = self.k, self.size
        value = mp.mpf(0)
        gradient = [[mp.mpf(0)] * size for _ in range(k)]
        hessian = mp.zeros(k * size) if second else None
        for s, u, label in zip(self.s, self.u, self.labels):
            if s == 0:
                continue
            logits = [mp.fsum(a * b for a, b in zip(row, u)) for row in theta]
            loss, p = self.losses(logits, label)
            value += s * loss
            for a in range(k):
                r = s * (p[a] - (1 if a == label else 0))
                for j in range(size):
                    gradient[a][j] += r * u[j]
            if not second:
                continue
            for a in range(k):
                for b in range(a, k):
                    f = s * (p[a] * (1 if a == b else 0) - p[a] * p[b])
                    for i in range(size):
                        g = f * u[i]
                        for j in range(size):
                            hessian[a * size + i, b * size + j] += g * u[j]
        for a in range(k):
            for j in range(self.d):
                w = theta[a][j]
                value += self.penalty2[j] / 2 * w * w + self.penalty1[j] * abs(w)
                gradient[a][j] += self.penalty2[j] * w + self.penalty1[j] * mp.sign(w)
                if second:
                    hessian[a * size + j, a * size + j] += self.penalty2[j]
        if second:
            for i in range(k * size):
                for j in range(i):
                    hessian[i, j] = hessian[j, i]
        return value, gradient, hessian

    def start(self):
        """Zero, or for an L1 penalty what proximal steps in Float64 lead to."""
        theta = [[mp.mpf(0)] * self.size for _ in range(self.k)]
        if self.l1 == 0:
            return theta, {(a, j) for a in range(self.k) for j in range(self.d)}
        u = np.array([[float(v) for v in row] for row in self.u])
        s = np.array([float(v) for v in self.s])
        l1 = np.array([float(v) for v in self.penalty1])
        l2 = np.array([float(v) for v in self.penalty2])
        hot = np.eye(self.k)[self.labels]
        step = 1 / (0.5 * np.linalg.norm(u * np.sqrt(s)[:, None], 2) ** 2 + l2.max())
        t, previous, momentum = np.zeros((self.k, self.size)), np.zeros((self.k, self.size)), 1.0
        point = t.copy()
        for _ in range(200_000):
            logits = u @ point.T
            e = np.exp(logits - logits.max(1, keepdims=True))
            g = ((e / e.sum(1, keepdims=True) - hot) * s[:, None]).T @ u
            g[:, : self.d] += l2 * point[:, : self.d]
            t = point - step * g
            t[:, : self.d] = np.sign(t[:, : self.d]) * np.maximum(np.abs(t[:, : self.d]) - step * l1, 0)
            following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
            point = t + (momentum - 1) / following * (t - previous)
            previous, momentum = t, following
            if np.vdot(point - t, t - previous) > 0:
                momentum = 1.0
        active = {(a, j) for a in range(self.k) for j in range(self.d) if t[a, j] != 0}
        return [[mp.mpf(float(v)) for v in row] for row in t], active

    def solve(self):
        theta, active = self.start()
        # One bias is fixed: adding the same to all of them changes nothing.
        free = [(a, j) for a in range(self.k) for j in range(self.size)
                if (j < self.d and (a, j) in active) or (j >= self.d and a < self.k - 1)]
        for iteration in range(400):
            value, gradient, hessian = self.evaluate(theta, True)
            g = mp.matrix([gradient[a][j] for a, j in free])
            index = [a * self.size + j for a, j in free]
            h = mp.matrix(len(free), len(free))
            for r, i in enumerate(index):
                for c, j in enumerate(index):
                    h[r, c] = hessian[i, j]
            step = mp.lu_solve(h, -g)
            length, slope = mp.mpf(1), mp.fsum(a * b for a, b in zip(g, step))
            # Half of it is what F has left to gain.
            if -slope < mp.mpf(10) ** -100 * value:
                break
            while True:
                trial = [row[:] for row in theta]
                for (a, j), move in zip(free, step):
                    trial[a][j] += length * move
                if self.evaluate(trial, False)[0] <= value + length * slope / 10000:
                    break
                length /= 2
                if length < mp.mpf(2) ** -200:
                    raise ValueError(f"{self.name}: no step")
            theta = trial
        else:
            raise ValueError(f"{self.name}: no optimum")
        value, gradient, _ = self.evaluate(theta, False)
        for a in range(self.k):
            for j in range(self.d):
                if (a, j) not in active and abs(gradient[a][j]) > self.penalty1[j]:
                    raise ValueError(f"{self.name}: a coefficient that should not be 0")
                if (a, j) in active and self.l1 > 0 and theta[a][j] == 0:
                    raise ValueError(f"{self.name}: a coefficient that should be 0")
        self.theta, self.value = theta, value

    def user_units(self):
        """The optimum's weights and bias as the features' own units have them."""
        weights, bias = [], []
        for row in self.theta:
            beta = [row[j] / self.scales[j] for j in range(self.d)]
            w = [b / q for b, q in zip(beta, self.deviations)]
            weights.append(w)
            if self.bias:
                shift = mp.fsum(b * c for b, c in zip(beta, self.shifts))
                bias.append(row[self.d] - shift - mp.fsum(v * m for v, m in zip(w, self.means)))
        middle = mp.fsum(bias) / self.k if self.bias else 0
        return weights, [b - middle for b in bias] if self.bias else [mp.mpf(0)] * self.k

    def value_at(self, weights, bias):
        """F of Float32 parameters."""
        value = mp.mpf(0)
        w = [[mp.mpf(float(v)) for v in row] for row in weights]
        b = [mp.mpf(float(v)) for v in bias]
        for s, x, label in zip(self.s, self.x, self.labels):
            logits = [mp.fsum(p * q for p, q in zip(row, x)) + c for row, c in zip(w, b)]
            value += s * self.losses(logits, label)[0]
        for row in w:
            for v, q in zip(row, self.deviations):
                value += mp.mpf(self.l2) / 2 * (v * q) ** 2 + mp.mpf(self.l1) * abs(v * q)
        return value

    def points(self, rng):
        weights, bias = self.user_units()
        exact = np.array([[float(v) for v in row] for row in weights])
        middle = np.array([float(v) for v in bias])
        # What moves a logit by about 1.
        unit = np.array([float(1 / (q * r)) for q, r in zip(self.deviations, self.scales)])
        kept = 1.0 if self.bias else 0.0
        made = [
            (exact * 0, middle * 0),
            (exact, middle),
            (exact * (1 + 1e-4 * rng.normal(size=exact.shape)), middle),
            (exact, middle + kept * 0.1 * rng.normal(size=middle.shape)),
            (exact / 2, middle),
            (exact + unit * rng.normal(size=exact.shape), middle),
            (exact + 300 * unit * rng.normal(size=exact.shape), middle + kept * 300 * rng.normal(size=middle.shape)),
        ]
        for w, b in made:
            w, b = w.astype(np.float32), b.astype(np.float32)
            if not (np.isfinite(w).all() and np.isfinite(b).all()):
                continue
            value = self.value_at(w, b)
            yield {
                "weights": [float(v) for v in w.ravel()],
                "bias": [float(v) for v in b],
                "objective": mp.nstr(value, 30),
                "excess": mp.nstr(value - self.value, 30),
            }

    def document(self, rng):
        self.prepare()
        self.solve()
        return {
            "name": self.name, "featureCount": self.d, "classCount": self.k,
            "rows": [float(v) for v in self.rows.ravel()], "labels": [int(v) for v in self.labels],
            "sampleWeights": self.weights, "l2Penalty": self.l2, "l1Penalty": self.l1, "hasBias": self.bias,
            "isStandardized": self.standardized, "optimum": mp.nstr(self.value, 30),
            "points": list(self.points(rng)),
        }


def clouds(rng, n, d, k, spread=1.0):
    labels = np.arange(n) % k
    centres = spread * rng.normal(size=(k, d))
    return centres[labels] + rng.normal(size=(n, d)), labels


def problems():
    rng = np.random.default_rng(20261128)
    # Three of four logits cancel to nothing in Float64.
    yield Problem("huge and raw", [[2e16], [3e15], [1e16], [-2e15]], [1, 0, 1, 0], l2=1e-8)
    yield Problem("huge and raw, no bias", [[2e16], [3e15], [1e16], [-2e15]], [1, 0, 1, 0], l2=1e-8, bias=False)
    yield Problem("huge and raw, strong penalty", [[2e16], [3e15], [1e16], [-2e15]], [1, 0, 1, 0], l2=1e8)
    for exponent in [-30, -15, -6, 6, 15, 30]:
        x, y = clouds(rng, 24, 2, 3)
        for standardized in [False, True]:
            kind = "standardised" if standardized else "raw"
            yield Problem(f"scale 1e{exponent}, {kind}", x * 10.0**exponent, y, standardized=standardized)
        yield Problem(f"scale 1e{exponent}, penalty of its own", x * 10.0**exponent, y, l2=1e-3 * 10.0**(2 * max(-15, min(exponent, 15))))
    x, y = clouds(rng, 30, 4, 3)
    mixed = x * np.array([1e-30, 1e-3, 1e3, 1e30])
    yield Problem("scales mixed, raw", mixed, y)
    yield Problem("scales mixed, standardised", mixed, y, standardized=True)
    yield Problem("scales mixed, no bias, standardised", mixed, y, bias=False, standardized=True)
    yield Problem("scales mixed, weak penalty", mixed, y, l2=1e-12, standardized=True)
    for offset in [1e3, 1e6, 1e7]:
        x, y = clouds(rng, 24, 2, 2)
        yield Problem(f"offset {offset:g}, raw", x + offset, y)
        yield Problem(f"offset {offset:g}, standardised", x + offset, y, standardized=True)
        yield Problem(f"offset {offset:g}, raw, no bias", x + offset, y, bias=False, l2=1e-6)
    x, y = clouds(rng, 30, 2, 3)
    yield Problem("a sum", np.c_[x, x.sum(1)], y, l2=1e-6)
    yield Problem("a column twice", np.c_[x, x[:, 0]], y, l2=1e-10)
    yield Problem("a constant column", np.c_[x, 0 * x[:, 0] + 7], y, l2=1e-4, standardized=True)
    yield Problem("nearly a sum", np.c_[x, x.sum(1) + 1e-5 * rng.normal(size=30)], y, l2=1e-9, standardized=True)
    line = np.arange(20.0)[:, None]
    near = (line[:, 0] > 9.5).astype(int)
    yield Problem("separable", line, near, l2=1e-9)
    yield Problem("separable, far weaker penalty", line, near, l2=1e-20, standardized=True)
    near[9] = 1
    near[10] = 0
    yield Problem("near-separable", line, near, l2=1e-12)
    yield Problem("near-separable, steep", line * 1e6, near, l2=1e-30)
    for name, low, high in [("1e-5 to 1e5", -5, 5), ("1e-300 to 1e300", -300, 300), ("tiny", -308, -300), ("huge", 300, 307)]:
        x, y = clouds(rng, 40, 2, 3)
        w = 10 ** rng.uniform(low, high, size=40)
        # Each class has one that counts, so that the optimum is more than one sample's.
        w[:6] = 10.0**high
        yield Problem(f"weights {name}", x, y, weights=w)
        yield Problem(f"weights {name}, standardised, weak penalty", x, y, weights=w, l2=1e-7, standardized=True)
    for k in [2, 5, 17, 50]:
        x, y = clouds(rng, max(40, k + 10), 2, k, spread=2)
        yield Problem(f"{k} classes", x, y)
        if k < 50:
            yield Problem(f"{k} classes, weak penalty, standardised", x * [1e4, 1e-4], y, l2=1e-6, standardized=True)
    x, y = clouds(rng, 60, 3, 4)
    y[y == 3] = np.where(np.arange((y == 3).sum()) == 0, 3, 0)
    yield Problem("a class of one sample", x, y, l2=1e-5)
    yield Problem("a class of one sample of no weight", x, y, l2=1e-5, weights=np.where(y == 3, 1e-14, 1))
    x, y = clouds(rng, 30, 3, 3)
    for scale in [1, 1e-9, 1e12]:
        yield Problem(f"L1, scale {scale:g}", x * scale, y, l2=0.0, l1=0.03 * scale)
        yield Problem(f"elastic net, scale {scale:g}", x * scale, y, l2=0.01 * scale**2, l1=0.02 * scale)
        yield Problem(f"L1, standardised, scale {scale:g}", x * scale + scale, y, l2=0.0, l1=0.05, standardized=True)
    yield Problem("elastic net of a sum", np.c_[x, x.sum(1)], y, l2=1e-3, l1=0.01)
    yield Problem("L1, no bias", x, y, l2=0.0, l1=0.02, bias=False)


def main():
    chosen = [p for p in enumerate(problems()) if not sys.argv[1:] or p[1].name in sys.argv[1:]]
    print('{"digits": 200, "mpmath": "%s", "problems": [' % mp.__version__)
    for index, problem in chosen:
        print(f"{problem.name} ...", file=sys.stderr, flush=True)
        document = problem.document(np.random.default_rng(index))
        print(json.dumps(document) + ("" if index == chosen[-1][0] else ","), flush=True)
    print("]}")


main()
