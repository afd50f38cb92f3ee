"""What an answer of the classifier means: a suggestion, or the reason why there is none.

The shapes are those of contracts/classifier-api/: a suggestion is 200 with the labels, a problem is
application/problem+json with a `reason`. Anything else is a bad reply; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson

from tickets.services.classifier_http import Answer

# The choices of the database again, because this module does not import the ORM; a test compares
# both with contracts/choices.json.
CATEGORIES = frozenset({"billing", "technical", "account", "general"})
PRIORITIES = frozenset({"low", "medium", "high", "critical"})

DEFAULT_CATEGORY = "general"
DEFAULT_PRIORITY = "medium"
WARNING = "LLM service unavailable, using defaults"


class Cause(StrEnum):
    """Why there is no suggestion; the `reason` of the event `llm.fallback`."""

    NOT_CONFIGURED = "not_configured"  # No address or no token, or one that cannot be used.
    BUSY = "busy"  # As many classifications as may be are under way in this process.
    BREAKER_OPEN = "breaker_open"
    NEVER_REACHED = "never_reached"
    TIMED_OUT = "timed_out"
    BAD_REPLY = "bad_reply"  # No JSON, a label that is no choice, a missing key, a redirect.
    SERVER_ERROR = "server_error"  # 5xx
    QUOTA_EXCEEDED = "quota_exceeded"  # 429
    TEXT_REFUSED = "text_refused"  # The model refuses this text, and answers others.
    REQUEST_REFUSED = "request_refused"  # Any other 4xx is our own fault.


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the classifier suggests, checked: both labels are choices of the database."""

    category: str
    priority: str
    confidence: float | None  # 0 to 1; None when the model did not say
    reason: str  # One sentence for the person; empty when the model gave none.
    provider: str
    model: str
    prompt_version: str
    unsure: tuple[str, ...] = ()  # Of category and priority, those better not shown.


@dataclass(frozen=True, slots=True)
class Fallback:
    """The defaults of requirements §4.4; the first three fields are for the log alone."""

    cause: Cause
    status: int | None = None  # HTTP status of the classifier, if it answered.
    problem: str | None = None  # The `reason` of its problem, or what happened to the call.
    category: str = DEFAULT_CATEGORY
    priority: str = DEFAULT_PRIORITY
    warning: str = WARNING


def read_answer(answer: Answer) -> Suggestion | Fallback:
    """The suggestion in `answer`, or why it holds none."""
    status = answer.status
    if status >= 500:
        return Fallback(Cause.SERVER_ERROR, status, _problem(answer.body))
    if status == 429:
        return Fallback(Cause.QUOTA_EXCEEDED, status, _problem(answer.body))
    if 400 <= status < 500:
        problem = _problem(answer.body)
        is_text = problem == "provider_refused_text"
        return Fallback(Cause.TEXT_REFUSED if is_text else Cause.REQUEST_REFUSED, status, problem)
    if status != 200:
        return Fallback(Cause.BAD_REPLY, status, "unexpected_status")
    try:
        suggestion = _read_suggestion(_read_object(answer.body))
    except _UnusableError as error:
        return Fallback(Cause.BAD_REPLY, status, str(error))
    if suggestion.category not in CATEGORIES or suggestion.priority not in PRIORITIES:
        return Fallback(Cause.BAD_REPLY, status, "label_is_no_choice")
    return suggestion


class _UnusableError(Exception):
    """The message is a constant that may be logged."""


def _read_object(body: bytes) -> Mapping[str, object]:
    # orjson refuses what could not be sent on as JSON: NaN, lone surrogates, endless nesting.
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _UnusableError("no_json") from error
    if not isinstance(value, dict):
        raise _UnusableError("no_object")
    return value


def _read_suggestion(value: Mapping[str, object]) -> Suggestion:
    labels = value.get("labels")
    if not isinstance(labels, dict):
        raise _UnusableError("labels_missing")
    return Suggestion(
        category=_text(labels, "category"),
        priority=_text(labels, "priority"),
        confidence=_share(value, "confidence"),
        reason="" if value.get("reason") is None else _text(value, "reason"),
        provider=_text(value, "provider"),
        model=_text(value, "model"),
        prompt_version=_text(value, "prompt_version"),
        unsure=_unsure(value.get("unsure")),
    )


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise _UnusableError(f"{key}_is_no_text")
    return found


def _unsure(value: object) -> tuple[str, ...]:
    """The fields whose label is too likely to be wrong; none where the classifier does not say."""
    named = value if isinstance(value, list) else []
    return tuple(name for name in ("category", "priority") if name in named)


def _share(value: Mapping[str, object], key: str) -> float | None:
    """None where the model does not say how sure it is."""
    found = value.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise _UnusableError(f"{key}_is_not_between_0_and_1")
    return float(found)


def _problem(body: bytes) -> str | None:
    """The `reason` of a problem, if it is a plain word; nothing else of an error is logged."""
    try:
        reason = _read_object(body).get("reason")
    except _UnusableError:
        return None
    return reason if isinstance(reason, str) and re.fullmatch("[a-z_]{1,40}", reason) else None
