"""Ask the classifier which category and priority a description suggests.

`classify` never raises and never takes longer than `Config.total_seconds`. Every failure becomes a
`Fallback` with the defaults and the warning of requirements §4.4, because a ticket must never fail
over its suggestion (requirements §6.4). This module imports neither the ORM nor DRF.

    bulkhead ──▶ breaker ──▶ classifier_http ──▶ classifier_answer ──▶ Suggestion
       └────────────┴──────────────┴────────────────────┴────────────▶ Fallback
"""

from __future__ import annotations

import functools
import logging
import os
import re
import threading
import time
from dataclasses import dataclass

import orjson
from django.conf import settings

from server.concurrency_limit import release_slot
from tickets.services.circuit_breaker import CircuitBreaker, State
from tickets.services.classifier_answer import Cause, Fallback, Suggestion, read_answer
from tickets.services.classifier_http import (
    BrokenAnswerError,
    ClassifierHTTP,
    NeverReachedError,
    TimedOutError,
)

logger = logging.getLogger(__name__)

TAXONOMY = "support-tickets"

COUNTS_FOR_THE_BREAKER = frozenset(
    {Cause.NEVER_REACHED, Cause.TIMED_OUT, Cause.BAD_REPLY, Cause.SERVER_ERROR}
)
"""A 4xx comes from a classifier that works, and waiting does not change what it refuses."""

OF_ONE_TEXT = frozenset({"provider_bad_reply", "provider_refused_text"})
"""Problems of the classifier that say nothing about the next text: they do not count either."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set; durations in seconds (docs/architecture.md, "Time")."""

    url: str  # http://host:port of the classifier; empty means that there is none.
    token: str  # Of ticket-api, as a client of the classifier.
    connect_seconds: float = 1.0
    read_seconds: float = 11.0
    total_seconds: float = 12.0  # All attempts together, however slowly an answer comes.
    concurrency: int = 20  # Of this process: the threads that a classifier that hangs can block.
    breaker_failures: int = 3
    breaker_open_seconds: float = 10.0


class LLMService:
    """The bulkhead, the breaker and the HTTP session that the threads of one process share.

    Make it after the fork; `classify` may be called from any thread.
    """

    def __init__(self, config: Config | None = None) -> None:
        """Use `config`, or the settings."""
        config = config or config_from_settings()
        self._config = config
        self._http = _make_http(config)
        self._places = threading.BoundedSemaphore(config.concurrency)
        self._breaker = CircuitBreaker(
            failures=config.breaker_failures,
            open_seconds=config.breaker_open_seconds,
            clock=time.monotonic,
            on_change=_log_change,
        )

    @property
    def breaker_state(self) -> State:
        """The state of this process's breaker, for the health endpoint."""
        return self._breaker.state

    def classify(self, description: str, *, request_id: str = "") -> Suggestion | Fallback:
        """A suggestion for `description`, or the defaults; logs one event either way.

        `request_id` names the request that asks, for the classifier's log; empty outside of one.
        """
        started = time.monotonic()
        outcome = self._classify_if_there_is_a_place(description, request_id)
        _log_outcome(
            outcome,
            request_id=request_id,
            description_length=len(description),
            duration_ms=round(1000 * (time.monotonic() - started)),
        )
        return outcome

    def _classify_if_there_is_a_place(
        self, description: str, request_id: str
    ) -> Suggestion | Fallback:
        if not self._places.acquire(blocking=False):
            return Fallback(Cause.BUSY)
        try:
            return self._classify_if_the_breaker_allows(description, request_id)
        finally:
            self._places.release()

    def _classify_if_the_breaker_allows(
        self, description: str, request_id: str
    ) -> Suggestion | Fallback:
        if self._http is None:
            return Fallback(Cause.NOT_CONFIGURED)
        permit = self._breaker.enter()
        if permit is None:
            return Fallback(Cause.BREAKER_OPEN)
        failed = True
        try:
            outcome = self._ask(self._http, description, request_id)
            failed = _counts_for_the_breaker(outcome)
        finally:
            self._breaker.leave(permit, failed=failed)
        return outcome

    def _ask(
        self, http: ClassifierHTTP, description: str, request_id: str
    ) -> Suggestion | Fallback:
        release_slot()  # The next request is served while this one waits.
        try:
            answer = http.post(
                _request_body(description),
                headers=_request_id_header(request_id),
                seconds=self._config.total_seconds,
            )
        except NeverReachedError as error:
            return Fallback(Cause.NEVER_REACHED, problem=str(error))
        except TimedOutError as error:
            return Fallback(Cause.TIMED_OUT, problem=str(error))
        except BrokenAnswerError as error:
            return Fallback(Cause.BAD_REPLY, problem=str(error))
        return read_answer(answer)


