"""scikit-learn's own checks of estimators. Nothing is expected to fail."""

from __future__ import annotations

from sklearn.utils.estimator_checks import parametrize_with_checks
from swift_softmax import LogisticRegression, SoftmaxClassifier, SoftmaxClassifierCV


@parametrize_with_checks(
    [
        SoftmaxClassifier(),
        SoftmaxClassifier(l1_ratio=0.5),
        SoftmaxClassifier(C=float("inf"), max_iter=200),
        # Three folds, as scikit-learn has them for its own: one check has three samples of a class.
        SoftmaxClassifierCV(cv=3),
        LogisticRegression(),
    ]
)
def test_estimator(estimator, check):
    check(estimator)
