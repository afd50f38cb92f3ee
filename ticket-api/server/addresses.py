"""Normalise the path of a request before Django routes it."""

from collections.abc import Callable, Iterable
from typing import Any

from server.static_files import WSGIApplication


def complete_addresses(application: WSGIApplication) -> WSGIApplication:
    """Wrap `application` to add a missing trailing slash to API paths (`/api/tickets`).

    Every route ends with a slash (requirements §4.1). Django's `APPEND_SLASH` redirects, and a
    redirect loses the body of a POST. Paths of files, which contain a dot, are not changed.

    A path with percent-encoding or a fragment is routed as it was sent, and is not found. If it
    were decoded, it could match a route that the gateway's rules did not recognise.
    """

    def with_slash(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        sent = environ.get("RAW_URI", path).partition("?")[0]
        if "%" in sent or "#" in sent:
            path = environ["PATH_INFO"] = sent
        last = path.rpartition("/")[2]
        if path.startswith("/api/") and last and "." not in last:
            environ["PATH_INFO"] = path + "/"
        return application(environ, start_response)

    return with_slash
