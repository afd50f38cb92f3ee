"""Credentials for streams of live updates.

live/access.py checks the credential of a stream again while the stream is open, so that the stream
ends soon after its session, its token or the account's role ends.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from accounts.permissions import OPEN, require_role, require_scope
from accounts.sessions import ReadOnlySession
from accounts.tokens import token_in_use, word_of


@dataclass(frozen=True)
class ShownSession:
    """A session key; empty for a caller without a session."""

    key: str

    def check(self) -> str:
        """The id of its account; NotSignedIn or Forbidden unless it may read tickets."""
        request = HttpRequest()
        request.session = ReadOnlySession(self.key or None)
        account = get_user(request)
        require_role(account, reads=True)
        return str(account.pk)


@dataclass(frozen=True)
class ShownToken:
    """The text of an API token."""

    word: str

    def check(self) -> str:
        """The id of its account; InvalidToken or Forbidden unless it may read tickets."""
        token = token_in_use(self.word)
        require_scope(token, reads=True)
        require_role(token.account, reads=True)
        return str(token.account_id)


def reader_credential(request: HttpRequest) -> ShownSession | ShownToken | None:
    """The caller's credential to read all tickets; None for anonymous callers of an open portal."""
    word = word_of(request.META.get("HTTP_AUTHORIZATION"))
    if word is not None:
        return ShownToken(word)
    if settings.PORTAL_ACCESS == OPEN:
        return None
    return ShownSession(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
