"""How long callers wait: the overhead on a slow provider, and when the provider hangs.

Times are in milliseconds, except where a name says seconds.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.classifier.load import Sample, a_second, at_a_time
from benchmarks.classifier.requests import to_fake, to_gateway, to_service
from benchmarks.classifier.servers import Fake, classifier, running_stack
from benchmarks.shared.load import Request

PROVIDER_SECONDS = 0.5
ALONE_EACH, TOGETHER, TOGETHER_EACH = 12, 50, 6
STACK_CALLERS, STACK_EACH = 20, 8
HANG_RATE, HANG_NUMBER, HANG_AFTER = 50, 500, 250
_FIRSTS: Iterator[int] = count(10**5, 10**5)


def overhead(log: Path, fake: Fake, rounds: int) -> dict[str, list[dict[str, float]]]:
    """What the service adds to a provider of half a second, alone and 50 at a time."""
    found: dict[str, list[dict[str, float]]] = {"alone": [], "together": []}
    shapes = {
        "alone": (1, ALONE_EACH, 0.0),
        "together": (TOGETHER, TOGETHER_EACH, PROVIDER_SECONDS),
    }
    with classifier(log, fake.port) as service:
        fake.direct("good")
        _ask(service.port, to_service, TOGETHER, 2, 0.0)  # Its threads and connections are there.
        directly = to_fake(fake)
        fake.direct(f"slow:{PROVIDER_SECONDS}")
        for _ in range(rounds):
            for name, shape in shapes.items():
                alone = _ask(fake.port, directly, *shape)
                through = _ask(service.port, to_service, *shape)
                _expect_all(through, b'"labels"')
                found[name].append(_added(alone, through))
    return found


def stack(folder: Path, fake: Fake, rounds: int) -> dict[str, Any]:
    """What gateway, ticket-api and service add together, 20 at a time."""
    found, asked, suggested = [], 0, 0
    shape = (STACK_CALLERS, STACK_EACH, PROVIDER_SECONDS)
    with running_stack(folder, fake.port) as port:
        fake.direct("good")
        _ask(port, to_gateway, STACK_CALLERS, 10, 0.2)
        directly = to_fake(fake)
        fake.direct(f"slow:{PROVIDER_SECONDS}")
        for _ in range(rounds):
            alone = _ask(fake.port, directly, *shape)
            through = _ask(port, to_gateway, *shape)
            with_suggestion = [sample for sample in through if b'"suggestion"' in sample.body]
            asked, suggested = asked + len(through), suggested + len(with_suggestion)
            found.append(_added(alone, with_suggestion))
    return {"rounds": found, "asked": asked, "suggested": suggested}


def hang(log: Path, fake: Fake) -> dict[str, Any]:
    """A provider that never answers, asked 50 times a second for ten seconds and five more."""
    with classifier(log, fake.port) as service:
        fake.direct("good")
        _ask(service.port, to_service, TOGETHER, 4, 0.0)
        fake.direct("hang")
        samples = asyncio.run(
            a_second(
                service.port,
                to_service,
                rate=HANG_RATE,
                number=HANG_NUMBER + HANG_AFTER,
                first=next(_FIRSTS),
            )
        )
    # The breaker opened with the third time-out.
    reasons = [json.loads(sample.body)["reason"] for sample in samples]
    ended = sorted(
        sample.asked_at + sample.seconds
        for sample, reason in zip(samples, reasons, strict=True)
        if reason == "provider_timeout"
    )
    opened_at = ended[2]
    later = [sample for sample in samples if sample.asked_at > opened_at]
    return {
        "breaker_opened_after_seconds": opened_at - samples[0].asked_at,
        "longest_seconds": max(sample.seconds for sample in samples),
        "asked_after_open": len(later),
        "after_open_longest": max(sample.seconds for sample in later) * 1000,
    }


def _ask(port: int, request: Request, callers: int, each: int, spread: float) -> list[Sample]:
    return asyncio.run(
        at_a_time(port, request, number=callers, each=each, spread=spread, first=next(_FIRSTS))
    )


def _expect_all(samples: Sequence[Sample], part: bytes) -> None:
    """A failure is fast, and would make the figures better than they are."""
    for sample in samples:
        if part not in sample.body:
            raise RuntimeError(f"The server answered {sample.status} {sample.body[:500]!r}")


def _added(alone: Sequence[Sample], through: Sequence[Sample]) -> dict[str, float]:
    """The quantiles of one side less those of the other."""
    return {
        name: (_quantile(through, part) - _quantile(alone, part)) * 1000
        for name, part in (("p50", 0.5), ("p99", 0.99))
    }


def _quantile(samples: Sequence[Sample], part: float) -> float:
    ordered = sorted(sample.seconds for sample in samples)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]
