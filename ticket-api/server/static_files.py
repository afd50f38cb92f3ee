"""Serve the static files of the API documentation and the admin with WhiteNoise.

It wraps the WSGI application, because requirements §5 fixes the list of middlewares.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import FileWrapper

import orjson
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise import WhiteNoise

from common.errors import status_envelope

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SECONDS_KEPT_BY_BROWSERS = 3600


def serve_static_files(application: WSGIApplication) -> WSGIApplication:
    """Wrap `application` to serve the installed apps' `static/` folders below STATIC_URL."""
    server = _StaticFiles(application, max_age=_SECONDS_KEPT_BY_BROWSERS, allow_all_origins=False)
    for storage in AppDirectoriesFinder().storages.values():
        server.add_files(storage.location, prefix=settings.STATIC_URL)
    return server


class _StaticFiles(WhiteNoise):
    """WhiteNoise with the error envelope as the body of its errors, which are empty otherwise.

    WhiteNoise has no setting for it. Without this class
    tests/server/test_gunicorn.py::test_every_error_has_the_envelope fails.
    """

    @staticmethod
    def serve(
        static_file: Any, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The file; 405 for methods other than GET and HEAD, 416 for a range outside the file."""
        response = static_file.get_response(environ["REQUEST_METHOD"], environ)
        headers, status, file = list(response.headers), response.status, response.file
        if status >= 400:
            body = orjson.dumps(status_envelope(status))
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
            file = io.BytesIO(body) if environ["REQUEST_METHOD"] != "HEAD" else None
        start_response(f"{status} {status.phrase}", headers)
        if file is None:
            return []
        wrapper = environ.get("wsgi.file_wrapper", FileWrapper)
        return wrapper(file)  # type: ignore[no-any-return]
