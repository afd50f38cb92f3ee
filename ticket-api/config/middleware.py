"""The two middlewares of this project (requirements §5): request log and error envelope."""

import logging
import time
from collections.abc import Callable

import orjson
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from common import errors
from common.request_id import accept_request_id, reset_request_id, set_request_id

request_log = logging.getLogger("ticket_api.request")

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Django answers these with 4xx through the handlers in common.errors.
_HANDLED_BY_DJANGO = (
    Http404,
    PermissionDenied,
    BadRequest,
    SuspiciousOperation,
    MultiPartParserError,
)


class RequestLoggingMiddleware:
    """Assigns the request id and logs `POST /api/tickets/ → 201 (45ms)` for each request.

    Only the path is logged, because query strings contain search words and bodies contain tickets.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve `request`, log it and set X-Request-ID on the response."""
        request_id = accept_request_id(request.META.get("HTTP_X_REQUEST_ID"))
        token = set_request_id(request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            self._log(request, response.status_code, time.perf_counter() - started)
            return response
        finally:
            reset_request_id(token)

    @staticmethod
    def _log(request: HttpRequest, status: int, seconds: float) -> None:
        # Percent-encode the path, so that a line break in it cannot forge a log line.
        path = escape_uri_path(request.path)
        line = (request.method, path, status, round(seconds * 1000))
        request_log.log(_level(status), "%s %s → %d (%dms)", *line)


def _level(status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


class ExceptionHandlingMiddleware:
    """Answers unhandled exceptions with the JSON error envelope and logs their traceback."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve `request`; every error response below /api/ has the envelope."""
        try:
            response = self.get_response(request)
        except Exception as exception:  # noqa: BLE001 (the only catch-all of the service)
            return _response_for(request, exception)
        if response.status_code >= 400 and request.path.startswith("/api/"):
            _put_into_envelope(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an exception that a view raised."""
        if isinstance(exception, _HANDLED_BY_DJANGO):
            return None
        return _response_for(request, exception)


def _response_for(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, errors.Unavailable):
        errors.log_unavailable(exception)
        return errors.unavailable_response(request)
    path = escape_uri_path(request.path)
    errors.error_log.error("unhandled_exception %s %s", request.method, path, exc_info=exception)
    return errors.answer(request, errors.internal_error_body(), 500)


def _put_into_envelope(response: HttpResponseBase) -> None:
    """Replace an error body that is not JSON, such as a library's HTML or the schema's YAML."""
    is_json = response.get("Content-Type", "").startswith("application/json")
    if is_json or not isinstance(response, HttpResponse):
        return
    status = response.status_code
    body = errors.internal_error_body() if status == 500 else errors.status_envelope(status)
    response.content = orjson.dumps(body)
    response["Content-Type"] = "application/json"
    response["Content-Length"] = str(len(response.content))
