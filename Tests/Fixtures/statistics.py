"""Makes Goldens/statistics.json and Goldens/tail-probabilities.json of SoftmaxRegressionTests.

    python -m venv venv && venv/bin/pip install statsmodels==0.15.0 mpmath==1.4.1
    venv/bin/python statistics.py ../SoftmaxRegressionTests/Goldens

The data is like UCLA's hsbdemo: 200 students, three programmes, a social status in three levels (as two columns) and a
writing score. It is made from Knuth's MMIX congruence, so that no version of NumPy matters.
"""

import json
import pathlib
import platform
import sys

import mpmath
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm


class Made:
    """Numbers in [0, 1)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2.0**53


def students():
    made = Made(2024)
    rows = []
    for _ in range(200):
        status = int(made.next() * 3)
        score = 31 + int(sum(made.next() for _ in range(4)) / 4 * 37)
        u = np.array([0.0, 2.6 - 0.9 * (status == 2) - 0.06 * score, 4.4 - 0.8 * (status == 2) - 0.1 * score])
        p = np.exp(u) / np.exp(u).sum()
        programme = int((made.next() > np.cumsum(p)[:2]).sum())
        rows.append((programme, status, score))
    return np.array(rows)


def flat(values):
    """Class by class."""
    return [float(v) for v in np.asarray(values).ravel()]


def fit(y, x):
    # Newton's method until the gradient is rounding: statsmodels' own tolerance is on the mean likelihood's gradient.
    found = sm.MNLogit(y, x).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    interval = np.asarray(found.conf_int())
    return {
        "estimates": flat(found.params.T), "standardErrors": flat(found.bse.T), "z": flat(found.tvalues.T),
        "p": flat(found.pvalues.T), "lower": flat(interval[..., 0]), "upper": flat(interval[..., 1]),
        "logLikelihood": float(found.llf), "nullLogLikelihood": float(found.llnull), "chiSquare": float(found.llr),
        "chiSquareP": float(found.llr_pvalue), "aic": float(found.aic), "bic": float(found.bic),
        "pseudoRSquared": float(found.prsquared),
    }


def write(folder, name, document):
    document["producer"] = (f"Python {platform.python_version()}, statsmodels {statsmodels.__version__}, NumPy "
                            f"{np.__version__}, SciPy {scipy.__version__}, mpmath {mpmath.__version__}")
    (folder / name).write_text(json.dumps(document, indent=1) + "\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = students()
    y, status, score = rows.T
    columns = np.column_stack([status == 1, status == 2, score]).astype(float)
    x = sm.add_constant(columns)
    frequencies = np.array([1 + i % 3 for i in range(200)])
    write(folder, "statistics.json", {
        "students": [{"programme": int(a), "status": int(b), "score": int(c)} for a, b, c in rows],
        # Against the first class.
        "academic": fit(y, x),
        # Against the second: the same model with its classes renamed, the third and then the first.
        "general": fit((y - 1) % 3, x),
        # statsmodels' null model has intercepts all the same.
        "withoutIntercepts": fit(y, columns),
        # Student i as often as 1 + i % 3.
        "repeated": fit(np.repeat(y, frequencies), np.repeat(x, frequencies, axis=0)),
    })

    mpmath.mp.dps = 40

    def tail(p):
        return {"p": float(p), "log10": float(mpmath.log10(p))}

    write(folder, "tail-probabilities.json", {
        # Two-sided.
        "normal": [
            {"z": z, **tail(mpmath.erfc(mpmath.mpf(z) / mpmath.sqrt(2)))}
            for z in (1e-8, 0.1, 0.5, 1, 1.96, 2.5758, 5, 8, 20, 37, 40, 1000)
        ],
        "chiSquare": [
            {"statistic": c, "degreesOfFreedom": k,
             **tail(mpmath.gammainc(mpmath.mpf(k) / 2, mpmath.mpf(c) / 2, mpmath.inf, regularized=True))}
            for c, k in (
                (0.001, 1), (3.84, 1), (0.5, 2), (10, 2), (48.23, 6), (1, 30), (29, 30), (31, 30), (33, 31), (200, 31),
                (90, 100), (100, 100), (1000, 100), (7000, 7056), (7056, 7056), (7500, 7056), (20000, 7056), (5000, 6))
        ],
        # The central share of a normal distribution, and where it ends.
        "quantiles": [
            {"share": share, "z": float(mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf(share)))}
            for share in (0.001, 0.1, 0.5, 0.6826894921370859, 0.9, 0.95, 0.99, 0.999, 0.999999)
        ],
    })


if __name__ == "__main__":
    main()
