"""`local`: offline and without a key; by trained weights, or by a taxonomy's signal words.

A taxonomy without usable weights is sorted by the `signals` of its file.
"""

import asyncio
import json
import logging
import os
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

from classifier.config import Settings
from classifier.local_model.embedding import embedder
from classifier.local_model.fetched import FetchedModels
from classifier.local_model.installed import InstalledModels
from classifier.local_model.model import LocalModel, Prediction
from classifier.logs import log_event
from classifier.pipeline.long_texts import in_thread_if_long
from classifier.pipeline.prompt import Question
from classifier.pipeline.taxonomy import Dimension, Label, Taxonomy, load_taxonomies
from classifier.providers import ProviderReply

# A text waits this long for its vectors, or half of the time that there is; then words decide.
_VECTOR_SECONDS = 3.0
_IN_JSON = json.JSONEncoder(ensure_ascii=False).encode
# The interpreter lock is free while a vector is computed.
_THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="vectors")


class LocalProvider:
    """Replies in the format of a model, so that the same code reads the reply."""

    name = "local"
    remote = False
    problem: str | None = None

    def __init__(self, settings: Settings) -> None:
        """Load the weights of the taxonomies that have any for their choices."""
        usable = load_taxonomies(settings.taxonomies_dir).usable
        found = embedder()
        self._installed = InstalledModels(usable, settings.weights_dir, found)
        self._fetched = FetchedModels(usable, settings.weights_url, found)

    @property
    def _models(self) -> Mapping[str, LocalModel]:
        """The models in force by taxonomy; weights at an address go before those of the folder."""
        return {**self._installed.models, **self._fetched.models}

    @property
    def model(self) -> str:
        """The versions of all weights."""
        return _named(*self._models.values())

    def weights(self, taxonomy: str) -> str:
        """Return which weights sort the texts of a taxonomy now."""
        return _named(*filter(None, [self._models.get(taxonomy)]))

    async def follow(self) -> None:
        """Load new weights while the service runs, until cancelled."""
        await asyncio.gather(self._installed.follow(), self._fetched.follow())

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Answer in tens of milliseconds, or by words alone when many texts are waiting."""
        model = self._models.get(question.taxonomy.name)
        if model:
            reply = _reply(await _predicted(model, question.text, timeout))
        else:
            sort = partial(_by_signals, taxonomy=question.taxonomy)
            reply = await in_thread_if_long(sort, question.text)
        if not question.scores:
            reply.pop("scores", None)
        return ProviderReply(_IN_JSON(reply), model=_named(*filter(None, [model])))

    async def close(self) -> None:
        """Do nothing: there are no connections."""


def _named(*models: LocalModel) -> str:
    """Name weights by their versions; without any the signals of the taxonomies decide."""
    names = [one.version if one.uses_vectors else f"{one.version}-words" for one in models]
    return f"weights-{'-'.join(names)}" if names else "signals"


async def _predicted(model: LocalModel, text: str, timeout: float) -> Prediction:
    if model.uses_vectors:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(min(_VECTOR_SECONDS, timeout / 2)):
                return await loop.run_in_executor(_THREADS, model.predict, text)
        except TimeoutError:
            log_event("vectors_late", level=logging.WARNING)
    return await in_thread_if_long(partial(model.predict, with_vectors=False), text)


def _reply(prediction: Prediction) -> dict[str, Any]:
    return {
        **prediction.labels,
        "confidence": round(prediction.confidence, 2),
        "confidences": {name: round(one, 2) for name, one in prediction.confidences.items()},
        "unsure": prediction.unsure,
        "reason": _reason(prediction),
        "scores": prediction.scores,
    }


def _reason(prediction: Prediction) -> str:
    if not prediction.language_known:
        return "The language or the script is not one that the model was trained on."
    if prediction.strongest_concepts:
        return f"It seems to be about {_joined(prediction.strongest_concepts)}."
    return "It is like texts with these labels; no single word decided it."


def _joined(things: tuple[str, ...]) -> str:
    *others, last = things
    return f"{', '.join(others)} and {last}" if others else last


def sort_by_signals(text: str, taxonomy: Taxonomy) -> dict[str, Label]:
    """Return the labels of a text by the signals of its taxonomy alone."""
    return {one.name: _found(text, one)[0] for one in taxonomy.dimensions}


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
