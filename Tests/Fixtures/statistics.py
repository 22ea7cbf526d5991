"""Makes the figures of StatisticsGoldens.swift and TailProbabilityTests.swift.

    python -m venv venv && venv/bin/pip install statsmodels==0.15.0 mpmath==1.4.1
    venv/bin/python statistics.py

The data is like UCLA's hsbdemo: 200 students, three programmes, a social status in three levels (as two columns) and a
writing score. It is made from Knuth's MMIX congruence, so that no version of NumPy matters.
"""

import platform

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


def show(name, values):
    print(f"{name}:")
    for row in np.atleast_2d(values):
        print("   ", ", ".join(repr(float(v)) for v in row))


def fit(y, x, name):
    # Newton's method until the gradient is rounding: statsmodels' own tolerance is on the mean likelihood's gradient.
    found = sm.MNLogit(y, x).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    print(f"== {name}")
    show("coefficients, a row for each class", found.params.T)
    show("standard errors", found.bse.T)
    show("z", found.tvalues.T)
    show("p", found.pvalues.T)
    interval = found.conf_int()
    show("95 % lower", np.asarray(interval)[..., 0])
    show("95 % upper", np.asarray(interval)[..., 1])
    print("llf", repr(float(found.llf)), "llnull", repr(float(found.llnull)))
    print("chi-square", repr(float(found.llr)), "p", repr(float(found.llr_pvalue)), "df", found.df_model)
    print("aic", repr(float(found.aic)), "bic", repr(float(found.bic)), "pseudo R2", repr(float(found.prsquared)))
    return found


def main():
    print("Python", platform.python_version(), "statsmodels", statsmodels.__version__, "NumPy", np.__version__,
          "SciPy", scipy.__version__, "mpmath", mpmath.__version__)
    rows = students()
    print("programme, status, score:")
    texts = [f"{a}{b}{c}" for a, b, c in rows]
    for start in range(0, 200, 25):
        print(" ".join(texts[start:start + 25]))
    y, status, score = rows.T
    columns = np.column_stack([status == 1, status == 2, score]).astype(float)
    x = sm.add_constant(columns)
    fit(y, x, "programme 0 as reference")
    # The other references: the same model with its classes renamed.
    fit((y - 1) % 3, x, "programme 1 as reference, then 2 and 0")
    fit(y, columns, "without intercepts")
    frequencies = np.array([1 + i % 3 for i in range(200)])
    fit(np.repeat(y, frequencies), np.repeat(x, frequencies, axis=0), "each student 1 + i % 3 times")

    mpmath.mp.dps = 40
    print("== two-sided normal tails: z, p, log10 p")
    for z in (1e-8, 0.1, 0.5, 1, 1.96, 2.5758, 5, 8, 20, 37, 40, 1000):
        p = mpmath.erfc(mpmath.mpf(z) / mpmath.sqrt(2))
        print(f"    ({z}, {float(p)!r}, {float(mpmath.log10(p))!r}),")
    print("== chi-square tails: statistic, degrees of freedom, p, log10 p")
    for c, k in ((0.001, 1), (3.84, 1), (0.5, 2), (10, 2), (48.23, 6), (1, 30), (29, 30), (31, 30), (33, 31), (200, 31),
                 (90, 100), (100, 100), (1000, 100), (7000, 7056), (7056, 7056), (7500, 7056), (20000, 7056), (5000, 6)):
        p = mpmath.gammainc(mpmath.mpf(k) / 2, mpmath.mpf(c) / 2, mpmath.inf, regularized=True)
        print(f"    ({c}, {k}, {float(p)!r}, {float(mpmath.log10(p))!r}),")
    print("== normal quantiles: central share, z")
    for share in (0.001, 0.1, 0.5, 0.6826894921370859, 0.9, 0.95, 0.99, 0.999, 0.999999):
        z = mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf(share))
        print(f"    ({share}, {float(z)!r}),")


if __name__ == "__main__":
    main()
