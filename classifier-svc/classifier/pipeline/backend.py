"""One provider behind its concurrency limit and its breaker."""

import time
from collections.abc import Callable

from classifier.config import Settings
from classifier.examples.quotes import without_quotes
from classifier.logs import EVENTS
from classifier.metrics import Metrics
from classifier.pipeline.circuit_breaker import BreakerRules, CircuitBreaker, State
from classifier.pipeline.concurrency_limit import ConcurrencyLimit
from classifier.pipeline.prompt import Question
from classifier.pipeline.reply import Verdict, read_reply
from classifier.problems import ProblemError, Reason
from classifier.providers import Provider, ProviderReply


class Backend:
    """Calls a provider: a bounded number of calls at a time, none while its breaker is open."""

    def __init__(
        self,
        provider: Provider,
        settings: Settings,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Put a concurrency limit and a breaker in front of the provider."""
        self.provider = provider
        self._clock = clock
        self.breaker = CircuitBreaker(
            BreakerRules(
                failures=settings.provider_breaker_failures,
                open_for=settings.provider_breaker_open_seconds,
                open_for_misconfigured=settings.provider_breaker_misconfigured_seconds,
            ),
            clock,
        )
        self.limit = ConcurrencyLimit(
            running_max=settings.provider_concurrency, waiting_max=settings.provider_queue
        )
        self._metrics = metrics
        self._prices = settings.provider_prices.get(provider.name)
        metrics.running.labels(provider.name).set_function(lambda: self.limit.running)
        metrics.waiting.labels(provider.name).set_function(lambda: self.limit.waiting)
        metrics.breaker.labels(provider.name).set_function(lambda: self.breaker.state.number)

    @property
    def takes_calls(self) -> bool:
        """Whether a call would be tried now."""
        return self.provider.problem is None and self.breaker.state is not State.OPEN

    async def ask(self, question: Question, timeout: float) -> tuple[Verdict, ProviderReply]:
        """Return an allowed verdict and the reply that it was read from, or raise ProblemError.

        A remote provider has `timeout` seconds, at most half of them in the queue, so that the call
        has time to succeed. A provider in this process has neither limit nor queue.
        """
        if not self.provider.remote:
            return await self._call(question, timeout)
        if problem := self.provider.problem:
            raise ProblemError(Reason.PROVIDER_MISCONFIGURED, problem)
        self.breaker.refuse_if_open()  # Fail before the queue and not after it.
        deadline = self._clock() + timeout
        async with self.limit.slot(wait_max=timeout / 2):
            return await self._call(question, deadline - self._clock())

    async def _call(self, question: Question, timeout: float) -> tuple[Verdict, ProviderReply]:
        """Call the provider and report the outcome to the breaker."""
        generation = self.breaker.before()
        started = time.perf_counter()
        outcome = "abandoned"
        try:
            reply = await self._reply(question, timeout)
            self._count(question.client, reply)
            verdict = without_quotes(read_reply(reply.text, question.taxonomy), question)
        except ProblemError as problem:
            outcome = problem.reason.value
            self.breaker.failed(generation, problem)
            raise
        except BaseException:
            self.breaker.abandoned(generation)
            raise
        else:
            outcome = "answered"
            self.breaker.succeeded(generation)
            return verdict, reply
        finally:
            seconds = time.perf_counter() - started
            self._metrics.provider_seconds.labels(self.provider.name, outcome).observe(seconds)

    def _count(self, client: str, reply: ProviderReply) -> None:
        """Add the tokens of a reply, also of one that cannot be used, and what they cost."""
        tokens = reply.input_tokens or 0, reply.output_tokens or 0
        for direction, count in zip(("input", "output"), tokens, strict=True):
            self._metrics.tokens.labels(client, self.provider.name, direction).inc(count)
        if self._prices:
            cost = sum(count * price for count, price in zip(tokens, self._prices, strict=True))
            self._metrics.cost.labels(client, self.provider.name).inc(cost / 1_000_000)

    async def _reply(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the provider. The SDKs raise exceptions of any type for a reply of another form."""
        try:
            return await self.provider.ask(question, timeout)
        except ProblemError:
            raise
        except Exception as error:
            fields = {"provider": self.provider.name}
            EVENTS.warning("unusable_provider_reply", exc_info=True, extra={"fields": fields})
            detail = f"The provider {self.provider.name} sent what its API does not describe."
            raise ProblemError(Reason.PROVIDER_BAD_REPLY, detail) from error
