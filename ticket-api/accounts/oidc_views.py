"""/api/session/oidc/…: the way to the sign-in provider and back, for browsers to go."""

import logging

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from accounts import oidc
from accounts.sign_in import start_session
from config.errors import unknown_address

logger = logging.getLogger(__name__)

# A session that holds nothing but the way to the provider need not last.
_SECONDS_AT_THE_PROVIDER = 600
_NEXT = "oidc_next"


@require_GET
def begin(request: HttpRequest) -> HttpResponseBase:
    """Go to the provider, and afterwards to `?next=`, a path of this portal."""
    if not oidc.is_configured():
        return unknown_address(request)
    if not request.user.is_authenticated:
        request.session.set_expiry(_SECONDS_AT_THE_PROVIDER)
    request.session[_NEXT] = _own_path(request.GET.get("next", ""))
    try:
        return oidc.begin(request, callback=request.build_absolute_uri(reverse(finish)))
    except oidc.ProviderError as error:
        return _failed("provider", str(error))


@require_GET
def finish(request: HttpRequest) -> HttpResponseBase:
    """Come back from the provider, signed in or to the sign-in page with what went wrong."""
    if not oidc.is_configured():
        return unknown_address(request)
    following = _own_path(request.session.pop(_NEXT, ""))
    try:
        account = oidc.account_of(oidc.finish(request))
    except oidc.NoRoleError:
        return _failed("no_role", "no_group")
    except oidc.ProviderError as error:
        return _failed("provider", str(error))
    if not account.is_active:
        return _failed("no_role", "switched_off")
    start_session(request, account)
    return HttpResponseRedirect(following)


def _failed(problem: str, reason: str) -> HttpResponseBase:
    logger.warning("account.provider_sign_in_failed", extra={"reason": reason})
    return HttpResponseRedirect(f"/sign-in?problem={problem}")


def _own_path(address: str) -> str:
    """`address` if it is a path of this portal, else its first page."""
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_own and address.startswith("/") else "/"
