"""The problem that an HTTP status of a provider means (requirements §6.4).

A refusal of the key, the account or the model concerns every text, and a refusal of one text
concerns no other.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from classifier.problems import ProblemError, Reason

_SECONDS = re.compile(r"\d{1,6}(?:\.\d{1,9})?")
_KEY_OR_MODEL = (401, 402, 403, 404)
_THIS_TEXT = (400, 413, 422)
# Some servers answer 400 for a wrong key or model. The message is matched at its start alone,
# because its rest may quote the text.
_KEY_OR_MODEL_CODES = frozenset({"API_KEY_INVALID", "invalid_api_key", "model_not_found"})
_KEY_OR_MODEL_MESSAGE = re.compile(
    r"api key (?:not|invalid|expired)|invalid api key|user location|"
    r"(?:/chat/completions: )?invalid model",
    re.IGNORECASE,
)
# Why an answer ended, where a rule about contents ended it.
_BLOCKED = frozenset(
    {
        "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "content_filter",
    }
)  # fmt: skip


def failure_of_status(
    who: str,
    status: int,
    check: str,
    headers: Mapping[str, str] | None = None,
    error: Any = None,
) -> ProblemError:
    """Return the problem for the status.

    `who` is the provider in a sentence, `check` the settings to check when it refuses the request,
    `error` the object `error` of the body, which may be anything that a proxy wrote.
    """
    details = _details(error)
    if status == 429:
        detail = f"{who} refused the request: its rate limit is reached."
        wait = retry_after(headers or {}, details)
        return ProblemError(Reason.PROVIDER_RATE_LIMITED, detail, retry_after=wait)
    if status in (408, 504):
        return ProblemError(Reason.PROVIDER_TIMEOUT, f"{who} did not answer in time.")
    if status in _KEY_OR_MODEL or 300 <= status < 400 or _names_key_or_model(error):
        detail = f"{who} refused with {status}: check {check}."
        return ProblemError(Reason.PROVIDER_MISCONFIGURED, detail)
    if status in _THIS_TEXT:
        return refused_text(who, f"with {status}; if it refuses every text, check {check}")
    return ProblemError(Reason.PROVIDER_UNREACHABLE, f"{who} failed with status {status}.")


def retry_after(headers: Mapping[str, str], details: Iterable[Any] = ()) -> float | None:
    """Return the seconds of a `Retry-After` header, or of Google's `RetryInfo` such as "37.5s"."""
    values = [headers.get("Retry-After") or headers.get("retry-after") or ""]
    values += [
        str(detail.get("retryDelay", "")).removesuffix("s")
        for detail in details
        if isinstance(detail, Mapping)
    ]
    seconds = (float(value) for value in values if _SECONDS.fullmatch(value))
    return next(seconds, None)


def error_of(body: Any) -> Any:
    """Return the object `error` of a body, or the whole body where there is none."""
    return body.get("error", body) if isinstance(body, dict) else body


def is_blocked(finish_reason: Any) -> bool:
    """Return whether the provider ended its answer because of what the text is about."""
    return getattr(finish_reason, "name", finish_reason) in _BLOCKED


def _details(error: Any) -> list[Any]:
    details = error.get("details") if isinstance(error, Mapping) else None
    return details if isinstance(details, list) else []


def _names_key_or_model(error: Any) -> bool:
    if not isinstance(error, Mapping):
        return False
    named = [error.get("code"), *(one.get("reason") for one in _details(error) if _is_map(one))]
    message = error.get("message")
    return any(isinstance(one, str) and one in _KEY_OR_MODEL_CODES for one in named) or (
        isinstance(message, str) and _KEY_OR_MODEL_MESSAGE.match(message) is not None
    )


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def timed_out(who: str, seconds: float) -> ProblemError:
    """Return the problem for an answer that did not arrive in time."""
    return ProblemError(Reason.PROVIDER_TIMEOUT, f"{who} did not answer within {seconds:.3g} s.")


def unreachable(who: str) -> ProblemError:
    """Return the problem for a failed connection."""
    return ProblemError(Reason.PROVIDER_UNREACHABLE, f"{who} cannot be reached.")


def refused_text(who: str, how: str) -> ProblemError:
    """Return the problem for a text that the provider does not answer, unlike others."""
    return ProblemError(Reason.PROVIDER_REFUSED_TEXT, f"{who} refused this text {how}.")


def bad_reply(who: str, why: str) -> ProblemError:
    """Return the problem for an unusable answer; `why` never quotes it."""
    return ProblemError(Reason.PROVIDER_BAD_REPLY, f"{who} {why}.")
