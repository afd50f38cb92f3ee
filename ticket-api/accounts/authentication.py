"""How REST framework learns who is asking.

Nothing is read for a request that comes without a session's cookie and without a token.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication, CSRFCheck, SessionAuthentication
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.refusals import CSRFFailed
from accounts.tokens import token_in_use, word_of
from common import refused_addresses


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer tkt_…`; other schemes may be meant for a proxy on the way."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The account that the token acts for, and the token; InvalidToken when it is no good."""
        header = request._request.META.get("HTTP_AUTHORIZATION")
        word = word_of(header) if header else None
        if word is None:
            return None
        token = token_in_use(word)
        return token.account, token


class PortalSession(SessionAuthentication):
    """The portal's cookie; whoever changes something with it shows the CSRF token as well."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The account that has signed in, if any; CSRFFailed for a change without the token."""
        if settings.SESSION_COOKIE_NAME not in request._request.META.get("HTTP_COOKIE", ""):
            return None
        return super().authenticate(request)

    def enforce_csrf(self, request: Request) -> None:
        """CSRFFailed unless the request shows the token of its cookie."""
        require_csrf_token(request)


def require_csrf_token(request: Request) -> None:
    """CSRFFailed for a change that our own page has not sent."""
    check = CSRFCheck(lambda _request: None)  # type: ignore[arg-type]
    check.process_request(request)
    reason = check.process_view(request, _no_view, (), {})
    if reason:
        raise CSRFFailed(refused_addresses.csrf_sentence(request._request, str(reason)))


def _no_view(_request: Any) -> Any:
    """What the check may ask whether it is exempt; the views of REST framework all are."""
