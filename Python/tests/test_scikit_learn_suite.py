"""scikit-learn's tests of LogisticRegression, run from the installed package with our class in its place."""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

#: What fails, and why.
EXPECTED = {
    "test_logistic_cv_multinomial_score": "compares a fit of ours with a private path of scikit-learn's, to six decimals at "
    "its tolerance of 1e-4: ours is nearer to the optimum",
    "test_newton_cholesky_fallback_to_lbfgs": "tells of an inner fallback of one of their solvers to another",
    "test_logisticregression_warns_with_n_jobs": "n_jobs has an effect here",
    "test_logistic_regression_callback_fitted_estimator": "fits with callbacks of scikit-learn's are scikit-learn's, and are "
    "compared iteration by iteration with ours",
}

#: The tests that are about what this library does: those of the research before it was written.
APPLYING = """predict_2_classes predict_3_classes logistic_glmnet check_solver_option elasticnet_l1_ratio_err_helpful sparsify
inconsistent_input write_parameters nan multinomial_logistic_regression_string_inputs logistic_regression_solvers
logistic_regression_solvers_multiclass logistic_regression_solvers_multiclass_unpenalized logistic_regression_sample_weights
logistic_regression_solver_class_weights logistic_regression_class_weights logreg_l1 logreg_predict_proba_multinomial max_iter
n_iter warm_start warm_start_newton_solver warm_start_converge_LR saga_vs_liblinear dtype_match elastic_net_coeffs
elastic_net_l1_l2_equivalence elastic_net_vs_l1_l2 elastic_net_versus_sgd LogisticRegression_elastic_net_objective penalty_none
c_inf_no_warning multinomial_identifiability_on_iris sample_weight_not_modified large_sparse_matrix single_feature_newton_cg
zero_max_iter""".split()

#: Of these the tests are about words that scikit-learn's own check says, before anybody fits.
WITHOUT_FITS = {"check_solver_option", "elasticnet_l1_ratio_err_helpful", "inconsistent_input", "nan"}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    pytest.importorskip("sklearn.linear_model.tests.test_logistic")
    assert importlib.util.find_spec("swift_softmax"), "the package is not installed"
    file = tmp_path_factory.mktemp("suite") / "outcomes.json"
    here = str(pathlib.Path(__file__).parent)
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "SOFTMAX_OUTCOMES": str(file), "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "sklearn_plugin", "-p", "no:cacheprovider", "--pyargs",
         "sklearn.linear_model.tests.test_logistic"],
        env=environment, cwd=file.parent, capture_output=True, timeout=900, check=False,
    )  # fmt: skip
    return json.loads(file.read_text())


def base(name: str) -> str:
    return re.sub(r"\[.*", "", name)


def test_nothing_fails_without_a_reason(outcomes):
    failed = {name: found["error"] for name, found in outcomes.items() if not found["passed"] and not found["skipped"]}
    unknown = {name: error for name, error in failed.items() if base(name) not in EXPECTED}
    assert not unknown
    assert len(outcomes) > 250


def test_every_reason_is_still_needed(outcomes):
    failing = {base(name) for name, found in outcomes.items() if not (found["passed"] or found["skipped"])}
    missing = {name for name in EXPECTED if name not in failing and any(base(other) == name for other in outcomes)}
    assert not missing


def test_the_tests_that_apply_pass_and_are_fitted_by_us(outcomes):
    for name in APPLYING:
        cases = [found for case, found in outcomes.items() if base(case) == f"test_{name}"]
        assert cases, f"scikit-learn has no test_{name} any more"
        assert all(found["passed"] or found["skipped"] for found in cases), name
        assert name in WITHOUT_FITS or any(found["fits"] for found in cases), name
