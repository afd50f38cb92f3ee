"""The files of the API's own pages, served by this process without a build step.

Not a middleware: requirements §5 names nine, and files need none of what those do.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise import WhiteNoise

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SECONDS_KEPT_BY_BROWSERS = 3600


def serve_static_files(application: WSGIApplication) -> WSGIApplication:
    """`application` with the `static/` folders of the installed apps below STATIC_URL."""
    server = WhiteNoise(application, max_age=_SECONDS_KEPT_BY_BROWSERS, allow_all_origins=False)
    for storage in AppDirectoriesFinder().storages.values():
        server.add_files(storage.location, prefix=settings.STATIC_URL)
    return server  # type: ignore[no-any-return]
