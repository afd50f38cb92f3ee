"""Compare two models on the same texts, so that chance does not pass as improvement.

Texts of one group are about one matter and are right or wrong together, so groups are counted and
drawn, not texts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from classifier.local_model.learning import Split
from classifier.local_model.model import LocalModel
from classifier.pipeline.taxonomy import Label, Taxonomy

CHANCE_MAX = 0.025
DRAWS = 2000

Sorter = Callable[[str], Mapping[str, Label]]


@dataclass(frozen=True)
class Difference:
    """How many texts each model sorts right, and how sure it is that the second is better.

    `interval` has 95 % of the differences of their shares when groups are drawn anew. `chance` is
    how likely as many or more groups would gain if a gain and a loss were equally likely.
    """

    before: int
    after: int
    interval: tuple[float, float]
    chance: float


@dataclass(frozen=True)
class Comparison:
    """The difference for each dimension, and for `all`: texts with every label right."""

    texts: int
    groups: int
    of: Mapping[str, Difference]

    @property
    def better(self) -> bool:
        """Whether more texts have all labels right, and no dimension is worse, beyond chance."""
        both = self.of["all"]
        is_worse = any(one.interval[1] < 0 for one in self.of.values())
        return both.interval[0] > 0 and both.chance <= CHANCE_MAX and not is_worse

    def as_table(self) -> str:
        """Return the shares as Markdown."""
        head = f"| right of {self.texts} held back | before | after | difference, 95 % |"
        rows = [
            f"| {name} | {one.before / self.texts:.3f} | {one.after / self.texts:.3f} "
            f"| {one.interval[0]:+.3f} to {one.interval[1]:+.3f} |"
            for name, one in self.of.items()
        ]
        return "\n".join([head, "| --- | --- | --- | --- |", *rows])


def compare(texts: Split, before: Sorter, after: Sorter, taxonomy: Taxonomy) -> Comparison:
    """Sort the held-back texts by two models, and count what is right."""
    names = [*(one.name for one in taxonomy.dimensions), "all"]
    rights = [_rights(texts, sort) for sort in (before, after)]
    order = sorted(set(texts.groups))
    place = np.array([order.index(group) for group in texts.groups])
    sizes = np.bincount(place)
    drawn = np.random.default_rng(0).multinomial(len(order), [1 / len(order)] * len(order), DRAWS)
    found = {}
    for column, name in enumerate(names):
        old, new = rights[0][:, column], rights[1][:, column]
        gains = np.bincount(place, weights=new - old)
        shares = (drawn @ gains) / (drawn @ sizes)
        low, high = np.quantile(shares, [0.025, 0.975])
        found[name] = Difference(
            int(old.sum()), int(new.sum()), (float(low), float(high)), _chance(gains)
        )
    return Comparison(len(texts.held_back), len(order), found)


def _rights(texts: Split, sort: Sorter) -> Any:
    """Return for each text 1 for each right label, and at last 1 when all are."""
    rows = []
    for one in texts.held_back:
        labels = sort(one.text)
        right = [int(labels[name] == label) for name, label in one.labels.items()]
        rows.append([*right, int(all(right))])
    return np.array(rows)


def _chance(gains: Any) -> float:
    """Return the one-sided p-value of the sign test on groups, the exact form of McNemar's."""
    better, worse = int((gains > 0).sum()), int((gains < 0).sum())
    count = better + worse
    ways: int = sum(comb(count, at) for at in range(better, count + 1))
    return ways / float(2**count)


def sorter(model: LocalModel) -> Sorter:
    """Return what sorts a text by a model."""
    return lambda text: model.predict(text).labels
