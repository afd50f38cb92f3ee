"""From a text to an answer: redaction, cache, one call for equal texts, the chain of providers."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cachetools import TTLCache

from classifier.config import Settings
from classifier.metrics import Metrics
from classifier.pipeline.backend import Backend
from classifier.pipeline.long_texts import in_thread_if_long
from classifier.pipeline.prompt import Question, build_question
from classifier.pipeline.redaction import Redaction, redact
from classifier.pipeline.reply import Verdict
from classifier.pipeline.taxonomy import Taxonomy
from classifier.problems import ProblemError, Reason

_Key = tuple[str, str, bytes]


@dataclass(frozen=True)
class Answer:
    """A verdict and its source.

    `provider_seconds` is the duration of the call, `tokens` the counts of input and output, `tried`
    the reasons of the providers that failed before, `redactions` the replaced details by kind.
    """

    verdict: Verdict
    provider: str
    model: str
    prompt_version: str
    provider_seconds: float
    tokens: tuple[int | None, int | None]
    tried: Mapping[str, str] = field(default_factory=dict)
    cached: bool = False
    redactions: Mapping[str, int] = field(default_factory=dict)


class Classifier:
    """Classifies with the first provider of a chain that answers."""

    def __init__(
        self,
        settings: Settings,
        backends: Sequence[Backend],
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start with an empty cache; `clock` gives seconds."""
        self.backends = tuple(backends)
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        self._remote = any(backend.provider.remote for backend in self.backends)
        self._in_flight: dict[_Key, asyncio.Task[Answer]] = {}
        self._cache: TTLCache[_Key, Answer] = TTLCache(
            settings.cache_size, settings.cache_seconds, timer=clock
        )

    async def classify(
        self, text: str, taxonomy: Taxonomy, *, fresh: bool = False, scores: bool = False
    ) -> Answer:
        """Answer within `answer_timeout`, and with `scores` ask for those of each choice.

        `fresh` skips the cache. Raises ProblemError.
        """
        redaction = Redaction(text, {})
        if self._settings.redact == "on":
            redaction = await in_thread_if_long(redact, text)
        for kind, count in redaction.counts.items():
            self._metrics.redactions.labels(kind).inc(count)
        question = build_question(redaction.text, taxonomy, scores=scores)
        if self._remote:
            answer = await self._ask_once(question, fresh=fresh)
        else:
            # Not cached: asking again costs as little as the cache.
            answer = await self._ask_chain(question)
        return replace(answer, redactions=redaction.counts) if redaction.counts else answer

    async def _ask_once(self, question: Question, *, fresh: bool) -> Answer:
        """Answer from the cache, from a call in flight for the same text, or from the chain."""
        digest = sha256(question.text.encode()).digest()
        key = (question.taxonomy.name, question.prompt_version, digest)
        known = None if fresh else self._cache.get(key)
        if known is not None:
            self._metrics.cache.labels("hit").inc()
            return replace(known, cached=True)
        task = self._in_flight.get(key)
        self._metrics.cache.labels("joined" if task else "miss").inc()
        if task is None:
            task = asyncio.create_task(self._ask_in_time(question))
            self._in_flight[key] = task
            task.add_done_callback(lambda done: self._finish(key, done))
        # Shielded, because other requests may wait for the same answer.
        return await asyncio.shield(task)

    def _finish(self, key: _Key, task: asyncio.Task[Answer]) -> None:
        del self._in_flight[key]
        # Reading the exception marks it as retrieved, in case every caller has given up.
        if not task.cancelled() and task.exception() is None:
            self._keep(key, task.result())

    def _keep(self, key: _Key, answer: Answer) -> None:
        """Put the answer into the cache.

        Answers of later providers are not cached, so that the first one is asked again.
        """
        if self._settings.cache_size and not answer.tried:
            self._cache[key] = answer

    async def _ask_in_time(self, question: Question) -> Answer:
        try:
            async with asyncio.timeout(self._settings.answer_timeout):
                return await self._ask_chain(question)
        except TimeoutError:
            raise ProblemError(
                Reason.PROVIDER_TIMEOUT, "There was no answer in time. Try again in a moment."
            ) from None

    async def _ask_chain(self, question: Question) -> Answer:
        """Ask the providers in order; when all fail, raise the first one's problem."""
        deadline = self._clock() + self._settings.provider_timeout
        problems: dict[str, ProblemError] = {}
        for position, backend in enumerate(self.backends):
            # Leave an equal share of the remaining time to each later provider.
            share = (deadline - self._clock()) / (len(self.backends) - position)
            started = self._clock()
            try:
                verdict, reply = await backend.ask(question, max(share, 0.001))
            except ProblemError as problem:
                problems[backend.provider.name] = problem
                continue
            return Answer(
                verdict=verdict,
                provider=backend.provider.name,
                model=backend.provider.model,
                prompt_version=question.prompt_version,
                provider_seconds=self._clock() - started,
                tokens=(reply.input_tokens, reply.output_tokens),
                tried={name: problem.reason.value for name, problem in problems.items()},
            )
        raise next(iter(problems.values()))

    async def close(self) -> None:
        """Close the providers' connections."""
        for backend in self.backends:
            await backend.provider.close()
