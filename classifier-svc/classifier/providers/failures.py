"""The problem that an HTTP status of a provider means (requirements §6.4)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from classifier.problems import ProblemError, Reason

_SECONDS = re.compile(r"\d{1,6}(?:\.\d{1,9})?")


def failure_of_status(
    who: str,
    status: int,
    check: str,
    headers: Mapping[str, str] | None = None,
    details: Iterable[Any] = (),
) -> ProblemError:
    """Return the problem for the status.

    `who` is the provider in a sentence, `check` the settings to check when it refuses the request,
    `details` those of Google's error bodies.
    """
    if status == 429:
        detail = f"{who} refused the request: its rate limit is reached."
        wait = retry_after(headers or {}, details)
        return ProblemError(Reason.PROVIDER_RATE_LIMITED, detail, retry_after=wait)
    if status in (408, 504):
        return ProblemError(Reason.PROVIDER_TIMEOUT, f"{who} did not answer in time.")
    if 400 <= status < 500:
        detail = f"{who} refused with {status}: check {check}."
        return ProblemError(Reason.PROVIDER_MISCONFIGURED, detail)
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


def google_details(body: Any) -> list[Any]:
    """Return the details of Google's error body, which may be anything that a proxy wrote."""
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return details if isinstance(details, list) else []


def timed_out(who: str, seconds: float) -> ProblemError:
    """Return the problem for an answer that did not arrive in time."""
    return ProblemError(Reason.PROVIDER_TIMEOUT, f"{who} did not answer within {seconds:.3g} s.")


def unreachable(who: str) -> ProblemError:
    """Return the problem for a failed connection."""
    return ProblemError(Reason.PROVIDER_UNREACHABLE, f"{who} cannot be reached.")


def bad_reply(who: str, why: str) -> ProblemError:
    """Return the problem for an unusable answer; `why` never quotes it."""
    return ProblemError(Reason.PROVIDER_BAD_REPLY, f"{who} {why}.")
