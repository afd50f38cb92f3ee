"""Credentials for streams of live updates.

live/access.py checks the credential of a stream again while the stream is open, so that the stream
ends soon after its session, its token or the account's role ends.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from accounts.permissions import OPEN, require_role, require_scope
from accounts.sessions import LookedAtSession
from accounts.tokens import token_in_use, word_of


@dataclass(frozen=True)
class ShownSession:
    """A session key; empty for a caller without a session."""

    key: str

    def check(self) -> str:
        """The id of its account; NotSignedIn or Forbidden unless it may read tickets."""
        request = HttpRequest()
        request.session = LookedAtSession(self.key or None)
        account = get_user(request)
        require_role(account, reads=True)
        return str(account.pk)


@dataclass(frozen=True)
class ShownToken:
    """An API token; with `everybody` only its scope is checked, not the account's role."""

    word: str
    everybody: bool

    def check(self) -> str:
        """The id of its account; InvalidToken or Forbidden unless it may read tickets."""
        token = token_in_use(self.word)
        require_scope(token, reads=True)
        if not self.everybody:
            require_role(token.account, reads=True)
        return str(token.account_id)


def reader_credential(request: HttpRequest) -> ShownSession | ShownToken | None:
    """The caller's credential to read all tickets; None for anonymous callers of an open portal."""
    is_open = settings.PORTAL_ACCESS == OPEN
    word = word_of(request.META.get("HTTP_AUTHORIZATION"))
    if word is not None:
        return ShownToken(word, everybody=is_open)
    if is_open:
        return None
    return ShownSession(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
