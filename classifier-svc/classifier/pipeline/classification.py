"""From a text to an answer: redaction, cache, one call for equal texts, the chain of providers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256

from cachetools import TTLCache

from classifier.config import Settings
from classifier.examples.nearest import PromptExamples
from classifier.examples.store import Store
from classifier.metrics import Metrics
from classifier.pipeline.backend import Backend
from classifier.pipeline.chain import Answer, Chain
from classifier.pipeline.concurrency_limit import overloaded
from classifier.pipeline.long_texts import in_thread_if_long
from classifier.pipeline.prompt import Question, build_question
from classifier.pipeline.redaction import Redaction, redact
from classifier.pipeline.shared_calls import SharedCall
from classifier.pipeline.taxonomy import Taxonomy
from classifier.problems import ProblemError, Reason
from classifier.providers import HasWeights

_Key = tuple[str, str, str, str, bytes]
_NO_TOKENS = (0, 0)


class Classifier:
    """Classifies with the first provider of a chain that answers."""

    def __init__(
        self,
        settings: Settings,
        backends: Sequence[Backend],
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
        examples: PromptExamples | None = None,
    ) -> None:
        """Start with an empty cache; `clock` gives seconds, `examples` those for the prompt."""
        self.backends = tuple(backends)
        self._chain = Chain(backends, clock)
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        self.examples = examples
        self._in_flight: dict[_Key, SharedCall[Answer]] = {}
        self._cache: TTLCache[_Key, Answer] = TTLCache(
            settings.cache_size, settings.cache_seconds, timer=clock
        )

    async def classify(
        self,
        text: str,
        taxonomy: Taxonomy,
        *,
        client: str = "",
        fresh: bool = False,
        scores: bool = False,
    ) -> Answer:
        """Answer within `answer_timeout`, and with `scores` ask for those of each choice.

        The time covers redaction, queues and calls. `fresh` skips the cache. An answer is shared
        with the same `client` alone: another one would learn that the text was seen. Raises
        ProblemError.
        """
        deadline = self._clock() + self._settings.provider_timeout
        async with self._answering():
            redaction = await self._redacted(text)
            question = build_question(redaction.text, taxonomy, scores=scores, client=client)
            answer = await self._ask_once(question, client, deadline, fresh=fresh)
        return replace(answer, redactions=redaction.counts) if redaction.counts else answer

    async def _redacted(self, text: str) -> Redaction:
        """Redact the text, in at most half of the time, so that a call has time to succeed."""
        if self._settings.redact == "off":
            return Redaction(text, {})
        try:
            async with asyncio.timeout(self._settings.provider_timeout / 2):
                redaction = await in_thread_if_long(redact, text)
        except TimeoutError:
            raise overloaded() from None
        for kind, count in redaction.counts.items():
            self._metrics.redactions.labels(kind).inc(count)
        return redaction

    async def _ask_once(
        self, question: Question, client: str, deadline: float, *, fresh: bool
    ) -> Answer:
        """Answer from the cache, from a call in flight for the same text, or from the chain."""
        digest = sha256(question.text.encode()).digest()
        store = self.examples.store(question) if self.examples else None
        version = f"{question.prompt_version}+{store.version}" if store else question.prompt_version
        taxonomy = question.taxonomy.name
        key = (client, taxonomy, version, self._weights(taxonomy), digest)
        known = None if fresh else self._cache.get(key)
        if known is not None:
            self._metrics.cache.labels("hit").inc()
            return replace(known, cached=True, tokens=_NO_TOKENS, provider_seconds=0.0)
        while (call := self._in_flight.get(key)) and not call.is_over:
            self._metrics.cache.labels("joined").inc()
            try:
                return replace(await call.result(), tokens=_NO_TOKENS)
            except ProblemError as problem:
                # The call had the time of the request that began it; this one has time left.
                if problem.reason is not Reason.PROVIDER_TIMEOUT or not self._has_time(deadline):
                    raise
        self._metrics.cache.labels("miss").inc()
        call = SharedCall(self._ask_in_time(question, store, deadline))
        self._in_flight[key] = call
        call.when_over(lambda answer: self._finish(key, call, answer))
        return await call.result()

    def _weights(self, taxonomy: str) -> str:
        """Return the weights in force, so that new ones answer texts that old ones have sorted."""
        providers = (backend.provider for backend in self.backends)
        return " ".join(one.weights(taxonomy) for one in providers if isinstance(one, HasWeights))

    def _has_time(self, deadline: float) -> bool:
        """Return whether a call that begins now has a quarter of its time or more."""
        return deadline - self._clock() >= self._settings.provider_timeout / 4

    def _finish(self, key: _Key, call: SharedCall[Answer], answer: Answer | None) -> None:
        """Forget the call and keep its answer.

        Answers of later providers are not cached, so that the first one is asked again.
        """
        if self._in_flight.get(key) is call:
            del self._in_flight[key]
        if answer and not answer.tried and self._settings.cache_size:
            self._cache[key] = answer

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        """End the block after `answer_timeout`, with ProblemError(PROVIDER_TIMEOUT)."""
        try:
            async with asyncio.timeout(self._settings.answer_timeout):
                yield
        except TimeoutError:
            raise ProblemError(
                Reason.PROVIDER_TIMEOUT, "There was no answer in time. Try again in a moment."
            ) from None

    async def _ask_in_time(
        self, question: Question, store: Store | None, deadline: float
    ) -> Answer:
        async with self._answering():
            if self.examples and store and self._asks_a_model:
                seconds_left = deadline - self._clock()
                question = await self.examples.added(question, store, seconds_left)
            return await self._chain.ask(question, deadline)

    @property
    def _asks_a_model(self) -> bool:
        """Whether a provider that reads the prompt would be called now."""
        return any(one.provider.remote and one.takes_calls for one in self.backends)

    async def close(self) -> None:
        """Close the providers' connections."""
        for backend in self.backends:
            await backend.provider.close()
