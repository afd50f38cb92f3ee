"""What the API understands as an address."""

from collections.abc import Callable, Iterable
from typing import Any

from server.static_files import WSGIApplication


def complete_addresses(application: WSGIApplication) -> WSGIApplication:
    """`application` with the last slash added where a caller left it out (`/api/tickets`).

    Every route ends with a slash (requirements §4.1), the design card writes one without it, and
    people forget it. Django's remedy is a redirect, which loses the body of a POST. Names of files
    keep their form.

    An address has one spelling: what comes with percent signs or a fragment is looked up as it was
    sent, and not found. Decoded, it could be an address that the gateway has not seen in it.
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
