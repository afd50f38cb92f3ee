"""Run Django's middleware and a view for an ASGI request, in the calling thread."""

import io
from collections.abc import MutableMapping
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http.response import HttpResponseBase

from live.limits import StreamLimits


class OpeningRequest(ASGIRequest):
    """A request to ticket-events."""

    urlconf = "live.urls"

    def __init__(self, scope: MutableMapping[str, Any], limits: StreamLimits) -> None:
        # Django would fail to decode some query strings; the views do not use them.
        query = bytes(scope.get("query_string", b"")).decode("latin-1")
        super().__init__({**scope, "query_string": query}, io.BytesIO())
        self.limits = limits


class Opener(BaseHandler):
    """Applies ticket-api's middlewares to ticket-events: Host, HTTPS, CORS, log and errors.

    Django's ASGIHandler would keep the request cycle and its threads busy while a stream is open.
    Here the request cycle ends with the response headers. Django documents no other way to run its
    middlewares. Without them
    tests/live/test_stream_limits.py::test_a_host_that_is_not_served_is_refused fails.
    """

    def __init__(self, limits: StreamLimits) -> None:
        super().__init__()
        self._limits = limits
        self.load_middleware()

    def open(self, scope: MutableMapping[str, Any]) -> HttpResponseBase:
        """The response for `scope`: an Opening for a stream, otherwise a complete response."""
        signals.request_started.send(sender=self.__class__, scope=scope)
        response = self.get_response(OpeningRequest(scope, self._limits))
        response.close()
        return response
