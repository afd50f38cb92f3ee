"""The chain: the next provider is asked when one fails, all within the time of one."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from classifier.pipeline.backend import Backend
from classifier.pipeline.prompt import Question, without_examples
from classifier.pipeline.reply import Verdict
from classifier.problems import ProblemError

# The share of the remaining time that is kept for a later provider in this process, which needs
# some tens of milliseconds.
KEPT_FOR_LOCAL = 0.05


@dataclass(frozen=True)
class Answer:
    """A verdict and its source.

    `provider_seconds` is the duration of the call, `tokens` the counts of input and output that the
    call cost, `tried` the reasons of the providers that failed before, `redactions` the replaced
    details by kind, `examples` how many were in the prompt.
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
    examples: int = 0


class Chain:
    """Asks the providers in their order."""

    def __init__(
        self, backends: Sequence[Backend], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the providers; `clock` gives seconds."""
        self.backends = tuple(backends)
        self._clock = clock

    async def ask(self, question: Question, deadline: float) -> Answer:
        """Return the first answer; when all fail, raise the first one's problem.

        `deadline` is a time of the clock.
        """
        problems: dict[str, ProblemError] = {}
        for position, backend in enumerate(self.backends):
            started = self._clock()
            share = self._share(deadline - started, self.backends[position + 1 :])
            # A model in this process reads no prompt.
            asked = question if backend.provider.remote else without_examples(question)
            try:
                verdict, reply = await backend.ask(asked, max(share, 0.001))
            except ProblemError as problem:
                problems[backend.provider.name] = problem
                continue
            return Answer(
                verdict=verdict,
                provider=backend.provider.name,
                model=reply.model or backend.provider.model,
                prompt_version=asked.prompt_version,
                provider_seconds=self._clock() - started,
                tokens=(reply.input_tokens, reply.output_tokens),
                tried={name: problem.reason.value for name, problem in problems.items()},
                examples=len(asked.examples),
            )
        raise next(iter(problems.values()))

    @staticmethod
    def _share(seconds: float, later: Sequence[Backend]) -> float:
        """Return the time for a call: equal shares for it and the later remote providers.

        Those that would refuse at once need no time.
        """
        remote = [one for one in later if one.provider.remote and one.takes_calls]
        if len(later) > len([one for one in later if one.provider.remote]):
            seconds *= 1 - KEPT_FOR_LOCAL
        return seconds / (1 + len(remote))
