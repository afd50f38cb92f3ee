"""How fast the service starts, and how fast it answers when its provider answers at once."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.classifier.requests import (
    BATCH,
    batch_to_service,
    the_same_to_service,
    to_fake,
    to_service,
)
from benchmarks.classifier.servers import (
    Fake,
    Process,
    bare_endpoint,
    classifier,
)
from benchmarks.shared.load import Request, drive

CONNECTIONS = 8
# Each round has different texts.
_FIRSTS: Iterator[int] = count(10**5, 10**5)


def starts(log: Path, fake: Fake, rounds: int) -> dict[str, Any]:
    """Seconds from nothing to the first answer, and megabytes then and after a second of work."""
    fake.direct("good")
    found: dict[str, Any] = {}
    for provider in ("local", "gemini"):
        seconds, fresh, worked = [], [], []
        for _ in range(rounds):
            with classifier(log, fake.port, CLASSIFIER_PROVIDER=provider) as service:
                seconds.append(service.start_seconds)
                fresh.append(service.megabytes())
                _ask(service, to_service, CONNECTIONS, 1.0)
                worked.append(service.megabytes())
        found[provider] = {"seconds": seconds, "megabytes": fresh, "megabytes_worked": worked}
    return found


def local(log: Path, rounds: int) -> dict[str, list[float]]:
    """Processor time (µs) of a text with `local`: one of a batch of a hundred, and alone."""
    found: dict[str, list[float]] = {"in_a_batch": [], "by_itself": []}
    with classifier(log, CLASSIFIER_PROVIDER="local") as service:
        _ask(service, batch_to_service, 1, 0.2)
        for _ in range(rounds):
            for request, texts, name in (
                (batch_to_service, BATCH, "in_a_batch"),
                (to_service, 1, "by_itself"),
            ):
                before = service.cpu()
                times = _ask(service, request, 1, 1.0)
                used = service.cpu() - before
                found[name].append(used / len(times) / texts * 1e6)
    return found


def rates(log: Path, fake: Fake, rounds: int, seconds: float) -> dict[str, Any]:
    """Requests a second of the service and of what it is compared with, asked in turns."""
    fake.direct("good")
    with ExitStack() as running:
        bare = running.enter_context(bare_endpoint(log))
        in_process = running.enter_context(classifier(log, CLASSIFIER_PROVIDER="local"))
        gemini = running.enter_context(classifier(log, fake.port))
        _ask(gemini, to_service, 1, 0)
        asked: dict[str, tuple[Process, Request]] = {
            "bare": (bare, to_service),
            "local": (in_process, to_service),
            "cached": (gemini, the_same_to_service),
            "gemini": (gemini, to_service),
            "fake": (fake, to_fake(fake)),
        }
        found: dict[str, list[dict[str, float]]] = {name: [] for name in asked}
        for server, request in asked.values():  # So that no first request is measured.
            _ask(server, request, CONNECTIONS, 0.3)
        for _ in range(rounds):
            for name, (server, request) in asked.items():
                found[name].append(_round(server, request, seconds))
    return found


def _round(server: Process, request: Request, seconds: float) -> dict[str, float]:
    before, started = server.cpu(), monotonic()
    times = _ask(server, request, CONNECTIONS, seconds)
    elapsed, used = monotonic() - started, server.cpu() - before
    return {
        "per_second": len(times) / elapsed,
        "cpu": used / len(times) * 1e6,
        "p50": statistics.median(times) * 1000,
    }


def _ask(server: Process, request: Request, connections: int, seconds: float) -> list[float]:
    first = next(_FIRSTS)
    return drive(server.port, request, connections=connections, seconds=seconds, first=first)
