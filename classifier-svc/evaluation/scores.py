"""Scores of a provider, from pairs of right and answered labels."""

import random
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.pipeline.taxonomy import Label

Pairs = Sequence[tuple[Label, Label]]
"""(right, answered); answered is "" where there was none. A tuple has all choices that apply."""


def accuracy(pairs: Pairs) -> float:
    """Return the share that is right."""
    return sum(right == answered for right, answered in pairs) / len(pairs)


def macro_f1(pairs: Pairs) -> float:
    """Return the mean over the choices of F1 = 2 TP / (2 TP + FP + FN)."""
    sets = [(_choices(right), _choices(answered)) for right, answered in pairs]
    hits = Counter(choice for right, answered in sets for choice in right & answered)
    rights = Counter(choice for right, _ in sets for choice in right)
    answers = Counter(choice for _, answered in sets for choice in answered)
    # TP + FN are all that are right, TP + FP all that were answered.
    scores = [2 * hits[label] / (rights[label] + answers[label]) for label in rights]
    return sum(scores) / len(scores)


def _choices(label: Label) -> frozenset[str]:
    return frozenset([label] if isinstance(label, str) else label)


def interval(pairs: Pairs, *, samples: int = 1000, seed: int = 7) -> tuple[float, float]:
    """Return the 95 % interval of the macro-F1, by bootstrapping the pairs."""
    return _interval(pairs, macro_f1, samples, seed)


def share_interval(
    rights: Sequence[bool], *, samples: int = 1000, seed: int = 7
) -> tuple[float, float]:
    """Return the 95 % interval of the share that is right, by bootstrapping."""
    return _interval(rights, statistics.mean, samples, seed)


def _interval(
    items: Sequence[Any], score: Callable[[Sequence[Any]], float], samples: int, seed: int
) -> tuple[float, float]:
    draw = random.Random(seed)  # noqa: S311 - the same interval for the same items.
    drawn = sorted(score(draw.choices(items, k=len(items))) for _ in range(samples))
    return drawn[int(samples * 0.025)], drawn[int(samples * 0.975)]


def confusion(pairs: Pairs, labels: Sequence[str]) -> list[list[int]]:
    """Return a row for each right label, with how often each label was answered."""
    counts = Counter(pairs)
    return [[counts[right, answered] for answered in labels] for right in labels]


@dataclass(frozen=True)
class Bin:
    """Answers of similar confidence: its mean, and the share that is right."""

    count: int
    promised: float
    kept: float


def reliability(answers: Sequence[tuple[float, bool]], *, bins: int = 5) -> list[Bin]:
    """Return the bins of equal width from 0 to 1 that have answers in them."""
    grouped: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        grouped.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    return [
        Bin(
            len(group),
            sum(confidence for confidence, _ in group) / len(group),
            sum(right for _, right in group) / len(group),
        )
        for _, group in sorted(grouped.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance between confidence and share of right answers, by count."""
    total = sum(group.count for group in bins)
    return sum(group.count * abs(group.promised - group.kept) for group in bins) / total


def chance_error(confidences: Sequence[float], *, samples: int = 1000, seed: int = 7) -> float:
    """Return what the calibration error of perfectly calibrated answers exceeds in 5 % of draws.

    It is consistency resampling (Bröcker and Smith 2007, Weather and Forecasting 22, 651): the
    confidences are drawn anew, and each answer is right as often as its confidence says.
    """
    draw = random.Random(seed)  # noqa: S311 - the same error for the same confidences.
    errors = []
    for _ in range(samples):
        drawn = draw.choices(confidences, k=len(confidences))
        answers = [(confidence, draw.random() < confidence) for confidence in drawn]
        errors.append(calibration_error(reliability(answers)))
    return quantile(errors, 0.95)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
