"""Train a taxonomy's weights on labelled texts, and compare them with the present ones.

A fifth of the texts is held back, by the digest of the text: the same texts whenever it is trained
again with more, so weights trained here before have not seen them either. Texts that nearly repeat
a held-back one are not trained on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from classifier.local_model.embedding import Embedder
from classifier.local_model.labelled import Labelled
from classifier.local_model.model import LocalModel
from classifier.local_model.training import SAME_MATTER, Example, train
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import Label, Taxonomy

HELD_BACK_OF = 5
LEAST_HELD_BACK = 10
"""With fewer texts the comparison says nothing."""

Sorter = Callable[[str], Mapping[str, Label]]


class TooFewError(ValueError):
    """There are too few texts to train on or to compare with, with the counts in a sentence."""


@dataclass(frozen=True)
class Split:
    """The texts to train on, and those to compare with."""

    trained: Sequence[Labelled]
    held_back: Sequence[Labelled]


@dataclass(frozen=True)
class Comparison:
    """How many of the held-back texts each model sorts right, by dimension and for `all`."""

    texts: int
    before: Mapping[str, int]
    after: Mapping[str, int]

    @property
    def better(self) -> bool:
        """Whether more texts have all labels right, or as many and more labels are right."""
        return (self.after["all"], sum(self.after.values())) > (
            self.before["all"],
            sum(self.before.values()),
        )


def split(labelled: Sequence[Labelled], embedder: Embedder | None) -> Split:
    """Redact the texts, leave out repetitions, and hold some back.

    These are the marked ones where others are not marked, otherwise a fifth. Raises TooFewError.
    """
    unique = {text: one for one in labelled if (text := redact(one.text).text).strip()}
    texts = [Labelled(text, one.labels, one.marked) for text, one in unique.items()]
    by_mark = len({one.marked for one in texts}) > 1
    held_back = [one for one in texts if (one.marked if by_mark else _drawn(one.text))]
    others = [one for one in texts if not (one.marked if by_mark else _drawn(one.text))]
    trained = _apart(others, held_back, embedder)
    if len(held_back) < LEAST_HELD_BACK or len(trained) < LEAST_HELD_BACK:
        raise TooFewError(
            f"There are {len(trained)} different texts to train on and {len(held_back)} held back; "
            f"{LEAST_HELD_BACK} of each are needed. Collect more labelled texts."
        )
    return Split(trained, held_back)


def _drawn(text: str) -> bool:
    return int(sha256(text.encode("utf-8", "replace")).hexdigest(), 16) % HELD_BACK_OF == 0


def _apart(
    texts: Sequence[Labelled], held_back: Sequence[Labelled], embedder: Embedder | None
) -> list[Labelled]:
    """Return the texts that do not nearly repeat one that is held back."""
    if embedder is None or not texts or not held_back:
        return list(texts)
    rows = np.asarray(embedder.embed([one.text for one in [*texts, *held_back]]))
    rows = rows - rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    nearest = (rows[: len(texts)] @ rows[len(texts) :].T).max(axis=1)
    return [one for one, near in zip(texts, nearest, strict=True) if near <= SAME_MATTER]


def learn(
    trained: Sequence[Labelled],
    taxonomy: Taxonomy,
    embedder: Embedder | None,
    *,
    base: Sequence[Example] = (),
    worst_of: str | None = None,
) -> dict[str, Any]:
    """Return an artefact of the texts and of further examples, calibrated by both."""
    own = [
        Example(one.text, one.labels, f"own:{place}", weight=_weight(len(trained), len(base)))
        for place, one in enumerate(trained)
    ]
    return train([*base, *own], taxonomy, embedder, worst_of=worst_of)


def _weight(own: int, base: int) -> float:
    """Return what an installation's text counts, against one of the examples that ship.

    Its labels are the ones to learn where the two contradict each other, and few of them have to
    outweigh many others.
    """
    return min(max(base / own, 1.0), 8.0) if base else 1.0


def compare(
    held_back: Sequence[Labelled], before: Sorter, after: Sorter, taxonomy: Taxonomy
) -> Comparison:
    """Return how many of the texts two models sort right."""
    return Comparison(
        len(held_back),
        _right(held_back, before, taxonomy),
        _right(held_back, after, taxonomy),
    )


def sorter(model: LocalModel) -> Sorter:
    """Return what sorts a text by a model."""
    return lambda text: model.predict(text).labels


def _right(texts: Sequence[Labelled], sort: Sorter, taxonomy: Taxonomy) -> dict[str, int]:
    counts = dict.fromkeys([*(one.name for one in taxonomy.dimensions), "all"], 0)
    for one in texts:
        labels = sort(one.text)
        rights = {name: labels[name] == label for name, label in one.labels.items()}
        for name, right in [*rights.items(), ("all", all(rights.values()))]:
            counts[name] += right
    return counts
