"""RFC 9457 problem details, as in contracts/classifier-api/problems.json."""

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Self

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Reason(StrEnum):
    """The machine-readable `reason` of a problem; each has one HTTP status and one phrase."""

    status: int
    phrase: str

    def __new__(cls, value: str, status: int, phrase: str) -> Self:
        """Give the string value a status and a phrase beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.status = status
        member.phrase = phrase
        return member

    INVALID_REQUEST = "invalid_request", 422, "The request breaks a rule"
    UNAUTHORIZED = "unauthorized", 401, "No valid token"
    UNKNOWN_TAXONOMY = "unknown_taxonomy", 404, "No such taxonomy"
    TAXONOMY_NOT_ALLOWED = "taxonomy_not_allowed", 403, "Another client's taxonomy"
    TAXONOMY_BROKEN = "taxonomy_broken", 503, "The taxonomy's file cannot be used"
    QUOTA_EXCEEDED = "quota_exceeded", 429, "The quota of this client is used up"
    EMBEDDINGS_UNAVAILABLE = (
        "embeddings_unavailable",
        501,
        "This service has no model of embeddings",
    )
    OVERLOADED = "overloaded", 503, "Too many classifications at once"
    PROVIDER_TIMEOUT = "provider_timeout", 504, "The provider took too long"
    PROVIDER_RATE_LIMITED = "provider_rate_limited", 503, "The provider's rate limit is reached"
    PROVIDER_UNREACHABLE = "provider_unreachable", 503, "The provider cannot be reached"
    PROVIDER_MISCONFIGURED = "provider_misconfigured", 503, "The provider is misconfigured"
    PROVIDER_BAD_REPLY = "provider_bad_reply", 502, "The provider's reply cannot be used"
    PROVIDER_REFUSED_TEXT = "provider_refused_text", 422, "The provider refuses this text"
    CIRCUIT_OPEN = (
        "circuit_open",
        503,
        "The provider failed a moment ago and is not called for a while",
    )
    # Reasons of HTTP and the framework, beside those of the contract.
    NOT_FOUND = "not_found", 404, "No such page"
    METHOD_NOT_ALLOWED = "method_not_allowed", 405, "Method not allowed"
    PAYLOAD_TOO_LARGE = "payload_too_large", 413, "The body is too large"
    INTERNAL_ERROR = "internal_error", 500, "Something went wrong in the classifier"


class ProblemError(Exception):
    """A failure that the answer describes to the caller.

    `detail` is a sentence for people without text of a ticket, a reply or a secret;
    `retry_after` is in seconds; `errors` names the fields that break a rule.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        retry_after: float | None = None,
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        """Store the fields of the response."""
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after
        self.errors = errors


def problem_body(problem: ProblemError, request_id: str | None = None) -> dict[str, Any]:
    """Return the members of RFC 9457 with our `reason` and the `request_id`."""
    body: dict[str, Any] = {
        "type": f"urn:support-tickets:problem:{problem.reason}",
        "title": problem.reason.phrase,
        "status": problem.reason.status,
        "detail": problem.detail,
        "reason": problem.reason.value,
    }
    if problem.errors:
        body["errors"] = problem.errors
    if request_id:
        body["request_id"] = request_id
    return body


def problem_response(
    problem: ProblemError,
    request_id: str | None = None,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a problem; `status` overrides the status of its reason."""
    body = problem_body(problem, request_id)
    if status is not None and status != problem.reason.status:
        body |= {"status": status, "title": HTTPStatus(status).phrase}
    sent = dict(headers or {})
    if problem.retry_after is not None:
        # Whole seconds, rounded up, so that a client does not retry too early.
        sent["Retry-After"] = str(max(1, math.ceil(problem.retry_after)))
    if problem.reason is Reason.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=body["status"],
        media_type=MEDIA_TYPE,
        headers=sent,
    )
