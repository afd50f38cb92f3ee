"""Runs Django's middleware and a view for a request of ASGI, in the thread that calls it."""

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
        # Any bytes may come after the `?`; nothing here reads them.
        query = bytes(scope.get("query_string", b"")).decode("latin-1")
        super().__init__({**scope, "query_string": query}, io.BytesIO())
        self.limits = limits


class Opener(BaseHandler):
    """Gives ticket-events every check of ticket-api: Host, HTTPS, methods, CORS, log and errors.

    Django's own ASGIHandler would hold its adapters between threads for as long as a stream is
    open. Here the head of a stream alone takes the request cycle.
    """

    def __init__(self, limits: StreamLimits) -> None:
        super().__init__()
        self._limits = limits
        self.load_middleware()

    def open(self, scope: MutableMapping[str, Any]) -> HttpResponseBase:
        """The answer to `scope`: an Opening, or else a whole answer."""
        signals.request_started.send(sender=self.__class__, scope=scope)
        response = self.get_response(OpeningRequest(scope, self._limits))
        response.close()
        return response
