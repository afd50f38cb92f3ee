"""Train and calibrate the local model of any taxonomy from labelled texts.

Needs scikit-learn (requirements-training.txt); the service does not.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from tqdm import tqdm

from classifier.local_model.artefact import FORMAT, choices_digest, digest
from classifier.local_model.calibration import calibrated_line
from classifier.local_model.embedding import Embedder
from classifier.local_model.features import features_of
from classifier.local_model.languages import scripts_of
from classifier.local_model.model import LocalModel
from classifier.local_model.regressions import fitted_choices, fitted_combinations
from classifier.local_model.vectors import packed_layer
from classifier.local_model.words import KIND_WEIGHTS
from classifier.pipeline.taxonomy import Label, Taxonomy

WORDS_C, VECTORS_C = 10.0, 3.0
"""The inverse of the regularisation."""
MIX = (0.4, 0.6)
"""The shares of words and vectors; 0.3 to 0.5 of words gave the same within the interval."""
COMBINATION_EXAMPLES = 20
"""With fewer examples for each combination of choices, each dimension has a regression."""
GROUPS_MIN = 2  # A feature of one problem alone is learned by heart and does not generalise.
FOLDS = 5
WEIGHT_RANGE = 127
SAME_MATTER = (0.65, 0.75, 0.85, 0.95)
"""Texts whose vectors, less the mean, are nearer than this are in one fold; the later ones where
texts are so much alike that one chain of them would be larger than LARGEST_GROUP."""
LARGEST_GROUP = 0.2
KNOWN_WORDS = 0.15
"""The least share of known words of a text in a known language; of Vietnamese, none of whose texts
was trained on, some 0.1 are known, of the languages with few texts 0.1 to 0.3, of the others more
than 0.25."""
SCRIPT_TEXTS = 3


@dataclass(frozen=True)
class Example:
    """A labelled text; examples of one `group` are about one matter, and so in one fold.

    Examples of one `family` retell each other, as translations do: they are in one fold as well,
    and count as different matters otherwise. One that is not `tested` is trained on and never
    scored in cross-validation, because others retell it and it is not known which. `weight` is how
    many examples it counts as.
    """

    text: str
    labels: Mapping[str, Label]
    group: str
    tested: bool = True
    weight: float = 1.0
    family: str = ""


def train(
    examples: Sequence[Example],
    taxonomy: Taxonomy,
    embedder: Embedder | None,
    *,
    worst_of: str | None = None,
    calibrated: bool = True,
) -> dict[str, Any]:
    """Return the artefact of a taxonomy, calibrated by cross-validation.

    That takes most of the time; labels do not depend on it.

    Each text is embedded several times, so give an embedder that remembers vectors. `worst_of`
    names the dimension whose highest choice decides between several problems of a text; without it,
    the last dimension.
    """
    trainer = Trainer(examples, taxonomy, embedder, worst_of or taxonomy.dimensions[-1].name)
    document = trainer.document(np.arange(len(examples)))
    if calibrated:
        document["calibration"] = trainer.calibration()
    document["version"] = digest(document)
    return document


class Trainer:
    """Labelled texts, their features and vectors, and which of them are about one matter."""

    def __init__(
        self,
        examples: Sequence[Example],
        taxonomy: Taxonomy,
        embedder: Embedder | None,
        worst_of: str,
    ) -> None:
        """Read the texts; `train` says what the arguments are."""
        self.examples, self.taxonomy, self.worst_of = examples, taxonomy, worst_of
        self.embedder = embedder
        self.features = [features_of(one.text) for one in examples]
        self.vectors = (
            np.asarray(embedder.embed([one.text for one in examples])) if embedder else None
        )
        self.groups = grouped([one.group for one in examples], self.vectors)

    def document(self, chosen: Any) -> dict[str, Any]:
        """Return the artefact of the chosen examples, not yet calibrated."""
        return {
            "format": FORMAT,
            "taxonomy": self.taxonomy.name,
            "choices": choices_digest(self.taxonomy),
            "version": "",
            "examples": len(chosen),
            "worst_of": self.worst_of,
            "dimensions": {
                one.name: {
                    "choices": list(one.choice_names),
                    "multiple": one.multiple,
                    "mix": list(MIX),
                }
                for one in self.taxonomy.dimensions
            },
            "words": self._words(chosen),
            "vectors": self.vector_weights(chosen),
            "languages": self._languages(chosen),
            "calibration": dict.fromkeys(("with_vectors", "words_alone"), self._uncalibrated()),
        }

    def _words(self, chosen: Any) -> dict[str, Any]:
        seen: dict[str, set[str]] = defaultdict(set)
        for at in chosen:
            for feature in self.features[at]:
                seen[feature].add(self.groups[at])
        kept = {feature for feature, groups in seen.items() if len(groups) >= GROUPS_MIN}
        vectorizer = DictVectorizer()
        matrix = vectorizer.fit_transform([_weighted(self.features[at], kept) for at in chosen])
        weights, bias = self._fitted(matrix, chosen, WORDS_C)
        scale = float(np.abs(weights).max()) / WEIGHT_RANGE or 1.0
        rows = np.rint(weights / scale).astype(int).tolist()
        names = vectorizer.get_feature_names_out()
        return {
            "scale": round(scale, 8),
            "bias": [round(float(one), 4) for one in bias],
            "weights": {n: row for n, row in zip(names, rows, strict=True) if any(row)},
        }

    def vector_weights(self, chosen: Any) -> dict[str, Any] | None:
        """Return the part of the artefact that reads vectors; None without an embedder."""
        if self.vectors is None or self.embedder is None:
            return None
        read = self.vectors[chosen]
        mean, scale = read.mean(axis=0), read.std(axis=0).mean() * math.sqrt(read.shape[1])
        read = (read - mean) / scale
        combinations = self._combinations(chosen)
        places = None
        if combinations:
            weights, bias, places = self._fitted_together(read, chosen, combinations)
        else:
            weights, bias = self._fitted(read, chosen, VECTORS_C)
        weights = weights / scale
        return {
            "embedder": self.embedder.name,
            "combinations": places,
            "layers": [packed_layer(weights, bias - mean @ weights)],
        }

    def _combinations(self, chosen: Any) -> list[str] | None:
        """Return all labels of each example in one, or None where dimensions are better apart.

        One regression on what a text is about and how urgent it is learns which words are urgent
        for which matter.
        """
        dimensions = self.taxonomy.dimensions
        if len(dimensions) < 2 or any(one.multiple for one in dimensions):
            return None
        found = [
            "\n".join(str(self.examples[at].labels[one.name]) for one in dimensions)
            for at in chosen
        ]
        different = len(set(found))
        enough = 2 < different <= len(found) / COMBINATION_EXAMPLES
        return found if enough else None

    def _fitted_together(
        self, matrix: Any, chosen: Any, combinations: Sequence[str]
    ) -> tuple[Any, Any, list[list[int]]]:
        """Return weights and biases of the combinations, and for each choice the places of its."""
        counts = np.array([self.examples[at].weight for at in chosen])
        weights, bias, columns = fitted_combinations(matrix, combinations, counts, VECTORS_C)
        labels = [column.split("\n") for column in columns]
        places = [
            [at for at, one in enumerate(labels) if one[number] == choice]
            for number, dimension in enumerate(self.taxonomy.dimensions)
            for choice in dimension.choice_names
        ]
        return weights, bias, places

    def _fitted(self, matrix: Any, chosen: Any, c: float) -> tuple[Any, Any]:
        """Return a column of weights and a bias for each choice of each dimension."""
        columns, biases = [], []
        counts = np.array([self.examples[at].weight for at in chosen])
        for dimension in self.taxonomy.dimensions:
            labels = [self.examples[at].labels[dimension.name] for at in chosen]
            for column, bias in fitted_choices(dimension, matrix, labels, counts, c):
                columns.append(column)
                biases.append(bias)
        return np.column_stack(columns), np.array(biases)

    def _languages(self, chosen: Any) -> dict[str, Any]:
        """Return the scripts that occur, and which share of a text's words is known, at least."""
        counts = defaultdict[str, int](int)
        for at in chosen:
            if scripts := scripts_of(self.examples[at].text):
                counts[scripts.most_common(1)[0][0]] += 1
        known = sorted(script for script, count in counts.items() if count >= SCRIPT_TEXTS)
        return {"scripts": known, "known_words": KNOWN_WORDS}

    def _uncalibrated(self) -> dict[str, Any]:
        names = [one.name for one in self.taxonomy.dimensions]
        return {name: calibrated_line([]) for name in [*names, "all"]}

    def folds(self, what: str) -> Iterator[tuple[Any, Any]]:
        """Yield the places of the examples to train on and to test on; `what` names the work.

        A group or family is trained on in no fold that tests one of its texts.
        """
        tested = np.array([one.tested for one in self.examples])
        groups = grouped([one.family or one.group for one in self.examples], self.vectors)
        scored = {group for group, one in zip(groups, tested, strict=True) if one}
        folds = np.array([_fold(one) if one in scored else FOLDS for one in groups])
        for fold in tqdm(range(FOLDS), desc=what, unit=" fold", disable=None):
            yield np.flatnonzero(folds != fold), np.flatnonzero((folds == fold) & tested)

    def calibration(self) -> dict[str, Any]:
        """Return lines from probability to how often a label is right, by cross-validation."""
        likely: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
        modes = {"words_alone": False} | ({"with_vectors": True} if self.embedder else {})
        for chosen, tested in self.folds("Calibrating"):
            model = LocalModel(self.document(chosen), self.embedder)
            for at in map(int, tested):
                example = self.examples[at]
                for mode, with_vectors in modes.items():
                    found = model.predict(example.text, with_vectors=with_vectors)
                    right = {n: found.labels[n] == label for n, label in example.labels.items()}
                    for name, one in right.items():
                        likely[mode, name].append((found.confidences[name], one))
                    # Not yet calibrated, these are the probabilities.
                    product = math.prod(found.confidences.values())
                    likely[mode, "all"].append((product, all(right.values())))
        return {
            mode: {name: calibrated_line(likely[mode, name]) for name in self._uncalibrated()}
            for mode in modes
        }


