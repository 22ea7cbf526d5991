"""A pytest plugin: scikit-learn fits through the command, and what came of each test is written down."""

import json
import os

import pytest
from sklearn.linear_model import _logistic

from command_fit import Command, fit_liblinear, logistic_regression_path

Command.path = os.environ["SOFTMAX_COMMAND"]
# Before the tests are imported, which take the first by its name.
_logistic._logistic_regression_path = logistic_regression_path
_logistic._fit_liblinear = fit_liblinear

_outcomes = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Counts the command's fits; a test without one says nothing about it."""
    before = Command.fits
    outcome = {"passed": False, "fits": 0}
    _outcomes[item.nodeid.rsplit("::", 1)[-1]] = outcome
    try:
        result = yield
    finally:
        outcome["fits"] = Command.fits - before
    outcome["passed"] = True
    return result


def pytest_sessionfinish():
    """For run.py."""
    with open(os.environ["SOFTMAX_OUTCOMES"], "w", encoding="utf-8") as file:
        json.dump(_outcomes, file)
