"""A pytest plugin for scikit-learn's own tests: our class stands in for theirs, and what came of each test is written down."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

import pytest
import swift_softmax._drop_in as drop_in
import swift_softmax._engine as engine

# Before the tests are imported, which take the class by its name.
drop_in.patch_sklearn()

outcomes: dict[str, dict[str, Any]] = {}
counts = {"fits": 0, "theirs": 0}

_fit = engine.fit
_their_fit = drop_in._Original.fit


def _counted_fit(*arguments: Any, **settings: Any) -> Any:
    counts["fits"] += 1
    return _fit(*arguments, **settings)


def _counted_their_fit(*arguments: Any, **settings: Any) -> Any:
    counts["theirs"] += 1
    return _their_fit(*arguments, **settings)


engine.fit = _counted_fit
drop_in._Original.fit = _counted_their_fit


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Counts fits of both: a test in which scikit-learn fitted says nothing about us."""
    before = dict(counts)
    name = item.nodeid.rsplit("::", 1)[-1]
    outcomes[name] = {"passed": False, "skipped": False, "error": ""}
    try:
        result = yield
        outcomes[name]["passed"] = True
        return result
    except BaseException as error:
        outcomes[name]["skipped"] = isinstance(error, (pytest.skip.Exception, unittest.SkipTest))
        outcomes[name]["error"] = f"{type(error).__name__}: {str(error)[:300]}"
        raise
    finally:
        for key in counts:
            outcomes[name][key] = counts[key] - before[key]


def pytest_sessionfinish() -> None:
    """For the test that has started this."""
    with open(os.environ["SOFTMAX_OUTCOMES"], "w", encoding="utf-8") as file:
        json.dump(outcomes, file)
