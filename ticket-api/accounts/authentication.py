"""REST framework authentication classes for API tokens and portal sessions.

A request without session cookie and token causes no database query.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.refusals import CSRFFailed
from accounts.tokens import token_in_use, word_of
from common import refused_addresses


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer tkt_…`; ignores other schemes, which a proxy may use."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's account and the token; InvalidToken for an invalid one."""
        header = request.META.get("HTTP_AUTHORIZATION")
        word = word_of(header) if header else None
        if word is None:
            return None
        token = token_in_use(word)
        return token.account, token


class PortalSession(SessionAuthentication):
    """The portal's session cookie; changes also require the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The session's account, or None; CSRFFailed for a change without the CSRF token."""
        if settings.SESSION_COOKIE_NAME not in request.META.get("HTTP_COOKIE", ""):
            return None
        return super().authenticate(request)

    def enforce_csrf(self, request: Request) -> None:
        """Raise CSRFFailed for a change without a valid CSRF token."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refused:
            reason = str(refused.detail).removeprefix(_DENIED)
            raise CSRFFailed(refused_addresses.csrf_sentence(request, reason)) from refused


# What REST framework puts before Django's reason.
_DENIED = "CSRF Failed: "
