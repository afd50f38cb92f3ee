"""The regressions of the local model's training. Needs scikit-learn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifier.pipeline.taxonomy import Dimension, Label


def fitted_combinations(
    matrix: Any, combinations: Sequence[str], counts: Any, c: float
) -> tuple[Any, Any, list[str]]:
    """Return weights, biases and the combination of each column, of three or more combinations."""
    fitted = LogisticRegression(C=c, max_iter=5000, class_weight="balanced")
    fitted.fit(matrix, combinations, sample_weight=counts)
    return fitted.coef_.T, fitted.intercept_, fitted.classes_.tolist()


def fitted_choices(
    dimension: Dimension, matrix: Any, labels: Sequence[Label], counts: Any, c: float
) -> list[tuple[Any, float]]:
    """Return a column of weights and a bias for each choice of a dimension."""
    if dimension.multiple:
        return [
            _yes_or_no(matrix, [choice in label for label in labels], counts, c)
            for choice in dimension.choice_names
        ]
    present = [choice for choice in dimension.choice_names if choice in labels]
    if len(present) == 1:
        return [_constant(matrix, choice in present) for choice in dimension.choice_names]
    fitted = LogisticRegression(C=c, max_iter=5000, class_weight="balanced")
    fitted.fit(matrix, labels, sample_weight=counts)
    weights, bias = fitted.coef_, fitted.intercept_
    if len(present) == 2:  # One line, for the second of the classes.
        weights, bias = (
            np.vstack([-weights / 2, weights / 2]),
            np.array([-bias[0] / 2, bias[0] / 2]),
        )
    place = {choice: at for at, choice in enumerate(fitted.classes_)}
    return [
        (weights[place[choice]], float(bias[place[choice]]))
        if choice in place
        else _constant(matrix, False)
        for choice in dimension.choice_names
    ]


def _yes_or_no(matrix: Any, wanted: Sequence[bool], counts: Any, c: float) -> tuple[Any, float]:
    if len(set(wanted)) == 1:
        return _constant(matrix, wanted[0])
    fitted = LogisticRegression(C=c, max_iter=5000).fit(matrix, wanted, sample_weight=counts)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _constant(matrix: Any, wanted: bool) -> tuple[Any, float]:
    """Return what a choice gets that all or none of the examples have."""
    return np.zeros(matrix.shape[1]), 5.0 if wanted else -5.0
