"""Rules of HTTP about bodies that Django leaves to the WSGI server."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from server.static_files import WSGIApplication

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def declare_length(application: WSGIApplication, *, limit: int) -> WSGIApplication:
    """Wrap `application` to set CONTENT_LENGTH for requests with a chunked body.

    Without a length Django reads the body as empty. This reads at most `limit` + 1 bytes, so that
    Django answers 413 for a larger body.
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
    """Wrap `application` to remove the body of responses to HEAD; the headers are those of GET."""

    def without_body(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        response = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return response
        response.close()  # type: ignore[attr-defined]  # Django's responses have close()
        return []

    return without_body
