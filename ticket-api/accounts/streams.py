"""Who may hold a stream of live updates.

A credential is what a caller showed. It is looked at again while the stream is open
(live/access.py), so that a stream ends soon after the session, the token or the role that it
hangs on.
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
    """The key of a session, empty for a caller without one."""

    key: str

    def check(self) -> str:
        """The id of its account; NotSignedIn or Forbidden unless that may read tickets."""
        request = HttpRequest()
        request.session = LookedAtSession(self.key or None)
        account = get_user(request)
        require_role(account, reads=True)
        return str(account.pk)


@dataclass(frozen=True)
class ShownToken:
    """An API token, where `everybody` may read it is held to its scope alone."""

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
    """What the caller shows to read all tickets; None where nobody has to show anything."""
    is_open = settings.PORTAL_ACCESS == OPEN
    word = word_of(request.META.get("HTTP_AUTHORIZATION"))
    if word is not None:
        return ShownToken(word, everybody=is_open)
    if is_open:
        return None
    return ShownSession(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
