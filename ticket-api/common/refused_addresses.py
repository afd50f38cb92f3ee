"""Messages and log lines for requests that Django refuses for their Host or Origin.

A wrong configuration refuses every request, so each address is logged at most once a minute. The
response does not repeat values of the request.
"""

import logging
import re
import time

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.middleware.csrf import REASON_BAD_ORIGIN

logger = logging.getLogger("ticket_api.refused")

HOST_CODE = "host_not_allowed"
_MOST_CHARACTERS = 100
_QUIET_SECONDS = 60.0
# Bounds the memory: clients can send any number of addresses.
_MOST_REMEMBERED = 100

_logged_at: dict[str, float] = {}


def host_sentence(request: HttpRequest) -> str:
    """Log a host that is not in DJANGO_ALLOWED_HOSTS; returns the sentence for the person."""
    host = _shown(request.META.get("HTTP_HOST", ""))
    _log(f"host {host} is not in DJANGO_ALLOWED_HOSTS")
    return (
        "This portal is not set up for the host name in your address bar. Open it at its usual "
        "address, or ask the person who runs it to add that name to DJANGO_ALLOWED_HOSTS."
    )


def csrf_sentence(request: HttpRequest, reason: str) -> str:
    """Log why Django's CSRF check refused a request; returns the sentence for the person."""
    origin = request.META.get("HTTP_ORIGIN", "")
    host = _shown(request.META.get("HTTP_HOST", ""))
    if not origin or reason != REASON_BAD_ORIGIN % origin:
        # The rest of the reason is a URL, whose query can contain search words.
        _log(f"csrf check of a request to host {host} failed: {reason.partition(' - ')[0]}")
        return "The request lacks its CSRF token. Reload the page and send it again."
    shown = _shown(origin)
    advice = _advice(origin, request)
    _log(f"csrf origin {shown} is not {request.scheme}://{host}, and is not trusted. {advice}")
    return (
        "The server does not take the address of this page for its own. Ask the person who runs "
        "this portal; its log says what to set."
    )


def _advice(origin: str, request: HttpRequest) -> str:
    """The setting that is probably missing for a portal with the address `origin`."""
    scheme, _, address = origin.partition("://")
    asked_at = request.get_host()
    if split_domain_port(address)[0] == split_domain_port(asked_at)[0] != "":
        if (
            scheme == "https"
            and not request.is_secure()
            and settings.SECURE_PROXY_SSL_HEADER is None
        ):
            return "Where a proxy in front of the gateway ends TLS, set DJANGO_HTTPS=on."
        if address != asked_at:
            return (
                "Let the proxy hand the Host header on with its port (nginx: $http_host), or set "
                f"DJANGO_CSRF_TRUSTED_ORIGINS={_shown(origin)}."
            )
    return (
        "If people open the portal there, set "
        f"DJANGO_CSRF_TRUSTED_ORIGINS={_shown(origin)}; otherwise another site sent this."
    )


def _shown(text: str) -> str:
    """The header value `text`, shortened and without characters that are unsafe in a log line."""
    return re.sub(r"[^A-Za-z0-9.:/\[\]_-]", "?", text[:_MOST_CHARACTERS]) or "(none)"


def _log(sentence: str) -> None:
    now = time.monotonic()
    if now - _logged_at.get(sentence, -_QUIET_SECONDS) < _QUIET_SECONDS:
        return
    if len(_logged_at) >= _MOST_REMEMBERED:
        recent = {one: at for one, at in _logged_at.items() if now - at < _QUIET_SECONDS}
        _logged_at.clear()
        _logged_at.update(recent)
        if len(recent) >= _MOST_REMEMBERED:
            return
    _logged_at[sentence] = now
    logger.warning("%s", sentence)
