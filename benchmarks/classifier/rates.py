"""How fast the service starts, and how fast it answers when its provider answers at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.classifier.requests import (
    BATCH,
    batch_to_service,
    the_same_to_service,
    to_fake,
    to_service,
)
from benchmarks.classifier.servers import Fake, Process, bare_endpoint, classifier
from benchmarks.shared.load import Request, Round, Server

CONNECTIONS = 8
# Each round has different texts.
_FIRSTS: Iterator[int] = count(10**5, 10**5)


def starts(log: Path, fake: Fake, rounds: int) -> dict[str, Any]:
    """Seconds from nothing to the first answer, and megabytes after a second of work."""
    fake.direct("good")
    found: dict[str, dict[str, list[float]]] = {}
    for provider in ("local", "gemini"):
        one = found[provider] = {"seconds": [], "megabytes": []}
        for _ in range(rounds):
            with classifier(log, fake.port, CLASSIFIER_PROVIDER=provider) as service:
                one["seconds"].append(service.start_seconds)
                _ask(service, to_service, CONNECTIONS, 1.0)
                one["megabytes"].append(service.megabytes())
    return found


def local(log: Path, rounds: int) -> list[float]:
    """Processor time (µs) of a text with `local`, one of a batch of a hundred."""
    with classifier(log, CLASSIFIER_PROVIDER="local") as service:
        _ask(service, batch_to_service, 1, 0.2)
        return [_ask(service, batch_to_service, 1, 1.0)["cpu"] / BATCH for _ in range(rounds)]


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
        found: dict[str, list[Round]] = {name: [] for name in asked}
        for server, request in asked.values():  # So that no first request is measured.
            _ask(server, request, CONNECTIONS, 0.3)
        for _ in range(rounds):
            for name, (server, request) in asked.items():
                found[name].append(_ask(server, request, CONNECTIONS, seconds))
    return found


def _ask(server: Process, request: Request, connections: int, seconds: float) -> Round:
    measured = Server(server.port, [server.pid])
    return measured.measure(request, connections, seconds, next(_FIRSTS))
