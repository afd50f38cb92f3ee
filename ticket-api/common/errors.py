"""The error envelope of every error response (contracts/README.md): `{"error", "details"}`.

`details` maps field names to lists of sentences. Errors that are not about a single field have the
key `detail`.
"""

import logging
import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from common import refused_addresses
from common.request_id import current_request_id

error_log = logging.getLogger("ticket_api.error")

Details = dict[str, list[str]]

# Titles of the contract that differ from http.HTTPStatus in some version of Python.
_TITLES = {413: "Payload Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable"}

_ADVICE = {
    400: "The request cannot be understood. Check the address and the headers.",
    403: "You may not do this.",
    404: "There is nothing at this address. Check the address.",
    405: "This address does not take this method. The Allow header lists those it takes.",
    406: "This address cannot answer in the format asked for. Accept application/json.",
    413: "The body is too large. Send at most 256 KiB.",
    414: "The address is too long. Shorten it.",
    415: "The body is in a format that this address does not take. Send JSON as application/json.",
    416: "The file ends before this range. Ask for a range within it.",
    431: "The headers are too large. Send fewer cookies and headers.",
    503: "The database cannot be reached at the moment. Try again in a few seconds.",
}

Unavailable = (OperationalError, InterfaceError)
# REST framework's messages for these do not say what to do; _ADVICE does.
_ADVISED = (
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
)


class Refusal(exceptions.APIException):
    """An error with a machine-readable `code` in its envelope, beside `error`."""

    more: Mapping[str, Any] = {}
    """Further fields of the envelope."""


def refusal_envelope(refusal: Refusal) -> dict[str, Any]:
    """The body of a refusal."""
    body = status_envelope(refusal.status_code, str(refusal.detail))
    return {**body, "code": refusal.get_codes(), **refusal.more}


def envelope(error: str, details: Details) -> dict[str, Any]:
    """The body of an error."""
    return {"error": error, "details": details}


def status_envelope(status: int, sentence: str = "") -> dict[str, Any]:
    """The body for an HTTP status, with one sentence about what to do."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    return envelope(title, {"detail": [sentence or _ADVICE.get(status) or f"{title}."]})


def refusal_response(refusal: Refusal) -> HttpResponse:
    """The response for a refusal outside of REST framework views."""
    response = json_response(refusal_envelope(refusal), refusal.status_code)
    for name, value in _api_headers(refusal).items():
        response[name] = value
    return response


def internal_error_body() -> dict[str, Any]:
    """The body of a 500 (requirements §5.2): the request id to find the cause in the log."""
    return {
        "error": "Internal server error",
        "detail": (
            "Something went wrong on our side. Try again, and name the request id if it "
            "happens again."
        ),
        "details": {"request_id": [current_request_id()]},
    }


def json_response(body: dict[str, Any], status: int) -> HttpResponse:
    """A JSON response outside of REST framework views."""
    content = orjson.dumps(body)
    response = HttpResponse(content, status=status, content_type="application/json")
    # CommonMiddleware sets it for other responses, but not when it refuses a host.
    response["Content-Length"] = str(len(content))
    return response


def log_unavailable(exception: Exception) -> None:
    """Log the class of a database failure, such as a lost connection or a deadlock."""
    error_log.error("database.unavailable %s", type(exception.__cause__ or exception).__name__)


def unavailable_response(request: HttpRequest) -> HttpResponse:
    """The 503 response for a database failure."""
    response = answer(request, status_envelope(503), 503)
    response["Retry-After"] = "3"
    return response


# REST framework ----------------------------------------------------------------------------------


def drf_exception_handler(exception: Exception, _context: dict[str, Any]) -> Response | None:
    """The response for an exception in a view; None: ExceptionHandlingMiddleware handles it."""
    if isinstance(exception, Unavailable):
        log_unavailable(exception)
        return Response(status_envelope(503), status=503, headers={"Retry-After": "3"})
    if isinstance(exception, RequestDataTooBig):
        return Response(status_envelope(413), status=413)
    if isinstance(exception, Http404):
        exception = exceptions.NotFound(*exception.args)
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if not isinstance(exception, exceptions.APIException):
        return None
    return Response(_api_body(exception), exception.status_code, headers=_api_headers(exception))


def _api_body(exception: exceptions.APIException) -> dict[str, Any]:
    if isinstance(exception, exceptions.ValidationError):
        return envelope("Validation Error", _sentences_by_field(exception.detail))
    if isinstance(exception, _ADVISED):
        return status_envelope(exception.status_code)
    if isinstance(exception, Refusal):
        return refusal_envelope(exception)
    return status_envelope(exception.status_code, str(exception.detail))


def _sentences_by_field(detail: Any) -> Details:
    if not isinstance(detail, dict):
        return {"detail": _sentences(detail)}
    return dict(named_sentences(detail))


def named_sentences(detail: Any, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Sentences by field; a field of an object is named `requester.email`."""
    for field, value in detail.items():
        name = prefix.rstrip(".") if prefix and field == "detail" else f"{prefix}{field}"
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for nth, item in enumerate(value):
                yield from named_sentences(item, f"{name}.{nth}.")
        elif isinstance(value, dict):
            yield from named_sentences(value, f"{name}.")
        else:
            yield name, _sentences(value)


def _sentences(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _api_headers(exception: exceptions.APIException) -> dict[str, str]:
    wait = getattr(exception, "wait", None)
    scheme = getattr(exception, "auth_header", None)
    headers = {"Retry-After": str(math.ceil(wait))} if wait else {}
    return {**headers, "WWW-Authenticate": scheme} if scheme else headers


# Django ------------------------------------------------------------------------------------------

_PAGES = "/admin/"  # Errors below this path are HTML pages; all others are JSON.


def answer(request: HttpRequest, body: dict[str, Any], status: int) -> HttpResponse:
    """An error response: an HTML page in the admin, JSON everywhere else."""
    if not request.path.startswith(_PAGES):
        return json_response(body, status)
    (sentence,) = body["details"].get("detail") or [body.get("detail")]
    shown = {"title": body["error"], "sentence": sentence, "request_id": current_request_id()}
    response = HttpResponse(render_to_string("accounts/error.html", shown), status=status)
    response["Content-Length"] = str(len(response.content))
    return response


@csrf_exempt
def unknown_address(_request: HttpRequest, *_args: Any) -> HttpResponse:
    """404 with the envelope for paths below /api/ without a route, for every method."""
    return json_response(status_envelope(404), 404)


def page_not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it by name)
) -> HttpResponse:
    """Django's handler404."""
    return answer(request, status_envelope(404), 404)


def permission_denied(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it by name)
) -> HttpResponse:
    """Django's handler403."""
    return answer(request, status_envelope(403), 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400; also answers 413 for a body that is too large."""
    if isinstance(exception, DisallowedHost):
        sentence = refused_addresses.host_sentence(request)
        body = {**status_envelope(400, sentence), "code": refused_addresses.HOST_CODE}
        return answer(request, body, 400)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return answer(request, status_envelope(status), status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, for exceptions inside a middleware."""
    return answer(request, internal_error_body(), 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    sentence = refused_addresses.csrf_sentence(request, reason)
    body = {**status_envelope(403, sentence), "code": "csrf_failed"}
    return answer(request, body, 403)
