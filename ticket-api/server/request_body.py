"""What HTTP says about bodies and Django leaves to the server before it."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from server.static_files import WSGIApplication

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def declare_length(application: WSGIApplication, *, limit: int) -> WSGIApplication:
    """`application` with a Content-Length for bodies that come without (chunked).

    Django takes those for empty and would complain of missing fields. gunicorn ends its input at
    the last chunk, so at most `limit` + 1 bytes are read and declared; the one byte more makes
    Django answer 413.
    """

    def with_length(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
        if chunked and environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read(limit + 1)
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return application(environ, start_response)

    return with_length


def leave_out_head_bodies(application: WSGIApplication) -> WSGIApplication:
    """`application` with the body left out of answers to HEAD, the headers as for GET."""

    def without_body(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        response = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return response
        response.close()  # type: ignore[attr-defined]  # Django's responses have it
        return []

    return without_body
