"""The nearest examples of a question, found in a thread."""

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from classifier.examples.installed import InstalledExamples
from classifier.examples.store import Store
from classifier.local_model.embedding import Embedder
from classifier.logs import EVENTS, log_event
from classifier.metrics import Metrics
from classifier.pipeline.prompt import Question, with_examples
from classifier.pipeline.taxonomy import Example

EXAMPLES_IN_PROMPT = 8
LEAST_SIMILARITY = 0.85
"""Cosine similarities are 0.91 to 0.97 for texts about one matter and about 0.8 for others."""
REPEATED = 0.96
"""Of examples that are more alike than this, one is enough."""
# A question waits this long for its examples, or an eighth of the time that there is.
SECONDS_MAX = 1.0
_SHARE_OF_TIME = 1 / 8
_CANDIDATES = 64
# The interpreter lock is free while a vector is computed.
_THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="examples")


class PromptExamples:
    """Adds the nearest examples to questions."""

    def __init__(
        self, installed: InstalledExamples, embedder: Embedder | None, metrics: Metrics
    ) -> None:
        """Take the stores that there are; they may change."""
        self.installed, self._embedder, self._metrics = installed, embedder, metrics

    def store(self, question: Question) -> Store | None:
        """Return the store whose examples the question may be asked with, if there is one."""
        return self.installed.of(question.taxonomy.name, question.client)

    async def added(self, question: Question, store: Store, seconds_left: float) -> Question:
        """Return the question with at most eight examples, or with none when it takes too long."""
        assert self._embedder is not None  # noqa: S101 - Without it there is no store.
        find = partial(_nearest, question.text, store, self._embedder)
        try:
            async with asyncio.timeout(min(SECONDS_MAX, seconds_left * _SHARE_OF_TIME)):
                found = await asyncio.get_running_loop().run_in_executor(_THREADS, find)
        except TimeoutError:
            log_event("examples_late", level=logging.WARNING)
            found = ()
        except Exception:  # noqa: BLE001 - a question is asked without examples before it fails.
            EVENTS.warning("examples_failed", exc_info=True)
            found = ()
        self._metrics.examples.labels(question.taxonomy.name).observe(len(found))
        return with_examples(question, found, store.version)


def _nearest(text: str, store: Store, embedder: Embedder) -> tuple[Example, ...]:
    """Return the examples that are near the text and unlike each other, the nearest last."""
    import numpy

    vector = numpy.asarray(embedder.embed([text])[0], dtype=numpy.float32)
    similarities = store.vectors @ vector
    chosen: list[int] = []
    for at in map(int, numpy.argsort(-similarities)[:_CANDIDATES]):
        if similarities[at] < LEAST_SIMILARITY or len(chosen) == EXAMPLES_IN_PROMPT:
            break
        if not chosen or (store.vectors[chosen] @ store.vectors[at]).max() < REPEATED:
            chosen.append(at)
    return tuple(store.examples[at] for at in reversed(chosen))