def _weighted(features: set[str], kept: set[str]) -> dict[str, float]:
    """Return a text's features; also those that are not kept count into the length."""
    length = math.sqrt(sum(KIND_WEIGHTS[feature[0]] ** 2 for feature in features) or 1.0)
    return {one: KIND_WEIGHTS[one[0]] / length for one in features if one in kept}


def grouped(given: Sequence[str], vectors: Any) -> list[str]:
    """Return the groups, of which those that have texts with nearly the same vector are one."""
    if vectors is None:
        return list(given)
    groups = list(given)
    for near in SAME_MATTER:
        groups = _joined(given, vectors, near)
        if Counter(groups).most_common(1)[0][1] <= LARGEST_GROUP * len(groups):
            break
    return groups


def _joined(given: Sequence[str], vectors: Any, near: float) -> list[str]:
    parents = {group: group for group in given}

    def root(group: str) -> str:
        while parents[group] != group:
            group = parents[group] = parents[parents[group]]
        return group

    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True) + 1e-9
    for at in range(len(given)):
        for other in map(int, np.flatnonzero(centred[at + 1 :] @ centred[at] > near)):
            parents[root(given[at])] = root(given[at + 1 + other])
    return [root(group) for group in given]


def _fold(group: str) -> int:
    return int(sha256(group.encode()).hexdigest(), 16) % FOLDS
