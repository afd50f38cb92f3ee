"""/api/session/oidc/…: redirects to the sign-in provider and the callback."""

import logging
import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from accounts.oidc import client as oidc
from accounts.oidc.people import account_of, account_withdraw
from accounts.sign_in import start_session
from common.errors import unknown_address

logger = logging.getLogger(__name__)

_SALT = "accounts.oidc.1"
# Browsers accept cookies of up to 4,096 bytes.
_COOKIE_BYTES = 3_500
_PATH_CHARACTERS = 2_000


@require_GET
def begin(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the provider; after the sign-in the browser goes to the path in `?next=`."""
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
    """Callback of the provider: sign in, or redirect to the sign-in page with the problem."""
    if not oidc.is_configured():
        return unknown_address(request)
    started = _read_started(request)
    following = _own_path(oidc.following(started, request.GET))
    response = _finish(request, started, following)
    _keep_started(response, started)
    return response


def _finish(request: HttpRequest, started: oidc.Started, following: str) -> HttpResponse:
    try:
        account = account_of(oidc.finish(started, request.GET))
    except oidc.NoRoleError as refusal:
        account_withdraw(refusal.subject)
        return _failed("no_role", str(refusal))
    except oidc.ProviderError as error:
        return _failed("provider", str(error))
    if not account.is_active:
        return _failed("no_role", "switched_off")
    start_session(request, account)
    return HttpResponseRedirect(following)


def _cookie() -> str:
    """The cookie's name; other hosts of the domain cannot set a cookie with prefix `__Host-`."""
    return "__Host-signin" if settings.SESSION_COOKIE_SECURE else "signin"


def _read_started(request: HttpRequest) -> oidc.Started:
    """The sign-ins of this browser that have not expired."""
    try:
        started: oidc.Started = signing.loads(
            request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=oidc.STARTED_SECONDS
        )
    except signing.BadSignature:
        return {}
    return {key: one for key, one in started.items() if one["exp"] > time.time()}


def _keep_started(response: HttpResponse, started: oidc.Started) -> None:
    """Store the started sign-ins in a signed cookie; drop the oldest when it is too large."""
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
        # Lax, because with Strict a browser that returns from the provider does not send it.
        samesite="Lax",
    )


def _failed(problem: str, reason: str) -> HttpResponse:
    logger.warning("account.provider_sign_in_failed", extra={"reason": reason})
    return HttpResponseRedirect(f"/sign-in?problem={problem}")


def _own_path(address: str) -> str:
    """`address` if it is a path of this portal and short enough to store, otherwise `/`."""
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    is_short = len(address) <= _PATH_CHARACTERS
    return address if is_own and is_short and address.startswith("/") else "/"