def classify(description: str, *, request_id: str = "") -> Suggestion | Fallback:
    """`LLMService.classify` of this process."""
    return _service().classify(description, request_id=request_id)


def breaker_state() -> str:
    """`closed`, `open` or `half_open`: the state of this process's breaker."""
    return _service().breaker_state.value


def forget_service() -> None:
    """Read the settings again at the next call, which begins with a closed breaker."""
    _made_service.cache_clear()


_making = threading.Lock()


def _service() -> LLMService:
    with _making:  # The cache alone would let two first threads make one each.
        return _made_service()


@functools.cache
def _made_service() -> LLMService:
    return LLMService()


# gunicorn preloads the application and forks; a worker makes its service after the fork.
os.register_at_fork(after_in_child=forget_service)


def _counts_for_the_breaker(outcome: Suggestion | Fallback) -> bool:
    return (
        isinstance(outcome, Fallback)
        and outcome.cause in COUNTS_FOR_THE_BREAKER
        and outcome.problem not in OF_ONE_TEXT
    )


def config_from_settings() -> Config:
    """The settings of the same names as the environment variables in contracts/README.md."""
    return Config(
        url=settings.CLASSIFIER_URL,
        token=settings.CLASSIFIER_TOKEN,
        connect_seconds=settings.CLASSIFIER_CONNECT_TIMEOUT,
        read_seconds=settings.CLASSIFIER_READ_TIMEOUT,
        total_seconds=settings.CLASSIFIER_TOTAL_TIMEOUT,
        concurrency=settings.CLASSIFY_CONCURRENCY,
        breaker_failures=settings.BREAKER_FAILURES,
        breaker_open_seconds=settings.BREAKER_OPEN_SECONDS,
    )


def _make_http(config: Config) -> ClassifierHTTP | None:
    """None, and an error in the log, when address or token cannot be used."""
    if not config.url or not _is_header_safe(config.token):
        logger.error("llm.not_configured", extra={"reason": "address or token missing"})
        return None
    try:
        return ClassifierHTTP(
            config.url.rstrip("/") + "/v1/classify",
            # Texts that are being typed hardly ever repeat, and while the model fails a person gets
            # the fallback, not a suggestion of five minutes ago.
            headers={"Authorization": f"Bearer {config.token}", "Cache-Control": "no-cache"},
            threads=config.concurrency,
            connect_timeout=config.connect_seconds,
            read_timeout=config.read_seconds,
        )
    except ValueError as error:
        logger.error("llm.not_configured", extra={"reason": str(error)})  # noqa: TRY400 no trace
        return None


def _request_body(description: str) -> bytes:
    """The body in UTF-8; escapes would make some texts three times as long."""
    sendable = description.encode("utf-8", "replace").decode()
    return orjson.dumps({"description": sendable, "taxonomy": TAXONOMY})


def _request_id_header(request_id: str) -> dict[str, str]:
    return {"X-Request-ID": request_id} if _is_header_safe(request_id) else {}


def _is_header_safe(value: str) -> bool:
    return re.fullmatch("[!-~]{1,512}", value) is not None


def _log_change(old: State, new: State) -> None:
    level = logging.WARNING if new is State.OPEN else logging.INFO
    extra = {"before": old.value, "breaker": new.value}
    logger.log(level, "llm.breaker_state_changed", extra=extra)


def _log_outcome(outcome: Suggestion | Fallback, **fields: object) -> None:
    """One event for each call, with lengths and names and never with the text."""
    if isinstance(outcome, Suggestion):
        model = {"provider": outcome.provider, "model": outcome.model}
        logger.info("llm.classified", extra={**fields, **model})
        return
    level = logging.ERROR if outcome.cause is Cause.REQUEST_REFUSED else logging.WARNING
    why = {"reason": outcome.cause.value, "status": outcome.status, "problem": outcome.problem}
    logger.log(level, "llm.fallback", extra={**fields, **why})
