"""/api/session/oidc/…: the browser's way to the sign-in provider and back."""

import logging
import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from accounts import oidc
from accounts.sign_in import start_session
from common.errors import unknown_address

logger = logging.getLogger(__name__)

_SALT = "accounts.oidc.1"
# Browsers keep cookies of up to 4,096 bytes.
_COOKIE_BYTES = 3_500
_PATH_CHARACTERS = 2_000


@require_GET
def begin(request: HttpRequest) -> HttpResponseBase:
    """Go to the provider, and afterwards to `?next=`, a path of this portal."""
    if not oidc.is_configured():
        return unknown_address(request)
    started = _read_started(request)
    callback = request.build_absolute_uri(reverse(finish))
    try:
        address = oidc.begin(
            started, callback=callback, following=_own_path(request.GET.get("next", ""))
        )
    except oidc.ProviderError as error:
        return _failed("provider", str(error))
    response = HttpResponseRedirect(address)
    _keep_started(response, started)
    return response


@require_GET
def finish(request: HttpRequest) -> HttpResponseBase:
    """Come back from the provider, signed in or to the sign-in page with the problem."""
    if not oidc.is_configured():
        return unknown_address(request)
    started = _read_started(request)
    following = _own_path(oidc.following(started, request.GET))
    response = _finish(request, started, following)
    _keep_started(response, started)
    return response


def _finish(request: HttpRequest, started: oidc.Started, following: str) -> HttpResponse:
    try:
        account = oidc.account_of(oidc.finish(started, request.GET))
    except oidc.NoRoleError as refusal:
        oidc.account_withdraw(refusal.subject)
        return _failed("no_role", str(refusal))
    except oidc.ProviderError as error:
        return _failed("provider", str(error))
    if not account.is_active:
        return _failed("no_role", "switched_off")
    start_session(request, account)
    return HttpResponseRedirect(following)


def _cookie() -> str:
    """The cookie's name; no other host of the domain can set one that begins with `__Host-`."""
    return "__Host-signin" if settings.SESSION_COOKIE_SECURE else "signin"


def _read_started(request: HttpRequest) -> oidc.Started:
    """The sign-ins that this browser has started and that are still in time."""
    try:
        started: oidc.Started = signing.loads(
            request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=oidc.STARTED_SECONDS
        )
    except signing.BadSignature:
        return {}
    return {key: one for key, one in started.items() if one["exp"] > time.time()}


def _keep_started(response: HttpResponse, started: oidc.Started) -> None:
    """Give the browser the sign-ins that it has started, signed; the oldest go when it is full."""
    if not started:
        response.delete_cookie(_cookie(), samesite="Lax")
        return
    while len(value := signing.dumps(started, salt=_SALT, compress=True)) > _COOKIE_BYTES:
        del started[next(iter(started))]
    response.set_cookie(
        _cookie(),
        value,
        max_age=oidc.STARTED_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        # Lax and not Strict: a browser that comes back from the provider has to send it.
        samesite="Lax",
    )


def _failed(problem: str, reason: str) -> HttpResponse:
    logger.warning("account.provider_sign_in_failed", extra={"reason": reason})
    return HttpResponseRedirect(f"/sign-in?problem={problem}")


def _own_path(address: str) -> str:
    """`address` if it is a path of this portal and not too long to keep, else the first page."""
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    is_short = len(address) <= _PATH_CHARACTERS
    return address if is_own and is_short and address.startswith("/") else "/"
