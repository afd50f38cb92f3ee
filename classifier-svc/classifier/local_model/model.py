"""The local model: weights of an artefact, a text in, probabilities out.

A text is split where another problem begins ("besides", "außerdem", …). Each part is classified
separately, and the most severe one decides, as in the rules of the taxonomy. Words and, where there
is an embedder, vectors each give a number for each choice; the artefact says how they are mixed.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.local_model.artefact import ArtefactError, checked, read_artefact
from classifier.local_model.embedding import Embedder
from classifier.local_model.features import features_by_kind, load_concepts, words_of
from classifier.local_model.languages import Languages
from classifier.local_model.vectors import VectorWeights
from classifier.local_model.words import WordWeights
from classifier.pipeline.taxonomy import Label, Taxonomy

FOLDER = Path(__file__).parent
_SEGMENTS_MAX = 8
_CONCEPTS_SHOWN = 3
_ANY_TEXT = "I was charged twice, please refund one of the payments."

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
    """Labels, how sure each is, and the concepts with the most weight.

    `confidence` is how likely all labels are right, `confidences` how likely each is. `unsure` has
    the dimensions whose label is better not shown. `from_vectors` is false where words alone
    decided. `scores` has by dimension and choice how likely it is right.
    """

    labels: Mapping[str, Label]
    confidence: float
    confidences: Mapping[str, float]
    unsure: tuple[str, ...]
    language_known: bool
    from_vectors: bool
    strongest_concepts: tuple[str, ...]
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class _Dimension:
    name: str
    choices: tuple[str, ...]
    multiple: bool
    mix: tuple[float, float]
    first: int  # Where its choices begin among all.


class LocalModel:
    """The weights of one taxonomy."""

    def __init__(self, document: Mapping[str, Any], embedder: Embedder | None = None) -> None:
        """Take an artefact; vectors are used when the embedder is the one it was trained with."""
        self.version: str = document["version"]
        self.learned_from: str | None = document.get("learned_from")
        self.dimensions = tuple(_read_dimensions(document["dimensions"]))
        self._worst_of: str = document["worst_of"]
        self._words = WordWeights(document["words"])
        self._vectors, self._embedder = _read_vectors(document["vectors"], embedder)
        self._languages = Languages(document["languages"], self._words.names("w"))
        self._calibrations: Mapping[str, Mapping[str, Any]] = document["calibration"]

    @property
    def uses_vectors(self) -> bool:
        """Whether embeddings decide as well; without them the model is weaker."""
        return self._vectors is not None

    def predict(self, text: str, *, with_vectors: bool = True) -> Prediction:
        """Classify each problem of the text and return the labels of the most severe one.

        With vectors it computes for long (some 2 ms for each word): call it in a thread then.
        """
        segments = segments_of(text)
        read = [features_by_kind(segment) for segment in segments]
        from_vectors = self._from_vectors(segments) if with_vectors else None
        judged = [
            self._judged(features, from_vectors[place] if from_vectors else None)
            for place, features in enumerate(read)
        ]
        worst = max(range(len(judged)), key=lambda place: self._severity(judged[place]))
        chosen = judged[worst]
        labels = {one.name: _label(one, chosen[one.name]) for one in self.dimensions}
        known = self._languages.knows(text, words_of(text))
        lines = self._calibrations["with_vectors" if from_vectors else "words_alone"]
        confidences, confidence = self._confidences(chosen, lines)
        return Prediction(
            labels=labels,
            confidence=confidence,
            confidences=confidences,
            unsure=tuple(
                name
                for name, one in confidences.items()
                if not known or one < lines[name]["threshold"]
            ),
            language_known=known,
            from_vectors=from_vectors is not None,
            strongest_concepts=self._strongest_concepts(read[worst]["c"], labels),
            scores=chosen,
        )

    def _from_vectors(self, segments: Sequence[str]) -> list[list[float]] | None:
        if self._vectors is None or self._embedder is None:
            return None
        return self._vectors.logits(self._embedder.embed(segments))

    def _judged(
        self, features: Mapping[str, Set[str]], from_vectors: Sequence[float] | None
    ) -> dict[str, dict[str, float]]:
        """Return the probability of each choice of each dimension, for one problem."""
        from_words = self._words.logits(features)
        judged = {}
        for one in self.dimensions:
            span = range(one.first, one.first + len(one.choices))
            share, other = one.mix if from_vectors else (1.0, 0.0)
            logits = [
                share * from_words[at] + (other * from_vectors[at] if from_vectors else 0)
                for at in span
            ]
            judged[one.name] = _probabilities(one, logits)
        return judged

    def _confidences(
        self, chosen: Mapping[str, Mapping[str, float]], lines: Mapping[str, Any]
    ) -> tuple[dict[str, float], float]:
        """Return how likely each label is right, and how likely all are."""
        likely = {one.name: _likely(one, chosen[one.name]) for one in self.dimensions}
        each = {name: _calibrated(one, lines[name]) for name, one in likely.items()}
        together = _calibrated(math.prod(likely.values()), lines["all"])
        return each, min(together, *each.values())

    def _strongest_concepts(
        self, concepts: Set[str], labels: Mapping[str, Label]
    ) -> tuple[str, ...]:
        """Return in words the concepts that support the labels most, the strongest first."""
        columns = [
            one.first + place
            for one in self.dimensions
            for place, choice in enumerate(one.choices)
            if choice == labels[one.name] or (one.multiple and choice in labels[one.name])
        ]
        strengths = {
            name: sum(self._words.weight("c", name, column) for column in columns)
            for name in self._words.known("c", concepts)
        }
        strongest = sorted(strengths, key=lambda name: (-strengths[name], name))[:_CONCEPTS_SHOWN]
        return tuple(load_concepts().says[name] for name in strongest if strengths[name] > 0)

    def _severity(self, judged: Mapping[str, Mapping[str, float]]) -> float:
        """Return the expected place on the scale from mild to severe."""
        return sum(place * likely for place, likely in enumerate(judged[self._worst_of].values()))


def _read_dimensions(document: Mapping[str, Any]) -> Iterator[_Dimension]:
    first = 0
    for name, one in document.items():
        choices = tuple(one["choices"])
        yield _Dimension(name, choices, one["multiple"], tuple(one["mix"]), first)
        first += len(choices)


def _read_vectors(
    document: Mapping[str, Any] | None, embedder: Embedder | None
) -> tuple[VectorWeights | None, Embedder | None]:
    """Return both or neither: vectors of another embedder mean nothing to these weights."""
    if document is None or embedder is None or document["embedder"] != embedder.name:
        return None, None
    return VectorWeights(document), embedder


def _label(dimension: _Dimension, likely: Mapping[str, float]) -> Label:
    if dimension.multiple:
        return tuple(name for name, one in likely.items() if one >= 0.5)
    return max(likely, key=likely.__getitem__)


def _likely(dimension: _Dimension, likely: Mapping[str, float]) -> float:
    """Return how likely the label is by the weights alone, not yet calibrated."""
    if dimension.multiple:
        return math.prod(max(one, 1 - one) for one in likely.values())
    return max(likely.values())


def _calibrated(likely: float, line: Mapping[str, float]) -> float:
    """Return how often a label of this probability was right in cross-validation."""
    bounded = min(max(likely, 1e-6), 1 - 1e-6)
    logit = line["slope"] * math.log(bounded / (1 - bounded)) + line["offset"]
    return 1 / (1 + math.exp(-logit))


def _probabilities(dimension: _Dimension, logits: Sequence[float]) -> dict[str, float]:
    if dimension.multiple:
        powers = [1 / (1 + math.exp(-min(max(logit, -50), 50))) for logit in logits]
        return dict(zip(dimension.choices, powers, strict=True))
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    total = sum(powers)
    return {choice: power / total for choice, power in zip(dimension.choices, powers, strict=True)}


def segments_of(text: str) -> list[str]:
    """Split a text into its problems; the last one holds the rest of a very long text."""
    return _TRANSITION.split(text, maxsplit=_SEGMENTS_MAX - 1)


def shipped_weights(name: str) -> Path:
    """Return where the weights that ship for a taxonomy would be."""
    return FOLDER / f"{name}.json"


def load_model(taxonomy: Taxonomy, embedder: Embedder | None = None) -> LocalModel | None:
    """Return the shipped model of a taxonomy, or None when there is none.

    Raises ArtefactError when it is not of these choices.
    """
    path = shipped_weights(taxonomy.name)
    return model_of(path, taxonomy, embedder) if path.exists() else None


def model_of(path: Path, taxonomy: Taxonomy, embedder: Embedder | None = None) -> LocalModel:
    """Return the model of an artefact. Raises ArtefactError when it cannot be used."""
    return model_from(read_artefact(path, taxonomy), path.name, taxonomy, embedder)


def model_from(
    document: Any, name: str, taxonomy: Taxonomy, embedder: Embedder | None = None
) -> LocalModel:
    """Return the model of an artefact's document. Raises ArtefactError when it cannot be used."""
    document = checked(document, name, taxonomy)
    try:
        model = LocalModel(document, embedder)
        model.predict(_ANY_TEXT)  # Some parts are read for the first time here.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        problem = f"{name} has not the form of an artefact ({type(error).__name__})."
        raise ArtefactError(problem) from None
    return model
