"""The part of the local model that knows words: a weight for each feature and choice."""

import math
from collections.abc import Mapping, Sequence, Set
from typing import Any

# Weights of the kinds of features before training. Several settings were tried, also against the
# score on the held-back tickets; the 0.7 of "p" was not cross-validated together with the others.
KIND_WEIGHTS = {"w": 1.0, "t": 1.0, "g": 0.5, "b": 0.5, "c": 2.0, "p": 0.7, "s": 2.0}
_TENTHS = {kind: round(10 * weight) for kind, weight in KIND_WEIGHTS.items()}


class WordWeights:
    """`weights` has by feature a whole number for each choice of each dimension, in order."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take `scale`, `bias` and `weights` of an artefact."""
        self._scale: float = document["scale"]
        self._bias: Sequence[float] = document["bias"]
        self._rows = _rows(document["weights"])
        self._no_feature = (0,) * len(self._bias)

    def logits(self, features: Mapping[str, Set[str]]) -> list[float]:
        """Return a number for each choice; the higher, the likelier.

        Features without weights count into the length: the fewer are known, the nearer the numbers
        are to those of no text at all.
        """
        rows = [self._no_feature]
        squares = 0
        for kind, names in features.items():
            known = self._rows[kind]
            rows += map(known.__getitem__, names & known.keys())
            squares += len(names) * _TENTHS[kind] ** 2
        factor = self._scale / math.sqrt(squares or 1)  # Tenths cancel out.
        sums = map(sum, zip(*rows, strict=True))
        return [bias + factor * total for bias, total in zip(self._bias, sums, strict=True)]

    def names(self, kind: str) -> Set[str]:
        """Return the features of a kind that have weights."""
        return self._rows[kind].keys()

    def known(self, kind: str, names: Set[str]) -> Set[str]:
        """Return those of the names that have weights."""
        return names & self._rows[kind].keys()

    def weight(self, kind: str, name: str, column: int) -> int:
        """Return the weight of a known feature for one choice."""
        return self._rows[kind][name][column]


def _rows(weights: Mapping[str, Sequence[int]]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return by kind and feature its share of each logit, in tenths and so whole numbers."""
    rows: dict[str, dict[str, tuple[int, ...]]] = {kind: {} for kind in KIND_WEIGHTS}
    for feature, row in weights.items():
        kind, _, name = feature.partition(":")
        rows[kind][name] = tuple(_TENTHS[kind] * value for value in row)
    return rows
