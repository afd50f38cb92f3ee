"""The two middlewares that are ours (requirements §5)."""

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

# Django turns these into 4xx answers by itself, through the handlers in common.errors.
_HANDLED_BY_DJANGO = (
    Http404,
    PermissionDenied,
    BadRequest,
    SuspiciousOperation,
    MultiPartParserError,
)


class RequestLoggingMiddleware:
    """Writes `POST /api/tickets/ → 201 (45ms)` for each request and gives it its id.

    The path alone is logged: query strings hold what people searched for, bodies hold tickets.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve `request`, then log it and name its id in the answer."""
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
        # Percent-encoded, so that a path with a line break cannot write a line of its own.
        path = escape_uri_path(request.path)
        line = (request.method, path, status, round(seconds * 1000))
        request_log.log(_level(status), "%s %s → %d (%dms)", *line)


def _level(status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


class ExceptionHandlingMiddleware:
    """The net for the unexpected: a JSON body for whoever asked, the traceback for the log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve `request`; below /api/ every error leaves with the envelope."""
        try:
            response = self.get_response(request)
        except Exception as exception:  # noqa: BLE001 (this is the one net of the whole service)
            return _response_for(request, exception)
        if response.status_code >= 400 and request.path.startswith("/api/"):
            _put_into_envelope(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an exception that a view let out."""
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
    """Replace an error page in another format: a schema's YAML, a debug page, a library's HTML."""
    is_json = response.get("Content-Type", "").startswith("application/json")
    if is_json or not isinstance(response, HttpResponse):
        return
    status = response.status_code
    body = errors.internal_error_body() if status == 500 else errors.status_envelope(status)
    response.content = orjson.dumps(body)
    response["Content-Type"] = "application/json"
    response["Content-Length"] = str(len(response.content))
