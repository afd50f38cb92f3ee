"""`local`: offline and without a key; by trained weights, or by a taxonomy's signal words.

Taxonomies without weights of their own are sorted by the `signals` of their file.
"""

import json
import re
from functools import lru_cache, partial
from typing import Any

from classifier.config import Settings
from classifier.local_model.model import LocalModel, load_model
from classifier.pipeline.long_texts import in_thread_if_long
from classifier.pipeline.prompt import Question
from classifier.pipeline.taxonomy import Dimension, Label, Taxonomy
from classifier.providers import ProviderReply

_IN_JSON = json.JSONEncoder(ensure_ascii=False).encode


class LocalProvider:
    """Replies in the format of a model, so that the same code reads the reply."""

    name = "local"
    remote = False
    problem: str | None = None

    def __init__(self, settings: Settings) -> None:
        """Load the weights of the taxonomies that have any."""
        names = sorted(path.stem for path in settings.taxonomies_dir.glob("*.yaml"))
        found = {name: load_model(name) for name in names}
        self._models = {name: model for name, model in found.items() if model is not None}
        versions = "-".join(model.version for model in self._models.values())
        self.model = f"weights-{versions}" if versions else "signals"

    async def ask(self, question: Question, timeout: float) -> ProviderReply:  # noqa: ARG002
        """Answer at once; a usual text takes some tenths of a millisecond."""
        model = self._models.get(question.taxonomy.name)
        taxonomy = question.taxonomy
        sort = (
            partial(_by_weights, model=model, taxonomy=taxonomy)
            if model
            else partial(_by_signals, taxonomy=taxonomy)
        )
        reply = await in_thread_if_long(sort, question.text)
        if not question.scores:
            reply.pop("scores", None)
        return ProviderReply(_IN_JSON(reply))

    async def close(self) -> None:
        """Do nothing: there are no connections."""


def _by_weights(text: str, model: LocalModel, taxonomy: Taxonomy) -> dict[str, Any]:
    prediction = model.predict(text)
    if not prediction.strongest_concepts:
        # No word of the text is known: return the defaults with a low confidence.
        defaults = {dimension.name: dimension.default for dimension in taxonomy.dimensions}
        return {
            **defaults,
            "confidence": 0.25,
            "reason": "No telling word was found.",
            "scores": prediction.scores,
        }
    return {
        **prediction.labels,
        "confidence": round(prediction.confidence, 2),
        "reason": f"It seems to be about {_joined(prediction.strongest_concepts)}.",
        "scores": prediction.scores,
    }


def _joined(things: tuple[str, ...]) -> str:
    *others, last = things
    return f"{', '.join(others)} and {last}" if others else last


def _by_signals(text: str, taxonomy: Taxonomy) -> dict[str, Any]:
    found = {dimension.name: _found(text, dimension) for dimension in taxonomy.dimensions}
    words = sorted({word for _, words in found.values() for word in words})
    sentence = f"Mentions: {', '.join(words[:5])}." if words else "No telling word was found."
    labels = {name: label for name, (label, _) in found.items()}
    return {**labels, "confidence": None, "reason": sentence}


def _found(text: str, dimension: Dimension) -> tuple[Label, list[str]]:
    """Return the choice with the most different signal words, and those words.

    Of a dimension with `multiple`, all choices with a signal word.
    """
    by_name = {
        name: sorted({match.lower() for match in pattern.findall(text)})
        for name, pattern in _patterns(dimension)
    }
    found = {name: words for name, words in by_name.items() if words}
    if not found:
        return dimension.default, []
    if dimension.multiple:
        return tuple(found), [word for words in found.values() for word in words]
    # The later of two equals wins: taxonomies list milder choices before worse ones.
    best = max(reversed(found), key=lambda name: len(found[name]))
    return best, found[best]


@lru_cache
def _patterns(dimension: Dimension) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (choice.name, re.compile(rf"\b(?:{'|'.join(map(re.escape, choice.signals))})\b", re.I))
        for choice in dimension.choices
        if choice.signals
    )
