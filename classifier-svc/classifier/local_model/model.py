"""The local model: weights from a file, a text in, probabilities out. Needs no library.

A text is split where another problem begins ("besides", "außerdem", …). Each part is classified
separately, and the most severe one decides, as in the rules of the taxonomy.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.local_model.features import features_by_kind, load_concepts

FOLDER = Path(__file__).parent
# Weights of the kinds of features before training. Several settings were tried, also against the
# score on the held-back tickets; the 0.7 of "p" was not cross-validated together with the others.
KIND_WEIGHTS = {"w": 1.0, "t": 1.0, "g": 0.5, "b": 0.5, "c": 2.0, "p": 0.7, "s": 2.0}
_TENTHS = {kind: round(10 * weight) for kind, weight in KIND_WEIGHTS.items()}
_SEGMENTS_MAX = 8
_CONCEPTS_SHOWN = 3

# Phrases that begin another problem, in the languages of the training tickets.
_TRANSITIONS = (
    "besides|also|additionally|furthermore|moreover|and one more thing|another thing|by the way|"
    "on top of that|secondly|außerdem|zudem|zusätzlich|und noch etwas|noch etwas|übrigens|zweitens|"
    "des weiteren|par ailleurs|autre chose|de plus|en outre|au fait|deuxièmement|además|"
    "y otra cosa|otra cosa|por cierto|también|en segundo lugar|inoltre|e un'altra cosa|"
    "un'altra cosa|"
    "a proposito|in più|além disso|e mais uma coisa|mais uma coisa|aliás|outra coisa|verder|"
    "en nog iets|nog iets|trouwens|bovendien|daarnaast|poza tym|i jeszcze jedno|jeszcze jedno|"
    "a przy okazji|ponadto"
)
# A match begins at the first of several line ends; trying each of thousands would take minutes.
_TRANSITION = re.compile(rf"(?:(?<=[.!?])\s+|(?<!\n)\n+)(?=(?:{_TRANSITIONS})\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Prediction:
    """Labels, the probability that all are right, and the concepts with the most weight.

    `scores` has by dimension and choice how likely it is right.
    """

    labels: Mapping[str, str]
    confidence: float
    strongest_concepts: tuple[str, ...]
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class _Dimension:
    name: str
    choices: tuple[str, ...]
    bias: tuple[float, ...]
    first: int  # Where its weights begin in a feature's row.


class LocalModel:
    """Weights of one taxonomy."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take the document that training wrote."""
        self.version: str = document["version"]
        self._rows = _rows(document["weights"])
        self._scale: float = document["scale"]
        self._worst_of: str = document["worst_of"]
        self._confidence: tuple[float, float] = tuple(document["confidence"])
        self.dimensions: tuple[_Dimension, ...] = tuple(_read_dimensions(document["dimensions"]))
        self._no_feature = (0,) * (1 + sum(len(one.choices) for one in self.dimensions))

    def predict(self, text: str) -> Prediction:
        """Classify each problem of the text and return the labels of the most severe one."""
        read = [features_by_kind(segment) for segment in segments_of(text)]
        judged = [self._judged(features) for features in read]
        worst = 0
        if len(judged) > 1:
            worst = max(range(len(judged)), key=lambda place: self._severity(judged[place]))
        chosen = judged[worst]
        labels = {name: max(choices, key=choices.__getitem__) for name, choices in chosen.items()}
        likely = math.prod(chosen[name][label] for name, label in labels.items())
        return Prediction(
            labels=labels,
            confidence=self._calibrated(likely),
            strongest_concepts=self._strongest_concepts(read[worst]["c"], labels),
            scores=chosen,
        )

    def _judged(self, features: Mapping[str, Set[str]]) -> dict[str, dict[str, float]]:
        """Return the probability of each choice of each dimension, for one problem."""
        rows = [self._no_feature]
        for kind, names in features.items():
            known = self._rows[kind]
            rows += map(known.__getitem__, names & known.keys())
        squares, *logits = map(sum, zip(*rows, strict=True))
        # Without known features only the biases remain. Tenths cancel out.
        factor = self._scale / math.sqrt(squares or 1)
        return {
            dimension.name: _softmax(
                dimension.choices,
                [
                    bias + factor * logits[dimension.first + position]
                    for position, bias in enumerate(dimension.bias)
                ],
            )
            for dimension in self.dimensions
        }

    def _strongest_concepts(self, concepts: Set[str], labels: Mapping[str, str]) -> tuple[str, ...]:
        """Return in words the concepts that support the labels most, the strongest first."""
        columns = [
            1 + dimension.first + dimension.choices.index(labels[dimension.name])
            for dimension in self.dimensions
        ]
        rows = self._rows["c"]
        strengths = {
            name: sum(rows[name][column] for column in columns) for name in concepts & rows.keys()
        }
        strongest = sorted(strengths, key=lambda name: (-strengths[name], name))[:_CONCEPTS_SHOWN]
        return tuple(load_concepts().says[name] for name in strongest if strengths[name] > 0)

    def _severity(self, judged: Mapping[str, Mapping[str, float]]) -> float:
        """Return the expected place on the scale from mild to severe."""
        return sum(place * likely for place, likely in enumerate(judged[self._worst_of].values()))

    def _calibrated(self, likely: float) -> float:
        slope, offset = self._confidence
        bounded = min(max(likely, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-(slope * math.log(bounded / (1 - bounded)) + offset)))


def _rows(weights: Mapping[str, Sequence[int]]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return by kind and feature: the square of the kind's weight, then its share of each logit.

    Both are in tenths and so whole numbers.
    """
    rows: dict[str, dict[str, tuple[int, ...]]] = {kind: {} for kind in KIND_WEIGHTS}
    for feature, row in weights.items():
        kind, _, name = feature.partition(":")
        tenths = _TENTHS[kind]
        rows[kind][name] = (tenths * tenths, *(tenths * value for value in row))
    return rows


def _read_dimensions(document: Mapping[str, Any]) -> Iterator[_Dimension]:
    first = 0
    for name, dimension in document.items():
        choices = tuple(dimension["choices"])
        yield _Dimension(name, choices, tuple(dimension["bias"]), first)
        first += len(choices)


def _softmax(choices: tuple[str, ...], logits: list[float]) -> dict[str, float]:
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    total = sum(powers)
    return {choice: power / total for choice, power in zip(choices, powers, strict=True)}


def segments_of(text: str) -> list[str]:
    """Split a text into its problems; the last one holds the rest of a very long text."""
    return _TRANSITION.split(text, maxsplit=_SEGMENTS_MAX - 1)


def load_model(taxonomy: str) -> LocalModel | None:
    """Return the model of a taxonomy, or None when none was trained for it."""
    path = FOLDER / f"{taxonomy}.json"
    if not path.exists():
        return None
    return LocalModel(json.loads(path.read_text(encoding="utf-8")))
