"""Credentials for streams of live updates.

live/access.py checks the credential of a stream again while the stream is open, so that the stream
ends soon after its session, its token or the account's role ends.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from accounts.permissions import OPEN, require_role, require_scope
from accounts.refusals import Forbidden, NotSignedIn
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


@dataclass(frozen=True)
class Reader:
    """A caller who may read all tickets."""

    # None for a caller without a role in an open portal.
    credential: ShownSession | ShownToken | None
    # For the limit of an account's streams; None without a credential.
    account_id: str | None

    @property
    def has_role(self) -> bool:
        """Whether the caller has a role; persons and messages are for those alone."""
        return self.credential is not None


def reader_of(request: HttpRequest) -> Reader:
    """The caller; NotSignedIn, InvalidToken or Forbidden unless it may read all tickets.

    The stream of a caller with a role has a credential in open portals too, so that it ends soon
    after the role ends.
    """
    word = word_of(request.META.get("HTTP_AUTHORIZATION"))
    if word is not None:
        token = ShownToken(word)
        return Reader(token, token.check())
    session = ShownSession(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    try:
        return Reader(session, session.check())
    except (NotSignedIn, Forbidden):
        if settings.PORTAL_ACCESS != OPEN:
            raise
    return Reader(None, None)
